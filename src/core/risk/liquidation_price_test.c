/* SPDX-License-Identifier: Apache-2.0 */
/*
 * liquidation_price_test.c - the worked examples of eight venues, and the price against searching
 * for it, for liquidation_price.c (R-MARGIN-10).
 */
#include "core/risk/liquidation_price.h"

#include "base/expect.h"
#include "base/random.h"

/* A decimal of the tables with six digits behind the point. */
#define E6(number) ((int64_t)(number##LL))

static int64_t rounded(struct fraction price, int64_t scale)
{
    int128 twice = 2 * price.numerator * scale + price.divisor;
    return (int64_t)div_floor(twice, 2 * price.divisor);
}

/* Money and prices x 10^6, quantities x 10^3; price x 10^3 of the result. */
static const struct {
    const char *row;
    int64_t wallet;
    int64_t deduction;
    int64_t qty_e3;
    int64_t entry_e2;
    int64_t rate_ppm;
    bool is_long;
    int64_t price_e6;
    int64_t precision; /* the published digits: 10000 is two decimals */
} linear[] = {
    {"V50 Binance ETH long, isolated", 1535443010000, 135365000000, 3683979, 145684, 100000, true,
     1114780000, 10000},
    {"V51 Binance BTC long, isolated", 1535443010000, 16300000000, 109488, 3248198, 25000, true,
     18778730000, 10000},
    {"by hand: Binance, a short of 12.5 in the third bracket", 50000000000, 950000000, 12500,
     6000000, 6500, false, 63662200000, 10000},
    {"by hand: Binance, a long of 2000 in the seventh", 5000000000000, 2981450000000, 2000000,
     6500000, 50000, true, 64220290000, 10000},
    {"V54 short, leverage 5, entry 10", 2000000, 10000, 1000, 1000, 10000, false, 11891089, 1},
    {"V55 short, leverage 3, entry 10", 3333333, 10000, 1000, 1000, 10000, false, 13211221, 1},
    {"V56 short, leverage 5, entry 8", 1600000, 10000, 1000, 800, 10000, false, 9514851, 1},
    {"V57 short, 0.6 at entry 10", 1200000, 10000, 600, 1000, 10000, false, 11897690, 1},
    {"V58 long, leverage 5, entry 10", 2000000, 10000, 1000, 1000, 10000, true, 8070707, 1},
    {"V59 long, leverage 5, entry 8", 1600000, 10000, 1000, 800, 10000, true, 6454545, 1},
    {"V60 long, leverage 3, entry 10", 3333333, 10000, 1000, 1000, 10000, true, 6723906, 1},
    {"V61 long, 0.6 at entry 10", 1200000, 10000, 600, 1000, 10000, true, 8063973, 1},
    {"V62 OKX, rate and fee 1.06 %, long", 2000000, 0, 1000, 1000, 10600, true, 8085709, 1},
    {"V62 OKX, rate and fee 1.06 %, short", 2000000, 0, 1000, 1000, 10600, false, 11874134, 1},
    {"V68 Phemex 500 at 0.4, leverage 5", 40000000, 0, 500000, 40, 10000, true, 323230, 10},
    {"V69 dYdX short 3 at 3000", 1000000000, 0, 3000, 300000, 50000, false, 3174600000, 10000},
};

static void test_linear_examples(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < sizeof linear / sizeof linear[0]; i++) {
        /* Quantity x 10^3 times entry x 10^2 is money x 10^5: money is brought to that. */
        struct linear_case position = {.wallet = (int128)linear[i].wallet * 100,
                                       .deduction = (int128)linear[i].deduction * 100,
                                       .qty = (int128)linear[i].qty_e3 * 1000,
                                       .entry = linear[i].entry_e2,
                                       .maintenance_ppm = linear[i].rate_ppm,
                                       .is_long = linear[i].is_long};
        /* Price in the unit of entry, 10^-2. */
        int64_t price_e6 = rounded(linear_liquidation_price(&position), 10000);
        int64_t precision = linear[i].precision;
        int64_t nearest = (price_e6 + precision / 2) / precision * precision;
        EXPECT_EQ(linear[i].row, nearest, linear[i].price_e6);
    }
}

