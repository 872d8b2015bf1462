/* SPDX-License-Identifier: Apache-2.0 */
/*
 * agents.h - made-up participants that make the demonstration a market.
 *
 * Role       Market makers quote around the index; noise traders, a momentum trader and an
 *            arbitrageur take; leveraged accounts open more than they can hold and are liquidated.
 *            They send commands as members would and learn what became of them from events.
 * Never      They have no rights that a member lacks, but that their deposits are made up.  No
 *            clock, no I/O: who owns them calls agents_advance and agents_learn.
 * Invariant  What agents send depends on their seed, on the core they look at and on the events
 *            they are shown, nothing else.
 * Ownership  The caller owns the memory; `submit` is called during agents_setup and
 *            agents_advance and may step the core before it returns.
 */
#ifndef PERPETUA_AGENTS_AGENTS_H
#define PERPETUA_AGENTS_AGENTS_H

#include <stdbool.h>
#include <stdint.h>

#include "agents/price_path.h"
#include "core/core.h"
#include "core/desk_view.h"

#define AGENT_MAKERS    4u
#define AGENT_NOISE     12u
#define AGENT_MOMENTUM  2u
#define AGENT_ARBITRAGE 2u
#define AGENT_LEVERAGED 60u
#define AGENT_TAKERS    (AGENT_NOISE + AGENT_MOMENTUM + AGENT_ARBITRAGE + AGENT_LEVERAGED)
#define AGENT_ACCOUNTS  (AGENT_MAKERS + AGENT_TAKERS)
#define MAKER_LEVELS    12u
#define AGENT_MEMBERS   2u /* a market maker, a broker; a user of each */

/* Of these users where the venue asks for consent and limits (R-PART-1, R-PART-3). */
#define AGENT_ROLES (ROLE_TRADER | ROLE_RISK_MANAGER | ROLE_MEMBER_ADMIN)

struct agents_config {
    uint64_t seed;
    enum path_scenario scenario;
    int64_t tick_ns;           /* venue time between two turns */
    struct fine_price start;   /* the index where there is none yet */
    uint32_t first_account_id; /* they open AGENT_ACCOUNTS from here on */
    uint32_t first_member_id;
    uint32_t first_user_id;
    uint32_t account_classes; /* mask of enum account_class */
    uint16_t product_id;
    uint8_t source_count; /* 0: prices come from elsewhere */
    uint32_t source_ids[PATH_SOURCES_MAX];
};

/* Sends a command; false stops the turn (the venue is closing). */
typedef bool agents_submit(void *context, struct command *command);

enum quote_state { QUOTE_NONE = 0, QUOTE_SENT = 1, QUOTE_RESTS = 2 };

struct quote {
    uint64_t client_order_id;
    int64_t ticks;
    int64_t lots;
    uint8_t state; /* enum quote_state */
};

struct maker {
    struct quote quotes[2][MAKER_LEVELS]; /* by side */
    uint64_t order_count;
};

struct leveraged {
    int64_t wake_ns; /* does nothing before */
    bool is_broke;   /* was liquidated: starts again with a deposit */
};

struct agents {
    struct agents_config config;
    agents_submit *submit;
    void *context;
    struct random random;
    struct price_path path;
    int64_t next_ns;
    int64_t fast_e4; /* averages of the index, for the momentum traders */
    int64_t slow_e4;
    int64_t basis_e9;  /* what demand adds to the makers' price, parts per billion */
    int64_t bid_ticks; /* the touch of this turn; 0: none */
    int64_t ask_ticks;
    struct maker makers[AGENT_MAKERS];
    struct leveraged leveraged[AGENT_LEVERAGED];
};

struct agents_config agents_config_default(void);

/* Ready to be set up.  `core` is looked at for the time and for the price to begin with. */
void agents_start(struct agents *agents, const struct agents_config *config,
                  const struct core *core, int64_t now_ns);

/* Members, users, accounts, their papers where the venue asks for them, and deposits, unless they
 * exist; then whatever a former run left in the book is cancelled.  False: submit refused. */
bool agents_setup(struct agents *agents, const struct core *core, agents_submit *submit,
                  void *context);

/* The turns that are due at `now_ns`, at most a few in one call.  False: submit refused. */
bool agents_advance(struct agents *agents, const struct core *core, int64_t now_ns);

/* Events in their order, those of others too. */
void agents_learn(struct agents *agents, const struct event *list, uint32_t count);

#endif
