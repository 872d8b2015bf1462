/* SPDX-License-Identifier: Apache-2.0 */
/*
 * term_presets.c - see term_presets.h.
 *
 * What the texts leave out is zero and means "not": no interest, no clamp, no cap.  Where the
 * public rules of a venue are silent the number is this project's, as the comment says.
 */
#include "model/term_presets.h"

#include <stddef.h>

#include "base/check.h"
#include "model/term_text.h"

#define CAPPED_INDEX                                                                               \
    "step_ns 1s  index_method capped_mean  stale_ns 10s  cap_ppm 0.5%  stray_ppm 5%  "             \
    "return_ppm 2%  return_ns 15m  degraded_below 3  halt_below 2  "

const struct term_preset term_presets[] = {
    /* 480 one-minute premiums, equal weights, clamp 2 %, zero below 0.01 %, New York time.  Impact
     * notional, band and average are ours. */
    {"btcperp", CAPPED_INDEX "impact_notional_micros 20000",
     "components basis|spread|touch  basis estimate_left  spread_price impact  average_ns 150s  "
     "thin_rule 1  band_ppm 5%  settle_window_ns 1m",
     "premium impact  sample_ns 1s  bucket_ns 1m  reduce median  weighting equal  clamp_e12 2%  "
     "dead_e12 0.01%  divisor 1  charge at_interval  funding_price settlement  "
     "times 00:00,08:00,16:00"},
    /* 1,920 samples of 15 s, later ones weigh more, interest 0.01 % dampened by 0.05 %. */
    {"bitnomial", CAPPED_INDEX "impact_notional_micros 20000",
     "components basis|spread|touch  basis estimate_left  average_ns 150s  thin_rule 1  "
     "settle_window_ns 1m",
     "premium impact  sample_ns 15s  bucket_ns 15s  reduce last  weighting linear  "
     "interest_e12 0.01%  dampener_e12 0.05%  divisor 1  charge at_interval  "
     "funding_price settlement  interval_ns 8h"},
    /* 20 samples an hour of mark against spot, a 24th of it, three quarters new, a quarter old. */
    {"coinbase", CAPPED_INDEX "impact_notional_micros 20000",
     "components basis|spread|touch  average_ns 150s  thin_rule 1  settle_window_ns 1m",
     "premium mark  sample_ns 3m  bucket_ns 3m  reduce last  weighting equal  divisor 24  "
     "smooth_ppm 75%  charge at_interval  funding_price mark  interval_ns 1h"},
    /* An hour's mean of 5 s samples, an eighth of the dampened eight-hour rate, 4 % an hour,
     * charged on the index, which is the weighted median of its sources. */
    {"hyperliquid",
     "step_ns 1s  index_method median  stale_ns 10s  halt_below 1  degraded_below 1  "
     "impact_notional_micros 20000",
     "components spread|touch|touch_average  spread_price touch  average_ns 150s  "
     "touch_average_ns 30s",
     "premium impact  sample_ns 5s  bucket_ns 5s  reduce last  weighting equal  "
     "interest_e12 0.01%  dampener_e12 0.05%  divisor 8  clamp_e12 4%  charge at_interval  "
     "funding_price index  interval_ns 1h"},
    /* The rate of one interval is charged in the next; bound 75 % of initial less maintenance
     * margin, change at most 75 % of maintenance margin.  The mark is the index with its basis. */
    {"bitmex", CAPPED_INDEX "impact_notional_micros 20000",
     "components basis  basis published_left",
     "premium impact  sample_ns 1m  bucket_ns 1m  reduce last  weighting equal  "
     "interest_e12 0.01%  dampener_e12 0.05%  divisor 1  cap_factor_ppm 75%  cap_initial_ppm 1%  "
     "cap_maintenance_ppm 0.5%  change_e12 0.375%  charge at_interval  funding_price mark  lag 1  "
     "interval_ns 8h"},
    /* 5,760 samples of 5 s, later ones weigh more; 0.3 % is 75 % of BTCUSDT's lowest maintenance
     * margin.  Mark: index with the rate left, 30 mids of 5 s, last price. */
    {"binance",
     "step_ns 1s  index_method capped_mean  stale_ns 10s  cap_ppm 1%  halt_below 1  "
     "degraded_below 1  impact_notional_micros 25000",
     "components basis|spread|last  basis estimate_left  spread_price touch  sample_count 30  "
     "spread_sample_ns 5s",
     "premium impact  sample_ns 5s  bucket_ns 5s  reduce last  weighting linear  "
     "interest_e12 0.01%  dampener_e12 0.05%  divisor 1  clamp_e12 0.3%  charge at_interval  "
     "funding_price mark  interval_ns 8h"},
    /* The premium of the mark, less 0.025 % towards zero, charged all the time. */
    {"deribit",
     "step_ns 1s  index_method capped_mean  stale_ns 3m  cap_ppm 0.5%  halt_below 1  "
     "degraded_below 1  impact_notional_micros 20000",
     "components spread  spread_price impact  average_ns 30s  band_ppm 0.5%",
     "premium mark  sample_ns 1s  bucket_ns 1s  reduce last  weighting equal  "
     "dampener_e12 0.025%  clamp_e12 0.5%  divisor 1  charge continuous  base_ns 8h  "
     "funding_price mark  interval_ns 8h"},
};

const uint32_t term_preset_count = sizeof term_presets / sizeof term_presets[0];

static const char *text_of(const struct term_preset *preset, uint16_t kind)
{
    switch (kind) {
    case COMMAND_PRICE_TERMS: return preset->prices;
    case COMMAND_MARK_TERMS: return preset->mark;
    case COMMAND_FUNDING_TERMS: return preset->funding;
    default: IMPOSSIBLE();
    }
}

static bool is_same(const char *a, const char *b)
{
    while (*a != '\0' && *a == *b) {
        a++;
        b++;
    }
    return *a == *b;
}

bool term_preset_apply(struct command *command, const char *name)
{
    for (uint32_t i = 0; i < term_preset_count; i++) {
        if (!is_same(term_presets[i].name, name)) continue;
        const char *wrong = terms_read(command, text_of(&term_presets[i], command->kind));
        ASSERT(wrong == NULL);
        return true;
    }
    return false;
}
