/* SPDX-License-Identifier: Apache-2.0 */
/*
 * naive_test.c - tables for members, cash, products, phases and time.
 *
 * Covers naive.c, naive_gate.c, naive_party.c, naive_product.c, naive_phase.c, naive_due.c,
 * naive_state.c and naive_view.c.
 */
#include "model/accounts_chart.h"
#include "sim/naive_fixture.h"

static void test_admission(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"R-IDEM-2", {.kind = COMMAND_TICK, .session_id = 4}, "rejected session 4/3"},
        {"a first command", {.kind = COMMAND_TICK, .session_id = 1, .client_sequence = 5}, ""},
        {"R-IDEM-1 again",
         {.kind = COMMAND_TICK, .session_id = 1, .client_sequence = 5},
         "duplicate"},
        {"R-IDEM-1 a rejected one counts",
         {.kind = 999, .session_id = 1, .client_sequence = 6},
         "rejected unknown_command 999/0"},
        {"so it is known",
         {.kind = COMMAND_TICK, .session_id = 1, .client_sequence = 6},
         "duplicate"},
        {"session 0 forgets", {.kind = COMMAND_TICK, .client_sequence = 1}, ""},
        {"R-ROLE-1 nobody of that number",
         {.kind = COMMAND_TICK, .actor_id = 1},
         "rejected role 1/0"},
        {"a trader of member 2",
         {.kind = COMMAND_USER_SET, .user = {1, 2, ROLE_TRADER, 0}},
         "user"},
        {"R-ROLE-1 may not", {.kind = COMMAND_TICK, .actor_id = 1}, "rejected role 1/0"},
        {"R-ROLE-2 another member's account",
         {.kind = COMMAND_ORDER_CANCEL, .actor_id = 1, .account_id = 1, .product_id = 1},
         "rejected not_controlled 1/0"},
        {"its own",
         {.kind = COMMAND_ORDER_CANCEL, .actor_id = 1, .account_id = 4, .product_id = 1},
         "rejected unknown_order 0/0"},
        {"R-MASS-3 not all accounts",
         {.kind = COMMAND_MASS_CANCEL, .actor_id = 1, .mass = {.side = SIDE_ANY}},
         "rejected not_controlled 0/0"},
        {"R-TIME-5", {.kind = COMMAND_RULES_VERSION, .rules = {2}}, "rejected rules_version 2/1"},
    };
    struct product_terms terms = venue_terms();
    RUN_TABLE(&terms, rows);
}

static void test_parties(void **state)
{
    (void)state;
#define OPEN(...)                                                                                  \
    {                                                                                              \
        .kind = COMMAND_ACCOUNT_OPEN, .account = { __VA_ARGS__ }                                   \
    }
    static const struct row rows[] = {
        {"R-MEMBER-1 out of range",
         {.kind = COMMAND_MEMBER_SET, .member = {4, 1, 1, {0}}},
         "rejected member 4/0"},
        {"R-MEMBER-1 no such state",
         {.kind = COMMAND_MEMBER_SET, .member = {3, 1, 6, {0}}},
         "rejected field 6/0"},
        {"R-ACCT-1 no such member", OPEN(.member_id = 3, .state = PARTY_APPROVED),
         "rejected member 3/0"},
        {"R-ACCT-2 a parent of another member",
         OPEN(.member_id = 2, .parent_account_id = 1, .state = PARTY_APPROVED),
         "rejected parent 1/0"},
        {"R-ACCT-3 account 2 does not own itself",
         OPEN(.member_id = 2, .owner_account_id = 2, .state = PARTY_APPROVED),
         "rejected owner 2/0"},
        {"a sub-account", OPEN(.member_id = 1, .parent_account_id = 3, .state = PARTY_APPROVED),
         "account"},
        {"R-ACCT-2 which cannot be a parent",
         OPEN(.member_id = 1, .parent_account_id = 5, .state = PARTY_APPROVED),
         "rejected parent 5/0"},
        {"an order", ORDER(3, BUY(1), LIMIT(100), GTC), "accepted 1 1@100"},
        {"R-ACCT-4 not from approved to applied", STATE(COMMAND_ACCOUNT_STATE, 3, 0, PARTY_APPLIED),
         "rejected transition 1/2"},
        {"R-ACCT-5 its orders end", STATE(COMMAND_ACCOUNT_STATE, 3, 0, PARTY_SUSPENDED),
         "account; cancelled 1 1 account"},
        {"R-STATE-2", ORDER(3, BUY(1), LIMIT(100), GTC), "rejected account_state 4/0"},
        {"R-STATE-3",
         {.kind = COMMAND_MEMBER_SET, .member = {2, 1, PARTY_RESTRICTED, {0}}},
         "member"},
        {"R-STATE-4", ORDER(4, BUY(1), LIMIT(100), GTC), "rejected liquidate_only 0/0"},
    };
    struct product_terms terms = venue_terms();
    struct venue venue;
    venue_open(&venue, &terms);
    venue_run(&venue, rows, sizeof rows / sizeof rows[0]);
    struct account_view account;
    EXPECT_TRUE("a sub-account has its parent's owner", naive_account(venue.naive, 5, &account));
    EXPECT_EQ("a sub-account has its parent's owner", account.owner_account_id, 3);
    EXPECT_FALSE("no account 6", naive_account(venue.naive, 6, &account));
    venue_close(&venue);
#undef OPEN
}

