/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flow_margin.h - what an account is worth and must have, and who is looked at when.
 *
 * Role       Shared by the stories that touch margin under the full model: values of accounts
 *            (flow_value.c), checks and terms (flow_margin.c), the queue (flow_attention.c).
 * Never      Nothing outside core includes this.
 */
#ifndef PERPETUA_CORE_FLOW_FLOW_MARGIN_H
#define PERPETUA_CORE_FLOW_FLOW_MARGIN_H

#include "core/flow/flow.h"

/* --- flow_value.c ----------------------------------------------------------------------------- */

/* R-EQUITY-3, R-MARGIN-5.  Exact: the sums of an account need not fit in 64 bits. */
struct account_value {
    int128 equity;
    int128 unrealised;
    int128 maintenance;
    int128 initial;
    uint32_t positions; /* that are not flat, under the full model */
};

/* One product of the account as it would be. */
struct what_if {
    uint16_t product;
    int64_t net_lots;
    int64_t open_lots[2];
};

/* `change` NULL: as it is. */
struct account_value account_value_of(const struct core *core, uint32_t account_id,
                                      const struct what_if *change);

/* As it is, and without the initial margin, which a look does not ask for and which costs most of a
 * value.  (Where a portfolio is margined, it is there.) */
struct account_value account_value_brief(const struct core *core, uint32_t account_id);

/* The initial margin of account_value_of. */
int128 account_initial(const struct core *core, uint32_t account_id);

/* What the margin of the product is computed at. */
struct margin_point margin_point_of(const struct core *core, uint32_t product_id);

/* The grid under which the account's positions in the product are margined, or NULL. */
const struct risk_grid *account_grid(const struct core *core, const struct account *account,
                                     uint32_t product_id);

/* The credited value of all assets of the account. */
int128 account_credit(const struct core *core, uint32_t account_id);

/* --- flow_margin.c ---------------------------------------------------------------------------- */

/* R-MARGIN-6, R-MARGIN-7: check 20 when the product or the account is under the full model. */
struct verdict check_full_margin(const struct core *core, const struct intent *intent);

/* R-MARGIN-7: what may leave the account in cash. */
struct money account_withdrawable(const struct core *core, uint32_t account_id);

/* flow_cash.c, R-CASH-2: what may leave the account; R-CASH-1: may so much come to it? */
int64_t cash_free(const struct core *core, uint32_t account_id);
struct verdict cash_check_room(const struct core *core, uint32_t account_id, struct money amount);

/* The account has a position under the full model, or an asset, from now on. */
void account_use_full_margin(struct core *core, uint32_t account_id);

/* R-TIER-8, R-TIER-9: a lot at the highest price is worth at most LOT_MICROS_MAX. */
struct verdict check_lot_value(const struct product *product, const struct product_terms *terms,
                               int64_t highest_ticks);

/* R-MARGIN-1: the margin of a lot of a plain product for a check of this order (flow_check.c). */
int64_t lot_margin_for(const struct product *product, const struct intent *intent);

/* Held in 64 bits, for events and rejects. */
static inline int64_t shown_micros(int128 micros)
{
    if (micros > INT64_MAX) return INT64_MAX;
    return micros < INT64_MIN ? INT64_MIN : (int64_t)micros;
}

/* --- flow_attention.c ------------------------------------------------------------------------- */

/* R-ATT-1: a mark of the product has been applied; its orders' triggers are done. */
void attention_look(struct core *core, uint32_t product_id);

/* The account's equity fell, or its requirement rose: prices of looks are set anew. */
void attention_set(struct core *core, uint32_t account_id);

/* The same for every account with a position in the product. */
void attention_set_all(struct core *core, uint32_t product_id);

/* R-ATT-4: right after an event that names the account; `product_id` is the event's or 0. */
void attention_touch(struct core *core, uint32_t account_id, uint32_t product_id);

/* The account, if it is queued, has come into the position's product. */
void attention_position_listed(struct core *core, const struct position *position);

/* The product's cumulative funding grew; positions are settled later, so looks come sooner. */
void attention_funding(struct core *core, uint32_t product_id, int64_t delta_nanos);

#endif
