/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flow_settlement.c - trade dates, settlement cycles, and what members owe.
 *
 * Role   A cycle walks every position of its product, because it changes every one of them; nothing
 *        else here walks more than the products.
 * Rules  R-DAY-2, R-DAY-4, R-DAY-6, R-SETTLE-1 to R-SETTLE-8.
 */
#include "core/flow/flow_margin.h"
#include "core/flow/flow_register.h"
#include "core/product/payoff.h"
#include "core/state/hint.h"

/* --- terms ------------------------------------------------------------------------------------ */

struct verdict settlement_verdict(struct settlement_fault fault)
{
    if (fault.field == FIELD_NONE) return verdict_ok();
    return verdict_of(REJECT_TERMS, fault.field, fault.given, fault.legal);
}

struct verdict gate_terms(const struct core *core, uint32_t product_id)
{
    if (product_id == 0 || product_id >= core->config.products_max ||
        !core_product_at(core, product_id)->exists) {
        return verdict_of(REJECT_UNKNOWN_PRODUCT, FIELD_PRODUCT, product_id, 0);
    }
    const struct product *product = core_product_at(core, product_id);
    if (!product_is_over(product)) return verdict_ok();
    return verdict_of(REJECT_PRODUCT_NOT_LISTED, FIELD_PRODUCT, product->state, 0);
}

/* Does the product have settlement terms that still matter? */
static bool is_settled(const struct core *core, uint32_t product_id)
{
    return core_settlement_at(core, product_id)->has_terms &&
           !product_is_over(core_product_at(core, product_id));
}

void clearing_plan(struct core *core)
{
    int64_t next_ns = core->venue->prefund.next_ns == 0 ? INT64_MAX : core->venue->prefund.next_ns;
    next_ns = i64_min(next_ns, core->venue->register_next_ns);
    for (uint32_t id = 1; id < core->config.products_max; id++) {
        const struct settlement *settlement = core_settlement_at(core, id);
        if (!is_settled(core, id)) continue;
        next_ns = i64_min(next_ns, settlement->roll_next_ns);
        if (settlement->cycle_next_ns != 0) next_ns = i64_min(next_ns, settlement->cycle_next_ns);
        if (settlement->sample_next_ns != 0) next_ns = i64_min(next_ns, settlement->sample_next_ns);
        bool ends = settlement->has_expiry && !settlement->is_expired;
        if (ends) next_ns = i64_min(next_ns, settlement->expiry.expiry_ns);
    }
    core->venue->clearing_next_ns = next_ns;
}

/* The next cycle of the product after now; a product whose end has passed has none. */
static void cycle_plan(struct core *core, uint32_t product_id)
{
    struct settlement *settlement = core_settlement_at(core, product_id);
    const struct days days = core_days(core);
    settlement->cycle_next_ns = 0;
    if (final_has_passed(core, product_id)) return;
    settlement->cycle_next_ns = cycle_after(&days, &settlement->terms, core->venue->time_ns);
}

/* R-DAY-4: the trade date of now; told if it is another than before, or if it must be. */
static void trade_date_look(struct core *core, uint32_t product_id, bool must_tell)
{
    struct settlement *settlement = core_settlement_at(core, product_id);
    const struct days days = core_days(core);
    uint32_t roll = settlement->terms.roll_minute;
    int32_t trade_date = trade_date_of(&days, roll, core->venue->time_ns);
    settlement->roll_next_ns = roll_next(&days, roll, core->venue->time_ns);
    if (trade_date == settlement->trade_date && !must_tell) return;
    settlement->trade_date = trade_date;
    emit(core, EVENT_TRADE_DATE, 0, product_id)->trade_date = (struct event_trade_date){
        .next_roll_ns = settlement->roll_next_ns, .trade_date = trade_date};
}

void clearing_plan_anew(struct core *core)
{
    for (uint32_t id = 1; id < core->config.products_max; id++) {
        if (!is_settled(core, id)) continue;
        cycle_plan(core, id);
        trade_date_look(core, id, false);
    }
    prefund_plan_anew(core);
    clearing_plan(core);
}

void flow_business_calendar(struct core *core, const struct command *command)
{
    const struct body_business_calendar *body = &command->business_calendar;
    struct verdict verdict = settlement_verdict(business_calendar_check(body));
    if (verdict.reject != REJECT_NONE) {
        emit_reject(core, verdict, 0);
        return;
    }
    core->venue->business = *body;
    for (uint32_t i = body->holiday_count; i < HOLIDAYS_MAX; i++) {
        core->venue->business.holidays[i] = 0;
    }
    emit(core, EVENT_BUSINESS_CALENDAR, 0, 0)->business_calendar =
        (struct event_business_calendar){.weekdays = body->weekdays,
                                         .bank_open_minute = body->bank_open_minute,
                                         .bank_close_minute = body->bank_close_minute,
                                         .holiday_count = body->holiday_count};
    clearing_plan_anew(core);
    work_all(core);
}

