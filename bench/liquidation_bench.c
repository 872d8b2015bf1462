/* SPDX-License-Identifier: Apache-2.0 */
/*
 * liquidation_bench.c - a market that falls by 15 per cent in three minutes, and what the venue
 *                       does.
 *
 * Role       100,000 longs of every leverage, 1,000 shorts, makers who bid a little below each
 *            mark, and a fund.  The mark falls every second, once by a gap.  Each forced close is
 *            counted, and its receipt is computed again here from the events alone.
 * Method     Time is that of the REFERENCE_PRICE commands only, each one step: looks, slices,
 *            takeovers and deleveraging.  The whole state is audited after every tenth step and
 *            at the end, outside the time.
 * Usage      liquidation_bench [ACCOUNTS [METHOD [REGIME]]] [--journal DIR]   (method of
 *            deleveraging 1 to 3; regime 1 with a fund, 2 with a waterfall: then the fund's money
 *            is the capital).  With --journal every command goes to the journal of a second venue
 *            too, in a directory that must not exist, for `perpetua explain all`.
 *            Exit status 1 if a receipt does not agree, the ledger does not sum to zero, or the
 *            worst second has fewer forced closes than its share of 22,558.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/int_math.h"
#include "core/core.h"
#include "model/accounts_chart.h"
#include "node/node.h"
#include "os/os_clock.h"
#include "os/os_memory.h"

#define USD          INT64_C(1000000)
#define SECOND_NS    INT64_C(1000000000)
#define START_NS     (INT64_C(1760000000) * SECOND_NS)
#define PRODUCT      UINT16_C(1)
#define TICK_MICROS  INT64_C(100) /* one tick on one lot */
#define START_TICKS  INT64_C(100000)
#define LOTS         INT64_C(10) /* of each long */
#define STEPS        180
#define GAP_STEP     90
#define GAP_TICKS    INT64_C(5000)
#define STEP_TICKS   INT64_C(56)
#define SHORTS       1000u
#define MAKERS       8u
#define EVENTS_MAX   8192u
#define WORST_SECOND 22558u /* forced closes on 10 October 2025, for 100,000 accounts */
#define MAINTENANCE  20000  /* ppm */
#define LOOKS_EVERY  10

enum role_of { FUND = 1, FIRST_MAKER = 2, FIRST_SHORT = FIRST_MAKER + MAKERS };

struct second {
    uint64_t slices;
    uint64_t closes;   /* slices that traded, and moves */
    uint64_t moves[5]; /* by enum move_cause */
    uint64_t default_steps;
    uint64_t trades;
    int64_t lots;
    int64_t ns;
    int64_t cpu_ns;
};

struct bench {
    struct core *core;
    const char *journal; /* NULL: none is written */
    struct node node;
    struct events events;
    struct event list[EVENTS_MAX];
    struct second now;
    struct second worst;
    struct second sum;
    int64_t *net_lots;      /* by account, from the events */
    uint32_t slice_account; /* whose slice has not traded yet */
    uint64_t receipts;
    uint64_t wrong;
    int64_t time_ns;
    uint32_t accounts;
    uint32_t method;
    uint32_t regime;
};

static struct bench bench;

/* --- receipts --------------------------------------------------------------------------------- */

static int64_t magnitude(int64_t value)
{
    return value < 0 ? -value : value;
}

/* The bankruptcy value of `lots` of N, from what the event says. */
static int64_t bankruptcy_again(const struct event_close_out *at, int64_t all, int64_t lots)
{
    bool is_long = all > 0;
    int128 share = div_floor((int128)at->equity.micros * at->own.micros, at->maintenance.micros);
    int128 value = (int128)at->mark.ticks_e4 * TICK_MICROS * magnitude(all);
    int128 bankrupt = is_long ? value - share * 10000 : value + share * 10000;
    int128 divisor = (int128)10000 * magnitude(all);
    int128 result =
        is_long ? div_ceil(bankrupt * lots, divisor) : div_floor(bankrupt * lots, divisor);
    return result > 0 ? (int64_t)result : 0;
}

static void receipt(bool agrees)
{
    bench.receipts++;
    if (!agrees) bench.wrong++;
}

