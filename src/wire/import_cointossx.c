/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import_cointossx.c - comma-separated orders and trades of conformance cases to structs.
 *
 * Role       See import_cointossx.h.
 * Invariant  Fields that are left empty read as 0.
 * Rules      none.
 */
#include "wire/import_cointossx.h"

#include "base/text.h"

#define ORDER_FIELDS_MIN 7
#define ORDER_FIELDS_MAX 8
#define TRADE_FIELDS     3
#define NUMBER_MAX       INT64_C(1000000000000)

enum import_result cointossx_read_order_heading(struct import_slice line,
                                                struct import_fault *fault)
{
    if (import_begins(line, "Side,OrderID,Type,MES,Time,Size,Price")) return IMPORT_SKIP;
    return import_bad(fault, "the heading Side,OrderID,Type,MES,Time,Size,Price", line.text,
                      line.text);
}

enum import_result cointossx_read_trade_heading(struct import_slice line,
                                                struct import_fault *fault)
{
    if (import_is(line, "TradeId,Price,Quantity")) return IMPORT_SKIP;
    return import_bad(fault, "the heading TradeId,Price,Quantity", line.text, line.text);
}

/* A whole number, or nothing at all, which is 0. */
static bool read_optional(struct import_slice field, int64_t *value)
{
    *value = 0;
    if (field.size == 0) return true;
    return text_read_i64(field.text, field.size, value) && *value >= 0 && *value <= NUMBER_MAX;
}

static bool read_side(struct import_slice field, enum side *side)
{
    *side = import_is(field, "B") ? SIDE_BUY : SIDE_SELL;
    /* One published file writes an offer as "BO". */
    return import_is(field, "B") || import_is(field, "O") || import_is(field, "BO");
}

static bool is_whole(const struct cointossx_order *order)
{
    if (order->size == 0) return true;
    if (order->type == COINTOSSX_STOP_LIMIT && order->stop == 0) return false;
    return (order->price > 0) == (order->type != COINTOSSX_MARKET);
}

enum import_result cointossx_read_order(struct import_slice line, struct cointossx_order *order,
                                        struct import_fault *fault)
{
    struct import_slice fields[ORDER_FIELDS_MAX] = {0};
    int64_t type;
    if (line.size == 0) return IMPORT_SKIP;
    size_t count = import_split(line, ',', fields, ORDER_FIELDS_MAX);
    if (count < ORDER_FIELDS_MIN || count > ORDER_FIELDS_MAX) {
        return import_bad(fault, "7 or 8 fields", line.text, line.text);
    }
    if (!read_side(fields[0], &order->side)) {
        return import_bad(fault, "side B or O", line.text, fields[0].text);
    }
    if (!text_read_u64(fields[1].text, fields[1].size, &order->order_id)) {
        return import_bad(fault, "an order id", line.text, fields[1].text);
    }
    if (!read_optional(fields[2], &type) || type < COINTOSSX_MARKET || type > COINTOSSX_HIDDEN) {
        return import_bad(fault, "an order type from 1 to 5", line.text, fields[2].text);
    }
    order->type = (enum cointossx_type)type;
    if (!read_optional(fields[5], &order->size) || !read_optional(fields[6], &order->price) ||
        !read_optional(fields[7], &order->stop) || !is_whole(order)) {
        return import_bad(fault, "size and price as the order's type needs them", line.text,
                          fields[5].text);
    }
    return IMPORT_TAKEN;
}

enum import_result cointossx_read_trade(struct import_slice line, struct cointossx_trade *trade,
                                        struct import_fault *fault)
{
    struct import_slice fields[TRADE_FIELDS];
    if (line.size == 0) return IMPORT_SKIP;
    if (import_split(line, ',', fields, TRADE_FIELDS) != TRADE_FIELDS ||
        !read_optional(fields[1], &trade->price) || !read_optional(fields[2], &trade->size) ||
        trade->price == 0 || trade->size == 0) {
        return import_bad(fault, "a trade id, a price and a quantity", line.text, line.text);
    }
    return IMPORT_TAKEN;
}