void flow_settlement_terms(struct core *core, const struct command *command)
{
    const struct body_settlement_terms *terms = &command->settlement_terms;
    uint32_t product_id = command->product_id;
    struct verdict verdict = gate_terms(core, product_id);
    if (verdict.reject == REJECT_NONE) verdict = settlement_verdict(settlement_terms_check(terms));
    if (verdict.reject == REJECT_NONE) {
        verdict = register_check_class(core, product_id, terms->account_class);
    }
    if (verdict.reject != REJECT_NONE) {
        emit_reject(core, verdict, 0);
        return;
    }
    struct settlement *settlement = core_settlement_at(core, product_id);
    settlement->terms = *terms;
    for (uint32_t i = terms->cycle_count; i < SETTLEMENT_CYCLES_MAX; i++) {
        settlement->terms.cycles[i] = (struct settlement_cycle){0};
    }
    settlement->has_terms = 1;
    cycle_plan(core, product_id);
    emit(core, EVENT_SETTLEMENT_TERMS, 0, product_id)->settlement_terms =
        (struct event_settlement_terms){.next_cycle_ns = settlement->cycle_next_ns,
                                        .register_entry = terms->register_entry,
                                        .account_class = terms->account_class,
                                        .weekend_ppm = terms->weekend_ppm,
                                        .roll_minute = terms->roll_minute,
                                        .cycle_count = terms->cycle_count,
                                        .waits = terms->waits};
    trade_date_look(core, product_id, true);
    clearing_plan(core);
}

/* R-SETTLE-8 after the product. */
static struct verdict check_fixed_price(const struct core *core, const struct command *command)
{
    const struct body_settlement_price *body = &command->settlement_price;
    const struct settlement *settlement = core_settlement_at(core, command->product_id);
    int64_t highest_e4 =
        core_product_at(core, command->product_id)->terms.price_ticks_max * FINE_PER_TICK;
    if (body->use != USE_NEXT_CYCLE && body->use != USE_FINAL) {
        return verdict_of(REJECT_SETTLEMENT_PRICE, FIELD_USE, body->use, USE_NEXT_CYCLE);
    }
    if (body->register_entry == 0) {
        return verdict_of(REJECT_SETTLEMENT_PRICE, FIELD_REGISTER, 0, 0);
    }
    if (body->use == USE_NEXT_CYCLE ? !settlement->has_terms : !settlement->has_expiry) {
        return verdict_of(REJECT_SETTLEMENT_PRICE, FIELD_PRODUCT, command->product_id, 0);
    }
    int64_t price_e4 = body->price.ticks_e4;
    if (price_e4 < 0) return verdict_of(REJECT_PRICE, FIELD_PRICE, price_e4, 1);
    if (price_e4 > highest_e4) return verdict_of(REJECT_PRICE, FIELD_PRICE, price_e4, highest_e4);
    return verdict_ok();
}

void flow_settlement_price(struct core *core, const struct command *command)
{
    const struct body_settlement_price *body = &command->settlement_price;
    struct verdict verdict = gate_product(core, command->product_id);
    if (verdict.reject == REJECT_NONE) verdict = check_fixed_price(core, command);
    if (verdict.reject != REJECT_NONE) {
        emit_reject(core, verdict, 0);
        return;
    }
    struct settlement *settlement = core_settlement_at(core, command->product_id);
    bool is_final = body->use == USE_FINAL;
    struct fine_price *fixed = is_final ? &settlement->fixed_final : &settlement->fixed_cycle;
    *fixed = body->price;
    emit(core, EVENT_SETTLEMENT_PRICE, 0, command->product_id)->settlement_price =
        (struct event_settlement_price){
            .price = body->price, .register_entry = body->register_entry, .use = body->use};
    if (!is_final || !settlement->is_expired || body->price.ticks_e4 == 0) return;
    final_finish(core, command->product_id);
    obligations_emit(core);
    clearing_plan(core);
    work_all(core);
}

/* --- marking positions ------------------------------------------------------------------------ */

struct settled_at settled_at_market(const struct core *core, uint32_t product_id)
{
    if (core_product_at(core, product_id)->has_economy) {
        int64_t boundary_ns = core_economy_at(core, product_id)->last_step_ns;
        struct fine_price mark = settlement_mark(core, product_id, boundary_ns);
        if (mark.ticks_e4 != 0) return (struct settled_at){mark, SETTLED_AT_SETTLEMENT_MARK};
    }
    return settled_at_known(core, product_id);
}

