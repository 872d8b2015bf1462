/* SPDX-License-Identifier: Apache-2.0 */
/*
 * day.c - writes the journal of a day at the venue, on which receipts are tested.
 *
 * Role       A market maker quotes around an index of five sources; traders with little margin buy
 *            and sell; the index wanders, one source strays, the price falls and rises. So there
 *            are index values, marks, premiums, funding, accounts in the queue and liquidations.
 *            Gaps close positions out; traders ask for more than margin allows, in every way there
 *            is.  Everything is drawn from a seed.
 * Usage      day DIR SEED STEPS [METHOD [REGIME [PAYOFF]]]; DIR must not exist. METHOD of
 *            deleveraging, 3 with auctions; REGIME 2 with a waterfall; PAYOFF 1 with an inverse
 *            product in currency 1, funding charged all the time on the settlement mark, and
 *            pauses. Prints how many events there are of each kind.
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
#define BIDDER      (FUND + 1)
#define CAPITAL     (FUND + 2)
#define GUARANTY    (FUND + 3) /* the first of three */
#define MEMBERS     3u
#define BIDDERS     4u /* the member that provides liquidity */
#define ASSET       1u
#define USD         INT64_C(1000000)
#define EVENT_KINDS 256u
#define COIN        1   /* the currency of an inverse product */
#define FACE        404 /* x 10^9: a lot is worth about as much as one that is linear */
#define PAUSE_STEPS 120u

/* Commands are large: functions that make some keep a stack of their own. */
#define noinline __attribute__((noinline))

struct day {
    struct node node;
    struct random random;
    int64_t time_ns;
    int64_t price_ticks; /* what the sources wander around */
    uint64_t counts[EVENT_KINDS];
    uint8_t method;
    uint8_t regime;
    bool is_inverse;
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

static noinline void set_member(struct day *day, uint32_t member_id, enum member_kind kind)
{
    struct command member = {.kind = COMMAND_MEMBER_SET};
    member.member = (struct body_member){
        .member_id = member_id, .kind = (uint8_t)kind, .state = PARTY_APPROVED};
    set_up(day, &member);
}

static noinline void open_account(struct day *day, uint32_t id, uint32_t member_id, int64_t micros)
{
    struct command open = {.kind = COMMAND_ACCOUNT_OPEN};
    bool holds_money_only = id >= CAPITAL;
    open.account =
        (struct body_account){.member_id = member_id,
                              .customer_id = id,
                              .state = holds_money_only ? PARTY_APPLIED : PARTY_APPROVED};
    set_up(day, &open);
    if (day->is_inverse && !holds_money_only) {
        struct command currency = {.kind = COMMAND_ACCOUNT_CURRENCY, .account_id = id};
        currency.account_currency.currency = COIN;
        set_up(day, &currency);
    }
    struct command deposit = {.kind = COMMAND_DEPOSIT, .account_id = id};
    deposit.cash.amount.micros = micros;
    set_up(day, &deposit);
}

static noinline void open_accounts(struct day *day)
{
    for (uint32_t id = 1; id <= MEMBERS; id++) set_member(day, id, MEMBER_SELF_CLEARING);
    set_member(day, BIDDERS, MEMBER_LIQUIDITY_PROVIDER);
    for (uint32_t id = 1; id <= FUND; id++) {
        bool is_rich = id <= MAKERS;
        int64_t usd = is_rich ? 10000000 : 1000;
        open_account(day, id, 1, (id == FUND ? 3000 : usd) * USD);
    }
    open_account(day, BIDDER, BIDDERS, 1000000 * USD);
    open_account(day, CAPITAL, 1, 1500 * USD);
    for (uint32_t i = 0; i < MEMBERS; i++) open_account(day, GUARANTY + i, 1 + i, 200 * USD);
}

static noinline void list_product(struct day *day)
{
    static const enum product_state states[] = {PRODUCT_FILED, PRODUCT_APPROVED, PRODUCT_LISTED};
    struct command define = {.kind = COMMAND_PRODUCT_DEFINE, .product_id = PRODUCT};
    define.terms = (struct product_terms){
        .symbol = "BTCPERP",
        .quote = "USD",
        .tick_value_micros = day->is_inverse ? FACE : 100,
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
    if (day->is_inverse) {
        struct command payoff = {.kind = COMMAND_PAYOFF_TERMS, .product_id = PRODUCT};
        payoff.payoff_terms = (struct body_payoff_terms){
            .payoff = PAYOFF_INVERSE, .currency = COIN, .scale = PAYOFF_SCALE_MAX};
        set_up(day, &payoff);
    }
    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++) {
        struct command state = {.kind = COMMAND_PRODUCT_STATE, .product_id = PRODUCT};
        state.state = (struct body_state){.state = states[i], .register_entry = 1};
        set_up(day, &state);
    }
}

static noinline void set_price_terms(struct day *day)
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
    if (day->is_inverse) {
        funding.funding.charge = CHARGE_CONTINUOUS;
        funding.funding.base_ns = HOUR_NS;
        funding.funding.price = FUNDING_SETTLEMENT;
    }
    set_up(day, &funding);
}

