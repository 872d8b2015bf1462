/* SPDX-License-Identifier: Apache-2.0 */
/*
 * schemes_prices.c - schemes that move a price: momentum ignition, liquidation hunting, pushes of
 *                    the index, of funding and of settlement.
 *
 * Role   See episode.h.
 */
#include "base/check.h"
#include "base/int_math.h"
#include "surveil_bench/episode.h"

/* Below what concentration is told from. */
static int64_t position_max(const struct stage *stage)
{
    return stage_position_lots(stage) * 36 / 100;
}

/* Who lives off the answer of others has done nothing if they gave none. */
static bool has_lost(const struct stage *stage, const struct episode *episode)
{
    int64_t gain = 0;
    for (uint32_t i = 0; i < episode->account_count; i++) {
        gain += stage_gain(stage, episode->accounts[i]);
    }
    return gain <= 0;
}

static enum side side_drawn(struct episode *episode)
{
    return episode_draw(episode, 0, 1) == 0 ? SIDE_BUY : SIDE_SELL;
}

/* Offers part of what the account holds at the best price, where those who follow will take it. */
static void offer_back(struct stage *stage, struct episode *episode, uint32_t account_id,
                       int64_t percent)
{
    int64_t net = stage_net(stage, account_id);
    stage_cancel_all(stage, account_id);
    if (net == 0) return;
    enum side side = net > 0 ? SIDE_BUY : SIDE_SELL; /* that follows */
    int64_t lots = (int64_t)i64_magnitude(net) * percent / 100 + 1;
    int64_t ticks = stage_beyond(stage, side, episode_draw(episode, 0, 150));
    (void)stage_rest(stage, account_id, side_opposite(side), ticks, i64_min(lots, 1000000));
}

/* Gets rid of part of what the account has gained in position since `net`. */
static void trade_back(struct stage *stage, uint32_t account_id, int64_t net, int64_t percent)
{
    int64_t left = stage_net(stage, account_id) - net;
    if (left == 0) return;
    int64_t lots = (int64_t)i64_magnitude(left) * percent / 100;
    episode_sweep(stage, account_id, left > 0 ? SIDE_SELL : SIDE_BUY, lots + 1, 3000);
}

/* --- momentum ignition ------------------------------------------------------------------------ */

#define IGNITE_FOLLOWERS 9 /* orders of those who follow */

enum { IGNITE_SIDE, IGNITE_PUSHES, IGNITE_PPM, IGNITE_START, IGNITE_FOLLOW, IGNITE_OUT };

static void ignite_open(struct stage *stage, struct episode *episode)
{
    episode_accounts(stage, episode, (uint32_t)episode_draw(episode, 1, 3));
    for (uint32_t i = 0; i < 3; i++) (void)episode_other(stage, episode, 500000000);
    episode->numbers[IGNITE_SIDE] = side_drawn(episode);
    episode->numbers[IGNITE_PUSHES] = episode_draw(episode, 6, 18);
    /* Where the spread is wide a push has to go farther to be worth it. */
    int64_t wide = i64_min(3 * stage_spread_ppm(stage), 5000);
    episode->numbers[IGNITE_PPM] = i64_max(episode_draw(episode, 700, 2500), wide);
}

/* One push; false once the price has gone far enough or the money is spent. */
static bool ignite_push(struct stage *stage, struct episode *episode, enum side side)
{
    int64_t *numbers = episode->numbers;
    int64_t mid = stage_mid(stage);
    if (numbers[IGNITE_START] == 0) numbers[IGNITE_START] = mid;
    int64_t moved = (int64_t)i64_magnitude(mid - numbers[IGNITE_START]) * 1000000 / mid;
    bool is_far = numbers[IGNITE_FOLLOW]++ >= 4 && moved >= numbers[IGNITE_PPM];
    if (is_far || numbers[IGNITE_PUSHES]-- == 0) return false;
    int64_t depth = stage_depth(stage, side_opposite(side), 700);
    uint32_t place = (uint32_t)episode_draw(episode, 0, (int64_t)episode->account_count - 1);
    episode_sweep(stage, episode->accounts[place], side,
                  depth * episode_draw(episode, 12, 30) / 100 + 10, 700);
    return true;
}

