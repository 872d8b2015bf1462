/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scenario_party.c - statements about members, users, accounts and cash.
 *
 * Role       See scenario_parse.h.
 * Invariant  A member, user or account that a set-up line names without more is approved.
 */
#include <stdio.h>
#include <string.h>

#include "sim/scenario_parse.h"

/* The member of accounts that name none. */
#define DEFAULT_MEMBER "firm"

static bool send_member(struct statement *statement, uint32_t member_id, uint64_t kind,
                        uint64_t state)
{
    statement_begin(statement, COMMAND_MEMBER_SET);
    statement->command.product_id = 0;
    statement->command.member = (struct body_member){
        .member_id = member_id, .kind = (uint8_t)kind, .state = (uint8_t)state};
    return statement_send(statement);
}

/* member NAME [KIND [STATE]] */
static bool member(struct statement *statement)
{
    uint64_t id;
    uint64_t kind = MEMBER_FCM;
    uint64_t state = PARTY_APPROVED;
    const char *name = words_take(&statement->words);
    if (!world_find_or_add(statement->world, NAME_MEMBER, name, &id)) return false;
    if (words_are_left(&statement->words)) {
        if (!take_word(statement, WORDS_MEMBER_KIND, &kind)) return false;
    }
    if (words_are_left(&statement->words)) {
        if (!take_word(statement, WORDS_PARTY_STATE, &state)) return false;
    }
    return send_member(statement, (uint32_t)id, kind, state);
}

/* user NAME [of MEMBER] [ROLE,ROLE...] */
static bool user(struct statement *statement)
{
    uint64_t id;
    uint32_t member_id = 0;
    uint32_t roles = 0;
    const char *name = words_take(&statement->words);
    if (!world_find_or_add(statement->world, NAME_USER, name, &id)) return false;
    if (words_take_if(&statement->words, "of")) {
        if (!take_id(statement, NAME_MEMBER, &member_id)) return false;
    }
    if (words_are_left(&statement->words)) {
        if (!take_mask(statement, WORDS_ROLES, &roles)) return false;
    }
    statement_begin(statement, COMMAND_USER_SET);
    statement->command.product_id = 0;
    statement->command.user =
        (struct body_user){.user_id = (uint32_t)id, .member_id = member_id, .roles = roles};
    return statement_send(statement);
}

/* The member named, or the default one, which is made when it is first needed. */
static bool find_member(struct statement *statement, const char *name, uint32_t *member_id)
{
    uint64_t id;
    if (name[0] == '#' && word_read_u64(name + 1, &id)) {
        *member_id = (uint32_t)id;
        return true;
    }
    bool is_known = world_find(statement->world, NAME_MEMBER, name, &id);
    if (!is_known && strcmp(name, DEFAULT_MEMBER) != 0) {
        return statement_fail(statement, "not a member", name);
    }
    if (!world_find_or_add(statement->world, NAME_MEMBER, name, &id)) return false;
    *member_id = (uint32_t)id;
    if (is_known) return true;
    struct words rest = statement->words;
    statement->words.count = statement->words.at;
    bool is_good = send_member(statement, *member_id, MEMBER_FCM, PARTY_APPROVED);
    statement->words = rest;
    return is_good;
}

/* accounts NAME... [of MEMBER] [parent ACCOUNT]: approved accounts. */
static bool accounts(struct statement *statement)
{
    struct words names = statement->words;
    const char *member_name = DEFAULT_MEMBER;
    uint64_t parent_id = 0;
    while (names.count >= names.at + 2) {
        const char *word = names.list[names.count - 2];
        const char *name = names.list[names.count - 1];
        if (strcmp(word, "of") == 0) {
            member_name = name;
        } else if (strcmp(word, "parent") != 0) {
            break;
        } else if (!world_find(statement->world, NAME_ACCOUNT, name, &parent_id)) {
            return statement_fail(statement, "not an account", name);
        }
        names.count -= 2;
    }
    uint32_t member_id;
    statement->words.at = statement->words.count;
    if (!find_member(statement, member_name, &member_id)) return false;
    while (words_are_left(&names)) {
        (void)snprintf(statement->world->account_label, WORLD_NAME_SIZE, "%s", words_take(&names));
        statement_begin(statement, COMMAND_ACCOUNT_OPEN);
        statement->command.product_id = 0;
        statement->command.account = (struct body_account){.member_id = member_id,
                                                           .parent_account_id = (uint32_t)parent_id,
                                                           .state = PARTY_APPROVED};
        if (!statement_send(statement)) return false;
    }
    return true;
}

static bool take_account_field(struct statement *statement, struct body_account *body,
                               const char *word, const char **member_name)
{
    uint64_t value;
    if (strcmp(word, "of") == 0) {
        *member_name = words_take(&statement->words);
        return true;
    }
    if (strcmp(word, "owner") == 0) {
        return take_id(statement, NAME_ACCOUNT, &body->owner_account_id);
    }
    if (strcmp(word, "parent") == 0) {
        return take_id(statement, NAME_ACCOUNT, &body->parent_account_id);
    }
    if (strcmp(word, "controller") == 0) {
        return take_id(statement, NAME_USER, &body->controller_id);
    }
    if (strcmp(word, "customer") == 0) return take_u32(statement, &body->customer_id);
    if (strcmp(word, "classes") == 0) return take_mask(statement, WORDS_CLASSES, &body->classes);
    if (strcmp(word, "smp") == 0) {
        if (!take_word(statement, WORDS_SMP, &value)) return false;
        body->smp_mode = (uint8_t)value;
        return true;
    }
    if (word_find(WORDS_PARTY_STATE, word, strlen(word), &value)) {
        body->state = (uint8_t)value;
        return true;
    }
    return statement_fail(statement, "not understood about an account", word);
}

