/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flow_liquidation_test.c - forced closes, step by step, for flow_liquidation.c, flow_close_out.c,
 * flow_deleverage.c and flow_close_risk.c (R-LIQ-1 to R-LIQ-11, R-LIQ-14, R-BID-1 to R-BID-4,
 * R-FUNDCAP-1, R-FUNDCAP-2, R-ADL-1).
 */
#include "core/flow/liquidation_fixture.h"

/* --- slices ----------------------------------------------------------------------------------- */

/* Long 100 at a dollar with 10 dollars; at 9,470 equity is 4.70, maintenance margin 4.735. */
static void test_slice(void **state)
{
    (void)state;
    struct body_liquidation_terms terms = terms_make();
    terms.fund_account_id = FUND;
    terms.fee_ppm = 10000;
    start(&terms);
    trade(TRADER, MAKER, 100, 10000);
    (void)fixture_place(&venue, MAKER, fixture_entry(SIDE_BUY, 5, 9500));
    (void)fixture_place(&venue, MAKER, fixture_entry(SIDE_BUY, 100, 9469));
    (void)fixture_place(&venue, MAKER, fixture_entry(SIDE_BUY, 100, 9468));
    uint64_t add = fixture_place(&venue, TRADER, fixture_entry(SIDE_BUY, 1, 9000));
    EXPECT_TRUE("an order that adds risk rests", add != 0);

    (void)fixture_marks(&venue, 9470, 0);
    struct event cancel = event_of(EVENT_ORDER_CANCELLED);
    EXPECT_EQ("R-LIQ-3 it ends first", cancel.order.order_id, add);
    EXPECT_EQ("R-LIQ-3 with its reason", cancel.order.reason, REASON_LIQUIDATION);
    struct event event = event_of(EVENT_LIQUIDATION);
    EXPECT_EQ("R-LIQ-6 equity", event.liquidation.equity.micros, 4700000);
    EXPECT_EQ("R-LIQ-6 maintenance", event.liquidation.maintenance.micros, 4735000);
    EXPECT_EQ("R-LIQ-6 own", event.liquidation.own.micros, 4735000);
    /* (1.1 x 4.735 - 4.70) / (1.1 x 0.04735 - 0.00947) = 11.93 */
    EXPECT_EQ("R-LIQ-4 lots", event.liquidation.lots.lots, 12);
    /* (94.70 - 0.5 x 0.035) / 100 = 0.946825 */
    EXPECT_EQ("R-LIQ-5 price", event.liquidation.price.ticks, 9469);
    EXPECT_EQ("R-LIQ-9 bankruptcy: 0.9 each", event.liquidation.bankruptcy.micros, 10800000);
    EXPECT_EQ("R-LIQ-6 two trades", fixture_count(&venue, EVENT_TRADE), 2);
    /* 5 x 0.95 + 7 x 0.9469 = 11.3783: a hundredth of it, less than what is left. */
    struct event fee = event_of(EVENT_FUND);
    EXPECT_EQ("R-LIQ-6 fee", fee.fund.amount.micros, 113783);
    EXPECT_EQ("R-LIQ-6 to the fund", balance_of(FUND), 100 * USD + 113783);
    EXPECT_EQ("R-LIQ-6 what is left stays", position_of(TRADER).net.lots, 88);
    /* 10 - (12 - 11.3783) - 0.113783 */
    EXPECT_EQ("R-LIQ-6 and the cash", balance_of(TRADER), 9264517);

    (void)fixture_marks(&venue, 9470, 0);
    EXPECT_TRUE("R-LIQ-3 restored: nothing more", fixture_event(&venue, EVENT_LIQUIDATION) == NULL);
    EXPECT_EQ("R-LIQ-3 the rest stays", position_of(TRADER).net.lots, 88);
}

