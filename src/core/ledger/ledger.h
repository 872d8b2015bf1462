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

#include <stdbool.h>
#include <stdint.h>

#include "base/int_math.h"
#include "model/accounts_chart.h"
#include "model/units.h"

struct ledger_line {
    int128 balance_micros;
    int128 hold_micros;
};

struct ledger {
    struct ledger_line *lines;         /* by entry; 0 is unused */
    struct ledger_line *product_lines; /* by entry less ENTRY_PRODUCT_FIRST */
    uint32_t count;
    uint32_t product_count;
};

static inline bool ledger_has(const struct ledger *ledger, uint32_t entry)
{
    if (entry >= ENTRY_PRODUCT_FIRST) return entry - ENTRY_PRODUCT_FIRST < ledger->product_count;
    return entry > 0 && entry < ledger->count;
}

static inline struct ledger_line *ledger_line_at(const struct ledger *ledger, uint32_t entry)
{
    if (entry >= ENTRY_PRODUCT_FIRST) return &ledger->product_lines[entry - ENTRY_PRODUCT_FIRST];
    return &ledger->lines[entry];
}

/* Moves at least one micro between two different entries. */
void ledger_transfer(struct ledger *ledger, uint32_t from, uint32_t to, struct money amount);

/* The same for an amount of either sign: a negative one goes the other way, zero does nothing. */
void ledger_settle(struct ledger *ledger, uint32_t from, uint32_t to, struct money amount);

/* The same for an amount that may be wider than a payment. */
void ledger_settle_exact(struct ledger *ledger, uint32_t from, uint32_t to, int128 amount_micros);

/* Changes what an entry holds; the result is at least zero. */
void ledger_hold(struct ledger *ledger, uint32_t entry, struct money change);

/* An exact sum in 64 bits: what lies beyond them is shown at their ends (R-UNIT-4). */
struct money money_shown(int128 micros);

/* Shown in 64 bits. */
struct money ledger_balance(const struct ledger *ledger, uint32_t entry);
struct money ledger_held(const struct ledger *ledger, uint32_t entry);

/* The balance as it is. */
int128 ledger_exact(const struct ledger *ledger, uint32_t entry);

/* Balance less hold, at least zero. */
struct money ledger_free(const struct ledger *ledger, uint32_t entry);

/* Balance less hold less what is due, at least zero. */
struct money ledger_free_after(const struct ledger *ledger, uint32_t entry, int128 due_micros);

/* A number of micros as 64 bits can show it. */
struct money money_shown(int128 micros);

/* The sum of all balances: zero, always. */
int128 ledger_sum(const struct ledger *ledger);

#endif
