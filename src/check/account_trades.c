/* SPDX-License-Identifier: Apache-2.0 */
/*
 * account_trades.c - see account_trades.h.
 *
 * Role       Goes through the document twice: for the decimals of its numbers, then for its trades.
 *            Messages stand in the document as they are, or as texts in a member "msg".
 * Invariant  None beyond the header's.
 * Rules      none.
 */
#include "check/account_trades.h"

#include <stdlib.h>
#include <string.h>

#include "base/int_math.h"
#include "base/text.h"
#include "check/statistics.h"
#include "wire/import_objects.h"

#define MONEY_DECIMALS  6u /* of entry notionals */
#define DECIMALS_MAX    9u
#define LOTS_MAX        INT64_C(1000000000000)
#define ENTRY_UNITS_MAX INT64_C(1000000000000000000)

enum trade_member {
    MEMBER_ID,
    MEMBER_TYPE,
    MEMBER_MARKET,
    MEMBER_SIZE,
    MEMBER_PRICE,
    MEMBER_ASK_ACCOUNT,
    MEMBER_BID_ACCOUNT,
    MEMBER_IS_MAKER_ASK,
    MEMBER_TAKER_FEE,
    MEMBER_MAKER_FEE,
    MEMBER_TAKER_SIZE,
    MEMBER_MAKER_SIZE,
    MEMBER_TAKER_ENTRY,
    MEMBER_MAKER_ENTRY,
    MEMBER_MESSAGE,
    MEMBER_COUNT
};

static const char *const member_names[MEMBER_COUNT] = {"trade_id",
                                                       "type",
                                                       "market_id",
                                                       "size",
                                                       "price",
                                                       "ask_account_id",
                                                       "bid_account_id",
                                                       "is_maker_ask",
                                                       "taker_fee",
                                                       "maker_fee",
                                                       "taker_position_size_before",
                                                       "maker_position_size_before",
                                                       "taker_entry_quote_before",
                                                       "maker_entry_quote_before",
                                                       "msg"};

/* One passage through the document. */
struct passage {
    struct account_trades *trades;
    const struct source *source;
    const char *market;    /* NULL: the only one there is */
    uint64_t market_found; /* of the first trade */
    bool has_market;
    bool is_survey;      /* only the decimals are looked at */
    size_t message_from; /* trades of the message at hand begin here */
    uint64_t seen_to;    /* highest id of continuous trades */
    uint32_t section;
    size_t offset; /* of the object at hand, for faults */
    struct replay_fault *fault;
};

static bool is_number(const struct object_member *member)
{
    return member->token == JSON_TEXT || member->token == JSON_NUMBER;
}

static bool expect(const struct passage *passage, const char *expected)
{
    return source_fault_offset(passage->source, passage->offset, expected, passage->fault);
}

static bool read_u64(const struct object_member *member, uint64_t *value)
{
    return is_number(member) && text_read_u64(member->value.text, member->value.size, value);
}

static bool read_decimal(const struct object_member *member, unsigned scale, int64_t *value)
{
    return is_number(member) && import_round_decimal(member->value, scale, value);
}

static void widen(unsigned *scale, const struct object_member *member)
{
    if (!is_number(member)) return;
    unsigned decimals = import_decimals(member->value);
    if (decimals > *scale) *scale = decimals;
}

/* What an account held: lots with a sign, entry notional without one. */
static bool read_holding(const struct account_trades *trades, const struct object_member *size,
                         const struct object_member *entry, struct holding *holding)
{
    if (!read_decimal(size, trades->size_scale, &holding->net_lots)) return false;
    if (!read_decimal(entry, trades->money_scale, &holding->entry_units)) return false;
    if (holding->net_lots > LOTS_MAX || holding->net_lots < -LOTS_MAX) return false;
    if (holding->entry_units < 0 || holding->entry_units > ENTRY_UNITS_MAX) return false;
    return holding->net_lots != 0 || holding->entry_units == 0;
}

/* A fee that is absent is none. */
static bool read_fee(const struct object_member *member, int64_t *fee_ppm)
{
    *fee_ppm = 0;
    if (member->token == JSON_END || member->token == JSON_NULL) return true;
    return is_number(member) && text_read_i64(member->value.text, member->value.size, fee_ppm);
}

