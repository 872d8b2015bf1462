/* SPDX-License-Identifier: Apache-2.0 */
/*
 * query.c - lists with a limit and a cursor, from the database and from memory.
 *
 * Role   Rows up to the last commit come from the database, later ones from the readers in memory.
 *        Every list has an order that never changes: order id, trade number, transaction number, or
 *        sequence and place in the command.  The cursor is where the page before ended.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/check.h"
#include "base/int_math.h"
#include "history/history_state.h"

#define PARAMETERS_MAX 16u

/* --- statements ------------------------------------------------------------------------------- */

struct statement {
    char text[STATEMENT_MAX];
    size_t used;
    int64_t parameters[PARAMETERS_MAX];
    uint32_t count;
    bool has_condition;
};

__attribute__((format(printf, 2, 3))) static void add(struct statement *statement,
                                                      const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int size = vsnprintf(statement->text + statement->used,
                         sizeof statement->text - statement->used, format, arguments);
    va_end(arguments);
    ASSERT(size >= 0 && (size_t)size < sizeof statement->text - statement->used);
    statement->used += (size_t)size;
}

static void begin(struct statement *statement, const struct table *table)
{
    *statement = (struct statement){0};
    table_select_text(table, statement->text, sizeof statement->text);
    statement->used = strlen(statement->text);
}

static void condition(struct statement *statement)
{
    add(statement, statement->has_condition ? " AND " : "WHERE ");
    statement->has_condition = true;
}

/* "column sign $n" */
static void compare(struct statement *statement, const char *column, const char *sign,
                    int64_t value)
{
    ASSERT(statement->count < PARAMETERS_MAX);
    condition(statement);
    statement->parameters[statement->count++] = value;
    add(statement, "%s %s $%u", column, sign, statement->count);
}

/* "column IN (1, 2)" for the bits of a mask. */
static void compare_mask(struct statement *statement, const char *column, uint32_t mask)
{
    const char *comma = "";
    condition(statement);
    add(statement, "%s IN (", column);
    for (uint32_t bit = 0; bit < 32; bit++) {
        if ((mask >> bit & 1u) == 0) continue;
        add(statement, "%s%u", comma, bit);
        comma = ", ";
    }
    add(statement, ")");
}

/* --- kinds of lists --------------------------------------------------------------------------- */

/* What is particular to one list. */
struct list_form {
    enum table_id table;
    const char *key_a; /* the order of the list */
    const char *key_b; /* NULL: one word is enough */
    const char *time;
    const char *sequence; /* column; NULL: the list has nothing in memory */
    const char *number;   /* column of from_number and to_number; NULL: none */
    const char *account;  /* columns of filters; NULL: it has none */
    const char *kind;
    const char *order_id;
    /* The newest row in memory is `back` 0; NULL: no more. */
    const void *(*recent)(const struct history *history, const struct history_query *query,
                          uint32_t back);
    bool (*matches)(const struct history_query *query, const void *row);
    uint64_t (*sequence_of)(const void *row);
    struct history_cursor (*key_of)(const void *row);
};

static bool time_matches(const struct history_query *query, int64_t time_ns)
{
    return time_ns >= query->from_ns && (query->to_ns == 0 || time_ns < query->to_ns);
}

static bool number_matches(const struct history_query *query, uint64_t number)
{
    return number >= query->from_number && (query->to_number == 0 || number <= query->to_number);
}

static bool id_matches(uint64_t wanted, uint64_t id)
{
    return wanted == 0 || wanted == id;
}

/* --- fills */

static const void *fill_recent(const struct history *history, const struct history_query *query,
                               uint32_t back)
{
    (void)query;
    return read_model_fill(history->model, back);
}

