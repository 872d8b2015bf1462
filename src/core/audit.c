/* SPDX-License-Identifier: Apache-2.0 */
/*
 * audit.c - everything that must hold between two commands, checked from the ground up.
 *
 * Role   Sums are computed again from single orders and positions and compared with what the core
 *        keeps. It costs what exists; tests run it after each step, a venue on a timer.
 * Rules  R-AUDIT-1 to R-AUDIT-5, R-BOOK-3, R-LIQ-12, R-CURRENCY-6.
 */
#include "core/audit_clearing.h"
#include "core/audit_index.h"
#include "core/audit_margin.h"
#include "core/core.h"
#include "core/state/client_index.h"
#include "core/state/state.h"

struct order_sums {
    uint32_t orders;
    uint32_t reduce_only;
    int64_t open_lots[2];
};

static void audit_resting(const struct core *core, const struct order *order, uint32_t product_id)
{
    const struct ladder *ladder = &core->books[product_id].sides[order_side(order)];
    uint32_t slot = ladder_find(ladder, side_price_key(order_side(order), order->price_ticks));
    ASSERT(slot != 0);
    ASSERT(order_shown_lots(&core->store, order) > 0);
    ASSERT(order->older != 0 ||
           level_at(&core->store, slot)->oldest == order_slot(&core->store, order));
}

static void audit_order(const struct core *core, const struct order *order,
                        uint32_t position_number, struct order_sums *sums)
{
    const struct position *position = position_at(&core->positions, position_number);
    bool active = (order->bits & ORDER_ACTIVE_BIT) != 0;
    ASSERT(order->position == position_number);
    ASSERT(order->open_lots > 0);
    ASSERT(order_place(order) >= PLACE_RESTING && order_place(order) <= PLACE_HELD);
    ASSERT(active == (order_place(order) == PLACE_RESTING));
    ASSERT(order_find(&core->store, order->id) == order);
    if (order->client_order_id != 0) {
        ASSERT(client_index_find(core, position->account, order->client_order_id) == order);
    }
    if (active) audit_resting(core, order, position->product);

    sums->orders++;
    if (active) sums->open_lots[order_side(order)] += order->open_lots;
    if ((order_flags(order) & FLAG_REDUCE_ONLY) != 0) sums->reduce_only++;
}

static uint32_t audit_position(const struct core *core, uint32_t number)
{
    const struct position *position = position_at(&core->positions, number);
    struct order_sums sums = {0};
    uint32_t older = 0;
    uint64_t older_id = 0;
    for (uint32_t slot = position->first_order; slot != 0;) {
        const struct order *order = order_at(&core->store, slot);
        ASSERT(core->store.links[slot].older == older);
        ASSERT(order->id > older_id);
        audit_order(core, order, number, &sums);
        older = slot;
        older_id = order->id;
        slot = core->store.links[slot].newer;
    }
    ASSERT(position->last_order == older);
    ASSERT(sums.orders == position->order_count);
    ASSERT(sums.reduce_only == position->reduce_only_count);
    ASSERT(sums.open_lots[SIDE_BUY] == position->open_lots[SIDE_BUY]);
    ASSERT(sums.open_lots[SIDE_SELL] == position->open_lots[SIDE_SELL]);
    ASSERT(IMPLIES(position->net_lots == 0, position->paid_micros == 0));
    ASSERT(position_find(&core->positions, position->account, position->product) == number);
    return sums.orders;
}

/* R-AUDIT-2, and the owner's sums. */
static void audit_product_positions(const struct core *core, uint32_t product_id)
{
    const struct product *product = core_product_at(core, product_id);
    int128 net = 0;
    int128 paid = 0;
    int64_t open_interest = 0;
    int64_t open_lots = 0;
    int128 owners = 0;
    int128 owners_open = 0;
    for (uint32_t i = 1; i < core->venue->positions.used; i++) {
        const struct position *position = position_at(&core->positions, i);
        if (position->product != product_id) continue;
        net += position->net_lots;
        paid += position->paid_micros;
        owners += position->owner_net_lots;
        owners_open += position->owner_open_lots[SIDE_BUY] + position->owner_open_lots[SIDE_SELL];
        if (position->net_lots > 0) open_interest += position->net_lots;
        open_lots += position->open_lots[SIDE_BUY] + position->open_lots[SIDE_SELL];
        if (position->owner_position != i) ASSERT(position->owner_net_lots == 0);
    }
    ASSERT(net == 0);
    ASSERT(owners == 0);
    ASSERT(owners_open == open_lots);
    ASSERT(paid + ledger_exact(&core->ledger, entry_clearing((uint16_t)product_id)) == 0);
    ASSERT(open_interest == product->open_interest_lots);
    ASSERT(open_lots == product->open_lots);
    ASSERT(open_lots + open_interest <= product->lots_max);
}

