/* SPDX-License-Identifier: Apache-2.0 */
/*
 * naive_party.c - members, users, accounts and cash.
 *
 * Role   See naive_venue.h.
 * Rules  R-MEMBER-1, R-ROLE-2 to R-ROLE-4, R-ACCT-1 to R-ACCT-5, R-FCM-1, R-CASH-1 to R-CASH-4.
 */
#include "sim/naive_book.h"
#include "sim/naive_check.h"
#include "sim/naive_money.h"
#include "sim/naive_payoff.h"
#include "sim/naive_venue.h"

#define ROLES_ALL   0x7fu
#define BALANCE_MAX INT64_C(4000000000000000000)

static bool member_exists(const struct naive *naive, uint32_t member_id)
{
    return member_id >= 1 && member_id < naive->config.members_max &&
           naive->members[member_id].state != PARTY_NONE;
}

struct naive_fault naive_command_member_set(struct naive *naive)
{
    const struct body_member *body = &naive->command->member;
    if (body->member_id < 1 || body->member_id >= naive->config.members_max)
        return fault_of(REJECT_MEMBER, FIELD_MEMBER, body->member_id, 0);
    if (body->kind < MEMBER_FCM || body->kind > MEMBER_MARKET_MAKER)
        return fault_of(REJECT_FIELD, FIELD_KIND, body->kind, 0);
    if (body->state < PARTY_APPLIED || body->state > PARTY_CLOSED)
        return fault_of(REJECT_FIELD, FIELD_STATE, body->state, 0);
    naive->members[body->member_id] = *body;
    struct event *event = naive_emit(naive, EVENT_MEMBER, 0, 0);
    event->party.id = body->member_id;
    event->party.kind = body->kind;
    event->party.state = body->state;
    return NO_FAULT;
}

struct naive_fault naive_command_user_set(struct naive *naive)
{
    const struct body_user *body = &naive->command->user;
    if (body->user_id < 1 || body->user_id >= naive->config.users_max)
        return fault_of(REJECT_USER, FIELD_USER, body->user_id, 0);
    if (body->member_id != 0 && !member_exists(naive, body->member_id))
        return fault_of(REJECT_MEMBER, FIELD_MEMBER, body->member_id, 0);
    if ((body->roles & ~ROLES_ALL) != 0) return fault_of(REJECT_FIELD, FIELD_FLAGS, body->roles, 0);
    naive->users[body->user_id] = *body;
    struct event *event = naive_emit(naive, EVENT_USER, 0, 0);
    event->party.id = body->user_id;
    event->party.member_id = body->member_id;
    event->party.classes = body->roles;
    return NO_FAULT;
}

/* --- accounts --------------------------------------------------------------------------------- */

static void emit_account(struct naive *naive, uint32_t account_id)
{
    const struct naive_account *account = &naive->accounts[account_id];
    struct event *event = naive_emit(naive, EVENT_ACCOUNT, account_id, 0);
    event->party.id = account_id;
    event->party.member_id = account->opened.member_id;
    event->party.customer_id = account->opened.customer_id;
    event->party.parent_account_id = account->opened.parent_account_id;
    event->party.owner_account_id = account->opened.owner_account_id;
    event->party.controller_id = account->opened.controller_id;
    event->party.classes = account->opened.classes;
    event->party.state = account->state;
}

/* R-ACCT-2 */
static bool can_be_parent(const struct naive *naive, uint32_t parent_id, uint32_t member_id)
{
    if (!naive_account_exists(naive, parent_id)) return false;
    const struct body_account *parent = &naive->accounts[parent_id].opened;
    if (parent->member_id != member_id || parent->parent_account_id != 0) return false;
    uint32_t sub_accounts = 0;
    for (uint32_t id = 1; id <= naive->account_count; id++) {
        if (naive->accounts[id].opened.parent_account_id == parent_id) sub_accounts++;
    }
    return sub_accounts < SUB_ACCOUNTS_MAX;
}

struct naive_fault naive_command_account_open(struct naive *naive)
{
    const struct body_account *body = &naive->command->account;
    if (!member_exists(naive, body->member_id))
        return fault_of(REJECT_MEMBER, FIELD_MEMBER, body->member_id, 0);
    uint32_t named_id = naive->command->account_id; /* mostly 0: it has no account yet */
    CHECK(naive_check_member_controls(naive, body->member_id,
                                      fault_of(REJECT_NOT_CONTROLLED, FIELD_ACCOUNT, named_id, 0)));
    if (body->state != PARTY_APPLIED && body->state != PARTY_APPROVED)
        return fault_of(REJECT_FIELD, FIELD_STATE, body->state, 0);
    if (body->smp_mode > SMP_DECREMENT) return fault_of(REJECT_FIELD, FIELD_SMP, body->smp_mode, 0);
    uint32_t parent_id = body->parent_account_id;
    uint32_t owner_id = body->owner_account_id;
    if (parent_id != 0 && !can_be_parent(naive, parent_id, body->member_id))
        return fault_of(REJECT_PARENT, FIELD_PARENT, parent_id, 0);
    if (owner_id != 0 &&
        (!naive_account_exists(naive, owner_id) || naive_owner(naive, owner_id) != owner_id))
        return fault_of(REJECT_OWNER, FIELD_OWNER, owner_id, 0);

