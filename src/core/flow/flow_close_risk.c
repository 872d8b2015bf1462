/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flow_close_risk.c - what the margin says of an account that is being closed.
 *
 * Rules  R-LIQ-3, R-LIQ-4 (M of fewer lots), R-LIQ-13, R-LIQ-14, R-ATT-6, R-EQUITY-2, R-MARGIN-5.
 */
#include "core/flow/flow_liquidation.h"
#include "core/flow/flow_margin.h"
#include "core/state/hint.h"

int64_t position_profit(const struct core *core, const struct position *position)
{
    struct margin_point point = margin_point_of(core, position->product);
    int128 profit = margin_unrealised(&point, position->net_lots, position->paid_micros);
    return shown_micros(profit - funding_pending(core, position));
}

struct account_health account_health(const struct core *core, uint32_t account_id)
{
    struct account_value value = account_value_brief(core, account_id);
    return (struct account_health){.equity_micros = shown_micros(value.equity),
                                   .maintenance_micros = shown_micros(value.maintenance)};
}

bool account_is_queued(const struct core *core, uint32_t account_id)
{
    return (core_account_at(core, account_id)->margin_flags & MARGIN_QUEUED) != 0;
}

/* By brackets a position's margin depends on nothing else: then only that part is computed. */
int64_t close_margin_micros(const struct close_margin_context *context, int64_t lots)
{
    const struct core *core = context->core;
    const struct position *position = position_at(&core->positions, context->position);
    const struct account *account = core_account_at(core, position->account);
    if (account_grid(core, account, position->product) == NULL) {
        const struct product_margin *margin = &core->margins[position->product];
        struct margin_point point = margin_point_of(core, position->product);
        int64_t now = (int64_t)i64_magnitude(position->net_lots);
        int128 others =
            (int128)context->maintenance_micros - margin_maintenance(margin, &point, now);
        return shown_micros(others + margin_maintenance(margin, &point, lots));
    }
    struct what_if change = {
        .product = position->product,
        .net_lots = position->net_lots > 0 ? lots : -lots,
        .open_lots = {position->open_lots[SIDE_BUY], position->open_lots[SIDE_SELL]},
    };
    return shown_micros(account_value_of(core, position->account, &change).maintenance);
}

/* R-LIQ-14: those that are not queued; their orders that add risk ended already (R-PREFUND-5). */
static void unfunded_collect(struct core *core, struct close_list *list, uint32_t fund)
{
    uint32_t slot = core_product_at(core, list->product)->first_position;
    while (slot != 0) {
        const struct position *position = position_at(&core->positions, slot);
        bool is_new = position->net_lots != 0 && position->account != fund &&
                      !account_is_queued(core, position->account) &&
                      prefund_must_close(core, position);
        if (is_new) close_list_add(core, list, slot);
        slot = position->product_next;
    }
}

/* The position `steps` behind one in the queue of its product, or 0. */
static uint32_t queue_ahead(const struct core *core, uint32_t slot, uint32_t steps)
{
    for (uint32_t i = 0; i < steps && slot != 0; i++) slot = look_queue_newer(core->looks, slot);
    return slot;
}

void close_collect(struct core *core, struct close_list *list)
{
    uint32_t fund = core->liquidations[list->product].terms.fund_account_id;
    uint32_t slot = core->margins[list->product].queue.oldest;
    uint32_t far = queue_ahead(core, slot, HINT_FAR);
    uint32_t near = queue_ahead(core, slot, HINT_NEAR);
    while (slot != 0) {
        const struct position *position = position_at(&core->positions, slot);
        uint32_t next = look_queue_newer(core->looks, slot);
        hint_position(core, far);
        hint_account(core, position_at(&core->positions, near)->account);
        far = look_queue_newer(core->looks, far);
        near = look_queue_newer(core->looks, near);
        if (position->net_lots != 0 && position->account != fund) {
            close_orders_end(core, slot);
            close_list_add(core, list, slot);
        }
        slot = next;
    }
    if (core->venue->prefund.liquidate_count > 0) unfunded_collect(core, list, fund);
}

void close_look(struct core *core, uint32_t account_id, uint32_t product_id)
{
    attention_touch(core, account_id, product_id);
}
