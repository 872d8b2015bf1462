/* SPDX-License-Identifier: Apache-2.0 */
/*
 * record.c - public notices, and the log of who came.
 *
 * Role   Notices are events and are written again from the journal like everything else.  Who came
 *        is in no journal: it is handed to the writer beside the events and lives in the database
 *        alone.
 * Rules  R-ACTION-2, R-ERROR-3, R-PHASE-2.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/check.h"
#include "history/history_state.h"
#include "model/control_terms.h"

/* --- notices ---------------------------------------------------------------------------------- */

bool history_is_notice(const struct event *event)
{
    switch (event->kind) {
    case EVENT_ACTION: return event->action.purpose == PURPOSE_EMERGENCY;
    case EVENT_ERROR_TRADE: return event->error_trade.step != ERROR_REQUESTED;
    case EVENT_PHASE: return event->phase.halt != HALT_NONE;
    case EVENT_PRODUCT: return event->product.state >= PRODUCT_LISTED;
    default: return false;
    }
}

static bool select_rows(struct history *history, struct selection *selection)
{
    if (database_select(history->reader, selection)) return true;
    (void)snprintf(history->error, sizeof history->error, "%s", database_error(history->reader));
    return false;
}

enum history_status history_notices(struct history *history, int64_t before_ns, uint32_t max,
                                    struct event *list, uint32_t *count)
{
    char text[STATEMENT_MAX];
    *count = 0;
    if (history == NULL || max == 0) return HISTORY_FAILED;
    struct liquidation_row *rows = calloc(max, sizeof *rows);
    if (rows == NULL) return HISTORY_FAILED;
    const struct table *table = &history_tables[TABLE_NOTICES];
    table_select_text(table, text, sizeof text);
    size_t used = strlen(text);
    (void)snprintf(text + used, sizeof text - used,
                   "WHERE time_ns <= $1 ORDER BY sequence DESC, index_in_command DESC LIMIT %u",
                   max);
    struct selection selection = {.table = table,
                                  .text = text,
                                  .parameters = &before_ns,
                                  .parameter_count = 1,
                                  .max = max,
                                  .rows = rows};
    bool is_read = select_rows(history, &selection);
    for (uint32_t i = 0; i < selection.count && is_read; i++) list[i] = rows[i].event;
    if (is_read) *count = selection.count;
    free(rows);
    return is_read ? HISTORY_OK : HISTORY_FAILED;
}

/* --- who came --------------------------------------------------------------------------------- */

/* An access as an item of the queue: number in the sequence's place, the rest in the body. */
struct access_item {
    uint32_t account_id;
    uint8_t is_good;
    uint8_t how;
    char ip[ACCESS_IP_SIZE];
};

static_assert(sizeof(struct access_item) <= 64, "an access fits in the body of an item");

enum history_status history_access_add(struct history *history, const struct access_record *access)
{
    struct event item = {
        .sequence = access->number, .time_ns = access->time_ns, .kind = ITEM_ACCESS};
    struct access_item body = {access->account_id, access->is_good, access->how, {0}};
    memcpy(body.ip, access->ip, sizeof body.ip);
    memcpy(&item.order, &body, sizeof body);
    if (atomic_load(&history->has_failed) != 0) return HISTORY_FAILED;
    return history_item_add(history, &item);
}

void access_of_item(const struct event *item, struct access_record *access)
{
    struct access_item body;
    memcpy(&body, &item->order, sizeof body);
    *access = (struct access_record){.number = item->sequence,
                                     .time_ns = item->time_ns,
                                     .account_id = body.account_id,
                                     .is_good = body.is_good,
                                     .how = body.how};
    memcpy(access->ip, body.ip, sizeof access->ip);
}

uint64_t history_access_number(struct history *history)
{
    char text[STATEMENT_MAX];
    struct access_record newest = {0};
    const struct table *table = &history_tables[TABLE_ACCESSES];
    table_select_text(table, text, sizeof text);
    size_t used = strlen(text);
    (void)snprintf(text + used, sizeof text - used, "ORDER BY number DESC LIMIT 1");
    struct selection selection = {.table = table, .text = text, .max = 1, .rows = &newest};
    return select_rows(history, &selection) && selection.count == 1 ? newest.number : 0;
}

enum history_status history_accesses(struct history *history, const struct access_query *query,
                                     struct access_record *list, uint32_t *count, uint64_t *total)
{
    char text[STATEMENT_MAX];
    const struct table *table = &history_tables[TABLE_ACCESSES];
    const int64_t parameters[] = {query->account_id, (int64_t)query->before_number};
    struct meta_row sum = {0};
    struct selection counting = {
        .table = &history_tables[TABLE_META],
        .text = "SELECT 'total', COUNT(*) FROM accesses WHERE account_id = $1 AND number < $2",
        .parameters = parameters,
        .parameter_count = 2,
        .max = 1,
        .rows = &sum};
    *count = 0;
    *total = 0;
    if (history == NULL || !select_rows(history, &counting)) return HISTORY_FAILED;
    *total = (uint64_t)sum.value;
    if (query->limit == 0) return HISTORY_OK;
    table_select_text(table, text, sizeof text);
    size_t used = strlen(text);
    (void)snprintf(text + used, sizeof text - used,
                   "WHERE account_id = $1 AND number < $2 ORDER BY number DESC LIMIT %u OFFSET %u",
                   query->limit, query->offset);
    struct selection selection = {.table = table,
                                  .text = text,
                                  .parameters = parameters,
                                  .parameter_count = 2,
                                  .max = query->limit,
                                  .rows = list};
    if (!select_rows(history, &selection)) return HISTORY_FAILED;
    *count = selection.count;
    return HISTORY_OK;
}
