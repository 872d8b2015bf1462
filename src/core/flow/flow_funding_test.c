/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flow_funding_test.c - who pays whom, when, and that nothing is lost on the way.
 *
 * Rules  R-FUND-2, R-FUND-4, R-FUND-5, R-FUND-6, R-FUND-7, R-FUND-8, R-FUND-10, R-FUND-11,
 *        R-FUND-13, R-AUDIT-5.
 */
#include "core/fixture_text.h"
#include "model/term_text.h"

#include "base/expect.h"
#include "base/random.h"

#define SECOND INT64_C(1000000000)
#define HOUR   (3600 * SECOND)

static _Alignas(64) unsigned char memory[FIXTURE_SIZE];
static struct fixture fixture;
static int64_t start_ns; /* a whole day */

/* The first event of this kind in the last step; an empty one if there is none. */
static const struct event *event_of(enum event_kind kind)
{
    static const struct event none;
    const struct event *event = fixture_event(&fixture, kind);
    return event == NULL ? &none : event;
}

static enum reject send_terms(enum command_kind kind, const char *text)
{
    struct command *command = fixture_command(&fixture, kind);
    command->product_id = PRODUCT;
    assert_null(terms_read(command, text));
    fixture_step(&fixture);
    return fixture_reject(&fixture);
}

static uint32_t tick_at(int64_t second)
{
    fixture.time_ns = start_ns + second * SECOND;
    (void)fixture_command(&fixture, COMMAND_TICK);
    return fixture_step(&fixture);
}

/* A tick on a lot is worth 100 micros.  Alice is long 10, Bob short 7, Carol short 3. */
static void open_positions(const char *funding)
{
    fixture_open(&fixture, memory, sizeof memory);
    start_ns = (fixture.time_ns / (24 * HOUR) + 1) * 24 * HOUR;
    fixture.time_ns = start_ns;
    assert_int_equal(send_terms(COMMAND_PRICE_TERMS, "step_ns 1s"), REJECT_NONE);
    assert_int_equal(send_terms(COMMAND_FUNDING_TERMS, funding), REJECT_NONE);
    (void)fixture_place(&fixture, ALICE, fixture_entry(SIDE_BUY, 10, 1000));
    (void)fixture_place(&fixture, BOB, fixture_entry(SIDE_SELL, 7, 1000));
    (void)fixture_place(&fixture, CAROL, fixture_entry(SIDE_SELL, 3, 1000));
}

static int64_t balance_of(uint32_t account)
{
    return core_balance(fixture.core, entry_account(account)).micros - INT64_C(1000000000000);
}

static int64_t pool(void)
{
    return core_balance(fixture.core, entry_product(PRODUCT, PRODUCT_ENTRY_FUNDING)).micros;
}

static int64_t insurance(void)
{
    return core_balance(fixture.core, entry_product(PRODUCT, PRODUCT_ENTRY_INSURANCE)).micros;
}

#define MARK_FUNDING                                                                               \
    "premium mark sample_ns 1s bucket_ns 1m divisor 1 funding_price mark interval_ns 1h "

static void test_one_interval(void **state)
{
    (void)state;
    open_positions(MARK_FUNDING);
    (void)fixture_marks(&fixture, 1010, 1000);
    for (int64_t second = 1; second < 3600; second++) (void)tick_at(second);
    struct economy_view view;
    (void)core_economy(fixture.core, PRODUCT, &view);
    EXPECT_EQ("59 minutes so far", view.buckets, 59);
    EXPECT_EQ("the estimate is 1 %", view.estimate_e12, INT64_C(10000000000));
    (void)tick_at(3600);
    const struct event_funding *funding = &event_of(EVENT_FUNDING)->funding;
    EXPECT_EQ("1 %", funding->rate_e12, INT64_C(10000000000));
    EXPECT_EQ("60 minutes", funding->buckets, 60);
    EXPECT_EQ("on the mark", funding->price.ticks_e4, 10100000);
    EXPECT_EQ("101,000 micros x 1 %", funding->cumulative_nanos, 1010000);
    EXPECT_EQ("the next", funding->next_funding_ns, start_ns + 2 * HOUR);
    EXPECT_EQ("nobody has paid", balance_of(ALICE), 0);
    EXPECT_EQ("she owes", core_funding_due(fixture.core, ALICE, PRODUCT).micros, 10100);
    EXPECT_EQ("he receives", core_funding_due(fixture.core, BOB, PRODUCT).micros, -7070);
    EXPECT_EQ("no position, nothing due", core_funding_due(fixture.core, 9, PRODUCT).micros, 0);

    /* Alice sells to Carol: both are settled right before the trade. */
    (void)fixture_place(&fixture, CAROL, fixture_entry(SIDE_BUY, 1, 990));
    (void)fixture_place(&fixture, ALICE, fixture_entry(SIDE_SELL, 1, 990));
    EXPECT_TEXT("maker, then taker", fixture_text(&fixture),
                "accepted 5 1@990; funding_payment ; funding_payment ; trade 4/5 1@990; "
                "fill 4 -2; fill 5 9; filled 4 0@990; filled 5 0@990");
    EXPECT_EQ("Carol first", fixture.list[1].account_id, CAROL);
    EXPECT_EQ("receives", fixture.list[1].payment.amount.micros, -3030);
    EXPECT_EQ("Alice pays", fixture.list[2].payment.amount.micros, 10100);
    EXPECT_EQ("the pool has what Bob has not taken", pool(), 7070);
    EXPECT_EQ("nothing was rounded", insurance(), 0);
}

