/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flow_phase_test.c - phases, halts, schedules, expiries and auctions, event by event, for
 * flow_phase.c, flow_time.c and flow_auction.c (R-PHASE-6 to R-PHASE-9, R-TIME-2, R-CAL-2,
 * R-AUCTION-3 to R-AUCTION-5).
 */
#include "base/expect.h"
#include "core/fixture_text.h"

#define SECOND INT64_C(1000000000)
#define MINUTE (60 * SECOND)

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

static void phase(uint32_t state)
{
    (void)fixture_state(&fixture, COMMAND_PHASE, PRODUCT, state);
}

static void halt(uint32_t product, uint32_t state)
{
    (void)fixture_state(&fixture, COMMAND_HALT, product, state);
}

static void tick(int64_t step_ns)
{
    fixture.time_ns += step_ns;
    fixture_command(&fixture, COMMAND_TICK);
    fixture_step(&fixture);
}

static void start(void)
{
    fixture_open(&fixture, memory, sizeof memory);
}

static void terms_set(const struct product_terms *terms)
{
    fixture_command(&fixture, COMMAND_PRODUCT_TERMS)->product_id = PRODUCT;
    fixture.command.terms = *terms;
    fixture_step(&fixture);
}

/* clang-format off */
static const struct {
    const char *row;
    enum command_kind kind;
    uint32_t product, state;
    enum reject reject;
    enum field field;
    int64_t given, legal;
} refused[] = {
    {"a phase of no product",       COMMAND_PHASE, 0, PHASE_CLOSED, REJECT_UNKNOWN_PRODUCT,
     FIELD_PRODUCT, 0, 0},
    {"a phase of a draft",          COMMAND_PHASE, 2, PHASE_CLOSED, REJECT_PRODUCT_NOT_LISTED,
     FIELD_PRODUCT, PRODUCT_DRAFT, 0},
    {"an undefined phase",          COMMAND_PHASE, 1, 3, REJECT_FIELD, FIELD_PHASE, 3, 0},
    {"the present phase",           COMMAND_PHASE, 1, PHASE_OPEN, REJECT_PHASE, FIELD_PHASE,
     PHASE_OPEN, PHASE_OPEN},
    {"an undefined halt",           COMMAND_HALT,  1, 3, REJECT_FIELD, FIELD_STATE, 3, 0},
    {"an undefined one of the venue", COMMAND_HALT, 0, 9, REJECT_FIELD, FIELD_STATE, 9, 0},
    {"no halt where there is none", COMMAND_HALT,  1, HALT_NONE, REJECT_PHASE, FIELD_STATE,
     HALT_NONE, HALT_NONE},
    {"nor of the venue",            COMMAND_HALT,  0, HALT_NONE, REJECT_PHASE, FIELD_STATE,
     HALT_NONE, HALT_NONE},
    {"a halt of an unknown product", COMMAND_HALT, 3, HALT_PAUSED, REJECT_UNKNOWN_PRODUCT,
     FIELD_PRODUCT, 3, 0},
    {"a halt of a draft",           COMMAND_HALT,  2, HALT_PAUSED, REJECT_PRODUCT_NOT_LISTED,
     FIELD_PRODUCT, PRODUCT_DRAFT, 0},
};
/* clang-format on */

static void test_refused(void **state)
{
    (void)state;
    struct product_terms terms = fixture_terms();
    start();
    fixture_define(&fixture, 2, &terms);
    for (uint32_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        const char *row = refused[i].row;
        (void)fixture_state(&fixture, refused[i].kind, refused[i].product, refused[i].state);
        EXPECT_EQ(row, fixture_reject(&fixture), refused[i].reject);
        EXPECT_EQ(row, fixture.list[0].reject.field, refused[i].field);
        EXPECT_EQ(row, fixture.list[0].reject.given, refused[i].given);
        EXPECT_EQ(row, fixture.list[0].reject.legal, refused[i].legal);
    }
    halt(PRODUCT, HALT_PAUSED);
    STEP("R-PHASE-6 no change of phase under a halt", phase(PHASE_CLOSED), "rejected phase");
    halt(PRODUCT, HALT_NONE);
    halt(0, HALT_PAUSED);
    STEP("nor under one of the venue", phase(PHASE_CLOSED), "rejected phase");
}

