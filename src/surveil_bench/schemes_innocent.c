/* SPDX-License-Identifier: Apache-2.0 */
/*
 * schemes_innocent.c - what honest members do that looks like something else.
 *
 * Role   See episode.h.  Decoys are played on days with schemes and on clean days; an alert on one
 *        of them is a false one.
 */
#include "base/int_math.h"
#include "surveil_bench/episode.h"

enum { DECOY_UNTIL, DECOY_SIDE, DECOY_LOTS, DECOY_NET, DECOY_TIMES };

static void one_open(struct stage *stage, struct episode *episode)
{
    (void)episode_other(stage, episode, 500000000);
    episode->numbers[DECOY_SIDE] = episode_draw(episode, 0, 1);
    episode->numbers[DECOY_TIMES] = episode_draw(episode, 3, 9);
}

static void two_open(struct stage *stage, struct episode *episode)
{
    one_open(stage, episode);
    (void)episode_other(stage, episode, 500000000);
}

/* A large patient order that is given up after a while, without a trade on the other side. */
static bool patient_turn(struct stage *stage, struct episode *episode)
{
    enum side side = (enum side)episode->numbers[DECOY_SIDE];
    int64_t best = stage_best(stage, side);
    stage_cancel_all(stage, episode->others[0]);
    if (best == 0 || episode->step++ == episode->numbers[DECOY_TIMES]) return false;
    int64_t away = best * episode_draw(episode, 0, 400) / 1000000;
    int64_t lots = stage_depth(stage, side, 1000) * episode_draw(episode, 30, 90) / 100 + 10;
    (void)stage_rest(stage, episode->others[0], side, side == SIDE_BUY ? best - away : best + away,
                     i64_min(lots, 500000));
    episode_wait_ms(stage, episode, 4000, 60000);
    return true;
}

/* A maker that cancels and places its ladder anew on both sides, and is filled on both. */
static bool ladder_turn(struct stage *stage, struct episode *episode)
{
    uint32_t account = episode->others[0];
    int64_t mid = stage_mid(stage);
    stage_cancel_all(stage, account);
    if (mid == 0 || episode->step++ == episode->numbers[DECOY_TIMES] * 30) return false;
    int64_t depth =
        i64_min(stage_depth(stage, SIDE_BUY, 1000), stage_depth(stage, SIDE_SELL, 1000));
    for (int64_t level = 0; level < 4; level++) {
        int64_t away = 1 + level * (1 + mid / 120000);
        int64_t lots = depth * episode_draw(episode, 5, 12) / 100 + 5;
        lots = i64_min(lots, stage_position_lots(stage) / 400);
        (void)stage_rest(stage, account, SIDE_BUY, stage_best(stage, SIDE_BUY) - away + 1, lots);
        (void)stage_rest(stage, account, SIDE_SELL, stage_best(stage, SIDE_SELL) + away - 1, lots);
    }
    episode_wait_ms(stage, episode, 300, 4000);
    return true;
}

/* One who works a large order in small parts, in one direction, all the time. */
static bool worker_turn(struct stage *stage, struct episode *episode)
{
    if (episode_waits(stage, episode)) return true;
    enum side side = (enum side)episode->numbers[DECOY_SIDE];
    if (episode->step++ == episode->numbers[DECOY_TIMES] * 60) return false;
    int64_t lots = stage_volume(stage, 60) * episode_draw(episode, 3, 8) / 1000;
    episode_sweep(stage, episode->others[0], side, i64_clamp(lots, 5, 20000), 200);
    episode_wait_ms(stage, episode, 3000, 8000);
    return true;
}

/* Two who work against each other by chance, each at its own pace. */
static bool workers_turn(struct stage *stage, struct episode *episode)
{
    if (episode_waits(stage, episode)) return true;
    if (episode->step++ == episode->numbers[DECOY_TIMES] * 40) return false;
    enum side side = episode_draw(episode, 0, 1) == 0 ? SIDE_BUY : SIDE_SELL;
    uint32_t account = episode->others[side];
    int64_t lots = episode_draw(episode, 5, 400);
    if (episode_draw(episode, 0, 2) == 0) {
        stage_cancel_all(stage, account);
        (void)stage_rest(stage, account, side, stage_best(stage, side), lots);
    } else {
        episode_sweep(stage, account, side, lots, 200);
    }
    episode_wait_ms(stage, episode, 500, 6000);
    return true;
}

