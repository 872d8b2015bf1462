/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flow_list_test.c - orders that are linked: one cancels the other, one triggers the other,
 * brackets, for flow_order.c and flow_end.c (R-LINK-1 to R-LINK-6).
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

static uint64_t place_tif(uint32_t account, enum side side, int64_t lots, int64_t ticks,
                          uint8_t tif)
{
    struct order_entry entry = fixture_entry(side, lots, ticks);
    entry.tif = tif;
    return fixture_place(&fixture, account, entry);
}

static uint64_t place_flags(uint32_t account, enum side side, int64_t lots, int64_t ticks,
                            uint16_t flags)
{
    struct order_entry entry = fixture_entry(side, lots, ticks);
    entry.flags = flags;
    return fixture_place(&fixture, account, entry);
}

static void place_list(uint32_t account, uint8_t kind, const struct order_entry *legs)
{
    struct command *command = fixture_command(&fixture, COMMAND_ORDER_LIST);
    command->account_id = account;
    command->product_id = PRODUCT;
    command->list.kind = kind;
    command->list.leg_count = kind == LIST_BRACKET ? 3 : 2;
    memcpy(command->list.legs, legs, command->list.leg_count * sizeof *legs);
    fixture_step(&fixture);
}

static void start(void)
{
    fixture_open(&fixture, memory, sizeof memory);
}

static struct order_entry stop_entry(enum side side, int64_t lots, int64_t trigger, int64_t ticks)
{
    struct order_entry entry = fixture_entry(side, lots, ticks);
    entry.type = ticks == 0 ? TYPE_STOP_MARKET : TYPE_STOP_LIMIT;
    entry.trigger.ticks = trigger;
    entry.trigger_source = SOURCE_LAST;
    return entry;
}

static void test_one_cancels_other(void **state)
{
    (void)state;
    struct order_entry legs[] = {fixture_entry(SIDE_SELL, 5, 110),
                                 stop_entry(SIDE_SELL, 5, 90, 85)};
    start();
    STEP("both wait", place_list(ALICE, LIST_OCO, legs), "accepted 1 5@110; armed 2 5@85");
    STEP("R-LINK-2 one trades: the other ends", place(BOB, SIDE_BUY, 1, 110),
         "accepted 3 1@110; trade 1/3 1@110; fill 1 -1; fill 3 1; cancelled 2 5@85 link; "
         "filled 3 0@110");
    start();
    place_list(ALICE, LIST_OCO, legs);
    (void)place(BOB, SIDE_BUY, 3, 90);
    STEP("one triggers: the other ends, then it trades", place(CAROL, SIDE_SELL, 1, 90),
         "accepted 4 1@90; trade 3/4 1@90; fill 3 1; fill 4 -1; filled 4 0@90; triggered 2 5@85; "
         "cancelled 1 5@110 link; trade 3/2 2@90; fill 3 3; fill 2 -2; filled 3 0@90");
    start();
    place_list(ALICE, LIST_OCO, legs);
    STEP("one is cancelled: the other ends", (void)fixture_cancel(&fixture, ALICE, 256 + 1),
         "cancelled 1 5@110 member; cancelled 2 5@85 link");
    struct order_entry at_once[] = {fixture_entry(SIDE_SELL, 5, 80),
                                    stop_entry(SIDE_SELL, 5, 70, 60)};
    start();
    (void)place(BOB, SIDE_BUY, 9, 100);
    STEP("R-LINK-4 a leg that trades at once", place_list(ALICE, LIST_OCO, at_once),
         "accepted 2 5@80; armed 3 5@60; trade 1/2 5@100; fill 1 5; fill 2 -5; "
         "cancelled 3 5@60 link; filled 2 0@80");
}

static void test_bracket(void **state)
{
    (void)state;
    struct order_entry legs[] = {fixture_entry(SIDE_BUY, 6, 100), fixture_entry(SIDE_SELL, 6, 110),
                                 stop_entry(SIDE_SELL, 6, 90, 0)};
    start();
    STEP("the children are held", place_list(ALICE, LIST_BRACKET, legs),
         "accepted 1 6@100; held 2 6@110; held 3 6@0");
    STEP("a part of the parent trades", place(BOB, SIDE_SELL, 4, 100),
         "accepted 4 4@100; trade 1/4 4@100; fill 1 4; fill 4 -4; filled 4 0@100");
    STEP("R-LINK-3 its end frees the children, cut to what was filled",
         (void)fixture_cancel(&fixture, ALICE, 256 + 1),
         "cancelled 1 2@100 member; activated 2 4@110; activated 3 4@0");
    STEP("a child that trades ends the other", place(CAROL, SIDE_BUY, 1, 110),
         "accepted 5 1@110; trade 2/5 1@110; fill 2 3; fill 5 1; cancelled 3 4@0 link; "
         "filled 5 0@110");

    start();
    place_list(ALICE, LIST_BRACKET, legs);
    STEP("without a fill both are cancelled", (void)fixture_cancel(&fixture, ALICE, 256 + 1),
         "cancelled 1 6@100 member; cancelled 2 6@110 parent; cancelled 3 6@0 parent");

    start();
    place_list(ALICE, LIST_BRACKET, legs);
    STEP("a held child can be cancelled, and takes the other with it",
         (void)fixture_cancel(&fixture, ALICE, 2 * 256 + 2),
         "cancelled 2 6@110 member; cancelled 3 6@0 link");
    STEP("the parent goes on alone", place(BOB, SIDE_SELL, 6, 100),
         "accepted 4 6@100; trade 1/4 6@100; fill 1 6; fill 4 -6; filled 1 0@100; filled 4 0@100");
}

