/* SPDX-License-Identifier: Apache-2.0 */
/*
 * settlement_text.c - see settlement_text.h.
 *
 * Invariant  Every kind of command from 90 to 99 and of event from 120 to 129 has a table.
 */
#include "model/settlement_text.h"

#include "model/command.h"
#include "model/event.h"

#define C(name, label, member, format, show)                                                       \
    TEXT_FIELD(struct command, name, label, member, format, show, 0)
#define CW(name, label, member, show, words)                                                       \
    TEXT_FIELD(struct command, name, label, member, FORMAT_WORD, show, words)
#define E(name, label, member, format, show)                                                       \
    TEXT_FIELD(struct event, name, label, member, format, show, 0)
#define EW(name, label, member, show, words)                                                       \
    TEXT_FIELD(struct event, name, label, member, FORMAT_WORD, show, words)
#define MASK(type, name, label, member)                                                            \
    TEXT_FIELD(type, name, label, member, FORMAT_MASK, SHOW_ALWAYS, WORDS_CLASSES)

#define ALWAYS  SHOW_ALWAYS
#define NONZERO SHOW_NONZERO

#define EVENT_ACCOUNT_HEAD E("account_id", "", account_id, FORMAT_ACCOUNT, ALWAYS)
#define EVENT_PRODUCT_HEAD E("product_id", "", product_id, FORMAT_PRODUCT, ALWAYS)

/* --- commands --------------------------------------------------------------------------------- */

static const struct text_field calendar_command[] = {
    C("weekdays", "weekdays", business_calendar.weekdays, FORMAT_UNSIGNED, ALWAYS),
    C("bank_open_minute", "opens", business_calendar.bank_open_minute, FORMAT_UNSIGNED, ALWAYS),
    C("bank_close_minute", "closes", business_calendar.bank_close_minute, FORMAT_UNSIGNED, ALWAYS),
    C("holiday_count", "holidays", business_calendar.holiday_count, FORMAT_UNSIGNED, ALWAYS),
};

static const struct text_field terms_command[] = {
    MASK(struct command, "account_class", "class", settlement_terms.account_class),
    C("weekend_ppm", "weekend", settlement_terms.weekend_ppm, FORMAT_PPM, ALWAYS),
    C("roll_minute", "roll", settlement_terms.roll_minute, FORMAT_UNSIGNED, ALWAYS),
    C("cycle_count", "cycles", settlement_terms.cycle_count, FORMAT_UNSIGNED, ALWAYS),
    C("waits", "waits", settlement_terms.waits, FORMAT_UNSIGNED, NONZERO),
    C("register_entry", "register", settlement_terms.register_entry, FORMAT_UNSIGNED, NONZERO),
};

static const struct text_field expiry_command[] = {
    C("expiry_ns", "at", expiry_terms.expiry_ns, FORMAT_TIME, ALWAYS),
    CW("method", "method", expiry_terms.method, ALWAYS, WORDS_FINAL_METHOD),
    C("window_ns", "window", expiry_terms.window_ns, FORMAT_DURATION, NONZERO),
    C("sample_ns", "sample", expiry_terms.sample_ns, FORMAT_DURATION, NONZERO),
    C("register_entry", "register", expiry_terms.register_entry, FORMAT_UNSIGNED, NONZERO),
};

static const struct text_field price_command[] = {
    C("price_ticks_e4", "price", settlement_price.price, FORMAT_FINE_PRICE, ALWAYS),
    CW("use", "for", settlement_price.use, ALWAYS, WORDS_PRICE_USE),
    C("register_entry", "register", settlement_price.register_entry, FORMAT_UNSIGNED, ALWAYS),
};

static const struct text_field prefunding_command[] = {
    C("closure_ns", "closure", prefunding_terms.closure_ns, FORMAT_DURATION, ALWAYS),
    C("check_ns", "check", prefunding_terms.check_ns, FORMAT_DURATION, ALWAYS),
    C("watch_ns", "watch", prefunding_terms.watch_ns, FORMAT_DURATION, ALWAYS),
    C("liquidate_ppm", "liquidate", prefunding_terms.liquidate_ppm, FORMAT_PPM, ALWAYS),
    C("restrict_ppm", "restrict", prefunding_terms.restrict_ppm, FORMAT_PPM, ALWAYS),
    C("warn_ppm", "warn", prefunding_terms.warn_ppm, FORMAT_PPM, ALWAYS),
};

static const struct text_field cycle_fields[] = {
    TEXT_FIELD(struct settlement_cycle, "minute", "minute", minute, FORMAT_UNSIGNED, SHOW_ALWAYS,
               0),
    TEXT_FIELD(struct settlement_cycle, "business_days_only", "business days only",
               business_days_only, FORMAT_UNSIGNED, SHOW_NONZERO, 0),
};

