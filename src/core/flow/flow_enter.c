/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flow_enter.c - from the entry in a command to a live order.
 *
 * Rules  R-CHECK-1 (order of the checks from 6 on), R-ID-1, R-SMP-2, R-CAL-3.
 */
#include "core/flow/flow_margin.h"
#include "core/flow/flow_register.h"

/* R-ELIG-1, R-CURRENCY-2, R-PART-1, R-PART-3, R-PART-4 */
struct verdict gate_eligible(const struct core *core, uint32_t product_id, uint32_t account_id,
                             uint32_t flags)
{
    const struct product *product = core_product_at(core, product_id);
    uint32_t needed = product->terms.eligible_classes;
    uint32_t classes = core_account_at(core, account_id)->classes;
    if (needed != 0 && (classes & needed) == 0) {
        return verdict_of(REJECT_NOT_ELIGIBLE, FIELD_ACCOUNT, classes, needed);
    }
    struct verdict verdict = gate_currency(core, account_id, product->currency);
    bool is_free = !participants_are_gated(core) || (flags & FLAG_REDUCE_ONLY) != 0;
    if (is_free || verdict.reject != REJECT_NONE) return verdict;
    return gate_participant(core, account_id, product_id);
}

static bool entry_needs_extra(const struct order_entry *entry)
{
    return entry->display.lots != 0 || type_has_trigger(entry->type) || entry->tif == TIF_GTD ||
           entry->tif == TIF_DAY || entry->group_id != 0;
}

static struct intent intent_of(const struct core *core, const struct order_entry *entry)
{
    const struct command *command = core->command;
    return (struct intent){
        .account = command->account_id,
        .position = account_position(core, command->account_id, command->product_id),
        .product = command->product_id,
        .flags = entry->flags,
        .side = entry->side,
        .type = entry->type,
        .tif = entry->tif,
        .price_ticks = entry->price.ticks,
        .lots = entry->qty.lots,
        .added_lots = entry->qty.lots,
    };
}

/* Checks 12 to 20 for an order that will be active.  Flattened: between functions a verdict passes
 * through memory, which took a tenth of a command's time. */
__attribute__((flatten)) static struct verdict check_active(struct core *core,
                                                            struct intent *intent, bool first)
{
    struct verdict verdict = check_reduce_only(core, intent);
    if (verdict.reject == REJECT_NONE) verdict = check_reference(core, intent);
    if (verdict.reject == REJECT_NONE) verdict = check_notional(core, intent);
    if (verdict.reject == REJECT_NONE) verdict = check_band(core, intent);
    if (verdict.reject == REJECT_NONE) verdict = check_position_limit(core, intent);
    if (verdict.reject == REJECT_NONE && first) verdict = check_budget(core, intent);
    if (verdict.reject == REJECT_NONE) verdict = check_clearing_limits(core, intent);
    if (verdict.reject == REJECT_NONE) verdict = check_post_only(core, intent);
    if (verdict.reject == REJECT_NONE) verdict = check_margin(core, intent);
    return verdict;
}

/* Checks 14, 17 and 18 for one that will be armed or held. */
static struct verdict check_waiting(struct core *core, struct intent intent,
                                    const struct order_entry *entry, bool first)
{
    if (intent.price_ticks == 0) intent.price_ticks = entry->trigger.ticks;
    struct verdict verdict = check_notional(core, &intent);
    if (verdict.reject == REJECT_NONE && first) verdict = check_budget(core, &intent);
    if (verdict.reject == REJECT_NONE) verdict = check_clearing_limits(core, &intent);
    return verdict;
}

struct verdict leg_check(struct core *core, const struct order_entry *entry, enum leg_fate fate,
                         bool first, struct intent *intent)
{
    const struct product *product = core_product_at(core, core->command->product_id);
    struct verdict verdict =
        gate_eligible(core, core->command->product_id, core->command->account_id, entry->flags);
    if (verdict.reject == REJECT_NONE) verdict = form_check(core, product, entry);
    if (verdict.reject != REJECT_NONE) return verdict;

    *intent = intent_of(core, entry);
    verdict = check_client_order_id(core, intent->account, entry);
    if (verdict.reject == REJECT_NONE) verdict = check_guards(core, intent, entry->group_id);
    if (verdict.reject == REJECT_NONE) {
        bool is_list = core->command->kind == COMMAND_ORDER_LIST;
        uint32_t orders = is_list ? core->command->list.leg_count : 1;
        uint32_t extras = is_list ? orders : entry_needs_extra(entry);
        verdict = check_memory(core, intent, orders, extras);
    }
    if (verdict.reject != REJECT_NONE) return verdict;
    if (fate == LEG_ACTIVE) return check_active(core, intent, first);

    verdict = check_waiting(core, *intent, entry, first);
    if (verdict.reject != REJECT_NONE || fate == LEG_HELD) return verdict;
    return check_trigger(core, product, entry);
}

/* R-SMP-2 */
static enum smp_mode smp_of(const struct core *core, const struct order_entry *entry)
{
    if (entry->smp_mode != SMP_DEFAULT) return (enum smp_mode)entry->smp_mode;
    uint8_t by_account = core_account_at(core, core->command->account_id)->smp_mode;
    if (by_account != SMP_DEFAULT) return (enum smp_mode)by_account;
    return (enum smp_mode)core_product_at(core, core->command->product_id)->terms.smp_mode;
}

