/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stage.c - see stage.h: the core, its listing, the flow, and what those who play may do.
 */
#include "surveil_bench/stage.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/int_math.h"
#include "model/listing.h"
#include "surveil_bench/stage_crowd.h"

#define USD          INT64_C(1000000)
#define FUND_ACCOUNT 1u
#define FUND_CASH    (INT64_C(5000000000) * USD)
#define CROWD_USD    INT64_C(200000000)

#define MARGIN_FACTOR 1020000u /* initial against maintenance margin */
#define QUEUE_RATIO   982000u
#define IMPACT_E9     INT64_C(12) /* of one lot on the agents' price, parts per billion */
#define IMPACT_E9_MAX INT64_C(4000000)
#define INDEX_SHIFT   30 /* seconds of the average of mids that a recording's index is */
#define NOISE_PPB     INT64_C(12700) /* by which a source strays from the others */
#define STAFF_USER    1u

#define POSITION_LOTS_LEAST INT64_C(150000)

/* --- events ----------------------------------------------------------------------------------- */

static void note_cash(struct stage *stage, const struct event *event)
{
    const struct event_trade *trade = &event->trade;
    int64_t value = trade->price.ticks * trade->qty.lots;
    if (trade->taker_side == SIDE_SELL) value = -value;
    if (trade->taker_account_id < STAGE_ACCOUNTS) {
        stage->cash_ticks[trade->taker_account_id] -= value;
    }
    if (trade->maker_account_id < STAGE_ACCOUNTS) {
        stage->cash_ticks[trade->maker_account_id] += value;
    }
}

static void note_trade(struct stage *stage, const struct event *event)
{
    int64_t second = (event->time_ns - stage->options.start_ns) / STAGE_SECOND;
    stage->trade_count++;
    bool is_theirs =
        stage->first_played == 0 || event->trade.taker_account_id < stage->first_played;
    if (second >= 0 && second < stage->second_count) {
        stage->totals[second] += event->trade.qty.lots;
        if (is_theirs) stage->volumes[second] += event->trade.qty.lots;
    }
    note_cash(stage, event);
    /* Demand of those who play moves the agents' price as that of agents does. */
    bool is_played = event->trade.taker_account_id >= stage->first_played &&
                     event->trade.maker_account_id < stage->first_played &&
                     stage->first_played != 0;
    if (is_played) stage->has_played = true;
    if (!is_played || stage->options.recording != NULL) return;
    int64_t push = event->trade.qty.lots * IMPACT_E9;
    if (event->trade.taker_side == SIDE_SELL) push = -push;
    stage->agents.basis_e9 =
        i64_clamp(stage->agents.basis_e9 + push, -IMPACT_E9_MAX, IMPACT_E9_MAX);
}

static void take_events(void *context, const struct event *list, uint32_t count)
{
    struct stage *stage = context;
    for (uint32_t i = 0; i < count; i++) {
        const struct event *event = &list[i];
        if (event->kind == EVENT_TRADE) note_trade(stage, event);
        stage->order_count += event->kind == EVENT_ORDER_ACCEPTED;
        bool is_played = stage->first_played != 0 && event->account_id >= stage->first_played;
        stage->reject_count += event->kind == EVENT_REJECTED && is_played;
    }
    if (stage->agents.submit != NULL) agents_learn(&stage->agents, list, count);
    struct tape *tape = stage->options.tape;
    if (tape != NULL) stage->has_memory = stage->has_memory && tape_events(tape, list, count);
    if (stage->surveil == NULL) return;
    stage->has_memory = stage->has_memory && surveil_events(stage->surveil, list, count);
}

static bool submit(void *context, struct command *command)
{
    struct stage *stage = context;
    /* A broker's customers have numbers; the house has none. */
    bool is_broker = command->kind == COMMAND_ACCOUNT_OPEN && command->account.customer_id == 0 &&
                     command->account.member_id == STAGE_BROKER;
    if (is_broker) command->account.customer_id = ++stage->customer_count;
    command->sequence = ++stage->sequence;
    command->time_ns = stage->now_ns;
    stage->account_count += command->kind == COMMAND_ACCOUNT_OPEN;
    (void)core_step(stage->core, command, &stage->events);
    take_events(stage, stage->events.list, stage->events.count);
    struct tape *tape = stage->options.tape;
    if (tape != NULL) stage->has_memory = stage->has_memory && tape_command(tape, command);
    if (stage->surveil != NULL && stage->has_memory) {
        stage->has_memory = surveil_command(stage->surveil, command);
    }
    return stage->has_memory;
}

