/* SPDX-License-Identifier: Apache-2.0 */
/*
 * day.c - writes the journal of a day at the venue, on which receipts are tested.
 *
 * Role       A market maker quotes around an index of five sources; traders with little margin buy
 *            and sell; the index wanders, one source strays, the price falls and rises. So there
 *            are index values, marks, premiums, funding, accounts in the queue and liquidations.
 *            Everything is drawn from a seed.
 * Usage      day DIR SEED STEPS; DIR must not exist. Prints the number of events of each kind.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "base/text.h"
#include "node/node.h"

#define SECOND_NS   INT64_C(1000000000)
#define MINUTE_NS   (60 * SECOND_NS)
#define HOUR_NS     (60 * MINUTE_NS)
#define START_NS    INT64_C(1790000000000000000)
#define PRODUCT     1
#define SOURCES     5u
#define MAKERS      2u
#define TRADERS     40u
#define FUND        (MAKERS + TRADERS + 1)
#define USD         INT64_C(1000000)
#define EVENT_KINDS 256u

struct day {
    struct node node;
    struct random random;
    int64_t time_ns;
    int64_t price_ticks; /* what the sources wander around */
    uint64_t counts[EVENT_KINDS];
    uint64_t rejects;
};

static noreturn void stop(const char *what, const struct journal_error *error)
{
    char line[JOURNAL_ERROR_LINE_SIZE] = "";
    if (error != NULL) journal_error_line(error, line);
    fprintf(stderr, "day: %s %s\n", what, line);
    exit(1);
}

static void take_events(void *context, const struct event *list, uint32_t count)
{
    struct day *day = context;
    for (uint32_t i = 0; i < count; i++) day->counts[list[i].kind % EVENT_KINDS]++;
}

static void submit(struct day *day, struct command *command)
{
    command->time_ns = day->time_ns;
    if (node_submit(&day->node, command) != JOURNAL_OK) stop("a command was not taken", NULL);
}

/* A command of the opening: a refusal would make the whole day empty. */
static void set_up(struct day *day, struct command *command)
{
    uint64_t rejects = day->counts[EVENT_REJECTED];
    submit(day, command);
    if (node_settle(&day->node) != JOURNAL_OK) stop("the journal failed", NULL);
    if (day->counts[EVENT_REJECTED] == rejects) return;
    fprintf(stderr, "day: command kind %u of the opening was rejected\n", command->kind);
    exit(1);
}

static void open_accounts(struct day *day)
{
    struct command member = {.kind = COMMAND_MEMBER_SET};
    member.member =
        (struct body_member){.member_id = 1, .kind = MEMBER_SELF_CLEARING, .state = PARTY_APPROVED};
    set_up(day, &member);
    for (uint32_t id = 1; id <= FUND; id++) {
        struct command open = {.kind = COMMAND_ACCOUNT_OPEN};
        open.account =
            (struct body_account){.member_id = 1, .customer_id = id, .state = PARTY_APPROVED};
        set_up(day, &open);
        struct command deposit = {.kind = COMMAND_DEPOSIT, .account_id = id};
        bool is_rich = id <= MAKERS || id == FUND;
        deposit.cash.amount.micros = is_rich ? 10000000 * USD : 1000 * USD;
        set_up(day, &deposit);
    }
}

static void list_product(struct day *day)
{
    static const enum product_state states[] = {PRODUCT_FILED, PRODUCT_APPROVED, PRODUCT_LISTED};
    struct command define = {.kind = COMMAND_PRODUCT_DEFINE, .product_id = PRODUCT};
    define.terms = (struct product_terms){
        .symbol = "BTCPERP",
        .quote = "USD",
        .tick_value_micros = 100,
        .price_ticks_min = 1,
        .price_ticks_max = 10000000,
        .order_lots_max = 1000000,
        .order_notional_micros_max = 100000000 * USD,
        .protection_ticks = 100000,
        .smp_mode = SMP_CANCEL_TAKER,
        .fee_taker_ppm = 1200,
        .fee_maker_ppm = 500,
        .register_entry = 1,
        .decimals_price = 4,
    };
    set_up(day, &define);
    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++) {
        struct command state = {.kind = COMMAND_PRODUCT_STATE, .product_id = PRODUCT};
        state.state = (struct body_state){.state = states[i], .register_entry = 1};
        set_up(day, &state);
    }
}

