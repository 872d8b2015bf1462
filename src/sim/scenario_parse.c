/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scenario_parse.c - time, actor and options of a statement; the verb decides who goes on.
 *
 * Role       See scenario_parse.h.
 * Invariant  A statement is understood to its last word, or refused.
 */
#include "sim/scenario_parse.h"

#include <string.h>

#include "model/command_text.h"

#define MONEY_DECIMALS 6u
#define FINE_DECIMALS  4u

bool statement_fail(struct statement *statement, const char *what, const char *word)
{
    return world_fail(statement->world, "%s: \"%s\"", what, word);
}

static const struct product_terms *terms_of(const struct statement *statement)
{
    return &statement->world->terms[statement->command.product_id % PRODUCTS_MAX];
}

bool take_price(struct statement *statement, struct price *price)
{
    const char *word = words_take(&statement->words);
    if (word_read_decimal(word, terms_of(statement)->decimals_price, &price->ticks)) return true;
    return statement_fail(statement, "not a price", word);
}

bool take_fine_price(struct statement *statement, struct fine_price *price)
{
    const char *word = words_take(&statement->words);
    unsigned scale = terms_of(statement)->decimals_price + FINE_DECIMALS;
    if (word_read_decimal(word, scale, &price->ticks_e4)) return true;
    return statement_fail(statement, "not a price", word);
}

bool take_qty(struct statement *statement, int64_t *lots)
{
    const char *word = words_take(&statement->words);
    if (word_read_decimal(word, terms_of(statement)->decimals_qty, lots)) return true;
    return statement_fail(statement, "not a quantity", word);
}

bool take_money(struct statement *statement, int64_t *micros)
{
    const char *word = words_take(&statement->words);
    if (word_read_decimal(word, MONEY_DECIMALS, micros)) return true;
    return statement_fail(statement, "not an amount", word);
}

bool take_duration(struct statement *statement, int64_t *duration_ns)
{
    const char *word = words_take(&statement->words);
    if (word_read_duration(word, duration_ns)) return true;
    return statement_fail(statement, "not a duration", word);
}

bool take_number(struct statement *statement, int64_t *value)
{
    const char *word = words_take(&statement->words);
    if (word_read_i64(word, value)) return true;
    return statement_fail(statement, "not a number", word);
}

bool take_u32(struct statement *statement, uint32_t *value)
{
    const char *word = words_take(&statement->words);
    uint64_t number;
    if (word_read_u64(word, &number) && number <= UINT32_MAX) {
        *value = (uint32_t)number;
        return true;
    }
    return statement_fail(statement, "not a number", word);
}

bool take_word(struct statement *statement, enum word_set set, uint64_t *value)
{
    const char *word = words_take(&statement->words);
    if (word_find(set, word, strlen(word), value)) return true;
    return statement_fail(statement, "not a word that fits here", word);
}

bool take_mask(struct statement *statement, enum word_set set, uint32_t *mask)
{
    const char *word = words_take(&statement->words);
    *mask = 0;
    for (;;) {
        size_t size = strcspn(word, ",");
        uint64_t bit;
        if (!word_find(set, word, size, &bit)) {
            return statement_fail(statement, "not a word that fits here", word);
        }
        *mask |= (uint32_t)bit;
        if (word[size] == '\0') return true;
        word += size + 1;
    }
}

bool take_id(struct statement *statement, enum name_kind kind, uint32_t *id)
{
    const char *word = words_take(&statement->words);
    uint64_t number;
    bool is_number = word[0] == '#' && word_read_u64(word + 1, &number);
    if (!is_number && !world_find(statement->world, kind, word, &number)) {
        return statement_fail(statement, "not a name that is known", word);
    }
    *id = (uint32_t)number;
    return true;
}

void statement_begin(struct statement *statement, enum command_kind kind)
{
    struct command before = statement->command;
    statement->command = (struct command){.time_ns = before.time_ns,
                                          .client_sequence = before.client_sequence,
                                          .session_id = before.session_id,
                                          .actor_id = before.actor_id,
                                          .account_id = before.account_id,
                                          .product_id = before.product_id,
                                          .kind = (uint16_t)kind};
}

static bool apply_override(struct statement *statement, const char *text)
{
    struct command *command = &statement->command;
    size_t size = strcspn(text, "=");
    struct text_field field;
    if (!command_field_find(command->kind, text, size, &field)) {
        return statement_fail(statement, "the command has no such field", text);
    }
    const char *value = text + size + 1;
    if (field.format == FORMAT_TEXT) {
        char *to = (char *)command + field.offset;
        memset(to, 0, field.size);
        size_t length = strlen(value);
        memcpy(to, value, length < field.size ? length : field.size);
        return true;
    }
    int64_t number;
    if (!word_read_i64(value, &number)) return statement_fail(statement, "not a number", value);
    text_field_store(&field, command, (uint64_t)number);
    return true;
}

bool statement_send(struct statement *statement)
{
    if (words_are_left(&statement->words)) {
        return statement_fail(statement, "not understood", words_peek(&statement->words));
    }
    for (uint32_t i = 0; i < statement->override_count; i++) {
        if (!apply_override(statement, statement->overrides[i])) return false;
    }
    return world_send(statement->world, &statement->command);
}

