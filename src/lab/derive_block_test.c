/* SPDX-License-Identifier: Apache-2.0 */
/*
 * derive_block_test.c - blocks and moves that an account can or cannot afford, each calculated by
 * hand.
 *
 * One lot at the mark of 100 ticks is worth 100 USD; maintenance margin is 10 %, initial margin
 * 15 %, the larger fee rate of orders 1 %, the fee for blocks 0.5 %.
 */
#include "lab/derive_block.h"

#include "base/expect.h"
#include "lab/derive_fixture.h"
#include "model/side.h"

static struct account_case account;

struct row {
    const char *name;
    int64_t balance_usd;
    int64_t net_lots;
    int64_t open_bids;
    uint8_t side;
    bool is_asked;
    bool is_at_mark;
    uint32_t fee_ppm;
    int64_t ticks;
    int64_t lots;
    int64_t limit_usd;
    /* computed by hand */
    enum order_verdict verdict;
    bool is_by_order;
    int64_t needed_cents;
    int64_t deposit_cents;
};

#define PASSES ORDER_PASSES
#define SHORT  ORDER_SHORT_OF_MARGIN

static const struct row rows[] = {
    {"60 of margin, 8 worse than the mark, a fee of 2.04", 71, 0, 0, SIDE_BUY, false, false, 5000,
     102, 4, 0, PASSES, false, 7004, 0},
    {"one dollar less", 70, 0, 0, SIDE_BUY, false, false, 5000, 102, 4, 0, SHORT, false, 7004, 4},
    {"as an order it pays 4.08: a dollar and eight cents more", 71, 0, 0, SIDE_BUY, true, false,
     5000, 102, 4, 0, SHORT, true, 7004, 108},
    {"four are sold at 90: 60 come free, 40 are lost", 0, 4, 0, SIDE_SELL, true, false, 0, 90, 4, 0,
     PASSES, false, -2000, 0},
    {"at 80 it is more than what comes free: 20, and 60 are missing already", 0, 4, 0, SIDE_SELL,
     true, false, 0, 80, 4, 0, SHORT, false, 2000, 8000},
    {"at the mark nothing is lost", 60, 4, 0, SIDE_SELL, false, true, 0, 80, 4, 0, PASSES, false,
     -6000, 0},
    {"open bids stay: from ten lots to six", 150, 4, 6, SIDE_SELL, false, true, 0, 100, 4, 0,
     PASSES, false, -6000, 0},
    {"better than the mark is no loss, and no gain either", 60, 0, 0, SIDE_BUY, false, false, 0, 90,
     4, 0, PASSES, false, 6000, 0},
    {"a limit of the clearing member below 60", 1000, 0, 0, SIDE_BUY, true, false, 0, 100, 4, 59,
     ORDER_ABOVE_LIMIT, true, 6000, 0},
};

static struct block_case block_of(const struct row *row)
{
    account = (struct account_case){
        .balance_micros = row->balance_usd * USD, .queue_ratio_ppm = 910000, .stake_count = 1};
    account.stakes[0] = stake_of(row->net_lots, row->net_lots * 100 * USD);
    account.stakes[0].open_lots[SIDE_BUY] = row->open_bids;
    return (struct block_case){.order = {.account = &account,
                                         .side = row->side,
                                         .price_ticks = row->ticks,
                                         .added_lots = row->lots,
                                         .fee_ppm = 10000,
                                         .limit_micros = row->limit_usd * USD},
                               .fee_ppm = row->fee_ppm,
                               .is_asked = row->is_asked,
                               .is_at_mark = row->is_at_mark};
}

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct row *row = &rows[i];
        struct block_case block = block_of(row);
        struct derived_block derived = derive_block(&block);
        EXPECT_EQ(row->name, derived.verdict, row->verdict);
        EXPECT_EQ(row->name, derived.is_by_order, row->is_by_order);
        EXPECT_EQ(row->name, (int64_t)derived.needed_micros, row->needed_cents * CENT);
        EXPECT_EQ(row->name, (int64_t)derive_block_deposit(&block, &derived),
                  row->deposit_cents * CENT);
        EXPECT_EQ(row->name, account.stakes[0].seen.net_lots, row->net_lots);
    }
}

/* With the smallest deposit it passes, with a micro less it does not. */
static void test_deposits(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct row *row = &rows[i];
        if (row->verdict != ORDER_SHORT_OF_MARGIN) continue;
        struct block_case block = block_of(row);
        account.balance_micros += row->deposit_cents * CENT;
        EXPECT_EQ(row->name, derive_block(&block).verdict, ORDER_PASSES);
        account.balance_micros -= 1;
        EXPECT_EQ(row->name, derive_block(&block).verdict, ORDER_SHORT_OF_MARGIN);
    }
}

static void test_plain_model(void **state)
{
    (void)state;
    account = (struct account_case){.balance_micros = 70 * USD, .stake_count = 1};
    account.stakes[0] = (struct account_stake){
        .seen = {.payoff = {.tick_value_micros = USD}, .mark_e4 = 1000000, .net_lots = 2},
        .hold_micros = 30 * USD,
        .product_id = 1};
    struct block_case block = {.order = {.account = &account,
                                         .side = SIDE_BUY,
                                         .price_ticks = 103,
                                         .added_lots = 4,
                                         .lot_margin_micros = 15 * USD},
                               .fee_ppm = 5000};
    struct derived_block derived = derive_block(&block);
    EXPECT_EQ("six lots at 15 less what is held, 12 worse, a fee of 2.06",
              (int64_t)derived.needed_micros, 7406 * CENT);
    EXPECT_EQ("balance less hold", (int64_t)derived.order.free_micros, 40 * USD);
    EXPECT_EQ("is short", derived.verdict, ORDER_SHORT_OF_MARGIN);
    EXPECT_EQ("by this", (int64_t)derive_block_deposit(&block, &derived), 3406 * CENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_deposits),
        cmocka_unit_test(test_plain_model),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
