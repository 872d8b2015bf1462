/* SPDX-License-Identifier: Apache-2.0 */
/*
 * naive_action.c - see naive_control.h.
 */
#include <string.h>

#include "sim/naive_check.h"

/* --- actions that count ----------------------------------------------------------------------- */

static bool counts(const struct naive *naive, const struct naive_action *action)
{
    int64_t lapse_ns = naive->control.terms.approval_ns;
    if (action->is_over) return false;
    return lapse_ns == 0 || naive->now_ns - action->since_ns < lapse_ns;
}

struct naive_fault naive_command_control_terms(struct naive *naive)
{
    const struct body_control_terms *body = &naive->command->control_terms;
    const int64_t day_ns = 24 * 60 * NANOSECONDS_PER_MINUTE;
    if (body->two_person > 127)
        return fault_of(REJECT_FIELD, FIELD_TWO_PERSON, body->two_person, 0);
    if (body->withdrawal_micros < 0 || body->withdrawal_micros > MONEY_MICROS_MAX)
        return fault_of(REJECT_FIELD, FIELD_AMOUNT, body->withdrawal_micros, 0);
    if (body->error_window_ns < 0 || body->error_window_ns > day_ns)
        return fault_of(REJECT_FIELD, FIELD_WINDOW, body->error_window_ns, 0);
    if (body->no_cancel_ticks < 0 || body->no_cancel_ticks > PRICE_TICKS_MAX)
        return fault_of(REJECT_FIELD, FIELD_BAND, body->no_cancel_ticks, 0);
    if (body->no_cancel_ppm > PPM_ONE)
        return fault_of(REJECT_FIELD, FIELD_RATE, body->no_cancel_ppm, 0);
    if (body->approval_ns < 0 || body->approval_ns > day_ns)
        return fault_of(REJECT_FIELD, FIELD_EXPIRY, body->approval_ns, 0);
    for (uint32_t i = 0; i < naive->control.action_count; i++) {
        struct naive_action *action = &naive->control.actions[i];
        if (!counts(naive, action)) action->is_over = true; /* R-ACTION-4 */
    }
    naive->control.terms = *body;
    struct event *event = naive_emit(naive, EVENT_CONTROL_TERMS, 0, 0);
    event->control_terms.withdrawal_micros = body->withdrawal_micros;
    event->control_terms.error_window_ns = body->error_window_ns;
    event->control_terms.no_cancel_ticks = body->no_cancel_ticks;
    event->control_terms.approval_ns = body->approval_ns;
    event->control_terms.no_cancel_ppm = body->no_cancel_ppm;
    event->control_terms.two_person = body->two_person;
    return NO_FAULT;
}

static struct naive_action *declared_by(struct naive *naive, uint32_t actor_id)
{
    for (uint32_t i = 0; actor_id != 0 && i < naive->control.action_count; i++) {
        struct naive_action *action = &naive->control.actions[i];
        if (action->proposer != actor_id || action->command.kind != 0) continue;
        if (counts(naive, action)) return action;
    }
    return NULL;
}

static void tell(struct naive *naive, const struct naive_action *action, enum action_step step)
{
    const struct command *about = &action->command;
    struct event *event = naive_emit(naive, EVENT_ACTION, about->account_id, about->product_id);
    event->action.action_id = (uint64_t)(action - naive->control.actions) + 1;
    event->action.register_entry = action->body.register_entry;
    event->action.command_sequence = about->sequence;
    event->action.proposer_id = action->proposer;
    event->action.actor_id = naive->command->actor_id;
    event->action.command_kind = about->kind;
    event->action.step = (uint8_t)step;
    event->action.purpose = action->body.purpose;
}