static void set_price_terms(struct day *day)
{
    struct command prices = {.kind = COMMAND_PRICE_TERMS, .product_id = PRODUCT};
    prices.prices = (struct body_price_terms){
        .step_ns = SECOND_NS,
        .impact_notional_micros = 500 * USD,
        .stale_ns = 10 * SECOND_NS,
        .return_ns = 30 * SECOND_NS,
        .degraded_lots_max = 1000,
        .cap_ppm = 5000,
        .stray_ppm = 50000,
        .return_ppm = 20000,
        .index_method = INDEX_CAPPED_MEAN,
        .source_count = SOURCES,
        .degraded_below = 3,
        .halt_below = 2,
    };
    for (uint32_t i = 0; i < SOURCES; i++) {
        prices.prices.sources[i] = (struct index_source){.source_id = 11 + i, .weight = 1 + i % 2};
    }
    set_up(day, &prices);

    struct command mark = {.kind = COMMAND_MARK_TERMS, .product_id = PRODUCT};
    mark.mark = (struct body_mark_terms){
        .average_ns = 150 * SECOND_NS,
        .settle_window_ns = 60 * SECOND_NS,
        .components = MARK_BASIS | MARK_SPREAD | MARK_TOUCH,
        .band_ppm = 50000,
        .basis = BASIS_ESTIMATE_LEFT,
        .thin_rule = 1,
    };
    set_up(day, &mark);

    struct command funding = {.kind = COMMAND_FUNDING_TERMS, .product_id = PRODUCT};
    funding.funding = (struct body_funding_terms){
        .interval_ns = 10 * MINUTE_NS,
        .sample_ns = SECOND_NS,
        .bucket_ns = MINUTE_NS,
        .interest_e12 = 100000000,
        .dampener_e12 = 500000000,
        .clamp_e12 = 20000000000,
        .divisor = 1,
        .premium = PREMIUM_IMPACT,
        .weighting = WEIGHTS_LINEAR,
        .price = FUNDING_MARK,
    };
    set_up(day, &funding);
}

static void set_risk_terms(struct day *day)
{
    struct command margin = {.kind = COMMAND_MARGIN_TERMS, .product_id = PRODUCT};
    margin.margin = (struct body_margin_terms){
        .bracket_count = 2,
        .initial_mode = INITIAL_FACTOR,
        .initial_factor_ppm = 1300000,
        .size_from_lots = 1000,
        .size_slope_e12 = 1000000,
        .size_cap_ppm = 50000,
        .brackets = {{.maintenance_ppm = 50000},
                     {.floor_micros = 5000 * USD, .maintenance_ppm = 80000}},
    };
    set_up(day, &margin);

    struct command liquidation = {.kind = COMMAND_LIQUIDATION_TERMS, .product_id = PRODUCT};
    liquidation.liquidation = (struct body_liquidation_terms){
        .window_ns = 8 * HOUR_NS,
        .fund_notional_micros_max = 100000000 * USD,
        .fund_account_id = FUND,
        .liquidate_ratio_ppm = 1000000,
        .close_out_ppm = 666667,
        .slice_factor_ppm = 1100000,
        .adjustment_ppm = 1000000,
        .spread_ppm = 500000,
        .fee_ppm = 5000,
        .exposure_ppm = 1000000,
        .work_max = 1000,
        .regime = REGIME_VENUE,
        .method = DELEVERAGE_WATER_FILLING,
    };
    set_up(day, &liquidation);
}

/* Prices of the sources: each near the price, one far away at times, another silent at times. */
static void send_sources(struct day *day, uint32_t step)
{
    for (uint32_t i = 0; i < SOURCES; i++) {
        bool is_silent = i == 3 && step % 200 > 150;
        bool is_far = i == 4 && step % 300 > 280;
        if (is_silent) continue;
        struct command command = {.kind = COMMAND_SOURCE_PRICE, .product_id = PRODUCT};
        int64_t price_e4 = day->price_ticks * FINE_PER_TICK;
        int64_t noise_ppm = (int64_t)random_below(&day->random, 2000) - 1000;
        price_e4 += price_e4 / 1000000 * noise_ppm;
        if (is_far) price_e4 += price_e4 / 5;
        command.source = (struct body_source_price){
            .source_id = 11 + i,
            .bid = {price_e4 - 5000},
            .ask = {price_e4 + 5000},
            .last = {price_e4},
            .source_time_ns = day->time_ns,
        };
        submit(day, &command);
    }
}

static void cancel_all(struct day *day, uint32_t account_id)
{
    struct command command = {
        .kind = COMMAND_MASS_CANCEL, .account_id = account_id, .product_id = PRODUCT};
    command.mass = (struct body_mass_cancel){.side = SIDE_ANY};
    submit(day, &command);
}

