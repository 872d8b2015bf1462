/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flow_settlement_test.c - settlement at the edge of the numbers, over a snapshot, and when nothing
 * of it was asked for (R-SETTLE-5, R-SETTLE-6, R-FINAL-5, R-PREFUND-4).
 */
#include "base/expect.h"
#include "core/fixture.h"
#include "core/state/state.h"

#define HOUR_NS INT64_C(3600000000000)

static _Alignas(64) unsigned char memory[FIXTURE_SIZE];
static _Alignas(64) unsigned char copy_memory[FIXTURE_SIZE];
static struct fixture fixture;
static struct fixture copy;

/* A listed product with these terms, and accounts that have nothing. */
static void open_with(const struct product_terms *terms)
{
    fixture_start(&fixture, memory, sizeof memory);
    fixture_define(&fixture, PRODUCT, terms);
    fixture_list(&fixture, PRODUCT);
    fixture_member(&fixture, MEMBER);
    for (uint32_t account = ALICE; account <= CAROL; account++) {
        (void)fixture_account(&fixture, MEMBER, 0);
    }
}

static void settle_daily(uint32_t account_class)
{
    fixture_command(&fixture, COMMAND_SETTLEMENT_TERMS)->product_id = PRODUCT;
    fixture.command.settlement_terms =
        (struct body_settlement_terms){.account_class = account_class,
                                       .weekend_ppm = 2000000,
                                       .roll_minute = 1020,
                                       .cycle_count = 2,
                                       .cycles = {{720, 0, 0}, {960, 1, 0}}};
    fixture_step(&fixture);
    EXPECT_EQ("terms are taken", fixture_reject(&fixture), REJECT_NONE);
}

static void expire_in(int64_t later_ns)
{
    fixture_command(&fixture, COMMAND_EXPIRY_TERMS)->product_id = PRODUCT;
    fixture.command.expiry_terms =
        (struct body_expiry_terms){.expiry_ns = fixture.time_ns + later_ns,
                                   .window_ns = HOUR_NS,
                                   .sample_ns = HOUR_NS / 4,
                                   .method = FINAL_INDEX};
    fixture_step(&fixture);
    EXPECT_EQ("an expiry is taken", fixture_reject(&fixture), REJECT_NONE);
}

static void trade(enum side alice, int64_t lots, int64_t ticks)
{
    (void)fixture_place(&fixture, ALICE, fixture_entry(alice, lots, ticks));
    (void)fixture_place(&fixture, BOB, fixture_entry(side_opposite(alice), lots, ticks));
}

static void tick_after(int64_t later_ns)
{
    fixture.time_ns += later_ns;
    fixture_command(&fixture, COMMAND_TICK);
    fixture_step(&fixture);
}

/* What the last command said of the settlement; zeros if it had none. */
static struct event_settlement settlement_event(void)
{
    const struct event *event = fixture_event(&fixture, EVENT_SETTLEMENT);
    return event == NULL ? (struct event_settlement){.kind = 0} : event->settlement;
}

static int64_t balance_of(uint32_t account)
{
    return core_balance(fixture.core, entry_account(account)).micros;
}

/* The largest positions there can be, marked from the lowest price to the highest and back. */
static void test_the_largest(void **state)
{
    (void)state;
    struct product_terms terms = fixture_terms();
    terms.tick_value_micros = 1;
    terms.price_ticks_max = PRICE_TICKS_MAX;
    terms.order_lots_max = QTY_LOTS_MAX;
    terms.order_notional_micros_max = NOTIONAL_MICROS_MAX;
    open_with(&terms);
    settle_daily(CLASS_FUTURES);
    for (uint32_t i = 0; i < 39; i++) trade(SIDE_BUY, 100000, 1);
    for (uint32_t round = 0; round < 8; round++) {
        int64_t mark_ticks = round % 2 == 0 ? PRICE_TICKS_MAX : 1;
        EXPECT_EQ("marked", fixture_marks(&fixture, mark_ticks, 0), REJECT_NONE);
        tick_after(24 * HOUR_NS);
        struct event_settlement settlement = settlement_event();
        EXPECT_EQ("all of it is collected", settlement.collected.micros,
                  3900000 * (PRICE_TICKS_MAX - 1));
        EXPECT_EQ("all of it is paid", settlement.paid_out.micros, 3900000 * (PRICE_TICKS_MAX - 1));
    }
    EXPECT_EQ("back where it was", balance_of(ALICE), 0);
    EXPECT_EQ("for the other too", balance_of(BOB), 0);
}

