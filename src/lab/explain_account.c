/* SPDX-License-Identifier: Apache-2.0 */
/*
 * explain_account.c - an account as the observer knows it, and the steps that sum it up.
 *
 * Role   See explain.h.  Every receipt that says something of equity or margin begins here.
 * Rules  R-EQUITY-1 to R-EQUITY-3, R-TIER-1 to R-TIER-7, R-MARGIN-5, R-COLL-3, R-PM-3 to R-PM-5,
 *        R-PAYOFF-4, R-PAYOFF-6.
 */
#include <inttypes.h>

#include "lab/explain.h"

#define FORMULA_SIZE 512
#define FINE_DIGITS  4u

static bool is_under_full_model(const struct watch_product *product)
{
    return product->margin_terms_sequence != 0;
}

int64_t explain_owed(const struct watch *watch, const struct watch_position *position)
{
    const struct watch_product *product = &watch->products[position->product_id];
    if (product->funding_terms_sequence == 0 || position->net_lots == 0) return 0;
    int64_t residue_nanos = 0;
    int64_t due_nanos = product->funding.cumulative_nanos - position->own_nanos;
    return derive_payment(position->net_lots, due_nanos, &residue_nanos);
}

struct margin_case explain_margin_case(const struct watch *watch, uint16_t product_id,
                                       const struct watch_position *position)
{
    const struct watch_product *product = &watch->products[product_id];
    struct margin_case seen = {
        .terms = &product->margin_terms,
        .payoff = watch_payoff(product),
        .mark_e4 = product->mark_price.ticks_e4,
        .open_interest_lots = product->open_interest_lots,
        .queue_ratio_ppm = watch->queue_ratio_ppm,
        .is_weekend = watch_is_weekend(watch, product),
    };
    if (position == NULL) return seen;
    seen.net_lots = position->net_lots;
    seen.paid_micros = position->paid_micros;
    seen.owed_micros = explain_owed(watch, position);
    return seen;
}

static int128 credit_of(const struct watch *watch, const struct watch_account *account)
{
    int128 sum = 0;
    uint32_t place = account->first_holding;
    for (; place != 0; place = watch->holdings[place].next) {
        const struct watch_holding *holding = &watch->holdings[place];
        const struct watch_asset *asset = &watch->assets[holding->asset_id];
        sum += derive_credit(&asset->terms, asset->price_micros, holding->units);
    }
    return sum;
}

static uint8_t group_of(const struct watch *watch, const struct watch_product *product,
                        bool is_portfolio)
{
    uint8_t group = product->margin_terms.risk_group;
    bool has_grid = group < RISK_GROUPS_MAX && watch->grids[group].scenario_count != 0;
    return is_portfolio && is_under_full_model(product) && has_grid ? group : 0;
}

/* R-PREFUND-4 */
static int64_t settled_e4(const struct watch_product *product)
{
    if (product->mark_price.ticks_e4 != 0) return product->mark_price.ticks_e4;
    if (product->last.ticks != 0) return product->last.ticks * FINE_PER_TICK;
    return product->index_price.ticks_e4;
}

uint32_t explain_stake_add(const struct watch *watch, struct account_case *account,
                           uint16_t product_id, const struct watch_position *position,
                           bool is_portfolio)
{
    const struct watch_product *product = &watch->products[product_id];
    struct account_stake *stake = &account->stakes[account->stake_count];
    *stake = (struct account_stake){
        .seen = explain_margin_case(watch, product_id, position),
        .product_id = product_id,
        .is_full = is_under_full_model(product),
        .risk_group = group_of(watch, product, is_portfolio),
        .weekend_ppm = product->weekend_ppm,
        .settled_e4 = settled_e4(product),
    };
    if (position != NULL) {
        stake->open_lots[SIDE_BUY] = position->open_lots[SIDE_BUY];
        stake->open_lots[SIDE_SELL] = position->open_lots[SIDE_SELL];
        stake->hold_micros = position->hold_micros;
    }
    return account->stake_count++;
}

void explain_account_as(const struct watch *watch, uint32_t account_id, bool is_portfolio,
                        struct account_case *account)
{
    const struct watch_account *known = watch_account_find(watch, account_id);
    account->balance_micros = 0;
    account->credit_micros = 0;
    account->queue_ratio_ppm = watch->queue_ratio_ppm;
    account->grids = watch->grids;
    account->stake_count = 0;
    if (known == NULL) return;
    account->balance_micros = known->balance_micros;
    account->credit_micros = credit_of(watch, known);
    for (uint32_t i = known->first_position; i != 0; i = watch->positions[i].next) {
        const struct watch_position *position = &watch->positions[i];
        explain_stake_add(watch, account, position->product_id, position, is_portfolio);
    }
}

