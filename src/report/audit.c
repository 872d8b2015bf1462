/* SPDX-License-Identifier: Apache-2.0 */
/*
 * audit.c - see audit.h.
 *
 * Role   See audit.h.
 */
#include "report/audit.h"

#include "base/check.h"
#include "model/text_words.h"

static const struct column row_columns[] = {
    {"row", "number of the row, from 1 without gaps", COLUMN_COUNT, 8},
    {"sequence", "of the command in the journal", COLUMN_COUNT, 10},
    {"event", "number of the event within the command; none: the command itself", COLUMN_COUNT, 5},
    {"time", "of the command, by the venue's clock", COLUMN_TIME, 30},
    {"what", "kind of command or event", COLUMN_TEXT, 20},
    {"account", "whose order", COLUMN_COUNT, 8},
    {"member", "clearing member of the account", COLUMN_COUNT, 6},
    {"customer", "the member's own number of its customer; 0: the member", COLUMN_COUNT, 8},
    {"cti", "customer type indicator, 1 to 4", COLUMN_COUNT, 3},
    {"controller", "user who controls the trading; 0: unknown", COLUMN_COUNT, 10},
    {"user", "who sent the command; 0: the venue", COLUMN_COUNT, 6},
    {"session", "it came in; 0: none", COLUMN_COUNT, 8},
    {"product", "symbol", COLUMN_TEXT, 14},
    {"order", "the venue's number of the order", COLUMN_COUNT, 20},
    {"client_order", "the member's number of the order", COLUMN_COUNT, 20},
    {"side", "buy or sell", COLUMN_TEXT, 4},
    {"type", "of the order", COLUMN_TEXT, 12},
    {"tif", "time in force", COLUMN_TEXT, 4},
    {"price", "limit, or price of the fill", COLUMN_DECIMAL, 14},
    {"trigger", "price at which the order becomes active", COLUMN_DECIMAL, 14},
    {"lots", "ordered, or filled", COLUMN_COUNT, 10},
    {"display", "lots shown of an iceberg", COLUMN_COUNT, 10},
    {"open", "lots open afterwards", COLUMN_COUNT, 10},
    {"filled", "lots filled so far", COLUMN_COUNT, 10},
    {"trade", "number of the trade", COLUMN_COUNT, 10},
    {"counter_order", "order on the other side of the trade", COLUMN_COUNT, 20},
    {"allocation", "account that the lots go to: give-up, allocation, transfer", COLUMN_COUNT, 10},
    {"reason", "why an order ended or was refused, lots moved; step of a give-up", COLUMN_TEXT, 0},
};

static const struct column seal_columns[] = {
    {"rows", "in the table above", COLUMN_COUNT, 10},
    {"orders", "that entered", COLUMN_COUNT, 10},
    {"fills", "of both sides", COLUMN_COUNT, 10},
    {"sequence_first", "first command that a row stands on", COLUMN_COUNT, 14},
    {"sequence_last", "last command that a row stands on", COLUMN_COUNT, 14},
    {"journal_output", "hash of all events of the journal it was made of", COLUMN_TEXT, 0},
};

static const struct table row_table = {"rows", "commands and events of orders in their order",
                                       COLUMNS(row_columns)};
static const struct table seal_table = {"seal", "what the trail was made of",
                                        COLUMNS(seal_columns)};
static const struct table *const tables[] = {&row_table, &seal_table};

const struct report report_audit_trail = {
    .name = "audit-trail",
    .title = "Audit trail of orders",
    .section = "38.551",
    .tables = tables,
    .table_count = 2,
    .is_trail = true,
};

/* What a row says; numbers of 0 are left out where 0 is no number. */
struct audit_row {
    uint64_t sequence;
    int64_t event_index; /* -1: the command */
    int64_t time_ns;
    int words; /* WORDS_COMMAND or WORDS_EVENT */
    uint16_t kind;
    uint32_t account_id;
    uint32_t actor_id;
    uint32_t session_id;
    uint16_t product_id;
    uint64_t order_id;
    uint64_t client_order_id;
    int64_t side; /* -1: none */
    uint8_t type;
    uint8_t tif;
    int64_t price_ticks;
    int64_t trigger_ticks;
    int64_t lots;
    int64_t display;
    int64_t open; /* -1: does not apply */
    int64_t filled;
    uint64_t trade_id;
    uint64_t counter_order_id;
    uint32_t to_account_id; /* of an allocation, a give-up, a transfer; 0: none */
    int reason_words;
    uint16_t reason;
};

