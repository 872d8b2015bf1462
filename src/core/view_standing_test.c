/* SPDX-License-Identifier: Apache-2.0 */
/*
 * view_standing_test.c - each command that changes terms, filled with what the one before set, for
 * view_standing.c (R-TERMS-2, R-TIER-1, R-PM-1, R-INDEX-1, R-PART-1, R-PART-4, R-FEE-2, R-PROG-1,
 * R-DAY-2, R-CAL-1, R-SETTLE-1, R-FCM-1, R-REG-5, R-CONTROL-1, R-GIVE-1, R-BUDGET-1,
 * R-MARK-1, R-FUND-1, R-LIQ-1, R-DEFAULT-5).
 */
#include <string.h>

#include "base/expect.h"
#include "core/desk_view.h"
#include "core/fixture.h"
#include "model/listing.h"

static _Alignas(64) unsigned char memory[FIXTURE_SIZE];
static struct fixture fixture;

/* Header and keys of the first, with an empty body; the venue fills in the rest. */
static struct command asked_of(const struct command *sent)
{
    struct command asked = {
        .kind = sent->kind, .product_id = sent->product_id, .account_id = sent->account_id};
    if (sent->kind == COMMAND_RISK_GRID) asked.grid.risk_group = sent->grid.risk_group;
    if (sent->kind == COMMAND_PROGRAMME_TERMS) {
        asked.programme_terms.programme_id = sent->programme_terms.programme_id;
    }
    return asked;
}

static bool bodies_agree(const struct command *one, const struct command *other)
{
    size_t head = offsetof(struct command, none);
    size_t size = command_size(one->kind);
    return memcmp((const char *)one + head, (const char *)other + head, size - head) == 0;
}

static void expect_stands(const char *row, const struct command *sent)
{
    *fixture_command(&fixture, (enum command_kind)sent->kind) = *sent;
    fixture_step(&fixture);
    EXPECT_EQ(row, fixture_reject(&fixture), REJECT_NONE);
    struct command asked = asked_of(sent);
    EXPECT_TRUE(row, core_standing_terms(fixture.core, &asked));
    EXPECT_TRUE(row, bodies_agree(sent, &asked));
}

static void test_venue(void **state)
{
    (void)state;
    fixture_open(&fixture, memory, sizeof memory);
    struct command table[] = {
        {.kind = COMMAND_PARTICIPANT_TERMS, .participant_terms = {3, 1}},
        {.kind = COMMAND_CONTROL_TERMS, .control_terms = {.approval_ns = 60000000000}},
        {.kind = COMMAND_GIVE_UP_TERMS, .give_up_terms = {60000000000, 0}},
        {.kind = COMMAND_VENUE_TERMS, .venue = {1000000000, 500}},
        {.kind = COMMAND_DEFAULT_TERMS,
         .default_terms = {.tranche_micros = 20000000000000,
                           .window_ns = 60000000000,
                           .tranche_ppm = 100000,
                           .assessment_ppm = 2000000,
                           .assessment_sum_ppm = 5500000,
                           .gains_days = 5}},
        {.kind = COMMAND_BUSINESS_CALENDAR,
         .business_calendar = {.weekdays = 31,
                               .bank_close_minute = 1020,
                               .holiday_count = 2,
                               .holidays = {20783, 20812}}},
        {.kind = COMMAND_CALENDAR, .calendar = {1, {{.from_ns = 1, .offset_s = -18000}}}},
        {.kind = COMMAND_RISK_GRID,
         .grid = {.risk_group = 2,
                  .scenario_count = 1,
                  .net_ppm = 50000,
                  .hedged_ppm = 10000,
                  .share_ppm = 500000,
                  .scenarios = {{100000, 1000000}}}},
    };
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        expect_stands(command_kind_name(table[i].kind), &table[i]);
    }
}

