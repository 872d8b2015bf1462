/* SPDX-License-Identifier: Apache-2.0 */
/*
 * command_text.c - the fields of each kind of command, and how they become a line.
 *
 * Role       See command_text.h.  Tables name the fields; repeated parts (legs of a list, steps of
 *            a schedule and of the calendar) have a table of one and a loop.
 * Invariant  Every kind in COMMAND_LIST has a table (command_text_test.c writes one of each).
 */
#include "model/command_text.h"

#include "base/check.h"
#include "base/int_math.h"
#include "model/command_list.h"
#include "model/liquidation_text.h"
#include "model/price_text.h"
#include "model/register_text.h"
#include "model/settlement_text.h"

#define F(name, label, member, format, show)                                                       \
    TEXT_FIELD(struct command, name, label, member, format, show, 0)
#define W(name, label, member, show, words)                                                        \
    TEXT_FIELD(struct command, name, label, member, FORMAT_WORD, show, words)
#define M(name, label, member, show, words)                                                        \
    TEXT_FIELD(struct command, name, label, member, FORMAT_MASK, show, words)

#define ALWAYS  SHOW_ALWAYS
#define NONZERO SHOW_NONZERO

static const struct text_field head_fields[] = {
    F("sequence", "", sequence, FORMAT_UNSIGNED, ALWAYS),
    F("time_ns", "", time_ns, FORMAT_TIME, ALWAYS),
    W("kind", "", kind, ALWAYS, WORDS_COMMAND),
    F("product_id", "product", product_id, FORMAT_PRODUCT, NONZERO),
    F("account_id", "account", account_id, FORMAT_ACCOUNT, NONZERO),
    F("actor_id", "by", actor_id, FORMAT_USER, NONZERO),
    F("session_id", "session", session_id, FORMAT_UNSIGNED, NONZERO),
    F("client_sequence", "number", client_sequence, FORMAT_UNSIGNED, NONZERO),
};

static const struct text_field seal_fields[] = {
    F("covered_sequence", "covers", seal.covered_sequence, FORMAT_UNSIGNED, ALWAYS),
    F("state_layout", "layout", seal.state_layout, FORMAT_UNSIGNED, ALWAYS),
    F("output_hash", "output", seal.output_hash, FORMAT_HASH, ALWAYS),
    F("state_hash", "state", seal.state_hash, FORMAT_HASH, NONZERO),
};

static const struct text_field rules_fields[] = {
    F("rules_version", "version", rules.rules_version, FORMAT_UNSIGNED, ALWAYS),
};

static const struct text_field calendar_fields[] = {
    F("step_count", "steps", calendar.step_count, FORMAT_UNSIGNED, ALWAYS),
};

static const struct text_field venue_fields[] = {
    F("message_window_ns", "window", venue.message_window_ns, FORMAT_DURATION, ALWAYS),
    F("message_budget_count", "budget", venue.message_budget_count, FORMAT_SIGNED, ALWAYS),
};

static const struct text_field member_fields[] = {
    F("member_id", "member", member.member_id, FORMAT_MEMBER, ALWAYS),
    W("member_kind", "kind", member.kind, ALWAYS, WORDS_MEMBER_KIND),
    W("state", "state", member.state, ALWAYS, WORDS_PARTY_STATE),
};

static const struct text_field user_fields[] = {
    F("user_id", "user", user.user_id, FORMAT_USER, ALWAYS),
    F("member_id", "member", user.member_id, FORMAT_MEMBER, NONZERO),
    M("roles", "roles", user.roles, ALWAYS, WORDS_ROLES),
};

static const struct text_field account_fields[] = {
    F("member_id", "member", account.member_id, FORMAT_MEMBER, ALWAYS),
    W("state", "state", account.state, ALWAYS, WORDS_PARTY_STATE),
    F("owner_account_id", "owner", account.owner_account_id, FORMAT_ACCOUNT, NONZERO),
    F("parent_account_id", "parent", account.parent_account_id, FORMAT_ACCOUNT, NONZERO),
    F("customer_id", "customer", account.customer_id, FORMAT_UNSIGNED, NONZERO),
    F("controller_id", "controller", account.controller_id, FORMAT_USER, NONZERO),
    M("classes", "classes", account.classes, NONZERO, WORDS_CLASSES),
    W("smp_mode", "smp", account.smp_mode, NONZERO, WORDS_SMP),
};