static void see_slice(const struct event *event)
{
    const struct event_liquidation *body = &event->liquidation;
    struct event_close_out at = {.equity = body->equity,
                                 .maintenance = body->maintenance,
                                 .own = body->own,
                                 .mark = body->mark};
    int64_t all = bench.net_lots[event->account_id];
    bool below = body->maintenance.micros >= body->equity.micros &&
                 body->equity.micros * 3 >= body->maintenance.micros * 2 - 3;
    receipt(below && body->bankruptcy.micros == bankruptcy_again(&at, all, body->lots.lots));
    bench.now.slices++;
    bench.slice_account = event->account_id;
}

static void see_close_out(const struct event *event)
{
    const struct event_close_out *body = &event->close_out;
    int64_t all = bench.net_lots[event->account_id];
    receipt(body->net.lots == all &&
            body->bankruptcy.micros == bankruptcy_again(body, all, magnitude(all)));
}

static void see_move(const struct event *event)
{
    const struct event_moved *body = &event->moved;
    int64_t sign = body->side == SIDE_BUY ? 1 : -1;
    bench.net_lots[event->account_id] += sign * body->lots.lots;
    bench.net_lots[body->other_account_id] -= sign * body->lots.lots;
    bool fair = body->cause != MOVE_DELEVERAGE || body->other_realised.micros >= 0;
    receipt(fair && body->net.lots == bench.net_lots[event->account_id]);
    if (body->cause <= MOVE_TEAR_UP) bench.now.moves[body->cause]++;
    bench.now.closes++;
    bench.now.lots += body->lots.lots;
}

static void see_fill(const struct event *event)
{
    bench.net_lots[event->account_id] = event->fill.net.lots;
    if (event->account_id != bench.slice_account) return;
    bench.slice_account = 0;
    bench.now.closes++;
}

static void drain(void *context, const struct event *list, uint32_t count)
{
    (void)context;
    for (uint32_t i = 0; i < count; i++) {
        const struct event *event = &list[i];
        switch (event->kind) {
        case EVENT_LIQUIDATION: see_slice(event); break;
        case EVENT_CLOSE_OUT: see_close_out(event); break;
        case EVENT_POSITION_MOVED: see_move(event); break;
        case EVENT_FILL: see_fill(event); break;
        case EVENT_TRADE: bench.now.trades++; break;
        case EVENT_DEFAULT_STEP: bench.now.default_steps++; break;
        case EVENT_REJECTED:

            fprintf(stderr, "rejected: command %u code %u\n", event->reject.command_kind,
                    event->reject.code);
            exit(1);
        default: break;
        }
    }
}

/* --- the journal ------------------------------------------------------------------------------ */

static void stop_journal(const char *what, const struct journal_error *error)
{
    char line[JOURNAL_ERROR_LINE_SIZE] = "";
    if (error != NULL) journal_error_line(error, line);
    fprintf(stderr, "liquidation_bench: %s %s %s\n", bench.journal, what, line);
    exit(2);
}

static void ignore_events(void *context, const struct event *list, uint32_t count)
{
    (void)context;
    (void)list;
    (void)count;
}

static void journal_begin(const struct core_config *capacities)
{
    if (bench.journal == NULL) return;
    struct journal_error error = {0};
    struct node_config config = node_config_default(bench.journal, ignore_events, NULL);
    config.clock_ns = NULL;
    config.has_threads = false;
    if (node_create(bench.journal, capacities, &error) != JOURNAL_OK) {
        stop_journal("cannot be made:", &error);
    }
    if (node_open(&bench.node, &config, &error) != JOURNAL_OK) {
        stop_journal("cannot be opened:", &error);
    }
}

static void journal_put(const struct command *command)
{
    struct command copy = *command;
    if (bench.journal == NULL) return;
    if (node_submit(&bench.node, &copy) != JOURNAL_OK) stop_journal("failed", NULL);
}

static void journal_end(void)
{
    if (bench.journal == NULL) return;
    struct journal_error error = {0};
    if (node_seal(&bench.node, SEAL_STATE) != JOURNAL_OK) stop_journal("cannot be sealed", NULL);
    if (node_close(&bench.node, &error) != JOURNAL_OK) stop_journal("cannot be closed:", &error);
}

/* --- commands --------------------------------------------------------------------------------- */

static void step(struct command *command)
{
    command->time_ns = bench.time_ns;
    journal_put(command);
    command->sequence = core_sequence(bench.core) + 1;
    (void)core_step(bench.core, command, &bench.events);
    drain(NULL, bench.events.list, bench.events.count);
}

