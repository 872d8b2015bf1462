/* SPDX-License-Identifier: Apache-2.0 */
/*
 * schemes_trades.c - schemes between accounts that know of each other: wash trades, self-matches
 *                    that prevention catches, money passes, pre-arranged trades.
 *
 * Role   See episode.h.
 */
#include "base/int_math.h"
#include "surveil_bench/episode.h"

/* --- wash trades ------------------------------------------------------------------------------ */

enum { WASH_TIMES, WASH_LOTS, WASH_TICKS, WASH_INSIDE };

static void wash_open(struct stage *stage, struct episode *episode)
{
    episode_accounts(stage, episode, (uint32_t)episode_draw(episode, 2, 5));
    episode->numbers[WASH_TIMES] = episode_draw(episode, 2, 6);
    episode->numbers[WASH_LOTS] = episode_draw(episode, 10, 2000);
}

static void wash_open_pair(struct stage *stage, struct episode *episode)
{
    (void)episode_account(stage, episode, 0);
    (void)episode_account(stage, episode, 0);
    episode->numbers[WASH_TIMES] = episode_draw(episode, 4, 8) * 2;
    episode->numbers[WASH_LOTS] = episode_draw(episode, 20, 3000);
    episode->numbers[WASH_INSIDE] = 1;
}

/* One rests, a moment later another one takes it; the sides change each time. */
static bool wash_turn(struct stage *stage, struct episode *episode)
{
    int64_t *numbers = episode->numbers;
    if (episode_waits(stage, episode)) return true;
    int64_t round = episode->step / 2;
    uint32_t count = episode->account_count;
    enum side side = round % 2 == 0 ? SIDE_BUY : SIDE_SELL;
    struct meeting meeting = {.rests = episode->accounts[0],
                              .takes = episode->accounts[1 + (round / 2) % (count - 1)],
                              .side = side,
                              .lots = numbers[WASH_LOTS]};
    bool has_room = stage_best(stage, SIDE_SELL) - stage_best(stage, SIDE_BUY) > 1;
    bool needs_room = episode->step % 2 == 0 && numbers[WASH_INSIDE] == 1 && !has_room;
    bool is_in_vain = needs_room && episode_waits_in_vain(stage, episode);
    if (!needs_room) episode->idle_ns = 0;
    if (round == numbers[WASH_TIMES] || is_in_vain) {
        for (uint32_t i = 0; i < count; i++) stage_cancel_all(stage, episode->accounts[i]);
        /* Between two strangers it is a scheme if they did meet, there and back. */
        episode->is_void = episode->met < (numbers[WASH_INSIDE] == 1 ? 6 : 1);
        return false;
    }
    if (needs_room) {
        episode_wait_ms(stage, episode, 10, 200); /* for a price of their own */
        return true;
    }
    if (episode->step % 2 == 0) {
        episode_camouflage(stage, episode,
                           episode->accounts[episode_draw(episode, 0, (int64_t)count - 1)]);
    }
    if (episode->step % 2 == 0) {
        numbers[WASH_TICKS] = episode_meeting_price(stage, side);
        (void)stage_rest(stage, meeting.rests, side_opposite(side), numbers[WASH_TICKS],
                         meeting.lots);
        episode_wait_ms(stage, episode, 0, numbers[WASH_INSIDE] == 1 ? 60 : 400);
    } else {
        episode_meet(stage, episode, &meeting, numbers[WASH_TICKS]);
        stage_cancel_all(stage, meeting.rests);
        episode_wait_ms(stage, episode, 500, 20000);
    }
    episode->step++;
    return true;
}

/* --- a ring of different owners --------------------------------------------------------------- */

enum { RING_TIMES, RING_LOTS, RING_TICKS, RING_SIZE };

/* Nobody knows that they belong together but they. */
static void ring_open(struct stage *stage, struct episode *episode)
{
    episode->numbers[RING_SIZE] = episode_draw(episode, 3, 4);
    for (int64_t i = 0; i < episode->numbers[RING_SIZE]; i++) {
        (void)episode_account(stage, episode, 0);
    }
    episode->numbers[RING_TIMES] = episode_draw(episode, 10, 16) * episode->numbers[RING_SIZE];
    episode->numbers[RING_LOTS] = episode_draw(episode, 20, 2000);
}

