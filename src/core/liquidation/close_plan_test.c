/* SPDX-License-Identifier: Apache-2.0 */
/*
 * close_plan_test.c - worked examples of six venues, and the properties of a slice, for
 * close_plan.c (R-LIQ-3, R-LIQ-4, R-LIQ-5, R-LIQ-6, R-LIQ-9).
 *
 * The ids V.. are those of docs/worked-examples.md.
 */
#include "core/liquidation/close_plan.h"

#include "base/expect.h"
#include "base/int_math.h"
#include "base/random.h"
#include "model/limits.h"

#define USD INT64_C(1000000)

/* --- dYdX: fillable price -------------------------------------------------------------------- */

/* BTC at 50,000, maintenance rate 10 %: a lot is `lot` of 0.1 BTC, a tick 0.00001 USD / lot. */
static struct close_position bitcoin(int64_t net_lots, int64_t lot_parts, int64_t quote_micros)
{
    int64_t lots = net_lots < 0 ? -net_lots : net_lots;
    int64_t lot_value = 5000 * USD / lot_parts; /* at the mark */
    int64_t own = lots * lot_value / 10;
    return (struct close_position){
        .side = net_lots > 0 ? SIDE_SELL : SIDE_BUY,
        .lots = lots,
        .mark = {INT64_C(5000000000) / lot_parts * FINE_PER_TICK},
        .tick_value_micros = 1,
        .equity_micros = quote_micros + net_lots * lot_value,
        .maintenance_micros = own,
        .own_micros = own,
    };
}

/* Prices are in 0.00001 USD of a whole bitcoin. */
static const struct {
    const char *row;
    int64_t net_lots;
    int64_t quote_usd;
    int64_t adjustment_ppm;
    int64_t spread_ppm;
    int64_t fillable;
} dydx_fillable[] = {
    /* clang-format off */
    {"V94 dYdX long, a little below",        1, -4501, 1000000, 100000, INT64_C(4999900000)},
    {"V95 dYdX the same, adjustment twice",  1, -4501, 2000000, 100000, INT64_C(4999800000)},
    {"V95 dYdX the same, spread twice",      1, -4501, 1000000, 200000, INT64_C(4999800000)},
    {"V96 dYdX short: above the oracle",    -1,  5499, 1000000, 100000, INT64_C(5000100000)},
    {"V98 dYdX long without equity",         1, -5000, 1000000, 100000, INT64_C(4950000000)},
    {"V98 dYdX long under water",            1, -5500, 1000000, 100000, INT64_C(4950000000)},
    {"V99 dYdX short without equity",       -1,  5000, 1000000, 100000, INT64_C(5050000000)},
    {"V99 dYdX short under water",          -1,  4500, 1000000, 100000, INT64_C(5050000000)},
    {"V101 dYdX the smallest spread",        1, -4501, 1000000,      1, INT64_C(4999999999)},
    {"by hand: half of the margin is left",  1, -4750, 1000000, 100000, INT64_C(4975000000)},
    {"by hand: three times that is all",     1, -4750, 3000000, 100000, INT64_C(4950000000)},
    {"by hand: the same of a short",        -1,  5250, 1000000, 100000, INT64_C(5025000000)},
    {"an account in order gives nothing up", 1, -4500, 1000000, 100000, INT64_C(5000000000)},
    /* clang-format on */
};

static void test_dydx_fillable_price(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof dydx_fillable / sizeof dydx_fillable[0]; i++) {
        struct close_position position =
            bitcoin(dydx_fillable[i].net_lots, 1, dydx_fillable[i].quote_usd * USD);
        struct close_terms terms = {.adjustment_ppm = dydx_fillable[i].adjustment_ppm,
                                    .spread_ppm = dydx_fillable[i].spread_ppm};
        /* A lot is a tenth of a bitcoin, a tick of it 0.000001 USD. */
        EXPECT_EQ(dydx_fillable[i].row, close_fillable_ticks(&position, &terms),
                  dydx_fillable[i].fillable);
    }
}

static void test_price_does_not_depend_on_the_cut_into_lots(void **state)
{
    (void)state;
    struct close_terms terms = {.adjustment_ppm = 1000000, .spread_ppm = 100000};
    struct close_position halves = bitcoin(2, 2, -5000 * USD);
    EXPECT_EQ("V98 dYdX half lots", close_fillable_ticks(&halves, &terms), INT64_C(2475000000));
}