static void test_slice_without_fund_and_for_a_short(void **state)
{
    (void)state;
    struct body_liquidation_terms terms = terms_make();
    terms.fee_ppm = 10000;
    start(&terms);
    trade(TRADER, MAKER, -100, 10000);
    (void)fixture_place(&venue, MAKER, fixture_entry(SIDE_SELL, 3, 10530));
    (void)fixture_marks(&venue, 10530, 0);
    struct event event = event_of(EVENT_LIQUIDATION);
    EXPECT_EQ("R-LIQ-6 equity", event.liquidation.equity.micros, 4700000);
    EXPECT_EQ("R-LIQ-6 maintenance", event.liquidation.maintenance.micros, 5265000);
    /* (1.1 x 5.265 - 4.70) / (1.1 x 0.05265 - 0.01053) = 23.06 */
    EXPECT_EQ("R-LIQ-4 lots", event.liquidation.lots.lots, 24);
    /* (105.30 + 0.5 x 0.565) / 100 = 1.055825 */
    EXPECT_EQ("R-LIQ-5 price", event.liquidation.price.ticks, 10558);
    EXPECT_EQ("R-LIQ-6 what the book gives", position_of(TRADER).net.lots, -97);
    EXPECT_EQ("R-LIQ-6 the rest is cancelled", fixture_count(&venue, EVENT_ORDER_CANCELLED), 1);
    struct event fee = event_of(EVENT_FUND);
    EXPECT_EQ("R-LIQ-6 fee of 3.159", fee.fund.amount.micros, 31590);
    EXPECT_EQ("R-LIQ-6 no fund account", fee.account_id, 0);

    (void)fixture_marks(&venue, 10530, 0);
    EXPECT_EQ("R-LIQ-6 the next step tries again", event_of(EVENT_LIQUIDATION).kind,
              EVENT_LIQUIDATION);
    EXPECT_EQ("R-LIQ-6 and finds nobody", fixture_count(&venue, EVENT_TRADE), 0);
}

static void test_nobody_in_a_pause(void **state)
{
    (void)state;
    struct body_liquidation_terms terms = terms_make();
    start(&terms);
    trade(TRADER, MAKER, 100, 10000);
    (void)fixture_place(&venue, MAKER, fixture_entry(SIDE_BUY, 100, 9400));
    (void)fixture_state(&venue, COMMAND_HALT, PRODUCT, HALT_PAUSED);
    (void)fixture_marks(&venue, 9470, 0);
    EXPECT_EQ("R-LIQ-2 only the mark", venue.events.count, 1);
    (void)fixture_state(&venue, COMMAND_HALT, PRODUCT, HALT_NONE);
    EXPECT_TRUE("R-LIQ-2 when it opens the mark is applied",
                fixture_event(&venue, EVENT_LIQUIDATION) != NULL);
}

static void test_work_is_bounded_and_worst_first(void **state)
{
    (void)state;
    struct body_liquidation_terms terms = terms_make();
    terms.work_max = 1;
    start(&terms);
    trade(TRADER, MAKER, 100, 10000);
    fixture_command(&venue, COMMAND_WITHDRAW)->account_id = OTHER;
    venue.command.cash.amount.micros = 990 * USD + 100000;
    (void)fixture_step(&venue);
    trade(OTHER, MAKER, 100, 10000);
    (void)fixture_place(&venue, MAKER, fixture_entry(SIDE_BUY, 1000, 9460));
    (void)fixture_marks(&venue, 9470, 0);
    EXPECT_EQ("R-LIQ-3 one a step", fixture_count(&venue, EVENT_LIQUIDATION), 1);
    EXPECT_EQ("R-LIQ-3 the worst", event_of(EVENT_LIQUIDATION).account_id, OTHER);
}

/* --- close-out -------------------------------------------------------------------------------- */

