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
#include <string.h>

#include "cli/bench_core.h"
#include "cli/bench_run.h"
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

struct bench {
    struct core *core;
    struct command command;
    struct event list[RUN_EVENTS];
    uint64_t sequence;
    uint64_t refused;
    uint64_t looked; /* events of the queue */
};

static void count_events(void *context, const struct event *list, uint32_t count)
{
    struct bench *bench = context;
    for (uint32_t i = 0; i < count; i++) {
        bench->refused += list[i].kind == EVENT_REJECTED;
        bench->looked +=
            list[i].kind == EVENT_ACCOUNT_QUEUED || list[i].kind == EVENT_ACCOUNT_HEALTHY;
    }
}

static struct command *next(struct bench *bench, enum command_kind kind)
{
    memset(&bench->command, 0, sizeof bench->command);
    bench->command.kind = (uint16_t)kind;
    return &bench->command;
}

static void step(struct bench *bench)
{
    struct events events = {
        .list = bench->list, .capacity = RUN_EVENTS, .drain = count_events, .context = bench};
    bench->command.sequence = ++bench->sequence;
    bench->command.time_ns = (int64_t)bench->sequence;
    (void)core_step(bench->core, &bench->command, &events);
    count_events(bench, bench->list, events.count);
}

static void send_mark(struct bench *bench, uint16_t product, int64_t ticks)
{
    next(bench, COMMAND_REFERENCE_PRICE)->product_id = product;
    bench->command.reference.mark.ticks_e4 = ticks * FINE_PER_TICK;
    step(bench);
}

static void make_product(struct bench *bench, uint16_t product)
{
    static const uint32_t states[] = {PRODUCT_FILED, PRODUCT_APPROVED, PRODUCT_LISTED};
    struct product_terms terms = {.symbol = "BENCH",
                                  .quote = "USD",
                                  .tick_value_micros = 100,
                                  .price_ticks_min = 1,
                                  .price_ticks_max = 1000000,
                                  .order_lots_max = 1000000,
                                  .order_notional_micros_max = NOTIONAL_MICROS_MAX,
                                  .initial_margin_ppm = 130000,
                                  .smp_mode = SMP_CANCEL_MAKER};
    next(bench, COMMAND_PRODUCT_DEFINE)->product_id = product;
    bench->command.terms = terms;
    step(bench);
    for (uint32_t i = 0; i < 3; i++) {
        next(bench, COMMAND_PRODUCT_STATE)->product_id = product;
        bench->command.state.state = states[i];
        step(bench);
    }
    send_mark(bench, product, MARK);
}

static void make_terms(struct bench *bench)
{
    struct body_margin_terms *terms = &next(bench, COMMAND_MARGIN_TERMS)->margin;
    bench->command.product_id = FULL;
    terms->bracket_count = 4;
    terms->initial_mode = INITIAL_FACTOR;
    terms->initial_factor_ppm = 1300000;
    for (uint32_t i = 0; i < 4; i++) {
        terms->brackets[i].floor_micros = i * 1000000 * USD;
        terms->brackets[i].maintenance_ppm = 100000 + 50000 * i;
    }
    step(bench);
}

static uint32_t make_account(struct bench *bench, int64_t deposit)
{
    next(bench, COMMAND_ACCOUNT_OPEN)->account =
        (struct body_account){.member_id = 1, .state = PARTY_APPROVED};
    step(bench);
    uint32_t account = bench->list[0].account_id;
    next(bench, COMMAND_DEPOSIT)->account_id = account;
    bench->command.cash.amount.micros = deposit;
    step(bench);
    return account;
}

static uint64_t place(struct bench *bench, uint32_t account, uint16_t product, enum side side,
                      int64_t ticks)
{
    struct command *command = next(bench, COMMAND_ORDER_PLACE);
    command->account_id = account;
    command->product_id = product;
    command->order = (struct order_entry){
        .price = {ticks}, .qty = {LOTS}, .side = (uint8_t)side, .type = TYPE_LIMIT, .tif = TIF_GTC};
    step(bench);
    return bench->list[0].order.order_id;
}

/* The account gets its position from the maker. */
static void open_position(struct bench *bench, uint32_t account, uint16_t product, enum side side)
{
    (void)place(bench, MAKER, product, side_opposite(side), MARK);
    (void)place(bench, account, product, side, MARK);
}

static void fill(struct bench *bench, uint32_t accounts)
{
    next(bench, COMMAND_MEMBER_SET)->member =
        (struct body_member){.member_id = 1, .kind = MEMBER_FCM, .state = PARTY_APPROVED};
    step(bench);
    make_product(bench, FULL);
    make_product(bench, PLAIN);
    make_terms(bench);
    (void)make_account(bench, MONEY_MICROS_MAX / 10);
    uint32_t made = 0;
    for (uint32_t group = 1; group < GROUPS; group++) {
        if (2 * groups[group].accounts > accounts) break;
        for (uint32_t i = 0; i < groups[group].accounts; i++, made++) {
            open_position(bench, make_account(bench, groups[group].deposit), FULL, SIDE_BUY);
        }
    }
    for (; made < accounts; made++) {
        open_position(bench, make_account(bench, QUIET_DEPOSIT), FULL, (enum side)(made % 2));
    }
}