static void place_flagged(uint32_t account, int64_t ticks)
{
    struct order_entry entry = fixture_entry(SIDE_BUY, 1, ticks);
    entry.flags = FLAG_CANCEL_ON_PAUSE;
    (void)fixture_place(&fixture, account, entry);
}

static void test_pauses(void **state)
{
    (void)state;
    start();
    place_flagged(ALICE, 90);
    (void)place(ALICE, SIDE_BUY, 1, 91);
    place_flagged(BOB, 92);
    STEP("R-PHASE-7 orders that ask for it end in a pause", halt(PRODUCT, HALT_PAUSED),
         "phase paused; cancelled 1 1@90 pause; cancelled 3 1@92 pause");
    STEP("more severe", halt(PRODUCT, HALT_HALTED), "phase halted");
    STEP("and of the venue", halt(0, HALT_PAUSED), "phase paused");
    STEP("one is lifted: the other holds", halt(PRODUCT, HALT_NONE), "phase open");
    STEP("so nothing is taken", place(ALICE, SIDE_BUY, 1, 90), "rejected venue_paused");
    STEP("R-PHASE-9 the last is lifted", halt(0, HALT_NONE), "phase open");
    place_flagged(CAROL, 93);
    STEP("the venue's pause ends them too", halt(0, HALT_PAUSED),
         "phase paused; cancelled 4 1@93 pause");
    STEP("its halt", halt(0, HALT_HALTED), "phase halted");
    STEP("and back to a pause: nobody ends twice", halt(0, HALT_PAUSED), "phase paused");
    STEP("one of the product below it changes nothing", halt(PRODUCT, HALT_PAUSED), "phase paused");
    STEP("the venue's is lifted: the product waits", halt(0, HALT_NONE), "phase open");
    STEP("still", place(ALICE, SIDE_BUY, 1, 90), "rejected product_paused");
}

static void test_auction(void **state)
{
    (void)state;
    start();
    phase(PHASE_PRE_OPEN);
    STEP("R-PHASE-5 nothing matches", place(ALICE, SIDE_BUY, 5, 105), "accepted 1 5@105");
    (void)place(BOB, SIDE_SELL, 2, 95);
    (void)place(BOB, SIDE_SELL, 4, 100);
    (void)place(CAROL, SIDE_BUY, 3, 102);
    STEP("R-AUCTION-3 the oldest of the best, at one price", phase(PHASE_OPEN),
         "phase open; auction 6@102; "
         "trade 1/2 2@102; fill 1 2; fill 2 -2; filled 2 0@95; "
         "trade 1/3 3@102; fill 1 5; fill 3 -5; filled 1 0@105; "
         "trade 3/4 1@102; fill 3 -6; fill 4 1; filled 3 0@100");
    STEP("what is left trades on", place(BOB, SIDE_SELL, 1, 102),
         "accepted 5 1@102; trade 4/5 1@102; fill 4 2; fill 5 -7; filled 5 0@102");
}

static void test_auction_icebergs(void **state)
{
    (void)state;
    struct order_entry entry = fixture_entry(SIDE_BUY, 5, 100);
    start();
    phase(PHASE_PRE_OPEN);
    entry.display.lots = 2;
    (void)fixture_place(&fixture, ALICE, entry);
    (void)place(BOB, SIDE_SELL, 3, 100);
    (void)place(CAROL, SIDE_SELL, 2, 100);
    STEP("R-AUCTION-3 each for what both show", phase(PHASE_OPEN),
         "phase open; auction 5@100; "
         "trade 1/2 2@100; fill 1 2; fill 2 -2; replenished 1 3@100; "
         "trade 1/2 1@100; fill 1 3; fill 2 -3; filled 2 0@100; "
         "trade 1/3 1@100; fill 1 4; fill 3 -1; replenished 1 1@100; "
         "trade 1/3 1@100; fill 1 5; fill 3 -2; filled 1 0@100; filled 3 0@100");
}

