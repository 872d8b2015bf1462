/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scenario_clearing.c - days, cycles, expiry and pre-funding in a scenario.
 *
 * Role   The verbs of part 9 of the rulebook; test/scenario/README.md is their grammar.
 */
#include <string.h>

#include "base/date.h"
#include "sim/scenario_parse.h"

/* HH:MM, 24:00 included. */
static bool take_minute(struct statement *statement, uint16_t *minute)
{
    const char *word = words_take(&statement->words);
    struct words words = {.count = 1};
    char text[8] = {0};
    int64_t time_ns;
    if (strcmp(word, "24:00") == 0) {
        *minute = MINUTES_OF_DAY;
        return true;
    }
    if (strlen(word) != 5) return statement_fail(statement, "not a time of day", word);
    memcpy(text, word, 5);
    words.list[0] = text;
    if (!words_take_time(&words, 0, &time_ns)) {
        return statement_fail(statement, "not a time of day", word);
    }
    *minute = (uint16_t)(time_ns / NS_PER_MINUTE);
    return true;
}

static bool take_ppm(struct statement *statement, uint32_t *rate_ppm)
{
    const char *word = words_take(&statement->words);
    return word_read_rate(word, rate_ppm) || statement_fail(statement, "not a rate", word);
}

static bool take_register(struct statement *statement, uint64_t *entry)
{
    int64_t number;
    if (!take_number(statement, &number)) return false;
    *entry = (uint64_t)number;
    return true;
}

/* holidays DATE DATE ..., to the end of the line */
static bool take_holidays(struct statement *statement, struct body_business_calendar *body)
{
    while (words_are_left(&statement->words)) {
        int64_t time_ns;
        const char *word = words_peek(&statement->words);
        if (!words_take_time(&statement->words, statement->world->time_ns, &time_ns)) {
            return statement_fail(statement, "not a date", word);
        }
        if (body->holiday_count == HOLIDAYS_MAX) {
            return statement_fail(statement, "too many holidays", word);
        }
        body->holidays[body->holiday_count++] = utc_day(time_ns);
    }
    return true;
}

/* business-days [weekdays MASK] [opens HH:MM] [closes HH:MM] [holidays DATE ...] */
static bool set_business_days(struct statement *statement)
{
    statement->command.product_id = 0;
    statement_begin(statement, COMMAND_BUSINESS_CALENDAR);
    struct body_business_calendar *body = &statement->command.business_calendar;
    body->weekdays = WEEKDAYS_WORKING;
    body->bank_close_minute = MINUTES_OF_DAY;
    while (words_are_left(&statement->words)) {
        const char *word = words_take(&statement->words);
        uint32_t weekdays;
        bool is_good;
        if (strcmp(word, "weekdays") == 0) {
            is_good = take_u32(statement, &weekdays);
            if (is_good) body->weekdays = (uint8_t)weekdays;
        } else if (strcmp(word, "opens") == 0) {
            is_good = take_minute(statement, &body->bank_open_minute);
        } else if (strcmp(word, "closes") == 0) {
            is_good = take_minute(statement, &body->bank_close_minute);
        } else if (strcmp(word, "holidays") == 0) {
            is_good = take_holidays(statement, body);
        } else {
            is_good = statement_fail(statement, "not a part of a business calendar", word);
        }
        if (!is_good) return false;
    }
    return statement_send(statement);
}

/* cycle HH:MM [business] */
static bool take_cycle(struct statement *statement, struct body_settlement_terms *body)
{
    if (body->cycle_count == SETTLEMENT_CYCLES_MAX) {
        return statement_fail(statement, "too many cycles", "cycle");
    }
    struct settlement_cycle *cycle = &body->cycles[body->cycle_count++];
    if (!take_minute(statement, &cycle->minute)) return false;
    cycle->business_days_only = words_take_if(&statement->words, "business");
    return true;
}

/* settlement [class CLASS] [weekend RATE] [roll HH:MM] [cycle HH:MM [business]]... [waits]
 * [register N] */
static bool set_settlement(struct statement *statement)
{
    statement_begin(statement, COMMAND_SETTLEMENT_TERMS);
    struct body_settlement_terms *body = &statement->command.settlement_terms;
    body->account_class = CLASS_FUTURES;
    body->roll_minute = MINUTES_OF_DAY;
    while (words_are_left(&statement->words)) {
        const char *word = words_take(&statement->words);
        bool is_good = true;
        if (strcmp(word, "class") == 0) {
            is_good = take_mask(statement, WORDS_CLASSES, &body->account_class);
        } else if (strcmp(word, "weekend") == 0) {
            is_good = take_ppm(statement, &body->weekend_ppm);
        } else if (strcmp(word, "roll") == 0) {
            is_good = take_minute(statement, &body->roll_minute);
        } else if (strcmp(word, "cycle") == 0) {
            is_good = take_cycle(statement, body);
        } else if (strcmp(word, "waits") == 0) {
            body->waits = 1;
        } else if (strcmp(word, "register") == 0) {
            is_good = take_register(statement, &body->register_entry);
        } else {
            is_good = statement_fail(statement, "not a term of settlement", word);
        }
        if (!is_good) return false;
    }
    return statement_send(statement);
}

