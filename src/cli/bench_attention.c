/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench_attention.c - what a mark costs that reaches nobody, ten accounts, a thousand, a hundred
 * thousand; and what the check of margin costs an order.
 *
 * Role       Accounts with one position each in a product under the full model (R-ATT-1).  The mark
 *            falls until a group of known size is unhealthy, and rises again: each group is queued
 *            and released with its events, and the events are counted.
 * Method     A deposit decides at which mark an account is unhealthy.  With 100 lots of one dollar,
 *            10 % maintenance and a queue ratio of 91 %, equity d is enough down to a mark of
 *            0.91 x (100 - d) / 81 of the first.
 */
#include <inttypes.h>
#include <stdio.h>

#include "cli/bench_core.h"
#include "cli/bench_venue.h"
#include "os/os_clock.h"

#define USD          INT64_C(1000000)
#define MARK         10000 /* ticks; a lot is worth 100 micros a tick */
#define LOTS         100
#define FULL         1 /* products */
#define PLAIN        2
#define MAKER        1u /* account */
#define QUIET_TICKS  20000u
#define CHECK_ORDERS 100000u
#define GROUPS       4u

/* Accounts, at which mark they are unhealthy, and what they deposit for it. */
static const struct {
    uint32_t accounts;
    int64_t mark;
    int64_t deposit;
} groups[GROUPS] = {
    {0, 9990, 0},
    {10, 9770, 13 * USD},
    {1000, 9650, 14 * USD},
    {100000, 9540, 15 * USD},
};

#define QUIET_DEPOSIT (60 * USD)

/* Events of the queue so far. */
static uint64_t looked(const struct bench_venue *venue)
{
    return venue->counts[EVENT_ACCOUNT_QUEUED] + venue->counts[EVENT_ACCOUNT_HEALTHY];
}

static void make_product(struct bench_venue *venue, uint16_t product)
{
    struct product_terms terms = {.tick_value_micros = 100, .initial_margin_ppm = 130000};
    bench_venue_list(venue, product, &terms);
    bench_venue_mark(venue, product, MARK, 0);
}

static void make_terms(struct bench_venue *venue)
{
    struct command *command = bench_venue_next(venue, COMMAND_MARGIN_TERMS);
    struct body_margin_terms *terms = &command->margin;
    command->product_id = FULL;
    terms->bracket_count = 4;
    terms->initial_mode = INITIAL_FACTOR;
    terms->initial_factor_ppm = 1300000;
    for (uint32_t i = 0; i < 4; i++) {
        terms->brackets[i].floor_micros = i * 1000000 * USD;
        terms->brackets[i].maintenance_ppm = 100000 + 50000 * i;
    }
    bench_venue_step(venue);
}

static struct order_entry entry_of(enum side side, int64_t ticks)
{
    return (struct order_entry){.price = {ticks}, .qty = {LOTS}, .side = (uint8_t)side};
}

/* The account gets its position from the maker. */
static void open_position(struct bench_venue *venue, uint32_t account, uint16_t product,
                          enum side side)
{
    struct order_entry maker = entry_of(side_opposite(side), MARK);
    struct order_entry taker = entry_of(side, MARK);
    (void)bench_venue_place(venue, MAKER, product, &maker);
    (void)bench_venue_place(venue, account, product, &taker);
}

static void fill(struct bench_venue *venue, uint32_t accounts)
{
    make_product(venue, FULL);
    make_product(venue, PLAIN);
    make_terms(venue);
    (void)bench_venue_account(venue, MONEY_MICROS_MAX / 10);
    uint32_t made = 0;
    for (uint32_t group = 1; group < GROUPS; group++) {
        if (2 * groups[group].accounts > accounts) break;
        for (uint32_t i = 0; i < groups[group].accounts; i++, made++) {
            open_position(venue, bench_venue_account(venue, groups[group].deposit), FULL, SIDE_BUY);
        }
    }
    for (; made < accounts; made++) {
        open_position(venue, bench_venue_account(venue, QUIET_DEPOSIT), FULL,
                      (enum side)(made % 2));
    }
}

/* Nanoseconds of one mark that moves nobody. */
static double time_quiet(struct bench_venue *venue)
{
    int64_t begin_ns = os_clock_thread_ns();
    for (uint32_t i = 0; i < QUIET_TICKS; i++) {
        bench_venue_mark(venue, FULL, i % 2 == 0 ? groups[0].mark : MARK, 0);
    }
    return (double)(os_clock_thread_ns() - begin_ns) / QUIET_TICKS;
}

