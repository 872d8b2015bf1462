/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flow_margin.c - margin under the full model: the check of an order, what may leave an account,
 * and the commands that set its terms.
 *
 * Rules  R-EQUITY-4, R-TIER-8 to R-TIER-10, R-MARGIN-6 to R-MARGIN-9, R-PM-1, R-PM-2,
 *        R-PM-6.
 */
#include "core/flow/flow_margin.h"
#include "core/product/payoff.h"

/* --- the check of an order -------------------------------------------------------------------- */

static const struct position *intent_position(const struct core *core, const struct intent *intent)
{
    return position_at(&core->positions, intent->position);
}

/* The order's product with its lots added to the open ones. */
static struct what_if change_of(const struct core *core, const struct intent *intent)
{
    const struct position *position = intent_position(core, intent);
    struct what_if change = {
        .product = intent->product,
        .net_lots = position->net_lots,
        .open_lots = {position->open_lots[SIDE_BUY], position->open_lots[SIDE_SELL]},
    };
    change.open_lots[intent->side] += intent->added_lots;
    return change;
}

/* What the order can lose at once: worse than the mark, and the fee (R-PAYOFF-7). */
static int128 entry_cost(const struct core *core, const struct intent *intent)
{
    const struct product *product = core_product_at(core, intent->product);
    const struct product_terms *terms = &product->terms;
    enum side side = product_value_side(product, (enum side)intent->side);
    int128 lot_micros = product_lot_value(product, intent->price_ticks);
    int128 mark_e4 = product_fine_value(product, product->mark);
    int128 worse_e4 = side_sign(side) * (lot_micros * FINE_PER_TICK - mark_e4);
    int128 cost = 0;
    if (worse_e4 > 0) cost = div_ceil(worse_e4 * intent->added_lots, FINE_PER_TICK);
    int128 value = lot_micros * intent->added_lots;
    uint32_t fee_ppm = u32_max(terms->fee_maker_ppm, terms->fee_taker_ppm);
    return fee_ppm == 0 ? cost : cost + div_ceil(value * fee_ppm, PPM_ONE);
}

/* What the check compares: equity, and initial margin without and with the order. */
struct comparison {
    int128 equity;
    int128 before;
    int128 after;
};

static int64_t worse_before(const struct position *position)
{
    return worse_side_lots(position->net_lots, position->open_lots[SIDE_BUY],
                           position->open_lots[SIDE_SELL]);
}

static int64_t worse_after(const struct what_if *change)
{
    return worse_side_lots(change->net_lots, change->open_lots[SIDE_BUY],
                           change->open_lots[SIDE_SELL]);
}

/* The usual account: its only position is in the order's product, under the full model. */
static bool is_simple(const struct core *core, const struct intent *intent)
{
    const struct account *account = core_account_at(core, intent->account);
    return core_product_at(core, intent->product)->has_full_margin != 0 &&
           account->first_position == intent->position && intent->position != 0 &&
           account->last_position == intent->position &&
           (account->margin_flags & MARGIN_IS_PORTFOLIO) == 0;
}

static struct comparison compare_simple(const struct core *core, const struct intent *intent,
                                        const struct what_if *change)
{
    const struct position *position = intent_position(core, intent);
    const struct product_margin *margin = &core->margins[intent->product];
    struct margin_point point = margin_point_of(core, intent->product);
    const struct ledger_line *line = &core->ledger.lines[entry_account(intent->account)];
    return (struct comparison){
        .equity = line->balance_micros + account_credit(core, intent->account) +
                  margin_unrealised(&point, position->net_lots, position->paid_micros) -
                  funding_pending(core, position),
        .before = line->hold_micros + margin_initial(margin, &point, worse_before(position)),
        .after = line->hold_micros + margin_initial(margin, &point, worse_after(change)),
    };
}

