/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flow_order_test.c - stories of orders that match, prevent self-match and cost money, for
 * flow_order.c and flow_trade.c (linked orders: flow_list_test.c).
 */
#include "base/expect.h"
#include "core/fixture_text.h"

static _Alignas(64) unsigned char memory[FIXTURE_SIZE];
static struct fixture fixture;

/* Does something and compares the events of its last command. */
#define STEP(row, action, expected)                                                                \
    do {                                                                                           \
        action;                                                                                    \
        EXPECT_TEXT(row, fixture_text(&fixture), expected);                                        \
    } while (0)

static uint64_t place(uint32_t account, enum side side, int64_t lots, int64_t ticks)
{
    return fixture_place(&fixture, account, fixture_entry(side, lots, ticks));
}

static uint64_t place_tif(uint32_t account, enum side side, int64_t lots, int64_t ticks,
                          uint8_t tif)
{
    struct order_entry entry = fixture_entry(side, lots, ticks);
    entry.tif = tif;
    return fixture_place(&fixture, account, entry);
}

static uint64_t place_smp(uint32_t account, int64_t lots, int64_t ticks, uint8_t smp_mode)
{
    struct order_entry entry = fixture_entry(SIDE_SELL, lots, ticks);
    entry.smp_mode = smp_mode;
    return fixture_place(&fixture, account, entry);
}

static uint64_t place_flags(uint32_t account, enum side side, int64_t lots, int64_t ticks,
                            uint16_t flags)
{
    struct order_entry entry = fixture_entry(side, lots, ticks);
    entry.flags = flags;
    return fixture_place(&fixture, account, entry);
}

static uint64_t place_iceberg(uint32_t account, enum side side, int64_t lots, int64_t ticks,
                              int64_t display)
{
    struct order_entry entry = fixture_entry(side, lots, ticks);
    entry.display.lots = display;
    return fixture_place(&fixture, account, entry);
}

static void start(void)
{
    fixture_open(&fixture, memory, sizeof memory);
}

static void test_matching(void **state)
{
    (void)state;
    start();
    STEP("rests", place(ALICE, SIDE_SELL, 3, 101), "accepted 1 3@101");
    STEP("rests better", place(ALICE, SIDE_SELL, 2, 100), "accepted 2 2@100");
    STEP("R-MATCH-3 the better price first, then the next; the rest rests",
         place(BOB, SIDE_BUY, 6, 101),
         "accepted 3 6@101; trade 2/3 2@100; fill 2 -2; fill 3 2; filled 2 0@100; "
         "trade 1/3 3@101; fill 1 -5; fill 3 5; filled 1 0@101");
    STEP("R-MATCH-2 at the price of the resting order", place(CAROL, SIDE_SELL, 1, 90),
         "accepted 4 1@90; trade 3/4 1@101; fill 3 6; fill 4 -1; filled 3 0@101; filled 4 0@90");
    STEP("R-TIF-2 what is left of it is cancelled", place_tif(CAROL, SIDE_BUY, 5, 100, TIF_IOC),
         "accepted 5 5@100; cancelled 5 5@100 ioc");
}

static void test_iceberg(void **state)
{
    (void)state;
    start();
    STEP("shows two", place_iceberg(ALICE, SIDE_SELL, 5, 100, 2), "accepted 1 5@100");
    STEP("behind it", place(BOB, SIDE_SELL, 1, 100), "accepted 2 1@100");
    STEP("R-ICE-1 the next part is shown behind the others", place(CAROL, SIDE_BUY, 4, 100),
         "accepted 3 4@100; trade 1/3 2@100; fill 1 -2; fill 3 2; replenished 1 3@100; "
         "trade 2/3 1@100; fill 2 -1; fill 3 3; filled 2 0@100; "
         "trade 1/3 1@100; fill 1 -3; fill 3 4; filled 3 0@100");
}