static void test_cash(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"R-CASH-1", {.kind = COMMAND_DEPOSIT, .account_id = 1}, "rejected amount 0/1"},
        {"R-CASH-2 what is free",
         {.kind = COMMAND_WITHDRAW, .account_id = 1, .cash = {{10001}, 0, 0, 0}},
         "rejected funds 10001/10000"},
        {"R-CASH-3 another owner",
         {.kind = COMMAND_TRANSFER, .account_id = 1, .cash = {{1}, 4, 0, 0}},
         "rejected transfer_owner 4/0"},
        {"R-CASH-3 the same owner",
         {.kind = COMMAND_TRANSFER, .account_id = 1, .cash = {{400}, 2, 0, 0}},
         "cash 400 a1 9600"},
        {"R-CASH-2",
         {.kind = COMMAND_WITHDRAW, .account_id = 2, .cash = {{10400}, 0, 0, 0}},
         "cash 10400 a2 0"},
    };
    struct product_terms terms = venue_terms();
    struct venue venue;
    venue_open(&venue, &terms);
    venue_run(&venue, rows, sizeof rows / sizeof rows[0]);
    EXPECT_EQ("R-CASH-4 the bank", naive_balance(venue.naive, ENTRY_BANK).micros, -29600);
    venue_close(&venue);
}

static void test_products(void **state)
{
    (void)state;
    struct product_terms terms = venue_terms();
    struct product_terms crossed = terms;
    crossed.price_ticks_min = 2000;
    struct product_terms other_tick = terms;
    other_tick.tick_value_micros = 2;
    const struct row rows[] = {
        {"R-TERMS-3",
         {.kind = COMMAND_PRODUCT_DEFINE, .product_id = 4, .terms = terms},
         "rejected unknown_product 4/0"},
        {"R-TERMS-3 used",
         {.kind = COMMAND_PRODUCT_DEFINE, .product_id = 1, .terms = terms},
         "rejected product_exists 1/0"},
        {"R-TERMS-1",
         {.kind = COMMAND_PRODUCT_DEFINE, .product_id = 2, .terms = crossed},
         "rejected terms 1000/2000"},
        {"R-TERMS-2",
         {.kind = COMMAND_PRODUCT_TERMS, .product_id = 1, .terms = other_tick},
         "rejected terms_fixed 2/1"},
        {"a second product",
         {.kind = COMMAND_PRODUCT_DEFINE, .product_id = 2, .terms = terms},
         "product"},
        {"R-STATE-5 not from draft to listed", STATE(COMMAND_PRODUCT_STATE, 0, 2, PRODUCT_LISTED),
         "rejected transition 5/0"},
        {"R-STATE-1",
         {.kind = COMMAND_REFERENCE_PRICE, .product_id = 2},
         "rejected product_not_listed 0/0"},
        {"R-CANCEL-1 a draft is not there",
         {.kind = COMMAND_ORDER_CANCEL, .account_id = 1, .product_id = 2},
         "rejected unknown_product 2/0"},
        {"an order", ORDER(3, BUY(1), LIMIT(100), GTC), "accepted 1 1@100"},
        {"and another", ORDER(4, SELL(1), LIMIT(101), GTC), "accepted 2 1@101"},
        {"R-STATE-6 its orders end", STATE(COMMAND_PRODUCT_STATE, 0, 1, PRODUCT_DELISTED),
         "product; cancelled 1 1 delisted; cancelled 2 1 delisted; phase p1 0 halt 0"},
    };
    RUN_TABLE(&terms, rows);
}