static void set_state(uint16_t kind, uint32_t state)
{
    struct command command = {.kind = kind, .product_id = PRODUCT, .state = {.state = state}};
    step(&command);
}

static void list_product(void)
{
    struct command command = {.kind = COMMAND_PRODUCT_DEFINE,
                              .product_id = PRODUCT,
                              .terms = {.symbol = "FALL",
                                        .quote = "USD",
                                        .tick_value_micros = TICK_MICROS,
                                        .price_ticks_min = 1,
                                        .price_ticks_max = 10000000,
                                        .order_lots_max = 100000000,
                                        .order_notional_micros_max = NOTIONAL_MICROS_MAX,
                                        .protection_ticks = 100,
                                        .smp_mode = SMP_CANCEL_TAKER}};
    step(&command);
    set_state(COMMAND_PRODUCT_STATE, PRODUCT_FILED);
    set_state(COMMAND_PRODUCT_STATE, PRODUCT_APPROVED);
    set_state(COMMAND_PRODUCT_STATE, PRODUCT_LISTED);
}

static void open_account_as(uint32_t account_id, int64_t micros, uint32_t member, uint8_t state)
{
    struct command open = {.kind = COMMAND_ACCOUNT_OPEN,
                           .account = {.member_id = member, .state = state}};
    step(&open);
    struct command deposit = {
        .kind = COMMAND_DEPOSIT, .account_id = account_id, .cash = {.amount = {micros}}};
    step(&deposit);
}

static void open_account(uint32_t account_id, int64_t micros)
{
    open_account_as(account_id, micros, 1, PARTY_APPROVED);
}

static void place(uint32_t account_id, enum side side, int64_t lots, int64_t ticks)
{
    struct command command = {.kind = COMMAND_ORDER_PLACE,
                              .product_id = PRODUCT,
                              .account_id = account_id,
                              .order = {.price = {ticks},
                                        .qty = {lots},
                                        .side = (uint8_t)side,
                                        .type = TYPE_LIMIT,
                                        .tif = TIF_GTC}};
    step(&command);
}

static void cancel_all(uint32_t account_id)
{
    struct command command = {.kind = COMMAND_MASS_CANCEL,
                              .product_id = PRODUCT,
                              .account_id = account_id,
                              .mass = {.side = SIDE_ANY}};
    step(&command);
}

static void mark(int64_t ticks)
{
    struct command command = {.kind = COMMAND_REFERENCE_PRICE,
                              .product_id = PRODUCT,
                              .reference = {.mark = {ticks * 10000}}};
    step(&command);
}

/* Money of the fund and of the clearing house grows with the market, or a small one would need
 * nobody else. */
static int64_t scaled(int64_t micros)
{
    return micros / 1000 * bench.accounts / 100;
}

static void set_terms(void)
{
    struct command margin = {.kind = COMMAND_MARGIN_TERMS,
                             .product_id = PRODUCT,
                             .margin = {.bracket_count = 1,
                                        .initial_mode = INITIAL_FACTOR,
                                        .initial_factor_ppm = 1300000,
                                        .brackets = {{.maintenance_ppm = MAINTENANCE}}}};
    step(&margin);
    struct command liquidation = {
        .kind = COMMAND_LIQUIDATION_TERMS,
        .product_id = PRODUCT,
        .liquidation = {.window_ns = 28800 * SECOND_NS,
                        .fund_notional_micros_max = scaled(500000 * USD),
                        .fund_account_id = bench.regime == REGIME_VENUE ? FUND : 0,
                        .liquidate_ratio_ppm = 1000000,
                        .close_out_ppm = 666667,
                        .slice_factor_ppm = 1100000,
                        .adjustment_ppm = 1000000,
                        .spread_ppm = 1000000,
                        .fee_ppm = 5000,
                        .drawdown_ppm = 300000,
                        .release_ppm = 250000,
                        .exposure_ppm = 1000000,
                        .work_max = 65536,
                        .regime = (uint8_t)bench.regime,
                        .method = (uint8_t)bench.method}};
    step(&liquidation);
}

