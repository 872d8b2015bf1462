/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mark_feed.c - see mark_feed.h.
 *
 * Role       See mark_feed.h.
 * Invariant  None beyond the header's.
 * Rules      none.
 */
#include "check/mark_feed.h"

#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "check/statistics.h"
#include "wire/import_objects.h"
#include "wire/import_time.h"

#define PRICE_E8_MAX INT64_C(1000000000000000)
#define RATE_SCALE   12u
#define RATE_E12_MAX INT64_C(1000000000000)
#define DUE_NS_MAX   NS_PER_DAY /* how far ahead funding may be due */

enum feed_member {
    MEMBER_KIND,
    MEMBER_SYMBOL,
    MEMBER_EVENT_TIME,
    MEMBER_TIME, /* of the transaction; of a mark, when funding is due */
    MEMBER_BID,
    MEMBER_ASK,
    MEMBER_PRICE,
    MEMBER_INDEX,
    MEMBER_RATE,
    MEMBER_COUNT
};

static const char *const member_names[MEMBER_COUNT] = {"e", "s", "E", "T", "b", "a", "p", "i", "r"};

static bool has_value(const struct object_member *member)
{
    return member->token == JSON_TEXT || member->token == JSON_NUMBER;
}

static bool read_price(const struct object_member *member, int64_t *price_e8)
{
    return has_value(member) &&
           import_round_decimal(member->value, FEED_PRICE_DECIMALS, price_e8) && *price_e8 > 0 &&
           *price_e8 <= PRICE_E8_MAX;
}

static bool read_time(const struct object_member *member, int64_t *time_ns)
{
    return has_value(member) && import_time(member->value, time_ns);
}

/* Time of the transaction, else of the event. */
static bool read_moment(const struct object_member *members, int64_t *time_ns)
{
    return read_time(&members[MEMBER_TIME], time_ns) ||
           read_time(&members[MEMBER_EVENT_TIME], time_ns);
}

static bool read_mark(const struct object_member *members, struct feed_event *event)
{
    return read_time(&members[MEMBER_EVENT_TIME], &event->time_ns) &&
           read_time(&members[MEMBER_TIME], &event->due_ns) &&
           event->due_ns - event->time_ns <= DUE_NS_MAX &&
           read_price(&members[MEMBER_PRICE], &event->price_e8) &&
           read_price(&members[MEMBER_INDEX], &event->index_e8) &&
           has_value(&members[MEMBER_RATE]) &&
           import_round_decimal(members[MEMBER_RATE].value, RATE_SCALE, &event->rate_e12) &&
           event->rate_e12 <= RATE_E12_MAX && event->rate_e12 >= -RATE_E12_MAX;
}

/* NULL if the event is whole, else what was expected. */
static const char *read_event(const struct object_member *members, struct feed_event *event)
{
    switch (event->kind) {
    case FEED_QUOTE:
        if (read_moment(members, &event->time_ns) &&
            read_price(&members[MEMBER_BID], &event->bid_e8) &&
            read_price(&members[MEMBER_ASK], &event->ask_e8)) {
            return NULL;
        }
        return "a bookTicker with times and prices b and a above 0";
    case FEED_TRADE:
        if (read_moment(members, &event->time_ns) &&
            read_price(&members[MEMBER_PRICE], &event->price_e8)) {
            return NULL;
        }
        return "a trade with a time and a price p above 0";
    case FEED_MARK:
        if (read_mark(members, event)) return NULL;
        return "a markPriceUpdate with times E and T (at most a day ahead), prices p and i, rate r";
    }
    return "a message of a known kind";
}

/* False for a message of no interest. */
static bool kind_of(struct import_slice name, enum feed_kind *kind)
{
    if (import_is(name, "bookTicker")) {
        *kind = FEED_QUOTE;
    } else if (import_is(name, "trade") || import_is(name, "aggTrade")) {
        *kind = FEED_TRADE;
    } else if (import_is(name, "markPriceUpdate")) {
        *kind = FEED_MARK;
    } else {
        return false;
    }
    return true;
}

