/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stream_economy.c - which products get which economy, and what comes next of it.
 *
 * Role   See stream_economy.h.  Products differ: one has everything, one prices without margin, one
 *        margin without prices, one nothing.
 */
#include "sim/stream_economy.h"

#include <stddef.h>
#include <string.h>

#include "base/int_math.h"

#define CHARACTERS     7u /* of products, by id: see make_terms */
#define PRODUCT_SCRIPT 6u /* terms that a product can have from the start */

struct filler {
    uint32_t weight;
    uint16_t kind;
    bool has_product;
    void (*fill)(struct stream *stream, struct command *command);
};

static const struct filler fillers[] = {
    {2500, COMMAND_SOURCE_PRICE, true, fill_source_price},
    {14, COMMAND_PRICE_TERMS, true, fill_price_terms},
    {20, COMMAND_MARK_TERMS, true, fill_mark_terms},
    {20, COMMAND_FUNDING_TERMS, true, fill_funding_terms},
    {4, COMMAND_MARGIN_VENUE, false, fill_margin_venue},
    {20, COMMAND_MARGIN_TERMS, true, fill_margin_terms},
    {30, COMMAND_MARGIN_MODE, false, fill_margin_mode},
    {10, COMMAND_RISK_GRID, false, fill_risk_grid},
    {10, COMMAND_ASSET_TERMS, false, fill_asset_terms},
    {40, COMMAND_ASSET_PRICE, false, fill_asset_price},
    {60, COMMAND_ASSET_DEPOSIT, false, fill_asset_cash},
    {60, COMMAND_ASSET_WITHDRAW, false, fill_asset_cash},
    {8, COMMAND_BUSINESS_CALENDAR, false, fill_business_calendar},
    {40, COMMAND_SETTLEMENT_TERMS, true, fill_settlement_terms},
    {110, COMMAND_EXPIRY_TERMS, true, fill_expiry_terms},
    {40, COMMAND_SETTLEMENT_PRICE, true, fill_settlement_price},
    {16, COMMAND_PREFUNDING_TERMS, false, fill_prefunding_terms},
    {12, COMMAND_LIQUIDATION_TERMS, true, fill_liquidation_terms},
    {160, COMMAND_AUCTION_BID, true, fill_auction_bid},
    {20, COMMAND_DEFAULT_TERMS, false, fill_default_terms},
    {60, COMMAND_DEFAULT_MEMBER, false, fill_default_member},
    {120, COMMAND_PAYOFF_TERMS, true, fill_payoff_terms},
    {60, COMMAND_ACCOUNT_CURRENCY, false, fill_account_currency},
    {60, COMMAND_FUNDING_COLLECT, true, fill_funding_collect},
    {20, COMMAND_REGISTER_TERMS, false, fill_register_terms},
    {60, COMMAND_REGISTER_ENTRY, false, fill_register_entry},
    {60, COMMAND_PRODUCT_FILING, true, fill_product_filing},
    {60, COMMAND_CASE, false, fill_case},
    {10, COMMAND_PARTICIPANT_TERMS, false, fill_participant_terms},
    {60, COMMAND_ACCOUNT_PROFILE, false, fill_account_profile},
    {90, COMMAND_ACCOUNT_CONSENT, false, fill_account_consent},
    {20, COMMAND_ELIGIBILITY, true, fill_eligibility},
    {6, COMMAND_GIVE_UP_TERMS, false, fill_give_up_terms},
    {120, COMMAND_GIVE_UP, true, fill_give_up},
    {120, COMMAND_GIVE_UP_DECIDE, true, fill_give_up_decide},
    {160, COMMAND_ALLOCATION, true, fill_allocation},
    {30, COMMAND_PROGRAMME_TERMS, true, fill_programme_terms},
    {40, COMMAND_PROGRAMME_ENROL, false, fill_programme_enrol},
    {80, COMMAND_PROGRAMME_PAYMENT, false, fill_programme_payment},
    {20, COMMAND_FEE_TIERS, true, fill_fee_tiers},
    {30, COMMAND_BLOCK_TERMS, true, fill_block_terms},
    {90, COMMAND_BLOCK_TRADE, true, fill_block_trade},
    {10, COMMAND_BLOCK_WITHDRAW, false, fill_block_withdraw},
    {50, COMMAND_POSITION_MOVE, true, fill_position_move},
    {10, COMMAND_MARGIN_MODEL, false, fill_margin_mode},
    {3, COMMAND_CONTROL_TERMS, false, fill_control_terms},
    {60, COMMAND_ACTION_PROPOSE, false, fill_action},
    {70, COMMAND_ACTION_APPROVE, false, fill_action},
    {20, COMMAND_ACTION_REJECT, false, fill_action},
    {60, COMMAND_POSITION_TRANSFER, true, fill_position_transfer},
    {150, COMMAND_ERROR_REQUEST, true, fill_error},
    {60, COMMAND_ERROR_DECIDE, true, fill_error},
};