/* A second member with a guaranty account behind all others. */
static void set_waterfall(void)
{
    uint32_t guaranty = FIRST_SHORT + SHORTS + bench.accounts;
    open_account_as(guaranty, 100 * USD, 2, PARTY_APPLIED);
    struct command terms = {.kind = COMMAND_DEFAULT_TERMS,
                            .default_terms = {.tranche_micros = 20 * USD,
                                              .window_ns = 15552000 * SECOND_NS,
                                              .tranche_ppm = 100000,
                                              .assessment_ppm = 2000000,
                                              .assessment_sum_ppm = 5500000,
                                              .gains_days = 0, /* so that positions are torn up */
                                              .capital_account_id = FUND}};
    step(&terms);
    struct command member = {.kind = COMMAND_DEFAULT_MEMBER,
                             .default_member = {100 * USD, 2, guaranty}};
    step(&member);
}

/* --- the market ------------------------------------------------------------------------------- */

/* A long has from 3 to 20 per cent of its value, a short from 10 to 500 per cent. */
static void open_market(void)
{
    int64_t value = LOTS * START_TICKS * TICK_MICROS;
    uint32_t first_long = FIRST_SHORT + SHORTS;
    int64_t short_value = value * bench.accounts / SHORTS;
    bool is_venue = bench.regime == REGIME_VENUE;
    open_account_as(FUND, scaled(50000 * USD), 1, is_venue ? PARTY_APPROVED : PARTY_APPLIED);
    for (uint32_t i = 0; i < MAKERS; i++) open_account(FIRST_MAKER + i, 100000000 * USD);
    for (uint32_t i = 0; i < SHORTS; i++) {
        open_account(FIRST_SHORT + i, short_value / 10 + short_value * i * 49 / 10 / SHORTS);
    }
    for (uint32_t i = 0; i < bench.accounts; i++) {
        int64_t share =
            30000 + (int64_t)((uint64_t)i * 7919 % bench.accounts) * 170000 / bench.accounts;
        open_account(first_long + i, value * share / 1000000);
    }
    mark(START_TICKS);
    for (uint32_t i = 0; i < bench.accounts; i++) {
        place(FIRST_SHORT + i % SHORTS, SIDE_SELL, LOTS, START_TICKS);
        place(first_long + i, SIDE_BUY, LOTS, START_TICKS);
    }
}

/* Makers bid a little below the mark, each for a part of what a second may bring. */
static void quote(int64_t ticks)
{
    int64_t lots = 1 + (int64_t)bench.accounts / 50;
    for (uint32_t i = 0; i < MAKERS; i++) {
        cancel_all(FIRST_MAKER + i);
        place(FIRST_MAKER + i, SIDE_BUY, lots, ticks - 10 * (1 + (int64_t)i));
    }
}

static void second_add(struct second *to, const struct second *from)
{
    to->slices += from->slices;
    to->closes += from->closes;
    for (uint32_t i = 0; i < 5; i++) to->moves[i] += from->moves[i];
    to->default_steps += from->default_steps;
    to->trades += from->trades;
    to->lots += from->lots;
    to->ns += from->ns;
    to->cpu_ns += from->cpu_ns;
}

static void second_print(const char *name, const struct second *second)
{
    printf("%-14s %8" PRIu64 " closes: %" PRIu64 " slices sent with %" PRIu64 " trades, %" PRIu64
           " taken over, %" PRIu64 " deleveraged, %" PRIu64 " torn up, %" PRIu64
           " payments of the waterfall\n",
           name, second->closes, second->slices, second->trades, second->moves[MOVE_TAKEOVER],
           second->moves[MOVE_DELEVERAGE], second->moves[MOVE_TEAR_UP], second->default_steps);
    printf("               in %.2f ms (%.2f ms of the processor), %.0f closes/s of the processor\n",
           (double)second->ns / 1e6, (double)second->cpu_ns / 1e6,
           (double)second->closes * 1e9 / (double)(second->cpu_ns + 1));
}

static int64_t cpu_now_ns(void)
{
    return (int64_t)clock() * (SECOND_NS / CLOCKS_PER_SEC);
}

static void run(void)
{
    int64_t ticks = START_TICKS;
    for (int i = 1; i <= STEPS; i++) {
        bench.time_ns += SECOND_NS;
        ticks -= i == GAP_STEP ? GAP_TICKS : STEP_TICKS;
        quote(ticks);
        bench.now = (struct second){0};
        int64_t cpu_before = cpu_now_ns();
        int64_t before = os_clock_steady_ns();
        mark(ticks);
        bench.now.ns = os_clock_steady_ns() - before;
        bench.now.cpu_ns = cpu_now_ns() - cpu_before;
        if (bench.now.closes > bench.worst.closes) bench.worst = bench.now;
        second_add(&bench.sum, &bench.now);
        if (i % LOOKS_EVERY == 0 || i == GAP_STEP) core_audit(bench.core);
    }
    printf("mark           %" PRId64 " -> %" PRId64 " ticks in %d seconds\n", START_TICKS, ticks,
           STEPS);
}

