/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scenario_books_test.c - events that contradict each other are found (R-SETTLE-5, R-SETTLE-6,
 * R-FINAL-5).
 */
#include "sim/scenario_world.h"

#include "base/expect.h"

#define TRADE(id)                                                                                  \
    {                                                                                              \
        .kind = EVENT_TRADE, .product_id = 1, .trade = {                                           \
            .trade_id = id,                                                                        \
            .maker_order_id = 1,                                                                   \
            .taker_order_id = 2,                                                                   \
            .price = {100},                                                                        \
            .qty = {3},                                                                            \
            .maker_account_id = 1,                                                                 \
            .taker_account_id = 2,                                                                 \
            .taker_side = SIDE_SELL                                                                \
        }                                                                                          \
    }
#define FILL(account, order, net_lots, paid_micros, realised_micros, balance_micros)               \
    {                                                                                              \
        .kind = EVENT_FILL, .account_id = account, .product_id = 1, .fill = {                      \
            .trade_id = 1,                                                                         \
            .order_id = order,                                                                     \
            .net = {net_lots},                                                                     \
            .paid = {paid_micros},                                                                 \
            .realised = {realised_micros},                                                         \
            .fee = {1},                                                                            \
            .balance = {balance_micros}                                                            \
        }                                                                                          \
    }
#define MAKER_FILL FILL(1, 1, 3, 300, 0, -1)
#define TAKER_FILL FILL(2, 2, -3, -300, 0, -1)
#define CASH(command, amount_micros, balance_micros, to_micros)                                    \
    {                                                                                              \
        .kind = EVENT_CASH, .account_id = 1, .cash = {                                             \
            .amount = {amount_micros},                                                             \
            .balance = {balance_micros},                                                           \
            .to_balance = {to_micros},                                                             \
            .to_account_id = 2,                                                                    \
            .command_kind = command                                                                \
        }                                                                                          \
    }
#define ORDER(kind_name, id)                                                                       \
    {                                                                                              \
        .kind = kind_name, .order = {.order_id = id }                                              \
    }

#define VARIATION(account, settled_lots, net_lots, amount_micros, paid_micros, balance_micros)     \
    {                                                                                              \
        .kind = EVENT_VARIATION, .account_id = account, .product_id = 1, .variation = {            \
            .amount = {amount_micros},                                                             \
            .paid = {paid_micros},                                                                 \
            .balance = {balance_micros},                                                           \
            .settled = {settled_lots},                                                             \
            .net = {net_lots}                                                                      \
        }                                                                                          \
    }
#define SETTLEMENT(kind_name, collected_micros, paid_micros, residue_micros)                       \
    {                                                                                              \
        .kind = EVENT_SETTLEMENT, .product_id = 1, .settlement = {                                 \
            .collected = {collected_micros},                                                       \
            .paid_out = {paid_micros},                                                             \
            .residue = {residue_micros},                                                           \
            .kind = kind_name                                                                      \
        }                                                                                          \
    }
#define TRADED TRADE(1), MAKER_FILL, TAKER_FILL

#define EVENTS_MAX 6u

