/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flow_check.c - the order against the state: what it would do to its account, owner and product.
 *
 * Role   One function a check of R-CHECK-1, in its order.  They change nothing but the intent, and
 *        the message budget, which is charged when it is passed.
 * Rules  R-ID-3, R-GROUP-1, R-MMP-1, R-SIZE-3 to R-SIZE-5, R-REDUCE-1, R-MARKET-1, R-BAND-1,
 *        R-LIMIT-1, R-BUDGET-1, R-FCM-1 to R-FCM-4, R-POST-1, R-MARGIN-3, R-MARGIN-4.
 */
#include "core/flow/flow_margin.h"
#include "core/product/payoff.h"

static const struct product *intent_product(const struct core *core, const struct intent *intent)
{
    return core_product_at(core, intent->product);
}

static bool intent_reduces_only(const struct intent *intent)
{
    return (intent->flags & FLAG_REDUCE_ONLY) != 0;
}

/* R-ID-3: does another leg of the same list have this client order id? */
static bool leg_repeats(const struct command *command, const struct order_entry *entry)
{
    if (command->kind != COMMAND_ORDER_LIST || entry->client_order_id == 0) return false;
    for (uint32_t i = 0; i < command->list.leg_count; i++) {
        const struct order_entry *leg = &command->list.legs[i];
        if (leg != entry && leg->client_order_id == entry->client_order_id) return true;
    }
    return false;
}

struct verdict check_client_order_id(const struct core *core, uint32_t account,
                                     const struct order_entry *entry)
{
    if (client_index_find(core, account, entry->client_order_id) == NULL &&
        !leg_repeats(core->command, entry)) {
        return verdict_ok();
    }
    return verdict_of(REJECT_CLIENT_ORDER_ID, FIELD_CLIENT_ORDER_ID,
                      (int64_t)entry->client_order_id, 0);
}

/* R-GROUP-1, R-GROUP-3, R-MMP-1, R-MMP-3, R-MMP-4 */
struct verdict check_guards(const struct core *core, const struct intent *intent, uint32_t group_id)
{
    uint32_t group = 0;
    if (group_id != 0) {
        group = group_find(core, intent->account, group_id);
        if (group == 0) return verdict_of(REJECT_GROUP, FIELD_GROUP, group_id, 0);
        if (core->groups[group].triggered) {
            return verdict_of(REJECT_GROUP_TRIGGERED, FIELD_GROUP, group_id, 0);
        }
    }
    if ((intent->flags & FLAG_MMP) == 0) return verdict_ok();
    bool is_group;
    uint32_t slot = guard_mmp(core, intent->position, group, &is_group);
    const struct mmp *mmp = &core->mmps[slot];
    if (slot == 0) return verdict_of(REJECT_MMP_MISSING, FIELD_FLAGS, 0, 0);
    if (mmp_is_frozen(mmp, core->venue->time_ns)) {
        return verdict_of(REJECT_MMP_FROZEN, FIELD_FLAGS, 0, mmp->frozen_until_ns);
    }
    return verdict_ok();
}

/* A first order takes a position for its account and, if it has none, for the owner's first. */
static uint32_t positions_needed(const struct core *core, const struct intent *intent)
{
    if (intent->position != 0) return 0;
    uint32_t owner = core_account_at(core, intent->account)->owner;
    return owner == intent->account ? 1 : POSITION_MAKE_SLOTS;
}

/* R-SIZE-5 */
struct verdict check_memory(const struct core *core, const struct intent *intent, uint32_t orders,
                            uint32_t extras)
{
    const struct venue *venue = core->venue;
    uint32_t positions = positions_needed(core, intent);
    bool numbers_left = venue->orders.order_count + orders <= UINT64_MAX >> core->store.slot_bits;
    if (slot_pool_room(&venue->orders.orders) < orders || !numbers_left) {
        return verdict_of(REJECT_CAPACITY, FIELD_ORDERS, 0, 0);
    }
    if (slot_pool_room(&venue->orders.extras) < extras) {
        return verdict_of(REJECT_CAPACITY, FIELD_EXTRAS, 0, 0);
    }
    if (slot_pool_room(&venue->positions) < positions) {
        return verdict_of(REJECT_CAPACITY, FIELD_POSITIONS, 0, 0);
    }
    return verdict_ok();
}

