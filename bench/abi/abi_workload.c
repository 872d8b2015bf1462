/* SPDX-License-Identifier: Apache-2.0 */
/*
 * abi_workload.c - see abi_workload.h.
 */
#include "abi_workload.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"

#define MID_FIRST_TICKS  33504.0
#define DEPTH_MAX        64u
#define DEPTH_EXPONENT   2.23
#define HUMP_TICKS       8.0
#define HUMP_WIDTH       2.5
#define HUMP_WEIGHT      0.5
#define LIFE_MEDIAN_NS   431000.0
#define ARRIVAL_NS       23400000.0 /* between two new orders: a session of six and a half hours */
#define RESEND_AFTER_NS  50000.0
#define NATURAL_LOG_OF_2 0.69314718055994530942

const struct abi_scenario abi_scenarios[ABI_SCENARIOS] = {
    {"static", 0.0},    {"normal", 0.02},      {"swing-25", 0.25},
    {"swing-40", 0.40}, {"flash-crash", 0.60},
};

struct placed {
    int64_t price_ticks;
    uint32_t quantity;
    uint32_t depth;
    uint8_t side;
};

struct timed {
    double time_ns;
    uint32_t made; /* breaks ties: the order in which they were made */
    struct abi_message message;
};

struct maker {
    struct random random;
    struct placed *placed;
    struct timed *timed;
    uint32_t timed_count;
    double depth_sums[DEPTH_MAX];
};

/* Above 0, below 1. */
static double unit(struct random *random)
{
    return ((double)(random_u64(random) >> 11) + 0.5) / 9007199254740992.0;
}

static double normal(struct random *random)
{
    double radius = sqrt(-2.0 * log(unit(random)));
    return radius * cos(6.28318530717958647693 * unit(random));
}

static double exponential(struct random *random, double mean)
{
    return -mean * log(unit(random));
}

static void depth_prepare(struct maker *maker)
{
    double sum = 0.0;
    for (uint32_t i = 0; i < DEPTH_MAX; i++) {
        double depth = (double)(i + 1);
        double away = (depth - HUMP_TICKS) / HUMP_WIDTH;
        sum += pow(depth, -DEPTH_EXPONENT) + HUMP_WEIGHT * exp(-0.5 * away * away);
        maker->depth_sums[i] = sum;
    }
}

static uint32_t depth_draw(struct maker *maker)
{
    double at = unit(&maker->random) * maker->depth_sums[DEPTH_MAX - 1];
    uint32_t depth = 0;
    while (maker->depth_sums[depth] < at) depth++;
    return depth + 1;
}

/* Prices every order along the path of the mid: buys on its first half, sells on its second. */
static void place_all(struct maker *maker, double swing, uint32_t count)
{
    double mid = MID_FIRST_TICKS;
    double step = swing / sqrt((double)count);
    for (uint32_t i = 0; i < count; i++) {
        struct placed *order = &maker->placed[i];
        uint32_t depth = depth_draw(maker);
        int64_t centre = llround(mid);
        order->side = i < count / 2 ? ABI_BUY : ABI_SELL;
        order->depth = depth;
        order->quantity = 1 + (uint32_t)random_below(&maker->random, 100);
        order->price_ticks = order->side == ABI_BUY ? centre - depth : centre + depth;
        mid *= exp(-0.5 * step * step + step * normal(&maker->random));
    }
}

static void shuffle(struct maker *maker, uint32_t count)
{
    for (uint32_t i = count - 1; i > 0; i--) {
        uint32_t other = (uint32_t)random_below(&maker->random, i + 1);
        struct placed kept = maker->placed[i];
        maker->placed[i] = maker->placed[other];
        maker->placed[other] = kept;
    }
}

static struct abi_message *message_add(struct maker *maker, double time_ns, uint8_t type)
{
    struct timed *timed = &maker->timed[maker->timed_count];
    *timed = (struct timed){.time_ns = time_ns, .made = maker->timed_count};
    maker->timed_count++;
    timed->message.type = type;
    return &timed->message;
}

