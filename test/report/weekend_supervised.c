/* SPDX-License-Identifier: Apache-2.0 */
/*
 * weekend_supervised.c - the weekend at a supervised venue.
 *
 * Role   See weekend.c.
 */
#include "weekend.h"

/* What members owe for a default, and what must be there before the banks close. */
static noinline void set_clearing(struct weekend *weekend)
{
    struct command terms = {.kind = COMMAND_DEFAULT_TERMS};
    terms.default_terms = (struct body_default_terms){.tranche_micros = 60 * USD,
                                                      .window_ns = 180 * 24 * HOUR_NS,
                                                      .tranche_ppm = 100000,
                                                      .assessment_ppm = 2000000,
                                                      .assessment_sum_ppm = 5500000,
                                                      .gains_days = 5,
                                                      .capital_account_id = CAPITAL};
    set_up(weekend, &terms);
    for (uint32_t id = MEMBER_HOUSE; id <= MEMBER_BIDS; id++) {
        struct command member = {.kind = COMMAND_DEFAULT_MEMBER};
        member.default_member =
            (struct body_default_member){.requirement_micros = 300 * USD,
                                         .member_id = id,
                                         .guaranty_account_id = GUARANTY_FIRST + id - 1};
        set_up(weekend, &member);
    }
    struct command settlement = {.kind = COMMAND_SETTLEMENT_TERMS, .product_id = PRODUCT};
    settlement.settlement_terms =
        (struct body_settlement_terms){.account_class = CLASS_FUTURES,
                                       .weekend_ppm = 1500000,
                                       .roll_minute = 17 * 60,
                                       .cycle_count = 2,
                                       .waits = 1,
                                       .cycles = {{.minute = 12 * 60}, {.minute = 16 * 60}},
                                       .register_entry = 1};
    set_up(weekend, &settlement);
    struct command prefunding = {.kind = COMMAND_PREFUNDING_TERMS};
    prefunding.prefunding_terms = (struct body_prefunding_terms){.closure_ns = 40 * HOUR_NS,
                                                                 .check_ns = HOUR_NS,
                                                                 .watch_ns = 10 * MINUTE_NS,
                                                                 .liquidate_ppm = 200000,
                                                                 .restrict_ppm = 1000000,
                                                                 .warn_ppm = 1200000};
    set_up(weekend, &prefunding);
}

static noinline void set_participants(struct weekend *weekend)
{
    struct command give_ups = {.kind = COMMAND_GIVE_UP_TERMS};
    give_ups.give_up_terms =
        (struct body_give_up_terms){.window_ns = HOUR_NS, .answer_ns = 30 * MINUTE_NS};
    set_up(weekend, &give_ups);
    struct command profile = {.kind = COMMAND_ACCOUNT_PROFILE, .account_id = OMNIBUS};
    profile.account_profile =
        (struct body_account_profile){.country = COUNTRY_OF('U', 'S'), .kind = ACCOUNT_OMNIBUS};
    set_up(weekend, &profile);
    profile.account_id = CUSTOMER_FIRST + 2; /* the broker decides what this customer trades */
    profile.account_profile.kind = ACCOUNT_DISCLOSED;
    profile.account_profile.customer_type = CUSTOMER_OWN;
    set_up(weekend, &profile);
    struct command programme = {.kind = COMMAND_PROGRAMME_TERMS, .product_id = PRODUCT};
    programme.programme_terms = (struct body_programme_terms){.lots = 400,
                                                              .reward_micros = 25 * USD,
                                                              .programme_id = 1,
                                                              .spread_ppm = 1000,
                                                              .uptime_ppm = 500000,
                                                              .rebate_ppm = 250000,
                                                              .to_minute = 1440,
                                                              .weekdays = WEEKDAYS_ALL,
                                                              .runs = 1};
    set_up(weekend, &programme);
    struct command enrol = {.kind = COMMAND_PROGRAMME_ENROL, .account_id = MAKER};
    enrol.programme_enrol = (struct body_programme_enrol){.programme_id = 1, .is_enrolled = 1};
    set_up(weekend, &enrol);
}