/* R-REDUCE-1 */
struct verdict check_reduce_only(const struct core *core, struct intent *intent)
{
    if (!intent_reduces_only(intent)) return verdict_ok();
    const struct position *position = position_at(&core->positions, intent->position);
    int64_t reducible = position_reducible(position, (enum side)intent->side);
    if (reducible == 0) {
        return verdict_of(REJECT_NOTHING_TO_REDUCE, FIELD_QTY, intent->lots, 0);
    }
    if (intent->lots > reducible) {
        intent->added_lots -= intent->lots - reducible;
        intent->lots = reducible;
    }
    return verdict_ok();
}

/* R-MARKET-1, R-MARKET-2 */
struct verdict check_reference(const struct core *core, struct intent *intent)
{
    if (!type_is_market(intent->type)) return verdict_ok();
    const struct book *book = &core->books[intent->product];
    enum side side = (enum side)intent->side;
    enum side other = side_opposite(side);
    if (!book_has(book, other)) return verdict_of(REJECT_NO_REFERENCE, FIELD_PRICE, 0, 0);
    if ((intent->flags & FLAG_PROTECTION) != 0) return verdict_ok();
    intent->price_ticks =
        product_protection_ticks(intent_product(core, intent), side, book_best_ticks(book, other));
    return verdict_ok();
}

/* The largest quantity at the intent's price whose notional stays within `micros_max`. */
static int64_t lots_within(const struct core *core, const struct intent *intent, int64_t micros_max)
{
    int128 lot_micros = product_lot_value(intent_product(core, intent), intent->price_ticks);
    if (lot_micros == 0) return INT64_MAX;
    return (int64_t)(micros_max / lot_micros);
}

/* Does the intent's notional exceed `micros_max`?  Exact in 128 bits (limits.h). */
static bool notional_exceeds(const struct core *core, const struct intent *intent,
                             int64_t micros_max)
{
    int128 lot_micros = product_lot_value(intent_product(core, intent), intent->price_ticks);
    return lot_micros * intent->lots > micros_max;
}

/* R-SIZE-3 */
struct verdict check_notional(const struct core *core, const struct intent *intent)
{
    int64_t micros_max = intent_product(core, intent)->terms.order_notional_micros_max;
    if (!notional_exceeds(core, intent, micros_max)) return verdict_ok();
    return verdict_of(REJECT_NOTIONAL, FIELD_QTY, intent->lots,
                      lots_within(core, intent, micros_max));
}

/* Best price of the intent's own side without the order being amended; false if there is none. */
static bool best_without(const struct core *core, const struct intent *intent, int64_t *ticks)
{
    const struct book *book = &core->books[intent->product];
    enum side side = (enum side)intent->side;
    const struct ladder *ladder = &book->sides[side];
    uint32_t best = ladder_best(ladder);
    if (best == 0) return false;

    const struct level *level = level_at(book->store, best);
    bool alone = level->order_count == 1 && intent->amended != NULL &&
                 level->oldest == order_slot(book->store, intent->amended);
    if (alone) best = ladder_worse(ladder, best);
    if (best == 0) return false;
    *ticks = side_price_key(side, level_at(book->store, best)->key);
    return true;
}

/* R-BAND-1 */
struct verdict check_band(const struct core *core, const struct intent *intent)
{
    const struct product *product = intent_product(core, intent);
    int64_t best_ticks;
    if (!product_has_band(product) || !best_without(core, intent, &best_ticks)) {
        return verdict_ok();
    }
    enum side side = (enum side)intent->side;
    if (product_band_allows(product, side, best_ticks, intent->price_ticks)) return verdict_ok();
    return verdict_of(REJECT_PRICE_OUT_OF_BAND, FIELD_PRICE, intent->price_ticks,
                      product_band_ticks(product, side, best_ticks));
}

