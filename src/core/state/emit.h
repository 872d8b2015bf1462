/* SPDX-License-Identifier: Apache-2.0 */
/*
 * emit.h - writing events of the step at hand.
 *
 * Role       Every event of the core is made here: header, zeroed body, place in the list.
 * Rules      R-TIME-3, R-CHECK-2 what a reject says.
 */
#ifndef PERPETUA_CORE_STATE_EMIT_H
#define PERPETUA_CORE_STATE_EMIT_H

#include "core/state/state.h"

/* A new event with a zero body, for the caller to fill at once. */
struct event *emit(struct core *core, enum event_kind kind, uint32_t account_id,
                   uint32_t product_id);

/* The same without a body: the caller assigns a whole one at once. */
struct event *emit_header(struct core *core, enum event_kind kind, uint32_t account_id,
                          uint32_t product_id);

/* An event about an order. */
struct event *emit_order(struct core *core, enum event_kind kind, const struct order *order);

/* The same with a reason. */
void emit_order_reason(struct core *core, enum event_kind kind, const struct order *order,
                       enum reason reason);

/* What a check found; REJECT_NONE is "no objection". */
struct verdict {
    enum reject reject;
    enum field field;
    int64_t given;
    int64_t legal;
};

static inline struct verdict verdict_ok(void)
{
    return (struct verdict){REJECT_NONE, FIELD_NONE, 0, 0};
}

static inline struct verdict verdict_of(enum reject reject, enum field field, int64_t given,
                                        int64_t legal)
{
    return (struct verdict){reject, field, given, legal};
}

/* The command at hand is rejected; `leg` is the leg of a list. */
void emit_reject(struct core *core, struct verdict verdict, uint32_t leg);

#endif
