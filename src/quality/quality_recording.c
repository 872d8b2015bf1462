/* SPDX-License-Identifier: Apache-2.0 */
/*
 * quality_recording.c - see quality_recording.h.
 *
 * Role   See quality_recording.h.
 */
#include "quality/quality_recording.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/date.h"
#include "base/text.h"
#include "market_data/grow.h"
#include "wire/import_objects.h"
#include "wire/import_time.h"

#define PRICE_E8_MAX INT64_C(1000000000000000)
#define SIZE_E8_MAX  INT64_C(1000000000000000000)
#define E8_TO_MICROS INT64_C(10000000000) /* 10^-16 in micros */
#define E8           INT64_C(100000000)
#define BP_ONE       10000

enum member {
    MEMBER_KIND,
    MEMBER_TIME,
    MEMBER_FIRST,
    MEMBER_LAST,
    MEMBER_BEFORE,
    MEMBER_BIDS,
    MEMBER_ASKS,
    MEMBER_PRICE,
    MEMBER_SIZE,
    MEMBER_TRADE,
    MEMBER_MAKER,
    MEMBER_SNAPSHOT,
    MEMBER_SNAPSHOT_BIDS,
    MEMBER_SNAPSHOT_ASKS,
    MEMBER_LEVELS,
    MEMBER_MOMENT,
    MEMBER_COUNT
};

static const char *const names[MEMBER_COUNT] = {
    "e",    "E",    "U",      "u",   "pu", "b", "a", "p", "q", "t", "m", "lastUpdateId",
    "bids", "asks", "levels", "time"};

/* Lists of trades of the other form: one object a trade. */
enum other_member { OTHER_SIDE, OTHER_PRICE, OTHER_SIZE, OTHER_TIME, OTHER_COUNT };
static const char *const other_names[OTHER_COUNT] = {"side", "px", "sz", "time"};

void recording_init(struct recording *recording, int64_t contract_micros)
{
    *recording = (struct recording){.contract_micros = contract_micros};
    quality_init(&recording->quality, false);
    recording->quality.keeps_seconds = true;
}

void recording_release(struct recording *recording)
{
    quality_release(&recording->quality);
    for (uint32_t side = 0; side < 2; side++) free(recording->sides[side].levels);
    free(recording->kept);
}

/* --- values ----------------------------------------------------------------------------------- */

static bool has_value(const struct object_member *member)
{
    return member->token == JSON_TEXT || member->token == JSON_NUMBER;
}

static bool read_number(const struct object_member *member, int64_t most, int64_t *value)
{
    return has_value(member) && import_round_decimal(member->value, RECORDED_DECIMALS, value) &&
           *value >= 0 && *value <= most;
}

static bool read_id(const struct object_member *member, uint64_t *id)
{
    return has_value(member) && text_read_u64(member->value.text, member->value.size, id);
}

static bool read_moment(const struct object_member *member, int64_t *time_ns)
{
    return has_value(member) && import_time(member->value, time_ns);
}

static int64_t value_of(const struct recording *recording, const struct recorded_level *level)
{
    int128 micros = (int128)level->price_e8 * level->size_e8 / E8_TO_MICROS;
    if (recording->contract_micros > 0) {
        micros = (int128)level->size_e8 * recording->contract_micros / E8;
    }
    return micros > INT64_MAX ? INT64_MAX : (int64_t)micros;
}

/* --- the book --------------------------------------------------------------------------------- */

