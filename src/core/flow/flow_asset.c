/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flow_asset.c - assets as collateral: their terms and prices, and units that come and go.
 *
 * Rules  R-COLL-1 to R-COLL-3, R-ATT-4.
 */
#include "core/flow/flow_margin.h"

static bool refuse(struct core *core, struct verdict verdict)
{
    if (verdict.reject == REJECT_NONE) return false;
    emit_reject(core, verdict, 0);
    return true;
}

static bool asset_exists(const struct core *core, uint32_t asset_id)
{
    return asset_id > 0 && asset_id < ASSETS_MAX && core->assets[asset_id].terms.asset_id != 0;
}

static void asset_emit(struct core *core, enum event_kind kind, const struct asset *asset)
{
    emit(core, kind, 0, 0)->asset =
        (struct event_asset){.asset_id = asset->terms.asset_id,
                             .haircut_ppm = asset->terms.haircut_ppm,
                             .account_cap_micros = asset->terms.account_cap_micros,
                             .venue_cap_units = asset->terms.venue_cap_units,
                             .price_micros = asset->price_micros};
}

/* What the asset counts for has changed: the prices of looks of all who have it. */
static void holders_set(struct core *core, const struct asset *asset)
{
    uint32_t slot = asset->first_holding;
    while (slot != 0) {
        attention_set(core, core->holdings[slot].account);
        slot = core->holdings[slot].asset_next;
    }
}

static struct verdict check_asset_terms(const struct body_asset_terms *terms)
{
    if (terms->asset_id == 0 || terms->asset_id >= ASSETS_MAX) {
        return verdict_of(REJECT_ASSET, FIELD_ASSET, terms->asset_id, 0);
    }
    if (terms->haircut_ppm > PPM_ONE) {
        return verdict_of(REJECT_FIELD, FIELD_HAIRCUT, terms->haircut_ppm, 0);
    }
    if (terms->account_cap_micros < 0 || terms->account_cap_micros > MONEY_MICROS_MAX) {
        return verdict_of(REJECT_FIELD, FIELD_LIMIT, terms->account_cap_micros, 0);
    }
    if (terms->venue_cap_units < 0 || terms->venue_cap_units > ASSET_UNITS_MAX) {
        return verdict_of(REJECT_FIELD, FIELD_LIMIT, terms->venue_cap_units, 0);
    }
    return verdict_ok();
}

void flow_asset_terms(struct core *core, const struct command *command)
{
    if (refuse(core, check_asset_terms(&command->asset))) return;
    struct asset *asset = &core->assets[command->asset.asset_id];
    asset->terms = command->asset;
    asset_emit(core, EVENT_ASSET_TERMS, asset);
    holders_set(core, asset);
}

void flow_asset_price(struct core *core, const struct command *command)
{
    const struct body_asset_price *body = &command->asset_price;
    struct verdict verdict = verdict_ok();
    if (!asset_exists(core, body->asset_id)) {
        verdict = verdict_of(REJECT_ASSET, FIELD_ASSET, body->asset_id, 0);
    } else if (body->price_micros < 1) {
        verdict = verdict_of(REJECT_PRICE, FIELD_PRICE, body->price_micros, 1);
    } else if (body->price_micros > ASSET_PRICE_MAX) {
        verdict = verdict_of(REJECT_PRICE, FIELD_PRICE, body->price_micros, ASSET_PRICE_MAX);
    }
    if (refuse(core, verdict)) return;
    struct asset *asset = &core->assets[body->asset_id];
    asset->price_micros = body->price_micros;
    asset_emit(core, EVENT_ASSET_PRICE, asset);
    holders_set(core, asset);
}

static uint32_t holding_find(const struct core *core, uint32_t account_id, uint32_t asset_id)
{
    uint32_t slot = core->links[account_id].first_holding;
    while (slot != 0 && core->holdings[slot].asset != asset_id) {
        slot = core->holdings[slot].account_next;
    }
    return slot;
}

/* A new holding is the first of its account and the last of its asset. */
static uint32_t holding_make(struct core *core, uint32_t account_id, uint32_t asset_id)
{
    struct asset *asset = &core->assets[asset_id];
    uint32_t slot = slot_take(&core->venue->holdings, core->holdings, sizeof *core->holdings);
    core->holdings[slot] = (struct holding){.account = account_id,
                                            .asset = asset_id,
                                            .account_next = core->links[account_id].first_holding};
    core->links[account_id].first_holding = slot;
    if (asset->last_holding == 0) {
        asset->first_holding = slot;
    } else {
        core->holdings[asset->last_holding].asset_next = slot;
    }
    asset->last_holding = slot;
    account_use_full_margin(core, account_id);
    return slot;
}

