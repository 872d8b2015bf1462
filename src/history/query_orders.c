/* SPDX-License-Identifier: Apache-2.0 */
/*
 * query_orders.c - orders, texts and candles.
 *
 * Role   An order's row may be older than what memory knows of it, so each row is looked up there
 *        before it is judged.
 */
#include <inttypes.h>
#include <stdio.h>

#include "base/check.h"
#include "base/int_math.h"
#include "history/history_state.h"

#define ENDED_MASK ((1u << RECORD_FILLED) | (1u << RECORD_CANCELLED))
#define PAGE_ROWS  128u

static enum history_status reader_failed(struct history *history)
{
    (void)snprintf(history->error, sizeof history->error, "%s", database_error(history->reader));
    return HISTORY_FAILED;
}

static bool order_matches(const struct history_query *query, const struct order_record *order)
{
    uint32_t states = query->states == 0 ? UINT32_MAX : query->states;
    if (query->account_id != 0 && order->account_id != query->account_id) return false;
    if (query->product_id != 0 && order->product_id != query->product_id) return false;
    if ((states >> order->state & 1u) == 0) return false;
    if (order->created_ns < query->from_ns) return false;
    if (query->to_ns != 0 && order->created_ns >= query->to_ns) return false;
    return query->with_unfilled || record_is_live(order) || order->filled.lots > 0;
}

/* --- from memory ------------------------------------------------------------------------------ */

struct order_page {
    struct history *history;
    const struct history_query *query;
    struct order_record *list;
    struct history_page *page;
    uint64_t committed;
    uint64_t last_id; /* of the row read last: where the next page begins */
};

static bool id_is_beyond(const struct history_query *query, uint64_t order_id)
{
    if (query->cursor.a == 0) return true;
    return query->is_ascending ? order_id > query->cursor.a : order_id < query->cursor.a;
}

static int order_compare(const void *one, const void *other)
{
    uint64_t a = ((const struct order_record *)one)->order_id;
    uint64_t b = ((const struct order_record *)other)->order_id;
    if (a == b) return 0;
    return a < b ? -1 : 1;
}

struct order_list {
    struct order_record *list;
    uint32_t count;
    uint32_t capacity;
    bool has_failed;
};

static void order_collect(const struct order_page *orders, struct order_list *found,
                          const struct order_record *order)
{
    if (order->created_sequence <= orders->committed) return;
    if (!order_matches(orders->query, order)) return;
    if (!id_is_beyond(orders->query, order->order_id)) return;
    void *items = found->list;
    if (!array_make_room(&items, &found->capacity, sizeof *found->list, found->count + 1)) {
        found->has_failed = true;
        return;
    }
    found->list = items;
    found->list[found->count++] = *order;
}

/* Orders that entered after the last commit. */
static void recent_collect(const struct order_page *orders, struct order_list *found)
{
    const struct read_model *model = orders->history->model;
    if (model == NULL) return;
    const struct order_record *order = NULL;
    uint32_t account_id = orders->query->account_id;
    while ((order = read_model_live(model, account_id, order)) != NULL) {
        order_collect(orders, found, order);
    }
    for (uint32_t back = 0;; back++) {
        order = read_model_ended(model, back);
        if (order == NULL || order->updated_sequence <= orders->committed) break;
        order_collect(orders, found, order);
    }
    if (found->count > 0) qsort(found->list, found->count, sizeof *found->list, order_compare);
}

/* False: the page is full. */
static bool order_add(struct order_page *orders, const struct order_record *order)
{
    struct history_page *page = orders->page;
    if (page->count == orders->query->limit) {
        page->more = true;
        return false;
    }
    orders->list[page->count++] = *order;
    return true;
}

static bool recent_add(struct order_page *orders)
{
    struct order_list found = {0};
    recent_collect(orders, &found);
    for (uint32_t i = 0; i < found.count; i++) {
        uint32_t at = orders->query->is_ascending ? i : found.count - 1 - i;
        if (!order_add(orders, &found.list[at])) break;
    }
    free(found.list);
    return !found.has_failed;
}

/* --- from the database ------------------------------------------------------------------------ */

/* A page of rows behind last_id that may match; whether they do is judged afterwards. */
static void orders_text(const struct order_page *orders, char *text, size_t size)
{
    const struct history_query *query = orders->query;
    table_select_text(&history_tables[TABLE_ORDERS], text, size);
    size_t used = strlen(text);
    (void)snprintf(text + used, size - used,
                   "WHERE account_id = $1 AND created_sequence <= $2 AND order_id %s $3 AND "
                   "created_ns >= $4%s%s ORDER BY order_id%s LIMIT %u",
                   query->is_ascending ? ">" : "<",
                   query->with_unfilled ? "" : " AND (state < 4 OR filled_lots > 0)",
                   query->product_id == 0 ? "" : " AND product_id = $5",
                   query->is_ascending ? "" : " DESC", PAGE_ROWS);
}

static void page_judge(struct order_page *orders, const struct order_record *rows, uint32_t count)
{
    const struct read_model *model = orders->history->model;
    for (uint32_t i = 0; i < count; i++) {
        const struct order_record *order = &rows[i];
        if (model != NULL) {
            const struct order_record *known = read_model_order(model, order->order_id);
            if (known != NULL) order = known;
        }
        if (order_matches(orders->query, order) && !order_add(orders, order)) return;
        orders->last_id = order->order_id;
    }
}

