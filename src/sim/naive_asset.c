/* SPDX-License-Identifier: Apache-2.0 */
/*
 * naive_asset.c - assets as collateral.
 *
 * Role   See naive_margin.h.  Custody is the sum of what the accounts have.
 * Rules  R-COLL-1 to R-COLL-3, R-ATT-4.
 */
#include "sim/naive_check.h"
#include "sim/naive_margin.h"
#include "sim/naive_payoff.h"

#define LIMIT_MAX MONEY_MICROS_MAX

static int64_t units_of(const struct naive *naive, uint32_t account_id, uint32_t asset_id)
{
    return naive->accounts[account_id].asset_units[asset_id];
}

static int64_t custody_of(const struct naive *naive, uint32_t asset_id)
{
    int128 sum = 0;
    for (uint32_t id = 1; id <= naive->account_count; id++) sum += units_of(naive, id, asset_id);
    return narrow_i64(sum);
}

/* R-COLL-3 */
static int128 credited_for(const struct naive_asset *asset, int64_t units)
{
    int128 haircut_left = PPM_ONE - (int64_t)asset->terms.haircut_ppm;
    int128 value = div_floor((int128)units * asset->price_micros * haircut_left,
                             (int128)ASSET_UNITS * PPM_ONE);
    int128 cap = asset->terms.account_cap_micros;
    return value < cap ? value : cap;
}

int128 naive_credited(const struct naive *naive, uint32_t account_id)
{
    int128 sum = 0;
    for (uint32_t id = 1; id < ASSETS_MAX; id++)
        sum += credited_for(&naive->margins.assets[id], units_of(naive, account_id, id));
    return sum;
}

static struct naive_fault check_asset(const struct naive *naive, uint32_t asset_id)
{
    if (asset_id < 1 || asset_id >= ASSETS_MAX || !naive->margins.assets[asset_id].exists)
        return fault_of(REJECT_ASSET, FIELD_ASSET, asset_id, 0);
    return NO_FAULT;
}

static void emit_asset(struct naive *naive, enum event_kind kind, uint32_t asset_id)
{
    const struct naive_asset *asset = &naive->margins.assets[asset_id];
    struct event *event = naive_emit(naive, kind, 0, 0);
    event->asset.asset_id = asset_id;
    event->asset.haircut_ppm = asset->terms.haircut_ppm;
    event->asset.account_cap_micros = asset->terms.account_cap_micros;
    event->asset.venue_cap_units = asset->terms.venue_cap_units;
    event->asset.price_micros = asset->price_micros;
}

static struct naive_fault check_limit(int64_t value)
{
    if (value < 0 || value > LIMIT_MAX) return fault_of(REJECT_FIELD, FIELD_LIMIT, value, 0);
    return NO_FAULT;
}

struct naive_fault naive_command_asset_terms(struct naive *naive)
{
    const struct body_asset_terms *terms = &naive->command->asset;
    if (terms->asset_id < 1 || terms->asset_id >= ASSETS_MAX)
        return fault_of(REJECT_ASSET, FIELD_ASSET, terms->asset_id, 0);
    if (terms->haircut_ppm > PPM_ONE)
        return fault_of(REJECT_FIELD, FIELD_HAIRCUT, terms->haircut_ppm, 0);
    CHECK(check_limit(terms->account_cap_micros));
    CHECK(check_limit(terms->venue_cap_units));
    naive->margins.assets[terms->asset_id].exists = true;
    naive->margins.assets[terms->asset_id].terms = *terms;
    emit_asset(naive, EVENT_ASSET_TERMS, terms->asset_id);
    return NO_FAULT;
}

struct naive_fault naive_command_asset_price(struct naive *naive)
{
    const struct body_asset_price *body = &naive->command->asset_price;
    CHECK(check_asset(naive, body->asset_id));
    if (body->price_micros < 1) return fault_of(REJECT_PRICE, FIELD_PRICE, body->price_micros, 1);
    if (body->price_micros > ASSET_PRICE_MAX)
        return fault_of(REJECT_PRICE, FIELD_PRICE, body->price_micros, ASSET_PRICE_MAX);
    naive->margins.assets[body->asset_id].price_micros = body->price_micros;
    emit_asset(naive, EVENT_ASSET_PRICE, body->asset_id);
    return NO_FAULT;
}