static const struct {
    const char *row;
    const char *error; /* "" is none */
    struct event events[EVENTS_MAX];
    uint32_t count;
} rows[] = {
    {"a trade and its fills", "", {TRADE(1), MAKER_FILL, TAKER_FILL}, 3},
    {"fills in the wrong order", "the fill of another account", {TRADE(1), TAKER_FILL}, 2},
    {"a fill of another order",
     "the fill of another order",
     {TRADE(1), FILL(1, 9, 3, 300, 0, -1)},
     2},
    {"a fill alone", "a fill without its trade", {MAKER_FILL}, 1},
    {"a third fill", "a third fill of a trade", {TRADE(1), MAKER_FILL, TAKER_FILL, TAKER_FILL}, 4},
    {"a trade without fills", "a trade without fills", {TRADE(1), ORDER(EVENT_ORDER_FILLED, 1)}, 2},
    {"a trade with one fill",
     "a trade without fills",
     {TRADE(1), MAKER_FILL, ORDER(EVENT_ORDER_FILLED, 1)},
     3},
    {"a number left out", "trades are not numbered without gaps (R-ID-2)", {TRADE(2)}, 1},
    {"a position that jumps",
     "a fill that moves its position by something else than its trade",
     {TRADE(1), FILL(1, 1, 4, 300, 0, -1)},
     2},
    {"a balance that jumps",
     "a balance that is not profit and fee away from the one before",
     {TRADE(1), FILL(1, 1, 3, 300, 0, 0)},
     2},
    {"more paid than received",
     "what was paid is not what was realised (R-AUDIT-2)",
     {TRADE(1), FILL(1, 1, 3, 301, 0, -1), TAKER_FILL},
     3},
    {"ids that fall",
     "an order's id is not above the one before (R-ID-1)",
     {ORDER(EVENT_ORDER_HELD, 5), ORDER(EVENT_ORDER_ARMED, 5)},
     2},
    {"ids that grow",
     "",
     {ORDER(EVENT_ORDER_HELD, 5), ORDER(EVENT_ORDER_ARMED, 6), ORDER(EVENT_ORDER_ACCEPTED, 9)},
     3},
    {"cash",
     "",
     {CASH(COMMAND_DEPOSIT, 10, 10, 0), CASH(COMMAND_WITHDRAW, 3, 7, 0),
      CASH(COMMAND_TRANSFER, 2, 5, 2)},
     3},
    {"a deposit that is lost",
     "a balance that is not the amount away from the one before",
     {CASH(COMMAND_DEPOSIT, 10, 0, 0)},
     1},
    {"a transfer that is lost",
     "a transfer that does not arrive",
     {CASH(COMMAND_DEPOSIT, 10, 10, 0), CASH(COMMAND_TRANSFER, 2, 8, 0)},
     2},
    {"a cycle",
     "",
     {TRADED, VARIATION(1, 3, 3, 10, 310, 9), VARIATION(2, -3, -3, -10, -310, -11),
      SETTLEMENT(SETTLEMENT_CYCLE, 10, 10, 0)},
     6},
    {"a final settlement with a residue",
     "",
     {TRADED, VARIATION(1, 3, 0, 10, 0, 9), VARIATION(2, -3, 0, -11, 0, -12),
      SETTLEMENT(SETTLEMENT_FINAL, 11, 10, 1)},
     6},
    {"a residue that nobody gets",
     "what was paid is not what was realised (R-AUDIT-2)",
     {TRADED, VARIATION(1, 3, 0, 10, 0, 9), VARIATION(2, -3, 0, -11, 0, -12),
      SETTLEMENT(SETTLEMENT_FINAL, 11, 10, 0)},
     6},
    {"a variation of other lots",
     "a variation of lots that the account does not have",
     {TRADED, VARIATION(1, 4, 4, 10, 310, 9)},
     4},
    {"a variation of a flat position",
     "a variation of lots that the account does not have",
     {VARIATION(1, 0, 0, 0, 0, 0)},
     1},
    {"a variation that adds lots",
     "a variation that changes a position",
     {TRADED, VARIATION(1, 3, 4, 10, 310, 9)},
     4},
    {"a variation that is not in paid",
     "a variation that is not the change of what was paid",
     {TRADED, VARIATION(1, 3, 3, 10, 311, 9)},
     4},
    {"a variation that is lost",
     "a balance that is not the variation away from the one before",
     {TRADED, VARIATION(1, 3, 3, 10, 310, 10)},
     4},
    {"sums that are not those of the variations",
     "a settlement whose sums are not those of its variations",
     {TRADED, VARIATION(1, 3, 3, 10, 310, 9), VARIATION(2, -3, -3, -10, -310, -11),
      SETTLEMENT(SETTLEMENT_CYCLE, 10, 11, 0)},
     6},
    {"an unknown kind", "an event of unknown kind 77", {{.kind = 77}}, 1},
};

static void test_books(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct scenario_transcript transcript = {.text = NULL};
        struct scenario_world *world = world_open(scenario_engine_find("naive"), &transcript);
        bool is_good = true;
        for (uint32_t j = 0; j < rows[i].count && is_good; j++) {
            const struct event *event = &rows[i].events[j];
            is_good = books_apply(world, event, j == 0 ? NULL : event - 1);
        }
        if (is_good) (void)books_audit(world);
        EXPECT_TEXT(rows[i].row, world->error, rows[i].error);
        world_close(world);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_books)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
