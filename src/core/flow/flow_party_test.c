/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flow_party_test.c - members, users, accounts and their cash: what is refused and what it leads
 * to, for flow_member.c, flow_cash.c and the roles of flow_gate.c (R-MEMBER-1, R-ROLE-1 to
 * R-ROLE-3, R-ACCT-1 to R-ACCT-5, R-FCM-1, R-CASH-1 to R-CASH-3).
 */
#include "base/expect.h"
#include "core/fixture_text.h"

static _Alignas(64) unsigned char memory[FIXTURE_SIZE];
static struct fixture fixture;
static struct command *next;

#define STEP(row, action, expected)                                                                \
    do {                                                                                           \
        action;                                                                                    \
        EXPECT_TEXT(row, fixture_text(&fixture), expected);                                        \
    } while (0)

static void start(void)
{
    fixture_open(&fixture, memory, sizeof memory);
}

static void user_set(uint32_t user, uint32_t member, uint32_t roles)
{
    fixture_command(&fixture, COMMAND_USER_SET)->user =
        (struct body_user){.user_id = user, .member_id = member, .roles = roles};
    fixture_step(&fixture);
}

/* R-ROLE-1, the table of the rule: every command and the roles that may send it. */
#define T ROLE_TRADER
#define R ROLE_RISK_MANAGER
#define A ROLE_MEMBER_ADMIN
#define M ROLE_MARKET_OPERATIONS
#define C ROLE_COMPLIANCE

static const struct {
    enum command_kind kind;
    uint32_t roles;
} roles_of[] = {
    {COMMAND_TICK, M},
    {COMMAND_SEAL, M},
    {COMMAND_RULES_VERSION, M},
    {COMMAND_CALENDAR, M},
    {COMMAND_VENUE_TERMS, M},
    {COMMAND_MEMBER_SET, M | C},
    {COMMAND_USER_SET, M},
    {COMMAND_ACCOUNT_OPEN, A | M},
    {COMMAND_ACCOUNT_STATE, R | A | M | C},
    {COMMAND_ACCOUNT_LIMITS, R | M},
    {COMMAND_ACCOUNT_TRADING, T},
    {COMMAND_DEPOSIT, M},
    {COMMAND_WITHDRAW, A | M},
    {COMMAND_TRANSFER, A | M},
    {COMMAND_PRODUCT_DEFINE, M},
    {COMMAND_PRODUCT_TERMS, M},
    {COMMAND_PRODUCT_STATE, M},
    {COMMAND_PHASE, M},
    {COMMAND_HALT, M | C},
    {COMMAND_REFERENCE_PRICE, M},
    {COMMAND_ORDER_PLACE, T},
    {COMMAND_ORDER_LIST, T},
    {COMMAND_ORDER_AMEND, T},
    {COMMAND_ORDER_DECREASE, T | R | M},
    {COMMAND_ORDER_CANCEL, T | R | M},
    {COMMAND_MASS_CANCEL, T | R | M},
    {COMMAND_GROUP_SET, T},
    {COMMAND_GROUP_RESET, T},
    {COMMAND_MMP_SET, T},
    {COMMAND_MMP_RESET, T},
    {COMMAND_SESSION_DISCONNECT, T | R | M},
    {COMMAND_CLIENT_TEXT, T},
    {COMMAND_GROUP_TRIGGER, T},
    {COMMAND_GROUP_LIMIT, T},
    {COMMAND_GROUP_MMP, T},
    {COMMAND_GROUP_MMP_RESET, T},
};

#undef T
#undef R
#undef A
#undef M
#undef C

static void test_roles(void **state)
{
    (void)state;
    start();
    for (uint32_t i = 0; i < sizeof roles_of / sizeof roles_of[0]; i++) {
        const char *row = command_kind_name((uint16_t)roles_of[i].kind);
        for (uint32_t role = 1; role < 0x80u; role <<= 1) {
            user_set(5, 0, role);
            fixture_command(&fixture, roles_of[i].kind)->actor_id = 5;
            fixture_step(&fixture);
            bool may = (roles_of[i].roles & role) != 0;
            EXPECT_EQ(row, fixture_reject(&fixture) == REJECT_ROLE, !may);
        }
    }
}

