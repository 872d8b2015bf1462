/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import_sse.c - "//Name=value ..." lines to messages.
 *
 * Role       See import_sse.h.  A line is read in two steps: its words are sorted into a small
 *            table of known names, then the fields that the message type needs are taken out of it.
 * Invariant  Unknown names are passed over; a known name that stands twice is refused.
 * Rules      none.
 */
#include "wire/import_sse.h"

#include <string.h>

#include "base/text.h"

#define SOURCE_SHANGHAI 101
#define NS_PER_SECOND   INT64_C(1000000000)

/* X(enum name, name on the line, what to say when it is missing or wrong) */
#define FIELD_LIST(X)                                                                              \
    X(FIELD_SOURCE, "SecurityIDSource", "SecurityIDSource=101 (Shanghai)")                         \
    X(FIELD_TYPE, "MsgType", "MsgType=<whole number>")                                             \
    X(FIELD_SECURITY, "SecurityID", "SecurityID=<up to 8 digits>")                                 \
    X(FIELD_ORDER_NO, "OrderNo", "OrderNo=<whole number>")                                         \
    X(FIELD_PRICE, "Price", "Price=<whole number>")                                                \
    X(FIELD_QTY, "OrderQty", "OrderQty=<whole number above 0>")                                    \
    X(FIELD_ORDER_TYPE, "OrdType", "OrdType=65 or 68")                                             \
    X(FIELD_SIDE, "Side", "Side=66 or 83")                                                         \
    X(FIELD_BID_NO, "BidApplSeqNum", "BidApplSeqNum=<whole number>")                               \
    X(FIELD_ASK_NO, "OfferApplSeqNum", "OfferApplSeqNum=<whole number>")                           \
    X(FIELD_LAST_PRICE, "LastPx", "LastPx=<whole number above 0>")                                 \
    X(FIELD_LAST_QTY, "LastQty", "LastQty=<whole number above 0>")                                 \
    X(FIELD_EXECUTION_TYPE, "ExecType", "ExecType=66, 83 or 78")                                   \
    X(FIELD_TIME, "TransactTime", "TransactTime=<HHMMSS and hundredths>")                          \
    X(FIELD_BIZ_INDEX, "BizIndex", "BizIndex=<whole number>")                                      \
    X(FIELD_STAMP, "DataTimeStamp", "DataTimeStamp=<HHMMSS>")

enum field_id {
#define X(id, name, expected) id,
    FIELD_LIST(X)
#undef X
        FIELD_COUNT
};

static const char *const field_names[FIELD_COUNT] = {
#define X(id, name, expected) name,
    FIELD_LIST(X)
#undef X
};

static const char *const field_expected[FIELD_COUNT] = {
#define X(id, name, expected) expected,
    FIELD_LIST(X)
#undef X
};

/* The words of one line, by what they name. */
struct words {
    struct import_slice line;
    struct import_slice fields[FIELD_COUNT]; /* text NULL: not on the line */
    struct import_slice prices[2][SSE_LEVELS];
    struct import_slice quantities[2][SSE_LEVELS];
};

static enum import_result bad_field(const struct words *words, enum field_id id,
                                    struct import_fault *fault)
{
    struct import_slice field = words->fields[id];
    const char *end = words->line.text + words->line.size;
    return import_bad(fault, field_expected[id], words->line.text,
                      field.text == NULL ? end : field.text);
}

/* "BidLevel[3].Price" and the like: the slot of its value, or NULL. */
static struct import_slice *level_slot(struct words *words, struct import_slice name)
{
    enum side side = import_begins(name, "Ask") ? SIDE_SELL : SIDE_BUY;
    if (!import_begins(name, side == SIDE_SELL ? "AskLevel[" : "BidLevel[")) return NULL;
    if (name.size < 12 || name.text[9] < '0' || name.text[9] > '9') return NULL;

    int level = name.text[9] - '0';
    struct import_slice rest = {name.text + 10, name.size - 10};
    if (import_is(rest, "].Price")) return &words->prices[side][level];
    if (import_is(rest, "].Qty")) return &words->quantities[side][level];
    return NULL;
}

static struct import_slice *field_slot(struct words *words, struct import_slice name)
{
    for (int id = 0; id < FIELD_COUNT; id++) {
        if (import_is(name, field_names[id])) return &words->fields[id];
    }
    return level_slot(words, name);
}