void explain_account(const struct watch *watch, uint32_t account_id, struct account_case *account)
{
    const struct watch_account *known = watch_account_find(watch, account_id);
    explain_account_as(watch, account_id, known != NULL && known->is_portfolio, account);
}

/* --- what is printed -------------------------------------------------------------------------- */

static bool is_empty(const struct account_stake *stake)
{
    return stake->seen.net_lots == 0 && stake->open_lots[SIDE_BUY] == 0 &&
           stake->open_lots[SIDE_SELL] == 0;
}

static void stake_inputs(struct receipt *receipt, const struct watch *watch, uint32_t account_id,
                         const struct account_stake *stake)
{
    char origin[ORIGIN_SIZE];
    const struct watch_product *product = &watch->products[stake->product_id];
    const struct watch_position *position =
        watch_position_find(watch, account_id, stake->product_id);
    uint64_t sequence = position == NULL ? 0 : position->fill_sequence;
    receipt_input(receipt, "net position", amount_lots(stake->seen.net_lots),
                  explain_origin(origin, product->terms.symbol, sequence));
    if (stake->open_lots[SIDE_BUY] != 0 || stake->open_lots[SIDE_SELL] != 0) {
        receipt_input(receipt, "open bids", amount_lots(stake->open_lots[SIDE_BUY]),
                      "its active orders");
        receipt_input(receipt, "open asks", amount_lots(stake->open_lots[SIDE_SELL]),
                      "its active orders");
    }
    if (!stake->is_full) {
        receipt_input(receipt, "margin held", amount_money(receipt, stake->hold_micros),
                      "its latest order or fill (R-MARGIN-2)");
        return;
    }
    receipt_input(receipt, "mark", amount_fine(product, product->mark_price.ticks_e4),
                  explain_origin(origin, "sequence", product->mark_sequence));
}

static void account_inputs(struct receipt *receipt, const struct watch *watch, uint32_t account_id,
                           const struct account_case *account)
{
    char origin[ORIGIN_SIZE];
    char name[ORIGIN_SIZE];
    const struct watch_account *known = watch_account_find(watch, account_id);
    if (known == NULL) return;
    receipt_input(receipt, "balance", amount_money(receipt, known->balance_micros),
                  explain_origin(origin, "sequence", known->balance_sequence));
    uint32_t place = known->first_holding;
    for (; place != 0; place = watch->holdings[place].next) {
        const struct watch_holding *holding = &watch->holdings[place];
        const struct watch_asset *asset = &watch->assets[holding->asset_id];
        snprintf(name, sizeof name, "asset %" PRIu32, holding->asset_id);
        receipt_input(receipt, name, (struct amount){holding->units, 8, "units"},
                      explain_origin(origin, "ASSET_CASH", holding->sequence));
        receipt_input(receipt, "its price", amount_money(receipt, asset->price_micros),
                      explain_origin(origin, "ASSET_PRICE", asset->sequence));
    }
    for (uint32_t i = 0; i < account->stake_count; i++) {
        if (!is_empty(&account->stakes[i])) {
            stake_inputs(receipt, watch, account_id, &account->stakes[i]);
        }
    }
}

/* R-PAYOFF-4: an inverse lot has a value of its own, which then stands where the mark would. */
static struct amount lot_step(struct receipt *receipt, const struct watch_product *product,
                              const struct margin_case *seen)
{
    char formula[FORMULA_SIZE];
    char mark[AMOUNT_TEXT_SIZE];
    if (!payoff_is_inverse(seen->payoff)) return amount_fine(product, seen->mark_e4);
    struct amount lot = amount_exact(receipt, derive_value_e4(seen->payoff, seen->mark_e4, 1));
    lot.scale += FINE_DIGITS;
    snprintf(formula, sizeof formula, "face %" PRId64 " / mark of %s ticks, to the nearest",
             seen->payoff.face_micros,
             amount_text(mark, (struct amount){seen->mark_e4, FINE_DIGITS, ""}));
    receipt_step(receipt, "R-PAYOFF-4", "value of a contract at the mark", formula, lot);
    return lot;
}