static noinline void set_risk_terms(struct day *day)
{
    struct command margin = {.kind = COMMAND_MARGIN_TERMS, .product_id = PRODUCT};
    margin.margin = (struct body_margin_terms){
        .bracket_count = 2,
        .initial_mode = INITIAL_FACTOR,
        .initial_factor_ppm = day->is_inverse ? 1100000 : 1300000,
        .risk_group = day->is_inverse ? 0 : 1,
        .interest_low_micros = 20000 * USD,
        .interest_high_micros = (day->is_inverse ? 4000000 : 400000) * USD,
        .concentration_from_lots = 900,
        .concentration_ppm = 20000,
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
        .fund_notional_micros_max = 20000 * USD,
        .fund_account_id = day->regime == REGIME_VENUE ? FUND : 0,
        .auction_ns = day->method == DELEVERAGE_PRO_RATA ? 3 * SECOND_NS : 0,
        .drawdown_ppm = 300000,
        .release_ppm = 200000,
        .liquidate_ratio_ppm = 1000000,
        .close_out_ppm = 666667,
        .slice_factor_ppm = 1100000,
        .adjustment_ppm = 1000000,
        .spread_ppm = 500000,
        .fee_ppm = 5000,
        .exposure_ppm = 1000000,
        .work_max = 1000,
        .regime = day->regime,
        .method = day->method,
    };
    set_up(day, &liquidation);
}

static noinline void set_waterfall(struct day *day)
{
    struct command terms = {.kind = COMMAND_DEFAULT_TERMS};
    terms.default_terms = (struct body_default_terms){.tranche_micros = 100 * USD,
                                                      .window_ns = 24 * HOUR_NS,
                                                      .tranche_ppm = 100000,
                                                      .assessment_ppm = 2000000,
                                                      .assessment_sum_ppm = 5500000,
                                                      .gains_days = 1,
                                                      .capital_account_id = CAPITAL};
    set_up(day, &terms);
    for (uint32_t i = 0; i < MEMBERS; i++) {
        struct command member = {.kind = COMMAND_DEFAULT_MEMBER};
        member.default_member = (struct body_default_member){
            .requirement_micros = 100 * (1 + i) * USD,
            .member_id = 1 + i,
            .guaranty_account_id = GUARANTY + i,
        };
        set_up(day, &member);
    }
}