    uint32_t account_id = ++naive->account_count;
    ASSERT(account_id < naive->config.accounts_max);
    if (owner_id == 0) owner_id = parent_id != 0 ? naive_owner(naive, parent_id) : account_id;
    struct naive_account *account = &naive->accounts[account_id];
    account->opened = *body;
    account->opened.owner_account_id = owner_id;
    account->state = body->state;
    emit_account(naive, account_id);
    return NO_FAULT;
}

/* R-ACCT-4 */
static bool can_move(uint32_t from, uint32_t to)
{
    switch (from) {
    case PARTY_APPLIED: return to == PARTY_APPROVED || to == PARTY_CLOSED;
    case PARTY_APPROVED:
        return to == PARTY_RESTRICTED || to == PARTY_SUSPENDED || to == PARTY_CLOSED;
    case PARTY_RESTRICTED:
        return to == PARTY_APPROVED || to == PARTY_SUSPENDED || to == PARTY_CLOSED;
    case PARTY_SUSPENDED:
        return to == PARTY_APPROVED || to == PARTY_RESTRICTED || to == PARTY_CLOSED;
    default: return false;
    }
}

static struct naive_fault check_no_position(const struct naive *naive, uint32_t account_id)
{
    for (uint32_t i = 0; i < naive->position_count; i++) {
        const struct naive_position *position = &naive->positions[i];
        if (position->account_id != account_id || position->net == 0) continue;
        int64_t lots = position->net < 0 ? -position->net : position->net;
        return fault_of(REJECT_OPEN_INTEREST, FIELD_STATE, lots, 0);
    }
    return NO_FAULT;
}

struct naive_fault naive_command_account_state(struct naive *naive)
{
    uint32_t account_id = naive->command->account_id;
    uint32_t state = naive->command->state.state;
    CHECK(naive_check_account_exists(naive, account_id));
    struct naive_account *account = &naive->accounts[account_id];
    if (!can_move(account->state, state))
        return fault_of(REJECT_TRANSITION, FIELD_STATE, state, account->state);
    if (state == PARTY_CLOSED) CHECK(check_no_position(naive, account_id));

    account->state = state;
    emit_account(naive, account_id);
    if (state == PARTY_SUSPENDED || state == PARTY_CLOSED) {
        struct naive_sweep sweep = {.account_id = account_id, .side = SIDE_ANY};
        (void)naive_sweep_orders(naive, &sweep, REASON_ACCOUNT);
    }
    return NO_FAULT;
}

static struct naive_fault check_limit(int64_t limit)
{
    return limit < 0 ? fault_of(REJECT_FIELD, FIELD_LIMIT, limit, 0) : NO_FAULT;
}

struct naive_fault naive_command_account_limits(struct naive *naive)
{
    uint32_t account_id = naive->command->account_id;
    const struct body_limits *body = &naive->command->limits;
    CHECK(naive_check_account_exists(naive, account_id));
    CHECK(check_limit(body->order_lots_max));
    CHECK(check_limit(body->order_notional_micros_max));
    CHECK(check_limit(body->position_lots_max));
    CHECK(check_limit(body->margin_micros_max));
    naive->accounts[account_id].limits = *body;
    struct event *event = naive_emit(naive, EVENT_ACCOUNT_LIMITS, account_id, 0);
    event->limits.order_lots_max = body->order_lots_max;
    event->limits.order_notional_micros_max = body->order_notional_micros_max;
    event->limits.position_lots_max = body->position_lots_max;
    event->limits.margin_micros_max = body->margin_micros_max;
    return NO_FAULT;
}

/* R-ACCT-6 */
struct naive_fault naive_command_account_trading(struct naive *naive)
{
    uint32_t account_id = naive->command->account_id;
    const struct body_trading *body = &naive->command->trading;
    CHECK(naive_check_account_exists(naive, account_id));
    if (body->smp_mode > SMP_DECREMENT) return fault_of(REJECT_FIELD, FIELD_SMP, body->smp_mode, 0);
    if (body->cancels_on_disconnect > 1)
        return fault_of(REJECT_FIELD, FIELD_FLAGS, body->cancels_on_disconnect, 0);
    naive->accounts[account_id].opened.smp_mode = body->smp_mode;
    naive->accounts[account_id].cancels_on_disconnect = body->cancels_on_disconnect == 1;
    struct event *event = naive_emit(naive, EVENT_ACCOUNT_TRADING, account_id, 0);
    event->trading.smp_mode = body->smp_mode;
    event->trading.cancels_on_disconnect = body->cancels_on_disconnect;
    return NO_FAULT;
}

/* --- cash ------------------------------------------------------------------------------------- */

