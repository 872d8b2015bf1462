/* SPDX-License-Identifier: Apache-2.0 */
/*
 * margin_test.c - the golden account, worked examples, and one fault at a time in the terms, for
 * margin.c and margin_check.c (R-EQUITY-1, R-EQUITY-2, R-TIER-3, R-TIER-4, R-TIER-5,
 * R-TIER-6, R-TIER-7, R-TIER-8, R-ATT-2).
 */
#include "core/risk/margin.h"

#include "base/expect.h"
#include "base/random.h"

#define USD INT64_C(1000000)

static struct product_margin margin;

static struct margin_point point_of(int64_t mark_e4, int64_t tick_value, int64_t interest_lots)
{
    return (struct margin_point){.mark_e4 = mark_e4,
                                 .tick_value_micros = tick_value,
                                 .open_interest_lots = interest_lots,
                                 .queue_ratio_ppm = 910000};
}

/* One bracket of these rates. */
static void use_rates(uint32_t maintenance_ppm, uint32_t initial_ppm)
{
    margin = (struct product_margin){.terms = {.bracket_count = 1, .initial_mode = INITIAL_RATES}};
    margin.terms.brackets[0] = (struct margin_bracket){0, maintenance_ppm, initial_ppm, 0, 0};
    bracket_table_make(&margin.table, &margin.terms);
}

static void use_factor(uint32_t maintenance_ppm, uint32_t factor_ppm)
{
    margin = (struct product_margin){.terms = {.bracket_count = 1,
                                               .initial_mode = INITIAL_FACTOR,
                                               .initial_factor_ppm = factor_ppm}};
    margin.terms.brackets[0].maintenance_ppm = maintenance_ppm;
    bracket_table_make(&margin.table, &margin.terms);
}

/* BTCPERP: long 1 contract at 6.3587, mark 6.3329, cash 50.05; a tick is 0.0001 USD. */
static void test_golden_account(void **state)
{
    (void)state;
    use_factor(130414, 1300000);
    struct margin_point point = point_of(633290000, 100, 341585);
    int64_t unrealised = (int64_t)margin_unrealised(&point, 1, 6358700);
    int64_t equity = 50050000 + unrealised;
    int64_t initial = (int64_t)margin_initial(&margin, &point, 1);
    EXPECT_EQ("unrealised -0.0258", unrealised, -25800);
    EXPECT_EQ("equity 50.0242", equity, 50024200);
    EXPECT_EQ("maintenance 0.8259", margin_maintenance(&margin, &point, 1), 825899);
    EXPECT_EQ("initial 1.0737", initial, 1073669);
    EXPECT_EQ("available 48.9505", equity - initial, 48950531);
    EXPECT_EQ("ratio 1.651 %", margin_ratio_ppm(825899, equity), 16510);
}

static void test_rounding(void **state)
{
    (void)state;
    struct margin_point point = point_of(1, 1, 0);
    EXPECT_EQ("a notional is rounded up", margin_notional(&point, 1), 1);
    EXPECT_EQ("exact", margin_notional(&point, 10000), 1);
    EXPECT_EQ("nothing", margin_notional(&point, 0), 0);
    EXPECT_EQ("profit is rounded down", margin_unrealised(&point, 9999, 0), 0);
    EXPECT_EQ("a loss is rounded up", margin_unrealised(&point, -1, 0), -1);
    EXPECT_EQ("a short that gained", margin_unrealised(&point, -10000, -5), 4);
    use_rates(1, 1);
    EXPECT_EQ("a requirement is rounded up", margin_maintenance(&margin, &point, 1), 1);
    EXPECT_EQ("no lots need nothing", margin_initial(&margin, &point, 0), 0);
}

static void test_ratio(void **state)
{
    (void)state;
    EXPECT_FALSE("healthy below", margin_is_unhealthy(9099, 10000, 910000));
    EXPECT_TRUE("at the ratio", margin_is_unhealthy(9100, 10000, 910000));
    EXPECT_TRUE("no equity", margin_is_unhealthy(1, 0, 910000));
    EXPECT_TRUE("a debt", margin_is_unhealthy(1, -5, 910000));
    EXPECT_FALSE("nothing to cover", margin_is_unhealthy(0, -5, 910000));
    EXPECT_EQ("rounded up", margin_ratio_ppm(1, 3), 333334);
    EXPECT_EQ("no equity", margin_ratio_ppm(1, 0), RATIO_PPM_MAX);
    EXPECT_EQ("at most", margin_ratio_ppm((int128)1 << 70, 1), RATIO_PPM_MAX);
    EXPECT_EQ("nothing to cover", margin_ratio_ppm(0, -1), 0);
}

