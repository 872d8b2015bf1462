/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flow_price_test.c - terms, steps, states of the index and marks inside a venue.
 *
 * Rules  R-STEP-1, R-STEP-2, R-STEP-3, R-STEP-4, R-STEP-5, R-INDEX-8, R-INDEX-9, R-MARK-6,
 *        R-MARK-10.
 */
#include "core/fixture_text.h"
#include "model/term_presets.h"
#include "model/term_text.h"

#include "base/expect.h"

#define SECOND INT64_C(1000000000)

static _Alignas(64) unsigned char memory[FIXTURE_SIZE];
static struct fixture fixture;
static int64_t start_ns; /* a whole hour */

/* The first event of this kind in the last step; an empty one if there is none. */
static const struct event *event_of(enum event_kind kind)
{
    static const struct event none;
    const struct event *event = fixture_event(&fixture, kind);
    return event == NULL ? &none : event;
}

static enum reject send_terms(enum command_kind kind, const char *text)
{
    struct command *command = fixture_command(&fixture, kind);
    command->product_id = PRODUCT;
    assert_null(terms_read(command, text));
    fixture_step(&fixture);
    return fixture_reject(&fixture);
}

static uint32_t tick_at(int64_t second)
{
    fixture.time_ns = start_ns + second * SECOND;
    (void)fixture_command(&fixture, COMMAND_TICK);
    return fixture_step(&fixture);
}

static enum reject quote(uint32_t source_id, int64_t bid_ticks, int64_t ask_ticks)
{
    struct command *command = fixture_command(&fixture, COMMAND_SOURCE_PRICE);
    command->product_id = PRODUCT;
    command->source.source_id = source_id;
    command->source.bid.ticks_e4 = bid_ticks * FINE_PER_TICK;
    command->source.ask.ticks_e4 = ask_ticks * FINE_PER_TICK;
    fixture_step(&fixture);
    return fixture_reject(&fixture);
}

static void quote_all(int64_t ticks)
{
    for (uint32_t id = 11; id <= 13; id++) assert_int_equal(quote(id, ticks, ticks), REJECT_NONE);
}

#define THREE_SOURCES                                                                              \
    "step_ns 1s index_method capped_mean stale_ns 10s halt_below 2 degraded_below 3 "              \
    "degraded_lots_max 5 cap_ppm 1% sources 11:1,12:1,13:1"

static void open_venue(void)
{
    fixture_open(&fixture, memory, sizeof memory);
    start_ns = (fixture.time_ns / (3600 * SECOND) + 1) * 3600 * SECOND;
    fixture.time_ns = start_ns;
}

static void test_terms_are_checked(void **state)
{
    (void)state;
    open_venue();
    EXPECT_EQ("mark terms first", send_terms(COMMAND_MARK_TERMS, "components index"),
              REJECT_PRICE_TERMS_MISSING);
    EXPECT_EQ("funding terms first", send_terms(COMMAND_FUNDING_TERMS, "premium impact"),
              REJECT_PRICE_TERMS_MISSING);
    EXPECT_EQ("a price first", quote(11, 1, 1), REJECT_PRICE_TERMS_MISSING);
    EXPECT_EQ("wrong terms", send_terms(COMMAND_PRICE_TERMS, "step_ns 1ns"), REJECT_TERMS);
    EXPECT_EQ("wrong terms give no step", tick_at(1), 0);
    EXPECT_EQ("good terms", send_terms(COMMAND_PRICE_TERMS, THREE_SOURCES), REJECT_NONE);
    const struct event *event = event_of(EVENT_PRICE_TERMS);
    EXPECT_EQ("the next boundary", event->price_terms.next_step_ns, start_ns + 2 * SECOND);
    EXPECT_EQ("no funding", event->price_terms.next_funding_ns, 0);
    EXPECT_EQ("an unknown source", quote(14, 1, 1), REJECT_SOURCE);
    EXPECT_EQ("a price below zero", quote(11, -1, 1), REJECT_PRICE);
    EXPECT_EQ("a price above the terms' highest", quote(11, 1, 1000001), REJECT_PRICE);
    EXPECT_EQ("its own index is not given", fixture_marks(&fixture, 0, 100), REJECT_OWN_PRICES);
    EXPECT_EQ("its mark is", fixture_marks(&fixture, 100, 0), REJECT_NONE);
    EXPECT_EQ("a mark", send_terms(COMMAND_MARK_TERMS, "components index"), REJECT_NONE);
    EXPECT_EQ("from then on it is not", fixture_marks(&fixture, 100, 0), REJECT_OWN_PRICES);
    fixture_command(&fixture, COMMAND_PRICE_TERMS)->product_id = 3;
    fixture_step(&fixture);
    EXPECT_EQ("no such product", fixture_reject(&fixture), REJECT_UNKNOWN_PRODUCT);
}

