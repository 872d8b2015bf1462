/* SPDX-License-Identifier: Apache-2.0 */
/*
 * liquidation_text_test.c - one command and one event of each kind of part 8 as a line, for
 * liquidation_text.c (R-LIQ-1, R-LIQ-8, R-LIQ-10, R-LIQ-11, R-BID-1, R-BID-2, R-BID-4, R-ADL-1).
 */
#include "model/liquidation_text.h"

#include "base/expect.h"
#include "model/command_text.h"
#include "model/event_text.h"

static const char *find_name(const void *context, enum name_kind kind, uint64_t id)
{
    (void)context;
    if (kind == NAME_PRODUCT && id == 1) return "BTC";
    if (kind == NAME_ACCOUNT && id == 1) return "ann";
    if (kind == NAME_ACCOUNT && id == 2) return "fund";
    return NULL;
}

static struct text_digits digits_of(const void *context, uint16_t product_id)
{
    (void)context;
    (void)product_id;
    return (struct text_digits){0, 4};
}

static const struct text_names names = {find_name, digits_of, NULL};

#define TERMS_NUMBERS                                                                              \
    .window_ns = INT64_C(28800000000000), .auction_ns = 1000000000, .fund_account_id = 2,          \
    .liquidate_ratio_ppm = 1000000, .close_out_ppm = 666667, .slice_factor_ppm = 1100000,          \
    .adjustment_ppm = 1000000, .spread_ppm = 500000, .fee_ppm = 15000, .drawdown_ppm = 300000,     \
    .release_ppm = 250000, .exposure_ppm = 1000000, .work_max = 1000, .regime = REGIME_VENUE,      \
    .method = DELEVERAGE_WATER_FILLING

#define TERMS_LINE                                                                                 \
    "  regime venue  method water_filling  liquidate 100%  close out 66.6667%  slice 110%  "       \
    "adjustment 100%  spread 50%  fee 1.5%  drawdown 30%  release 25%  exposure 100%  work 1000  " \
    "window 28800s  auction 1s  fund fund"

static const struct {
    struct command command;
    const char *line;
} commands[] = {
    {{.sequence = 7,
      .kind = COMMAND_LIQUIDATION_TERMS,
      .product_id = 1,
      .liquidation = {TERMS_NUMBERS, .fund_notional_micros_max = 5000000}},
     "7 1970-01-01T00:00:00Z liquidation_terms  product BTC" TERMS_LINE "  fund notional 5.00"},
    {{.sequence = 8,
      .kind = COMMAND_AUCTION_BID,
      .product_id = 1,
      .account_id = 1,
      .auction_bid = {.price = {60000}, .qty = {12}, .side = SIDE_SELL}},
     "8 1970-01-01T00:00:00Z auction_bid  product BTC  account ann  side sell  qty 0.0012  "
     "price 60000"},
    {{.sequence = 9,
      .kind = COMMAND_DEFAULT_TERMS,
      .default_terms = {20000000, 1000000000, 100000, 2000000, 5500000, 5, 2, 0}},
     "9 1970-01-01T00:00:00Z default_terms  tranche 20.00  of fund 10%  assessment 200%  "
     "in window 550%  window 1s  gains days 5  capital fund"},
    {{.sequence = 10, .kind = COMMAND_DEFAULT_MEMBER, .default_member = {5000000, 3, 1}},
     "10 1970-01-01T00:00:00Z default_member  member 3  guaranty ann  requirement 5.00"},
};