static void test_fill_or_kill(void **state)
{
    (void)state;
    start();
    (void)place_iceberg(ALICE, SIDE_SELL, 9, 100, 2);
    (void)place(BOB, SIDE_SELL, 3, 101);
    STEP("R-TIF-3 one lot short", place_tif(CAROL, SIDE_BUY, 13, 101, TIF_FOK),
         "accepted 3 13@101; cancelled 3 13@101 fok");
    STEP("one tick short", place_tif(CAROL, SIDE_BUY, 10, 100, TIF_FOK),
         "accepted 4 10@100; cancelled 4 10@100 fok");
    STEP("R-TIF-4 hidden lots count", place_tif(CAROL, SIDE_BUY, 9, 100, TIF_FOK),
         "accepted 5 9@100; trade 1/5 2@100; fill 1 -2; fill 5 2; replenished 1 7@100; "
         "trade 1/5 2@100; fill 1 -4; fill 5 4; replenished 1 5@100; "
         "trade 1/5 2@100; fill 1 -6; fill 5 6; replenished 1 3@100; "
         "trade 1/5 2@100; fill 1 -8; fill 5 8; replenished 1 1@100; "
         "trade 1/5 1@100; fill 1 -9; fill 5 9; filled 1 0@100; filled 5 0@100");
}

/* R-TIF-4: orders that may vanish are not counted; own orders end the count or are passed over. */
static void test_fill_or_kill_counts(void **state)
{
    (void)state;
    start();
    (void)place(BOB, SIDE_SELL, 4, 100);
    (void)place_iceberg(BOB, SIDE_SELL, 6, 101, 1);
    (void)place(CAROL, SIDE_SELL, 5, 101);
    (void)place(BOB, SIDE_SELL, 5, 102);
    STEP("before an own order only what others show counts",
         place_tif(CAROL, SIDE_BUY, 6, 102, TIF_FOK), "accepted 5 6@102; cancelled 5 6@102 fok");
    STEP("that much can trade", place_tif(CAROL, SIDE_BUY, 5, 102, TIF_FOK),
         "accepted 6 5@102; trade 1/6 4@100; fill 1 -4; fill 6 4; filled 1 0@100; "
         "trade 2/6 1@101; fill 2 -5; fill 6 5; replenished 2 5@101; filled 6 0@102");
    struct order_entry entry = fixture_entry(SIDE_BUY, 10, 102);
    entry.tif = TIF_FOK;
    entry.smp_mode = SMP_CANCEL_MAKER;
    STEP("own orders are passed over when they would be cancelled",
         (void)fixture_place(&fixture, CAROL, entry),
         "accepted 7 10@102; cancelled 3 5@101 self_match; "
         "trade 2/7 1@101; fill 2 -6; fill 7 6; replenished 2 4@101; "
         "trade 2/7 1@101; fill 2 -7; fill 7 7; replenished 2 3@101; "
         "trade 2/7 1@101; fill 2 -8; fill 7 8; replenished 2 2@101; "
         "trade 2/7 1@101; fill 2 -9; fill 7 9; replenished 2 1@101; "
         "trade 2/7 1@101; fill 2 -10; fill 7 10; filled 2 0@101; "
         "trade 4/7 5@102; fill 4 -15; fill 7 15; filled 4 0@102; filled 7 0@102");
    STEP("the position can be reduced", place_flags(CAROL, SIDE_SELL, 15, 110, FLAG_REDUCE_ONLY),
         "accepted 8 15@110");
    STEP("but that order may vanish while it trades", place_tif(ALICE, SIDE_BUY, 1, 110, TIF_FOK),
         "accepted 9 1@110; cancelled 9 1@110 fok");
}