static void position_steps(struct receipt *receipt, const struct watch_product *product,
                           const struct account_stake *stake)
{
    char formula[FORMULA_SIZE];
    char lot[AMOUNT_TEXT_SIZE];
    char paid[AMOUNT_TEXT_SIZE];
    char owed[AMOUNT_TEXT_SIZE];
    const struct margin_case *seen = &stake->seen;
    amount_text(paid, amount_money(receipt, seen->paid_micros));
    amount_text(owed, amount_money(receipt, seen->owed_micros));
    amount_text(lot, lot_step(receipt, product, seen));
    int64_t held_lots = payoff_is_inverse(seen->payoff) ? -seen->net_lots : seen->net_lots;
    snprintf(formula, sizeof formula, "%" PRId64 " x %s - paid %s - funding due %s", held_lots, lot,
             paid, owed);
    receipt_step(receipt, "R-EQUITY-2", product->terms.symbol, formula,
                 amount_money(receipt, derive_unrealised(seen)));
    if (stake->risk_group != 0) return;
    int64_t notional_micros = derive_notional(seen, seen->net_lots);
    uint32_t bracket = derive_bracket(seen->terms, notional_micros);
    snprintf(formula, sizeof formula, "%" PRId64 " x %s, rounded up",
             derive_magnitude(seen->net_lots), lot);
    receipt_step(receipt, "R-EQUITY-1", "notional", formula,
                 amount_money(receipt, notional_micros));
    snprintf(formula, sizeof formula, "bracket %" PRIu32 ": notional x %" PRIu32 " ppm - deduction",
             bracket + 1, seen->terms->brackets[bracket].maintenance_ppm);
    receipt_step(receipt, "R-TIER-1", "maintenance margin of the position", formula,
                 amount_money(receipt, derive_maintenance(seen, seen->net_lots)));
}

void explain_initial_steps(struct receipt *receipt, const struct margin_case *seen, int64_t lots)
{
    char formula[FORMULA_SIZE];
    if (receipt->out == NULL) return;
    struct derived_initial initial = derive_initial(seen, lots);
    snprintf(formula, sizeof formula, "notional of %" PRId64 " lots at the initial mode", lots);
    receipt_step(receipt, "R-TIER-2", "base of the initial margin", formula,
                 amount_exact(receipt, initial.base_micros));
    if (initial.scale_ppm != 0) {
        snprintf(formula, sizeof formula, "base + (notional - base) x %" PRId64 " ppm",
                 initial.scale_ppm);
        receipt_step(receipt, "R-TIER-3", "scaled by open interest", formula,
                     amount_exact(receipt, initial.scaled_micros));
    }
    if (initial.size_micros != 0) {
        receipt_step(receipt, "R-TIER-4", "size add-on", "notional x rate of so many lots",
                     amount_money(receipt, initial.size_micros));
    }
    if (initial.concentration_micros != 0) {
        snprintf(formula, sizeof formula, "on %" PRId64 " lots", initial.concentrated_lots);
        receipt_step(receipt, "R-TIER-5", "concentration add-on", formula,
                     amount_money(receipt, initial.concentration_micros));
    }
    if (initial.weekend_micros != 0) {
        receipt_step(receipt, "R-TIER-6", "weekend add-on", "notional x weekend rate",
                     amount_money(receipt, initial.weekend_micros));
    }
    receipt_step(receipt, "R-TIER-7", "initial margin of these lots",
                 "the sum, at least what keeps it out of the queue",
                 amount_exact(receipt, initial.micros));
}

static void group_steps(struct receipt *receipt, const struct account_case *account)
{
    char name[ORIGIN_SIZE];
    uint32_t done = 0;
    for (uint32_t i = 0; i < account->stake_count; i++) {
        uint8_t group = account->stakes[i].risk_group;
        struct derived_portfolio alone;
        struct derived_portfolio with_orders;
        if (group == 0 || (done >> group & 1u) != 0) continue;
        done |= 1u << group;
        derive_group(account, group, &alone, &with_orders);
        snprintf(name, sizeof name, "scan of risk group %u", group);
        receipt_step(receipt, "R-PM-3", name, "the largest loss x weight of its scenarios",
                     amount_exact(receipt, alone.scan_micros));
        receipt_step(receipt, "R-PM-4", "delta floor",
                     "net rate x |L - S| + hedged rate x min(L, S)",
                     amount_exact(receipt, alone.floor_micros));
        receipt_step(receipt, "R-PM-5", "requirement with open orders", "max(scan, floor)",
                     amount_exact(receipt, with_orders.requirement_micros));
    }
}

void explain_account_steps(struct explain *explain, struct receipt *receipt, uint32_t account_id,
                           const struct account_case *account, const struct account_sums *sums)
{
    const struct watch *watch = &explain->watch;
    if (receipt->out == NULL) return;
    account_inputs(receipt, watch, account_id, account);
    for (uint32_t i = 0; i < account->stake_count; i++) {
        const struct account_stake *stake = &account->stakes[i];
        if (!stake->is_full || stake->seen.net_lots == 0) continue;
        position_steps(receipt, &watch->products[stake->product_id], stake);
    }
    group_steps(receipt, account);
    if (account->credit_micros != 0) {
        receipt_step(receipt, "R-COLL-3", "credited value of assets",
                     "units x price x (1 - haircut), each at most its cap",
                     amount_exact(receipt, account->credit_micros));
    }
    receipt_step(receipt, "R-EQUITY-3", "equity", "balance + unrealised profit + assets",
                 amount_exact(receipt, sums->equity_micros));
    receipt_step(receipt, "R-MARGIN-5", "maintenance margin of the account",
                 "sum over its positions", amount_exact(receipt, sums->maintenance_micros));
}