/* One day of a list of days. */
struct holiday {
    int32_t day;
};

static const struct text_field holiday_fields[] = {
    TEXT_FIELD(struct holiday, "day", "", day, FORMAT_DATE, SHOW_ALWAYS, 0),
};

/* --- events ----------------------------------------------------------------------------------- */

static const struct text_field calendar_event[] = {
    E("weekdays", "weekdays", business_calendar.weekdays, FORMAT_UNSIGNED, ALWAYS),
    E("bank_open_minute", "opens", business_calendar.bank_open_minute, FORMAT_UNSIGNED, ALWAYS),
    E("bank_close_minute", "closes", business_calendar.bank_close_minute, FORMAT_UNSIGNED, ALWAYS),
    E("holiday_count", "holidays", business_calendar.holiday_count, FORMAT_UNSIGNED, ALWAYS),
};

static const struct text_field terms_event[] = {
    EVENT_PRODUCT_HEAD,
    MASK(struct event, "account_class", "class", settlement_terms.account_class),
    E("weekend_ppm", "weekend", settlement_terms.weekend_ppm, FORMAT_PPM, ALWAYS),
    E("roll_minute", "roll", settlement_terms.roll_minute, FORMAT_UNSIGNED, ALWAYS),
    E("cycle_count", "cycles", settlement_terms.cycle_count, FORMAT_UNSIGNED, ALWAYS),
    E("waits", "waits", settlement_terms.waits, FORMAT_UNSIGNED, NONZERO),
    E("next_cycle_ns", "next", settlement_terms.next_cycle_ns, FORMAT_TIME, NONZERO),
    E("register_entry", "register", settlement_terms.register_entry, FORMAT_UNSIGNED, NONZERO),
};

static const struct text_field expiry_event[] = {
    EVENT_PRODUCT_HEAD,
    E("expiry_ns", "at", expiry_terms.expiry_ns, FORMAT_TIME, ALWAYS),
    EW("method", "method", expiry_terms.method, ALWAYS, WORDS_FINAL_METHOD),
    E("window_ns", "window", expiry_terms.window_ns, FORMAT_DURATION, NONZERO),
    E("sample_ns", "sample", expiry_terms.sample_ns, FORMAT_DURATION, NONZERO),
    E("register_entry", "register", expiry_terms.register_entry, FORMAT_UNSIGNED, NONZERO),
};

static const struct text_field price_event[] = {
    EVENT_PRODUCT_HEAD,
    E("price_ticks_e4", "price", settlement_price.price, FORMAT_FINE_PRICE, ALWAYS),
    EW("use", "for", settlement_price.use, ALWAYS, WORDS_PRICE_USE),
    E("register_entry", "register", settlement_price.register_entry, FORMAT_UNSIGNED, ALWAYS),
};

static const struct text_field prefunding_terms_event[] = {
    E("closure_ns", "closure", prefunding_terms.closure_ns, FORMAT_DURATION, ALWAYS),
    E("check_ns", "check", prefunding_terms.check_ns, FORMAT_DURATION, ALWAYS),
    E("watch_ns", "watch", prefunding_terms.watch_ns, FORMAT_DURATION, ALWAYS),
    E("liquidate_ppm", "liquidate", prefunding_terms.liquidate_ppm, FORMAT_PPM, ALWAYS),
    E("restrict_ppm", "restrict", prefunding_terms.restrict_ppm, FORMAT_PPM, ALWAYS),
    E("warn_ppm", "warn", prefunding_terms.warn_ppm, FORMAT_PPM, ALWAYS),
    E("closing_ns", "closing", prefunding_terms.closing_ns, FORMAT_TIME, NONZERO),
    E("opening_ns", "opening", prefunding_terms.opening_ns, FORMAT_TIME, NONZERO),
};

static const struct text_field trade_date_event[] = {
    EVENT_PRODUCT_HEAD,
    E("trade_date", "", trade_date.trade_date, FORMAT_DATE, ALWAYS),
    E("next_roll_ns", "next", trade_date.next_roll_ns, FORMAT_TIME, ALWAYS),
};

static const struct text_field variation_event[] = {
    EVENT_ACCOUNT_HEAD,
    E("amount_micros", "", variation.amount, FORMAT_MONEY, ALWAYS),
    E("settled_lots", "lots", variation.settled, FORMAT_QTY, ALWAYS),
    E("price_ticks_e4", "price", variation.price, FORMAT_FINE_PRICE, ALWAYS),
    E("net_lots", "net", variation.net, FORMAT_QTY, ALWAYS),
    E("paid_micros", "paid", variation.paid, FORMAT_MONEY, ALWAYS),
    E("balance_micros", "balance", variation.balance, FORMAT_MONEY, ALWAYS),
    E("trade_date", "date", variation.trade_date, FORMAT_DATE, ALWAYS),
    E("product_id", "product", product_id, FORMAT_PRODUCT, NONZERO),
};

