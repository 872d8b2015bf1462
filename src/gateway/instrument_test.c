/* SPDX-License-Identifier: Apache-2.0 */
/*
 * instrument_test.c - ticks and lots become decimal text and back, exactly.
 */
#include "gateway/instrument.h"

#include "base/expect.h"

static struct product_terms btcperp(void)
{
    return (struct product_terms){.symbol = "BTCPERP",
                                  .quote = "USD",
                                  .tick_value_micros = 100,
                                  .order_lots_max = 1000,
                                  .price_ticks_max = 10000000};
}

static void test_names(void **state)
{
    (void)state;
    struct instrument instrument;
    struct product_terms terms = btcperp();
    instrument_of_terms(&instrument, 1, &terms);
    EXPECT_TEXT("of the venue's own interface", instrument.rest_ticker, "BTCPERP");
    EXPECT_TEXT("of the other dialect", instrument.rpc_name, "BTC_USD-PERPETUAL");
    EXPECT_TEXT("of the index", instrument.index_name, "btc_usd");
    EXPECT_TEXT("base", instrument.base, "BTC");
    EXPECT_TEXT("in full", instrument.base_long, "Bitcoin");
    EXPECT_TRUE("perpetual", instrument.is_perpetual);

    struct instruments *instruments = instruments_create();
    EXPECT_TRUE("added", instruments_add(instruments, &instrument));
    EXPECT_TRUE("again", instruments_add(instruments, &instrument));
    EXPECT_TRUE("it is there once", instrument_at(instruments, 1) == NULL);
    EXPECT_TRUE("by name", instrument_by_rpc_name(instruments, "BTC_USD-PERPETUAL") != NULL);
    EXPECT_TRUE("by ticker", instrument_by_ticker(instruments, "BTCPERP") != NULL);
    EXPECT_TRUE("by product", instrument_by_product(instruments, 1) != NULL);
    EXPECT_TRUE("not by another", instrument_by_product(instruments, 2) == NULL);
    instruments_destroy(instruments);
}

static const struct unit_scale coin = {100, 2};     /* a tick is 1 USD a coin */
static const struct unit_scale contract = {100, 6}; /* a tick is 0.0001 USD a contract */
static const struct unit_scale amount = {1, 4};     /* a lot is 0.0001 coins */

struct write_row {
    const char *sentence;
    const struct unit_scale *scale;
    int64_t value;
    const char *text;
};

static const struct write_row write_rows[] = {
    {"a price in USD per coin", &coin, 63587, "63587"},
    {"the same per contract", &contract, 63587, "6.3587"},
    {"a round one has no zeros", &contract, 60000, "6"},
    {"one lot", &amount, 1, "0.0001"},
    {"a whole coin", &amount, 10000, "1"},
    {"a short position", &amount, -12345, "-1.2345"},
    {"nothing", &amount, 0, "0"},
    {"the largest", &coin, INT64_MAX, "9223372036854775807"},
};

static void test_write(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof write_rows / sizeof write_rows[0]; i++) {
        const struct write_row *row = &write_rows[i];
        char text[UNIT_TEXT_SIZE];
        size_t size = instrument_write(text, row->scale, row->value);
        EXPECT_TEXT(row->sentence, text, row->text);
        EXPECT_EQ(row->sentence, size, strlen(row->text));
        struct unit_read back = instrument_read(row->scale, text, size);
        if (row->value == INT64_MAX) continue;
        EXPECT_EQ(row->sentence, back.fault, UNIT_GOOD);
        EXPECT_EQ(row->sentence, back.value, row->value);
    }
    char text[UNIT_TEXT_SIZE];
    (void)instrument_write_fixed(text, &(struct unit_scale){1, 4}, 60000);
    EXPECT_TEXT("with all decimals", text, "6.0000");
    (void)instrument_write_fine(text, &coin, (struct fine_price){635871250}, 2);
    EXPECT_TEXT("a mark with two decimals, half away from zero", text, "63587.13");
    (void)instrument_write_fine(text, &contract, (struct fine_price){635871250}, 8);
    EXPECT_TEXT("a mark of a contract", text, "6.3587125");
    (void)money_write(text, (struct money){-50024200});
    EXPECT_TEXT("money", text, "-50.0242");
    (void)decimal_write(text, 120000000, 12);
    EXPECT_TEXT("a rate", text, "0.00012");
}

struct read_row {
    const char *sentence;
    const struct unit_scale *scale;
    const char *text;
    enum unit_fault fault;
    int64_t value; /* or below */
    int64_t above;
};