/* R-ROLE-2: a user of member 2 may do nothing for an account of member 1. */
static void test_control(void **state)
{
    (void)state;
    static const enum command_kind kinds[] = {
        COMMAND_ACCOUNT_STATE,   COMMAND_ACCOUNT_LIMITS, COMMAND_DEPOSIT,
        COMMAND_WITHDRAW,        COMMAND_TRANSFER,       COMMAND_ORDER_PLACE,
        COMMAND_ORDER_AMEND,     COMMAND_ORDER_DECREASE, COMMAND_ORDER_CANCEL,
        COMMAND_MASS_CANCEL,     COMMAND_GROUP_SET,      COMMAND_GROUP_RESET,
        COMMAND_MMP_SET,         COMMAND_MMP_RESET,      COMMAND_SESSION_DISCONNECT,
        COMMAND_GROUP_TRIGGER,   COMMAND_GROUP_LIMIT,    COMMAND_GROUP_MMP,
        COMMAND_GROUP_MMP_RESET, COMMAND_ACCOUNT_TRADING};
    start();
    fixture_member(&fixture, 2);
    user_set(5, 2, 0x7fu);
    user_set(6, MEMBER, 0x7fu);
    for (uint32_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        const char *row = command_kind_name((uint16_t)kinds[i]);
        for (uint32_t user = 5; user <= 6; user++) {
            next = fixture_command(&fixture, kinds[i]);
            next->actor_id = user;
            next->account_id = ALICE;
            next->product_id = PRODUCT;
            fixture_step(&fixture);
            EXPECT_EQ(row, fixture_reject(&fixture) == REJECT_NOT_CONTROLLED, user == 5);
        }
    }
    fixture_command(&fixture, COMMAND_ACCOUNT_OPEN)->actor_id = 5;
    fixture.command.account = (struct body_account){.member_id = MEMBER, .state = PARTY_APPROVED};
    STEP("an account of another member", fixture_step(&fixture), "rejected not_controlled");
}

static uint32_t open_account(uint32_t member, uint32_t parent, uint32_t owner)
{
    fixture_command(&fixture, COMMAND_ACCOUNT_OPEN)->account =
        (struct body_account){.member_id = member,
                              .parent_account_id = parent,
                              .owner_account_id = owner,
                              .state = PARTY_APPROVED};
    fixture_step(&fixture);
    return fixture_reject(&fixture) == REJECT_NONE ? fixture.list[0].account_id : 0;
}

static void fill_accounts(void)
{
    while (open_account(MEMBER, 0, 0) != 0) continue;
}

static void fill_parent(void)
{
    struct core_config config = fixture_config();
    config.accounts_max = 128;
    memset(memory, 0, sizeof memory);
    fixture.core = core_init(memory, sizeof memory, &config);
    fixture_member(&fixture, MEMBER);
    (void)open_account(MEMBER, 0, 0);
    for (uint32_t i = 0; i < SUB_ACCOUNTS_MAX; i++) {
        EXPECT_TRUE("R-ACCT-2 sub-accounts", open_account(MEMBER, 1, 0) != 0);
    }
}

static void transfer_to(uint32_t account, int64_t micros)
{
    next->kind = COMMAND_TRANSFER;
    next->cash.to_account_id = account;
    next->cash.amount.micros = micros;
}

static void hold_margin(void)
{
    struct product_terms terms = fixture_terms();
    terms.initial_margin_ppm = 1000000;
    fixture_command(&fixture, COMMAND_PRODUCT_TERMS)->product_id = PRODUCT;
    fixture.command.terms = terms;
    fixture_step(&fixture);
    (void)fixture_place(&fixture, ALICE, fixture_entry(SIDE_BUY, 10, 1000)); /* holds 1000000 */
}

