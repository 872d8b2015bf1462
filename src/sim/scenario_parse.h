/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scenario_parse.h - one statement of a scenario becomes commands.
 *
 * Role       Private to scenario_*.c.  A statement is an optional time, who acts, what is done, and
 *            options; test/scenario/README.md is its grammar.
 */
#ifndef PERPETUA_SIM_SCENARIO_PARSE_H
#define PERPETUA_SIM_SCENARIO_PARSE_H

#include "sim/scenario_words.h"
#include "sim/scenario_world.h"

#define STATEMENT_OVERRIDES_MAX 24u

struct statement {
    struct scenario_world *world;
    struct words words;
    struct command command;
    /* field=value: what no word can say, such as a side that does not exist. */
    const char *overrides[STATEMENT_OVERRIDES_MAX];
    uint32_t override_count;
};

/* Works one statement: sends its commands.  `text` is split in place.  False: see world->error. */
bool statement_run(struct scenario_world *world, char *text);

/* Sends the command that was built, with the overrides. */
bool statement_send(struct statement *statement);

/* A new command by the same actor at the same time, for the same product, session and account. */
void statement_begin(struct statement *statement, enum command_kind kind);

/* Each takes what it reads from the statement's words; false and an error if it is not there. */
bool take_price(struct statement *statement, struct price *price);
bool take_fine_price(struct statement *statement, struct fine_price *price);
bool take_qty(struct statement *statement, int64_t *lots);
bool take_money(struct statement *statement, int64_t *micros);
bool take_duration(struct statement *statement, int64_t *duration_ns);
bool take_number(struct statement *statement, int64_t *value);
bool take_u32(struct statement *statement, uint32_t *value);
bool take_word(struct statement *statement, enum word_set set, uint64_t *value);
bool take_mask(struct statement *statement, enum word_set set, uint32_t *mask);
bool take_id(struct statement *statement, enum name_kind kind, uint32_t *id);

/* "what is not understood" and the word. */
bool statement_fail(struct statement *statement, const char *what, const char *word);

/* scenario_order.c: verbs about orders.  *is_known is false if it is another verb. */
bool order_statement(struct statement *statement, const char *verb, bool *is_known);

/* scenario_party.c: members, users, accounts, cash, limits; the same rule for *is_known. */
bool party_statement(struct statement *statement, const char *verb, bool *is_known);

/* scenario_price.c: index, mark, funding; the same rule for *is_known. */
bool price_statement(struct statement *statement, const char *verb, bool *is_known);

/* scenario_venue.c: products, phases, prices, the venue's own commands. */
bool venue_statement(struct statement *statement, const char *verb, bool *is_known);

/* scenario_clearing.c: days, settlement, expiry, pre-funding. */
bool clearing_statement(struct statement *statement, const char *verb, bool *is_known);

/* scenario_liquidation.c: forced closes, defaults; the same rule for *is_known. */
bool liquidation_statement(struct statement *statement, const char *verb, bool *is_known);

/* scenario_send.c: any command; the same rule for *is_known. */
bool send_statement(struct statement *statement, const char *verb, bool *is_known);

/* scenario_margin.c: margin under the full model, assets. */
bool margin_statement(struct statement *statement, const char *verb, bool *is_known);

#endif
