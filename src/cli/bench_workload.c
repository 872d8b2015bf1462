/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench_workload.c - see bench_workload.h.
 */
#include "cli/bench_workload.h"

#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "cli/bench_setup.h"
#include "core/state/layout.h"

#define MID_TICKS        INT64_C(1000000)
#define WALK_STEP_CHANCE 200 /* a product's mid moves a tick in one of so many of its commands */
#define EVENTS_CAPACITY  4096u
#define STEP_NS          200 /* of venue time between two commands */

struct live_order {
    uint64_t order_id;
    uint64_t client_order_id;
    uint32_t account;
    uint16_t product;
    uint8_t side;
    uint8_t reserved;
};

/* The generator's own view of the market. */
struct generator {
    struct workload *workload;
    struct random random;
    struct core *core;
    struct event *events;
    struct command command; /* being made */
    struct live_order *live;
    uint32_t *live_at; /* order slot -> index in live */
    uint64_t slot_mask;
    uint32_t live_count;
    uint64_t sequence;
    uint64_t client_order_id;
    uint64_t *client_sequences; /* by session */
    int64_t *mids;              /* by product */
    int64_t time_ns;
};

struct workload_settings workload_w1(void)
{
    return (struct workload_settings){.name = "W1",
                                      .seed = 1,
                                      .command_count = 5000000,
                                      .product_count = 1,
                                      .account_count = 10000,
                                      .resting_count = 50000,
                                      .checks = CHECKS_ALL,
                                      .naming = NAMED_BY_VENUE};
}

struct workload_settings workload_w100(void)
{
    struct workload_settings settings = workload_w1();
    settings.name = "W100";
    settings.product_count = 100;
    return settings;
}

/* --- following what the core says ------------------------------------------------------------- */

static void live_add(struct generator *generator, const struct event *event)
{
    struct live_order *order = &generator->live[generator->live_count];
    generator->live_at[event->order.order_id & generator->slot_mask] = generator->live_count++;
    *order = (struct live_order){.order_id = event->order.order_id,
                                 .client_order_id = event->order.client_order_id,
                                 .account = event->account_id,
                                 .product = event->product_id,
                                 .side = event->order.side};
}

static void live_remove(struct generator *generator, uint64_t order_id)
{
    uint32_t index = generator->live_at[order_id & generator->slot_mask];
    ASSERT(index < generator->live_count);
    ASSERT(generator->live[index].order_id == order_id);
    struct live_order last = generator->live[--generator->live_count];
    generator->live[index] = last;
    generator->live_at[last.order_id & generator->slot_mask] = index;
}

/* Runs the command on the generator's core and follows what it did. */
static void generator_step(struct generator *generator)
{
    struct workload *workload = generator->workload;
    struct events events = {.list = generator->events, .capacity = EVENTS_CAPACITY};
    generator->command.sequence = ++generator->sequence;
    generator->command.time_ns = generator->time_ns += STEP_NS;
    uint32_t count = core_step(generator->core, &generator->command, &events);
    for (uint32_t i = 0; i < count; i++) {
        const struct event *event = &generator->events[i];
        if (event->kind == EVENT_ORDER_ACCEPTED) live_add(generator, event);
        if (event->kind == EVENT_ORDER_FILLED || event->kind == EVENT_ORDER_CANCELLED) {
            live_remove(generator, event->order.order_id);
        }
        if (event->kind == EVENT_TRADE) workload->trade_count++;
        if (event->kind == EVENT_REJECTED) workload->reject_count++;
    }
    workload->event_count += count;
}

/* --- making commands -------------------------------------------------------------------------- */

static struct command *command_begin(struct generator *generator, enum command_kind kind,
                                     uint32_t account, uint16_t product)
{
    struct command *command = &generator->command;
    memset(command, 0, WORKLOAD_SLOT_SIZE);
    command->kind = (uint16_t)kind;
    command->account_id = account;
    command->product_id = product;
    if (generator->workload->settings.checks == CHECKS_NONE) return command;

    command->actor_id = setup_user_of(account);
    command->session_id = setup_session_of(account);
    command->client_sequence = ++generator->client_sequences[command->session_id];
    return command;
}