void audit_begin(struct audit_trail *trail, const struct day *day, FILE *out,
                 enum report_format format)
{
    char date[DAY_TEXT_SIZE];
    struct report_head head = report_head_of(&report_audit_trail, day, date);
    *trail = (struct audit_trail){.day = day};
    report_begin(&trail->writer, out, format, &head);
    table_begin(&trail->writer, &row_table);
}

static void put_known(struct table_writer *writer, uint64_t id)
{
    if (id == 0) {
        put_none(writer);
    } else {
        put_id(writer, id);
    }
}

static void put_party(struct table_writer *writer, const struct day *day,
                      const struct audit_row *row)
{
    bool is_known = row->account_id != 0 && row->account_id < day->accounts.count &&
                    day_account(day, row->account_id)->state != PARTY_NONE;
    put_known(writer, row->account_id);
    if (is_known) {
        const struct day_account *account = day_account(day, row->account_id);
        put_count(writer, account->member_id);
        put_count(writer, account->customer_id);
        put_count(writer, report_cti(day, account));
        put_count(writer, account->controller_id);
    } else {
        for (uint32_t i = 0; i < 4; i++) put_none(writer);
    }
    bool is_command = row->event_index < 0;
    for (uint32_t i = 0; i < 2 && !is_command; i++) put_none(writer);
    if (!is_command) return;
    put_count(writer, row->actor_id);
    put_count(writer, row->session_id);
}

static void put_value(struct table_writer *writer, int words, uint64_t value, bool is_there)
{
    if (is_there) {
        put_word(writer, words, value);
    } else {
        put_none(writer);
    }
}

static void put_order(struct table_writer *writer, const struct day_product *product,
                      const struct audit_row *row)
{
    put_known(writer, row->order_id);
    put_known(writer, row->client_order_id);
    put_value(writer, WORDS_SIDE, (uint64_t)row->side, row->side >= 0);
    put_value(writer, WORDS_ORDER_TYPE, row->type, row->type != 0);
    put_value(writer, WORDS_TIF, row->tif, row->tif != 0);
    put_ticks(writer, product, row->price_ticks);
    put_ticks(writer, product, row->trigger_ticks);
    put_known(writer, (uint64_t)i64_max(row->lots, 0));
    put_known(writer, (uint64_t)i64_max(row->display, 0));
    if (row->open >= 0) {
        put_count(writer, row->open);
        put_count(writer, row->filled);
    } else {
        put_none(writer);
        put_none(writer);
    }
    put_known(writer, row->trade_id);
    put_known(writer, row->counter_order_id);
    put_known(writer, row->to_account_id);
    put_value(writer, row->reason_words, row->reason, row->reason != 0);
}

static void row_write(struct audit_trail *trail, const struct audit_row *row)
{
    struct table_writer *writer = &trail->writer;
    uint16_t product_id = row->product_id < PRODUCTS_MAX ? row->product_id : 0;
    if (day_date_of(trail->day, product_id) != trail->day->date) return;
    const struct day_product *product = &trail->day->products[product_id];
    trail->rows++;
    if (trail->sequence_first == 0) trail->sequence_first = row->sequence;
    trail->sequence_last = row->sequence;
    put_id(writer, trail->rows);
    put_id(writer, row->sequence);
    if (row->event_index < 0) {
        put_none(writer);
    } else {
        put_count(writer, row->event_index);
    }
    put_time(writer, row->time_ns);
    put_word(writer, row->words, row->kind);
    put_party(writer, trail->day, row);
    put_text(writer, product->terms.symbol);
    put_order(writer, product, row);
}

/* --- commands --------------------------------------------------------------------------------- */

static void entry_fill(struct audit_row *row, const struct order_entry *entry)
{
    row->client_order_id = entry->client_order_id;
    row->side = entry->side <= SIDE_SELL ? entry->side : -1;
    row->type = entry->type;
    row->tif = entry->tif;
    row->price_ticks = entry->price.ticks;
    row->trigger_ticks = entry->trigger.ticks;
    row->lots = entry->qty.lots;
    row->display = entry->display.lots;
}

static void amend_fill(struct audit_row *row, const struct body_amend *amend)
{
    row->order_id = amend->order_id;
    row->client_order_id = amend->client_order_id;
    row->price_ticks = amend->price.ticks;
    row->trigger_ticks = amend->trigger.ticks;
    row->lots = amend->qty.lots;
}

static void list_write(struct audit_trail *trail, const struct command *command,
                       struct audit_row *row)
{
    for (uint32_t i = 0; i < command->list.leg_count && i < LIST_LEGS_MAX; i++) {
        entry_fill(row, &command->list.legs[i]);
        row_write(trail, row);
    }
}

