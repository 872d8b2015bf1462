/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench_test.c - that what is measured is what is said: bench_setup.c, bench_workload.c,
 * bench_run.c, bench_tool.c; and the measurements themselves on a small workload: bench.c,
 * bench_attention.c, bench_core.c, bench_funding.c, bench_hash.c, bench_journal.c, bench_l3.c,
 * bench_memory.c, bench_node.c, bench_settlement.c, bench_venue.c.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/expect.h"
#include "cli/bench_core.h"
#include "cli/bench_run.h"
#include "cli/bench_setup.h"
#include "cli/cli.h"

static const struct workload_settings small = {.name = "small",
                                               .seed = 5,
                                               .command_count = 20000,
                                               .product_count = 3,
                                               .account_count = 50,
                                               .resting_count = 400,
                                               .checks = CHECKS_ALL,
                                               .naming = NAMED_BY_VENUE};

static struct os_memory memory;

/* Runs the workload on a core of its own and counts; the state is proved. */
static uint64_t run_again(const struct workload *workload, uint64_t *rejects)
{
    static struct event list[4096];
    struct events events = {.list = list, .capacity = 4096};
    uint64_t count = 0;
    struct core *core = workload_core(workload, &memory);
    for (uint64_t i = 0; i < workload->settings.command_count; i++) {
        run_prefetch(core, workload, i);
        uint32_t made = core_step(core, workload_at(workload, i), &events);
        for (uint32_t k = 0; k < made; k++) *rejects += list[k].kind == EVENT_REJECTED;
        count += made;
    }
    core_audit(core);
    return count;
}

static void test_workload_runs(void **state)
{
    (void)state;
    for (uint32_t variant = 0; variant < 4; variant++) {
        struct workload_settings settings = small;
        struct workload workload;
        uint64_t rejects = 0;
        settings.checks = variant < 2 ? CHECKS_ALL : CHECKS_NONE;
        settings.naming = variant % 2 == 0 ? NAMED_BY_VENUE : NAMED_BY_MEMBER;
        assert_true(workload_make(&workload, &settings));
        assert_true(run_memory_take(&memory, &workload, 1));
        EXPECT_EQ("the same events as when it was made", run_again(&workload, &rejects),
                  workload.event_count);
        EXPECT_EQ("nothing is refused", rejects, 0);
        EXPECT_EQ("nor was it", workload.reject_count, 0);
        EXPECT_TRUE("it trades", workload.trade_count > 500);
        EXPECT_TRUE("about as many rest always", workload.resting_low > 300);
        EXPECT_TRUE("and not many more", workload.resting_high < 500);
        EXPECT_EQ("every command is of one of four kinds",
                  workload.new_count + workload.cancel_count + workload.amend_count +
                      workload.aggressive_count,
                  settings.command_count);
        os_memory_give_back(&memory);
        workload_release(&workload);
    }
}

static void test_workload_repeats(void **state)
{
    (void)state;
    struct workload one;
    struct workload two;
    struct workload_settings other = small;
    size_t size = small.command_count * WORKLOAD_SLOT_SIZE;
    assert_true(workload_make(&one, &small));
    assert_true(workload_make(&two, &small));
    EXPECT_EQ("the same settings", memcmp(one.slots.bytes, two.slots.bytes, size), 0);
    workload_release(&two);
    other.seed++;
    assert_true(workload_make(&two, &other));
    EXPECT_TRUE("another seed", memcmp(one.slots.bytes, two.slots.bytes, size) != 0);
    workload_release(&one);
    workload_release(&two);
}

/* With CHECKS_ALL each check has something to compare with. */
static void test_checks_are_on(void **state)
{
    (void)state;
    struct workload workload;
    assert_true(workload_make(&workload, &small));
    const struct command *command = workload_at(&workload, 0);
    EXPECT_TRUE("an actor", command->actor_id != 0);
    EXPECT_TRUE("a session", command->session_id != 0);
    EXPECT_TRUE("a client sequence", command->client_sequence != 0);
    bool limits = false;
    bool terms = false;
    for (uint64_t i = 0; i < workload.setup_count; i++) {
        const struct command *setup = &workload.setup[i];
        if (setup->kind == COMMAND_ACCOUNT_LIMITS) limits = setup->limits.margin_micros_max > 0;
        if (setup->kind != COMMAND_PRODUCT_DEFINE) continue;
        terms = setup->terms.initial_margin_ppm > 0 && setup->terms.band_ppm > 0 &&
                setup->terms.position_lots_max > 0 && setup->terms.fee_taker_ppm > 0 &&
                setup->terms.eligible_classes != 0;
    }
    EXPECT_TRUE("limits of the clearing member", limits);
    EXPECT_TRUE("margin, band, position limit, fees, eligibility", terms);
    workload_release(&workload);
}