/* The same lots go round: each sells what it bought to the next one, all within moments. */
static bool ring_turn(struct stage *stage, struct episode *episode)
{
    int64_t *numbers = episode->numbers;
    if (episode_waits(stage, episode)) return true;
    int64_t meeting_number = episode->step / 2;
    int64_t place = meeting_number % numbers[RING_SIZE];
    uint32_t rests = episode->accounts[place];
    uint32_t takes = episode->accounts[(place + 1) % numbers[RING_SIZE]];
    bool has_room = stage_best(stage, SIDE_SELL) - stage_best(stage, SIDE_BUY) > 1;
    bool needs_room = episode->step % 2 == 0 && !has_room;
    bool is_in_vain = needs_room && episode_waits_in_vain(stage, episode);
    if (!needs_room) episode->idle_ns = 0;
    if (meeting_number == numbers[RING_TIMES] || is_in_vain) {
        episode->is_void = episode->met < 4 * numbers[RING_SIZE];
        return false;
    }
    if (needs_room) {
        episode_wait_ms(stage, episode, 10, 200);
        return true;
    }
    if (episode->step++ % 2 == 0) {
        if (place == 0) episode_camouflage(stage, episode, takes);
        numbers[RING_TICKS] = episode_meeting_price(stage, SIDE_BUY);
        (void)stage_rest(stage, rests, SIDE_SELL, numbers[RING_TICKS], numbers[RING_LOTS]);
        episode_wait_ms(stage, episode, 0, 60);
        return true;
    }
    struct meeting meeting = {
        .rests = rests, .takes = takes, .side = SIDE_BUY, .lots = numbers[RING_LOTS]};
    episode_meet(stage, episode, &meeting, numbers[RING_TICKS]);
    stage_cancel_all(stage, rests);
    bool is_round = place + 1 == numbers[RING_SIZE];
    episode_wait_ms(stage, episode, is_round ? 6000 : 30, is_round ? 40000 : 500);
    return true;
}

/* --- prevented matches ------------------------------------------------------------------------ */

/* One owner's two accounts, stopped by prevention again and again. */
static void prevented_open(struct stage *stage, struct episode *episode)
{
    uint32_t first = episode_account(stage, episode, 0);
    struct stage_account account = {.member_id = STAGE_HOUSE,
                                    .customer_id = stage->account_count + 1,
                                    .owner_account_id = first,
                                    .cash_usd = 1000000};
    episode->accounts[episode->account_count++] = stage_account_open(stage, &account);
    episode->numbers[WASH_TIMES] = episode_draw(episode, 30, 60);
    episode->numbers[WASH_LOTS] = episode_draw(episode, 5, 200);
}

static bool prevented_turn(struct stage *stage, struct episode *episode)
{
    if (episode_waits(stage, episode)) return true;
    enum side side = episode->step % 2 == 0 ? SIDE_BUY : SIDE_SELL;
    int64_t ticks = episode_meeting_price(stage, side);
    struct meeting meeting = {.rests = episode->accounts[0],
                              .takes = episode->accounts[1],
                              .side = side,
                              .lots = episode->numbers[WASH_LOTS]};
    (void)stage_rest(stage, episode->accounts[0], side_opposite(side), ticks, meeting.lots);
    episode_meet(stage, episode, &meeting, ticks);
    stage_cancel_all(stage, episode->accounts[0]);
    episode_wait_ms(stage, episode, 200, 4000);
    return ++episode->step < episode->numbers[WASH_TIMES];
}

/* --- money passes ----------------------------------------------------------------------------- */

enum { PASS_TIMES, PASS_TICKS, PASS_LOTS, PASS_PPM };

static void pass_open(struct stage *stage, struct episode *episode)
{
    (void)episode_account(stage, episode, 0); /* receives */
    (void)episode_account(stage, episode, 0); /* pays */
    episode->numbers[PASS_TIMES] = episode_draw(episode, 2, 5) * 2;
    episode->numbers[PASS_PPM] = episode_draw(episode, 500, 1500);
}

/* The receiver rests far from the market; the payer goes through the book to meet it there. */
static bool pass_turn(struct stage *stage, struct episode *episode)
{
    int64_t *numbers = episode->numbers;
    if (episode_waits(stage, episode)) return true;
    int64_t round = episode->step / 2;
    enum side side = round % 2 == 0 ? SIDE_SELL : SIDE_BUY; /* of the payer */
    if (round == numbers[PASS_TIMES]) {
        stage_cancel_all(stage, episode->accounts[0]);
        episode->is_void = episode->met < 3;
        return false;
    }
    if (episode->step % 2 == 0) {
        int64_t depth = stage_depth(stage, side_opposite(side), numbers[PASS_PPM]);
        /* Where the book is deep they meet nearer: what lies before goes to strangers. */
        while (depth > stage_position_lots(stage) / 12 && numbers[PASS_PPM] > 350) {
            numbers[PASS_PPM] -= 50;
            depth = stage_depth(stage, side_opposite(side), numbers[PASS_PPM]);
        }
        numbers[PASS_TICKS] = stage_beyond(stage, side, numbers[PASS_PPM]);
        numbers[PASS_LOTS] = depth / 2 + depth * episode_draw(episode, 10, 150) / 100 + 50;
        numbers[PASS_LOTS] = i64_min(numbers[PASS_LOTS], stage_position_lots(stage) / 12);
        (void)stage_rest(stage, episode->accounts[0], side_opposite(side), numbers[PASS_TICKS],
                         numbers[PASS_LOTS]);
        episode_wait_ms(stage, episode, 50, 1500);
    } else {
        struct meeting meeting = {.rests = episode->accounts[0],
                                  .takes = episode->accounts[1],
                                  .side = side,
                                  .lots = numbers[PASS_LOTS]};
        episode_meet(stage, episode, &meeting, numbers[PASS_TICKS]);
        stage_cancel_all(stage, episode->accounts[0]);
        episode_wait_ms(stage, episode, 4000, 25000);
    }
    episode->step++;
    return true;
}