/* Is it the instrument that is meant?  The first one found is, if none was named. */
static bool is_meant(struct mark_feed *feed, const struct object_member *symbol)
{
    if (symbol->token != JSON_TEXT || symbol->value.size >= sizeof feed->symbol) return false;
    if (feed->symbol[0] == '\0') memcpy(feed->symbol, symbol->value.text, symbol->value.size);
    return import_is(symbol->value, feed->symbol);
}

static bool add_event(struct mark_feed *feed, const struct feed_event *event,
                      struct replay_fault *fault)
{
    void *events = feed->events;
    if (!array_grow(&events, &feed->capacity, feed->count, sizeof *event)) {
        return fault_memory(fault);
    }
    feed->events = events;
    feed->events[feed->count] = *event;
    feed->events[feed->count].order = feed->count;
    feed->count++;
    feed->counts[event->kind]++;
    return true;
}

/* The part of a line behind the recorder's stamp. */
static struct import_slice behind_stamp(struct import_slice line)
{
    size_t at = 0;
    while (at < line.size && line.text[at] >= '0' && line.text[at] <= '9') at++;
    while (at < line.size && at > 0 && line.text[at] == ' ') at++;
    return (struct import_slice){line.text + at, line.size - at};
}

static bool read_line(struct mark_feed *feed, const struct source *source, struct import_slice line,
                      struct replay_fault *fault)
{
    struct object_reader reader;
    const struct object_frame *object;
    enum objects_result result;
    struct import_slice message = behind_stamp(line);
    objects_begin(&reader, message, member_names, MEMBER_COUNT);
    while ((result = objects_next(&reader, &object)) == OBJECTS_TAKEN) {
        const struct object_member *members = object->members;
        struct feed_event event = {0};
        if (members[MEMBER_KIND].token != JSON_TEXT) continue;
        if (!kind_of(members[MEMBER_KIND].value, &event.kind)) continue;
        if (!is_meant(feed, &members[MEMBER_SYMBOL])) continue;
        const char *expected = read_event(members, &event);
        if (expected != NULL) return source_fault_field(source, message, expected, fault);
        if (!add_event(feed, &event, fault)) return false;
    }
    if (result == OBJECTS_END) return true;
    struct import_slice rest = {message.text + objects_at(&reader), 0};
    return source_fault_field(source, rest, "a message that is a JSON document", fault);
}

static int by_time(const void *a, const void *b)
{
    const struct feed_event *first = a;
    const struct feed_event *second = b;
    if (first->time_ns != second->time_ns) return first->time_ns < second->time_ns ? -1 : 1;
    return (first->order > second->order) - (first->order < second->order);
}

bool mark_feed_add(struct mark_feed *feed, struct source *source, struct replay_fault *fault)
{
    struct import_slice line;
    while (source_line(source, &line)) {
        if (!read_line(feed, source, line, fault)) return false;
    }
    return true;
}

static bool read_file(struct mark_feed *feed, const char *path, struct replay_fault *fault)
{
    struct source source;
    if (!source_open(&source, path, fault)) return false;
    bool is_good = mark_feed_add(feed, &source, fault);
    source_close(&source);
    return is_good;
}

bool mark_feed_read(struct mark_feed *feed, const char *const *paths, size_t path_count,
                    const char *symbol, struct replay_fault *fault)
{
    *feed = (struct mark_feed){0};
    if (symbol != NULL && strlen(symbol) >= sizeof feed->symbol) {
        return fault_set(fault, "--group %s: expected at most %zu letters", symbol,
                         sizeof feed->symbol - 1);
    }
    if (symbol != NULL) memcpy(feed->symbol, symbol, strlen(symbol));
    for (size_t i = 0; i < path_count; i++) {
        if (!read_file(feed, paths[i], fault)) return false;
    }
    if (feed->counts[FEED_MARK] == 0 || feed->counts[FEED_QUOTE] == 0) {
        return fault_set(fault, "%s: expected messages bookTicker and markPriceUpdate", paths[0]);
    }
    qsort(feed->events, feed->count, sizeof *feed->events, by_time);
    return true;
}

void mark_feed_free(struct mark_feed *feed)
{
    free(feed->events);
    *feed = (struct mark_feed){0};
}