static const struct read_row read_rows[] = {
    {"a whole price", &coin, "63587", UNIT_GOOD, 63587, 0},
    {"zeros behind the point", &coin, "63587.000", UNIT_GOOD, 63587, 0},
    {"zeros before it", &amount, "000.0001", UNIT_GOOD, 1, 0},
    {"an exponent", &amount, "1e-4", UNIT_GOOD, 1, 0},
    {"a positive exponent", &coin, "6.3587E+4", UNIT_GOOD, 63587, 0},
    {"a negative amount", &amount, "-0.5", UNIT_GOOD, -5000, 0},
    {"nothing", &coin, "0", UNIT_GOOD, 0, 0},
    {"minus nothing", &coin, "-0.0", UNIT_GOOD, 0, 0},
    {"half a tick lies between two", &coin, "63587.5", UNIT_BETWEEN, 63587, 63588},
    {"below zero as well", &coin, "-0.5", UNIT_BETWEEN, -1, 0},
    {"less than can be written", &amount, "1e-40", UNIT_BETWEEN, 0, 1},
    {"a number too large", &coin, "1e20", UNIT_RANGE, 0, 0},
    {"a number far too large", &coin, "1e40", UNIT_RANGE, 0, 0},
    {"many digits and an exponent", &coin, "7999999989999999998999999E16", UNIT_RANGE, 0, 0},
    {"an exponent nobody needs", &coin, "1e400", UNIT_MALFORMED, 0, 0},
    {"no number", &coin, "abc", UNIT_MALFORMED, 0, 0},
    {"nothing at all", &coin, "", UNIT_MALFORMED, 0, 0},
    {"a sign alone", &coin, "-", UNIT_MALFORMED, 0, 0},
    {"a point alone", &coin, ".", UNIT_MALFORMED, 0, 0},
    {"no digit before the point", &coin, ".5", UNIT_MALFORMED, 0, 0},
    {"no digit behind it", &coin, "5.", UNIT_MALFORMED, 0, 0},
    {"two points", &coin, "1.2.3", UNIT_MALFORMED, 0, 0},
    {"letters behind it", &coin, "12x", UNIT_MALFORMED, 0, 0},
    {"space before it", &coin, " 12", UNIT_MALFORMED, 0, 0},
    {"an exponent without digits", &coin, "1e", UNIT_MALFORMED, 0, 0},
    {"sixty digits", &coin, "123456789012345678901234567890123456789012345678901234567890",
     UNIT_MALFORMED, 0, 0},
};

static void test_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof read_rows / sizeof read_rows[0]; i++) {
        const struct read_row *row = &read_rows[i];
        struct unit_read read = instrument_read(row->scale, row->text, strlen(row->text));
        EXPECT_EQ(row->sentence, read.fault, row->fault);
        if (row->fault == UNIT_GOOD) EXPECT_EQ(row->sentence, read.value, row->value);
        if (row->fault != UNIT_BETWEEN) continue;
        EXPECT_EQ(row->sentence, read.below, row->value);
        EXPECT_EQ(row->sentence, read.above, row->above);
    }
}

/* R-PAYOFF-1: what a product settles in, and what an amount of it is. */
static void test_money(void **state)
{
    (void)state;
    char text[UNIT_TEXT_SIZE];
    struct instrument linear;
    struct instrument inverse;
    struct product_terms terms = btcperp();
    struct instruments *instruments = instruments_create();
    instrument_of_terms(&linear, 1, &terms);
    EXPECT_TEXT("dollars until it is said otherwise", linear.settlement, "USD");
    EXPECT_TEXT("which have a name without a product", instruments_money(instruments, 0), "USD");
    EXPECT_TEXT("as others have not", instruments_money(instruments, 2), "");
    memcpy(terms.quote, "EUR", 4);
    instrument_of_terms(&linear, 1, &terms);
    instrument_settle(&linear, 2, 0);
    EXPECT_TEXT("a linear one settles in its quote", linear.settlement, "EUR");
    EXPECT_EQ("with six decimals", linear.money_decimals, MONEY_DECIMALS);

    /* A lot is 10 USD: at a tick of 0.1, 100 ticks x 10^8 of the coin's smallest units. */
    terms = btcperp();
    terms.decimals_price = 1;
    instrument_of_terms(&inverse, 2, &terms);
    instrument_settle(&inverse, 1, INT64_C(10000000000));
    EXPECT_TEXT("an inverse one in its coin", inverse.settlement, "BTC");
    EXPECT_EQ("with eight", inverse.money_decimals, MONEY_COIN_DECIMALS);
    (void)instrument_write(text, &inverse.coin_amount, 3);
    EXPECT_TEXT("three lots are a sum of the quote", text, "30");
    (void)instrument_write(text, &inverse.coin_price, 635875);
    EXPECT_TEXT("a price is too", text, "63587.5");
    EXPECT_TRUE("added", instruments_add(instruments, &linear));
    EXPECT_TRUE("and the other", instruments_add(instruments, &inverse));
    EXPECT_TEXT("now they have names", instruments_money(instruments, 2), "EUR");
    EXPECT_EQ("and something that settles in them", instruments_settled(instruments, 1)->product_id,
              2);
    EXPECT_TRUE("or nothing", instruments_settled(instruments, 3) == NULL);

    EXPECT_TRUE("neither is of dollars", instrument_market_at(instruments, 0) == NULL);
    EXPECT_TRUE("so not by ticker", instrument_by_ticker(instruments, linear.rest_ticker) == NULL);
    EXPECT_TRUE("nor by product", instrument_market(instruments, linear.product_id) == NULL);
    struct instrument dollars;
    instrument_of_terms(&dollars, 9, &(struct product_terms){.symbol = "ETHPERP", .quote = "USD"});
    EXPECT_TRUE("added", instruments_add(instruments, &dollars));
    EXPECT_EQ("one that is", instrument_market_at(instruments, 0)->product_id, 9);
    EXPECT_TRUE("is the only one", instrument_market_at(instruments, 1) == NULL);
    EXPECT_TRUE("by ticker", instrument_by_ticker(instruments, "ETHPERP") != NULL);
    EXPECT_TRUE("by product", instrument_market(instruments, 9) != NULL);
    instruments_destroy(instruments);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_write),
        cmocka_unit_test(test_read),
        cmocka_unit_test(test_money),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