static void test_auction_beyond_its_price(void **state)
{
    (void)state;
    start();
    phase(PHASE_PRE_OPEN);
    (void)place(ALICE, SIDE_BUY, 5, 105);
    (void)place(BOB, SIDE_SELL, 3, 95);
    (void)place(BOB, SIDE_SELL, 1, 200);
    STEP("an ask above it does not trade", phase(PHASE_OPEN),
         "phase open; auction 3@105; trade 1/2 3@105; fill 1 3; fill 2 -3; filled 2 0@95");
    start();
    phase(PHASE_PRE_OPEN);
    (void)place(ALICE, SIDE_BUY, 3, 105);
    (void)place(ALICE, SIDE_BUY, 1, 20);
    (void)place(BOB, SIDE_SELL, 5, 95);
    STEP("nor does a bid below it", phase(PHASE_OPEN),
         "phase open; auction 3@95; trade 1/3 3@95; fill 1 3; fill 3 -3; filled 1 0@105");
}

/* A group that is triggered by a fill in an auction ends the order that is being matched. */
static void test_auction_group(void **state)
{
    (void)state;
    struct order_entry entry = fixture_entry(SIDE_SELL, 5, 95);
    start();
    phase(PHASE_PRE_OPEN);
    fixture_command(&fixture, COMMAND_GROUP_SET)->account_id = BOB;
    fixture.command.group = (struct body_group){.group_id = 4, .lots_max = 2, .window_ns = SECOND};
    fixture_step(&fixture);
    (void)place(ALICE, SIDE_BUY, 2, 105);
    (void)place(CAROL, SIDE_BUY, 2, 104);
    entry.group_id = 4;
    (void)fixture_place(&fixture, BOB, entry);
    STEP("R-GROUP-3 with lots open it ends", phase(PHASE_OPEN),
         "phase open; auction 4@95; trade 1/3 2@95; fill 1 2; fill 3 -2; filled 1 0@105; group 2; "
         "cancelled 3 3@95 group");
}

/* With self-match prevention off, an owner trades with itself here too. */
static void test_auction_without_prevention(void **state)
{
    (void)state;
    struct product_terms terms = fixture_terms();
    start();
    terms.smp_mode = SMP_NONE;
    terms_set(&terms);
    phase(PHASE_PRE_OPEN);
    (void)place(ALICE, SIDE_BUY, 2, 100);
    (void)place(ALICE, SIDE_SELL, 2, 100);
    STEP("two orders of one account", phase(PHASE_OPEN),
         "phase open; auction 2@100; trade 1/2 2@100; fill 1 2; fill 2 0; filled 1 0@100; "
         "filled 2 0@100");
}

/* Two orders of one owner at the head of both sides: alice's bid of 5, her ask of 3. */
static void auction_with_own_orders(uint8_t smp_mode)
{
    struct order_entry entry = fixture_entry(SIDE_SELL, 3, 95);
    start();
    phase(PHASE_PRE_OPEN);
    (void)place(ALICE, SIDE_BUY, 5, 105);
    entry.smp_mode = smp_mode;
    (void)fixture_place(&fixture, ALICE, entry);
    (void)place(BOB, SIDE_SELL, 4, 100);
    phase(PHASE_OPEN);
}