/* account NAME [of MEMBER] [owner A] [parent A] [controller U] [customer N] [classes C,C]
 * [smp MODE] [STATE] */
static bool account(struct statement *statement)
{
    struct body_account body = {.state = PARTY_APPROVED};
    const char *member_name = DEFAULT_MEMBER;
    const char *name = words_take(&statement->words);
    if (name[0] == '\0') return statement_fail(statement, "a name is missing", "account");
    while (words_are_left(&statement->words)) {
        const char *word = words_take(&statement->words);
        if (!take_account_field(statement, &body, word, &member_name)) return false;
    }
    if (!find_member(statement, member_name, &body.member_id)) return false;
    (void)snprintf(statement->world->account_label, WORLD_NAME_SIZE, "%s", name);
    statement_begin(statement, COMMAND_ACCOUNT_OPEN);
    statement->command.product_id = 0;
    statement->command.account = body;
    return statement_send(statement);
}

/* cash NAME AMOUNT NAME AMOUNT ...: a deposit each. */
static bool cash(struct statement *statement)
{
    struct words words = statement->words;
    statement->words.at = statement->words.count;
    while (words_are_left(&words)) {
        uint64_t account_id;
        const char *name = words_take(&words);
        if (!world_find(statement->world, NAME_ACCOUNT, name, &account_id)) {
            return statement_fail(statement, "not an account", name);
        }
        struct statement one = *statement;
        one.words = words;
        one.command.account_id = (uint32_t)account_id;
        one.command.product_id = 0;
        statement_begin(&one, COMMAND_DEPOSIT);
        if (!take_money(&one, &one.command.cash.amount.micros)) return false;
        words = one.words;
        one.words.at = one.words.count;
        if (!statement_send(&one)) return false;
    }
    return true;
}

/* deposit AMOUNT, withdraw AMOUNT, transfer AMOUNT to ACCOUNT; then [reference N] */
static bool move_cash(struct statement *statement, enum command_kind kind)
{
    statement->command.product_id = 0;
    statement_begin(statement, kind);
    struct body_cash *body = &statement->command.cash;
    if (!take_money(statement, &body->amount.micros)) return false;
    if (words_take_if(&statement->words, "to")) {
        if (!take_id(statement, NAME_ACCOUNT, &body->to_account_id)) return false;
    }
    if (words_take_if(&statement->words, "reference")) {
        int64_t reference;
        if (!take_number(statement, &reference)) return false;
        body->reference = (uint64_t)reference;
    }
    return statement_send(statement);
}

/* state STATE [register N] */
static bool set_state(struct statement *statement)
{
    uint64_t state;
    statement->command.product_id = 0;
    statement_begin(statement, COMMAND_ACCOUNT_STATE);
    if (!take_word(statement, WORDS_PARTY_STATE, &state)) return false;
    statement->command.state.state = (uint32_t)state;
    return statement_send(statement);
}

/* trading MODE [cancel-on-disconnect] */
static bool set_trading(struct statement *statement)
{
    struct body_trading *body = &statement->command.trading;
    uint64_t value = 0;
    statement->command.product_id = 0;
    statement_begin(statement, COMMAND_ACCOUNT_TRADING);
    if (!take_word(statement, WORDS_SMP, &value)) return false;
    body->smp_mode = (uint8_t)value;
    if (words_are_left(&statement->words)) {
        const char *word = words_take(&statement->words);
        if (strcmp(word, "cancel-on-disconnect") != 0)
            return statement_fail(statement, "not understood", word);
        body->cancels_on_disconnect = 1;
    }
    return statement_send(statement);
}

/* limits [order LOTS] [notional AMOUNT] [position LOTS] [margin AMOUNT] */
static bool set_limits(struct statement *statement)
{
    struct body_limits *body = &statement->command.limits;
    statement->command.product_id = 0;
    statement_begin(statement, COMMAND_ACCOUNT_LIMITS);
    while (words_are_left(&statement->words)) {
        const char *word = words_take(&statement->words);
        bool is_good = false;
        if (strcmp(word, "order") == 0) {
            is_good = take_number(statement, &body->order_lots_max);
        } else if (strcmp(word, "notional") == 0) {
            is_good = take_money(statement, &body->order_notional_micros_max);
        } else if (strcmp(word, "position") == 0) {
            is_good = take_number(statement, &body->position_lots_max);
        } else if (strcmp(word, "margin") == 0) {
            is_good = take_money(statement, &body->margin_micros_max);
        }
        if (!is_good) return statement_fail(statement, "not a limit", word);
    }
    return statement_send(statement);
}

bool party_statement(struct statement *statement, const char *verb, bool *is_known)
{
    if (strcmp(verb, "member") == 0) return member(statement);
    if (strcmp(verb, "user") == 0) return user(statement);
    if (strcmp(verb, "accounts") == 0) return accounts(statement);
    if (strcmp(verb, "account") == 0) return account(statement);
    if (strcmp(verb, "cash") == 0) return cash(statement);
    if (strcmp(verb, "deposit") == 0) return move_cash(statement, COMMAND_DEPOSIT);
    if (strcmp(verb, "withdraw") == 0) return move_cash(statement, COMMAND_WITHDRAW);
    if (strcmp(verb, "transfer") == 0) return move_cash(statement, COMMAND_TRANSFER);
    if (strcmp(verb, "state") == 0) return set_state(statement);
    if (strcmp(verb, "limits") == 0) return set_limits(statement);
    if (strcmp(verb, "trading") == 0) return set_trading(statement);
    *is_known = false;
    return false;
}
