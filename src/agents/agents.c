/* SPDX-License-Identifier: Apache-2.0 */
/*
 * agents.c - see agents.h: who they are, how they begin, and one turn of all of them.
 */
#include "agents/agents.h"

#include "agents/agent_parts.h"
#include "base/check.h"
#include "base/int_math.h"

#define USD           INT64_C(1000000)
#define MAKER_CASH    (INT64_C(50000000) * USD)
#define TAKER_CASH    (INT64_C(20000000) * USD)
#define LIMIT_LOTS    INT64_C(20000000)
#define TURNS_MAX     20u /* in one call: the sockets want to be served too */
#define FAST_SHIFT    256 /* turns of the averages */
#define SLOW_SHIFT    2048
#define NS_PER_SECOND INT64_C(1000000000)

struct agents_config agents_config_default(void)
{
    return (struct agents_config){.seed = 1,
                                  .scenario = PATH_CALM,
                                  .tick_ns = INT64_C(100000000),
                                  .start = {INT64_C(63000) * FINE_PER_TICK},
                                  .product_id = 1};
}

/* --- what the parts share --- */

enum agent_kind agent_kind_of(uint32_t agent)
{
    ASSERT(agent < AGENT_ACCOUNTS);
    if (agent < AGENT_MAKERS) return AGENT_IS_MAKER;
    agent -= AGENT_MAKERS;
    if (agent < AGENT_NOISE) return AGENT_IS_NOISE;
    agent -= AGENT_NOISE;
    if (agent < AGENT_MOMENTUM) return AGENT_IS_MOMENTUM;
    return agent < AGENT_MOMENTUM + AGENT_ARBITRAGE ? AGENT_IS_ARBITRAGE : AGENT_IS_LEVERAGED;
}

uint32_t agent_account(const struct agents *agents, uint32_t agent)
{
    return agents->config.first_account_id + agent;
}

uint32_t agent_user(const struct agents *agents, uint32_t agent)
{
    return agents->config.first_user_id + (agent < AGENT_MAKERS ? 0 : 1);
}

struct command agent_command(const struct agents *agents, uint32_t agent, enum command_kind kind)
{
    return (struct command){.kind = (uint16_t)kind,
                            .actor_id = agent_user(agents, agent),
                            .account_id = agent_account(agents, agent),
                            .product_id = agents->config.product_id};
}

bool agent_send(struct agents *agents, struct command *command)
{
    return agents->submit(agents->context, command);
}

bool agent_take(struct agents *agents, uint32_t agent, const struct taking *taking)
{
    bool is_buy = taking->side == SIDE_BUY;
    int64_t touch = is_buy ? agents->ask_ticks : agents->bid_ticks;
    int64_t limit = is_buy ? touch + taking->slip_ticks : touch - taking->slip_ticks;
    if (touch == 0 || limit < 1) return true;
    struct command command = agent_command(agents, agent, COMMAND_ORDER_PLACE);
    command.order = (struct order_entry){.price = {limit},
                                         .qty = {taking->lots},
                                         .side = (uint8_t)taking->side,
                                         .type = TYPE_LIMIT,
                                         .tif = TIF_IOC};
    if (taking->is_reduce_only) command.order.flags = FLAG_REDUCE_ONLY;
    return agent_send(agents, &command);
}

int64_t agent_net_lots(const struct agents *agents, const struct core *core, uint32_t agent)
{
    struct position_view view;
    if (!core_position(core, agent_account(agents, agent), agents->config.product_id, &view))
        return 0;
    return view.net.lots;
}

/* --- beginning --- */

void agents_start(struct agents *agents, const struct agents_config *config,
                  const struct core *core, int64_t now_ns)
{
    ASSERT(config->tick_ns > 0 && config->source_count <= PATH_SOURCES_MAX);
    *agents = (struct agents){.config = *config, .next_ns = now_ns};
    struct product_view view;
    struct fine_price start = config->start;
    if (core_product(core, config->product_id, &view) && view.index.ticks_e4 > 0)
        start = view.index;
    random_seed(&agents->random, config->seed ^ UINT64_C(0x5eed));
    price_path_start(&agents->path, config->scenario, config->seed, now_ns, start);
    agents->fast_e4 = start.ticks_e4;
    agents->slow_e4 = start.ticks_e4;
    for (uint32_t i = 0; i < AGENT_LEVERAGED; i++) {
        int64_t wait_s = random_between(&agents->random, 5, 120);
        agents->leveraged[i].wake_ns = now_ns + NS_PER_SECOND * wait_s;
    }
}

