/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fixture_reader.h - bytes as small numbers, which fixture_bytes.h makes commands of.
 *
 * Role       Numbers are small, so that things meet; some bytes give numbers at the edge.
 * Never      Nothing but tests includes this.
 */
#ifndef PERPETUA_CORE_FIXTURE_READER_H
#define PERPETUA_CORE_FIXTURE_READER_H

#include "core/fixture.h"

#define BYTES_ORDERS_MAX 64u
#define BYTES_USERS      5u

struct reader_order {
    uint64_t id;
    uint32_t account;
    uint16_t product;
};

struct reader {
    const uint8_t *bytes;
    size_t left;
    int64_t time_ns;
    uint64_t client_sequence;
    struct reader_order orders[BYTES_ORDERS_MAX]; /* that were accepted, armed or held */
    uint32_t order_count;
};

static inline uint8_t reader_byte(struct reader *reader)
{
    if (reader->left == 0) return 0;
    reader->left--;
    return *reader->bytes++;
}

static inline uint32_t reader_below(struct reader *reader, uint32_t count)
{
    return reader_byte(reader) % count;
}

/* `usual` for most bytes, else a number below `count`. */
static inline uint32_t reader_mostly(struct reader *reader, uint32_t usual, uint32_t count)
{
    uint8_t byte = reader_byte(reader);
    return byte < 190 ? usual : byte % count;
}

/* 1..16 mostly; some bytes are 0, negative, or a number at the edge. */
static inline int64_t reader_lots(struct reader *reader)
{
    static const int64_t odd[] = {0,  -1, INT64_MIN, INT64_MAX, 1000000, 1000001, PRODUCT_LOTS_MAX,
                                  17, 40, 255,       10000,     999999};
    uint8_t byte = reader_byte(reader);
    return byte < 244 ? 1 + byte % 16 : odd[byte - 244];
}

/* 92..107 mostly: orders meet. */
static inline int64_t reader_ticks(struct reader *reader)
{
    static const int64_t odd[] = {0,       -1,      INT64_MIN, INT64_MAX, 1,  2,
                                  1000000, 1000001, 50,        150,       80, 130};
    uint8_t byte = reader_byte(reader);
    return byte < 244 ? 92 + byte % 16 : odd[byte - 244];
}

static inline int64_t reader_window(struct reader *reader)
{
    static const int64_t windows[] = {0,
                                      WINDOW_NS_MIN,
                                      INT64_C(1000000000),
                                      INT64_C(60000000000),
                                      WINDOW_NS_MAX,
                                      WINDOW_NS_MAX + 1,
                                      -1,
                                      INT64_MAX};
    return windows[reader_mostly(reader, 3, 8)];
}

static inline int64_t reader_money(struct reader *reader)
{
    static const int64_t amounts[] = {1000, 100000, 1000000,  INT64_C(1000000000), MONEY_MICROS_MAX,
                                      0,    -1,     INT64_MAX};
    return amounts[reader_below(reader, 8)];
}

#endif
