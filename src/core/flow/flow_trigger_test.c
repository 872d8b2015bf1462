/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flow_trigger_test.c - stops, take-profits and trailing stops: when they fire, in which order, and
 * what can stop them then, for flow_trigger.c (R-TRIG-2 to R-TRIG-6, R-TRAIL-2, R-LINK-5).
 */
#include "base/expect.h"
#include "core/fixture_text.h"

static _Alignas(64) unsigned char memory[FIXTURE_SIZE];
static struct fixture fixture;

#define STEP(row, action, expected)                                                                \
    do {                                                                                           \
        action;                                                                                    \
        EXPECT_TEXT(row, fixture_text(&fixture), expected);                                        \
    } while (0)

static uint64_t place(uint32_t account, enum side side, int64_t lots, int64_t ticks)
{
    return fixture_place(&fixture, account, fixture_entry(side, lots, ticks));
}

static struct order_entry conditional(enum side side, uint8_t type, int64_t trigger, int64_t ticks)
{
    struct order_entry entry = fixture_entry(side, 1, ticks);
    entry.type = type;
    entry.trigger.ticks = trigger;
    return entry;
}

static uint64_t arm(enum side side, uint8_t type, int64_t trigger, int64_t ticks)
{
    return fixture_place(&fixture, ALICE, conditional(side, type, trigger, ticks));
}

static uint64_t arm_on(uint32_t account, uint8_t source, struct order_entry entry)
{
    entry.trigger_source = source;
    return fixture_place(&fixture, account, entry);
}

static void start(void)
{
    fixture_open(&fixture, memory, sizeof memory);
    (void)fixture_marks(&fixture, 1000, 1000);
}

static void test_order_of_firing(void **state)
{
    (void)state;
    start();
    (void)arm(SIDE_BUY, TYPE_STOP_LIMIT, 1020, 900);
    (void)arm(SIDE_BUY, TYPE_STOP_LIMIT, 1010, 901);
    (void)arm(SIDE_SELL, TYPE_TAKE_LIMIT, 1010, 1900);
    (void)arm(SIDE_BUY, TYPE_STOP_LIMIT, 1021, 902);
    STEP("R-TRIG-2 rising: the lowest first, then the oldest",
         (void)fixture_marks(&fixture, 1020, 0),
         "reference_price ; triggered 2 1@901; triggered 3 1@1900; triggered 1 1@900");
    (void)arm(SIDE_SELL, TYPE_STOP_LIMIT, 990, 1901);
    (void)arm(SIDE_BUY, TYPE_TAKE_LIMIT, 995, 903);
    (void)arm(SIDE_SELL, TYPE_STOP_LIMIT, 989, 1902);
    STEP("falling: the highest first", (void)fixture_marks(&fixture, 990, 0),
         "reference_price ; triggered 6 1@903; triggered 5 1@1901");
    STEP("the index moves nobody who waits for the mark", (void)fixture_marks(&fixture, 0, 100),
         "reference_price ");
    STEP("the mark does", (void)fixture_marks(&fixture, 100, 0),
         "reference_price ; triggered 7 1@1902");
}

static void test_sources(void **state)
{
    (void)state;
    start();
    struct order_entry stop = conditional(SIDE_BUY, TYPE_STOP_LIMIT, 1010, 900);
    (void)arm_on(ALICE, SOURCE_INDEX, stop);
    (void)arm_on(ALICE, SOURCE_MARK, stop);
    (void)arm_on(ALICE, SOURCE_LAST, stop);
    STEP("R-TRIG-3 the mark first, then the index", (void)fixture_marks(&fixture, 1010, 1010),
         "reference_price ; triggered 2 1@900; triggered 1 1@900");
    (void)place(BOB, SIDE_SELL, 1, 1010);
    STEP("and a trade", place(CAROL, SIDE_BUY, 1, 1010),
         "accepted 5 1@1010; trade 4/5 1@1010; fill 4 -1; fill 5 1; filled 4 0@1010; "
         "filled 5 0@1010; triggered 3 1@900");
}