void stage_command(struct stage *stage, struct command *command)
{
    (void)submit(stage, command);
}

/* --- opening ---------------------------------------------------------------------------------- */

static bool take_memory(struct stage *stage)
{
    struct core_config capacities = core_config_small();
    size_t size = core_size(&capacities);
    stage->second_count = stage->options.minutes * 60 + 2;
    stage->memory = aligned_alloc(64, (size + 63) / 64 * 64);
    stage->list = calloc(STAGE_EVENTS, sizeof *stage->list);
    stage->volumes = calloc((size_t)stage->second_count, sizeof *stage->volumes);
    stage->totals = calloc((size_t)stage->second_count, sizeof *stage->totals);
    stage->mids = calloc((size_t)stage->second_count, sizeof *stage->mids);
    if (stage->memory == NULL || stage->list == NULL || stage->volumes == NULL ||
        stage->totals == NULL || stage->mids == NULL) {
        return false;
    }
    memset(stage->memory, 0, size);
    stage->core = core_init(stage->memory, size, &capacities);
    stage->events = (struct events){
        .list = stage->list, .capacity = STAGE_EVENTS, .drain = take_events, .context = stage};
    if (!stage->options.has_detectors) return true;
    stage->surveil = surveil_create(SURVEIL_ALL);
    return stage->surveil != NULL;
}

static void member_open(struct stage *stage, uint32_t member_id, enum member_kind kind)
{
    struct command member = {.kind = COMMAND_MEMBER_SET};
    member.member = (struct body_member){
        .member_id = member_id, .kind = (uint8_t)kind, .state = PARTY_APPROVED};
    stage_command(stage, &member);
}

static void deposit(struct stage *stage, uint32_t account_id, int64_t micros)
{
    struct command command = {.kind = COMMAND_DEPOSIT, .account_id = account_id};
    command.cash.amount.micros = micros;
    stage_command(stage, &command);
}

uint32_t stage_account_open(struct stage *stage, const struct stage_account *account)
{
    struct command command = {.kind = COMMAND_ACCOUNT_OPEN};
    command.account = (struct body_account){.member_id = account->member_id,
                                            .customer_id = account->customer_id,
                                            .owner_account_id = account->owner_account_id,
                                            .controller_id = account->controller_id,
                                            .classes = CLASS_FUTURES,
                                            .state = PARTY_APPROVED,
                                            .smp_mode = SMP_CANCEL_TAKER};
    stage_command(stage, &command);
    deposit(stage, stage->account_count, account->cash_usd * USD);
    return stage->account_count;
}

/* The listing of BTCPERP with a lower position limit, and initial margin near maintenance margin,
 * so that there are positions that a push can liquidate. */
static void list_product(struct stage *stage)
{
    struct listing listing = {.from_ns = stage->options.start_ns,
                              .fund_account_id = FUND_ACCOUNT,
                              .product_id = STAGE_PRODUCT,
                              .regime = REGIME_VENUE,
                              .method = DELEVERAGE_WATER_FILLING,
                              .source_count = STAGE_SOURCES,
                              .source_ids = {1, 2, 3, 4, 5}};
    struct command command;
    for (uint32_t step = 0; listing_command(&listing, step, &command); step++) {
        if (command.kind == COMMAND_PRODUCT_DEFINE) {
            command.terms.position_lots_max = stage_position_lots(stage);
        }
        if (command.kind == COMMAND_MARGIN_VENUE) {
            command.margin_venue.queue_ratio_ppm = QUEUE_RATIO;
        }
        if (command.kind == COMMAND_MARGIN_TERMS) {
            command.margin.initial_factor_ppm = MARGIN_FACTOR;
        }
        stage_command(stage, &command);
    }
}

