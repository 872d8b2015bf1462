/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import_coinbase.c - entries of an order book document, one at a time.
 *
 * Role       See import_coinbase.h.
 * Invariant  Each side stands once in the document.
 * Rules      none.
 */
#include "wire/import_coinbase.h"

#include "base/text.h"

void coinbase_begin(struct coinbase_reader *reader, struct import_slice document)
{
    *reader = (struct coinbase_reader){.side = SIDE_BUY};
    json_begin(&reader->scanner, document);
}

static enum coinbase_result bad(const struct coinbase_reader *reader, const char *expected,
                                struct import_fault *fault)
{
    const struct json_scanner *scanner = &reader->scanner;
    const char *start = scanner->document.text;
    (void)import_bad(fault, expected, start, start + scanner->at);
    return COINBASE_BAD;
}

static bool is_positive(struct import_slice text)
{
    int64_t value;
    return import_round_decimal(text, 0, &value) && text.size > 0 && text.text[0] != '-';
}

/* [price, size, id or count]; stands behind its '['. */
static bool read_entry(struct json_scanner *scanner, struct coinbase_entry *entry)
{
    struct import_slice third;
    if (json_next(scanner, &entry->price) != JSON_TEXT || !is_positive(entry->price)) return false;
    if (json_next(scanner, &entry->size) != JSON_TEXT || !is_positive(entry->size)) return false;
    enum json_token token = json_next(scanner, &third);
    entry->order_count = 1;
    entry->id = (struct import_slice){third.text, token == JSON_TEXT ? third.size : 0};
    if (token == JSON_NUMBER) {
        if (!text_read_u64(third.text, third.size, &entry->order_count)) return false;
    } else if (token != JSON_TEXT) {
        return false;
    }
    return json_next(scanner, &third) == JSON_ARRAY_END;
}

/* A member of the document.  False if its form is wrong. */
static bool take_member(struct coinbase_reader *reader, struct import_slice name)
{
    struct import_slice value;
    if (import_is(name, "bids") || import_is(name, "asks")) {
        reader->side = import_is(name, "bids") ? SIDE_BUY : SIDE_SELL;
        unsigned bit = 1u << reader->side;
        if ((reader->sides_seen & bit) != 0) return false;
        reader->sides_seen |= bit;
        reader->in_side = true;
        return json_next(&reader->scanner, &value) == JSON_ARRAY_BEGIN;
    }
    if (import_is(name, "product")) {
        return json_next(&reader->scanner, &reader->product) == JSON_TEXT;
    }
    return json_skip(&reader->scanner) != JSON_BAD;
}

enum coinbase_result coinbase_next(struct coinbase_reader *reader, struct coinbase_entry *entry,
                                   struct import_fault *fault)
{
    struct import_slice value;
    for (;;) {
        enum json_token token = json_next(&reader->scanner, &value);
        if (reader->in_side && token == JSON_ARRAY_BEGIN) {
            entry->side = reader->side;
            if (read_entry(&reader->scanner, entry)) return COINBASE_ENTRY;
            return bad(reader, "[\"price\", \"size\", \"order id\" or count]", fault);
        }
        if (reader->in_side && token == JSON_ARRAY_END) {
            reader->in_side = false;
        } else if (token == JSON_NAME) {
            if (!take_member(reader, value)) return bad(reader, "bids and asks, each once", fault);
        } else if (token == JSON_END && reader->sides_seen == 3) {
            return COINBASE_END;
        } else if (reader->in_side || (token != JSON_OBJECT_BEGIN && token != JSON_OBJECT_END)) {
            return bad(reader, "a JSON object with bids and asks", fault);
        }
    }
}