/* Takes "in", "session", "number" and overrides out of the words, wherever they stand. */
static bool take_options(struct statement *statement)
{
    struct words all = statement->words;
    struct words *rest = &statement->words;
    rest->count = rest->at;
    while (words_are_left(&all)) {
        const char *word = words_take(&all);
        uint64_t value = 0;
        if (strcmp(word, "in") == 0) {
            const char *name = words_take(&all);
            bool is_number = name[0] == '#' && word_read_u64(name + 1, &value);
            if (!is_number && !world_find(statement->world, NAME_PRODUCT, name, &value)) {
                return statement_fail(statement, "not a product", name);
            }
            statement->command.product_id = (uint16_t)value;
        } else if (strcmp(word, "session") == 0 || strcmp(word, "number") == 0) {
            const char *number = words_take(&all);
            if (!word_read_u64(number, &value)) {
                return statement_fail(statement, "not a number", number);
            }
            if (word[0] == 's') statement->command.session_id = (uint32_t)value;
            if (word[0] == 'n') statement->command.client_sequence = value;
        } else if (strchr(word, '=') != NULL) {
            if (statement->override_count == STATEMENT_OVERRIDES_MAX) {
                return statement_fail(statement, "too many overrides", word);
            }
            statement->overrides[statement->override_count++] = word;
        } else {
            rest->list[rest->count++] = word;
        }
    }
    return true;
}

/* Who acts: "operator", an account, a user, or "USER for ACCOUNT".  None: the venue. */
static bool take_actor(struct statement *statement)
{
    const char *word = words_peek(&statement->words);
    uint64_t id;
    if (words_take_if(&statement->words, "operator")) return true;
    if (world_find(statement->world, NAME_ACCOUNT, word, &id)) {
        statement->command.account_id = (uint32_t)id;
        (void)words_take(&statement->words);
        return true;
    }
    if (word[0] == '#') return take_id(statement, NAME_ACCOUNT, &statement->command.account_id);
    if (!world_find(statement->world, NAME_USER, word, &id)) return true;
    statement->command.actor_id = (uint32_t)id;
    (void)words_take(&statement->words);
    if (!words_take_if(&statement->words, "for")) return true;
    return take_id(statement, NAME_ACCOUNT, &statement->command.account_id);
}

static bool take_capacity(struct statement *statement)
{
    static const struct {
        const char *name;
        size_t offset;
        bool is_memory; /* R-SIZE-5; the others bound ids */
    } capacities[] = {
        {"accounts", offsetof(struct core_config, accounts_max), true},
        {"positions", offsetof(struct core_config, positions_max), true},
        {"orders", offsetof(struct core_config, orders_max), true},
        {"extras", offsetof(struct core_config, extras_max), true},
        {"groups", offsetof(struct core_config, groups_max), true},
        {"mmps", offsetof(struct core_config, mmps_max), true},
        {"products", offsetof(struct core_config, products_max), false},
        {"members", offsetof(struct core_config, members_max), false},
        {"users", offsetof(struct core_config, users_max), false},
        {"sessions", offsetof(struct core_config, sessions_max), false},
    };
    struct scenario_world *world = statement->world;
    if (world->venue != NULL) return statement_fail(statement, "too late", "capacity");
    while (words_are_left(&statement->words)) {
        const char *name = words_take(&statement->words);
        size_t i = 0;
        while (i < sizeof capacities / sizeof capacities[0]) {
            if (strcmp(capacities[i].name, name) == 0) break;
            i++;
        }
        uint32_t value;
        if (i == sizeof capacities / sizeof capacities[0]) {
            return statement_fail(statement, "not a capacity", name);
        }
        if (!take_u32(statement, &value)) return false;
        memcpy((char *)&world->config + capacities[i].offset, &value, sizeof value);
        if (capacities[i].is_memory) world->uses_capacities = true;
    }
    const char *fault = core_config_fault(&world->config);
    return fault == NULL || statement_fail(statement, "an engine cannot have this capacity", fault);
}

static bool run_verb(struct statement *statement)
{
    const char *verb = words_take(&statement->words);
    bool is_known = true;
    if (strcmp(verb, "capacity") == 0) return take_capacity(statement);
    bool is_good = party_statement(statement, verb, &is_known);
    if (is_known) return is_good;
    is_known = true;
    is_good = venue_statement(statement, verb, &is_known);
    if (is_known) return is_good;
    is_known = true;
    is_good = price_statement(statement, verb, &is_known);
    if (is_known) return is_good;
    is_known = true;
    is_good = clearing_statement(statement, verb, &is_known);
    if (is_known) return is_good;
    is_known = true;
    is_good = margin_statement(statement, verb, &is_known);
    if (is_known) return is_good;
    is_known = true;
    is_good = liquidation_statement(statement, verb, &is_known);
    if (is_known) return is_good;
    is_known = true;
    is_good = send_statement(statement, verb, &is_known);
    if (is_known) return is_good;
    is_known = true;
    is_good = order_statement(statement, verb, &is_known);
    if (is_known) return is_good;
    return statement_fail(statement, "not an account, a user or a verb", verb);
}

bool statement_run(struct scenario_world *world, char *text)
{
    struct statement statement = {.world = world};
    world->label_count = 0;
    world->events.count = 0;
    world->error[0] = '\0';
    if (!words_split(&statement.words, text)) return world_fail(world, "too many words");

    statement.command.product_id = world->product_id;
    if (word_is_time(words_peek(&statement.words))) {
        const char *word = words_peek(&statement.words);
        if (!words_take_time(&statement.words, world->time_ns, &world->time_ns)) {
            return statement_fail(&statement, "not a time", word);
        }
    }
    statement.command.time_ns = world->time_ns;
    if (!take_options(&statement)) return false;
    if (!take_actor(&statement)) return false;
    return run_verb(&statement);
}