static struct comparison compare(const struct core *core, const struct intent *intent,
                                 const struct what_if *change)
{
    if (is_simple(core, intent)) return compare_simple(core, intent, change);

    const struct product *product = core_product_at(core, intent->product);
    const struct position *position = intent_position(core, intent);
    const struct account *account = core_account_at(core, intent->account);
    struct account_value value = account_value_of(core, intent->account, NULL);
    struct comparison comparison = {.equity = value.equity, .before = value.initial};
    if (!product->has_full_margin) {
        int128 margin = (int128)worse_after(change) * lot_margin_for(product, intent);
        comparison.after = value.initial + margin - position->margin_micros;
    } else if (account_grid(core, account, intent->product) != NULL) {
        comparison.after = account_value_of(core, intent->account, change).initial;
    } else {
        const struct product_margin *margin = &core->margins[intent->product];
        struct margin_point point = margin_point_of(core, intent->product);
        comparison.after = value.initial + margin_initial(margin, &point, worse_after(change)) -
                           margin_initial(margin, &point, worse_before(position));
    }
    return comparison;
}

struct verdict check_full_margin(const struct core *core, const struct intent *intent)
{
    const struct product *product = core_product_at(core, intent->product);
    struct what_if change = change_of(core, intent);
    int64_t lots_before = worse_before(intent_position(core, intent));
    if (worse_after(&change) <= lots_before) return verdict_ok(); /* R-MARGIN-8 */
    if (product->has_full_margin && product->mark.ticks_e4 == 0) {
        return verdict_of(REJECT_NO_MARK, FIELD_MARK, 0, 0);
    }
    struct comparison initial = compare(core, intent, &change);
    if (initial.after <= initial.before && product->has_full_margin) return verdict_ok();

    int64_t limit = core_account_at(core, intent->account)->limits.margin_micros_max;
    if (limit > 0 && initial.after > limit) {
        return verdict_of(REJECT_FCM_MARGIN, FIELD_MARGIN, shown_micros(initial.after), limit);
    }
    int128 needed = initial.after - initial.before;
    if (product->has_full_margin) needed += entry_cost(core, intent);
    int128 free = initial.equity - initial.before;
    if (free < 0) free = 0;
    if (needed <= free) return verdict_ok();
    return verdict_of(REJECT_MARGIN, FIELD_MARGIN, shown_micros(needed), shown_micros(free));
}

/* R-FUND-11: what the account would pay for funding in products of the plain model, which equity
 * leaves out. */
static int128 plain_funding_pending(const struct core *core, uint32_t account_id)
{
    int128 due_micros = 0;
    uint32_t slot = core_account_at(core, account_id)->first_position;
    while (slot != 0) {
        const struct position *position = position_at(&core->positions, slot);
        if (!core_product_at(core, position->product)->has_full_margin)
            due_micros += funding_pending(core, position);
        slot = position->account_next;
    }
    return due_micros;
}

/* R-MARGIN-7 */
struct money account_withdrawable(const struct core *core, uint32_t account_id)
{
    uint32_t entry = entry_account(account_id);
    if (core_account_at(core, account_id)->margin_flags == 0) {
        return ledger_free_after(&core->ledger, entry, funding_pending_account(core, account_id));
    }
    struct account_value value = account_value_of(core, account_id, NULL);
    int128 free = value.equity - value.initial - plain_funding_pending(core, account_id);
    int128 balance = ledger_exact(&core->ledger, entry) - funding_pending_account(core, account_id);
    if (free > balance) free = balance;
    return (struct money){free > 0 ? shown_micros(free) : 0};
}

/* --- who is under the full model -------------------------------------------------------------- */

void account_use_full_margin(struct core *core, uint32_t account_id)
{
    struct account *account = core_account_at(core, account_id);
    account->margin_flags |= MARGIN_FULL;
    uint32_t slot = account->first_position;
    while (slot != 0) {
        struct position *position = position_at(&core->positions, slot);
        position->is_margined = 1;
        slot = position->account_next;
    }
}

/* R-TIER-9: the holds of the plain model are let go. */
static void full_margin_begin(struct core *core, uint32_t product_id)
{
    struct product *product = core_product_at(core, product_id);
    product->has_full_margin = 1;
    core->venue->full_products++;
    product_update_margin(product);
    uint32_t slot = product->first_position;
    while (slot != 0) {
        struct position *position = position_at(&core->positions, slot);
        margin_refresh(core, position);
        account_use_full_margin(core, position->account);
        slot = position->product_next;
    }
}

static const struct risk_grid *grid_of_product(const struct core *core,
                                               const struct product_margin *margin)
{
    uint32_t group = margin->terms.risk_group;
    const struct risk_grid *grid = &core->grids[group];
    return group != 0 && grid->terms.scenario_count != 0 ? grid : NULL;
}

/* --- commands --------------------------------------------------------------------------------- */

