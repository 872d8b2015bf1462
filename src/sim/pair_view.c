/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pair_view.c - everything that can be asked of both venues, compared.
 *
 * Role   See pair.h.  The answers are plain structs, cleared first, so their bytes are compared.
 */
#include <string.h>

#include "model/accounts_chart.h"
#include "sim/pair_state.h"

#define LEVELS_MAX 512u
#define QUEUE_MAX  1024u

enum signature {
    SIGNATURE_CLOCK = 10,
    SIGNATURE_BALANCE,
    SIGNATURE_ACCOUNT,
    SIGNATURE_POSITION,
    SIGNATURE_PRODUCT,
    SIGNATURE_DEPTH,
    SIGNATURE_QUEUE,
    SIGNATURE_ORDER,
    SIGNATURE_RISK
};

static bool entries_agree(struct pair *pair, uint32_t first, uint32_t count,
                          struct difference *difference)
{
    for (uint32_t entry = first; entry < first + count; entry++) {
        int64_t got = core_balance(pair->core, entry).micros;
        int64_t expected = naive_balance(pair->naive, entry).micros;
        if (got == expected) continue;
        return differ(difference, SIGNATURE_BALANCE, "balance of entry %u is %lld, expected %lld",
                      entry, (long long)got, (long long)expected);
    }
    return true;
}

static bool balances_agree(struct pair *pair, struct difference *difference)
{
    if (!entries_agree(pair, 0, entry_account(pair->config.accounts_max), difference)) return false;
    if (CORE_PARTS == 0) return true;
    return entries_agree(pair, ENTRY_PRODUCT_FIRST, pair->config.products_max * PRODUCT_ENTRIES,
                         difference);
}

static bool account_agrees(struct pair *pair, uint32_t account_id, struct difference *difference)
{
    struct account_view got;
    struct account_view expected;
    memset(&got, 0, sizeof got);
    memset(&expected, 0, sizeof expected);
    bool got_exists = core_account(pair->core, account_id, &got);
    bool expected_exists = naive_account(pair->naive, account_id, &expected);
    if (got_exists == expected_exists && (!got_exists || memcmp(&got, &expected, sizeof got) == 0))
        return true;
    return differ(difference, SIGNATURE_ACCOUNT,
                  "account %u: exists %d/%d balance %lld/%lld held %lld/%lld owner %u/%u "
                  "state %u/%u orders %u/%u smp %u/%u on disconnect %u/%u (core/naive)",
                  account_id, got_exists, expected_exists, (long long)got.balance.micros,
                  (long long)expected.balance.micros, (long long)got.held.micros,
                  (long long)expected.held.micros, got.owner_account_id, expected.owner_account_id,
                  got.state, expected.state, got.order_count, expected.order_count, got.smp_mode,
                  expected.smp_mode, got.cancels_on_disconnect, expected.cancels_on_disconnect);
}

static bool position_agrees(struct pair *pair, uint32_t account_id, uint16_t product_id,
                            struct difference *difference)
{
    struct position_view got;
    struct position_view expected;
    memset(&got, 0, sizeof got);
    memset(&expected, 0, sizeof expected);
    bool got_exists = core_position(pair->core, account_id, product_id, &got);
    bool expected_exists = naive_position(pair->naive, account_id, product_id, &expected);
    int64_t due = core_funding_due(pair->core, account_id, product_id).micros;
    int64_t expected_due = naive_pending_funding(pair->naive, account_id, product_id);
    bool is_same = !got_exists || (memcmp(&got, &expected, sizeof got) == 0 && due == expected_due);
    if (got_exists == expected_exists && is_same) return true;
    return differ(difference, SIGNATURE_POSITION,
                  "position of account %u in product %u: exists %d/%d net %lld/%lld paid "
                  "%lld/%lld bids %lld/%lld asks %lld/%lld held %lld/%lld (core/naive)",
                  account_id, product_id, got_exists, expected_exists, (long long)got.net.lots,
                  (long long)expected.net.lots, (long long)got.paid.micros,
                  (long long)expected.paid.micros, (long long)got.open_bids.lots,
                  (long long)expected.open_bids.lots, (long long)got.open_asks.lots,
                  (long long)expected.open_asks.lots, (long long)got.held.micros,
                  (long long)expected.held.micros);
}

