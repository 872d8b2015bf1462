/* SPDX-License-Identifier: Apache-2.0 */
/*
 * venue_funding.c - see venue_funding.h.
 *
 * A product that charges continuously grows at every step; its accounts pay when they are touched,
 * or the journal would hold little else.
 */
#include "venue/venue_funding.h"

#include "gateway/gateway.h"
#include "node/venue_view.h"

#define LOOK_NS          INT64_C(50000000)
#define COMMANDS_AT_ONCE 8u

static bool is_charged_at_intervals(const struct core *core, uint16_t product_id,
                                    struct economy_view *economy)
{
    struct terms_view terms;
    return core_economy(core, product_id, economy) && core_terms(core, product_id, &terms) &&
           terms.funding->premium != PREMIUM_NONE && terms.funding->charge == CHARGE_AT_INTERVAL;
}

static bool account_exists(const struct core *core, uint32_t account_id)
{
    struct account_view view;
    return core_account(core, account_id, &view);
}

/* Returns how many commands it sent. */
static uint32_t collect(struct venue_funding *funding, uint16_t product_id, uint32_t budget)
{
    const struct core *core = gateway_core(funding->gateway);
    struct venue_funding_sweep *sweep = &funding->sweeps[product_id];
    uint32_t sent = 0;
    while (sent < budget && sweep->next_account_id != 0) {
        uint32_t first = sweep->next_account_id;
        if (!account_exists(core, first)) {
            sweep->collected_nanos = sweep->target_nanos;
            sweep->next_account_id = 0;
            break;
        }
        uint32_t last = first + FUNDING_COLLECT_MAX - 1;
        struct command command = {.kind = COMMAND_FUNDING_COLLECT,
                                  .product_id = product_id,
                                  .funding_collect = {first, last}};
        if (!gateway_submit(funding->gateway, &command, NULL, NULL)) break;
        sweep->next_account_id = last + 1;
        sent++;
    }
    return sent;
}

static void look(void *context)
{
    struct venue_funding *funding = context;
    const struct core *core = gateway_core(funding->gateway);
    uint32_t budget = COMMANDS_AT_ONCE;
    struct economy_view economy;
    for (uint16_t id = 1; id < PRODUCTS_MAX && budget > 0; id++) {
        if (!is_charged_at_intervals(core, id, &economy)) continue;
        struct venue_funding_sweep *sweep = &funding->sweeps[id];
        if (sweep->next_account_id == 0 && economy.cumulative_nanos != sweep->collected_nanos) {
            sweep->target_nanos = economy.cumulative_nanos;
            sweep->next_account_id = 1;
        }
        budget -= collect(funding, id, budget);
    }
}

void venue_funding_open(struct venue_funding *funding, struct gateway *gateway)
{
    *funding = (struct venue_funding){.gateway = gateway};
    gateway_every(gateway, LOOK_NS, look, funding);
}
