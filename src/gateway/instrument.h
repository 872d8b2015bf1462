/* SPDX-License-Identifier: Apache-2.0 */
/*
 * instrument.h - the names and human units of a product.
 *
 * Role       The core knows ticks, lots and micro-dollars.  A dialect speaks of prices in USD per
 *            coin or per contract and amounts in coins or contracts.  This is the only place where
 *            one becomes the other, exactly: decimal texts, no floats.
 * Invariant  What is written reads back as the same ticks or lots.  A text that is no whole number
 *            of ticks or lots is refused and the nearest legal ones are named.
 */
#ifndef PERPETUA_GATEWAY_INSTRUMENT_H
#define PERPETUA_GATEWAY_INSTRUMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/product_terms.h"
#include "model/units.h"

#define INSTRUMENTS_MAX      64u
#define INSTRUMENT_NAME_SIZE 32u

/* A decimal scale: `value` units are value x 10^-exponent. */
struct unit_scale {
    int64_t units;     /* of the human unit x 10^-exponent that one core unit is worth */
    uint32_t decimals; /* digits behind the point */
};

struct instrument {
    uint16_t product_id;
    bool is_perpetual;
    char symbol[INSTRUMENT_NAME_SIZE];      /* the core's: "BTCPERP" */
    char rpc_name[INSTRUMENT_NAME_SIZE];    /* "BTC_USD-PERPETUAL" */
    char rest_ticker[INSTRUMENT_NAME_SIZE]; /* "BTCPERP" */
    char index_name[INSTRUMENT_NAME_SIZE];  /* "btc_usd" */
    char base[8];                           /* "BTC" */
    char base_long[24];                     /* "Bitcoin" */
    char quote[8];                          /* "USD" */
    int64_t tick_value_micros;              /* one tick on one lot, 100 */
    int64_t expiry_ns;                      /* 0: never */
    int64_t created_ns;
    struct unit_scale coin_price;     /* a tick in USD per coin */
    struct unit_scale contract_price; /* a tick in USD per contract */
    struct unit_scale coin_amount;    /* a lot in coins */
    int64_t order_lots_max;
    int64_t price_ticks_max;
    uint32_t currency;       /* the core's number of the money it settles in; 0 US dollars */
    uint32_t decimals_price; /* of a tick, as the terms present it */
    bool is_inverse;
    int64_t face;            /* inverse: value of a lot x its price in ticks, else 0 */
    char settlement[8];      /* name of that money */
    uint32_t money_decimals; /* of that money; 0: six */
};

#define MONEY_DECIMALS      6u
#define MONEY_COIN_DECIMALS 8u

struct instruments;

struct instruments *instruments_create(void);
void instruments_destroy(struct instruments *instruments);

/* Adds or replaces the one with this product id. */
bool instruments_add(struct instruments *instruments, const struct instrument *instrument);

/* BTCPERP of the listing: the names and units of a coin perpetual by its terms. */
void instrument_of_terms(struct instrument *instrument, uint16_t product_id,
                         const struct product_terms *terms);

/* In which money the product settles: its quote, or for an inverse product (face not 0) its coin,
 * which has eight decimals; then an amount is in the quote. */
void instrument_settle(struct instrument *instrument, uint32_t currency, int64_t face);

/* The first that settles in this money, NULL: nothing does; and the name of the money then. */
const struct instrument *instruments_settled(const struct instruments *instruments,
                                             uint32_t currency);
const char *instruments_money(const struct instruments *instruments, uint32_t currency);

const struct instrument *instrument_by_rpc_name(const struct instruments *instruments,
                                                const char *name);
const struct instrument *instrument_by_product(const struct instruments *instruments,
                                               uint16_t product_id);
/* In order of product ids: NULL behind the last. */
const struct instrument *instrument_at(const struct instruments *instruments, uint32_t index);

/* The markets of the REST dialect: its description has US dollars for every amount, so it leaves
 * out what settles in other money. */
bool instrument_is_market(const struct instrument *instrument);
const struct instrument *instrument_market(const struct instruments *instruments,
                                           uint16_t product_id);
const struct instrument *instrument_market_at(const struct instruments *instruments,
                                              uint32_t index);
const struct instrument *instrument_by_ticker(const struct instruments *instruments,
                                              const char *ticker);

/* --- units ------------------------------------------------------------------------------------ */

#define UNIT_TEXT_SIZE 40u

/*
 * Core units as decimal text without needless zeros: "64123", "0.0001", "-12.5".  Return the
 * length.
 */
size_t instrument_write(char text[UNIT_TEXT_SIZE], const struct unit_scale *scale, int64_t value);

/* The same with all decimals of the scale, as "6.4123" of a contract's price needs. */
size_t instrument_write_fixed(char text[UNIT_TEXT_SIZE], const struct unit_scale *scale,
                              int64_t value);

/* Fine prices (1/10,000 of a tick), rounded half away from zero to `decimals`. */
size_t instrument_write_fine(char text[UNIT_TEXT_SIZE], const struct unit_scale *scale,
                             struct fine_price price, uint32_t decimals);

enum unit_fault {
    UNIT_GOOD = 0,
    UNIT_MALFORMED, /* no decimal number */
    UNIT_BETWEEN,   /* not a whole number of core units: *below and *above are */
    UNIT_RANGE      /* does not fit in 64 bits */
};

struct unit_read {
    enum unit_fault fault;
    int64_t value; /* UNIT_GOOD */
    int64_t below; /* UNIT_BETWEEN: the nearest whole numbers */
    int64_t above;
};

/* Reads decimal text, also with an exponent ("1e-4") as JSON numbers may have. */
struct unit_read instrument_read(const struct unit_scale *scale, const char *text, size_t size);

/* Micros as decimal text, at most 6 decimals, without needless zeros. */
size_t money_write(char text[UNIT_TEXT_SIZE], struct money money);

/* Rates in 1e-12 or ppm as decimal text: value x 10^-decimals without needless zeros. */
size_t decimal_write(char text[UNIT_TEXT_SIZE], int64_t value, uint32_t decimals);

#endif
