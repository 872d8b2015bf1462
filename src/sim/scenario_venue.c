/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scenario_venue.c - statements about products, phases, prices and the venue itself.
 *
 * Role       See scenario_parse.h.
 * Invariant  Terms that a line does not name keep their value: of a new product the defaults that
 *            README.md lists, of an existing one its present terms.
 */
#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "sim/scenario_parse.h"

#define DEFAULT_PRICE_TICKS_MAX INT64_C(1000000)
#define DEFAULT_ORDER_LOTS_MAX  INT64_C(1000000)
#define DEFAULT_PROTECTION      INT64_C(100)
#define MICROS_DIGITS           6u

static struct product_terms default_terms(const char *name)
{
    struct product_terms terms = {.quote = "USD",
                                  .tick_value_micros = PPM_ONE,
                                  .price_ticks_min = 1,
                                  .price_ticks_max = DEFAULT_PRICE_TICKS_MAX,
                                  .order_lots_max = DEFAULT_ORDER_LOTS_MAX,
                                  .order_notional_micros_max = NOTIONAL_MICROS_MAX,
                                  .protection_ticks = DEFAULT_PROTECTION,
                                  .smp_mode = SMP_CANCEL_MAKER};
    size_t length = strlen(name);
    if (length >= sizeof terms.symbol) length = sizeof terms.symbol - 1;
    memcpy(terms.symbol, name, length);
    return terms;
}

/* The digits of "tick 0.1" or "lot 0.001", and the value of one tick on one lot, which follows. */
static bool take_unit(struct statement *statement, const char *word, uint32_t *decimals,
                      struct product_terms *terms)
{
    unsigned digits;
    if (!word_read_unit(word, &digits)) return statement_fail(statement, "not a unit", word);
    *decimals = digits;
    uint32_t all = terms->decimals_price + terms->decimals_qty;
    if (all > MICROS_DIGITS) return statement_fail(statement, "worth less than a micro", word);
    terms->tick_value_micros = PPM_ONE;
    for (uint32_t i = 0; i < all; i++) terms->tick_value_micros /= 10;
    return true;
}

/* "day HH:MM phase" steps, to the end of the line; "none" ends the schedule. */
static bool take_schedule(struct statement *statement, struct product_terms *terms)
{
    int64_t monday_ns = utc_day(WORLD_START_NS) * NS_PER_DAY;
    terms->schedule_count = 0;
    memset(terms->schedule, 0, sizeof terms->schedule);
    if (words_take_if(&statement->words, "none")) return true;
    while (words_are_left(&statement->words)) {
        int64_t time_ns;
        uint64_t phase;
        const char *word = words_peek(&statement->words);
        if (terms->schedule_count == SCHEDULE_STEPS_MAX) {
            return statement_fail(statement, "too many steps", word);
        }
        if (!words_take_time(&statement->words, monday_ns, &time_ns)) {
            return statement_fail(statement, "not a time of the week", word);
        }
        if (!take_word(statement, WORDS_PHASE, &phase)) return false;
        terms->schedule[terms->schedule_count] = (struct schedule_step){
            .minute_of_week = (uint16_t)utc_minute_of_week(time_ns), .phase = (uint8_t)phase};
        terms->schedule_count++;
    }
    return true;
}

/* A rate with "%", else a distance in price. */
static bool take_band(struct statement *statement, struct product_terms *terms)
{
    const char *word = words_take(&statement->words);
    if (word_read_rate(word, &terms->band_ppm)) return true;
    if (word_read_decimal(word, terms->decimals_price, &terms->band_ticks)) return true;
    return statement_fail(statement, "not a band", word);
}

static bool take_rate(struct statement *statement, uint32_t *rate_ppm)
{
    const char *word = words_take(&statement->words);
    return word_read_rate(word, rate_ppm) || statement_fail(statement, "not a rate", word);
}

static bool take_term_price(struct statement *statement, struct product_terms *terms,
                            int64_t *ticks)
{
    const char *word = words_take(&statement->words);
    if (word_read_decimal(word, terms->decimals_price, ticks)) return true;
    return statement_fail(statement, "not a price", word);
}

static bool take_term_qty(struct statement *statement, struct product_terms *terms, int64_t *lots)
{
    const char *word = words_take(&statement->words);
    if (word_read_decimal(word, terms->decimals_qty, lots)) return true;
    return statement_fail(statement, "not a quantity", word);
}

static bool take_day_end(struct statement *statement, struct product_terms *terms)
{
    int64_t time_ns;
    const char *word = words_peek(&statement->words);
    if (!words_take_time(&statement->words, 0, &time_ns)) {
        return statement_fail(statement, "not a time of day", word);
    }
    terms->day_end_minute = (uint16_t)(time_ns / NS_PER_MINUTE);
    return true;
}

