/* SPDX-License-Identifier: Apache-2.0 */
/*
 * layout.h - where the arrays of the core lie in its memory.
 *
 * Role       One table of arrays serves for the size, for carving, for the snapshot and for the
 *            hash, so an array cannot be forgotten in one of them.
 * Rules      none.
 */
#ifndef PERPETUA_CORE_STATE_LAYOUT_H
#define PERPETUA_CORE_STATE_LAYOUT_H

#include "core/state/state.h"

struct layout_piece {
    size_t place; /* offset in struct core of the pointer to the array */
    size_t item_size;
    size_t count;
};

#define LAYOUT_PIECES 47u

void layout_pieces(const struct core_config *config, struct layout_piece pieces[LAYOUT_PIECES]);

/* Items of piece `index` in use: what is behind them is zero. */
size_t layout_used(const struct core *core, uint32_t index, size_t count);

/* Entries of the client index and of the position table. */
uint32_t layout_client_entries(const struct core_config *config);
uint32_t layout_position_buckets(const struct core_config *config);
/* Room for what accounts have of assets. */
uint32_t layout_holdings(const struct core_config *config);
/* R-REG-2, R-CASE-1: numbers of entries and of cases are below. */
uint32_t layout_register_entries(const struct core_config *config);
uint32_t layout_trades(const struct core_config *config);

/* R-FEE-3: places for volumes of owners, the first unused. */
uint32_t layout_volumes(const struct core_config *config);
uint32_t layout_cases(const struct core_config *config);
uint32_t layout_slot_bits(const struct core_config *config);

/* Room for the lists of one liquidation step, memory beside the state, empty between steps: how
 * many accounts they hold, and the bytes of the largest of those that are needed one after the
 * other. */
uint32_t layout_step_items(const struct core_config *config);
size_t layout_step_lists_size(const struct core_config *config);

#endif