/* At 9,300 equity is 3.00, maintenance margin 4.65: below two thirds. */
static void test_takeover(void **state)
{
    (void)state;
    struct body_liquidation_terms terms = terms_make();
    terms.fund_account_id = FUND;
    start(&terms);
    trade(TRADER, MAKER, 100, 10000);
    (void)fixture_marks(&venue, 9300, 0);
    struct event event = event_of(EVENT_CLOSE_OUT);
    EXPECT_EQ("R-LIQ-8 equity", event.close_out.equity.micros, 3 * USD);
    EXPECT_EQ("R-LIQ-8 bankruptcy", event.close_out.bankruptcy.micros, 90 * USD);
    EXPECT_EQ("R-LIQ-8 the fund", event.close_out.fund_value.micros, 100 * USD);
    event = event_of(EVENT_POSITION_MOVED);
    EXPECT_EQ("R-LIQ-11 lots", event.moved.lots.lots, 100);
    EXPECT_EQ("R-LIQ-11 value", event.moved.value.micros, 90 * USD);
    EXPECT_EQ("R-LIQ-11 realised", event.moved.realised.micros, -10 * USD);
    EXPECT_EQ("R-LIQ-11 nothing is left", event.moved.balance.micros, 0);
    EXPECT_EQ("R-LIQ-8 the fund has the position", position_of(FUND).net.lots, 100);
    EXPECT_EQ("R-LIQ-13 the trader leaves the queue", event_of(EVENT_ACCOUNT_HEALTHY).account_id,
              TRADER);
    EXPECT_EQ("R-LIQ-8 at that value", position_of(FUND).paid.micros, 90 * USD);
    EXPECT_EQ("R-FUNDCAP-2 its own account", balance_of(FUND), 100 * USD);
    (void)fixture_marks(&venue, 8000, 0);
    EXPECT_TRUE("R-LIQ-2 the fund is not worked",
                fixture_event(&venue, EVENT_POSITION_MOVED) == NULL);
}

/* The fund takes what its largest position allows, the other side gives the rest. */
static void test_takeover_limit_and_deleveraging(void **state)
{
    (void)state;
    struct body_liquidation_terms terms = terms_make();
    terms.fund_account_id = FUND;
    terms.fund_notional_micros_max = 37 * USD;
    start(&terms);
    trade(TRADER, MAKER, 90, 10000);
    trade(TRADER, OTHER, 10, 10000);
    (void)fixture_marks(&venue, 9300, 0);
    EXPECT_EQ("R-LIQ-8 39 lots at 0.93", position_of(FUND).net.lots, 39);
    struct event event = event_of(EVENT_DELEVERAGE);
    EXPECT_EQ("R-ADL-1 the rest", event.deleverage.need.lots, 61);
    EXPECT_EQ("R-ADL-1 both shorts", event.deleverage.candidates, 2);
    EXPECT_EQ("R-ADL-1 with all their lots", event.deleverage.found.lots, 100);
    EXPECT_EQ("R-ADL-1 the trader is flat", position_of(TRADER).net.lots, 0);
    /* Nine whole lots bring its leverage of 9,293 ppm to the level; a tenth would go below. */
    EXPECT_EQ("R-ADL-2 the more leveraged is drained first", position_of(OTHER).net.lots, -1);
    EXPECT_EQ("R-ADL-2 then the other", position_of(MAKER).net.lots, -38);
    EXPECT_EQ("R-ADL-1 at bankruptcy: 0.9", balance_of(OTHER), 1000 * USD + 900000);
    EXPECT_EQ("R-LIQ-11 nothing is left", balance_of(TRADER), 0);
}