struct naive_fault naive_command_action_propose(struct naive *naive)
{
    const struct body_action_propose *body = &naive->command->action_propose;
    struct naive_control *control = &naive->control;
    uint32_t actor_id = naive->command->actor_id;
    if (actor_id == 0) return fault_of(REJECT_ROLE, FIELD_ACTOR, 0, 0);
    if (body->purpose > 1) return fault_of(REJECT_FIELD, FIELD_PURPOSE, body->purpose, 0);
    CHECK(naive_check_reason(body->reason));
    if (body->purpose == PURPOSE_EMERGENCY)
        CHECK(naive_check_authority(naive, body->register_entry));
    struct naive_action *own = declared_by(naive, actor_id);
    uint32_t waiting = 0;
    for (uint32_t i = 0; i < control->action_count; i++)
        waiting += counts(naive, &control->actions[i]);
    if (own == NULL && waiting == ACTIONS_MAX)
        return fault_of(REJECT_CAPACITY, FIELD_ACTIONS, 0, 0);
    if (own != NULL) own->is_over = true;
    control->actions = naive_grow(control->actions, sizeof *control->actions,
                                  &control->action_count, &control->action_capacity);
    struct naive_action *action = &control->actions[control->action_count - 1];
    action->body = *body;
    action->proposer = actor_id;
    action->since_ns = naive->now_ns;
    tell(naive, action, ACTION_DECLARED);
    naive_emit_reason(naive, control->action_count, body->reason);
    return NO_FAULT;
}

/* --- which commands --------------------------------------------------------------------------- */

static bool is_one_of(uint16_t kind, const uint16_t *kinds, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (kinds[i] == kind) return true;
    }
    return false;
}

#define IS_ONE_OF(kind, list) is_one_of(kind, list, sizeof list / sizeof list[0])

static const uint16_t listing_kinds[] = {
    COMMAND_PRODUCT_DEFINE, COMMAND_PRODUCT_STATE,  COMMAND_PRODUCT_FILING, COMMAND_PAYOFF_TERMS,
    COMMAND_REGISTER_TERMS, COMMAND_REGISTER_ENTRY, COMMAND_ELIGIBILITY};

static const uint16_t terms_kinds[] = {
    COMMAND_RULES_VERSION,     COMMAND_CALENDAR,          COMMAND_VENUE_TERMS,
    COMMAND_MEMBER_SET,        COMMAND_USER_SET,          COMMAND_PRODUCT_TERMS,
    COMMAND_PRICE_TERMS,       COMMAND_MARK_TERMS,        COMMAND_FUNDING_TERMS,
    COMMAND_MARGIN_VENUE,      COMMAND_MARGIN_TERMS,      COMMAND_RISK_GRID,
    COMMAND_ASSET_TERMS,       COMMAND_LIQUIDATION_TERMS, COMMAND_DEFAULT_TERMS,
    COMMAND_DEFAULT_MEMBER,    COMMAND_BUSINESS_CALENDAR, COMMAND_SETTLEMENT_TERMS,
    COMMAND_EXPIRY_TERMS,      COMMAND_PREFUNDING_TERMS,  COMMAND_CONTROL_TERMS,
    COMMAND_PARTICIPANT_TERMS, COMMAND_GIVE_UP_TERMS,     COMMAND_PROGRAMME_TERMS,
    COMMAND_PROGRAMME_ENROL,   COMMAND_FEE_TIERS,         COMMAND_BLOCK_TERMS};

static const uint16_t emergency_kinds[] = {COMMAND_HALT,
                                           COMMAND_PRODUCT_STATE,
                                           COMMAND_PRODUCT_TERMS,
                                           COMMAND_MARGIN_TERMS,
                                           COMMAND_ACCOUNT_LIMITS,
                                           COMMAND_ACCOUNT_STATE,
                                           COMMAND_SETTLEMENT_PRICE,
                                           COMMAND_POSITION_TRANSFER};

/* Does it stop the market, or a part of it? */
static bool stops(const struct command *command)
{
    return command->kind == COMMAND_HALT && command->state.state != HALT_NONE;
}

static bool is_staff(const struct naive *naive)
{
    uint32_t actor_id = naive->command->actor_id;
    return actor_id == 0 || naive->users[actor_id].member_id == 0;
}

/* R-CONTROL-2 without what an emergency adds. */
static uint32_t controls_of(const struct naive *naive)
{
    const struct command *command = naive->command;
    switch (command->kind) {
    case COMMAND_HALT: return stops(command) ? 0 : TWO_FOR_EMERGENCY;
    case COMMAND_SETTLEMENT_PRICE:
    case COMMAND_POSITION_TRANSFER: return TWO_FOR_EMERGENCY;
    case COMMAND_ERROR_DECIDE: return TWO_FOR_BUST;
    case COMMAND_ASSET_WITHDRAW: return TWO_FOR_ASSETS;
    case COMMAND_ACCOUNT_LIMITS: return is_staff(naive) ? TWO_FOR_LIMITS : 0;
    case COMMAND_PROGRAMME_PAYMENT:
        if (command->programme_payment.amount.micros <= naive->control.terms.withdrawal_micros)
            return 0;
        return TWO_FOR_WITHDRAWAL;
    case COMMAND_WITHDRAW:
        if (command->cash.amount.micros <= naive->control.terms.withdrawal_micros) return 0;
        return TWO_FOR_WITHDRAWAL;
    default: break;
    }
    if (IS_ONE_OF(command->kind, listing_kinds)) return TWO_FOR_LISTING;
    return IS_ONE_OF(command->kind, terms_kinds) ? TWO_FOR_TERMS : 0;
}

