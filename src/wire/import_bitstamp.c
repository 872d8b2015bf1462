/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import_bitstamp.c - "<milliseconds> <event> <JSON>" lines to structs.
 *
 * Role       See import_bitstamp.h.
 * Invariant  A text that stands for a number is checked to be one before it is given on.
 * Rules      none.
 */
#include "wire/import_bitstamp.h"

#include <string.h>

#include "base/check.h"
#include "base/text.h"

enum member {
    MEMBER_ID = 1u << 0,
    MEMBER_PRICE = 1u << 1,
    MEMBER_AMOUNT = 1u << 2,
    MEMBER_SIDE = 1u << 3
};

#define ORDER_MEMBERS (MEMBER_ID | MEMBER_PRICE | MEMBER_AMOUNT | MEMBER_SIDE)
#define TRADE_MEMBERS (MEMBER_ID | MEMBER_PRICE | MEMBER_AMOUNT)

static const struct {
    const char *name;
    enum bitstamp_kind kind;
} kinds[] = {
    {"order_created", BITSTAMP_CREATED}, {"order_changed", BITSTAMP_CHANGED},
    {"order_deleted", BITSTAMP_DELETED}, {"trade", BITSTAMP_TRADE},
    {"order_book", BITSTAMP_BOOK},
};

static bool is_amount(struct import_slice text)
{
    int64_t value;
    return import_round_decimal(text, 0, &value) && value >= 0;
}

/* One member of an order or trade: its bit, 0 for one of no interest, -1 for one of wrong form. */
static int take_member(struct json_scanner *scanner, struct import_slice name,
                       struct bitstamp_event *event)
{
    struct import_slice value;
    uint64_t number;
    bool is_id = import_is(name, "id");
    bool is_side = import_is(name, "order_type");
    bool is_price = import_is(name, "price");
    if (!is_id && !is_side && !is_price && !import_is(name, "amount")) {
        return json_skip(scanner) == JSON_BAD ? -1 : 0;
    }
    enum json_token token = json_next(scanner, &value);
    if (token != JSON_NUMBER && token != JSON_TEXT) return -1;
    if (is_price || (!is_id && !is_side)) {
        if (!is_amount(value)) return -1;
        *(is_price ? &event->price : &event->amount) = value;
        return is_price ? (int)MEMBER_PRICE : (int)MEMBER_AMOUNT;
    }
    if (!text_read_u64(value.text, value.size, &number) || number > BITSTAMP_ID_MAX) return -1;
    if (is_id) {
        event->id = number;
        return (int)MEMBER_ID;
    }
    if (number > 1) return -1;
    event->side = number == 0 ? SIDE_BUY : SIDE_SELL;
    return (int)MEMBER_SIDE;
}

/* An object with at least the members asked for, each once. */
static bool read_members(struct import_slice json, unsigned members, struct bitstamp_event *event)
{
    struct json_scanner scanner;
    struct import_slice name;
    unsigned seen = 0;
    json_begin(&scanner, json);
    if (json_next(&scanner, &name) != JSON_OBJECT_BEGIN) return false;
    for (;;) {
        enum json_token token = json_next(&scanner, &name);
        if (token == JSON_OBJECT_END) break;
        if (token != JSON_NAME) return false;
        int member = take_member(&scanner, name, event);
        if (member < 0 || ((unsigned)member & seen) != 0) return false;
        seen |= (unsigned)member;
    }
    return (seen & members) == members && json_next(&scanner, &name) == JSON_END;
}

/* One level of a side: ["price", "amount"], further texts allowed.  Stands behind its '['. */
static bool read_level(struct json_scanner *scanner, struct bitstamp_level *level)
{
    struct import_slice rest;
    enum json_token token = json_next(scanner, &level->price);
    if ((token != JSON_TEXT && token != JSON_NUMBER) || !is_amount(level->price)) return false;
    token = json_next(scanner, &level->amount);
    if ((token != JSON_TEXT && token != JSON_NUMBER) || !is_amount(level->amount)) return false;
    do {
        token = json_next(scanner, &rest);
    } while (token == JSON_TEXT || token == JSON_NUMBER);
    return token == JSON_ARRAY_END;
}

