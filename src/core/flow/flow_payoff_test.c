/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flow_payoff_test.c - an inverse product and its accounts through the core (R-PAYOFF-1,
 * R-PAYOFF-6, R-PAYOFF-9, R-PAYOFF-10, R-CURRENCY-1, R-CURRENCY-3, R-CURRENCY-6).
 *
 * The ids V.. are those of docs/worked-examples.md.  fixture_step audits after each command.
 */
#include "base/expect.h"
#include "core/fixture.h"

#define COIN INT64_C(100000000) /* units of a coin: 10^-8 */

static struct fixture fixture;
static _Alignas(64) unsigned char memory[FIXTURE_SIZE];

static void payoff_set(uint8_t currency, uint8_t scale)
{
    struct command *command = fixture_command(&fixture, COMMAND_PAYOFF_TERMS);
    command->product_id = PRODUCT;
    command->payoff_terms =
        (struct body_payoff_terms){.payoff = PAYOFF_INVERSE, .currency = currency, .scale = scale};
    fixture_step(&fixture);
    assert_int_equal(fixture_reject(&fixture), REJECT_NONE);
}

/* ALICE and BOB hold coin, CAROL dollars; a lot is worth tick value x 10^scale / price. */
static void venue_open(int64_t tick_value, uint8_t scale, int64_t deposit)
{
    fixture_start(&fixture, memory, sizeof memory);
    struct product_terms terms = fixture_terms();
    terms.tick_value_micros = tick_value;
    terms.price_ticks_min = 100;
    fixture_define(&fixture, PRODUCT, &terms);
    payoff_set(1, scale);
    fixture_list(&fixture, PRODUCT);
    fixture_member(&fixture, MEMBER);
    for (uint32_t id = ALICE; id <= CAROL; id++) {
        (void)fixture_account(&fixture, MEMBER, 0);
        struct command *command = fixture_command(&fixture, COMMAND_ACCOUNT_CURRENCY);
        command->account_id = id;
        command->account_currency.currency = (uint8_t)(id == CAROL ? CURRENCY_DOLLAR : 1);
        fixture_step(&fixture);
        assert_int_equal(fixture_reject(&fixture), REJECT_NONE);
        fixture_deposit(&fixture, id, deposit);
    }
}

static void trade(int64_t price, int64_t lots, enum side taker_side)
{
    (void)fixture_place(&fixture, BOB, fixture_entry(side_opposite(taker_side), lots, price));
    (void)fixture_place(&fixture, ALICE, fixture_entry(taker_side, lots, price));
}

static int64_t balance_of(uint32_t account_id)
{
    return core_balance(fixture.core, entry_account(account_id)).micros;
}

/* clang-format off */
static const struct {
    const char *row;
    int64_t lots, entry, exit, profit;
} examples[] = {
    {"V2 BitMEX, 5 lots of 100 USD, 42292.5 to 42303",    5, 84585, 84606, 295},
    {"V3 BitMEX, 15 lots, 42292.5 to 42107.5",           15, 84585, 84215, -15570},
};
/* clang-format on */

static void test_profits(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < sizeof examples / sizeof examples[0]; i++) {
        venue_open(20, 9, COIN);
        trade(examples[i].entry, examples[i].lots, SIDE_BUY);
        EXPECT_EQ(examples[i].row, balance_of(ALICE), COIN);
        trade(examples[i].exit, examples[i].lots, SIDE_SELL);
        EXPECT_EQ(examples[i].row, balance_of(ALICE), COIN + examples[i].profit);
        EXPECT_EQ("who sold has the other side", balance_of(BOB), COIN - examples[i].profit);
        EXPECT_EQ("nothing stays in the product",
                  core_balance(fixture.core, entry_clearing(PRODUCT)).micros, 0);
    }
}

static void margin_terms_set(void)
{
    struct command *command = fixture_command(&fixture, COMMAND_MARGIN_TERMS);
    command->product_id = PRODUCT;
    command->margin.bracket_count = 1;
    command->margin.initial_mode = INITIAL_FACTOR;
    command->margin.initial_factor_ppm = 1000000;
    command->margin.brackets[0].maintenance_ppm = 10000;
    fixture_step(&fixture);
    assert_int_equal(fixture_reject(&fixture), REJECT_NONE);
}

static void mark_set(int64_t ticks_e4)
{
    struct command *command = fixture_command(&fixture, COMMAND_REFERENCE_PRICE);
    command->product_id = PRODUCT;
    command->reference.mark.ticks_e4 = ticks_e4;
    fixture_step(&fixture);
    assert_int_equal(fixture_reject(&fixture), REJECT_NONE);
}