/* A stop-loss: in quickly, out again soon, at a loss. */
static bool loser_turn(struct stage *stage, struct episode *episode)
{
    if (episode_waits(stage, episode)) return true;
    enum side side = (enum side)episode->numbers[DECOY_SIDE];
    int64_t depth = stage_depth(stage, side_opposite(side), 300);
    if (depth == 0 || episode->step == episode->numbers[DECOY_TIMES] * 2) return false;
    if (episode->step % 2 == 0) {
        episode->numbers[DECOY_LOTS] = depth * episode_draw(episode, 20, 80) / 100 + 2;
        episode_sweep(stage, episode->others[0], side, episode->numbers[DECOY_LOTS], 400);
    } else {
        int64_t net = stage_net(stage, episode->others[0]);
        if (net != 0) {
            episode_sweep(stage, episode->others[0], net > 0 ? SIDE_SELL : SIDE_BUY,
                          (int64_t)i64_magnitude(net), 600);
        }
    }
    episode->step++;
    episode_wait_ms(stage, episode, 5000, 50000);
    return true;
}

/* Many changes of price, as a quoting program sends them. */
static bool quick_turn(struct stage *stage, struct episode *episode)
{
    uint32_t account = episode->others[0];
    int64_t best = stage_best(stage, SIDE_BUY);
    if (best == 0 || episode->step++ > episode->numbers[DECOY_TIMES] * 200) {
        stage_cancel_all(stage, account);
        return false;
    }
    int64_t ticks = best - episode_draw(episode, 1, 30);
    if (episode->step == 1) {
        episode->orders[0] = stage_rest(stage, account, SIDE_BUY, ticks, 50);
    } else {
        stage_move(stage, account, episode->orders[0], ticks);
    }
    episode_wait_ms(stage, episode, 20, 60);
    return true;
}

/* The house hedges behind its customer, not ahead of it. */
static void hedge_open(struct stage *stage, struct episode *episode)
{
    one_open(stage, episode);
    struct stage_account house = {.member_id = STAGE_HOUSE, .cash_usd = 500000000};
    episode->others[episode->other_count++] = stage_account_open(stage, &house);
}

static bool hedge_turn(struct stage *stage, struct episode *episode)
{
    if (episode_waits(stage, episode)) return true;
    int64_t *numbers = episode->numbers;
    if (episode->step == numbers[DECOY_TIMES] * 3) return false;
    enum side side = (enum side)numbers[DECOY_SIDE];
    int64_t depth = stage_depth(stage, side_opposite(side), 600);
    int64_t lots = depth * episode_draw(episode, 20, 60) / 100 + 5;
    int64_t net = stage_net(stage, episode->others[1]);
    switch (episode->step++ % 3) {
    case 0:
        numbers[DECOY_SIDE] = episode_draw(episode, 0, 1);
        episode_sweep(stage, episode->others[0], (enum side)numbers[DECOY_SIDE], lots, 600);
        episode_wait_ms(stage, episode, 200, 3000);
        return true;
    case 1:
        episode_sweep(stage, episode->others[1], side, lots / 10 + 1, 300);
        episode_wait_ms(stage, episode, 10000, 40000);
        return true;
    default:
        if (net != 0) {
            episode_sweep(stage, episode->others[1], net > 0 ? SIDE_SELL : SIDE_BUY,
                          (int64_t)i64_magnitude(net), 300);
        }
        episode_wait_ms(stage, episode, 10000, 40000);
        return true;
    }
}

const struct scheme schemes_innocent[] = {
    {"patient large orders", PATTERN_NONE, 0, SLOT_ANY, one_open, patient_turn},
    {"a maker's ladder placed anew", PATTERN_NONE, 0, SLOT_ANY, one_open, ladder_turn},
    {"a large order worked in parts", PATTERN_NONE, 0, SLOT_ANY, one_open, worker_turn},
    {"two who meet by chance", PATTERN_NONE, 0, SLOT_ANY, two_open, workers_turn},
    {"in and out at a loss", PATTERN_NONE, 0, SLOT_ANY, one_open, loser_turn},
    {"a quick quoting program", PATTERN_NONE, 0, SLOT_ANY, one_open, quick_turn},
    {"a house that hedges behind", PATTERN_NONE, 0, SLOT_ANY, hedge_open, hedge_turn},
    {0},
};
