/* SPDX-License-Identifier: Apache-2.0 */
/*
 * venue_history.c - see venue_history.h.
 */
#include "venue/venue_history.h"

#include <inttypes.h>
#include <stdio.h>

#include "history/history.h"
#include "venue/log.h"

#define ERROR_SIZE 1024u

bool venue_history_open(struct venue *venue, const struct core_config *capacities)
{
    char error[ERROR_SIZE] = "";
    char path[2 * CONFIG_TEXT_SIZE];
    const char *database = venue->config.history;
    (void)snprintf(path, sizeof path, "%s/history.db", venue->config.data);
    if (database[0] == '\0') database = path;
    struct history_config config =
        history_config_default(database, capacities->products_max, capacities->accounts_max);
    if (history_open(&venue->history, &config, error, sizeof error) != HISTORY_OK) {
        log_line(LOG_ERROR, "history", "%s", error);
        return false;
    }
    venue->history_sequence = history_committed(venue->history);
    if (history_attach(venue->history, venue->market, venue->orders) == HISTORY_OK) return true;
    log_line(LOG_ERROR, "history", "%s", history_error(venue->history));
    return false;
}

static enum history_took took(const struct venue *venue, enum history_status status)
{
    if (status == HISTORY_OK) return HISTORY_TOOK;
    if (status == HISTORY_FULL) return HISTORY_HAS_NO_ROOM;
    log_line(LOG_ERROR, "history", "%s", history_error(venue->history));
    return HISTORY_HAS_FAILED;
}

enum history_took venue_history_command(struct venue *venue, const struct command *command)
{
    return took(venue, history_command(venue->history, command));
}

enum history_took venue_history_step(struct venue *venue, const struct gateway_step *step)
{
    return took(venue, history_append(venue->history, step->events, step->count, step->sequence));
}

bool venue_history_settle(struct venue *venue)
{
    uint64_t sequence = gateway_barrier(venue->gateway);
    const struct gateway_step end = {.sequence = sequence};
    enum history_took answer = venue_history_step(venue, &end);
    if (answer == HISTORY_HAS_NO_ROOM) {
        (void)history_wait(venue->history, gateway_shown(venue->gateway));
        answer = venue_history_step(venue, &end);
    }
    if (answer != HISTORY_TOOK) return false;
    return took(venue, history_wait(venue->history, sequence)) == HISTORY_TOOK;
}

bool venue_history_close(struct venue *venue)
{
    struct history *history = venue->history;
    venue->history = NULL;
    return history == NULL || history_close(history) == HISTORY_OK;
}
