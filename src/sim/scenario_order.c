/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scenario_order.c - statements about orders: enter, amend, cancel, groups, protection.
 *
 * Role       See scenario_parse.h.
 * Invariant  What a statement does not say is the default of README.md: GTC, the account's mode of
 *            self-match prevention, the mark as trigger source.
 */
#include <stdio.h>
#include <string.h>

#include "sim/scenario_parse.h"

/* What the words of an order have said about its type so far. */
struct order_words {
    struct order_entry *entry;
    uint8_t trigger_type; /* TYPE_STOP_LIMIT, TYPE_TAKE_LIMIT, TYPE_TRAIL_MARKET, or 0 */
    bool has_price;
    bool is_market;
};

static bool take_flag(struct order_words *order, const char *word)
{
    static const struct {
        const char *word;
        uint16_t flag;
    } flags[] = {
        {"post-only", FLAG_POST_ONLY},
        {"post-only-cancel", FLAG_POST_ONLY_CANCEL},
        {"reduce-only", FLAG_REDUCE_ONLY},
        {"cancel-on-disconnect", FLAG_CANCEL_ON_DISCONNECT},
        {"cancel-on-pause", FLAG_CANCEL_ON_PAUSE},
        {"mmp", FLAG_MMP},
    };
    for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++) {
        if (strcmp(flags[i].word, word) == 0) {
            order->entry->flags |= flags[i].flag;
            return true;
        }
    }
    return false;
}

/* Words that decide the type. */
static bool take_type(struct statement *statement, struct order_words *order, const char *word,
                      bool *is_known)
{
    *is_known = true;
    if (strcmp(word, "@") == 0) {
        order->has_price = true;
        return take_price(statement, &order->entry->price);
    }
    if (strcmp(word, "market") == 0) {
        order->is_market = true;
        return true;
    }
    if (strcmp(word, "protected") == 0) {
        order->entry->flags |= FLAG_PROTECTION;
        return take_price(statement, &order->entry->price);
    }
    if (strcmp(word, "stop") == 0 || strcmp(word, "take") == 0) {
        order->trigger_type = word[0] == 's' ? TYPE_STOP_LIMIT : TYPE_TAKE_LIMIT;
        return take_price(statement, &order->entry->trigger);
    }
    if (strcmp(word, "trail") == 0) {
        struct price distance;
        order->trigger_type = TYPE_TRAIL_MARKET;
        if (!take_price(statement, &distance)) return false;
        order->entry->trail_ticks = distance.ticks;
        return true;
    }
    *is_known = false;
    return true;
}

static bool take_option(struct statement *statement, struct order_words *order, const char *word)
{
    struct order_entry *entry = order->entry;
    uint64_t value;
    if (take_flag(order, word)) return true;
    if (word_find(WORDS_TIF, word, strlen(word), &value)) {
        entry->tif = (uint8_t)value;
        if (value != TIF_GTD) return true;
        const char *time = words_peek(&statement->words);
        if (!word_is_time(time)) return true; /* a GTD order without its expiry */
        if (words_take_time(&statement->words, statement->world->time_ns, &entry->expiry_ns)) {
            return true;
        }
        return statement_fail(statement, "not a time", time);
    }
    if (strcmp(word, "display") == 0) return take_qty(statement, &entry->display.lots);
    if (strcmp(word, "group") == 0) return take_u32(statement, &entry->group_id);
    if (strcmp(word, "client") == 0) {
        int64_t client_order_id;
        if (!take_number(statement, &client_order_id)) return false;
        entry->client_order_id = (uint64_t)client_order_id;
        return true;
    }
    if (strcmp(word, "smp") == 0) {
        if (!take_word(statement, WORDS_SMP, &value)) return false;
        entry->smp_mode = (uint8_t)value;
        return true;
    }
    if (strcmp(word, "on") == 0) {
        if (!take_word(statement, WORDS_SOURCE, &value)) return false;
        entry->trigger_source = (uint8_t)value;
        return true;
    }
    return statement_fail(statement, "not understood in an order", word);
}

static uint8_t type_of(const struct order_words *order)
{
    if (order->trigger_type == TYPE_TRAIL_MARKET) return TYPE_TRAIL_MARKET;
    if (order->trigger_type == 0) return order->is_market ? TYPE_MARKET : TYPE_LIMIT;
    if (order->has_price) return order->trigger_type;
    return order->trigger_type == TYPE_STOP_LIMIT ? TYPE_STOP_MARKET : TYPE_TAKE_MARKET;
}