static void test_halts(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"an order", ORDER(3, BUY(2), LIMIT(100), GTC, FLAGS(FLAG_CANCEL_ON_PAUSE)),
         "accepted 1 2@100"},
        {"another", ORDER(3, BUY(2), LIMIT(99), GTC), "accepted 2 2@99"},
        {"R-PHASE-7", STATE(COMMAND_HALT, 0, 1, HALT_PAUSED),
         "phase p1 2 halt 1; cancelled 1 2 pause"},
        {"R-PHASE-3", ORDER(3, BUY(2), LIMIT(99), GTC), "rejected product_paused 0/0"},
        {"R-PHASE-3 a decrease", DECREASE(3, 2, 1), "decreased 2 1 member"},
        {"R-PHASE-7 the present value", STATE(COMMAND_HALT, 0, 1, HALT_PAUSED),
         "rejected phase 1/1"},
        {"R-PHASE-1 the venue's is more severe", STATE(COMMAND_HALT, 0, 0, HALT_HALTED),
         "phase p0 2 halt 2"},
        {"R-PHASE-2", CANCEL(3, 2), "rejected venue_halted 0/0"},
        {"the venue goes on, the product does not", STATE(COMMAND_HALT, 0, 0, HALT_NONE),
         "phase p0 2 halt 0"},
        {"R-PHASE-9 it resumes with an auction", STATE(COMMAND_HALT, 0, 1, HALT_NONE),
         "phase p1 1 halt 0"},
        {"an offer that crosses", ORDER(4, SELL(1), LIMIT(98), GTC), "accepted 3 1@98"},
        {"R-TIME-2 the auction is not over", {.kind = COMMAND_TICK, .time_ns = 9 * SECOND}, ""},
        {"R-TIME-2 now it is",
         {.kind = COMMAND_TICK, .time_ns = 10 * SECOND},
         "phase p1 2 halt 0; auction 1@99 0; trade 1@99 2>3; filled 2; filled 3"},
    };
    struct product_terms terms = venue_terms();
    terms.resume_auction_ns = 10 * SECOND;
    RUN_TABLE(&terms, rows);
}

#define MINUTES(count) ((count)*60 * SECOND)

static void test_time(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"until minute 5",
         ORDER(3, BUY(2), LIMIT(100), .tif = TIF_GTD, .expiry_ns = START + MINUTES(5)),
         "accepted 1 2@100"},
        {"until minute 4",
         ORDER(3, BUY(2), LIMIT(101), .tif = TIF_GTD, .expiry_ns = START + MINUTES(4)),
         "accepted 2 2@101"},
        {"R-CAL-3 until 09:00 local time", ORDER(3, BUY(2), LIMIT(99), .tif = TIF_DAY),
         "accepted 3 2@99"},
        {"R-CAL-1 an hour ahead of UTC",
         {.kind = COMMAND_CALENDAR, .calendar = {1, {{START, 3600, 0}}}},
         "calendar"},
        {"R-CAL-1 not ascending",
         {.kind = COMMAND_CALENDAR, .calendar = {2, {{START, 0, 0}, {START, 0, 0}}}},
         "rejected calendar 1/0"},
        {"R-CAL-3 in the offset that holds now", ORDER(3, BUY(2), LIMIT(98), .tif = TIF_DAY),
         "accepted 4 2@98"},
        {"R-TIME-2 earliest expiry first",
         {.kind = COMMAND_TICK, .time_ns = MINUTES(6)},
         "cancelled 2 2 expired; cancelled 1 2 expired"},
        {"R-TIME-1 time does not go back", {.kind = COMMAND_TICK, .time_ns = MINUTES(1)}, ""},
        {"R-CAL-2 local minute 480 of the week: closed",
         {.kind = COMMAND_TICK, .time_ns = MINUTES(420)},
         "phase p1 0 halt 0"},
        {"R-PHASE-4", ORDER(3, BUY(2), LIMIT(98), GTC), "rejected product_closed 0/0"},
        {"the second DAY order",
         {.kind = COMMAND_TICK, .time_ns = MINUTES(480)},
         "cancelled 4 2 expired"},
        {"the first", {.kind = COMMAND_TICK, .time_ns = MINUTES(540)}, "cancelled 3 2 expired"},
        {"R-CAL-2 round the week",
         {.kind = COMMAND_TICK, .time_ns = MINUTES(10080 - 60)},
         "phase p1 2 halt 0"},
    };
    struct product_terms terms = venue_terms();
    terms.day_end_minute = 540;
    terms.schedule_count = 2;
    terms.schedule[0] = (struct schedule_step){0, PHASE_OPEN, 0};
    terms.schedule[1] = (struct schedule_step){480, PHASE_CLOSED, 0};
    RUN_TABLE(&terms, rows);
}

