/* SPDX-License-Identifier: Apache-2.0 */
/*
 * auction.c - see auction.h.
 *
 * Bids at or above a price, B, fall as the price rises; asks at or below it, A, grow.  Matching
 * best against best on paper gives the largest volume V.  The prices that reach V are those from
 * the ask that completes V (`low`) to the bid that completes V (`high`).  Strictly between them
 * every bid is below every ask, or a larger volume would exist; so at a bid's price in between A
 * is what it is at `low`, and at an ask's price B is what it is at `high`.  One walk down each
 * side suffices.
 */
#include "core/book/auction.h"

struct cursor {
    const struct book *book;
    enum side side;
    uint32_t slot;      /* 0: past the last level */
    int64_t total_lots; /* of this level and all better ones */
};

static int64_t level_lots(const struct level *level)
{
    return level->shown_lots + level->hidden_lots;
}

static struct cursor cursor_first(const struct book *book, enum side side)
{
    uint32_t slot = ladder_best(&book->sides[side]);
    int64_t lots = slot == 0 ? 0 : level_lots(level_at(book->store, slot));
    return (struct cursor){.book = book, .side = side, .slot = slot, .total_lots = lots};
}

static void cursor_worse(struct cursor *cursor)
{
    cursor->slot = ladder_worse(&cursor->book->sides[cursor->side], cursor->slot);
    if (cursor->slot == 0) return;
    cursor->total_lots += level_lots(level_at(cursor->book->store, cursor->slot));
}

static int64_t cursor_ticks(const struct cursor *cursor)
{
    return side_price_key(cursor->side, level_at(cursor->book->store, cursor->slot)->key);
}

/* Lots of a side at prices that an order of the other side limited at `ticks` accepts. */
static int64_t lots_up_to(const struct book *book, enum side side, int64_t ticks)
{
    int64_t total_lots = 0;
    struct cursor cursor = cursor_first(book, side);
    while (cursor.slot != 0 && side_accepts(side_opposite(side), ticks, cursor_ticks(&cursor))) {
        total_lots = cursor.total_lots;
        cursor_worse(&cursor);
    }
    return total_lots;
}

static int64_t absolute(int64_t value)
{
    return value < 0 ? -value : value;
}

/* The prices with the smallest imbalance met so far. */
struct tied_prices {
    int64_t imbalance_lots; /* absolute; -1: none met yet */
    int64_t low_ticks;
    int64_t high_ticks;
    bool bids_exceed; /* at all of them */
    bool asks_exceed; /* at all of them */
};

static void tied_prices_add(struct tied_prices *tied, int64_t ticks, int64_t imbalance_lots)
{
    int64_t size = absolute(imbalance_lots);
    if (tied->imbalance_lots != -1 && size > tied->imbalance_lots) return;
    if (tied->imbalance_lots == -1 || size < tied->imbalance_lots) {
        *tied = (struct tied_prices){size, ticks, ticks, true, true};
    }
    if (ticks < tied->low_ticks) tied->low_ticks = ticks;
    if (ticks > tied->high_ticks) tied->high_ticks = ticks;
    if (imbalance_lots <= 0) tied->bids_exceed = false;
    if (imbalance_lots >= 0) tied->asks_exceed = false;
}

/* R-AUCTION-2, the last step: the side with the surplus moves the price against itself. */
static int64_t tied_prices_choose(const struct tied_prices *tied)
{
    if (tied->bids_exceed) return tied->high_ticks;
    if (tied->asks_exceed) return tied->low_ticks;
    return tied->high_ticks - (tied->high_ticks - tied->low_ticks) / 2; /* the middle, up */
}

struct auction_range {
    int64_t lots; /* V */
    int64_t low_ticks;
    int64_t high_ticks;
    int64_t bids_at_high; /* B at the high price */
    int64_t asks_at_low;  /* A at the low price */
};

static struct auction_range range_of(const struct book *book)
{
    struct auction_range range = {0};
    struct cursor bid = cursor_first(book, SIDE_BUY);
    struct cursor ask = cursor_first(book, SIDE_SELL);
    while (bid.slot != 0 && ask.slot != 0 && cursor_ticks(&bid) >= cursor_ticks(&ask)) {
        range.lots = bid.total_lots < ask.total_lots ? bid.total_lots : ask.total_lots;
        range.high_ticks = cursor_ticks(&bid);
        range.low_ticks = cursor_ticks(&ask);
        range.bids_at_high = bid.total_lots;
        range.asks_at_low = ask.total_lots;
        bool bid_is_used_up = bid.total_lots <= ask.total_lots;
        bool ask_is_used_up = ask.total_lots <= bid.total_lots;
        if (bid_is_used_up) cursor_worse(&bid);
        if (ask_is_used_up) cursor_worse(&ask);
    }
    return range;
}

static void side_consider(const struct book *book, enum side side,
                          const struct auction_range *range, struct tied_prices *tied)
{
    int64_t start_ticks = side == SIDE_BUY ? range->high_ticks : range->low_ticks;
    int64_t end_ticks = side == SIDE_BUY ? range->low_ticks : range->high_ticks;
    int64_t other_at_start = lots_up_to(book, side_opposite(side), start_ticks);
    int64_t other_inside = side == SIDE_BUY ? range->asks_at_low : range->bids_at_high;

    struct cursor cursor = cursor_first(book, side);
    for (; cursor.slot != 0; cursor_worse(&cursor)) {
        int64_t ticks = cursor_ticks(&cursor);
        if (!side_accepts(side_opposite(side), end_ticks, ticks)) break;
        if (ticks != start_ticks && side_accepts(side_opposite(side), start_ticks, ticks)) continue;
        int64_t other = ticks == start_ticks ? other_at_start : other_inside;
        tied_prices_add(tied, ticks, side_sign(side) * (cursor.total_lots - other));
    }
}

struct auction_price auction_price_of(const struct book *book)
{
    struct auction_range range = range_of(book);
    if (range.lots == 0) return (struct auction_price){0};

    struct tied_prices tied = {.imbalance_lots = -1};
    side_consider(book, SIDE_BUY, &range, &tied);
    side_consider(book, SIDE_SELL, &range, &tied);
    int64_t ticks = tied_prices_choose(&tied);
    int64_t imbalance_lots = lots_up_to(book, SIDE_BUY, ticks) - lots_up_to(book, SIDE_SELL, ticks);
    return (struct auction_price){
        .price_ticks = ticks, .lots = range.lots, .imbalance_lots = imbalance_lots};
}