/* The bytes of the command that its kind has. */
static struct command trimmed(const struct command *command)
{
    struct command copy;
    memset(&copy, 0, sizeof copy);
    memcpy(&copy, command, command_size(command->kind));
    return copy;
}

static void execute(struct naive *naive, struct naive_action *action)
{
    action->command = trimmed(naive->command);
    tell(naive, action, ACTION_EXECUTED);
    action->is_over = true;
    naive->control.is_emergency = true;
    naive_work_command(naive);
    naive->control.is_emergency = false;
}

bool naive_action_takes(struct naive *naive, struct naive_fault *fault)
{
    const struct command *command = naive->command;
    *fault = NO_FAULT;
    if (command->kind == COMMAND_ACTION_PROPOSE || command->kind == COMMAND_ACTION_APPROVE ||
        command->kind == COMMAND_ACTION_REJECT)
        return false;
    uint32_t controls = controls_of(naive);
    struct naive_action *action = declared_by(naive, command->actor_id);
    bool is_emergency = action != NULL && action->body.purpose == PURPOSE_EMERGENCY;
    if (is_emergency && !IS_ONE_OF(command->kind, emergency_kinds)) {
        action = NULL;
        is_emergency = false;
    }
    if (is_emergency && !stops(command)) controls |= TWO_FOR_EMERGENCY;
    if ((controls & naive->control.terms.two_person) != 0) {
        if (action == NULL) {
            *fault = fault_of(REJECT_APPROVAL, FIELD_KIND, command->kind, 0);
            return true;
        }
        action->command = trimmed(command);
        action->since_ns = naive->now_ns;
        tell(naive, action, ACTION_PROPOSED);
        return true;
    }
    if (!is_emergency) return false;
    execute(naive, action);
    return true;
}

/* --- deciding --------------------------------------------------------------------------------- */

static struct naive_fault check_decide(const struct naive *naive, const struct naive_action *action)
{
    const struct command *command = naive->command;
    uint32_t actor_id = command->actor_id;
    bool takes_back = command->kind == COMMAND_ACTION_REJECT && actor_id == action->proposer;
    if (!takes_back) {
        struct naive_fault refusal = fault_of(REJECT_APPROVER, FIELD_ACTOR, actor_id, 0);
        if (actor_id == 0 || actor_id == action->proposer) return refusal;
        uint32_t member_id = naive->users[action->proposer].member_id;
        CHECK(naive_check_member_controls(naive, member_id, refusal));
        uint32_t roles = naive_roles_of(action->command.kind) | ROLE_COMPLIANCE;
        if ((naive->users[actor_id].roles & roles) == 0) return refusal;
    }
    return naive_check_reason(command->action_decide.reason);
}

struct naive_fault naive_command_action_decide(struct naive *naive)
{
    const struct command *command = naive->command;
    uint64_t action_id = command->action_decide.action_id;
    struct naive_fault no_action = fault_of(REJECT_ACTION, FIELD_ACTION_ID, (int64_t)action_id, 0);
    if (action_id < 1 || action_id > naive->control.action_count) return no_action;
    struct naive_action *action = &naive->control.actions[action_id - 1];
    if (!counts(naive, action) || action->command.kind == 0) return no_action;
    CHECK(check_decide(naive, action));
    bool is_approved = command->kind == COMMAND_ACTION_APPROVE;
    tell(naive, action, is_approved ? ACTION_APPROVED : ACTION_REFUSED);
    naive_emit_reason(naive, action_id, command->action_decide.reason);
    action->is_over = true;
    if (!is_approved) return NO_FAULT;
    naive->control.is_emergency = action->body.purpose == PURPOSE_EMERGENCY;
    struct command waited = action->command;
    naive->command = &waited;
    naive_work_command(naive);
    naive->command = command;
    naive->control.is_emergency = false;
    return NO_FAULT;
}