/* It offers what it has a little beyond the price, where those who follow will take it. */
static void ignite_offer(struct stage *stage, struct episode *episode, enum side side)
{
    for (uint32_t i = 0; i < episode->account_count; i++) {
        uint32_t account = episode->accounts[i];
        int64_t net = (int64_t)i64_magnitude(stage_net(stage, account));
        if (episode->step == 1) episode->numbers[IGNITE_FOLLOW] += net;
        stage_cancel_all(stage, account);
        if (net == 0) continue;
        int64_t ticks = stage_beyond(stage, side, episode_draw(episode, 0, 250));
        (void)stage_rest(stage, account, side_opposite(side), ticks,
                         i64_clamp(net * episode_draw(episode, 60, 95) / 100, 1, 1000000));
    }
}

static bool ignite_turn(struct stage *stage, struct episode *episode)
{
    int64_t *numbers = episode->numbers;
    enum side side = (enum side)numbers[IGNITE_SIDE];
    if (episode_waits(stage, episode)) return true;
    if (episode->step == 0) {
        if (!ignite_push(stage, episode, side)) episode->step = 1;
        episode_wait_ms(stage, episode, 300, 3000);
        return true;
    }
    if (episode->step == 1) {
        /* A push that moved nothing ignites nothing. */
        int64_t moved = (int64_t)i64_magnitude(stage_mid(stage) - numbers[IGNITE_START]);
        numbers[IGNITE_OUT] = moved * 1000000 / stage_mid(stage) < 250;
        numbers[IGNITE_FOLLOW] = 0;
        ignite_offer(stage, episode, side);
        episode->step = 2;
        episode_wait_ms(stage, episode, 500, 4000);
        return true;
    }
    if (episode->step <= 1 + IGNITE_FOLLOWERS) {
        /* What nobody has taken yet is offered again where the price is now. */
        if (episode->step % 3 == 1) ignite_offer(stage, episode, side);
        uint32_t follower = episode->others[episode->step % episode->other_count];
        int64_t lots = numbers[IGNITE_FOLLOW] * episode_draw(episode, 20, 45) / 100 + 1;
        episode_sweep(stage, follower, side, lots, 1200);
        episode->step++;
        episode_wait_ms(stage, episode, 500, 6000);
        return true;
    }
    for (uint32_t i = 0; i < episode->account_count; i++) {
        stage_cancel_all(stage, episode->accounts[i]);
        trade_back(stage, episode->accounts[i], 0, 100);
    }
    episode->is_void = numbers[IGNITE_OUT] == 1 || has_lost(stage, episode);
    return false;
}

/* --- liquidation hunting ---------------------------------------------------------------------- */

enum { HUNT_SIDE, HUNT_UNTIL, HUNT_PPM, HUNT_PUSHES, HUNT_BUILDS };

#define HUNT_SOURCES 3u

#define VICTIMS      5u
#define VICTIM_TURNS 25

#define HUNT_LAST_STEP 20

/* What a lot needs at the present price, in micro-dollars: 13.4 per cent of its value, at 100
 * micro-dollars a tick; as much as is not refused. */
static int64_t lot_margin(const struct stage *stage)
{
    return stage_mid(stage) * 50 * 1337 / 10000;
}

/* Their money is enough for what the book lets them take. */
static void hunt_open(struct stage *stage, struct episode *episode)
{
    (void)episode_account(stage, episode, 0);
    episode->numbers[HUNT_SIDE] = side_drawn(episode);
    episode->numbers[HUNT_PPM] = episode_draw(episode, 5000, 12000);
    int64_t depth = stage_depth(stage, (enum side)episode->numbers[HUNT_SIDE], 1000);
    for (uint32_t i = 0; i < VICTIMS; i++) {
        int64_t lots = depth * episode_draw(episode, 8, 30) / 100;
        int64_t usd = lots * lot_margin(stage) / 1000000;
        (void)episode_other(stage, episode, i64_clamp(usd, 100, 20000));
    }
}

