/* SPDX-License-Identifier: Apache-2.0 */
/*
 * price_text.c - see price_text.h.
 */
#include "model/price_text.h"

#include "model/command.h"
#include "model/event.h"

#define CF(name, label, member, format, show)                                                      \
    TEXT_FIELD(struct command, name, label, member, format, show, 0)
#define CW(name, label, member, show, words)                                                       \
    TEXT_FIELD(struct command, name, label, member, FORMAT_WORD, show, words)
#define EF(name, label, member, format, show)                                                      \
    TEXT_FIELD(struct event, name, label, member, format, show, 0)
#define EW(name, label, member, show, words)                                                       \
    TEXT_FIELD(struct event, name, label, member, FORMAT_WORD, show, words)
#define EM(name, label, member, show, words)                                                       \
    TEXT_FIELD(struct event, name, label, member, FORMAT_MASK, show, words)

#define ALWAYS  SHOW_ALWAYS
#define NONZERO SHOW_NONZERO

#define PRODUCT_HEAD EF("product_id", "", product_id, FORMAT_PRODUCT, ALWAYS)

/* --- commands --------------------------------------------------------------------------------- */

static const struct text_field price_terms_fields[] = {
    CF("step_ns", "step", prices.step_ns, FORMAT_DURATION, ALWAYS),
    CF("impact_notional_micros", "impact", prices.impact_notional_micros, FORMAT_MONEY, NONZERO),
    CW("index_method", "index", prices.index_method, ALWAYS, WORDS_INDEX_METHOD),
    CF("stale_ns", "stale", prices.stale_ns, FORMAT_DURATION, NONZERO),
    CF("cap_ppm", "cap", prices.cap_ppm, FORMAT_PPM, NONZERO),
    CF("stray_ppm", "stray", prices.stray_ppm, FORMAT_PPM, NONZERO),
    CF("return_ppm", "return", prices.return_ppm, FORMAT_PPM, NONZERO),
    CF("return_ns", "return after", prices.return_ns, FORMAT_DURATION, NONZERO),
    CF("degraded_below", "degraded below", prices.degraded_below, FORMAT_UNSIGNED, NONZERO),
    CF("halt_below", "halt below", prices.halt_below, FORMAT_UNSIGNED, NONZERO),
    CF("degraded_lots_max", "degraded lots", prices.degraded_lots_max, FORMAT_QTY, NONZERO),
    CF("source_count", "sources", prices.source_count, FORMAT_UNSIGNED, NONZERO),
};

static const struct text_field index_source_fields[] = {
    TEXT_FIELD(struct index_source, "source_id", "", source_id, FORMAT_UNSIGNED, SHOW_ALWAYS, 0),
    TEXT_FIELD(struct index_source, "weight", "weight", weight, FORMAT_UNSIGNED, SHOW_ALWAYS, 0),
};

static const struct text_field source_price_fields[] = {
    CF("source_id", "source", source.source_id, FORMAT_UNSIGNED, ALWAYS),
    CF("bid_ticks_e4", "bid", source.bid, FORMAT_FINE_PRICE, NONZERO),
    CF("ask_ticks_e4", "ask", source.ask, FORMAT_FINE_PRICE, NONZERO),
    CF("last_ticks_e4", "last", source.last, FORMAT_FINE_PRICE, NONZERO),
    CF("source_time_ns", "stamped", source.source_time_ns, FORMAT_TIME, NONZERO),
};

static const struct text_field mark_terms_fields[] = {
    TEXT_FIELD(struct command, "components", "components", mark.components, FORMAT_MASK, ALWAYS,
               WORDS_COMPONENTS),
    CW("basis", "basis", mark.basis, NONZERO, WORDS_BASIS),
    CW("spread_price", "spread", mark.spread_price, NONZERO, WORDS_SPREAD_PRICE),
    CF("average_ns", "average", mark.average_ns, FORMAT_DURATION, NONZERO),
    CF("touch_average_ns", "touch average", mark.touch_average_ns, FORMAT_DURATION, NONZERO),
    CF("sample_count", "samples", mark.sample_count, FORMAT_UNSIGNED, NONZERO),
    CF("spread_sample_ns", "sample", mark.spread_sample_ns, FORMAT_DURATION, NONZERO),
    CF("band_ppm", "band", mark.band_ppm, FORMAT_PPM, NONZERO),
    CF("thin_rule", "thin", mark.thin_rule, FORMAT_UNSIGNED, NONZERO),
    CF("settle_window_ns", "window", mark.settle_window_ns, FORMAT_DURATION, NONZERO),
};

