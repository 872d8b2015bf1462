/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pair.c - see pair.h.
 *
 * Role   A failing ASSERT of either venue is a difference too: it is caught here and told like one.
 *        The core fills a short list, so that its draining is part of every run.
 */
#include "sim/pair.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/hash.h"
#include "sim/pair_state.h"

#define CORE_ALIGNMENT 64u
#define SIGNATURE_STOP 1u

bool differ(struct difference *difference, uint32_t signature, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(difference->text, sizeof difference->text, format, arguments);
    va_end(arguments);
    difference->exists = true;
    difference->signature = signature;
    return false;
}

static void *make_core_memory(size_t size)
{
    void *memory = aligned_alloc(CORE_ALIGNMENT,
                                 (size + CORE_ALIGNMENT - 1) / CORE_ALIGNMENT * CORE_ALIGNMENT);
    if (memory == NULL) abort();
    memset(memory, 0, size);
    return memory;
}

struct pair *pair_create(const struct core_config *config)
{
    struct pair *pair = calloc(1, sizeof *pair);
    if (pair == NULL) abort();
    pair->config = *config;
    pair->memory_size = core_size(config);
    pair->memory = make_core_memory(pair->memory_size);
    pair->core = core_init(pair->memory, pair->memory_size, config);
    pair->naive = naive_create(config, CORE_PARTS);
    pair->buffer_capacity = 1 + config->ladder_width % 127;
    pair->buffer = calloc(pair->buffer_capacity, sizeof *pair->buffer);
    if (pair->buffer == NULL) abort();
    return pair;
}

void pair_destroy(struct pair *pair)
{
    naive_destroy(pair->naive);
    naive_events_free(&pair->core_events);
    naive_events_free(&pair->naive_events);
    free(pair->memory);
    free(pair->buffer);
    free(pair);
}

/* --- stops ------------------------------------------------------------------------------------ */

static jmp_buf stop_back;
static char stop_text[DIFFERENCE_TEXT_SIZE];

static void stop_handler(const char *condition, const char *file, int line)
{
    snprintf(stop_text, sizeof stop_text, "stopped at %s:%d: %s", file, line, condition);
    longjmp(stop_back, 1); // NOLINT(cert-err52-cpp)
}

/* Runs `work`; a failing ASSERT inside is a difference. */
static bool run_guarded(struct pair *pair, struct difference *difference,
                        bool (*work)(struct pair *pair, struct difference *difference))
{
    check_handler *before = check_set_handler(stop_handler);
    bool agrees = false;
    if (setjmp(stop_back) == 0) {
        agrees = work(pair, difference);
    } else {
        uint32_t signature = crc32c(SIGNATURE_STOP, stop_text, strlen(stop_text));
        agrees = differ(difference, signature, "%s", stop_text);
    }
    (void)check_set_handler(before);
    return agrees;
}

/* --- events ----------------------------------------------------------------------------------- */

static void keep_events(void *context, const struct event *list, uint32_t count)
{
    struct naive_events *kept = context;
    if (kept->count + count > kept->capacity) {
        kept->capacity = 2 * (kept->count + count);
        kept->list = realloc(kept->list, sizeof *kept->list * kept->capacity);
        if (kept->list == NULL) abort();
    }
    memcpy(&kept->list[kept->count], list, sizeof *list * count);
    kept->count += count;
}

static bool is_birth(uint16_t kind)
{
    return kind == EVENT_ORDER_ACCEPTED || kind == EVENT_ORDER_ARMED || kind == EVENT_ORDER_HELD;
}

static bool is_death(uint16_t kind)
{
    return kind == EVENT_ORDER_CANCELLED || kind == EVENT_ORDER_FILLED;
}

/* What two differences with one cause are likely to share: kinds, codes and reasons. */
static uint32_t sign_event(uint32_t signature, const struct event *event)
{
    if (event == NULL) return crc32c(signature, "none", 4);
    uint16_t marks[3] = {event->kind, 0, 0};
    if (event->kind == EVENT_REJECTED) {
        marks[1] = event->reject.code;
        marks[2] = event->reject.field;
    } else if (event->kind >= EVENT_ORDER_ACCEPTED && event->kind <= EVENT_ORDER_FILLED) {
        marks[1] = event->order.reason;
        marks[2] = event->order.check;
    }
    return crc32c(signature, marks, sizeof marks);
}

/* The same order in both: from its first event, or from the slice that announces it (R-LIQ-6). */
static void bind_new_order(struct pair *pair, const struct event *got, const struct event *expected)
{
    if (got->kind == EVENT_LIQUIDATION) {
        order_map_bind(&pair->map, got->liquidation.order_id, expected->liquidation.order_id);
    } else if (is_birth(got->kind) && order_map_core(&pair->map, expected->order.order_id) == 0) {
        order_map_bind(&pair->map, got->order.order_id, expected->order.order_id);
    }
}