/* The house executes for the broker, which accepts two parts and refuses the third. */
static noinline void give_up(struct weekend *weekend)
{
    static const uint8_t answers[] = {GIVE_UP_ACCEPTED, GIVE_UP_REFUSED, GIVE_UP_ACCEPTED};
    place(weekend, HOUSE, SIDE_BUY, weekend->price_ticks + 60, 31);
    if (node_settle(&weekend->node) != JOURNAL_OK) stop("the journal failed", NULL);
    const struct event *trade = &weekend->trades[(weekend->trade_count - 1) % TRADES_KEPT];
    for (uint32_t i = 0; i < 3; i++) {
        struct command command = {.kind = COMMAND_GIVE_UP, .account_id = HOUSE};
        command.give_up = (struct body_give_up){.trade_id = trade->trade.trade_id,
                                                .lots = i < 2 ? 10 : 0,
                                                .to_account_id = BROKER_OWN,
                                                .side = SIDE_BUY};
        set_up(weekend, &command);
        struct command answer = {.kind = COMMAND_GIVE_UP_DECIDE, .account_id = BROKER_OWN};
        answer.give_up_decide = (struct body_give_up_decide){.give_up_id = ++weekend->give_up_count,
                                                             .decision = answers[i]};
        set_up(weekend, &answer);
    }
}

/* A bunched order through two levels of the maker's quotes, for three customers. */
static noinline void allocate(struct weekend *weekend)
{
    place(weekend, OMNIBUS, SIDE_BUY, weekend->price_ticks + 60, 500);
    struct command command = {
        .kind = COMMAND_ALLOCATION, .account_id = OMNIBUS, .product_id = PRODUCT};
    command.allocation =
        (struct body_allocation){.client_order_id = weekend->client_order_id,
                                 .row_count = 3,
                                 .side = SIDE_BUY,
                                 .rows = {{.account_id = CUSTOMER_FIRST, .lots = 433},
                                          {.account_id = CUSTOMER_FIRST + 3, .lots = 59},
                                          {.account_id = CUSTOMER_FIRST + 4, .lots = 8}}};
    set_up(weekend, &command);
}

/* Friday 16:00 to Monday 17:00 in New York, and a little of the next date. */
void run_supervised(struct weekend *weekend)
{
    set_clearing(weekend);
    set_participants(weekend);
    trade_from(weekend, 15 * HOUR_NS + 59 * MINUTE_NS + 55 * SECOND_NS, 10, 0);
    quote(weekend);
    give_up(weekend);
    quote(weekend);
    allocate(weekend);
    place(weekend, CARRIED, SIDE_SELL, weekend->price_ticks - 60, 2);
    trade_from(weekend, 16 * HOUR_NS + 59 * MINUTE_NS + 55 * SECOND_NS, 12, 0);
    trade_from(weekend, 36 * HOUR_NS, 8, 2); /* Saturday noon */
    halt(weekend, HALT_PAUSED);
    trade_from(weekend, 36 * HOUR_NS + 10 * MINUTE_NS, 2, 0);
    halt(weekend, HALT_NONE);
    trade_from(weekend, 36 * HOUR_NS + 20 * MINUTE_NS, 6, 0);
    weekend->price_ticks = weekend->price_ticks * 3 / 10; /* Sunday opens far below */
    trade_from(weekend, 64 * HOUR_NS, 30, 0);
    trade_from(weekend, 83 * HOUR_NS + 59 * MINUTE_NS + 55 * SECOND_NS, 12, 30);
    quote(weekend);
    give_up(weekend);
    trade_from(weekend, 87 * HOUR_NS + 59 * MINUTE_NS + 55 * SECOND_NS, 10, 0);
    trade_from(weekend, 88 * HOUR_NS + 59 * MINUTE_NS + 55 * SECOND_NS, 10, 0);
}