#define FILLER_COUNT (sizeof fillers / sizeof fillers[0])

void fill_economy(struct stream *stream, struct command *command)
{
    for (size_t i = 0; i < FILLER_COUNT; i++) {
        if (fillers[i].kind != command->kind) continue;
        fillers[i].fill(stream, command);
        fit_to_payoff(stream, command);
        return;
    }
}

/* --- the script ------------------------------------------------------------------------------- */

/* By character of the product: does it have these terms from the start? */
static bool has_terms(uint16_t product_id, uint16_t kind)
{
    switch ((product_id - 1u) % CHARACTERS) {
    case 0: return true;
    case 1: /* the plain model, with prices of its own */
        return kind != COMMAND_MARGIN_TERMS && kind != COMMAND_LIQUIDATION_TERMS;
    case 3: /* marks by an operator */
        return kind == COMMAND_MARGIN_TERMS || kind == COMMAND_LIQUIDATION_TERMS ||
               kind == COMMAND_SETTLEMENT_TERMS;
    case 5: return kind != COMMAND_SETTLEMENT_TERMS;
    default: return kind == COMMAND_SETTLEMENT_TERMS;
    }
}

static void script_product_terms(struct stream *stream, struct command *command, uint32_t step)
{
    static const uint16_t kinds[PRODUCT_SCRIPT] = {
        COMMAND_PRICE_TERMS,  COMMAND_MARK_TERMS,        COMMAND_FUNDING_TERMS,
        COMMAND_MARGIN_TERMS, COMMAND_LIQUIDATION_TERMS, COMMAND_SETTLEMENT_TERMS};
    command->product_id = (uint16_t)(1 + step / PRODUCT_SCRIPT);
    command->kind = kinds[step % PRODUCT_SCRIPT];
    if (has_terms(command->product_id, command->kind)) {
        fill_economy(stream, command);
    } else {
        command->kind = COMMAND_TICK;
    }
}

bool economy_setup_next(struct stream *stream, struct command *command)
{
    static const uint16_t venue[] = {COMMAND_MARGIN_VENUE,      COMMAND_RISK_GRID,
                                     COMMAND_ASSET_TERMS,       COMMAND_ASSET_PRICE,
                                     COMMAND_BUSINESS_CALENDAR, COMMAND_PREFUNDING_TERMS};
    const uint32_t venue_steps = sizeof venue / sizeof venue[0];
    uint32_t step = stream->economy_step;
    bool has_purses = (stream->parts & PART_WATERFALL) != 0;
    if (has_purses && purse_setup_next(stream, command, stream->purse_step)) {
        stream->purse_step++;
        return true;
    }
    stream->economy_step++;
    const uint32_t steps = venue_steps + stream->listed_products * PRODUCT_SCRIPT;
    if (stream->parts == 0 || step >= steps) return false;
    if (step < venue_steps) {
        command->kind = venue[step];
        fill_economy(stream, command);
    } else {
        script_product_terms(stream, command, step - venue_steps);
    }
    uint32_t part = economy_part_of(command->kind);
    if ((part & stream->parts) != part) {
        uint64_t sequence = command->sequence;
        memset(command, 0, sizeof *command);
        command->sequence = sequence;
        command->kind = COMMAND_TICK;
    }
    return true;
}

/* --- the choice ------------------------------------------------------------------------------- */

static uint16_t pick_priced_product(struct stream *stream)
{
    for (uint32_t i = 0; i < 8; i++) {
        uint16_t product_id = pick_product(stream);
        if (stream->products[product_id].prices.source_count > 0) return product_id;
    }
    return pick_product(stream);
}

