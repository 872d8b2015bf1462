/* SPDX-License-Identifier: Apache-2.0 */
/*
 * watch_clearing.c - assets, bids, states, members of the guaranty fund and what they paid.
 *
 * Role   See watch.h.
 * Rules  R-COLL-1, R-COLL-2, R-STATE-2 to R-STATE-4, R-DEFAULT-3, R-DEFAULT-5 to R-DEFAULT-7.
 */
#include <stdlib.h>
#include <string.h>

#include "lab/watch.h"

#define ROOM_FIRST 64u

/* --- assets ----------------------------------------------------------------------------------- */

static struct watch_holding *holding_of(struct watch *watch, uint32_t account_id, uint32_t asset_id)
{
    struct watch_account *account = watch_account(watch, account_id);
    if (account == NULL) return NULL;
    uint32_t place = account->first_holding;
    while (place != 0 && watch->holdings[place].asset_id != asset_id) {
        place = watch->holdings[place].next;
    }
    if (place != 0) return &watch->holdings[place];
    if (watch->holding_count == watch->holding_room) {
        uint32_t room = watch->holding_room == 0 ? ROOM_FIRST : watch->holding_room * 2;
        struct watch_holding *holdings = realloc(watch->holdings, room * sizeof *holdings);
        if (holdings == NULL) return NULL;
        watch->holdings = holdings;
        watch->holding_room = room;
        if (watch->holding_count == 0) {
            holdings[0] = (struct watch_holding){0};
            watch->holding_count = 1;
        }
    }
    place = watch->holding_count++;
    watch->holdings[place] =
        (struct watch_holding){.asset_id = asset_id, .next = account->first_holding};
    account->first_holding = place;
    return &watch->holdings[place];
}

static void asset_said(struct watch *watch, const struct event *event)
{
    const struct event_asset *said = &event->asset;
    if (said->asset_id >= ASSETS_MAX) return;
    struct watch_asset *asset = &watch->assets[said->asset_id];
    asset->terms = (struct body_asset_terms){.asset_id = said->asset_id,
                                             .haircut_ppm = said->haircut_ppm,
                                             .account_cap_micros = said->account_cap_micros,
                                             .venue_cap_units = said->venue_cap_units};
    asset->price_micros = said->price_micros;
    asset->sequence = event->sequence;
}

bool watch_asset_event(struct watch *watch, const struct event *event)
{
    if (event->kind != EVENT_ASSET_CASH) {
        asset_said(watch, event);
        return true;
    }
    struct watch_holding *holding =
        holding_of(watch, event->account_id, event->asset_cash.asset_id);
    if (holding == NULL) return false;
    holding->units = event->asset_cash.balance_units;
    holding->sequence = event->sequence;
    return true;
}

/* --- bids ------------------------------------------------------------------------------------- */

struct watch_bid *watch_bid_find(const struct watch *watch, uint16_t product_id,
                                 uint32_t account_id, uint8_t side)
{
    for (uint32_t i = 0; i < watch->bid_count; i++) {
        struct watch_bid *bid = &watch->bids[i];
        bool is_it = bid->product_id == product_id && bid->account_id == account_id;
        if (is_it && bid->side == side) return bid;
    }
    return NULL;
}

/* R-BID-4: the bids of an auction that has ended are dropped. */
static void bids_drop(struct watch *watch, uint16_t product_id)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < watch->bid_count; i++) {
        if (watch->bids[i].product_id != product_id) watch->bids[kept++] = watch->bids[i];
    }
    watch->bid_count = kept;
}

static bool bid_set(struct watch *watch, const struct event *event)
{
    const struct event_bid *said = &event->bid;
    struct watch_bid *bid = watch_bid_find(watch, event->product_id, event->account_id, said->side);
    if (bid == NULL && watch->bid_count == watch->bid_room) {
        uint32_t room = watch->bid_room == 0 ? ROOM_FIRST : watch->bid_room * 2;
        struct watch_bid *bids = realloc(watch->bids, room * sizeof *bids);
        if (bids == NULL) return false;
        watch->bids = bids;
        watch->bid_room = room;
    }
    if (bid == NULL) bid = &watch->bids[watch->bid_count++];
    *bid = (struct watch_bid){.account_id = event->account_id,
                              .product_id = event->product_id,
                              .side = said->side,
                              .price_ticks = said->price.ticks,
                              .lots = said->qty.lots,
                              .number = ++watch->bid_number};
    return true;
}

bool watch_bid_event(struct watch *watch, const struct event *event)
{
    if (event->kind == EVENT_AUCTION_BID) return bid_set(watch, event);
    watch->products[event->product_id].auction_end_ns = event->bid_auction.end_ns;
    if (event->bid_auction.end_ns == 0) bids_drop(watch, event->product_id);
    return true;
}