static void add_modify(struct maker *maker, double time_ns, uint64_t id, const struct placed *order)
{
    struct abi_message *message = message_add(maker, time_ns, ABI_MODIFY);
    message->modify = (struct abi_modify){.order_id = id,
                                          .new_price_ticks = order->price_ticks,
                                          .new_quantity = order->quantity,
                                          .side = order->side};
}

static void add_cancel(struct maker *maker, double time_ns, uint64_t id)
{
    message_add(maker, time_ns, ABI_CANCEL)->cancel = (struct abi_cancel){.order_id = id};
}

/* A modify adds a share and, four times in five, moves the price a tick towards the mid. */
static void add_later_messages(struct maker *maker, double time_ns, uint64_t id,
                               struct placed order)
{
    struct random *random = &maker->random;
    double mean_ns = LIFE_MEDIAN_NS / NATURAL_LOG_OF_2 * (0.5 + (double)order.depth / HUMP_TICKS);
    double life_ns = exponential(random, mean_ns);
    bool modified = random_chance(random, 20, 100);
    bool cancelled = random_chance(random, 95, 100);
    if (modified) {
        order.quantity++;
        if (random_chance(random, 80, 100)) order.price_ticks += order.side == ABI_BUY ? 1 : -1;
        add_modify(maker, time_ns + life_ns * unit(random), id, &order);
    }
    if (!cancelled) return;
    add_cancel(maker, time_ns + life_ns, id);
    if (random_chance(random, 2, 100)) {
        add_cancel(maker, time_ns + life_ns + exponential(random, RESEND_AFTER_NS), id);
    }
    if (modified && random_chance(random, 2, 100)) {
        add_modify(maker, time_ns + life_ns + exponential(random, RESEND_AFTER_NS), id, &order);
    }
}

static void expand(struct maker *maker, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        const struct placed *order = &maker->placed[i];
        double time_ns = ARRIVAL_NS * (double)i;
        bool ioc = random_chance(&maker->random, 15, 100);
        struct abi_message *message = message_add(maker, time_ns, ABI_NEW);
        message->order = (struct abi_new){.order_id = i,
                                          .price_ticks = order->price_ticks,
                                          .quantity = order->quantity,
                                          .side = order->side,
                                          .ioc = ioc};
        if (!ioc) add_later_messages(maker, time_ns, i, *order);
    }
}

static int timed_compare(const void *left, const void *right)
{
    const struct timed *a = left;
    const struct timed *b = right;
    if (a->time_ns != b->time_ns) return a->time_ns < b->time_ns ? -1 : 1;
    return a->made < b->made ? -1 : 1;
}

/* In order of time, numbered from 0. */
static void collect(struct maker *maker, struct abi_workload *workload)
{
    qsort(maker->timed, maker->timed_count, sizeof *maker->timed, timed_compare);
    for (uint32_t i = 0; i < maker->timed_count; i++) {
        struct abi_message *message = &workload->messages[i];
        *message = maker->timed[i].message;
        switch (message->type) {
        case ABI_NEW: message->order.sequence_number = i; break;
        case ABI_CANCEL: message->cancel.sequence_number = i; break;
        default: message->modify.sequence_number = i; break;
        }
    }
    workload->count = maker->timed_count;
}

bool abi_workload_make(struct abi_workload *workload, const struct abi_scenario *scenario,
                       uint64_t seed, uint32_t order_count)
{
    /* A new order and at most two modifies and two cancels each. */
    size_t timed_max = (size_t)order_count * 5;
    struct maker maker = {.placed = calloc(order_count, sizeof *maker.placed),
                          .timed = calloc(timed_max, sizeof *maker.timed)};
    *workload = (struct abi_workload){.messages = calloc(timed_max, sizeof *workload->messages)};
    bool ready = maker.placed != NULL && maker.timed != NULL && workload->messages != NULL;
    if (ready) {
        random_seed(&maker.random, seed);
        depth_prepare(&maker);
        place_all(&maker, scenario->swing, order_count);
        shuffle(&maker, order_count);
        expand(&maker, order_count);
        collect(&maker, workload);
    } else {
        abi_workload_release(workload);
    }
    free(maker.placed);
    free(maker.timed);
    return ready;
}

void abi_workload_release(struct abi_workload *workload)
{
    free(workload->messages);
    *workload = (struct abi_workload){0};
}
