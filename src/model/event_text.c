/* SPDX-License-Identifier: Apache-2.0 */
/*
 * event_text.c - the fields of each kind of event, and how they become a line.
 *
 * Role       See event_text.h.  Tables name the fields; only a reject, whose values mean what its
 *            code says, needs code of its own (reject_formats.c).
 * Invariant  Every kind in EVENT_LIST has a table (event_text_test.c writes one of each).
 */
#include "model/event_text.h"

#include "base/check.h"
#include "model/command.h"
#include "model/liquidation_text.h"
#include "model/price_text.h"
#include "model/register_text.h"
#include "model/reject_text.h"
#include "model/settlement_text.h"

#define F(name, label, member, format, show)                                                       \
    TEXT_FIELD(struct event, name, label, member, format, show, 0)
#define W(name, label, member, show, words)                                                        \
    TEXT_FIELD(struct event, name, label, member, FORMAT_WORD, show, words)
#define M(name, label, member, show, words)                                                        \
    TEXT_FIELD(struct event, name, label, member, FORMAT_MASK, show, words)

#define ACCOUNT_HEAD   F("account_id", "", account_id, FORMAT_ACCOUNT, SHOW_ALWAYS)
#define ACCOUNT_FIELD  F("account_id", "account", account_id, FORMAT_ACCOUNT, SHOW_NONZERO)
#define ACCOUNT_HIDDEN F("account_id", "", account_id, FORMAT_ACCOUNT, SHOW_NEVER)
#define PRODUCT_HEAD   F("product_id", "", product_id, FORMAT_PRODUCT, SHOW_ALWAYS)
#define PRODUCT_FIELD  F("product_id", "product", product_id, FORMAT_PRODUCT, SHOW_NONZERO)
#define PRODUCT_HIDDEN F("product_id", "", product_id, FORMAT_PRODUCT, SHOW_NEVER)

/* In front of every JSON object. */
static const struct text_field header_fields[] = {
    F("sequence", "", sequence, FORMAT_UNSIGNED, SHOW_NEVER),
    F("time_ns", "", time_ns, FORMAT_TIME, SHOW_NEVER),
    F("index", "", index, FORMAT_UNSIGNED, SHOW_NEVER),
    W("kind", "", kind, SHOW_NEVER, WORDS_EVENT),
};

static const struct text_field reject_fields[] = {
    W("code", "", reject.code, SHOW_ALWAYS, WORDS_REJECT),
    W("field", "field", reject.field, SHOW_NONZERO, WORDS_FIELD),
    F("given", "given", reject.given, FORMAT_SIGNED, SHOW_NEVER),
    F("legal", "legal", reject.legal, FORMAT_SIGNED, SHOW_NEVER),
    F("leg", "leg", reject.leg, FORMAT_UNSIGNED, SHOW_NONZERO),
    F("order_id", "order", reject.order_id, FORMAT_ORDER, SHOW_NONZERO),
    ACCOUNT_FIELD,
    PRODUCT_FIELD,
    F("client_order_id", "client order", reject.client_order_id, FORMAT_UNSIGNED, SHOW_NONZERO),
    W("command_kind", "command", reject.command_kind, SHOW_ALWAYS, WORDS_COMMAND),
    F("session_id", "session", reject.session_id, FORMAT_UNSIGNED, SHOW_NONZERO),
    F("client_sequence", "number", reject.client_sequence, FORMAT_UNSIGNED, SHOW_NONZERO),
};

static const struct text_field duplicate_fields[] = {
    F("session_id", "session", duplicate.session_id, FORMAT_UNSIGNED, SHOW_ALWAYS),
    F("client_sequence", "given", duplicate.client_sequence, FORMAT_UNSIGNED, SHOW_ALWAYS),
    F("last_client_sequence", "last", duplicate.last_client_sequence, FORMAT_UNSIGNED, SHOW_ALWAYS),
};

