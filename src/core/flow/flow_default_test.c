/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flow_default_test.c - debts of every size through the waterfall, and tear-ups, for flow_default.c
 * and flow_deleverage.c (R-DEFAULT-1 to R-DEFAULT-9).
 *
 * The trader belongs to MEMBER; the other accounts of the fixture too.  Other members have nothing
 * but their guaranty accounts.
 */
#include "core/flow/liquidation_fixture.h"

#define DAY_NS (INT64_C(86400) * 1000000000)

enum { SECOND = 2, THIRD = 3, OWN_SHARE = 6, SECOND_SHARE = 7, THIRD_SHARE = 8, CAPITAL = 9 };

static enum reject default_terms_set(int64_t tranche_usd, uint32_t gains_days)
{
    fixture_command(&venue, COMMAND_DEFAULT_TERMS)->default_terms =
        (struct body_default_terms){.tranche_micros = tranche_usd * USD,
                                    .window_ns = INT64_C(15552000) * 1000000000,
                                    .tranche_ppm = 100000,
                                    .assessment_ppm = 2000000,
                                    .assessment_sum_ppm = 5500000,
                                    .gains_days = gains_days,
                                    .capital_account_id = CAPITAL};
    (void)fixture_step(&venue);
    return fixture_reject(&venue);
}

static enum reject default_member_set(uint32_t member, uint32_t account, int64_t usd)
{
    fixture_command(&venue, COMMAND_DEFAULT_MEMBER)->default_member =
        (struct body_default_member){usd * USD, member, account};
    (void)fixture_step(&venue);
    return fixture_reject(&venue);
}

static void money_account(uint32_t member, int64_t usd)
{
    fixture_command(&venue, COMMAND_ACCOUNT_OPEN)->account =
        (struct body_account){.member_id = member, .state = PARTY_APPLIED};
    (void)fixture_step(&venue);
    if (usd > 0) (void)fixture_deposit(&venue, venue.list[0].account_id, usd * USD);
}

/* Own share 1 dollar; the others' shares 2 and 1 with requirements of the same; capital 3. */
static void clearing_start(int64_t tranche_usd)
{
    struct body_liquidation_terms terms = terms_make();
    terms.regime = REGIME_CLEARING;
    start(&terms);
    fixture_member(&venue, THIRD);
    money_account(MEMBER, 1);
    money_account(SECOND, 2);
    money_account(THIRD, 1);
    money_account(MEMBER, 3);
    EXPECT_EQ("terms", default_terms_set(tranche_usd, 1), REJECT_NONE);
    EXPECT_EQ("own", default_member_set(MEMBER, OWN_SHARE, 1), REJECT_NONE);
    EXPECT_EQ("second", default_member_set(SECOND, SECOND_SHARE, 2), REJECT_NONE);
    EXPECT_EQ("third", default_member_set(THIRD, THIRD_SHARE, 1), REJECT_NONE);
}

/* What each layer paid in the last step, in hundredths of a dollar. */
static int64_t layer_paid_e2(enum waterfall_layer layer)
{
    int64_t micros = 0;
    for (uint32_t i = 0; i < venue.events.count; i++) {
        const struct event *event = &venue.list[i];
        if (event->kind != EVENT_DEFAULT_STEP || event->default_step.layer != layer) continue;
        micros += event->default_step.amount.micros;
    }
    return micros / 10000;
}

/* The trader is long 100 at a dollar with 10 dollars; the maker is short.  The position stays while
 * its loss is paid; without a settlement before, it is torn up at the mark. */