static void test_liquidation_price(void **state)
{
    (void)state;
    venue_open(1, 8, COIN / 100); /* 0.01 coin, lots of 1 USD */
    mark_set(80000000);
    margin_terms_set();
    trade(8000, 1000, SIDE_BUY);
    struct account_risk_view risk;
    EXPECT_TRUE("the account is there", core_account_risk(fixture.core, ALICE, &risk));
    EXPECT_EQ("maintenance margin in coin, 1 % of 0.125", risk.maintenance.micros, COIN / 800);
    int64_t price_e4 = risk.liquidation_price.ticks_e4;
    EXPECT_EQ("V63 Kraken, long 1000 at 8000, 0.01 behind it", price_e4 / 10000, 7481);
    EXPECT_TRUE("a short's lies above", core_account_risk(fixture.core, BOB, &risk));
    EXPECT_EQ("1000 / (0.115 / 0.99) and below", risk.liquidation_price.ticks_e4 / 10000, 8608);

    mark_set(price_e4 + 20);
    EXPECT_TRUE("just above it", core_account_risk(fixture.core, ALICE, &risk));
    EXPECT_TRUE("equity is more than maintenance", risk.equity.micros >= risk.maintenance.micros);
    mark_set(price_e4 - 20);
    EXPECT_TRUE("just below it", core_account_risk(fixture.core, ALICE, &risk));
    EXPECT_TRUE("and less there", risk.equity.micros <= risk.maintenance.micros);
    EXPECT_TRUE("it is queued", risk.is_queued);
}

static void test_slice(void **state)
{
    (void)state;
    venue_open(1, 8, COIN / 100);
    mark_set(80000000);
    margin_terms_set();
    struct command *command = fixture_command(&fixture, COMMAND_LIQUIDATION_TERMS);
    command->product_id = PRODUCT;
    command->liquidation = (struct body_liquidation_terms){.window_ns = WINDOW_NS_MAX,
                                                           .liquidate_ratio_ppm = 800000,
                                                           .slice_factor_ppm = 1100000,
                                                           .adjustment_ppm = 1000000,
                                                           .spread_ppm = 1000000,
                                                           .exposure_ppm = 1000000,
                                                           .work_max = 10,
                                                           .regime = REGIME_VENUE,
                                                           .method = DELEVERAGE_PRO_RATA};
    fixture_step(&fixture);
    EXPECT_EQ("the terms are taken", fixture_reject(&fixture), REJECT_NONE);
    trade(8000, 1000, SIDE_BUY);
    (void)fixture_place(&fixture, BOB, fixture_entry(SIDE_BUY, 2000, 7479));
    mark_set(74800000); /* E = 0.0013101, M = 0.0013369: below maintenance, above nothing */
    const struct event *slice = fixture_event(&fixture, EVENT_LIQUIDATION);
    const struct event *trade_event = fixture_event(&fixture, EVENT_TRADE);
    ASSERT(slice != NULL && trade_event != NULL); /* a slice goes to the book and is taken */
    EXPECT_EQ("at the mark that the terms watch", slice->liquidation.mark.ticks_e4, 74800000);
    EXPECT_TRUE("a long is sold below the mark", slice->liquidation.price.ticks < 7480);
    /* Nothing would be left at 1000 / 0.135 = 7407.4. */
    EXPECT_TRUE("and not below bankruptcy", slice->liquidation.price.ticks >= 7408);
    EXPECT_TRUE("who has bid takes it", fixture_count(&fixture, EVENT_TRADE) == 1);
    EXPECT_EQ("what is left is the rest of the position", trade_event->trade.qty.lots,
              slice->liquidation.lots.lots);
}

static void test_entries(void **state)
{
    (void)state;
    venue_open(1, 8, COIN);
    const struct core *core = fixture.core;
    EXPECT_EQ("the bank of the coin", core_balance(core, entry_of_currency(ENTRY_BANK, 1)).micros,
              -2 * COIN);
    EXPECT_EQ("the bank of dollars", core_balance(core, ENTRY_BANK).micros, -COIN);
    (void)fixture_place(&fixture, CAROL, fixture_entry(SIDE_BUY, 1, 8000));
    EXPECT_EQ("dollars buy nothing here", fixture_reject(&fixture), REJECT_CURRENCY);
    struct command *command = fixture_command(&fixture, COMMAND_ACCOUNT_CURRENCY);
    command->account_id = CAROL;
    command->account_currency.currency = 1;
    fixture_step(&fixture);
    EXPECT_EQ("and do not become coin", fixture_reject(&fixture), REJECT_CURRENCY_FIXED);
    command = fixture_command(&fixture, COMMAND_PAYOFF_TERMS);
    command->product_id = PRODUCT;
    fixture_step(&fixture);
    EXPECT_EQ("a listed product stays inverse", fixture_reject(&fixture), REJECT_PAYOFF_FIXED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_profits),
        cmocka_unit_test(test_liquidation_price),
        cmocka_unit_test(test_slice),
        cmocka_unit_test(test_entries),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
