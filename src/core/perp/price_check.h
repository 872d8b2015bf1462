/* SPDX-License-Identifier: Apache-2.0 */
/*
 * price_check.h - are terms of prices, mark or funding legal.
 *
 * Role       The first field that is not, with the value given and the nearest legal one, in the
 *            order that the rulebook names.  Terms that passed are relied on everywhere else.
 * Rules      R-INDEX-1, R-MARK-1, R-FUND-1.
 */
#ifndef PERPETUA_CORE_PERP_PRICE_CHECK_H
#define PERPETUA_CORE_PERP_PRICE_CHECK_H

#include "model/price_terms.h"
#include "model/reject.h"

struct price_fault {
    enum field field; /* FIELD_NONE: legal */
    int64_t given;
    int64_t legal;
};

/* `mark` and `funding` are the product's present ones, zero if it has none. */
struct price_fault price_terms_check(const struct body_price_terms *terms,
                                     const struct body_mark_terms *mark,
                                     const struct body_funding_terms *funding);

struct price_fault mark_terms_check(const struct body_mark_terms *terms, int64_t step_ns);
struct price_fault funding_terms_check(const struct body_funding_terms *terms, int64_t step_ns);

#endif
