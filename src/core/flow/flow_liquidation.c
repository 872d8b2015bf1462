/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flow_liquidation.c - the liquidation step of a product: who is worked, in which order, and the
 * slices that go to the book.
 *
 * Rules  R-LIQ-1 to R-LIQ-6, R-LIQ-14, R-PAYOFF-9 to R-PAYOFF-11, R-CURRENCY-4.
 */
#include "core/flow/flow_liquidation.h"

#include "base/heap_sort.h"
#include "core/product/payoff.h"

/* --- terms ------------------------------------------------------------------------------------ */

static struct verdict check_product(const struct core *core, uint32_t product_id)
{
    if (product_id == 0 || product_id >= core->config.products_max ||
        !core_product_at(core, product_id)->exists) {
        return verdict_of(REJECT_UNKNOWN_PRODUCT, FIELD_PRODUCT, product_id, 0);
    }
    uint32_t state = core_product_at(core, product_id)->state;
    if (state == PRODUCT_DELISTED || state == PRODUCT_WITHDRAWN) {
        return verdict_of(REJECT_PRODUCT_NOT_LISTED, FIELD_PRODUCT, state, 0);
    }
    return verdict_ok();
}

/* R-LIQ-1: the least that a lot is worth at the highest price, so that products fit in 128 bits. */
#define HIGHEST_LOT_MICROS_MIN INT64_C(10000)

static struct verdict check_tick_value(const struct product *product)
{
    const struct product_terms *terms = &product->terms;
    bool is_inverse = product_is_inverse(product); /* R-PAYOFF-10: it is worth most at the lowest */
    int128 highest =
        product_lot_value(product, is_inverse ? terms->price_ticks_min : terms->price_ticks_max);
    if (highest >= HIGHEST_LOT_MICROS_MIN) return verdict_ok();
    return verdict_of(REJECT_TERMS, FIELD_TICK_VALUE, (int64_t)highest, HIGHEST_LOT_MICROS_MIN);
}

static struct verdict check_fund_account(const struct core *core, const struct command *command)
{
    uint32_t product_id = command->product_id;
    uint32_t account_id = command->liquidation.fund_account_id;
    if (account_id == 0) return verdict_ok();
    bool is_free = account_exists(core, account_id) &&
                   command->liquidation.regime == REGIME_VENUE &&
                   core_account_at(core, account_id)->currency ==
                       core_product_at(core, product_id)->currency; /* R-CURRENCY-4 */
    for (uint32_t id = 1; id < core->config.products_max; id++) {
        if (id == product_id) continue;
        if (core->liquidations[id].terms.fund_account_id == account_id) is_free = false;
    }
    if (is_free) return verdict_ok();
    return verdict_of(REJECT_TERMS, FIELD_FUND, account_id, 0);
}

static struct verdict check_terms(const struct core *core, const struct command *command)
{
    struct verdict verdict = check_product(core, command->product_id);
    if (verdict.reject != REJECT_NONE) return verdict;
    verdict = check_tick_value(core_product_at(core, command->product_id));
    if (verdict.reject != REJECT_NONE) return verdict;
    struct liquidation_fault fault = liquidation_terms_check(&command->liquidation);
    if (fault.reject != REJECT_NONE) {
        return verdict_of(fault.reject, fault.field, fault.given, fault.legal);
    }
    const struct product *product = core_product_at(core, command->product_id);
    bool is_dollar = !product_is_inverse(product) && product->currency == CURRENCY_DOLLAR;
    if (command->liquidation.regime == REGIME_CLEARING && !is_dollar) { /* R-PAYOFF-11 */
        return verdict_of(REJECT_TERMS, FIELD_REGIME, REGIME_CLEARING, REGIME_VENUE);
    }
    return check_fund_account(core, command);
}