/* Files one "Name=value".  A word without '=' is refused. */
static enum import_result take_word(struct words *words, struct import_slice word,
                                    struct import_fault *fault)
{
    const char *equals = memchr(word.text, '=', word.size);
    if (equals == NULL) {
        return import_bad(fault, "Name=value", words->line.text, word.text);
    }
    struct import_slice name = {word.text, (size_t)(equals - word.text)};
    struct import_slice *slot = field_slot(words, name);
    if (slot == NULL) return IMPORT_SKIP;
    if (slot->text != NULL) {
        return import_bad(fault, "each name once", words->line.text, word.text);
    }
    *slot = (struct import_slice){equals + 1, word.size - name.size - 1};
    return IMPORT_TAKEN;
}

static enum import_result take_words(struct words *words, struct import_slice line,
                                     struct import_fault *fault)
{
    *words = (struct words){.line = line};
    const char *at = line.text + 2;
    const char *end = line.text + line.size;
    while (at < end) {
        const char *space = memchr(at, ' ', (size_t)(end - at));
        const char *stop = space == NULL ? end : space;
        struct import_slice word = {at, (size_t)(stop - at)};
        if (word.size > 0 && take_word(words, word, fault) == IMPORT_BAD) return IMPORT_BAD;
        at = space == NULL ? end : space + 1;
    }
    return IMPORT_TAKEN;
}

static bool number_in(const struct words *words, enum field_id id, uint64_t max, uint64_t *value)
{
    struct import_slice field = words->fields[id];
    return field.text != NULL && text_read_u64(field.text, field.size, value) && *value <= max;
}

/* A price or quantity in thousandths: a whole number that leaves room for any later sum. */
static bool milli_in(const struct words *words, enum field_id id, int64_t min, int64_t *value)
{
    uint64_t number;
    if (!number_in(words, id, (uint64_t)INT64_MAX / 4, &number)) return false;
    if ((int64_t)number < min) return false;
    *value = (int64_t)number;
    return true;
}

/* HHMMSS with `fraction` parts of a second behind it. */
static bool time_in(const struct words *words, enum field_id id, uint64_t fraction, int64_t *time)
{
    uint64_t stamp;
    if (!number_in(words, id, 240000 * fraction, &stamp)) return false;
    int64_t parts = (int64_t)(stamp % fraction);
    int64_t clock = (int64_t)(stamp / fraction);
    int64_t minute = clock / 100 % 100;
    int64_t second = clock % 100;
    if (minute > 59 || second > 59) return false;
    int64_t seconds = clock / 10000 * 3600 + minute * 60 + second;
    *time = seconds * NS_PER_SECOND + parts * (NS_PER_SECOND / (int64_t)fraction);
    return true;
}

static enum import_result read_order(const struct words *words, struct sse_message *message,
                                     struct import_fault *fault)
{
    struct sse_order *order = &message->order;
    uint64_t type;
    uint64_t side;
    if (!number_in(words, FIELD_ORDER_NO, UINT64_MAX, &order->order_no)) {
        return bad_field(words, FIELD_ORDER_NO, fault);
    }
    if (!milli_in(words, FIELD_PRICE, 0, &order->price_milli)) {
        return bad_field(words, FIELD_PRICE, fault);
    }
    if (!number_in(words, FIELD_ORDER_TYPE, SSE_DELETE, &type) ||
        (type != SSE_ADD && type != SSE_DELETE)) {
        return bad_field(words, FIELD_ORDER_TYPE, fault);
    }
    order->type = type == SSE_ADD ? SSE_ADD : SSE_DELETE;
    /* A delete may name no quantity or price; an order has both. */
    int64_t min = type == SSE_ADD ? 1 : 0;
    if (!milli_in(words, FIELD_QTY, min, &order->qty_milli)) {
        return bad_field(words, FIELD_QTY, fault);
    }
    if (order->price_milli < min) return bad_field(words, FIELD_PRICE, fault);
    if (!number_in(words, FIELD_SIDE, 83, &side) || (side != 66 && side != 83)) {
        return bad_field(words, FIELD_SIDE, fault);
    }
    order->side = side == 66 ? SIDE_BUY : SIDE_SELL;
    return IMPORT_TAKEN;
}

