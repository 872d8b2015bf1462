/* SPDX-License-Identifier: Apache-2.0 */
/*
 * feed_book.c - see feed_book.h.
 */
#include "price_feed/feed_book.h"

#include <string.h>

#include "base/check.h"
#include "price_feed/feed_price.h"

void feed_book_clear(struct feed_book *book)
{
    book->sides[FEED_BIDS].count = 0;
    book->sides[FEED_ASKS].count = 0;
}

/* Adds the digits of a decimal without its point and the zeros in front.  An exponent hides how
 * many digits the source counts, so it is refused. */
static bool add_digits(struct feed_level *level, struct import_slice number)
{
    bool has_begun = false;
    for (size_t i = 0; i < number.size; i++) {
        char letter = number.text[i];
        if (letter == '.') continue;
        if (letter < '0' || letter > '9') return false;
        has_begun = has_begun || letter != '0';
        if (!has_begun) continue;
        if (level->digit_count == FEED_DIGITS_MAX) return false;
        level->digits[level->digit_count++] = letter;
    }
    return true;
}

static bool is_better(enum feed_book_side side, int64_t price_e8, int64_t than_e8)
{
    return side == FEED_BIDS ? price_e8 > than_e8 : price_e8 < than_e8;
}

static void drop(struct feed_side *levels, uint32_t place)
{
    struct feed_level *at = &levels->levels[place];
    levels->count--;
    memmove(at, at + 1, (levels->count - place) * sizeof *at);
}

/* A message with more new levels than there is room for loses the worst; the checksum tells. */
static void insert(struct feed_side *levels, uint32_t place, const struct feed_level *level)
{
    if (place == FEED_BOOK_ROOM) return;
    if (levels->count == FEED_BOOK_ROOM) levels->count--;
    struct feed_level *at = &levels->levels[place];
    memmove(at + 1, at, (levels->count - place) * sizeof *at);
    *at = *level;
    levels->count++;
}

bool feed_book_set(struct feed_book *book, enum feed_book_side side, struct import_slice price,
                   struct import_slice qty)
{
    struct feed_side *levels = &book->sides[side];
    struct feed_level level = {0};
    if (!feed_price_read(price, &level.price_e8) || !add_digits(&level, price)) return false;
    uint32_t price_digits = level.digit_count;
    if (qty.size == 0 || !add_digits(&level, qty)) return false;
    bool is_gone = level.digit_count == price_digits;

    uint32_t place = 0;
    while (place < levels->count &&
           is_better(side, levels->levels[place].price_e8, level.price_e8)) {
        place++;
    }
    bool is_there = place < levels->count && levels->levels[place].price_e8 == level.price_e8;
    if (is_there && is_gone) {
        drop(levels, place);
    } else if (is_there) {
        levels->levels[place] = level;
    } else if (!is_gone) {
        insert(levels, place, &level);
    }
    ASSERT(levels->count <= FEED_BOOK_ROOM);
    return true;
}

void feed_book_trim(struct feed_book *book)
{
    for (uint32_t i = 0; i < 2; i++) {
        struct feed_side *side = &book->sides[i];
        if (side->count > FEED_BOOK_LEVELS) side->count = FEED_BOOK_LEVELS;
    }
}

static uint32_t add_side(uint32_t crc, const struct feed_side *side)
{
    for (uint32_t i = 0; i < side->count; i++) {
        crc = feed_crc32(crc, side->levels[i].digits, side->levels[i].digit_count);
    }
    return crc;
}

uint32_t feed_book_checksum(const struct feed_book *book)
{
    return add_side(add_side(0, &book->sides[FEED_ASKS]), &book->sides[FEED_BIDS]);
}

int64_t feed_book_best_e8(const struct feed_book *book, enum feed_book_side side)
{
    return book->sides[side].count == 0 ? 0 : book->sides[side].levels[0].price_e8;
}

/* Bit by bit: a message has a few hundred digits, and a table would be the larger part of this. */
uint32_t feed_crc32(uint32_t crc, const char *bytes, size_t size)
{
    crc = ~crc;
    for (size_t i = 0; i < size; i++) {
        crc ^= (unsigned char)bytes[i];
        for (int bit = 0; bit < 8; bit++) {
            crc = crc >> 1 ^ (UINT32_C(0xEDB88320) & (0 - (crc & 1)));
        }
    }
    return ~crc;
}