/* R-STEP-2: with a longer step the boundary that was next is none any more. */
static void test_longer_step(void **state)
{
    (void)state;
    open_venue();
    EXPECT_EQ("a second", send_terms(COMMAND_PRICE_TERMS, THREE_SOURCES), REJECT_NONE);
    EXPECT_EQ("five seconds",
              send_terms(COMMAND_PRICE_TERMS, "step_ns 5s index_method median stale_ns 10s "
                                              "halt_below 1 degraded_below 1 sources 11:1"),
              REJECT_NONE);
    core_audit(fixture.core);
    EXPECT_EQ("nothing is due after one", tick_at(1), 0);
    core_audit(fixture.core);
    (void)tick_at(5);
    EXPECT_EQ("a value after five", event_of(EVENT_INDEX)->index_value.as_of_ns,
              start_ns + 5 * SECOND);
}

/* R-STEP-5: a lot is worth at most a million dollars. */
static void test_lot_value(void **state)
{
    (void)state;
    open_venue();
    struct product_terms terms = fixture_terms();
    terms.price_ticks_max = INT64_C(10000000001);
    fixture_define(&fixture, 2, &terms);
    struct command *command = fixture_command(&fixture, COMMAND_PRICE_TERMS);
    command->product_id = 2;
    command->prices.step_ns = SECOND;
    fixture_step(&fixture);
    const struct event_reject *reject = &event_of(EVENT_REJECTED)->reject;
    EXPECT_EQ("too much", reject->code, REJECT_TERMS);
    EXPECT_EQ("the field", reject->field, FIELD_TICK_VALUE);
    EXPECT_EQ("the tick value", reject->given, 100);
    EXPECT_EQ("the highest", reject->legal, 99);
    EXPECT_EQ("good terms", send_terms(COMMAND_PRICE_TERMS, "step_ns 1s"), REJECT_NONE);
    command = fixture_command(&fixture, COMMAND_PRODUCT_TERMS);
    command->product_id = PRODUCT;
    command->terms = terms;
    fixture_step(&fixture);
    EXPECT_EQ("later terms", event_of(EVENT_REJECTED)->reject.code, REJECT_TERMS);
    EXPECT_EQ("later terms", event_of(EVENT_REJECTED)->reject.legal, 99);
}

static void test_steps(void **state)
{
    (void)state;
    open_venue();
    (void)send_terms(COMMAND_PRICE_TERMS, THREE_SOURCES);
    (void)send_terms(COMMAND_MARK_TERMS, "components index|touch");
    quote_all(100);
    EXPECT_EQ("before the boundary", tick_at(0), 0);
    fixture.time_ns = start_ns + SECOND - 1;
    (void)fixture_command(&fixture, COMMAND_TICK);
    EXPECT_EQ("just before", fixture_step(&fixture), 0);
    EXPECT_EQ("at it: index, inputs, mark", tick_at(1), 3);
    const struct event *index = event_of(EVENT_INDEX);
    EXPECT_EQ("index", index->index_value.index.ticks_e4, 1000000);
    EXPECT_EQ("as of", index->index_value.as_of_ns, start_ns + SECOND);
    EXPECT_EQ("all used", index->index_value.statuses, 0x111);
    const struct event_index_input *inputs = &event_of(EVENT_INDEX_INPUT)->index_input;
    EXPECT_EQ("a link to the command", inputs->inputs[2].sequence, core_sequence(fixture.core) - 3);
    EXPECT_EQ("of this source", inputs->source_ids[2], 13);
    EXPECT_EQ("its price", inputs->inputs[2].price.ticks_e4, 1000000);
    EXPECT_EQ("mark", event_of(EVENT_MARK)->mark.mark.ticks_e4, 1000000);
    EXPECT_EQ("counted", event_of(EVENT_MARK)->mark.counted, MARK_INDEX);
    EXPECT_EQ("once only", tick_at(1), 0);
    fixture.time_ns = start_ns + 7 * SECOND + 5;
    (void)fixture_command(&fixture, COMMAND_TICK);
    EXPECT_EQ("one step for many boundaries", fixture_step(&fixture), 3);
    EXPECT_EQ("as of the latest", event_of(EVENT_INDEX)->index_value.as_of_ns,
              start_ns + 7 * SECOND);
}

