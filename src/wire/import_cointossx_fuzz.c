/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import_cointossx_fuzz.c - any bytes as an order and as a trade.
 */
#include "wire/import_cointossx.h"

#include "base/check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) return 0;
    struct cointossx_order order;
    struct cointossx_trade trade;
    struct import_fault fault = {0};
    struct import_slice line = {(const char *)data, size};
    enum import_result result = cointossx_read_order(line, &order, &fault);
    if (result == IMPORT_BAD) ASSERT(fault.column >= 1 && fault.column <= size + 1);
    result = cointossx_read_trade(line, &trade, &fault);
    if (result == IMPORT_TAKEN) ASSERT(trade.price > 0 && trade.size > 0);
    (void)cointossx_read_order_heading(line, &fault);
    (void)cointossx_read_trade_heading(line, &fault);
    return 0;
}