/* The best price of a side, or `none`. */
static int64_t best_ticks(const struct generator *generator, uint16_t product, enum side side,
                          int64_t none)
{
    struct depth_level level;
    return core_depth(generator->core, product, side, &level, 1) == 0 ? none : level.price.ticks;
}

/* A price at most 121 ticks behind the mid, mostly near it, that does not cross the book. */
static int64_t passive_ticks(struct generator *generator, uint16_t product, enum side side)
{
    struct random *random = &generator->random;
    int64_t distance = 1 + (int64_t)(random_below(random, 12) * random_below(random, 12));
    int64_t ticks = generator->mids[product] - side_sign(side) * distance;
    int64_t other = best_ticks(generator, product, side_opposite(side),
                               generator->mids[product] + side_sign(side) * 1000);
    if (side_accepts(side, ticks, other)) ticks = other - side_sign(side);
    return ticks;
}

static void make_order(struct generator *generator, int64_t ticks, enum side side,
                       enum time_in_force tif)
{
    struct order_entry *entry = &generator->command.order;
    entry->price.ticks = ticks;
    entry->qty.lots = 1 + (int64_t)random_below(&generator->random, 100);
    entry->side = (uint8_t)side;
    entry->type = TYPE_LIMIT;
    entry->tif = (uint8_t)tif;
    if (generator->workload->settings.naming == NAMED_BY_MEMBER) {
        entry->client_order_id = ++generator->client_order_id;
    }
}

static uint32_t random_account(struct generator *generator)
{
    return 1 +
           (uint32_t)random_below(&generator->random, generator->workload->settings.account_count);
}

static uint16_t random_product(struct generator *generator)
{
    uint64_t count = generator->workload->settings.product_count;
    return (uint16_t)(1 + random_below(&generator->random, count));
}

static void make_passive(struct generator *generator, uint16_t product)
{
    enum side side = random_chance(&generator->random, 1, 2) ? SIDE_BUY : SIDE_SELL;
    int64_t ticks = passive_ticks(generator, product, side);
    command_begin(generator, COMMAND_ORDER_PLACE, random_account(generator), product);
    make_order(generator, ticks, side, TIF_GTC);
}

/* Up to five ticks through the other side's best price; half of them leave nothing behind. */
static void make_aggressive(struct generator *generator, uint16_t product)
{
    struct random *random = &generator->random;
    enum side side = random_chance(random, 1, 2) ? SIDE_BUY : SIDE_SELL;
    int64_t ticks = best_ticks(generator, product, side_opposite(side), generator->mids[product]);
    ticks += side_sign(side) * (int64_t)random_below(random, 6);
    enum time_in_force tif = random_chance(random, 1, 2) ? TIF_IOC : TIF_GTC;
    command_begin(generator, COMMAND_ORDER_PLACE, random_account(generator), product);
    make_order(generator, ticks, side, tif);
}

/* Names the order as the workload names orders. */
static void name_order(const struct generator *generator, const struct live_order *order,
                       uint64_t *order_id, uint64_t *client_order_id)
{
    if (generator->workload->settings.naming == NAMED_BY_MEMBER) {
        *client_order_id = order->client_order_id;
    } else {
        *order_id = order->order_id;
    }
}

/* An order that the mid has passed is withdrawn first; else any live order is as likely. */
static const struct live_order *order_to_cancel(const struct generator *generator,
                                                struct random *random, uint16_t product)
{
    for (uint32_t side = 0; side < 2; side++) {
        uint64_t order_id;
        if (core_queue(generator->core, product, (enum side)side, &order_id, 1) == 0) continue;
        int64_t best = best_ticks(generator, product, (enum side)side, 0);
        if (side_accepts((enum side)side, best, generator->mids[product])) {
            return &generator->live[generator->live_at[order_id & generator->slot_mask]];
        }
    }
    return &generator->live[random_below(random, generator->live_count)];
}

