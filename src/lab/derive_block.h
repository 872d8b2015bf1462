/* SPDX-License-Identifier: Apache-2.0 */
/*
 * derive_block.h - what refuses lots that change hands away from the book, for one of two accounts.
 *
 * Role       The arithmetic of blocks and of moves between accounts of one owner, written for
 *            receipts and without the core.
 * Invariant  With the smallest deposit they pass and with a micro less they do not
 *            (derive_block_test.c).
 * Rules      R-BLOCK-4, R-MOVE-2, R-GIVE-5.
 */
#ifndef PERPETUA_LAB_DERIVE_BLOCK_H
#define PERPETUA_LAB_DERIVE_BLOCK_H

#include "lab/derive_account.h"

struct block_case {
    struct order_case order; /* the same lots as an order */
    uint32_t fee_ppm;        /* of a block; 0: of a move */
    bool is_asked;           /* R-GIVE-5: as an order they have to pass, too */
    bool is_at_mark;         /* R-MOVE-2: they move for the value at the mark */
};

struct derived_block {
    struct derived_order order;
    int128 initial_after_micros;
    int128 loss_micros; /* worse than the mark */
    int128 fee_micros;
    int128 needed_micros;
    bool is_by_order;           /* as an order they are refused, and nothing else is looked at */
    enum order_verdict verdict; /* of the first check that refuses */
};

struct derived_block derive_block(const struct block_case *block);

/* The smallest deposit with which they pass; 0 if none helps. */
int128 derive_block_deposit(const struct block_case *block, const struct derived_block *derived);

#endif