/* Before a step comes what is due, behind it the command: an order sees the new mark. */
static void test_triggers(void **state)
{
    (void)state;
    open_venue();
    (void)send_terms(COMMAND_PRICE_TERMS, THREE_SOURCES);
    (void)send_terms(COMMAND_MARK_TERMS, "components index");
    quote_all(100);
    (void)tick_at(1);
    (void)fixture_place(&fixture, BOB, fixture_entry(SIDE_SELL, 5, 110));
    struct order_entry stop = fixture_entry(SIDE_BUY, 2, 0);
    stop.type = TYPE_STOP_MARKET;
    stop.trigger.ticks = 105;
    (void)fixture_place(&fixture, ALICE, stop);
    struct order_entry on_index = stop;
    on_index.trigger_source = SOURCE_INDEX;
    (void)fixture_place(&fixture, CAROL, on_index);
    quote_all(106);
    (void)tick_at(2);
    EXPECT_EQ("both stops trade", fixture_count(&fixture, EVENT_TRADE), 2);
    struct position_view view;
    (void)core_position(fixture.core, ALICE, PRODUCT, &view);
    EXPECT_EQ("on the mark", view.net.lots, 2);
    (void)core_position(fixture.core, CAROL, PRODUCT, &view);
    EXPECT_EQ("on the index", view.net.lots, 2);
}

static void test_halt_by_index(void **state)
{
    (void)state;
    open_venue();
    (void)send_terms(COMMAND_PRICE_TERMS, THREE_SOURCES);
    (void)send_terms(COMMAND_MARK_TERMS, "components index");
    quote_all(100);
    (void)tick_at(1);
    struct order_entry entry = fixture_entry(SIDE_BUY, 1, 90);
    entry.flags = FLAG_CANCEL_ON_PAUSE;
    (void)fixture_place(&fixture, ALICE, entry);
    uint64_t stays = fixture_place(&fixture, ALICE, fixture_entry(SIDE_BUY, 1, 91));
    (void)tick_at(12); /* every source is older than ten seconds */
    EXPECT_TEXT("a pause", fixture_text(&fixture),
                "index ; index_input ; phase paused; cancelled 1 1@90 pause");
    EXPECT_EQ("halt", fixture.list[0].index_value.state, INDEX_HALT);
    EXPECT_EQ("the index stays", fixture.list[0].index_value.index.ticks_e4, 1000000);
    (void)fixture_place(&fixture, BOB, fixture_entry(SIDE_SELL, 1, 91));
    EXPECT_EQ("no new order", fixture_reject(&fixture), REJECT_PRODUCT_PAUSED);
    EXPECT_EQ("cancels go on", fixture_cancel(&fixture, ALICE, stays), REJECT_NONE);
    EXPECT_EQ("an operator's pause over it",
              fixture_state(&fixture, COMMAND_HALT, PRODUCT, HALT_HALTED), REJECT_NONE);
    EXPECT_EQ("and off", fixture_state(&fixture, COMMAND_HALT, PRODUCT, HALT_NONE), REJECT_NONE);
    EXPECT_EQ("the index still pauses", event_of(EVENT_PHASE)->phase.halt, HALT_PAUSED);
    quote_all(101);
    (void)tick_at(13);
    EXPECT_TEXT("open again", fixture_text(&fixture), "index ; index_input ; phase open; mark ");
    EXPECT_TRUE("orders are taken",
                fixture_place(&fixture, BOB, fixture_entry(SIDE_SELL, 1, 91)) != 0);
}

static void test_degraded(void **state)
{
    (void)state;
    open_venue();
    (void)send_terms(COMMAND_PRICE_TERMS, THREE_SOURCES);
    quote_all(100);
    (void)tick_at(1);
    EXPECT_TRUE("normal", fixture_place(&fixture, ALICE, fixture_entry(SIDE_BUY, 4, 90)) != 0);
    (void)tick_at(9);
    (void)quote(11, 100, 100);
    (void)quote(12, 100, 100);
    (void)tick_at(12);
    EXPECT_EQ("two of three", fixture.list[0].index_value.state, INDEX_DEGRADED);
    (void)fixture_place(&fixture, ALICE, fixture_entry(SIDE_BUY, 2, 90));
    const struct event_reject *reject = &event_of(EVENT_REJECTED)->reject;
    EXPECT_EQ("4 and 2 are more than 5", reject->code, REJECT_INDEX_DEGRADED);
    EXPECT_EQ("given", reject->given, 2);
    EXPECT_EQ("legal", reject->legal, 1);
    EXPECT_TRUE("5 are not", fixture_place(&fixture, ALICE, fixture_entry(SIDE_BUY, 1, 90)) != 0);
    EXPECT_TRUE("the other side makes nothing worse",
                fixture_place(&fixture, ALICE, fixture_entry(SIDE_SELL, 5, 190)) != 0);
    EXPECT_TRUE("someone new", fixture_place(&fixture, BOB, fixture_entry(SIDE_SELL, 5, 190)) != 0);
    (void)fixture_place(&fixture, CAROL, fixture_entry(SIDE_SELL, 6, 190));
    EXPECT_EQ("someone new, too much", fixture_reject(&fixture), REJECT_INDEX_DEGRADED);
    quote_all(100);
    (void)tick_at(13);
    EXPECT_TRUE("normal again",
                fixture_place(&fixture, CAROL, fixture_entry(SIDE_SELL, 6, 190)) != 0);
}