/* --- in and out ------------------------------------------------------------------------------- */

static struct naive_fault check_units(int64_t units)
{
    if (units < 1) return fault_of(REJECT_AMOUNT, FIELD_AMOUNT, units, 1);
    if (units > ASSET_UNITS_MAX)
        return fault_of(REJECT_AMOUNT, FIELD_AMOUNT, units, ASSET_UNITS_MAX);
    return NO_FAULT;
}

static struct naive_fault check_deposit(const struct naive *naive)
{
    const struct body_asset_cash *body = &naive->command->asset_cash;
    uint32_t state = naive->accounts[naive->command->account_id].state;
    if (state == PARTY_CLOSED) return fault_of(REJECT_ACCOUNT_STATE, FIELD_ACCOUNT, state, 0);
    CHECK(naive_check_currency(naive, naive->command->account_id, CURRENCY_DOLLAR));
    CHECK(check_asset(naive, body->asset_id));
    CHECK(check_units(body->units));
    int64_t cap = naive->margins.assets[body->asset_id].terms.venue_cap_units;
    int64_t left = i64_max(0, cap - custody_of(naive, body->asset_id));
    if (body->units > left) return fault_of(REJECT_AMOUNT, FIELD_AMOUNT, body->units, left);
    return NO_FAULT;
}

static struct naive_fault check_withdrawal(const struct naive *naive)
{
    const struct body_asset_cash *body = &naive->command->asset_cash;
    uint32_t account_id = naive->command->account_id;
    uint32_t state = naive->accounts[account_id].state;
    if (state != PARTY_APPROVED && state != PARTY_RESTRICTED)
        return fault_of(REJECT_ACCOUNT_STATE, FIELD_ACCOUNT, state, 0);
    CHECK(check_asset(naive, body->asset_id));
    CHECK(check_units(body->units));
    int64_t units = units_of(naive, account_id, body->asset_id);
    if (body->units > units) return fault_of(REJECT_FUNDS, FIELD_AMOUNT, body->units, units);

    const struct naive_asset *asset = &naive->margins.assets[body->asset_id];
    int128 fall = credited_for(asset, units) - credited_for(asset, units - body->units);
    int128 left = naive_equity(naive, account_id) - naive_initial(naive, account_id, NULL);
    if (fall > 0 && fall > left)
        return fault_of(REJECT_MARGIN, FIELD_MARGIN, naive_show(fall),
                        left > 0 ? naive_show(left) : 0);
    return NO_FAULT;
}

struct naive_fault naive_command_asset_cash(struct naive *naive)
{
    const struct command *command = naive->command;
    const struct body_asset_cash *body = &command->asset_cash;
    bool is_deposit = command->kind == COMMAND_ASSET_DEPOSIT;
    CHECK(naive_check_account_exists(naive, command->account_id));
    CHECK(is_deposit ? check_deposit(naive) : check_withdrawal(naive));
    int64_t *units = &naive->accounts[command->account_id].asset_units[body->asset_id];
    *units += is_deposit ? body->units : -body->units;
    naive->accounts[command->account_id].has_had_asset[body->asset_id] = true;

    struct event *event = naive_emit(naive, EVENT_ASSET_CASH, command->account_id, 0);
    event->asset_cash.asset_id = body->asset_id;
    event->asset_cash.command_kind = command->kind;
    event->asset_cash.units = body->units;
    event->asset_cash.balance_units = *units;
    event->asset_cash.custody_units = custody_of(naive, body->asset_id);
    event->asset_cash.credited.micros =
        naive_show(credited_for(&naive->margins.assets[body->asset_id], *units));
    event->asset_cash.reference = body->reference;
    naive_look_at_queued(naive, command->account_id, 0);
    return NO_FAULT;
}
