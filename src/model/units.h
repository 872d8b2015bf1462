/* SPDX-License-Identifier: Apache-2.0 */
/*
 * units.h - price, quantity and money as three types that do not mix.
 *
 * Role   A struct with one member whose name is the unit: `price + qty` does not compile, and costs
 *        nothing.  Arithmetic is written on the members, where the unit can be read.
 * Rules  R-UNIT-1 ticks and lots, R-UNIT-2 micros, R-UNIT-3 fine prices.
 */
#ifndef PERPETUA_MODEL_UNITS_H
#define PERPETUA_MODEL_UNITS_H

#include <stdint.h>

/* R-UNIT-1: an order price is a whole number of the product's ticks. */
struct price {
    int64_t ticks;
};

/* R-UNIT-1: a quantity is a whole number of the product's lots (contracts). */
struct qty {
    int64_t lots;
};

/* R-UNIT-2: money is a whole number of micro-dollars. */
struct money {
    int64_t micros;
};

/* R-UNIT-3: marks and index prices are finer than order prices: one ten-thousandth of a tick. */
struct fine_price {
    int64_t ticks_e4;
};

#define FINE_PER_TICK INT64_C(10000)

#endif
