/* SPDX-License-Identifier: Apache-2.0 */
/*
 * venue_readers.c - see venue_readers.h.
 */
#include "venue/venue_readers.h"

#include <stdlib.h>
#include <string.h>

#include "market_data/market_data.h"
#include "os/os_clock.h"
#include "os/os_secret.h"
#include "read_model/read_model.h"
#include "venue/log.h"
#include "venue/venue_history.h"

#define ROOM_WAIT_NS INT64_C(1000000)

bool venue_readers_open(struct venue *venue, const struct core_config *capacities)
{
    struct market_config market = market_config_default(capacities->products_max);
    struct read_model_config orders =
        read_model_config_default(capacities->products_max, capacities->accounts_max);
    /* Members choose client order ids: nobody may know which of them share a place.  The seed is
     * of this run alone, for nothing that is told depends on it. */
    if (os_secret_bytes(&orders.hash_seed, sizeof orders.hash_seed) != OS_OK) {
        log_line(LOG_ERROR, "venue", "the kernel gives no random bytes");
        return false;
    }
    venue->market = market_data_create(&market);
    venue->orders = read_model_create(&orders);
    if (venue->market != NULL && venue->orders != NULL) {
        return venue_history_open(venue, capacities);
    }
    log_line(LOG_ERROR, "venue", "out of memory for market data");
    return false;
}

/* How far one step has come, for a history that has no room yet. */
enum stage { STAGE_COMMAND = 0, STAGE_EVENTS = 1, STAGE_HISTORY = 2 };

/* The two in memory. */
static bool apply(struct venue *venue, const struct gateway_step *step)
{
    if (step->command != NULL) read_model_command(venue->orders, step->command);
    bool is_applied = market_data_apply(venue->market, step->events, step->count) &&
                      read_model_apply(venue->orders, step->events, step->count);
    if (!is_applied) log_line(LOG_ERROR, "venue", "out of memory for market data");
    return is_applied;
}

/* One command with all its events; called again with the same step while history has no room. */
static enum history_took show(struct venue *venue, const struct gateway_step *step)
{
    enum history_took took = HISTORY_TOOK;
    /* What history holds it gave to the two in memory at the start. */
    if (step->sequence <= venue->history_sequence) return HISTORY_TOOK;
    if (venue->reader_stage == STAGE_COMMAND) {
        if (step->command != NULL) took = venue_history_command(venue, step->command);
        if (took != HISTORY_TOOK) return took;
        venue->reader_stage = STAGE_EVENTS;
    }
    if (venue->reader_stage == STAGE_EVENTS) {
        if (!apply(venue, step)) return HISTORY_HAS_FAILED;
        venue->reader_stage = STAGE_HISTORY;
    }
    took = venue_history_step(venue, step);
    if (took != HISTORY_TOOK) return took;
    venue->reader_stage = STAGE_COMMAND;
    return market_data_end(venue->market, step->sequence) ? HISTORY_TOOK : HISTORY_HAS_FAILED;
}

/* --- recovery --------------------------------------------------------------------------------- */

static void show_collected(struct replay *replay)
{
    if (!replay->has_command || replay->has_failed) return;
    const struct command *command = &replay->command;
    bool is_order = command->kind == COMMAND_ORDER_PLACE || command->kind == COMMAND_ORDER_LIST;
    const struct gateway_step step = {
        .sequence = command->sequence,
        .command = is_order ? command : NULL,
        .events = replay->list,
        .count = (uint32_t)replay->count,
    };
    enum history_took took = show(replay->venue, &step);
    while (took == HISTORY_HAS_NO_ROOM) {
        os_clock_sleep_ns(ROOM_WAIT_NS);
        took = show(replay->venue, &step);
    }
    replay->has_failed = took == HISTORY_HAS_FAILED;
    replay->has_command = false;
    replay->count = 0;
}

void replay_command(struct replay *replay, const struct command *command)
{
    show_collected(replay);
    replay->command = *command;
    replay->has_command = true;
}

void replay_events(struct replay *replay, const struct event *list, uint32_t count)
{
    if (replay->count + count > replay->capacity) {
        size_t capacity = replay->capacity == 0 ? 1024 : replay->capacity;
        while (capacity < replay->count + count) capacity *= 2;
        struct event *grown = realloc(replay->list, capacity * sizeof *grown);
        if (grown == NULL) {
            replay->has_failed = true;
            return;
        }
        replay->list = grown;
        replay->capacity = capacity;
    }
    memcpy(replay->list + replay->count, list, count * sizeof *list);
    replay->count += count;
}

bool replay_end(struct replay *replay)
{
    show_collected(replay);
    free(replay->list);
    replay->list = NULL;
    return !replay->has_failed;
}

/* --- the running venue ------------------------------------------------------------------------ */

static bool take_step(void *context, const struct gateway_step *step)
{
    struct venue *venue = context;
    enum history_took took = show(venue, step);
    if (took == HISTORY_HAS_FAILED) venue->mode = VENUE_FAILED;
    return took == HISTORY_TOOK;
}

void venue_readers_attach(struct venue *venue)
{
    gateway_add_reader(venue->gateway, take_step, venue);
}

static bool cancel_of_account(struct venue *venue, uint32_t account_id, uint32_t *count)
{
    const struct order_record *order = read_model_live(venue->orders, account_id, NULL);
    for (; order != NULL; order = read_model_live(venue->orders, account_id, order)) {
        if ((order->flags & FLAG_CANCEL_ON_DISCONNECT) == 0) continue;
        struct command cancel = {.kind = COMMAND_ORDER_CANCEL,
                                 .account_id = account_id,
                                 .product_id = order->product_id};
        cancel.cancel.order_id = order->order_id;
        if (!gateway_submit(venue->gateway, &cancel, NULL, NULL)) return false;
        (*count)++;
    }
    return true;
}

bool venue_cancel_disconnected(struct venue *venue)
{
    struct account_view view;
    uint32_t count = 0;
    const struct core *core = gateway_core(venue->gateway);
    for (uint32_t id = 1; core_account(core, id, &view); id++) {
        if (!cancel_of_account(venue, id, &count)) return false;
    }
    if (count > 0) {
        log_line(LOG_INFO, "venue", "%u orders ended because their sessions did", count);
    }
    return gateway_settle(venue->gateway);
}

void venue_readers_close(struct venue *venue)
{
    if (!venue_history_close(venue)) log_line(LOG_ERROR, "history", "it could not be closed");
    market_data_destroy(venue->market);
    read_model_destroy(venue->orders);
    venue->market = NULL;
    venue->orders = NULL;
}