/* Every rounding is in favour of the pool, and whole micros of it go to the insurance. */
static void test_residue(void **state)
{
    (void)state;
    open_positions(MARK_FUNDING);
    (void)fixture_marks(&fixture, 1001, 1000); /* 0.1 % of 100,100: 100.1 micros a lot */
    for (int64_t second = 1; second <= 3600; second++) (void)tick_at(second);
    struct command *command;
    static const struct {
        uint32_t account;
        int64_t paid;
        int64_t insurance;
    } rows[] = {{ALICE, 1001, 0}, {BOB, -700, 0}, {CAROL, -300, 1}};
    for (uint32_t i = 0; i < 3; i++) {
        command = fixture_command(&fixture, COMMAND_WITHDRAW);
        command->account_id = rows[i].account;
        command->cash.amount.micros = 1;
        fixture_step(&fixture);
        EXPECT_EQ("settled before the money leaves", fixture.list[0].kind, EVENT_FUNDING_PAYMENT);
        EXPECT_EQ("paid", fixture.list[0].payment.amount.micros, rows[i].paid);
        EXPECT_EQ("kept", insurance(), rows[i].insurance);
        EXPECT_EQ("once", fixture.events.count, 2);
    }
    EXPECT_EQ("all have been settled", pool(), 0);
}

/* R-FUND-11: what is owed is not free. */
static void test_withdrawal(void **state)
{
    (void)state;
    open_positions(MARK_FUNDING);
    (void)fixture_marks(&fixture, 1010, 1000);
    for (int64_t second = 1; second <= 3600; second++) (void)tick_at(second);
    struct command *command = fixture_command(&fixture, COMMAND_WITHDRAW);
    command->account_id = ALICE;
    command->cash.amount.micros = INT64_C(1000000000000);
    fixture_step(&fixture);
    const struct event_reject *reject = &event_of(EVENT_REJECTED)->reject;
    EXPECT_EQ("not all of it", reject->code, REJECT_FUNDS);
    EXPECT_EQ("less 10,100", reject->legal, INT64_C(1000000000000) - 10100);
    EXPECT_EQ("a reject settles nothing", fixture.events.count, 1);
    command = fixture_command(&fixture, COMMAND_WITHDRAW);
    command->account_id = ALICE;
    command->cash.amount.micros = INT64_C(1000000000000) - 10100;
    fixture_step(&fixture);
    EXPECT_EQ("what is left", fixture_reject(&fixture), REJECT_NONE);
    command = fixture_command(&fixture, COMMAND_WITHDRAW);
    command->account_id = BOB;
    command->cash.amount.micros = INT64_C(1000000000000) + 7070;
    fixture_step(&fixture);
    EXPECT_EQ("what is to be received is free", fixture_reject(&fixture), REJECT_NONE);
}

/* R-MARGIN-7: the same for an account that is valued by its equity, here for an asset without a
 * price. */
static void test_withdrawal_beside_assets(void **state)
{
    (void)state;
    open_positions(MARK_FUNDING);
    fixture_command(&fixture, COMMAND_ASSET_TERMS)->asset =
        (struct body_asset_terms){1, 0, 1000, 1000};
    fixture_step(&fixture);
    fixture_command(&fixture, COMMAND_ASSET_DEPOSIT)->account_id = ALICE;
    fixture.command.asset_cash = (struct body_asset_cash){1, 0, 10, 0};
    fixture_step(&fixture);
    (void)fixture_marks(&fixture, 1010, 1000);
    for (int64_t second = 1; second <= 3600; second++) (void)tick_at(second);
    struct command *command = fixture_command(&fixture, COMMAND_WITHDRAW);
    command->account_id = ALICE;
    command->cash.amount.micros = INT64_C(1000000000000);
    fixture_step(&fixture);
    EXPECT_EQ("less 10,100", event_of(EVENT_REJECTED)->reject.legal,
              INT64_C(1000000000000) - 10100);
}

