/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import_lobster.c - comma-separated messages and book rows to structs.
 *
 * Role       See import_lobster.h.
 * Invariant  The levels of a side are strictly ordered, best first, and none follows an empty one.
 * Rules      none.
 */
#include "wire/import_lobster.h"

#include "base/check.h"
#include "base/text.h"

#define MESSAGE_FIELDS     6
#define MESSAGE_FIELDS_MAX 8 /* newer files have more behind the direction */
#define BOOK_FIELDS        (4 * LOBSTER_LEVELS_MAX)
#define NUMBER_MAX         INT64_C(1000000000000)

static bool read_number(struct import_slice field, int64_t min, int64_t *value)
{
    int64_t number;
    if (!text_read_i64(field.text, field.size, &number)) return false;
    if (number < min || number > NUMBER_MAX) return false;
    *value = number;
    return true;
}

/* Of an execution that the book does not show, an auction or a halt, an id of -1 means none. */
static bool read_id(struct import_slice field, bool is_needed, uint64_t *order_id)
{
    int64_t none;
    if (text_read_u64(field.text, field.size, order_id)) return *order_id <= LOBSTER_ORDER_ID_MAX;
    *order_id = 0;
    return !is_needed && text_read_i64(field.text, field.size, &none) && none == -1;
}

static bool names_order(enum lobster_type type)
{
    return type >= LOBSTER_ADD && type <= LOBSTER_EXECUTION;
}

enum import_result lobster_read_message(struct import_slice line, struct lobster_message *message,
                                        struct import_fault *fault)
{
    struct import_slice fields[MESSAGE_FIELDS];
    int64_t type;
    int64_t direction;
    size_t count = import_split(line, ',', fields, MESSAGE_FIELDS);
    if (count < MESSAGE_FIELDS || count > MESSAGE_FIELDS_MAX) {
        return import_bad(fault, "time,type,order id,size,price,direction", line.text, line.text);
    }
    if (!import_round_decimal(fields[0], 9, &message->time_ns) || message->time_ns < 0) {
        return import_bad(fault, "seconds since midnight", line.text, fields[0].text);
    }
    if (!read_number(fields[1], LOBSTER_ADD, &type) || type > LOBSTER_HALT) {
        return import_bad(fault, "a message type from 1 to 7", line.text, fields[1].text);
    }
    message->type = (enum lobster_type)type;
    if (!read_id(fields[2], names_order(message->type), &message->order_id)) {
        return import_bad(fault, "an order id", line.text, fields[2].text);
    }
    int64_t min = names_order(message->type) ? 1 : -1;
    if (!read_number(fields[3], min, &message->size)) {
        return import_bad(fault, "a size", line.text, fields[3].text);
    }
    if (!read_number(fields[4], min, &message->price_e4)) {
        return import_bad(fault, "a price x 10000", line.text, fields[4].text);
    }
    bool may_be_none = message->type >= LOBSTER_CROSS;
    if (!read_number(fields[5], -1, &direction) || direction > 1 ||
        (direction == 0 && !may_be_none)) {
        return import_bad(fault, "direction 1 or -1", line.text, fields[5].text);
    }
    message->side = direction == 1 ? SIDE_BUY : SIDE_SELL;
    return IMPORT_TAKEN;
}

size_t lobster_level_count(struct import_slice line)
{
    struct import_slice fields[1];
    size_t count = import_split(line, ',', fields, 1);
    return count % 4 == 0 && count <= BOOK_FIELDS ? count / 4 : 0;
}

/* Price and size of one level; absent ones are written with size 0 and a price of all nines. */
static bool read_level(const struct import_slice fields[2], struct lobster_level *level)
{
    if (!read_number(fields[1], 0, &level->size)) return false;
    if (level->size > 0) return read_number(fields[0], 1, &level->price_e4);
    level->price_e4 = 0;
    int64_t any;
    return text_read_i64(fields[0].text, fields[0].size, &any);
}

static bool level_follows(const struct lobster_level *levels, size_t index, enum side side)
{
    if (index == 0 || levels[index].size == 0) return true;
    if (levels[index - 1].size == 0) return false;
    return side_price_key(side, levels[index].price_e4) >
           side_price_key(side, levels[index - 1].price_e4);
}

enum import_result lobster_read_book(struct import_slice line, size_t level_count,
                                     struct lobster_book *book, struct import_fault *fault)
{
    ASSERT(level_count <= LOBSTER_LEVELS_MAX);
    struct import_slice fields[BOOK_FIELDS];
    if (import_split(line, ',', fields, BOOK_FIELDS) != 4 * level_count) {
        return import_bad(fault, "as many levels as in the first line", line.text, line.text);
    }
    for (size_t i = 0; i < 2 * level_count; i++) {
        /* A row goes ask, bid, ask, bid, from the best level on. */
        enum side side = i % 2 == 0 ? SIDE_SELL : SIDE_BUY;
        struct lobster_level *levels = book->levels[side];
        if (!read_level(&fields[2 * i], &levels[i / 2])) {
            return import_bad(fault, "a price x 10000 and a size", line.text, fields[2 * i].text);
        }
        if (!level_follows(levels, i / 2, side)) {
            return import_bad(fault, "levels from best to worst", line.text, fields[2 * i].text);
        }
    }
    return IMPORT_TAKEN;
}