static bool compare_events(struct pair *pair, struct difference *difference)
{
    const struct naive_events *core = &pair->core_events;
    const struct naive_events *naive = &pair->naive_events;
    for (uint32_t i = 0; i < naive->count; i++) {
        struct event *expected = &naive->list[i];
        const struct event *got = i < core->count ? &core->list[i] : NULL;
        if (got != NULL && got->kind == expected->kind) bind_new_order(pair, got, expected);
        order_map_event(&pair->map, pair->command, expected);
    }
    for (uint32_t i = 0; i < core->count || i < naive->count; i++) {
        const struct event *got = i < core->count ? &core->list[i] : NULL;
        const struct event *expected = i < naive->count ? &naive->list[i] : NULL;
        if (got != NULL && expected != NULL && memcmp(got, expected, sizeof *got) == 0) continue;
        difference->index = i;
        uint32_t signature = sign_event(sign_event(pair->command->kind, got), expected);
        return differ(difference, signature, "event %u of %u differs from event %u of %u", i,
                      core->count, i, naive->count);
    }
    for (uint32_t i = 0; i < core->count; i++) {
        if (is_death(core->list[i].kind))
            order_map_forget(&pair->map, core->list[i].order.order_id);
    }
    return true;
}

static bool step_both(struct pair *pair, struct difference *difference)
{
    pair->core_events.count = 0;
    pair->naive_events.count = 0;
    struct command naive_command;
    order_map_command(&pair->map, pair->command, &naive_command);
    if (pair->is_planted) naive_command.kind = COMMAND_TICK;
    pair->is_planted = false;
    naive_step(pair->naive, &naive_command, &pair->naive_events);

    struct events events = {.list = pair->buffer,
                            .capacity = pair->buffer_capacity,
                            .drain = keep_events,
                            .context = &pair->core_events};
    uint32_t count = core_step(pair->core, pair->command, &events);
    keep_events(&pair->core_events, events.list, events.count);
    if (count != pair->core_events.count)
        return differ(difference, 2, "core_step returned %u and gave %u events", count,
                      pair->core_events.count);
    return compare_events(pair, difference);
}

bool pair_step(struct pair *pair, const struct command *command, struct difference *difference)
{
    memset(difference, 0, sizeof *difference);
    pair->command = command;
    bool agrees = run_guarded(pair, difference, step_both);
    pair->command = NULL;
    return agrees;
}

void pair_plant(struct pair *pair)
{
    pair->is_planted = true;
}

const struct event *pair_core_events(const struct pair *pair, uint32_t *count)
{
    *count = pair->core_events.count;
    return pair->core_events.list;
}

const struct event *pair_naive_events(const struct pair *pair, uint32_t *count)
{
    *count = pair->naive_events.count;
    return pair->naive_events.list;
}

/* --- states ----------------------------------------------------------------------------------- */

static bool audit_and_compare(struct pair *pair, struct difference *difference)
{
    core_audit(pair->core);
    return pair_views_agree(pair, difference);
}

bool pair_compare_states(struct pair *pair, struct difference *difference)
{
    memset(difference, 0, sizeof *difference);
    return run_guarded(pair, difference, audit_and_compare);
}

static bool change_core(struct pair *pair, struct difference *difference)
{
    struct core_region from[CORE_REGIONS_MAX];
    struct core_region to[CORE_REGIONS_MAX];
    size_t sizes[CORE_REGIONS_MAX];
    uint32_t count = core_regions(pair->core, from);
    for (uint32_t i = 0; i < count; i++) sizes[i] = from[i].size;

    void *memory = make_core_memory(pair->memory_size);
    struct core *core = core_init(memory, pair->memory_size, &pair->config);
    bool fits = core_regions_restore(core, sizes, count, to);
    for (uint32_t i = 0; fits && i < count; i++) memcpy(to[i].bytes, from[i].bytes, sizes[i]);
    struct hash128 old_hash = core_hash(pair->core);
    struct hash128 new_hash = core_hash(core);
    free(pair->memory);
    pair->memory = memory;
    pair->core = core;
    if (!fits) return differ(difference, 3, "core_regions_restore refuses its own sizes");
    if (old_hash.low != new_hash.low || old_hash.high != new_hash.high)
        return differ(difference, 4, "the state hash of the restored core differs");
    return true;
}

bool pair_change_core(struct pair *pair, struct difference *difference)
{
    memset(difference, 0, sizeof *difference);
    return run_guarded(pair, difference, change_core);
}
