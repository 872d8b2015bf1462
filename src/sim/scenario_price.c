/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scenario_price.c - statements about index, mark and funding.
 *
 * Role       See scenario_parse.h.  prices, mark-terms and funding take a preset, or pairs of a
 *            field's name and its value, or both: model/term_text.h says how values are written.
 */
#include <string.h>

#include "model/term_presets.h"
#include "model/term_text.h"
#include "sim/scenario_parse.h"

/* prices|mark-terms|funding [like PRESET] [NAME VALUE]... */
static bool set_terms(struct statement *statement, enum command_kind kind)
{
    statement_begin(statement, kind);
    if (words_take_if(&statement->words, "like")) {
        const char *preset = words_take(&statement->words);
        if (!term_preset_apply(&statement->command, preset)) {
            return statement_fail(statement, "not a preset", preset);
        }
    }
    while (words_are_left(&statement->words)) {
        const char *name = words_take(&statement->words);
        if (!term_set(&statement->command, name, words_take(&statement->words))) {
            return statement_fail(statement, "not a term, or not its value", name);
        }
    }
    return statement_send(statement);
}

static bool take_quote(struct statement *statement, uint32_t source_id)
{
    statement_begin(statement, COMMAND_SOURCE_PRICE);
    struct body_source_price *body = &statement->command.source;
    body->source_id = source_id;
    if (words_take_if(&statement->words, "bid") && !take_fine_price(statement, &body->bid)) {
        return false;
    }
    if (words_take_if(&statement->words, "ask") && !take_fine_price(statement, &body->ask)) {
        return false;
    }
    if (words_take_if(&statement->words, "last") && !take_fine_price(statement, &body->last)) {
        return false;
    }
    return statement_send(statement);
}

/* source ID[,ID...] [bid P] [ask P] [last P]: one command a source, with the same prices. */
static bool send_sources(struct statement *statement)
{
    struct words after;
    const char *list = words_take(&statement->words);
    struct words before = statement->words;
    while (*list != '\0') {
        char id[16] = {0};
        size_t size = strcspn(list, ",");
        uint64_t number;
        if (size == 0 || size >= sizeof id) return statement_fail(statement, "not a source", list);
        memcpy(id, list, size);
        if (!word_read_u64(id, &number)) return statement_fail(statement, "not a source", id);
        statement->words = before;
        if (!take_quote(statement, (uint32_t)number)) return false;
        after = statement->words;
        list += size;
        if (*list == ',') list++;
        statement->words = after;
    }
    return true;
}

bool price_statement(struct statement *statement, const char *verb, bool *is_known)
{
    if (strcmp(verb, "prices") == 0) return set_terms(statement, COMMAND_PRICE_TERMS);
    if (strcmp(verb, "mark-terms") == 0) return set_terms(statement, COMMAND_MARK_TERMS);
    if (strcmp(verb, "funding") == 0) return set_terms(statement, COMMAND_FUNDING_TERMS);
    if (strcmp(verb, "source") == 0) return send_sources(statement);
    *is_known = false;
    return false;
}
