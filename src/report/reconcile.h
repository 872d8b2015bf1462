/* SPDX-License-Identifier: Apache-2.0 */
/*
 * reconcile.h - totals of reports against the tape and the ledger.
 *
 * Role       Counts comparisons and prints those that do not hold.  A report compares the sums of
 *            the rows that it wrote; reconcile_day compares the figures of a day with one another;
 *            reconcile_ledger with balances and positions that the caller reads from the venue's
 *            own ledger, which nothing in this folder can see.
 * Invariant  reconcile_holds only if at least one thing was compared and all were equal.
 * Rules      R-REPORT-10, R-CASH-4, R-AUDIT-1, R-AUDIT-2.
 */
#ifndef PERPETUA_REPORT_RECONCILE_H
#define PERPETUA_REPORT_RECONCILE_H

#include "model/accounts_chart.h"
#include "report/day.h"

struct reconcile {
    FILE *out; /* where differences are printed */
    uint64_t compared;
    uint64_t differing;
};

/* One comparison; `report` and `what` name it if it does not hold. */
void reconcile_equal(struct reconcile *reconcile, const char *report, const char *what,
                     int128 written, int128 expected);

static inline bool reconcile_holds(const struct reconcile *reconcile)
{
    return reconcile->compared > 0 && reconcile->differing == 0;
}

/* Within the day: tape and fills, lots and money before and after, both sides of open interest. */
void reconcile_day(struct reconcile *reconcile, const struct day *day);

/* The venue's own books, as they are at the end of a command. */
struct ledger_witness {
    void *context;
    int64_t (*balance)(void *context, uint32_t entry);
    /* False if the account never had an order in the product. */
    bool (*position)(void *context, uint32_t account_id, uint16_t product_id, int64_t *net_lots,
                     int64_t *paid_micros);
    int64_t (*open_interest)(void *context, uint16_t product_id);
    bool (*initial_margin)(void *context, uint32_t account_id, int64_t *micros);
};

/* To be called between two commands. */
void reconcile_ledger(struct reconcile *reconcile, struct day *day,
                      const struct ledger_witness *witness);

#endif