/* The whole trade; false says what is expected. */
static bool read_trade(const struct passage *passage, const struct object_member *members,
                       struct account_trade *trade)
{
    const struct account_trades *trades = passage->trades;
    enum json_token maker_ask = members[MEMBER_IS_MAKER_ASK].token;
    if (maker_ask != JSON_TRUE && maker_ask != JSON_FALSE) {
        return expect(passage, "a trade with is_maker_ask true or false");
    }
    trade->taker_side = maker_ask == JSON_TRUE ? SIDE_BUY : SIDE_SELL;
    enum trade_role asks = maker_ask == JSON_TRUE ? ROLE_MAKER : ROLE_TAKER;
    enum trade_role bids = maker_ask == JSON_TRUE ? ROLE_TAKER : ROLE_MAKER;
    if (!read_u64(&members[MEMBER_ASK_ACCOUNT], &trade->account[asks]) ||
        !read_u64(&members[MEMBER_BID_ACCOUNT], &trade->account[bids])) {
        return expect(passage, "a trade with ask_account_id and bid_account_id");
    }
    if (!read_decimal(&members[MEMBER_SIZE], trades->size_scale, &trade->size_lots) ||
        !read_decimal(&members[MEMBER_PRICE], trades->price_scale, &trade->price_ticks) ||
        trade->size_lots < 1 || trade->size_lots > LOTS_MAX || trade->price_ticks < 1 ||
        (int128)trade->size_lots * trade->price_ticks * trades->units_per_lot > ENTRY_UNITS_MAX) {
        return expect(passage, "a trade with size and price above 0 within the engine's limits");
    }
    for (int role = ROLE_TAKER; role < ROLE_COUNT; role++) {
        if (!read_holding(trades, &members[MEMBER_TAKER_SIZE + role],
                          &members[MEMBER_TAKER_ENTRY + role], &trade->before[role])) {
            return expect(passage, "a trade with position and entry notional before it");
        }
        if (!read_fee(&members[MEMBER_TAKER_FEE + role], &trade->fee_ppm[role])) {
            return expect(passage, "a trade with fees in millionths");
        }
    }
    return true;
}

/* Is the trade of the market that is meant?  A recording of several needs to be told which. */
static bool is_meant(struct passage *passage, const struct object_member *member, bool *is_wanted)
{
    uint64_t market = 0;
    *is_wanted = true;
    if (member->token == JSON_END) return true;
    if (!read_u64(member, &market)) return expect(passage, "a number as market_id");
    if (passage->market != NULL) {
        *is_wanted = import_is(member->value, passage->market);
        return true;
    }
    if (passage->has_market && passage->market_found != market) {
        return expect(passage, "trades of one market_id, or --group with the one that is meant");
    }
    passage->market_found = market;
    passage->has_market = true;
    return true;
}

static bool add_trade(struct passage *passage, const struct object_frame *object)
{
    struct account_trades *trades = passage->trades;
    const struct object_member *members = object->members;
    struct account_trade trade = {0};
    void *list = trades->list;
    if (!read_u64(&members[MEMBER_ID], &trade.id)) return expect(passage, "a number as trade_id");
    if (!read_trade(passage, members, &trade)) return false;
    trade.is_liquidation = members[MEMBER_TYPE].token == JSON_TEXT &&
                           import_is(members[MEMBER_TYPE].value, "liquidation");
    /* Whether its section is known shows at the end of the message. */
    bool is_selection =
        object->label.text != NULL && import_is(object->label, "liquidation_trades");
    trade.section = is_selection ? 0 : 1;
    if (!array_grow(&list, &trades->capacity, trades->count, sizeof trade)) {
        return fault_memory(passage->fault);
    }
    trades->list = list;
    trades->list[trades->count++] = trade;
    return true;
}

static bool take_trade(struct passage *passage, const struct object_frame *object)
{
    const struct object_member *members = object->members;
    bool is_wanted;
    if (!is_meant(passage, &members[MEMBER_MARKET], &is_wanted)) return false;
    if (!is_wanted) return true;
    if (!passage->is_survey) return add_trade(passage, object);

    struct account_trades *trades = passage->trades;
    widen(&trades->size_scale, &members[MEMBER_SIZE]);
    widen(&trades->size_scale, &members[MEMBER_TAKER_SIZE]);
    widen(&trades->size_scale, &members[MEMBER_MAKER_SIZE]);
    widen(&trades->price_scale, &members[MEMBER_PRICE]);
    return true;
}

/* The message is complete: its continuous trades belong to the section, or begin a new one. */
static void end_message(struct passage *passage, const struct object_member *type)
{
    struct account_trades *trades = passage->trades;
    uint64_t first = UINT64_MAX;
    uint64_t last = 0;
    for (size_t i = passage->message_from; i < trades->count; i++) {
        if (trades->list[i].section == 0) continue;
        if (trades->list[i].id < first) first = trades->list[i].id;
        if (trades->list[i].id > last) last = trades->list[i].id;
    }
    bool is_subscription = type->token == JSON_TEXT && import_begins(type->value, "subscribed");
    if (last > 0 && (passage->section == 0 || (is_subscription && first > passage->seen_to))) {
        passage->section++;
    }
    for (size_t i = passage->message_from; i < trades->count; i++) {
        if (trades->list[i].section != 0) trades->list[i].section = passage->section;
    }
    if (last > passage->seen_to) passage->seen_to = last;
    passage->message_from = trades->count;
}

