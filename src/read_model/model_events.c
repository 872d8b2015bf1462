/* SPDX-License-Identifier: Apache-2.0 */
/*
 * model_events.c - the numbered private events of each account.
 */
#include "base/check.h"
#include "base/int_math.h"
#include "read_model/model_state.h"

static struct event_slot *event_at(const struct read_model *model, uint64_t place)
{
    return &model->events[(place - 1) % model->config.private_events_kept];
}

static struct event_slot *event_put(struct read_model *model, struct account_slot *account,
                                    const struct event *event, uint64_t number)
{
    model->events_put++;
    struct event_slot *slot = event_at(model, model->events_put);
    *slot = (struct event_slot){.event = *event,
                                .number = number,
                                .before = account->event_at,
                                .account_id = account->record.account_id};
    account->event_at = model->events_put;
    return slot;
}

bool model_event_put(struct read_model *model, const struct event *event,
                     const struct money_effect *effect)
{
    struct account_slot *account = model_account(model, effect->account_id);
    if (account == NULL) return false;
    account->record.event_number++;
    (void)event_put(model, account, event, account->record.event_number);
    struct private_event private = {.number = account->record.event_number,
                                    .account_id = effect->account_id,
                                    .event = event,
                                    .order = effect->order,
                                    .fill = effect->fill,
                                    .transaction = effect->transaction};
    for (uint32_t i = 0; i < model->listener_count; i++) {
        model->listeners[i].call(model->listeners[i].context, &private);
    }
    return true;
}

void read_model_listen(struct read_model *model, read_model_listener *listener, void *context)
{
    ASSERT(model->listener_count < LISTENERS_MAX);
    model->listeners[model->listener_count++] = (struct listener_slot){listener, context};
}

/* The account's event at a place is still kept. */
static bool place_is_kept(const struct read_model *model, uint64_t place)
{
    return place != 0 && place + model->config.private_events_kept > model->events_put;
}

void read_model_events(const struct read_model *model, uint32_t account_id, uint64_t after,
                       struct kept_events *events)
{
    events->count = 0;
    events->is_complete = true;
    if (account_id >= model->accounts_capacity) return;
    const struct account_slot *account = &model->accounts[account_id];
    uint64_t next = account->record.event_number + 1; /* the oldest that was seen */
    uint64_t place = account->event_at;
    while (next > after + 1 && place_is_kept(model, place)) {
        const struct event_slot *slot = event_at(model, place);
        next = slot->number;
        uint64_t index = slot->number - after - 1;
        if (slot->number > after && index < events->max) {
            events->list[index] = (struct kept_event){slot->number, slot->event};
            events->count = u32_max(events->count, (uint32_t)index + 1);
        }
        place = slot->before;
    }
    events->is_complete = next <= after + 1;
    if (!events->is_complete) events->count = 0;
}

bool read_model_restore_event(struct read_model *model, uint32_t account_id,
                              const struct kept_event *event)
{
    struct account_slot *account = model_account(model, account_id);
    return account != NULL && event_put(model, account, &event->event, event->number) != NULL;
}
