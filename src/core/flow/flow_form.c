/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flow_form.c - is the order well formed, whatever the state of the market.
 *
 * Rules  R-FORM-1 to R-FORM-3, R-TIF-5, R-SIZE-1, R-SIZE-2, R-ICE-1.
 */
#include "core/flow/flow.h"

struct field_rule {
    bool broken;
    enum field field;
    int64_t value;
};

static struct verdict first_broken(const struct field_rule *rules, uint32_t count,
                                   enum reject reject)
{
    for (uint32_t i = 0; i < count; i++) {
        if (rules[i].broken) return verdict_of(reject, rules[i].field, rules[i].value, 0);
    }
    return verdict_ok();
}

/* R-FORM-1 */
static struct verdict check_values(const struct order_entry *entry)
{
    const struct field_rule rules[] = {
        {entry->side > SIDE_SELL, FIELD_SIDE, entry->side},
        {entry->type < TYPE_LIMIT || entry->type > TYPE_TRAIL_MARKET, FIELD_TYPE, entry->type},
        {entry->tif < TIF_GTC || entry->tif > TIF_DAY, FIELD_TIF, entry->tif},
        {(entry->flags & ~ORDER_FLAGS_ALL) != 0, FIELD_FLAGS, entry->flags},
        {entry->smp_mode > SMP_DECREMENT, FIELD_SMP, entry->smp_mode},
        {entry->trigger_source > SOURCE_LAST, FIELD_TRIGGER_SOURCE, entry->trigger_source},
    };
    return first_broken(rules, sizeof rules / sizeof rules[0], REJECT_FIELD);
}

/* R-FORM-2, in the rule's order. */
static struct verdict check_combinations(const struct order_entry *entry)
{
    uint32_t flags = entry->flags;
    bool both_post_only = (flags & FLAG_POST_ONLY) != 0 && (flags & FLAG_POST_ONLY_CANCEL) != 0;
    bool post_only = (flags & (FLAG_POST_ONLY | FLAG_POST_ONLY_CANCEL)) != 0;
    bool protected = (flags & FLAG_PROTECTION) != 0;
    bool market = type_is_market(entry->type);
    bool trailing = entry->type == TYPE_TRAIL_MARKET;
    bool triggered = type_has_trigger(entry->type);
    bool at_once = entry->tif == TIF_IOC || entry->tif == TIF_FOK;
    bool shows_all = entry->type != TYPE_LIMIT || at_once || (flags & FLAG_REDUCE_ONLY) != 0;
    bool fill_or_kill = entry->tif == TIF_FOK;

    const struct field_rule rules[] = {
        {both_post_only, FIELD_FLAGS, flags},
        {post_only && market, FIELD_FLAGS, flags},
        {post_only && at_once, FIELD_FLAGS, flags},
        {protected && (!market || trailing), FIELD_FLAGS, flags},
        {market && !protected && entry->price.ticks != 0, FIELD_PRICE, entry->price.ticks},
        {entry->display.lots != 0 && shows_all, FIELD_DISPLAY, entry->display.lots},
        {entry->trigger.ticks != 0 && (!triggered || trailing), FIELD_TRIGGER,
         entry->trigger.ticks},
        {entry->trail_ticks != 0 && !trailing, FIELD_TRAIL, entry->trail_ticks},
        {entry->trigger_source != 0 && !triggered, FIELD_TRIGGER_SOURCE, entry->trigger_source},
        {entry->expiry_ns != 0 && entry->tif != TIF_GTD, FIELD_EXPIRY, entry->expiry_ns},
        {entry->group_id != 0 && fill_or_kill, FIELD_GROUP, entry->group_id},
        {(flags & FLAG_MMP) != 0 && fill_or_kill, FIELD_FLAGS, flags},
    };
    return first_broken(rules, sizeof rules / sizeof rules[0], REJECT_COMBINATION);
}

static struct verdict check_range(enum reject reject, enum field field, int64_t value, int64_t low,
                                  int64_t high)
{
    if (value < low) return verdict_of(reject, field, value, low);
    if (value > high) return verdict_of(reject, field, value, high);
    return verdict_ok();
}

struct verdict form_check_qty(const struct product *product, int64_t lots)
{
    return check_range(REJECT_QTY, FIELD_QTY, lots, 1, product->terms.order_lots_max);
}

struct verdict form_check_price(const struct product *product, enum field field, int64_t ticks)
{
    return check_range(REJECT_PRICE, field, ticks, product->terms.price_ticks_min,
                       product->terms.price_ticks_max);
}

static struct verdict check_sizes(const struct product *product, const struct order_entry *entry)
{
    struct verdict verdict = form_check_qty(product, entry->qty.lots);
    bool priced = !type_is_market(entry->type) || (entry->flags & FLAG_PROTECTION) != 0;
    bool trailing = entry->type == TYPE_TRAIL_MARKET;
    if (verdict.reject == REJECT_NONE && priced) {
        verdict = form_check_price(product, FIELD_PRICE, entry->price.ticks);
    }
    if (verdict.reject == REJECT_NONE && type_has_trigger(entry->type) && !trailing) {
        verdict = form_check_price(product, FIELD_TRIGGER, entry->trigger.ticks);
    }
    if (verdict.reject == REJECT_NONE && trailing) {
        verdict = check_range(REJECT_PRICE, FIELD_TRAIL, entry->trail_ticks, 1,
                              product->terms.price_ticks_max);
    }
    if (verdict.reject != REJECT_NONE || entry->display.lots == 0) return verdict;
    if (entry->display.lots >= 1 && entry->display.lots < entry->qty.lots) return verdict;
    return verdict_of(REJECT_DISPLAY, FIELD_DISPLAY, entry->display.lots, entry->qty.lots - 1);
}

/* A limit order with nothing special about it breaks no rule of form.  Most orders are such: they
 * are spared the tables above. */
static bool entry_is_plain(const struct order_entry *entry)
{
    bool plain_kind = entry->side <= SIDE_SELL && entry->type == TYPE_LIMIT &&
                      (entry->tif == TIF_GTC || entry->tif == TIF_IOC) && entry->flags == 0 &&
                      entry->smp_mode <= SMP_DECREMENT && entry->trigger_source == 0;
    return plain_kind && entry->group_id == 0 &&
           (entry->display.lots | entry->trigger.ticks | entry->trail_ticks | entry->expiry_ns) ==
               0;
}

struct verdict form_check(const struct core *core, const struct product *product,
                          const struct order_entry *entry)
{
    if (entry_is_plain(entry)) return check_sizes(product, entry);

    struct verdict verdict = check_values(entry);
    if (verdict.reject == REJECT_NONE) verdict = check_combinations(entry);
    if (verdict.reject != REJECT_NONE) return verdict;
    if (entry->tif == TIF_GTD && entry->expiry_ns <= core->venue->time_ns) {
        return verdict_of(REJECT_EXPIRY, FIELD_EXPIRY, entry->expiry_ns, core->venue->time_ns);
    }
    return check_sizes(product, entry);
}
