/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tables.c - every table of the database.
 *
 * Docs   docs/spec/history.md says what the columns mean; the record behind a table is named here.
 */
#include "history/table.h"

#define SIZE_OF(record, member) (uint16_t)sizeof(((struct record *)0)->member)

/* A column named as its member, and one with a name of its own. */
#define I64(record, member)                                                                        \
    {                                                                                              \
#member, (uint16_t)offsetof(struct record, member), SIZE_OF(record, member), COLUMN_I64    \
    }
#define U64(record, member)                                                                        \
    {                                                                                              \
#member, (uint16_t)offsetof(struct record, member), SIZE_OF(record, member), COLUMN_U64    \
    }
#define NAMED(record, member, name, kind)                                                          \
    {                                                                                              \
        name, (uint16_t)offsetof(struct record, member), SIZE_OF(record, member), kind             \
    }
#define LOTS(record, member)   NAMED(record, member.lots, #member "_lots", COLUMN_I64)
#define TICKS(record, member)  NAMED(record, member.ticks, #member "_ticks", COLUMN_I64)
#define FINE(record, member)   NAMED(record, member.ticks_e4, #member "_ticks_e4", COLUMN_I64)
#define MICROS(record, member) NAMED(record, member.micros, #member "_micros", COLUMN_I64)

static const struct column meta_columns[] = {
    NAMED(meta_row, name, "name", COLUMN_TEXT),
    I64(meta_row, value),
};

static const struct column order_columns[] = {
    U64(order_record, order_id),
    U64(order_record, client_order_id),
    U64(order_record, created_sequence),
    U64(order_record, updated_sequence),
    I64(order_record, created_ns),
    I64(order_record, updated_ns),
    TICKS(order_record, price),
    LOTS(order_record, qty),
    LOTS(order_record, open),
    LOTS(order_record, filled),
    LOTS(order_record, display),
    LOTS(order_record, shown),
    TICKS(order_record, trigger),
    I64(order_record, trail_ticks),
    I64(order_record, expiry_ns),
    I64(order_record, value_tick_lots),
    MICROS(order_record, fee),
    MICROS(order_record, realised),
    U64(order_record, linked_order_id),
    NAMED(order_record, child_order_ids[0], "child_order_id_first", COLUMN_U64),
    NAMED(order_record, child_order_ids[1], "child_order_id_second", COLUMN_U64),
    U64(order_record, account_id),
    U64(order_record, group_id),
    U64(order_record, session_id),
    U64(order_record, fill_count),
    U64(order_record, product_id),
    U64(order_record, flags),
    U64(order_record, last_event),
    U64(order_record, reason),
    NAMED(order_record, check, "failed_check", COLUMN_U64),
    U64(order_record, state),
    U64(order_record, side),
    U64(order_record, type),
    U64(order_record, tif),
    U64(order_record, trigger_source),
    U64(order_record, smp_mode),
    U64(order_record, list_kind),
    U64(order_record, is_triggered),
    U64(order_record, is_replaced),
    U64(order_record, is_liquidation),
};

static const struct column fill_columns[] = {
    U64(fill_record, sequence),       U64(fill_record, index_in_command),
    U64(fill_record, trade_id),       U64(fill_record, trade_number),
    U64(fill_record, order_id),       U64(fill_record, client_order_id),
    I64(fill_record, time_ns),        TICKS(fill_record, price),
    LOTS(fill_record, qty),           LOTS(fill_record, open),
    LOTS(fill_record, net),           MICROS(fill_record, paid),
    LOTS(fill_record, net_before),    MICROS(fill_record, paid_before),
    MICROS(fill_record, realised),    MICROS(fill_record, fee),
    MICROS(fill_record, balance),     FINE(fill_record, mark),
    FINE(fill_record, index),         U64(fill_record, account_id),
    U64(fill_record, product_id),     U64(fill_record, flags),
    U64(fill_record, side),           U64(fill_record, is_taker),
    U64(fill_record, is_auction),     U64(fill_record, is_liquidation),
    U64(fill_record, order_type),     U64(fill_record, order_state),
    U64(fill_record, tick_direction), U64(fill_record, block_id),
};