/* The owner's net and open lots in the product, as if the intent's side were buying. */
static int64_t owner_lots(const struct core *core, const struct intent *intent)
{
    enum side side = (enum side)intent->side;
    uint32_t slot = intent->position;
    if (slot == 0) {
        uint32_t owner = core_account_at(core, intent->account)->owner;
        slot = position_find(&core->positions, owner, intent->product);
    } else {
        slot = position_at(&core->positions, slot)->owner_position;
    }
    const struct position *owner = position_at(&core->positions, slot);
    return side_sign(side) * owner->owner_net_lots + owner->owner_open_lots[side];
}

/* R-INDEX-9: no new risk above a size while too few sources are live. */
static struct verdict check_degraded(const struct core *core, const struct intent *intent)
{
    if (intent_reduces_only(intent) || intent->added_lots <= 0) return verdict_ok();
    const struct position *position = position_at(&core->positions, intent->position);
    int64_t open_lots[2] = {position->open_lots[SIDE_BUY], position->open_lots[SIDE_SELL]};
    int64_t before = worse_side_lots(position->net_lots, open_lots[SIDE_BUY], open_lots[SIDE_SELL]);
    open_lots[intent->side] += intent->added_lots;
    int64_t after = worse_side_lots(position->net_lots, open_lots[SIDE_BUY], open_lots[SIDE_SELL]);
    int64_t lots_max = core_economy_at(core, intent->product)->prices.degraded_lots_max;
    if (after <= lots_max || after <= before) return verdict_ok();
    int64_t lots =
        side_sign((enum side)intent->side) * position->net_lots + position->open_lots[intent->side];
    return verdict_of(REJECT_INDEX_DEGRADED, FIELD_QTY, intent->added_lots,
                      i64_max(lots_max - lots, 0));
}

/* R-LIMIT-1, R-LIMIT-2, R-SIZE-4, then R-INDEX-9 */
struct verdict check_position_limit(const struct core *core, const struct intent *intent)
{
    const struct product *product = intent_product(core, intent);
    int64_t lots_max = product->terms.position_lots_max;
    if (lots_max > 0 && !intent_reduces_only(intent) && intent->added_lots > 0) {
        int64_t lots = owner_lots(core, intent);
        if ((int128)lots + intent->added_lots > lots_max) {
            return verdict_of(REJECT_POSITION_LIMIT, FIELD_QTY, intent->added_lots,
                              i64_max(lots_max - lots, 0));
        }
    }
    int64_t in_use = product->open_lots + product->open_interest_lots;
    if (intent->added_lots > 0 && (int128)in_use + intent->added_lots > product->lots_max) {
        return verdict_of(REJECT_CAPACITY, FIELD_QTY, intent->added_lots,
                          i64_max(product->lots_max - in_use, 0));
    }
    if (product->index_state == INDEX_DEGRADED) return check_degraded(core, intent);
    return verdict_ok();
}

/* R-BUDGET-1, R-BUDGET-2 */
struct verdict check_budget(struct core *core, const struct intent *intent)
{
    const struct body_venue_terms *terms = &core->venue->terms;
    if (terms->message_window_ns == 0 || terms->message_budget_count == 0) return verdict_ok();
    if (intent_reduces_only(intent)) return verdict_ok();

    struct account *account = core_account_at(core, intent->account);
    int64_t start_ns = core->venue->time_ns - core->venue->time_ns % terms->message_window_ns;
    if (account->budget_start_ns != start_ns) {
        account->budget_start_ns = start_ns;
        account->budget_used = 0;
    }
    if (account->budget_used >= terms->message_budget_count) {
        return verdict_of(REJECT_MESSAGE_BUDGET, FIELD_ACCOUNT, terms->message_budget_count,
                          start_ns + terms->message_window_ns);
    }
    account->budget_used++;
    return verdict_ok();
}

