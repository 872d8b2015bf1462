/* SPDX-License-Identifier: Apache-2.0 */
/*
 * schemes_orders.c - schemes of orders that are not meant to trade: spoofing, layering, stuffing.
 *
 * Role   See episode.h.  The first follows the order sequences of the Panther decision (FCA Final
 *        Notice, 3 July 2013), the second those of the Sarao affidavit (N.D. Ill. 15 CR 75): sizes
 *        against the book, distances and times are drawn around what those papers tell.
 */
#include "base/int_math.h"
#include "surveil_bench/episode.h"

/* --- spoofing --------------------------------------------------------------------------------- */

enum { SPOOF_CYCLES, SPOOF_SIDE, SPOOF_GENUINE, SPOOF_NET, SPOOF_SHARE, SPOOF_UNTIL, SPOOF_DONE };

enum { SPOOF_IDLE, SPOOF_BAIT, SPOOF_WAIT, SPOOF_AWAY };

static void spoof_draw(struct episode *episode)
{
    episode->numbers[SPOOF_SIDE] = episode_draw(episode, 0, 1);
    episode->numbers[SPOOF_SHARE] = episode_draw(episode, 60, 250); /* per cent of the depth */
}

static void spoof_open(struct stage *stage, struct episode *episode)
{
    episode_accounts(stage, episode, (uint32_t)episode_draw(episode, 1, 4));
    episode->numbers[SPOOF_CYCLES] = episode_draw(episode, 3, 8);
    spoof_draw(episode);
}

/* The small orders are one owner's, the large ones another's, and nothing says that they know of
 * each other: only what they do together. */
static void spoof_open_owners(struct stage *stage, struct episode *episode)
{
    (void)episode_account(stage, episode, 0);
    (void)episode_account(stage, episode, 0);
    episode->numbers[SPOOF_CYCLES] = episode_draw(episode, 12, 18);
    spoof_draw(episode);
}

/* The large orders are any other account's than the small one's. */
static uint32_t spoof_account(struct episode *episode)
{
    int64_t last = (int64_t)episode->account_count - 1;
    return episode->accounts[last == 0 ? 0 : episode_draw(episode, 1, last)];
}

/* The large orders go in a few ticks behind the best price of their side. */
static void spoof_bait(struct stage *stage, struct episode *episode)
{
    enum side genuine = (enum side)episode->numbers[SPOOF_SIDE];
    enum side bait = side_opposite(genuine);
    int64_t depth = stage_depth(stage, bait, 1000);
    int64_t lots = depth * episode->numbers[SPOOF_SHARE] / 100;
    lots = i64_max(lots, episode->numbers[SPOOF_GENUINE] * episode_draw(episode, 8, 30));
    int64_t orders = episode_draw(episode, 1, 2);
    int64_t best = stage_best(stage, bait);
    for (int64_t i = 0; i < orders; i++) {
        int64_t away = best * episode_draw(episode, 40, 600) / 1000000 + 1 + i;
        (void)stage_rest(stage, spoof_account(episode), bait,
                         bait == SIDE_BUY ? best - away : best + away,
                         i64_clamp(lots / orders, 1, 1000000));
    }
}