static const struct {
    struct event event;
    const char *line;
} events[] = {
    {{.kind = EVENT_LIQUIDATION_TERMS, .product_id = 1, .liquidation_terms = {TERMS_NUMBERS}},
     "liquidation_terms BTC" TERMS_LINE},
    {{.kind = EVENT_LIQUIDATION,
      .product_id = 1,
      .account_id = 1,
      .liquidation = {{900000}, {1000000}, {800000}, {600000000}, {25}, {59900}, {700000}, 33}},
     "liquidation ann  lots 0.0025  price 59900  equity 0.90  maintenance 1.00  own 0.80  "
     "mark 60000  bankruptcy 0.70  order 33  product BTC"},
    {{.kind = EVENT_CLOSE_OUT,
      .product_id = 1,
      .account_id = 1,
      .close_out = {{-900000}, {1000000}, {800000}, {600000000}, {-25}, {1}, {7000000}, {2000000}}},
     "close_out ann  net -0.0025  equity -0.90  maintenance 1.00  own 0.80  mark 60000  "
     "bankruptcy 0.000001  fund 7.00  room 2.00  product BTC"},
    {{.kind = EVENT_POSITION_MOVED,
      .product_id = 1,
      .account_id = 1,
      .moved = {{25}, {100}, {101}, {-5}, {7}, {3}, {-2000000}, 2, MOVE_TAKEOVER, SIDE_BUY, {0}}},
     "position_moved ann  by takeover  to fund  side buy  lots 0.0025  value 0.0001  "
     "bankruptcy 0.000101  realised -0.000005  other realised 0.000007  net 0.0003  "
     "balance -2.00  product BTC"},
    {{.kind = EVENT_DELEVERAGE,
      .product_id = 1,
      .deleverage = {{9}, {10}, 4285715, {6}, 3, DELEVERAGE_WATER_FILLING, SIDE_SELL, {0}, {0}}},
     "deleverage BTC water_filling  side sell  need 0.0009  found 0.0010  candidates 3  "
     "level 4285715  unit 0.000006"},
    {{.kind = EVENT_DELEVERAGED,
      .product_id = 1,
      .account_id = 1,
      .deleveraged = {{30}, {3}, {2}, {-30}, {17}, 10000000, {0}}},
     "deleveraged ann  gives 0.0017  of -0.0030  exposure 0.00003  equity 0.000003  "
     "profit 0.000002  score 10000000  product BTC"},
    {{.kind = EVENT_FUND,
      .product_id = 1,
      .account_id = 2,
      .fund = {{-5}, {95}, {90}, {100}, 1000000000, 1, FUND_DEBT, {0}, {0}}},
     "fund BTC debt  amount -0.000005  account ann  balance 0.000095  value 0.00009  peak 0.0001  "
     "since 1970-01-01T00:00:01Z  fund fund"},
    {{.kind = EVENT_LIQUIDATION_AUCTION, .product_id = 1, .bid_auction = {1000000000, 4, 0, {0}}},
     "liquidation_auction BTC  until 1970-01-01T00:00:01Z  bids 4"},
    {{.kind = EVENT_AUCTION_BID,
      .product_id = 1,
      .account_id = 1,
      .bid = {{60000}, {12}, SIDE_SELL, {0}, {0}}},
     "auction_bid ann  side sell  qty 0.0012  price 60000  product BTC"},
    {{.kind = EVENT_DEFAULT_STEP,
      .product_id = 1,
      .account_id = 1,
      .default_step = {{1}, {9}, {8}, {7}, {6}, {-5}, 2, 3, LAYER_ASSESSMENT, {0}, 4}},
     "default_step ann assessment  amount 0.000001  from fund  member 3  debt 0.000009  "
     "left 0.000008  most 0.000007  weight 0.000006  balance -0.000005  default 4  product BTC"},
    {{.kind = EVENT_DEFAULT_TERMS,
      .default_terms = {20000000, 1000000000, 100000, 2000000, 5500000, 5, 0, 0, {0}}},
     "default_terms  tranche 20.00  of fund 10%  assessment 200%  in window 550%  window 1s  "
     "gains days 5"},
    {{.kind = EVENT_DEFAULT_MEMBER, .default_member = {{5000000}, {4000000}, 3, 1, {0}}},
     "default_member 3  guaranty ann  requirement 5.00  balance 4.00"},
};

static void test_commands(void **state)
{
    (void)state;
    char line[COMMAND_TEXT_SIZE];
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        EXPECT_TRUE("it fits", command_text(line, sizeof line, &commands[i].command, &names) > 0);
        EXPECT_TEXT("a command of part 8", line, commands[i].line);
    }
}

static void test_events(void **state)
{
    (void)state;
    char line[EVENT_TEXT_SIZE];
    for (size_t i = 0; i < sizeof events / sizeof events[0]; i++) {
        EXPECT_TRUE("it fits", event_text(line, sizeof line, &events[i].event, &names) > 0);
        EXPECT_TEXT("an event of part 8", line, events[i].line);
    }
}

static void test_every_kind_has_a_table(void **state)
{
    (void)state;
#define X(name, number, member) EXPECT_TRUE(#name, liquidation_event_table(name).count > 0);
    LIQUIDATION_EVENT_LIST(X)
#undef X
    EXPECT_EQ("none of another part", liquidation_event_table(EVENT_TRADE).count, 0);
    EXPECT_EQ("no command of another part", liquidation_command_table(COMMAND_TICK).count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_commands),
        cmocka_unit_test(test_events),
        cmocka_unit_test(test_every_kind_has_a_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
