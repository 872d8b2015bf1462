/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flow_close_risk.c - what the margin says of an account that is being closed.
 *
 * Rules  R-LIQ-3, R-LIQ-4 (M of fewer lots), R-LIQ-13, R-LIQ-14, R-ATT-6, R-EQUITY-2, R-MARGIN-5.
 */
#include "core/flow/flow_liquidation.h"
#include "core/flow/flow_margin.h"

int64_t position_profit(const struct core *core, const struct position *position)
{
    struct margin_point point = margin_point_of(core, position->product);
    int128 profit = margin_unrealised(&point, position->net_lots, position->paid_micros);
    return shown_micros(profit - funding_pending(core, position));
}

/* Without portfolio margin the initial margin, which costs most of a value, is not needed. */
static struct account_value value_by_brackets(const struct core *core, uint32_t account_id)
{
    struct account_value value = {0};
    value.equity = ledger_exact(&core->ledger, entry_account(account_id));
    value.equity += account_credit(core, account_id);
    uint32_t slot = core_account_at(core, account_id)->first_position;
    while (slot != 0) {
        const struct position *position = position_at(&core->positions, slot);
        const struct product_margin *margin = &core->margins[position->product];
        slot = position->account_next;
        if (margin->terms_version == 0 || position->net_lots == 0) continue;
        struct margin_point point = margin_point_of(core, position->product);
        int64_t lots = (int64_t)i64_magnitude(position->net_lots);
        value.equity += margin_unrealised(&point, position->net_lots, position->paid_micros);
        value.equity -= funding_pending(core, position);
        value.maintenance += margin_maintenance(margin, &point, lots);
    }
    return value;
}

struct account_health account_health(const struct core *core, uint32_t account_id)
{
    bool by_grid = (core_account_at(core, account_id)->margin_flags & MARGIN_IS_PORTFOLIO) != 0;
    struct account_value value =
        by_grid ? account_value_of(core, account_id, NULL) : value_by_brackets(core, account_id);
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

void close_collect(struct core *core, struct close_list *list)
{
    uint32_t fund = core->liquidations[list->product].terms.fund_account_id;
    uint32_t account_id = core->venue->queue_oldest;
    while (account_id != 0) {
        uint32_t next = core->links[account_id].queue_newer;
        uint32_t slot = account_position(core, account_id, (uint16_t)list->product);
        bool is_open = slot != 0 && position_at(&core->positions, slot)->net_lots != 0;
        if (is_open && account_id != fund) {
            close_orders_end(core, slot);
            close_list_add(core, list, slot);
        }
        account_id = next;
    }
    if (core->venue->prefund.liquidate_count > 0) unfunded_collect(core, list, fund);
}

void close_look(struct core *core, uint32_t account_id, uint32_t product_id)
{
    attention_touch(core, account_id, product_id);
}