static const struct text_field settlement_event[] = {
    EVENT_PRODUCT_HEAD,
    EW("settlement_kind", "", settlement.kind, ALWAYS, WORDS_SETTLEMENT_KIND),
    E("price_ticks_e4", "@", settlement.price, FORMAT_FINE_PRICE, ALWAYS),
    EW("source", "source", settlement.source, ALWAYS, WORDS_SETTLEMENT_SOURCE),
    E("open_interest_lots", "interest", settlement.open_interest, FORMAT_QTY, ALWAYS),
    E("position_count", "positions", settlement.position_count, FORMAT_UNSIGNED, ALWAYS),
    E("collected_micros", "collected", settlement.collected, FORMAT_MONEY, ALWAYS),
    E("paid_out_micros", "paid out", settlement.paid_out, FORMAT_MONEY, ALWAYS),
    E("residue_micros", "residue", settlement.residue, FORMAT_MONEY, NONZERO),
    E("cycle_ns", "at", settlement.cycle_ns, FORMAT_TIME, ALWAYS),
    E("trade_date", "date", settlement.trade_date, FORMAT_DATE, ALWAYS),
};

static const struct text_field obligation_event[] = {
    E("member_id", "", obligation.member_id, FORMAT_MEMBER, ALWAYS),
    MASK(struct event, "account_class", "", obligation.account_class),
    EW("origin", "", obligation.origin, ALWAYS, WORDS_ORIGIN),
    E("net_micros", "net", obligation.net, FORMAT_MONEY, ALWAYS),
    E("collected_micros", "collected", obligation.collected, FORMAT_MONEY, ALWAYS),
    E("paid_out_micros", "paid out", obligation.paid_out, FORMAT_MONEY, ALWAYS),
    E("position_count", "positions", obligation.position_count, FORMAT_UNSIGNED, ALWAYS),
    E("pay_date", "date", obligation.pay_date, FORMAT_DATE, ALWAYS),
    E("currency", "currency", obligation.currency, FORMAT_UNSIGNED, NONZERO),
};

static const struct text_field prefunding_event[] = {
    EVENT_ACCOUNT_HEAD,
    EW("state", "", prefunding.state, ALWAYS, WORDS_PREFUND_STATE),
    EW("before", "before", prefunding.before, ALWAYS, WORDS_PREFUND_STATE),
    E("required_micros", "required", prefunding.required, FORMAT_MONEY, ALWAYS),
    E("on_deposit_micros", "on deposit", prefunding.on_deposit, FORMAT_MONEY, ALWAYS),
    E("shortfall_micros", "shortfall", prefunding.shortfall, FORMAT_MONEY, NONZERO),
    E("closing_ns", "closing", prefunding.closing_ns, FORMAT_TIME, NONZERO),
    E("opening_ns", "opening", prefunding.opening_ns, FORMAT_TIME, NONZERO),
};

#define TABLE(list)                                                                                \
    (struct text_table)                                                                            \
    {                                                                                              \
        list, (uint32_t)(sizeof list / sizeof(list)[0])                                            \
    }

struct text_table settlement_command_table(uint16_t kind)
{
    switch (kind) {
    case COMMAND_BUSINESS_CALENDAR: return TABLE(calendar_command);
    case COMMAND_SETTLEMENT_TERMS: return TABLE(terms_command);
    case COMMAND_EXPIRY_TERMS: return TABLE(expiry_command);
    case COMMAND_SETTLEMENT_PRICE: return TABLE(price_command);
    case COMMAND_PREFUNDING_TERMS: return TABLE(prefunding_command);
    default: return (struct text_table){NULL, 0};
    }
}

struct text_table settlement_event_table(uint16_t kind)
{
    switch (kind) {
    case EVENT_BUSINESS_CALENDAR: return TABLE(calendar_event);
    case EVENT_SETTLEMENT_TERMS: return TABLE(terms_event);
    case EVENT_EXPIRY_TERMS: return TABLE(expiry_event);
    case EVENT_SETTLEMENT_PRICE: return TABLE(price_event);
    case EVENT_PREFUNDING_TERMS: return TABLE(prefunding_terms_event);
    case EVENT_TRADE_DATE: return TABLE(trade_date_event);
    case EVENT_VARIATION: return TABLE(variation_event);
    case EVENT_SETTLEMENT: return TABLE(settlement_event);
    case EVENT_MEMBER_OBLIGATION: return TABLE(obligation_event);
    case EVENT_PREFUNDING: return TABLE(prefunding_event);
    default: return (struct text_table){NULL, 0};
    }
}

struct text_table settlement_holiday_table(void)
{
    return TABLE(holiday_fields);
}

struct text_table settlement_cycle_table(void)
{
    return TABLE(cycle_fields);
}
