/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import_cointossx.h - lines of CoinTossX conformance files: orders and trades.
 *
 * Role       Reads one line of a book or input file ("Side,OrderID,Type,MES,Time,Size,Price" and,
 *            for stop limits, the stop price) or of a trades file ("TradeId,Price,Quantity").
 * Invariant  An order that is taken has a type and a side that the format defines.
 * Rules      none.
 */
#ifndef PERPETUA_WIRE_IMPORT_COINTOSSX_H
#define PERPETUA_WIRE_IMPORT_COINTOSSX_H

#include <stdint.h>

#include "model/side.h"
#include "wire/import_text.h"

enum cointossx_type {
    COINTOSSX_MARKET = 1,
    COINTOSSX_LIMIT = 2,
    COINTOSSX_STOP = 3,
    COINTOSSX_STOP_LIMIT = 4,
    COINTOSSX_HIDDEN = 5
};

struct cointossx_order {
    enum side side;
    enum cointossx_type type;
    uint64_t order_id;
    int64_t size;  /* 0: none given, which in an input file means a cancel */
    int64_t price; /* limit; of a stop order its stop price; 0: none */
    int64_t stop;  /* of a stop limit */
};

struct cointossx_trade {
    int64_t price;
    int64_t size;
};

/* The heading of a file of either kind: IMPORT_SKIP, or IMPORT_BAD. */
enum import_result cointossx_read_order_heading(struct import_slice line,
                                                struct import_fault *fault);
enum import_result cointossx_read_trade_heading(struct import_slice line,
                                                struct import_fault *fault);

enum import_result cointossx_read_order(struct import_slice line, struct cointossx_order *order,
                                        struct import_fault *fault);
enum import_result cointossx_read_trade(struct import_slice line, struct cointossx_trade *trade,
                                        struct import_fault *fault);

#endif