static bool spoof_turn(struct stage *stage, struct episode *episode)
{
    int64_t *numbers = episode->numbers;
    enum side genuine = (enum side)numbers[SPOOF_SIDE];
    bool is_filled = stage_net(stage, episode->accounts[0]) != numbers[SPOOF_NET];
    switch (episode->step) {
    case SPOOF_IDLE:
        if (episode_waits(stage, episode)) return true;
        if (numbers[SPOOF_CYCLES]-- == 0) {
            episode->is_void = numbers[SPOOF_DONE] < 2; /* its small orders met nobody */
            return false;
        }
        episode_camouflage(stage, episode, episode->accounts[0]);
        numbers[SPOOF_GENUINE] = episode_draw(episode, 20, 300);
        numbers[SPOOF_NET] = stage_net(stage, episode->accounts[0]);
        (void)stage_rest(stage, episode->accounts[0], genuine,
                         episode_meeting_price(stage, side_opposite(genuine)),
                         numbers[SPOOF_GENUINE]);
        episode_wait_ms(stage, episode, 10, 300);
        episode->step = SPOOF_BAIT;
        return true;
    case SPOOF_BAIT:
        spoof_bait(stage, episode);
        numbers[SPOOF_UNTIL] = stage->now_ns + episode_draw(episode, 4, 40) * STAGE_SECOND;
        episode_wait_ms(stage, episode, 10, 20);
        episode->step = SPOOF_WAIT;
        return true;
    case SPOOF_WAIT:
        if (!is_filled && stage->now_ns < numbers[SPOOF_UNTIL]) {
            episode_wait_ms(stage, episode, 10, 10);
            return true;
        }
        /* Nobody came: it takes what the bait has made cheaper. */
        if (!is_filled) {
            stage_cancel_all(stage, episode->accounts[0]);
            episode_sweep(stage, episode->accounts[0], genuine, numbers[SPOOF_GENUINE], 300);
        }
        numbers[SPOOF_DONE] += stage_net(stage, episode->accounts[0]) != numbers[SPOOF_NET];
        episode_wait_ms(stage, episode, 10, 1400);
        episode->step = SPOOF_AWAY;
        return true;
    default:
        for (uint32_t i = 0; i < episode->account_count; i++) {
            stage_cancel_all(stage, episode->accounts[i]);
        }
        numbers[SPOOF_SIDE] = side_opposite(genuine); /* and the other way round */
        episode_wait_ms(stage, episode, 200, 30000);
        episode->step = SPOOF_IDLE;
        return true;
    }
}

/* --- layering --------------------------------------------------------------------------------- */

enum {
    LAYER_CYCLES,
    LAYER_SIDE,
    LAYER_PRICES,
    LAYER_DISTANCE,
    LAYER_UNTIL,
    LAYER_SHARE,
    LAYER_BEST,
    LAYER_LOTS,
    LAYER_NET,    /* when its layers went in */
    LAYER_TRADED, /* on the other side since then, signed */
    LAYER_DONE    /* cycles that came to what they were for */
};

#define LAYER_FILLED_PERCENT 25 /* of layers that others took: then they were orders like others */

enum { LAYER_IDLE, LAYER_STANDS };

static void layer_open(struct stage *stage, struct episode *episode)
{
    episode_accounts(stage, episode, (uint32_t)episode_draw(episode, 1, 3));
    episode->numbers[LAYER_CYCLES] = episode_draw(episode, 3, 5);
    episode->numbers[LAYER_SIDE] = episode_draw(episode, 0, 1);
    episode->numbers[LAYER_PRICES] = episode_draw(episode, 4, 6);
    episode->numbers[LAYER_SHARE] = episode_draw(episode, 40, 120); /* per cent of the depth */
}

static int64_t layer_ticks(const struct episode *episode, int64_t best, int64_t place)
{
    int64_t away = episode->numbers[LAYER_DISTANCE] + place * (1 + best / 60000);
    return episode->numbers[LAYER_SIDE] == SIDE_BUY ? best - away : best + away;
}

/* Of all its accounts. */
static int64_t layer_net(const struct stage *stage, const struct episode *episode)
{
    int64_t net = 0;
    for (uint32_t i = 0; i < episode->account_count; i++) {
        net += stage_net(stage, episode->accounts[i]);
    }
    return net;
}

/* It has traded on the other side, and its layers have not. */
static bool layer_is_done(const struct stage *stage, const struct episode *episode)
{
    const int64_t *numbers = episode->numbers;
    int64_t filled = layer_net(stage, episode) - numbers[LAYER_NET] - numbers[LAYER_TRADED];
    return numbers[LAYER_TRADED] != 0 &&
           (int64_t)i64_magnitude(filled) * 100 <= numbers[LAYER_LOTS] * LAYER_FILLED_PERCENT;
}