/* clang-format off */
static const struct {
    const char *row;
    uint32_t gains_days;
    int64_t mark;
    int64_t paid_e2[LAYER_COUNT];
    int64_t left_e2;
} debts[] = {
    /* margin, own share, tranche 1, fund, tranche 2, assessment, gains */
    {"R-DEFAULT-1 the defaulter's share first", 1, 8950, {0,  50,   0,   0,   0,   0, 0},   0},
    {"R-DEFAULT-1 then a tranche",              1, 8850, {0, 100,  50,   0,   0,   0, 0},   0},
    {"R-DEFAULT-2 up to its bound",             1, 8700, {0, 100, 100, 100,   0,   0, 0},   0},
    {"R-DEFAULT-1 the fund, the second tranche",1, 8450, {0, 100, 100, 300,  50,   0, 0},   0},
    {"R-DEFAULT-3 assessments",                 1, 8100, {0, 100, 100, 300, 100, 300, 0},   0},
    {"R-DEFAULT-7 then gains",                  1, 7700, {0, 100, 100, 300, 100, 600, 100}, 0},
    {"R-DEFAULT-3 at most twice",               0, 7700, {0, 100, 100, 300, 100, 600, 0}, 100},
};
/* clang-format on */

static void test_layers(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof debts / sizeof debts[0]; i++) {
        const char *row = debts[i].row;
        clearing_start(1);
        EXPECT_EQ(row, default_terms_set(1, debts[i].gains_days), REJECT_NONE);
        trade(TRADER, MAKER, 100, 10000);
        (void)fixture_marks(&venue, debts[i].mark, 0);
        int64_t paid_e2 = 0;
        for (uint32_t layer = 0; layer < LAYER_COUNT; layer++) {
            EXPECT_EQ(row, layer_paid_e2((enum waterfall_layer)layer), debts[i].paid_e2[layer]);
            paid_e2 += debts[i].paid_e2[layer];
        }
        bool is_torn = debts[i].left_e2 != 0;
        int64_t loss = (10000 - debts[i].mark) * 10000;
        EXPECT_EQ(row, position_of(TRADER).net.lots, is_torn ? 0 : 100);
        EXPECT_EQ(row, balance_of(TRADER), 10 * USD + paid_e2 * 10000 - (is_torn ? loss : 0));
        EXPECT_EQ(row, balance_of(MAKER), 1000000 * USD + (is_torn ? loss : 0));
    }
}

/* A gain is cut once: it is paid for the position, and the same gain is not there any more. */
static void test_gains(void **state)
{
    (void)state;
    clearing_start(1);
    trade(OTHER, MAKER, 300, 10000);
    trade(TRADER, MAKER, 100, 10000);
    (void)fixture_marks(&venue, 7700, 0);
    EXPECT_EQ("R-DEFAULT-7 gains", layer_paid_e2(LAYER_GAINS), 100);
    EXPECT_EQ("R-DEFAULT-7 no debt is left", balance_of(TRADER), 23 * USD);
    EXPECT_EQ("R-DEFAULT-7 before it is paid", balance_of(MAKER), 1000000 * USD);
    EXPECT_EQ("R-DEFAULT-7 from who gained", position_of(MAKER).paid.micros, -399 * USD);
    EXPECT_EQ("R-DEFAULT-8 the position stays", position_of(TRADER).net.lots, 100);
    (void)fixture_marks(&venue, 7700, 0);
    EXPECT_EQ("R-DEFAULT-7 not cut twice", layer_paid_e2(LAYER_GAINS), 0);
    (void)fixture_marks(&venue, 7600, 0);
    EXPECT_EQ("R-DEFAULT-3 nothing more in this default", layer_paid_e2(LAYER_ASSESSMENT), 0);
    EXPECT_EQ("R-DEFAULT-2 nor from a tranche", layer_paid_e2(LAYER_FIRST_TRANCHE), 0);
    EXPECT_EQ("R-DEFAULT-7 but a new gain of the same day", layer_paid_e2(LAYER_GAINS), 100);
    venue.time_ns += DAY_NS; /* Friday: the next business day belongs to the same default */
    (void)fixture_marks(&venue, 7500, 0);
    EXPECT_EQ("R-DEFAULT-9 one default", event_of(EVENT_POSITION_MOVED).moved.cause, MOVE_TEAR_UP);
    EXPECT_EQ("R-DEFAULT-7 one business day only", layer_paid_e2(LAYER_GAINS), 0);
    EXPECT_EQ("R-DEFAULT-8 what is left stays", balance_of(TRADER), -USD);
}

