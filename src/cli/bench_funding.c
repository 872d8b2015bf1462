/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench_funding.c - what funding costs: the moment at which it falls due, and each position when
 * it is next touched.
 *
 * Role       Accounts with one position each, half of them short, in a product whose funding is due
 *            every hour.  The moment is one command behind the hour; beside it stands the same
 *            command a minute earlier, which closes a minute of the premium too.
 * Method     A touch is a withdrawal from each account in turn, all of them once after a funding
 *            and once when nothing is due, three rounds and more; the difference of the two is what
 *            funding adds: the amount, two entries of the ledger and an event.
 */
#include <inttypes.h>
#include <stdio.h>

#include "cli/bench_core.h"
#include "cli/bench_venue.h"
#include "model/term_text.h"
#include "os/os_clock.h"

#define PRODUCT    UINT16_C(1)
#define DEPOSIT    (INT64_C(10) * 1000000)
#define MARK       INT64_C(10100) /* ticks: 1 % above the index */
#define INDEX      INT64_C(10000)
#define LOTS       7
#define MINUTE     (INT64_C(60) * 1000000000)
#define HOUR       (60 * MINUTE)
#define PRICE_TEXT "step_ns 1m"
#define FUNDING_TEXT                                                                               \
    "premium mark sample_ns 1m bucket_ns 1m divisor 8 funding_price mark interval_ns 1h"

static void send_terms(struct bench_venue *venue, enum command_kind kind, const char *text)
{
    struct command *command = bench_venue_next(venue, kind);
    command->product_id = PRODUCT;
    if (terms_read(command, text) != NULL) venue->wrong++;
    bench_venue_step(venue);
}

/* Accounts by twos: one buys what the other sells. */
static void fill(struct bench_venue *venue, uint32_t accounts)
{
    struct product_terms terms = {.tick_value_micros = 100};
    struct order_entry entry = {.price = {MARK}, .qty = {LOTS}};
    bench_venue_list(venue, PRODUCT, &terms);
    venue->time_ns = 1000 * HOUR;
    send_terms(venue, COMMAND_PRICE_TERMS, PRICE_TEXT);
    send_terms(venue, COMMAND_FUNDING_TERMS, FUNDING_TEXT);
    for (uint32_t i = 0; i < accounts; i++) {
        uint32_t account = bench_venue_account(venue, DEPOSIT);
        entry.side = (uint8_t)(i % 2 == 0 ? SIDE_SELL : SIDE_BUY);
        (void)bench_venue_place(venue, account, PRODUCT, &entry);
    }
    bench_venue_mark(venue, PRODUCT, MARK, INDEX);
}

/* Nanoseconds of one command a minute later. */
static double time_minute(struct bench_venue *venue)
{
    venue->time_ns += MINUTE;
    (void)bench_venue_next(venue, COMMAND_TICK);
    int64_t begin_ns = os_clock_thread_ns();
    bench_venue_step(venue);
    return (double)(os_clock_thread_ns() - begin_ns);
}

/* Up to the next hour, whose funding is told. */
static void pass_hour(struct bench_venue *venue, struct bench_samples *minutes,
                      struct bench_samples *moments)
{
    uint64_t fundings = venue->counts[EVENT_FUNDING];
    double minute_ns = 0;
    for (uint32_t i = 1; i < 60; i++) minute_ns += time_minute(venue) / 59;
    if (venue->counts[EVENT_FUNDING] != fundings) venue->wrong++;
    bench_sample_add(minutes, minute_ns);
    bench_sample_add(moments, time_minute(venue));
    if (venue->counts[EVENT_FUNDING] != fundings + 1) venue->wrong++;
}

/* Nanoseconds of a withdrawal from each account, and how many of them paid funding first. */
static double time_touches(struct bench_venue *venue, uint32_t accounts, uint64_t payments)
{
    uint64_t before = venue->counts[EVENT_FUNDING_PAYMENT];
    int64_t begin_ns = os_clock_thread_ns();
    for (uint32_t account = 1; account <= accounts; account++) {
        struct command *command = bench_venue_next(venue, COMMAND_WITHDRAW);
        command->account_id = account;
        command->cash.amount.micros = 1;
        bench_venue_step(venue);
    }
    int64_t taken_ns = os_clock_thread_ns() - begin_ns;
    if (venue->counts[EVENT_FUNDING_PAYMENT] - before != payments) venue->wrong++;
    return (double)taken_ns / accounts;
}

static bool run(struct bench_venue *venue, uint32_t accounts, uint32_t rounds)
{
    struct bench_samples minutes = {.count = 0};
    struct bench_samples moments = {.count = 0};
    struct bench_samples paid = {.count = 0};
    struct bench_samples idle = {.count = 0};
    if (!bench_venue_open(venue, accounts)) return false;
    fill(venue, accounts);
    pass_hour(venue, &minutes, &moments);
    (void)time_touches(venue, accounts, accounts);
    for (uint32_t round = 0; round < rounds; round++) {
        pass_hour(venue, &minutes, &moments);
        bench_sample_add(&paid, time_touches(venue, accounts, accounts));
        bench_sample_add(&idle, time_touches(venue, accounts, 0));
    }
    double added_ns = bench_median(&paid) - bench_median(&idle);
    printf("%9u  %9.0f ns %9.0f ns   %9.1f ns %9.1f ns %9.1f ns\n", accounts,
           bench_median(&minutes), bench_median(&moments), bench_median(&idle), bench_median(&paid),
           added_ns);
    return true;
}

bool bench_funding(const struct bench_options *options)
{
    static struct bench_venue venue;
    printf("\nfunding: one command behind the hour, and the next touch of each position, "
           "%u rounds\n"
           "positions      a minute    a funding    a withdrawal  with funding       adds\n",
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