#define STATE_FIELDS(words)                                                                        \
    W("state", "state", state.state, ALWAYS, words),                                               \
        F("register_entry", "register", state.register_entry, FORMAT_UNSIGNED, NONZERO)

static const struct text_field account_state_fields[] = {STATE_FIELDS(WORDS_PARTY_STATE)};
static const struct text_field product_state_fields[] = {STATE_FIELDS(WORDS_PRODUCT_STATE)};
static const struct text_field phase_fields[] = {STATE_FIELDS(WORDS_PHASE)};
static const struct text_field halt_fields[] = {STATE_FIELDS(WORDS_HALT)};

static const struct text_field limits_fields[] = {
    F("order_lots_max", "order", limits.order_lots_max, FORMAT_SIGNED, ALWAYS),
    F("order_notional_micros_max", "notional", limits.order_notional_micros_max, FORMAT_MONEY,
      ALWAYS),
    F("position_lots_max", "position", limits.position_lots_max, FORMAT_SIGNED, ALWAYS),
    F("margin_micros_max", "margin", limits.margin_micros_max, FORMAT_MONEY, ALWAYS),
};

static const struct text_field cash_fields[] = {
    F("amount_micros", "amount", cash.amount, FORMAT_MONEY, ALWAYS),
    F("to_account_id", "to", cash.to_account_id, FORMAT_ACCOUNT, NONZERO),
    F("reference", "reference", cash.reference, FORMAT_UNSIGNED, NONZERO),
};

static const struct text_field terms_fields[] = {
    F("symbol", "symbol", terms.symbol, FORMAT_TEXT, ALWAYS),
    F("quote", "quote", terms.quote, FORMAT_TEXT, ALWAYS),
    F("tick_value_micros", "tick value", terms.tick_value_micros, FORMAT_MONEY, ALWAYS),
    F("price_ticks_min", "lowest ticks", terms.price_ticks_min, FORMAT_SIGNED, ALWAYS),
    F("price_ticks_max", "highest ticks", terms.price_ticks_max, FORMAT_SIGNED, ALWAYS),
    F("order_lots_max", "order lots", terms.order_lots_max, FORMAT_SIGNED, ALWAYS),
    F("order_notional_micros_max", "notional", terms.order_notional_micros_max, FORMAT_MONEY,
      ALWAYS),
    F("position_lots_max", "position lots", terms.position_lots_max, FORMAT_SIGNED, NONZERO),
    F("band_ticks", "band ticks", terms.band_ticks, FORMAT_SIGNED, NONZERO),
    F("band_ppm", "band", terms.band_ppm, FORMAT_PPM, NONZERO),
    F("protection_ticks", "protection ticks", terms.protection_ticks, FORMAT_SIGNED, ALWAYS),
    F("resume_auction_ns", "auction", terms.resume_auction_ns, FORMAT_DURATION, NONZERO),
    F("initial_margin_ppm", "margin", terms.initial_margin_ppm, FORMAT_PPM, NONZERO),
    F("fee_maker_ppm", "maker fee", terms.fee_maker_ppm, FORMAT_PPM, NONZERO),
    F("fee_taker_ppm", "taker fee", terms.fee_taker_ppm, FORMAT_PPM, NONZERO),
    M("eligible_classes", "eligible", terms.eligible_classes, NONZERO, WORDS_CLASSES),
    F("day_end_minute", "day end", terms.day_end_minute, FORMAT_UNSIGNED, NONZERO),
    W("smp_mode", "smp", terms.smp_mode, ALWAYS, WORDS_SMP),
    F("decimals_price", "price decimals", terms.decimals_price, FORMAT_UNSIGNED, NONZERO),
    F("decimals_qty", "quantity decimals", terms.decimals_qty, FORMAT_UNSIGNED, NONZERO),
    F("register_entry", "register", terms.register_entry, FORMAT_UNSIGNED, NONZERO),
    F("schedule_count", "schedule", terms.schedule_count, FORMAT_UNSIGNED, NONZERO),
};

static const struct text_field reference_fields[] = {
    F("mark_ticks_e4", "mark", reference.mark, FORMAT_FINE_PRICE, NONZERO),
    F("index_ticks_e4", "index", reference.index, FORMAT_FINE_PRICE, NONZERO),
};