static void test_slice_price_stops_at_bankruptcy(void **state)
{
    (void)state;
    struct close_terms terms = {.adjustment_ppm = 1000000, .spread_ppm = 100000};
    struct close_position position = bitcoin(1, 1, -5000 * USD);
    EXPECT_EQ("nothing is left: a long sells at the mark", close_limit_ticks(&position, &terms),
              INT64_C(5000000000));
    position = bitcoin(-1, 1, 5000 * USD);
    EXPECT_EQ("and a short buys there", close_limit_ticks(&position, &terms), INT64_C(5000000000));
    position = bitcoin(1, 1, -4501 * USD);
    EXPECT_EQ("above it the spread decides", close_limit_ticks(&position, &terms),
              INT64_C(4999900000));
}

/* --- bankruptcy ------------------------------------------------------------------------------- */

static const struct {
    const char *row;
    int64_t net_lots;
    int64_t parts;
    int64_t quote_usd;
    int64_t lots;
    int64_t value_usd;
} dydx_bankruptcy[] = {
    /* clang-format off */
    {"V102 dYdX long closed",          1, 1, -4501, 1, 4501},
    {"V103 dYdX short closed",        -1, 1,  5499, 1, 5499},
    {"V104 dYdX half of a long",       2, 2, -5000, 1, 2500},
    {"V105 dYdX short under water",   -1, 1,  4900, 1, 4900},
    {"a long that owes nothing",       1, 1,     0, 1,    0},
    {"nor more than nothing",          1, 1,   100, 1,    0},
    /* clang-format on */
};

static void test_bankruptcy_value(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof dydx_bankruptcy / sizeof dydx_bankruptcy[0]; i++) {
        struct close_position position =
            bitcoin(dydx_bankruptcy[i].net_lots, dydx_bankruptcy[i].parts,
                    dydx_bankruptcy[i].quote_usd * USD);
        EXPECT_EQ(dydx_bankruptcy[i].row,
                  close_bankruptcy_value(&position, dydx_bankruptcy[i].lots),
                  dydx_bankruptcy[i].value_usd * USD);
    }
}

/* A position of one product with nothing else in the account: `quote` is minus what was paid for it
 * plus the cash; the maintenance margin of it does not matter then. */
static struct close_position alone(int64_t net_lots, int64_t mark_ticks, int64_t tick_value,
                                   int64_t quote_micros)
{
    int64_t lots = net_lots < 0 ? -net_lots : net_lots;
    return (struct close_position){
        .side = net_lots > 0 ? SIDE_SELL : SIDE_BUY,
        .lots = lots,
        .mark = {mark_ticks * FINE_PER_TICK},
        .tick_value_micros = tick_value,
        .equity_micros = quote_micros + net_lots * mark_ticks * tick_value,
        .maintenance_micros = 1,
        .own_micros = 1,
    };
}

static void test_single_examples_of_bankruptcy(void **state)
{
    (void)state;
    /* 10^8 quantums at 5 micros each, 13 USDC owed. */
    struct close_position position = alone(100000000, 1, 5, -13 * USD);
    EXPECT_EQ("V109 dYdX a part is rounded up", close_bankruptcy_value(&position, 21347), 2776);

    /* B is short 500 at 1 with 100: 600 in all; the price doubles. */
    position = alone(-500, 200, 10000, 600 * USD);
    EXPECT_EQ("V88 dYdX B is bankrupt at 1.2 each", close_bankruptcy_value(&position, 500),
              600 * USD);
    EXPECT_EQ("V88 dYdX so A, long 500 at 1, gets 100",
              close_bankruptcy_value(&position, 500) - 500 * USD, 100 * USD);

    /* Long 500 at 1 with 100, filled at 0.77. */
    position = alone(500, 77, 10000, -400 * USD);
    EXPECT_EQ("V89 dYdX the fund pays 15", close_leftover(&position, 500, 385 * USD), -15 * USD);

    /* Bankruptcy at 3000, filled at 3060: all of it to the fund. */
    struct close_terms all = {.fee_ppm = 1000000};
    position = alone(1, 3100, 1000000, -3000 * USD);
    EXPECT_EQ("V93 BTCMEX 60 to the fund", close_fee(&position, &all, 1, 3060 * USD), 60 * USD);
}

/* --- the fee ---------------------------------------------------------------------------------- */

static const struct {
    const char *row;
    int64_t fill_usd_e1;
    int64_t fee_ppm;
    int64_t fee_usd_e2;
} dydx_fee[] = {
    /* clang-format off */
    {"V111 dYdX the cap is less than what is left",  56100,    5000,  2805},
    {"V112 dYdX a higher cap",                       56100,   25000, 14025},
    {"V113 dYdX no cap: all that is left",           56100, 1000000, 51000},
    {"V115 dYdX less is left than the cap",          51051,    5000,   510},
    {"V116 dYdX nothing is left",                    51000,    5000,     0},
    {"V117 dYdX worse than bankruptcy: no fee",      50490,    5000,     0},
    /* clang-format on */
};