static void extra_fill(struct core *core, struct order *order, const struct order_entry *entry)
{
    struct order_extra *extra = order_extra_make(&core->store, order);
    extra->display_lots = entry->display.lots;
    extra->shown_lots = entry->display.lots;
    extra->trigger_ticks = entry->trigger.ticks;
    extra->trail_ticks = entry->trail_ticks;
    extra->group_id = entry->group_id;
    if (entry->group_id != 0) {
        extra->group = group_find(core, core->command->account_id, entry->group_id);
    }
    if (entry->tif == TIF_GTD) extra->expiry_ns = entry->expiry_ns;
    if (entry->tif == TIF_DAY) { /* R-CAL-3 */
        uint32_t minute = core_product_at(core, core->command->product_id)->terms.day_end_minute;
        extra->expiry_ns =
            calendar_next_minute_of_day(&core->venue->calendar, core->venue->time_ns, minute);
    }
    if (extra->expiry_ns != 0) expiry_add(&core->expiry, order);
}

/* What brings an account into a product first brings its position into the lists of both. */
static void position_list(struct core *core, struct position *position)
{
    uint32_t slot = position_slot(&core->positions, position);
    struct account *account = core_account_at(core, position->account);
    if (account->last_position == 0) {
        account->first_position = slot;
    } else {
        position_at(&core->positions, account->last_position)->account_next = slot;
    }
    account->last_position = slot;

    struct product *product = core_product_at(core, position->product);
    if (product->last_position == 0) {
        product->first_position = slot;
    } else {
        position_at(&core->positions, product->last_position)->product_next = slot;
    }
    product->last_position = slot;
    position->is_listed = 1;
    attention_position_listed(core, position);
    if ((product->has_full_margin | account->margin_flags) != 0) {
        account_use_full_margin(core, position->account);
    }
}

/* Puts the order last in the list of its account and product. */
static void order_list(struct core *core, struct order *order)
{
    struct position *position = order_position(core, order);
    if (!position->is_listed) position_list(core, position);

    uint32_t slot = order_slot(&core->store, order);
    core->store.links[slot].older = position->last_order;
    if (position->last_order == 0) {
        position->first_order = slot;
    } else {
        core->store.links[position->last_order].newer = slot;
    }
    position->last_order = slot;
    position->order_count++;
    if ((order_flags(order) & FLAG_REDUCE_ONLY) != 0) position->reduce_only_count++;
    core_account_at(core, position->account)->order_count++;
}

static uint32_t order_bits(const struct core *core, const struct order_entry *entry)
{
    uint32_t bits = entry->flags;
    bits |= (uint32_t)entry->side << ORDER_SIDE_SHIFT;
    bits |= (uint32_t)entry->type << ORDER_TYPE_SHIFT;
    bits |= (uint32_t)entry->tif << ORDER_TIF_SHIFT;
    bits |= (uint32_t)smp_of(core, entry) << ORDER_SMP_SHIFT;
    bits |= (uint32_t)entry->trigger_source << ORDER_SOURCE_SHIFT;
    bits |= (uint32_t)PLACE_TAKING << ORDER_PLACE_SHIFT;
    if (entry->display.lots != 0) bits |= ORDER_ICEBERG_BIT;
    if (type_has_trigger(entry->type)) bits |= ORDER_UNTRIGGERED_BIT;
    return bits;
}

struct order *leg_take(struct core *core, const struct order_entry *entry,
                       const struct intent *intent, bool linked)
{
    uint32_t position = intent->position;
    if (position == 0) {
        uint32_t owner = core_account_at(core, intent->account)->owner;
        position = position_make(&core->positions, intent->account, intent->product, owner);
    }
    struct order *order = order_make(&core->store);
    order->client_order_id = entry->client_order_id;
    order->price_ticks = intent->price_ticks;
    order->open_lots = intent->lots;
    order->position = position;
    order->session = core->command->session_id;
    order->bits = order_bits(core, entry);
    if (linked || entry_needs_extra(entry)) extra_fill(core, order, entry);
    order_list(core, order);
    client_index_add(core, order);
    return order;
}

uint32_t position_enter(struct core *core, uint32_t account_id, uint16_t product_id)
{
    uint32_t owner = core_account_at(core, account_id)->owner;
    uint32_t slot = position_make(&core->positions, account_id, product_id, owner);
    struct position *position = position_at(&core->positions, slot);
    if (!position->is_listed) position_list(core, position);
    return slot;
}

struct order *order_take_system(struct core *core, uint32_t position, enum side side,
                                struct price price, struct qty qty)
{
    struct order *order = order_make(&core->store);
    order->price_ticks = price.ticks;
    order->open_lots = qty.lots;
    order->position = position;
    order->bits = FLAG_REDUCE_ONLY | (uint32_t)side << ORDER_SIDE_SHIFT |
                  (uint32_t)TYPE_LIMIT << ORDER_TYPE_SHIFT | (uint32_t)TIF_IOC << ORDER_TIF_SHIFT |
                  (uint32_t)SMP_CANCEL_MAKER << ORDER_SMP_SHIFT |
                  (uint32_t)PLACE_TAKING << ORDER_PLACE_SHIFT;
    order_list(core, order);
    return order;
}