static void rich(uint32_t account)
{
    for (uint32_t i = 0; i < 3; i++) (void)fixture_deposit(&fixture, account, MONEY_MICROS_MAX);
}

/* The bank has been paid almost all that it takes. */
static void rich_bank(void)
{
    rich(BOB);
    (void)fixture_deposit(&fixture, CAROL, MONEY_MICROS_MAX - INT64_C(3000000000000) - 5);
}

static void long_position(void)
{
    (void)fixture_place(&fixture, ALICE, fixture_entry(SIDE_BUY, 3, 100));
    (void)fixture_place(&fixture, BOB, fixture_entry(SIDE_SELL, 3, 100));
}

#define CASH_FREE INT64_C(1000000000000)

/* X(name, the state, the command, code, field, given, legal); the command's account is alice. */
#define ROWS(X)                                                                                    \
    X(member_0, (void)0, (next->kind = COMMAND_MEMBER_SET, next->member.member_id = 0), MEMBER,    \
      MEMBER, 0, 0)                                                                                \
    X(a_member_beyond_the_last, (void)0,                                                           \
      (next->kind = COMMAND_MEMBER_SET, next->member.member_id = 8), MEMBER, MEMBER, 8, 0)         \
    X(a_member_of_no_kind, (void)0, (next->kind = COMMAND_MEMBER_SET, next->member.member_id = 2), \
      FIELD, KIND, 0, 0)                                                                           \
    X(a_member_of_an_unknown_kind, (void)0,                                                        \
      (next->kind = COMMAND_MEMBER_SET, next->member = (struct body_member){2, 5, 2, {0}}), FIELD, \
      KIND, 5, 0)                                                                                  \
    X(a_member_without_a_state, (void)0,                                                           \
      (next->kind = COMMAND_MEMBER_SET, next->member = (struct body_member){2, 1, 0, {0}}), FIELD, \
      STATE, 0, 0)                                                                                 \
    X(a_member_in_an_unknown_state, (void)0,                                                       \
      (next->kind = COMMAND_MEMBER_SET, next->member = (struct body_member){2, 1, 6, {0}}), FIELD, \
      STATE, 6, 0)                                                                                 \
    X(user_0, (void)0, (next->kind = COMMAND_USER_SET, next->user.user_id = 0), USER, USER, 0, 0)  \
    X(a_user_beyond_the_last, (void)0, (next->kind = COMMAND_USER_SET, next->user.user_id = 16),   \
      USER, USER, 16, 0)                                                                           \
    X(a_user_of_no_member, (void)0,                                                                \
      (next->kind = COMMAND_USER_SET, next->user = (struct body_user){1, 7, 1, 0}), MEMBER,        \
      MEMBER, 7, 0)                                                                                \
    X(a_user_of_a_member_beyond_the_last, (void)0,                                                 \
      (next->kind = COMMAND_USER_SET, next->user = (struct body_user){1, 8, 1, 0}), MEMBER,        \
      MEMBER, 8, 0)                                                                                \
    X(a_user_with_an_unknown_role, (void)0,                                                        \
      (next->kind = COMMAND_USER_SET, next->user = (struct body_user){1, 0, 0x80, 0}), FIELD,      \
      FLAGS, 0x80, 0)                                                                              \
    X(an_account_of_no_member, (void)0,                                                            \
      (next->kind = COMMAND_ACCOUNT_OPEN, next->account.member_id = 3), MEMBER, MEMBER, 3, 0)      \
    X(an_account_that_starts_suspended, (void)0,                                                   \
      (next->kind = COMMAND_ACCOUNT_OPEN, next->account.member_id = 1,                             \
       next->account.state = PARTY_SUSPENDED),                                                     \
      FIELD, STATE, PARTY_SUSPENDED, 0)                                                            \
    X(an_account_without_a_state, (void)0,                                                         \
      (next->kind = COMMAND_ACCOUNT_OPEN, next->account.member_id = 1), FIELD, STATE, 0, 0)        \
    X(an_account_that_trades_with_itself, (void)0,                                                 \
      (next->kind = COMMAND_ACCOUNT_OPEN, next->account.member_id = 1,                             \
       next->account.state = PARTY_APPLIED, next->account.smp_mode = SMP_NONE),                    \
      FIELD, SMP, SMP_NONE, 0)                                                                     \
    X(a_parent_that_is_not_there, (void)0,                                                         \
      (next->kind = COMMAND_ACCOUNT_OPEN,                                                          \
       next->account = (struct body_account){.member_id = 1, .state = 1, .parent_account_id = 9}), \
      PARENT, PARENT, 9, 0)                                                                        \
    X(a_parent_of_another_member, fixture_member(&fixture, 2),                                     \
      (next->kind = COMMAND_ACCOUNT_OPEN,                                                          \
       next->account = (struct body_account){.member_id = 2, .state = 1, .parent_account_id = 1}), \
      PARENT, PARENT, 1, 0)                                                                        \
    X(a_parent_that_has_one, open_account(MEMBER, ALICE, 0),                                       \
      (next->kind = COMMAND_ACCOUNT_OPEN,                                                          \
       next->account = (struct body_account){.member_id = 1, .state = 1, .parent_account_id = 4}), \
      PARENT, PARENT, 4, 0)                                                                        \
    X(a_parent_of_sixty_four, fill_parent(),                                                       \
      (next->kind = COMMAND_ACCOUNT_OPEN,                                                          \
       next->account = (struct body_account){.member_id = 1, .state = 1, .parent_account_id = 1}), \
      PARENT, PARENT, 1, 0)                                                                        \
    X(an_owner_that_is_not_there, (void)0,                                                         \
      (next->kind = COMMAND_ACCOUNT_OPEN,                                                          \
       next->account = (struct body_account){.member_id = 1, .state = 1, .owner_account_id = 4}),  \
      OWNER, OWNER, 4, 0)                                                                          \
    X(an_owner_that_is_owned, open_account(MEMBER, 0, ALICE),                                      \
      (next->kind = COMMAND_ACCOUNT_OPEN,                                                          \
       next->account = (struct body_account){.member_id = 1, .state = 1, .owner_account_id = 4}),  \
      OWNER, OWNER, 4, 0)                                                                          \
    X(no_memory_for_accounts, fill_accounts(),                                                     \
      (next->kind = COMMAND_ACCOUNT_OPEN,                                                          \
       next->account = (struct body_account){.member_id = 1, .state = 1}),                         \
      CAPACITY, ACCOUNTS, 0, 0)                                                                    \
    X(a_state_of_no_account, (void)0, (next->kind = COMMAND_ACCOUNT_STATE, next->account_id = 9),  \
      UNKNOWN_ACCOUNT, ACCOUNT, 9, 0)                                                              \
    X(a_state_it_cannot_take, (void)0,                                                             \
      (next->kind = COMMAND_ACCOUNT_STATE, next->state.state = PARTY_APPLIED), TRANSITION, STATE,  \
      PARTY_APPLIED, PARTY_APPROVED)                                                               \
    X(a_close_with_a_position, long_position(),                                                    \
      (next->kind = COMMAND_ACCOUNT_STATE, next->state.state = PARTY_CLOSED), OPEN_INTEREST,       \
      STATE, 3, 0)                                                                                 \
    X(a_close_with_a_short_position, long_position(),                                              \
      (next->kind = COMMAND_ACCOUNT_STATE, next->account_id = BOB,                                 \
       next->state.state = PARTY_CLOSED),                                                          \
      OPEN_INTEREST, STATE, 3, 0)                                                                  \
    X(a_negative_limit, (void)0,                                                                   \
      (next->kind = COMMAND_ACCOUNT_LIMITS, next->limits.margin_micros_max = -7), FIELD, LIMIT,    \
      -7, 0)                                                                                       \
    X(a_deposit_of_nothing, (void)0, (next->kind = COMMAND_DEPOSIT, next->cash.amount.micros = 0), \
      AMOUNT, AMOUNT, 0, 1)                                                                        \
    X(a_deposit_of_too_much, (void)0,                                                              \
      (next->kind = COMMAND_DEPOSIT, next->cash.amount.micros = MONEY_MICROS_MAX + 1), AMOUNT,     \
      AMOUNT, MONEY_MICROS_MAX + 1, MONEY_MICROS_MAX)                                              \
    X(a_deposit_to_a_closed_account,                                                               \
      fixture_state(&fixture, COMMAND_ACCOUNT_STATE, ALICE, PARTY_CLOSED),                         \
      (next->kind = COMMAND_DEPOSIT, next->cash.amount.micros = 1), ACCOUNT_STATE, ACCOUNT,        \
      PARTY_CLOSED, 0)                                                                             \
    X(a_deposit_to_a_suspended_one,                                                                \
      fixture_state(&fixture, COMMAND_ACCOUNT_STATE, ALICE, PARTY_SUSPENDED),                      \
      (next->kind = COMMAND_DEPOSIT, next->cash.amount.micros = 1), NONE, NONE, 0, 0)              \
    X(a_deposit_above_the_balance_there_may_be, rich(ALICE),                                       \
      (next->kind = COMMAND_DEPOSIT, next->cash.amount.micros = MONEY_MICROS_MAX), AMOUNT, AMOUNT, \
      MONEY_MICROS_MAX, MONEY_MICROS_MAX - CASH_FREE)                                              \
    X(a_deposit_above_all_there_may_be, rich_bank(),                                               \
      (next->kind = COMMAND_DEPOSIT, next->cash.amount.micros = 6), AMOUNT, AMOUNT, 6, 5)          \
    X(a_withdrawal_of_no_account, (void)0, (next->kind = COMMAND_WITHDRAW, next->account_id = 0),  \
      UNKNOWN_ACCOUNT, ACCOUNT, 0, 0)                                                              \
    X(a_withdrawal_of_a_suspended_account,                                                         \
      fixture_state(&fixture, COMMAND_ACCOUNT_STATE, ALICE, PARTY_SUSPENDED),                      \
      (next->kind = COMMAND_WITHDRAW, next->cash.amount.micros = 1), ACCOUNT_STATE, ACCOUNT,       \
      PARTY_SUSPENDED, 0)                                                                          \
    X(a_withdrawal_of_nothing, (void)0,                                                            \
      (next->kind = COMMAND_WITHDRAW, next->cash.amount.micros = -1), AMOUNT, AMOUNT, -1, 1)       \
    X(a_withdrawal_of_all, (void)0,                                                                \
      (next->kind = COMMAND_WITHDRAW, next->cash.amount.micros = CASH_FREE), NONE, NONE, 0, 0)     \
    X(a_withdrawal_of_more, (void)0,                                                               \
      (next->kind = COMMAND_WITHDRAW, next->cash.amount.micros = CASH_FREE + 1), FUNDS, AMOUNT,    \
      CASH_FREE + 1, CASH_FREE)                                                                    \
    X(a_withdrawal_of_what_is_held, hold_margin(),                                                 \
      (next->kind = COMMAND_WITHDRAW, next->cash.amount.micros = CASH_FREE - 999999), FUNDS,       \
      AMOUNT, CASH_FREE - 999999, CASH_FREE - 1000000)                                             \
    X(a_transfer_to_nobody, (void)0, transfer_to(9, 1), UNKNOWN_ACCOUNT, ACCOUNT, 9, 0)            \
    X(a_transfer_to_itself, (void)0, transfer_to(ALICE, 1), TRANSFER_OWNER, ACCOUNT, ALICE, 0)     \
    X(a_transfer_to_another_owner, (void)0, transfer_to(BOB, 1), TRANSFER_OWNER, ACCOUNT, BOB, 0)  \
    X(a_transfer_of_more_than_there_is, open_account(MEMBER, 0, ALICE),                            \
      transfer_to(4, CASH_FREE + 1), FUNDS, AMOUNT, CASH_FREE + 1, CASH_FREE)                      \
    X(a_transfer_above_the_balance_there_may_be,                                                   \
      (open_account(MEMBER, 0, ALICE), rich(4),                                                    \
       fixture_deposit(&fixture, 4, MONEY_MICROS_MAX - 3 * CASH_FREE)),                            \
      transfer_to(4, 3 * CASH_FREE + 1), AMOUNT, AMOUNT, 3 * CASH_FREE + 1, 3 * CASH_FREE)         \
    X(a_transfer_of_nothing, open_account(MEMBER, 0, ALICE), transfer_to(4, 0), AMOUNT, AMOUNT, 0, \
      1)                                                                                           \
    X(a_transfer_of_all, open_account(MEMBER, 0, ALICE), transfer_to(4, CASH_FREE), NONE, NONE, 0, \
      0)

