/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench_settlement.c - what a settlement cycle costs, which walks every position of its product.
 *
 * Role       Accounts with one position each, half of them short.  Each round moves the mark and
 *            sends one command behind the next cycle; its variations are drained and counted.  The
 *            last command is the final settlement, which closes all of them.
 */
#include <inttypes.h>
#include <stdio.h>

#include "cli/bench_core.h"
#include "cli/bench_venue.h"
#include "os/os_clock.h"

#define PRODUCT UINT16_C(1)
#define MARK    INT64_C(10000) /* ticks */
#define DAY_NS  WINDOW_NS_MAX

static void make_product(struct bench_venue *venue)
{
    struct product_terms terms = {.tick_value_micros = 1};
    bench_venue_list(venue, PRODUCT, &terms);
    struct command *command = bench_venue_next(venue, COMMAND_SETTLEMENT_TERMS);
    command->product_id = PRODUCT;
    command->settlement_terms = (struct body_settlement_terms){.account_class = CLASS_FUTURES,
                                                               .roll_minute = 1020,
                                                               .cycle_count = 1,
                                                               .cycles = {{720, 0, 0}}};
    bench_venue_step(venue);
}

/* Accounts by twos: one buys what the other sells. */
static void fill(struct bench_venue *venue, uint32_t accounts)
{
    struct order_entry entry = {.price = {MARK}, .qty = {7}};
    make_product(venue);
    for (uint32_t i = 0; i < accounts; i++) (void)bench_venue_account(venue, 0);
    for (uint32_t i = 1; i <= accounts; i++) {
        entry.side = (uint8_t)(i % 2 == 1 ? SIDE_SELL : SIDE_BUY);
        (void)bench_venue_place(venue, i, PRODUCT, &entry);
    }
}

/* Nanoseconds of one command behind a cycle, or behind the expiry, which marks everybody. */
static double time_cycle(struct bench_venue *venue, uint32_t accounts)
{
    uint64_t before = venue->counts[EVENT_VARIATION];
    venue->time_ns += DAY_NS;
    (void)bench_venue_next(venue, COMMAND_TICK);
    int64_t begin_ns = os_clock_thread_ns();
    bench_venue_step(venue);
    int64_t taken_ns = os_clock_thread_ns() - begin_ns;
    if (venue->counts[EVENT_VARIATION] - before != accounts) venue->wrong++;
    return (double)taken_ns;
}

static void expire(struct bench_venue *venue)
{
    struct command *command = bench_venue_next(venue, COMMAND_EXPIRY_TERMS);
    command->product_id = PRODUCT;
    command->expiry_terms = (struct body_expiry_terms){
        .expiry_ns = venue->time_ns + DAY_NS / 2, .sample_ns = DAY_NS, .method = FINAL_INDEX};
    bench_venue_step(venue);
}

static bool run(struct bench_venue *venue, uint32_t accounts, uint32_t rounds)
{
    struct bench_samples cycles = {.count = 0};
    if (!bench_venue_open(venue, accounts)) return false;
    fill(venue, accounts);
    for (uint32_t round = 0; round < rounds; round++) {
        bench_venue_mark(venue, PRODUCT, MARK + round + 1, 0);
        bench_sample_add(&cycles, time_cycle(venue, accounts));
    }
    expire(venue);
    double end_ns = time_cycle(venue, accounts);
    printf("%8u  %12.2f ms %8.1f ns   %12.2f ms %8.1f ns\n", accounts, bench_median(&cycles) * 1e-6,
           bench_median(&cycles) / accounts, end_ns * 1e-6, end_ns / accounts);
    return true;
}

bool bench_settlement(const struct bench_options *options)
{
    static struct bench_venue venue;
    printf("\nsettlement: one command behind a cycle, and behind the expiry; with all events, "
           "%u rounds\n"
           "positions          a cycle   a position   the final one   a position\n",
           options->rounds);
    for (uint64_t accounts = 10000; accounts <= options->command_count; accounts *= 10) {
        if (!run(&venue, (uint32_t)accounts, options->rounds)) {
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
