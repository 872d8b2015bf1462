/* SPDX-License-Identifier: Apache-2.0 */
/*
 * auction_view_test.c - volumes, imbalances and ties of an uncross.
 */
#include "replay/auction_view.h"

#include "base/expect.h"

#define LEVELS_MAX 4

struct side_row {
    int64_t ticks;
    int64_t lots;
};

static uint32_t fill(struct depth_level *levels, const struct side_row *rows)
{
    uint32_t count = 0;
    while (count < LEVELS_MAX && rows[count].lots > 0) {
        levels[count] =
            (struct depth_level){.price = {rows[count].ticks}, .open = {rows[count].lots}};
        count++;
    }
    return count;
}

static void test_rows(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        struct side_row bids[LEVELS_MAX];
        struct side_row asks[LEVELS_MAX];
        struct auction_view view;
    } rows[] = {
        {"nothing crosses", {{99, 5}}, {{101, 5}}, {0}},
        {"an empty side", {{99, 5}}, {{0}}, {0}},
        {"one price", {{100, 5}}, {{100, 3}}, {3, 2, 1, 100, 100}},
        {"a bid level over an ask level ties", {{101, 5}}, {{100, 3}}, {3, 2, 2, 100, 101}},
        {"the smaller imbalance wins", {{102, 5}, {101, 4}}, {{100, 5}}, {5, 0, 1, 102, 102}},
        {"more volume wins over balance",
         {{102, 5}, {101, 4}},
         {{100, 3}, {101, 3}},
         {6, 3, 1, 101, 101}},
        {"ties may lie on both sides of levels that change nothing",
         {{105, 10}},
         {{100, 4}, {101, 1}, {106, 3}},
         {5, 5, 2, 101, 105}},
        {"more is offered than bid", {{102, 2}, {101, 2}}, {{99, 9}}, {4, 5, 2, 99, 101}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct depth_level bids[LEVELS_MAX];
        struct depth_level asks[LEVELS_MAX];
        uint32_t bid_count = fill(bids, rows[i].bids);
        uint32_t ask_count = fill(asks, rows[i].asks);
        struct auction_view view = auction_view_of(bids, bid_count, asks, ask_count);
        EXPECT_EQ(rows[i].row, view.qty_lots, rows[i].view.qty_lots);
        EXPECT_EQ(rows[i].row, view.imbalance_lots, rows[i].view.imbalance_lots);
        EXPECT_EQ(rows[i].row, view.tied_count, rows[i].view.tied_count);
        EXPECT_EQ(rows[i].row, view.lowest_ticks, rows[i].view.lowest_ticks);
        EXPECT_EQ(rows[i].row, view.highest_ticks, rows[i].view.highest_ticks);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
