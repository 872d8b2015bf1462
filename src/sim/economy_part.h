/* SPDX-License-Identifier: Apache-2.0 */
/*
 * economy_part.h - the parts of the economy, as a mask: what a stream uses and a venue knows.
 *
 * Role   Parts 6 to 12 of the rulebook, each with its own range of command kinds.
 */
#ifndef PERPETUA_SIM_ECONOMY_PART_H
#define PERPETUA_SIM_ECONOMY_PART_H

#include <stdint.h>

#include "model/command.h"

enum economy_part {
    PART_PRICES = 1u << 0,
    PART_MARGIN = 1u << 1,
    PART_SETTLEMENT = 1u << 2,
    PART_LIQUIDATION = 1u << 3,
    PART_WATERFALL = 1u << 4, /* the defaults of part 8 */
    PART_PAYOFF = 1u << 5,    /* part 10 */
    PART_REGISTER = 1u << 6   /* parts 11 and 12 */
};

#define PARTS_ALL 127u

/* The part that a kind of command belongs to; 0 for those of orders and of the venue. */
static inline uint32_t economy_part_of(uint16_t kind)
{
    if (kind < COMMAND_PRICE_TERMS) return 0;
    if (kind < COMMAND_MARGIN_VENUE) return PART_PRICES;
    if (kind < COMMAND_LIQUIDATION_TERMS) return PART_MARGIN;
    if (kind == COMMAND_DEFAULT_TERMS || kind == COMMAND_DEFAULT_MEMBER) return PART_WATERFALL;
    if (kind < COMMAND_BUSINESS_CALENDAR) return PART_LIQUIDATION;
    if (kind < COMMAND_PAYOFF_TERMS) return PART_SETTLEMENT;
    return kind < COMMAND_REGISTER_TERMS ? PART_PAYOFF : PART_REGISTER;
}

#endif