static bool product_agrees(struct pair *pair, uint16_t product_id, struct difference *difference)
{
    struct product_view got;
    struct product_view expected;
    memset(&got, 0, sizeof got);
    memset(&expected, 0, sizeof expected);
    bool got_exists = core_product(pair->core, product_id, &got);
    bool expected_exists = naive_product(pair->naive, product_id, &expected);
    if (got_exists == expected_exists && (!got_exists || memcmp(&got, &expected, sizeof got) == 0))
        return true;
    return differ(difference, SIGNATURE_PRODUCT,
                  "product %u: exists %d/%d state %u/%u phase %u/%u halt %u/%u last %lld/%lld "
                  "interest %lld/%lld trades %llu/%llu (core/naive)",
                  product_id, got_exists, expected_exists, got.state, expected.state, got.phase,
                  expected.phase, got.halt, expected.halt, (long long)got.last.ticks,
                  (long long)expected.last.ticks, (long long)got.open_interest.lots,
                  (long long)expected.open_interest.lots, (unsigned long long)got.trade_count,
                  (unsigned long long)expected.trade_count);
}

static bool economy_agrees(struct pair *pair, uint16_t product_id, struct difference *difference)
{
    struct economy_view got;
    struct economy_view expected;
    memset(&got, 0, sizeof got);
    memset(&expected, 0, sizeof expected);
    bool got_exists = core_economy(pair->core, product_id, &got);
    bool expected_exists = naive_economy(pair->naive, product_id, &expected);
    /* Without funding there is nothing to estimate. */
    if (expected.next_funding_ns == INT64_MAX) got.estimate_e12 = expected.estimate_e12;
    if (got_exists == expected_exists && memcmp(&got, &expected, sizeof got) == 0) return true;
    return differ(difference, SIGNATURE_PRODUCT,
                  "economy of product %u: exists %d/%d next step %lld/%lld next funding %lld/%lld "
                  "average %lld/%lld estimate %lld/%lld cumulative %lld/%lld settle %lld/%lld "
                  "buckets %u/%u (core/naive)",
                  product_id, got_exists, expected_exists, (long long)got.next_step_ns,
                  (long long)expected.next_step_ns, (long long)got.next_funding_ns,
                  (long long)expected.next_funding_ns, (long long)got.average_e12,
                  (long long)expected.average_e12, (long long)got.estimate_e12,
                  (long long)expected.estimate_e12, (long long)got.cumulative_nanos,
                  (long long)expected.cumulative_nanos, (long long)got.settle.ticks_e4,
                  (long long)expected.settle.ticks_e4, got.buckets, expected.buckets);
}

static bool depth_agrees(struct pair *pair, uint16_t product_id, enum side side,
                         struct difference *difference)
{
    static struct depth_level got[LEVELS_MAX];
    static struct depth_level expected[LEVELS_MAX];
    uint32_t got_count = core_depth(pair->core, product_id, side, got, LEVELS_MAX);
    uint32_t expected_count = naive_depth(pair->naive, product_id, side, expected, LEVELS_MAX);
    if (got_count != expected_count)
        return differ(difference, SIGNATURE_DEPTH, "product %u side %d has %u levels, expected %u",
                      product_id, (int)side, got_count, expected_count);
    for (uint32_t i = 0; i < got_count; i++) {
        if (memcmp(&got[i], &expected[i], sizeof got[i]) == 0) continue;
        return differ(difference, SIGNATURE_DEPTH,
                      "product %u side %d level %u: %lld lots of %u orders at %lld, expected "
                      "%lld lots of %u orders at %lld",
                      product_id, (int)side, i, (long long)got[i].open.lots, got[i].orders,
                      (long long)got[i].price.ticks, (long long)expected[i].open.lots,
                      expected[i].orders, (long long)expected[i].price.ticks);
    }
    return true;
}