/* What `detail` means depends on the kind and the type: see is_trigger_detail. */
#define ORDER_FIELDS(detail_name, detail_label, detail_format)                                     \
    F("order_id", "", order.order_id, FORMAT_ORDER, SHOW_ALWAYS), ACCOUNT_FIELD, PRODUCT_FIELD,    \
        W("side", "side", order.side, SHOW_ALWAYS, WORDS_SIDE),                                    \
        F("open_lots", "open", order.open, FORMAT_QTY, SHOW_ALWAYS),                               \
        F("price_ticks", "price", order.price, FORMAT_PRICE, SHOW_NONZERO),                        \
        F("filled_lots", "filled", order.filled, FORMAT_QTY, SHOW_ALWAYS),                         \
        F(detail_name, detail_label, order.detail, detail_format, SHOW_NONZERO),                   \
        W("type", "type", order.type, SHOW_ALWAYS, WORDS_ORDER_TYPE),                              \
        W("tif", "tif", order.tif, SHOW_ALWAYS, WORDS_TIF),                                        \
        M("flags", "flags", order.flags, SHOW_NONZERO, WORDS_ORDER_FLAGS),                         \
        F("group_id", "group", order.group_id, FORMAT_UNSIGNED, SHOW_NONZERO),                     \
        F("client_order_id", "client order", order.client_order_id, FORMAT_UNSIGNED,               \
          SHOW_NONZERO),                                                                           \
        W("reason", "reason", order.reason, SHOW_NONZERO, WORDS_REASON),                           \
        W("check", "check", order.check, SHOW_NONZERO, WORDS_REJECT)

static const struct text_field order_trigger_fields[] = {
    ORDER_FIELDS("trigger_ticks", "trigger", FORMAT_PRICE)};
static const struct text_field order_shown_fields[] = {
    ORDER_FIELDS("shown_lots", "shown", FORMAT_QTY)};

static const struct text_field trade_fields[] = {
    F("qty_lots", "", trade.qty, FORMAT_QTY, SHOW_ALWAYS),
    F("price_ticks", "@", trade.price, FORMAT_PRICE, SHOW_ALWAYS),
    F("taker_order_id", "taker", trade.taker_order_id, FORMAT_ORDER, SHOW_ALWAYS),
    F("maker_order_id", "maker", trade.maker_order_id, FORMAT_ORDER, SHOW_ALWAYS),
    W("taker_side", "taker side", trade.taker_side, SHOW_ALWAYS, WORDS_SIDE),
    F("taker_account_id", "taker account", trade.taker_account_id, FORMAT_ACCOUNT, SHOW_ALWAYS),
    F("maker_account_id", "maker account", trade.maker_account_id, FORMAT_ACCOUNT, SHOW_ALWAYS),
    F("trade_id", "number", trade.trade_id, FORMAT_UNSIGNED, SHOW_ALWAYS),
    F("auction", "auction", trade.auction, FORMAT_UNSIGNED, SHOW_NONZERO),
    PRODUCT_FIELD,
};

static const struct text_field fill_fields[] = {
    ACCOUNT_HEAD,
    F("order_id", "order", fill.order_id, FORMAT_ORDER, SHOW_ALWAYS),
    F("net_lots", "net", fill.net, FORMAT_QTY, SHOW_ALWAYS),
    F("paid_micros", "paid", fill.paid, FORMAT_MONEY, SHOW_ALWAYS),
    F("realised_micros", "realised", fill.realised, FORMAT_MONEY, SHOW_ALWAYS),
    F("fee_micros", "fee", fill.fee, FORMAT_MONEY, SHOW_ALWAYS),
    F("balance_micros", "balance", fill.balance, FORMAT_MONEY, SHOW_ALWAYS),
    F("open_lots", "open", fill.open, FORMAT_QTY, SHOW_ALWAYS),
    F("trade_id", "trade", fill.trade_id, FORMAT_UNSIGNED, SHOW_ALWAYS),
    PRODUCT_FIELD,
};

static const struct text_field auction_fields[] = {
    F("qty_lots", "", auction.qty, FORMAT_QTY, SHOW_ALWAYS),
    F("price_ticks", "@", auction.price, FORMAT_PRICE, SHOW_ALWAYS),
    F("imbalance_lots", "imbalance", auction.imbalance, FORMAT_QTY, SHOW_ALWAYS),
    PRODUCT_FIELD,
};