/* Prices, quantities and amounts; *is_known is false if the word is none of these. */
static bool take_term_limit(struct statement *statement, struct product_terms *terms,
                            const char *word, bool *is_known)
{
    *is_known = true;
    if (strcmp(word, "lowest") == 0) {
        return take_term_price(statement, terms, &terms->price_ticks_min);
    }
    if (strcmp(word, "highest") == 0) {
        return take_term_price(statement, terms, &terms->price_ticks_max);
    }
    if (strcmp(word, "protection") == 0) {
        return take_term_price(statement, terms, &terms->protection_ticks);
    }
    if (strcmp(word, "order-max") == 0) {
        return take_term_qty(statement, terms, &terms->order_lots_max);
    }
    if (strcmp(word, "position-max") == 0) {
        return take_term_qty(statement, terms, &terms->position_lots_max);
    }
    if (strcmp(word, "notional-max") == 0) {
        return take_money(statement, &terms->order_notional_micros_max);
    }
    if (strcmp(word, "value") == 0) return take_money(statement, &terms->tick_value_micros);
    *is_known = false;
    return true;
}

static bool take_term(struct statement *statement, struct product_terms *terms, const char *word)
{
    uint64_t value;
    bool is_known;
    bool is_good = take_term_limit(statement, terms, word, &is_known);
    if (is_known) return is_good;
    if (strcmp(word, "margin") == 0) return take_rate(statement, &terms->initial_margin_ppm);
    if (strcmp(word, "maker-fee") == 0) return take_rate(statement, &terms->fee_maker_ppm);
    if (strcmp(word, "taker-fee") == 0) return take_rate(statement, &terms->fee_taker_ppm);
    if (strcmp(word, "band") == 0) return take_band(statement, terms);
    if (strcmp(word, "auction") == 0) return take_duration(statement, &terms->resume_auction_ns);
    if (strcmp(word, "eligible") == 0) {
        return take_mask(statement, WORDS_CLASSES, &terms->eligible_classes);
    }
    if (strcmp(word, "day-end") == 0) return take_day_end(statement, terms);
    if (strcmp(word, "schedule") == 0) return take_schedule(statement, terms);
    if (strcmp(word, "smp") == 0) {
        if (!take_word(statement, WORDS_SMP, &value)) return false;
        terms->smp_mode = (uint8_t)value;
        return true;
    }
    return statement_fail(statement, "not a term of a product", word);
}

/* Takes tick and lot out of the words, wherever they stand: the other terms are read with them. */
static bool take_units(struct statement *statement, struct product_terms *terms)
{
    struct words all = statement->words;
    struct words *rest = &statement->words;
    rest->count = rest->at;
    while (words_are_left(&all)) {
        const char *word = words_take(&all);
        bool is_tick = strcmp(word, "tick") == 0;
        if (!is_tick && strcmp(word, "lot") != 0) {
            rest->list[rest->count++] = word;
            continue;
        }
        uint32_t *decimals = is_tick ? &terms->decimals_price : &terms->decimals_qty;
        if (!take_unit(statement, words_take(&all), decimals, terms)) return false;
    }
    return true;
}

static bool take_terms(struct statement *statement, struct product_terms *terms)
{
    if (!take_units(statement, terms)) return false;
    while (words_are_left(&statement->words)) {
        if (!take_term(statement, terms, words_take(&statement->words))) return false;
    }
    return true;
}

static bool send_product_state(struct statement *statement, enum product_state state)
{
    statement_begin(statement, COMMAND_PRODUCT_STATE);
    statement->command.state.state = state;
    return statement_send(statement);
}

/* Sends the terms; what a new product is shown with must be known before its first event. */
static bool send_terms(struct statement *statement, enum command_kind kind,
                       const struct product_terms *terms)
{
    statement_begin(statement, kind);
    statement->command.terms = *terms;
    uint16_t product_id = statement->command.product_id;
    if (product_id >= PRODUCTS_MAX) return statement_send(statement);
    struct product_terms before = statement->world->terms[product_id];
    uint32_t first = statement->world->events.count;
    statement->world->terms[product_id] = *terms;
    if (!statement_send(statement)) return false;
    const struct scenario_events *events = &statement->world->events;
    bool is_rejected =
        events->count > first && events->list[events->count - 1].kind == EVENT_REJECTED;
    if (is_rejected) statement->world->terms[product_id] = before;
    return true;
}

/* define NAME TERMS: a draft.  terms NAME TERMS: a product that is listed. */
static bool define(struct statement *statement, bool is_listed)
{
    uint64_t id;
    const char *name = words_take(&statement->words);
    if (!world_find_or_add(statement->world, NAME_PRODUCT, name, &id)) return false;
    struct product_terms terms = default_terms(name);
    if (!take_terms(statement, &terms)) return false;
    statement->command.product_id = (uint16_t)id;
    if (statement->world->product_id == 0) statement->world->product_id = (uint16_t)id;
    if (!send_terms(statement, COMMAND_PRODUCT_DEFINE, &terms)) return false;
    if (!is_listed) return true;
    statement->override_count = 0;
    return send_product_state(statement, PRODUCT_FILED) &&
           send_product_state(statement, PRODUCT_APPROVED) &&
           send_product_state(statement, PRODUCT_LISTED);
}