static struct naive_fault check_cash_state(uint16_t kind, uint32_t state)
{
    bool is_legal = kind == COMMAND_DEPOSIT ? state != PARTY_CLOSED
                                            : state == PARTY_APPROVED || state == PARTY_RESTRICTED;
    return is_legal ? NO_FAULT : fault_of(REJECT_ACCOUNT_STATE, FIELD_ACCOUNT, state, 0);
}

/* R-CASH-1: what a balance, or all deposits less withdrawals, may grow to. */
static struct naive_fault check_room(int64_t amount, int128 balance)
{
    int128 left = BALANCE_MAX - balance;
    if (amount <= left) return NO_FAULT;
    return fault_of(REJECT_AMOUNT, FIELD_AMOUNT, amount, left > 0 ? naive_show(left) : 0);
}

/* R-CURRENCY-3 */
static uint32_t bank_of(const struct naive *naive, uint32_t account_id)
{
    return naive_venue_entry(ENTRY_BANK, naive->accounts[account_id].currency);
}

/* R-CASH-1 */
static struct naive_fault check_amount(const struct naive *naive, uint32_t account_id)
{
    int64_t amount = naive->command->cash.amount.micros;
    int128 balance = naive->balances[entry_account(account_id)];
    if (amount < 1) return fault_of(REJECT_AMOUNT, FIELD_AMOUNT, amount, 1);
    if (amount > MONEY_MICROS_MAX)
        return fault_of(REJECT_AMOUNT, FIELD_AMOUNT, amount, MONEY_MICROS_MAX);
    if (naive->command->kind != COMMAND_DEPOSIT) return NO_FAULT;
    CHECK(check_room(amount, balance));
    return check_room(amount, -naive->balances[bank_of(naive, account_id)]);
}

/* R-CASH-3 */
static struct naive_fault check_receiver(const struct naive *naive, uint32_t from, uint32_t to)
{
    if (!naive_account_exists(naive, to))
        return fault_of(REJECT_UNKNOWN_ACCOUNT, FIELD_ACCOUNT, to, 0);
    if (to == from || naive_owner(naive, to) != naive_owner(naive, from))
        return fault_of(REJECT_TRANSFER_OWNER, FIELD_ACCOUNT, to, 0);
    CHECK(naive_check_currency(naive, from, naive->accounts[to].currency));
    return check_room(naive->command->cash.amount.micros, naive->balances[entry_account(to)]);
}

/* R-CASH-2, R-PREFUND-6. */
static struct naive_fault check_funds(const struct naive *naive, uint32_t account_id)
{
    int64_t amount = naive->command->cash.amount.micros;
    int128 free_micros = naive_free_cash(naive, account_id);
    free_micros = naive_prefund_bound(naive, account_id, free_micros);
    if (amount <= free_micros) return NO_FAULT;
    return fault_of(REJECT_FUNDS, FIELD_AMOUNT, amount, naive_show(free_micros));
}

static void emit_cash(struct naive *naive)
{
    const struct command *command = naive->command;
    uint32_t to_id = command->cash.to_account_id;
    struct event *event = naive_emit(naive, EVENT_CASH, command->account_id, 0);
    event->cash.amount = command->cash.amount;
    event->cash.balance.micros =
        naive_show(*naive_entry(naive, entry_account(command->account_id)));
    event->cash.reference = command->cash.reference;
    event->cash.command_kind = command->kind;
    if (command->kind != COMMAND_TRANSFER) return;
    event->cash.to_account_id = to_id;
    event->cash.to_balance.micros = naive_show(*naive_entry(naive, entry_account(to_id)));
}

struct naive_fault naive_command_cash(struct naive *naive)
{
    const struct command *command = naive->command;
    const struct body_cash *body = &command->cash;
    uint32_t account_id = command->account_id;
    bool is_transfer = command->kind == COMMAND_TRANSFER;
    bool is_deposit = command->kind == COMMAND_DEPOSIT;
    CHECK(naive_check_account_exists(naive, account_id));
    CHECK(check_cash_state(command->kind, naive->accounts[account_id].state));
    CHECK(check_amount(naive, account_id));
    if (is_transfer) CHECK(check_receiver(naive, account_id, body->to_account_id));
    if (!is_deposit) {
        CHECK(check_funds(naive, account_id));
        naive_funding_touch_account(naive, account_id);
    }

    uint32_t bank = bank_of(naive, account_id);
    uint32_t from = is_deposit ? bank : entry_account(account_id);
    uint32_t to = is_deposit    ? entry_account(account_id)
                  : is_transfer ? entry_account(body->to_account_id)
                                : bank;
    naive_ledger_move(naive, from, to, body->amount.micros);
    emit_cash(naive);
    naive_look_at_queued(naive, account_id, 0);
    if (is_transfer) naive_look_at_queued(naive, body->to_account_id, 0);
    naive_prefund_look_again(naive, account_id);
    if (is_transfer) naive_prefund_look_again(naive, body->to_account_id);
    return NO_FAULT;
}
