/* SPDX-License-Identifier: Apache-2.0 */
/*
 * naive_economy_test.c - worked numbers of prices, margin, settlement and liquidation.
 *
 * Covers naive_price_terms.c, naive_price_step.c, naive_index.c, naive_mark.c, naive_premium.c,
 * naive_funding.c, naive_margin_terms.c, naive_margin.c, naive_attention.c, naive_day.c,
 * naive_settle.c, naive_liquidation.c, naive_slice.c and naive_close_out.c.  Each number can be
 * computed by hand from the rule it names.
 */
#include "model/accounts_chart.h"
#include "sim/naive_fixture.h"

#define MILLI     INT64_C(1000000)
#define MARCH_2ND 20514 /* the Monday at which the venue begins */

/* The first event of a kind that the latest command gave. */
static const struct event *told(const struct venue *venue, uint16_t kind)
{
    static const struct event none;
    for (uint32_t i = 0; i < venue->events.count; i++) {
        if (venue->events.list[i].kind == kind) return &venue->events.list[i];
    }
    fail_msg("no event %u: %s", kind, venue->told);
    return &none;
}

static bool is_told(const struct venue *venue, uint16_t kind)
{
    for (uint32_t i = 0; i < venue->events.count; i++) {
        if (venue->events.list[i].kind == kind) return true;
    }
    return false;
}

static void wait(struct venue *venue, int64_t passed_ns)
{
    venue->now_ns += passed_ns;
    venue_must(venue, (struct command){.kind = COMMAND_TICK});
}

static void set_mark(struct venue *venue, int64_t ticks)
{
    venue_must(venue, (struct command)PRICES(ticks, 0));
}

/* Account 1 buys from account 4. */
static void trade(struct venue *venue, int64_t lots, int64_t ticks)
{
    venue_must(venue, (struct command)ORDER(4, SELL(lots), LIMIT(ticks), GTC));
    venue_must(venue, (struct command)ORDER(1, BUY(lots), LIMIT(ticks), GTC));
    EXPECT_EQ("traded", told(venue, EVENT_TRADE)->trade.qty.lots, lots);
}

/* --- prices ----------------------------------------------------------------------------------- */

static void give_source(struct venue *venue, uint32_t source_id, int64_t ticks)
{
    venue_must(venue, (struct command){
                          .kind = COMMAND_SOURCE_PRICE,
                          .product_id = 1,
                          .source = {.source_id = source_id, .last = {ticks * FINE_PER_TICK}}});
}

static struct body_price_terms price_terms(void)
{
    return (struct body_price_terms){.step_ns = 1000 * MILLI,
                                     .stale_ns = 10000 * MILLI,
                                     .cap_ppm = 5000,
                                     .index_method = INDEX_CAPPED_MEAN,
                                     .source_count = 3,
                                     .degraded_below = 2,
                                     .halt_below = 1,
                                     .sources = {{1, 25}, {2, 50}, {3, 25}}};
}

static void open_priced(struct venue *venue)
{
    struct product_terms terms = venue_terms();
    venue_open(venue, &terms);
    venue_must(venue, (struct command){
                          .kind = COMMAND_PRICE_TERMS, .product_id = 1, .prices = price_terms()});
    give_source(venue, 1, 100);
    give_source(venue, 2, 101);
    give_source(venue, 3, 120);
}

static void test_index(void **state)
{
    (void)state;
    struct venue venue;
    open_priced(&venue);
    wait(&venue, 1000 * MILLI);
    const struct event_index *index = &told(&venue, EVENT_INDEX)->index_value;
    EXPECT_EQ("R-INDEX-4 the middle of the weights", index->median.ticks_e4, 1010000);
    EXPECT_EQ("R-INDEX-7 100.495, 101, 101.505", index->index.ticks_e4, 1010000);
    EXPECT_EQ("capped", index->capped, 2);
    EXPECT_EQ("statuses", index->statuses, 0x212);
    EXPECT_EQ("R-STEP-2 the boundary", index->as_of_ns, START + 1000 * MILLI);

    wait(&venue, 500 * MILLI);
    EXPECT_FALSE("no boundary passed", is_told(&venue, EVENT_INDEX));
    wait(&venue, 10000 * MILLI);
    EXPECT_EQ("R-INDEX-9 nobody is live", told(&venue, EVENT_INDEX)->index_value.state, INDEX_HALT);
    EXPECT_EQ("a pause", told(&venue, EVENT_PHASE)->phase.halt, HALT_PAUSED);
    give_source(&venue, 2, 200);
    wait(&venue, 1000 * MILLI);
    EXPECT_EQ("one is live", told(&venue, EVENT_INDEX)->index_value.state, INDEX_DEGRADED);
    EXPECT_EQ("the pause is over", told(&venue, EVENT_PHASE)->phase.halt, HALT_NONE);
    venue_close(&venue);
}

