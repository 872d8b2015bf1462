/* SPDX-License-Identifier: Apache-2.0 */
/*
 * schemes_positions.c - front running, positions over the limit, slips of the hand, staff.
 *
 * Role   See episode.h.
 */
#include "base/check.h"
#include "base/int_math.h"
#include "surveil_bench/episode.h"

/* --- front running ---------------------------------------------------------------------------- */

enum { FRONT_TIMES, FRONT_SIDE, FRONT_LOTS, FRONT_RESTS, FRONT_NET };

static void front_open(struct stage *stage, struct episode *episode)
{
    struct stage_account house = {.member_id = STAGE_HOUSE, .cash_usd = 500000000};
    episode->accounts[episode->account_count++] = stage_account_open(stage, &house);
    for (uint32_t i = 0; i < 2; i++) (void)episode_other(stage, episode, 1000000000);
    episode->numbers[FRONT_TIMES] = episode_draw(episode, 4, 7);
}

static bool front_turn(struct stage *stage, struct episode *episode)
{
    int64_t *numbers = episode->numbers;
    uint32_t house = episode->accounts[0];
    if (episode_waits(stage, episode)) return true;
    enum side side = (enum side)numbers[FRONT_SIDE];
    int64_t depth = stage_depth(stage, side_opposite(side), 1000);
    switch (episode->step) {
    case 0:
        if (numbers[FRONT_TIMES]-- == 0) {
            episode->is_void = stage_gain(stage, house) <= 0; /* the customer moved nothing */
            return false;
        }
        numbers[FRONT_SIDE] = episode_draw(episode, 0, 1);
        numbers[FRONT_NET] = stage_net(stage, house);
        side = (enum side)numbers[FRONT_SIDE];
        depth = stage_depth(stage, side_opposite(side), 1000);
        numbers[FRONT_LOTS] = i64_clamp(depth * episode_draw(episode, 1, 6) / 100, 5, 20000);
        /* Where the spread is wide it can only get out to those who come. */
        numbers[FRONT_RESTS] = episode_draw(episode, 0, 1);
        if (stage_spread_ppm(stage) > 60) numbers[FRONT_RESTS] = 1;
        episode_sweep(stage, house, side, numbers[FRONT_LOTS], 300);
        episode->step = 1;
        episode_wait_ms(stage, episode, 50, 4000);
        return true;
    case 1:
        if (numbers[FRONT_RESTS] == 1) {
            int64_t ticks = stage_beyond(stage, side, episode_draw(episode, 100, 400));
            (void)stage_rest(stage, house, side_opposite(side), ticks, numbers[FRONT_LOTS]);
        }
        episode_sweep(stage, episode->others[episode_draw(episode, 0, 1)], side,
                      depth * episode_draw(episode, 40, 100) / 100 + 20, 1500);
        episode->step = 2;
        episode_wait_ms(stage, episode, 500, 15000);
        return true;
    default: {
        int64_t left = stage_net(stage, house) - numbers[FRONT_NET];
        stage_cancel_all(stage, house);
        if (left != 0) {
            episode_sweep(stage, house, left > 0 ? SIDE_SELL : SIDE_BUY,
                          (int64_t)i64_magnitude(left), 500);
        }
        episode->step = 0;
        episode_wait_ms(stage, episode, 8000, 40000);
        return true;
    }
    }
}

/* --- position limit --------------------------------------------------------------------------- */

enum { LIMIT_SIDE, LIMIT_LOTS, LIMIT_OFFERED };

static void limit_open(struct stage *stage, struct episode *episode)
{
    episode_accounts(stage, episode, (uint32_t)episode_draw(episode, 2, 4));
    for (uint32_t i = 0; i < 6; i++) (void)episode_other(stage, episode, 2000000000);
    episode->numbers[LIMIT_SIDE] = episode_draw(episode, 0, 1);
    episode->numbers[LIMIT_LOTS] =
        stage_position_lots(stage) * episode_draw(episode, 85, 115) / 100;
}