struct settled_at settled_at_known(const struct core *core, uint32_t product_id)
{
    const struct product *product = core_product_at(core, product_id);
    if (product->mark.ticks_e4 != 0) return (struct settled_at){product->mark, SETTLED_AT_MARK};
    if (product->last.ticks != 0) {
        struct fine_price last = {product->last.ticks * FINE_PER_TICK};
        return (struct settled_at){last, SETTLED_AT_LAST};
    }
    if (product->index.ticks_e4 != 0) return (struct settled_at){product->index, SETTLED_AT_INDEX};
    return (struct settled_at){{0}, SETTLED_AT_NONE};
}

/* R-SETTLE-7: the sums that the account's money belongs to. */
static struct obligation *obligation_of(struct core *core, uint32_t account_id, uint32_t class)
{
    const struct account *account = core_account_at(core, account_id);
    enum origin origin = account->customer == 0 ? ORIGIN_HOUSE : ORIGIN_CUSTOMER;
    return &core->obligations[obligation_index(account->member, class, origin)];
}

int64_t position_value(const struct product *product, int64_t net_lots, struct fine_price price)
{
    struct lot_factors factors = product_factors(product, price);
    return settlement_value(product_signed(product, net_lots),
                            (struct fine_price){factors.price_e4}, factors.tick_value_micros);
}

/* R-SETTLE-5, R-FINAL-5 for one position. */
static void position_mark(struct core *core, struct marking *marking, struct position *position)
{
    uint16_t product_id = position->product;
    const struct settlement *settlement = core_settlement_at(core, product_id);
    if (core_product_at(core, product_id)->has_economy) funding_touch(core, position);
    int64_t net_lots = position->net_lots;
    int64_t value_micros =
        position_value(core_product_at(core, product_id), net_lots, marking->at.price);
    int64_t variation_micros = value_micros - position->paid_micros;
    uint32_t entry = entry_account(position->account);

    ledger_settle(&core->ledger, entry_clearing(product_id), entry,
                  (struct money){variation_micros});
    position->paid_micros = value_micros;
    if (marking->kind == SETTLEMENT_FINAL) {
        position_close(&core->positions, position);
        margin_refresh(core, position);
    }
    struct obligation *owed =
        obligation_of(core, position->account, settlement->terms.account_class);
    obligation_add(owed, variation_micros);
    owed->currency = core_product_at(core, product_id)->currency;
    marking->position_count++;
    marking->value_micros += value_micros;
    if (variation_micros < 0) marking->collected_micros -= variation_micros;
    if (variation_micros > 0) marking->paid_out_micros += variation_micros;

    struct event *event = emit_header(core, EVENT_VARIATION, position->account, product_id);
    event->variation = (struct event_variation){
        .amount = {variation_micros},
        .paid = {position->paid_micros},
        .balance = ledger_balance(&core->ledger, entry),
        .settled = {net_lots},
        .net = {position->net_lots},
        .price = marking->at.price,
        .trade_date = marking->trade_date,
    };
    /* A cycle under the full model leaves equity as it is; everything else moves it. */
    bool moves_equity =
        marking->kind == SETTLEMENT_FINAL || !core_product_at(core, product_id)->has_full_margin;
    if (moves_equity) attention_touch(core, position->account, product_id);
}

/* The position `steps` behind one in the list of its product, or 0. */
static uint32_t list_ahead(const struct core *core, uint32_t slot, uint32_t steps)
{
    for (uint32_t i = 0; i < steps; i++) slot = position_at(&core->positions, slot)->product_next;
    return slot;
}

static void positions_mark(struct core *core, struct marking *marking, uint32_t first)
{
    uint32_t slot = first;
    uint32_t ahead = list_ahead(core, first, HINT_NEAR);
    while (slot != 0) {
        struct position *position = position_at(&core->positions, slot);
        const struct position *later = position_at(&core->positions, ahead);
        hint_account(core, later->account);
        __builtin_prefetch(&later->funding_nanos, 1);
        ahead = later->product_next;
        slot = position->product_next;
        if (position->net_lots != 0) position_mark(core, marking, position);
    }
}