static struct verdict check_units(const struct core *core, const struct body_asset_cash *body)
{
    if (!asset_exists(core, body->asset_id)) {
        return verdict_of(REJECT_ASSET, FIELD_ASSET, body->asset_id, 0);
    }
    if (body->units < 1) return verdict_of(REJECT_AMOUNT, FIELD_AMOUNT, body->units, 1);
    if (body->units > ASSET_UNITS_MAX) {
        return verdict_of(REJECT_AMOUNT, FIELD_AMOUNT, body->units, ASSET_UNITS_MAX);
    }
    return verdict_ok();
}

static struct verdict check_asset_deposit(const struct core *core, const struct command *command)
{
    const struct body_asset_cash *body = &command->asset_cash;
    struct verdict verdict = gate_account(core, command);
    if (verdict.reject != REJECT_NONE) return verdict;
    if (core_account_at(core, command->account_id)->state == PARTY_CLOSED) {
        return verdict_of(REJECT_ACCOUNT_STATE, FIELD_ACCOUNT, PARTY_CLOSED, 0);
    }
    verdict = gate_currency(core, command->account_id, CURRENCY_DOLLAR); /* R-CURRENCY-4 */
    if (verdict.reject == REJECT_NONE) verdict = check_units(core, body);
    if (verdict.reject != REJECT_NONE) return verdict;
    const struct asset *asset = &core->assets[body->asset_id];
    int64_t room = i64_max(0, asset->terms.venue_cap_units - asset->custody_units);
    if (body->units > room) return verdict_of(REJECT_AMOUNT, FIELD_AMOUNT, body->units, room);
    if (holding_find(core, command->account_id, body->asset_id) == 0 &&
        slot_pool_room(&core->venue->holdings) == 0) {
        return verdict_of(REJECT_CAPACITY, FIELD_HOLDINGS, 0, 0);
    }
    return verdict_ok();
}

static struct verdict check_asset_withdraw(const struct core *core, const struct command *command)
{
    const struct body_asset_cash *body = &command->asset_cash;
    struct verdict verdict = gate_account(core, command);
    if (verdict.reject != REJECT_NONE) return verdict;
    uint32_t state = core_account_at(core, command->account_id)->state;
    if (!party_is_active(state)) {
        return verdict_of(REJECT_ACCOUNT_STATE, FIELD_ACCOUNT, state, 0);
    }
    verdict = check_units(core, body);
    if (verdict.reject != REJECT_NONE) return verdict;
    uint32_t slot = holding_find(core, command->account_id, body->asset_id);
    int64_t units = core->holdings[slot].units;
    if (body->units > units) return verdict_of(REJECT_FUNDS, FIELD_AMOUNT, body->units, units);

    const struct asset *asset = &core->assets[body->asset_id];
    int64_t fall = asset_credit(asset, units) - asset_credit(asset, units - body->units);
    struct account_value value = account_value_of(core, command->account_id, NULL);
    int128 free = value.equity - value.initial;
    if (fall == 0 || fall <= free) return verdict_ok();
    return verdict_of(REJECT_MARGIN, FIELD_MARGIN, fall, free > 0 ? shown_micros(free) : 0);
}

/* Units come to the account, or leave it if negative; the asset's custody is the other entry. */
static void units_move(struct core *core, const struct command *command, int64_t units)
{
    const struct body_asset_cash *body = &command->asset_cash;
    struct asset *asset = &core->assets[body->asset_id];
    uint32_t slot = holding_find(core, command->account_id, body->asset_id);
    if (slot == 0) slot = holding_make(core, command->account_id, body->asset_id);
    struct holding *holding = &core->holdings[slot];
    holding->units += units;
    asset->custody_units += units;
    ASSERT(holding->units >= 0);
    ASSERT(asset->custody_units >= holding->units);
    emit(core, EVENT_ASSET_CASH, command->account_id, 0)->asset_cash =
        (struct event_asset_cash){.asset_id = body->asset_id,
                                  .command_kind = command->kind,
                                  .units = body->units,
                                  .balance_units = holding->units,
                                  .custody_units = asset->custody_units,
                                  .credited = {asset_credit(asset, holding->units)},
                                  .reference = body->reference};
    attention_touch(core, command->account_id, 0);
}

void flow_asset_deposit(struct core *core, const struct command *command)
{
    if (refuse(core, check_asset_deposit(core, command))) return;
    units_move(core, command, command->asset_cash.units);
}

void flow_asset_withdraw(struct core *core, const struct command *command)
{
    if (refuse(core, check_asset_withdraw(core, command))) return;
    units_move(core, command, -command->asset_cash.units);
}
