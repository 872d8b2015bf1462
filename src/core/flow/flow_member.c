/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flow_member.c - members, users, accounts and the limits a clearing member sets.
 *
 * Rules  R-MEMBER-1, R-MEMBER-2, R-ROLE-2 to R-ROLE-4, R-ACCT-1 to R-ACCT-5, R-FCM-1.
 */
#include "core/flow/flow.h"

#define ROLES_ALL 0x7fu

static bool member_exists(const struct core *core, uint32_t member_id)
{
    return member_id > 0 && member_id < core->config.members_max &&
           core->members[member_id].state != PARTY_NONE;
}

void flow_member_set(struct core *core, const struct command *command)
{
    const struct body_member *body = &command->member;
    struct verdict verdict = verdict_ok();
    if (body->member_id == 0 || body->member_id >= core->config.members_max) {
        verdict = verdict_of(REJECT_MEMBER, FIELD_MEMBER, body->member_id, 0);
    } else if (body->kind < MEMBER_FCM || body->kind > MEMBER_MARKET_MAKER) {
        verdict = verdict_of(REJECT_FIELD, FIELD_KIND, body->kind, 0);
    } else if (body->state == PARTY_NONE || body->state > PARTY_CLOSED) {
        verdict = verdict_of(REJECT_FIELD, FIELD_STATE, body->state, 0);
    }
    if (verdict.reject != REJECT_NONE) {
        emit_reject(core, verdict, 0);
        return;
    }
    core->members[body->member_id].kind = body->kind;
    core->members[body->member_id].state = body->state;
    emit(core, EVENT_MEMBER, 0, 0)->party =
        (struct event_party){.id = body->member_id, .kind = body->kind, .state = body->state};
}

void flow_user_set(struct core *core, const struct command *command)
{
    const struct body_user *body = &command->user;
    struct verdict verdict = verdict_ok();
    if (body->user_id == 0 || body->user_id >= core->config.users_max) {
        verdict = verdict_of(REJECT_USER, FIELD_USER, body->user_id, 0);
    } else if (body->member_id != 0 && !member_exists(core, body->member_id)) {
        verdict = verdict_of(REJECT_MEMBER, FIELD_MEMBER, body->member_id, 0);
    } else if ((body->roles & ~ROLES_ALL) != 0) {
        verdict = verdict_of(REJECT_FIELD, FIELD_FLAGS, body->roles, 0);
    }
    if (verdict.reject != REJECT_NONE) {
        emit_reject(core, verdict, 0);
        return;
    }
    core->users[body->user_id] = (struct user){.member = body->member_id, .roles = body->roles};
    emit(core, EVENT_USER, 0, 0)->party = (struct event_party){
        .id = body->user_id, .member_id = body->member_id, .classes = body->roles};
}

/* R-ACCT-2 */
static bool parent_is_legal(const struct core *core, const struct body_account *body)
{
    if (body->parent_account_id == 0) return true;
    if (!account_exists(core, body->parent_account_id)) return false;
    const struct account *parent = core_account_at(core, body->parent_account_id);
    return parent->member == body->member_id && parent->parent == 0 &&
           parent->sub_accounts < SUB_ACCOUNTS_MAX;
}

/* R-ACCT-3 */
static bool owner_is_legal(const struct core *core, const struct body_account *body)
{
    if (body->owner_account_id == 0) return true;
    return account_exists(core, body->owner_account_id) &&
           core_account_at(core, body->owner_account_id)->owner == body->owner_account_id;
}

static struct verdict check_smp(uint8_t mode)
{
    return mode <= SMP_DECREMENT ? verdict_ok() : verdict_of(REJECT_FIELD, FIELD_SMP, mode, 0);
}

static struct verdict check_account_open(const struct core *core, const struct command *command)
{
    const struct body_account *body = &command->account;
    if (!member_exists(core, body->member_id)) {
        return verdict_of(REJECT_MEMBER, FIELD_MEMBER, body->member_id, 0);
    }
    if (!actor_controls_member(core, command->actor_id, body->member_id)) { /* R-ROLE-4 */
        return verdict_of(REJECT_NOT_CONTROLLED, FIELD_ACCOUNT, command->account_id, 0);
    }
    if (body->state != PARTY_APPLIED && body->state != PARTY_APPROVED) {
        return verdict_of(REJECT_FIELD, FIELD_STATE, body->state, 0);
    }
    struct verdict verdict = check_smp(body->smp_mode);
    if (verdict.reject != REJECT_NONE) return verdict;
    if (!parent_is_legal(core, body)) {
        return verdict_of(REJECT_PARENT, FIELD_PARENT, body->parent_account_id, 0);
    }
    if (!owner_is_legal(core, body)) {
        return verdict_of(REJECT_OWNER, FIELD_OWNER, body->owner_account_id, 0);
    }
    if (core->venue->account_count == core->config.accounts_max) {
        return verdict_of(REJECT_CAPACITY, FIELD_ACCOUNTS, 0, 0);
    }
    return verdict_ok();
}