/* What the venue asks of accounts before they trade (R-PART-1, R-PART-3). */
static bool is_gated(const struct body_participant_terms *terms)
{
    return terms->consent_version != 0 || terms->needs_limits != 0;
}

static bool open_member(struct agents *agents, const struct core *core, uint32_t place)
{
    struct member_view view;
    struct register_terms_view terms = core_register_terms(core);
    if (core_member(core, agents->config.first_member_id + place, &view)) return true;
    struct command member = {.kind = COMMAND_MEMBER_SET};
    member.member.member_id = agents->config.first_member_id + place;
    member.member.kind = place == 0 ? MEMBER_MARKET_MAKER : MEMBER_FCM;
    member.member.state = PARTY_APPROVED;
    if (!agent_send(agents, &member)) return false;
    struct command user = {.kind = COMMAND_USER_SET};
    user.user.user_id = agents->config.first_user_id + place;
    user.user.member_id = agents->config.first_member_id + place;
    user.user.roles = is_gated(&terms.participants) ? AGENT_ROLES : ROLE_TRADER;
    return agent_send(agents, &user);
}

/* The papers of an account: who is behind it, its consent, the limits of its clearing member. */
static bool hand_in_papers(struct agents *agents, const struct body_participant_terms *terms,
                           uint32_t agent)
{
    struct command profile = agent_command(agents, agent, COMMAND_ACCOUNT_PROFILE);
    struct command consent = agent_command(agents, agent, COMMAND_ACCOUNT_CONSENT);
    struct command limits = agent_command(agents, agent, COMMAND_ACCOUNT_LIMITS);
    bool is_maker = agent_kind_of(agent) == AGENT_IS_MAKER;
    profile.account_profile.country = COUNTRY_OF('U', 'S');
    profile.account_profile.kind = is_maker ? ACCOUNT_HOUSE : ACCOUNT_DISCLOSED;
    consent.account_consent.version = terms->consent_version;
    limits.limits.position_lots_max = LIMIT_LOTS;
    profile.product_id = consent.product_id = limits.product_id = 0;
    bool is_good = agent_send(agents, &profile);
    if (terms->consent_version != 0) is_good = is_good && agent_send(agents, &consent);
    if (terms->needs_limits != 0) is_good = is_good && agent_send(agents, &limits);
    return is_good;
}

static bool open_account(struct agents *agents, const struct body_participant_terms *terms,
                         uint32_t agent)
{
    bool is_maker = agent_kind_of(agent) == AGENT_IS_MAKER;
    struct command account = {.kind = COMMAND_ACCOUNT_OPEN};
    account.account.member_id = agents->config.first_member_id + (is_maker ? 0 : 1);
    account.account.classes = agents->config.account_classes;
    account.account.state = PARTY_APPROVED;
    account.account.smp_mode = SMP_CANCEL_TAKER;
    if (is_gated(terms)) account.account.customer_id = agent + 1;
    if (!agent_send(agents, &account)) return false;
    if (is_gated(terms) && !hand_in_papers(agents, terms, agent)) return false;
    if (agent_kind_of(agent) == AGENT_IS_LEVERAGED) return true;
    struct command cash = agent_command(agents, agent, COMMAND_DEPOSIT);
    cash.actor_id = 0;
    cash.product_id = 0;
    cash.cash.amount.micros = is_maker ? MAKER_CASH : TAKER_CASH;
    return agent_send(agents, &cash);
}

static bool cancel_what_rests(struct agents *agents, uint32_t agent)
{
    struct command command = agent_command(agents, agent, COMMAND_MASS_CANCEL);
    command.mass.side = SIDE_ANY;
    return agent_send(agents, &command);
}

static bool open_all(struct agents *agents, const struct core *core)
{
    struct register_terms_view terms = core_register_terms(core);
    for (uint32_t i = 0; i < AGENT_MEMBERS; i++) {
        if (!open_member(agents, core, i)) return false;
    }
    for (uint32_t agent = 0; agent < AGENT_ACCOUNTS; agent++) {
        if (!open_account(agents, &terms.participants, agent)) return false;
    }
    return true;
}

static bool cancel_all(struct agents *agents)
{
    for (uint32_t agent = 0; agent < AGENT_MAKERS; agent++) {
        if (!cancel_what_rests(agents, agent)) return false;
    }
    return true;
}

