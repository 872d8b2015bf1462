/* SPDX-License-Identifier: Apache-2.0 */
/*
 * view_test.c - what a core shows of itself, for view.c.
 */
#include "base/expect.h"
#include "core/core.h"
#include "core/fixture.h"

static _Alignas(64) unsigned char memory[FIXTURE_SIZE];
static struct fixture fixture;

static uint64_t place(uint32_t account, enum side side, int64_t lots, int64_t ticks)
{
    return fixture_place(&fixture, account, fixture_entry(side, lots, ticks));
}

static void test_depth(void **state)
{
    (void)state;
    struct depth_level levels[8];
    fixture_open(&fixture, memory, sizeof memory);
    EXPECT_EQ("an empty book", core_depth(fixture.core, PRODUCT, SIDE_BUY, levels, 8), 0);
    EXPECT_EQ("product 0", core_depth(fixture.core, 0, SIDE_BUY, levels, 8), 0);
    EXPECT_EQ("no such product", core_depth(fixture.core, 2, SIDE_BUY, levels, 8), 0);
    EXPECT_EQ("a product beyond the last", core_depth(fixture.core, 4, SIDE_BUY, levels, 8), 0);

    struct order_entry iceberg = fixture_entry(SIDE_BUY, 20, 100);
    iceberg.display.lots = 3;
    (void)fixture_place(&fixture, ALICE, iceberg);
    (void)place(BOB, SIDE_BUY, 5, 100);
    (void)place(BOB, SIDE_BUY, 7, 90);
    (void)place(CAROL, SIDE_SELL, 1, 5000); /* far away: kept in the tree */
    (void)place(CAROL, SIDE_SELL, 2, 110);

    EXPECT_EQ("two bids", core_depth(fixture.core, PRODUCT, SIDE_BUY, levels, 8), 2);
    EXPECT_EQ("best first", levels[0].price.ticks, 100);
    EXPECT_EQ("shown lots only", levels[0].open.lots, 8);
    EXPECT_EQ("orders", levels[0].orders, 2);
    EXPECT_EQ("then the next", levels[1].price.ticks, 90);
    EXPECT_EQ("two asks", core_depth(fixture.core, PRODUCT, SIDE_SELL, levels, 8), 2);
    EXPECT_EQ("lowest first", levels[0].price.ticks, 110);
    EXPECT_EQ("far ones too", levels[1].price.ticks, 5000);
    EXPECT_EQ("no more than asked for", core_depth(fixture.core, PRODUCT, SIDE_SELL, levels, 1), 1);
    EXPECT_EQ("not even one", core_depth(fixture.core, PRODUCT, SIDE_SELL, levels, 0), 0);
}

static void test_queue(void **state)
{
    (void)state;
    uint64_t ids[8];
    fixture_open(&fixture, memory, sizeof memory);
    uint64_t first = place(ALICE, SIDE_SELL, 1, 100);
    uint64_t second = place(BOB, SIDE_SELL, 1, 100);
    uint64_t third = place(BOB, SIDE_SELL, 1, 101);
    uint64_t best = place(BOB, SIDE_SELL, 1, 99);
    EXPECT_EQ("four asks", core_queue(fixture.core, PRODUCT, SIDE_SELL, ids, 8), 4);
    EXPECT_EQ("the best price", ids[0], best);
    EXPECT_EQ("the older", ids[1], first);
    EXPECT_EQ("the newer", ids[2], second);
    EXPECT_EQ("the worst price", ids[3], third);
    EXPECT_EQ("in the middle of a price", core_queue(fixture.core, PRODUCT, SIDE_SELL, ids, 2), 2);
    EXPECT_EQ("none asked for", core_queue(fixture.core, PRODUCT, SIDE_SELL, ids, 0), 0);
    EXPECT_EQ("no bids", core_queue(fixture.core, PRODUCT, SIDE_BUY, ids, 8), 0);
    EXPECT_EQ("no such product", core_queue(fixture.core, 3, SIDE_SELL, ids, 8), 0);
}