/* A block, or a move between accounts of one owner. */
static void block_fill(struct audit_row *row, const struct command *command)
{
    const struct body_block_trade *block = &command->block_trade;
    const struct body_position_move *move = &command->position_move;
    bool is_block = command->kind == COMMAND_BLOCK_TRADE;
    row->price_ticks = is_block ? block->price.ticks : move->price.ticks;
    row->lots = is_block ? block->lots : move->lots;
    row->to_account_id = is_block ? block->other_account_id : move->to_account_id;
    if (is_block && block->side <= SIDE_SELL) row->side = block->side;
}

void audit_command(struct audit_trail *trail, const struct command *command)
{
    struct audit_row row = {.sequence = command->sequence,
                            .event_index = -1,
                            .time_ns = command->time_ns,
                            .words = WORDS_COMMAND,
                            .kind = command->kind,
                            .account_id = command->account_id,
                            .actor_id = command->actor_id,
                            .session_id = command->session_id,
                            .product_id = command->product_id,
                            .side = -1,
                            .open = -1};
    switch (command->kind) {
    case COMMAND_ORDER_PLACE: entry_fill(&row, &command->order); break;
    case COMMAND_ORDER_LIST: list_write(trail, command, &row); return;
    case COMMAND_ORDER_AMEND:
    case COMMAND_ORDER_DECREASE: amend_fill(&row, &command->amend); break;
    case COMMAND_ORDER_CANCEL:
        row.order_id = command->cancel.order_id;
        row.client_order_id = command->cancel.client_order_id;
        break;
    case COMMAND_MASS_CANCEL:
        row.side = command->mass.side <= SIDE_SELL ? command->mass.side : -1;
        break;
    case COMMAND_AUCTION_BID:
        row.side = command->auction_bid.side <= SIDE_SELL ? command->auction_bid.side : -1;
        row.price_ticks = command->auction_bid.price.ticks;
        row.lots = command->auction_bid.qty.lots;
        break;
    case COMMAND_GIVE_UP:
        row.trade_id = command->give_up.trade_id;
        row.side = command->give_up.side <= SIDE_SELL ? command->give_up.side : -1;
        row.lots = command->give_up.lots;
        break;
    case COMMAND_ALLOCATION:
        row.client_order_id = command->allocation.client_order_id;
        row.side = command->allocation.side <= SIDE_SELL ? command->allocation.side : -1;
        break;
    case COMMAND_BLOCK_TRADE:
    case COMMAND_POSITION_MOVE: block_fill(&row, command); break;
    case COMMAND_BLOCK_WITHDRAW:
    case COMMAND_GIVE_UP_DECIDE:
    case COMMAND_GROUP_SET:
    case COMMAND_GROUP_RESET:
    case COMMAND_MMP_SET:
    case COMMAND_MMP_RESET:
    case COMMAND_SESSION_DISCONNECT: break;
    default: return;
    }
    row_write(trail, &row);
}

/* --- events ----------------------------------------------------------------------------------- */

/* Is a refusal of such a command a part of the trail? */
static bool is_of_orders(uint16_t command_kind)
{
    if (command_kind >= COMMAND_GIVE_UP && command_kind <= COMMAND_ALLOCATION) return true;
    if (command_kind >= COMMAND_BLOCK_TRADE && command_kind <= COMMAND_POSITION_MOVE) return true;
    return command_kind >= COMMAND_ORDER_PLACE && command_kind <= COMMAND_SESSION_DISCONNECT;
}

static void order_write(struct audit_trail *trail, const struct event *event, struct audit_row *row)
{
    const struct event_order *order = &event->order;
    bool enters = event->kind == EVENT_ORDER_ACCEPTED || event->kind == EVENT_ORDER_ARMED ||
                  event->kind == EVENT_ORDER_HELD;
    bool waits = event->kind == EVENT_ORDER_ARMED || event->kind == EVENT_ORDER_HELD ||
                 event->kind == EVENT_ORDER_TRAILED;
    row->order_id = order->order_id;
    row->client_order_id = order->client_order_id;
    row->side = order->side;
    row->type = order->type;
    row->tif = order->tif;
    row->price_ticks = order->price.ticks;
    row->trigger_ticks = waits ? order->detail : 0;
    row->display = waits ? 0 : order->detail;
    row->open = order->open.lots;
    row->filled = order->filled.lots;
    row->reason_words = WORDS_REASON;
    row->reason = order->reason;
    uint64_t before = trail->rows;
    row_write(trail, row);
    if (enters) trail->orders += trail->rows - before;
}

