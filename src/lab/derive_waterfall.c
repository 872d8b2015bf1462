/* SPDX-License-Identifier: Apache-2.0 */
/*
 * derive_waterfall.c - see derive_waterfall.h.
 *
 * Role   See derive_waterfall.h.
 * Rules  R-DEFAULT-2, R-DEFAULT-3, R-DEFAULT-4.
 */
#include "lab/derive_waterfall.h"

#include "lab/derive_value.h"

#define DAY_NS INT64_C(86400000000000)

static int128 share_of(int128 micros, uint32_t rate_ppm)
{
    return div_floor(micros * (int64_t)rate_ppm, PPM_ONE);
}

int64_t derive_tranche(const struct body_default_terms *terms, int128 fund_micros)
{
    int128 share = share_of(fund_micros, terms->tranche_ppm);
    return share > terms->tranche_micros ? derive_shown(share) : terms->tranche_micros;
}

void derive_calls_add(struct derived_calls *calls, int64_t now_ns, int64_t micros)
{
    uint32_t last = calls->count - 1;
    bool is_same_day = calls->count > 0 && calls->times_ns[last] / DAY_NS == now_ns / DAY_NS;
    if (is_same_day) {
        calls->times_ns[last] = now_ns;
        calls->micros[last] += micros;
        return;
    }
    if (calls->count == DERIVED_CALLS_MAX) {
        /* The two oldest become one, made at the later of them. */
        calls->micros[1] += calls->micros[0];
        for (uint32_t i = 1; i < calls->count; i++) {
            calls->times_ns[i - 1] = calls->times_ns[i];
            calls->micros[i - 1] = calls->micros[i];
        }
        calls->count--;
    }
    calls->times_ns[calls->count] = now_ns;
    calls->micros[calls->count++] = micros;
}

int128 derive_calls_sum(const struct derived_calls *calls, int64_t now_ns, int64_t window_ns)
{
    int128 sum = 0;
    for (uint32_t i = 0; i < calls->count; i++) {
        if (now_ns - calls->times_ns[i] < window_ns) sum += calls->micros[i];
    }
    return sum;
}

int64_t derive_call(const struct body_default_terms *terms, int64_t requirement_micros,
                    int64_t called_micros, int128 window_micros)
{
    int128 by_default = share_of(requirement_micros, terms->assessment_ppm) - called_micros;
    int128 by_window = share_of(requirement_micros, terms->assessment_sum_ppm) - window_micros;
    int128 most = by_default < by_window ? by_default : by_window;
    return most > 0 ? derive_shown(most) : 0;
}

int64_t derive_divide(struct payer *payers, uint32_t count, int64_t amount_micros)
{
    int64_t left = amount_micros;
    bool by_units = false;
    while (left > 0) {
        int128 weights = 0;
        for (uint32_t i = 0; i < count; i++) {
            if (payers[i].given_micros < payers[i].most_micros) weights += payers[i].weight_micros;
        }
        if (weights == 0) break;
        int64_t round = left;
        for (uint32_t i = 0; i < count && left > 0; i++) {
            struct payer *payer = &payers[i];
            int64_t room = payer->most_micros - payer->given_micros;
            int64_t part = (int64_t)((int128)round * payer->weight_micros / weights);
            if (by_units) part = payer->weight_micros > 0;
            part = i64_clamp(part, 0, room);
            payer->given_micros += part;
            left -= part;
        }
        if (left == round && by_units) break;
        by_units = left == round;
    }
    return left;
}
