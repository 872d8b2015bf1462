/* SPDX-License-Identifier: Apache-2.0 */
/*
 * liquidation_fixture.h - a venue whose product can be liquidated, for the tests of these flows.
 *
 * Role       A lot is worth a dollar at 10,000 ticks; the maintenance rate is 5 %.
 */
#ifndef PERPETUA_CORE_FLOW_LIQUIDATION_FIXTURE_H
#define PERPETUA_CORE_FLOW_LIQUIDATION_FIXTURE_H

#include "base/expect.h"
#include "core/fixture.h"

#define USD INT64_C(1000000)

/* Accounts of the stories. */
enum { TRADER = 1, MAKER = 2, FUND = 3, PROVIDER = 4, OTHER = 5, ACCOUNTS = 5 };
enum { PROVIDERS = 2 /* member */ };

static unsigned char memory[FIXTURE_SIZE] __attribute__((aligned(64)));
static struct fixture venue;

static inline struct body_liquidation_terms terms_make(void)
{
    return (struct body_liquidation_terms){.window_ns = INT64_C(28800000000000),
                                           .fund_notional_micros_max = 1000000 * USD,
                                           .liquidate_ratio_ppm = 1000000,
                                           .close_out_ppm = 666667,
                                           .slice_factor_ppm = 1100000,
                                           .adjustment_ppm = 1000000,
                                           .spread_ppm = 500000,
                                           .exposure_ppm = 1000000,
                                           .work_max = 1000,
                                           .regime = REGIME_VENUE,
                                           .method = DELEVERAGE_WATER_FILLING};
}

static inline enum reject liquidation_terms_set(const struct body_liquidation_terms *terms)
{
    fixture_command(&venue, COMMAND_LIQUIDATION_TERMS)->product_id = PRODUCT;
    venue.command.liquidation = *terms;
    (void)fixture_step(&venue);
    return fixture_reject(&venue);
}

static inline void margin_terms_set(void)
{
    struct command *command = fixture_command(&venue, COMMAND_MARGIN_TERMS);
    command->product_id = PRODUCT;
    command->margin.bracket_count = 1;
    command->margin.initial_mode = INITIAL_FACTOR;
    command->margin.initial_factor_ppm = 1300000;
    command->margin.brackets[0].maintenance_ppm = 50000;
    (void)fixture_step(&venue);
}

/* Everybody has cash; the trader little. */
static inline void start(const struct body_liquidation_terms *terms)
{
    struct product_terms product = fixture_terms();
    fixture_start(&venue, memory, sizeof memory);
    fixture_define(&venue, PRODUCT, &product);
    fixture_list(&venue, PRODUCT);
    fixture_member(&venue, MEMBER);
    fixture_command(&venue, COMMAND_MEMBER_SET)->member = (struct body_member){
        .member_id = PROVIDERS, .kind = MEMBER_LIQUIDITY_PROVIDER, .state = PARTY_APPROVED};
    (void)fixture_step(&venue);
    static const int64_t cash[ACCOUNTS + 1] = {0,         10 * USD,   1000000 * USD,
                                               100 * USD, 1000 * USD, 1000 * USD};
    for (uint32_t account = TRADER; account <= ACCOUNTS; account++) {
        (void)fixture_account(&venue, account == PROVIDER ? PROVIDERS : MEMBER, 0);
        (void)fixture_deposit(&venue, account, cash[account]);
    }
    margin_terms_set();
    EXPECT_EQ("the terms are legal", liquidation_terms_set(terms), REJECT_NONE);
    (void)fixture_marks(&venue, 10000, 0);
}

/* Positions of `lots` (of the first account; negative: it is short) at a price. */
static inline void trade(uint32_t account, uint32_t against, int64_t lots, int64_t ticks)
{
    enum side side = lots > 0 ? SIDE_BUY : SIDE_SELL;
    int64_t size = lots > 0 ? lots : -lots;
    EXPECT_TRUE("rests", fixture_place(&venue, against,
                                       fixture_entry(side_opposite(side), size, ticks)) != 0);
    EXPECT_TRUE("trades", fixture_place(&venue, account, fixture_entry(side, size, ticks)) != 0);
}

static inline struct position_view position_of(uint32_t account)
{
    struct position_view view = {0};
    (void)core_position(venue.core, account, PRODUCT, &view);
    return view;
}

static inline int64_t balance_of(uint32_t account)
{
    return core_balance(venue.core, entry_account(account)).micros;
}

/* The first event of a kind in the last step, which must have one. */
static inline struct event event_of(enum event_kind kind)
{
    static const struct event none;
    const struct event *event = fixture_event(&venue, kind);
    EXPECT_TRUE(event_kind_name((uint16_t)kind), event != NULL);
    return event == NULL ? none : *event;
}

#endif