/* expiry TIME index|operator [window D] [sample D] [register N] */
static bool set_expiry(struct statement *statement)
{
    statement_begin(statement, COMMAND_EXPIRY_TERMS);
    struct body_expiry_terms *body = &statement->command.expiry_terms;
    const char *word = words_peek(&statement->words);
    uint64_t method;
    if (!words_take_time(&statement->words, statement->world->time_ns, &body->expiry_ns)) {
        return statement_fail(statement, "not a time", word);
    }
    if (!take_word(statement, WORDS_FINAL_METHOD, &method)) return false;
    body->method = (uint32_t)method;
    body->sample_ns = NS_PER_SECOND;
    while (words_are_left(&statement->words)) {
        word = words_take(&statement->words);
        bool is_good;
        if (strcmp(word, "window") == 0) {
            is_good = take_duration(statement, &body->window_ns);
        } else if (strcmp(word, "sample") == 0) {
            is_good = take_duration(statement, &body->sample_ns);
        } else if (strcmp(word, "register") == 0) {
            is_good = take_register(statement, &body->register_entry);
        } else {
            is_good = statement_fail(statement, "not a term of expiry", word);
        }
        if (!is_good) return false;
    }
    return statement_send(statement);
}

/* settle-at PRICE cycle|final [register N] */
static bool set_price(struct statement *statement)
{
    uint64_t use;
    statement_begin(statement, COMMAND_SETTLEMENT_PRICE);
    struct body_settlement_price *body = &statement->command.settlement_price;
    if (!take_fine_price(statement, &body->price)) return false;
    if (!take_word(statement, WORDS_PRICE_USE, &use)) return false;
    body->use = (uint32_t)use;
    if (words_take_if(&statement->words, "register")) {
        if (!take_register(statement, &body->register_entry)) return false;
    }
    return statement_send(statement);
}

/* prefunding CLOSURE check D watch D liquidate RATE restrict RATE warn RATE */
static bool set_prefunding(struct statement *statement)
{
    statement->command.product_id = 0;
    statement_begin(statement, COMMAND_PREFUNDING_TERMS);
    struct body_prefunding_terms *body = &statement->command.prefunding_terms;
    body->watch_ns = NS_PER_MINUTE;
    if (!take_duration(statement, &body->closure_ns)) return false;
    while (words_are_left(&statement->words)) {
        const char *word = words_take(&statement->words);
        bool is_good;
        if (strcmp(word, "check") == 0) {
            is_good = take_duration(statement, &body->check_ns);
        } else if (strcmp(word, "watch") == 0) {
            is_good = take_duration(statement, &body->watch_ns);
        } else if (strcmp(word, "liquidate") == 0) {
            is_good = take_ppm(statement, &body->liquidate_ppm);
        } else if (strcmp(word, "restrict") == 0) {
            is_good = take_ppm(statement, &body->restrict_ppm);
        } else if (strcmp(word, "warn") == 0) {
            is_good = take_ppm(statement, &body->warn_ppm);
        } else {
            is_good = statement_fail(statement, "not a term of pre-funding", word);
        }
        if (!is_good) return false;
    }
    return statement_send(statement);
}

/* payoff linear|inverse [currency N] [scale N] */
static bool set_payoff(struct statement *statement)
{
    uint64_t payoff;
    int64_t number;
    statement_begin(statement, COMMAND_PAYOFF_TERMS);
    struct body_payoff_terms *body = &statement->command.payoff_terms;
    if (!take_word(statement, WORDS_PAYOFF, &payoff)) return false;
    body->payoff = (uint8_t)payoff;
    while (words_are_left(&statement->words)) {
        const char *word = words_take(&statement->words);
        bool is_currency = strcmp(word, "currency") == 0;
        if (!is_currency && strcmp(word, "scale") != 0) {
            return statement_fail(statement, "not a term of a payoff", word);
        }
        if (!take_number(statement, &number)) return false;
        *(is_currency ? &body->currency : &body->scale) = (uint8_t)number;
    }
    return statement_send(statement);
}

/* ACCOUNT currency N */
static bool set_currency(struct statement *statement)
{
    int64_t number;
    statement->command.product_id = 0;
    statement_begin(statement, COMMAND_ACCOUNT_CURRENCY);
    if (!take_number(statement, &number)) return false;
    statement->command.account_currency.currency = (uint8_t)number;
    return statement_send(statement);
}

bool clearing_statement(struct statement *statement, const char *verb, bool *is_known)
{
    if (strcmp(verb, "business-days") == 0) return set_business_days(statement);
    if (strcmp(verb, "settlement") == 0) return set_settlement(statement);
    if (strcmp(verb, "expiry") == 0) return set_expiry(statement);
    if (strcmp(verb, "settle-at") == 0) return set_price(statement);
    if (strcmp(verb, "prefunding") == 0) return set_prefunding(statement);
    if (strcmp(verb, "payoff") == 0) return set_payoff(statement);
    if (strcmp(verb, "currency") == 0) return set_currency(statement);
    *is_known = false;
    return false;
}
