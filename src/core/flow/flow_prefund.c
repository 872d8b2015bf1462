/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flow_prefund.c - what must be on deposit before the bank closes, and what happens if it is not.
 *
 * Rules  R-PREFUND-1 to R-PREFUND-6, R-LIQ-14 (what is required, and on deposit).
 */
#include "core/flow/flow_margin.h"

/* What a closure asks of an account, and what there is. */
struct cover {
    int128 required_micros;
    int128 on_deposit_micros;
};

/* The margin of a position with its open orders: R-MARGIN-2 or R-TIER-7. */
static int128 position_requirement(const struct core *core, const struct position *position)
{
    if (!core_product_at(core, position->product)->has_full_margin) return position->margin_micros;
    struct margin_point point = margin_point_of(core, position->product);
    int64_t worse = worse_side_lots(position->net_lots, position->open_lots[SIDE_BUY],
                                    position->open_lots[SIDE_SELL]);
    return margin_initial(&core->margins[position->product], &point, worse);
}

/* R-PREFUND-4: what one position asks for and, in a plain product, is worth. */
static void cover_add(const struct core *core, struct cover *cover, const struct position *position)
{
    const struct settlement *settlement = core_settlement_at(core, position->product);
    const struct product *product = core_product_at(core, position->product);
    if (settlement->has_terms) {
        cover->required_micros +=
            prefund_share(position_requirement(core, position), settlement->terms.weekend_ppm);
    }
    if (product->has_full_margin) return; /* its profit is in the equity already */
    struct fine_price price = settled_at_known(core, position->product).price;
    cover->on_deposit_micros += position_value(product, position->net_lots, price);
    cover->on_deposit_micros -= position->paid_micros;
}

static struct cover cover_of(const struct core *core, uint32_t account_id)
{
    struct cover cover = {.on_deposit_micros = account_value_of(core, account_id, NULL).equity};
    uint32_t slot = core_account_at(core, account_id)->first_position;
    while (slot != 0) {
        const struct position *position = position_at(&core->positions, slot);
        cover_add(core, &cover, position);
        slot = position->account_next;
    }
    return cover;
}

static void prefund_emit(struct core *core, uint32_t account_id, const struct cover *cover,
                         uint32_t before)
{
    const struct prefund_plan *plan = &core->venue->prefund;
    int128 short_micros =
        prefund_share(cover->required_micros, plan->terms.restrict_ppm) - cover->on_deposit_micros;
    emit(core, EVENT_PREFUNDING, account_id, 0)->prefunding = (struct event_prefunding){
        .required = money_shown(cover->required_micros),
        .on_deposit = money_shown(cover->on_deposit_micros),
        .shortfall = money_shown(short_micros > 0 ? short_micros : 0),
        .closing_ns = plan->closure.closing_ns,
        .opening_ns = plan->closure.opening_ns,
        .state = core_account_at(core, account_id)->prefund_state,
        .before = before,
    };
}

static void state_set(struct core *core, uint32_t account_id, uint32_t state)
{
    struct account *account = core_account_at(core, account_id);
    struct prefund_plan *plan = &core->venue->prefund;
    plan->liquidate_count -= account->prefund_state == PREFUND_LIQUIDATE;
    plan->liquidate_count += state == PREFUND_LIQUIDATE;
    account->prefund_state = (uint8_t)state;
}

void prefund_look(struct core *core, uint32_t account_id)
{
    const struct prefund_plan *plan = &core->venue->prefund;
    struct cover cover = cover_of(core, account_id);
    uint32_t before = core_account_at(core, account_id)->prefund_state;
    uint32_t state =
        (uint32_t)prefund_state_of(&plan->terms, cover.required_micros, cover.on_deposit_micros);
    if (plan->stage == PREFUND_CHECKED) state = u32_min(state, PREFUND_WARNED);
    if (state == before) return;
    state_set(core, account_id, state);
    prefund_emit(core, account_id, &cover, before);
    if (state < PREFUND_REDUCE_ONLY || before >= PREFUND_REDUCE_ONLY) return;
    struct sweep sweep = {
        .reason = REASON_PREFUNDING, .side = SIDE_ANY, .without = FLAG_REDUCE_ONLY};
    sweep_account(core, &sweep, account_id, 0);
}