static bool fill_matches(const struct history_query *query, const void *row)
{
    const struct fill_record *fill = row;
    return id_matches(query->account_id, fill->account_id) &&
           id_matches(query->product_id, fill->product_id) &&
           id_matches(query->order_id, fill->order_id) && time_matches(query, fill->time_ns) &&
           number_matches(query, fill->trade_number) && fill->block_id >= query->block_from &&
           (query->block_to == 0 || fill->block_id <= query->block_to);
}

static uint64_t fill_sequence(const void *row)
{
    return ((const struct fill_record *)row)->sequence;
}

static struct history_cursor fill_key(const void *row)
{
    const struct fill_record *fill = row;
    return (struct history_cursor){fill->sequence, fill->index_in_command};
}

static const struct list_form fill_list = {
    .table = TABLE_FILLS,
    .key_a = "sequence",
    .key_b = "index_in_command",
    .time = "time_ns",
    .sequence = "sequence",
    .number = "trade_number",
    .account = "account_id",
    .order_id = "order_id",
    .recent = fill_recent,
    .matches = fill_matches,
    .sequence_of = fill_sequence,
    .key_of = fill_key,
};

/* --- transactions */

static const void *transaction_recent(const struct history *history,
                                      const struct history_query *query, uint32_t back)
{
    (void)query;
    return read_model_transaction(history->model, back);
}

static bool transaction_matches(const struct history_query *query, const void *row)
{
    const struct transaction_record *transaction = row;
    return id_matches(query->account_id, transaction->account_id) &&
           id_matches(query->product_id, transaction->product_id) &&
           (query->kinds == 0 || (query->kinds >> transaction->kind & 1u) != 0) &&
           time_matches(query, transaction->time_ns) && number_matches(query, transaction->number);
}

static uint64_t transaction_sequence(const void *row)
{
    return ((const struct transaction_record *)row)->sequence;
}

static struct history_cursor transaction_key(const void *row)
{
    return (struct history_cursor){((const struct transaction_record *)row)->number, 0};
}

static const struct list_form transaction_list = {
    .table = TABLE_TRANSACTIONS,
    .key_a = "number",
    .time = "time_ns",
    .sequence = "sequence",
    .number = "number",
    .account = "account_id",
    .kind = "kind",
    .recent = transaction_recent,
    .matches = transaction_matches,
    .sequence_of = transaction_sequence,
    .key_of = transaction_key,
};

/* --- trades */

static const void *trade_recent(const struct history *history, const struct history_query *query,
                                uint32_t back)
{
    return market_trade(history->market, query->product_id, back);
}

static bool trade_matches(const struct history_query *query, const void *row)
{
    const struct market_trade *trade = row;
    return id_matches(query->product_id, trade->product_id) &&
           time_matches(query, trade->time_ns) && number_matches(query, trade->number);
}

static uint64_t trade_sequence(const void *row)
{
    return ((const struct market_trade *)row)->sequence;
}

static struct history_cursor trade_key(const void *row)
{
    return (struct history_cursor){((const struct market_trade *)row)->number, 0};
}

static const struct list_form trade_list = {
    .table = TABLE_TRADES,
    .key_a = "number",
    .time = "time_ns",
    .sequence = "sequence",
    .number = "number",
    .recent = trade_recent,
    .matches = trade_matches,
    .sequence_of = trade_sequence,
    .key_of = trade_key,
};

/* --- fundings */

static const void *funding_recent(const struct history *history, const struct history_query *query,
                                  uint32_t back)
{
    return market_funding(history->market, query->product_id, back);
}

static bool funding_matches(const struct history_query *query, const void *row)
{
    const struct market_funding *funding = row;
    return id_matches(query->product_id, funding->product_id) &&
           time_matches(query, funding->as_of_ns);
}

static uint64_t funding_sequence(const void *row)
{
    return ((const struct market_funding *)row)->sequence;
}

static struct history_cursor funding_key(const void *row)
{
    const struct market_funding *funding = row;
    return (struct history_cursor){funding->sequence, funding->index_in_command};
}