static const struct text_field funding_terms_fields[] = {
    CW("premium", "premium", funding.premium, ALWAYS, WORDS_PREMIUM),
    CF("sample_ns", "sample", funding.sample_ns, FORMAT_DURATION, NONZERO),
    CF("sample_cap_ppm", "sample cap", funding.sample_cap_ppm, FORMAT_PPM, NONZERO),
    CF("bucket_ns", "bucket", funding.bucket_ns, FORMAT_DURATION, NONZERO),
    CW("reduce", "by", funding.reduce, ALWAYS, WORDS_REDUCE),
    CW("weighting", "weights", funding.weighting, ALWAYS, WORDS_WEIGHTS),
    CF("interest_e12", "interest", funding.interest_e12, FORMAT_E12, NONZERO),
    CF("dampener_e12", "dampener", funding.dampener_e12, FORMAT_E12, NONZERO),
    CF("divisor", "divisor", funding.divisor, FORMAT_UNSIGNED, NONZERO),
    CF("smooth_ppm", "smooth", funding.smooth_ppm, FORMAT_PPM, NONZERO),
    CF("cap_factor_ppm", "margin cap", funding.cap_factor_ppm, FORMAT_PPM, NONZERO),
    CF("cap_initial_ppm", "initial", funding.cap_initial_ppm, FORMAT_PPM, NONZERO),
    CF("cap_maintenance_ppm", "maintenance", funding.cap_maintenance_ppm, FORMAT_PPM, NONZERO),
    CF("change_e12", "change", funding.change_e12, FORMAT_E12, NONZERO),
    CF("clamp_e12", "clamp", funding.clamp_e12, FORMAT_E12, NONZERO),
    CF("dead_e12", "dead", funding.dead_e12, FORMAT_E12, NONZERO),
    CW("charge", "charge", funding.charge, ALWAYS, WORDS_CHARGE),
    CF("base_ns", "base", funding.base_ns, FORMAT_DURATION, NONZERO),
    CW("funding_price", "on", funding.price, ALWAYS, WORDS_FUNDING_PRICE),
    CF("lag", "lag", funding.lag, FORMAT_UNSIGNED, NONZERO),
    CF("interval_ns", "every", funding.interval_ns, FORMAT_DURATION, NONZERO),
    CF("time_count", "times", funding.time_count, FORMAT_UNSIGNED, NONZERO),
};

/* One local time of the list; the core keeps a plain array of them. */
struct funding_time {
    uint16_t minute;
};

static const struct text_field funding_time_fields[] = {
    TEXT_FIELD(struct funding_time, "minute", "", minute, FORMAT_UNSIGNED, SHOW_ALWAYS, 0),
};

/* --- events ----------------------------------------------------------------------------------- */

static const struct text_field price_terms_event_fields[] = {
    PRODUCT_HEAD,
    EW("command_kind", "", price_terms.command_kind, ALWAYS, WORDS_COMMAND),
    EF("step_ns", "step", price_terms.step_ns, FORMAT_DURATION, ALWAYS),
    EF("next_step_ns", "next", price_terms.next_step_ns, FORMAT_TIME, ALWAYS),
    EF("next_funding_ns", "funding", price_terms.next_funding_ns, FORMAT_TIME, NONZERO),
};

static const struct text_field index_fields[] = {
    PRODUCT_HEAD,
    EF("index_ticks_e4", "", index_value.index, FORMAT_FINE_PRICE, ALWAYS),
    EW("state", "state", index_value.state, ALWAYS, WORDS_INDEX_STATE),
    EF("median_ticks_e4", "median", index_value.median, FORMAT_FINE_PRICE, ALWAYS),
    EF("live", "live", index_value.live, FORMAT_UNSIGNED, ALWAYS),
    EF("capped", "capped", index_value.capped, FORMAT_UNSIGNED, ALWAYS),
    EF("banned", "banned", index_value.banned, FORMAT_UNSIGNED, ALWAYS),
    EF("stale", "stale", index_value.stale, FORMAT_UNSIGNED, ALWAYS),
    EF("statuses", "statuses", index_value.statuses, FORMAT_HEX, ALWAYS),
    EF("as_of_ns", "as of", index_value.as_of_ns, FORMAT_TIME, ALWAYS),
};

static const struct text_field index_input_fields[] = {
    PRODUCT_HEAD,
    EF("first", "first", index_input.first, FORMAT_UNSIGNED, ALWAYS),
    EF("source_1_id", "source", index_input.source_ids[0], FORMAT_UNSIGNED, ALWAYS),
    EF("price_1_ticks_e4", "price", index_input.inputs[0].price, FORMAT_FINE_PRICE, ALWAYS),
    EF("sequence_1", "sequence", index_input.inputs[0].sequence, FORMAT_UNSIGNED, ALWAYS),
    EF("source_2_id", "source 2", index_input.source_ids[1], FORMAT_UNSIGNED, NONZERO),
    EF("price_2_ticks_e4", "price 2", index_input.inputs[1].price, FORMAT_FINE_PRICE, NONZERO),
    EF("sequence_2", "sequence 2", index_input.inputs[1].sequence, FORMAT_UNSIGNED, NONZERO),
    EF("source_3_id", "source 3", index_input.source_ids[2], FORMAT_UNSIGNED, NONZERO),
    EF("price_3_ticks_e4", "price 3", index_input.inputs[2].price, FORMAT_FINE_PRICE, NONZERO),
    EF("sequence_3", "sequence 3", index_input.inputs[2].sequence, FORMAT_UNSIGNED, NONZERO),
};