void flow_liquidation_terms(struct core *core, const struct command *command)
{
    struct verdict verdict = check_terms(core, command);
    if (verdict.reject != REJECT_NONE) {
        emit_reject(core, verdict, 0);
        return;
    }
    const struct body_liquidation_terms *terms = &command->liquidation;
    struct liquidation *liquidation = liquidation_of(core, command->product_id);
    liquidation->terms = *terms;
    liquidation->has_terms = 1;
    liquidation->fund = (struct fund_window){0};
    liquidation->gains_day = 0;
    liquidation->gains_days = 0;
    liquidation->gains_default = 0;
    emit(core, EVENT_LIQUIDATION_TERMS, 0, command->product_id)->liquidation_terms =
        (struct event_liquidation_terms){.window_ns = terms->window_ns,
                                         .auction_ns = terms->auction_ns,
                                         .fund_account_id = terms->fund_account_id,
                                         .liquidate_ratio_ppm = terms->liquidate_ratio_ppm,
                                         .close_out_ppm = terms->close_out_ppm,
                                         .slice_factor_ppm = terms->slice_factor_ppm,
                                         .adjustment_ppm = terms->adjustment_ppm,
                                         .spread_ppm = terms->spread_ppm,
                                         .fee_ppm = terms->fee_ppm,
                                         .drawdown_ppm = terms->drawdown_ppm,
                                         .release_ppm = terms->release_ppm,
                                         .exposure_ppm = terms->exposure_ppm,
                                         .work_max = terms->work_max,
                                         .regime = terms->regime,
                                         .method = terms->method};
}

/* --- the list of a step ----------------------------------------------------------------------- */

static bool is_worse(const void *a, const void *b)
{
    const struct close_rank *one = a;
    const struct close_rank *other = b;
    if (one->health_ppm != other->health_ppm) return one->health_ppm < other->health_ppm;
    return one->account < other->account;
}

/* R-LIQ-3: is maintenance margin at or beyond the ratio of the terms? */
static bool is_liquidable(const struct liquidation *liquidation, struct account_health health)
{
    return health.maintenance_micros > 0 &&
           (int128)health.maintenance_micros * PPM_ONE >=
               (int128)liquidation->terms.liquidate_ratio_ppm * health.equity_micros;
}

void close_orders_end(struct core *core, uint32_t position_slot_number)
{
    const struct position *position = position_at(&core->positions, position_slot_number);
    if (position->order_count == position->reduce_only_count) return;
    struct sweep sweep = {
        .reason = REASON_LIQUIDATION, .side = SIDE_ANY, .without = FLAG_REDUCE_ONLY};
    sweep_position(core, &sweep, position_slot_number);
}

/* R-LIQ-3 (3), R-LIQ-14 */
static bool must_close(const struct core *core, const struct position *position,
                       struct account_health health)
{
    if (is_liquidable(&core->liquidations[position->product], health)) return true;
    return health.maintenance_micros > 0 && prefund_must_close(core, position);
}

/* The worst of the list, worst first, as many as one step may work. */
static void list_cut(const struct core *core, struct close_list *list)
{
    heap_sort(list->ranks, sizeof list->ranks[0], list->count, is_worse);
    list->count = u32_min(list->count, core->liquidations[list->product].terms.work_max);
}

static void items_begin(struct close_list *list)
{
    for (uint32_t i = 0; i < list->count; i++) {
        list->items[i] = (struct close_item){.account = list->ranks[i].account,
                                             .position = list->ranks[i].position};
    }
}

void close_list_add(struct core *core, struct close_list *list, uint32_t position_slot_number)
{
    const struct position *position = position_at(&core->positions, position_slot_number);
    uint32_t account = position->account;
    struct account_health health = account_health(core, account);
    if (!must_close(core, position, health)) return;
    list->ranks[list->count++] = (struct close_rank){
        .health_ppm = close_health_ppm(health.equity_micros, health.maintenance_micros),
        .account = account,
        .position = position_slot_number,
    };
    /* There is room for twice as many as are worked, or for every account. */
    if (list->count == core->step_items) list_cut(core, list);
}

/* --- slices ----------------------------------------------------------------------------------- */