static void test_one_triggers_other(void **state)
{
    (void)state;
    struct order_entry legs[] = {fixture_entry(SIDE_BUY, 2, 100), fixture_entry(SIDE_SELL, 5, 99)};
    legs[1].display.lots = 3;
    start();
    (void)place(BOB, SIDE_SELL, 2, 100);
    (void)place(CAROL, SIDE_BUY, 1, 99);
    STEP("R-LINK-5 the child follows at once, smaller, showing less",
         place_list(ALICE, LIST_OTO, legs),
         "accepted 3 2@100; held 4 5@99; trade 1/3 2@100; fill 1 -2; fill 3 2; filled 1 0@100; "
         "filled 3 0@100; activated 4 2@99; trade 2/4 1@99; fill 2 1; fill 4 1; filled 2 0@99");
    struct depth_level level;
    EXPECT_EQ("an ask", core_depth(fixture.core, PRODUCT, SIDE_SELL, &level, 1), 1);
    EXPECT_EQ("of one lot", level.open.lots, 1);

    struct order_entry market[] = {fixture_entry(SIDE_BUY, 2, 100), fixture_entry(SIDE_SELL, 2, 0)};
    market[1].type = TYPE_MARKET;
    start();
    (void)place(BOB, SIDE_SELL, 2, 100);
    STEP("a market child without anyone to trade with", place_list(ALICE, LIST_OTO, market),
         "accepted 2 2@100; held 3 2@0; trade 1/2 2@100; fill 1 -2; fill 2 2; filled 1 0@100; "
         "filled 2 0@100; activated 3 2@0; cancelled 3 2@0 check no_reference");
}

/* clang-format off */
static const struct {
    const char *row;
    uint8_t kind, leg_count;
    uint8_t types[3], tifs[3];
    enum reject reject;
    uint16_t leg;
} lists[] = {
    {"an unknown kind",                   0, 2, {1, 3, 1}, {1, 1, 1}, REJECT_LIST, 0},
    {"a kind beyond the last",            4, 2, {1, 3, 1}, {1, 1, 1}, REJECT_LIST, 0},
    {"OCO of one leg",             LIST_OCO, 1, {1, 3, 1}, {1, 1, 1}, REJECT_LIST, 0},
    {"OCO of three",               LIST_OCO, 3, {1, 3, 3}, {1, 1, 1}, REJECT_LIST, 0},
    {"OCO of two limit orders",    LIST_OCO, 2, {1, 1, 1}, {1, 1, 1}, REJECT_LIST, 0},
    {"OCO of two stops",           LIST_OCO, 2, {3, 4, 1}, {1, 1, 1}, REJECT_NONE, 0},
    {"OCO with a market order",    LIST_OCO, 2, {2, 3, 1}, {1, 1, 1}, REJECT_LIST, 0},
    {"OCO with an order at once",  LIST_OCO, 2, {1, 3, 1}, {2, 1, 1}, REJECT_LIST, 0},
    {"OCO with all or none",       LIST_OCO, 2, {3, 1, 1}, {1, 3, 1}, REJECT_LIST, 0},
    {"OCO for the day",            LIST_OCO, 2, {1, 3, 1}, {5, 1, 1}, REJECT_NONE, 0},
    {"OCO with an undefined tif",  LIST_OCO, 2, {1, 3, 1}, {9, 1, 1}, REJECT_LIST, 0},
    {"OTO of three legs",          LIST_OTO, 3, {1, 1, 1}, {1, 1, 1}, REJECT_LIST, 0},
    {"OTO of two limit orders",    LIST_OTO, 2, {1, 1, 1}, {1, 1, 1}, REJECT_NONE, 0},
    {"OTO with a wrong child",     LIST_OTO, 2, {1, 9, 1}, {1, 1, 1}, REJECT_FIELD, 1},
    {"OTO with a wrong parent",    LIST_OTO, 2, {9, 1, 1}, {1, 1, 1}, REJECT_FIELD, 0},
    {"a bracket of two legs",  LIST_BRACKET, 2, {1, 1, 3}, {1, 1, 1}, REJECT_LIST, 0},
    {"a bracket",              LIST_BRACKET, 3, {1, 1, 3}, {1, 1, 1}, REJECT_NONE, 0},
    {"of two limit children",  LIST_BRACKET, 3, {1, 1, 1}, {1, 1, 1}, REJECT_LIST, 0},
    {"a third leg that is wrong", LIST_BRACKET, 3, {1, 1, 3}, {1, 1, 7}, REJECT_FIELD, 2},
};
/* clang-format on */