static const struct list_form funding_list = {
    .table = TABLE_FUNDINGS,
    .key_a = "sequence",
    .key_b = "index_in_command",
    .time = "as_of_ns",
    .sequence = "sequence",
    .recent = funding_recent,
    .matches = funding_matches,
    .sequence_of = funding_sequence,
    .key_of = funding_key,
};

/* --- lists that are as of the last commit */

static struct history_cursor settlement_key(const void *row)
{
    const struct settlement_record *settlement = row;
    return (struct history_cursor){settlement->sequence, settlement->index_in_command};
}

static const struct list_form settlement_list = {
    .table = TABLE_SETTLEMENTS,
    .key_a = "sequence",
    .key_b = "index_in_command",
    .time = "time_ns",
    .key_of = settlement_key,
};

static struct history_cursor liquidation_key(const void *row)
{
    const struct liquidation_row *liquidation = row;
    return (struct history_cursor){liquidation->sequence, liquidation->index_in_command};
}

static const struct list_form liquidation_list = {
    .table = TABLE_LIQUIDATIONS,
    .key_a = "sequence",
    .key_b = "index_in_command",
    .time = "time_ns",
    .account = "account_id",
    .key_of = liquidation_key,
};

static struct history_cursor event_key(const void *row)
{
    return (struct history_cursor){((const struct event_row *)row)->number, 0};
}

static const struct list_form event_list = {
    .table = TABLE_EVENTS,
    .key_a = "number",
    .time = "time_ns",
    .number = "number",
    .account = "account_id",
    .key_of = event_key,
};

/* --- pages ------------------------------------------------------------------------------------ */

static bool cursor_is_set(const struct history_cursor *cursor)
{
    return cursor->a != 0 || cursor->b != 0;
}

static bool key_is_beyond(const struct history_query *query, struct history_cursor key)
{
    const struct history_cursor *from = &query->cursor;
    if (!cursor_is_set(from)) return true;
    bool is_above = key.a != from->a ? key.a > from->a : key.b > from->b;
    bool is_same = key.a == from->a && key.b == from->b;
    return !is_same && is_above == query->is_ascending;
}

static void add_cursor(struct statement *statement, const struct list_form *kind,
                       const struct history_query *query)
{
    if (!cursor_is_set(&query->cursor)) return;
    const char *sign = query->is_ascending ? ">" : "<";
    if (kind->key_b == NULL) {
        compare(statement, kind->key_a, sign, (int64_t)query->cursor.a);
        return;
    }
    ASSERT(statement->count + 2 <= PARAMETERS_MAX);
    condition(statement);
    statement->parameters[statement->count++] = (int64_t)query->cursor.a;
    statement->parameters[statement->count++] = (int64_t)query->cursor.b;
    add(statement, "(%s, %s) %s ($%u, $%u)", kind->key_a, kind->key_b, sign, statement->count - 1,
        statement->count);
}

static void add_filters(struct statement *statement, const struct list_form *kind,
                        const struct history_query *query)
{
    if (kind->account != NULL && query->account_id != 0) {
        compare(statement, kind->account, "=", query->account_id);
    }
    if (query->product_id != 0 && kind->table != TABLE_EVENTS) {
        compare(statement, "product_id", "=", query->product_id);
    }
    if (kind->order_id != NULL && query->order_id != 0) {
        compare(statement, kind->order_id, "=", (int64_t)query->order_id);
    }
    if (kind->table == TABLE_FILLS && query->block_from != 0) {
        condition(statement);
        add(statement, "block_id > 0"); /* as the index says it */
        compare(statement, "block_id", ">=", (int64_t)query->block_from);
    }
    if (kind->table == TABLE_FILLS && query->block_to != 0) {
        compare(statement, "block_id", "<=", (int64_t)query->block_to);
    }
    if (kind->kind != NULL && query->kinds != 0) compare_mask(statement, kind->kind, query->kinds);
    if (query->from_ns != 0) compare(statement, kind->time, ">=", query->from_ns);
    if (query->to_ns != 0) compare(statement, kind->time, "<", query->to_ns);
    if (kind->number == NULL) return;
    if (query->from_number != 0) {
        compare(statement, kind->number, ">=", (int64_t)query->from_number);
    }
    if (query->to_number != 0) compare(statement, kind->number, "<=", (int64_t)query->to_number);
}

