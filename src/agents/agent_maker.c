/* SPDX-License-Identifier: Apache-2.0 */
/*
 * agent_maker.c - a market maker: a ladder of quotes on both sides of its price.
 *
 * A quote is moved only when it is farther from where it belongs than its level tolerates, so the
 * touch follows closely and the depth lies still.  A position moves the whole ladder against it.
 */
#include "agents/agent_parts.h"
#include "base/int_math.h"

#define SKEW_LOTS      INT64_C(8000) /* of position that move the ladder by one tick */
#define SKEW_TICKS_MAX INT64_C(60)
#define LEVEL_LOTS     INT64_C(900)
#define TURN_CHANCE    3u /* a maker acts in one of so many turns */

/* Distance of a level from the maker's price. */
static int64_t level_ticks(uint32_t maker, uint32_t level)
{
    return 1 + (int64_t)maker / 2 + (int64_t)level * (2 + (int64_t)level) / 3;
}

static int64_t wanted_ticks(int64_t fair_e4, enum side side, int64_t distance)
{
    int64_t ticks = fair_e4 / FINE_PER_TICK;
    return side == SIDE_BUY ? ticks - distance + 1 : ticks + distance;
}

/* Client order ids name side and level, so that events find their quote. */
static uint64_t quote_id(struct maker *maker, uint32_t side, uint32_t level)
{
    return ++maker->order_count << 8 | side << 7 | level;
}

static bool quote_place(struct agents *agents, uint32_t agent, uint32_t side, uint32_t level,
                        int64_t ticks)
{
    struct maker *maker = &agents->makers[agent];
    struct quote *quote = &maker->quotes[side][level];
    int64_t lots = LEVEL_LOTS * (level + 1);
    *quote = (struct quote){.client_order_id = quote_id(maker, side, level),
                            .ticks = ticks,
                            .lots = random_between(&agents->random, lots / 2, 2 * lots),
                            .state = QUOTE_SENT};
    struct command command = agent_command(agents, agent, COMMAND_ORDER_PLACE);
    command.order = (struct order_entry){.client_order_id = quote->client_order_id,
                                         .price = {ticks},
                                         .qty = {quote->lots},
                                         .flags = FLAG_POST_ONLY_CANCEL,
                                         .side = (uint8_t)side,
                                         .type = TYPE_LIMIT,
                                         .tif = TIF_GTC};
    return agent_send(agents, &command);
}

static bool quote_move(struct agents *agents, uint32_t agent, struct quote *quote, int64_t ticks)
{
    struct command command = agent_command(agents, agent, COMMAND_ORDER_AMEND);
    command.amend = (struct body_amend){
        .client_order_id = quote->client_order_id, .price = {ticks}, .set = AMEND_PRICE};
    quote->ticks = ticks;
    return agent_send(agents, &command);
}

bool maker_turn(struct agents *agents, const struct core *core, uint32_t maker, int64_t fair_e4)
{
    if (!random_chance(&agents->random, 1, TURN_CHANCE)) return true;
    int64_t skew = agent_net_lots(agents, core, maker) / SKEW_LOTS;
    fair_e4 -= i64_clamp(skew, -SKEW_TICKS_MAX, SKEW_TICKS_MAX) * FINE_PER_TICK;
    for (uint32_t level = 0; level < MAKER_LEVELS; level++) {
        for (uint32_t side = SIDE_BUY; side <= SIDE_SELL; side++) {
            struct quote *quote = &agents->makers[maker].quotes[side][level];
            int64_t ticks = wanted_ticks(fair_e4, (enum side)side, level_ticks(maker, level));
            int64_t away = (int64_t)i64_magnitude(ticks - quote->ticks);
            bool is_good = true;
            if (ticks < 1 || quote->state == QUOTE_SENT) continue;
            if (quote->state == QUOTE_NONE) {
                is_good = quote_place(agents, maker, side, level, ticks);
            } else if (away > level) {
                is_good = quote_move(agents, maker, quote, ticks);
            }
            if (!is_good) return false;
        }
    }
    return true;
}

void maker_learn(struct agents *agents, uint32_t maker, const struct event *event)
{
    bool is_reject = event->kind == EVENT_REJECTED;
    uint64_t id = is_reject ? event->reject.client_order_id : event->order.client_order_id;
    uint32_t level = (uint32_t)(id & 0x7f);
    if (level >= MAKER_LEVELS) return;
    struct quote *quote = &agents->makers[maker].quotes[id >> 7 & 1][level];
    if (quote->client_order_id != id) return;
    switch (event->kind) {
    case EVENT_ORDER_ACCEPTED: quote->state = QUOTE_RESTS; return;
    case EVENT_ORDER_AMENDED: quote->ticks = event->order.price.ticks; return;
    case EVENT_ORDER_CANCELLED:
    case EVENT_ORDER_FILLED: quote->state = QUOTE_NONE; return;
    case EVENT_REJECTED:
        /* A refused amend leaves the order as it was: try again from where it rests. */
        if (event->reject.command_kind == COMMAND_ORDER_PLACE) quote->state = QUOTE_NONE;
        return;
    default: return;
    }
}