/* R-TRIG-3: an order that trades at several prices applies its first and its last. */
static void test_first_and_last(void **state)
{
    (void)state;
    start();
    (void)place(BOB, SIDE_SELL, 1, 1001);
    (void)place(BOB, SIDE_SELL, 1, 1002);
    (void)place(BOB, SIDE_SELL, 1, 1003);
    (void)arm_on(ALICE, SOURCE_LAST, conditional(SIDE_BUY, TYPE_STOP_LIMIT, 1003, 900));
    (void)arm_on(ALICE, SOURCE_LAST, conditional(SIDE_SELL, TYPE_STOP_LIMIT, 1001, 1900));
    (void)arm_on(ALICE, SOURCE_LAST, conditional(SIDE_SELL, TYPE_STOP_LIMIT, 1002, 1900));
    STEP("first met by 1001, then by 1003", place(CAROL, SIDE_BUY, 3, 1003),
         "accepted 7 3@1003; trade 1/7 1@1001; fill 1 -1; fill 7 1; filled 1 0@1001; "
         "trade 2/7 1@1002; fill 2 -2; fill 7 2; filled 2 0@1002; "
         "trade 3/7 1@1003; fill 3 -3; fill 7 3; filled 3 0@1003; filled 7 0@1003; "
         "triggered 6 1@1900; triggered 5 1@1900; triggered 4 1@900");
}

static void test_trigger_to_trade(void **state)
{
    (void)state;
    start();
    (void)place(BOB, SIDE_SELL, 1, 1050);
    (void)arm(SIDE_BUY, TYPE_STOP_MARKET, 1010, 0);
    STEP("R-MARKET-1 a market order at its protection price",
         (void)fixture_marks(&fixture, 1010, 0),
         "reference_price ; triggered 2 1@1100; trade 1/2 1@1050; fill 1 -1; fill 2 1; "
         "filled 1 0@1050; filled 2 0@1100");
    (void)arm(SIDE_BUY, TYPE_STOP_MARKET, 1020, 0);
    STEP("R-TRIG-5 without anyone to trade with", (void)fixture_marks(&fixture, 1020, 0),
         "reference_price ; triggered 3 1@0; cancelled 3 1@0 check no_reference");
    (void)place(BOB, SIDE_SELL, 1, 1050);
    struct order_entry entry = conditional(SIDE_BUY, TYPE_STOP_LIMIT, 1030, 1060);
    entry.flags = FLAG_POST_ONLY;
    (void)fixture_place(&fixture, ALICE, entry);
    STEP("R-POST-2 a post-only that would trade", (void)fixture_marks(&fixture, 1030, 0),
         "reference_price ; triggered 5 1@1060; cancelled 5 1@1060 post_only");
    entry = conditional(SIDE_BUY, TYPE_STOP_LIMIT, 1040, 1060);
    entry.tif = TIF_FOK;
    entry.qty.lots = 2;
    (void)fixture_place(&fixture, ALICE, entry);
    STEP("R-TRIG-6 all or none", (void)fixture_marks(&fixture, 1040, 0),
         "reference_price ; triggered 6 2@1060; cancelled 6 2@1060 fok");
    entry.tif = TIF_IOC;
    entry.trigger.ticks = 1045;
    (void)fixture_place(&fixture, ALICE, entry);
    STEP("at once", (void)fixture_marks(&fixture, 1045, 0),
         "reference_price ; triggered 7 2@1060; trade 4/7 1@1050; fill 4 -2; fill 7 2; "
         "filled 4 0@1050; cancelled 7 1@1060 ioc");
}

/* One stop's trade fires the next: each has its turn when the one before is finished. */
static void test_cascade(void **state)
{
    (void)state;
    start();
    (void)place(BOB, SIDE_BUY, 1, 990);
    (void)place(BOB, SIDE_BUY, 1, 980);
    (void)place(BOB, SIDE_BUY, 1, 970);
    (void)arm_on(ALICE, SOURCE_LAST, conditional(SIDE_SELL, TYPE_STOP_LIMIT, 990, 900));
    (void)arm_on(ALICE, SOURCE_LAST, conditional(SIDE_SELL, TYPE_STOP_LIMIT, 980, 900));
    STEP("R-WORK-1 one after the other", place(CAROL, SIDE_SELL, 1, 990),
         "accepted 6 1@990; trade 1/6 1@990; fill 1 1; fill 6 -1; filled 1 0@990; filled 6 0@990; "
         "triggered 4 1@900; trade 2/4 1@980; fill 2 2; fill 4 -1; filled 2 0@980; filled 4 0@900; "
         "triggered 5 1@900; trade 3/5 1@970; fill 3 3; fill 5 -2; filled 3 0@970; filled 5 0@900");
}