static void test_order(void **state)
{
    (void)state;
    struct order_view view;
    fixture_open(&fixture, memory, sizeof memory);
    struct order_entry entry = fixture_entry(SIDE_SELL, 20, 100);
    entry.display.lots = 3;
    entry.client_order_id = 41;
    entry.flags = FLAG_CANCEL_ON_PAUSE;
    uint64_t id = fixture_place(&fixture, ALICE, entry);
    (void)place(BOB, SIDE_BUY, 1, 100);
    EXPECT_TRUE("it is there", core_order(fixture.core, id, &view));
    EXPECT_EQ("id", view.order_id, id);
    EXPECT_EQ("client order id", view.client_order_id, 41);
    EXPECT_EQ("price", view.price.ticks, 100);
    EXPECT_EQ("open", view.open.lots, 19);
    EXPECT_EQ("shown", view.shown.lots, 2);
    EXPECT_EQ("filled", view.filled.lots, 1);
    EXPECT_EQ("no trigger", view.trigger.ticks, 0);
    EXPECT_EQ("account", view.account_id, ALICE);
    EXPECT_EQ("product", view.product_id, PRODUCT);
    EXPECT_EQ("flags", view.flags, FLAG_CANCEL_ON_PAUSE);
    EXPECT_EQ("side", view.side, SIDE_SELL);
    EXPECT_EQ("type", view.type, TYPE_LIMIT);
    EXPECT_EQ("tif", view.tif, TIF_GTC);
    EXPECT_EQ("resting", view.state, ORDER_RESTING);
    (void)fixture_cancel(&fixture, ALICE, id);
    EXPECT_FALSE("it is gone", core_order(fixture.core, id, &view));
    EXPECT_FALSE("no order", core_order(fixture.core, 0, &view));
}

static void test_waiting_orders(void **state)
{
    (void)state;
    struct order_view view;
    fixture_open(&fixture, memory, sizeof memory);
    struct order_entry stop = fixture_entry(SIDE_SELL, 4, 80);
    stop.type = TYPE_STOP_LIMIT;
    stop.trigger.ticks = 85;
    uint64_t id = fixture_place(&fixture, ALICE, stop);
    EXPECT_TRUE("an armed order", core_order(fixture.core, id, &view));
    EXPECT_EQ("armed", view.state, ORDER_ARMED);
    EXPECT_EQ("shows nothing", view.shown.lots, 0);
    EXPECT_EQ("its trigger", view.trigger.ticks, 85);

    struct command *command = fixture_command(&fixture, COMMAND_ORDER_LIST);
    command->account_id = BOB;
    command->product_id = PRODUCT;
    command->list = (struct body_list){.kind = LIST_OTO, .leg_count = 2};
    command->list.legs[0] = fixture_entry(SIDE_BUY, 4, 90);
    command->list.legs[1] = fixture_entry(SIDE_SELL, 4, 95);
    fixture_step(&fixture);
    uint64_t child = fixture.list[1].order.order_id;
    EXPECT_TRUE("a held order", core_order(fixture.core, child, &view));
    EXPECT_EQ("held", view.state, ORDER_HELD);
    EXPECT_EQ("shows nothing", view.shown.lots, 0);
}

static void test_account(void **state)
{
    (void)state;
    struct account_view view;
    struct product_terms terms = fixture_terms();
    terms.initial_margin_ppm = 100000;
    fixture_open(&fixture, memory, sizeof memory);
    fixture_command(&fixture, COMMAND_PRODUCT_TERMS)->product_id = PRODUCT;
    fixture.command.terms = terms;
    fixture_step(&fixture);
    (void)place(ALICE, SIDE_BUY, 5, 1000);
    EXPECT_TRUE("it is there", core_account(fixture.core, ALICE, &view));
    EXPECT_EQ("balance", view.balance.micros, INT64_C(1000000000000));
    EXPECT_EQ("held", view.held.micros, 5 * 1000 * 100 / 10);
    EXPECT_EQ("member", view.member_id, MEMBER);
    EXPECT_EQ("owner", view.owner_account_id, ALICE);
    EXPECT_EQ("state", view.state, PARTY_APPROVED);
    EXPECT_EQ("orders", view.order_count, 1);
    EXPECT_EQ("self-match prevention", view.smp_mode, SMP_DEFAULT);
    EXPECT_EQ("orders outlive their session", view.cancels_on_disconnect, 0);
    struct command *trading = fixture_command(&fixture, COMMAND_ACCOUNT_TRADING);
    trading->account_id = ALICE;
    trading->trading =
        (struct body_trading){.smp_mode = SMP_CANCEL_BOTH, .cancels_on_disconnect = 1};
    fixture_step(&fixture);
    (void)core_account(fixture.core, ALICE, &view);
    EXPECT_EQ("another mode", view.smp_mode, SMP_CANCEL_BOTH);
    EXPECT_EQ("they end with it", view.cancels_on_disconnect, 1);
    EXPECT_FALSE("account 0", core_account(fixture.core, 0, &view));
    EXPECT_FALSE("an account not opened yet", core_account(fixture.core, 4, &view));
    EXPECT_EQ("its entry", core_balance(fixture.core, entry_account(ALICE)).micros,
              INT64_C(1000000000000));
    EXPECT_EQ("the bank's", core_balance(fixture.core, ENTRY_BANK).micros, -INT64_C(3000000000000));
    EXPECT_EQ("an entry beyond the last", core_balance(fixture.core, UINT32_MAX).micros, 0);
}