static void open_parties(struct stage *stage)
{
    member_open(stage, STAGE_VENUE, MEMBER_SELF_CLEARING);
    struct command fund = {.kind = COMMAND_ACCOUNT_OPEN};
    fund.account = (struct body_account){.member_id = STAGE_VENUE, .state = PARTY_APPROVED};
    stage_command(stage, &fund);
    deposit(stage, FUND_ACCOUNT, FUND_CASH);
    struct command staff = {.kind = COMMAND_USER_SET};
    staff.user = (struct body_user){.user_id = STAFF_USER, .roles = ROLE_MARKET_OPERATIONS};
    stage_command(stage, &staff);
    list_product(stage);
}

static bool open_agents(struct stage *stage)
{
    struct agents_config config = agents_config_default();
    config.seed = stage->options.seed;
    config.scenario = stage->options.scenario;
    config.first_account_id = stage->account_count + 1;
    config.first_member_id = STAGE_MAKERS;
    config.first_user_id = 2;
    config.account_classes = CLASS_FUTURES;
    agents_start(&stage->agents, &config, stage->core, stage->now_ns);
    return agents_setup(&stage->agents, stage->core, submit, stage);
}

/* Without a recording there is a path; with one the prices are those of its own book. */
static int64_t index_e4(struct stage *stage)
{
    if (stage->options.recording == NULL) {
        price_path_advance(&stage->path, stage->now_ns);
        return stage->path.fine;
    }
    int64_t second = (stage->now_ns - stage->options.start_ns) / STAGE_SECOND;
    int64_t mid = stage->options.mids != NULL && second < stage->second_count
                      ? stage->options.mids[second]
                      : stage_mid(stage);
    if (mid > 0) stage->path.fine += (mid * FINE_PER_TICK / 2 - stage->path.fine) / INDEX_SHIFT;
    return stage->path.fine;
}

/* What a source sees; 0: it is silent, as the scenario has it. */
static int64_t source_e4(const struct stage *stage, uint32_t source, int64_t fine)
{
    if (stage->options.recording != NULL || stage->path.scenario != PATH_INDEX_OUTAGE) return fine;
    return price_path_quote(&stage->path, source).last.ticks_e4;
}

static void send_sources(struct stage *stage)
{
    int64_t fine = index_e4(stage);
    for (uint32_t i = 0; i < STAGE_SOURCES; i++) {
        struct command command = {.kind = COMMAND_SOURCE_PRICE, .product_id = STAGE_PRODUCT};
        int64_t noise = random_between(&stage->random, -NOISE_PPB, NOISE_PPB);
        int64_t seen = source_e4(stage, i, fine);
        if (seen == 0) continue;
        int64_t price =
            seen + (int64_t)((int128)seen * noise / 1000000000) + stage->source_push_e4[i];
        command.source = (struct body_source_price){.source_id = i + 1,
                                                    .bid = {price - FINE_PER_TICK / 2},
                                                    .ask = {price + FINE_PER_TICK / 2},
                                                    .last = {price},
                                                    .source_time_ns = stage->now_ns};
        stage_command(stage, &command);
    }
}

static void start_path(struct stage *stage)
{
    struct fine_price start = {INT64_C(63000) * FINE_PER_TICK};
    const struct recording *recording = stage->options.recording;
    if (recording != NULL) {
        int64_t ticks = 0;
        int64_t bid = 0;
        for (size_t i = 0; i < recording->resting_count; i++) {
            const struct recorded *recorded = &recording->list[i];
            if (recorded->side == SIDE_BUY) bid = i64_max(bid, recorded->ticks);
            if (recorded->side == SIDE_SELL) {
                ticks = ticks == 0 ? recorded->ticks : i64_min(ticks, recorded->ticks);
            }
        }
        if (ticks == 0 || bid == 0) ticks = bid = recording->list[0].ticks;
        stage->record_mid = ticks + bid;
        start.ticks_e4 = (ticks + bid) * FINE_PER_TICK / 2;
    }
    price_path_start(&stage->path, stage->options.scenario, stage->options.seed, stage->now_ns,
                     start);
}

