/* SPDX-License-Identifier: Apache-2.0 */
/*
 * agent_leveraged.c - accounts that hold as much as their margin allows.
 *
 * One opens with nearly all it has, holds for some minutes, and closes; or a move against it ends
 * in the liquidation queue, and some time later it is back with a new deposit.
 */
#include "agents/agent_parts.h"
#include "base/int_math.h"

#define NS_PER_SECOND    INT64_C(1000000000)
#define DEPOSIT_LOW      INT64_C(300) /* USD */
#define DEPOSIT_HIGH     INT64_C(9000)
#define USD              INT64_C(1000000)
#define SLIP_TICKS       INT64_C(40)
#define USED_PERCENT     INT64_C(97)
#define BROKE_MICROS     (INT64_C(100) * USD)
#define MARGIN_ASKED_PPM INT64_C(170000) /* about what the listing asks: more is refused */

static bool deposit(struct agents *agents, uint32_t agent)
{
    struct command command = agent_command(agents, agent, COMMAND_DEPOSIT);
    command.actor_id = 0;
    command.product_id = 0;
    command.cash.amount.micros = USD * random_between(&agents->random, DEPOSIT_LOW, DEPOSIT_HIGH);
    return agent_send(agents, &command);
}

/* Lots that `available` pays the margin of, at the present price. */
static int64_t lots_for(const struct agents *agents, int64_t available_micros, int64_t tick_micros)
{
    int128 margin = (int128)agents->ask_ticks * tick_micros * MARGIN_ASKED_PPM / 1000000;
    if (margin <= 0) return 0;
    return (int64_t)((int128)available_micros * USED_PERCENT / 100 / margin);
}

static bool open_position(struct agents *agents, uint32_t agent, int64_t available_micros)
{
    int64_t lots = lots_for(agents, available_micros, 100);
    if (lots < 1) return true;
    int64_t demand = price_path_demand(&agents->path);
    /* More of them are long than short, as on real venues. */
    bool is_long = random_between(&agents->random, -1000, 999) < 200 + demand;
    enum side side = is_long ? SIDE_BUY : SIDE_SELL;
    return agent_take(agents, agent,
                      &(struct taking){.lots = lots, .slip_ticks = SLIP_TICKS, .side = side});
}

bool leveraged_turn(struct agents *agents, const struct core *core, uint32_t place, int64_t now_ns)
{
    struct leveraged *self = &agents->leveraged[place];
    uint32_t agent = AGENT_ACCOUNTS - AGENT_LEVERAGED + place;
    if (now_ns < self->wake_ns) return true;
    self->wake_ns = now_ns + NS_PER_SECOND * random_between(&agents->random, 20, 900);

    struct account_risk_view risk;
    if (!core_account_risk(core, agent_account(agents, agent), &risk)) return true;
    if (risk.is_queued) return true;
    int64_t net = agent_net_lots(agents, core, agent);
    if (net == 0 && (self->is_broke || risk.equity.micros < BROKE_MICROS)) {
        self->is_broke = false;
        return deposit(agents, agent);
    }
    if (net == 0) return open_position(agents, agent, risk.available.micros);
    if (random_chance(&agents->random, 2, 3)) return true;
    return agent_take(agents, agent,
                      &(struct taking){.lots = (int64_t)i64_magnitude(net),
                                       .slip_ticks = SLIP_TICKS,
                                       .side = net > 0 ? SIDE_SELL : SIDE_BUY,
                                       .is_reduce_only = true});
}

void leveraged_learn(struct agents *agents, uint32_t place, const struct event *event)
{
    if (event->kind == EVENT_ACCOUNT_QUEUED) agents->leveraged[place].is_broke = true;
}
