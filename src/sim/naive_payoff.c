/* SPDX-License-Identifier: Apache-2.0 */
/*
 * naive_payoff.c - see naive_payoff.h.
 */
#include "sim/naive_payoff.h"

#include "sim/naive_check.h"

#define LOT_MOST      INT64_C(1000000000000) /* R-PAYOFF-2 */
#define SCALE_MOST    9
#define CURRENCY_MOST 14

/* --- values ----------------------------------------------------------------------------------- */

bool naive_is_inverse(const struct naive_product *product)
{
    return product->payoff.payoff == PAYOFF_INVERSE;
}

static int128 face_of(int64_t tick_value, uint32_t scale)
{
    int128 face = tick_value;
    while (scale-- > 0) face *= 10;
    return face;
}

int128 naive_face(const struct naive_product *product)
{
    return face_of(product->terms.tick_value_micros, product->payoff.scale);
}

/* To the nearest whole number, halves up; both are positive. */
static int128 nearest(int128 numerator, int128 divisor)
{
    int128 whole = numerator / divisor;
    int128 rest = numerator % divisor;
    return rest >= divisor - rest ? whole + 1 : whole;
}

int128 naive_lot_value(const struct naive_product *product, int64_t price)
{
    if (price == 0) return 0; /* a trailing stop has none yet */
    if (naive_is_inverse(product)) return nearest(naive_face(product), price);
    return (int128)price * product->terms.tick_value_micros;
}

int128 naive_lot_value_e4(const struct naive_product *product, int128 price_e4)
{
    int128 lowest_e4 = (int128)product->terms.price_ticks_min * FINE_PER_TICK;
    if (!naive_is_inverse(product)) return price_e4 * product->terms.tick_value_micros;
    if (price_e4 == 0) return 0; /* there is no price */
    return nearest(naive_face(product) * INT64_C(100000000),
                   price_e4 < lowest_e4 ? lowest_e4 : price_e4);
}

int64_t naive_value_sign(const struct naive_product *product)
{
    return naive_is_inverse(product) ? -1 : 1;
}

int64_t naive_signed_value(const struct naive_product *product, int64_t net, int128 price_e4)
{
    int128 value = naive_lot_value_e4(product, price_e4) * net * naive_value_sign(product);
    return narrow_i64(div_floor(value, FINE_PER_TICK));
}

/* --- terms ------------------------------------------------------------------------------------ */

static struct naive_fault check_most(enum field field, int64_t value, int64_t most)
{
    return value <= most ? NO_FAULT : fault_of(REJECT_TERMS, field, value, most);
}

struct naive_fault naive_check_face(const struct product_terms *terms, uint32_t scale,
                                    int64_t highest_ticks)
{
    int128 face = face_of(terms->tick_value_micros, scale);
    if (terms->tick_value_micros < 1)
        return fault_of(REJECT_TERMS, FIELD_TICK_VALUE, terms->tick_value_micros, 1);
    if ((int128)terms->price_ticks_min * LOT_MOST < face)
        return fault_of(REJECT_TERMS, FIELD_PRICE, terms->price_ticks_min,
                        narrow_i64(div_ceil(face, LOT_MOST)));
    return check_most(FIELD_PRICE, highest_ticks, narrow_i64(face));
}

static bool has_further_terms(const struct naive *naive, uint16_t product_id)
{
    return naive->prices[product_id].exists || naive->fulls[product_id].exists ||
           naive->liquidations[product_id].exists || naive->settlements[product_id].exists;
}

struct naive_fault naive_command_payoff_terms(struct naive *naive)
{
    const struct body_payoff_terms *terms = &naive->command->payoff_terms;
    uint16_t product_id = naive->command->product_id;
    CHECK(naive_check_product_exists(naive, product_id));
    struct naive_product *product = &naive->products[product_id];
    if (product->state == PRODUCT_DELISTED || product->state == PRODUCT_WITHDRAWN)
        return fault_of(REJECT_PRODUCT_NOT_LISTED, FIELD_PRODUCT, product->state, 0);
    if (naive_product_is_tradable(product) || has_further_terms(naive, product_id))
        return fault_of(REJECT_PAYOFF_FIXED, FIELD_PRODUCT, product_id, 0);
    CHECK(check_most(FIELD_PAYOFF, terms->payoff, PAYOFF_INVERSE));
    CHECK(check_most(FIELD_CURRENCY, terms->currency, CURRENCY_MOST));
    bool is_inverse = terms->payoff == PAYOFF_INVERSE;
    CHECK(check_most(FIELD_SCALE, terms->scale, is_inverse ? SCALE_MOST : 0));
    if (is_inverse) CHECK(naive_check_face(&product->terms, terms->scale, product->highest_ticks));

    product->payoff = *terms;
    struct event *event = naive_emit(naive, EVENT_PAYOFF_TERMS, 0, product_id);
    if (is_inverse) event->payoff_terms.face.micros = narrow_i64(naive_face(product));
    event->payoff_terms.payoff = terms->payoff;
    event->payoff_terms.currency = terms->currency;
    event->payoff_terms.scale = terms->scale;
    return NO_FAULT;
}

/* --- currency --------------------------------------------------------------------------------- */

struct naive_fault naive_check_currency(const struct naive *naive, uint32_t account_id,
                                        uint32_t currency)
{
    uint32_t own = naive->accounts[account_id].currency;
    if (own == currency) return NO_FAULT;
    return fault_of(REJECT_CURRENCY, FIELD_ACCOUNT, own, currency);
}

uint32_t naive_venue_entry(uint32_t entry, uint32_t currency)
{
    return entry + 4 * currency;
}

/* R-CURRENCY-1 */
static bool is_used(const struct naive *naive, uint32_t account_id)
{
    if (naive->balances[entry_account(account_id)] != 0) return true;
    for (uint32_t i = 0; i < naive->position_count; i++) {
        if (naive->positions[i].account_id == account_id) return true;
    }
    for (uint32_t i = 0; i < ASSETS_MAX; i++) {
        if (naive->accounts[account_id].has_had_asset[i]) return true;
    }
    for (uint32_t id = 1; id < naive->config.products_max; id++) {
        const struct naive_liquidation *liquidation = &naive->liquidations[id];
        if (liquidation->exists && liquidation->terms.fund_account_id == account_id) return true;
    }
    uint32_t member_id = naive->accounts[account_id].opened.member_id;
    return naive->defaults.terms.capital_account_id == account_id ||
           naive->defaults.members[member_id].account_id == account_id;
}

struct naive_fault naive_command_account_currency(struct naive *naive)
{
    uint32_t account_id = naive->command->account_id;
    uint8_t currency = naive->command->account_currency.currency;
    CHECK(naive_check_account_exists(naive, account_id));
    struct naive_account *account = &naive->accounts[account_id];
    if (account->state == PARTY_CLOSED)
        return fault_of(REJECT_ACCOUNT_STATE, FIELD_ACCOUNT, PARTY_CLOSED, 0);
    if (currency > CURRENCY_MOST) return fault_of(REJECT_FIELD, FIELD_CURRENCY, currency, 0);
    if (is_used(naive, account_id))
        return fault_of(REJECT_CURRENCY_FIXED, FIELD_ACCOUNT, account_id, account->currency);
    account->currency = currency;
    naive_emit(naive, EVENT_ACCOUNT_CURRENCY, account_id, 0)->account_currency.currency = currency;
    return NO_FAULT;
}