static void test_mark_and_premium(void **state)
{
    (void)state;
    struct venue venue;
    open_priced(&venue);
    venue_must(&venue,
               (struct command){.kind = COMMAND_MARK_TERMS,
                                .product_id = 1,
                                .mark = {.components = MARK_TOUCH | MARK_INDEX | MARK_SPREAD,
                                         .sample_count = 2,
                                         .spread_sample_ns = 1000 * MILLI,
                                         .spread_price = SPREAD_TOUCH}});
    venue_must(&venue, (struct command){.kind = COMMAND_FUNDING_TERMS,
                                        .product_id = 1,
                                        .funding = {.interval_ns = 60000 * MILLI,
                                                    .sample_ns = 1000 * MILLI,
                                                    .bucket_ns = 1000 * MILLI,
                                                    .premium = PREMIUM_TOUCH,
                                                    .price = FUNDING_INDEX,
                                                    .divisor = 1}});
    trade(&venue, 10, 100);
    venue_must(&venue, (struct command)ORDER(4, SELL(1), LIMIT(104), GTC));
    venue_must(&venue, (struct command)ORDER(1, BUY(1), LIMIT(103), GTC));
    wait(&venue, 1000 * MILLI);
    const struct event_mark *mark = &told(&venue, EVENT_MARK)->mark;
    EXPECT_EQ("R-MARK-5 of 103, 104 and the last 100", mark->touch.ticks_e4, 1030000);
    EXPECT_EQ("R-MARK-4 the mid of the touch", mark->spread.ticks_e4, 1035000);
    EXPECT_EQ("R-MARK-2 of 101, 103 and 103.5", mark->mark.ticks_e4, 1030000);
    EXPECT_EQ("R-PREMIUM-2 2.5 / 101", mark->premium_e12, 24752475247);
    EXPECT_EQ("R-PREMIUM-5", told(&venue, EVENT_PREMIUM)->premium.average_e12, 24752475247);

    /* The sources are silent from here on, but for these. */
    venue.now_ns += 58000 * MILLI;
    give_source(&venue, 1, 100);
    give_source(&venue, 2, 100);
    give_source(&venue, 3, 100);
    wait(&venue, 1000 * MILLI);
    const struct event_funding *funding = &told(&venue, EVENT_FUNDING)->funding;
    EXPECT_EQ("R-FUND-7 (24752475247 + 35000000000) / 2", funding->rate_e12, 29876237623);
    EXPECT_EQ("R-FUND-7 in nanos of a lot, of 100", funding->cumulative_nanos, 2987);
    venue_must(&venue, (struct command){
                           .kind = COMMAND_WITHDRAW, .account_id = 1, .cash = {.amount = {1}}});
    EXPECT_EQ("R-FUND-10 29.87 rounded up",
              told(&venue, EVENT_FUNDING_PAYMENT)->payment.amount.micros, 30);
    venue_must(&venue, (struct command){
                           .kind = COMMAND_WITHDRAW, .account_id = 4, .cash = {.amount = {1}}});
    EXPECT_EQ("receivers get less", told(&venue, EVENT_FUNDING_PAYMENT)->payment.amount.micros,
              -29);
    venue_close(&venue);
}

/* --- margin ----------------------------------------------------------------------------------- */

