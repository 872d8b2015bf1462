/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ledger.h - every balance of the venue, and the only code that writes one.
 *
 * Role       Double entry: money only moves from one entry to another; there is no function that
 *            creates it.  A hold marks a part of a balance as needed for margin; it moves nothing.
 *            Sums are 128 bits wide, because no rule bounds what years of trading add up to;
 *            what leaves the ledger is 64 bits and stops at its ends.
 * Invariant  The sum over all entries is zero (ledger_sum, R-AUDIT-1).
 * Rules      R-UNIT-4, R-CASH-4, R-MARGIN-2.
 */
#ifndef PERPETUA_CORE_LEDGER_LEDGER_H
#define PERPETUA_CORE_LEDGER_LEDGER_H

#include <stdint.h>

#include "base/int_math.h"
#include "model/accounts_chart.h"
#include "model/units.h"

struct ledger_line {
    int128 balance_micros;
    int128 hold_micros;
};

struct ledger {
    struct ledger_line *lines; /* by entry; 0 is unused */
    uint32_t count;
};

/* Moves at least one micro between two different entries. */
void ledger_transfer(struct ledger *ledger, uint32_t from, uint32_t to, struct money amount);

/* The same for an amount of either sign: a negative one goes the other way, zero does nothing. */
void ledger_settle(struct ledger *ledger, uint32_t from, uint32_t to, struct money amount);

/* Changes what an entry holds; the result is at least zero. */
void ledger_hold(struct ledger *ledger, uint32_t entry, struct money change);

/* Shown in 64 bits. */
struct money ledger_balance(const struct ledger *ledger, uint32_t entry);
struct money ledger_held(const struct ledger *ledger, uint32_t entry);

/* The balance as it is. */
int128 ledger_exact(const struct ledger *ledger, uint32_t entry);

/* Balance less hold, at least zero. */
struct money ledger_free(const struct ledger *ledger, uint32_t entry);

/* The sum of all balances: zero, always. */
int128 ledger_sum(const struct ledger *ledger);

#endif
