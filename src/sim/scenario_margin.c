/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scenario_margin.c - statements about margin under the full model and about assets.
 *
 * Role       See scenario_parse.h.  What a statement has no word for is set by field=value.
 * Invariant  Brackets and scenarios stand at the end of their line.
 */
#include <string.h>

#include "sim/scenario_parse.h"

#define PPM_DIGITS   6u
#define UNITS_DIGITS 8u
#define E2_DIGITS    2u

static bool take_rate_word(struct statement *statement, uint32_t *rate_ppm)
{
    const char *word = words_take(&statement->words);
    return word_read_rate(word, rate_ppm) || statement_fail(statement, "not a rate", word);
}

static bool take_decimal(struct statement *statement, unsigned digits, int64_t *value)
{
    const char *word = words_take(&statement->words);
    return word_read_decimal(word, digits, value) ||
           statement_fail(statement, "not a number", word);
}

static bool take_this(struct statement *statement, const char *word)
{
    if (words_take_if(&statement->words, word)) return true;
    return statement_fail(statement, word, words_peek(&statement->words));
}

/* FLOOR RATE, and behind it an initial rate or a leverage if the mode has one. */
static bool take_bracket(struct statement *statement, uint8_t mode, struct margin_bracket *bracket)
{
    int64_t leverage;
    if (!take_money(statement, &bracket->floor_micros)) return false;
    if (!take_rate_word(statement, &bracket->maintenance_ppm)) return false;
    if (mode == INITIAL_RATES) return take_rate_word(statement, &bracket->initial_ppm);
    if (mode != INITIAL_LEVERAGE) return true;
    if (!take_decimal(statement, E2_DIGITS, &leverage)) return false;
    bracket->leverage_e2 = (uint32_t)leverage;
    return true;
}

/* margin-terms factor 1.3|rates|leverage [group N] FLOOR RATE [INITIAL] ... */
static bool set_margin_terms(struct statement *statement)
{
    statement_begin(statement, COMMAND_MARGIN_TERMS);
    struct body_margin_terms *terms = &statement->command.margin;
    uint64_t mode;
    if (!take_word(statement, WORDS_INITIAL_MODE, &mode)) return false;
    terms->initial_mode = (uint8_t)mode;
    int64_t number;
    if (mode == INITIAL_FACTOR) {
        if (!take_decimal(statement, PPM_DIGITS, &number)) return false;
        terms->initial_factor_ppm = (uint32_t)number;
    }
    if (words_take_if(&statement->words, "group")) {
        if (!take_number(statement, &number)) return false;
        terms->risk_group = (uint8_t)number;
    }
    while (words_are_left(&statement->words)) {
        if (terms->bracket_count == BRACKETS_MAX) {
            return statement_fail(statement, "too many brackets", words_peek(&statement->words));
        }
        struct margin_bracket *bracket = &terms->brackets[terms->bracket_count++];
        if (!take_bracket(statement, terms->initial_mode, bracket)) return false;
    }
    return statement_send(statement);
}

/* queue-ratio RATE */
static bool set_queue_ratio(struct statement *statement)
{
    statement->command.product_id = 0;
    statement_begin(statement, COMMAND_MARGIN_VENUE);
    uint32_t *ratio_ppm = &statement->command.margin_venue.queue_ratio_ppm;
    return take_rate_word(statement, ratio_ppm) && statement_send(statement);
}

/* margin-mode cross|portfolio, of the account */
static bool set_margin_mode(struct statement *statement)
{
    uint64_t mode;
    statement->command.product_id = 0;
    statement_begin(statement, COMMAND_MARGIN_MODE);
    if (!take_word(statement, WORDS_MARGIN_MODE, &mode)) return false;
    statement->command.margin_mode.margin_mode = (uint8_t)mode;
    return statement_send(statement);
}

/* risk-grid N net RATE hedged RATE share RATE SHOCK WEIGHT ...; shocks as -0.16 */
static bool set_risk_grid(struct statement *statement)
{
    int64_t number;
    statement->command.product_id = 0;
    statement_begin(statement, COMMAND_RISK_GRID);
    struct body_risk_grid *grid = &statement->command.grid;
    if (!take_number(statement, &number)) return false;
    grid->risk_group = (uint8_t)number;
    if (!take_this(statement, "net") || !take_rate_word(statement, &grid->net_ppm)) return false;
    if (!take_this(statement, "hedged")) return false;
    if (!take_rate_word(statement, &grid->hedged_ppm)) return false;
    if (!take_this(statement, "share")) return false;
    if (!take_rate_word(statement, &grid->share_ppm)) return false;
    while (words_are_left(&statement->words) && grid->scenario_count < SCENARIOS_MAX) {
        struct scenario_term *scenario = &grid->scenarios[grid->scenario_count++];
        if (!take_decimal(statement, PPM_DIGITS, &number)) return false;
        scenario->shock_ppm = (int32_t)number;
        if (!take_rate_word(statement, &scenario->weight_ppm)) return false;
    }
    return statement_send(statement);
}

/* asset N haircut RATE cap AMOUNT units UNITS */
static bool set_asset(struct statement *statement)
{
    statement->command.product_id = 0;
    statement_begin(statement, COMMAND_ASSET_TERMS);
    struct body_asset_terms *asset = &statement->command.asset;
    return take_u32(statement, &asset->asset_id) && take_this(statement, "haircut") &&
           take_rate_word(statement, &asset->haircut_ppm) && take_this(statement, "cap") &&
           take_money(statement, &asset->account_cap_micros) && take_this(statement, "units") &&
           take_decimal(statement, UNITS_DIGITS, &asset->venue_cap_units) &&
           statement_send(statement);
}

/* asset-price N AMOUNT */
static bool set_asset_price(struct statement *statement)
{
    statement->command.product_id = 0;
    statement_begin(statement, COMMAND_ASSET_PRICE);
    struct body_asset_price *price = &statement->command.asset_price;
    return take_u32(statement, &price->asset_id) && take_money(statement, &price->price_micros) &&
           statement_send(statement);
}

/* asset-deposit N UNITS, asset-withdraw N UNITS */
static bool move_asset(struct statement *statement, enum command_kind kind)
{
    statement->command.product_id = 0;
    statement_begin(statement, kind);
    struct body_asset_cash *cash = &statement->command.asset_cash;
    return take_u32(statement, &cash->asset_id) &&
           take_decimal(statement, UNITS_DIGITS, &cash->units) && statement_send(statement);
}

bool margin_statement(struct statement *statement, const char *verb, bool *is_known)
{
    if (strcmp(verb, "margin-terms") == 0) return set_margin_terms(statement);
    if (strcmp(verb, "queue-ratio") == 0) return set_queue_ratio(statement);
    if (strcmp(verb, "margin-mode") == 0) return set_margin_mode(statement);
    if (strcmp(verb, "risk-grid") == 0) return set_risk_grid(statement);
    if (strcmp(verb, "asset") == 0) return set_asset(statement);
    if (strcmp(verb, "asset-price") == 0) return set_asset_price(statement);
    if (strcmp(verb, "asset-deposit") == 0) return move_asset(statement, COMMAND_ASSET_DEPOSIT);
    if (strcmp(verb, "asset-withdraw") == 0) return move_asset(statement, COMMAND_ASSET_WITHDRAW);
    *is_known = false;
    return false;
}
