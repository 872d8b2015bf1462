/* SPDX-License-Identifier: Apache-2.0 */
/*
 * block_terms.h - trades that two accounts agree on away from the book, and moves of positions.
 *
 * Role   Bodies of the commands of part 13.
 * Rules  R-BLOCK-1 to R-BLOCK-6, R-MOVE-2.
 */
#ifndef PERPETUA_MODEL_BLOCK_TERMS_H
#define PERPETUA_MODEL_BLOCK_TERMS_H

#include <stdint.h>

#include "model/limits.h"
#include "model/units.h"

#define BLOCK_CONSENTS_MAX    1024u                  /* kept at one time */
#define BLOCK_WITHDRAWALS_MAX 16u                    /* of them withdrawn by one account */
#define BLOCK_WINDOW_NS_MAX   INT64_C(3600000000000) /* a consent is kept for so long */

struct body_block_terms {
    int64_t lots_min;  /* smallest block; 0: none are allowed */
    int64_t window_ns; /* an agreement is carried out within it */
    uint32_t band_ppm; /* widest distance of the price from the mark */
    uint32_t fee_ppm;  /* of the notional, from each side */
    uint32_t classes;  /* mask of enum account_class: either side has one; 0: every account */
    uint32_t reserved;
};

/* The header's account accepts what another has proposed. */
struct body_block_trade {
    uint64_t consent_id; /* of the proposal: no two blocks have the same */
    int64_t agreed_ns;   /* when both knew the terms */
    struct price price;
    int64_t lots;
    uint32_t other_account_id;
    uint32_t proposer_id; /* user who consented for the other account; 0: the venue itself */
    uint8_t side;         /* enum side: of the header's account */
    uint8_t is_maker;     /* 1: the header's account is called the maker */
    uint8_t reserved[6];
};

/* The header's account takes its proposal back. */
struct body_block_withdraw {
    uint64_t consent_id;
    int64_t agreed_ns;
};

/* From the header's account to another of the same owner. */
struct body_position_move {
    int64_t lots;       /* 0: all */
    struct price price; /* 0: the mark */
    uint32_t to_account_id;
    uint32_t reserved;
};

static_assert(sizeof(struct body_block_terms) == 32, "no padding");
static_assert(sizeof(struct body_block_trade) == 48, "no padding");
static_assert(sizeof(struct body_block_withdraw) == 16, "no padding");
static_assert(sizeof(struct body_position_move) == 24, "no padding");

#endif