#define X(name, prepare, fill, code, field, given, legal)                                          \
    static void prepare_##name(void)                                                               \
    {                                                                                              \
        prepare;                                                                                   \
    }                                                                                              \
    static void fill_##name(void)                                                                  \
    {                                                                                              \
        fill;                                                                                      \
    }
ROWS(X)
#undef X

static void expect_verdict(const char *row, enum reject reject, enum field field, int64_t given,
                           int64_t legal)
{
    EXPECT_EQ(row, fixture_reject(&fixture), reject);
    if (reject == REJECT_NONE) return;
    const struct event *event = fixture_event(&fixture, EVENT_REJECTED);
    EXPECT_EQ(row, fixture.events.count, 1);
    EXPECT_EQ(row, event->reject.field, field);
    EXPECT_EQ(row, event->reject.given, given);
    EXPECT_EQ(row, event->reject.legal, legal);
}

static void test_refusals(void **state)
{
    (void)state;
#define X(name, prepare, fill, code, field, given, legal)                                          \
    start();                                                                                       \
    prepare_##name();                                                                              \
    next = &fixture.command;                                                                       \
    next->account_id = ALICE;                                                                      \
    fill_##name();                                                                                 \
    fixture_step(&fixture);                                                                        \
    expect_verdict(#name, REJECT_##code, FIELD_##field, given, legal);
    ROWS(X)
#undef X
}

/* R-MEMBER-1, R-ROLE-3: everything that is defined is taken. */
static void test_members_and_users(void **state)
{
    (void)state;
    start();
    for (uint32_t kind = MEMBER_FCM; kind <= MEMBER_MARKET_MAKER; kind++) {
        for (uint32_t at = PARTY_APPLIED; at <= PARTY_CLOSED; at++) {
            fixture_command(&fixture, COMMAND_MEMBER_SET)->member =
                (struct body_member){.member_id = 7, .kind = (uint8_t)kind, .state = (uint8_t)at};
            fixture_step(&fixture);
            const struct event *event = fixture_event(&fixture, EVENT_MEMBER);
            EXPECT_TRUE("a member", event != NULL && event->party.id == 7);
            EXPECT_EQ("its kind", event->party.kind, kind);
            EXPECT_EQ("its state", event->party.state, at);
        }
    }
    user_set(15, 7, 0x7fu);
    const struct event *event = fixture_event(&fixture, EVENT_USER);
    EXPECT_TRUE("a user", event != NULL && event->party.id == 15);
    EXPECT_EQ("of this member", event->party.member_id, 7);
    EXPECT_EQ("with these roles", event->party.classes, 0x7f);
}

/* R-ACCT-4: rows and columns are applied, approved, restricted, suspended, closed. */
static void test_account_states(void **state)
{
    (void)state;
    static const char *const may[] = {".A..C", "..RSC", ".A.SC", ".AR.C", "....."};
    for (uint32_t from = 0; from < 5; from++) {
        for (uint32_t to = 0; to < 8; to++) {
            start();
            next = fixture_command(&fixture, COMMAND_ACCOUNT_OPEN);
            next->account.member_id = MEMBER;
            next->account.state = from == 0 ? PARTY_APPLIED : PARTY_APPROVED;
            fixture_step(&fixture);
            if (from > 1) (void)fixture_state(&fixture, COMMAND_ACCOUNT_STATE, 4, from + 1);
            enum reject reject = fixture_state(&fixture, COMMAND_ACCOUNT_STATE, 4, to);
            bool is_legal = to >= 1 && to <= 5 && may[from][to - 1] != '.';
            EXPECT_EQ("a transition", reject, is_legal ? REJECT_NONE : REJECT_TRANSITION);
        }
    }
}

static void test_accounts(void **state)
{
    (void)state;
    struct account_view view;
    start();
    uint32_t sub = open_account(MEMBER, ALICE, 0);
    EXPECT_EQ("R-ACCT-1 the next number", sub, 4);
    (void)core_account(fixture.core, sub, &view);
    EXPECT_EQ("R-ACCT-3 the parent's owner", view.owner_account_id, ALICE);
    uint32_t given = open_account(MEMBER, ALICE, BOB);
    (void)core_account(fixture.core, given, &view);
    EXPECT_EQ("R-ACCT-3 unless another is given", view.owner_account_id, BOB);

    (void)fixture_place(&fixture, ALICE, fixture_entry(SIDE_BUY, 1, 90));
    (void)fixture_place(&fixture, ALICE, fixture_entry(SIDE_SELL, 1, 110));
    STEP("a restricted account keeps its orders",
         (void)fixture_state(&fixture, COMMAND_ACCOUNT_STATE, ALICE, PARTY_RESTRICTED), "account ");
    STEP("R-ACCT-5 a suspended one does not",
         (void)fixture_state(&fixture, COMMAND_ACCOUNT_STATE, ALICE, PARTY_SUSPENDED),
         "account ; cancelled 1 1@90 account; cancelled 2 1@110 account");
    (void)fixture_place(&fixture, BOB, fixture_entry(SIDE_BUY, 1, 90));
    STEP("nor one that is closed",
         (void)fixture_state(&fixture, COMMAND_ACCOUNT_STATE, BOB, PARTY_CLOSED),
         "account ; cancelled 3 1@90 account");
}

static void test_cash(void **state)
{
    (void)state;
    start();
    uint32_t sub = open_account(MEMBER, 0, ALICE);
    next = fixture_command(&fixture, COMMAND_TRANSFER);
    next->account_id = ALICE;
    next->cash = (struct body_cash){{300}, sub, 0, 77};
    fixture_step(&fixture);
    const struct event_cash *body = &fixture.list[0].cash;
    EXPECT_EQ("the amount", body->amount.micros, 300);
    EXPECT_EQ("the payer", body->balance.micros, CASH_FREE - 300);
    EXPECT_EQ("the receiver", body->to_balance.micros, 300);
    EXPECT_EQ("to", body->to_account_id, sub);
    EXPECT_EQ("reference", body->reference, 77);
    EXPECT_EQ("kind", body->command_kind, COMMAND_TRANSFER);
    next = fixture_command(&fixture, COMMAND_WITHDRAW);
    next->account_id = sub;
    next->cash.amount.micros = 100;
    fixture_step(&fixture);
    EXPECT_EQ("what is left", fixture.list[0].cash.balance.micros, 200);
    EXPECT_EQ("no receiver", fixture.list[0].cash.to_account_id, 0);
    EXPECT_EQ("the bank", core_balance(fixture.core, ENTRY_BANK).micros, 100 - 3 * CASH_FREE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_roles),          cmocka_unit_test(test_control),
        cmocka_unit_test(test_refusals),       cmocka_unit_test(test_members_and_users),
        cmocka_unit_test(test_account_states), cmocka_unit_test(test_accounts),
        cmocka_unit_test(test_cash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