/* A gap below the bankruptcy price: who is short gains less, but loses nothing. */
static void test_deleveraging_of_a_debt(void **state)
{
    (void)state;
    struct body_liquidation_terms terms = terms_make();
    start(&terms);
    trade(TRADER, MAKER, 90, 10000);
    trade(OTHER, MAKER, -10, 8900);
    trade(TRADER, MAKER, 10, 10000);
    (void)fixture_marks(&venue, 8800, 0);
    struct event event = event_of(EVENT_DELEVERAGE);
    EXPECT_EQ("R-ADL-1 need", event.deleverage.need.lots, 100);
    EXPECT_EQ("R-ADL-1 the trader is flat", position_of(TRADER).net.lots, 0);
    EXPECT_TRUE("R-ADL-1 other loses nothing", balance_of(OTHER) >= 1000 * USD);
    EXPECT_EQ("R-LIQ-10 a debt remains without a fund",
              balance_of(TRADER) <= 0 && core_balance(venue.core, ENTRY_INSURANCE).micros == 0,
              true);
}

static void test_fund_pays_debt(void **state)
{
    (void)state;
    struct body_liquidation_terms terms = terms_make();
    terms.fund_account_id = FUND;
    terms.fund_notional_micros_max = 0;
    start(&terms);
    trade(OTHER, MAKER, -100, 9000);
    trade(TRADER, MAKER, 100, 10000);
    /* The maker holds neither side: only OTHER, short at 0.9, can give. */
    EXPECT_EQ("the maker is flat", position_of(MAKER).net.lots, 0);
    (void)fixture_marks(&venue, 8800, 0);
    EXPECT_EQ("R-ADL-1 other breaks even", balance_of(OTHER), 1000 * USD);
    EXPECT_EQ("R-ADL-1 at its own price", position_of(OTHER).net.lots, 0);
    EXPECT_EQ("R-LIQ-10 10 - 10", balance_of(TRADER), 0);
    (void)fixture_marks(&venue, 8800, 0);
    EXPECT_EQ("nothing is open", venue.events.count, 1);
}

static void test_drawdown_trips_the_fund(void **state)
{
    (void)state;
    struct body_liquidation_terms terms = terms_make();
    terms.fund_account_id = FUND;
    terms.drawdown_ppm = 100000;
    terms.release_ppm = 50000;
    start(&terms);
    trade(TRADER, MAKER, 100, 10000);
    trade(OTHER, MAKER, 50, 10000);
    (void)fixture_marks(&venue, 9300, 0);
    EXPECT_EQ("R-LIQ-8 taken over", position_of(FUND).net.lots, 100);
    /* 103 at the mark of 9,300: a tenth less is 92.7, which is 0.897 a lot. */
    (void)fixture_marks(&venue, 8970, 0);
    EXPECT_TRUE("R-FUNDCAP-1 not yet", fixture_event(&venue, EVENT_FUND) == NULL);
    (void)fixture_marks(&venue, 8000, 0);
    struct event event = event_of(EVENT_FUND);
    EXPECT_EQ("R-FUNDCAP-1 tripped", event.fund.cause, FUND_TRIP);
    EXPECT_EQ("R-FUNDCAP-1 value", event.fund.value.micros, 90 * USD);
    (void)fixture_marks(&venue, 9300, 0);
    event = event_of(EVENT_FUND);
    EXPECT_EQ("R-FUNDCAP-1 released", event.fund.cause, FUND_RELEASE);
}

/* --- auction ---------------------------------------------------------------------------------- */

static enum reject bid(uint32_t account, enum side side, int64_t lots, int64_t ticks)
{
    struct command *command = fixture_command(&venue, COMMAND_AUCTION_BID);
    command->product_id = PRODUCT;
    command->account_id = account;
    command->auction_bid =
        (struct body_auction_bid){.price = {ticks}, .qty = {lots}, .side = (uint8_t)side};
    (void)fixture_step(&venue);
    return fixture_reject(&venue);
}