/* All that the margin allows, against the hunter's direction.  False: they have it. */
static bool hunt_victims(struct stage *stage, struct episode *episode, enum side side)
{
    bool has_more = false;
    for (uint32_t i = 0; i < episode->other_count; i++) {
        struct account_risk_view risk;
        if (!core_account_risk(stage->core, episode->others[i], &risk)) continue;
        int64_t lot = lot_margin(stage);
        int64_t lots = lot == 0 ? 0 : risk.available.micros / lot;
        int64_t net = (int64_t)i64_magnitude(stage_net(stage, episode->others[i]));
        if (lots * 300 <= net) continue;
        has_more = true;
        for (uint32_t tries = 0; tries < 12; tries++) {
            episode_sweep(stage, episode->others[i], side, lots * (1000 - 3 * tries) / 1000, 300);
            if ((int64_t)i64_magnitude(stage_net(stage, episode->others[i])) != net) break;
        }
    }
    return has_more && episode->numbers[HUNT_BUILDS]++ < VICTIM_TURNS;
}

/* The margin of others follows the mark, and the mark the index: it pushes spot markets as well. */
static void hunt_sources(struct stage *stage, const struct episode *episode, int64_t percent)
{
    int64_t e4 = stage_mid(stage) * (FINE_PER_TICK / 2) / 1000000 * episode->numbers[HUNT_PPM];
    e4 = e4 * i64_min(percent, 100) / 100;
    if (episode->numbers[HUNT_SIDE] == SIDE_SELL) e4 = -e4;
    for (uint32_t i = 0; i < HUNT_SOURCES; i++) stage->source_push_e4[i] = e4;
}

static bool hunt_push(struct stage *stage, struct episode *episode, enum side side)
{
    int64_t *numbers = episode->numbers;
    uint32_t account = episode->accounts[0];
    int64_t depth = stage_depth(stage, side_opposite(side), 1200);
    int64_t lots = depth * episode_draw(episode, 15, 50) / 100 + 10;
    bool is_full = (int64_t)i64_magnitude(stage_net(stage, account)) > position_max(stage);
    episode_sweep(stage, account, side, is_full ? lots / 20 : lots, 1500);
    hunt_sources(stage, episode, ++numbers[HUNT_PUSHES] * 5);
    uint32_t hit_count = 0;
    for (uint32_t i = 0; i < episode->other_count; i++) {
        int64_t net = (int64_t)i64_magnitude(stage_net(stage, episode->others[i]));
        hit_count += net < (int64_t)episode->orders[i];
    }
    episode_wait_ms(stage, episode, 400, 2500);
    /* Bids for what is forced out, while it is forced out. */
    if (hit_count < 3 && stage->now_ns < numbers[HUNT_UNTIL]) return true;
    /* Who liquidates nobody has hunted nobody. */
    episode->is_void = hit_count < 2;
    int64_t net = (int64_t)i64_magnitude(stage_net(stage, account));
    int64_t best = stage_best(stage, side_opposite(side));
    (void)stage_rest(stage, account, side_opposite(side), best, i64_clamp(net / 2, 1, 1000000));
    return false;
}

static bool hunt_turn(struct stage *stage, struct episode *episode)
{
    int64_t *numbers = episode->numbers;
    enum side side = (enum side)numbers[HUNT_SIDE];
    if (episode_waits(stage, episode)) return true;
    switch (episode->step) {
    case 0:
        if (hunt_victims(stage, episode, side_opposite(side))) {
            episode_wait_ms(stage, episode, 800, 2000);
            return true;
        }
        episode_wait_ms(stage, episode, 10000, 30000);
        episode->step = 1;
        return true;
    case 1:
        for (uint32_t i = 0; i < episode->other_count; i++) {
            episode->orders[i] = i64_magnitude(stage_net(stage, episode->others[i]));
        }
        numbers[HUNT_UNTIL] = stage->now_ns + 165 * STAGE_SECOND;
        episode->step = 2;
        return true;
    case 2:
        if (!hunt_push(stage, episode, side)) {
            episode->step = 3;
            episode_wait_ms(stage, episode, 3000, 8000);
        }
        return true;
    default:
        hunt_sources(stage, episode, 0);
        stage_cancel_all(stage, episode->accounts[0]);
        trade_back(stage, episode->accounts[0], 0, episode->step >= 5 ? 100 : 40);
        episode_wait_ms(stage, episode, 2000, 6000);
        /* Where the book is thin the way out takes longer. */
        return stage_net(stage, episode->accounts[0]) != 0 && episode->step++ < HUNT_LAST_STEP;
    }
}