/* --- pre-arranged ----------------------------------------------------------------------------- */

enum { ARRANGED_TIMES, ARRANGED_TICKS, ARRANGED_LOTS, ARRANGED_SIDE };

static void arranged_open(struct stage *stage, struct episode *episode)
{
    (void)episode_account(stage, episode, 0);
    (void)episode_account(stage, episode, 0);
    episode->numbers[ARRANGED_TIMES] = episode_draw(episode, 4, 9);
    episode->numbers[ARRANGED_SIDE] = episode_draw(episode, 0, 1);
}

static bool arranged_turn(struct stage *stage, struct episode *episode)
{
    int64_t *numbers = episode->numbers;
    int64_t bid = stage_best(stage, SIDE_BUY);
    int64_t ask = stage_best(stage, SIDE_SELL);
    /* They need a price of their own. */
    bool needs_room = episode->step % 2 == 0 && (bid == 0 || ask - bid < 2);
    bool is_in_vain = needs_room && episode_waits_in_vain(stage, episode);
    if (!needs_room) episode->idle_ns = 0;
    if (episode->step / 2 == numbers[ARRANGED_TIMES] || is_in_vain) {
        episode->is_void = episode->met < 3;
        return false;
    }
    enum side side = (enum side)numbers[ARRANGED_SIDE];
    if (needs_room) {
        episode_wait_ms(stage, episode, 10, 200);
        return true;
    }
    if (episode->step % 2 == 0) {
        numbers[ARRANGED_TICKS] = bid + episode_draw(episode, 1, ask - bid - 1);
        numbers[ARRANGED_LOTS] = episode_draw(episode, 20, 4000);
        (void)stage_rest(stage, episode->accounts[0], side_opposite(side), numbers[ARRANGED_TICKS],
                         numbers[ARRANGED_LOTS]);
        episode_wait_ms(stage, episode, 0, 60);
    } else {
        stage_take(stage, episode->accounts[1], side, numbers[ARRANGED_TICKS],
                   numbers[ARRANGED_LOTS]);
        int64_t met = stage_met(stage, episode->accounts[0], episode->accounts[1]);
        if (met * 10 >= numbers[ARRANGED_LOTS] * 8) episode->met++;
        stage_cancel_all(stage, episode->accounts[0]);
        episode_camouflage(stage, episode, episode->accounts[episode_draw(episode, 0, 1)]);
        episode_wait_ms(stage, episode, 2000, 60000);
    }
    episode->step++;
    return true;
}

const struct scheme schemes_of_trades[] = {
    {"wash trades under one controller", PATTERN_SELF_MATCH,
     PATTERN_BIT(PATTERN_PREARRANGED) | PATTERN_BIT(PATTERN_MONEY_PASS), SLOT_ANY, wash_open,
     wash_turn},
    {"wash trades of two accounts", PATTERN_SELF_MATCH,
     PATTERN_BIT(PATTERN_PREARRANGED) | PATTERN_BIT(PATTERN_MONEY_PASS), SLOT_ANY, wash_open_pair,
     wash_turn},
    {"wash trades in a ring of different owners", PATTERN_SELF_MATCH,
     PATTERN_BIT(PATTERN_PREARRANGED) | PATTERN_BIT(PATTERN_MONEY_PASS), SLOT_ANY, ring_open,
     ring_turn},
    {"self-matches that are prevented", PATTERN_SELF_MATCH, 0, SLOT_ANY, prevented_open,
     prevented_turn},
    {"money pass", PATTERN_MONEY_PASS,
     PATTERN_BIT(PATTERN_SELF_MATCH) | PATTERN_BIT(PATTERN_PREARRANGED) |
         PATTERN_BIT(PATTERN_MOMENTUM_IGNITION) | PATTERN_BIT(PATTERN_POSITION_LIMIT),
     SLOT_PRICE, pass_open, pass_turn},
    {"pre-arranged trades", PATTERN_PREARRANGED,
     PATTERN_BIT(PATTERN_SELF_MATCH) | PATTERN_BIT(PATTERN_MONEY_PASS), SLOT_ANY, arranged_open,
     arranged_turn},
    {0},
};