static bool queue_agrees(struct pair *pair, uint16_t product_id, enum side side,
                         struct difference *difference)
{
    static uint64_t got[QUEUE_MAX];
    static uint64_t expected[QUEUE_MAX];
    uint32_t got_count = core_queue(pair->core, product_id, side, got, QUEUE_MAX);
    uint32_t expected_count = naive_queue(pair->naive, product_id, side, expected, QUEUE_MAX);
    if (got_count != expected_count)
        return differ(difference, SIGNATURE_QUEUE, "product %u side %d has %u orders, expected %u",
                      product_id, (int)side, got_count, expected_count);
    for (uint32_t i = 0; i < got_count; i++) {
        if (got[i] == order_map_core(&pair->map, expected[i])) continue;
        return differ(difference, SIGNATURE_QUEUE,
                      "product %u side %d: order %llu is number %u in priority, expected %llu",
                      product_id, (int)side, (unsigned long long)got[i], i,
                      (unsigned long long)order_map_core(&pair->map, expected[i]));
    }
    return true;
}

/* Field by field: this view has padding at its end. */
static bool order_views_equal(const struct order_view *a, const struct order_view *b)
{
    bool same_order = a->order_id == b->order_id && a->client_order_id == b->client_order_id &&
                      a->account_id == b->account_id && a->product_id == b->product_id;
    bool same_lots = a->open.lots == b->open.lots && a->shown.lots == b->shown.lots &&
                     a->filled.lots == b->filled.lots;
    bool same_prices = a->price.ticks == b->price.ticks && a->trigger.ticks == b->trigger.ticks;
    bool same_kind = a->flags == b->flags && a->side == b->side && a->type == b->type &&
                     a->tif == b->tif && a->state == b->state;
    return same_order && same_lots && same_prices && same_kind;
}

static bool orders_agree(struct pair *pair, struct difference *difference)
{
    uint32_t live = naive_live(pair->naive, NULL, 0);
    if (live != pair->map.count)
        return differ(difference, SIGNATURE_ORDER, "%u orders live, %u are known to both", live,
                      pair->map.count);
    for (uint32_t i = 0; i < pair->map.count; i++) {
        struct order_view got;
        struct order_view expected;
        memset(&got, 0, sizeof got);
        memset(&expected, 0, sizeof expected);
        uint64_t core_id = pair->map.core_ids[i];
        bool got_exists = core_order(pair->core, core_id, &got);
        bool expected_exists = naive_order(pair->naive, pair->map.naive_ids[i], &expected);
        expected.order_id = core_id;
        if (got_exists && expected_exists && order_views_equal(&got, &expected)) continue;
        return differ(difference, SIGNATURE_ORDER,
                      "order %llu: exists %d/%d price %lld/%lld open %lld/%lld shown %lld/%lld "
                      "filled %lld/%lld trigger %lld/%lld state %u/%u (core/naive)",
                      (unsigned long long)core_id, got_exists, expected_exists,
                      (long long)got.price.ticks, (long long)expected.price.ticks,
                      (long long)got.open.lots, (long long)expected.open.lots,
                      (long long)got.shown.lots, (long long)expected.shown.lots,
                      (long long)got.filled.lots, (long long)expected.filled.lots,
                      (long long)got.trigger.ticks, (long long)expected.trigger.ticks, got.state,
                      expected.state);
    }
    return true;
}

static bool products_agree(struct pair *pair, struct difference *difference)
{
    for (uint32_t i = 0; i < pair->config.products_max; i++) {
        uint16_t id = (uint16_t)i;
        if (!product_agrees(pair, id, difference)) return false;
        if (!economy_agrees(pair, id, difference)) return false;
        struct product_view view;
        if (!core_product(pair->core, id, &view)) continue;
        for (int side = SIDE_BUY; side <= SIDE_SELL; side++) {
            if (!depth_agrees(pair, id, (enum side)side, difference)) return false;
            if (!queue_agrees(pair, id, (enum side)side, difference)) return false;
        }
    }
    return true;
}

