/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scenario_view.c - the views of core.h as text.
 *
 * Role       See scenario_view.h.
 * Invariant  Looking changes nothing: no command is sent.
 */
#include "sim/scenario_view.h"

#include <string.h>

#include "model/accounts_chart.h"
#include "model/text_line.h"

#define DEPTH_MAX 24u

/* A line under construction: head, then fields parted by two spaces. */
struct view_line {
    struct text_line line;
    struct text_source source;
};

static struct view_line begin(struct scenario_world *world, struct view_lines *lines,
                              const struct text_names *names, uint16_t product_id)
{
    struct view_line view = {.source = {.names = names}};
    view.source.digits = text_digits_of(names, product_id);
    char *out = lines->list[lines->count < VIEW_LINES_MAX ? lines->count : 0];
    if (lines->count == VIEW_LINES_MAX) (void)world_fail(world, "too many lines");
    if (lines->count < VIEW_LINES_MAX) lines->count++;
    text_line_begin(&view.line, out, VIEW_LINE_SIZE);
    return view;
}

static void put(struct view_line *view, const char *label, enum text_format format, int64_t value)
{
    struct text_field field = {.format = (uint8_t)format};
    text_line_put(&view->line, label);
    text_value_put(&view->line, &field, (uint64_t)value, &view->source);
}

static void put_word(struct view_line *view, const char *label, enum word_set words, uint64_t value)
{
    struct text_field field = {.format = FORMAT_WORD, .words = (uint8_t)words};
    text_line_put(&view->line, label);
    text_value_put(&view->line, &field, value, &view->source);
}

static void write_account(struct scenario_world *world, struct view_lines *lines,
                          uint32_t account_id)
{
    struct account_view account;
    struct text_names names = world_text_names(world);
    if (!world->engine->account(world->venue, account_id, &account)) return;
    struct view_line view = begin(world, lines, &names, 0);
    put(&view, "account ", FORMAT_ACCOUNT, account_id);
    put(&view, "  balance ", FORMAT_MONEY, account.balance.micros);
    put(&view, "  held ", FORMAT_MONEY, account.held.micros);
    put(&view, "  orders ", FORMAT_UNSIGNED, account.order_count);
    put_word(&view, "  state ", WORDS_PARTY_STATE, account.state);
    put(&view, "  member ", FORMAT_MEMBER, account.member_id);
    put(&view, "  owner ", FORMAT_ACCOUNT, account.owner_account_id);
}

/* The part of part 7 that a trader sees; the price in the units of the product. */
static void write_risk(struct scenario_world *world, struct view_lines *lines, uint32_t account_id,
                       uint16_t product_id)
{
    struct account_risk_view risk;
    struct text_names names = world_text_names(world);
    if (!world->engine->risk(world->venue, account_id, &risk)) return;
    struct view_line view = begin(world, lines, &names, product_id);
    put(&view, "risk ", FORMAT_ACCOUNT, account_id);
    put(&view, "  equity ", FORMAT_MONEY, risk.equity.micros);
    put(&view, "  unrealised ", FORMAT_MONEY, risk.unrealised.micros);
    put(&view, "  credited ", FORMAT_MONEY, risk.credited.micros);
    put(&view, "  maintenance ", FORMAT_MONEY, risk.maintenance.micros);
    put(&view, "  initial ", FORMAT_MONEY, risk.initial.micros);
    put(&view, "  available ", FORMAT_MONEY, risk.available.micros);
    put(&view, "  ratio ", FORMAT_PPM, risk.ratio_ppm);
    put(&view, "  liquidation ", FORMAT_FINE_PRICE, risk.liquidation_price.ticks_e4);
}

static void write_position(struct scenario_world *world, struct view_lines *lines,
                           uint32_t account_id, uint16_t product_id)
{
    struct position_view position;
    struct text_names names = world_text_names(world);
    if (!world->engine->position(world->venue, account_id, product_id, &position)) return;
    struct view_line view = begin(world, lines, &names, product_id);
    put(&view, "position ", FORMAT_ACCOUNT, account_id);
    put(&view, " ", FORMAT_PRODUCT, product_id);
    put(&view, "  net ", FORMAT_QTY, position.net.lots);
    put(&view, "  paid ", FORMAT_MONEY, position.paid.micros);
    put(&view, "  bids ", FORMAT_QTY, position.open_bids.lots);
    put(&view, "  asks ", FORMAT_QTY, position.open_asks.lots);
    put(&view, "  held ", FORMAT_MONEY, position.held.micros);
}

static void write_order(struct scenario_world *world, struct view_lines *lines, uint64_t order_id)
{
    static const char *const states[] = {"none", "resting", "armed", "held"};
    struct order_view order;
    struct text_names names = world_text_names(world);
    if (!world->engine->order(world->venue, order_id, &order)) return;
    struct view_line view = begin(world, lines, &names, order.product_id);
    put(&view, "order ", FORMAT_ORDER, (int64_t)order_id);
    text_line_put(&view.line, " ");
    text_line_put(&view.line, states[order.state <= ORDER_HELD ? order.state : 0]);
    put(&view, "  open ", FORMAT_QTY, order.open.lots);
    put(&view, "  shown ", FORMAT_QTY, order.shown.lots);
    put(&view, "  filled ", FORMAT_QTY, order.filled.lots);
    put(&view, "  price ", FORMAT_PRICE, order.price.ticks);
    put(&view, "  trigger ", FORMAT_PRICE, order.trigger.ticks);
}