/* R-AUDIT-5: what payers have paid and receivers have not taken yet is what is pending. */
static void audit_funding(const struct core *core, uint32_t product_id)
{
    const struct product *product = core_product_at(core, product_id);
    const struct funding_state *payments = &core_economy_at(core, product_id)->payments;
    uint32_t entry = entry_product((uint16_t)product_id, PRODUCT_ENTRY_FUNDING);
    int128 pending = 0;
    for (uint32_t i = 1; i < core->venue->positions.used; i++) {
        const struct position *position = position_at(&core->positions, i);
        if (position->product != product_id) continue;
        ASSERT(IMPLIES(!product->has_economy, position->funding_nanos == 0));
        int128 behind = (int128)payments->cumulative_nanos - position->funding_nanos;
        pending += position->net_lots * behind;
    }
    ASSERT(ledger_exact(&core->ledger, entry) * 1000 + pending == payments->residue_nanos);
    ASSERT(payments->residue_nanos >= 0 && payments->residue_nanos < 1000);
    ASSERT(IMPLIES(!product->has_economy, product->index_state == INDEX_NORMAL));
}

/* R-STEP-2: the venue looks for steps no later than the first one is due.  It may look earlier:
 * terms with a longer step move a product's own next boundary only. */
static void audit_steps(const struct core *core)
{
    int64_t next_ns = INT64_MAX;
    for (uint32_t id = 1; id < core->config.products_max; id++) {
        const struct product *product = core_product_at(core, id);
        if (!product->has_economy || product_is_over(product)) continue;
        const struct economy *economy = core_economy_at(core, id);
        ASSERT(economy->next_step_ns % economy->prices.step_ns == 0);
        ASSERT(economy->last_step_ns < economy->next_step_ns);
        next_ns = i64_min(next_ns, economy->next_step_ns);
    }
    ASSERT(core->venue->next_step_ns <= next_ns);
}

static bool window_has_bit(const struct ladder *ladder, int64_t key)
{
    uint32_t index = (uint32_t)((uint64_t)key & (ladder->width - 1));
    return (ladder->words[index / 64] >> index % 64 & 1) != 0;
}

/* R-AUDIT-4: the window has as many bits as levels, and the other levels are in the tree. */
static void audit_window(const struct ladder *ladder, uint32_t levels, uint32_t in_window)
{
    const struct ladder_state *state = ladder->state;
    uint32_t bits = 0;
    for (uint32_t i = 0; i < ladder->width / 64; i++) {
        bool is_used = (ladder->summary[i / 64] >> i % 64 & 1) != 0;
        for (uint64_t word = ladder->words[i]; word != 0; word &= word - 1) bits++;
        ASSERT(is_used == (ladder->words[i] != 0));
    }
    ASSERT(state->window_levels == in_window);
    ASSERT(in_window == bits);
    ASSERT(state->tree_levels == levels - in_window);
    ASSERT(IMPLIES(state->tree_levels > 0, state->window_levels > 0));
    ASSERT(state->misses < ladder->width);
}

/* R-AUDIT-4: a level's sums are those of its orders, and levels come best first. */
static uint32_t audit_side(const struct core *core, uint32_t product_id, enum side side)
{
    const struct ladder *ladder = &core->books[product_id].sides[side];
    uint32_t levels = 0;
    uint32_t in_window = 0;
    int64_t last_key = 0;
    for (uint32_t slot = ladder_best(ladder); slot != 0; slot = ladder_worse(ladder, slot)) {
        const struct level *level = level_at(&core->store, slot);
        int64_t shown_lots = 0;
        int64_t hidden_lots = 0;
        uint32_t orders = 0;
        for (uint32_t at = level->oldest; at != 0; at = order_at(&core->store, at)->newer) {
            const struct order *order = order_at(&core->store, at);
            int64_t shown = order_shown_lots(&core->store, order);
            ASSERT(order_place(order) == PLACE_RESTING);
            ASSERT(side_price_key(side, order->price_ticks) == level->key);
            shown_lots += shown;
            hidden_lots += order->open_lots - shown;
            orders++;
        }
        ASSERT(orders == level->order_count);
        ASSERT(orders > 0);
        ASSERT(shown_lots == level->shown_lots);
        ASSERT(hidden_lots == level->hidden_lots);
        ASSERT(levels == 0 || level->key > last_key);
        if (ladder_window_holds(ladder, level->key)) {
            ASSERT(window_has_bit(ladder, level->key));
            in_window++;
        }
        last_key = level->key;
        levels++;
    }
    audit_window(ladder, levels, in_window);
    return levels;
}

