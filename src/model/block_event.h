/* SPDX-License-Identifier: Apache-2.0 */
/*
 * block_event.h - what the venue says about blocks.
 *
 * Role   Bodies of 64 bytes of the events 185 to 187; header and list are in event.h.
 * Rules  R-BLOCK-1, R-BLOCK-5, R-BLOCK-6.
 */
#ifndef PERPETUA_MODEL_BLOCK_EVENT_H
#define PERPETUA_MODEL_BLOCK_EVENT_H

#include "model/block_terms.h"
#include "model/units.h"

/* X(name, number, body member): the part of EVENT_LIST that is told here. */
#define BLOCK_EVENT_LIST(X)                                                                        \
    X(EVENT_BLOCK_TERMS, 185, block_terms)                                                         \
    X(EVENT_BLOCK_TRADE, 186, block_trade) /* POSITION_MOVED, cause block, follows */              \
    X(EVENT_BLOCK_WITHDRAWN, 187, block_withdrawn)

/* The product is the header's product_id. */
struct event_block_terms {
    int64_t lots_min;
    int64_t window_ns;
    uint32_t band_ppm;
    uint32_t fee_ppm;
    uint32_t classes;
    uint32_t reserved32;
    uint64_t reserved[4];
};

/* The header's account is the maker. */
struct event_block_trade {
    uint64_t block_id;
    uint64_t trade_id;
    struct price price;
    struct qty qty;
    struct money maker_fee;
    struct money taker_fee;
    uint32_t taker_account_id;
    uint32_t proposer_id;
    uint32_t actor_id;   /* who accepted */
    uint8_t taker_side;  /* enum side */
    uint8_t maker_asked; /* 1: the maker proposed */
    uint8_t reserved8[2];
};

/* The header's account is the one that had proposed. */
struct event_block_withdrawn {
    uint64_t consent_id;
    int64_t agreed_ns;
    uint32_t actor_id;
    uint32_t reserved32;
    uint64_t reserved[5];
};

#endif
