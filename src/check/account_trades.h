/* SPDX-License-Identifier: Apache-2.0 */
/*
 * account_trades.h - trades with what both accounts held just before.
 *
 * Role       Reads a recording of a venue that publishes, with every trade, the accounts of both
 *            sides and their position and entry notional before it (Lighter's trade channel).  A
 *            trade that stands in several messages is kept once; the list is in the order of ids.
 * Coverage   A message of the list of trades is continuous: from its first trade on nothing is
 *            missing, until a new subscription whose first trade lies behind the last one seen.
 *            The list of past liquidations that comes with a subscription is a selection.
 * Invariant  Sizes and prices are exact in the decimals that the whole recording needs.
 */
#ifndef PERPETUA_CHECK_ACCOUNT_TRADES_H
#define PERPETUA_CHECK_ACCOUNT_TRADES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "check/source.h"
#include "model/side.h"

enum trade_role { ROLE_TAKER, ROLE_MAKER, ROLE_COUNT };

/* What an account holds of the instrument. */
struct holding {
    int64_t net_lots;
    int64_t entry_units; /* what the position was entered for, never negative */
};

struct account_trade {
    uint64_t id;
    uint64_t account[ROLE_COUNT];
    struct holding before[ROLE_COUNT];
    int64_t fee_ppm[ROLE_COUNT];
    int64_t size_lots;
    int64_t price_ticks;
    enum side taker_side;
    uint32_t section; /* trades of one section above 0 follow each other without a hole */
    bool is_liquidation;
};

struct account_trades {
    struct account_trade *list;
    size_t count;
    size_t capacity;
    unsigned size_scale;
    unsigned price_scale;
    unsigned money_scale;  /* of a unit: at least the decimals of the entry notionals */
    int64_t units_per_lot; /* value of one lot at a price of one tick */
};

/* Reads the whole recording.  False after a fault; then nothing is held. */
bool account_trades_read(struct account_trades *trades, const struct source *source,
                         const char *market, struct replay_fault *fault);

void account_trades_free(struct account_trades *trades);

#endif
