/* SPDX-License-Identifier: Apache-2.0 */
/*
 * report.h - numbers of a replay's report as text.
 *
 * Role       Prices with their decimals, rates of many, and the lines that every format prints.
 * Invariant  Nothing printed here passes through binary floating point except a duration.
 * Rules      none.
 */
#ifndef PERPETUA_REPLAY_REPORT_H
#define PERPETUA_REPLAY_REPORT_H

#include <stdint.h>
#include <stdio.h>

#include "base/text.h"
#include "replay/replay.h"
#include "replay/venue.h"

struct report_number {
    char text[TEXT_NUMBER_SIZE];
};

/* "1808.080" for 1808080 at scale 3. */
struct report_number report_decimal(int64_t value, unsigned scale);

/* The same without zeros at its end: "42718" for 42718000 at scale 3. */
struct report_number report_short(int64_t value, unsigned scale);

/* "0.926", rounded down, for part of whole; "1.000" for nothing of nothing. */
struct report_number report_rate(uint64_t part, uint64_t whole);

/* "0.9738" for a share of 973799 millionths, to four decimals. */
struct report_number report_share(uint32_t share_ppm);

/* "venue: N commands, ..., NS ns a command". */
void report_venue(FILE *out, const struct venue *venue);

/* Closes the venue, prints nothing after a fault, and gives the status. */
enum replay_status report_status(struct venue *venue, bool is_pass,
                                 const struct replay_fault *fault);

#endif