/* change-terms TERMS: the present ones with these changed. */
static bool change_terms(struct statement *statement)
{
    struct product_terms terms =
        statement->world->terms[statement->command.product_id % PRODUCTS_MAX];
    if (terms.symbol[0] == '\0') terms = default_terms("NONE");
    if (!take_terms(statement, &terms)) return false;
    return send_terms(statement, COMMAND_PRODUCT_TERMS, &terms);
}

/* product STATE, phase PHASE, halt HALT [venue]; then [register N] */
static bool set_state(struct statement *statement, enum command_kind kind, enum word_set words)
{
    uint64_t state;
    statement_begin(statement, kind);
    if (!take_word(statement, words, &state)) return false;
    statement->command.state.state = (uint32_t)state;
    if (words_take_if(&statement->words, "venue")) statement->command.product_id = 0;
    if (words_take_if(&statement->words, "register")) {
        int64_t entry;
        if (!take_number(statement, &entry)) return false;
        statement->command.state.register_entry = (uint64_t)entry;
    }
    return statement_send(statement);
}

/* mark PRICE [index PRICE], index PRICE */
static bool set_reference(struct statement *statement, const char *verb)
{
    statement_begin(statement, COMMAND_REFERENCE_PRICE);
    struct body_reference *body = &statement->command.reference;
    bool is_mark = strcmp(verb, "mark") == 0;
    if (!take_fine_price(statement, is_mark ? &body->mark : &body->index)) return false;
    if (is_mark && words_take_if(&statement->words, "index")) {
        if (!take_fine_price(statement, &body->index)) return false;
    }
    return statement_send(statement);
}

/* budget COUNT window DURATION */
static bool set_budget(struct statement *statement)
{
    statement->command.product_id = 0;
    statement_begin(statement, COMMAND_VENUE_TERMS);
    struct body_venue_terms *body = &statement->command.venue;
    if (!take_number(statement, &body->message_budget_count)) return false;
    if (words_take_if(&statement->words, "window")) {
        if (!take_duration(statement, &body->message_window_ns)) return false;
    }
    return statement_send(statement);
}

/* calendar TIME OFFSET TIME OFFSET ... */
static bool set_calendar(struct statement *statement)
{
    statement->command.product_id = 0;
    statement_begin(statement, COMMAND_CALENDAR);
    struct body_calendar *body = &statement->command.calendar;
    while (words_are_left(&statement->words)) {
        int64_t offset_ns;
        const char *word = words_peek(&statement->words);
        struct zone_step step = {0};
        if (!words_take_time(&statement->words, statement->world->time_ns, &step.from_ns)) {
            return statement_fail(statement, "not a time", word);
        }
        if (!take_duration(statement, &offset_ns)) return false;
        step.offset_s = (int32_t)(offset_ns / NS_PER_SECOND);
        if (body->step_count == ZONE_STEPS_MAX) {
            return statement_fail(statement, "too many steps", word);
        }
        body->steps[body->step_count++] = step;
    }
    return statement_send(statement);
}

/* rules N */
static bool set_rules(struct statement *statement)
{
    int64_t version;
    statement->command.product_id = 0;
    statement_begin(statement, COMMAND_RULES_VERSION);
    if (!take_number(statement, &version)) return false;
    statement->command.rules.rules_version = (uint64_t)version;
    return statement_send(statement);
}

/* command N: a kind that no word stands for. */
static bool send_kind(struct statement *statement)
{
    int64_t kind;
    if (!take_number(statement, &kind)) return false;
    statement_begin(statement, COMMAND_TICK);
    statement->command.kind = (uint16_t)kind;
    return statement_send(statement);
}

static bool send_empty(struct statement *statement, enum command_kind kind)
{
    statement->command.product_id = 0;
    statement_begin(statement, kind);
    return statement_send(statement);
}

bool venue_statement(struct statement *statement, const char *verb, bool *is_known)
{
    if (strcmp(verb, "terms") == 0) return define(statement, true);
    if (strcmp(verb, "define") == 0) return define(statement, false);
    if (strcmp(verb, "change-terms") == 0) return change_terms(statement);
    if (strcmp(verb, "product") == 0) {
        return set_state(statement, COMMAND_PRODUCT_STATE, WORDS_PRODUCT_STATE);
    }
    if (strcmp(verb, "phase") == 0) return set_state(statement, COMMAND_PHASE, WORDS_PHASE);
    if (strcmp(verb, "halt") == 0) return set_state(statement, COMMAND_HALT, WORDS_HALT);
    if (strcmp(verb, "mark") == 0 || strcmp(verb, "index") == 0) {
        return set_reference(statement, verb);
    }
    if (strcmp(verb, "budget") == 0) return set_budget(statement);
    if (strcmp(verb, "calendar") == 0) return set_calendar(statement);
    if (strcmp(verb, "rules") == 0) return set_rules(statement);
    if (strcmp(verb, "tick") == 0) return send_empty(statement, COMMAND_TICK);
    if (strcmp(verb, "seal") == 0) return send_empty(statement, COMMAND_SEAL);
    if (strcmp(verb, "command") == 0) return send_kind(statement);
    *is_known = false;
    return false;
}
