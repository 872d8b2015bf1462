/* SPDX-License-Identifier: Apache-2.0 */
/*
 * read_model.c - the model as a whole: its memory, its accounts, and events on their way into it.
 */
#include "read_model/read_model.h"

#include "base/check.h"
#include "read_model/model_state.h"

#define KEPT_DEFAULT 32768u

struct read_model_config read_model_config_default(uint32_t products_max, uint32_t accounts_max)
{
    return (struct read_model_config){.products_max = products_max,
                                      .accounts_max = accounts_max,
                                      .ended_orders_kept = KEPT_DEFAULT,
                                      .fills_kept = KEPT_DEFAULT,
                                      .transactions_kept = KEPT_DEFAULT,
                                      .private_events_kept = KEPT_DEFAULT,
                                      .texts_kept = KEPT_DEFAULT};
}

static bool rings_make(struct read_model *model)
{
    const struct read_model_config *config = &model->config;
    model->ended = calloc(config->ended_orders_kept, sizeof *model->ended);
    model->fills = calloc(config->fills_kept, sizeof *model->fills);
    model->transactions = calloc(config->transactions_kept, sizeof *model->transactions);
    model->events = calloc(config->private_events_kept, sizeof *model->events);
    model->text_ring = calloc(config->texts_kept, sizeof *model->text_ring);
    model->products = calloc(config->products_max, sizeof *model->products);
    model->text_ring_size = config->texts_kept;
    return model->ended != NULL && model->fills != NULL && model->transactions != NULL &&
           model->events != NULL && model->text_ring != NULL && model->products != NULL;
}

struct read_model *read_model_create(const struct read_model_config *config)
{
    ASSERT(config->products_max >= 2 && config->accounts_max >= 2);
    ASSERT(config->ended_orders_kept > 0 && config->fills_kept > 0);
    ASSERT(config->transactions_kept > 0 && config->private_events_kept > 0);
    ASSERT(config->texts_kept > 0);
    struct read_model *model = calloc(1, sizeof *model);
    if (model == NULL) return NULL;
    model->config = *config;
    model->order_map.seed = config->hash_seed;
    model->client_map.seed = config->hash_seed;
    model->text_map.seed = config->hash_seed;
    model->position_map.seed = config->hash_seed;
    if (rings_make(model)) return model;
    read_model_destroy(model);
    return NULL;
}

void read_model_destroy(struct read_model *model)
{
    if (model == NULL) return;
    free(model->ended);
    free(model->fills);
    free(model->transactions);
    free(model->events);
    free(model->text_ring);
    free(model->products);
    free(model->orders);
    free(model->order_map.entries);
    free(model->client_map.entries);
    free(model->accounts);
    free(model->positions);
    free(model->position_map.entries);
    free(model->texts);
    free(model->text_map.entries);
    free(model);
}

struct account_slot *model_account(struct read_model *model, uint32_t account_id)
{
    ASSERT(account_id > 0);
    ASSERT(account_id < model->config.accounts_max);
    void *items = model->accounts;
    bool has_room =
        array_make_room(&items, &model->accounts_capacity, sizeof *model->accounts, account_id + 1);
    model->accounts = items;
    if (!has_room) return NULL;
    model->accounts[account_id].record.account_id = account_id;
    return &model->accounts[account_id];
}

struct position_slot *model_position(struct read_model *model, uint32_t account_id,
                                     uint16_t product_id)
{
    uint32_t slot = map_find(&model->position_map, account_id, product_id);
    if (slot != 0) return &model->positions[slot];
    void *items = model->positions;
    uint32_t next = model->positions_count == 0 ? 1 : model->positions_count;
    bool has_room =
        array_make_room(&items, &model->positions_capacity, sizeof *model->positions, next + 1);
    model->positions = items;
    if (!has_room || !map_make_room(&model->position_map)) return NULL;
    model->positions_count = next + 1;
    key_map_put(&model->position_map, (struct map_key){account_id, product_id}, next);
    model->positions[next].record.account_id = account_id;
    model->positions[next].record.product_id = product_id;
    model->positions[next].record.session_ns =
        product_slot_at(model, product_id)->record.session_ns;
    return &model->positions[next];
}