static uint16_t product_for(struct stream *stream, uint16_t kind)
{
    if (kind == COMMAND_SOURCE_PRICE) {
        /* A product whose index has stopped the market comes first. */
        for (uint32_t id = 1; id <= stream->listed_products; id++) {
            if (stream->products[id].index_state == INDEX_HALT && chance(stream, 1, 2))
                return (uint16_t)id;
        }
        return pick_priced_product(stream);
    }
    /* Spare products come to an end, those of the script hardly ever. */
    if (kind == COMMAND_PRODUCT_FILING && chance(stream, 9, 10))
        return (uint16_t)pick_between(stream, 1, WORLD_PRODUCTS - 1);
    bool is_last = kind == COMMAND_EXPIRY_TERMS && !chance(stream, 1, 1500);
    if (kind == COMMAND_SETTLEMENT_TERMS && chance(stream, 1, 2)) is_last = true;
    /* Best one with orders, which then end with it. */
    for (uint32_t i = 0; is_last && i < 12; i++) {
        const struct world_order *order = pick_order(stream, 0);
        if (order != NULL && order->product_id > stream->listed_products) return order->product_id;
    }
    if (kind == COMMAND_PAYOFF_TERMS && !chance(stream, 1, 12)) is_last = true;
    if (is_last)
        return (uint16_t)pick_between(stream, stream->listed_products + 1u, WORLD_PRODUCTS - 1);
    return pick_product(stream);
}

void make_economy(struct stream *stream, struct command *command)
{
    if ((stream->parts & PART_WATERFALL) != 0 && chance(stream, 1, 30)) {
        make_purse_deposit(stream, command);
        return;
    }
    uint64_t total = 0;
    for (size_t i = 0; i < FILLER_COUNT; i++) {
        if ((economy_part_of(fillers[i].kind) & stream->parts) != 0) total += fillers[i].weight;
    }
    uint64_t at = pick(stream, total);
    for (size_t i = 0; i < FILLER_COUNT; i++) {
        if ((economy_part_of(fillers[i].kind) & stream->parts) == 0) continue;
        if (at >= fillers[i].weight) {
            at -= fillers[i].weight;
            continue;
        }
        command->kind = fillers[i].kind;
        if (fillers[i].has_product) command->product_id = product_for(stream, command->kind);
        fillers[i].fill(stream, command);
        fit_to_payoff(stream, command);
        return;
    }
}

/* --- learning --------------------------------------------------------------------------------- */

static void learn_moved(struct stream *stream, const struct event *event)
{
    int64_t lots = event->moved.side == SIDE_BUY ? event->moved.lots.lots : -event->moved.lots.lots;
    stream->accounts[event->account_id].net[event->product_id] = event->moved.net.lots;
    stream->accounts[event->account_id].balance_micros = event->moved.balance.micros;
    stream->accounts[event->moved.other_account_id].net[event->product_id] -= lots;
}

void learn_economy(struct stream *stream, const struct event *event)
{
    if (event->product_id >= WORLD_PRODUCTS) return; /* of a REJECTED */
    struct world_product *product = &stream->products[event->product_id];
    switch (event->kind) {
    case EVENT_PRICE_TERMS:
        if (stream->sent.kind == COMMAND_PRICE_TERMS) product->prices = stream->sent.prices;
        break;
    case EVENT_INDEX:
        product->index_state = event->index_value.state;
        if (event->index_value.index.ticks_e4 != 0)
            product->references[SOURCE_INDEX] =
                i64_max(1, event->index_value.index.ticks_e4 / FINE_PER_TICK);
        break;
    case EVENT_MARK:
        if (event->mark.mark.ticks_e4 != 0)
            product->references[SOURCE_MARK] =
                i64_max(1, event->mark.mark.ticks_e4 / FINE_PER_TICK);
        break;
    case EVENT_FUNDING_PAYMENT:
        stream->accounts[event->account_id].balance_micros = event->payment.balance.micros;
        break;
    case EVENT_VARIATION:
        stream->accounts[event->account_id].net[event->product_id] = event->variation.net.lots;
        stream->accounts[event->account_id].balance_micros = event->variation.balance.micros;
        break;
    case EVENT_POSITION_MOVED: learn_moved(stream, event); break;
    case EVENT_CASE: learn_register(stream, event); break;
    case EVENT_GIVE_UP: stream->give_up = *event; break;
    case EVENT_BLOCK_WITHDRAWN: stream->withdrawn = event->block_withdrawn; break;
    case EVENT_FILL: learn_bunch(stream, event); break;
    case EVENT_PROGRAMME_TERMS:
    case EVENT_PROGRAMME_ENROL:
    case EVENT_PROGRAMME_PAYMENT: learn_programme(stream, event); break;
    case EVENT_TRADE:
    case EVENT_ERROR_TRADE:
    case EVENT_ACTION: learn_control(stream, event); break;
    default: learn_payoff(stream, event); break;
    }
}