/* --- push of the index ------------------------------------------------------------------------ */

enum { PUSH_SIDE, PUSH_UNTIL, PUSH_PPM, PUSH_SOURCES, PUSH_RAMP, PUSH_SHARE };

static void push_open(struct stage *stage, struct episode *episode)
{
    (void)episode_account(stage, episode, 0);
    for (uint32_t i = 0; i < 2; i++) (void)episode_other(stage, episode, 500000000);
    episode->numbers[PUSH_SIDE] = side_drawn(episode);
    episode->numbers[PUSH_PPM] = episode_draw(episode, 3000, 12000);
    episode->numbers[PUSH_SOURCES] = episode_draw(episode, 2, 3);
    episode->numbers[PUSH_SHARE] = episode_draw(episode, 45, 80);
}

static void push_sources(struct stage *stage, const struct episode *episode, int64_t percent)
{
    int64_t e4 = stage_mid(stage) * (FINE_PER_TICK / 2) / 1000000 * episode->numbers[PUSH_PPM];
    e4 = e4 * percent / 100;
    if (episode->numbers[PUSH_SIDE] == SIDE_SELL) e4 = -e4;
    for (int64_t i = 0; i < episode->numbers[PUSH_SOURCES]; i++) stage->source_push_e4[i] = e4;
}

/* Others trade the book to where the index is. */
static void push_followers(struct stage *stage, struct episode *episode, enum side side)
{
    int64_t best = stage_best(stage, side_opposite(side));
    int64_t away = side == SIDE_BUY ? stage_index(stage) - best : best - stage_index(stage);
    if (best == 0 || away <= 0) return;
    int64_t reach = i64_min(away * 1000000 / best, 3000);
    int64_t depth = stage_depth(stage, side_opposite(side), reach);
    uint32_t follower = episode->others[episode_draw(episode, 0, 1)];
    int64_t lots = depth * episode_draw(episode, 30, 80) / 100 + 5;
    episode_sweep(stage, follower, side, i64_min(lots, stage_position_lots(stage) / 40), reach);
}

static bool push_turn(struct stage *stage, struct episode *episode)
{
    int64_t *numbers = episode->numbers;
    enum side side = (enum side)numbers[PUSH_SIDE];
    uint32_t account = episode->accounts[0];
    if (episode_waits(stage, episode)) return true;
    if (numbers[PUSH_UNTIL] == 0) {
        numbers[PUSH_UNTIL] = stage->now_ns + episode_draw(episode, 50, 120) * STAGE_SECOND;
    }
    if (stage->now_ns < numbers[PUSH_UNTIL]) {
        int64_t lots =
            stage_volume(stage, 60) / 20 * numbers[PUSH_SHARE] / (100 - numbers[PUSH_SHARE]);
        bool is_full = (int64_t)i64_magnitude(stage_net(stage, account)) > position_max(stage);
        if (!is_full) episode_sweep(stage, account, side, i64_clamp(lots, 20, 20000), 200);
        episode_wait_ms(stage, episode, 2000, 4000);
        return true;
    }
    episode->step++;
    if (episode->step <= 10) {
        push_sources(stage, episode, episode->step * 10);
        if (episode->step > 3) push_followers(stage, episode, side);
        episode_wait_ms(stage, episode, 1000, 1000);
        return true;
    }
    if (episode->step <= 16) {
        offer_back(stage, episode, account, 35);
        push_followers(stage, episode, side);
        episode_wait_ms(stage, episode, 1000, 3000);
        return true;
    }
    push_sources(stage, episode, 0);
    stage_cancel_all(stage, account);
    trade_back(stage, account, 0, 100);
    episode->is_void = has_lost(stage, episode);
    return false;
}

/* --- funding and settlement ------------------------------------------------------------------- */

enum {
    WINDOW_SIDE,
    WINDOW_SHARE,
    WINDOW_TIMES,
    WINDOW_BEGIN,
    WINDOW_VOLUME,
    WINDOW_PART,
    WINDOW_HELD
};

