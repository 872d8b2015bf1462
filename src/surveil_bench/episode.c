/* SPDX-License-Identifier: Apache-2.0 */
/*
 * episode.c - see episode.h: what schemes share.
 */
#include "surveil_bench/episode.h"

#include "base/check.h"
#include "base/int_math.h"

#define CASH_USD        INT64_C(2000000000)
#define CONTROLLER_BASE 100u

int64_t episode_draw(struct episode *episode, int64_t low, int64_t high)
{
    return random_between(&episode->random, low, i64_max(low, high));
}

void episode_wait_ms(struct stage *stage, struct episode *episode, int64_t low, int64_t high)
{
    episode->next_ns = stage->now_ns + episode_draw(episode, low, high) * (STAGE_SECOND / 1000);
}

bool episode_waits(struct stage *stage, struct episode *episode)
{
    if (stage_mid(stage) != 0) return false;
    episode->next_ns = stage->now_ns + STAGE_SECOND;
    return true;
}

bool episode_waits_in_vain(const struct stage *stage, struct episode *episode)
{
    if (episode->idle_ns == 0) episode->idle_ns = stage->now_ns;
    return stage->now_ns - episode->idle_ns > 600 * STAGE_SECOND;
}

uint32_t episode_account(struct stage *stage, struct episode *episode, uint32_t controller_id)
{
    ASSERT(episode->account_count < EPISODE_ACCOUNTS);
    struct stage_account account = {.member_id = STAGE_HOUSE,
                                    .customer_id = stage->account_count + 1,
                                    .controller_id = controller_id,
                                    .cash_usd = CASH_USD};
    uint32_t id = stage_account_open(stage, &account);
    episode->accounts[episode->account_count++] = id;
    return id;
}

uint32_t episode_other(struct stage *stage, struct episode *episode, int64_t cash_usd)
{
    ASSERT(episode->other_count < EPISODE_ACCOUNTS);
    struct stage_account account = {
        .member_id = STAGE_HOUSE, .customer_id = stage->account_count + 1, .cash_usd = cash_usd};
    uint32_t id = stage_account_open(stage, &account);
    episode->others[episode->other_count++] = id;
    return id;
}

int64_t episode_meeting_price(const struct stage *stage, enum side side)
{
    int64_t bid = stage_best(stage, SIDE_BUY);
    int64_t ask = stage_best(stage, SIDE_SELL);
    if (bid == 0 || ask == 0) return 0;
    if (ask - bid > 1) return side == SIDE_BUY ? ask - 1 : bid + 1;
    return side == SIDE_BUY ? ask : bid;
}

void episode_meet(struct stage *stage, struct episode *episode, const struct meeting *meeting,
                  int64_t ticks)
{
    struct depth_level levels[32];
    int64_t before = 0;
    enum side other = side_opposite(meeting->side);
    uint32_t count = core_depth(stage->core, STAGE_PRODUCT, other, levels, 32);
    for (uint32_t i = 0; i < count; i++) {
        if (!side_accepts(meeting->side, ticks, levels[i].price.ticks)) break;
        before += levels[i].open.lots;
    }
    stage_take(stage, meeting->takes, meeting->side, ticks, i64_max(before, meeting->lots));
    if (stage_met(stage, meeting->rests, meeting->takes) > 0) episode->met++;
}

void episode_accounts(struct stage *stage, struct episode *episode, uint32_t count)
{
    uint32_t first = episode_account(stage, episode, 0);
    if (count <= 1) return;
    /* The controller is named after an account that plays no part. */
    episode->account_count = 0;
    for (uint32_t i = 0; i < count; i++) {
        (void)episode_account(stage, episode, CONTROLLER_BASE + first);
    }
}

void episode_camouflage(struct stage *stage, struct episode *episode, uint32_t account_id)
{
    if (episode_draw(episode, 1, 100) > episode->camouflage) return;
    int64_t lots = episode_draw(episode, 1, 25);
    int64_t bid = stage_best(stage, SIDE_BUY);
    int64_t ask = stage_best(stage, SIDE_SELL);
    if (bid == 0 || ask == 0) return;
    if (episode_draw(episode, 0, 2) > 0) {
        enum side side = episode_draw(episode, 0, 1) == 0 ? SIDE_BUY : SIDE_SELL;
        episode_sweep(stage, account_id, side, lots, 200);
        return;
    }
    int64_t away = 1 + bid * episode_draw(episode, 100, 900) / 1000000;
    (void)stage_rest(stage, account_id, SIDE_BUY, bid - away, lots);
    (void)stage_rest(stage, account_id, SIDE_SELL, ask + away, lots);
}

void episode_sweep(struct stage *stage, uint32_t account_id, enum side side, int64_t lots,
                   int64_t ppm)
{
    stage_take(stage, account_id, side, stage_beyond(stage, side, ppm),
               i64_clamp(lots, 1, 1000000));
}
