/* SPDX-License-Identifier: Apache-2.0 */
/*
 * programme_text.c - see programme_text.h.
 */
#include "model/programme_text.h"

#include "model/block_text.h"
#include "model/command.h"
#include "model/event.h"

#define C(name, label, member, format, show)                                                       \
    TEXT_FIELD(struct command, name, label, member, format, show, 0)
#define E(name, label, member, format, show)                                                       \
    TEXT_FIELD(struct event, name, label, member, format, show, 0)

#define ALWAYS  SHOW_ALWAYS
#define NONZERO SHOW_NONZERO

static const struct text_field terms_command[] = {
    C("programme_id", "programme", programme_terms.programme_id, FORMAT_UNSIGNED, ALWAYS),
    C("runs", "runs", programme_terms.runs, FORMAT_UNSIGNED, ALWAYS),
    C("spread_ppm", "spread", programme_terms.spread_ppm, FORMAT_PPM, ALWAYS),
    C("lots", "lots", programme_terms.lots, FORMAT_QTY, ALWAYS),
    C("uptime_ppm", "uptime", programme_terms.uptime_ppm, FORMAT_PPM, ALWAYS),
    C("weekdays", "weekdays", programme_terms.weekdays, FORMAT_UNSIGNED, ALWAYS),
    C("from_minute", "from", programme_terms.from_minute, FORMAT_UNSIGNED, ALWAYS),
    C("to_minute", "until", programme_terms.to_minute, FORMAT_UNSIGNED, ALWAYS),
    C("reward_micros", "reward", programme_terms.reward_micros, FORMAT_MONEY, NONZERO),
    C("rebate_ppm", "rebate", programme_terms.rebate_ppm, FORMAT_PPM, NONZERO),
    C("payer_account_id", "payer", programme_terms.payer_account_id, FORMAT_ACCOUNT, NONZERO),
};

static const struct text_field enrol_command[] = {
    C("programme_id", "programme", programme_enrol.programme_id, FORMAT_UNSIGNED, ALWAYS),
    C("is_enrolled", "enrolled", programme_enrol.is_enrolled, FORMAT_UNSIGNED, ALWAYS),
};

static const struct text_field payment_command[] = {
    C("programme_id", "programme", programme_payment.programme_id, FORMAT_UNSIGNED, ALWAYS),
    C("date", "date", programme_payment.date, FORMAT_DATE, ALWAYS),
    C("amount_micros", "amount", programme_payment.amount, FORMAT_MONEY, ALWAYS),
    C("due_ns", "due", programme_payment.due_ns, FORMAT_DURATION, ALWAYS),
    C("quoted_ns", "quoted", programme_payment.quoted_ns, FORMAT_DURATION, ALWAYS),
    C("maker_fees_micros", "maker fees", programme_payment.maker_fees, FORMAT_MONEY, NONZERO),
};

/* The first two tiers have names of their own, by which scenarios set them; what is read is the
 * list of all (command_list.h). */
static const struct text_field tiers_command[] = {
    C("tier_count", "tiers", fee_tiers.tier_count, FORMAT_UNSIGNED, ALWAYS),
    C("maker_ppm", "maker", fee_tiers.tiers[0].maker_ppm, FORMAT_PPM, SHOW_NEVER),
    C("taker_ppm", "taker", fee_tiers.tiers[0].taker_ppm, FORMAT_PPM, SHOW_NEVER),
    C("volume_micros_2", "from", fee_tiers.tiers[1].volume_micros, FORMAT_MONEY, SHOW_NEVER),
    C("maker_ppm_2", "maker", fee_tiers.tiers[1].maker_ppm, FORMAT_PPM, SHOW_NEVER),
    C("taker_ppm_2", "taker", fee_tiers.tiers[1].taker_ppm, FORMAT_PPM, SHOW_NEVER),
    C("volume_micros", "first from", fee_tiers.tiers[0].volume_micros, FORMAT_MONEY, SHOW_NEVER),
};

static const struct text_field tier_fields[] = {
    TEXT_FIELD(struct fee_tier, "volume_micros", "from", volume_micros, FORMAT_MONEY, SHOW_ALWAYS,
               0),
    TEXT_FIELD(struct fee_tier, "maker_ppm", "maker", maker_ppm, FORMAT_PPM, SHOW_ALWAYS, 0),
    TEXT_FIELD(struct fee_tier, "taker_ppm", "taker", taker_ppm, FORMAT_PPM, SHOW_ALWAYS, 0),
};