static void place(struct day *day, uint32_t account_id, enum side side, int64_t ticks, int64_t lots)
{
    struct command command = {
        .kind = COMMAND_ORDER_PLACE, .account_id = account_id, .product_id = PRODUCT};
    command.order = (struct order_entry){
        .price = {ticks},
        .qty = {lots},
        .side = (uint8_t)side,
        .type = TYPE_LIMIT,
        .tif = account_id <= MAKERS ? TIF_GTC : TIF_IOC,
    };
    submit(day, &command);
}

static void quote(struct day *day)
{
    for (uint32_t maker = 1; maker <= MAKERS; maker++) {
        cancel_all(day, maker);
        int64_t shift = (int64_t)random_below(&day->random, 60) - 20;
        for (int64_t level = 1; level <= 5; level++) {
            int64_t lots = 20 + (int64_t)random_below(&day->random, 200);
            place(day, maker, SIDE_BUY, day->price_ticks + shift - 5 * level, lots);
            place(day, maker, SIDE_SELL, day->price_ticks + shift + 5 * level, lots);
        }
    }
}

static void trade(struct day *day)
{
    for (uint32_t i = 0; i < 4; i++) {
        uint32_t trader = MAKERS + 1 + (uint32_t)random_below(&day->random, TRADERS);
        enum side side = random_below(&day->random, 3) == 0 ? SIDE_SELL : SIDE_BUY;
        int64_t worst = day->price_ticks / 100;
        int64_t lots = 1 + (int64_t)random_below(&day->random, 800);
        place(day, trader, side, day->price_ticks + (side == SIDE_BUY ? worst : -worst), lots);
    }
}

/* Half of the time quietly, then a fall, then a rise. */
static void move_price(struct day *day, uint32_t step, uint32_t steps)
{
    int64_t drift = 0;
    if (step > steps / 2 && step < steps * 3 / 5) drift = -day->price_ticks / 250;
    if (step > steps * 4 / 5) drift = day->price_ticks / 500;
    day->price_ticks += drift + (int64_t)random_below(&day->random, 21) - 10;
}

static void run_steps(struct day *day, uint32_t steps)
{
    for (uint32_t step = 0; step < steps; step++) {
        /* Sometimes seconds pass without a command. */
        int64_t seconds = random_below(&day->random, 50) == 0 ? 4 : 1;
        day->time_ns += seconds * SECOND_NS;
        move_price(day, step, steps);
        send_sources(day, step);
        quote(day);
        trade(day);
        if (step % 97 == 0) {
            struct command withdraw = {.kind = COMMAND_WITHDRAW, .account_id = 3};
            withdraw.cash.amount.micros = 1;
            submit(day, &withdraw);
        }
    }
}

static void print_counts(const struct day *day)
{
    for (uint32_t kind = 0; kind < EVENT_KINDS; kind++) {
        const char *name = event_kind_name((uint16_t)kind);
        if (name != NULL) printf("%s %" PRIu64 "\n", name, day->counts[kind]);
    }
}

int main(int argc, char **argv)
{
    static struct day day;
    struct journal_error error;
    uint64_t seed = 0;
    uint64_t steps = 0;
    bool is_right = argc == 4 && text_read_u64(argv[2], strlen(argv[2]), &seed) &&
                    text_read_u64(argv[3], strlen(argv[3]), &steps);
    if (!is_right) stop("usage: day DIR SEED STEPS", NULL);
    struct core_config capacities = core_config_small();
    struct node_config config = node_config_default(argv[1], take_events, &day);
    config.clock_ns = NULL;
    config.has_threads = false;
    if (node_create(argv[1], &capacities, &error) != JOURNAL_OK) stop("cannot create:", &error);
    if (node_open(&day.node, &config, &error) != JOURNAL_OK) stop("cannot open:", &error);
    random_seed(&day.random, seed);
    day.time_ns = START_NS;
    day.price_ticks = 63587;
    open_accounts(&day);
    list_product(&day);
    set_price_terms(&day);
    send_sources(&day, 0);
    day.time_ns += 2 * SECOND_NS;
    quote(&day);
    set_risk_terms(&day);
    run_steps(&day, (uint32_t)steps);
    if (node_seal(&day.node, SEAL_STATE) != JOURNAL_OK) stop("cannot seal", NULL);
    if (node_close(&day.node, &error) != JOURNAL_OK) stop("cannot close:", &error);
    print_counts(&day);
    return 0;
}
