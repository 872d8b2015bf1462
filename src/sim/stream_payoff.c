/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stream_payoff.c - inverse products, other currencies, and accounts that fit them.
 *
 * Role   See stream_economy.h.  Draws nothing where part 10 is off, so that those streams stay as
 *        they are.
 */
#include "base/int_math.h"
#include "sim/stream_economy.h"

#define COIN       1u
#define OTHER_COIN 14u

static bool is_on(const struct stream *stream)
{
    return (stream->parts & PART_PAYOFF) != 0;
}

/* A scale at which a lot in the middle of the prices is worth about what the linear one was. */
static uint8_t scale_for(struct stream *stream, const struct product_terms *terms)
{
    int128 middle = center_of_terms(terms);
    int128 face = terms->tick_value_micros;
    int64_t scale = 0;
    while (scale < PAYOFF_SCALE_MAX && face * 10 <= terms->tick_value_micros * middle * middle) {
        face *= 10;
        scale++;
    }
    while (scale > 0 && face > terms->price_ticks_min * (int128)LOT_MICROS_MAX) {
        face /= 10;
        scale--;
    }
    if (chance(stream, 1, 8)) scale += pick_between(stream, -2, 2);
    return (uint8_t)i64_clamp(scale, 0, PAYOFF_SCALE_MAX + 1);
}

void fill_payoff_terms(struct stream *stream, struct command *command)
{
    const struct world_product *product = &stream->products[command->product_id % WORLD_PRODUCTS];
    struct body_payoff_terms *terms = &command->payoff_terms;
    uint64_t kind = pick(stream, 10);
    if (kind < 7) {
        terms->payoff = PAYOFF_INVERSE;
        terms->scale = scale_for(stream, &product->terms);
    }
    terms->currency = (uint8_t)(kind == 6 ? CURRENCY_DOLLAR : COIN);
    if (kind == 9 && chance(stream, 1, 2)) terms->currency = OTHER_COIN;
}

void fill_account_currency(struct stream *stream, struct command *command)
{
    if (command->account_id == 0) command->account_id = pick_account(stream);
    command->account_currency.currency = (uint8_t)(chance(stream, 2, 3) ? COIN : CURRENCY_DOLLAR);
    if (chance(stream, 1, 20)) command->account_currency.currency = OTHER_COIN;
}

uint32_t pick_account_for(struct stream *stream, uint16_t product_id)
{
    uint32_t account_id = pick_account(stream);
    if (!is_on(stream)) return account_id;
    for (uint32_t i = 0; i < 10; i++) {
        uint8_t currency = stream->accounts[account_id].currency;
        if (currency == stream->products[product_id].payoff.currency) break;
        account_id = pick_account(stream);
    }
    return account_id;
}

void fit_to_payoff(struct stream *stream, struct command *command)
{
    if (!is_on(stream) || command->product_id >= WORLD_PRODUCTS || chance(stream, 1, 30)) return;
    const struct body_payoff_terms *payoff = &stream->products[command->product_id].payoff;
    bool is_inverse = payoff->payoff == PAYOFF_INVERSE;
    if (command->kind == COMMAND_MARGIN_TERMS && is_inverse) command->margin.risk_group = 0;
    if (command->kind != COMMAND_LIQUIDATION_TERMS) return;
    if (!is_inverse && payoff->currency == CURRENCY_DOLLAR) return;
    if (command->liquidation.fund_account_id != 0)
        command->liquidation.fund_account_id = pick_account_for(stream, command->product_id);
    command->liquidation.regime = REGIME_VENUE;
}

void learn_payoff(struct stream *stream, const struct event *event)
{
    if (event->kind == EVENT_PAYOFF_TERMS && event->product_id < WORLD_PRODUCTS) {
        stream->products[event->product_id].payoff =
            (struct body_payoff_terms){.payoff = (uint8_t)event->payoff_terms.payoff,
                                       .currency = (uint8_t)event->payoff_terms.currency,
                                       .scale = (uint8_t)event->payoff_terms.scale};
    }
    if (event->kind == EVENT_ACCOUNT_CURRENCY && event->account_id < WORLD_ACCOUNTS) {
        stream->accounts[event->account_id].currency = (uint8_t)event->account_currency.currency;
    }
}