static void terms_change(void (*change)(struct product_terms *))
{
    struct product_terms terms = fixture_terms();
    change(&terms);
    fixture_command(&fixture, COMMAND_PRODUCT_TERMS)->product_id = PRODUCT;
    fixture.command.terms = terms;
    fixture_step(&fixture);
}

static void narrow_notional(struct product_terms *terms)
{
    terms->order_notional_micros_max = 1;
}

static void narrow_band(struct product_terms *terms)
{
    terms->band_ticks = 10;
}

static void small_positions(struct product_terms *terms)
{
    terms->position_lots_max = 1;
}

static void full_margin(struct product_terms *terms)
{
    terms->initial_margin_ppm = 1000000;
}

static void nothing(struct product_terms *terms)
{
    (void)terms;
}

static void suspend(void)
{
    fixture_command(&fixture, COMMAND_MEMBER_SET)->member =
        (struct body_member){.member_id = MEMBER, .kind = MEMBER_FCM, .state = PARTY_SUSPENDED};
    fixture_step(&fixture);
}

static void restrict_account(void)
{
    (void)fixture_state(&fixture, COMMAND_ACCOUNT_STATE, ALICE, PARTY_RESTRICTED);
}

static void limit_orders(void)
{
    fixture_command(&fixture, COMMAND_ACCOUNT_LIMITS)->account_id = ALICE;
    fixture.command.limits.order_lots_max = 1;
    fixture_step(&fixture);
}

static void take_money(void)
{
    fixture_command(&fixture, COMMAND_WITHDRAW)->account_id = ALICE;
    fixture.command.cash.amount.micros = INT64_C(1000000000000);
    fixture_step(&fixture);
}

static void no_action(void)
{
}

/* R-TRIG-5: the checks of a new order are made when it triggers. */
static const struct {
    const char *row;
    void (*change)(struct product_terms *);
    void (*action)(void);
    uint16_t flags;
    const char *end;
} turns[] = {
    {"nothing stands against it", nothing, no_action, 0, ""},
    {"its member was suspended", nothing, suspend, 0, "member_state"},
    {"its account was restricted", nothing, restrict_account, 0, "liquidate_only"},
    {"there is nothing to reduce any more", nothing, no_action, FLAG_REDUCE_ONLY,
     "nothing_to_reduce"},
    {"the notional is too large now", narrow_notional, no_action, 0, "notional"},
    {"its price is outside the band now", narrow_band, no_action, 0, "price_out_of_band"},
    {"the position limit is reached", small_positions, no_action, 0, "position_limit"},
    {"its clearing member has set a limit", nothing, limit_orders, 0, "fcm_order_qty"},
    {"there is no collateral", full_margin, take_money, 0, "margin"},
};

static void test_checks_at_the_turn(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < sizeof turns / sizeof turns[0]; i++) {
        start();
        (void)place(BOB, SIDE_BUY, 1, 1000);
        struct order_entry entry = conditional(SIDE_BUY, TYPE_STOP_LIMIT, 1010, 900);
        entry.qty.lots = 2;
        entry.flags = turns[i].flags;
        (void)fixture_place(&fixture, ALICE, entry);
        terms_change(turns[i].change);
        turns[i].action();
        (void)fixture_marks(&fixture, 1010, 0);
        const struct event *event = fixture_event(&fixture, EVENT_ORDER_CANCELLED);
        uint16_t check = event == NULL ? 0 : event->order.check;
        EXPECT_TRUE(turns[i].row, fixture_count(&fixture, EVENT_ORDER_TRIGGERED) == 1);
        EXPECT_EQ(turns[i].row, event != NULL, turns[i].end[0] != 0);
        if (event == NULL) continue;
        EXPECT_EQ(turns[i].row, event->order.reason, REASON_CHECK);
        uint64_t reject = 0;
        EXPECT_TRUE(turns[i].row,
                    word_find(WORDS_REJECT, turns[i].end, strlen(turns[i].end), &reject));
        EXPECT_EQ(turns[i].row, check, reject);
    }
}