static bool send_sources(struct agents *agents)
{
    for (uint32_t i = 0; i < agents->config.source_count; i++) {
        struct source_quote quote = price_path_quote(&agents->path, i);
        if (quote.last.ticks_e4 == 0) continue;
        struct command command = {.kind = COMMAND_SOURCE_PRICE,
                                  .product_id = agents->config.product_id};
        command.source = (struct body_source_price){.source_id = agents->config.source_ids[i],
                                                    .bid = quote.bid,
                                                    .ask = quote.ask,
                                                    .last = quote.last,
                                                    .source_time_ns = agents->path.now_ns};
        if (!agent_send(agents, &command)) return false;
    }
    return true;
}

bool agents_setup(struct agents *agents, const struct core *core, agents_submit *submit,
                  void *context)
{
    agents->submit = submit;
    agents->context = context;
    struct account_view view;
    bool is_new = !core_account(core, agents->config.first_account_id, &view);
    bool is_good = is_new ? open_all(agents, core) : cancel_all(agents);
    /* At once: a product without an index at its first step is paused. */
    return is_good && send_sources(agents);
}

/* --- a turn --- */

static void see_touch(struct agents *agents, const struct core *core)
{
    struct depth_level level;
    uint16_t product_id = agents->config.product_id;
    bool has_bid = core_depth(core, product_id, SIDE_BUY, &level, 1) == 1;
    agents->bid_ticks = has_bid ? level.price.ticks : 0;
    bool has_ask = core_depth(core, product_id, SIDE_SELL, &level, 1) == 1;
    agents->ask_ticks = has_ask ? level.price.ticks : 0;
}

static void follow_index(struct agents *agents, int64_t index_e4)
{
    agents->fast_e4 += (index_e4 - agents->fast_e4) / FAST_SHIFT;
    agents->slow_e4 += (index_e4 - agents->slow_e4) / SLOW_SHIFT;
}

static bool work_turn(struct agents *agents, const struct core *core, int64_t now_ns)
{
    int64_t second_before = agents->path.now_ns;
    price_path_advance(&agents->path, now_ns);
    if (agents->path.now_ns != second_before && !send_sources(agents)) return false;

    struct product_view view;
    if (!core_product(core, agents->config.product_id, &view)) return true;
    if (view.index.ticks_e4 <= 0 || view.halt != HALT_NONE || view.phase != PHASE_OPEN) return true;
    /* Makers see the spot market themselves; the index of the venue is a second old. */
    int64_t spot_e4 = agents->config.source_count > 0 ? agents->path.fine : view.index.ticks_e4;
    follow_index(agents, spot_e4);
    int64_t fair_e4 = spot_e4 + (int64_t)((int128)spot_e4 * agents->basis_e9 / 1000000000);
    for (uint32_t maker = 0; maker < AGENT_MAKERS; maker++) {
        if (!maker_turn(agents, core, maker, fair_e4)) return false;
    }
    see_touch(agents, core);
    if (!takers_turn(agents, core, spot_e4)) return false;
    for (uint32_t i = 0; i < AGENT_LEVERAGED; i++) {
        if (!leveraged_turn(agents, core, i, now_ns)) return false;
    }
    return true;
}

bool agents_advance(struct agents *agents, const struct core *core, int64_t now_ns)
{
    ASSERT(agents->submit != NULL);
    for (uint32_t turn = 0; turn < TURNS_MAX && agents->next_ns <= now_ns; turn++) {
        if (!work_turn(agents, core, agents->next_ns)) return false;
        agents->next_ns += agents->config.tick_ns;
    }
    /* Turns that were missed by far are not made up for. */
    agents->next_ns =
        i64_max(agents->next_ns, now_ns - (int64_t)TURNS_MAX * agents->config.tick_ns);
    return true;
}

void agents_learn(struct agents *agents, const struct event *list, uint32_t count)
{
    uint32_t first = agents->config.first_account_id;
    for (uint32_t i = 0; i < count; i++) {
        const struct event *event = &list[i];
        if (event->account_id < first || event->account_id - first >= AGENT_ACCOUNTS) continue;
        uint32_t agent = event->account_id - first;
        bool is_order = event->kind >= EVENT_ORDER_ACCEPTED && event->kind <= EVENT_ORDER_FILLED;
        if (agent < AGENT_MAKERS && (is_order || event->kind == EVENT_REJECTED))
            maker_learn(agents, agent, event);
        if (agent_kind_of(agent) == AGENT_IS_LEVERAGED)
            leveraged_learn(agents, agent - (AGENT_ACCOUNTS - AGENT_LEVERAGED), event);
    }
}
