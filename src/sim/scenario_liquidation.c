/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scenario_liquidation.c - statements about forced closes and defaults.
 *
 * Role   The verbs of part 8 of the rulebook; test/scenario/README.md is their grammar.  Terms that
 *        a statement does not name have the values of the table below.
 */
#include <string.h>

#include "base/date.h"
#include "sim/scenario_parse.h"

static const struct body_liquidation_terms usual_terms = {
    .window_ns = 8 * NS_PER_HOUR,
    .liquidate_ratio_ppm = 1000000,
    .close_out_ppm = 666667,
    .slice_factor_ppm = 1100000,
    .adjustment_ppm = 1000000,
    .spread_ppm = 500000,
    .exposure_ppm = 1000000,
    .work_max = 1000,
};

static bool take_rate(struct statement *statement, uint32_t *rate_ppm)
{
    const char *word = words_take(&statement->words);
    return word_read_rate(word, rate_ppm) || statement_fail(statement, "not a rate", word);
}

struct rate_word {
    const char *word;
    uint32_t *rate_ppm;
};

static bool take_liquidation_term(struct statement *statement, const char *word)
{
    struct body_liquidation_terms *terms = &statement->command.liquidation;
    const struct rate_word rates[] = {
        {"ratio", &terms->liquidate_ratio_ppm}, {"close-out", &terms->close_out_ppm},
        {"slice", &terms->slice_factor_ppm},    {"adjustment", &terms->adjustment_ppm},
        {"spread", &terms->spread_ppm},         {"fee", &terms->fee_ppm},
        {"drawdown", &terms->drawdown_ppm},     {"release", &terms->release_ppm},
        {"exposure", &terms->exposure_ppm}};
    for (size_t i = 0; i < sizeof rates / sizeof rates[0]; i++) {
        if (strcmp(word, rates[i].word) == 0) return take_rate(statement, rates[i].rate_ppm);
    }
    if (strcmp(word, "window") == 0) return take_duration(statement, &terms->window_ns);
    if (strcmp(word, "auction") == 0) return take_duration(statement, &terms->auction_ns);
    if (strcmp(word, "work") == 0) return take_u32(statement, &terms->work_max);
    if (strcmp(word, "fund") == 0) {
        return take_id(statement, NAME_ACCOUNT, &terms->fund_account_id) &&
               take_money(statement, &terms->fund_notional_micros_max);
    }
    return statement_fail(statement, "not a term of liquidation", word);
}

/* liquidation venue|clearing water_filling|rank|pro_rata [fund ACCOUNT LARGEST] [auction D]
 * [window D] [work N] [NAME RATE]..., the names being those of take_liquidation_term */
static bool set_liquidation(struct statement *statement)
{
    uint64_t regime;
    uint64_t method;
    statement_begin(statement, COMMAND_LIQUIDATION_TERMS);
    statement->command.liquidation = usual_terms;
    if (!take_word(statement, WORDS_REGIME, &regime)) return false;
    if (!take_word(statement, WORDS_DELEVERAGE_METHOD, &method)) return false;
    statement->command.liquidation.regime = (uint8_t)regime;
    statement->command.liquidation.method = (uint8_t)method;
    while (words_are_left(&statement->words)) {
        if (!take_liquidation_term(statement, words_take(&statement->words))) return false;
    }
    return statement_send(statement);
}

/* bids QTY @ PRICE, offers QTY @ PRICE: sealed, of the account; bids 0, offers 0 withdraw. */
static bool send_bid(struct statement *statement, enum side side)
{
    statement_begin(statement, COMMAND_AUCTION_BID);
    struct body_auction_bid *body = &statement->command.auction_bid;
    body->side = (uint8_t)side;
    if (!take_qty(statement, &body->qty.lots)) return false;
    if (words_take_if(&statement->words, "@") && !take_price(statement, &body->price)) return false;
    return statement_send(statement);
}

static bool take_default_term(struct statement *statement, const char *word)
{
    struct body_default_terms *terms = &statement->command.default_terms;
    if (strcmp(word, "tranche") == 0) return take_money(statement, &terms->tranche_micros);
    if (strcmp(word, "of-fund") == 0) return take_rate(statement, &terms->tranche_ppm);
    if (strcmp(word, "assessment") == 0) return take_rate(statement, &terms->assessment_ppm);
    if (strcmp(word, "in-window") == 0) return take_rate(statement, &terms->assessment_sum_ppm);
    if (strcmp(word, "window") == 0) return take_duration(statement, &terms->window_ns);
    if (strcmp(word, "gains") == 0) return take_u32(statement, &terms->gains_days);
    if (strcmp(word, "capital") == 0) {
        return take_id(statement, NAME_ACCOUNT, &terms->capital_account_id);
    }
    return statement_fail(statement, "not a term of defaults", word);
}

/* default-terms [tranche AMOUNT] [of-fund RATE] [assessment RATE] [in-window RATE] [window D]
 * [gains DAYS] [capital ACCOUNT] */
static bool set_default_terms(struct statement *statement)
{
    statement->command.product_id = 0;
    statement_begin(statement, COMMAND_DEFAULT_TERMS);
    statement->command.default_terms.window_ns = 180 * NS_PER_DAY;
    while (words_are_left(&statement->words)) {
        if (!take_default_term(statement, words_take(&statement->words))) return false;
    }
    return statement_send(statement);
}

/* guaranty MEMBER REQUIREMENT [ACCOUNT] */
static bool set_guaranty(struct statement *statement)
{
    statement->command.product_id = 0;
    statement_begin(statement, COMMAND_DEFAULT_MEMBER);
    struct body_default_member *body = &statement->command.default_member;
    if (!take_id(statement, NAME_MEMBER, &body->member_id)) return false;
    if (!take_money(statement, &body->requirement_micros)) return false;
    if (words_are_left(&statement->words)) {
        if (!take_id(statement, NAME_ACCOUNT, &body->guaranty_account_id)) return false;
    }
    return statement_send(statement);
}

bool liquidation_statement(struct statement *statement, const char *verb, bool *is_known)
{
    if (strcmp(verb, "liquidation") == 0) return set_liquidation(statement);
    if (strcmp(verb, "bids") == 0) return send_bid(statement, SIDE_BUY);
    if (strcmp(verb, "offers") == 0) return send_bid(statement, SIDE_SELL);
    if (strcmp(verb, "default-terms") == 0) return set_default_terms(statement);
    if (strcmp(verb, "guaranty") == 0) return set_guaranty(statement);
    *is_known = false;
    return false;
}
