/* SPDX-License-Identifier: Apache-2.0 */
/*
 * naive_payoff.h - what a lot is worth, and in which money, in the naive venue.
 *
 * Role   Values carry the sign that they have for a bought lot; part 10 is followed in prices and
 *        signs, not by exchanging sides.
 * Rules  R-PAYOFF-1 to R-PAYOFF-11, R-CURRENCY-1 to R-CURRENCY-5.
 */
#ifndef PERPETUA_SIM_NAIVE_PAYOFF_H
#define PERPETUA_SIM_NAIVE_PAYOFF_H

#include "sim/naive_state.h"

struct naive_fault naive_command_payoff_terms(struct naive *naive);
struct naive_fault naive_command_account_currency(struct naive *naive);

bool naive_is_inverse(const struct naive_product *product);

/* R-PAYOFF-2 */
int128 naive_face(const struct naive_product *product);

/* R-PAYOFF-3: of one lot, not negative; 0 without a price. */
int128 naive_lot_value(const struct naive_product *product, int64_t price);

/* R-PAYOFF-4: of one lot in ten-thousandths, not negative. */
int128 naive_lot_value_e4(const struct naive_product *product, int128 price_e4);

/* R-PAYOFF-6: plus or minus 1, what a bought lot's value is multiplied by. */
int64_t naive_value_sign(const struct naive_product *product);

/* R-PAYOFF-6: of a position at a fine price, rounded down. */
int64_t naive_signed_value(const struct naive_product *product, int64_t net, int128 price_e4);

/* R-PAYOFF-2 for terms that the product has, or is to get. */
struct naive_fault naive_check_face(const struct product_terms *terms, uint32_t scale,
                                    int64_t highest_ticks);

/* R-CURRENCY-2 */
struct naive_fault naive_check_currency(const struct naive *naive, uint32_t account_id,
                                        uint32_t currency);

/* R-CURRENCY-3 */
uint32_t naive_venue_entry(uint32_t entry, uint32_t currency);

#endif
