/* SPDX-License-Identifier: Apache-2.0 */
/*
 * listing.h - BTCPERP and the calendars it lives by, as the commands that list it.
 *
 * Role       What an operator of a new venue would send, in order; the demonstration and tests send
 *            it.  Rates of funding and mark are those of the preset "btcperp".  Numbers that the
 *            contract's public record does not give are this project's, as the comments say.
 * Rules      R-TERMS-1, R-STEP-1, R-TIER-1, R-LIQ-1, R-SETTLE-1.
 */
#ifndef PERPETUA_MODEL_LISTING_H
#define PERPETUA_MODEL_LISTING_H

#include <stdbool.h>
#include <stdint.h>

#include "model/command.h"

struct listing {
    int64_t from_ns;          /* the calendars begin with this year */
    uint32_t fund_account_id; /* the product's insurance fund; exists before the listing */
    uint16_t product_id;
    uint8_t regime; /* enum liquidation_regime */
    uint8_t method; /* enum deleverage_method */
    uint32_t source_count;
    uint32_t source_ids[INDEX_SOURCES_MAX];
};

/* Fills command number `step`, from 0, all sent by the venue itself.  False behind the last. */
bool listing_command(const struct listing *listing, uint32_t step, struct command *command);

#endif