/* A bid of more lots than the product can ever hold has a margin that no number can show. */
static void test_bid_limits(void **state)
{
    (void)state;
    struct body_liquidation_terms terms = terms_make();
    terms.fund_account_id = FUND;
    terms.auction_ns = 1000000000;
    start(&terms);
    struct command *command = fixture_command(&venue, COMMAND_PRODUCT_TERMS);
    command->product_id = PRODUCT;
    command->terms = fixture_terms();
    command->terms.order_lots_max = QTY_LOTS_MAX;
    command->terms.order_notional_micros_max = NOTIONAL_MICROS_MAX;
    command->terms.position_lots_max = 0;
    (void)fixture_step(&venue);
    EXPECT_EQ("wide terms", fixture_reject(&venue), REJECT_NONE);
    EXPECT_EQ("R-SIZE-4 for a bid", bid(PROVIDER, SIDE_BUY, QTY_LOTS_MAX, 1), REJECT_CAPACITY);
    command = fixture_command(&venue, COMMAND_PRODUCT_TERMS);
    command->product_id = PRODUCT;
    command->terms = fixture_terms();
    command->terms.position_lots_max = 50;
    (void)fixture_step(&venue);
    EXPECT_EQ("R-LIMIT-1 for a bid", bid(PROVIDER, SIDE_BUY, 51, 9200), REJECT_POSITION_LIMIT);
}

static void test_auction(void **state)
{
    (void)state;
    struct body_liquidation_terms terms = terms_make();
    terms.fund_account_id = FUND;
    terms.auction_ns = 1000000000;
    start(&terms);
    trade(TRADER, MAKER, 100, 10000);
    EXPECT_EQ("R-BID-2 providers only", bid(MAKER, SIDE_BUY, 10, 9200), REJECT_NOT_PROVIDER);
    EXPECT_EQ("R-BID-2 nothing to withdraw", bid(PROVIDER, SIDE_BUY, 0, 0), REJECT_UNKNOWN_BID);
    EXPECT_EQ("R-BID-2 a size", bid(PROVIDER, SIDE_BUY, -1, 9200), REJECT_QTY);
    EXPECT_EQ("R-BID-2 a price", bid(PROVIDER, SIDE_BUY, 1, 0), REJECT_PRICE);
    EXPECT_EQ("R-BID-2 a side", bid(PROVIDER, (enum side)2, 1, 1), REJECT_FIELD);
    EXPECT_EQ("R-BID-2 a bid", bid(PROVIDER, SIDE_BUY, 10, 9200), REJECT_NONE);
    EXPECT_EQ("R-BID-2 withdrawn", bid(PROVIDER, SIDE_BUY, 0, 0), REJECT_NONE);
    (void)fixture_marks(&venue, 9300, 0);
    struct event event = event_of(EVENT_LIQUIDATION_AUCTION);
    EXPECT_EQ("R-BID-1 its end", event.bid_auction.end_ns, venue.time_ns + 1000000000);
    struct liquidation_view view;
    EXPECT_TRUE("there are terms", core_liquidation(venue.core, PRODUCT, &view));
    EXPECT_EQ("and the view shows it", view.auction_end_ns, event.bid_auction.end_ns);
    EXPECT_FALSE("of no other product", core_liquidation(venue.core, 2, &view));
    EXPECT_TRUE("R-LIQ-7 nothing else", fixture_event(&venue, EVENT_CLOSE_OUT) == NULL);
    EXPECT_EQ("R-BID-2 a better bid", bid(PROVIDER, SIDE_BUY, 60, 9100), REJECT_NONE);
    EXPECT_EQ("R-BID-2 the other side", bid(PROVIDER, SIDE_SELL, 60, 9100), REJECT_NONE);
    (void)fixture_marks(&venue, 9300, 0);
    EXPECT_EQ("R-LIQ-7 it waits", position_of(TRADER).net.lots, 100);
    venue.time_ns += 1000000000;
    (void)fixture_marks(&venue, 9300, 0);
    EXPECT_EQ("R-BID-3 the bid is met", position_of(PROVIDER).net.lots, 60);
    EXPECT_EQ("R-BID-3 at its price", position_of(PROVIDER).paid.micros, 54600000);
    EXPECT_EQ("R-LIQ-7 the rest is the fund's", position_of(FUND).net.lots, 40);
    EXPECT_EQ("R-BID-3 what the bid paid above bankruptcy stays", balance_of(TRADER), 600000);
    event = event_of(EVENT_LIQUIDATION_AUCTION);
    EXPECT_EQ("R-BID-4 cleared", event.bid_auction.end_ns, 0);
    EXPECT_EQ("R-BID-2 no bid is left", bid(PROVIDER, SIDE_SELL, 0, 0), REJECT_UNKNOWN_BID);
}