#define WINDOW_OTHERS 4u
#define WINDOW_PARTS  12

static void window_open(struct stage *stage, struct episode *episode)
{
    /* One account holds, and it or the others of its controller push. */
    episode_accounts(stage, episode, (uint32_t)episode_draw(episode, 1, 4));
    for (uint32_t i = 0; i < WINDOW_OTHERS; i++) (void)episode_other(stage, episode, 2000000000);
    /* All who push before one instant push one way. */
    episode->numbers[WINDOW_SIDE] = stage->options.seed % 2 == 0 ? SIDE_BUY : SIDE_SELL;
    episode->numbers[WINDOW_SHARE] = episode_draw(episode, 40, 75);
    episode->numbers[WINDOW_TIMES] = episode_draw(episode, 12, 25); /* tenths */
    episode->numbers[WINDOW_PART] = episode_draw(episode, 50, 100); /* per cent of the window */
}

/* The position comes from others who offer near the price, early and in parts. */
static void window_build(struct stage *stage, struct episode *episode, enum side holds,
                         int64_t minutes)
{
    int64_t *numbers = episode->numbers;
    if (numbers[WINDOW_VOLUME] == 0) {
        if (stage->now_ns < stage->options.start_ns + 170 * STAGE_SECOND) return;
        numbers[WINDOW_VOLUME] = stage_volume(stage, 150) * 2 / 5 + 1;
    }
    /* Who knows what trades on other days plans for that. */
    int64_t usual = stage->options.flow_lots / (stage->options.minutes * 60);
    int128 ratio = (int128)numbers[WINDOW_SHARE] * numbers[WINDOW_TIMES];
    int128 pushes = i64_max(numbers[WINDOW_VOLUME], usual) * minutes * 60 * ratio;
    int64_t wanted =
        i64_min((int64_t)(pushes / (600 * (100 - numbers[WINDOW_SHARE]))), position_max(stage));
    wanted = i64_max(wanted, stage_depth(stage, side_opposite(holds), 400));
    int64_t net = (int64_t)i64_magnitude(stage_net(stage, episode->accounts[0]));
    if (net >= wanted) return;
    ASSERT(episode->other_count > 0);
    uint32_t offers = episode->others[episode_draw(episode, 0, (int64_t)episode->other_count - 1)];
    int64_t lots = i64_clamp((wanted - net) / 20, 50, 100000);
    stage_cancel_all(stage, offers);
    (void)stage_rest(stage, offers, side_opposite(holds),
                     stage_beyond(stage, holds, episode_draw(episode, 0, 60)),
                     lots * episode_draw(episode, 60, 180) / 100);
    episode_sweep(stage, episode->accounts[0], holds, lots, 150);
}

static int64_t window_pushed(const struct stage *stage, const struct episode *episode)
{
    int64_t net = 0;
    for (uint32_t i = 1; i < episode->account_count; i++) {
        net += stage_net(stage, episode->accounts[i]);
    }
    if (episode->account_count == 1) {
        net = stage_net(stage, episode->accounts[0]) - episode->numbers[WINDOW_HELD];
    }
    return episode->numbers[WINDOW_SIDE] == SIDE_BUY ? net : -net;
}

/* No more than the position is worth pushing for. */
static void window_push(struct stage *stage, struct episode *episode)
{
    int64_t *numbers = episode->numbers;
    enum side pushes = (enum side)numbers[WINDOW_SIDE];
    int64_t last = (int64_t)episode->account_count - 1;
    uint32_t account = episode->accounts[last == 0 ? 0 : episode_draw(episode, 1, last)];
    int64_t volume = stage_volume(stage, 300) / 100 + 1; /* of three seconds */
    int64_t stands = stage_depth(stage, side_opposite(pushes), 400);
    int64_t lots = volume * numbers[WINDOW_SHARE] / (100 - numbers[WINDOW_SHARE]);
    int64_t held = (int64_t)i64_magnitude(numbers[WINDOW_HELD]);
    int64_t wanted = held * 10 / numbers[WINDOW_TIMES];
    int64_t left = wanted - window_pushed(stage, episode);
    /* One who wants to move a price over minutes does it in parts. */
    lots = i64_min(i64_max(lots, stands / 60 + 5), wanted / WINDOW_PARTS + 1);
    lots = i64_min(lots, left);
    if (lots > 0) episode_sweep(stage, account, pushes, lots, 400);
}