struct close_position close_position_of(const struct core *core, const struct close_list *list,
                                        const struct close_item *item)
{
    const struct product *product = core_product_at(core, list->product);
    struct lot_factors factors = product_factors(product, product->mark);
    return (struct close_position){.side = product_value_side(product, (enum side)item->side),
                                   .lots = item->lots,
                                   .mark = {factors.price_e4},
                                   .tick_value_micros = factors.tick_value_micros,
                                   .face_micros =
                                       product_is_inverse(product) ? product_face(product) : 0,
                                   .equity_micros = item->equity_micros,
                                   .maintenance_micros = item->maintenance_micros,
                                   .own_micros = item->own_micros};
}

struct slice {
    struct close_position position;
    struct close_terms terms;
    int64_t lots;
    int64_t price_ticks;
};

/* M(lots), as the plan asks for it. */
static int64_t margin_micros(const void *context, int64_t lots)
{
    return close_margin_micros(context, lots);
}

/* R(lots) of R-LIQ-14, as the plan asks for it. */
static int128 required_micros(const void *context, int64_t lots)
{
    const struct close_margin_context *asked = context;
    const struct position *position = position_at(&asked->core->positions, asked->position);
    return prefund_required_with(asked->core, position, lots);
}

/* R-LIQ-4, R-LIQ-14 */
static int64_t slice_lots(const struct core *core, const struct close_item *item,
                          const struct slice *slice)
{
    struct close_margin_context context = {core, item->position, item->maintenance_micros};
    struct close_margin margin = {margin_micros, &context};
    if (!item->is_unfunded) {
        return close_slice_lots(&slice->position, &slice->terms, &margin, NULL);
    }
    struct close_cover cover = {
        .required = required_micros,
        .context = &context,
        .on_deposit_micros = prefund_on_deposit(core, item->account),
        .restrict_ppm = core->venue->prefund.terms.restrict_ppm,
    };
    return close_slice_lots(&slice->position, &slice->terms, &margin, &cover);
}

/* R-LIQ-4, R-LIQ-5 */
static struct slice slice_plan(const struct core *core, const struct close_list *list,
                               const struct close_item *item)
{
    const struct product *product = core_product_at(core, list->product);
    const struct product_terms *terms = &product->terms;
    const struct body_liquidation_terms *rates = &core->liquidations[list->product].terms;
    struct slice slice = {.position = close_position_of(core, list, item),
                          .terms = {.slice_factor_ppm = rates->slice_factor_ppm,
                                    .adjustment_ppm = rates->adjustment_ppm,
                                    .spread_ppm = rates->spread_ppm,
                                    .fee_ppm = rates->fee_ppm,
                                    .taker_fee_ppm = terms->fee_taker_ppm}};
    struct account_health health = {item->equity_micros, item->maintenance_micros};
    slice.terms.gives_all =
        item->is_unfunded && !is_liquidable(&core->liquidations[list->product], health);
    slice.price_ticks = close_limit_ticks(&slice.position, &slice.terms);
    slice.price_ticks = i64_max(slice.price_ticks, terms->price_ticks_min);
    slice.price_ticks = i64_min(slice.price_ticks, terms->price_ticks_max);

    int128 lot_micros = product_lot_value(product, slice.price_ticks);
    int64_t affordable = terms->order_lots_max;
    if (lot_micros > 0) affordable = narrow_i64(terms->order_notional_micros_max / lot_micros);
    slice.lots = slice_lots(core, item, &slice);
    slice.lots = i64_min(slice.lots, terms->order_lots_max);
    slice.lots = i64_max(1, i64_min(slice.lots, affordable));
    return slice;
}

/* R-LIQ-6: the fee, when the order has ended. */
static void slice_charge(struct core *core, const struct close_list *list,
                         const struct close_item *item, const struct slice *slice)
{
    const struct position *position = position_at(&core->positions, item->position);
    int64_t traded = item->lots - (int64_t)i64_magnitude(position->net_lots);
    if (traded == 0) return;
    struct money fee = {
        close_fee(&slice->position, &slice->terms, traded, (int64_t)core->taken_micros)};
    if (fee.micros == 0) return;
    fund_pay(core, list->product, item->account, FUND_FEE, fee);
}