static const struct text_field mark_fields[] = {
    PRODUCT_HEAD,
    EF("mark_ticks_e4", "", mark.mark, FORMAT_FINE_PRICE, ALWAYS),
    EM("counted", "counted", mark.counted, ALWAYS, WORDS_COMPONENTS),
    EF("basis_ticks_e4", "basis", mark.basis, FORMAT_FINE_PRICE, NONZERO),
    EF("spread_ticks_e4", "spread", mark.spread, FORMAT_FINE_PRICE, NONZERO),
    EF("touch_ticks_e4", "touch", mark.touch, FORMAT_FINE_PRICE, NONZERO),
    EF("impact_bid_ticks_e4", "impact bid", mark.impact_bid, FORMAT_FINE_PRICE, NONZERO),
    EF("impact_ask_ticks_e4", "impact ask", mark.impact_ask, FORMAT_FINE_PRICE, NONZERO),
    EF("premium_e12", "premium", mark.premium_e12, FORMAT_E12, NONZERO),
};

static const struct text_field premium_fields[] = {
    PRODUCT_HEAD,
    EF("premium_e12", "", premium.premium_e12, FORMAT_E12, ALWAYS),
    EF("average_e12", "average", premium.average_e12, FORMAT_E12, ALWAYS),
    EF("estimate_e12", "estimate", premium.estimate_e12, FORMAT_E12, ALWAYS),
    EF("samples", "samples", premium.samples, FORMAT_UNSIGNED, ALWAYS),
    EF("buckets", "buckets", premium.buckets, FORMAT_UNSIGNED, ALWAYS),
    EF("bucket_end_ns", "until", premium.bucket_end_ns, FORMAT_TIME, ALWAYS),
};

static const struct text_field funding_fields[] = {
    PRODUCT_HEAD,
    EF("rate_e12", "", funding.rate_e12, FORMAT_E12, ALWAYS),
    EF("average_e12", "average", funding.average_e12, FORMAT_E12, ALWAYS),
    EF("published_e12", "published", funding.published_e12, FORMAT_E12, ALWAYS),
    EF("price_ticks_e4", "on", funding.price, FORMAT_FINE_PRICE, ALWAYS),
    EF("cumulative_nanos", "cumulative", funding.cumulative_nanos, FORMAT_SIGNED, ALWAYS),
    EF("buckets", "buckets", funding.buckets, FORMAT_UNSIGNED, ALWAYS),
    EF("as_of_ns", "as of", funding.as_of_ns, FORMAT_TIME, ALWAYS),
    EF("next_funding_ns", "next", funding.next_funding_ns, FORMAT_TIME, ALWAYS),
};

static const struct text_field payment_fields[] = {
    EF("account_id", "", account_id, FORMAT_ACCOUNT, ALWAYS),
    EF("amount_micros", "amount", payment.amount, FORMAT_MONEY, ALWAYS),
    EF("net_lots", "net", payment.net, FORMAT_QTY, ALWAYS),
    EF("from_nanos", "from", payment.from_nanos, FORMAT_SIGNED, ALWAYS),
    EF("to_nanos", "to", payment.to_nanos, FORMAT_SIGNED, ALWAYS),
    EF("balance_micros", "balance", payment.balance, FORMAT_MONEY, ALWAYS),
    EF("product_id", "product", product_id, FORMAT_PRODUCT, ALWAYS),
};

#define TABLE(list)                                                                                \
    (struct text_table)                                                                            \
    {                                                                                              \
        list, (uint32_t)(sizeof list / sizeof(list)[0])                                            \
    }

static const struct text_field funding_collect_fields[] = {
    CF("first_account_id", "from", funding_collect.first_account_id, FORMAT_ACCOUNT, ALWAYS),
    CF("last_account_id", "to", funding_collect.last_account_id, FORMAT_ACCOUNT, ALWAYS),
};

struct text_table price_command_table(uint16_t kind)
{
    switch (kind) {
    case COMMAND_PRICE_TERMS: return TABLE(price_terms_fields);
    case COMMAND_SOURCE_PRICE: return TABLE(source_price_fields);
    case COMMAND_MARK_TERMS: return TABLE(mark_terms_fields);
    case COMMAND_FUNDING_TERMS: return TABLE(funding_terms_fields);
    case COMMAND_FUNDING_COLLECT: return TABLE(funding_collect_fields);
    default: return (struct text_table){NULL, 0};
    }
}

struct text_table price_event_table(uint16_t kind)
{
    switch (kind) {
    case EVENT_PRICE_TERMS: return TABLE(price_terms_event_fields);
    case EVENT_INDEX: return TABLE(index_fields);
    case EVENT_INDEX_INPUT: return TABLE(index_input_fields);
    case EVENT_MARK: return TABLE(mark_fields);
    case EVENT_PREMIUM: return TABLE(premium_fields);
    case EVENT_FUNDING: return TABLE(funding_fields);
    case EVENT_FUNDING_PAYMENT: return TABLE(payment_fields);
    default: return (struct text_table){NULL, 0};
    }
}

struct text_table price_source_table(void)
{
    return TABLE(index_source_fields);
}

struct text_table price_time_table(void)
{
    return TABLE(funding_time_fields);
}
