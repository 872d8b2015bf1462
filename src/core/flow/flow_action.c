/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flow_action.c - actions of operators: a reason first, then the command, then a second person.
 *
 * Role   A command that needs two people is kept as it came, in a place of its action, and worked
 *        when another person agrees.  Nothing here is asked while no control is switched on.
 * Rules  R-CONTROL-1, R-CONTROL-2, R-ACTION-1 to R-ACTION-4.
 */
#include <string.h>

#include "core/flow/flow_register.h"

/* --- places ----------------------------------------------------------------------------------- */

static bool is_live(const struct core *core, const struct action *action)
{
    return action->state != ACTION_FREE &&
           !action_has_lapsed(action, &core->venue->controls, core->venue->time_ns);
}

static void action_free(struct core *core, struct action *action)
{
    if (action->state == ACTION_WAITS_FOR_COMMAND) core->venue->declared_count--;
    memset(action, 0, sizeof *action);
}

/* R-ACTION-4: what has lapsed under the present terms does not come back under others. */
static void lapsed_end(struct core *core)
{
    for (uint32_t i = 0; i < core->venue->actions_used; i++) {
        struct action *action = &core->actions[i];
        if (action->state != ACTION_FREE && !is_live(core, action)) action_free(core, action);
    }
}

/* --- terms ------------------------------------------------------------------------------------ */

void flow_control_terms(struct core *core, const struct command *command)
{
    const struct body_control_terms *terms = &command->control_terms;
    struct control_fault fault = control_terms_check(terms);
    if (fault.field != FIELD_NONE) {
        emit_reject(core, verdict_of(REJECT_FIELD, fault.field, fault.given, 0), 0);
        return;
    }
    lapsed_end(core);
    core->venue->controls = *terms;
    emit(core, EVENT_CONTROL_TERMS, 0, 0)->control_terms =
        (struct event_control_terms){.withdrawal_micros = terms->withdrawal_micros,
                                     .error_window_ns = terms->error_window_ns,
                                     .no_cancel_ticks = terms->no_cancel_ticks,
                                     .approval_ns = terms->approval_ns,
                                     .no_cancel_ppm = terms->no_cancel_ppm,
                                     .two_person = terms->two_person};
}

/* --- proposing -------------------------------------------------------------------------------- */

/* What the actor has declared and not yet followed by its command; NULL if nothing. */
static struct action *declared_by(struct core *core, uint32_t actor_id)
{
    if (actor_id == 0) return NULL;
    for (uint32_t i = 0; i < core->venue->actions_used; i++) {
        struct action *action = &core->actions[i];
        bool waits = action->state == ACTION_WAITS_FOR_COMMAND && is_live(core, action);
        if (waits && action->proposer == actor_id) return action;
    }
    return NULL;
}

/* A place for a new action: the actor's own declared one, or the first that is free or lapsed. */
static struct action *place_for(struct core *core, uint32_t actor_id)
{
    struct action *own = declared_by(core, actor_id);
    if (own != NULL) return own;
    for (uint32_t i = 0; i < ACTIONS_MAX; i++) {
        if (is_live(core, &core->actions[i])) continue;
        core->venue->actions_used = u32_max(core->venue->actions_used, i + 1);
        return &core->actions[i];
    }
    return NULL;
}

static void action_emit(struct core *core, const struct action *action, enum action_step step)
{
    const struct command *about = &action->command;
    emit(core, EVENT_ACTION, about->account_id, about->product_id)->action =
        (struct event_action){.action_id = action->id,
                              .register_entry = action->register_entry,
                              .command_sequence = about->sequence,
                              .proposer_id = action->proposer,
                              .actor_id = core->command->actor_id,
                              .command_kind = about->kind,
                              .step = (uint8_t)step,
                              .purpose = action->purpose};
}

static struct verdict check_propose(const struct core *core, const struct command *command)
{
    const struct body_action_propose *body = &command->action_propose;
    if (command->actor_id == 0) return verdict_of(REJECT_ROLE, FIELD_ACTOR, 0, 0);
    if (body->purpose > PURPOSE_EMERGENCY) {
        return verdict_of(REJECT_FIELD, FIELD_PURPOSE, body->purpose, 0);
    }
    struct verdict verdict = reason_verdict(body->reason);
    if (verdict.reject != REJECT_NONE) return verdict;
    bool has_authority = body->register_entry != 0 &&
                         (!core->venue->is_gated || register_has(core, body->register_entry));
    if (body->purpose == PURPOSE_EMERGENCY && !has_authority) {
        return verdict_of(REJECT_REGISTER, FIELD_REGISTER, (int64_t)body->register_entry, 0);
    }
    return verdict_ok();
}