static void open_crowd(struct stage *stage)
{
    member_open(stage, STAGE_BROKER, MEMBER_FCM);
    stage->crowd_first = stage->account_count + 1;
    for (uint32_t i = 0; i < STAGE_CROWD; i++) {
        struct stage_account account = {.member_id = STAGE_BROKER, .cash_usd = CROWD_USD};
        (void)stage_account_open(stage, &account);
    }
}

bool stage_open(struct stage *stage, const struct stage_options *options)
{
    *stage = (struct stage){.options = *options,
                            .now_ns = options->start_ns,
                            .end_ns = options->start_ns + options->minutes * 60 * STAGE_SECOND,
                            .has_memory = true};
    if (!take_memory(stage)) {
        stage_close(stage);
        return false;
    }
    random_seed(&stage->random, options->seed ^ UINT64_C(0x57a6e));
    open_parties(stage);
    start_path(stage);
    send_sources(stage);
    if (options->recording == NULL) {
        stage->has_memory = open_agents(stage) && stage->has_memory;
    } else {
        open_crowd(stage);
    }
    member_open(stage, STAGE_HOUSE, MEMBER_FCM);
    stage->first_played = stage->account_count + 1;
    return stage->has_memory;
}

void stage_close(struct stage *stage)
{
    surveil_destroy(stage->surveil);
    free(stage->memory);
    free(stage->list);
    free(stage->volumes);
    free(stage->totals);
    free(stage->mids);
    free(stage->crowd_orders.entries);
    *stage = (struct stage){0};
}

/* --- the clock -------------------------------------------------------------------------------- */

static void close_second(struct stage *stage)
{
    int64_t second = (stage->now_ns - stage->options.start_ns) / STAGE_SECOND;
    if (second >= stage->second_count) return;
    int64_t mid = stage_mid(stage);
    stage->mids[second] = mid != 0 || second == 0 ? mid : stage->mids[second - 1];
    stage_crowd_answer(stage, second, mid);
}

bool stage_advance(struct stage *stage)
{
    stage->now_ns += STAGE_STEP_NS;
    if (stage->now_ns % STAGE_SECOND == 0) {
        close_second(stage);
        send_sources(stage);
    }
    if (stage->options.recording != NULL) {
        stage_crowd_advance(stage);
    } else if (stage->has_memory) {
        (void)agents_advance(&stage->agents, stage->core, stage->now_ns);
    }
    return stage->has_memory;
}

/* --- who plays -------------------------------------------------------------------------------- */

static struct command played(uint32_t account_id, enum command_kind kind)
{
    return (struct command){
        .kind = (uint16_t)kind, .account_id = account_id, .product_id = STAGE_PRODUCT};
}

static uint64_t place(struct stage *stage, uint32_t account_id, const struct order_entry *order)
{
    struct command command = played(account_id, COMMAND_ORDER_PLACE);
    command.order = *order;
    command.order.client_order_id = ++stage->client_count;
    command.order.type = TYPE_LIMIT;
    if (order->qty.lots > 0 && order->price.ticks > 0) stage_command(stage, &command);
    return stage->client_count;
}

uint64_t stage_rest(struct stage *stage, uint32_t account_id, enum side side, int64_t ticks,
                    int64_t lots)
{
    struct order_entry order = {
        .price = {ticks}, .qty = {lots}, .side = (uint8_t)side, .tif = TIF_GTC};
    return place(stage, account_id, &order);
}

void stage_take(struct stage *stage, uint32_t account_id, enum side side, int64_t ticks,
                int64_t lots)
{
    struct order_entry order = {
        .price = {ticks}, .qty = {lots}, .side = (uint8_t)side, .tif = TIF_IOC};
    (void)place(stage, account_id, &order);
}

void stage_move(struct stage *stage, uint32_t account_id, uint64_t client_id, int64_t ticks)
{
    struct command command = played(account_id, COMMAND_ORDER_AMEND);
    command.amend =
        (struct body_amend){.client_order_id = client_id, .price = {ticks}, .set = AMEND_PRICE};
    stage_command(stage, &command);
}

void stage_cancel(struct stage *stage, uint32_t account_id, uint64_t client_id)
{
    struct command command = played(account_id, COMMAND_ORDER_CANCEL);
    command.cancel.client_order_id = client_id;
    stage_command(stage, &command);
}