static void make_cancel(struct generator *generator, uint16_t product)
{
    const struct live_order *order = order_to_cancel(generator, &generator->random, product);
    command_begin(generator, COMMAND_ORDER_CANCEL, order->account, order->product);
    struct body_cancel *cancel = &generator->command.cancel;
    name_order(generator, order, &cancel->order_id, &cancel->client_order_id);
}

/* Half of the amends shrink the order in its place, half move it to a new price. */
static void make_amend(struct generator *generator)
{
    struct random *random = &generator->random;
    const struct live_order *order = &generator->live[random_below(random, generator->live_count)];
    struct order_view view = {0};
    bool found = core_order(generator->core, order->order_id, &view);
    ASSERT(found);
    int64_t ticks = passive_ticks(generator, order->product, (enum side)order->side);
    command_begin(generator, COMMAND_ORDER_AMEND, order->account, order->product);
    struct body_amend *amend = &generator->command.amend;
    name_order(generator, order, &amend->order_id, &amend->client_order_id);
    if (view.open.lots > 1 && random_chance(random, 1, 2)) {
        amend->set = AMEND_QTY;
        amend->qty.lots = view.filled.lots + (view.open.lots + 1) / 2;
    } else {
        amend->set = AMEND_PRICE;
        amend->price.ticks = ticks;
    }
}

static void walk(struct generator *generator, uint16_t product)
{
    if (!random_chance(&generator->random, 1, WALK_STEP_CHANCE)) return;
    generator->mids[product] += random_chance(&generator->random, 1, 2) ? 1 : -1;
}

/* The mix.  Where new orders and cancels have drifted apart by a tenth, one kind makes up for it.
   */
static void make_next(struct generator *generator)
{
    struct workload *workload = generator->workload;
    uint16_t product = random_product(generator);
    uint32_t target = workload->settings.resting_count;
    walk(generator, product);

    uint64_t draw = random_below(&generator->random, 100);
    if (draw < 90) {
        bool adds = draw < 45;
        if (generator->live_count < target - target / 10) adds = true;
        if (generator->live_count > target + target / 10) adds = false;
        if (adds) {
            make_passive(generator, product);
            workload->new_count++;
        } else {
            make_cancel(generator, product);
            workload->cancel_count++;
        }
    } else if (draw < 95) {
        make_amend(generator);
        workload->amend_count++;
    } else {
        make_aggressive(generator, product);
        workload->aggressive_count++;
    }
}

/* --- the whole -------------------------------------------------------------------------------- */

static struct core_config config_of(const struct workload_settings *settings)
{
    struct core_config config = core_config_small();
    uint64_t pairs = (uint64_t)settings->account_count * settings->product_count;
    config.accounts_max = settings->account_count + 2;
    config.positions_max = (uint32_t)(pairs + 2);
    config.orders_max = 1u << 18;
    config.extras_max = 1u << 12;
    config.products_max = settings->product_count + 1;
    config.members_max = SETUP_MEMBERS + 1;
    config.users_max = SETUP_MEMBERS + 1;
    config.sessions_max = SETUP_SESSIONS + 1;
    config.ladder_width = 4096;
    return config;
}

static void keep_setup(struct workload *workload, const struct command *command)
{
    workload->setup[workload->setup_count++] = *command;
}

/* Members, accounts, products; then passive orders until enough of them rest. */
static void make_setup(struct generator *generator)
{
    struct workload *workload = generator->workload;
    const struct workload_settings *settings = &workload->settings;
    uint64_t count = setup_command_count(settings);
    for (uint64_t i = 0; i < count; i++) {
        setup_command(settings, i, &generator->command);
        generator_step(generator);
        keep_setup(workload, &generator->command);
    }
    ASSERT(workload->reject_count == 0);
    while (generator->live_count < settings->resting_count) {
        make_passive(generator, random_product(generator));
        generator_step(generator);
        keep_setup(workload, &generator->command);
    }
    workload->event_count = 0;
    workload->trade_count = 0;
    workload->reject_count = 0;
}