static void test_other_forms(void **state)
{
    (void)state;
    EXPECT_EQ("V64 Bybit 1 BTC at 20,000, leverage 50",
              rounded(leverage_liquidation_price(20000, 20000, 5000, true), 1), 19700);
    EXPECT_EQ("its mirror", rounded(leverage_liquidation_price(20000, 20000, 5000, false), 1),
              20300);
    EXPECT_EQ("V67 Bybit bankruptcy at 10,000, leverage 50",
              rounded(linear_bankruptcy_price(10000, 5000, true), 1), 9800);
    EXPECT_EQ("its mirror", rounded(linear_bankruptcy_price(10000, 5000, false), 1), 10200);
    EXPECT_EQ("V65 Bybit inverse bankruptcy at 7890.08, leverage 50",
              rounded(inverse_bankruptcy_price(789008, 5000, true), 10000), E6(7735372549));
    EXPECT_EQ("its mirror", rounded(inverse_bankruptcy_price(98, 5000, false), 1), 100);
    struct inverse_case kraken = {.contracts = 1000,
                                  .entry = 8000,
                                  .margin = 1,
                                  .margin_units = 100,
                                  .maintenance_ppm = 10000,
                                  .is_long = true};
    EXPECT_EQ("V63 Kraken liquidation", rounded(inverse_liquidation_price(&kraken), 1), 7481);
    kraken.maintenance_ppm = 0;
    EXPECT_EQ("V63 Kraken bankruptcy", rounded(inverse_liquidation_price(&kraken), 1), 7407);
    kraken.is_long = false;
    EXPECT_EQ("a short's", rounded(inverse_liquidation_price(&kraken), 1), 8696);
    kraken.margin = 13;
    EXPECT_TRUE("a short with its value behind it has none",
                inverse_liquidation_price(&kraken).numerator < 0);
    EXPECT_EQ("V1 BitMEX 15,000 contracts, 750 to 800",
              rounded(inverse_profit(15000, 750, 800, true), 1000000), 1250000);
    EXPECT_EQ("a short's", rounded(inverse_profit(15000, 750, 800, false), 1000000), -1250000);
}

static struct product_margin random_margin(struct random *random)
{
    struct product_margin margin = {
        .terms = {.initial_mode = INITIAL_FACTOR, .initial_factor_ppm = 1300000}};
    margin.terms.bracket_count = (uint8_t)random_between(random, 1, 8);
    int64_t floor = 0;
    uint32_t rate = 0;
    for (uint32_t i = 0; i < margin.terms.bracket_count; i++) {
        rate += (uint32_t)random_between(random, 1, 60000);
        margin.terms.brackets[i].floor_micros = floor;
        margin.terms.brackets[i].maintenance_ppm = rate;
        floor += random_between(random, 1, INT64_C(100000000));
    }
    if (random_chance(random, 1, 2)) {
        margin.terms.size_slope_e12 = random_between(random, 1, 100000000);
        margin.terms.size_cap_ppm = 100000;
    }
    bracket_table_make(&margin.table, &margin.terms);
    return margin;
}

static void test_against_looking(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 74);
    uint32_t found = 0;
    for (uint32_t round = 0; round < 5000; round++) {
        struct product_margin margin = random_margin(&random);
        int64_t net = random_between(&random, -5000, 5000);
        if (net == 0) continue;
        int64_t entry = random_between(&random, 1000, 100000);
        struct liquidation_case position = {.net_lots = net,
                                            .paid_micros = net * entry * 100,
                                            .backing_micros = random_between(&random, 0, 200000000),
                                            .price_e4_limit = INT64_C(10000000000)};
        struct margin_point point = {.tick_value_micros = 100, .queue_ratio_ppm = 910000};
        int64_t price = liquidation_price_e4(&margin, &point, &position);
        int64_t step = net > 0 ? 1 : -1;
        if (price == 0) continue;
        found++;
        /* Rounding moves both sides by a micro or two, worth this many steps of the mark. */
        int64_t lots = net > 0 ? net : -net;
        int64_t slack = 1 + 4 * 10000 / (lots * 100) * 2;
        int64_t reached = price - step * slack;
        int64_t before = price + step * slack;
        for (uint32_t side = 0; side < 2; side++) {
            point.mark_e4 = side == 0 ? reached : before;
            if (point.mark_e4 < 1) continue;
            int128 equity =
                position.backing_micros + margin_unrealised(&point, net, position.paid_micros);
            int64_t maintenance = margin_maintenance(&margin, &point, lots);
            if (side == 0) EXPECT_TRUE("used up at the price", maintenance >= equity);
            if (side == 1) EXPECT_TRUE("and not before it", maintenance <= equity);
        }
    }
    EXPECT_TRUE("most have one", found > 3000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_linear_examples),
        cmocka_unit_test(test_other_forms),
        cmocka_unit_test(test_against_looking),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