void stage_cancel_all(struct stage *stage, uint32_t account_id)
{
    struct command command = played(account_id, COMMAND_MASS_CANCEL);
    command.mass.side = SIDE_ANY;
    stage_command(stage, &command);
}

int64_t stage_best(const struct stage *stage, enum side side)
{
    struct depth_level level;
    return core_depth(stage->core, STAGE_PRODUCT, side, &level, 1) == 1 ? level.price.ticks : 0;
}

int64_t stage_mid(const struct stage *stage)
{
    int64_t bid = stage_best(stage, SIDE_BUY);
    int64_t ask = stage_best(stage, SIDE_SELL);
    return bid == 0 || ask == 0 ? 0 : bid + ask;
}

int64_t stage_spread_ppm(const struct stage *stage)
{
    int64_t mid = stage_mid(stage);
    int64_t spread = stage_best(stage, SIDE_SELL) - stage_best(stage, SIDE_BUY);
    return mid == 0 ? 0 : spread * 2 * PPM_ONE / mid;
}

int64_t stage_depth(const struct stage *stage, enum side side, int64_t ppm)
{
    static struct depth_level levels[512];
    int64_t best = stage_best(stage, side);
    int64_t lots = 0;
    uint32_t count = core_depth(stage->core, STAGE_PRODUCT, side, levels, 512);
    for (uint32_t i = 0; i < count; i++) {
        int64_t away = (int64_t)i64_magnitude(levels[i].price.ticks - best);
        if ((int128)away * PPM_ONE > (int128)best * ppm) break;
        lots += levels[i].open.lots;
    }
    return lots;
}

int64_t stage_net(const struct stage *stage, uint32_t account_id)
{
    struct position_view view;
    bool is_known = core_position(stage->core, account_id, STAGE_PRODUCT, &view);
    return is_known ? view.net.lots : 0;
}

int64_t stage_gain(const struct stage *stage, uint32_t account_id)
{
    if (account_id >= STAGE_ACCOUNTS) return 0;
    return stage->cash_ticks[account_id] + stage_net(stage, account_id) * stage_mid(stage) / 2;
}

int64_t stage_position_lots(const struct stage *stage)
{
    if (stage->options.recording == NULL || stage->options.flow_lots == 0) {
        return STAGE_POSITION_LOTS;
    }
    int64_t third = stage->options.flow_lots * 20 / stage->options.minutes;
    return i64_clamp(third, POSITION_LOTS_LEAST, STAGE_POSITION_LOTS);
}

int64_t stage_index(const struct stage *stage)
{
    struct product_view view;
    bool is_known = core_product(stage->core, STAGE_PRODUCT, &view);
    return is_known ? view.index.ticks_e4 / FINE_PER_TICK : 0;
}

int64_t stage_met(const struct stage *stage, uint32_t rests, uint32_t takes)
{
    int64_t lots = 0;
    for (uint32_t i = 0; i < stage->events.count; i++) {
        const struct event *event = &stage->list[i];
        if (event->kind != EVENT_TRADE) continue;
        bool is_pair =
            event->trade.maker_account_id == rests && event->trade.taker_account_id == takes;
        if (is_pair) lots += event->trade.qty.lots;
    }
    return lots;
}

static int64_t last_seconds(const struct stage *stage, const int64_t *lots, int64_t seconds)
{
    int64_t last = (stage->now_ns - stage->options.start_ns) / STAGE_SECOND;
    int64_t sum = 0;
    for (int64_t i = i64_max(last - seconds, 0); i < last && i < stage->second_count; i++) {
        sum += lots[i];
    }
    return sum;
}

int64_t stage_volume(const struct stage *stage, int64_t seconds)
{
    return last_seconds(stage, stage->volumes, seconds);
}

int64_t stage_total(const struct stage *stage, int64_t seconds)
{
    return last_seconds(stage, stage->totals, seconds);
}

int64_t stage_beyond(const struct stage *stage, enum side side, int64_t ppm)
{
    int64_t best = stage_best(stage, side_opposite(side));
    if (best == 0) best = stage->path.fine / FINE_PER_TICK;
    int64_t away = best * ppm / PPM_ONE;
    return side == SIDE_BUY ? best + away : best - away;
}