static void test_auction_self_match(void **state)
{
    (void)state;
    STEP("R-AUCTION-4 the newer order is the taker: it goes",
         auction_with_own_orders(SMP_CANCEL_TAKER),
         "phase open; auction 5@100; cancelled 2 3@95 self_match; "
         "trade 1/3 4@100; fill 1 4; fill 3 -4; filled 3 0@100");
    STEP("the older one goes", auction_with_own_orders(SMP_CANCEL_MAKER),
         "phase open; auction 5@100; cancelled 1 5@105 self_match");
    STEP("both go", auction_with_own_orders(SMP_CANCEL_BOTH),
         "phase open; auction 5@100; cancelled 1 5@105 self_match; cancelled 2 3@95 self_match");
    STEP("the smaller goes off both, the older first", auction_with_own_orders(SMP_DECREMENT),
         "phase open; auction 5@100; decreased 1 2@105 self_match; cancelled 2 3@95 self_match; "
         "trade 1/3 2@100; fill 1 2; fill 3 -2; filled 1 0@105");
}

/* R-AUCTION-5: self-match prevention leaves a crossed book; it is uncrossed again. */
static void test_auction_repeated(void **state)
{
    (void)state;
    struct order_entry entry = fixture_entry(SIDE_SELL, 9, 90);
    start();
    phase(PHASE_PRE_OPEN);
    (void)place(ALICE, SIDE_BUY, 20, 110);
    (void)place(BOB, SIDE_BUY, 2, 95);
    entry.smp_mode = SMP_CANCEL_BOTH;
    (void)fixture_place(&fixture, ALICE, entry);
    (void)place(CAROL, SIDE_SELL, 2, 94);
    (void)place(CAROL, SIDE_SELL, 15, 105);
    STEP("at another price", phase(PHASE_OPEN),
         "phase open; auction 20@105; cancelled 1 20@110 self_match; cancelled 3 9@90 self_match; "
         "auction 2@95; trade 2/4 2@95; fill 2 2; fill 4 -2; filled 2 0@95; filled 4 0@94");
}

static void test_resume_auction(void **state)
{
    (void)state;
    struct product_terms terms = fixture_terms();
    start();
    terms.resume_auction_ns = 90 * SECOND;
    terms_set(&terms);
    halt(PRODUCT, HALT_HALTED);
    STEP("R-PHASE-9 orders are collected first", halt(PRODUCT, HALT_NONE), "phase pre_open");
    EXPECT_EQ("until then", fixture.list[0].phase.until_ns, fixture.time_ns + 90 * SECOND);
    (void)place(ALICE, SIDE_BUY, 1, 100);
    (void)place(BOB, SIDE_SELL, 1, 100);
    STEP("a moment before", tick(90 * SECOND - 1), "");
    STEP("R-TIME-2 it opens", tick(1),
         "phase open; auction 1@100; trade 1/2 1@100; fill 1 1; fill 2 -1; filled 1 0@100; "
         "filled 2 0@100");
    EXPECT_EQ("no auction runs", fixture.list[0].phase.until_ns, 0);

    halt(0, HALT_HALTED);
    STEP("after a halt of the venue too", halt(0, HALT_NONE), "phase open; phase pre_open");
    halt(PRODUCT, HALT_PAUSED);
    STEP("it waits while paused", tick(200 * SECOND), "");
    STEP("it keeps its end, which is past", halt(PRODUCT, HALT_NONE), "phase pre_open");
    STEP("and is over with the next command", tick(0), "phase open");

    halt(PRODUCT, HALT_HALTED);
    halt(PRODUCT, HALT_NONE);
    STEP("an operator opens early", phase(PHASE_OPEN), "phase open");
    STEP("and it does not open twice", tick(100 * SECOND), "");
}

/* The fixture's time is a Thursday evening, 22:13:20 UTC; the week begins on Monday. */
static void schedule(struct product_terms *terms, uint16_t minute, uint8_t to)
{
    terms->schedule[terms->schedule_count].minute_of_week = minute;
    terms->schedule[terms->schedule_count++].phase = to;
}

static int64_t minute_of_week(void)
{
    return (fixture.time_ns / MINUTE + 3 * 1440) % 10080;
}

