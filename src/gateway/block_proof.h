/* SPDX-License-Identifier: Apache-2.0 */
/*
 * block_proof.h - what one side of a block signs, for the other to show.
 *
 * Role       verify_block_trade gives a text that names who consents and to which terms; whoever
 *            has it can carry the block out at these terms and no others.  Pure: the caller has the
 *            key and the clock.
 * Invariant  A text that passes block_proof_read was made with the same key and not altered since.
 *            Two proofs for the same terms have the same consent number, whoever made them.
 * Rules      R-BLOCK-2, R-BLOCK-6.
 */
#ifndef PERPETUA_GATEWAY_BLOCK_PROOF_H
#define PERPETUA_GATEWAY_BLOCK_PROOF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BLOCK_KEY_SIZE   32u
#define BLOCK_PROOF_SIZE 192u /* of the text, with its zero byte */

/* What both sides agree on; the direction is the maker's. */
struct block_agreement {
    int64_t timestamp_ms;
    const char *nonce;
    int64_t price_ticks;
    int64_t lots;
    uint16_t product_id;
    uint8_t maker_side; /* enum side */
};

struct block_proof {
    int64_t timestamp_ms;
    uint64_t consent_id; /* never 0 */
    uint32_t account_id; /* that consents, */
    uint32_t user_id;    /* by this user */
    bool is_maker;
    bool needs_approval; /* of the account's owner, before it counts */
    uint64_t key_number; /* of the API key */
};

/* The number of a proposal at these terms.  0: the library failed. */
uint64_t block_consent_id(const uint8_t key[BLOCK_KEY_SIZE], const struct block_agreement *agreed);

/* False: the library failed. */
bool block_proof_write(const uint8_t key[BLOCK_KEY_SIZE], const struct block_proof *proof,
                       char text[BLOCK_PROOF_SIZE]);

/* False: it is no proof of this key. */
bool block_proof_read(const uint8_t key[BLOCK_KEY_SIZE], const char *text,
                      struct block_proof *proof);

#endif