static const struct text_field cash_fields[] = {
    W("command_kind", "", cash.command_kind, SHOW_ALWAYS, WORDS_COMMAND),
    ACCOUNT_HEAD,
    F("amount_micros", "", cash.amount, FORMAT_MONEY, SHOW_ALWAYS),
    F("balance_micros", "balance", cash.balance, FORMAT_MONEY, SHOW_ALWAYS),
    F("to_account_id", "to", cash.to_account_id, FORMAT_ACCOUNT, SHOW_NONZERO),
    F("to_balance_micros", "to balance", cash.to_balance, FORMAT_MONEY, SHOW_NONZERO),
    F("reference", "reference", cash.reference, FORMAT_UNSIGNED, SHOW_NONZERO),
};

static const struct text_field product_fields[] = {
    PRODUCT_HEAD,
    W("state", "state", product.state, SHOW_ALWAYS, WORDS_PRODUCT_STATE),
    F("terms_version", "version", product.terms_version, FORMAT_UNSIGNED, SHOW_ALWAYS),
    F("symbol", "symbol", product.symbol, FORMAT_TEXT, SHOW_ALWAYS),
    F("register_entry", "register", product.register_entry, FORMAT_UNSIGNED, SHOW_NONZERO),
};

static const struct text_field phase_fields[] = {
    PRODUCT_HEAD,
    W("phase", "", phase.phase, SHOW_ALWAYS, WORDS_PHASE),
    W("halt", "halt", phase.halt, SHOW_ALWAYS, WORDS_HALT),
    F("until_ns", "until", phase.until_ns, FORMAT_TIME, SHOW_NONZERO),
    F("register_entry", "register", phase.register_entry, FORMAT_UNSIGNED, SHOW_NONZERO),
};

static const struct text_field reference_fields[] = {
    PRODUCT_HEAD,
    F("mark_ticks_e4", "mark", reference.mark, FORMAT_FINE_PRICE, SHOW_NONZERO),
    F("index_ticks_e4", "index", reference.index, FORMAT_FINE_PRICE, SHOW_NONZERO),
};

static const struct text_field member_fields[] = {
    F("member_id", "", party.id, FORMAT_MEMBER, SHOW_ALWAYS),
    W("member_kind", "kind", party.kind, SHOW_ALWAYS, WORDS_MEMBER_KIND),
    W("state", "state", party.state, SHOW_ALWAYS, WORDS_PARTY_STATE),
};

static const struct text_field user_fields[] = {
    F("user_id", "", party.id, FORMAT_USER, SHOW_ALWAYS),
    F("member_id", "member", party.member_id, FORMAT_MEMBER, SHOW_NONZERO),
    M("roles", "roles", party.classes, SHOW_ALWAYS, WORDS_ROLES),
};

static const struct text_field account_fields[] = {
    F("account_id", "", party.id, FORMAT_ACCOUNT, SHOW_ALWAYS),
    W("state", "state", party.state, SHOW_ALWAYS, WORDS_PARTY_STATE),
    F("member_id", "member", party.member_id, FORMAT_MEMBER, SHOW_ALWAYS),
    F("owner_account_id", "owner", party.owner_account_id, FORMAT_ACCOUNT, SHOW_ALWAYS),
    F("parent_account_id", "parent", party.parent_account_id, FORMAT_ACCOUNT, SHOW_NONZERO),
    F("customer_id", "customer", party.customer_id, FORMAT_UNSIGNED, SHOW_NONZERO),
    F("controller_id", "controller", party.controller_id, FORMAT_USER, SHOW_NONZERO),
    M("classes", "classes", party.classes, SHOW_NONZERO, WORDS_CLASSES),
};

static const struct text_field limits_fields[] = {
    ACCOUNT_HEAD,
    F("order_lots_max", "order", limits.order_lots_max, FORMAT_QTY, SHOW_ALWAYS),
    F("order_notional_micros_max", "notional", limits.order_notional_micros_max, FORMAT_MONEY,
      SHOW_ALWAYS),
    F("position_lots_max", "position", limits.position_lots_max, FORMAT_QTY, SHOW_ALWAYS),
    F("margin_micros_max", "margin", limits.margin_micros_max, FORMAT_MONEY, SHOW_ALWAYS),
};