static void test_schedule(void **state)
{
    (void)state;
    struct product_terms terms = fixture_terms();
    start();
    uint16_t now = (uint16_t)minute_of_week();
    schedule(&terms, now, PHASE_OPEN);
    schedule(&terms, (uint16_t)(now + 1), PHASE_CLOSED);
    schedule(&terms, (uint16_t)(now + 3), PHASE_PRE_OPEN);
    schedule(&terms, (uint16_t)(now + 4), PHASE_OPEN);
    terms_set(&terms);
    (void)place(ALICE, SIDE_BUY, 1, 100);
    STEP("R-CAL-2 it closes", tick(MINUTE), "phase closed");
    STEP("nothing is taken", place(BOB, SIDE_SELL, 1, 100), "rejected product_closed");
    STEP("an operator opens it", phase(PHASE_OPEN), "phase open");
    STEP("the schedule names no other phase than before", tick(MINUTE), "");
    STEP("now it does", tick(MINUTE), "phase pre_open");
    STEP("orders are collected", place(BOB, SIDE_SELL, 1, 99), "accepted 2 1@99");
    STEP("and it opens with an auction", tick(MINUTE),
         "phase open; auction 1@100; trade 1/2 1@100; fill 1 1; fill 2 -1; filled 1 0@100; "
         "filled 2 0@99");
    halt(PRODUCT, HALT_HALTED);
    STEP("it waits in a halt", tick(10078 * MINUTE), "");
    STEP("R-PHASE-9 and is looked at when the halt is lifted", halt(PRODUCT, HALT_NONE),
         "phase closed");
    STEP("nothing new in the same minute", tick(0), "");
}

/* A phase that an operator has set already, and one that ends an auction. */
static void test_schedule_and_operator(void **state)
{
    (void)state;
    struct product_terms terms = fixture_terms();
    start();
    uint16_t now = (uint16_t)minute_of_week();
    schedule(&terms, now, PHASE_OPEN);
    schedule(&terms, (uint16_t)(now + 1), PHASE_CLOSED);
    schedule(&terms, (uint16_t)(now + 2), PHASE_OPEN);
    schedule(&terms, (uint16_t)(now + 20), PHASE_PRE_OPEN);
    terms.resume_auction_ns = 30 * MINUTE;
    terms_set(&terms);
    phase(PHASE_CLOSED);
    STEP("it is closed already", tick(MINUTE), "");
    STEP("it opens", tick(MINUTE), "phase open");
    halt(0, HALT_PAUSED);
    STEP("an auction of half an hour", halt(0, HALT_NONE), "phase open; phase pre_open");
    halt(0, HALT_PAUSED);
    tick(19 * MINUTE);
    STEP("which the schedule makes one without an end", halt(0, HALT_NONE),
         "phase open; phase pre_open");
    EXPECT_EQ("no end", fixture.list[1].phase.until_ns, 0);
}

/* A product that a halt meets in its closed phase, with the venue's halt above it. */
static void test_schedule_and_venue(void **state)
{
    (void)state;
    struct product_terms terms = fixture_terms();
    start();
    uint16_t now = (uint16_t)minute_of_week();
    schedule(&terms, now, PHASE_OPEN);
    schedule(&terms, (uint16_t)(now + 2), PHASE_CLOSED);
    terms_set(&terms);
    halt(0, HALT_HALTED);
    STEP("no look in the venue's halt", tick(3 * MINUTE), "");
    STEP("the venue is resumed, the product closes", halt(0, HALT_NONE),
         "phase open; phase closed");
}

static void place_until(uint32_t account, int64_t ticks, int64_t expiry_ns)
{
    struct order_entry entry = fixture_entry(SIDE_BUY, 1, ticks);
    entry.tif = TIF_GTD;
    entry.expiry_ns = expiry_ns;
    (void)fixture_place(&fixture, account, entry);
}