/* --- accounts --------------------------------------------------------------------------------- */

static void child_append(struct read_model *model, uint32_t account_id)
{
    uint32_t parent_id = model->accounts[account_id].record.parent_account_id;
    if (parent_id == 0) return;
    struct account_slot *parent = &model->accounts[parent_id];
    if (parent->child_last == 0) {
        parent->child_first = account_id;
    } else {
        model->accounts[parent->child_last].sibling_next = account_id;
    }
    parent->child_last = account_id;
}

static bool account_apply(struct read_model *model, const struct event *event)
{
    const struct event_party *party = &event->party;
    struct account_slot *account = model_account(model, party->id);
    if (account == NULL) return false;
    struct account_record *record = &account->record;
    bool is_new = record->opened_ns == 0;
    record->member_id = party->member_id;
    record->parent_account_id = party->parent_account_id;
    record->owner_account_id = party->owner_account_id;
    record->customer_id = party->customer_id;
    record->controller_id = party->controller_id;
    record->classes = party->classes;
    record->state = party->state;
    if (!is_new) return true;
    record->opened_ns = event->time_ns;
    child_append(model, party->id);
    return true;
}

bool read_model_account(const struct read_model *model, uint32_t account_id,
                        struct account_record *account)
{
    if (account_id >= model->accounts_capacity) return false;
    if (model->accounts[account_id].record.opened_ns == 0) return false;
    *account = model->accounts[account_id].record;
    return true;
}

uint32_t read_model_sub_account(const struct read_model *model, uint32_t parent_account_id,
                                uint32_t after)
{
    uint32_t from = after == 0 ? parent_account_id : after;
    if (from >= model->accounts_capacity) return 0;
    const struct account_slot *account = &model->accounts[from];
    return after == 0 ? account->child_first : account->sibling_next;
}

bool read_model_restore_account(struct read_model *model, const struct account_record *account)
{
    if (model_account(model, account->account_id) == NULL) return false;
    model->accounts[account->account_id].record = *account;
    child_append(model, account->account_id);
    return true;
}

/* --- events ----------------------------------------------------------------------------------- */

static bool kind_is_of_order(uint16_t kind)
{
    return kind >= EVENT_ORDER_ACCEPTED && kind <= EVENT_ORDER_FILLED;
}

/* What only tells a member that nothing changed is no part of its stream; nor is what operators and
 * surveillance say about an account, which need not even exist. */
static bool kind_is_private(uint16_t kind)
{
    switch (kind) {
    case EVENT_REJECTED:
    case EVENT_DUPLICATE:
    case EVENT_ACTION:
    case EVENT_CASE: return false;
    default: return true;
    }
}

static bool event_apply(struct read_model *model, const struct event *event)
{
    struct money_effect effects[2] = {0};
    bool done = true;
    if (kind_is_of_order(event->kind)) {
        done = model_order_apply(model, event, &effects[0].order);
    } else if (event->kind == EVENT_ACCOUNT) {
        done = account_apply(model, event);
    } else if (event->kind == EVENT_CLIENT_TEXT) {
        done = model_text_apply(model, event);
    } else {
        done = model_money_apply(model, event, effects);
    }
    if (effects[0].account_id == 0 && kind_is_private(event->kind)) {
        effects[0].account_id = event->account_id;
    }
    for (uint32_t i = 0; i < 2 && done; i++) {
        if (effects[i].account_id != 0) done = model_event_put(model, event, &effects[i]);
    }
    return done;
}

bool read_model_apply(struct read_model *model, const struct event *list, uint32_t count)
{
    bool done = true;
    for (uint32_t i = 0; i < count && done; i++) {
        model->sequence = list[i].sequence;
        done = event_apply(model, &list[i]);
    }
    return done;
}

uint64_t read_model_sequence(const struct read_model *model)
{
    return model->sequence;
}