static const struct text_field group_fields[] = {
    ACCOUNT_HEAD,
    F("group_id", "", group.group_id, FORMAT_UNSIGNED, SHOW_ALWAYS),
    F("triggered", "triggered", group.triggered, FORMAT_UNSIGNED, SHOW_ALWAYS),
    F("lots", "lots", group.lots, FORMAT_QTY, SHOW_ALWAYS),
    F("lots_max", "limit", group.lots_max, FORMAT_QTY, SHOW_ALWAYS),
    F("window_ns", "window", group.window_ns, FORMAT_DURATION, SHOW_ALWAYS),
};

static const struct text_field mmp_fields[] = {
    ACCOUNT_HEAD,
    PRODUCT_FIELD,
    F("group_id", "group", mmp.group_id, FORMAT_UNSIGNED, SHOW_NONZERO),
    F("window_ns", "window", mmp.window_ns, FORMAT_DURATION, SHOW_ALWAYS),
    F("frozen_ns", "freeze", mmp.frozen_ns, FORMAT_DURATION, SHOW_ALWAYS),
    F("lots_max", "limit", mmp.lots_max, FORMAT_QTY, SHOW_ALWAYS),
    F("delta_lots_max", "delta limit", mmp.delta_lots_max, FORMAT_QTY, SHOW_ALWAYS),
    F("frozen_until_ns", "frozen until", mmp.frozen_until_ns, FORMAT_UNTIL, SHOW_NONZERO),
    F("lots", "lots", mmp.lots, FORMAT_QTY, SHOW_ALWAYS),
    F("delta_lots", "delta", mmp.delta_lots, FORMAT_QTY, SHOW_ALWAYS),
    F("fills", "fills", mmp.fills, FORMAT_UNSIGNED, SHOW_NONZERO),
};

static const struct text_field mass_fields[] = {
    F("count", "", mass.count, FORMAT_UNSIGNED, SHOW_ALWAYS),
    ACCOUNT_FIELD,
    PRODUCT_FIELD,
    F("member_id", "member", mass.member_id, FORMAT_MEMBER, SHOW_NONZERO),
    F("group_id", "group", mass.group_id, FORMAT_UNSIGNED, SHOW_NONZERO),
    W("side", "side", mass.side, SHOW_ALWAYS, WORDS_SIDE),
};

static const struct text_field venue_fields[] = {
    F("message_window_ns", "window", venue.message_window_ns, FORMAT_DURATION, SHOW_NONZERO),
    F("message_budget_count", "budget", venue.message_budget_count, FORMAT_SIGNED, SHOW_NONZERO),
    F("rules_version", "version", venue.rules_version, FORMAT_UNSIGNED, SHOW_NONZERO),
    F("step_count", "steps", venue.step_count, FORMAT_UNSIGNED, SHOW_NONZERO),
};

static const struct text_field margin_venue_fields[] = {
    F("queue_ratio_ppm", "queue at", margin_terms.queue_ratio_ppm, FORMAT_PPM, SHOW_ALWAYS),
};

static const struct text_field margin_terms_fields[] = {
    PRODUCT_HEAD,
    F("terms_version", "version", margin_terms.terms_version, FORMAT_UNSIGNED, SHOW_ALWAYS),
    F("queue_ratio_ppm", "queue at", margin_terms.queue_ratio_ppm, FORMAT_PPM, SHOW_NONZERO),
    F("bracket_count", "brackets", margin_terms.bracket_count, FORMAT_UNSIGNED, SHOW_ALWAYS),
    W("initial_mode", "initial", margin_terms.initial_mode, SHOW_ALWAYS, WORDS_INITIAL_MODE),
    F("initial_factor_ppm", "factor", margin_terms.initial_factor_ppm, FORMAT_PPM, SHOW_NONZERO),
    F("risk_group", "risk group", margin_terms.risk_group, FORMAT_UNSIGNED, SHOW_NONZERO),
};

static const struct text_field margin_mode_fields[] = {
    ACCOUNT_HEAD,
    W("margin_mode", "", margin_terms.margin_mode, SHOW_ALWAYS, WORDS_MARGIN_MODE),
    F("queue_ratio_ppm", "queue at", margin_terms.queue_ratio_ppm, FORMAT_PPM, SHOW_NONZERO),
};