static const struct text_field tiers_event[] = {
    E("product_id", "", product_id, FORMAT_PRODUCT, ALWAYS),
    E("tier_count", "tiers", fee_tiers.tier_count, FORMAT_UNSIGNED, ALWAYS),
};

static const struct text_field terms_event[] = {
    E("programme_id", "", programme_terms.programme_id, FORMAT_UNSIGNED, ALWAYS),
    E("product_id", "product", product_id, FORMAT_PRODUCT, ALWAYS),
    E("runs", "runs", programme_terms.runs, FORMAT_UNSIGNED, ALWAYS),
    E("since", "since", programme_terms.since, FORMAT_DATE, ALWAYS),
    E("spread_ppm", "spread", programme_terms.spread_ppm, FORMAT_PPM, ALWAYS),
    E("lots", "lots", programme_terms.lots, FORMAT_QTY, ALWAYS),
    E("uptime_ppm", "uptime", programme_terms.uptime_ppm, FORMAT_PPM, ALWAYS),
    E("weekdays", "weekdays", programme_terms.weekdays, FORMAT_UNSIGNED, ALWAYS),
    E("from_minute", "from", programme_terms.from_minute, FORMAT_UNSIGNED, ALWAYS),
    E("to_minute", "until", programme_terms.to_minute, FORMAT_UNSIGNED, ALWAYS),
    E("reward_micros", "reward", programme_terms.reward_micros, FORMAT_MONEY, NONZERO),
    E("rebate_ppm", "rebate", programme_terms.rebate_ppm, FORMAT_PPM, NONZERO),
    E("payer_account_id", "payer", programme_terms.payer_account_id, FORMAT_ACCOUNT, NONZERO),
};

static const struct text_field enrol_event[] = {
    E("account_id", "", account_id, FORMAT_ACCOUNT, ALWAYS),
    E("programme_id", "programme", programme_enrol.programme_id, FORMAT_UNSIGNED, ALWAYS),
    E("is_enrolled", "enrolled", programme_enrol.is_enrolled, FORMAT_UNSIGNED, ALWAYS),
    E("since", "since", programme_enrol.since, FORMAT_DATE, NONZERO),
    E("product_id", "product", product_id, FORMAT_PRODUCT, NONZERO),
};

static const struct text_field payment_event[] = {
    E("account_id", "", account_id, FORMAT_ACCOUNT, ALWAYS),
    E("programme_id", "programme", programme_payment.programme_id, FORMAT_UNSIGNED, ALWAYS),
    E("date", "date", programme_payment.date, FORMAT_DATE, ALWAYS),
    E("amount_micros", "amount", programme_payment.amount, FORMAT_MONEY, ALWAYS),
    E("due_ns", "due", programme_payment.due_ns, FORMAT_DURATION, ALWAYS),
    E("quoted_ns", "quoted", programme_payment.quoted_ns, FORMAT_DURATION, ALWAYS),
    E("uptime_ppm", "uptime", programme_payment.uptime_ppm, FORMAT_PPM, ALWAYS),
    E("maker_fees_micros", "maker fees", programme_payment.maker_fees, FORMAT_MONEY, NONZERO),
    E("payer_account_id", "payer", programme_payment.payer_account_id, FORMAT_ACCOUNT, NONZERO),
    E("balance_micros", "balance", programme_payment.balance, FORMAT_MONEY, ALWAYS),
    E("product_id", "product", product_id, FORMAT_PRODUCT, NONZERO),
};

#define TABLE(list)                                                                                \
    (struct text_table)                                                                            \
    {                                                                                              \
        list, (uint32_t)(sizeof list / sizeof(list)[0])                                            \
    }

struct text_table programme_command_table(uint16_t kind)
{
    switch (kind) {
    case COMMAND_PROGRAMME_TERMS: return TABLE(terms_command);
    case COMMAND_PROGRAMME_ENROL: return TABLE(enrol_command);
    case COMMAND_PROGRAMME_PAYMENT: return TABLE(payment_command);
    case COMMAND_FEE_TIERS: return TABLE(tiers_command);
    default: return block_command_table(kind);
    }
}

struct text_table programme_event_table(uint16_t kind)
{
    switch (kind) {
    case EVENT_PROGRAMME_TERMS: return TABLE(terms_event);
    case EVENT_PROGRAMME_ENROL: return TABLE(enrol_event);
    case EVENT_PROGRAMME_PAYMENT: return TABLE(payment_event);
    case EVENT_FEE_TIERS: return TABLE(tiers_event);
    default: return block_event_table(kind);
    }
}

struct text_table programme_tier_table(void)
{
    return TABLE(tier_fields);
}
