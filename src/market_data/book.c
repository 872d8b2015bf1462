/* SPDX-License-Identifier: Apache-2.0 */
/*
 * book.c - levels of a product, and the log of how they changed.
 *
 * Rules  R-BOOK-1.
 */
#include "base/check.h"
#include "base/int_math.h"
#include "market_data/market_state.h"

/* The place of a price in a side, or where it would be put. */
static uint32_t level_place(const struct book_side *levels, enum side side, int64_t price_ticks)
{
    int64_t key = side_price_key(side, price_ticks);
    uint32_t low = 0;
    uint32_t high = levels->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (side_price_key(side, levels->levels[middle].price.ticks) > key) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static bool level_is_at(const struct book_side *levels, uint32_t place, int64_t price_ticks)
{
    return place < levels->count && levels->levels[place].price.ticks == price_ticks;
}

/* `reserved` of a level is the number of the command's touch of it plus one, 0: not touched. */
static bool level_touch(struct market_book *book, enum side side, struct market_level *level)
{
    if (level->reserved != 0) return true;
    void *touches = book->touches;
    if (!array_make_room(&touches, &book->touch_capacity, sizeof *book->touches,
                         book->touch_count + 1)) {
        return false;
    }
    book->touches = touches;
    book->touches[book->touch_count] = (struct book_touch){.price_ticks = level->price.ticks,
                                                           .before_lots = level->shown.lots,
                                                           .order = book->touch_count,
                                                           .side = (uint8_t)side};
    book->touch_count++;
    level->reserved = book->touch_count;
    return true;
}

/* An empty level at its place. */
static bool level_insert(struct book_side *levels, uint32_t place, int64_t price_ticks)
{
    void *items = levels->levels;
    if (!array_make_room(&items, &levels->capacity, sizeof *levels->levels, levels->count + 1)) {
        return false;
    }
    levels->levels = items;
    memmove(&levels->levels[place + 1], &levels->levels[place],
            sizeof *levels->levels * (levels->count - place));
    levels->levels[place] = (struct market_level){.price = {price_ticks}};
    levels->count++;
    return true;
}

bool market_book_add(struct market_data *market, struct market_product *product, enum side side,
                     const struct market_level *change)
{
    struct market_book *book = &product->book;
    struct book_side *levels = &book->sides[side];
    uint32_t place = level_place(levels, side, change->price.ticks);
    bool is_there = level_is_at(levels, place, change->price.ticks);
    if (!is_there && !level_insert(levels, place, change->price.ticks)) return false;

    struct market_level *level = &levels->levels[place];
    if (book->touch_count == 0) {
        market->touched[market->touched_count++] = product->id;
    }
    if (!level_touch(book, side, level)) return false;
    level->shown.lots += change->shown.lots;
    level->orders += change->orders;
    ASSERT(level->shown.lots >= 0);
    ASSERT((level->shown.lots == 0) == (level->orders == 0));
    if (level->orders != 0) return true;
    levels->count--;
    memmove(level, level + 1, sizeof *level * (levels->count - place));
    return true;
}

const struct market_level *market_book_best(const struct market_book *book, enum side side)
{
    const struct book_side *levels = &book->sides[side];
    return levels->count == 0 ? NULL : &levels->levels[levels->count - 1];
}

static int64_t shown_at(const struct market_book *book, enum side side, int64_t price_ticks)
{
    const struct book_side *levels = &book->sides[side];
    uint32_t place = level_place(levels, side, price_ticks);
    return level_is_at(levels, place, price_ticks) ? levels->levels[place].shown.lots : 0;
}

/* By side, then best price first, then oldest first. */
static int touch_compare(const void *one, const void *other)
{
    const struct book_touch *a = one;
    const struct book_touch *b = other;
    if (a->side != b->side) return a->side < b->side ? -1 : 1;
    int64_t a_key = side_price_key((enum side)a->side, a->price_ticks);
    int64_t b_key = side_price_key((enum side)b->side, b->price_ticks);
    if (a_key != b_key) return a_key < b_key ? -1 : 1;
    return a->order < b->order ? -1 : 1;
}

static bool touch_is_same_level(const struct book_touch *a, const struct book_touch *b)
{
    return a->side == b->side && a->price_ticks == b->price_ticks;
}

static void log_put(const struct market_data *market, struct market_book *book,
                    const struct book_log_entry *entry)
{
    struct book_log_entry *slot = &book->log[book->log_count % market->config.book_changes_kept];
    if (book->log_count >= market->config.book_changes_kept) book->lost_sequence = slot->sequence;
    *slot = *entry;
    book->log_count++;
}

bool market_book_close(struct market_data *market, struct market_product *product,
                       uint64_t sequence)
{
    struct market_book *book = &product->book;
    if (book->log == NULL) {
        book->log = calloc(market->config.book_changes_kept, sizeof *book->log);
        if (book->log == NULL) return false;
    }
    if (book->touch_count > 1) {
        qsort(book->touches, book->touch_count, sizeof *book->touches, touch_compare);
    }
    for (uint32_t i = 0; i < book->touch_count; i++) {
        const struct book_touch *touch = &book->touches[i];
        /* A level that ended and came again was touched twice: the first touch counts. */
        if (i > 0 && touch_is_same_level(touch, touch - 1)) continue;
        struct book_side *levels = &book->sides[touch->side];
        uint32_t place = level_place(levels, (enum side)touch->side, touch->price_ticks);
        int64_t after_lots = 0;
        if (level_is_at(levels, place, touch->price_ticks)) {
            after_lots = levels->levels[place].shown.lots;
            levels->levels[place].reserved = 0;
        }
        if (after_lots == touch->before_lots) continue;
        struct book_log_entry entry = {sequence, touch->price_ticks, touch->before_lots, after_lots,
                                       touch->side};
        log_put(market, book, &entry);
        book->book_id = sequence;
    }
    book->touch_count = 0;
    return true;
}

/* --- asking ----------------------------------------------------------------------------------- */

uint32_t market_depth(const struct market_data *market, uint16_t product_id, enum side side,
                      struct market_level *levels, uint32_t max)
{
    const struct market_product *product = market_product_at(market, product_id);
    if (product == NULL) return 0;
    const struct book_side *from = &product->book.sides[side];
    uint32_t count = u32_min(from->count, max);
    for (uint32_t i = 0; i < count; i++) {
        levels[i] = from->levels[from->count - 1 - i];
        levels[i].reserved = 0;
    }
    return count;
}

/* The multiple of the step that a price belongs to: never better than the price. */
static int64_t group_of(enum side side, int64_t price_ticks, int64_t group_ticks)
{
    int128 group =
        side == SIDE_BUY ? div_floor(price_ticks, group_ticks) : div_ceil(price_ticks, group_ticks);
    return narrow_i64(group * group_ticks);
}

uint32_t market_depth_grouped(const struct market_data *market, uint16_t product_id,
                              const struct market_grouping *grouping, struct market_level *levels,
                              uint32_t max)
{
    ASSERT(grouping->step_ticks >= 1);
    enum side side = grouping->side;
    const struct market_product *product = market_product_at(market, product_id);
    if (product == NULL) return 0;
    const struct book_side *from = &product->book.sides[side];
    uint32_t count = 0;
    for (uint32_t i = from->count; i > 0; i--) {
        const struct market_level *level = &from->levels[i - 1];
        int64_t price_ticks = group_of(side, level->price.ticks, grouping->step_ticks);
        if (count == 0 || levels[count - 1].price.ticks != price_ticks) {
            if (count == max) break;
            levels[count++] = (struct market_level){.price = {price_ticks}};
        }
        levels[count - 1].shown.lots = levels[count - 1].shown.lots + level->shown.lots;
        levels[count - 1].orders += level->orders;
    }
    return count;
}

uint64_t market_book_id(const struct market_data *market, uint16_t product_id)
{
    const struct market_product *product = market_product_at(market, product_id);
    return product == NULL ? 0 : product->book.book_id;
}

/* Entries of the log behind `since`, as touches in the order of the answer. */
static uint32_t log_collect(const struct market_data *market, const struct market_book *book,
                            uint64_t since)
{
    uint32_t kept = market->config.book_changes_kept;
    uint32_t count = 0;
    for (uint64_t i = book->log_count; i > 0 && count < kept; i--) {
        const struct book_log_entry *entry = &book->log[(i - 1) % kept];
        if (entry->sequence <= since) break;
        market->sorted[count] = (struct book_touch){.price_ticks = entry->price_ticks,
                                                    .before_lots = entry->before_lots,
                                                    .order = kept - count,
                                                    .side = (uint8_t)entry->side};
        count++;
    }
    qsort(market->sorted, count, sizeof *market->sorted, touch_compare);
    return count;
}

static enum book_action action_of(int64_t before_lots, int64_t after_lots)
{
    if (after_lots == 0) return BOOK_DELETE;
    return before_lots == 0 ? BOOK_NEW : BOOK_CHANGE;
}

enum book_answer market_book_changes(const struct market_data *market, uint16_t product_id,
                                     uint64_t since, struct book_changes *changes)
{
    changes->count = 0;
    const struct market_product *product = market_product_at(market, product_id);
    if (product == NULL) return since == 0 ? BOOK_SAME : BOOK_LOST;
    const struct market_book *book = &product->book;
    if (since == book->book_id) return BOOK_SAME;
    if (since > book->book_id || since < book->lost_sequence) return BOOK_LOST;

    uint32_t collected = log_collect(market, book, since);
    for (uint32_t i = 0; i < collected; i++) {
        const struct book_touch *touch = &market->sorted[i];
        if (i > 0 && touch_is_same_level(touch, touch - 1)) continue;
        int64_t after_lots = shown_at(book, (enum side)touch->side, touch->price_ticks);
        if (after_lots == touch->before_lots) continue;
        if (changes->count == changes->max) return BOOK_LOST;
        changes->list[changes->count++] =
            (struct book_change){.price = {touch->price_ticks},
                                 .shown = {after_lots},
                                 .side = touch->side,
                                 .action = (uint8_t)action_of(touch->before_lots, after_lots)};
    }
    return BOOK_CHANGED;
}