static const struct text_field grid_fields[] = {
    F("risk_group", "", margin_terms.risk_group, FORMAT_UNSIGNED, SHOW_ALWAYS),
    F("scenario_count", "scenarios", margin_terms.scenario_count, FORMAT_UNSIGNED, SHOW_ALWAYS),
    F("share_ppm", "share", margin_terms.share_ppm, FORMAT_PPM, SHOW_ALWAYS),
    F("queue_ratio_ppm", "queue at", margin_terms.queue_ratio_ppm, FORMAT_PPM, SHOW_NONZERO),
};

static const struct text_field asset_fields[] = {
    F("asset_id", "", asset.asset_id, FORMAT_UNSIGNED, SHOW_ALWAYS),
    F("haircut_ppm", "haircut", asset.haircut_ppm, FORMAT_PPM, SHOW_ALWAYS),
    F("account_cap_micros", "account cap", asset.account_cap_micros, FORMAT_MONEY, SHOW_ALWAYS),
    F("venue_cap_units", "venue cap", asset.venue_cap_units, FORMAT_SIGNED, SHOW_ALWAYS),
    F("price_micros", "price", asset.price_micros, FORMAT_MONEY, SHOW_NONZERO),
};

static const struct text_field asset_cash_fields[] = {
    W("command_kind", "", asset_cash.command_kind, SHOW_ALWAYS, WORDS_COMMAND),
    ACCOUNT_HEAD,
    F("asset_id", "asset", asset_cash.asset_id, FORMAT_UNSIGNED, SHOW_ALWAYS),
    F("units", "units", asset_cash.units, FORMAT_SIGNED, SHOW_ALWAYS),
    F("balance_units", "balance", asset_cash.balance_units, FORMAT_SIGNED, SHOW_ALWAYS),
    F("custody_units", "custody", asset_cash.custody_units, FORMAT_SIGNED, SHOW_ALWAYS),
    F("credited_micros", "credited", asset_cash.credited, FORMAT_MONEY, SHOW_ALWAYS),
    F("reference", "reference", asset_cash.reference, FORMAT_UNSIGNED, SHOW_NONZERO),
};

static const struct text_field payoff_fields[] = {
    PRODUCT_HEAD,
    W("payoff", "", payoff_terms.payoff, SHOW_ALWAYS, WORDS_PAYOFF),
    F("currency", "currency", payoff_terms.currency, FORMAT_UNSIGNED, SHOW_ALWAYS),
    F("scale", "scale", payoff_terms.scale, FORMAT_UNSIGNED, SHOW_NONZERO),
    F("face_micros", "face", payoff_terms.face, FORMAT_MONEY, SHOW_NONZERO),
};

static const struct text_field trading_fields[] = {
    ACCOUNT_HEAD,
    W("smp_mode", "smp", trading.smp_mode, SHOW_ALWAYS, WORDS_SMP),
    F("cancels_on_disconnect", "cancels on disconnect", trading.cancels_on_disconnect,
      FORMAT_UNSIGNED, SHOW_ALWAYS),
};

static const struct text_field account_currency_fields[] = {
    ACCOUNT_HEAD,
    F("currency", "currency", account_currency.currency, FORMAT_UNSIGNED, SHOW_ALWAYS),
};

static const struct text_field risk_fields[] = {
    ACCOUNT_HEAD,
    F("equity_micros", "equity", risk.equity, FORMAT_MONEY, SHOW_ALWAYS),
    F("maintenance_micros", "maintenance", risk.maintenance, FORMAT_MONEY, SHOW_ALWAYS),
    F("initial_micros", "initial", risk.initial, FORMAT_MONEY, SHOW_ALWAYS),
    F("ratio_ppm", "ratio", risk.ratio_ppm, FORMAT_PPM, SHOW_ALWAYS),
    F("balance_micros", "balance", risk.balance, FORMAT_MONEY, SHOW_ALWAYS),
    F("unrealised_micros", "unrealised", risk.unrealised, FORMAT_MONEY, SHOW_ALWAYS),
    F("mark_ticks_e4", "mark", risk.mark, FORMAT_FINE_PRICE, SHOW_NONZERO),
    PRODUCT_FIELD,
};