void flow_action_propose(struct core *core, const struct command *command)
{
    const struct body_action_propose *body = &command->action_propose;
    struct verdict verdict = check_propose(core, command);
    struct action *action = NULL;
    if (verdict.reject == REJECT_NONE) {
        action = place_for(core, command->actor_id);
        if (action == NULL) verdict = verdict_of(REJECT_CAPACITY, FIELD_ACTIONS, 0, 0);
    }
    if (verdict.reject != REJECT_NONE) {
        emit_reject(core, verdict, 0);
        return;
    }
    action_free(core, action);
    action->id = ++core->venue->action_count;
    action->register_entry = body->register_entry;
    action->since_ns = core->venue->time_ns;
    action->proposer = command->actor_id;
    action->state = ACTION_WAITS_FOR_COMMAND;
    action->purpose = body->purpose;
    core->venue->declared_count++;
    action_emit(core, action, ACTION_DECLARED);
    reason_emit(core, action->id, body->reason);
}

/* The command comes to its action and waits there. */
static void action_park(struct core *core, struct action *action, const struct command *command)
{
    memcpy(&action->command, command, command_size(command->kind));
    action->since_ns = core->venue->time_ns;
    action->state = ACTION_WAITS_FOR_PERSON;
    core->venue->declared_count--;
    action_emit(core, action, ACTION_PROPOSED);
}

/* An emergency that needs no second person. */
static void action_execute(struct core *core, struct action *action, const struct command *command)
{
    memcpy(&action->command, command, command_size(command->kind));
    action_emit(core, action, ACTION_EXECUTED);
    action_free(core, action);
    core->is_emergency = true;
    command_work(core, command);
    core->is_emergency = false;
}

static bool is_of_an_action(uint32_t kind)
{
    return kind == COMMAND_ACTION_PROPOSE || kind == COMMAND_ACTION_APPROVE ||
           kind == COMMAND_ACTION_REJECT;
}

/* R-ROLE-2: people of the venue, and the venue itself. */
static bool is_staff(const struct core *core, uint32_t actor_id)
{
    return actor_id == 0 || core->users[actor_id].member == 0;
}

bool action_takes(struct core *core, const struct command *command)
{
    if (is_of_an_action(command->kind)) return false;
    const struct body_control_terms *terms = &core->venue->controls;
    uint32_t controls = controls_of(command, terms, is_staff(core, command->actor_id));
    struct action *action =
        core->venue->declared_count == 0 ? NULL : declared_by(core, command->actor_id);
    if (action != NULL && action->purpose == PURPOSE_EMERGENCY) {
        if (!command_is_emergency(command)) action = NULL;
        if (action != NULL && !command_stops(command)) controls |= TWO_FOR_EMERGENCY;
    }
    bool needs_two = (controls & terms->two_person) != 0;
    if (needs_two && action != NULL) {
        action_park(core, action, command);
        return true;
    }
    if (needs_two) {
        emit_reject(core, verdict_of(REJECT_APPROVAL, FIELD_KIND, command->kind, 0), 0);
        return true;
    }
    if (action == NULL || action->purpose != PURPOSE_EMERGENCY) return false;
    action_execute(core, action, command);
    return true;
}

/* --- deciding --------------------------------------------------------------------------------- */

/* R-ACTION-3: the action that waits; NULL if none of this number does. */
static struct action *waiting(struct core *core, uint64_t action_id)
{
    for (uint32_t i = 0; i < core->venue->actions_used; i++) {
        struct action *action = &core->actions[i];
        bool waits = action->state == ACTION_WAITS_FOR_PERSON && is_live(core, action);
        if (waits && action->id == action_id) return action;
    }
    return NULL;
}

static struct verdict check_decide(const struct core *core, const struct command *command,
                                   const struct action *action)
{
    const struct body_action_decide *body = &command->action_decide;
    uint32_t actor_id = command->actor_id;
    if (action == NULL) {
        return verdict_of(REJECT_ACTION, FIELD_ACTION_ID, (int64_t)body->action_id, 0);
    }
    bool takes_back = command->kind == COMMAND_ACTION_REJECT && actor_id == action->proposer;
    uint32_t member_id = core->users[action->proposer].member;
    bool may_decide = actor_id != 0 && actor_id != action->proposer &&
                      actor_controls_member(core, actor_id, member_id) &&
                      gate_may_decide(core, actor_id, action->command.kind);
    if (!may_decide && !takes_back) {
        return verdict_of(REJECT_APPROVER, FIELD_ACTOR, actor_id, 0);
    }
    return reason_verdict(body->reason);
}

void flow_action_decide(struct core *core, const struct command *command)
{
    const struct body_action_decide *body = &command->action_decide;
    struct action *action = waiting(core, body->action_id);
    struct verdict verdict = check_decide(core, command, action);
    if (verdict.reject != REJECT_NONE) {
        emit_reject(core, verdict, 0);
        return;
    }
    bool is_approved = command->kind == COMMAND_ACTION_APPROVE;
    action_emit(core, action, is_approved ? ACTION_APPROVED : ACTION_REFUSED);
    reason_emit(core, action->id, body->reason);
    struct command kept = action->command;
    bool is_emergency = action->purpose == PURPOSE_EMERGENCY;
    action_free(core, action);
    if (!is_approved) return;
    core->command = &kept;
    core->is_emergency = is_emergency;
    command_work(core, &kept);
    core->is_emergency = false;
    core->command = command;
}