static void test_product(void **state)
{
    (void)state;
    struct command sent;
    struct listing listing = {.product_id = 2,
                              .source_count = 1,
                              .source_ids = {7},
                              .regime = REGIME_VENUE,
                              .method = DELEVERAGE_WATER_FILLING};
    fixture_open(&fixture, memory, sizeof memory);
    listing.fund_account_id = ALICE;
    listing.from_ns = fixture.time_ns;
    for (uint32_t step = 0; listing_command(&listing, step, &sent); step++) {
        bool has_terms = sent.kind == COMMAND_PRICE_TERMS || sent.kind == COMMAND_MARGIN_TERMS ||
                         sent.kind == COMMAND_MARK_TERMS || sent.kind == COMMAND_FUNDING_TERMS ||
                         sent.kind == COMMAND_LIQUIDATION_TERMS ||
                         sent.kind == COMMAND_SETTLEMENT_TERMS ||
                         sent.kind == COMMAND_PRODUCT_FILING;
        if (has_terms) {
            expect_stands(command_kind_name(sent.kind), &sent);
            continue;
        }
        *fixture_command(&fixture, (enum command_kind)sent.kind) = sent;
        fixture_step(&fixture);
    }
    struct command table[] = {
        {.kind = COMMAND_FEE_TIERS,
         .product_id = 2,
         .fee_tiers = {2, {{0, 500, 1200}, {1000000, 100, 900}}}},
        {.kind = COMMAND_ELIGIBILITY,
         .product_id = 2,
         .eligibility = {1, {{.country = COUNTRY_OF('U', 'S')}}}},
        {.kind = COMMAND_PROGRAMME_TERMS,
         .product_id = 2,
         .programme_terms = {.lots = 5,
                             .programme_id = 3,
                             .spread_ppm = 1000,
                             .uptime_ppm = 900000,
                             .to_minute = 1440,
                             .weekdays = 127,
                             .runs = 1}},
        {.kind = COMMAND_ACCOUNT_LIMITS, .account_id = ALICE, .limits = {1, 2, 3, 4}},
    };
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        expect_stands(command_kind_name(table[i].kind), &table[i]);
    }
}

static void test_what_does_not_stand(void **state)
{
    (void)state;
    fixture_open(&fixture, memory, sizeof memory);
    static const struct {
        const char *row;
        struct command asked;
    } table[] = {
        {"a command without terms", {.kind = COMMAND_HALT}},
        {"a product that was never defined", {.kind = COMMAND_PRODUCT_TERMS, .product_id = 9}},
        {"a product beyond the last", {.kind = COMMAND_FEE_TIERS, .product_id = 60000}},
        {"margin of the plain model", {.kind = COMMAND_MARGIN_TERMS, .product_id = PRODUCT}},
        {"prices that are given", {.kind = COMMAND_PRICE_TERMS, .product_id = PRODUCT}},
        {"a mark that is given", {.kind = COMMAND_MARK_TERMS, .product_id = PRODUCT}},
        {"no funding", {.kind = COMMAND_FUNDING_TERMS, .product_id = PRODUCT}},
        {"no liquidation", {.kind = COMMAND_LIQUIDATION_TERMS, .product_id = PRODUCT}},
        {"no settlement", {.kind = COMMAND_SETTLEMENT_TERMS, .product_id = PRODUCT}},
        {"nothing filed", {.kind = COMMAND_PRODUCT_FILING, .product_id = PRODUCT}},
        {"no grid", {.kind = COMMAND_RISK_GRID, .grid = {.risk_group = 1}}},
        {"a group beyond the last", {.kind = COMMAND_RISK_GRID, .grid = {.risk_group = 200}}},
        {"no programme",
         {.kind = COMMAND_PROGRAMME_TERMS,
          .product_id = PRODUCT,
          .programme_terms = {.programme_id = 1}}},
        {"an account that does not exist", {.kind = COMMAND_ACCOUNT_LIMITS, .account_id = 99999}},
    };
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct command asked = table[i].asked;
        EXPECT_FALSE(table[i].row, core_standing_terms(fixture.core, &asked));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_venue),
        cmocka_unit_test(test_product),
        cmocka_unit_test(test_what_does_not_stand),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