static void test_dydx_fee(void **state)
{
    (void)state;
    struct close_position position = alone(1, 5610, 1000000, -5100 * USD);
    for (size_t i = 0; i < sizeof dydx_fee / sizeof dydx_fee[0]; i++) {
        struct close_terms terms = {.fee_ppm = dydx_fee[i].fee_ppm};
        EXPECT_EQ(dydx_fee[i].row,
                  close_fee(&position, &terms, 1, dydx_fee[i].fill_usd_e1 * USD / 10),
                  dydx_fee[i].fee_usd_e2 * USD / 100);
    }
    EXPECT_EQ("V117 dYdX the fund pays 51", close_leftover(&position, 1, 5049 * USD), -51 * USD);
}

/* --- the size --------------------------------------------------------------------------------- */

/* Maintenance margin as a rate on the value of what is left. */
struct linear {
    int64_t lot_micros;
    int64_t rate_ppm;
};

static int64_t linear_micros(const void *context, int64_t lots)
{
    const struct linear *linear = context;
    return (int64_t)div_ceil((int128)lots * linear->lot_micros * linear->rate_ppm, PPM_ONE);
}

/* 100 units in lots of a millionth at `lot_micros`, maintenance rate 10 %, short of 10 USD. */
static int64_t drift_lots(int64_t lot_micros, int64_t fee_ppm)
{
    struct linear linear = {lot_micros, 100000};
    struct close_margin margin = {linear_micros, &linear};
    int64_t lots = 100 * USD;
    int64_t maintenance = linear_micros(&linear, lots);
    struct close_position position = {
        .side = SIDE_SELL,
        .lots = lots,
        .mark = {lot_micros * FINE_PER_TICK},
        .tick_value_micros = 1,
        .equity_micros = maintenance - 10 * USD,
        .maintenance_micros = maintenance,
        .own_micros = maintenance,
    };
    struct close_terms terms = {.slice_factor_ppm = 1000000, .fee_ppm = fee_ppm};
    return close_slice_lots(&position, &terms, &margin, NULL);
}

static void test_drift_size(void **state)
{
    (void)state;
    /* The printed sizes are cut off; a slice is rounded up to the lot. */
    EXPECT_EQ("V119 Drift no fees", drift_lots(100, 0), 1000000);
    EXPECT_EQ("V120 Drift quote at 0.99", drift_lots(99, 0), 1010102);
    EXPECT_EQ("V120 Drift quote at 1.01", drift_lots(101, 0), 990100);
    EXPECT_EQ("V121 Drift liquidation fee 1 %", drift_lots(100, 10000), 1111112);
    EXPECT_EQ("V122 Drift two fees of 1 %", drift_lots(100, 20000), 1250000);
}

static const struct {
    const char *row;
    int64_t lots;
    int64_t penalty;     /* micros */
    int64_t maintenance; /* after */
    int64_t ratio_e1;    /* after, in a tenth of a per cent, rounded */
} paradex[] = {
    {"V126 Paradex 20 %", 20, 8880000, 71040000, 999},
    {"V127 Paradex 40 %, the first below 90 %", 40, 17760000, 53280000, 856},
    {"V128 Paradex 60 %", 60, 26640000, 35520000, 666},
    {"V129 Paradex 80 %", 80, 35520000, 17760000, 399},
};

/* Paradex closes in fifths and charges half a per cent of the value closed: with its equity of 80
 * and a value of 8880 our cost and margin are the same at its four steps. */
static void test_paradex_steps(void **state)
{
    (void)state;
    struct linear linear = {88800000, 10000};
    struct close_margin margin = {linear_micros, &linear};
    struct close_position position = {
        .side = SIDE_SELL,
        .lots = 100,
        .mark = {88800000 * FINE_PER_TICK},
        .tick_value_micros = 1,
        .equity_micros = 80 * USD,
        .maintenance_micros = 88800000,
        .own_micros = 88800000,
    };
    struct close_terms terms = {.slice_factor_ppm = 1111112, .fee_ppm = 5000};
    for (size_t i = 0; i < sizeof paradex / sizeof paradex[0]; i++) {
        const char *row = paradex[i].row;
        int64_t cost = close_cost(&position, &terms, paradex[i].lots);
        int64_t after = linear_micros(&linear, 100 - paradex[i].lots);
        /* The printed penalty of V126 is that of 20 %. */
        EXPECT_EQ(row, cost, paradex[i].penalty);
        EXPECT_EQ(row, after, paradex[i].maintenance);
        int64_t equity = position.equity_micros - cost;
        EXPECT_EQ(row, (after * 1000 + equity / 2) / equity, paradex[i].ratio_e1);
    }
    int64_t lots = close_slice_lots(&position, &terms, &margin, NULL);
    EXPECT_TRUE("ours stops at the lot, between the steps", lots > 20 && lots <= 40);
}