static const struct body_margin_terms brackets = {
    .bracket_count = 2,
    .initial_mode = INITIAL_FACTOR,
    .initial_factor_ppm = 1500000,
    .brackets = {{.floor_micros = 0, .maintenance_ppm = 50000},
                 {.floor_micros = 10000, .maintenance_ppm = 100000}}};

static void open_full(struct venue *venue)
{
    struct product_terms terms = venue_terms();
    terms.price_ticks_max = 20000;
    terms.order_notional_micros_max = 100000000;
    venue_open(venue, &terms);
    venue_must(venue,
               (struct command){.kind = COMMAND_MARGIN_TERMS, .product_id = 1, .margin = brackets});
    set_mark(venue, 1000);
}

static void test_margin_and_attention(void **state)
{
    (void)state;
    struct venue venue;
    open_full(&venue);
    trade(&venue, 40, 1000);
    /* N 40,000: 40,000 x 10 % - 500 = 3,500; initial 5,250. */
    struct command more = ORDER(1, BUY(100), LIMIT(1000), GTC);
    venue_send(&venue, &more);
    EXPECT_EQ("R-MARGIN-6 140,000 x 10 % - 500, by 1.5, less 5,250",
              told(&venue, EVENT_REJECTED)->reject.given, 15000);
    EXPECT_EQ("free", told(&venue, EVENT_REJECTED)->reject.legal, 4750);

    set_mark(&venue, 830);
    EXPECT_FALSE("R-ATT-2 2,820 of 3,200", is_told(&venue, EVENT_ACCOUNT_QUEUED));
    set_mark(&venue, 825);
    const struct event_risk *risk = &told(&venue, EVENT_ACCOUNT_QUEUED)->risk;
    EXPECT_EQ("R-EQUITY-3", risk->equity.micros, 3000);
    EXPECT_EQ("R-TIER-1", risk->maintenance.micros, 2800);
    EXPECT_EQ("R-TIER-7", risk->initial.micros, 4200);
    EXPECT_EQ("R-ATT-5", risk->ratio_ppm, 933334);
    venue_send(&venue, &more);
    EXPECT_EQ("R-ATT-3 it may only reduce", told(&venue, EVENT_REJECTED)->reject.code,
              REJECT_LIQUIDATE_ONLY);
    venue_must(&venue, (struct command){
                           .kind = COMMAND_DEPOSIT, .account_id = 1, .cash = {.amount = {1000}}});
    EXPECT_EQ("R-ATT-4", told(&venue, EVENT_ACCOUNT_HEALTHY)->risk.equity.micros, 4000);
    venue_close(&venue);
}

/* --- settlement ------------------------------------------------------------------------------- */

static void test_days(void **state)
{
    (void)state;
    struct venue venue;
    struct product_terms terms = venue_terms();
    venue_open(&venue, &terms);
    venue_must(&venue, (struct command){.kind = COMMAND_SETTLEMENT_TERMS,
                                        .product_id = 1,
                                        .settlement_terms = {.account_class = CLASS_FUTURES,
                                                             .roll_minute = 17 * 60,
                                                             .cycle_count = 1,
                                                             .cycles = {{16 * 60, 1, 0}}}});
    EXPECT_EQ("R-DAY-3", told(&venue, EVENT_TRADE_DATE)->trade_date.trade_date, MARCH_2ND);
    trade(&venue, 3, 100);
    set_mark(&venue, 110);
    wait(&venue, 16 * 3600 * SECOND);
    EXPECT_EQ("R-SETTLE-5 the seller had the first order",
              told(&venue, EVENT_VARIATION)->variation.paid.micros, -330);
    EXPECT_EQ("R-SETTLE-6", told(&venue, EVENT_SETTLEMENT)->settlement.collected.micros, 30);
    EXPECT_EQ("R-SETTLE-7", told(&venue, EVENT_MEMBER_OBLIGATION)->obligation.net.micros, 30);
    wait(&venue, 4 * 24 * 3600 * SECOND);
    EXPECT_EQ("Friday: the last of four cycles",
              told(&venue, EVENT_SETTLEMENT)->settlement.cycle_ns, venue.now_ns);
    wait(&venue, 3600 * SECOND);
    EXPECT_EQ("R-DAY-3 from Friday's roll it is Monday",
              told(&venue, EVENT_TRADE_DATE)->trade_date.trade_date, MARCH_2ND + 7);
    venue_close(&venue);
}