static void make_timed(struct generator *generator)
{
    struct workload *workload = generator->workload;
    workload->resting_low = generator->live_count;
    for (uint64_t i = 0; i < workload->settings.command_count; i++) {
        make_next(generator);
        generator_step(generator);
        memcpy(workload->slots.bytes + i * WORKLOAD_SLOT_SIZE, &generator->command,
               WORKLOAD_SLOT_SIZE);
        if (generator->live_count < workload->resting_low) {
            workload->resting_low = generator->live_count;
        }
        if (generator->live_count > workload->resting_high) {
            workload->resting_high = generator->live_count;
        }
    }
}

/* Everything that making a workload needs and running it does not. */
static bool generator_open(struct generator *generator, struct workload *workload,
                           struct os_memory *core_memory)
{
    const struct core_config *config = &workload->config;
    size_t size = core_size(config);
    *generator = (struct generator){.workload = workload};
    if (os_memory_take(core_memory, size, OS_MEMORY_HUGE) != OS_OK) return false;
    generator->core = core_init(core_memory->bytes, core_memory->size, config);
    generator->events = calloc(EVENTS_CAPACITY, sizeof *generator->events);
    generator->live = calloc(config->orders_max, sizeof *generator->live);
    generator->live_at = calloc(config->orders_max, sizeof *generator->live_at);
    generator->client_sequences = calloc(config->sessions_max, sizeof *generator->client_sequences);
    generator->mids = calloc(config->products_max, sizeof *generator->mids);
    random_seed(&generator->random, workload->settings.seed);
    generator->slot_mask = (UINT64_C(1) << layout_slot_bits(config)) - 1;
    for (uint32_t i = 0; generator->mids != NULL && i < config->products_max; i++) {
        generator->mids[i] = MID_TICKS;
    }
    return generator->events != NULL && generator->live != NULL && generator->live_at != NULL &&
           generator->client_sequences != NULL && generator->mids != NULL;
}

static void generator_close(struct generator *generator, struct os_memory *core_memory)
{
    free(generator->events);
    free(generator->live);
    free(generator->live_at);
    free(generator->client_sequences);
    free(generator->mids);
    os_memory_give_back(core_memory);
}

bool workload_make(struct workload *workload, const struct workload_settings *settings)
{
    static_assert(sizeof(struct order_entry) + COMMAND_HEADER_SIZE <= WORKLOAD_SLOT_SIZE, "fits");
    *workload = (struct workload){.settings = *settings, .config = config_of(settings)};
    /* Room for what a setup needs: its fixed part and one command a resting order. */
    uint64_t setup_max = setup_command_count(settings) + settings->resting_count;
    workload->setup = calloc(setup_max, sizeof *workload->setup);
    size_t size = settings->command_count * WORKLOAD_SLOT_SIZE;
    struct generator generator = {0};
    struct os_memory core_memory = {0};
    bool ready = workload->setup != NULL &&
                 os_memory_take(&workload->slots, size, OS_MEMORY_HUGE) == OS_OK &&
                 generator_open(&generator, workload, &core_memory);
    if (ready) {
        make_setup(&generator);
        make_timed(&generator);
    }
    if (workload->slots.bytes != NULL) generator_close(&generator, &core_memory);
    if (!ready) workload_release(workload);
    return ready;
}

void workload_release(struct workload *workload)
{
    free(workload->setup);
    os_memory_give_back(&workload->slots);
    *workload = (struct workload){0};
}

struct core *workload_core(const struct workload *workload, struct os_memory *memory)
{
    static struct event list[EVENTS_CAPACITY];
    struct events events = {.list = list, .capacity = EVENTS_CAPACITY};
    memset(memory->bytes, 0, core_size(&workload->config));
    struct core *core = core_init(memory->bytes, memory->size, &workload->config);
    for (uint64_t i = 0; i < workload->setup_count; i++) {
        (void)core_step(core, &workload->setup[i], &events);
    }
    return core;
}