static void test_expiry(void **state)
{
    (void)state;
    start();
    int64_t now = fixture.time_ns;
    place_until(ALICE, 90, now + 20);
    place_until(ALICE, 91, now + 10);
    place_until(BOB, 92, now + 10);
    place_until(BOB, 93, now + 30);
    STEP("a nanosecond before", tick(9), "");
    halt(0, HALT_HALTED);
    STEP("R-TIME-2 earliest first, then the older; in a halt too", tick(11),
         "cancelled 2 1@91 expired; cancelled 3 1@92 expired; cancelled 1 1@90 expired");
    STEP("before any other command", (fixture.time_ns += 10, halt(0, HALT_NONE)),
         "cancelled 4 1@93 expired; phase open");
}

static void test_day_orders(void **state)
{
    (void)state;
    struct order_entry entry = fixture_entry(SIDE_BUY, 1, 90);
    struct product_terms terms = fixture_terms();
    start();
    terms.day_end_minute = 23 * 60;
    terms_set(&terms);
    entry.tif = TIF_DAY;
    (void)fixture_place(&fixture, ALICE, entry);
    int64_t to_midnight = 1440 * MINUTE - fixture.time_ns % (1440 * MINUTE);
    STEP("R-CAL-3 until an hour before midnight", tick(to_midnight - 60 * MINUTE - 1), "");
    STEP("it ends", tick(1), "cancelled 1 1@90 expired");
}

/* A parent that expires with a fill frees its child, which has its turn before the command. */
static void test_expiry_frees_a_child(void **state)
{
    (void)state;
    start();
    (void)place(BOB, SIDE_SELL, 1, 100);
    struct command *command = fixture_command(&fixture, COMMAND_ORDER_LIST);
    command->account_id = ALICE;
    command->product_id = PRODUCT;
    command->list = (struct body_list){.kind = LIST_OTO, .leg_count = 2};
    command->list.legs[0] = fixture_entry(SIDE_BUY, 3, 100);
    command->list.legs[0].tif = TIF_GTD;
    command->list.legs[0].expiry_ns = fixture.time_ns + 5;
    command->list.legs[1] = fixture_entry(SIDE_SELL, 3, 120);
    fixture_step(&fixture);
    STEP("R-WORK-1 after what was due", tick(5), "cancelled 2 2@100 expired; activated 3 1@120");

    start();
    (void)fixture_marks(&fixture, 100, 0);
    (void)place(BOB, SIDE_SELL, 1, 100);
    command = fixture_command(&fixture, COMMAND_ORDER_LIST);
    command->account_id = ALICE;
    command->product_id = PRODUCT;
    command->list = (struct body_list){.kind = LIST_OTO, .leg_count = 2};
    command->list.legs[0] = fixture_entry(SIDE_BUY, 3, 100);
    command->list.legs[0].tif = TIF_GTD;
    command->list.legs[0].expiry_ns = fixture.time_ns + 5;
    command->list.legs[1] = fixture_entry(SIDE_SELL, 3, 50);
    command->list.legs[1].type = TYPE_STOP_LIMIT;
    command->list.legs[1].trigger.ticks = 100;
    fixture_step(&fixture);
    halt(PRODUCT, HALT_HALTED);
    STEP("R-LINK-5 in a halt a met condition waits", tick(5),
         "cancelled 2 2@100 expired; activated 3 1@50");
    STEP("until it is over", halt(PRODUCT, HALT_NONE), "phase open; triggered 3 1@50");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_pauses),
        cmocka_unit_test(test_auction),
        cmocka_unit_test(test_auction_icebergs),
        cmocka_unit_test(test_auction_beyond_its_price),
        cmocka_unit_test(test_auction_group),
        cmocka_unit_test(test_auction_without_prevention),
        cmocka_unit_test(test_auction_self_match),
        cmocka_unit_test(test_auction_repeated),
        cmocka_unit_test(test_resume_auction),
        cmocka_unit_test(test_schedule),
        cmocka_unit_test(test_schedule_and_operator),
        cmocka_unit_test(test_schedule_and_venue),
        cmocka_unit_test(test_expiry),
        cmocka_unit_test(test_day_orders),
        cmocka_unit_test(test_expiry_frees_a_child),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