static double time_mark(struct bench_venue *venue, int64_t ticks)
{
    int64_t begin_ns = os_clock_thread_ns();
    bench_venue_mark(venue, FULL, ticks, 0);
    return (double)(os_clock_thread_ns() - begin_ns);
}

static void print_group(struct bench_venue *venue, uint32_t group, uint32_t rounds)
{
    struct bench_samples down = {.count = 0};
    struct bench_samples up = {.count = 0};
    uint64_t queued = 0;
    for (uint32_t round = 0; round < rounds; round++) {
        uint64_t before = looked(venue);
        bench_sample_add(&down, time_mark(venue, groups[group].mark));
        queued = looked(venue) - before;
        bench_sample_add(&up, time_mark(venue, MARK));
        if (looked(venue) - before != 2 * queued) venue->wrong++;
    }
    double count = (double)queued;
    printf("  %8.0f queued        %12.2f us  %8.0f ns each    released %12.2f us  %8.0f ns each\n",
           count, bench_median(&down) * 1e-3, bench_median(&down) / count, bench_median(&up) * 1e-3,
           bench_median(&up) / count);
}

/* Nanoseconds of an order that adds to a position, and its cancel. */
static double time_orders(struct bench_venue *venue, uint32_t account, uint16_t product)
{
    struct order_entry entry = entry_of(SIDE_BUY, MARK / 2);
    int64_t begin_ns = os_clock_thread_ns();
    for (uint32_t i = 0; i < CHECK_ORDERS; i++) {
        uint64_t order = bench_venue_place(venue, account, product, &entry);
        struct command *command = bench_venue_next(venue, COMMAND_ORDER_CANCEL);
        command->account_id = account;
        command->product_id = product;
        command->cancel.order_id = order;
        bench_venue_step(venue);
    }
    return (double)(os_clock_thread_ns() - begin_ns) / CHECK_ORDERS;
}

static void print_checks(struct bench_venue *venue, uint32_t rounds)
{
    static const char *const names[] = {"plain margin", "margin by brackets"};
    struct bench_samples samples[2] = {{.count = 0}, {.count = 0}};
    uint32_t accounts[2];
    for (uint32_t i = 0; i < 2; i++) {
        accounts[i] = bench_venue_account(venue, 1000 * USD);
        open_position(venue, accounts[i], i == 0 ? PLAIN : FULL, SIDE_BUY);
    }
    for (uint32_t round = 0; round < rounds; round++) {
        for (uint32_t i = 0; i < 2; i++) {
            bench_sample_add(&samples[i], time_orders(venue, accounts[i], i == 0 ? PLAIN : FULL));
        }
    }
    for (uint32_t i = 0; i < 2; i++) {
        printf("an order that adds, and its cancel, %-18s %8.1f ns, least %8.1f\n", names[i],
               bench_median(&samples[i]), bench_least(&samples[i]));
    }
}

static bool run(struct bench_venue *venue, uint32_t accounts, const struct bench_options *options)
{
    if (!bench_venue_open(venue, accounts)) return false;
    fill(venue, accounts);
    struct bench_samples quiet = {.count = 0};
    for (uint32_t round = 0; round < options->rounds; round++) {
        bench_sample_add(&quiet, time_quiet(venue));
    }
    printf("%u positions, %.0f MiB reserved\n", accounts, (double)venue->memory.size / 1048576.0);
    printf("      none looked at     %12.3f us, least %.3f\n", bench_median(&quiet) * 1e-3,
           bench_least(&quiet) * 1e-3);
    for (uint32_t group = 1; group < GROUPS && 2 * groups[group].accounts <= accounts; group++) {
        print_group(venue, group, options->rounds);
    }
    if (accounts >= options->command_count / 10) print_checks(venue, options->rounds);
    return true;
}

bool bench_attention(const struct bench_options *options)
{
    static struct bench_venue venue;
    printf("\nattention: marks of a product under the full model, by how many accounts they reach, "
           "%u rounds\n",
           options->rounds);
    for (uint64_t accounts = 10000; accounts <= options->command_count; accounts *= 10) {
        if (!run(&venue, (uint32_t)accounts, options)) {
            printf("%" PRIu64 " positions: not enough memory, left out\n", accounts);
            break;
        }
        if (!bench_venue_close(&venue)) {
            fprintf(stderr, "perpetua bench: commands went wrong\n");
            return false;
        }
    }
    return true;
}