/* A tranche is a tenth of the fund, however large the fund is. */
static void test_a_tranche_of_a_large_fund(void **state)
{
    (void)state;
    clearing_start(0);
    for (uint32_t account = SECOND_SHARE; account <= CAPITAL; account++) {
        (void)fixture_deposit(&venue, account, MONEY_MICROS_MAX);
    }
    trade(TRADER, MAKER, 100, 10000);
    (void)fixture_marks(&venue, 8750, 0);
    struct event first = {0};
    for (uint32_t i = 0; i < venue.events.count; i++) {
        const struct event *event = &venue.list[i];
        bool is_step = event->kind == EVENT_DEFAULT_STEP;
        if (is_step && event->default_step.layer == LAYER_FIRST_TRANCHE) first = *event;
    }
    EXPECT_EQ("R-DEFAULT-2 a tenth of two shares, and of 4 dollars", first.default_step.most.micros,
              2 * (MONEY_MICROS_MAX / 10) + 4 * USD / 10);
}

static void test_calls_have_a_window(void **state)
{
    (void)state;
    clearing_start(0);
    EXPECT_EQ("no gains are cut", default_terms_set(0, 0), REJECT_NONE);
    /* 10 dollars each time: the trader again has 10 and is long 100 at a dollar. */
    static const int64_t assessed_e2[] = {600, 600, 450, 0, 600, 600};
    static const int64_t days[] = {0, 7, 14, 21, 180, 188};
    int64_t start_ns = venue.time_ns;
    for (size_t i = 0; i < 6; i++) {
        venue.time_ns = start_ns + days[i] * DAY_NS;
        if (i > 0) {
            (void)fixture_deposit(&venue, TRADER, 10 * USD - balance_of(TRADER));
            for (uint32_t account = OWN_SHARE; account <= CAPITAL; account++) {
                if (balance_of(account) >= 0) continue;
                (void)fixture_deposit(&venue, account, -balance_of(account));
            }
        }
        (void)fixture_marks(&venue, 10000, 0);
        trade(TRADER, MAKER, 100, 10000);
        (void)fixture_marks(&venue, 7400, 0);
        EXPECT_EQ("R-DEFAULT-3 twice, in all five and a half times in any six months",
                  layer_paid_e2(LAYER_ASSESSMENT), assessed_e2[i]);
    }
}

static void test_shares_are_pro_rata(void **state)
{
    (void)state;
    clearing_start(0);
    trade(TRADER, MAKER, 100, 10000);
    (void)fixture_marks(&venue, 8750, 0);
    /* 2.50: own 1.00, a tranche of a tenth of the fund of 4.00, then 1.10 from 2.00 and 1.00. */
    EXPECT_EQ("R-DEFAULT-4 two thirds and a micro", balance_of(SECOND_SHARE), 2 * USD - 733334);
    EXPECT_EQ("R-DEFAULT-4 one third", balance_of(THIRD_SHARE), USD - 366666);
    struct event event = event_of(EVENT_DEFAULT_STEP);
    EXPECT_EQ("R-DEFAULT-7 the first payer", event.default_step.payer_account_id, OWN_SHARE);
    EXPECT_EQ("R-DEFAULT-7 the debt", event.default_step.debt.micros, 2500000);
    EXPECT_EQ("R-DEFAULT-7 what is left", event.default_step.left.micros, 1500000);
    EXPECT_EQ("R-DEFAULT-9 the first", event.default_step.default_number, 1);
}

/* Debts of three members in one step: the second member's debt finds everybody empty but the first
 * member, who has not been called for its own; the third member's finds nobody. */