static const struct column trade_columns[] = {
    U64(market_trade, trade_id),
    U64(market_trade, sequence),
    U64(market_trade, index_in_command),
    U64(market_trade, product_id),
    U64(market_trade, number),
    U64(market_trade, maker_order_id),
    U64(market_trade, taker_order_id),
    I64(market_trade, time_ns),
    TICKS(market_trade, price),
    LOTS(market_trade, qty),
    FINE(market_trade, mark),
    FINE(market_trade, index),
    U64(market_trade, maker_account_id),
    U64(market_trade, taker_account_id),
    U64(market_trade, taker_side),
    U64(market_trade, tick_direction),
    U64(market_trade, is_auction),
    U64(market_trade, is_liquidation),
    U64(market_trade, block_id),
};

static const struct column transaction_columns[] = {
    U64(transaction_record, account_id),
    U64(transaction_record, number),
    U64(transaction_record, sequence),
    U64(transaction_record, index_in_command),
    I64(transaction_record, time_ns),
    U64(transaction_record, kind),
    U64(transaction_record, cause),
    MICROS(transaction_record, change),
    MICROS(transaction_record, fee),
    MICROS(transaction_record, realised),
    MICROS(transaction_record, balance),
    LOTS(transaction_record, net),
    LOTS(transaction_record, qty),
    TICKS(transaction_record, price),
    NAMED(transaction_record, fine_price.ticks_e4, "fine_price_ticks_e4", COLUMN_I64),
    FINE(transaction_record, index),
    I64(transaction_record, rate_e12),
    U64(transaction_record, order_id),
    U64(transaction_record, trade_id),
    U64(transaction_record, reference),
    U64(transaction_record, other_account_id),
    U64(transaction_record, product_id),
    U64(transaction_record, side),
    U64(transaction_record, is_taker),
};

static const struct column funding_columns[] = {
    U64(market_funding, sequence),        U64(market_funding, index_in_command),
    U64(market_funding, product_id),      I64(market_funding, as_of_ns),
    I64(market_funding, rate_e12),        I64(market_funding, average_e12),
    I64(market_funding, published_e12),   FINE(market_funding, price),
    FINE(market_funding, mark),           FINE(market_funding, index),
    FINE(market_funding, previous_index), I64(market_funding, cumulative_nanos),
    I64(market_funding, next_funding_ns),
};

static const struct column settlement_columns[] = {
    U64(settlement_record, sequence),       U64(settlement_record, index_in_command),
    U64(settlement_record, product_id),     I64(settlement_record, time_ns),
    I64(settlement_record, cycle_ns),       FINE(settlement_record, price),
    FINE(settlement_record, mark),          FINE(settlement_record, index),
    LOTS(settlement_record, open_interest), MICROS(settlement_record, collected),
    MICROS(settlement_record, paid_out),    MICROS(settlement_record, residue),
    I64(settlement_record, trade_date),     U64(settlement_record, position_count),
    U64(settlement_record, source),         U64(settlement_record, kind),
};

static const struct column liquidation_columns[] = {
    U64(liquidation_row, sequence),
    U64(liquidation_row, index_in_command),
    U64(liquidation_row, account_id),
    U64(liquidation_row, product_id),
    U64(liquidation_row, kind),
    I64(liquidation_row, time_ns),
    NAMED(liquidation_row, event, "event", COLUMN_BYTES),
};

static const struct column event_columns[] = {
    U64(event_row, account_id),
    U64(event_row, number),
    I64(event_row, time_ns),
    NAMED(event_row, event, "event", COLUMN_BYTES),
};