static void test_self_match(void **state)
{
    (void)state;
    start();
    uint32_t sub = fixture_account(&fixture, MEMBER, ALICE);
    (void)place(ALICE, SIDE_BUY, 5, 100);
    (void)place(BOB, SIDE_BUY, 2, 99);
    STEP("R-SMP-2 by default the product's mode: the taker goes", place(sub, SIDE_SELL, 3, 99),
         "accepted 3 3@99; cancelled 3 3@99 self_match");
    STEP("R-SMP-3 the maker goes, and on it goes", place_smp(sub, 3, 99, SMP_CANCEL_MAKER),
         "accepted 4 3@99; cancelled 1 5@100 self_match; trade 2/4 2@99; fill 2 2; fill 4 -2; "
         "filled 2 0@99");
    (void)fixture_cancel(&fixture, sub, 4 * 256 + 1);
    start();
    sub = fixture_account(&fixture, MEMBER, ALICE);
    (void)place(ALICE, SIDE_BUY, 5, 100);
    STEP("both go", place_smp(sub, 3, 99, SMP_CANCEL_BOTH),
         "accepted 2 3@99; cancelled 1 5@100 self_match; cancelled 2 3@99 self_match");
    (void)place(ALICE, SIDE_BUY, 5, 100);
    STEP("the smaller goes off both: the taker ends", place_smp(sub, 3, 99, SMP_DECREMENT),
         "accepted 4 3@99; decreased 3 2@100 self_match; cancelled 4 3@99 self_match");
    STEP("the maker ends", place_smp(sub, 3, 99, SMP_DECREMENT),
         "accepted 5 3@99; cancelled 3 2@100 self_match; decreased 5 1@99 self_match");
    (void)place(ALICE, SIDE_BUY, 1, 98);
    STEP("equal: both end", place_smp(sub, 1, 98, SMP_DECREMENT),
         "accepted 7 1@98; cancelled 6 1@98 self_match; cancelled 7 1@98 self_match");
}

static void test_self_match_iceberg(void **state)
{
    (void)state;
    start();
    (void)place_iceberg(ALICE, SIDE_BUY, 5, 100, 2);
    STEP("only what is shown goes off, part by part", place_smp(ALICE, 4, 100, SMP_DECREMENT),
         "accepted 2 4@100; decreased 1 3@100 self_match; replenished 1 3@100; "
         "decreased 2 2@100 self_match; "
         "decreased 1 1@100 self_match; replenished 1 1@100; cancelled 2 2@100 self_match");
}

/* R-SMP-2: the order's own mode, else the account's, else the product's. */
static void test_mode_of_the_account(void **state)
{
    (void)state;
    start();
    fixture_command(&fixture, COMMAND_ACCOUNT_OPEN)->account =
        (struct body_account){.member_id = MEMBER,
                              .owner_account_id = ALICE,
                              .state = PARTY_APPROVED,
                              .smp_mode = SMP_CANCEL_MAKER};
    fixture_step(&fixture);
    (void)place(ALICE, SIDE_BUY, 5, 100);
    STEP("the account's", place(4, SIDE_SELL, 3, 100),
         "accepted 2 3@100; cancelled 1 5@100 self_match");
    STEP("the product's", place(ALICE, SIDE_BUY, 5, 100),
         "accepted 3 5@100; cancelled 3 5@100 self_match");
    (void)place(ALICE, SIDE_BUY, 1, 99);
    STEP("its own", place_smp(4, 3, 99, SMP_CANCEL_BOTH),
         "accepted 5 3@99; cancelled 4 1@99 self_match; cancelled 5 3@99 self_match");
}

/* R-MARKET-1: with a protection price of its own, whatever the terms say. */
static void test_protection_price(void **state)
{
    (void)state;
    struct order_entry entry = fixture_entry(SIDE_BUY, 3, 101);
    entry.type = TYPE_MARKET;
    entry.flags = FLAG_PROTECTION;
    start();
    (void)place(BOB, SIDE_SELL, 1, 100);
    (void)place(BOB, SIDE_SELL, 1, 102);
    STEP("the rest rests there", (void)fixture_place(&fixture, ALICE, entry),
         "accepted 3 3@101; trade 1/3 1@100; fill 1 -1; fill 3 1; filled 1 0@100");
    (void)place(CAROL, SIDE_BUY, 1, 50);
    entry = fixture_entry(SIDE_SELL, 1, 60);
    entry.type = TYPE_STOP_MARKET;
    entry.trigger.ticks = 70;
    entry.flags = FLAG_PROTECTION;
    (void)fixture_place(&fixture, BOB, entry);
    (void)fixture_cancel(&fixture, ALICE, 3 * 256 + 3);
    STEP("of a stop too: it does not reach the bid", (void)fixture_marks(&fixture, 70, 0),
         "reference_price ; triggered 5 1@60");
}