/* R-AUDIT-3 */
static void audit_account(const struct core *core, uint32_t account_id)
{
    int128 margin_micros = 0;
    uint32_t orders = 0;
    uint32_t slot = core_account_at(core, account_id)->first_position;
    while (slot != 0) {
        const struct position *position = position_at(&core->positions, slot);
        ASSERT(position->account == account_id);
        margin_micros += position->margin_micros;
        orders += position->order_count;
        slot = position->account_next;
    }
    ASSERT(margin_micros == core->ledger.lines[entry_account(account_id)].hold_micros);
    ASSERT(orders == core_account_at(core, account_id)->order_count);
}

/* R-LIQ-12 */
static void audit_liquidation(const struct core *core, uint32_t product_id)
{
    const struct liquidation *liquidation = &core->liquidations[product_id];
    liquidation_audit(liquidation);
    for (uint32_t i = 0; i < liquidation->bid_count; i++) {
        ASSERT(account_exists(core, liquidation->bids[i].account));
    }
    uint32_t fund = liquidation->terms.fund_account_id;
    if (fund == 0) return;
    ASSERT(account_exists(core, fund));
    for (uint32_t id = product_id + 1; id < core->config.products_max; id++) {
        ASSERT(core->liquidations[id].terms.fund_account_id != fund);
    }
}

/* R-DEFAULT-6: a guaranty account is its member's. */
static void audit_guaranty(const struct core *core)
{
    for (uint32_t id = 1; id < core->config.members_max; id++) {
        const struct default_member *member = &core->default_members[id];
        ASSERT(member->called_micros >= 0);
        if (member->guaranty_account == 0) continue;
        ASSERT(account_exists(core, member->guaranty_account));
        ASSERT(core_account_at(core, member->guaranty_account)->member == id);
    }
}

/* R-CURRENCY-6: nothing passes from one currency into another. */
static void audit_currencies(const struct core *core)
{
    int128 sums[CURRENCIES_MAX] = {0};
    for (uint32_t currency = 0; currency < CURRENCIES_MAX; currency++) {
        for (uint32_t entry = ENTRY_BANK; entry <= ENTRY_ROUNDING; entry++) {
            sums[currency] +=
                ledger_exact(&core->ledger, entry_of_currency((enum ledger_entry)entry, currency));
        }
    }
    for (uint16_t id = 1; id < core->config.products_max; id++) {
        int128 *sum = &sums[core_product_at(core, id)->currency];
        *sum += ledger_exact(&core->ledger, entry_clearing(id));
        for (uint32_t kind = 0; kind < PRODUCT_ENTRIES; kind++) {
            *sum += ledger_exact(&core->ledger, entry_product(id, (enum product_entry)kind));
        }
    }
    for (uint32_t id = 1; id < core->venue->account_count; id++) {
        const struct account *account = core_account_at(core, id);
        sums[account->currency] += ledger_exact(&core->ledger, entry_account(id));
        for (uint32_t slot = account->first_position; slot != 0;) {
            const struct position *position = position_at(&core->positions, slot);
            ASSERT(core_product_at(core, position->product)->currency == account->currency);
            slot = position->account_next;
        }
    }
    for (uint32_t i = 0; i < CURRENCIES_MAX; i++) ASSERT(sums[i] == 0);
}

void core_audit(const struct core *core)
{
    const struct venue *venue = core->venue;
    ASSERT(ledger_sum(&core->ledger) == 0); /* R-AUDIT-1 */
    audit_currencies(core);
    ASSERT(venue->work_oldest == 0 && venue->work_newest == 0);

    uint32_t orders = 0;
    for (uint32_t i = 1; i < venue->positions.used; i++) orders += audit_position(core, i);
    ASSERT(orders == venue->orders.orders.live);

    for (uint32_t id = 1; id < core->config.products_max; id++) {
        const struct product *product = core_product_at(core, id);
        if (!product->exists) continue;
        audit_product_positions(core, id);
        audit_funding(core, id);
        audit_liquidation(core, id);
        (void)audit_side(core, id, SIDE_BUY);
        (void)audit_side(core, id, SIDE_SELL);
        ASSERT(IMPLIES(product_is_trading(core, product), !book_is_crossed(&core->books[id])));
    }
    for (uint32_t id = 1; id < venue->account_count; id++) audit_account(core, id);
    audit_steps(core);
    audit_guaranty(core);
    audit_indexes(core);
    audit_margin(core);
    audit_clearing(core);
}
