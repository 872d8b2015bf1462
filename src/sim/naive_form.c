/* SPDX-License-Identifier: Apache-2.0 */
/*
 * naive_form.c - is an order well formed and of a legal size.
 *
 * Role   See naive_check.h.
 * Rules  R-FORM-1, R-FORM-2, R-TIF-5, R-SIZE-1, R-SIZE-2, R-ICE-1, R-ID-3, R-GROUP-1, R-GROUP-3,
 *        R-MMP-1, R-MMP-3.
 */
#include "sim/naive_check.h"

static struct naive_fault field_fault(enum field field, int64_t value)
{
    return fault_of(REJECT_FIELD, field, value, 0);
}

/* R-FORM-1 */
static struct naive_fault check_fields(const struct order_entry *entry)
{
    if (entry->side > SIDE_SELL) return field_fault(FIELD_SIDE, entry->side);
    if (entry->type < TYPE_LIMIT || entry->type > TYPE_TRAIL_MARKET)
        return field_fault(FIELD_TYPE, entry->type);
    if (entry->tif < TIF_GTC || entry->tif > TIF_DAY) return field_fault(FIELD_TIF, entry->tif);
    if ((entry->flags & ~ORDER_FLAGS_ALL) != 0) return field_fault(FIELD_FLAGS, entry->flags);
    if (entry->smp_mode > SMP_DECREMENT) return field_fault(FIELD_SMP, entry->smp_mode);
    if (entry->trigger_source > SOURCE_LAST)
        return field_fault(FIELD_TRIGGER_SOURCE, entry->trigger_source);
    return NO_FAULT;
}

static struct naive_fault combination(enum field field, int64_t value)
{
    return fault_of(REJECT_COMBINATION, field, value, 0);
}

/* R-FORM-2, the part about flags and price. */
static struct naive_fault check_flags(const struct order_entry *entry)
{
    const uint32_t both = FLAG_POST_ONLY | FLAG_POST_ONLY_CANCEL;
    const bool is_market = naive_type_is_market(entry->type);
    const bool is_immediate = entry->tif == TIF_IOC || entry->tif == TIF_FOK;
    const bool has_protection = (entry->flags & FLAG_PROTECTION) != 0;

    if ((entry->flags & both) == both) return combination(FIELD_FLAGS, entry->flags);
    if ((entry->flags & both) != 0 && is_market) return combination(FIELD_FLAGS, entry->flags);
    if ((entry->flags & both) != 0 && is_immediate) return combination(FIELD_FLAGS, entry->flags);
    if (has_protection && (!is_market || entry->type == TYPE_TRAIL_MARKET))
        return combination(FIELD_FLAGS, entry->flags);
    if (entry->price.ticks != 0 && is_market && !has_protection)
        return combination(FIELD_PRICE, entry->price.ticks);
    return NO_FAULT;
}

/* R-FORM-2, the rest. */
static struct naive_fault check_combinations(const struct order_entry *entry)
{
    CHECK(check_flags(entry));
    const bool is_immediate = entry->tif == TIF_IOC || entry->tif == TIF_FOK;
    const bool has_trigger = naive_type_is_trigger(entry->type) && entry->type != TYPE_TRAIL_MARKET;
    const bool is_reduce_only = (entry->flags & FLAG_REDUCE_ONLY) != 0;

    if (entry->display.lots != 0 && (entry->type != TYPE_LIMIT || is_immediate || is_reduce_only))
        return combination(FIELD_DISPLAY, entry->display.lots);
    if (entry->trigger.ticks != 0 && !has_trigger)
        return combination(FIELD_TRIGGER, entry->trigger.ticks);
    if (entry->trail_ticks != 0 && entry->type != TYPE_TRAIL_MARKET)
        return combination(FIELD_TRAIL, entry->trail_ticks);
    if (entry->trigger_source != 0 && !naive_type_is_trigger(entry->type))
        return combination(FIELD_TRIGGER_SOURCE, entry->trigger_source);
    if (entry->expiry_ns != 0 && entry->tif != TIF_GTD)
        return combination(FIELD_EXPIRY, entry->expiry_ns);
    if (entry->group_id != 0 && entry->tif == TIF_FOK)
        return combination(FIELD_GROUP, entry->group_id);
    if ((entry->flags & FLAG_MMP) != 0 && entry->tif == TIF_FOK)
        return combination(FIELD_FLAGS, entry->flags);
    return NO_FAULT;
}