static void write_side(struct scenario_world *world, struct view_lines *lines, uint16_t product_id,
                       enum side side)
{
    struct depth_level levels[DEPTH_MAX];
    struct text_names names = world_text_names(world);
    uint32_t count = world->engine->depth(world->venue, product_id, side, levels, DEPTH_MAX);
    for (uint32_t i = 0; i < count; i++) {
        struct view_line view = begin(world, lines, &names, product_id);
        put(&view, side == SIDE_BUY ? "bid " : "ask ", FORMAT_QTY, levels[i].open.lots);
        put(&view, " @ ", FORMAT_PRICE, levels[i].price.ticks);
        put(&view, "  orders ", FORMAT_UNSIGNED, levels[i].orders);
    }
}

static int64_t entry_balance(const struct scenario_world *world, uint32_t entry)
{
    return world->engine->balance(world->venue, entry).micros;
}

static void write_product(struct scenario_world *world, struct view_lines *lines,
                          uint16_t product_id)
{
    struct product_view product;
    struct text_names names = world_text_names(world);
    if (!world->engine->product(world->venue, product_id, &product)) return;
    struct view_line view = begin(world, lines, &names, product_id);
    put(&view, "product ", FORMAT_PRODUCT, product_id);
    put_word(&view, "  state ", WORDS_PRODUCT_STATE, product.state);
    put_word(&view, "  phase ", WORDS_PHASE, product.phase);
    put_word(&view, "  halt ", WORDS_HALT, product.halt);
    put(&view, "  last ", FORMAT_PRICE, product.last.ticks);
    put(&view, "  mark ", FORMAT_FINE_PRICE, product.mark.ticks_e4);
    put(&view, "  index ", FORMAT_FINE_PRICE, product.index.ticks_e4);
    put(&view, "  interest ", FORMAT_QTY, product.open_interest.lots);
    put(&view, "  trades ", FORMAT_UNSIGNED, (int64_t)product.trade_count);
    struct money clearing = world->engine->balance(world->venue, entry_clearing(product_id));
    put(&view, "  clearing ", FORMAT_MONEY, clearing.micros);
    put(&view, "  pool ", FORMAT_MONEY,
        entry_balance(world, entry_product(product_id, PRODUCT_ENTRY_FUNDING)));
    put(&view, "  insurance ", FORMAT_MONEY,
        entry_balance(world, entry_product(product_id, PRODUCT_ENTRY_INSURANCE)));
}

/* R-AUDIT-1: the sum is taken over every entry there can be. */
static void write_venue(struct scenario_world *world, struct view_lines *lines)
{
    static const struct {
        const char *label;
        uint32_t entry;
    } entries[] = {{"venue  bank ", ENTRY_BANK},
                   {"  fees ", ENTRY_FEES},
                   {"  insurance ", ENTRY_INSURANCE},
                   {"  rounding ", ENTRY_ROUNDING}};
    struct text_names names = world_text_names(world);
    struct view_line view = begin(world, lines, &names, 0);
    for (size_t i = 0; i < sizeof entries / sizeof entries[0]; i++) {
        struct money balance = world->engine->balance(world->venue, entries[i].entry);
        put(&view, entries[i].label, FORMAT_MONEY, balance.micros);
    }
    int64_t sum = 0;
    for (uint32_t entry = 0; entry < entry_account(world->config.accounts_max); entry++) {
        sum += entry_balance(world, entry);
    }
    uint32_t product_entries = world->config.products_max * PRODUCT_ENTRIES;
    for (uint32_t entry = 0; entry < product_entries; entry++) {
        sum += entry_balance(world, ENTRY_PRODUCT_FIRST + entry);
    }
    put(&view, "  sum ", FORMAT_MONEY, sum);
}

bool view_is_asked(const struct words *words)
{
    return strcmp(words_peek(words), "check") == 0;
}

bool view_write(struct scenario_world *world, struct words *words, struct view_lines *lines)
{
    uint64_t id;
    uint64_t product_id = world->product_id;
    lines->count = 0;
    if (world->venue == NULL) return world_fail(world, "there is nothing to check yet");
    (void)words_take(words);
    const char *what = words_take(words);
    bool is_risk = strcmp(what, "risk") == 0;
    if (is_risk) what = words_take(words);
    const char *product = words_take(words);
    if (product[0] != '\0' && !world_find(world, NAME_PRODUCT, product, &product_id)) {
        return world_fail(world, "not a product: \"%s\"", product);
    }
    if (words_are_left(words)) return world_fail(world, "check what?");

    if (is_risk) {
        if (!world_find(world, NAME_ACCOUNT, what, &id)) {
            return world_fail(world, "not an account: \"%s\"", what);
        }
        write_risk(world, lines, (uint32_t)id, (uint16_t)product_id);
    } else if (strcmp(what, "venue") == 0) {
        write_venue(world, lines);
    } else if (strcmp(what, "book") == 0) {
        write_side(world, lines, (uint16_t)product_id, SIDE_BUY);
        write_side(world, lines, (uint16_t)product_id, SIDE_SELL);
    } else if (world_find(world, NAME_PRODUCT, what, &id)) {
        write_product(world, lines, (uint16_t)id);
    } else if (world_find(world, NAME_ORDER, what, &id)) {
        write_order(world, lines, id);
    } else if (!world_find(world, NAME_ACCOUNT, what, &id)) {
        return world_fail(world, "not an account, order or product: \"%s\"", what);
    } else if (product[0] != '\0') {
        write_position(world, lines, (uint32_t)id, (uint16_t)product_id);
    } else {
        write_account(world, lines, (uint32_t)id);
    }
    return world->error[0] == '\0';
}
