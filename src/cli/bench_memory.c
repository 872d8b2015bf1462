/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench_memory.c - bytes a resting order and bytes an account with a position, counted and
 * measured.
 *
 * Role       Prints what core_footprint says, then fills a core of the largest kind with 1,000,000
 *            accounts and 4,000,000 resting orders and reads from the system what each part took.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cli/bench_core.h"
#include "cli/bench_setup.h"
#include "cli/bench_workload.h"
#include "os/os_clock.h"

#define ACCOUNTS 1000000u
#define ORDERS   4000000u
#define PRICES   10000u

struct filling {
    struct core *core;
    struct workload_settings settings;
    struct event list[64];
    struct command command;
    uint64_t sequence;
    uint64_t refused;
};

static void forget(void *context, const struct event *list, uint32_t count)
{
    (void)context;
    (void)list;
    (void)count;
}

static void step(struct filling *filling)
{
    struct events events = {.list = filling->list, .capacity = 64, .drain = forget};
    filling->command.sequence = ++filling->sequence;
    filling->command.time_ns = (int64_t)filling->sequence;
    uint32_t count = core_step(filling->core, &filling->command, &events);
    if (count == 1 && filling->list[0].kind == EVENT_REJECTED) filling->refused++;
}

/* Members, accounts with money, one product. */
static void fill_accounts(struct filling *filling)
{
    uint64_t count = setup_command_count(&filling->settings);
    for (uint64_t i = 0; i < count; i++) {
        setup_command(&filling->settings, i, &filling->command);
        step(filling);
    }
}

/* Order `index` of all: the accounts in turn, prices spread over both sides, nothing crosses. */
static void place(struct filling *filling, uint32_t index)
{
    memset(&filling->command, 0, sizeof filling->command);
    filling->command.kind = COMMAND_ORDER_PLACE;
    filling->command.account_id = 1 + index % ACCOUNTS;
    filling->command.product_id = 1;
    struct order_entry *entry = &filling->command.order;
    int64_t away = 1 + index % PRICES;
    entry->side = (uint8_t)(index / ACCOUNTS % 2);
    entry->price.ticks = entry->side == SIDE_BUY ? 1000000 - away : 1000000 + away;
    entry->qty.lots = 1;
    entry->type = TYPE_LIMIT;
    entry->tif = TIF_GTC;
    step(filling);
}

static uint64_t fill_orders(struct filling *filling, uint32_t first, uint32_t count)
{
    uint64_t before = bench_resident_bytes();
    for (uint32_t i = first; i < first + count; i++) place(filling, i);
    return bench_resident_bytes() - before;
}

static void print_part(const char *what, uint64_t bytes, uint32_t count)
{
    printf("%-44s %8.1f MiB", what, (double)bytes / 1048576.0);
    if (count > 1) printf("  %6.1f bytes each", (double)bytes / (double)count);
    printf("\n");
}

static void print_footprint(const struct core *core)
{
    struct core_footprint sizes = core_footprint(core);
    printf("%-44s %u bytes, and %u for each price in use\n", "a resting order", sizes.order_bytes,
           sizes.level_bytes);
    printf("%-44s %u bytes more\n", "with trigger, expiry, display, group or link",
           sizes.extra_bytes);
    printf("%-44s %u bytes (%u account, %u position)\n", "an account with one position",
           sizes.account_bytes + sizes.position_bytes, sizes.account_bytes, sizes.position_bytes);
    printf("%-44s %u bytes\n", "the ladders of a product", sizes.ladder_bytes);
}

static bool fill(struct filling *filling, uint64_t before)
{
    int64_t begin_ns = os_clock_steady_ns();
    fill_accounts(filling);
    uint64_t accounts = bench_resident_bytes() - before;
    /* The first million orders bring each account's position with them; the rest are orders
       alone. */
    uint64_t first = fill_orders(filling, 0, ACCOUNTS);
    uint64_t rest = fill_orders(filling, ACCOUNTS, ORDERS - ACCOUNTS);
    double order_bytes = (double)rest / (ORDERS - ACCOUNTS);
    print_part("1,000,000 accounts with money", accounts, ACCOUNTS);
    print_part("3,000,000 resting orders", rest, ORDERS - ACCOUNTS);
    print_part("1,000,000 positions", first - (uint64_t)(order_bytes * ACCOUNTS), ACCOUNTS);
    print_part("all of it", bench_resident_bytes() - before, 1);
    printf("filled in %.1f s\n", (double)(os_clock_steady_ns() - begin_ns) * 1e-9);
    if (filling->refused > 0) {
        fprintf(stderr, "perpetua bench: %" PRIu64 " commands were refused\n", filling->refused);
    }
    return filling->refused == 0;
}

bool bench_memory(const struct bench_options *options)
{
    (void)options;
    static struct filling filling;
    struct core_config config = core_config_large();
    struct os_memory memory;
    printf("\nmemory: what the layout says, and what the system gave (largest configuration)\n");
    /* Small pages: what is counted is what is touched. */
    if (os_memory_take(&memory, core_size(&config), OS_MEMORY_PLAIN) != OS_OK) {
        fprintf(stderr, "perpetua bench: not enough memory\n");
        return false;
    }
    uint64_t before = bench_resident_bytes();
    filling = (struct filling){.core = core_init(memory.bytes, memory.size, &config)};
    filling.settings = workload_w1();
    filling.settings.account_count = ACCOUNTS;
    print_footprint(filling.core);
    printf("%-44s %8.1f MiB\n", "reserved, not used before it is needed",
           (double)core_size(&config) / 1048576.0);
    bool good = fill(&filling, before);
    os_memory_give_back(&memory);
    return good;
}
