/* SPDX-License-Identifier: Apache-2.0 */
/*
 * payoff_terms.h - what a lot pays and in which money, as data.
 *
 * Role   Bodies of the commands that give a product its payoff and currency, and an account its
 *        currency.
 * Rules  R-PAYOFF-1, R-CURRENCY-1.
 */
#ifndef PERPETUA_MODEL_PAYOFF_TERMS_H
#define PERPETUA_MODEL_PAYOFF_TERMS_H

#include <stdint.h>

#include "model/limits.h"
#include "model/units.h"

/* How the value of a lot follows from a price. */
enum payoff_kind {
    PAYOFF_LINEAR = 0, /* price x tick value */
    PAYOFF_INVERSE = 1 /* face / price */
};

#define CURRENCY_DOLLAR  0u  /* micro-dollars; another currency counts its own smallest unit */
#define CURRENCIES_MAX   15u /* currencies are 0..14 */
#define PAYOFF_SCALE_MAX 9u  /* the face is tick value x 10^scale */

struct body_payoff_terms {
    uint8_t payoff; /* enum payoff_kind */
    uint8_t currency;
    uint8_t scale; /* PAYOFF_INVERSE, else 0 */
    uint8_t reserved[5];
};

struct body_account_currency {
    uint8_t currency;
    uint8_t reserved[7];
};

static_assert(sizeof(struct body_payoff_terms) == 8, "journal format version 1");
static_assert(sizeof(struct body_account_currency) == 8, "journal format version 1");

#endif
