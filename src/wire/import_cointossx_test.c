/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import_cointossx_test.c - orders and trades of conformance cases.
 */
#include "wire/import_cointossx.h"

#include "base/expect.h"

static struct import_slice slice_of(const char *text)
{
    return (struct import_slice){text, strlen(text)};
}

static void test_headings(void **state)
{
    (void)state;
    struct import_fault fault;
    EXPECT_EQ(
        "orders",
        cointossx_read_order_heading(slice_of("Side,OrderID,Type,MES,Time,Size,Price"), &fault),
        IMPORT_SKIP);
    EXPECT_EQ("orders with a stop price",
              cointossx_read_order_heading(
                  slice_of("Side,OrderID,Type,MES,Time,Size,Price,StopPrice"), &fault),
              IMPORT_SKIP);
    EXPECT_EQ("trades", cointossx_read_trade_heading(slice_of("TradeId,Price,Quantity"), &fault),
              IMPORT_SKIP);
    EXPECT_EQ("trades where orders should be",
              cointossx_read_order_heading(slice_of("TradeId,Price,Quantity"), &fault), IMPORT_BAD);
    EXPECT_EQ("orders where trades should be",
              cointossx_read_trade_heading(slice_of("Side,OrderID"), &fault), IMPORT_BAD);
}

static void test_orders(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        const char *line;
        struct cointossx_order order;
    } rows[] = {
        {"a limit order",
         "B,4,2,,12:00,700,80",
         {.side = SIDE_BUY, .type = COINTOSSX_LIMIT, .order_id = 4, .size = 700, .price = 80}},
        {"a market order",
         "O,4,1,,12:00,700,",
         {.side = SIDE_SELL, .type = COINTOSSX_MARKET, .order_id = 4, .size = 700}},
        {"a stop order",
         "O,4,3,,12:00,700,80",
         {.side = SIDE_SELL, .type = COINTOSSX_STOP, .order_id = 4, .size = 700, .price = 80}},
        {"a stop limit",
         "O,4,4,,12:00,700,80,81",
         {.side = SIDE_SELL,
          .type = COINTOSSX_STOP_LIMIT,
          .order_id = 4,
          .size = 700,
          .price = 80,
          .stop = 81}},
        {"an empty stop price",
         "BO,4,2,,12:00,700,80,",
         {.side = SIDE_SELL, .type = COINTOSSX_LIMIT, .order_id = 4, .size = 700, .price = 80}},
        {"a cancel",
         "B,4,2,,,,80",
         {.side = SIDE_BUY, .type = COINTOSSX_LIMIT, .order_id = 4, .price = 80}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct cointossx_order order;
        struct import_fault fault;
        EXPECT_EQ(rows[i].row, cointossx_read_order(slice_of(rows[i].line), &order, &fault),
                  IMPORT_TAKEN);
        EXPECT_EQ(rows[i].row, order.side, rows[i].order.side);
        EXPECT_EQ(rows[i].row, order.type, rows[i].order.type);
        EXPECT_EQ(rows[i].row, order.order_id, rows[i].order.order_id);
        EXPECT_EQ(rows[i].row, order.size, rows[i].order.size);
        EXPECT_EQ(rows[i].row, order.price, rows[i].order.price);
        EXPECT_EQ(rows[i].row, order.stop, rows[i].order.stop);
    }
}

static void test_orders_refused(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        const char *line;
        const char *expected;
        size_t column;
    } rows[] = {
        {"six fields", "B,4,2,,12:00,700", "7 or 8 fields", 1},
        {"nine fields", "B,4,2,,12:00,700,80,81,82", "7 or 8 fields", 1},
        {"an unknown side", "S,4,2,,12:00,700,80", "side B or O", 1},
        {"no id", "B,,2,,12:00,700,80", "an order id", 3},
        {"type 6", "B,4,6,,12:00,700,80", "an order type from 1 to 5", 5},
        {"no type", "B,4,,,12:00,700,80", "an order type from 1 to 5", 5},
        {"a negative size", "B,4,2,,12:00,-7,80", "size and price as the order's type needs them",
         14},
        {"a limit order without a price", "B,4,2,,12:00,700,",
         "size and price as the order's type needs them", 14},
        {"a market order with a price", "B,4,1,,12:00,700,80",
         "size and price as the order's type needs them", 14},
        {"a stop limit without a stop price", "B,4,4,,12:00,700,80",
         "size and price as the order's type needs them", 14},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct cointossx_order order;
        struct import_fault fault;
        EXPECT_EQ(rows[i].row, cointossx_read_order(slice_of(rows[i].line), &order, &fault),
                  IMPORT_BAD);
        EXPECT_TEXT(rows[i].row, fault.expected, rows[i].expected);
        EXPECT_EQ(rows[i].row, fault.column, rows[i].column);
    }
    struct cointossx_order order;
    struct import_fault fault;
    EXPECT_EQ("an empty line is passed over", cointossx_read_order(slice_of(""), &order, &fault),
              IMPORT_SKIP);
}

static void test_trades(void **state)
{
    (void)state;
    struct cointossx_trade trade;
    struct import_fault fault;
    EXPECT_EQ("a trade", cointossx_read_trade(slice_of("1,80,700"), &trade, &fault), IMPORT_TAKEN);
    EXPECT_EQ("price", trade.price, 80);
    EXPECT_EQ("size", trade.size, 700);
    EXPECT_EQ("an empty line", cointossx_read_trade(slice_of(""), &trade, &fault), IMPORT_SKIP);
    EXPECT_EQ("no size", cointossx_read_trade(slice_of("1,80,"), &trade, &fault), IMPORT_BAD);
    EXPECT_EQ("two fields", cointossx_read_trade(slice_of("1,80"), &trade, &fault), IMPORT_BAD);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_headings),
        cmocka_unit_test(test_orders),
        cmocka_unit_test(test_orders_refused),
        cmocka_unit_test(test_trades),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