/* Innocent members offer lots near the price; the accounts take them in turn. */
static bool limit_turn(struct stage *stage, struct episode *episode)
{
    int64_t *numbers = episode->numbers;
    enum side side = (enum side)numbers[LIMIT_SIDE];
    if (episode_waits(stage, episode)) return true;
    int64_t net = 0;
    for (uint32_t i = 0; i < episode->account_count; i++) {
        net += (int64_t)i64_magnitude(stage_net(stage, episode->accounts[i]));
    }
    if (net >= numbers[LIMIT_LOTS]) return false;
    ASSERT(episode->other_count > 0);
    ASSERT(episode->account_count > 0);
    uint32_t offers = episode->others[episode_draw(episode, 0, (int64_t)episode->other_count - 1)];
    uint32_t takes =
        episode->accounts[episode_draw(episode, 0, (int64_t)episode->account_count - 1)];
    int64_t lots = numbers[LIMIT_LOTS] / 90;
    stage_cancel_all(stage, offers);
    (void)stage_rest(stage, offers, side_opposite(side),
                     stage_beyond(stage, side, episode_draw(episode, 0, 60)),
                     lots * episode_draw(episode, 80, 160) / 100);
    episode_sweep(stage, takes, side, lots, 150);
    episode->step++;
    episode_wait_ms(stage, episode, 6000, 16000);
    return true;
}

/* --- off the market --------------------------------------------------------------------------- */

enum { OFF_SIDE, OFF_PPM };

#define OFF_PPM_LEAST INT64_C(7000)
#define OFF_REST_PPM  INT64_C(300) /* behind what was left far away, at which the order ends */

static void off_open(struct stage *stage, struct episode *episode)
{
    (void)episode_account(stage, episode, 0);
    (void)episode_other(stage, episode, 2000000000);
    episode->numbers[OFF_SIDE] = episode_draw(episode, 0, 1);
    episode->numbers[OFF_PPM] = episode_draw(episode, OFF_PPM_LEAST, 40000);
}

/* Where the book is too deep for one account to go so far, what was left stands nearer. */
static void off_reach(const struct stage *stage, struct episode *episode, enum side side)
{
    int64_t *ppm = &episode->numbers[OFF_PPM];
    int64_t most = stage_position_lots(stage) * 7 / 10;
    while (*ppm > OFF_PPM_LEAST &&
           stage_depth(stage, side_opposite(side), *ppm + OFF_REST_PPM) > most) {
        *ppm -= 500;
    }
}

/* An order of the wrong size goes through all of the book to what somebody left far away. */
static bool off_turn(struct stage *stage, struct episode *episode)
{
    enum side side = (enum side)episode->numbers[OFF_SIDE];
    if (episode_waits(stage, episode)) return true;
    if (episode->step++ == 0) {
        off_reach(stage, episode, side);
        (void)stage_rest(stage, episode->others[0], side_opposite(side),
                         stage_beyond(stage, side, episode->numbers[OFF_PPM]),
                         episode_draw(episode, 100, 3000));
        episode_wait_ms(stage, episode, 1000, 8000);
        return true;
    }
    int64_t reach = episode->numbers[OFF_PPM] + OFF_REST_PPM;
    int64_t lots = stage_depth(stage, side_opposite(side), reach) + 10;
    int64_t ticks = stage_beyond(stage, side, reach);
    int64_t met = 0;
    for (uint32_t i = 0; i < 16 && lots > 0; i++, lots -= 1000000) {
        stage_take(stage, episode->accounts[0], side, ticks, i64_min(lots, 1000000));
        met += stage_met(stage, episode->others[0], episode->accounts[0]);
    }
    episode->is_void = met == 0; /* it did not come so far */
    return false;
}

/* --- staff ------------------------------------------------------------------------------------ */

static void staff_open(struct stage *stage, struct episode *episode)
{
    (void)stage;
    (void)episode;
}

static bool staff_turn(struct stage *stage, struct episode *episode)
{
    struct terms_view terms;
    if (!core_terms(stage->core, STAGE_PRODUCT, &terms)) return false;
    struct command command = {.kind = COMMAND_PRODUCT_TERMS, .product_id = STAGE_PRODUCT};
    command.terms = *terms.product;
    command.terms.fee_taker_ppm += (uint32_t)episode_draw(episode, 1, 50);
    command.terms.band_ticks += episode_draw(episode, 0, 100);
    stage_command(stage, &command);
    return false;
}

const struct scheme schemes_of_positions[] = {
    {"house ahead of its customer", PATTERN_FRONT_RUNNING,
     PATTERN_BIT(PATTERN_MOMENTUM_IGNITION) | PATTERN_BIT(PATTERN_POSITION_LIMIT), SLOT_PRICE,
     front_open, front_turn},
    {"a limit passed together", PATTERN_POSITION_LIMIT, 0, SLOT_LONG, limit_open, limit_turn},
    {"a slip of the hand", PATTERN_OFF_MARKET, PATTERN_BIT(PATTERN_POSITION_LIMIT), SLOT_PRICE,
     off_open, off_turn},
    {"terms changed while there is trading", PATTERN_STAFF_CHANGE, 0, SLOT_ANY, staff_open,
     staff_turn},
    {0},
};
