/* SPDX-License-Identifier: Apache-2.0 */
/*
 * coverage.h - what a run has reached: kinds of commands and events, reject codes, reasons.
 *
 * Role   Counts what it is shown, prints a table, and names what a long run has missed.
 */
#ifndef PERPETUA_SIM_COVERAGE_H
#define PERPETUA_SIM_COVERAGE_H

#include <stdint.h>
#include <stdio.h>

#include "model/command.h"
#include "model/event.h"
#include "sim/economy_part.h"

#define COVERAGE_COMMANDS 160u
#define COVERAGE_EVENTS   192u
#define COVERAGE_REJECTS  192u
#define COVERAGE_REASONS  32u

/* Rare turns of part 8 that no name of the model tells apart; counted, not asked for. */
enum situation {
    SITUATION_AUCTIONED = 0,
    SITUATION_TAKEN_OVER,
    SITUATION_DELEVERAGED,
    SITUATION_TORN_UP,
    SITUATION_WATER_FILLED,
    SITUATION_RANKED,
    SITUATION_PRO_RATA,
    SITUATION_FUND_FEE,
    SITUATION_FUND_DEBT,
    SITUATION_FUND_TRIPPED,
    SITUATION_FUND_RELEASED,
    SITUATION_OWN_SHARE,
    SITUATION_FIRST_TRANCHE,
    SITUATION_GUARANTY_FUND,
    SITUATION_SECOND_TRANCHE,
    SITUATION_ASSESSMENT,
    SITUATION_GAINS,
    SITUATION_DEBT_LEFT,
    SITUATION_SECOND_DEFAULT,
    SITUATION_UNFUNDED,
    COVERAGE_SITUATIONS
};

struct coverage {
    uint64_t commands[COVERAGE_COMMANDS];
    uint64_t accepted[COVERAGE_COMMANDS]; /* of the commands, those that were not rejected */
    uint64_t events[COVERAGE_EVENTS];
    uint64_t rejects[COVERAGE_REJECTS];
    uint64_t checks[COVERAGE_REJECTS]; /* codes that ended an order with REASON_CHECK */
    uint64_t reasons[COVERAGE_REASONS];
    uint64_t situations[COVERAGE_SITUATIONS];
};

void coverage_count(struct coverage *coverage, const struct command *command,
                    const struct event *list, uint32_t count);
void coverage_add(struct coverage *sum, const struct coverage *part);
void coverage_print(const struct coverage *coverage, FILE *out);

/* Names everything that was never reached, one a line; returns how many.  What belongs to a part of
 * the economy is asked for only if it is in `parts`, a mask of enum economy_part. */
uint32_t coverage_missing(const struct coverage *coverage, uint32_t parts, FILE *out);

#endif