/* The position is built early; the push comes in the last minutes. */
static bool window_turn(struct stage *stage, struct episode *episode, enum side holds,
                        int64_t minutes)
{
    int64_t *numbers = episode->numbers;
    if (stage->now_ns >= episode->end_ns) return false;
    if (episode_waits(stage, episode)) return true;
    if (stage->now_ns < episode->end_ns - 43 * 60 * STAGE_SECOND) {
        window_build(stage, episode, holds, minutes);
        episode_wait_ms(stage, episode, 2500, 3500);
        return true;
    }
    if (numbers[WINDOW_BEGIN] == 0) {
        int64_t length_s = minutes * 60 * numbers[WINDOW_PART] / 100 - 5;
        numbers[WINDOW_BEGIN] = episode->end_ns - length_s * STAGE_SECOND;
        numbers[WINDOW_HELD] = stage_net(stage, episode->accounts[0]);
        for (uint32_t i = 0; i < episode->other_count; i++) {
            stage_cancel_all(stage, episode->others[i]);
        }
        episode->next_ns = numbers[WINDOW_BEGIN];
        return true;
    }
    window_push(stage, episode);
    episode_wait_ms(stage, episode, 2000, 4000);
    if (episode->next_ns < episode->end_ns) return true;
    /* Nobody took the other side of the position, or of the push. */
    int64_t pushed = window_pushed(stage, episode);
    int64_t total = stage_total(stage, minutes * 60);
    /* Nor did a push that was less than a twentieth of what was traded push anything. */
    episode->is_void = numbers[WINDOW_HELD] == 0 || pushed <= 0 || pushed * 20 < total;
    return false;
}

/* Who is short is paid by longs when the price is above the index. */
static bool funding_turn(struct stage *stage, struct episode *episode)
{
    return window_turn(stage, episode, side_opposite((enum side)episode->numbers[WINDOW_SIDE]), 10);
}

static void settlement_open(struct stage *stage, struct episode *episode)
{
    window_open(stage, episode);
    episode->numbers[WINDOW_TIMES] = episode_draw(episode, 13, 32);
}

static bool settlement_turn(struct stage *stage, struct episode *episode)
{
    return window_turn(stage, episode, (enum side)episode->numbers[WINDOW_SIDE], 5);
}

const struct scheme schemes_of_prices[] = {
    {"momentum ignition", PATTERN_MOMENTUM_IGNITION,
     PATTERN_BIT(PATTERN_OFF_MARKET) | PATTERN_BIT(PATTERN_LIQUIDATION_HUNTING) |
         PATTERN_BIT(PATTERN_POSITION_LIMIT),
     SLOT_PRICE, ignite_open, ignite_turn},
    {"liquidation hunting", PATTERN_LIQUIDATION_HUNTING,
     PATTERN_BIT(PATTERN_MOMENTUM_IGNITION) | PATTERN_BIT(PATTERN_OFF_MARKET) |
         PATTERN_BIT(PATTERN_POSITION_LIMIT) | PATTERN_BIT(PATTERN_INDEX_PUSH),
     SLOT_PRICE, hunt_open, hunt_turn},
    {"push of the index", PATTERN_INDEX_PUSH,
     PATTERN_BIT(PATTERN_MOMENTUM_IGNITION) | PATTERN_BIT(PATTERN_OFF_MARKET) |
         PATTERN_BIT(PATTERN_LIQUIDATION_HUNTING),
     SLOT_PRICE, push_open, push_turn},
    {"push before funding", PATTERN_FUNDING_PRESSURE, PATTERN_BIT(PATTERN_POSITION_LIMIT),
     SLOT_WINDOW, window_open, funding_turn},
    {"push before settlement", PATTERN_SETTLEMENT_PRESSURE, PATTERN_BIT(PATTERN_POSITION_LIMIT),
     SLOT_WINDOW, settlement_open, settlement_turn},
    {0},
};