/* What falls due in a pause is posted once, when trading goes on. */
static void test_pause(void **state)
{
    (void)state;
    open_positions(MARK_FUNDING);
    (void)fixture_marks(&fixture, 1010, 1000);
    for (int64_t second = 1; second <= 1800; second++) (void)tick_at(second);
    (void)fixture_state(&fixture, COMMAND_HALT, PRODUCT, HALT_PAUSED);
    for (int64_t second = 1801; second <= 7300; second += 7) {
        (void)tick_at(second);
        EXPECT_EQ("nothing", fixture_count(&fixture, EVENT_FUNDING), 0);
    }
    (void)fixture_state(&fixture, COMMAND_HALT, PRODUCT, HALT_NONE);
    (void)tick_at(7400);
    const struct event_funding *funding = &event_of(EVENT_FUNDING)->funding;
    EXPECT_EQ("the minutes before the pause", funding->buckets, 30);
    EXPECT_EQ("their mean", funding->rate_e12, INT64_C(10000000000));
    EXPECT_EQ("the next is a whole hour", funding->next_funding_ns, start_ns + 3 * HOUR);
    for (int64_t second = 7401; second <= 10800; second++) (void)tick_at(second);
    EXPECT_EQ("and only that", fixture_count(&fixture, EVENT_FUNDING), 1);
}

/* lag 1: the rate of an interval is charged at the end of the next. */
static void test_lag(void **state)
{
    (void)state;
    open_positions(MARK_FUNDING "lag 1");
    (void)fixture_marks(&fixture, 1010, 1000);
    for (int64_t second = 60; second <= 3600; second += 60) (void)tick_at(second);
    const struct event_funding *funding = &event_of(EVENT_FUNDING)->funding;
    EXPECT_EQ("nothing charged yet", funding->rate_e12, 0);
    EXPECT_EQ("published", funding->published_e12, INT64_C(10000000000));
    (void)fixture_marks(&fixture, 1000, 1000);
    for (int64_t second = 3660; second <= 7200; second += 60) (void)tick_at(second);
    EXPECT_EQ("the former rate", funding->rate_e12, INT64_C(10000000000));
    EXPECT_EQ("on the new mark", funding->cumulative_nanos, 1000000);
    EXPECT_EQ("the new rate", funding->published_e12, 0);
}

/* Deribit's way: the rate of the moment, for as long as it lasted. */
static void test_continuous(void **state)
{
    (void)state;
    open_positions("premium mark sample_ns 1s bucket_ns 1s reduce last divisor 1 "
                   "dampener_e12 0.025% charge continuous base_ns 8h funding_price mark "
                   "interval_ns 8h");
    (void)fixture_marks(&fixture, 1001, 1000);
    (void)tick_at(1);
    const struct event_funding *funding = &event_of(EVENT_FUNDING)->funding;
    EXPECT_EQ("0.1 % less 0.025 %", funding->rate_e12, 750000000);
    EXPECT_EQ("the first step accrues nothing", funding->cumulative_nanos, 0);
    (void)tick_at(61);
    EXPECT_EQ("a minute: 100,100 micros x 0.075 % / 480", funding->cumulative_nanos, 156);
    (void)tick_at(28801);
    EXPECT_EQ("eight hours", funding->cumulative_nanos, 75075);
    (void)fixture_state(&fixture, COMMAND_HALT, PRODUCT, HALT_PAUSED);
    (void)tick_at(30000);
    (void)fixture_state(&fixture, COMMAND_HALT, PRODUCT, HALT_NONE);
    (void)tick_at(30001);
    EXPECT_EQ("a pause costs nothing", funding->cumulative_nanos, 75075);
    struct economy_view view;
    (void)core_economy(fixture.core, PRODUCT, &view);
    EXPECT_EQ("the estimate is the rate", view.estimate_e12, 750000000);
}

/* A published rate that accrues second by second. */
static void test_continuous_with_lag(void **state)
{
    (void)state;
    open_positions("premium mark sample_ns 1m bucket_ns 1m reduce last divisor 1 charge continuous "
                   "base_ns 1h funding_price index lag 1 interval_ns 1h");
    (void)fixture_marks(&fixture, 1010, 1000);
    for (int64_t second = 60; second <= 3600; second += 60) (void)tick_at(second);
    const struct event_funding *funding = &event_of(EVENT_FUNDING)->funding;
    EXPECT_EQ("published for the next hour", funding->published_e12, INT64_C(10000000000));
    EXPECT_EQ("nothing so far", funding->cumulative_nanos, 0);
    (void)tick_at(5400);
    struct economy_view view;
    (void)core_economy(fixture.core, PRODUCT, &view);
    EXPECT_EQ("half an hour: half of 1 % of 100,000", view.cumulative_nanos, 500000);
}