/* LABEL buy|sell QTY ... up to the end or a "/". */
static bool take_order(struct statement *statement, const char *label, struct order_entry *entry)
{
    struct scenario_world *world = statement->world;
    uint64_t side;
    uint64_t known;
    if (strlen(label) >= WORLD_NAME_SIZE) return statement_fail(statement, "too long", label);
    if (world_find(world, NAME_ORDER, label, &known)) {
        return statement_fail(statement, "this order exists already", label);
    }
    (void)snprintf(world->labels[world->label_count++], WORLD_NAME_SIZE, "%s", label);

    *entry = (struct order_entry){.tif = TIF_GTC};
    if (!take_word(statement, WORDS_SIDE, &side)) return false;
    entry->side = (uint8_t)side;
    if (!take_qty(statement, &entry->qty.lots)) return false;

    struct order_words order = {.entry = entry};
    while (words_are_left(&statement->words) && !words_take_if(&statement->words, "/")) {
        const char *word = words_take(&statement->words);
        bool is_known;
        if (!take_type(statement, &order, word, &is_known)) return false;
        if (!is_known && !take_option(statement, &order, word)) return false;
    }
    entry->type = type_of(&order);
    if (order.has_price || order.is_market || order.trigger_type != 0) return true;
    return statement_fail(statement, "an order needs a price, market, stop, take or trail", label);
}

static bool place_list(struct statement *statement, enum list_kind kind)
{
    statement_begin(statement, COMMAND_ORDER_LIST);
    struct body_list *list = &statement->command.list;
    list->kind = (uint8_t)kind;
    if (words_are_left(&statement->words) && strcmp(words_peek(&statement->words), "told") == 0) {
        (void)words_take(&statement->words);
        list->tells_prices = 1;
    }
    while (words_are_left(&statement->words)) {
        if (list->leg_count == LIST_LEGS_MAX) return statement_fail(statement, "too many legs", "");
        const char *label = words_take(&statement->words);
        if (!take_order(statement, label, &list->legs[list->leg_count])) return false;
        list->leg_count++;
    }
    return statement_send(statement);
}

/* An order by its label, "client N", or "#N". */
static bool take_target(struct statement *statement, uint64_t *order_id, uint64_t *client_order_id)
{
    const char *word = words_take(&statement->words);
    if (strcmp(word, "client") == 0) {
        const char *number = words_take(&statement->words);
        return word_read_u64(number, client_order_id) ||
               statement_fail(statement, "not a number", number);
    }
    if (word[0] == '#' && word_read_u64(word + 1, order_id)) return true;
    if (world_find(statement->world, NAME_ORDER, word, order_id)) return true;
    return statement_fail(statement, "not an order", word);
}

static bool amend(struct statement *statement)
{
    statement_begin(statement, COMMAND_ORDER_AMEND);
    struct body_amend *body = &statement->command.amend;
    if (!take_target(statement, &body->order_id, &body->client_order_id)) return false;
    while (words_are_left(&statement->words)) {
        uint64_t field;
        if (!take_word(statement, WORDS_AMEND, &field)) return false;
        body->set |= (uint32_t)field;
        bool is_good = field == AMEND_PRICE ? take_price(statement, &body->price)
                       : field == AMEND_QTY ? take_qty(statement, &body->qty.lots)
                                            : take_price(statement, &body->trigger);
        if (!is_good) return false;
    }
    return statement_send(statement);
}

static bool decrease(struct statement *statement)
{
    statement_begin(statement, COMMAND_ORDER_DECREASE);
    struct body_amend *body = &statement->command.amend;
    if (!take_target(statement, &body->order_id, &body->client_order_id)) return false;
    if (!take_qty(statement, &body->qty.lots)) return false;
    return statement_send(statement);
}

static bool cancel(struct statement *statement)
{
    statement_begin(statement, COMMAND_ORDER_CANCEL);
    struct body_cancel *body = &statement->command.cancel;
    if (!take_target(statement, &body->order_id, &body->client_order_id)) return false;
    return statement_send(statement);
}

/* cancel-all [buy|sell] [group N] [member M]; all products unless one is named with "in". */
static bool cancel_all(struct statement *statement)
{
    statement_begin(statement, COMMAND_MASS_CANCEL);
    struct body_mass_cancel *body = &statement->command.mass;
    body->side = SIDE_ANY;
    while (words_are_left(&statement->words)) {
        const char *word = words_take(&statement->words);
        uint64_t side;
        bool is_good = true;
        if (strcmp(word, "everywhere") == 0) {
            statement->command.product_id = 0;
        } else if (strcmp(word, "group") == 0) {
            is_good = take_u32(statement, &body->group_id);
        } else if (strcmp(word, "member") == 0) {
            is_good = take_id(statement, NAME_MEMBER, &body->member_id);
        } else if (word_find(WORDS_SIDE, word, strlen(word), &side)) {
            body->side = (uint8_t)side;
        } else {
            is_good = statement_fail(statement, "not understood", word);
        }
        if (!is_good) return false;
    }
    return statement_send(statement);
}

/* group N limit LOTS window DURATION, group-limit N limit LOTS */
static bool set_group(struct statement *statement, enum command_kind kind)
{
    statement_begin(statement, kind);
    struct body_group *body = &statement->command.group;
    statement->command.product_id = 0;
    if (!take_u32(statement, &body->group_id)) return false;
    while (words_are_left(&statement->words)) {
        const char *word = words_take(&statement->words);
        bool is_good = strcmp(word, "limit") == 0    ? take_number(statement, &body->lots_max)
                       : strcmp(word, "window") == 0 ? take_duration(statement, &body->window_ns)
                                                     : statement_fail(statement, "unknown", word);
        if (!is_good) return false;
    }
    return statement_send(statement);
}