static const struct text_field order_fields[] = {
    W("side", "side", order.side, ALWAYS, WORDS_SIDE),
    F("qty_lots", "qty", order.qty, FORMAT_QTY, ALWAYS),
    F("price_ticks", "price", order.price, FORMAT_PRICE, NONZERO),
    W("type", "type", order.type, ALWAYS, WORDS_ORDER_TYPE),
    W("tif", "tif", order.tif, ALWAYS, WORDS_TIF),
    F("display_lots", "display", order.display, FORMAT_QTY, NONZERO),
    F("trigger_ticks", "trigger", order.trigger, FORMAT_PRICE, NONZERO),
    F("trail_ticks", "trail", order.trail_ticks, FORMAT_PRICE, NONZERO),
    W("trigger_source", "source", order.trigger_source, NONZERO, WORDS_SOURCE),
    F("expiry_ns", "expiry", order.expiry_ns, FORMAT_TIME, NONZERO),
    M("flags", "flags", order.flags, NONZERO, WORDS_ORDER_FLAGS),
    W("smp_mode", "smp", order.smp_mode, NONZERO, WORDS_SMP),
    F("group_id", "group", order.group_id, FORMAT_UNSIGNED, NONZERO),
    F("client_order_id", "client order", order.client_order_id, FORMAT_UNSIGNED, NONZERO),
};

static const struct text_field list_fields[] = {
    W("list_kind", "kind", list.kind, ALWAYS, WORDS_LIST),
    F("leg_count", "legs", list.leg_count, FORMAT_UNSIGNED, ALWAYS),
    F("tells_prices", "told", list.tells_prices, FORMAT_UNSIGNED, NONZERO),
};

static const struct text_field amend_fields[] = {
    F("order_id", "order", amend.order_id, FORMAT_ORDER, NONZERO),
    F("client_order_id", "client order", amend.client_order_id, FORMAT_UNSIGNED, NONZERO),
    M("set", "set", amend.set, NONZERO, WORDS_AMEND),
    F("price_ticks", "price", amend.price, FORMAT_PRICE, NONZERO),
    F("qty_lots", "qty", amend.qty, FORMAT_QTY, NONZERO),
    F("trigger_ticks", "trigger", amend.trigger, FORMAT_PRICE, NONZERO),
};

static const struct text_field client_text_fields[] = {
    F("client_order_id", "client order", text.client_order_id, FORMAT_UNSIGNED, ALWAYS),
    F("text", "text", text.text, FORMAT_TEXT, ALWAYS),
};

static const struct text_field cancel_fields[] = {
    F("order_id", "order", cancel.order_id, FORMAT_ORDER, NONZERO),
    F("client_order_id", "client order", cancel.client_order_id, FORMAT_UNSIGNED, NONZERO),
};

static const struct text_field mass_fields[] = {
    W("side", "side", mass.side, ALWAYS, WORDS_SIDE),
    F("group_id", "group", mass.group_id, FORMAT_UNSIGNED, NONZERO),
    F("member_id", "member", mass.member_id, FORMAT_MEMBER, NONZERO),
};

static const struct text_field group_fields[] = {
    F("group_id", "group", group.group_id, FORMAT_UNSIGNED, ALWAYS),
    F("lots_max", "limit", group.lots_max, FORMAT_SIGNED, NONZERO),
    F("window_ns", "window", group.window_ns, FORMAT_DURATION, NONZERO),
};

static const struct text_field mmp_fields[] = {
    F("window_ns", "window", mmp.window_ns, FORMAT_DURATION, NONZERO),
    F("frozen_ns", "freeze", mmp.frozen_ns, FORMAT_DURATION, NONZERO),
    F("lots_max", "limit", mmp.lots_max, FORMAT_QTY, NONZERO),
    F("delta_lots_max", "delta limit", mmp.delta_lots_max, FORMAT_QTY, NONZERO),
};

static const struct text_field group_mmp_fields[] = {
    F("group_id", "group", group_mmp.group_id, FORMAT_UNSIGNED, ALWAYS),
    F("fills_max", "fills", group_mmp.fills_max, FORMAT_UNSIGNED, NONZERO),
    F("window_ns", "window", group_mmp.limits.window_ns, FORMAT_DURATION, NONZERO),
    F("frozen_ns", "freeze", group_mmp.limits.frozen_ns, FORMAT_DURATION, NONZERO),
    F("lots_max", "limit", group_mmp.limits.lots_max, FORMAT_SIGNED, NONZERO),
    F("delta_lots_max", "delta limit", group_mmp.limits.delta_lots_max, FORMAT_SIGNED, NONZERO),
};