/* Assets of ten traders, portfolio margin of ten others, a limit of the clearing member of one. */
static noinline void set_margin_of_traders(struct day *day)
{
    struct command grid = {.kind = COMMAND_RISK_GRID};
    grid.grid = (struct body_risk_grid){.risk_group = 1,
                                        .scenario_count = 2,
                                        .net_ppm = 20000,
                                        .hedged_ppm = 10000,
                                        .share_ppm = 700000,
                                        .scenarios = {{-80000, 1000000}, {80000, 1000000}}};
    set_up(day, &grid);
    struct command asset = {.kind = COMMAND_ASSET_TERMS};
    asset.asset = (struct body_asset_terms){ASSET, 200000, 1000 * USD, MONEY_MICROS_MAX};
    set_up(day, &asset);
    struct command price = {.kind = COMMAND_ASSET_PRICE};
    price.asset_price = (struct body_asset_price){.asset_id = ASSET, .price_micros = 100 * USD};
    set_up(day, &price);
    for (uint32_t id = MAKERS + 1; id <= MAKERS + 20; id++) {
        bool has_asset = id <= MAKERS + 10;
        if (has_asset && day->is_inverse) continue; /* R-CURRENCY-4 */
        struct command command = {.account_id = id};
        command.kind = has_asset ? COMMAND_ASSET_DEPOSIT : COMMAND_MARGIN_MODE;
        if (has_asset) {
            command.asset_cash.asset_id = ASSET;
            command.asset_cash.units = 2 * ASSET_UNITS;
        } else {
            command.margin_mode.margin_mode = MARGIN_PORTFOLIO;
        }
        set_up(day, &command);
    }
    struct command limits = {.kind = COMMAND_ACCOUNT_LIMITS, .account_id = MAKERS + 21};
    limits.limits.margin_micros_max = 200 * USD;
    set_up(day, &limits);
}

/* Prices of the sources: each near the price, one far away at times, another silent at times. */
static noinline void send_sources(struct day *day, uint32_t step)
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

static noinline void cancel_all(struct day *day, uint32_t account_id)
{
    struct command command = {
        .kind = COMMAND_MASS_CANCEL, .account_id = account_id, .product_id = PRODUCT};
    command.mass = (struct body_mass_cancel){.side = SIDE_ANY};
    submit(day, &command);
}

static noinline void place(struct day *day, uint32_t account_id, enum side side, int64_t ticks,
                           int64_t lots)
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

static uint32_t some_trader(struct day *day)
{
    return MAKERS + 1 + (uint32_t)random_below(&day->random, TRADERS);
}

/* A stop that triggers soon, a market order, and an order far away that is amended to more lots. */
static noinline void ask_for_orders(struct day *day, uint32_t step)
{
    struct command stop = {
        .kind = COMMAND_ORDER_PLACE, .account_id = some_trader(day), .product_id = PRODUCT};
    stop.order = (struct order_entry){.qty = {300 + (int64_t)random_below(&day->random, 900)},
                                      .trigger = {day->price_ticks + 15},
                                      .side = SIDE_BUY,
                                      .type = TYPE_STOP_MARKET,
                                      .tif = TIF_IOC};
    submit(day, &stop);
    struct command market = {
        .kind = COMMAND_ORDER_PLACE, .account_id = some_trader(day), .product_id = PRODUCT};
    market.order = (struct order_entry){.qty = {200 + (int64_t)random_below(&day->random, 900)},
                                        .side = (uint8_t)(step / 10 % 2),
                                        .type = TYPE_MARKET,
                                        .tif = TIF_IOC};
    submit(day, &market);
    struct command rest = {
        .kind = COMMAND_ORDER_PLACE, .account_id = some_trader(day), .product_id = PRODUCT};
    rest.order = (struct order_entry){.client_order_id = 1 + step,
                                      .price = {day->price_ticks * 9 / 10},
                                      .qty = {20},
                                      .side = SIDE_BUY,
                                      .type = TYPE_LIMIT,
                                      .tif = TIF_GTC};
    submit(day, &rest);
    struct command amend = {
        .kind = COMMAND_ORDER_AMEND, .account_id = rest.account_id, .product_id = PRODUCT};
    amend.amend = (struct body_amend){.client_order_id = 1 + step, .qty = {2000}, .set = AMEND_QTY};
    submit(day, &amend);
    cancel_all(day, rest.account_id);
}