/* R-FUND-2: New York, through the change of the clock on 2025-11-02 at 06:00 UTC. */
static void test_new_york(void **state)
{
    (void)state;
    fixture_open(&fixture, memory, sizeof memory);
    struct command *command = fixture_command(&fixture, COMMAND_CALENDAR);
    int64_t change_ns = INT64_C(1762063200) * SECOND;
    command->calendar.step_count = 2;
    command->calendar.steps[0] = (struct zone_step){0, -4 * 3600, 0};
    command->calendar.steps[1] = (struct zone_step){change_ns, -5 * 3600, 0};
    fixture_step(&fixture);
    start_ns = change_ns - 10 * HOUR; /* 2025-11-01 16:00 in New York */
    fixture.time_ns = start_ns;
    (void)send_terms(COMMAND_PRICE_TERMS, "step_ns 1m");
    (void)send_terms(COMMAND_FUNDING_TERMS, "premium mark sample_ns 1m bucket_ns 1m divisor 1 "
                                            "times 00:00,08:00,16:00");
    static const int64_t hours[] = {8, 17, 25, 33}; /* since the start */
    (void)fixture_marks(&fixture, 1010, 1000);
    uint32_t found = 0;
    for (int64_t minute = 1; minute <= 34 * 60; minute++) {
        (void)tick_at(minute * 60);
        if (fixture_count(&fixture, EVENT_FUNDING) == 0) continue;
        EXPECT_EQ("at this hour", minute, hours[found] * 60);
        EXPECT_EQ("so many minutes", event_of(EVENT_FUNDING)->funding.buckets,
                  found == 0 ? 480 : (hours[found] - hours[found - 1]) * 60);
        found++;
    }
    EXPECT_EQ("four times, the second after nine hours", found, 4);
}

/* Prices, funding, trades, pauses and withdrawals in any order; the audit runs after each. */
static void test_random(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 11);
    open_positions("premium mark sample_ns 1s bucket_ns 5s reduce mean divisor 1 weighting linear "
                   "interest_e12 0.01% dampener_e12 0.05% funding_price mark interval_ns 1m");
    int64_t now_ns = start_ns;
    uint32_t payments = 0;
    for (uint32_t i = 0; i < 20000; i++) {
        now_ns += (int64_t)(random_u64(&random) % 3000) * 1000000;
        fixture.time_ns = now_ns;
        uint64_t choice = random_u64(&random) % 16;
        uint32_t account = ALICE + (uint32_t)(random_u64(&random) % 3);
        int64_t ticks = 900 + (int64_t)(random_u64(&random) % 200);
        if (choice < 10) {
            enum side side = random_u64(&random) % 2 == 0 ? SIDE_BUY : SIDE_SELL;
            int64_t lots = 1 + (int64_t)(random_u64(&random) % 50);
            struct order_entry entry = fixture_entry(side, lots, ticks);
            entry.tif = TIF_IOC;
            if (choice < 4) entry.tif = TIF_GTC;
            (void)fixture_place(&fixture, account, entry);
        } else if (choice < 13) {
            (void)fixture_marks(&fixture, ticks, 1000);
        } else if (choice == 13) {
            struct command *command = fixture_command(&fixture, COMMAND_WITHDRAW);
            command->account_id = account;
            command->cash.amount.micros = 1;
            fixture_step(&fixture);
        } else {
            (void)fixture_state(&fixture, COMMAND_HALT, PRODUCT,
                                choice == 14 && i % 5 == 0 ? HALT_PAUSED : HALT_NONE);
        }
        payments += fixture_count(&fixture, EVENT_FUNDING_PAYMENT);
    }
    EXPECT_TRUE("many payments", payments > 500);
    EXPECT_TRUE("rounding was kept", insurance() > 0);
    EXPECT_TRUE("less than a micro each", insurance() <= payments);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_interval), cmocka_unit_test(test_residue),
        cmocka_unit_test(test_withdrawal),   cmocka_unit_test(test_withdrawal_beside_assets),
        cmocka_unit_test(test_pause),        cmocka_unit_test(test_lag),
        cmocka_unit_test(test_continuous),   cmocka_unit_test(test_continuous_with_lag),
        cmocka_unit_test(test_new_york),     cmocka_unit_test(test_random),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
