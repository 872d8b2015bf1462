/* SPDX-License-Identifier: Apache-2.0 */
/*
 * quality_journal.h - market quality of every product of a journal.
 *
 * Role       Tells quality.h of each product what commands and events say: best prices and depth
 *            after each command, trades with who made and who took them, orders and how long they
 *            lived, marks, index and funding.
 * Ownership  quality_journal_create allocates, quality_journal_destroy frees.
 * Rules      R-BOOK-1, R-ACCT-3, R-FUND-6.
 */
#ifndef PERPETUA_QUALITY_QUALITY_JOURNAL_H
#define PERPETUA_QUALITY_QUALITY_JOURNAL_H

#include "market_data/market_data.h"
#include "model/command.h"
#include "model/event.h"
#include "quality/quality.h"

struct quality_product {
    struct quality quality;
    struct product_terms terms;
    struct body_payoff_terms payoff;
    struct body_funding_terms funding;
    bool is_known;
    bool is_touched;  /* its book may have changed in the command at hand */
    int64_t depth_ns; /* when depth was looked at last */
    int64_t mark_e4;
    int64_t index_e4;
    int64_t net_lots;
};

struct quality_journal;

/* NULL: there is no memory. */
struct quality_journal *quality_journal_create(uint32_t products_max, bool keeps_minutes);
void quality_journal_destroy(struct quality_journal *journal);

/* From now on only the newest minutes and days are kept, at least so many. */
void quality_journal_bound(struct quality_journal *journal, uint32_t periods_kept);

/* What the figures about the basis take as given: the interest on dollars less that on the coin, a
 * year, and what the other leg costs there and back. */
void quality_journal_costs(struct quality_journal *journal, int64_t carry_ppm, int64_t other_ppm);

/* Middles are kept second by second, to be compared with another market's. */
void quality_journal_keep_seconds(struct quality_journal *journal);

/* What it knows after the latest command, written down or taken up: keep/keep.h. */
struct keep;
void quality_journal_keep(struct quality_journal *journal, struct keep *keep);

/* A command with all its events; `worked`: whose terms hold from now on, NULL for none. */
struct quality_step {
    const struct command *command;
    const struct command *worked;
    const struct event *events;
    uint32_t event_count;
};

/* False: out of memory. */
bool quality_journal_command(struct quality_journal *journal, const struct quality_step *step);

/* The journal is over. */
bool quality_journal_finish(struct quality_journal *journal);

/* NULL if there is no such product. */
const struct quality_product *quality_journal_product(const struct quality_journal *journal,
                                                      uint32_t product_id);
uint32_t quality_journal_last(const struct quality_journal *journal); /* highest product */

#endif