static void fill_write(struct audit_trail *trail, const struct event *event, struct audit_row *row)
{
    const struct event_trade *trade = &trail->trade;
    bool is_taker = trade->taker_order_id == event->fill.order_id;
    enum side taker_side = (enum side)trade->taker_side;
    row->order_id = event->fill.order_id;
    row->counter_order_id = is_taker ? trade->maker_order_id : trade->taker_order_id;
    row->side = is_taker ? taker_side : side_opposite(taker_side);
    row->price_ticks = trade->price.ticks;
    row->lots = trade->qty.lots;
    row->trade_id = event->fill.trade_id;
    uint64_t before = trail->rows;
    row_write(trail, row);
    if (trail->rows == before) return;
    trail->fills++;
    trail->fill_lots += trade->qty.lots;
}

/* Lots that go to another account: the row stands on the account that traded them, the next one,
 * POSITION_MOVED, says so of the same account. */
static void pass_fill(struct audit_row *row, const struct event *event)
{
    bool is_give_up = event->kind == EVENT_GIVE_UP;
    row->side = is_give_up ? event->give_up.side : event->allocation.side;
    row->lots = is_give_up ? event->give_up.qty.lots : event->allocation.qty.lots;
    row->price_ticks = is_give_up ? event->give_up.price.ticks : 0;
    row->trade_id = is_give_up ? event->give_up.trade_id : 0;
    row->client_order_id = is_give_up ? 0 : event->allocation.client_order_id;
    row->to_account_id =
        is_give_up ? event->give_up.to_account_id : event->allocation.to_account_id;
    if (!is_give_up) return;
    row->reason_words = WORDS_GIVE_UP_STEP;
    row->reason = event->give_up.step;
}

void audit_event(struct audit_trail *trail, const struct event *event)
{
    struct audit_row row = {.sequence = event->sequence,
                            .event_index = event->index,
                            .time_ns = event->time_ns,
                            .words = WORDS_EVENT,
                            .kind = event->kind,
                            .account_id = event->account_id,
                            .product_id = event->product_id,
                            .side = -1,
                            .open = -1};
    if (event->kind >= EVENT_ORDER_ACCEPTED && event->kind <= EVENT_ORDER_FILLED) {
        order_write(trail, event, &row);
        return;
    }
    switch (event->kind) {
    case EVENT_TRADE: trail->trade = event->trade; return;
    case EVENT_FILL: fill_write(trail, event, &row); return;
    case EVENT_REJECTED:
        if (!is_of_orders(event->reject.command_kind)) return;
        row.order_id = event->reject.order_id;
        row.client_order_id = event->reject.client_order_id;
        row.reason_words = WORDS_REJECT;
        row.reason = event->reject.code;
        break;
    case EVENT_DUPLICATE:
    case EVENT_MASS_CANCELLED:
    case EVENT_AUCTION_BID:
    case EVENT_LIQUIDATION: break;
    case EVENT_POSITION_MOVED:
        row.lots = event->moved.lots.lots;
        row.side = event->moved.side;
        row.to_account_id = event->moved.other_account_id;
        row.reason_words = WORDS_MOVE_CAUSE;
        row.reason = event->moved.cause;
        break;
    case EVENT_BLOCK_TRADE:
        row.trade_id = event->block_trade.trade_id;
        row.price_ticks = event->block_trade.price.ticks;
        row.lots = event->block_trade.qty.lots;
        row.side = side_opposite((enum side)event->block_trade.taker_side);
        row.to_account_id = event->block_trade.taker_account_id;
        break;
    case EVENT_BLOCK_WITHDRAWN: break;
    case EVENT_GIVE_UP:
    case EVENT_ALLOCATION: pass_fill(&row, event); break;
    case EVENT_ERROR_TRADE:
        row.trade_id = event->error_trade.trade_id;
        row.price_ticks = event->error_trade.price.ticks;
        row.lots = event->error_trade.qty.lots;
        break;
    default: return;
    }
    row_write(trail, &row);
}

void audit_end(struct audit_trail *trail, const char *output, struct reconcile *reconcile)
{
    struct table_writer *writer = &trail->writer;
    table_end(writer);
    table_begin(writer, &seal_table);
    put_id(writer, trail->rows);
    put_id(writer, trail->orders);
    put_id(writer, trail->fills);
    put_id(writer, trail->sequence_first);
    put_id(writer, trail->sequence_last);
    put_text(writer, output);
    table_end(writer);
    writer->is_open = trail->day->venue_was_open;
    report_end(writer);
    int128 lots = 0;
    for (uint32_t id = 1; id <= trail->day->product_last; id++) {
        lots += trail->day->products[id].lots;
    }
    reconcile_equal(reconcile, "audit-trail", "lots of fills", trail->fill_lots, 2 * lots);
}
