/* SPDX-License-Identifier: Apache-2.0 */
/*
 * liquidation_test.c - every range of the terms at both ends, and bids in their order, for
 * liquidation.c (R-LIQ-1, R-BID-2, R-BID-3).
 */
#include "core/liquidation/liquidation.h"

#include "base/expect.h"

static struct body_liquidation_terms terms_make(void)
{
    return (struct body_liquidation_terms){.window_ns = INT64_C(28800000000000),
                                           .liquidate_ratio_ppm = 1000000,
                                           .close_out_ppm = 666667,
                                           .slice_factor_ppm = 1100000,
                                           .adjustment_ppm = 1000000,
                                           .spread_ppm = 500000,
                                           .fee_ppm = 15000,
                                           .drawdown_ppm = 300000,
                                           .release_ppm = 250000,
                                           .exposure_ppm = 1000000,
                                           .work_max = 1000,
                                           .regime = REGIME_VENUE,
                                           .method = DELEVERAGE_WATER_FILLING};
}

#define PLACE(member)                                                                              \
    offsetof(struct body_liquidation_terms, member),                                               \
        sizeof(((struct body_liquidation_terms *)0)->member)

static const struct {
    enum field field;
    size_t offset;
    size_t size;
    int64_t low;
    int64_t high;
} ranges[] = {
    {FIELD_REGIME, PLACE(regime), 1, 2},
    {FIELD_DELEVERAGE_METHOD, PLACE(method), 1, 3},
    {FIELD_LIQUIDATE_RATIO, PLACE(liquidate_ratio_ppm), 100000, 10000000},
    {FIELD_CLOSE_OUT, PLACE(close_out_ppm), 0, 1000000},
    {FIELD_SLICE_FACTOR, PLACE(slice_factor_ppm), 1000000, 10000000},
    {FIELD_ADJUSTMENT, PLACE(adjustment_ppm), 1000000, 100000000},
    {FIELD_SPREAD, PLACE(spread_ppm), 1, 10000000},
    {FIELD_FEE_RATE, PLACE(fee_ppm), 0, 1000000},
    {FIELD_DRAWDOWN, PLACE(drawdown_ppm), 250000, 1000000},
    {FIELD_RELEASE, PLACE(release_ppm), 0, 300000},
    {FIELD_EXPOSURE, PLACE(exposure_ppm), 1, 10000000},
    {FIELD_WORK, PLACE(work_max), 1, 65536},
    {FIELD_WINDOW, PLACE(window_ns), 1000000, INT64_C(86400000000000)},
    {FIELD_AUCTION, PLACE(auction_ns), 0, INT64_C(86400000000000)},
    {FIELD_AMOUNT, PLACE(fund_notional_micros_max), 0, INT64_C(100000000000000000)},
};

static struct liquidation_fault check_with(size_t row, int64_t value)
{
    struct body_liquidation_terms terms = terms_make();
    memcpy((unsigned char *)&terms + ranges[row].offset, &value, ranges[row].size);
    return liquidation_terms_check(&terms);
}

static void test_ranges(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
        EXPECT_EQ("the lowest is legal", check_with(i, ranges[i].low).reject, REJECT_NONE);
        EXPECT_EQ("the highest is legal", check_with(i, ranges[i].high).reject, REJECT_NONE);
        struct liquidation_fault above = check_with(i, ranges[i].high + 1);
        EXPECT_EQ("more is not", above.reject, REJECT_TERMS);
        EXPECT_EQ("the field is named", above.field, ranges[i].field);
        EXPECT_EQ("and what was given", above.given, ranges[i].high + 1);
        EXPECT_EQ("and the nearest", above.legal, ranges[i].high);
        bool is_signed = ranges[i].size == 8;
        if (ranges[i].low == 0 && !is_signed) continue;
        struct liquidation_fault below = check_with(i, ranges[i].low - 1);
        /* A drawdown below the release makes the release wrong. */
        if (ranges[i].field == FIELD_DRAWDOWN) {
            EXPECT_EQ("the release is beyond it", below.field, FIELD_RELEASE);
            continue;
        }
        EXPECT_EQ("less is not", below.field, ranges[i].field);
        EXPECT_EQ("and the nearest", below.legal, ranges[i].low);
    }
}

static void test_bids_in_order(void **state)
{
    (void)state;
    static struct liquidation list;
    memset(&list, 0, sizeof list);
    auction_bid_set(&list, 1, SIDE_BUY, 100, 5);
    auction_bid_set(&list, 2, SIDE_BUY, 101, 5);
    auction_bid_set(&list, 3, SIDE_BUY, 100, 5);
    auction_bid_set(&list, 1, SIDE_SELL, 105, 5);
    auction_bid_set(&list, 2, SIDE_SELL, 104, 5);
    auction_bid_set(&list, 1, SIDE_BUY, 100, 7);
    EXPECT_EQ("one bid an account and side", list.bid_count, 5);

    struct auction_bid *bid = auction_bid_next(&list, SIDE_BUY, NULL);
    EXPECT_EQ("the highest buyer first", bid->account, 2);
    bid = auction_bid_next(&list, SIDE_BUY, bid);
    EXPECT_EQ("then the earlier: a new bid lost its place", bid->account, 3);
    bid = auction_bid_next(&list, SIDE_BUY, bid);
    EXPECT_EQ("then the later", bid->account, 1);
    EXPECT_EQ("with its new lots", bid->lots, 7);
    EXPECT_TRUE("and no more", auction_bid_next(&list, SIDE_BUY, bid) == NULL);
    EXPECT_EQ("the lowest seller first", auction_bid_next(&list, SIDE_SELL, NULL)->account, 2);

    auction_bid_remove(&list, auction_bid_find(&list, 2, SIDE_BUY));
    EXPECT_TRUE("a removed bid is gone", auction_bid_find(&list, 2, SIDE_BUY) == NULL);
    EXPECT_EQ("the others stay", list.bid_count, 4);
    EXPECT_EQ("in their order", auction_bid_next(&list, SIDE_BUY, NULL)->account, 3);
}

static void test_audit_finds_planted_faults(void **state)
{
    (void)state;
    static struct liquidation list;
    static struct liquidation bad;
    memset(&list, 0, sizeof list);
    liquidation_audit(&list);
    list.has_terms = 1;
    auction_bid_set(&list, 1, SIDE_BUY, 100, 5);
    auction_bid_set(&list, 2, SIDE_BUY, 100, 5);
    liquidation_audit(&list);
    bad = list;
    bad.bids[1].account = 1;
    EXPECT_STOPS("R-LIQ-12 two bids of one account", liquidation_audit(&bad));
    bad = list;
    bad.bids[1].number = 1;
    EXPECT_STOPS("R-LIQ-12 two with one number", liquidation_audit(&bad));
    bad = list;
    bad.bids[0].lots = 0;
    EXPECT_STOPS("R-LIQ-12 a bid of nothing", liquidation_audit(&bad));
    bad = list;
    bad.bids[5].account = 1;
    EXPECT_STOPS("R-LIQ-12 something behind the last", liquidation_audit(&bad));
    bad = list;
    bad.has_terms = 0;
    EXPECT_STOPS("R-LIQ-12 bids without terms", liquidation_audit(&bad));
    bad = list;
    bad.fund.is_tripped = 1;
    EXPECT_STOPS("R-LIQ-12 tripped without a window", liquidation_audit(&bad));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ranges),
        cmocka_unit_test(test_bids_in_order),
        cmocka_unit_test(test_audit_finds_planted_faults),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