static void accounts_look(struct core *core)
{
    for (uint32_t id = 1; id < core->venue->account_count; id++) {
        const struct account *account = core_account_at(core, id);
        if (account->first_position != 0 || account->prefund_state != PREFUND_NONE) {
            prefund_look(core, id);
        }
    }
}

/* R-PREFUND-2, R-PREFUND-3: the closure is over, or is no more. */
static void accounts_release(struct core *core)
{
    for (uint32_t id = 1; id < core->venue->account_count; id++) {
        uint32_t before = core_account_at(core, id)->prefund_state;
        if (before == PREFUND_NONE) continue;
        state_set(core, id, PREFUND_NONE);
        struct cover cover = cover_of(core, id);
        prefund_emit(core, id, &cover, before);
    }
}

void prefund_plan_anew(struct core *core)
{
    struct prefund_plan *plan = &core->venue->prefund;
    const struct days days = core_days(core);
    if (plan->stage >= PREFUND_CHECKED) accounts_release(core);
    prefund_plan_from(plan, &days, core->venue->time_ns);
}

void flow_prefunding_terms(struct core *core, const struct command *command)
{
    const struct body_prefunding_terms *terms = &command->prefunding_terms;
    struct verdict verdict = settlement_verdict(prefunding_terms_check(terms));
    if (verdict.reject != REJECT_NONE) {
        emit_reject(core, verdict, 0);
        return;
    }
    struct prefund_plan planned = {.terms = *terms};
    const struct days days = core_days(core);
    prefund_plan_from(&planned, &days, core->venue->time_ns);
    emit(core, EVENT_PREFUNDING_TERMS, 0, 0)->prefunding_terms =
        (struct event_prefunding_terms){.closure_ns = terms->closure_ns,
                                        .check_ns = terms->check_ns,
                                        .watch_ns = terms->watch_ns,
                                        .liquidate_ppm = terms->liquidate_ppm,
                                        .restrict_ppm = terms->restrict_ppm,
                                        .warn_ppm = terms->warn_ppm,
                                        .closing_ns = planned.closure.closing_ns,
                                        .opening_ns = planned.closure.opening_ns};
    core->venue->prefund.terms = *terms;
    prefund_plan_anew(core);
    clearing_plan(core);
}

void prefund_due(struct core *core)
{
    struct prefund_plan *plan = &core->venue->prefund;
    const struct days days = core_days(core);
    int64_t time_ns = core->venue->time_ns;
    while (plan->next_ns != 0 && plan->next_ns <= time_ns) {
        if (prefund_plan_is_over(plan, time_ns)) {
            accounts_release(core);
            prefund_plan_from(plan, &days, time_ns);
        } else if (prefund_plan_go_on(plan, time_ns)) {
            accounts_look(core);
        }
    }
}

void prefund_look_again(struct core *core, uint32_t account_id)
{
    if (core_account_at(core, account_id)->prefund_state == PREFUND_NONE) return;
    prefund_look(core, account_id);
    work_all(core);
}

bool prefund_must_close(const struct core *core, const struct position *position)
{
    uint32_t state = core_account_at(core, position->account)->prefund_state;
    const struct settlement *settlement = core_settlement_at(core, position->product);
    return state == PREFUND_LIQUIDATE && settlement->has_terms &&
           prefund_share(position_requirement(core, position), settlement->terms.weekend_ppm) > 0;
}

int128 prefund_on_deposit(const struct core *core, uint32_t account_id)
{
    return cover_of(core, account_id).on_deposit_micros;
}

int128 prefund_required_with(const struct core *core, const struct position *position, int64_t lots)
{
    uint32_t weekend_ppm = core_settlement_at(core, position->product)->terms.weekend_ppm;
    struct margin_point point = margin_point_of(core, position->product);
    int128 now = prefund_share(position_requirement(core, position), weekend_ppm);
    int128 margin = margin_initial(&core->margins[position->product], &point, lots);
    int128 required = cover_of(core, position->account).required_micros;
    return required - now + prefund_share(margin, weekend_ppm);
}

int128 prefund_free(const struct core *core, uint32_t account_id)
{
    const struct prefund_plan *plan = &core->venue->prefund;
    if (plan->stage < PREFUND_CHECKED) return INT128_MAX;
    struct cover cover = cover_of(core, account_id);
    int128 free_micros =
        cover.on_deposit_micros - prefund_share(cover.required_micros, plan->terms.restrict_ppm);
    return free_micros > 0 ? free_micros : 0;
}