static void account_emit(struct core *core, uint32_t account_id)
{
    const struct account *account = core_account_at(core, account_id);
    emit(core, EVENT_ACCOUNT, account_id, 0)->party =
        (struct event_party){.id = account_id,
                             .member_id = account->member,
                             .customer_id = account->customer,
                             .parent_account_id = account->parent,
                             .owner_account_id = account->owner,
                             .controller_id = account->controller,
                             .classes = account->classes,
                             .state = account->state};
}

void flow_account_open(struct core *core, const struct command *command)
{
    const struct body_account *body = &command->account;
    struct verdict verdict = check_account_open(core, command);
    if (verdict.reject != REJECT_NONE) {
        emit_reject(core, verdict, 0);
        return;
    }
    uint32_t account_id = core->venue->account_count++;
    uint32_t owner = body->owner_account_id;
    if (body->parent_account_id != 0) {
        struct account *parent = core_account_at(core, body->parent_account_id);
        parent->sub_accounts++;
        if (owner == 0) owner = parent->owner;
    }
    if (owner == 0) owner = account_id;
    *core_account_at(core, account_id) = (struct account){.owner = owner,
                                                          .parent = body->parent_account_id,
                                                          .member = body->member_id,
                                                          .customer = body->customer_id,
                                                          .controller = body->controller_id,
                                                          .classes = body->classes,
                                                          .state = body->state,
                                                          .smp_mode = body->smp_mode};
    account_emit(core, account_id);
}

/* R-ACCT-4: absolute net lots of the account's first position that is not flat, or 0. */
static int64_t first_position_lots(const struct core *core, uint32_t account_id)
{
    uint32_t slot = core_account_at(core, account_id)->first_position;
    while (slot != 0) {
        const struct position *position = position_at(&core->positions, slot);
        if (position->net_lots != 0) {
            return position->net_lots < 0 ? -position->net_lots : position->net_lots;
        }
        slot = position->account_next;
    }
    return 0;
}

static struct verdict check_account_state(const struct core *core, const struct command *command)
{
    struct verdict verdict = gate_account(core, command);
    if (verdict.reject != REJECT_NONE) return verdict;
    uint32_t present = core_account_at(core, command->account_id)->state;
    uint32_t state = command->state.state;
    if (!account_may_become(present, state)) {
        return verdict_of(REJECT_TRANSITION, FIELD_STATE, state, present);
    }
    int64_t lots = first_position_lots(core, command->account_id);
    if (state == PARTY_CLOSED && lots > 0) {
        return verdict_of(REJECT_OPEN_INTEREST, FIELD_STATE, lots, 0);
    }
    return verdict_ok();
}

void flow_account_state(struct core *core, const struct command *command)
{
    struct verdict verdict = check_account_state(core, command);
    if (verdict.reject != REJECT_NONE) {
        emit_reject(core, verdict, 0);
        return;
    }
    uint32_t state = command->state.state;
    core_account_at(core, command->account_id)->state = (uint8_t)state;
    account_emit(core, command->account_id);
    if (state == PARTY_SUSPENDED || state == PARTY_CLOSED) { /* R-ACCT-5 */
        struct sweep sweep = {.reason = REASON_ACCOUNT, .side = SIDE_ANY};
        sweep_account(core, &sweep, command->account_id, 0);
    }
    work_all(core);
}

void flow_account_limits(struct core *core, const struct command *command)
{
    const struct body_limits *limits = &command->limits;
    const int64_t values[] = {limits->order_lots_max, limits->order_notional_micros_max,
                              limits->position_lots_max, limits->margin_micros_max};
    struct verdict verdict = gate_account(core, command);
    for (uint32_t i = 0; i < 4 && verdict.reject == REJECT_NONE; i++) {
        if (values[i] < 0) verdict = verdict_of(REJECT_FIELD, FIELD_LIMIT, values[i], 0);
    }
    if (verdict.reject != REJECT_NONE) {
        emit_reject(core, verdict, 0);
        return;
    }
    core_account_at(core, command->account_id)->limits = *limits;
    emit(core, EVENT_ACCOUNT_LIMITS, command->account_id, 0)->limits =
        (struct event_limits){.order_lots_max = limits->order_lots_max,
                              .order_notional_micros_max = limits->order_notional_micros_max,
                              .position_lots_max = limits->position_lots_max,
                              .margin_micros_max = limits->margin_micros_max};
}

void flow_account_trading(struct core *core, const struct command *command)
{
    const struct body_trading *trading = &command->trading;
    struct verdict verdict = gate_account(core, command);
    if (verdict.reject == REJECT_NONE) verdict = check_smp(trading->smp_mode);
    if (verdict.reject == REJECT_NONE && trading->cancels_on_disconnect > 1) {
        verdict = verdict_of(REJECT_FIELD, FIELD_FLAGS, trading->cancels_on_disconnect, 0);
    }
    if (verdict.reject != REJECT_NONE) {
        emit_reject(core, verdict, 0);
        return;
    }
    struct account *account = core_account_at(core, command->account_id);
    account->smp_mode = trading->smp_mode;
    account->cancels_on_disconnect = trading->cancels_on_disconnect;
    emit(core, EVENT_ACCOUNT_TRADING, command->account_id, 0)->trading = (struct event_trading){
        .smp_mode = account->smp_mode, .cancels_on_disconnect = account->cancels_on_disconnect};
}