static void test_add_ons(void **state)
{
    (void)state;
    /* V71, V73, Deribit: 25 BTC at 100,000; 2 % and 1 % and 0.005 % a BTC; a lot is 0.0001 BTC. */
    use_rates(10000, 20000);
    margin.terms.size_slope_e12 = 5000;
    margin.terms.size_cap_ppm = 500000;
    struct margin_point point = point_of(INT64_C(1000000000), 100, 0);
    EXPECT_EQ("V71 initial 2.125 %", margin_initial(&margin, &point, 250000), 53125 * USD);
    EXPECT_EQ("V73 maintenance 1.125 %", margin_maintenance(&margin, &point, 250000), 28125 * USD);
    margin.terms.size_from_lots = 250000;
    EXPECT_EQ("size counts beyond where it starts", margin_maintenance(&margin, &point, 250000),
              25000 * USD);
    /* V74, Deribit SOL: 6000 at 200, 4 % and 0.0005 % each: 7 %. */
    use_rates(20000, 40000);
    margin.terms.size_slope_e12 = 5000000;
    margin.terms.size_cap_ppm = 500000;
    struct margin_point sol = point_of(INT64_C(2000000), 1000000, 0);
    EXPECT_EQ("V74 initial 7 %", margin_initial(&margin, &sol, 6000), 84000 * USD);
    margin.terms.size_cap_ppm = 10000;
    EXPECT_EQ("capped at 1 %", margin_initial(&margin, &sol, 6000), 60000 * USD);

    /* V82, dYdX: 20 %, half way between the bounds of open interest, notional 500,000. */
    use_rates(100000, 200000);
    margin.terms.interest_low_micros = 1000000 * USD;
    margin.terms.interest_high_micros = 3000000 * USD;
    struct margin_point dydx = point_of(10000, 1000000, 2000000);
    EXPECT_EQ("V82", margin_initial(&margin, &dydx, 500000), 300000 * USD);
    EXPECT_EQ("maintenance is not scaled", margin_maintenance(&margin, &dydx, 500000), 50000 * USD);
    dydx.open_interest_lots = 1000000;
    EXPECT_EQ("at the lower bound", margin_initial(&margin, &dydx, 500000), 100000 * USD);
    dydx.open_interest_lots = 9000000;
    EXPECT_EQ("beyond the upper", margin_initial(&margin, &dydx, 500000), 500000 * USD);

    use_rates(100000, 200000);
    margin.terms.concentration_ppm = 50000;
    margin.terms.concentration_share_ppm = 100000;
    margin.terms.concentration_from_lots = 50;
    struct margin_point crowd = point_of(10000, 1000000, 1000);
    EXPECT_EQ("a tenth of the interest is free", margin_initial(&margin, &crowd, 100), 20 * USD);
    EXPECT_EQ("the lots beyond it", margin_initial(&margin, &crowd, 300), 70 * USD);
    EXPECT_EQ("not in maintenance", margin_maintenance(&margin, &crowd, 300), 30 * USD);
    crowd.open_interest_lots = 10;
    EXPECT_EQ("a floor of free lots", margin_initial(&margin, &crowd, 100), 20 * USD + 2500000);

    use_rates(100000, 200000);
    margin.terms.weekend_ppm = 30000;
    EXPECT_EQ("not now", margin_initial(&margin, &crowd, 100), 20 * USD);
    crowd.is_weekend = true;
    EXPECT_EQ("at the weekend", margin_initial(&margin, &crowd, 100), 23 * USD);
}

static void test_initial_keeps_out_of_the_queue(void **state)
{
    (void)state;
    use_factor(500000, 1000000);
    struct margin_point point = point_of(10000, 1000000, 0);
    EXPECT_EQ("maintenance over the ratio", margin_initial(&margin, &point, 91), 50 * USD + 1);
    struct random random;
    random_seed(&random, 71);
    for (uint32_t round = 0; round < 20000; round++) {
        use_rates((uint32_t)random_between(&random, 1, 500000), 500000);
        margin.terms.size_slope_e12 = random_between(&random, 0, 100);
        margin.terms.size_cap_ppm = 100000;
        point.mark_e4 = random_between(&random, 1, 10000000);
        int64_t lots = random_between(&random, 0, 1000000);
        int128 initial = margin_initial(&margin, &point, lots);
        int64_t maintenance = margin_maintenance(&margin, &point, lots);
        if (lots > 0) {
            EXPECT_FALSE("R-TIER-7", margin_is_unhealthy(maintenance, initial, 910000));
        }
        EXPECT_TRUE("never falls", margin_initial(&margin, &point, lots + 1) >= initial);
        EXPECT_TRUE("never falls", margin_maintenance(&margin, &point, lots + 1) >= maintenance);
    }
}

static struct body_margin_terms good_terms(void)
{
    struct body_margin_terms terms = {
        .bracket_count = 2, .initial_mode = INITIAL_FACTOR, .initial_factor_ppm = 1300000};
    terms.brackets[0] = (struct margin_bracket){0, 100000, 0, 0, 0};
    terms.brackets[1] = (struct margin_bracket){50 * USD, 200000, 0, 0, 0};
    return terms;
}

#define FAULT(row, change, want_field, want_given, want_legal)                                     \
    do {                                                                                           \
        struct body_margin_terms terms = good_terms();                                             \
        change;                                                                                    \
        struct margin_fault fault = margin_terms_check(&terms, 910000);                            \
        EXPECT_EQ(row, fault.reject, REJECT_TERMS);                                                \
        EXPECT_EQ(row, fault.field, want_field);                                                   \
        EXPECT_EQ(row, fault.given, want_given);                                                   \
        EXPECT_EQ(row, fault.legal, want_legal);                                                   \
    } while (0)