static const struct text_field margin_venue_fields[] = {
    F("queue_ratio_ppm", "queue at", margin_venue.queue_ratio_ppm, FORMAT_PPM, ALWAYS),
};

static const struct text_field margin_fields[] = {
    F("bracket_count", "brackets", margin.bracket_count, FORMAT_UNSIGNED, ALWAYS),
    W("initial_mode", "initial", margin.initial_mode, ALWAYS, WORDS_INITIAL_MODE),
    F("initial_factor_ppm", "factor", margin.initial_factor_ppm, FORMAT_PPM, NONZERO),
    F("risk_group", "risk group", margin.risk_group, FORMAT_UNSIGNED, NONZERO),
    F("interest_low_micros", "interest from", margin.interest_low_micros, FORMAT_MONEY, NONZERO),
    F("interest_high_micros", "interest to", margin.interest_high_micros, FORMAT_MONEY, NONZERO),
    F("size_from_lots", "size from", margin.size_from_lots, FORMAT_SIGNED, NONZERO),
    F("size_slope_e12", "size slope", margin.size_slope_e12, FORMAT_SIGNED, NONZERO),
    F("size_cap_ppm", "size cap", margin.size_cap_ppm, FORMAT_PPM, NONZERO),
    F("concentration_from_lots", "concentration from", margin.concentration_from_lots,
      FORMAT_SIGNED, NONZERO),
    F("concentration_share_ppm", "concentration share", margin.concentration_share_ppm, FORMAT_PPM,
      NONZERO),
    F("concentration_ppm", "concentration", margin.concentration_ppm, FORMAT_PPM, NONZERO),
    F("weekend_ppm", "weekend", margin.weekend_ppm, FORMAT_PPM, NONZERO),
    F("weekend_from_minute", "weekend from", margin.weekend_from_minute, FORMAT_UNSIGNED, NONZERO),
    F("weekend_to_minute", "weekend to", margin.weekend_to_minute, FORMAT_UNSIGNED, NONZERO),
};

static const struct text_field margin_mode_fields[] = {
    W("margin_mode", "mode", margin_mode.margin_mode, ALWAYS, WORDS_MARGIN_MODE),
};

static const struct text_field grid_fields[] = {
    F("risk_group", "risk group", grid.risk_group, FORMAT_UNSIGNED, ALWAYS),
    F("scenario_count", "scenarios", grid.scenario_count, FORMAT_UNSIGNED, ALWAYS),
    F("net_ppm", "net", grid.net_ppm, FORMAT_PPM, ALWAYS),
    F("hedged_ppm", "hedged", grid.hedged_ppm, FORMAT_PPM, ALWAYS),
    F("share_ppm", "share", grid.share_ppm, FORMAT_PPM, ALWAYS),
};

static const struct text_field asset_fields[] = {
    F("asset_id", "asset", asset.asset_id, FORMAT_UNSIGNED, ALWAYS),
    F("haircut_ppm", "haircut", asset.haircut_ppm, FORMAT_PPM, ALWAYS),
    F("account_cap_micros", "account cap", asset.account_cap_micros, FORMAT_MONEY, ALWAYS),
    F("venue_cap_units", "venue cap", asset.venue_cap_units, FORMAT_SIGNED, ALWAYS),
};

static const struct text_field asset_price_fields[] = {
    F("asset_id", "asset", asset_price.asset_id, FORMAT_UNSIGNED, ALWAYS),
    F("price_micros", "price", asset_price.price_micros, FORMAT_MONEY, ALWAYS),
};

static const struct text_field asset_cash_fields[] = {
    F("asset_id", "asset", asset_cash.asset_id, FORMAT_UNSIGNED, ALWAYS),
    F("units", "units", asset_cash.units, FORMAT_SIGNED, ALWAYS),
    F("reference", "reference", asset_cash.reference, FORMAT_UNSIGNED, NONZERO),
};