/* Times are sought through the minute in which a sequence began, so that an index serves. */
static bool add_bounds(struct history *history, struct statement *statement,
                       const struct list_form *kind, const struct history_query *query)
{
    char text[160];
    struct time_row row = {0};
    if (kind->sequence == NULL || query->from_ns == 0) return true;
    (void)snprintf(text, sizeof text,
                   "SELECT minute_ns, sequence FROM times WHERE minute_ns <= %" PRId64
                   " ORDER BY minute_ns DESC LIMIT 1",
                   query->from_ns);
    struct selection selection = {
        .table = &history_tables[TABLE_TIMES], .text = text, .max = 1, .rows = &row};
    if (!database_select(history->reader, &selection)) return false;
    if (selection.count == 1) compare(statement, kind->sequence, ">=", (int64_t)row.sequence);
    return true;
}

static bool reader_failed(struct history *history)
{
    (void)snprintf(history->error, sizeof history->error, "%s", database_error(history->reader));
    return false;
}

/* Rows of the database up to `committed`, behind those that the page has. */
static bool page_read(struct history *history, const struct list_form *kind,
                      const struct history_query *query, uint64_t committed,
                      struct selection *selection)
{
    struct statement statement;
    const char *direction = query->is_ascending ? "" : " DESC";
    begin(&statement, selection->table);
    add_filters(&statement, kind, query);
    if (!add_bounds(history, &statement, kind, query)) return reader_failed(history);
    add_cursor(&statement, kind, query);
    if (kind->sequence != NULL) compare(&statement, kind->sequence, "<=", (int64_t)committed);
    add(&statement, " ORDER BY %s%s", kind->key_a, direction);
    if (kind->key_b != NULL) add(&statement, ", %s%s", kind->key_b, direction);
    add(&statement, " LIMIT %u", selection->max + 1);
    selection->text = statement.text;
    selection->parameters = statement.parameters;
    selection->parameter_count = statement.count;
    return database_select(history->reader, selection) || reader_failed(history);
}

struct list_page {
    const struct list_form *kind;
    const struct history_query *query;
    char *rows;
    size_t row_size;
    struct history_page *page;
};

/* False: the page is full. */
static bool page_add(struct list_page *list, const void *row)
{
    if (list->page->count == list->query->limit) {
        list->page->more = true;
        return false;
    }
    memcpy(list->rows + list->row_size * list->page->count, row, list->row_size);
    list->page->count++;
    return true;
}

static bool row_is_wanted(const struct list_page *list, const void *row)
{
    return list->kind->matches(list->query, row) &&
           key_is_beyond(list->query, list->kind->key_of(row));
}

/* Rows in memory that are later than `committed`: how many there are. */
static uint32_t recent_count(const struct history *history, const struct list_page *list,
                             uint64_t committed)
{
    uint32_t count = 0;
    const void *row = list->kind->recent(history, list->query, 0);
    while (row != NULL && list->kind->sequence_of(row) > committed) {
        count++;
        row = list->kind->recent(history, list->query, count);
    }
    return count;
}

static void recent_add(const struct history *history, struct list_page *list, uint64_t committed)
{
    uint32_t count = recent_count(history, list, committed);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t back = list->query->is_ascending ? count - 1 - i : i;
        const void *row = list->kind->recent(history, list->query, back);
        if (row_is_wanted(list, row) && !page_add(list, row)) return;
    }
}