static bool start(void)
{
    struct core_config config = core_config_small();
    config.accounts_max = bench.accounts + FIRST_SHORT + SHORTS + 2;
    config.positions_max = config.accounts_max + 16;
    config.orders_max = 1u << 16;
    config.ladder_width = 16384;
    struct os_memory memory;
    size_t size = core_size(&config);
    if (os_memory_take(&memory, size, OS_MEMORY_HUGE) != OS_OK) return false;
    bench.net_lots = calloc(config.accounts_max, sizeof *bench.net_lots);
    if (bench.net_lots == NULL) return false;
    bench.core = core_init(memory.bytes, size, &config);
    bench.events = (struct events){.list = bench.list, .capacity = EVENTS_MAX, .drain = drain};
    bench.time_ns = START_NS;
    journal_begin(&config);
    list_product();
    struct command member = {
        .kind = COMMAND_MEMBER_SET,
        .member = {.member_id = 1, .kind = MEMBER_FCM, .state = PARTY_APPROVED}};
    step(&member);
    member.member.member_id = 2;
    step(&member);
    return true;
}

static int64_t balances_sum(void)
{
    int64_t sum = core_balance(bench.core, ENTRY_BANK).micros;
    sum += core_balance(bench.core, ENTRY_FEES).micros;
    sum += core_balance(bench.core, ENTRY_INSURANCE).micros;
    sum += core_balance(bench.core, ENTRY_ROUNDING).micros;
    sum += core_balance(bench.core, entry_clearing(PRODUCT)).micros;
    uint32_t last = FIRST_SHORT + SHORTS + bench.accounts;
    for (uint32_t id = 1; id <= last; id++) {
        sum += core_balance(bench.core, entry_account(id)).micros;
    }
    return sum;
}

/* ACCOUNTS, METHOD and REGIME, in this order, and --journal DIR anywhere. */
static bool read_arguments(int count, char **arguments)
{
    uint32_t *numbers[] = {&bench.accounts, &bench.method, &bench.regime};
    uint32_t used = 0;
    bench.accounts = 100000;
    bench.method = DELEVERAGE_WATER_FILLING;
    bench.regime = REGIME_VENUE;
    for (int i = 1; i < count; i++) {
        if (strcmp(arguments[i], "--journal") == 0) {
            if (i + 1 == count) return false;
            bench.journal = arguments[++i];
        } else if (used < sizeof numbers / sizeof numbers[0]) {
            *numbers[used++] = (uint32_t)strtoul(arguments[i], NULL, 10);
        } else {
            return false;
        }
    }
    bool is_legal = bench.method >= DELEVERAGE_WATER_FILLING &&
                    bench.method <= DELEVERAGE_PRO_RATA && bench.regime >= REGIME_VENUE &&
                    bench.regime <= REGIME_CLEARING;
    return is_legal && bench.accounts >= SHORTS && bench.accounts <= 10000000;
}

int main(int count, char **arguments)
{
    if (!read_arguments(count, arguments)) {
        fprintf(stderr, "usage: liquidation_bench [ACCOUNTS [METHOD [REGIME]]] [--journal DIR]\n"
                        "accounts 1000 to 10000000, method 1 to 3, regime 1 or 2\n");
        return 2;
    }
    if (!start()) {
        fprintf(stderr, "no memory\n");
        return 2;
    }
    open_market();
    set_terms();
    if (bench.regime == REGIME_CLEARING) set_waterfall();
    run();
    journal_end();
    core_audit(bench.core);
    second_print("all", &bench.sum);
    second_print("worst second", &bench.worst);
    printf("receipts       %" PRIu64 " computed again, %" PRIu64 " differ\n", bench.receipts,
           bench.wrong);
    printf("sum of ledger  %" PRId64 " micros\n", balances_sum());
    bool enough = bench.worst.closes * 100000 >= (uint64_t)WORST_SECOND * bench.accounts;
    return bench.wrong == 0 && balances_sum() == 0 && enough ? 0 : 1;
}
