/* SPDX-License-Identifier: Apache-2.0 */
/*
 * feed_book.h - the ten best levels of each side as a source sends them, and their checksum.
 *
 * Role       A level is kept with the digits that the source wrote, because the checksum is made of
 *            digits: of price and quantity, without point and without zeros in front.  Asks from
 *            the lowest, then bids from the highest, through CRC-32 as in zip files.
 *            While a message is worked, a side may be longer: what falls out behind the tenth
 *            level is known only when all of the message is.
 * Invariant  Each side is sorted, best first, and has no price twice.
 * Rules      none.
 */
#ifndef PERPETUA_PRICE_FEED_FEED_BOOK_H
#define PERPETUA_PRICE_FEED_FEED_BOOK_H

#include "wire/import_text.h"

#define FEED_BOOK_LEVELS 10u
#define FEED_BOOK_ROOM   32u /* while a message is worked */
#define FEED_DIGITS_MAX  44u /* of price and quantity together */

struct feed_level {
    int64_t price_e8;
    uint32_t digit_count;
    char digits[FEED_DIGITS_MAX];
};

struct feed_side {
    uint32_t count;
    struct feed_level levels[FEED_BOOK_ROOM];
};

struct feed_book {
    struct feed_side sides[2]; /* bids, asks */
};

enum feed_book_side { FEED_BIDS = 0, FEED_ASKS = 1 };

void feed_book_clear(struct feed_book *book);

/* Sets a level, or takes it away if the quantity is zero.  False: a number that is none, or one
 * whose digits do not tell its precision. */
bool feed_book_set(struct feed_book *book, enum feed_book_side side, struct import_slice price,
                   struct import_slice qty);

/* All of the message was worked: ten levels of a side stay. */
void feed_book_trim(struct feed_book *book);

uint32_t feed_book_checksum(const struct feed_book *book);

/* The best price of a side; 0: the side is empty. */
int64_t feed_book_best_e8(const struct feed_book *book, enum feed_book_side side);

/* CRC-32 with the reflected polynomial EDB88320; begin with 0. */
uint32_t feed_crc32(uint32_t crc, const char *bytes, size_t size);

#endif