#define RANGE(member)                                                                              \
    NAMED(minute_row, candle.member.open, #member "_open", COLUMN_I64),                            \
        NAMED(minute_row, candle.member.high, #member "_high", COLUMN_I64),                        \
        NAMED(minute_row, candle.member.low, #member "_low", COLUMN_I64),                          \
        NAMED(minute_row, candle.member.close, #member "_close", COLUMN_I64)

static const struct column minute_columns[] = {
    U64(minute_row, product_id),
    NAMED(minute_row, candle.start_ns, "start_ns", COLUMN_I64),
    RANGE(price),
    RANGE(bid),
    RANGE(ask),
    RANGE(mark),
    RANGE(index),
    NAMED(minute_row, candle.volume.lots, "volume_lots", COLUMN_I64),
    NAMED(minute_row, candle.value_tick_lots, "value_tick_lots", COLUMN_I64),
    NAMED(minute_row, candle.open_interest.lots, "open_interest_lots", COLUMN_I64),
    NAMED(minute_row, candle.trades, "trades", COLUMN_U64),
    NAMED(minute_row, candle.previous_close, "previous_close", COLUMN_I64),
};

#define TICKER(member, name, kind) NAMED(ticker_row, ticker.member, name, kind)

static const struct column ticker_columns[] = {
    U64(ticker_row, product_id),
    U64(ticker_row, book_id),
    TICKER(symbol, "symbol", COLUMN_TEXT),
    TICKER(sequence, "sequence", COLUMN_U64),
    TICKER(time_ns, "time_ns", COLUMN_I64),
    TICKER(state, "state", COLUMN_U64),
    TICKER(phase, "phase", COLUMN_U64),
    TICKER(own_halt, "halt", COLUMN_U64),
    TICKER(index_state, "index_state", COLUMN_U64),
    TICKER(halt_until_ns, "halt_until_ns", COLUMN_I64),
    TICKER(listed_ns, "listed_ns", COLUMN_I64),
    TICKER(last.ticks, "last_ticks", COLUMN_I64),
    TICKER(last_qty.lots, "last_qty_lots", COLUMN_I64),
    TICKER(last_ns, "last_ns", COLUMN_I64),
    TICKER(mark.ticks_e4, "mark_ticks_e4", COLUMN_I64),
    TICKER(index.ticks_e4, "index_ticks_e4", COLUMN_I64),
    TICKER(settlement.ticks_e4, "settlement_ticks_e4", COLUMN_I64),
    TICKER(settlement_ns, "settlement_ns", COLUMN_I64),
    TICKER(premium_e12, "premium_e12", COLUMN_I64),
    TICKER(average_e12, "average_e12", COLUMN_I64),
    TICKER(estimate_e12, "estimate_e12", COLUMN_I64),
    TICKER(rate_e12, "rate_e12", COLUMN_I64),
    TICKER(next_funding_ns, "next_funding_ns", COLUMN_I64),
    TICKER(cumulative_nanos, "cumulative_nanos", COLUMN_I64),
    TICKER(trade_count, "trade_count", COLUMN_U64),
    TICKER(volume_ever.lots, "volume_ever_lots", COLUMN_I64),
    TICKER(value_tick_lots_ever, "value_tick_lots_ever", COLUMN_I64),
};

static const struct column product_columns[] = {
    U64(product_record, product_id), U64(product_record, tick_direction),
    FINE(product_record, mark),      FINE(product_record, index),
    TICKS(product_record, last),     U64(product_record, trade_number),
    I64(product_record, rate_e12),   I64(product_record, session_ns),
};

#define SUMS(record, member)                                                                       \
    NAMED(record, member.realised.micros, #member "_realised_micros", COLUMN_I64),                 \
        NAMED(record, member.fee.micros, #member "_fee_micros", COLUMN_I64),                       \
        NAMED(record, member.funding.micros, #member "_funding_micros", COLUMN_I64),               \
        NAMED(record, member.settled.micros, #member "_settled_micros", COLUMN_I64),               \
        NAMED(record, member.volume.lots, #member "_volume_lots", COLUMN_I64)

static const struct column position_columns[] = {
    U64(position_record, account_id), U64(position_record, product_id),
    LOTS(position_record, net),       MICROS(position_record, paid),
    I64(position_record, opened_ns),  I64(position_record, updated_ns),
    I64(position_record, session_ns), SUMS(position_record, total),
    SUMS(position_record, session),
};

static const struct column account_columns[] = {
    U64(account_record, account_id),
    U64(account_record, member_id),
    U64(account_record, parent_account_id),
    U64(account_record, owner_account_id),
    U64(account_record, customer_id),
    U64(account_record, controller_id),
    U64(account_record, classes),
    U64(account_record, state),
    MICROS(account_record, balance),
    MICROS(account_record, deposited),
    SUMS(account_record, total),
    I64(account_record, opened_ns),
    U64(account_record, event_number),
    U64(account_record, transaction_number),
};

static const struct column text_columns[] = {
    U64(text_row, account_id),
    U64(text_row, client_order_id),
    I64(text_row, time_ns),
    NAMED(text_row, text, "text", COLUMN_TEXT),
};

static const struct column time_columns[] = {
    I64(time_row, minute_ns),
    U64(time_row, sequence),
};

static const struct column access_columns[] = {
    U64(access_record, number),     I64(access_record, time_ns),
    U64(access_record, account_id), U64(access_record, is_good),
    U64(access_record, how),        NAMED(access_record, ip, "ip", COLUMN_TEXT),
};

static const char *const no_indexes[] = {NULL};
static const char *const order_indexes[] = {
    "orders_account ON orders (account_id, order_id)",
    "orders_client ON orders (account_id, client_order_id) WHERE client_order_id <> 0",
    "orders_live ON orders (order_id) WHERE state < 4",
    "orders_unfilled ON orders (updated_ns) WHERE state >= 4 AND filled_lots = 0",
    NULL,
};
static const char *const fill_indexes[] = {
    "fills_account ON fills (account_id, sequence, index_in_command)",
    "fills_order ON fills (order_id)",
    "fills_block ON fills (account_id, block_id) WHERE block_id > 0",
    NULL,
};
static const char *const trade_indexes[] = {
    "trades_product ON trades (product_id, number)",
    NULL,
};
static const char *const liquidation_indexes[] = {
    "liquidations_account ON liquidations (account_id, sequence, index_in_command)",
    NULL,
};
static const char *const text_indexes[] = {
    "texts_time ON texts (time_ns)",
    NULL,
};

static const char *const notice_indexes[] = {
    "notices_time ON notices (time_ns)",
    NULL,
};
static const char *const access_indexes[] = {
    "accesses_account ON accesses (account_id, number)",
    NULL,
};

#define TABLE(name, list, keys, record, indexes)                                                   \
    {                                                                                              \
        name, list, indexes, sizeof(list) / sizeof((list)[0]), keys, sizeof(struct record)         \
    }

const struct table history_tables[TABLE_COUNT] = {
    [TABLE_META] = TABLE("meta", meta_columns, 1, meta_row, no_indexes),
    [TABLE_ORDERS] = TABLE("orders", order_columns, 1, order_record, order_indexes),
    [TABLE_FILLS] = TABLE("fills", fill_columns, 2, fill_record, fill_indexes),
    [TABLE_TRADES] = TABLE("trades", trade_columns, 1, market_trade, trade_indexes),
    [TABLE_TRANSACTIONS] =
        TABLE("transactions", transaction_columns, 2, transaction_record, no_indexes),
    [TABLE_FUNDINGS] = TABLE("fundings", funding_columns, 2, market_funding, no_indexes),
    [TABLE_SETTLEMENTS] =
        TABLE("settlements", settlement_columns, 2, settlement_record, no_indexes),
    [TABLE_LIQUIDATIONS] =
        TABLE("liquidations", liquidation_columns, 2, liquidation_row, liquidation_indexes),
    [TABLE_EVENTS] = TABLE("private_events", event_columns, 2, event_row, no_indexes),
    [TABLE_MINUTES] = TABLE("minutes", minute_columns, 2, minute_row, no_indexes),
    [TABLE_TICKERS] = TABLE("tickers", ticker_columns, 1, ticker_row, no_indexes),
    [TABLE_PRODUCTS] = TABLE("products", product_columns, 1, product_record, no_indexes),
    [TABLE_POSITIONS] = TABLE("positions", position_columns, 2, position_record, no_indexes),
    [TABLE_ACCOUNTS] = TABLE("accounts", account_columns, 1, account_record, no_indexes),
    [TABLE_TEXTS] = TABLE("texts", text_columns, 2, text_row, text_indexes),
    [TABLE_TIMES] = TABLE("times", time_columns, 1, time_row, no_indexes),
    [TABLE_NOTICES] = TABLE("notices", liquidation_columns, 2, liquidation_row, notice_indexes),
    [TABLE_ACCESSES] = TABLE("accesses", access_columns, 1, access_record, access_indexes),
};