static void test_low_bids_get_nothing(void **state)
{
    (void)state;
    struct body_liquidation_terms terms = terms_make();
    terms.fund_account_id = FUND;
    terms.auction_ns = 1000000000;
    start(&terms);
    EXPECT_EQ("R-BID-2 before any auction", bid(PROVIDER, SIDE_BUY, 60, 8999), REJECT_NONE);
    trade(TRADER, MAKER, 100, 10000);
    (void)fixture_marks(&venue, 9300, 0);
    venue.time_ns += 1000000000;
    (void)fixture_marks(&venue, 9300, 0);
    EXPECT_EQ("R-BID-3 below bankruptcy", position_of(PROVIDER).net.lots, 0);
    EXPECT_EQ("R-LIQ-8 all of it", position_of(FUND).net.lots, 100);
}

/* --- a closed bank ---------------------------------------------------------------------------- */

#define HOUR_NS (INT64_C(3600) * 1000000000)

static uint32_t prefund_state_told(void)
{
    return event_of(EVENT_PREFUNDING).prefunding.state;
}

/* Long 100 at a dollar with 10 dollars: initial margin 6.50, over a weekend four times as much. */
static void test_money_over_a_weekend(void **state)
{
    (void)state;
    struct body_liquidation_terms terms = terms_make();
    start(&terms);
    fixture_command(&venue, COMMAND_SETTLEMENT_TERMS)->product_id = PRODUCT;
    venue.command.settlement_terms.account_class = CLASS_FUTURES;
    venue.command.settlement_terms.weekend_ppm = 4000000;
    venue.command.settlement_terms.roll_minute = 1440;
    (void)fixture_step(&venue);
    fixture_command(&venue, COMMAND_PREFUNDING_TERMS)->prefunding_terms =
        (struct body_prefunding_terms){.closure_ns = 24 * HOUR_NS,
                                       .watch_ns = HOUR_NS,
                                       .liquidate_ppm = 500000,
                                       .restrict_ppm = 1000000,
                                       .warn_ppm = 1000000};
    (void)fixture_step(&venue);
    trade(TRADER, MAKER, 100, 10000);
    (void)fixture_place(&venue, MAKER, fixture_entry(SIDE_BUY, 100, 9800));
    (void)fixture_marks(&venue, 10000, 0);
    EXPECT_EQ("R-LIQ-14 not while the bank is open", fixture_count(&venue, EVENT_LIQUIDATION), 0);

    venue.time_ns += 26 * HOUR_NS; /* from Thursday evening to Saturday */
    (void)fixture_marks(&venue, 10000, 0);
    struct event event = event_of(EVENT_LIQUIDATION);
    EXPECT_EQ("R-LIQ-14 though the margin is there", event.liquidation.equity.micros, 10 * USD);
    EXPECT_EQ("R-LIQ-14 maintenance", event.liquidation.maintenance.micros, 5 * USD);
    /* 4 x 6.50 x 38 / 100 = 9.88 is on deposit, for 39 lots 10.14 would not be. */
    EXPECT_EQ("R-LIQ-14 as many as money asks for", event.liquidation.lots.lots, 62);
    EXPECT_EQ("R-LIQ-14 half of the margin given up", event.liquidation.price.ticks, 9750);
    EXPECT_EQ("R-LIQ-14 sold", position_of(TRADER).net.lots, 38);
    /* 62 x 0.02 lost: 8.76 of 9.88. */
    EXPECT_EQ("R-LIQ-14 looked at again", venue.list[venue.events.count - 1].kind,
              EVENT_PREFUNDING);
    EXPECT_EQ("R-LIQ-14 and not to be closed any more",
              venue.list[venue.events.count - 1].prefunding.state, PREFUND_REDUCE_ONLY);
    (void)fixture_marks(&venue, 10000, 0);
    EXPECT_EQ("R-LIQ-14 so nothing more", fixture_count(&venue, EVENT_LIQUIDATION), 0);

    (void)fixture_marks(&venue, 8800, 0);
    venue.time_ns += HOUR_NS;
    fixture_command(&venue, COMMAND_TICK);
    (void)fixture_step(&venue);
    EXPECT_EQ("8.76 - 4.56 is less than half of 8.69", prefund_state_told(), PREFUND_LIQUIDATE);
    (void)fixture_deposit(&venue, TRADER, 3 * USD);
    EXPECT_EQ("a deposit helps", prefund_state_told(), PREFUND_REDUCE_ONLY);
    (void)fixture_marks(&venue, 8800, 0);
    EXPECT_EQ("R-LIQ-14 after it nothing", fixture_count(&venue, EVENT_LIQUIDATION), 0);
}