/* Nanoseconds of one mark that moves nobody. */
static double time_quiet(struct bench *bench)
{
    int64_t begin_ns = os_clock_thread_ns();
    for (uint32_t i = 0; i < QUIET_TICKS; i++) {
        send_mark(bench, FULL, i % 2 == 0 ? groups[0].mark : MARK);
    }
    return (double)(os_clock_thread_ns() - begin_ns) / QUIET_TICKS;
}

static double time_mark(struct bench *bench, int64_t ticks)
{
    bench->looked = 0;
    int64_t begin_ns = os_clock_thread_ns();
    send_mark(bench, FULL, ticks);
    return (double)(os_clock_thread_ns() - begin_ns);
}

static void print_group(struct bench *bench, uint32_t group, uint32_t rounds)
{
    struct bench_samples down = {.count = 0};
    struct bench_samples up = {.count = 0};
    for (uint32_t round = 0; round < rounds; round++) {
        bench_sample_add(&down, time_mark(bench, groups[group].mark));
        uint64_t looked = bench->looked;
        bench_sample_add(&up, time_mark(bench, MARK));
        if (bench->looked != looked) bench->refused++;
    }
    double count = (double)bench->looked;
    printf("  %8.0f queued        %12.2f us  %8.0f ns each    released %12.2f us  %8.0f ns each\n",
           count, bench_median(&down) * 1e-3, bench_median(&down) / count, bench_median(&up) * 1e-3,
           bench_median(&up) / count);
}

/* Nanoseconds of an order that adds to a position, and its cancel. */
static double time_orders(struct bench *bench, uint32_t account, uint16_t product)
{
    int64_t begin_ns = os_clock_thread_ns();
    for (uint32_t i = 0; i < CHECK_ORDERS; i++) {
        uint64_t order = place(bench, account, product, SIDE_BUY, MARK / 2);
        struct command *command = next(bench, COMMAND_ORDER_CANCEL);
        command->account_id = account;
        command->product_id = product;
        command->cancel.order_id = order;
        step(bench);
    }
    return (double)(os_clock_thread_ns() - begin_ns) / CHECK_ORDERS;
}

static void print_checks(struct bench *bench, uint32_t rounds)
{
    static const char *const names[] = {"plain margin", "margin by brackets"};
    struct bench_samples samples[2] = {{.count = 0}, {.count = 0}};
    uint32_t accounts[2];
    for (uint32_t i = 0; i < 2; i++) {
        accounts[i] = make_account(bench, 1000 * USD);
        open_position(bench, accounts[i], i == 0 ? PLAIN : FULL, SIDE_BUY);
    }
    for (uint32_t round = 0; round < rounds; round++) {
        for (uint32_t i = 0; i < 2; i++) {
            bench_sample_add(&samples[i], time_orders(bench, accounts[i], i == 0 ? PLAIN : FULL));
        }
    }
    for (uint32_t i = 0; i < 2; i++) {
        printf("an order that adds, and its cancel, %-18s %8.1f ns, least %8.1f\n", names[i],
               bench_median(&samples[i]), bench_least(&samples[i]));
    }
}

static bool run(struct bench *bench, uint32_t accounts, const struct bench_options *options)
{
    struct core_config config = core_config_small();
    struct os_memory memory;
    config.accounts_max = accounts + 8;
    config.positions_max = accounts + 16;
    if (os_memory_take(&memory, core_size(&config), OS_MEMORY_HUGE) != OS_OK) return false;
    *bench = (struct bench){.core = core_init(memory.bytes, memory.size, &config)};
    fill(bench, accounts);
    struct bench_samples quiet = {.count = 0};
    for (uint32_t round = 0; round < options->rounds; round++) {
        bench_sample_add(&quiet, time_quiet(bench));
    }
    printf("%u positions, %.0f MiB reserved\n", accounts, (double)core_size(&config) / 1048576.0);
    printf("      none looked at     %12.3f us, least %.3f\n", bench_median(&quiet) * 1e-3,
           bench_least(&quiet) * 1e-3);
    for (uint32_t group = 1; group < GROUPS && 2 * groups[group].accounts <= accounts; group++) {
        print_group(bench, group, options->rounds);
    }
    if (accounts >= options->command_count / 10) print_checks(bench, options->rounds);
    core_audit(bench->core);
    os_memory_give_back(&memory);
    return true;
}

bool bench_attention(const struct bench_options *options)
{
    static struct bench bench;
    printf("\nattention: marks of a product under the full model, by how many accounts they reach, "
           "%u rounds\n",
           options->rounds);
    for (uint64_t accounts = 10000; accounts <= options->command_count; accounts *= 10) {
        if (!run(&bench, (uint32_t)accounts, options)) {
            printf("%" PRIu64 " positions: not enough memory, left out\n", accounts);
            break;
        }
        if (bench.refused > 0) {
            fprintf(stderr, "perpetua bench: %" PRIu64 " commands went wrong\n", bench.refused);
            return false;
        }
    }
    return true;
}