/* R-FCM-1 to R-FCM-3 */
struct verdict check_clearing_limits(const struct core *core, const struct intent *intent)
{
    const struct body_limits *limits = &core_account_at(core, intent->account)->limits;
    if (limits->order_lots_max > 0 && intent->lots > limits->order_lots_max) {
        return verdict_of(REJECT_FCM_ORDER_QTY, FIELD_QTY, intent->lots, limits->order_lots_max);
    }
    int64_t micros_max = limits->order_notional_micros_max;
    if (micros_max > 0 && notional_exceeds(core, intent, micros_max)) {
        return verdict_of(REJECT_FCM_NOTIONAL, FIELD_QTY, intent->lots,
                          lots_within(core, intent, micros_max));
    }
    int64_t lots_max = limits->position_lots_max;
    if (lots_max == 0 || intent_reduces_only(intent) || intent->added_lots <= 0) {
        return verdict_ok();
    }
    const struct position *position = position_at(&core->positions, intent->position);
    enum side side = (enum side)intent->side;
    int64_t lots = side_sign(side) * position->net_lots + position->open_lots[side];
    if ((int128)lots + intent->added_lots <= lots_max) return verdict_ok();
    return verdict_of(REJECT_FCM_POSITION, FIELD_QTY, intent->added_lots,
                      i64_max(lots_max - lots, 0));
}

/* R-POST-1 */
struct verdict check_post_only(const struct core *core, const struct intent *intent)
{
    if ((intent->flags & FLAG_POST_ONLY) == 0) return verdict_ok();
    const struct book *book = &core->books[intent->product];
    enum side side = (enum side)intent->side;
    if (!product_is_trading(core, intent_product(core, intent)) ||
        !book_crosses(book, side, intent->price_ticks)) {
        return verdict_ok();
    }
    int64_t other_ticks = book_best_ticks(book, side_opposite(side));
    return verdict_of(REJECT_POST_ONLY, FIELD_PRICE, intent->price_ticks,
                      other_ticks - side_sign(side));
}

int64_t lot_margin_for(const struct product *product, const struct intent *intent)
{
    if (product->mark.ticks_e4 != 0 || product->last.ticks != 0) return product->lot_margin_micros;
    struct fine_price price = {intent->price_ticks * FINE_PER_TICK};
    return product_lot_margin(product, price);
}

/* R-FCM-4, R-MARGIN-3, R-MARGIN-4 */
struct verdict check_margin(const struct core *core, const struct intent *intent)
{
    const struct product *product = intent_product(core, intent);
    const struct account *account = core_account_at(core, intent->account);
    if ((product->has_full_margin | account->margin_flags) != 0) {
        return check_full_margin(core, intent);
    }
    const struct position *position = position_at(&core->positions, intent->position);
    int64_t open_lots[2] = {position->open_lots[SIDE_BUY], position->open_lots[SIDE_SELL]};
    int64_t before = worse_side_lots(position->net_lots, open_lots[SIDE_BUY], open_lots[SIDE_SELL]);
    open_lots[intent->side] += intent->added_lots;
    int64_t after = worse_side_lots(position->net_lots, open_lots[SIDE_BUY], open_lots[SIDE_SELL]);
    if (after <= before) return verdict_ok();

    int64_t margin_micros = after * lot_margin_for(product, intent);
    int64_t needed_micros = margin_micros - position->margin_micros;
    uint32_t entry = entry_account(intent->account);
    int64_t limit_micros = account->limits.margin_micros_max;
    int128 account_micros = (int128)ledger_held(&core->ledger, entry).micros + needed_micros;
    if (limit_micros > 0 && account_micros > limit_micros) {
        int64_t shown_micros = account_micros > INT64_MAX ? INT64_MAX : (int64_t)account_micros;
        return verdict_of(REJECT_FCM_MARGIN, FIELD_MARGIN, shown_micros, limit_micros);
    }
    int64_t free_micros = ledger_free(&core->ledger, entry).micros;
    if (needed_micros <= free_micros) return verdict_ok();
    return verdict_of(REJECT_MARGIN, FIELD_MARGIN, needed_micros, free_micros);
}