/* --- liquidation ------------------------------------------------------------------------------ */

static void set_liquidation(struct venue *venue, uint32_t fund_id)
{
    venue_must(venue, (struct command){.kind = COMMAND_LIQUIDATION_TERMS,
                                       .product_id = 1,
                                       .liquidation = {.window_ns = 3600 * SECOND,
                                                       .fund_notional_micros_max = 20000,
                                                       .fund_account_id = fund_id,
                                                       .liquidate_ratio_ppm = 1000000,
                                                       .close_out_ppm = 666667,
                                                       .slice_factor_ppm = 1100000,
                                                       .adjustment_ppm = 1500000,
                                                       .spread_ppm = 100000,
                                                       .fee_ppm = 10000,
                                                       .exposure_ppm = 1000000,
                                                       .work_max = 10,
                                                       .regime = REGIME_VENUE,
                                                       .method = DELEVERAGE_WATER_FILLING}});
}

static void test_slice(void **state)
{
    (void)state;
    struct venue venue;
    open_full(&venue);
    set_liquidation(&venue, 3);
    trade(&venue, 40, 1000);
    venue_must(&venue, (struct command)ORDER(4, BUY(5), LIMIT(810), GTC));
    set_mark(&venue, 813);
    const struct event_liquidation *slice = &told(&venue, EVENT_LIQUIDATION)->liquidation;
    EXPECT_EQ("E 10,000 - 7,480", slice->equity.micros, 2520);
    EXPECT_EQ("M 32,520 x 10 % - 500", slice->maintenance.micros, 2752);
    /* k lots left: 1.1 x (81.3 k - 500) <= 2,520 - 8.13 (40 - k), so 33 at most. */
    EXPECT_EQ("R-LIQ-4", slice->lots.lots, 7);
    /* a = 126,453,488,372 e-12, d = 34; (32,520 - 34) / 40 = 812.15. */
    EXPECT_EQ("R-LIQ-5", slice->price.ticks, 813);
    EXPECT_EQ("R-LIQ-9 7 of (32,520 - 2,520) / 40", slice->bankruptcy.micros, 5250);
    EXPECT_FALSE("the book has no such bid", is_told(&venue, EVENT_TRADE));
    venue_close(&venue);
}

static void test_takeover_and_deleveraging(void **state)
{
    (void)state;
    struct venue venue;
    open_full(&venue);
    set_liquidation(&venue, 3);
    trade(&venue, 40, 1000);
    set_mark(&venue, 770);
    const struct event_close_out *close = &told(&venue, EVENT_CLOSE_OUT)->close_out;
    EXPECT_EQ("E 10,000 - 9,200", close->equity.micros, 800);
    EXPECT_EQ("R-LIQ-9 30,800 - 800", close->bankruptcy.micros, 30000);
    EXPECT_EQ("the fund has room", close->fund_room.micros, 10000);
    const struct event_moved *moved = &told(&venue, EVENT_POSITION_MOVED)->moved;
    EXPECT_EQ("R-LIQ-8 20,000 / 770", moved->lots.lots, 25);
    EXPECT_EQ("at 750", moved->value.micros, 18750);
    const struct event_deleverage *batch = &told(&venue, EVENT_DELEVERAGE)->deleverage;
    EXPECT_EQ("R-ADL-1 what is left", batch->need.lots, 15);
    EXPECT_EQ("the short has more", batch->found.lots, 40);
    EXPECT_EQ("and gives that", told(&venue, EVENT_DELEVERAGED)->deleveraged.lots.lots, 15);
    EXPECT_EQ("the account has nothing left", naive_balance(venue.naive, entry_account(1)).micros,
              0);
    venue_close(&venue);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_index),
        cmocka_unit_test(test_mark_and_premium),
        cmocka_unit_test(test_margin_and_attention),
        cmocka_unit_test(test_days),
        cmocka_unit_test(test_slice),
        cmocka_unit_test(test_takeover_and_deleveraging),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