static bool database_add(struct order_page *orders)
{
    struct history *history = orders->history;
    char text[STATEMENT_MAX];
    struct order_record *rows = calloc(PAGE_ROWS, sizeof *rows);
    if (rows == NULL) return false;
    orders_text(orders, text, sizeof text);
    uint32_t count = PAGE_ROWS;
    bool done = true;
    while (done && count == PAGE_ROWS && !orders->page->more) {
        int64_t parameters[] = {orders->query->account_id, (int64_t)orders->committed,
                                (int64_t)orders->last_id, orders->query->from_ns,
                                orders->query->product_id};
        struct selection selection = {.table = &history_tables[TABLE_ORDERS],
                                      .text = text,
                                      .parameters = parameters,
                                      .parameter_count = orders->query->product_id == 0 ? 4 : 5,
                                      .max = PAGE_ROWS,
                                      .rows = rows};
        done = database_select(history->reader, &selection);
        count = selection.count;
        page_judge(orders, rows, count);
    }
    free(rows);
    return done;
}

enum history_status history_orders(struct history *history, const struct history_query *query,
                                   struct order_record *list, struct history_page *page)
{
    ASSERT(query->account_id != 0 && query->limit >= 1);
    *page = (struct history_page){0};
    if (history == NULL) return HISTORY_FAILED; /* a venue may run without one */
    struct order_page orders = {.history = history,
                                .query = query,
                                .list = list,
                                .page = page,
                                .committed = history_committed(history),
                                .last_id = query->cursor.a};
    if (!query->is_ascending && query->cursor.a == 0) orders.last_id = INT64_MAX;
    bool done = true;
    if (!query->is_ascending) done = recent_add(&orders);
    if (done && !page->more) done = database_add(&orders);
    if (done && query->is_ascending && !page->more) done = recent_add(&orders);
    if (!done) return reader_failed(history);
    if (page->count > 0) page->next.a = list[page->count - 1].order_id;
    return HISTORY_OK;
}

/* --- one order, one text ---------------------------------------------------------------------- */

static enum history_status order_read(struct history *history, const struct order_key *key,
                                      struct order_record *order, bool *is_found)
{
    char text[STATEMENT_MAX];
    table_select_text(&history_tables[TABLE_ORDERS], text, sizeof text);
    size_t used = strlen(text);
    const char *where = key->order_id != 0 ? "WHERE order_id = $1 AND ($2 = 0 OR account_id = $2)"
                                           : "WHERE client_order_id = $1 AND account_id = $2 AND "
                                             "client_order_id <> 0 ORDER BY order_id DESC LIMIT 1";
    (void)snprintf(text + used, sizeof text - used, "%s", where);
    int64_t parameters[] = {(int64_t)(key->order_id != 0 ? key->order_id : key->client_order_id),
                            key->account_id};
    struct selection selection = {.table = &history_tables[TABLE_ORDERS],
                                  .text = text,
                                  .parameters = parameters,
                                  .parameter_count = 2,
                                  .max = 1,
                                  .rows = order};
    if (!database_select(history->reader, &selection)) return reader_failed(history);
    *is_found = selection.count == 1;
    return HISTORY_OK;
}

enum history_status history_order(struct history *history, const struct order_key *key,
                                  struct order_record *order, bool *is_found)
{
    const struct order_record *known = NULL;
    *is_found = false;
    if (history == NULL) return HISTORY_FAILED;
    if (history->model != NULL && key->order_id != 0) {
        known = read_model_order(history->model, key->order_id);
    } else if (history->model != NULL) {
        known = read_model_client_order(history->model, key->account_id, key->client_order_id);
    }
    if (known == NULL) return order_read(history, key, order, is_found);
    *is_found = key->account_id == 0 || known->account_id == key->account_id;
    if (*is_found) *order = *known;
    return HISTORY_OK;
}

enum history_status history_text(struct history *history, uint32_t account_id,
                                 uint64_t client_order_id, char found[CLIENT_TEXT_SIZE + 1])
{
    char text[STATEMENT_MAX];
    const char *known = NULL;
    memset(found, 0, CLIENT_TEXT_SIZE + 1);
    if (history == NULL) return HISTORY_FAILED;
    if (history->model != NULL) {
        known = read_model_text(history->model, account_id, client_order_id);
    }
    if (known != NULL) {
        memcpy(found, known, strnlen(known, CLIENT_TEXT_SIZE));
        return HISTORY_OK;
    }
    table_select_text(&history_tables[TABLE_TEXTS], text, sizeof text);
    size_t used = strlen(text);
    (void)snprintf(text + used, sizeof text - used,
                   "WHERE account_id = $1 AND client_order_id = $2");
    int64_t parameters[] = {account_id, (int64_t)client_order_id};
    struct text_row row = {0};
    struct selection selection = {.table = &history_tables[TABLE_TEXTS],
                                  .text = text,
                                  .parameters = parameters,
                                  .parameter_count = 2,
                                  .max = 1,
                                  .rows = &row};
    if (!database_select(history->reader, &selection)) return reader_failed(history);
    if (selection.count == 1) memcpy(found, row.text, strnlen(row.text, CLIENT_TEXT_SIZE));
    return HISTORY_OK;
}