static bool database_add(struct history *history, struct list_page *list, uint64_t committed)
{
    struct history_page *page = list->page;
    uint32_t room = list->query->limit - page->count;
    struct selection selection = {.table = &history_tables[list->kind->table],
                                  .max = room,
                                  .rows = list->rows + list->row_size * page->count};
    if (!page_read(history, list->kind, list->query, committed, &selection)) return false;
    page->count += selection.count;
    page->more = selection.more;
    return true;
}

static enum history_status list_read(struct history *history, struct list_page *list)
{
    struct history_page *page = list->page;
    *page = (struct history_page){0};
    if (history == NULL) return HISTORY_FAILED; /* a venue may run without one */
    uint64_t committed = history_committed(history);
    bool has_recent = list->kind->recent != NULL && history->model != NULL;
    ASSERT(list->query->limit >= 1);
    if (has_recent && !list->query->is_ascending) recent_add(history, list, committed);
    if (!page->more && !database_add(history, list, committed)) return HISTORY_FAILED;
    if (has_recent && list->query->is_ascending && !page->more) {
        recent_add(history, list, committed);
    }
    if (page->count > 0) {
        page->next = list->kind->key_of(list->rows + list->row_size * (page->count - 1));
    }
    return HISTORY_OK;
}

/* --- the lists -------------------------------------------------------------------------------- */

enum history_status history_fills(struct history *history, const struct history_query *query,
                                  struct fill_record *list, struct history_page *page)
{
    struct list_page rows = {&fill_list, query, (char *)list, sizeof *list, page};
    return list_read(history, &rows);
}

enum history_status history_transactions(struct history *history, const struct history_query *query,
                                         struct transaction_record *list, struct history_page *page)
{
    ASSERT(query->account_id != 0);
    struct list_page rows = {&transaction_list, query, (char *)list, sizeof *list, page};
    return list_read(history, &rows);
}

enum history_status history_trades(struct history *history, const struct history_query *query,
                                   struct market_trade *list, struct history_page *page)
{
    ASSERT(query->product_id != 0);
    struct list_page rows = {&trade_list, query, (char *)list, sizeof *list, page};
    return list_read(history, &rows);
}

enum history_status history_fundings(struct history *history, const struct history_query *query,
                                     struct market_funding *list, struct history_page *page)
{
    ASSERT(query->product_id != 0);
    struct list_page rows = {&funding_list, query, (char *)list, sizeof *list, page};
    return list_read(history, &rows);
}

enum history_status history_settlements(struct history *history, const struct history_query *query,
                                        struct settlement_record *list, struct history_page *page)
{
    struct list_page rows = {&settlement_list, query, (char *)list, sizeof *list, page};
    return list_read(history, &rows);
}

/* Rows that hold more than the caller gets. */
static void *rows_take(const struct history_query *query, size_t row_size)
{
    return calloc(query->limit, row_size);
}

enum history_status history_liquidations(struct history *history, const struct history_query *query,
                                         struct event *list, struct history_page *page)
{
    struct liquidation_row *taken = rows_take(query, sizeof *taken);
    if (taken == NULL) return HISTORY_FAILED;
    struct list_page rows = {&liquidation_list, query, (char *)taken, sizeof *taken, page};
    enum history_status status = list_read(history, &rows);
    for (uint32_t i = 0; i < page->count; i++) list[i] = taken[i].event;
    free(taken);
    return status;
}

enum history_status history_events(struct history *history, const struct history_query *query,
                                   struct kept_event *list, struct history_page *page)
{
    ASSERT(query->account_id != 0);
    struct event_row *taken = rows_take(query, sizeof *taken);
    struct history_query ascending = *query;
    if (taken == NULL) return HISTORY_FAILED;
    ascending.is_ascending = true;
    struct list_page rows = {&event_list, &ascending, (char *)taken, sizeof *taken, page};
    enum history_status status = list_read(history, &rows);
    for (uint32_t i = 0; i < page->count; i++) {
        list[i] = (struct kept_event){taken[i].number, taken[i].event};
    }
    free(taken);
    return status;
}