void bitstamp_book_begin(struct bitstamp_book *book, const struct bitstamp_event *event)
{
    ASSERT(event->kind == BITSTAMP_BOOK);
    struct import_slice none;
    *book = (struct bitstamp_book){.side = SIDE_BUY};
    json_begin(&book->scanner, event->book);
    (void)json_next(&book->scanner, &none);
}

bool bitstamp_book_next(struct bitstamp_book *book, struct bitstamp_level *level)
{
    struct import_slice name;
    for (;;) {
        enum json_token token = json_next(&book->scanner, &name);
        if (token == JSON_BAD || token == JSON_END) return false;
        if (token == JSON_ARRAY_BEGIN) {
            level->side = book->side;
            return read_level(&book->scanner, level);
        }
        if (token != JSON_NAME) continue;
        if (import_is(name, "bids") || import_is(name, "asks")) {
            book->side = import_is(name, "bids") ? SIDE_BUY : SIDE_SELL;
            if (json_next(&book->scanner, &name) != JSON_ARRAY_BEGIN) return false;
        } else if (json_skip(&book->scanner) == JSON_BAD) {
            return false;
        }
    }
}

/* Both sides there, every level of the right form, the document whole. */
static bool book_is_whole(const struct bitstamp_event *event)
{
    struct json_scanner scanner;
    struct import_slice name;
    unsigned sides = 0;
    json_begin(&scanner, event->book);
    if (json_next(&scanner, &name) != JSON_OBJECT_BEGIN) return false;
    for (;;) {
        enum json_token token = json_next(&scanner, &name);
        if (token == JSON_OBJECT_END) break;
        if (token != JSON_NAME) return false;
        unsigned side = import_is(name, "bids") ? 1u : import_is(name, "asks") ? 2u : 0u;
        enum json_token first = json_skip(&scanner);
        if (first == JSON_BAD) return false;
        if (side != 0 && (first != JSON_ARRAY_BEGIN || (sides & side) != 0)) return false;
        sides |= side;
    }
    if (sides != 3 || json_next(&scanner, &name) != JSON_END) return false;

    struct bitstamp_book book;
    struct bitstamp_level level;
    bitstamp_book_begin(&book, event);
    while (bitstamp_book_next(&book, &level)) {
    }
    return json_next(&book.scanner, &name) == JSON_END;
}

static enum import_result read_json(struct import_slice line, struct import_slice json,
                                    struct bitstamp_event *event, struct import_fault *fault)
{
    if (event->kind == BITSTAMP_BOOK) {
        event->book = json;
        if (book_is_whole(event)) return IMPORT_TAKEN;
        return import_bad(fault, "a JSON object with bids and asks: arrays of [price, amount]",
                          line.text, json.text);
    }
    bool is_trade = event->kind == BITSTAMP_TRADE;
    if (read_members(json, is_trade ? TRADE_MEMBERS : ORDER_MEMBERS, event)) return IMPORT_TAKEN;
    return import_bad(fault,
                      is_trade ? "a JSON object with id, price and amount"
                               : "a JSON object with id, price, amount and order_type (0 or 1)",
                      line.text, json.text);
}

enum import_result bitstamp_read(struct import_slice line, struct bitstamp_event *event,
                                 struct import_fault *fault)
{
    *event = (struct bitstamp_event){0};
    const char *end = line.text + line.size;
    const char *space = memchr(line.text, ' ', line.size);
    size_t stamp_size = space == NULL ? line.size : (size_t)(space - line.text);
    if (space == NULL || !text_read_i64(line.text, stamp_size, &event->time_ms) ||
        event->time_ms < 0 || event->time_ms > INT64_MAX / 1000000) {
        return import_bad(fault, "<milliseconds> <event> <JSON>", line.text, line.text);
    }
    const char *name = space + 1;
    space = memchr(name, ' ', (size_t)(end - name));
    struct import_slice kind = {name, (size_t)((space == NULL ? end : space) - name)};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (space == NULL || !import_is(kind, kinds[i].name)) continue;
        event->kind = kinds[i].kind;
        struct import_slice json = {space + 1, (size_t)(end - space - 1)};
        return read_json(line, json, event, fault);
    }
    return import_bad(fault, "order_created, order_changed, order_deleted, trade or order_book",
                      line.text, name);
}