static void test_samples(void **state)
{
    (void)state;
    struct bench_samples samples = {0};
    bench_sample_add(&samples, 5.0);
    EXPECT_TRUE("one", bench_median(&samples) == 5.0);
    bench_sample_add(&samples, 1.0);
    EXPECT_TRUE("two", bench_median(&samples) == 3.0);
    bench_sample_add(&samples, 100.0);
    EXPECT_TRUE("three", bench_median(&samples) == 5.0);
    EXPECT_TRUE("the least", bench_least(&samples) == 1.0);
}

static void test_histogram(void **state)
{
    (void)state;
    struct bench_histogram *histogram = calloc(1, sizeof *histogram);
    assert_non_null(histogram);
    for (uint64_t i = 1; i <= 100; i++) bench_histogram_add(histogram, i);
    EXPECT_EQ("half", bench_percentile(histogram, 500000), 50);
    EXPECT_EQ("ninety-nine", bench_percentile(histogram, 990000), 99);
    EXPECT_EQ("all", bench_percentile(histogram, 1000000), 100);
    bench_histogram_add(histogram, UINT64_C(1) << 40);
    EXPECT_EQ("a large one", bench_percentile(histogram, 1000000), UINT64_C(1) << 40);
    EXPECT_EQ("the rest is where it was", bench_percentile(histogram, 500000), 51);
    for (uint64_t value = 100; value < UINT64_C(1) << 62; value += 1 + value / 3) {
        *histogram = (struct bench_histogram){0};
        bench_histogram_add(histogram, value);
        uint64_t said = bench_percentile(histogram, 1000000);
        EXPECT_TRUE("never above", said <= value);
        EXPECT_TRUE("and within a sixty-fourth", value - said <= value / 64);
    }
    *histogram = (struct bench_histogram){0};
    bench_histogram_add(histogram, UINT64_MAX);
    EXPECT_TRUE("the largest", bench_percentile(histogram, 1000000) > UINT64_MAX / 64 * 63);
    free(histogram);
}

static void test_machine(void **state)
{
    (void)state;
    EXPECT_TRUE("this process has memory", bench_resident_bytes() > 100000);
    EXPECT_TRUE("the clock runs", bench_tick_ns() > 0.01 && bench_tick_ns() < 100.0);
}

/* Each measurement runs on a small workload; their figures are not looked at. */
static void test_measurements(void **state)
{
    (void)state;
    struct bench_options options = {.command_count = 20000, .rounds = 1, .directory = "."};
    EXPECT_TRUE("core", bench_core(&options));
    EXPECT_TRUE("hash", bench_hash(&options));
    EXPECT_TRUE("attention", bench_attention(&options));
    EXPECT_TRUE("funding", bench_funding(&options));
    EXPECT_TRUE("settlement", bench_settlement(&options));
    EXPECT_TRUE("journal", bench_journal(&options));
    EXPECT_TRUE("verify", bench_verify(&options));
    options.directory = "./there-is-no-such-folder/here";
    EXPECT_FALSE("no place for a journal", bench_verify(&options));
}

static void test_arguments(void **state)
{
    (void)state;
    char bench[] = "bench", help[] = "--help", wrong[] = "speed", rounds[] = "--rounds",
         none[] = "0";
    char *help_arguments[] = {bench, help, NULL};
    char *wrong_arguments[] = {bench, wrong, NULL};
    char *rounds_arguments[] = {bench, rounds, none, NULL};
    char *short_arguments[] = {bench, rounds, NULL};
    EXPECT_EQ("help", cli_bench(2, help_arguments), EXIT_OK);
    EXPECT_EQ("no such measurement", cli_bench(2, wrong_arguments), EXIT_UNUSABLE);
    EXPECT_EQ("no rounds", cli_bench(3, rounds_arguments), EXIT_UNUSABLE);
    EXPECT_EQ("no number", cli_bench(2, short_arguments), EXIT_UNUSABLE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_workload_runs), cmocka_unit_test(test_workload_repeats),
        cmocka_unit_test(test_checks_are_on), cmocka_unit_test(test_samples),
        cmocka_unit_test(test_histogram),     cmocka_unit_test(test_machine),
        cmocka_unit_test(test_measurements),  cmocka_unit_test(test_arguments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