static void test_faults(void **state)
{
    (void)state;
    struct body_margin_terms good = good_terms();
    EXPECT_EQ("nothing wrong", margin_terms_check(&good, 910000).reject, REJECT_NONE);
    FAULT("no bracket", terms.bracket_count = 0, FIELD_BRACKETS, 0, 1);
    FAULT("too many", terms.bracket_count = 33, FIELD_BRACKETS, 33, 32);
    FAULT("no such group", terms.risk_group = 16, FIELD_RISK_GROUP, 16, 15);
    FAULT("no such mode", terms.initial_mode = 4, FIELD_INITIAL_MODE, 4, 3);
    FAULT("a factor below one", terms.initial_factor_ppm = 999999, FIELD_INITIAL_FACTOR, 999999,
          1000000);
    FAULT("a factor without use", terms.initial_mode = INITIAL_RATES, FIELD_INITIAL_FACTOR, 1300000,
          0);
    FAULT("bounds of interest that do not ascend",
          (terms.interest_low_micros = 5, terms.interest_high_micros = 5), FIELD_INTEREST, 5, 6);
    FAULT("a negative bound", terms.interest_low_micros = -1, FIELD_INTEREST, -1, 0);
    FAULT("a negative slope", terms.size_slope_e12 = -1, FIELD_SIZE, -1, 0);
    FAULT("concentration above one", terms.concentration_ppm = 1000001, FIELD_CONCENTRATION,
          1000001, 1000000);
    FAULT("a minute beyond the week", terms.weekend_to_minute = 10080, FIELD_WEEKEND, 10080, 10079);
    FAULT("a first floor", terms.brackets[0].floor_micros = 1, FIELD_BRACKET_FLOOR, 1, 0);
    FAULT("floors that do not ascend", terms.brackets[1].floor_micros = 0, FIELD_BRACKET_FLOOR, 0,
          1);
    FAULT("no rate", terms.brackets[0].maintenance_ppm = 0, FIELD_MAINTENANCE, 0, 1);
    FAULT("rates that fall", terms.brackets[1].maintenance_ppm = 99999, FIELD_MAINTENANCE, 99999,
          100000);
    FAULT("a rate without use", terms.brackets[1].initial_ppm = 1, FIELD_INITIAL, 1, 0);
    FAULT("leverage without use", terms.brackets[0].leverage_e2 = 1, FIELD_LEVERAGE, 1, 0);
    FAULT("something behind the last", terms.brackets[2].floor_micros = 7, FIELD_BRACKETS, 2, 0);
    FAULT("too steep", terms.brackets[1].maintenance_ppm = 682501, FIELD_MAINTENANCE, 682501,
          682500);
    FAULT("too steep with the size add-on", (terms.size_slope_e12 = 1, terms.size_cap_ppm = 500000),
          FIELD_MAINTENANCE, 700000, 682500);
}

static void test_faults_of_modes(void **state)
{
    (void)state;
    struct body_margin_terms terms = good_terms();
    terms.initial_mode = INITIAL_RATES;
    terms.initial_factor_ppm = 0;
    struct margin_fault fault = margin_terms_check(&terms, 910000);
    EXPECT_EQ("an initial rate below maintenance", fault.field, FIELD_INITIAL);
    EXPECT_EQ("nearest", fault.legal, 100000);
    terms.brackets[0].initial_ppm = 300000;
    terms.brackets[1].initial_ppm = 299999;
    fault = margin_terms_check(&terms, 910000);
    EXPECT_EQ("initial rates that fall", fault.legal, 300000);
    terms.brackets[1].initial_ppm = 300000;
    EXPECT_EQ("good", margin_terms_check(&terms, 910000).reject, REJECT_NONE);

    terms = good_terms();
    terms.initial_mode = INITIAL_LEVERAGE;
    terms.initial_factor_ppm = 0;
    terms.brackets[0].leverage_e2 = 1001;
    fault = margin_terms_check(&terms, 910000);
    EXPECT_EQ("more leverage than maintenance allows", fault.field, FIELD_LEVERAGE);
    EXPECT_EQ("nearest", fault.legal, 1000);
    terms.brackets[0].leverage_e2 = 400;
    terms.brackets[1].leverage_e2 = 401;
    EXPECT_EQ("leverage that grows", margin_terms_check(&terms, 910000).legal, 400);
    terms.brackets[1].leverage_e2 = 99;
    EXPECT_EQ("less than one", margin_terms_check(&terms, 910000).legal, 100);
    terms.brackets[1].leverage_e2 = 100;
    EXPECT_EQ("good", margin_terms_check(&terms, 910000).reject, REJECT_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_golden_account),
        cmocka_unit_test(test_rounding),
        cmocka_unit_test(test_ratio),
        cmocka_unit_test(test_add_ons),
        cmocka_unit_test(test_initial_keeps_out_of_the_queue),
        cmocka_unit_test(test_faults),
        cmocka_unit_test(test_faults_of_modes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
