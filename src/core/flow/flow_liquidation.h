/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flow_liquidation.h - what the stories of a forced close share.
 *
 * Role       The list of one liquidation step and the functions by which its files speak to one
 *            another: flow_liquidation.c works the list, flow_close_out.c gives positions to
 *            others, flow_deleverage.c takes lots from the other side, flow_close_risk.c asks the
 *            margin.
 * Never      Only these files, the end of a mark (liquidation_step), and flow_error.c, which moves
 *            positions too, include this.
 */
#ifndef PERPETUA_CORE_FLOW_FLOW_LIQUIDATION_H
#define PERPETUA_CORE_FLOW_FLOW_LIQUIDATION_H

#include "core/flow/flow.h"
#include "core/state/hint.h"

/* The accounts of a step, first as found, then in the order of R-LIQ-3. */
struct close_list {
    struct close_rank *ranks; /* while they are found */
    struct close_item *items; /* those that are worked */
    uint32_t count;
    uint32_t product;
    bool auction_ends; /* an auction of the product ends in this step */
};

/* An item some turns behind this one comes soon. */
HINT_INLINE void hint_item(const struct core *core, const struct close_list *list, uint32_t index)
{
    if (index + HINT_FAR >= list->count) return;
    hint_account(core, list->items[index + HINT_FAR].account);
    hint_position(core, list->items[index + HINT_FAR].position);
}

static inline struct liquidation *liquidation_of(struct core *core, uint32_t product_id)
{
    return &core->liquidations[product_id];
}

/* --- flow_liquidation.c ----------------------------------------------------------------------- */

/* R-LIQ-2, R-LIQ-3: the liquidation step of a product whose mark was just applied. */
void liquidation_step(struct core *core, uint32_t product_id);

/* R-LIQ-3 (2): orders of a queued account that could add risk end. */
void close_orders_end(struct core *core, uint32_t position_slot_number);

/* R-LIQ-3 (3): the account joins the list if it must be closed. */
void close_list_add(struct core *core, struct close_list *list, uint32_t position_slot_number);

/* The position of an item as the arithmetic wants it. */
struct close_position close_position_of(const struct core *core, const struct close_list *list,
                                        const struct close_item *item);

/* --- flow_close_risk.c: what the margin says -------------------------------------------------- */

struct account_health {
    int64_t equity_micros;
    int64_t maintenance_micros;
};

/* Adds the queued accounts with a position in the product, in the order of the queue, and those
 * whose money over a closure is used up (R-LIQ-14). */
void close_collect(struct core *core, struct close_list *list);

/* Equity and maintenance margin at the present marks. */
struct account_health account_health(const struct core *core, uint32_t account_id);

bool account_is_queued(const struct core *core, uint32_t account_id);

/* M(k) of part 8: maintenance margin if the position had `lots` lots on its side. */
struct close_margin_context {
    const struct core *core;
    uint32_t position;
    int64_t maintenance_micros; /* M(N) */
};

int64_t close_margin_micros(const struct close_margin_context *context, int64_t lots);

/* R-LIQ-13: an event of part 8 has named the account. */
void close_look(struct core *core, uint32_t account_id, uint32_t product_id);

/* Unrealised profit of a position at the mark, with its pending funding. */
int64_t position_profit(const struct core *core, const struct position *position);

/* --- flow_close_out.c ------------------------------------------------------------------------- */

/* R-LIQ-7, R-LIQ-8: what cannot be placed stands in item->lots_left afterwards. */
void close_out(struct core *core, struct close_list *list, struct close_item *item);

/* R-LIQ-11 */
struct move {
    uint32_t to_account;
    enum move_cause cause;
    struct qty lots;
    struct money value;
    struct money bankruptcy;
    bool goes_on; /* the other account gets more of the same batch */
};

/* The lots of a position go to the account of `move`, which gets a position if it has none; side is
 * that of the close.  Event POSITION_MOVED, then what follows for both. */
void position_pass(struct core *core, uint32_t position_slot_number, enum side side,
                   const struct move *move);

void position_give(struct core *core, const struct close_list *list, struct close_item *item,
                   const struct move *move);

/* R-FUNDCAP-1 */
void fund_observe(struct core *core, uint32_t product_id);

/* Money to the fund of a product (from it, if negative), told in EVENT_FUND. */
void fund_pay(struct core *core, uint32_t product_id, uint32_t account_id, enum fund_cause cause,
              struct money amount);

/* R-LIQ-10 */
void debts_cover(struct core *core, const struct close_list *list);

/* No position in any product. */
bool account_is_flat(const struct core *core, uint32_t account_id);

/* R-BID-4 */
void auction_clear(struct core *core, uint32_t product_id);

/* --- flow_deleverage.c ------------------------------------------------------------------------ */

/* R-DEFAULT-8: positions that nobody took stay while their losses are paid. */
void positions_keep(struct core *core, struct close_list *list);

/* R-ADL-1 for the closes of one side. */
void deleverage_side(struct core *core, struct close_list *list, enum side side);

/* --- flow_default.c --------------------------------------------------------------------------- */

static inline bool regime_is_clearing(const struct core *core, uint32_t product_id)
{
    return core->liquidations[product_id].terms.regime == REGIME_CLEARING;
}

/* R-DEFAULT-7: a debt of an account, layer by layer; returns what nobody paid. */
int64_t default_pay(struct core *core, uint32_t product_id, uint32_t account_id,
                    int64_t debt_micros);

#endif
