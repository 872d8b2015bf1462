/* SPDX-License-Identifier: Apache-2.0 */
/*
 * liquidation.c - see liquidation.h.
 */
#include "core/liquidation/liquidation.h"

#include <stddef.h>

#include "base/int_math.h"
#include "model/limits.h"

struct range {
    enum field field;
    int64_t given;
    int64_t low;
    int64_t high;
};

struct liquidation_fault liquidation_terms_check(const struct body_liquidation_terms *terms)
{
    const struct range ranges[] = {
        {FIELD_REGIME, terms->regime, REGIME_VENUE, REGIME_CLEARING},
        {FIELD_DELEVERAGE_METHOD, terms->method, DELEVERAGE_WATER_FILLING, DELEVERAGE_PRO_RATA},
        {FIELD_LIQUIDATE_RATIO, terms->liquidate_ratio_ppm, PPM_ONE / 10, 10 * PPM_ONE},
        {FIELD_CLOSE_OUT, terms->close_out_ppm, 0, PPM_ONE},
        {FIELD_SLICE_FACTOR, terms->slice_factor_ppm, PPM_ONE, 10 * PPM_ONE},
        {FIELD_ADJUSTMENT, terms->adjustment_ppm, PPM_ONE, 100 * PPM_ONE},
        {FIELD_SPREAD, terms->spread_ppm, 1, 10 * PPM_ONE},
        {FIELD_FEE_RATE, terms->fee_ppm, 0, PPM_ONE},
        {FIELD_DRAWDOWN, terms->drawdown_ppm, 0, PPM_ONE},
        {FIELD_RELEASE, terms->release_ppm, 0, terms->drawdown_ppm},
        {FIELD_EXPOSURE, terms->exposure_ppm, 1, 10 * PPM_ONE},
        {FIELD_WORK, terms->work_max, 1, CLOSE_ACCOUNTS_MAX},
        {FIELD_WINDOW, terms->window_ns, WINDOW_NS_MIN, WINDOW_NS_MAX},
        {FIELD_AUCTION, terms->auction_ns, 0, WINDOW_NS_MAX},
        {FIELD_AMOUNT, terms->fund_notional_micros_max, 0, NOTIONAL_MICROS_MAX},
    };
    for (uint32_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
        const struct range *range = &ranges[i];
        if (range->given >= range->low && range->given <= range->high) continue;
        int64_t legal = range->given < range->low ? range->low : range->high;
        return (struct liquidation_fault){REJECT_TERMS, range->field, range->given, legal};
    }
    return (struct liquidation_fault){REJECT_NONE, FIELD_NONE, 0, 0};
}

struct auction_bid *auction_bid_find(struct liquidation *liquidation, uint32_t account,
                                     enum side side)
{
    for (uint32_t i = 0; i < liquidation->bid_count; i++) {
        struct auction_bid *bid = &liquidation->bids[i];
        if (bid->account == account && bid->side == side) return bid;
    }
    return NULL;
}

void auction_bid_set(struct liquidation *liquidation, uint32_t account, enum side side,
                     int64_t price_ticks, int64_t lots)
{
    ASSERT(lots > 0);
    struct auction_bid *bid = auction_bid_find(liquidation, account, side);
    if (bid == NULL) {
        ASSERT(liquidation->bid_count < AUCTION_BIDS_MAX);
        bid = &liquidation->bids[liquidation->bid_count++];
    }
    liquidation->bid_number++;
    *bid = (struct auction_bid){.price_ticks = price_ticks,
                                .lots = lots,
                                .number = liquidation->bid_number,
                                .account = account,
                                .side = (uint8_t)side};
}

void auction_bid_remove(struct liquidation *liquidation, struct auction_bid *bid)
{
    ASSERT(liquidation->bid_count > 0);
    *bid = liquidation->bids[--liquidation->bid_count];
    liquidation->bids[liquidation->bid_count] = (struct auction_bid){0};
}

/* Does `bid` come before `other` in R-BID-3? */
static bool bid_is_before(const struct auction_bid *bid, const struct auction_bid *other)
{
    int64_t key = side_price_key((enum side)bid->side, bid->price_ticks);
    int64_t other_key = side_price_key((enum side)other->side, other->price_ticks);
    if (key != other_key) return key < other_key;
    return bid->number < other->number;
}

struct auction_bid *auction_bid_next(struct liquidation *liquidation, enum side side,
                                     const struct auction_bid *last)
{
    struct auction_bid *next = NULL;
    for (uint32_t i = 0; i < liquidation->bid_count; i++) {
        struct auction_bid *bid = &liquidation->bids[i];
        if (bid->side != side) continue;
        if (last != NULL && !bid_is_before(last, bid)) continue;
        if (next == NULL || bid_is_before(bid, next)) next = bid;
    }
    return next;
}

void liquidation_audit(const struct liquidation *liquidation)
{
    ASSERT(liquidation->bid_count <= AUCTION_BIDS_MAX);
    ASSERT(IMPLIES(!liquidation->has_terms, liquidation->bid_count == 0));
    ASSERT(IMPLIES(!liquidation->has_terms, liquidation->auction_end_ns == 0));
    ASSERT(IMPLIES(liquidation->fund.is_tripped, liquidation->fund.is_open));
    for (uint32_t i = 0; i < AUCTION_BIDS_MAX; i++) {
        const struct auction_bid *bid = &liquidation->bids[i];
        if (i >= liquidation->bid_count) {
            ASSERT(bid->account == 0 && bid->lots == 0 && bid->number == 0);
            continue;
        }
        ASSERT(bid->account != 0 && bid->lots > 0 && bid->side <= SIDE_SELL);
        ASSERT(bid->number <= liquidation->bid_number);
        for (uint32_t k = 0; k < i; k++) {
            const struct auction_bid *other = &liquidation->bids[k];
            ASSERT(bid->number != other->number);
            ASSERT(bid->account != other->account || bid->side != other->side);
        }
    }
}