static struct verdict verdict_of_fault(struct margin_fault fault)
{
    return verdict_of(fault.reject, fault.field, fault.given, fault.legal);
}

/* True if the command is refused, after the event. */
static bool refuse(struct core *core, struct verdict verdict)
{
    if (verdict.reject == REJECT_NONE) return false;
    emit_reject(core, verdict, 0);
    return true;
}

void flow_margin_venue(struct core *core, const struct command *command)
{
    int64_t ratio_ppm = command->margin_venue.queue_ratio_ppm;
    struct verdict verdict = verdict_ok();
    if (ratio_ppm < PPM_ONE / 2 || ratio_ppm > PPM_ONE) {
        verdict = verdict_of(REJECT_FIELD, FIELD_QUEUE_RATIO, ratio_ppm, 0);
    } else if (core->venue->full_products > 0) {
        verdict = verdict_of(REJECT_TERMS_FIXED, FIELD_QUEUE_RATIO, ratio_ppm,
                             core->venue->queue_ratio_ppm);
    }
    if (refuse(core, verdict)) return;
    core->venue->queue_ratio_ppm = (uint32_t)ratio_ppm;
    emit(core, EVENT_MARGIN_VENUE, 0, 0)->margin_terms.queue_ratio_ppm = (uint32_t)ratio_ppm;
}

struct verdict check_lot_value(const struct product *product, const struct product_terms *terms,
                               int64_t highest_ticks)
{
    if (product_is_inverse(product)) return verdict_ok(); /* R-PAYOFF-2 bounds it */
    int64_t most = LOT_MICROS_MAX / highest_ticks;
    if (terms->tick_value_micros <= most) return verdict_ok();
    return verdict_of(REJECT_TERMS, FIELD_TICK_VALUE, terms->tick_value_micros, most);
}

/* R-TIER-8 */
static struct verdict check_margin_terms(const struct core *core, const struct command *command)
{
    uint32_t product_id = command->product_id;
    if (product_id == 0 || product_id >= core->config.products_max ||
        !core_product_at(core, product_id)->exists) {
        return verdict_of(REJECT_UNKNOWN_PRODUCT, FIELD_PRODUCT, product_id, 0);
    }
    const struct product *product = core_product_at(core, product_id);
    if (product->state == PRODUCT_DELISTED || product->state == PRODUCT_WITHDRAWN) {
        return verdict_of(REJECT_PRODUCT_NOT_LISTED, FIELD_PRODUCT, product->state, 0);
    }
    if (product->terms.tick_value_micros < 1) {
        return verdict_of(REJECT_TERMS, FIELD_TICK_VALUE, product->terms.tick_value_micros, 1);
    }
    struct verdict verdict = check_lot_value(product, &product->terms, product->highest_ticks);
    if (verdict.reject == REJECT_NONE) {
        verdict =
            verdict_of_fault(margin_terms_check(&command->margin, core->venue->queue_ratio_ppm));
    }
    if (verdict.reject != REJECT_NONE) return verdict;
    if (product_is_inverse(product) && command->margin.risk_group != 0) { /* R-PAYOFF-11 */
        return verdict_of(REJECT_TERMS, FIELD_RISK_GROUP, command->margin.risk_group, 0);
    }
    bool in_use = product->open_interest_lots > 0 || product->open_lots > 0;
    if (in_use && product->mark.ticks_e4 == 0) {
        return verdict_of(REJECT_NO_MARK, FIELD_MARK, 0, 0);
    }
    return verdict_ok();
}

void flow_margin_terms(struct core *core, const struct command *command)
{
    if (refuse(core, check_margin_terms(core, command))) return;
    struct product_margin *margin = &core->margins[command->product_id];
    margin->terms = command->margin;
    margin->terms_version++;
    bracket_table_make(&margin->table, &margin->terms);
    look_bounds_make(margin, grid_of_product(core, margin), core->venue->queue_ratio_ppm);
    if (margin->terms_version == 1) full_margin_begin(core, command->product_id);
    emit(core, EVENT_MARGIN_TERMS, 0, command->product_id)->margin_terms =
        (struct event_margin_terms){
            .terms_version = margin->terms_version,
            .queue_ratio_ppm = core->venue->queue_ratio_ppm,
            .initial_mode = margin->terms.initial_mode,
            .initial_factor_ppm = margin->terms.initial_factor_ppm,
            .bracket_count = margin->terms.bracket_count,
            .risk_group = margin->terms.risk_group,
        };
    attention_set_all(core, command->product_id);
}