/* R-LIQ-6 */
static void slice_trade(struct core *core, const struct close_list *list,
                        const struct close_item *item)
{
    struct order_pools *pools = &core->venue->orders;
    bool numbers_left = pools->order_count < UINT64_MAX >> core->store.slot_bits;
    if (slot_pool_room(&pools->orders) == 0 || !numbers_left) return;

    struct slice slice = slice_plan(core, list, item);
    struct order *order =
        order_take_system(core, item->position, (enum side)item->side,
                          (struct price){slice.price_ticks}, (struct qty){slice.lots});
    emit(core, EVENT_LIQUIDATION, item->account, list->product)->liquidation =
        (struct event_liquidation){
            .equity = {item->equity_micros},
            .maintenance = {item->maintenance_micros},
            .own = {item->own_micros},
            .mark = core_product_at(core, list->product)->mark,
            .lots = {slice.lots},
            .price = {slice.price_ticks},
            .bankruptcy = {close_bankruptcy_value(&slice.position, slice.lots)},
            .order_id = order->id,
        };
    order_activate(core, order);
    emit_order(core, EVENT_ORDER_ACCEPTED, order);
    core->taken_micros = 0;
    order_run(core, order, 0, REASON_NONE);
    slice_charge(core, list, item, &slice);
}

/* --- the step --------------------------------------------------------------------------------- */

/* R-LIQ-3 (3): the turn of one account. */
static void item_work(struct core *core, struct close_list *list, struct close_item *item)
{
    const struct liquidation *liquidation = liquidation_of(core, list->product);
    const struct position *position = position_at(&core->positions, item->position);
    if (position->net_lots == 0) return;
    if (core->venue->prefund.liquidate_count > 0) {
        if (prefund_must_close(core, position)) prefund_look(core, item->account);
        item->is_unfunded = prefund_must_close(core, position);
    }
    struct account_health health = account_health(core, item->account);
    if (!must_close(core, position, health)) return;

    item->is_worked = 1;
    item->side = position->net_lots > 0 ? SIDE_SELL : SIDE_BUY;
    item->lots = (int64_t)i64_magnitude(position->net_lots);
    item->equity_micros = health.equity_micros;
    item->maintenance_micros = health.maintenance_micros;
    struct close_margin_context context = {core, item->position, health.maintenance_micros};
    item->own_micros = i64_max(0, health.maintenance_micros - close_margin_micros(&context, 0));

    bool is_slice = (int128)health.equity_micros * PPM_ONE >=
                    (int128)liquidation->terms.close_out_ppm * health.maintenance_micros;
    if (is_slice) {
        slice_trade(core, list, item);
    } else {
        close_out(core, list, item);
    }
    if (item->is_unfunded) prefund_look(core, item->account);
}

/* R-LIQ-2 */
static bool is_ready(const struct core *core, uint32_t product_id)
{
    const struct product *product = core_product_at(core, product_id);
    return core->liquidations[product_id].has_terms && product->has_full_margin &&
           product->mark.ticks_e4 != 0 && product_is_trading(core, product);
}

void liquidation_step(struct core *core, uint32_t product_id)
{
    if (!is_ready(core, product_id)) return;
    const struct liquidation *liquidation = liquidation_of(core, product_id);
    struct close_list list = {
        .ranks = core->close_ranks, .items = core->close_items, .product = product_id};
    list.auction_ends =
        liquidation->auction_end_ns != 0 && liquidation->auction_end_ns <= core->venue->time_ns;
    core->payer_count = PAYERS_UNKNOWN;
    core->dry_member = 0;
    fund_observe(core, product_id);
    close_collect(core, &list);
    list_cut(core, &list);
    items_begin(&list);

    for (uint32_t i = 0; i < list.count; i++) {
        hint_item(core, &list, i);
        item_work(core, &list, &list.items[i]);
    }
    if (regime_is_clearing(core, product_id)) positions_keep(core, &list);
    deleverage_side(core, &list, SIDE_SELL);
    deleverage_side(core, &list, SIDE_BUY);
    debts_cover(core, &list);
    if (list.auction_ends) auction_clear(core, product_id);
}