static void layer_place(struct stage *stage, struct episode *episode)
{
    int64_t *numbers = episode->numbers;
    enum side side = (enum side)numbers[LAYER_SIDE];
    int64_t depth = stage_depth(stage, side, 2000);
    int64_t lots =
        i64_clamp(depth * numbers[LAYER_SHARE] / 100 / numbers[LAYER_PRICES], 20, 1000000);
    int64_t best = stage_best(stage, side);
    numbers[LAYER_BEST] = best;
    numbers[LAYER_NET] = layer_net(stage, episode);
    numbers[LAYER_TRADED] = 0;
    numbers[LAYER_LOTS] = lots * numbers[LAYER_PRICES];
    numbers[LAYER_DISTANCE] = 3 + best * episode_draw(episode, 50, 500) / 1000000;
    for (int64_t i = 0; i < numbers[LAYER_PRICES]; i++) {
        episode->orders[i] =
            stage_rest(stage, episode->accounts[0], side, layer_ticks(episode, best, i), lots);
    }
}

/* What it wants to trade is small against what it shows. */
static void layer_genuine(struct stage *stage, struct episode *episode)
{
    enum side side = (enum side)episode->numbers[LAYER_SIDE];
    uint32_t account = episode->accounts[episode->account_count - 1];
    int64_t shown = stage_depth(stage, side, 2000);
    int64_t lots = i64_clamp(shown * episode_draw(episode, 2, 15) / 1000, 1, 500);
    int64_t net = stage_net(stage, account);
    episode_sweep(stage, account, side_opposite(side), lots, 200);
    episode->numbers[LAYER_TRADED] += stage_net(stage, account) - net;
}

/* The layers follow the best price at their distance, as they did in the affidavit. */
static void layer_follow(struct stage *stage, struct episode *episode)
{
    int64_t *numbers = episode->numbers;
    int64_t best = stage_best(stage, (enum side)numbers[LAYER_SIDE]);
    if (best == 0 || i64_magnitude(best - numbers[LAYER_BEST]) < 2) return;
    numbers[LAYER_BEST] = best;
    for (int64_t i = 0; i < numbers[LAYER_PRICES]; i++) {
        stage_move(stage, episode->accounts[0], episode->orders[i], layer_ticks(episode, best, i));
    }
}

static bool layer_turn(struct stage *stage, struct episode *episode)
{
    int64_t *numbers = episode->numbers;
    if (episode_waits(stage, episode)) return true;
    if (episode->step == LAYER_IDLE) {
        if (numbers[LAYER_CYCLES]-- == 0) {
            /* Nobody was there to trade with, or the layers themselves traded. */
            episode->is_void = numbers[LAYER_DONE] < 2;
            return false;
        }
        episode_camouflage(stage, episode, episode->accounts[0]);
        layer_place(stage, episode);
        numbers[LAYER_UNTIL] = stage->now_ns + episode_draw(episode, 6, 50) * STAGE_SECOND;
        episode->step = LAYER_STANDS;
        episode_wait_ms(stage, episode, 200, 900);
        return true;
    }
    if (stage->now_ns < numbers[LAYER_UNTIL]) {
        layer_follow(stage, episode);
        if (episode_draw(episode, 0, 9) == 0) layer_genuine(stage, episode);
        episode_wait_ms(stage, episode, 200, 900);
        return true;
    }
    /* The genuine trade of the cycle, then all layers go. */
    layer_genuine(stage, episode);
    numbers[LAYER_DONE] += layer_is_done(stage, episode);
    stage_cancel_all(stage, episode->accounts[0]);
    episode->step = LAYER_IDLE;
    episode_wait_ms(stage, episode, 5000, 60000);
    return true;
}

/* --- quote stuffing --------------------------------------------------------------------------- */