/* The place of a price, or where it belongs: worst first. */
static uint32_t place_of(const struct recorded_side *levels, enum side side, int64_t price_e8)
{
    uint32_t low = 0;
    uint32_t high = levels->count;
    int64_t key = side_price_key(side, price_e8);
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (side_price_key(side, levels->levels[middle].price_e8) > key) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* False: no memory. */
static bool level_set(struct recording *recording, enum side side, struct recorded_level level)
{
    struct recorded_side *levels = &recording->sides[side];
    uint32_t place = place_of(levels, side, level.price_e8);
    bool is_there = place < levels->count && levels->levels[place].price_e8 == level.price_e8;
    struct recorded_level *at = NULL;
    if (is_there && level.size_e8 > 0) {
        levels->levels[place].size_e8 = level.size_e8;
        return true;
    }
    if (is_there) {
        levels->count--;
        at = &levels->levels[place];
        memmove(at, at + 1, (levels->count - place) * sizeof *at);
        return true;
    }
    if (level.size_e8 == 0) return true;
    void *items = levels->levels;
    if (!array_make_room(&items, &levels->capacity, sizeof *at, levels->count + 1)) return false;
    levels->levels = items;
    at = &levels->levels[place];
    memmove(at + 1, at, (levels->count - place) * sizeof *at);
    *at = level;
    levels->count++;
    return true;
}

static int64_t best_of(const struct recording *recording, enum side side)
{
    const struct recorded_side *levels = &recording->sides[side];
    return levels->count == 0 ? 0 : levels->levels[levels->count - 1].price_e8;
}

static void depth_add(const struct recording *recording, enum side side, int64_t mid_twice,
                      int64_t depth[QUALITY_DEPTHS])
{
    const struct recorded_side *levels = &recording->sides[side];
    for (uint32_t i = levels->count; i > 0; i--) {
        const struct recorded_level *level = &levels->levels[i - 1];
        int64_t distance_twice = (int64_t)i64_magnitude(2 * level->price_e8 - mid_twice);
        int64_t micros = value_of(recording, level);
        bool is_inside = false;
        for (uint32_t place = 0; place < QUALITY_DEPTHS; place++) {
            int128 reach = (int128)mid_twice * quality_depth_bp[place];
            if ((int128)distance_twice * BP_ONE > reach) continue;
            depth[place] += micros;
            is_inside = true;
        }
        if (!is_inside) return;
    }
}

static void book_tell(struct recording *recording)
{
    int64_t depth[QUALITY_DEPTHS] = {0};
    int64_t side_depth[2] = {0};
    int64_t bid = best_of(recording, SIDE_BUY);
    int64_t ask = best_of(recording, SIDE_SELL);
    bool is_usable = recording->is_whole && bid > 0 && ask > bid;
    if (is_usable) {
        depth_add(recording, SIDE_BUY, bid + ask, depth);
        side_depth[SIDE_BUY] = depth[QUALITY_SHOCK_BP];
        depth_add(recording, SIDE_SELL, bid + ask, depth);
        side_depth[SIDE_SELL] = depth[QUALITY_SHOCK_BP] - side_depth[SIDE_BUY];
    }
    quality_quote(&recording->quality, is_usable ? bid : 0, is_usable ? ask : 0);
    quality_depth(&recording->quality, depth, side_depth);
}

/* [["61773.6","1001"], ...], or [{"px":"105055.0","sz":"3.03",...}, ...]: the levels of a side. */
struct level_reader {
    struct json_scanner scanner;
    struct import_slice name; /* of the member at hand */
    int64_t values[2];
    uint32_t count; /* of them */
};

enum level_read { LEVEL_READ, LEVELS_END, LEVELS_BAD };

static bool value_take(struct level_reader *reader, struct import_slice value)
{
    bool is_named = reader->name.size > 0;
    bool is_price = import_is(reader->name, "px");
    bool is_size = import_is(reader->name, "sz");
    if (is_named && !is_price && !is_size) return true;
    uint32_t place = is_named ? (is_size ? 1 : 0) : reader->count;
    if (place > 1) return true;
    reader->count++;
    return import_round_decimal(value, RECORDED_DECIMALS, &reader->values[place]) &&
           reader->values[place] >= 0 && reader->values[place] <= PRICE_E8_MAX * 1000;
}

static enum level_read level_next(struct level_reader *reader, struct recorded_level *level)
{
    for (;;) {
        struct import_slice value = {0};
        enum json_token token = json_next(&reader->scanner, &value);
        switch (token) {
        case JSON_NAME: reader->name = value; break;
        case JSON_TEXT:
        case JSON_NUMBER:
            if (!value_take(reader, value)) return LEVELS_BAD;
            break;
        case JSON_ARRAY_BEGIN:
        case JSON_OBJECT_BEGIN:
            reader->count = 0;
            reader->name = (struct import_slice){0};
            break;
        case JSON_ARRAY_END:
        case JSON_OBJECT_END:
            if (reader->count != 2) break;
            reader->count = 0;
            *level = (struct recorded_level){reader->values[0], reader->values[1]};
            return level->price_e8 > 0 && level->price_e8 <= PRICE_E8_MAX ? LEVEL_READ : LEVELS_BAD;
        case JSON_END: return LEVELS_END;
        case JSON_BAD:
        case JSON_TRUE:
        case JSON_FALSE:
        case JSON_NULL: return LEVELS_BAD;
        }
    }
}

/* A snapshot keeps its levels for the update that comes right behind it. */
static bool side_read(struct recording *recording, enum side side, struct import_slice array,
                      bool is_snapshot)
{
    struct level_reader reader = {0};
    struct recorded_level level;
    json_begin(&reader.scanner, array);
    for (;;) {
        enum level_read read = level_next(&reader, &level);
        if (read == LEVELS_END) return true;
        if (read == LEVELS_BAD) return false;
        if (!is_snapshot) {
            if (!level_set(recording, side, level)) return false;
            continue;
        }
        void *items = recording->kept;
        if (!array_make_room(&items, &recording->kept_capacity, sizeof level,
                             recording->kept_count + 1)) {
            return false;
        }
        recording->kept = items;
        recording->kept[recording->kept_count++] = level;
        if (side == SIDE_BUY) recording->kept_bids = recording->kept_count;
    }
}

/* --- messages --------------------------------------------------------------------------------- */

/* The published top that belongs to the update is known once a later one comes. */
static void top_compare(struct recording *recording, const struct recorded_top *next)
{
    const struct recorded_top *built = &recording->built;
    const struct recorded_top *published = &recording->published;
    bool is_due = built->is_set && next->update_id > built->update_id;
    if (!is_due) return;
    recording->built.is_set = false;
    if (!published->is_set || published->update_id > built->update_id) return;
    recording->tops_compared++;
    recording->tops_equal +=
        published->bid_e8 == built->bid_e8 && published->ask_e8 == built->ask_e8;
}

static bool use_ticker(struct recording *recording, const struct object_member *members)
{
    struct recorded_top top = {.is_set = true};
    if (!read_id(&members[MEMBER_LAST], &top.update_id)) return false;
    if (!read_number(&members[MEMBER_BIDS], PRICE_E8_MAX, &top.bid_e8)) return false;
    if (!read_number(&members[MEMBER_ASKS], PRICE_E8_MAX, &top.ask_e8)) return false;
    recording->tickers++;
    top_compare(recording, &top);
    recording->published = top;
    return true;
}

static bool snapshot_use(struct recording *recording)
{
    for (uint32_t side = 0; side < 2; side++) recording->sides[side].count = 0;
    for (uint32_t i = 0; i < recording->kept_count; i++) {
        enum side side = i < recording->kept_bids ? SIDE_BUY : SIDE_SELL;
        if (!level_set(recording, side, recording->kept[i])) return false;
    }
    recording->kept_count = 0;
    recording->is_whole = true;
    return true;
}

static void update_follow(struct recording *recording, const struct object_member *members,
                          uint64_t first, uint64_t last)
{
    uint64_t before = 0;
    bool has_before = read_id(&members[MEMBER_BEFORE], &before);
    bool follows = has_before ? before == recording->update_id : first == recording->update_id + 1;
    if (recording->update_id != 0 && !follows) recording->update_gaps++;
    recording->update_id = last;
    recording->updates++;
}

static bool use_update(struct recording *recording, const struct object_member *members)
{
    uint64_t first = 0;
    uint64_t last = 0;
    if (!read_id(&members[MEMBER_FIRST], &first)) return false;
    if (!read_id(&members[MEMBER_LAST], &last)) return false;
    if (members[MEMBER_BIDS].token != JSON_ARRAY_BEGIN) return false;
    if (members[MEMBER_ASKS].token != JSON_ARRAY_BEGIN) return false;
    update_follow(recording, members, first, last);
    bool is_pending = recording->kept_count > 0 && last >= recording->snapshot_id;
    if (is_pending && !snapshot_use(recording)) return false;
    if (!side_read(recording, SIDE_BUY, members[MEMBER_BIDS].value, false)) return false;
    if (!side_read(recording, SIDE_SELL, members[MEMBER_ASKS].value, false)) return false;
    book_tell(recording);
    recording->built = (struct recorded_top){.update_id = last,
                                             .bid_e8 = best_of(recording, SIDE_BUY),
                                             .ask_e8 = best_of(recording, SIDE_SELL),
                                             .is_set = recording->is_whole};
    return true;
}

static bool trade_tell(struct recording *recording, struct recorded_level level, enum side side)
{
    struct quality_trade trade = {
        .price = level.price_e8,
        .lots = level.size_e8,
        .value_micros = value_of(recording, &level),
        .side = side,
    };
    if (level.price_e8 == 0) return false;
    quality_trade(&recording->quality, &trade);
    return true;
}

static bool use_trade(struct recording *recording, const struct object_member *members)
{
    struct recorded_level level = {0};
    uint64_t id = 0;
    if (!read_id(&members[MEMBER_TRADE], &id)) return false;
    if (!read_number(&members[MEMBER_PRICE], PRICE_E8_MAX, &level.price_e8)) return false;
    if (!read_number(&members[MEMBER_SIZE], SIZE_E8_MAX, &level.size_e8)) return false;
    bool is_sell = members[MEMBER_MAKER].token == JSON_TRUE; /* the buyer was the maker */
    if (recording->trade_id != 0 && id != recording->trade_id + 1) recording->trade_gaps++;
    recording->trade_id = id;
    if (level.price_e8 == 0 || level.size_e8 == 0) return true;
    return trade_tell(recording, level, is_sell ? SIDE_SELL : SIDE_BUY);
}

static void advance(struct recording *recording, int64_t time_ns)
{
    if (time_ns > recording->quality.time_ns || !recording->quality.has_begun) {
        quality_advance(&recording->quality, time_ns);
    }
}

/* What became of an object of a message. */
enum use { USE_NOTHING, USED, USED_BOOK, USE_FAULT };

static enum use use_object(struct recording *recording, const struct object_member *members)
{
    int64_t time_ns = (int64_t)recording->stamp_ns;
    bool has_time = read_moment(&members[MEMBER_TIME], &time_ns) ||
                    read_moment(&members[MEMBER_MOMENT], &time_ns);
    bool is_ticker = members[MEMBER_KIND].token == JSON_END ||
                     import_is(members[MEMBER_KIND].value, "bookTicker");
    if (members[MEMBER_LEVELS].token == JSON_ARRAY_BEGIN) {
        if (!has_time) return USE_FAULT;
        advance(recording, time_ns);
        return USED_BOOK;
    }
    if (is_ticker && has_value(&members[MEMBER_BIDS]) && has_value(&members[MEMBER_LAST])) {
        return use_ticker(recording, members) ? USED : USE_FAULT;
    }
    if (members[MEMBER_KIND].token == JSON_END || !has_time) return USE_NOTHING;
    if (import_is(members[MEMBER_KIND].value, "depthUpdate")) {
        advance(recording, time_ns);
        return use_update(recording, members) ? USED : USE_FAULT;
    }
    if (!import_is(members[MEMBER_KIND].value, "trade")) return USE_NOTHING;
    advance(recording, time_ns);
    return use_trade(recording, members) ? USED : USE_FAULT;
}

/* A book of two arrays, bids first: what was before is over. */
static bool use_book(struct recording *recording, struct import_slice levels)
{
    struct json_scanner scanner;
    struct import_slice value;
    json_begin(&scanner, levels);
    if (json_next(&scanner, &value) != JSON_ARRAY_BEGIN) return false;
    for (uint32_t side = 0; side < 2; side++) {
        size_t from = scanner.at;
        if (json_skip(&scanner) != JSON_ARRAY_BEGIN) return false;
        struct import_slice part = {levels.text + from, scanner.at - from};
        while (part.size > 0 && (*part.text == ',' || *part.text == ' ')) {
            part.text++;
            part.size--;
        }
        recording->sides[side].count = 0;
        if (!side_read(recording, (enum side)side, part, false)) return false;
    }
    recording->is_whole = true;
    recording->updates++;
    book_tell(recording);
    return true;
}

/* Trades of the other form.  False: a trade is not as it should be. */
static bool use_other_trades(struct recording *recording, struct import_slice document)
{
    struct object_reader reader;
    const struct object_frame *object;
    objects_begin(&reader, document, other_names, OTHER_COUNT);
    while (objects_next(&reader, &object) == OBJECTS_TAKEN) {
        struct recorded_level level = {0};
        int64_t time_ns = 0;
        const struct object_member *members = object->members;
        if (!has_value(&members[OTHER_SIDE]) || !has_value(&members[OTHER_PRICE])) continue;
        if (!read_number(&members[OTHER_PRICE], PRICE_E8_MAX, &level.price_e8)) return false;
        if (!read_number(&members[OTHER_SIZE], SIZE_E8_MAX, &level.size_e8)) return false;
        if (!read_moment(&members[OTHER_TIME], &time_ns)) return false;
        advance(recording, time_ns);
        bool is_sell = import_is(members[OTHER_SIDE].value, "A");
        if (!trade_tell(recording, level, is_sell ? SIDE_SELL : SIDE_BUY)) return false;
    }
    return true;
}

/* A snapshot of the book, asked for beside the stream. */
static bool use_snapshot(struct recording *recording, const struct object_member *members)
{
    if (!read_id(&members[MEMBER_SNAPSHOT], &recording->snapshot_id)) return false;
    recording->kept_count = 0;
    recording->kept_bids = 0;
    recording->has_snapshot = true;
    return side_read(recording, SIDE_BUY, members[MEMBER_SNAPSHOT_BIDS].value, true) &&
           side_read(recording, SIDE_SELL, members[MEMBER_SNAPSHOT_ASKS].value, true);
}

/* --- lines ------------------------------------------------------------------------------------ */

static struct import_slice behind_stamp(struct recording *recording, struct import_slice line)
{
    size_t at = 0;
    uint64_t stamp = 0;
    while (at < line.size && line.text[at] >= '0' && line.text[at] <= '9') at++;
    if (at == 0 || !text_read_u64(line.text, at, &stamp)) return line;
    /* Nanoseconds have 19 digits, microseconds 16. */
    recording->stamp_ns = at <= 16 ? stamp * 1000 : stamp;
    while (at < line.size && line.text[at] == ' ') at++;
    return (struct import_slice){line.text + at, line.size - at};
}

static bool is_snapshot(const struct object_member *members)
{
    return has_value(&members[MEMBER_SNAPSHOT]) &&
           members[MEMBER_SNAPSHOT_BIDS].token == JSON_ARRAY_BEGIN &&
           members[MEMBER_SNAPSHOT_ASKS].token == JSON_ARRAY_BEGIN;
}

static bool use_line(struct recording *recording, struct import_slice document)
{
    struct object_reader reader;
    const struct object_frame *object;
    objects_begin(&reader, document, names, MEMBER_COUNT);
    for (;;) {
        enum objects_result result = objects_next(&reader, &object);
        if (result == OBJECTS_END) break;
        if (result == OBJECTS_BAD) return false;
        if (is_snapshot(object->members)) continue; /* found before: see find_snapshot */
        enum use used = use_object(recording, object->members);
        if (used == USE_FAULT) return false;
        if (used == USED_BOOK) return use_book(recording, object->members[MEMBER_LEVELS].value);
        if (used == USED) return true;
    }
    return use_other_trades(recording, document);
}

/* Updates that came before the answer may be newer than it: so the snapshot is looked for first. */
static bool find_snapshot(struct recording *recording, struct source *source)
{
    struct import_slice line;
    while (source_line(source, &line)) {
        struct object_reader reader;
        const struct object_frame *object;
        struct import_slice document = behind_stamp(recording, line);
        if (document.size < 14 || memcmp(document.text, "{\"lastUpdateId", 14) != 0) continue;
        objects_begin(&reader, document, names, MEMBER_COUNT);
        while (objects_next(&reader, &object) == OBJECTS_TAKEN) {
            if (is_snapshot(object->members)) return use_snapshot(recording, object->members);
        }
    }
    return true;
}

bool recording_line(struct recording *recording, struct import_slice line)
{
    recording->lines++;
    bool is_good = use_line(recording, behind_stamp(recording, line));
    recording->bad_lines += !is_good;
    return is_good;
}

bool recording_read(struct recording *recording, const char *path, struct replay_fault *fault)
{
    struct source source;
    struct import_slice line;
    if (!source_open(&source, path, fault)) return false;
    bool is_good = recording->is_whole || find_snapshot(recording, &source);
    source_rewind(&source);
    /* Without a snapshot the book is what updates have named so far. */
    if (!recording->has_snapshot) recording->is_whole = true;
    while (is_good && source_line(&source, &line)) {
        (void)recording_line(recording, line);
        is_good = recording->quality.has_memory;
    }
    source_close(&source);
    return is_good || fault_memory(fault);
}