/* --- states ----------------------------------------------------------------------------------- */

bool watch_member_event(struct watch *watch, const struct event *event)
{
    uint32_t id = event->party.id;
    if (id >= watch->member_state_room) {
        uint32_t room = id < ROOM_FIRST ? ROOM_FIRST : id * 2;
        uint8_t *states = realloc(watch->member_states, room);
        if (states == NULL) return false;
        memset(states + watch->member_state_room, 0, room - watch->member_state_room);
        watch->member_states = states;
        watch->member_state_room = room;
    }
    watch->member_states[id] = (uint8_t)event->party.state;
    return true;
}

static uint8_t member_state(const struct watch *watch, uint32_t member_id)
{
    return member_id < watch->member_state_room ? watch->member_states[member_id] : 0;
}

static bool is_active_state(uint8_t state)
{
    return state == PARTY_APPROVED || state == PARTY_RESTRICTED;
}

bool watch_is_active(const struct watch *watch, uint32_t account_id)
{
    const struct watch_account *account = watch_account_find(watch, account_id);
    return account != NULL && is_active_state(account->state) &&
           is_active_state(member_state(watch, account->member_id));
}

bool watch_is_reducing(const struct watch *watch, uint32_t account_id, uint16_t product_id)
{
    const struct watch_account *account = watch_account_find(watch, account_id);
    return account == NULL || account->state == PARTY_RESTRICTED || account->queued_sequence != 0 ||
           account->is_reducing || member_state(watch, account->member_id) == PARTY_RESTRICTED ||
           watch->products[product_id].state == PRODUCT_RESTRICTED;
}

/* --- the guaranty fund ------------------------------------------------------------------------ */

struct watch_member *watch_member_find(const struct watch *watch, uint32_t member_id)
{
    uint32_t low = 0;
    uint32_t high = watch->member_count;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (watch->members[middle].member_id < member_id) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    bool is_there = low < watch->member_count && watch->members[low].member_id == member_id;
    return is_there ? &watch->members[low] : NULL;
}

static struct watch_member *member_of(struct watch *watch, uint32_t member_id)
{
    struct watch_member *found = watch_member_find(watch, member_id);
    if (found != NULL) return found;
    if (watch->member_count == watch->member_room) {
        uint32_t room = watch->member_room == 0 ? ROOM_FIRST : watch->member_room * 2;
        struct watch_member *members = realloc(watch->members, room * sizeof *members);
        if (members == NULL) return NULL;
        watch->members = members;
        watch->member_room = room;
    }
    uint32_t place = watch->member_count++;
    for (; place > 0 && watch->members[place - 1].member_id > member_id; place--) {
        watch->members[place] = watch->members[place - 1];
    }
    watch->members[place] = (struct watch_member){.member_id = member_id};
    return &watch->members[place];
}

static void terms_said(struct watch *watch, const struct event *event)
{
    const struct event_default_terms *said = &event->default_terms;
    watch->default_terms = (struct body_default_terms){
        .tranche_micros = said->tranche_micros,
        .window_ns = said->window_ns,
        .tranche_ppm = said->tranche_ppm,
        .assessment_ppm = said->assessment_ppm,
        .assessment_sum_ppm = said->assessment_sum_ppm,
        .gains_days = said->gains_days,
        .capital_account_id = said->capital_account_id,
    };
    watch->default_terms_sequence = event->sequence;
}

/* R-DEFAULT-7: the payer's balance is said, the debtor's grows by the amount. A gain is cut: more
 * was paid for the position. */
static bool step_said(struct watch *watch, const struct event *event)
{
    const struct event_default_step *step = &event->default_step;
    struct watch_position *position =
        watch_position_find(watch, step->payer_account_id, event->product_id);
    if (step->layer == LAYER_GAINS && position != NULL) {
        position->paid_micros += step->amount.micros;
    }
    return watch_balance(watch, event, step->payer_account_id, step->balance.micros) &&
           watch_add(watch, event, event->account_id, step->amount.micros);
}

bool watch_clearing_event(struct watch *watch, const struct event *event)
{
    if (event->kind == EVENT_DEFAULT_STEP) return step_said(watch, event);
    if (event->kind == EVENT_DEFAULT_TERMS) {
        terms_said(watch, event);
        return true;
    }
    const struct event_default_member *said = &event->default_member;
    struct watch_member *member = member_of(watch, said->member_id);
    if (member == NULL) return false;
    member->requirement_micros = said->requirement.micros;
    member->guaranty_account_id = said->guaranty_account_id;
    return true;
}
