/* SPDX-License-Identifier: Apache-2.0 */
/*
 * derive_waterfall.h - how a defaulter's debt is paid, layer by layer, computed from terms.
 *
 * Role       Bounds of tranches and assessments, division among several, and the list of payments,
 *            written for receipts and without the core.
 * Invariant  Nobody gives more than its bound; the parts sum to the amount or to all bounds
 *            (derive_waterfall_test.c).
 * Rules      R-DEFAULT-1 to R-DEFAULT-4, R-DEFAULT-7.
 */
#ifndef PERPETUA_LAB_DERIVE_WATERFALL_H
#define PERPETUA_LAB_DERIVE_WATERFALL_H

#include <stdbool.h>

#include "base/int_math.h"
#include "model/liquidation_terms.h"

/* One of those who share a part of a debt. */
struct payer {
    uint32_t account_id;
    uint32_t member_id; /* 0: capital, or one who gained */
    uint8_t layer;      /* enum waterfall_layer */
    int64_t weight_micros;
    int64_t most_micros;
    int64_t given_micros;
    int64_t left_micros; /* of the debt, after it */
};

/* R-DEFAULT-2: of each tranche, in one default. */
int64_t derive_tranche(const struct body_default_terms *terms, int128 fund_micros);

#define DERIVED_CALLS_MAX 16u

/* R-DEFAULT-3: what was called from a member, one entry a day. */
struct derived_calls {
    uint32_t count;
    int64_t times_ns[DERIVED_CALLS_MAX];
    int128 micros[DERIVED_CALLS_MAX];
};

void derive_calls_add(struct derived_calls *calls, int64_t now_ns, int64_t micros);
int128 derive_calls_sum(const struct derived_calls *calls, int64_t now_ns, int64_t window_ns);

/* R-DEFAULT-3: what may be called of a member now, with what was called from it in this default and
 * in the window. */
int64_t derive_call(const struct body_default_terms *terms, int64_t requirement_micros,
                    int64_t called_micros, int128 window_micros);

/* R-DEFAULT-4: divides an amount; returns what of it nobody gave. */
int64_t derive_divide(struct payer *payers, uint32_t count, int64_t amount_micros);

#endif