enum { STUFF_SECONDS, STUFF_PER_TURN, STUFF_UNTIL, STUFF_SIDE, STUFF_MOVES, STUFF_SENT };

static void stuff_open(struct stage *stage, struct episode *episode)
{
    episode_accounts(stage, episode, (uint32_t)episode_draw(episode, 1, 3));
    episode->numbers[STUFF_MOVES] = episode_draw(episode, 0, 1);
    episode->numbers[STUFF_SECONDS] = episode_draw(episode, 6, 25);
    episode->numbers[STUFF_PER_TURN] = episode_draw(episode, 1, 4); /* pairs in 10 ms */
    episode->numbers[STUFF_SIDE] = episode_draw(episode, 0, 1);
}

/* Two messages: an order and its cancel, or two moves of one that stays. */
static void stuff_pair(struct stage *stage, struct episode *episode, int64_t ticks)
{
    uint32_t place = (uint32_t)episode_draw(episode, 0, (int64_t)episode->account_count - 1);
    uint32_t account = episode->accounts[place];
    enum side side = (enum side)episode->numbers[STUFF_SIDE];
    bool moves = episode->numbers[STUFF_MOVES] == 1;
    if (moves && episode->orders[place] != 0) {
        stage_move(stage, account, episode->orders[place], ticks);
        stage_move(stage, account, episode->orders[place],
                   side == SIDE_BUY ? ticks - 1 : ticks + 1);
        return;
    }
    episode->orders[place] = stage_rest(stage, account, side, ticks, episode_draw(episode, 1, 20));
    if (!moves) stage_cancel(stage, account, episode->orders[place]);
}

static bool stuff_turn(struct stage *stage, struct episode *episode)
{
    int64_t *numbers = episode->numbers;
    enum side side = (enum side)numbers[STUFF_SIDE];
    if (numbers[STUFF_UNTIL] == 0) {
        numbers[STUFF_UNTIL] = stage->now_ns + numbers[STUFF_SECONDS] * STAGE_SECOND;
    }
    int64_t best = stage_best(stage, side);
    for (int64_t i = 0; best != 0 && i < numbers[STUFF_PER_TURN]; i++) {
        int64_t away = best * episode_draw(episode, 500, 3000) / 1000000;
        stuff_pair(stage, episode, side == SIDE_BUY ? best - away : best + away);
        numbers[STUFF_SENT]++;
    }
    episode_wait_ms(stage, episode, 10, 10);
    if (stage->now_ns < numbers[STUFF_UNTIL]) return true;
    for (uint32_t i = 0; i < episode->account_count; i++) {
        stage_cancel_all(stage, episode->accounts[i]);
    }
    episode->is_void = numbers[STUFF_SENT] < 300; /* there was no book to flood */
    return false;
}

/* Where large orders are taken against the plan, they leave a position that is large too. */
const struct scheme schemes_of_orders[] = {
    {"a small order and large ones against it", PATTERN_SPOOFING,
     PATTERN_BIT(PATTERN_LAYERING) | PATTERN_BIT(PATTERN_SELF_MATCH) |
         PATTERN_BIT(PATTERN_POSITION_LIMIT),
     SLOT_ANY, spoof_open, spoof_turn},
    {"a small order and another owner's large ones", PATTERN_SPOOFING,
     PATTERN_BIT(PATTERN_LAYERING) | PATTERN_BIT(PATTERN_SELF_MATCH) |
         PATTERN_BIT(PATTERN_POSITION_LIMIT),
     SLOT_ANY, spoof_open_owners, spoof_turn},
    {"layers that follow the price", PATTERN_LAYERING,
     PATTERN_BIT(PATTERN_SPOOFING) | PATTERN_BIT(PATTERN_SELF_MATCH) |
         PATTERN_BIT(PATTERN_POSITION_LIMIT),
     SLOT_ANY, layer_open, layer_turn},
    {"a flood of orders", PATTERN_QUOTE_STUFFING, 0, SLOT_ANY, stuff_open, stuff_turn},
    {0},
};