/* The mode of the product lets owners match themselves. */
static void test_no_self_match_prevention(void **state)
{
    (void)state;
    struct product_terms terms = fixture_terms();
    start();
    terms.smp_mode = SMP_NONE;
    fixture_command(&fixture, COMMAND_PRODUCT_TERMS)->product_id = PRODUCT;
    fixture.command.terms = terms;
    fixture_step(&fixture);
    (void)place(ALICE, SIDE_BUY, 5, 100);
    STEP("an account trades with itself", place(ALICE, SIDE_SELL, 3, 100),
         "accepted 2 3@100; trade 1/2 3@100; fill 1 3; fill 2 0; filled 2 0@100");
    STEP("fill or kill counts own orders", place_tif(ALICE, SIDE_SELL, 2, 100, TIF_FOK),
         "accepted 3 2@100; trade 1/3 2@100; fill 1 2; fill 3 0; filled 1 0@100; filled 3 0@100");
}

static void test_post_only(void **state)
{
    (void)state;
    start();
    (void)place(ALICE, SIDE_SELL, 3, 100);
    STEP("R-POST-2 accepted, then cancelled",
         place_flags(BOB, SIDE_BUY, 3, 100, FLAG_POST_ONLY_CANCEL),
         "accepted 2 3@100; cancelled 2 3@100 post_only");
    STEP("below the ask it rests", place_flags(BOB, SIDE_BUY, 3, 99, FLAG_POST_ONLY_CANCEL),
         "accepted 3 3@99");
    STEP("R-POST-1 refused", place_flags(CAROL, SIDE_SELL, 3, 99, FLAG_POST_ONLY),
         "rejected post_only");
}

/* R-REDUCE-2: resting reduce-only orders are fitted to what is left of the position. */
static void test_reduce_only(void **state)
{
    (void)state;
    start();
    (void)place(ALICE, SIDE_BUY, 10, 100);
    (void)place(BOB, SIDE_SELL, 10, 100);
    STEP("cut to the position", place_flags(ALICE, SIDE_SELL, 15, 110, FLAG_REDUCE_ONLY),
         "accepted 3 10@110");
    STEP("two may rest together", place_flags(ALICE, SIDE_SELL, 4, 111, FLAG_REDUCE_ONLY),
         "accepted 4 4@111");
    STEP("a fill fits the older one", place(ALICE, SIDE_SELL, 7, 112), "accepted 5 7@112");
    STEP("to three lots each", place(CAROL, SIDE_BUY, 7, 110),
         "accepted 6 7@110; trade 3/6 7@110; fill 3 3; fill 6 7; decreased 4 3@111 reduce_only; "
         "filled 6 0@110");
    STEP("a flat position ends them", place(CAROL, SIDE_BUY, 3, 110),
         "accepted 7 3@110; trade 3/7 3@110; fill 3 0; fill 7 10; filled 3 0@110; "
         "cancelled 4 3@111 reduce_only; filled 7 0@110");
}

static void fund_and_charge(void)
{
    struct product_terms terms = fixture_terms();
    terms.fee_maker_ppm = 100;
    terms.fee_taker_ppm = 333;
    terms.initial_margin_ppm = 100000;
    fixture_command(&fixture, COMMAND_PRODUCT_TERMS)->product_id = PRODUCT;
    fixture.command.terms = terms;
    fixture_step(&fixture);
}

static const struct event_fill *fill_of(uint32_t account)
{
    for (uint32_t i = 0; i < fixture.events.count; i++) {
        const struct event *event = &fixture.list[i];
        if (event->kind == EVENT_FILL && event->account_id == account) return &event->fill;
    }
    return &fixture_event(&fixture, EVENT_FILL)->fill;
}