/* Money, an asset, another mode: more than is free, most of the time. */
static noinline void ask_for_money(struct day *day)
{
    struct command withdraw = {.kind = COMMAND_WITHDRAW, .account_id = some_trader(day)};
    withdraw.cash.amount.micros = 3000 * USD;
    submit(day, &withdraw);
    uint32_t owner = MAKERS + 1 + (uint32_t)random_below(&day->random, 10);
    struct command asset = {.kind = COMMAND_ASSET_WITHDRAW, .account_id = owner};
    asset.asset_cash.asset_id = ASSET;
    asset.asset_cash.units = ASSET_UNITS;
    submit(day, &asset);
    struct command mode = {.kind = COMMAND_MARGIN_MODE, .account_id = some_trader(day)};
    mode.margin_mode.margin_mode = (uint8_t)random_below(&day->random, 2);
    submit(day, &mode);
    struct command bid = {.kind = COMMAND_AUCTION_BID, .account_id = BIDDER, .product_id = PRODUCT};
    bid.auction_bid.side = (uint8_t)random_below(&day->random, 2);
    bid.auction_bid.price.ticks = day->price_ticks;
    bid.auction_bid.qty.lots = 50 + (int64_t)random_below(&day->random, 400);
    submit(day, &bid);
    /* Those who lost everything come back. */
    struct command deposit = {.kind = COMMAND_DEPOSIT, .account_id = some_trader(day)};
    deposit.cash.amount.micros = 300 * USD;
    submit(day, &deposit);
}

/* Half of the time quietly, then a fall, then a rise; gaps all along. */
static void move_price(struct day *day, uint32_t step, uint32_t steps)
{
    int64_t drift = 0;
    if (step > steps / 2 && step < steps * 3 / 5) drift = -day->price_ticks / 250;
    if (step > steps * 4 / 5) drift = day->price_ticks / 500;
    if (step % 300 == 150) drift = -day->price_ticks / 8;
    if (step % 300 == 299) drift = day->price_ticks / 7;
    day->price_ticks += drift + (int64_t)random_below(&day->random, 21) - 10;
}

static noinline void pause_at_times(struct day *day, uint32_t step)
{
    uint32_t place = step % PAUSE_STEPS;
    if (!day->is_inverse || (place != PAUSE_STEPS / 2 && place != PAUSE_STEPS / 2 + 5)) return;
    struct command halt = {.kind = COMMAND_HALT, .product_id = PRODUCT};
    halt.state.state = place == PAUSE_STEPS / 2 ? HALT_PAUSED : HALT_NONE;
    submit(day, &halt);
}

static void run_steps(struct day *day, uint32_t steps)
{
    for (uint32_t step = 0; step < steps; step++) {
        /* Sometimes seconds pass without a command. */
        int64_t seconds = random_below(&day->random, 50) == 0 ? 4 : 1;
        day->time_ns += seconds * SECOND_NS;
        move_price(day, step, steps);
        send_sources(day, step);
        pause_at_times(day, step);
        quote(day);
        trade(day);
        if (step % 10 == 0) ask_for_orders(day, step);
        if (step % 15 == 0) ask_for_money(day);
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
    uint64_t method = DELEVERAGE_WATER_FILLING;
    uint64_t regime = REGIME_VENUE;
    uint64_t payoff = PAYOFF_LINEAR;
    bool is_right = argc >= 4 && argc <= 7 && text_read_u64(argv[2], strlen(argv[2]), &seed) &&
                    text_read_u64(argv[3], strlen(argv[3]), &steps);
    if (argc > 4) is_right = is_right && text_read_u64(argv[4], strlen(argv[4]), &method);
    if (argc > 5) is_right = is_right && text_read_u64(argv[5], strlen(argv[5]), &regime);
    if (argc > 6) is_right = is_right && text_read_u64(argv[6], strlen(argv[6]), &payoff);
    is_right = is_right && payoff <= PAYOFF_INVERSE;
    is_right = is_right && method >= 1 && method <= 3 && regime >= 1 && regime <= 2;
    if (!is_right) stop("usage: day DIR SEED STEPS [METHOD [REGIME [PAYOFF]]]", NULL);
    day.method = (uint8_t)method;
    day.regime = (uint8_t)regime;
    day.is_inverse = payoff == PAYOFF_INVERSE;
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
    set_margin_of_traders(&day);
    set_risk_terms(&day);
    set_waterfall(&day);
    run_steps(&day, (uint32_t)steps);
    if (node_seal(&day.node, SEAL_STATE) != JOURNAL_OK) stop("cannot seal", NULL);
    if (node_close(&day.node, &error) != JOURNAL_OK) stop("cannot close:", &error);
    print_counts(&day);
    return 0;
}
