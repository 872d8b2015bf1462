/* SPDX-License-Identifier: Apache-2.0 */
/*
 * auction.h - the price of a call auction.
 *
 * Role       Reads a book and says at which price it would uncross.  Changes nothing: the matching
 *            is the flow's story (flow_auction.c).
 * Rules      R-AUCTION-2.
 */
#ifndef PERPETUA_CORE_BOOK_AUCTION_H
#define PERPETUA_CORE_BOOK_AUCTION_H

#include "core/book/book.h"

struct auction_price {
    int64_t price_ticks;
    int64_t lots;           /* matched volume; 0: there is no auction, the rest is 0 too */
    int64_t imbalance_lots; /* bids at or above the price less asks at or below it */
};

struct auction_price auction_price_of(const struct book *book);

#endif