static enum import_result read_execution(const struct words *words, struct sse_message *message,
                                         struct import_fault *fault)
{
    struct sse_execution *execution = &message->execution;
    uint64_t type;
    if (!number_in(words, FIELD_BID_NO, UINT64_MAX, &execution->bid_no)) {
        return bad_field(words, FIELD_BID_NO, fault);
    }
    if (!number_in(words, FIELD_ASK_NO, UINT64_MAX, &execution->ask_no)) {
        return bad_field(words, FIELD_ASK_NO, fault);
    }
    if (!milli_in(words, FIELD_LAST_PRICE, 1, &execution->price_milli)) {
        return bad_field(words, FIELD_LAST_PRICE, fault);
    }
    if (!milli_in(words, FIELD_LAST_QTY, 1, &execution->qty_milli)) {
        return bad_field(words, FIELD_LAST_QTY, fault);
    }
    if (!number_in(words, FIELD_EXECUTION_TYPE, SSE_SELLER_ACTIVE, &type) ||
        (type != SSE_BUYER_ACTIVE && type != SSE_SELLER_ACTIVE && type != SSE_AUCTION)) {
        return bad_field(words, FIELD_EXECUTION_TYPE, fault);
    }
    execution->type = (enum sse_execution_type)type;
    return IMPORT_TAKEN;
}

/*
 * One side of the book: every level named.  In a call auction the exchange puts what would be left
 * over into the second level without a price, so an empty level may stand before a full one.
 */
static enum import_result read_levels(const struct words *words, enum side side,
                                      struct sse_message *message, struct import_fault *fault)
{
    const char *end = words->line.text + words->line.size;
    for (int i = 0; i < SSE_LEVELS; i++) {
        struct import_slice price = words->prices[side][i];
        struct import_slice qty = words->quantities[side][i];
        struct sse_level *level = &message->snapshot.levels[side][i];
        const char *at = price.text == NULL ? end : price.text;
        if (price.text == NULL || qty.text == NULL ||
            !text_read_i64(price.text, price.size, &level->price_milli) ||
            !text_read_i64(qty.text, qty.size, &level->qty_milli) || level->price_milli < 0 ||
            level->qty_milli < 0) {
            return import_bad(fault, "ten levels with .Price= and .Qty= on each side",
                              words->line.text, at);
        }
    }
    return IMPORT_TAKEN;
}

static enum import_result read_snapshot(const struct words *words, struct sse_message *message,
                                        struct import_fault *fault)
{
    if (read_levels(words, SIDE_BUY, message, fault) == IMPORT_BAD) return IMPORT_BAD;
    if (read_levels(words, SIDE_SELL, message, fault) == IMPORT_BAD) return IMPORT_BAD;
    if (!time_in(words, FIELD_STAMP, 1, &message->time_ns)) {
        return bad_field(words, FIELD_STAMP, fault);
    }
    return IMPORT_TAKEN;
}

/* What orders and executions share behind their own fields. */
static enum import_result read_place(const struct words *words, struct sse_message *message,
                                     struct import_fault *fault)
{
    if (!time_in(words, FIELD_TIME, 100, &message->time_ns)) {
        return bad_field(words, FIELD_TIME, fault);
    }
    if (!number_in(words, FIELD_BIZ_INDEX, UINT64_MAX, &message->biz_index)) {
        return bad_field(words, FIELD_BIZ_INDEX, fault);
    }
    return IMPORT_TAKEN;
}

static enum import_result read_body(const struct words *words, struct sse_message *message,
                                    struct import_fault *fault)
{
    if (message->kind == SSE_SNAPSHOT) return read_snapshot(words, message, fault);
    enum import_result body = message->kind == SSE_ORDER ? read_order(words, message, fault)
                                                         : read_execution(words, message, fault);
    return body == IMPORT_BAD ? IMPORT_BAD : read_place(words, message, fault);
}

enum import_result sse_read(struct import_slice line, struct sse_message *message,
                            struct import_fault *fault)
{
    if (!import_begins(line, "//")) return IMPORT_SKIP;
    struct words words;
    if (take_words(&words, line, fault) == IMPORT_BAD) return IMPORT_BAD;

    uint64_t number;
    if (!number_in(&words, FIELD_TYPE, UINT32_MAX, &number)) {
        return bad_field(&words, FIELD_TYPE, fault);
    }
    *message = (struct sse_message){.kind = (enum sse_kind)number};
    if (number != SSE_SNAPSHOT && number != SSE_EXECUTION && number != SSE_ORDER) {
        return IMPORT_SKIP;
    }
    if (!number_in(&words, FIELD_SOURCE, SOURCE_SHANGHAI, &number) || number != SOURCE_SHANGHAI) {
        return bad_field(&words, FIELD_SOURCE, fault);
    }
    if (!number_in(&words, FIELD_SECURITY, SSE_SECURITY_MAX, &number)) {
        return bad_field(&words, FIELD_SECURITY, fault);
    }
    message->security_id = (uint32_t)number;
    return read_body(&words, message, fault);
}