/* R-FEE-1, R-POS-4, R-MARGIN-2: money of two trades, to the micro. */
static void test_money(void **state)
{
    (void)state;
    const int64_t deposit = INT64_C(1000000000000);
    struct account_view view;
    start();
    fund_and_charge();
    (void)place(ALICE, SIDE_BUY, 3, 1000);
    (void)place(BOB, SIDE_SELL, 3, 1000); /* value 300000 */
    EXPECT_EQ("R-FEE-1 the maker's fee", fill_of(ALICE)->fee.micros, 30);
    EXPECT_EQ("R-FEE-1 the taker's, rounded up", fill_of(BOB)->fee.micros, 100);
    EXPECT_EQ("R-POS-1 the value paid", fill_of(ALICE)->paid.micros, 300000);
    EXPECT_EQ("and received", fill_of(BOB)->paid.micros, -300000);
    EXPECT_EQ("only the fee has moved", fill_of(ALICE)->balance.micros, deposit - 30);
    EXPECT_EQ("nothing of the maker is open", fill_of(ALICE)->open.lots, 0);
    (void)core_account(fixture.core, ALICE, &view);
    EXPECT_EQ("R-MARGIN-2 three lots at the last price", view.held.micros, 30000);

    (void)place(CAROL, SIDE_BUY, 2, 1100);
    (void)place(ALICE, SIDE_SELL, 2, 1100); /* value 220000 */
    EXPECT_EQ("R-POS-4 profit is paid at once", fill_of(ALICE)->realised.micros, 20000);
    EXPECT_EQ("then the fee is charged", fill_of(ALICE)->balance.micros, deposit - 30 + 20000 - 74);
    EXPECT_EQ("the clearing entry pays", core_balance(fixture.core, entry_clearing(PRODUCT)).micros,
              -20000);
    EXPECT_EQ("fees are kept", core_balance(fixture.core, ENTRY_FEES).micros, 30 + 100 + 22 + 74);
    (void)core_account(fixture.core, ALICE, &view);
    EXPECT_EQ("R-MARGIN-2 one lot at the new last price", view.held.micros, 11000);
}

/* clang-format off */
static const struct {
    const char *row;
    int64_t mark, last, seed; /* ticks, 0: none */
    int64_t needed;           /* for 10 lots at 1000, of which alice has no micro */
} margin_prices[] = {
    {"no price yet: that of the order itself",     0,    0,    0, 100000},
    {"even if another was accepted before",        0,    0,  700, 100000},
    {"the last trade",                             0, 2000,    0, 200000},
    {"the mark before the last trade",          3000, 2000,    0, 300000},
    {"the mark alone",                          3000,    0,  700, 300000},
};
/* clang-format on */

/* R-MARGIN-1: by which price the margin of an order is computed when it is checked. */
static void test_margin_price(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < sizeof margin_prices / sizeof margin_prices[0]; i++) {
        start();
        fund_and_charge();
        fixture_command(&fixture, COMMAND_WITHDRAW)->account_id = ALICE;
        fixture.command.cash.amount.micros = INT64_C(1000000000000);
        fixture_step(&fixture);
        if (margin_prices[i].last != 0) {
            (void)place(BOB, SIDE_BUY, 1, margin_prices[i].last);
            (void)place(CAROL, SIDE_SELL, 1, margin_prices[i].last);
        }
        if (margin_prices[i].seed != 0) (void)place(BOB, SIDE_BUY, 1, margin_prices[i].seed);
        if (margin_prices[i].mark != 0) (void)fixture_marks(&fixture, margin_prices[i].mark, 0);
        (void)place(ALICE, SIDE_BUY, 10, 1000);
        EXPECT_EQ(margin_prices[i].row, fixture_reject(&fixture), REJECT_MARGIN);
        EXPECT_EQ(margin_prices[i].row, fixture.list[0].reject.given, margin_prices[i].needed);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_matching),
        cmocka_unit_test(test_iceberg),
        cmocka_unit_test(test_fill_or_kill),
        cmocka_unit_test(test_fill_or_kill_counts),
        cmocka_unit_test(test_mode_of_the_account),
        cmocka_unit_test(test_protection_price),
        cmocka_unit_test(test_self_match),
        cmocka_unit_test(test_self_match_iceberg),
        cmocka_unit_test(test_no_self_match_prevention),
        cmocka_unit_test(test_post_only),
        cmocka_unit_test(test_reduce_only),
        cmocka_unit_test(test_money),
        cmocka_unit_test(test_margin_price),

    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