static const struct text_field payoff_fields[] = {
    W("payoff", "payoff", payoff_terms.payoff, ALWAYS, WORDS_PAYOFF),
    F("currency", "currency", payoff_terms.currency, FORMAT_UNSIGNED, ALWAYS),
    F("scale", "scale", payoff_terms.scale, FORMAT_UNSIGNED, NONZERO),
};

static const struct text_field trading_fields[] = {
    W("smp_mode", "smp", trading.smp_mode, ALWAYS, WORDS_SMP),
    F("cancels_on_disconnect", "cancels on disconnect", trading.cancels_on_disconnect,
      FORMAT_UNSIGNED, ALWAYS),
};

static const struct text_field account_currency_fields[] = {
    F("currency", "currency", account_currency.currency, FORMAT_UNSIGNED, ALWAYS),
};

#define TABLE(list)                                                                                \
    (struct text_table)                                                                            \
    {                                                                                              \
        list, (uint32_t)(sizeof list / sizeof(list)[0])                                            \
    }

static struct text_table table_of(uint16_t kind)
{
    switch (kind) {
    case COMMAND_SEAL: return TABLE(seal_fields);
    case COMMAND_RULES_VERSION: return TABLE(rules_fields);
    case COMMAND_CALENDAR: return TABLE(calendar_fields);
    case COMMAND_VENUE_TERMS: return TABLE(venue_fields);
    case COMMAND_MEMBER_SET: return TABLE(member_fields);
    case COMMAND_USER_SET: return TABLE(user_fields);
    case COMMAND_ACCOUNT_OPEN: return TABLE(account_fields);
    case COMMAND_ACCOUNT_STATE: return TABLE(account_state_fields);
    case COMMAND_ACCOUNT_LIMITS: return TABLE(limits_fields);
    case COMMAND_ACCOUNT_TRADING: return TABLE(trading_fields);
    case COMMAND_DEPOSIT:
    case COMMAND_WITHDRAW:
    case COMMAND_TRANSFER: return TABLE(cash_fields);
    case COMMAND_PRODUCT_DEFINE:
    case COMMAND_PRODUCT_TERMS: return TABLE(terms_fields);
    case COMMAND_PRODUCT_STATE: return TABLE(product_state_fields);
    case COMMAND_PHASE: return TABLE(phase_fields);
    case COMMAND_HALT: return TABLE(halt_fields);
    case COMMAND_REFERENCE_PRICE: return TABLE(reference_fields);
    case COMMAND_ORDER_PLACE: return TABLE(order_fields);
    case COMMAND_ORDER_LIST: return TABLE(list_fields);
    case COMMAND_ORDER_AMEND:
    case COMMAND_ORDER_DECREASE: return TABLE(amend_fields);
    case COMMAND_ORDER_CANCEL: return TABLE(cancel_fields);
    case COMMAND_CLIENT_TEXT: return TABLE(client_text_fields);
    case COMMAND_MASS_CANCEL: return TABLE(mass_fields);
    case COMMAND_GROUP_SET:
    case COMMAND_GROUP_RESET:
    case COMMAND_GROUP_TRIGGER:
    case COMMAND_GROUP_LIMIT:
    case COMMAND_GROUP_MMP_RESET: return TABLE(group_fields);
    case COMMAND_GROUP_MMP: return TABLE(group_mmp_fields);
    case COMMAND_MMP_SET:
    case COMMAND_MMP_RESET: return TABLE(mmp_fields);
    case COMMAND_MARGIN_VENUE: return TABLE(margin_venue_fields);
    case COMMAND_MARGIN_TERMS: return TABLE(margin_fields);
    case COMMAND_MARGIN_MODE:
    case COMMAND_MARGIN_MODEL: return TABLE(margin_mode_fields);
    case COMMAND_RISK_GRID: return TABLE(grid_fields);
    case COMMAND_ASSET_TERMS: return TABLE(asset_fields);
    case COMMAND_ASSET_PRICE: return TABLE(asset_price_fields);
    case COMMAND_ASSET_DEPOSIT:
    case COMMAND_ASSET_WITHDRAW: return TABLE(asset_cash_fields);
    case COMMAND_PAYOFF_TERMS: return TABLE(payoff_fields);
    case COMMAND_ACCOUNT_CURRENCY: return TABLE(account_currency_fields);
    default:
        if (price_command_table(kind).count > 0) return price_command_table(kind);
        if (settlement_command_table(kind).count > 0) return settlement_command_table(kind);
        if (register_command_table(kind).count > 0) return register_command_table(kind);
        return liquidation_command_table(kind);
    }
}

