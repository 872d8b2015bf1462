/* SPDX-License-Identifier: Apache-2.0 */
/*
 * model_texts.c - what members call their orders.
 *
 * Role   The texts said latest are kept, and those of live orders as long as they live.
 * Rules  R-ID-4.
 */
#include "base/check.h"
#include "base/int_math.h"
#include "read_model/model_state.h"

static bool text_is_needed(const struct read_model *model, const struct text_slot *text)
{
    const struct order_record *order =
        read_model_client_order(model, text->account_id, text->client_order_id);
    return order != NULL && record_is_live(order);
}

/* A ring with more room; false: no memory. */
static bool ring_grow(struct read_model *model)
{
    ASSERT(model->text_ring_size > 0);
    uint32_t larger = model->text_ring_size * 2;
    uint32_t *ring = calloc(larger, sizeof *ring);
    if (ring == NULL) return false;
    for (uint64_t i = model->text_taken; i < model->text_put; i++) {
        ring[i % larger] = model->text_ring[i % model->text_ring_size];
    }
    free(model->text_ring);
    model->text_ring = ring;
    model->text_ring_size = larger;
    return true;
}

/* The oldest text that no live order needs goes; those before it become the newest. */
static bool ring_make_room(struct read_model *model)
{
    uint64_t count = model->text_put - model->text_taken;
    if (count < model->text_ring_size) return true;
    for (uint64_t i = 0; i < count; i++) {
        uint32_t slot = model->text_ring[model->text_taken++ % model->text_ring_size];
        struct text_slot *text = &model->texts[slot];
        if (text_is_needed(model, text)) {
            model->text_ring[model->text_put++ % model->text_ring_size] = slot;
            continue;
        }
        struct map_key key = {text->client_order_id, text->account_id};
        (void)key_map_remove(&model->text_map, key);
        slot_free(&model->text_pool, model->texts, sizeof *model->texts, slot);
        return true;
    }
    return ring_grow(model);
}

/* NULL: no memory. */
static struct text_slot *text_make(struct read_model *model, uint32_t account_id,
                                   uint64_t client_order_id)
{
    uint32_t slot = map_find(&model->text_map, client_order_id, account_id);
    if (slot != 0) return &model->texts[slot];
    if (!ring_make_room(model) || !map_make_room(&model->text_map)) return NULL;
    void *items = model->texts;
    bool has_room = pool_make_room(&model->text_pool, &items, sizeof *model->texts);
    model->texts = items;
    if (!has_room) return NULL;
    slot = slot_take(&model->text_pool, model->texts, sizeof *model->texts);
    model->texts[slot].account_id = account_id;
    model->texts[slot].client_order_id = client_order_id;
    key_map_put(&model->text_map, (struct map_key){client_order_id, account_id}, slot);
    model->text_ring[model->text_put++ % model->text_ring_size] = slot;
    return &model->texts[slot];
}

bool model_text_apply(struct read_model *model, const struct event *event)
{
    const struct event_client_text *body = &event->text;
    struct text_slot *text = text_make(model, event->account_id, body->client_order_id);
    if (text == NULL) return false;
    ASSERT(body->at < CLIENT_TEXT_SIZE);
    if (body->at == 0) memset(text->text, 0, sizeof text->text);
    size_t room = CLIENT_TEXT_SIZE - body->at;
    memcpy(text->text + body->at, body->part, room < CLIENT_TEXT_PART ? room : CLIENT_TEXT_PART);
    return true;
}

const char *read_model_text(const struct read_model *model, uint32_t account_id,
                            uint64_t client_order_id)
{
    uint32_t slot = map_find(&model->text_map, client_order_id, account_id);
    return slot == 0 ? NULL : model->texts[slot].text;
}

bool read_model_restore_text(struct read_model *model, uint32_t account_id,
                             uint64_t client_order_id, const char *given)
{
    struct text_slot *text = text_make(model, account_id, client_order_id);
    if (text == NULL) return false;
    size_t size = strlen(given);
    ASSERT(size <= CLIENT_TEXT_SIZE);
    memset(text->text, 0, sizeof text->text);
    memcpy(text->text, given, size);
    return true;
}