#define TABLE(list)                                                                                \
    (struct text_table)                                                                            \
    {                                                                                              \
        list, (uint32_t)(sizeof list / sizeof(list)[0])                                            \
    }

static bool is_trigger_type(uint8_t type)
{
    return type >= TYPE_STOP_LIMIT && type <= TYPE_TRAIL_MARKET;
}

/* Whether an order event's detail is a trigger; else it is the shown part of an iceberg. */
static bool is_trigger_detail(const struct event *event)
{
    return is_trigger_type(event->order.type) && event->kind != EVENT_ORDER_REPLENISHED;
}

static const struct text_field client_text_fields[] = {
    ACCOUNT_HEAD,
    F("client_order_id", "client order", text.client_order_id, FORMAT_UNSIGNED, SHOW_ALWAYS),
    F("at", "at", text.at, FORMAT_UNSIGNED, SHOW_NONZERO),
    F("size", "size", text.size, FORMAT_UNSIGNED, SHOW_ALWAYS),
    F("part", "text", text.part, FORMAT_TEXT, SHOW_ALWAYS),
};

/* Of parts 9 to 12. */
static struct text_table later_table(uint16_t kind)
{
    if (kind == EVENT_PAYOFF_TERMS) return TABLE(payoff_fields);
    if (kind == EVENT_ACCOUNT_CURRENCY) return TABLE(account_currency_fields);
    if (register_event_table(kind).count > 0) return register_event_table(kind);
    return settlement_event_table(kind);
}

static struct text_table order_table(const struct event *event)
{
    return is_trigger_detail(event) ? TABLE(order_trigger_fields) : TABLE(order_shown_fields);
}

static struct text_table table_of(const struct event *event)
{
    switch ((enum event_kind)event->kind) {
    case EVENT_REJECTED: return TABLE(reject_fields);
    case EVENT_DUPLICATE: return TABLE(duplicate_fields);
    case EVENT_ORDER_ACCEPTED:
    case EVENT_ORDER_ARMED:
    case EVENT_ORDER_HELD:
    case EVENT_ORDER_TRIGGERED:
    case EVENT_ORDER_ACTIVATED:
    case EVENT_ORDER_AMENDED:
    case EVENT_ORDER_DECREASED:
    case EVENT_ORDER_REPLENISHED:
    case EVENT_ORDER_TRAILED:
    case EVENT_ORDER_CANCELLED:
    case EVENT_ORDER_FILLED: return order_table(event);
    case EVENT_TRADE: return TABLE(trade_fields);
    case EVENT_FILL: return TABLE(fill_fields);
    case EVENT_AUCTION: return TABLE(auction_fields);
    case EVENT_CASH: return TABLE(cash_fields);
    case EVENT_PRODUCT: return TABLE(product_fields);
    case EVENT_PHASE: return TABLE(phase_fields);
    case EVENT_REFERENCE_PRICE: return TABLE(reference_fields);
    case EVENT_MEMBER: return TABLE(member_fields);
    case EVENT_USER: return TABLE(user_fields);
    case EVENT_ACCOUNT: return TABLE(account_fields);
    case EVENT_ACCOUNT_LIMITS: return TABLE(limits_fields);
    case EVENT_ACCOUNT_TRADING: return TABLE(trading_fields);
    case EVENT_GROUP: return TABLE(group_fields);
    case EVENT_MMP: return TABLE(mmp_fields);
    case EVENT_MASS_CANCELLED: return TABLE(mass_fields);
    case EVENT_CLIENT_TEXT: return TABLE(client_text_fields);
    case EVENT_VENUE_TERMS:
    case EVENT_CALENDAR:
    case EVENT_RULES_VERSION: return TABLE(venue_fields);
    case EVENT_MARGIN_VENUE: return TABLE(margin_venue_fields);
    case EVENT_MARGIN_TERMS: return TABLE(margin_terms_fields);
    case EVENT_MARGIN_MODE: return TABLE(margin_mode_fields);
    case EVENT_RISK_GRID: return TABLE(grid_fields);
    case EVENT_ASSET_TERMS:
    case EVENT_ASSET_PRICE: return TABLE(asset_fields);
    case EVENT_ASSET_CASH: return TABLE(asset_cash_fields);
    case EVENT_ACCOUNT_QUEUED:
    case EVENT_ACCOUNT_HEALTHY: return TABLE(risk_fields);
    case EVENT_PRICE_TERMS:
    case EVENT_INDEX:
    case EVENT_INDEX_INPUT:
    case EVENT_MARK:
    case EVENT_PREMIUM:
    case EVENT_FUNDING:
    case EVENT_FUNDING_PAYMENT: return price_event_table(event->kind);
#define X(name, number, member) case name:
        LIQUIDATION_EVENT_LIST(X)
        return liquidation_event_table(event->kind);
        LATER_EVENT_LIST(X)
#undef X
    default: return later_table(event->kind);
    }
}

