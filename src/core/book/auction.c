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

/* R-AUCTION-2, after the volume: smaller imbalance, nearer to the last price, higher. */
static bool price_is_better(const struct auction_price *a, const struct auction_price *b,
                            int64_t last_ticks)
{
    int64_t a_imbalance = absolute(a->imbalance_lots);
    int64_t b_imbalance = absolute(b->imbalance_lots);
    if (a_imbalance != b_imbalance) return a_imbalance < b_imbalance;

    int64_t a_distance = absolute(a->price_ticks - last_ticks);
    int64_t b_distance = absolute(b->price_ticks - last_ticks);
    if (last_ticks != 0 && a_distance != b_distance) return a_distance < b_distance;
    return a->price_ticks > b->price_ticks;
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
                          const struct auction_range *range, int64_t last_ticks,
                          struct auction_price *best)
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
        int64_t imbalance = side_sign(side) * (cursor.total_lots - other);
        struct auction_price candidate = {
            .price_ticks = ticks, .lots = range->lots, .imbalance_lots = imbalance};
        if (best->lots == 0 || price_is_better(&candidate, best, last_ticks)) *best = candidate;
    }
}

struct auction_price auction_price_of(const struct book *book, int64_t last_ticks)
{
    struct auction_price best = {0};
    struct auction_range range = range_of(book);
    if (range.lots == 0) return best;

    side_consider(book, SIDE_BUY, &range, last_ticks, &best);
    side_consider(book, SIDE_SELL, &range, last_ticks, &best);
    return best;
}
