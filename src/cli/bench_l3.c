/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench_l3.c - a deep book: loading it order by order, reading all of it, clearing it.
 *
 * Role       What a venue does when a recorded full book (level 3) is loaded, or when a market
 *            maker quotes everywhere: 1,000,000 orders over some 120,000 prices, most of them
 *            near the touch, some at a hundredth or at a hundred times of it, in no order.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "cli/bench_core.h"
#include "cli/bench_run.h"
#include "cli/bench_setup.h"
#include "os/os_clock.h"

#define ORDERS     1000000u
#define ACCOUNTS   1000u
#define LEVELS_MAX 200000u
#define MID        INT64_C(1000000)

struct loading {
    struct core *core;
    struct workload_settings settings;
    struct core_config config;
    struct os_memory memory;
    struct os_memory slots;
    struct depth_level *levels;
    uint64_t sequence;
    struct event list[RUN_EVENTS];
};

enum figure { LOAD_NS, READ_NS, CLEAR_NS, FIGURES };

static void step(struct loading *loading, struct command *command)
{
    struct events events = {
        .list = loading->list, .capacity = RUN_EVENTS, .drain = run_forget_events};
    command->sequence = ++loading->sequence;
    command->time_ns = (int64_t)loading->sequence;
    (void)core_step(loading->core, command, &events);
}

/* Nine in ten within 2,000 ticks; the others over the whole range, dense near the mid. */
static int64_t distance_draw(struct random *random)
{
    if (random_chance(random, 9, 10)) return 1 + (int64_t)random_below(random, 2000);
    if (random_chance(random, 9, 10)) return 1 + (int64_t)random_below(random, 100000);
    return 1 + (int64_t)random_below(random, 900000);
}

static struct command *slot_at(const struct loading *loading, uint32_t index)
{
    return (void *)(loading->slots.bytes + (size_t)index * WORKLOAD_SLOT_SIZE);
}

static void make_orders(struct loading *loading)
{
    struct random random;
    random_seed(&random, 3);
    for (uint32_t i = 0; i < ORDERS; i++) {
        struct command *command = slot_at(loading, i);
        struct order_entry *entry = &command->order;
        memset(command, 0, WORKLOAD_SLOT_SIZE);
        command->kind = COMMAND_ORDER_PLACE;
        command->account_id = 1 + i % ACCOUNTS;
        command->product_id = 1;
        entry->side = (uint8_t)random_below(&random, 2);
        int64_t distance = distance_draw(&random);
        entry->price.ticks = entry->side == SIDE_BUY ? MID - distance : MID + distance * 100;
        if (distance <= 2000)
            entry->price.ticks = MID - side_sign((enum side)entry->side) * distance;
        entry->qty.lots = 1 + (int64_t)random_below(&random, 100);
        entry->type = TYPE_LIMIT;
        entry->tif = TIF_GTC;
    }
}

static void make_venue(struct loading *loading)
{
    memset(loading->memory.bytes, 0, core_size(&loading->config));
    loading->core = core_init(loading->memory.bytes, loading->memory.size, &loading->config);
    loading->sequence = 0;
    uint64_t count = setup_command_count(&loading->settings);
    for (uint64_t i = 0; i < count; i++) {
        struct command command;
        setup_command(&loading->settings, i, &command);
        step(loading, &command);
    }
}

static uint32_t read_all(struct loading *loading)
{
    uint32_t count = core_depth(loading->core, 1, SIDE_BUY, loading->levels, LEVELS_MAX);
    return count + core_depth(loading->core, 1, SIDE_SELL, loading->levels, LEVELS_MAX);
}

/* One round: the nanoseconds of each figure, and how many levels there were. */
static uint32_t run_round(struct loading *loading, double nanoseconds[FIGURES])
{
    make_venue(loading);
    int64_t begin_ns = os_clock_steady_ns();
    for (uint32_t i = 0; i < ORDERS; i++) {
        for (uint32_t stage = 0; stage < CORE_PREFETCH_STAGES; stage++) {
            uint32_t ahead = i + RUN_STAGE_DISTANCE * (CORE_PREFETCH_STAGES - stage);
            if (ahead < ORDERS) core_prefetch(loading->core, slot_at(loading, ahead), stage);
        }
        step(loading, slot_at(loading, i));
    }
    int64_t loaded_ns = os_clock_steady_ns();
    uint32_t levels = read_all(loading);
    int64_t read_ns = os_clock_steady_ns();
    struct command command = {.kind = COMMAND_MASS_CANCEL, .product_id = 1};
    command.mass.side = SIDE_ANY;
    step(loading, &command);
    int64_t cleared_ns = os_clock_steady_ns();
    nanoseconds[LOAD_NS] = (double)(loaded_ns - begin_ns) / ORDERS;
    nanoseconds[READ_NS] = (double)(read_ns - loaded_ns) / levels;
    nanoseconds[CLEAR_NS] = (double)(cleared_ns - read_ns) / ORDERS;
    return levels;
}

static bool loading_begin(struct loading *loading)
{
    loading->settings = workload_w1();
    loading->settings.account_count = ACCOUNTS;
    loading->settings.checks = CHECKS_NONE;
    loading->config = core_config_small();
    loading->config.orders_max = 1u << 20;
    loading->config.ladder_width = 16384;
    loading->levels = calloc(LEVELS_MAX, sizeof *loading->levels);
    size_t slots = (size_t)ORDERS * WORKLOAD_SLOT_SIZE;
    return loading->levels != NULL &&
           os_memory_take(&loading->memory, core_size(&loading->config), OS_MEMORY_HUGE) == OS_OK &&
           os_memory_take(&loading->slots, slots, OS_MEMORY_HUGE) == OS_OK;
}

bool bench_l3(const struct bench_options *options)
{
    static struct loading loading;
    static const char *const names[FIGURES] = {"loading, ns an order", "reading all, ns a price",
                                               "mass cancel, ns an order"};
    struct bench_samples samples[FIGURES] = {0};
    uint32_t levels = 0;
    bool ready = loading_begin(&loading);
    if (ready) make_orders(&loading);
    for (uint32_t round = 0; ready && round < options->rounds; round++) {
        double nanoseconds[FIGURES];
        levels = run_round(&loading, nanoseconds);
        for (uint32_t i = 0; i < FIGURES; i++) bench_sample_add(&samples[i], nanoseconds[i]);
    }
    printf("\nl3: a book of %u orders at %u prices, %u rounds\n", ORDERS, levels, options->rounds);
    for (uint32_t i = 0; ready && i < FIGURES; i++) {
        printf("%-28s %8.1f (least %.1f)\n", names[i], bench_median(&samples[i]),
               bench_least(&samples[i]));
    }
    if (!ready) fprintf(stderr, "perpetua bench: not enough memory\n");
    free(loading.levels);
    os_memory_give_back(&loading.memory);
    os_memory_give_back(&loading.slots);
    return ready;
}