static void test_budget(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"two in a second", {.kind = COMMAND_VENUE_TERMS, .venue = {SECOND, 2}}, "venue_terms"},
        {"one", ORDER(3, BUY(2), LIMIT(98), GTC), "accepted 1 2@98"},
        {"R-BUDGET-2 fewer lots are free", AMEND(3, 1, .qty = {1}, .set = AMEND_QTY),
         "amended 1 1@98"},
        {"an offer of another account", ORDER(4, SELL(2), LIMIT(99), GTC), "accepted 2 2@99"},
        {"two: it counts, whatever comes after",
         ORDER(3, BUY(2), LIMIT(99), GTC, FLAGS(FLAG_POST_ONLY)), "rejected post_only 99/98"},
        {"R-BUDGET-1", ORDER(3, BUY(2), LIMIT(98), GTC),
         "rejected message_budget 2/1772409601000000000"},
        {"another account has its own", ORDER(4, BUY(2), LIMIT(98), GTC), "accepted 3 2@98"},
        {"cancels are free", CANCEL(3, 1), "cancelled 1 1 member"},
        {"the next window",
         {.kind = COMMAND_ORDER_PLACE,
          .account_id = 3,
          .product_id = 1,
          .time_ns = SECOND,
          .order = {BUY(2), LIMIT(98), GTC}},
         "accepted 4 2@98"},
    };
    struct product_terms terms = venue_terms();
    RUN_TABLE(&terms, rows);
}

static void test_views(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"an iceberg", ORDER(3, SELL(9), LIMIT(101), GTC, DISPLAY(2)), "accepted 1 9@101"},
        {"a small order", ORDER(4, SELL(1), LIMIT(101), GTC), "accepted 2 1@101"},
        {"further away", ORDER(4, SELL(4), LIMIT(102), GTC), "accepted 3 4@102"},
        {"a stop", ORDER(4, BUY(4), STOP(110), GTC), "armed 4 4@0"},
    };
    struct product_terms terms = venue_terms();
    struct venue venue;
    venue_open(&venue, &terms);
    venue_run(&venue, rows, sizeof rows / sizeof rows[0]);
    struct depth_level levels[4];
    EXPECT_EQ("two levels", naive_depth(venue.naive, 1, SIDE_SELL, levels, 4), 2);
    EXPECT_EQ("shown lots only", levels[0].open.lots, 3);
    EXPECT_EQ("of two orders", levels[0].orders, 2);
    uint64_t ids[4];
    EXPECT_EQ("three in priority", naive_queue(venue.naive, 1, SIDE_SELL, ids, 4), 3);
    EXPECT_EQ("R-BOOK-2", ids[0], 1);
    struct order_view order;
    EXPECT_TRUE("the stop", naive_order(venue.naive, 4, &order));
    EXPECT_EQ("its trigger", order.trigger.ticks, 110);
    EXPECT_EQ("its state", order.state, ORDER_ARMED);
    struct position_view position;
    EXPECT_TRUE("account 3", naive_position(venue.naive, 3, 1, &position));
    EXPECT_EQ("hidden lots are open", position.open_asks.lots, 9);
    EXPECT_FALSE("account 1 never had an order", naive_position(venue.naive, 1, 1, &position));
    EXPECT_EQ("four live", naive_live(venue.naive, ids, 4), 4);
    venue_close(&venue);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_admission), cmocka_unit_test(test_parties),
        cmocka_unit_test(test_cash),      cmocka_unit_test(test_products),
        cmocka_unit_test(test_halts),     cmocka_unit_test(test_time),
        cmocka_unit_test(test_budget),    cmocka_unit_test(test_views),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