void marking_run(struct core *core, struct marking *marking)
{
    struct product *product = core_product_at(core, marking->product_id);
    if (core->owed_currency != product->currency) obligations_emit(core); /* R-CURRENCY-5 */
    core->owed_currency = product->currency;
    marking->open_interest_lots = product->open_interest_lots;
    positions_mark(core, marking, product->first_position);
    /* R-SETTLE-6: the values of all positions are zero or a little less. */
    int64_t residue_micros = narrow_i64(-marking->value_micros);
    ASSERT(residue_micros >= 0);
    ASSERT(residue_micros <= marking->position_count);
    if (marking->kind == SETTLEMENT_FINAL) {
        product->open_interest_lots = 0;
        ledger_settle(&core->ledger, entry_clearing((uint16_t)marking->product_id),
                      entry_of_currency(ENTRY_INSURANCE, product->currency),
                      (struct money){residue_micros});
    }
    emit(core, EVENT_SETTLEMENT, 0, marking->product_id)->settlement = (struct event_settlement){
        .price = marking->at.price,
        .open_interest = {marking->open_interest_lots},
        .collected = money_shown(marking->collected_micros),
        .paid_out = money_shown(marking->paid_out_micros),
        .residue = {residue_micros},
        .cycle_ns = marking->cycle_ns,
        .trade_date = marking->trade_date,
        .position_count = marking->position_count,
        .source = (uint8_t)marking->at.source,
        .kind = (uint8_t)marking->kind,
    };
}

static void obligation_emit(struct core *core, uint32_t member_id, uint32_t sum, int32_t pay_date)
{
    struct obligation *obligation = &core->obligations[member_id * OBLIGATION_SUMS + sum];
    if (obligation->position_count == 0) return;
    emit(core, EVENT_MEMBER_OBLIGATION, 0, 0)->obligation = (struct event_obligation){
        .collected = money_shown(obligation->collected_micros),
        .paid_out = money_shown(obligation->paid_out_micros),
        .net = money_shown(obligation->paid_out_micros - obligation->collected_micros),
        .member_id = member_id,
        .account_class = obligation_class(sum / OBLIGATION_ORIGINS),
        .origin = sum % OBLIGATION_ORIGINS,
        .position_count = obligation->position_count,
        .pay_date = pay_date,
        .currency = obligation->currency,
    };
    *obligation = (struct obligation){0};
}

void obligations_emit(struct core *core)
{
    const struct days days = core_days(core);
    int32_t pay_date = pay_date_of(&days, core->venue->time_ns);
    for (uint32_t member_id = 1; member_id < core->config.members_max; member_id++) {
        if (core->members[member_id].state == PARTY_NONE) continue;
        for (uint32_t sum = 0; sum < OBLIGATION_SUMS; sum++) {
            obligation_emit(core, member_id, sum, pay_date);
        }
    }
}

/* --- what is due ------------------------------------------------------------------------------ */

static bool cycle_is_due(const struct core *core, uint32_t product_id)
{
    const struct settlement *settlement = core_settlement_at(core, product_id);
    const struct product *product = core_product_at(core, product_id);
    if (settlement->cycle_next_ns == 0 || settlement->cycle_next_ns > core->venue->time_ns) {
        return false;
    }
    bool waits = settlement->terms.waits && product_is_listed(product);
    return !waits || product_halt(core, product) == HALT_NONE;
}

/* R-SETTLE-3: the latest of the instants that passed stands for all of them. */
static void cycle_run(struct core *core, uint32_t product_id)
{
    struct settlement *settlement = core_settlement_at(core, product_id);
    const struct days days = core_days(core);
    if (product_is_listed(core_product_at(core, product_id))) {
        struct marking marking = {.product_id = product_id, .kind = SETTLEMENT_CYCLE};
        marking.cycle_ns = cycle_latest(&days, &settlement->terms, core->venue->time_ns);
        marking.trade_date = trade_date_of(&days, settlement->terms.roll_minute, marking.cycle_ns);
        marking.at = settled_at_market(core, product_id);
        if (settlement->fixed_cycle.ticks_e4 != 0) {
            marking.at = (struct settled_at){settlement->fixed_cycle, SETTLED_AT_OPERATOR};
        }
        settlement->fixed_cycle.ticks_e4 = 0;
        settlement->last_price = marking.at.price;
        marking_run(core, &marking);
    }
    cycle_plan(core, product_id);
}

void clearing_due(struct core *core)
{
    bool is_marked = false;
    final_samples_due(core);
    for (uint32_t id = 1; id < core->config.products_max; id++) {
        if (!is_settled(core, id)) continue;
        if (core_settlement_at(core, id)->roll_next_ns > core->venue->time_ns) continue;
        trade_date_look(core, id, false);
    }
    for (uint32_t id = 1; id < core->config.products_max; id++) {
        if (!is_settled(core, id)) continue;
        if (final_is_due(core, id)) {
            final_begin(core, id);
            is_marked = true;
        } else if (cycle_is_due(core, id)) {
            cycle_run(core, id);
            is_marked = true;
        }
    }
    if (is_marked) obligations_emit(core);
    prefund_due(core);
    register_due(core);
    clearing_plan(core);
}
