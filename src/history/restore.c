/* SPDX-License-Identifier: Apache-2.0 */
/*
 * restore.c - the readers as of the last commit.
 *
 * Accounts first, since orders and texts hang on them; rows of a product oldest first.
 */
#include <inttypes.h>
#include <stdio.h>

#include "base/check.h"
#include "history/history_state.h"

struct restore {
    struct database *database;
    struct market_data *market;
    struct read_model *model;
    unsigned char *row; /* of the largest table */
    bool has_failed;
};

typedef bool row_function(struct restore *restore, const void *row);

static size_t row_size_max(void)
{
    size_t most = 0;
    for (uint32_t i = 0; i < TABLE_COUNT; i++) {
        if (history_tables[i].row_size > most) most = history_tables[i].row_size;
    }
    return most;
}

struct giving {
    struct restore *restore;
    row_function *give;
};

static bool row_give(void *context, const void *row)
{
    const struct giving *giving = context;
    return giving->give(giving->restore, row);
}

/* All rows, in the order given. */
static void each_row(struct restore *restore, enum table_id id, const char *order,
                     row_function *give)
{
    char text[STATEMENT_MAX];
    if (restore->has_failed) return;
    table_select_text(&history_tables[id], text, sizeof text);
    size_t used = strlen(text);
    int size = snprintf(text + used, sizeof text - used, "%s", order);
    ASSERT(size > 0 && (size_t)size < sizeof text - used);
    struct giving giving = {restore, give};
    struct selection selection = {.table = &history_tables[id],
                                  .text = text,
                                  .rows = restore->row,
                                  .give = row_give,
                                  .context = &giving};
    if (!database_select(restore->database, &selection)) restore->has_failed = true;
}

/* --- members' things -------------------------------------------------------------------------- */

static bool give_product(struct restore *restore, const void *row)
{
    return read_model_restore_product(restore->model, row);
}

static bool give_account(struct restore *restore, const void *row)
{
    return read_model_restore_account(restore->model, row);
}

static bool give_position(struct restore *restore, const void *row)
{
    const struct position_record *position = row;
    return read_model_restore_position(restore->model, position) &&
           market_restore_position(restore->market, position->account_id, position->product_id,
                                   position->net);
}

static bool type_has_trigger(uint8_t type)
{
    return type >= TYPE_STOP_LIMIT && type <= TYPE_TRAIL_MARKET;
}

static bool give_live_order(struct restore *restore, const void *row)
{
    const struct order_record *record = row;
    struct market_order order = {.order_id = record->order_id,
                                 .price = record->price,
                                 .open = record->open,
                                 .shown = record->shown,
                                 .product_id = record->product_id,
                                 .side = record->side};
    if (record->state == RECORD_OPEN) order.flags |= BOOK_ORDER_ACTIVE;
    if (type_has_trigger(record->type) && !record->is_triggered) order.flags |= BOOK_ORDER_TRIGGER;
    return read_model_restore_order(restore->model, record) &&
           market_restore_order(restore->market, &order);
}

static bool give_text(struct restore *restore, const void *row)
{
    const struct text_row *text = row;
    return read_model_restore_text(restore->model, text->account_id, text->client_order_id,
                                   text->text);
}

/* What has ended is not brought back: it is asked of the database. */
static void members_restore(struct restore *restore)
{
    each_row(restore, TABLE_PRODUCTS, "ORDER BY product_id", give_product);
    each_row(restore, TABLE_ACCOUNTS, "ORDER BY account_id", give_account);
    each_row(restore, TABLE_POSITIONS, "ORDER BY account_id, product_id", give_position);
    each_row(restore, TABLE_ORDERS, "WHERE state < 4 ORDER BY order_id", give_live_order);
    each_row(restore, TABLE_TEXTS,
             "WHERE EXISTS (SELECT 1 FROM orders WHERE orders.account_id = texts.account_id AND "
             "orders.client_order_id = texts.client_order_id AND orders.client_order_id <> 0 AND "
             "state < 4) ORDER BY account_id, client_order_id",
             give_text);
}

/* --- the market ------------------------------------------------------------------------------- */

static bool give_trade(struct restore *restore, const void *row)
{
    return market_restore_trade(restore->market, row);
}

static bool give_minute(struct restore *restore, const void *row)
{
    const struct minute_row *minute = row;
    return market_restore_candle(restore->market, (uint16_t)minute->product_id, &minute->candle);
}

static bool give_funding(struct restore *restore, const void *row)
{
    return market_restore_funding(restore->market, row);
}

static bool give_ticker(struct restore *restore, const void *row)
{
    struct ticker_row ticker;
    memcpy(&ticker, row, sizeof ticker);
    ticker.ticker.halt = ticker.ticker.own_halt;
    return market_restore_ticker(restore->market, (uint16_t)ticker.product_id, &ticker.ticker,
                                 ticker.book_id);
}

struct product_ids {
    struct restore restore; /* first: a row function gets it */
    uint16_t ids[PRODUCTS_MAX];
    uint32_t count;
};

static bool give_id(struct restore *restore, const void *row)
{
    struct product_ids *ids = (struct product_ids *)restore;
    const struct product_record *product = row;
    ids->ids[ids->count++] = product->product_id;
    return ids->count < PRODUCTS_MAX;
}

/* The last `count` rows of a product, oldest first. */
static void last_of_product(struct restore *restore, enum table_id id, const char *key,
                            const uint32_t limits[2], row_function *give)
{
    char order[384];
    uint32_t product_id = limits[0];
    (void)snprintf(order, sizeof order,
                   "WHERE product_id = %u AND %s IN (SELECT %s FROM %s WHERE product_id = %u ORDER "
                   "BY %s DESC LIMIT %u) ORDER BY %s",
                   product_id, key, key, history_tables[id].name, product_id, key, limits[1], key);
    each_row(restore, id, order, give);
}

static void market_restore(struct restore *restore, const struct restore_amounts *amounts)
{
    struct product_ids ids = {.restore = *restore};
    each_row(&ids.restore, TABLE_PRODUCTS, "ORDER BY product_id", give_id);
    restore->has_failed = ids.restore.has_failed;
    for (uint32_t i = 0; i < ids.count; i++) {
        const uint32_t trades[2] = {ids.ids[i], amounts->trades};
        const uint32_t minutes[2] = {ids.ids[i], amounts->minutes};
        const uint32_t fundings[2] = {ids.ids[i], amounts->fundings};
        last_of_product(restore, TABLE_TRADES, "number", trades, give_trade);
        last_of_product(restore, TABLE_MINUTES, "start_ns", minutes, give_minute);
        last_of_product(restore, TABLE_FUNDINGS, "sequence", fundings, give_funding);
    }
    each_row(restore, TABLE_TICKERS, "ORDER BY product_id", give_ticker);
}

bool history_restore(struct database *database, struct market_data *market,
                     struct read_model *model, const struct restore_amounts *amounts)
{
    struct restore restore = {.database = database, .market = market, .model = model};
    restore.row = malloc(row_size_max());
    if (restore.row == NULL) return false;
    members_restore(&restore);
    market_restore(&restore, amounts);
    free(restore.row);
    return !restore.has_failed;
}