/* The rows of reject_fields before and after the two values. */
#define REJECT_FIELDS_BEFORE 2u
#define REJECT_FIELDS_VALUES 2u

static void put_labelled(struct text_line *line, const struct text_field *field,
                         const struct text_source *source)
{
    text_line_put(line, "  ");
    text_line_put(line, field->label);
    text_line_put_char(line, ' ');
    text_value_put(line, field, text_field_load(field, source->bytes), source);
}

static void put_reject(struct text_line *line, const struct text_source *source)
{
    const struct event *event = source->bytes;
    const struct reject_formats formats = reject_formats_of(&event->reject);
    struct text_table before = {reject_fields, REJECT_FIELDS_BEFORE};
    struct text_table all = TABLE(reject_fields);
    uint32_t skipped = REJECT_FIELDS_BEFORE + REJECT_FIELDS_VALUES;
    struct text_table after = {all.fields + skipped, all.count - skipped};

    text_fields_put(line, &before, source);
    put_labelled(line, &formats.given, source);
    put_labelled(line, &formats.legal, source);
    text_fields_put(line, &after, source);

    const char *rule = reject_rule(event->reject.code);
    if (rule == NULL) return;
    char sentence[REJECT_SENTENCE_SIZE];
    (void)reject_sentence(sentence, sizeof sentence, &event->reject);
    text_line_put(line, "  rule ");
    text_line_put(line, rule);
    text_line_put(line, "  says ");
    text_line_put(line, sentence);
}

/* The word of a line: the event's name in lower case, without the "order" it may begin with. */
static void put_kind(struct text_line *line, const char *name)
{
    static const char order[] = "ORDER_";
    size_t i = 0;
    while (order[i] != '\0' && name[i] == order[i]) i++;
    text_line_put_lower(line, order[i] == '\0' ? name + i : name);
}

size_t event_text(char *out, size_t size, const struct event *event, const struct text_names *names)
{
    struct text_line line;
    text_line_begin(&line, out, size);
    const char *kind = event_kind_name(event->kind);
    if (kind == NULL) {
        text_line_put(&line, "event of unknown kind ");
        text_line_put_u64(&line, event->kind);
        return text_line_end(&line);
    }
    struct text_source source = {event, names, text_digits_of(names, event->product_id)};
    put_kind(&line, kind);
    if (event->kind == EVENT_REJECTED) {
        put_reject(&line, &source);
    } else {
        struct text_table table = table_of(event);
        text_fields_put(&line, &table, &source);
    }
    return text_line_end(&line);
}

size_t event_json(char *out, size_t size, const struct event *event)
{
    struct text_line line;
    text_line_begin(&line, out, size);
    struct text_source source = {.bytes = event};
    struct text_table header = TABLE(header_fields);
    struct text_table body = table_of(event);

    text_line_put_char(&line, '{');
    text_fields_put_json(&line, &header, &source);
    if (body.count > 0) text_line_put_char(&line, ',');
    text_fields_put_json(&line, &body, &source);
    if (event->kind == EVENT_REJECTED) {
        char sentence[REJECT_SENTENCE_SIZE];
        (void)reject_sentence(sentence, sizeof sentence, &event->reject);
        const char *rule = reject_rule(event->reject.code);
        text_line_put(&line, ",\"rule\":\"");
        text_line_put(&line, rule == NULL ? "" : rule);
        text_line_put(&line, "\",\"text\":\"");
        text_line_put(&line, sentence);
        text_line_put_char(&line, '"');
    }
    text_line_put_char(&line, '}');
    return text_line_end(&line);
}