struct naive_fault naive_check_form(const struct naive *naive, const struct order_entry *entry)
{
    CHECK(check_fields(entry));
    CHECK(check_combinations(entry));
    if (entry->tif == TIF_GTD && entry->expiry_ns <= naive->now_ns)
        return fault_of(REJECT_EXPIRY, FIELD_EXPIRY, entry->expiry_ns, naive->now_ns);
    return NO_FAULT;
}

/* --- sizes ------------------------------------------------------------------------------------ */

struct naive_fault naive_check_qty(const struct naive_product *product, int64_t lots)
{
    if (lots < 1) return fault_of(REJECT_QTY, FIELD_QTY, lots, 1);
    if (lots > product->terms.order_lots_max)
        return fault_of(REJECT_QTY, FIELD_QTY, lots, product->terms.order_lots_max);
    return NO_FAULT;
}

static struct naive_fault check_ticks(enum field field, int64_t ticks, int64_t low, int64_t high)
{
    if (ticks < low) return fault_of(REJECT_PRICE, field, ticks, low);
    if (ticks > high) return fault_of(REJECT_PRICE, field, ticks, high);
    return NO_FAULT;
}

struct naive_fault naive_check_price(const struct naive_product *product, enum field field,
                                     int64_t ticks)
{
    return check_ticks(field, ticks, product->terms.price_ticks_min,
                       product->terms.price_ticks_max);
}

struct naive_fault naive_check_sizes(const struct naive *naive, const struct order_entry *entry)
{
    const struct naive_product *product = &naive->products[naive->command->product_id];
    CHECK(naive_check_qty(product, entry->qty.lots));
    if (naive_type_is_limit(entry->type) || (entry->flags & FLAG_PROTECTION) != 0)
        CHECK(naive_check_price(product, FIELD_PRICE, entry->price.ticks));
    if (naive_type_is_trigger(entry->type) && entry->type != TYPE_TRAIL_MARKET)
        CHECK(naive_check_price(product, FIELD_TRIGGER, entry->trigger.ticks));
    if (entry->type == TYPE_TRAIL_MARKET)
        CHECK(check_ticks(FIELD_TRAIL, entry->trail_ticks, 1, product->terms.price_ticks_max));

    int64_t display = entry->display.lots;
    if (display != 0 && (display < 1 || display > entry->qty.lots - 1))
        return fault_of(REJECT_DISPLAY, FIELD_DISPLAY, display, entry->qty.lots - 1);
    return NO_FAULT;
}

/* --- ids, groups, protection ------------------------------------------------------------------ */

struct naive_fault naive_check_client_order_id(const struct naive *naive, uint64_t client_order_id)
{
    if (client_order_id == 0) return NO_FAULT;
    struct naive_fault fault =
        fault_of(REJECT_CLIENT_ORDER_ID, FIELD_CLIENT_ORDER_ID, (int64_t)client_order_id, 0);
    for (uint32_t i = 0; i < naive->order_count; i++) {
        const struct naive_order *order = naive->orders[i];
        if (naive_order_is_live(order) && order->account_id == naive->command->account_id &&
            order->client_order_id == client_order_id)
            return fault;
    }
    if (naive->command->kind != COMMAND_ORDER_LIST) return NO_FAULT;
    for (uint16_t i = 0; i < naive->command->list.leg_count; i++) {
        if (i != naive->leg && naive->command->list.legs[i].client_order_id == client_order_id)
            return fault;
    }
    return NO_FAULT;
}

struct naive_fault naive_check_guards(const struct naive *naive, const struct naive_order *draft)
{
    if (draft->group_id != 0) {
        const struct naive_group *group =
            naive_find_group(naive, draft->account_id, draft->group_id);
        if (group == NULL) return fault_of(REJECT_GROUP, FIELD_GROUP, draft->group_id, 0);
        if (group->is_triggered)
            return fault_of(REJECT_GROUP_TRIGGERED, FIELD_GROUP, draft->group_id, 0);
    }
    if ((draft->flags & FLAG_MMP) != 0) {
        const struct naive_mmp *mmp = naive_mmp_of(naive, draft);
        if (mmp == NULL) return fault_of(REJECT_MMP_MISSING, FIELD_FLAGS, 0, 0);
        if (naive->now_ns < mmp->frozen_until_ns)
            return fault_of(REJECT_MMP_FROZEN, FIELD_FLAGS, 0, mmp->frozen_until_ns);
    }
    return NO_FAULT;
}