static void test_debts_of_one_step(void **state)
{
    (void)state;
    clearing_start(1);
    EXPECT_EQ("no gains are cut", default_terms_set(1, 0), REJECT_NONE);
    uint32_t of_second = fixture_account(&venue, SECOND, 0);
    uint32_t of_third = fixture_account(&venue, THIRD, 0);
    (void)fixture_deposit(&venue, of_second, 10 * USD);
    (void)fixture_deposit(&venue, of_third, 10 * USD);
    trade(TRADER, MAKER, 100, 10000);
    trade(of_second, MAKER, 100, 10000);
    trade(of_third, MAKER, 100, 10000);
    (void)fixture_marks(&venue, 7700, 0);
    EXPECT_EQ("R-DEFAULT-1 the first debt empties every layer", balance_of(TRADER), -USD);
    EXPECT_EQ("R-DEFAULT-3 the second calls the first's member", balance_of(of_second), -11 * USD);
    EXPECT_EQ("R-DEFAULT-1 the third gets nothing", balance_of(of_third), -13 * USD);
    EXPECT_EQ("R-DEFAULT-3 each is called twice its requirement", layer_paid_e2(LAYER_ASSESSMENT),
              600 + 200);
    EXPECT_EQ("R-DEFAULT-6 the first's member owes", balance_of(OWN_SHARE), -2 * USD);
    (void)fixture_deposit(&venue, OWN_SHARE, 5 * USD);
    (void)fixture_deposit(&venue, of_third, 23 * USD);
    (void)fixture_marks(&venue, 10000, 0);
    trade(of_third, MAKER, 100, 10000);
    (void)fixture_marks(&venue, 8800, 0);
    EXPECT_EQ("R-DEFAULT-7 what came since pays in the next step",
              layer_paid_e2(LAYER_GUARANTY_FUND), 200);
}

static void test_tear_up_is_pro_rata(void **state)
{
    (void)state;
    clearing_start(1);
    EXPECT_EQ("no gains are cut", default_terms_set(1, 0), REJECT_NONE);
    trade(OTHER, MAKER, -300, 9000);
    trade(TRADER, MAKER, 100, 10000);
    EXPECT_EQ("the maker is long", position_of(MAKER).net.lots, 200);
    (void)fixture_marks(&venue, 7700, 0);
    EXPECT_EQ("R-DEFAULT-8 the only other side", position_of(OTHER).net.lots, -200);
    EXPECT_EQ("R-DEFAULT-8 at the mark", balance_of(OTHER), 1013 * USD);
}

static void test_commands(void **state)
{
    (void)state;
    clearing_start(1);
    EXPECT_EQ("R-DEFAULT-5 a bound", default_terms_set(1, 32), REJECT_TERMS);
    EXPECT_EQ("R-DEFAULT-5 its field", venue.list[0].reject.field, FIELD_GAINS_DAYS);
    EXPECT_EQ("R-DEFAULT-6 no such member", default_member_set(7, 0, 1), REJECT_MEMBER);
    EXPECT_EQ("R-DEFAULT-6 a negative requirement", default_member_set(SECOND, 0, -1),
              REJECT_TERMS);
    EXPECT_EQ("R-DEFAULT-6 another member's account", default_member_set(SECOND, THIRD_SHARE, 1),
              REJECT_TERMS);
    EXPECT_EQ("R-DEFAULT-6 an account that trades", default_member_set(MEMBER, MAKER, 1),
              REJECT_TERMS);
    EXPECT_EQ("R-DEFAULT-6 the capital", default_member_set(MEMBER, CAPITAL, 1), REJECT_TERMS);
    EXPECT_EQ("R-DEFAULT-6 none", default_member_set(SECOND, 0, 5), REJECT_NONE);
    EXPECT_EQ("R-DEFAULT-6 event", venue.list[0].default_member.requirement.micros, 5 * USD);
    struct body_liquidation_terms terms = terms_make();
    terms.regime = REGIME_CLEARING;
    terms.fund_account_id = FUND;
    EXPECT_EQ("R-LIQ-1 no fund in this regime", liquidation_terms_set(&terms), REJECT_TERMS);
    EXPECT_EQ("R-LIQ-1 its field", venue.list[0].reject.field, FIELD_FUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_layers),
        cmocka_unit_test(test_gains),
        cmocka_unit_test(test_a_tranche_of_a_large_fund),
        cmocka_unit_test(test_calls_have_a_window),
        cmocka_unit_test(test_shares_are_pro_rata),
        cmocka_unit_test(test_debts_of_one_step),
        cmocka_unit_test(test_tear_up_is_pro_rata),
        cmocka_unit_test(test_commands),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