/* Odd prices and lots: after any number of cycles and the end nobody has lost a micro to nobody. */
static void test_nothing_is_lost(void **state)
{
    (void)state;
    struct product_terms terms = fixture_terms();
    terms.tick_value_micros = 3;
    open_with(&terms);
    settle_daily(CLASS_CLEARED_SWAP);
    expire_in(40 * 24 * HOUR_NS);
    trade(SIDE_BUY, 17, 1001);
    (void)fixture_place(&fixture, CAROL, fixture_entry(SIDE_BUY, 5, 1003));
    (void)fixture_place(&fixture, BOB, fixture_entry(SIDE_SELL, 5, 1003));
    for (uint32_t day = 0; day < 39; day++) {
        fixture_command(&fixture, COMMAND_REFERENCE_PRICE)->product_id = PRODUCT;
        fixture.command.reference.mark.ticks_e4 = 10010000 + (day * 7919) % 30011;
        fixture.command.reference.index.ticks_e4 = 10010001 + day;
        fixture_step(&fixture);
        tick_after(24 * HOUR_NS);
        EXPECT_EQ("one settlement a day", fixture_count(&fixture, EVENT_SETTLEMENT), 1);
        EXPECT_EQ("three variations", fixture_count(&fixture, EVENT_VARIATION), 3);
    }
    tick_after(24 * HOUR_NS);
    EXPECT_EQ("the end", settlement_event().kind, SETTLEMENT_FINAL);
    int64_t sum = core_balance(fixture.core, ENTRY_INSURANCE).micros;
    for (uint32_t account = ALICE; account <= CAROL; account++) {
        sum += balance_of(account);
    }
    EXPECT_EQ("what one paid, another got, or the fund", sum, 0);
    EXPECT_EQ("the clearing entry is empty",
              core_balance(fixture.core, entry_clearing(PRODUCT)).micros, 0);
}

/* The state is written and read back in the middle of a closure, before samples and a cycle. */
static void copy_from_snapshot(void)
{
    struct core_config config = fixture_config();
    struct core_region from[CORE_REGIONS_MAX];
    struct core_region to[CORE_REGIONS_MAX];
    size_t sizes[CORE_REGIONS_MAX];
    uint32_t count = core_regions(fixture.core, from);
    for (uint32_t i = 0; i < count; i++) sizes[i] = from[i].size;
    fixture_start(&copy, copy_memory, sizeof copy_memory);
    memset(copy_memory, 0, sizeof copy_memory);
    copy.core = core_init(copy_memory, sizeof copy_memory, &config);
    assert_true(core_regions_restore(copy.core, sizes, count, to));
    for (uint32_t i = 0; i < count; i++) memcpy(to[i].bytes, from[i].bytes, from[i].size);
}

static void test_a_snapshot_keeps_the_plan(void **state)
{
    (void)state;
    struct product_terms terms = fixture_terms();
    terms.initial_margin_ppm = 100000;
    fixture_open(&fixture, memory, sizeof memory);
    fixture_command(&fixture, COMMAND_PRODUCT_TERMS)->product_id = PRODUCT;
    fixture.command.terms = terms;
    fixture_step(&fixture);
    settle_daily(CLASS_FUTURES);
    expire_in(40 * HOUR_NS);
    fixture_command(&fixture, COMMAND_PREFUNDING_TERMS)->prefunding_terms =
        (struct body_prefunding_terms){.closure_ns = 24 * HOUR_NS,
                                       .check_ns = HOUR_NS,
                                       .watch_ns = HOUR_NS,
                                       .liquidate_ppm = 500000,
                                       .restrict_ppm = 1000000,
                                       .warn_ppm = 9000000};
    fixture_step(&fixture);
    trade(SIDE_BUY, 999000, 90000);
    (void)fixture_marks(&fixture, 90001, 90002);
    tick_after(27 * HOUR_NS); /* Saturday: the bank is closed */
    EXPECT_TRUE("an account is looked at", fixture_count(&fixture, EVENT_PREFUNDING) > 0);
    copy_from_snapshot();
    for (uint32_t i = 0; i < 200; i++) {
        tick_after(HOUR_NS / 3);
        copy.time_ns = fixture.time_ns;
        fixture_command(&copy, COMMAND_TICK);
        fixture_step(&copy);
        EXPECT_EQ("as many events", copy.events.count, fixture.events.count);
        assert_memory_equal(copy.list, fixture.list, fixture.events.count * sizeof fixture.list[0]);
    }
    struct hash128 hash = core_hash(fixture.core);
    EXPECT_TRUE("the same state", hash.low == core_hash(copy.core).low);
    struct product_view view;
    EXPECT_TRUE("the product is there", core_product(fixture.core, PRODUCT, &view));
    EXPECT_EQ("and came to its end", view.state, PRODUCT_DELISTED);
}

static void test_nothing_without_terms(void **state)
{
    (void)state;
    fixture_open(&fixture, memory, sizeof memory);
    trade(SIDE_BUY, 5, 100);
    EXPECT_EQ("nothing is looked for", fixture.core->venue->clearing_next_ns, INT64_MAX);
    tick_after(1000 * HOUR_NS);
    EXPECT_EQ("and nothing happens", fixture.events.count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_largest),
        cmocka_unit_test(test_nothing_is_lost),
        cmocka_unit_test(test_a_snapshot_keeps_the_plan),
        cmocka_unit_test(test_nothing_without_terms),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