/* A slice is enough, one lot less is not, and a position that cannot be saved is closed whole. */
static void test_a_slice_is_the_smallest_that_is_enough(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 7);
    for (uint32_t round = 0; round < 20000; round++) {
        struct linear linear = {random_between(&random, 1, 1000000),
                                random_between(&random, 1000, 500000)};
        struct close_margin margin = {linear_micros, &linear};
        int64_t lots = random_between(&random, 1, 100000);
        int64_t own = linear_micros(&linear, lots);
        int64_t other = random_between(&random, 0, own);
        struct close_position position = {
            .side = random_chance(&random, 1, 2) ? SIDE_BUY : SIDE_SELL,
            .lots = lots,
            .mark = {linear.lot_micros * FINE_PER_TICK},
            .tick_value_micros = 1,
            .maintenance_micros = own + other,
            .own_micros = own,
        };
        position.equity_micros = random_between(&random, 0, position.maintenance_micros);
        struct close_terms terms = {.slice_factor_ppm = 1100000,
                                    .fee_ppm = random_between(&random, 0, 500)};
        /* M of the others is not in the function: it is taken off the equity. */
        struct close_position own_only = position;
        own_only.equity_micros -= (int64_t)div_ceil((int128)other * 1100000, PPM_ONE);
        int64_t slice = close_slice_lots(&own_only, &terms, &margin, NULL);
        EXPECT_TRUE("at least one lot, at most all", slice >= 1 && slice <= lots);
        if (slice == lots || slice == 1) continue;
        int128 before = (int128)linear_micros(&linear, lots - slice + 1) * 1100000;
        int128 room = ((int128)own_only.equity_micros - close_cost(&own_only, &terms, slice - 1));
        EXPECT_TRUE("a lot less is not enough", before > room * PPM_ONE);
        before = (int128)linear_micros(&linear, lots - slice) * 1100000;
        room = (int128)own_only.equity_micros - close_cost(&own_only, &terms, slice);
        EXPECT_TRUE("the slice is enough", before <= room * PPM_ONE);
    }
}

/* Whatever is closed at its bankruptcy value leaves the account with its other equity. */
static void test_bankruptcy_takes_the_share_and_no_more(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 8);
    for (uint32_t round = 0; round < 20000; round++) {
        int64_t maintenance = random_between(&random, 1, INT64_C(1000000000000));
        struct close_position position = {
            .side = random_chance(&random, 1, 2) ? SIDE_BUY : SIDE_SELL,
            .lots = random_between(&random, 1, 1000000),
            .mark = {random_between(&random, 1, INT64_C(10000000000))},
            .tick_value_micros = random_between(&random, 1, 1000),
            .equity_micros = random_between(&random, -maintenance, maintenance),
            .maintenance_micros = maintenance,
            .own_micros = random_between(&random, 1, maintenance),
        };
        int64_t value = close_bankruptcy_value(&position, position.lots);
        int64_t at_mark = position.side == SIDE_SELL
                              ? close_mark_value_floor(&position, position.lots)
                              : close_mark_value_ceil(&position, position.lots);
        int128 share = div_floor((int128)position.equity_micros * position.own_micros, maintenance);
        int128 gives =
            position.side == SIDE_SELL ? (int128)at_mark - value : (int128)value - at_mark;
        if (value == 0) continue;
        EXPECT_TRUE("gives at most its share", gives <= share);
        EXPECT_TRUE("and less than two micros less", gives > share - 2);
    }
}

static void test_health(void **state)
{
    (void)state;
    EXPECT_EQ("as much equity as margin", close_health_ppm(100, 100), 1000000);
    EXPECT_EQ("two thirds, rounded down", close_health_ppm(2, 3), 666666);
    EXPECT_EQ("under water, rounded down", close_health_ppm(-2, 3), -666667);
    EXPECT_EQ("far under water", close_health_ppm(INT64_MIN, 1), INT64_MIN);
    EXPECT_EQ("far above", close_health_ppm(INT64_MAX, 1), INT64_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_dydx_fillable_price),
        cmocka_unit_test(test_price_does_not_depend_on_the_cut_into_lots),
        cmocka_unit_test(test_slice_price_stops_at_bankruptcy),
        cmocka_unit_test(test_bankruptcy_value),
        cmocka_unit_test(test_single_examples_of_bankruptcy),
        cmocka_unit_test(test_dydx_fee),
        cmocka_unit_test(test_drift_size),
        cmocka_unit_test(test_paradex_steps),
        cmocka_unit_test(test_a_slice_is_the_smallest_that_is_enough),
        cmocka_unit_test(test_bankruptcy_takes_the_share_and_no_more),
        cmocka_unit_test(test_health),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