/* An object of a message: a trade, or the message itself, which ends behind its trades. */
static bool take_object(struct passage *passage, const struct object_frame *object)
{
    const struct object_member *members = object->members;
    if (members[MEMBER_ID].token != JSON_END) return take_trade(passage, object);
    if (members[MEMBER_TYPE].token == JSON_TEXT) end_message(passage, &members[MEMBER_TYPE]);
    return true;
}

/* A document inside of a text. */
static bool walk_message(struct passage *passage, struct import_slice document)
{
    struct object_reader reader;
    const struct object_frame *object;
    enum objects_result result;
    objects_begin(&reader, document, member_names, MEMBER_MESSAGE);
    while ((result = objects_next(&reader, &object)) == OBJECTS_TAKEN) {
        if (!take_object(passage, object)) return false;
    }
    return result == OBJECTS_END || expect(passage, "a text that is a JSON document");
}

static bool take_message(struct passage *passage, struct import_slice text)
{
    size_t size;
    char *plain = malloc(text.size + 1);
    if (plain == NULL) return fault_memory(passage->fault);
    bool is_good = objects_plain_text(text, plain, &size);
    if (!is_good) (void)expect(passage, "a text that is a JSON document");
    if (is_good) is_good = walk_message(passage, (struct import_slice){plain, size});
    free(plain);
    return is_good;
}

static bool walk(struct passage *passage)
{
    struct object_reader reader;
    const struct object_frame *object;
    enum objects_result result;
    objects_begin(&reader, passage->source->document, member_names, MEMBER_COUNT);
    while ((result = objects_next(&reader, &object)) == OBJECTS_TAKEN) {
        const struct object_member *message = &object->members[MEMBER_MESSAGE];
        passage->offset = objects_at(&reader);
        if (message->token == JSON_TEXT) {
            if (!take_message(passage, message->value)) return false;
        } else if (!take_object(passage, object)) {
            return false;
        }
    }
    if (result == OBJECTS_END) return true;
    passage->offset = objects_at(&reader);
    return expect(passage, "a JSON document");
}

/* Continuous ones before the same trade from a selection. */
static int by_id(const void *a, const void *b)
{
    const struct account_trade *first = a;
    const struct account_trade *second = b;
    if (first->id != second->id) return first->id < second->id ? -1 : 1;
    return (first->section < second->section) - (first->section > second->section);
}

static void sort_once(struct account_trades *trades)
{
    size_t kept = 0;
    if (trades->count == 0) return;
    qsort(trades->list, trades->count, sizeof *trades->list, by_id);
    for (size_t i = 1; i < trades->count; i++) {
        if (trades->list[i].id != trades->list[kept].id) trades->list[++kept] = trades->list[i];
    }
    trades->count = kept + 1;
}

static bool settle_scales(struct account_trades *trades, const struct passage *passage)
{
    unsigned both = trades->size_scale + trades->price_scale;
    if (trades->size_scale > DECIMALS_MAX || trades->price_scale > DECIMALS_MAX ||
        both > 2 * MONEY_DECIMALS) {
        return expect(passage, "sizes and prices of together at most 12 decimals");
    }
    trades->money_scale = both > MONEY_DECIMALS ? both : MONEY_DECIMALS;
    trades->units_per_lot = 1;
    for (unsigned i = both; i < trades->money_scale; i++) trades->units_per_lot *= 10;
    return true;
}

bool account_trades_read(struct account_trades *trades, const struct source *source,
                         const char *market, struct replay_fault *fault)
{
    *trades = (struct account_trades){0};
    struct passage passage = {.trades = trades, .source = source, .market = market, .fault = fault};
    passage.is_survey = true;
    bool is_read = walk(&passage) && settle_scales(trades, &passage);
    if (is_read) {
        passage =
            (struct passage){.trades = trades, .source = source, .market = market, .fault = fault};
        is_read = walk(&passage);
    }
    if (is_read) {
        end_message(&passage, &(struct object_member){0});
        sort_once(trades);
    } else {
        account_trades_free(trades);
    }
    return is_read;
}

void account_trades_free(struct account_trades *trades)
{
    free(trades->list);
    trades->list = NULL;
    trades->count = 0;
    trades->capacity = 0;
}
