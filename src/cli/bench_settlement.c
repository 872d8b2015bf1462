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
#include <string.h>

#include "cli/bench_core.h"
#include "cli/bench_run.h"
#include "os/os_clock.h"

#define PRODUCT UINT16_C(1)
#define MARK    INT64_C(100000000) /* fine: 10,000 ticks */
#define DAY_NS  WINDOW_NS_MAX

struct bench {
    struct core *core;
    struct command command;
    struct event list[RUN_EVENTS];
    uint64_t sequence;
    int64_t time_ns;
    uint64_t refused;
    uint64_t variations;
};

static void count_events(void *context, const struct event *list, uint32_t count)
{
    struct bench *bench = context;
    for (uint32_t i = 0; i < count; i++) {
        bench->refused += list[i].kind == EVENT_REJECTED;
        bench->variations += list[i].kind == EVENT_VARIATION;
    }
}

static struct command *next(struct bench *bench, enum command_kind kind)
{
    memset(&bench->command, 0, sizeof bench->command);
    bench->command.kind = (uint16_t)kind;
    bench->command.product_id = PRODUCT;
    return &bench->command;
}

static void step(struct bench *bench)
{
    struct events events = {
        .list = bench->list, .capacity = RUN_EVENTS, .drain = count_events, .context = bench};
    bench->command.sequence = ++bench->sequence;
    bench->command.time_ns = bench->time_ns;
    (void)core_step(bench->core, &bench->command, &events);
    count_events(bench, bench->list, events.count);
}

static void make_product(struct bench *bench)
{
    static const uint32_t states[] = {PRODUCT_FILED, PRODUCT_APPROVED, PRODUCT_LISTED};
    next(bench, COMMAND_PRODUCT_DEFINE)->terms =
        (struct product_terms){.symbol = "BENCH",
                               .quote = "USD",
                               .tick_value_micros = 1,
                               .price_ticks_min = 1,
                               .price_ticks_max = 1000000,
                               .order_lots_max = 1000000,
                               .order_notional_micros_max = NOTIONAL_MICROS_MAX,
                               .smp_mode = SMP_CANCEL_MAKER};
    step(bench);
    for (uint32_t i = 0; i < 3; i++) {
        next(bench, COMMAND_PRODUCT_STATE)->state.state = states[i];
        step(bench);
    }
    next(bench, COMMAND_SETTLEMENT_TERMS)->settlement_terms =
        (struct body_settlement_terms){.account_class = CLASS_FUTURES,
                                       .roll_minute = 1020,
                                       .cycle_count = 1,
                                       .cycles = {{720, 0, 0}}};
    step(bench);
}

static void place(struct bench *bench, uint32_t account, enum side side)
{
    struct command *command = next(bench, COMMAND_ORDER_PLACE);
    command->account_id = account;
    command->order = (struct order_entry){.price = {MARK / FINE_PER_TICK},
                                          .qty = {7},
                                          .side = (uint8_t)side,
                                          .type = TYPE_LIMIT,
                                          .tif = TIF_GTC};
    step(bench);
}

/* Accounts by twos: one buys what the other sells. */
static void fill(struct bench *bench, uint32_t accounts)
{
    next(bench, COMMAND_MEMBER_SET)->member =
        (struct body_member){.member_id = 1, .kind = MEMBER_FCM, .state = PARTY_APPROVED};
    step(bench);
    make_product(bench);
    for (uint32_t i = 1; i <= accounts; i++) {
        next(bench, COMMAND_ACCOUNT_OPEN)->account =
            (struct body_account){.member_id = 1, .customer_id = i, .state = PARTY_APPROVED};
        step(bench);
    }
    for (uint32_t i = 1; i < accounts; i += 2) {
        place(bench, i, SIDE_SELL);
        place(bench, i + 1, SIDE_BUY);
    }
}

/* Nanoseconds of one command behind a cycle, or behind the expiry. */
static double time_cycle(struct bench *bench)
{
    bench->variations = 0;
    bench->time_ns += DAY_NS;
    (void)next(bench, COMMAND_TICK);
    int64_t begin_ns = os_clock_thread_ns();
    step(bench);
    return (double)(os_clock_thread_ns() - begin_ns);
}

static void expire(struct bench *bench)
{
    next(bench, COMMAND_EXPIRY_TERMS)->expiry_terms = (struct body_expiry_terms){
        .expiry_ns = bench->time_ns + DAY_NS / 2, .sample_ns = DAY_NS, .method = FINAL_INDEX};
    step(bench);
}

static bool run(struct bench *bench, uint32_t accounts, uint32_t rounds)
{
    struct core_config config = core_config_small();
    struct bench_samples cycles = {.count = 0};
    struct os_memory memory;
    config.accounts_max = accounts + 8;
    config.positions_max = accounts + 16;
    if (os_memory_take(&memory, core_size(&config), OS_MEMORY_HUGE) != OS_OK) return false;
    *bench = (struct bench){.core = core_init(memory.bytes, memory.size, &config)};
    fill(bench, accounts);
    for (uint32_t round = 0; round < rounds; round++) {
        next(bench, COMMAND_REFERENCE_PRICE)->reference.mark.ticks_e4 = MARK + 4321 * (round + 1);
        step(bench);
        bench_sample_add(&cycles, time_cycle(bench));
        if (bench->variations != accounts) bench->refused++;
    }
    expire(bench);
    double end_ns = time_cycle(bench);
    if (bench->variations != accounts) bench->refused++;
    printf("%8u  %12.2f ms %8.1f ns   %12.2f ms %8.1f ns\n", accounts, bench_median(&cycles) * 1e-6,
           bench_median(&cycles) / accounts, end_ns * 1e-6, end_ns / accounts);
    core_audit(bench->core);
    os_memory_give_back(&memory);
    return true;
}

bool bench_settlement(const struct bench_options *options)
{
    static struct bench bench;
    printf("\nsettlement: one command behind a cycle, and behind the expiry; with all events, "
           "%u rounds\n"
           "positions          a cycle   a position   the final one   a position\n",
           options->rounds);
    for (uint64_t accounts = 10000; accounts <= options->command_count; accounts *= 10) {
        if (!run(&bench, (uint32_t)accounts, options->rounds)) {
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
