/* SPDX-License-Identifier: Apache-2.0 */
/*
 * agent_parts.h - what the files of the agents share.
 *
 * Role       Accounts, commands and the touch, for the kinds of participants.
 * Never      Nothing outside this folder includes this.
 */
#ifndef PERPETUA_AGENTS_AGENT_PARTS_H
#define PERPETUA_AGENTS_AGENT_PARTS_H

#include "agents/agents.h"

/* The agents' accounts in their order: makers, noise, momentum, arbitrage, leveraged. */
enum agent_kind {
    AGENT_IS_MAKER,
    AGENT_IS_NOISE,
    AGENT_IS_MOMENTUM,
    AGENT_IS_ARBITRAGE,
    AGENT_IS_LEVERAGED
};

enum agent_kind agent_kind_of(uint32_t agent);

uint32_t agent_account(const struct agents *agents, uint32_t agent);
uint32_t agent_user(const struct agents *agents, uint32_t agent);

/* A command of this agent on the product, ready for its body. */
struct command agent_command(const struct agents *agents, uint32_t agent, enum command_kind kind);
bool agent_send(struct agents *agents, struct command *command);

/* An order that trades at once, at most `slip_ticks` beyond the touch, or not at all. */
struct taking {
    int64_t lots;
    int64_t slip_ticks;
    enum side side;
    bool is_reduce_only;
};

bool agent_take(struct agents *agents, uint32_t agent, const struct taking *taking);

int64_t agent_net_lots(const struct agents *agents, const struct core *core, uint32_t agent);

/* --- agent_maker.c --- */
bool maker_turn(struct agents *agents, const struct core *core, uint32_t maker, int64_t fair_e4);
void maker_learn(struct agents *agents, uint32_t maker, const struct event *event);

/* --- agent_taker.c --- */
bool takers_turn(struct agents *agents, const struct core *core, int64_t index_e4);

/* --- agent_leveraged.c --- */
bool leveraged_turn(struct agents *agents, const struct core *core, uint32_t place, int64_t now_ns);
void leveraged_learn(struct agents *agents, uint32_t place, const struct event *event);

#endif