static void test_lists(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        struct order_entry legs[3];
        start();
        for (uint32_t leg = 0; leg < 3; leg++) {
            uint8_t type = lists[i].types[leg];
            legs[leg] = fixture_entry(SIDE_BUY, 2, type == 2 || type == 4 ? 0 : 100);
            legs[leg].type = type;
            legs[leg].tif = lists[i].tifs[leg];
            if (type == 3 || type == 4) legs[leg].trigger.ticks = 120;
        }
        struct command *command = fixture_command(&fixture, COMMAND_ORDER_LIST);
        command->account_id = ALICE;
        command->product_id = PRODUCT;
        command->list.kind = lists[i].kind;
        command->list.leg_count = lists[i].leg_count;
        memcpy(command->list.legs, legs, sizeof legs);
        fixture_step(&fixture);
        EXPECT_EQ(lists[i].row, fixture_reject(&fixture), lists[i].reject);
        if (lists[i].reject == REJECT_NONE) continue;
        EXPECT_EQ(lists[i].row, fixture.events.count, 1);
        EXPECT_EQ(lists[i].row, fixture.list[0].reject.leg, lists[i].leg);
    }
    struct order_entry same[] = {fixture_entry(SIDE_BUY, 2, 100), fixture_entry(SIDE_SELL, 2, 110)};
    same[0].client_order_id = 5;
    same[1].client_order_id = 5;
    start();
    STEP("R-ID-3 one client order id for two legs", place_list(ALICE, LIST_OTO, same),
         "rejected client_order_id");
}

/* R-TIF-4: the leg of a pair may end when the other leg does, so it is not counted. */
static void test_fill_or_kill_pairs(void **state)
{
    (void)state;
    struct order_entry legs[] = {fixture_entry(SIDE_SELL, 5, 110), fixture_entry(SIDE_SELL, 5, 85)};
    legs[1].type = TYPE_STOP_LIMIT;
    legs[1].trigger.ticks = 90;
    start();
    place_list(ALICE, LIST_OCO, legs);
    STEP("a leg is not counted", place_tif(BOB, SIDE_BUY, 5, 110, TIF_FOK),
         "accepted 3 5@110; cancelled 3 5@110 fok");
    STEP("but it trades", place_tif(BOB, SIDE_BUY, 5, 110, TIF_IOC),
         "accepted 4 5@110; trade 1/4 5@110; fill 1 -5; fill 4 5; filled 1 0@110; "
         "cancelled 2 5@85 link; filled 4 0@110");
}

/* A reduce-only order that ends takes its other leg with it, which is the next to be looked at. */
static void test_reduce_only_pairs(void **state)
{
    (void)state;
    struct order_entry legs[] = {fixture_entry(SIDE_SELL, 5, 110), fixture_entry(SIDE_SELL, 5, 85)};
    legs[0].flags = FLAG_REDUCE_ONLY;
    legs[1].type = TYPE_STOP_LIMIT;
    legs[1].trigger.ticks = 90;
    start();
    (void)place(ALICE, SIDE_BUY, 5, 100);
    (void)place(BOB, SIDE_SELL, 5, 100);
    place_list(ALICE, LIST_OCO, legs);
    (void)place_flags(ALICE, SIDE_SELL, 5, 111, FLAG_REDUCE_ONLY);
    (void)place(CAROL, SIDE_BUY, 5, 95);
    STEP("a flat position ends the pair and the order behind it", place(ALICE, SIDE_SELL, 5, 95),
         "accepted 7 5@95; trade 6/7 5@95; fill 6 5; fill 7 0; filled 6 0@95; "
         "cancelled 3 5@110 reduce_only; cancelled 4 5@85 link; cancelled 5 5@111 reduce_only; "
         "filled 7 0@95");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_cancels_other),  cmocka_unit_test(test_bracket),
        cmocka_unit_test(test_one_triggers_other), cmocka_unit_test(test_lists),
        cmocka_unit_test(test_fill_or_kill_pairs), cmocka_unit_test(test_reduce_only_pairs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