static void test_reduce_only_is_cut(void **state)
{
    (void)state;
    start();
    (void)place(ALICE, SIDE_BUY, 3, 1000);
    (void)place(BOB, SIDE_SELL, 3, 1000);
    struct order_entry entry = conditional(SIDE_SELL, TYPE_STOP_LIMIT, 990, 985);
    entry.flags = FLAG_REDUCE_ONLY;
    entry.qty.lots = 9;
    (void)fixture_place(&fixture, ALICE, entry);
    STEP("R-TRIG-5 to what is left of the position", (void)fixture_marks(&fixture, 990, 0),
         "reference_price ; triggered 3 9@985; decreased 3 3@985 reduce_only");
}

static uint64_t trail(enum side side, int64_t distance)
{
    struct order_entry entry = conditional(side, TYPE_TRAIL_MARKET, 0, 0);
    entry.trail_ticks = distance;
    return fixture_place(&fixture, ALICE, entry);
}

static void expect_trigger(const char *row, uint64_t order_id, int64_t ticks)
{
    struct order_view view;
    EXPECT_TRUE(row, core_order(fixture.core, order_id, &view));
    EXPECT_EQ(row, view.trigger.ticks, ticks);
}

static void test_trails(void **state)
{
    (void)state;
    start();
    (void)place(BOB, SIDE_BUY, 9, 900);
    (void)place(BOB, SIDE_SELL, 9, 1100);
    uint64_t sell = trail(SIDE_SELL, 50);
    uint64_t buy = trail(SIDE_BUY, 70);
    expect_trigger("R-TRAIL-1 below the mark", sell, 950);
    expect_trigger("R-TRAIL-1 above the mark", buy, 1070);
    STEP("R-TRAIL-2 up: the sell follows", (void)fixture_marks(&fixture, 1010, 0),
         "reference_price ; trailed 3 1@0");
    STEP("down: the buy follows", (void)fixture_marks(&fixture, 990, 0),
         "reference_price ; trailed 4 1@0");
    expect_trigger("the sell stays", sell, 960);
    expect_trigger("the buy has come down", buy, 1060);
    STEP(
        "down to the sell", (void)fixture_marks(&fixture, 960, 0),
        "reference_price ; trailed 4 1@0; triggered 3 1@850; trade 1/3 1@900; fill 1 1; fill 3 -1; "
        "filled 3 0@850");
    expect_trigger("the buy", buy, 1030);
}

/* R-TRIG-2: prices are noted only while the product does not trade, and applied when it opens. */
static void test_not_trading(void **state)
{
    (void)state;
    start();
    (void)arm(SIDE_BUY, TYPE_STOP_LIMIT, 1010, 900);
    (void)fixture_state(&fixture, COMMAND_HALT, PRODUCT, HALT_PAUSED);
    STEP("noted in a pause", (void)fixture_marks(&fixture, 1010, 0), "reference_price ");
    STEP("R-PHASE-8 applied when it is over",
         (void)fixture_state(&fixture, COMMAND_HALT, PRODUCT, HALT_NONE),
         "phase open; triggered 1 1@900");
    (void)fixture_state(&fixture, COMMAND_PHASE, PRODUCT, PHASE_PRE_OPEN);
    STEP("R-TRIG-4 before the opening a met condition is no fault",
         arm(SIDE_BUY, TYPE_STOP_LIMIT, 1005, 900), "armed 2 1@900");
    STEP("it fires at the opening",
         (void)fixture_state(&fixture, COMMAND_PHASE, PRODUCT, PHASE_OPEN),
         "phase open; triggered 2 1@900");
}

static void place_child(struct order_entry child)
{
    struct command *command = fixture_command(&fixture, COMMAND_ORDER_LIST);
    command->account_id = ALICE;
    command->product_id = PRODUCT;
    command->list = (struct body_list){.kind = LIST_OTO, .leg_count = 2};
    command->list.legs[0] = fixture_entry(SIDE_BUY, 1, 1100);
    command->list.legs[1] = child;
    fixture_step(&fixture);
}

