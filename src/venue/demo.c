/* SPDX-License-Identifier: Apache-2.0 */
/*
 * demo.c - see demo.h.
 */
#include "venue/demo.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/check.h"
#include "model/reject_text.h"
#include "venue/bootstrap.h"
#include "venue/log.h"
#include "venue/venue_clock.h"
#include "venue/venue_feeds.h"

static_assert(BOOTSTRAP_SOURCES <= PATH_SOURCES_MAX, "the price path feeds every source");

/* --- the listing ------------------------------------------------------------------------------ */

/* A refusal in the opening would make the whole venue useless: say it. */
static void look_for_reject(void *context, const struct event *events, uint32_t count)
{
    uint32_t *reject_count = context;
    if (count == 0 || events[0].kind != EVENT_REJECTED) return;
    (*reject_count)++;
    log_line(LOG_ERROR, "demo", "command %" PRIu64 " of the bootstrap was refused with code %u",
             events[0].sequence, events[0].reject.code);
}

static bool list(struct venue *venue, uint32_t *reject_count)
{
    struct command command;
    uint64_t done_count = gateway_barrier(venue->gateway);
    uint32_t count = bootstrap_command_count();
    if (done_count >= count) return true;
    for (uint32_t step = (uint32_t)done_count; step < count; step++) {
        bool is_step = bootstrap_command(step, venue_clock_ns(), &command);
        ASSERT(is_step);
        if (!gateway_submit(venue->gateway, &command, look_for_reject, reject_count)) return false;
    }
    log_line(LOG_INFO, "demo", "listed BTCPERP with %u commands", count);
    return true;
}

/* --- the broker's back office ----------------------------------------------------------------- */

/* A client's new sub-account gets its papers at once: its limits are the broker's to set (R-FCM-1).
 * This runs before the client can read that the account is open. */
static void open_papers(void *context, const struct event *list, uint32_t count)
{
    struct venue *venue = context;
    struct command command;
    for (uint32_t i = 0; i < count; i++) {
        const struct event *event = &list[i];
        bool is_opened = event->kind == EVENT_ACCOUNT &&
                         event->party.member_id == BOOTSTRAP_BROKER &&
                         event->party.state == PARTY_APPROVED;
        struct party_view party;
        bool has_limits = core_party(gateway_core(venue->gateway), event->account_id, &party) &&
                          party.limits.position_lots_max != 0;
        if (!is_opened || has_limits) continue;
        for (uint32_t step = 0; bootstrap_papers(event->account_id, step, &command); step++) {
            if (!gateway_submit(venue->gateway, &command, NULL, NULL)) return;
        }
    }
}

/* --- agents ----------------------------------------------------------------------------------- */

static bool submit_for_agents(void *context, struct command *command)
{
    struct venue *venue = context;
    if (venue->mode == VENUE_STOPPING || gateway_is_full(venue->gateway)) return false;
    return gateway_submit(venue->gateway, command, NULL, NULL);
}

int64_t demo_advance(struct venue *venue)
{
    if (venue->agents == NULL || venue->mode != VENUE_READY) return INT64_MAX;
    (void)agents_advance(venue->agents, gateway_core(venue->gateway), venue_clock_ns());
    return venue_clock_wait_ns(venue->agents->next_ns);
}

static void teach_agents(void *context, const struct event *list, uint32_t count)
{
    struct venue *venue = context;
    agents_learn(venue->agents, list, count);
}

static bool start_agents(struct venue *venue)
{
    struct agents_config config = agents_config_default();
    venue->agents = calloc(1, sizeof *venue->agents);
    if (venue->agents == NULL) return false;
    config.seed = venue->config.seed;
    bool is_known = path_scenario_find(venue->config.scenario, &config.scenario);
    ASSERT(is_known);
    config.first_account_id = bootstrap_account_count() + 1;
    config.first_member_id = BOOTSTRAP_FREE_MEMBER;
    config.first_user_id = BOOTSTRAP_FREE_USER;
    config.account_classes = CLASS_FUTURES;
    config.product_id = BOOTSTRAP_PRODUCT;
    config.source_count = venue->feeds == NULL ? BOOTSTRAP_SOURCES : 0;
    struct fine_price middle = venue_feeds_middle(venue);
    if (middle.ticks_e4 > 0) config.start = middle;
    for (uint32_t i = 0; i < BOOTSTRAP_SOURCES; i++) {
        config.source_ids[i] = BOOTSTRAP_SOURCE_FIRST + i;
    }
    const struct core *core = gateway_core(venue->gateway);
    agents_start(venue->agents, &config, core, venue_clock_ns());
    gateway_listen(venue->gateway, teach_agents, venue);
    if (!agents_setup(venue->agents, core, submit_for_agents, venue)) return false;
    return true;
}

/* A product whose index has no source at its first price step is paused, so the agents' prices come
 * right behind the listing, before anybody waits for the disk. */
bool demo_start(struct venue *venue)
{
    static uint32_t reject_count;
    if (!list(venue, &reject_count)) return false;
    gateway_listen(venue->gateway, open_papers, venue);
    venue_feeds_send(venue);
    if (venue->config.has_agents && !start_agents(venue)) return false;
    return gateway_settle(venue->gateway) && reject_count == 0;
}