/* R-PM-2 */
static struct verdict check_margin_mode(struct core *core, const struct command *command)
{
    uint32_t mode = command->margin_mode.margin_mode;
    struct verdict verdict = gate_account(core, command);
    if (verdict.reject != REJECT_NONE) return verdict;
    if (mode > MARGIN_PORTFOLIO) return verdict_of(REJECT_FIELD, FIELD_MARGIN_MODE, mode, 0);

    struct account *account = core_account_at(core, command->account_id);
    bool is_portfolio = (account->margin_flags & MARGIN_IS_PORTFOLIO) != 0;
    if (is_portfolio == (mode == MARGIN_PORTFOLIO)) {
        return verdict_of(REJECT_MARGIN_MODE, FIELD_MARGIN_MODE, mode, 0);
    }
    account->margin_flags ^= MARGIN_IS_PORTFOLIO; /* to see what it would need */
    struct account_value value = account_value_of(core, command->account_id, NULL);
    account->margin_flags ^= MARGIN_IS_PORTFOLIO;
    if (value.initial <= value.equity) return verdict_ok();
    return verdict_of(REJECT_MARGIN, FIELD_MARGIN, shown_micros(value.initial),
                      shown_micros(value.equity));
}

static void margin_mode_set(struct core *core, const struct command *command)
{
    core_account_at(core, command->account_id)->margin_flags ^= MARGIN_IS_PORTFOLIO;
    emit(core, EVENT_MARGIN_MODE, command->account_id, 0)->margin_terms =
        (struct event_margin_terms){.queue_ratio_ppm = core->venue->queue_ratio_ppm,
                                    .margin_mode = command->margin_mode.margin_mode};
    attention_set(core, command->account_id);
}

void flow_margin_mode(struct core *core, const struct command *command)
{
    if (refuse(core, check_margin_mode(core, command))) return;
    margin_mode_set(core, command);
}

/* R-PM-6 */
static struct verdict check_margin_class(const struct core *core, const struct command *command)
{
    const uint32_t legal = CLASS_ELIGIBLE_CONTRACT | CLASS_MARKET_MAKER;
    struct verdict verdict = gate_account(core, command);
    if (verdict.reject != REJECT_NONE) return verdict;
    uint32_t classes = core_account_at(core, command->account_id)->classes;
    bool is_free = command->margin_mode.margin_mode != MARGIN_PORTFOLIO;
    if (is_free || (classes & legal) != 0) return verdict_ok();
    return verdict_of(REJECT_NOT_ELIGIBLE, FIELD_ACCOUNT, classes, legal);
}

void flow_margin_model(struct core *core, const struct command *command)
{
    if (refuse(core, check_margin_class(core, command))) return;
    if (refuse(core, check_margin_mode(core, command))) return;
    margin_mode_set(core, command);
}

void flow_risk_grid(struct core *core, const struct command *command)
{
    const struct body_risk_grid *terms = &command->grid;
    uint32_t group = terms->risk_group;
    struct verdict verdict;
    if (group == 0 || group >= RISK_GROUPS_MAX) {
        verdict = verdict_of(REJECT_FIELD, FIELD_RISK_GROUP, group, 0);
    } else {
        verdict = verdict_of_fault(risk_grid_check(terms, core->venue->queue_ratio_ppm));
    }
    if (refuse(core, verdict)) return;
    struct risk_grid *grid = &core->grids[group];
    grid->terms = *terms;
    grid->slope_ppm = risk_grid_slope_ppm(terms);
    emit(core, EVENT_RISK_GRID, 0, 0)->margin_terms =
        (struct event_margin_terms){.queue_ratio_ppm = core->venue->queue_ratio_ppm,
                                    .risk_group = group,
                                    .scenario_count = terms->scenario_count,
                                    .share_ppm = terms->share_ppm};
    for (uint32_t id = 1; id < core->config.products_max; id++) {
        struct product_margin *margin = &core->margins[id];
        if (margin->terms_version == 0 || margin->terms.risk_group != group) continue;
        look_bounds_make(margin, grid, core->venue->queue_ratio_ppm);
        attention_set_all(core, id);
    }
}