static void test_children(void **state)
{
    (void)state;
    start();
    (void)place(BOB, SIDE_SELL, 2, 1000);
    STEP("R-LINK-5 a stop is armed", place_child(conditional(SIDE_SELL, TYPE_STOP_LIMIT, 990, 980)),
         "accepted 2 1@1100; held 3 1@980; trade 1/2 1@1000; fill 1 -1; fill 2 1; filled 2 0@1100; "
         "activated 3 1@980");
    STEP(
        "one that is met triggers at once",
        place_child(conditional(SIDE_SELL, TYPE_STOP_LIMIT, 1010, 1200)),
        "accepted 4 1@1100; held 5 1@1200; trade 1/4 1@1000; fill 1 -2; fill 4 2; filled 1 0@1000; "
        "filled 4 0@1100; activated 5 1@1200; triggered 5 1@1200");
    struct order_entry child = conditional(SIDE_SELL, TYPE_TRAIL_MARKET, 0, 0);
    child.trail_ticks = 30;
    (void)place(BOB, SIDE_SELL, 1, 1000);
    STEP("a trailing stop stands at the present mark", place_child(child),
         "accepted 7 1@1100; held 8 1@0; trade 6/7 1@1000; fill 6 -3; fill 7 3; filled 6 0@1000; "
         "filled 7 0@1100; activated 8 1@0");
    expect_trigger("below it", fixture.list[1].order.order_id, 970);

    fixture_open(&fixture, memory, sizeof memory);
    (void)place(BOB, SIDE_SELL, 1, 1000);
    STEP("without a mark it is cancelled", place_child(child),
         "accepted 2 1@1100; held 3 1@0; trade 1/2 1@1000; fill 1 -1; fill 2 1; filled 1 0@1000; "
         "filled 2 0@1100; activated 3 1@0; cancelled 3 1@0 check trail_reference");
}

/* clang-format off */
static const struct {
    const char *row;
    uint16_t product;
    int64_t mark_e4, index_e4;
    enum reject reject;
    int64_t given, legal;
} references[] = {
    {"no product",               0, 1, 1, REJECT_UNKNOWN_PRODUCT, 0, 0},
    {"both",                     1, 5, 7, REJECT_NONE, 0, 0},
    {"neither",                  1, 0, 0, REJECT_NONE, 0, 0},
    {"a negative mark",          1, -1, 0, REJECT_PRICE, -1, 1},
    {"a negative index",         1, 1, INT64_MIN, REJECT_PRICE, INT64_MIN, 1},
    {"the highest",              1, INT64_C(10000000000), 0, REJECT_NONE, 0, 0},
    {"a hair above the highest", 1, INT64_C(10000000001), 0, REJECT_PRICE, INT64_C(10000000001),
     INT64_C(10000000000)},
    {"a high index",             1, 0, INT64_MAX, REJECT_PRICE, INT64_MAX, INT64_C(10000000000)},
};
/* clang-format on */

static void test_references(void **state)
{
    (void)state;
    start();
    for (uint32_t i = 0; i < sizeof references / sizeof references[0]; i++) {
        fixture_command(&fixture, COMMAND_REFERENCE_PRICE)->product_id = references[i].product;
        fixture.command.reference.mark.ticks_e4 = references[i].mark_e4;
        fixture.command.reference.index.ticks_e4 = references[i].index_e4;
        fixture_step(&fixture);
        EXPECT_EQ(references[i].row, fixture_reject(&fixture), references[i].reject);
        if (references[i].reject == REJECT_NONE) continue;
        EXPECT_EQ(references[i].row, fixture.list[0].reject.given, references[i].given);
        EXPECT_EQ(references[i].row, fixture.list[0].reject.legal, references[i].legal);
    }
    struct product_view view;
    (void)core_product(fixture.core, PRODUCT, &view);
    EXPECT_EQ("what was refused changed nothing", view.mark.ticks_e4, INT64_C(10000000000));
    EXPECT_EQ("0 leaves the index", view.index.ticks_e4, 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order_of_firing),
        cmocka_unit_test(test_sources),
        cmocka_unit_test(test_first_and_last),
        cmocka_unit_test(test_trigger_to_trade),
        cmocka_unit_test(test_cascade),
        cmocka_unit_test(test_checks_at_the_turn),
        cmocka_unit_test(test_reduce_only_is_cut),
        cmocka_unit_test(test_trails),
        cmocka_unit_test(test_not_trading),
        cmocka_unit_test(test_children),
        cmocka_unit_test(test_references),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