/* --- terms ------------------------------------------------------------------------------------ */

static void test_terms(void **state)
{
    (void)state;
    struct body_liquidation_terms terms = terms_make();
    start(&terms);
    terms.fund_account_id = 30;
    EXPECT_EQ("R-LIQ-1 no such account", liquidation_terms_set(&terms), REJECT_TERMS);
    EXPECT_EQ("R-LIQ-1 the field", venue.list[0].reject.field, FIELD_FUND);
    terms.fund_account_id = FUND;
    terms.work_max = 0;
    EXPECT_EQ("R-LIQ-1 a range", liquidation_terms_set(&terms), REJECT_TERMS);
    EXPECT_EQ("R-LIQ-1 nearest", venue.list[0].reject.legal, 1);
    terms.work_max = 5;
    EXPECT_EQ("R-LIQ-1 again", liquidation_terms_set(&terms), REJECT_NONE);
    EXPECT_EQ("R-LIQ-1 event", venue.list[0].liquidation_terms.work_max, 5);

    struct product_terms product = fixture_terms();
    fixture_define(&venue, 2, &product);
    fixture_command(&venue, COMMAND_LIQUIDATION_TERMS)->product_id = 2;
    venue.command.liquidation = terms;
    (void)fixture_step(&venue);
    EXPECT_EQ("R-LIQ-1 the fund of another", fixture_reject(&venue), REJECT_TERMS);
    fixture_command(&venue, COMMAND_LIQUIDATION_TERMS)->product_id = 3;
    (void)fixture_step(&venue);
    EXPECT_EQ("R-LIQ-1 no such product", fixture_reject(&venue), REJECT_UNKNOWN_PRODUCT);
    EXPECT_EQ("R-BID-2 no auction", bid(PROVIDER, SIDE_BUY, 10, 9200), REJECT_NO_AUCTION);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_slice),
        cmocka_unit_test(test_slice_without_fund_and_for_a_short),
        cmocka_unit_test(test_nobody_in_a_pause),
        cmocka_unit_test(test_work_is_bounded_and_worst_first),
        cmocka_unit_test(test_takeover),
        cmocka_unit_test(test_takeover_limit_and_deleveraging),
        cmocka_unit_test(test_deleveraging_of_a_debt),
        cmocka_unit_test(test_fund_pays_debt),
        cmocka_unit_test(test_drawdown_trips_the_fund),
        cmocka_unit_test(test_auction),
        cmocka_unit_test(test_bid_limits),
        cmocka_unit_test(test_low_bids_get_nothing),
        cmocka_unit_test(test_money_over_a_weekend),
        cmocka_unit_test(test_terms),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