static bool risk_agrees(struct pair *pair, uint32_t account_id, struct difference *difference)
{
    struct account_risk_view got;
    struct account_risk_view expected;
    memset(&got, 0, sizeof got);
    memset(&expected, 0, sizeof expected);
    (void)core_account_risk(pair->core, account_id, &got);
    (void)naive_account_risk(pair->naive, account_id, &expected);
    bool same_worth = got.equity.micros == expected.equity.micros &&
                      got.unrealised.micros == expected.unrealised.micros &&
                      got.credited.micros == expected.credited.micros;
    bool same_needs = got.maintenance.micros == expected.maintenance.micros &&
                      got.initial.micros == expected.initial.micros &&
                      got.available.micros == expected.available.micros &&
                      got.ratio_ppm == expected.ratio_ppm &&
                      got.liquidation_price.ticks_e4 == expected.liquidation_price.ticks_e4;
    bool same_state = got.positions == expected.positions && got.is_queued == expected.is_queued &&
                      got.is_portfolio == expected.is_portfolio;
    bool same_units = true;
    for (uint32_t id = 1; id < ASSETS_MAX; id++) {
        if (core_asset_units(pair->core, account_id, id) !=
            naive_asset_units(pair->naive, account_id, id))
            same_units = false;
    }
    if (same_worth && same_needs && same_state && same_units) return true;
    return differ(difference, SIGNATURE_RISK,
                  "risk of account %u: equity %lld/%lld credited %lld/%lld maintenance %lld/%lld "
                  "initial %lld/%lld available %lld/%lld ratio %lld/%lld positions %u/%u queued "
                  "%d/%d units equal %d liquidation price %lld/%lld (core/naive)",
                  account_id, (long long)got.equity.micros, (long long)expected.equity.micros,
                  (long long)got.credited.micros, (long long)expected.credited.micros,
                  (long long)got.maintenance.micros, (long long)expected.maintenance.micros,
                  (long long)got.initial.micros, (long long)expected.initial.micros,
                  (long long)got.available.micros, (long long)expected.available.micros,
                  (long long)got.ratio_ppm, (long long)expected.ratio_ppm, got.positions,
                  expected.positions, got.is_queued, expected.is_queued, same_units,
                  (long long)got.liquidation_price.ticks_e4,
                  (long long)expected.liquidation_price.ticks_e4);
}

static bool queues_agree(struct pair *pair, struct difference *difference)
{
    static uint32_t got[QUEUE_MAX];
    static uint32_t expected[QUEUE_MAX];
    uint32_t count = core_queued_accounts(pair->core, got, QUEUE_MAX);
    if (count == naive_queued_accounts(pair->naive, expected, QUEUE_MAX) &&
        memcmp(got, expected, count * sizeof got[0]) == 0)
        return true;
    return differ(difference, SIGNATURE_RISK, "the queues of unhealthy accounts differ");
}

static bool accounts_agree(struct pair *pair, struct difference *difference)
{
    if (!queues_agree(pair, difference)) return false;
    for (uint32_t id = 0; id < pair->config.accounts_max; id++) {
        if (!account_agrees(pair, id, difference)) return false;
        struct account_view view;
        if (!core_account(pair->core, id, &view)) continue;
        if (!risk_agrees(pair, id, difference)) return false;
        for (uint32_t product_id = 1; product_id < pair->config.products_max; product_id++) {
            if (!position_agrees(pair, id, (uint16_t)product_id, difference)) return false;
        }
    }
    return true;
}

bool pair_views_agree(struct pair *pair, struct difference *difference)
{
    if (core_sequence(pair->core) != naive_sequence(pair->naive))
        return differ(difference, SIGNATURE_CLOCK, "the sequences differ");
    if (core_time_ns(pair->core) != naive_time_ns(pair->naive))
        return differ(difference, SIGNATURE_CLOCK, "the times differ: %lld, expected %lld",
                      (long long)core_time_ns(pair->core), (long long)naive_time_ns(pair->naive));
    return balances_agree(pair, difference) && accounts_agree(pair, difference) &&
           products_agree(pair, difference) && orders_agree(pair, difference);
}