/* group-reset N, group-trigger N */
static bool name_group(struct statement *statement, enum command_kind kind)
{
    statement_begin(statement, kind);
    statement->command.product_id = 0;
    if (!take_u32(statement, &statement->command.group.group_id)) return false;
    return statement_send(statement);
}

/* window D freeze D limit LOTS delta LOTS fills N */
static bool take_mmp(struct statement *statement, struct body_mmp *body, uint32_t *fills_max)
{
    while (words_are_left(&statement->words)) {
        const char *word = words_take(&statement->words);
        bool is_good = strcmp(word, "window") == 0   ? take_duration(statement, &body->window_ns)
                       : strcmp(word, "freeze") == 0 ? take_duration(statement, &body->frozen_ns)
                       : strcmp(word, "limit") == 0  ? take_qty(statement, &body->lots_max)
                       : strcmp(word, "delta") == 0  ? take_qty(statement, &body->delta_lots_max)
                       : strcmp(word, "fills") == 0  ? take_u32(statement, fills_max)
                                                     : statement_fail(statement, "unknown", word);
        if (!is_good) return false;
    }
    return true;
}

static bool set_mmp(struct statement *statement)
{
    uint32_t fills_max = 0;
    statement_begin(statement, COMMAND_MMP_SET);
    if (!take_mmp(statement, &statement->command.mmp, &fills_max)) return false;
    if (fills_max != 0) return statement_fail(statement, "only groups limit", "fills");
    return statement_send(statement);
}

/* group-mmp N window D ... */
static bool set_group_mmp(struct statement *statement)
{
    statement_begin(statement, COMMAND_GROUP_MMP);
    statement->command.product_id = 0;
    struct body_group_mmp *body = &statement->command.group_mmp;
    return take_u32(statement, &body->group_id) &&
           take_mmp(statement, &body->limits, &body->fills_max) && statement_send(statement);
}

/* text CLIENT-ORDER-ID WORD */
static bool send_text(struct statement *statement)
{
    statement_begin(statement, COMMAND_CLIENT_TEXT);
    struct body_client_text *body = &statement->command.text;
    statement->command.product_id = 0;
    uint32_t client_order_id = 0;
    if (!take_u32(statement, &client_order_id)) return false;
    body->client_order_id = client_order_id;
    const char *word = words_are_left(&statement->words) ? words_take(&statement->words) : "";
    for (size_t i = 0; i < CLIENT_TEXT_SIZE && word[i] != '\0'; i++) body->text[i] = word[i];
    return statement_send(statement);
}

static bool send_plain(struct statement *statement, enum command_kind kind)
{
    statement_begin(statement, kind);
    return statement_send(statement);
}

bool order_statement(struct statement *statement, const char *verb, bool *is_known)
{
    if (strcmp(verb, "oco") == 0) return place_list(statement, LIST_OCO);
    if (strcmp(verb, "oto") == 0) return place_list(statement, LIST_OTO);
    if (strcmp(verb, "bracket") == 0) return place_list(statement, LIST_BRACKET);
    if (strcmp(verb, "amend") == 0) return amend(statement);
    if (strcmp(verb, "decrease") == 0) return decrease(statement);
    if (strcmp(verb, "cancel") == 0) return cancel(statement);
    if (strcmp(verb, "cancel-all") == 0) return cancel_all(statement);
    if (strcmp(verb, "group") == 0) return set_group(statement, COMMAND_GROUP_SET);
    if (strcmp(verb, "group-limit") == 0) return set_group(statement, COMMAND_GROUP_LIMIT);
    if (strcmp(verb, "group-reset") == 0) return name_group(statement, COMMAND_GROUP_RESET);
    if (strcmp(verb, "group-trigger") == 0) return name_group(statement, COMMAND_GROUP_TRIGGER);
    if (strcmp(verb, "text") == 0) return send_text(statement);
    if (strcmp(verb, "mmp") == 0) return set_mmp(statement);
    if (strcmp(verb, "group-mmp") == 0) return set_group_mmp(statement);
    if (strcmp(verb, "group-mmp-reset") == 0) {
        return name_group(statement, COMMAND_GROUP_MMP_RESET);
    }
    if (strcmp(verb, "mmp-reset") == 0) return send_plain(statement, COMMAND_MMP_RESET);
    if (strcmp(verb, "disconnect") == 0) {
        statement->command.product_id = 0;
        return send_plain(statement, COMMAND_SESSION_DISCONNECT);
    }
    const char *next = words_peek(&statement->words);
    *is_known = strcmp(next, "buy") == 0 || strcmp(next, "sell") == 0;
    if (!*is_known) return false;
    statement_begin(statement, COMMAND_ORDER_PLACE);
    return take_order(statement, verb, &statement->command.order) && statement_send(statement);
}
