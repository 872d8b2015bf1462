/* SPDX-License-Identifier: Apache-2.0 */
/*
 * agent_taker.c - those who trade at once: noise, momentum, arbitrage.
 *
 * Noise arrives at random, in sizes of which few are large.  What the scenario demands tips the
 * coin that chooses the side.  Demand moves the makers' price (basis_e9) and fades to the premium
 * that the scenario asks for.
 */
#include "agents/agent_parts.h"
#include "base/int_math.h"

#define NS_PER_ARRIVAL   INT64_C(280000000) /* mean time between two noise trades */
#define ARRIVALS_MAX     INT64_C(12)        /* in one turn */
#define NOISE_LOTS_LIMIT INT64_C(400000)    /* position beyond which noise only goes back */
#define SLIP_TICKS       INT64_C(25)
#define TREND_PPM        INT64_C(350) /* distance of the averages that momentum follows */
#define MOMENTUM_LOTS    INT64_C(300000)
#define ARBITRAGE_PPM    INT64_C(400) /* distance from the index that pays */
#define ARBITRAGE_LOTS   INT64_C(3000000)
#define IMPACT_E9        INT64_C(20) /* of one lot on the makers' price */
#define BASIS_E9_MAX     INT64_C(4000000)
#define BASIS_FADE       4000 /* turns in which most of it fades */

/* Few large, many small: a power of a uniform number. */
static int64_t random_lots(struct random *random)
{
    int64_t u = random_between(random, 1, 1000);
    int64_t lots = 20 + 20000 / u;
    return lots * random_between(random, 50, 150) / 100;
}

/* Takers push the makers' price; the push fades with every turn. */
static void push_basis(struct agents *agents, enum side side, int64_t lots)
{
    int64_t push = lots * IMPACT_E9;
    int64_t basis = agents->basis_e9 + (side == SIDE_BUY ? push : -push);
    agents->basis_e9 = i64_clamp(basis, -BASIS_E9_MAX, BASIS_E9_MAX);
}

static bool take(struct agents *agents, uint32_t agent, enum side side, int64_t lots)
{
    push_basis(agents, side, lots);
    return agent_take(agents, agent,
                      &(struct taking){.lots = lots, .slip_ticks = SLIP_TICKS, .side = side});
}

static bool noise_trade(struct agents *agents, const struct core *core)
{
    uint32_t agent = AGENT_MAKERS + (uint32_t)random_below(&agents->random, AGENT_NOISE);
    int64_t net = agent_net_lots(agents, core, agent);
    int64_t demand = price_path_demand(&agents->path);
    enum side side = random_between(&agents->random, -1000, 999) < demand ? SIDE_BUY : SIDE_SELL;
    if (net > NOISE_LOTS_LIMIT) side = SIDE_SELL;
    if (net < -NOISE_LOTS_LIMIT) side = SIDE_BUY;
    return take(agents, agent, side, random_lots(&agents->random));
}

static bool noise_turn(struct agents *agents, const struct core *core)
{
    int64_t tick_ns = i64_min(agents->config.tick_ns, ARRIVALS_MAX * NS_PER_ARRIVAL);
    for (int64_t left = tick_ns; left > 0; left -= NS_PER_ARRIVAL) {
        int64_t chance_ns = i64_min(left, NS_PER_ARRIVAL);
        if (!random_chance(&agents->random, (uint64_t)chance_ns, (uint64_t)NS_PER_ARRIVAL))
            continue;
        if (!noise_trade(agents, core)) return false;
    }
    return true;
}

static bool momentum_turn(struct agents *agents, const struct core *core, uint32_t agent)
{
    if (!random_chance(&agents->random, 1, 40)) return true;
    int64_t distance_ppm = (agents->fast_e4 - agents->slow_e4) * 1000000 / agents->slow_e4;
    int64_t net = agent_net_lots(agents, core, agent);
    int64_t wanted = distance_ppm > TREND_PPM    ? MOMENTUM_LOTS
                     : distance_ppm < -TREND_PPM ? -MOMENTUM_LOTS
                                                 : 0;
    int64_t change = i64_clamp(wanted - net, -4000, 4000);
    if (change == 0) return true;
    return take(agents, agent, change > 0 ? SIDE_BUY : SIDE_SELL, (int64_t)i64_magnitude(change));
}

/* Sells what is dear against the index, buys what is cheap; carries the position otherwise.  In a
 * squeeze its money is scarce: it wants more than the premium that everybody pays. */
static bool arbitrage_turn(struct agents *agents, const struct core *core, uint32_t agent,
                           int64_t index_e4)
{
    if (!random_chance(&agents->random, 1, 20)) return true;
    if (agents->bid_ticks == 0 || agents->ask_ticks == 0) return true;
    int64_t net = agent_net_lots(agents, core, agent);
    int64_t room_ppm = ARBITRAGE_PPM + price_path_premium_e9(&agents->path) / 1000;
    int64_t room_e4 = index_e4 / 1000000 * room_ppm;
    bool is_dear = agents->bid_ticks * FINE_PER_TICK > index_e4 + room_e4;
    bool is_cheap = agents->ask_ticks * FINE_PER_TICK < index_e4 - room_e4;
    if (is_dear && net > -ARBITRAGE_LOTS) return take(agents, agent, SIDE_SELL, 2500);
    if (is_cheap && net < ARBITRAGE_LOTS) return take(agents, agent, SIDE_BUY, 2500);
    return true;
}

bool takers_turn(struct agents *agents, const struct core *core, int64_t index_e4)
{
    agents->basis_e9 -= (agents->basis_e9 - price_path_premium_e9(&agents->path)) / BASIS_FADE;
    if (!noise_turn(agents, core)) return false;
    uint32_t agent = AGENT_MAKERS + AGENT_NOISE;
    for (uint32_t i = 0; i < AGENT_MOMENTUM; i++, agent++) {
        if (!momentum_turn(agents, core, agent)) return false;
    }
    for (uint32_t i = 0; i < AGENT_ARBITRAGE; i++, agent++) {
        if (!arbitrage_turn(agents, core, agent, index_e4)) return false;
    }
    return true;
}
