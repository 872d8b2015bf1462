/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pair_state.h - the parts of a pair.
 *
 * Role   Private to pair.c and pair_view.c.
 */
#ifndef PERPETUA_SIM_PAIR_STATE_H
#define PERPETUA_SIM_PAIR_STATE_H

#include <stddef.h>

#include "sim/order_map.h"
#include "sim/pair.h"

struct pair {
    struct core_config config;
    void *memory; /* of the core */
    size_t memory_size;
    struct core *core;
    struct naive *naive;
    struct order_map map;
    struct naive_events core_events;
    struct naive_events naive_events;
    const struct command *command;
    struct event *buffer; /* that the core fills and drains */
    uint32_t buffer_capacity;
    bool is_planted;
};

/* Everything that can be asked of both; false and the reason at the first answer that differs. */
bool pair_views_agree(struct pair *pair, struct difference *difference);

/* Notes a difference and returns false. */
bool differ(struct difference *difference, uint32_t signature, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