/* The mark stands still in a pause, the index does not. */
static void test_frozen(void **state)
{
    (void)state;
    open_venue();
    (void)send_terms(COMMAND_PRICE_TERMS, THREE_SOURCES);
    (void)send_terms(COMMAND_MARK_TERMS, "components index");
    quote_all(100);
    (void)tick_at(1);
    (void)fixture_state(&fixture, COMMAND_HALT, PRODUCT, HALT_PAUSED);
    quote_all(120);
    (void)tick_at(2);
    struct product_view view;
    (void)core_product(fixture.core, PRODUCT, &view);
    EXPECT_EQ("the index moves", view.index.ticks_e4, 1200000);
    EXPECT_EQ("the mark does not", view.mark.ticks_e4, 1000000);
    EXPECT_EQ("no event MARK", fixture_count(&fixture, EVENT_MARK), 0);
    (void)fixture_state(&fixture, COMMAND_HALT, PRODUCT, HALT_NONE);
    (void)tick_at(3);
    (void)core_product(fixture.core, PRODUCT, &view);
    EXPECT_EQ("it follows", view.mark.ticks_e4, 1200000);
}

static void test_settlement_mark(void **state)
{
    (void)state;
    open_venue();
    struct economy_view view;
    EXPECT_FALSE("no terms", core_economy(fixture.core, PRODUCT, &view));
    (void)send_terms(COMMAND_PRICE_TERMS, THREE_SOURCES);
    (void)send_terms(COMMAND_MARK_TERMS, "settle_window_ns 1m");
    quote_all(100);
    (void)tick_at(1);
    EXPECT_TRUE("terms", core_economy(fixture.core, PRODUCT, &view));
    EXPECT_EQ("no book: the index", view.settle.ticks_e4, 1000000);
    (void)fixture_place(&fixture, BOB, fixture_entry(SIDE_SELL, 5, 105));
    (void)fixture_place(&fixture, ALICE, fixture_entry(SIDE_BUY, 5, 102));
    (void)core_economy(fixture.core, PRODUCT, &view);
    EXPECT_EQ("untraded: the mid", view.settle.ticks_e4, 1035000);
    (void)fixture_place(&fixture, CAROL, fixture_entry(SIDE_BUY, 2, 105));
    (void)fixture_place(&fixture, CAROL, fixture_entry(SIDE_SELL, 1, 102));
    (void)tick_at(2);
    (void)core_economy(fixture.core, PRODUCT, &view);
    EXPECT_EQ("traded: 312 / 3", view.settle.ticks_e4, 1040000);
    (void)tick_at(61);
    (void)core_economy(fixture.core, PRODUCT, &view);
    EXPECT_EQ("sixty seconds later still", view.settle.ticks_e4, 1040000);
    (void)tick_at(62);
    (void)core_economy(fixture.core, PRODUCT, &view);
    EXPECT_EQ("then the mid again", view.settle.ticks_e4, 1035000);
}

/* Each preset, with three sources, is accepted and works its steps. */
static void test_presets(void **state)
{
    (void)state;
    static const enum command_kind kinds[] = {COMMAND_PRICE_TERMS, COMMAND_MARK_TERMS,
                                              COMMAND_FUNDING_TERMS};
    for (uint32_t i = 0; i < term_preset_count; i++) {
        open_venue();
        for (uint32_t k = 0; k < 3; k++) {
            struct command *command = fixture_command(&fixture, kinds[k]);
            command->product_id = PRODUCT;
            EXPECT_TRUE(term_presets[i].name, term_preset_apply(command, term_presets[i].name));
            if (k == 0) (void)term_set(command, "sources", "11:1,12:1,13:1");
            fixture_step(&fixture);
            EXPECT_EQ(term_presets[i].name, fixture_reject(&fixture), REJECT_NONE);
        }
        for (int64_t second = 1; second <= 8 * 3600; second += 60) {
            (void)tick_at(second - 1);
            quote_all(1000 + second % 7);
            (void)tick_at(second);
            EXPECT_EQ(term_presets[i].name, fixture_count(&fixture, EVENT_MARK), 1);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_terms_are_checked), cmocka_unit_test(test_lot_value),
        cmocka_unit_test(test_longer_step),       cmocka_unit_test(test_steps),
        cmocka_unit_test(test_triggers),          cmocka_unit_test(test_halt_by_index),
        cmocka_unit_test(test_degraded),          cmocka_unit_test(test_frozen),
        cmocka_unit_test(test_settlement_mark),   cmocka_unit_test(test_presets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
