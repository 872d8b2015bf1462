/* SPDX-License-Identifier: Apache-2.0 */
/*
 * register_example.h - a register that mirrors the public record of 2026, as commands.
 *
 * Role       What the demonstration installs before it lists its product, and what the page and the
 *            reports have to show.  It is an example: dates, texts and conditions were taken from
 *            public documents, some of them second-hand, and must be checked against the texts in
 *            force before anybody relies on them.
 * Rules      R-REG-1, R-REG-2, R-REG-5.
 */
#ifndef PERPETUA_MODEL_REGISTER_EXAMPLE_H
#define PERPETUA_MODEL_REGISTER_EXAMPLE_H

#include <stdbool.h>

#include "model/command.h"

/* Numbers of the entries that others cite. */
enum example_entry {
    EXAMPLE_ORDER = 1,  /* the approval of 29 May 2026 */
    EXAMPLE_FILING = 2, /* what was submitted for it */
    EXAMPLE_POLICY = 3,
    EXAMPLE_CONVERSION = 4,
    EXAMPLE_FOREIGN = 5,
    EXAMPLE_HOURS = 6,
    EXAMPLE_COURT = 7,
    EXAMPLE_EMERGENCY = 8
};

#define EXAMPLE_ENTRIES 8u

/* From here on the approval was in force: 2026-05-29 00:00 in New York. */
#define EXAMPLE_APPROVAL_NS INT64_C(1780027200000000000)

/* Fills command number `step`, from 0, sent by the venue itself: the entries, then the gate.  At a
 * venue whose time is before the approval the gate stays off: its place is a TICK.  False behind
 * the last. */
bool register_example_command(uint32_t step, uint16_t product_id, int64_t now_ns,
                              struct command *command);

/* The filing of the product, complete: between its definition and its first state. */
void register_example_filing(struct command *command);

#endif