/* A part of a command that comes several times. */
struct repeated {
    const char *name;  /* in JSON */
    const char *label; /* in front of each in the readable line */
    struct text_table table;
    const unsigned char *first;
    size_t size; /* of one, in bytes */
    uint64_t count;
};

/* The order fields of struct command, seen from a leg, are found at the leg less this. */
#define ORDER_OFFSET offsetof(struct command, order)

static struct repeated repeated_of(const struct command *command)
{
    const unsigned char *bytes = (const unsigned char *)command;
    struct command_list list;
    if (command->kind == COMMAND_ORDER_LIST) {
        size_t offset = offsetof(struct command, list.legs) - ORDER_OFFSET;
        uint64_t count = u64_min(command->list.leg_count, LIST_LEGS_MAX);
        return (struct repeated){
            "legs", "leg", TABLE(order_fields), bytes + offset, sizeof(struct order_entry), count};
    }
    if (!command_list_find(command->kind, &list)) return (struct repeated){.count = 0};
    return (struct repeated){list.name,           list.label, list.table,
                             bytes + list.offset, list.size,  command_list_count(&list, command)};
}

static void put_repeated(struct text_line *line, const struct repeated *repeated,
                         const struct text_source *whole)
{
    struct text_source source = *whole;
    for (uint64_t i = 0; i < repeated->count; i++) {
        source.bytes = repeated->first + i * repeated->size;
        text_line_put(line, "  ");
        text_line_put(line, repeated->label);
        text_line_put_char(line, ' ');
        text_line_put_u64(line, i);
        text_fields_put(line, &repeated->table, &source);
    }
}

static void put_repeated_json(struct text_line *line, const struct repeated *repeated)
{
    text_line_put(line, ",\"");
    text_line_put(line, repeated->name);
    text_line_put(line, "\":[");
    for (uint64_t i = 0; i < repeated->count; i++) {
        struct text_source source = {.bytes = repeated->first + i * repeated->size};
        text_line_put(line, i == 0 ? "{" : ",{");
        text_fields_put_json(line, &repeated->table, &source);
        text_line_put_char(line, '}');
    }
    text_line_put_char(line, ']');
}

size_t command_text(char *out, size_t size, const struct command *command,
                    const struct text_names *names)
{
    struct text_line line;
    text_line_begin(&line, out, size);
    struct text_source source = {command, names, text_digits_of(names, command->product_id)};
    struct text_table head = TABLE(head_fields);
    struct text_table body = table_of(command->kind);
    struct repeated repeated = repeated_of(command);

    text_fields_put(&line, &head, &source);
    text_fields_put(&line, &body, &source);
    put_repeated(&line, &repeated, &source);
    return text_line_end(&line);
}

size_t command_json(char *out, size_t size, const struct command *command)
{
    struct text_line line;
    text_line_begin(&line, out, size);
    struct text_source source = {.bytes = command};
    struct text_table head = TABLE(head_fields);
    struct text_table body = table_of(command->kind);
    struct repeated repeated = repeated_of(command);

    text_line_put_char(&line, '{');
    text_fields_put_json(&line, &head, &source);
    if (body.count > 0) text_line_put_char(&line, ',');
    text_fields_put_json(&line, &body, &source);
    if (repeated.name != NULL) put_repeated_json(&line, &repeated);
    text_line_put_char(&line, '}');
    return text_line_end(&line);
}

bool command_field_find(uint16_t kind, const char *name, size_t size, struct text_field *field)
{
    struct text_table tables[] = {table_of(kind), TABLE(head_fields), {NULL, 0}};
    size_t first = 0;
    if (kind == COMMAND_ORDER_LIST) {
        tables[2] = TABLE(order_fields);
        first = offsetof(struct command, list.legs) - ORDER_OFFSET;
    } else if (kind == COMMAND_ELIGIBILITY) {
        tables[2] = register_eligibility_row_table();
        first = offsetof(struct command, eligibility.rows);
    }

    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
        const struct text_field *found = text_field_find(&tables[i], name, size);
        if (found == NULL) continue;
        *field = *found;
        if (i == 2) field->offset += (uint16_t)first;
        return true;
    }
    return false;
}