static void test_position(void **state)
{
    (void)state;
    struct position_view view;
    fixture_open(&fixture, memory, sizeof memory);
    EXPECT_FALSE("never an order", core_position(fixture.core, ALICE, PRODUCT, &view));
    (void)place(ALICE, SIDE_BUY, 5, 1000);
    (void)place(ALICE, SIDE_SELL, 3, 1010);
    (void)place(BOB, SIDE_SELL, 2, 1000);
    EXPECT_TRUE("it is there", core_position(fixture.core, ALICE, PRODUCT, &view));
    EXPECT_EQ("net", view.net.lots, 2);
    EXPECT_EQ("paid", view.paid.micros, 2 * 1000 * 100);
    EXPECT_EQ("bids", view.open_bids.lots, 3);
    EXPECT_EQ("asks", view.open_asks.lots, 3);
    EXPECT_FALSE("in another product", core_position(fixture.core, ALICE, 2, &view));

    uint32_t other = fixture_account(&fixture, MEMBER, CAROL);
    (void)place(other, SIDE_BUY, 5, 900);
    EXPECT_TRUE("an account of another's owner",
                core_position(fixture.core, other, PRODUCT, &view));
    EXPECT_FALSE("the owner had no order itself",
                 core_position(fixture.core, CAROL, PRODUCT, &view));
}

static void test_product(void **state)
{
    (void)state;
    struct product_view view;
    fixture_open(&fixture, memory, sizeof memory);
    (void)place(ALICE, SIDE_BUY, 5, 1000);
    (void)place(BOB, SIDE_SELL, 2, 1000);
    (void)fixture_marks(&fixture, 1001, 999);
    (void)fixture_state(&fixture, COMMAND_HALT, PRODUCT, HALT_PAUSED);
    EXPECT_TRUE("it is there", core_product(fixture.core, PRODUCT, &view));
    EXPECT_EQ("state", view.state, PRODUCT_LISTED);
    EXPECT_EQ("phase", view.phase, PHASE_OPEN);
    EXPECT_EQ("halt", view.halt, HALT_PAUSED);
    EXPECT_EQ("last", view.last.ticks, 1000);
    EXPECT_EQ("mark", view.mark.ticks_e4, 1001 * FINE_PER_TICK);
    EXPECT_EQ("index", view.index.ticks_e4, 999 * FINE_PER_TICK);
    EXPECT_EQ("open interest", view.open_interest.lots, 2);
    EXPECT_EQ("trades", view.trade_count, 1);
    (void)fixture_state(&fixture, COMMAND_HALT, 0, HALT_HALTED);
    EXPECT_TRUE("it is there", core_product(fixture.core, PRODUCT, &view));
    EXPECT_EQ("R-PHASE-1 the more severe halt", view.halt, HALT_HALTED);
    EXPECT_FALSE("a product that does not exist", core_product(fixture.core, 2, &view));
}

/* The sum of the parts is the size of the whole, but for what is counted by venue, not by item. */
static void test_footprint(void **state)
{
    (void)state;
    struct core_config config = fixture_config();
    config.orders_max = 1u << 20;
    size_t before = core_size(&config);
    struct core_footprint footprint;
    fixture_start(&fixture, memory, sizeof memory);
    footprint = core_footprint(fixture.core);
    config.orders_max += 1u << 10;
    size_t order_bytes = (core_size(&config) - before) >> 10;
    EXPECT_EQ("an order and its level, less its share of a table that grows in powers of two",
              footprint.order_bytes + footprint.level_bytes - order_bytes, 2 * sizeof(uint32_t));
    config.orders_max = 1u << 20;
    config.extras_max += 1024;
    EXPECT_EQ("a conditional order", (core_size(&config) - before) / 1024, footprint.extra_bytes);
    config.extras_max -= 1024;
    config.accounts_max = 1u << 20; /* where the lists of a step have their full length */
    before = core_size(&config);
    config.accounts_max += 1024;
    EXPECT_EQ("an account", (core_size(&config) - before) / 1024, footprint.account_bytes);
    config.accounts_max = fixture_config().accounts_max;
    config.ladder_width = 8192;
    before = core_size(&config);
    config.products_max += 100;
    EXPECT_TRUE("a product is mostly its ladders",
                core_size(&config) - before > (size_t)100 * 2 * (8192 * 4 + 8192 / 8));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_depth),   cmocka_unit_test(test_queue),
        cmocka_unit_test(test_order),   cmocka_unit_test(test_waiting_orders),
        cmocka_unit_test(test_account), cmocka_unit_test(test_position),
        cmocka_unit_test(test_product), cmocka_unit_test(test_footprint),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
