/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scenario_world.c - names, and the way of a command to the venue and back.
 *
 * Role       See scenario_world.h.
 * Invariant  Every command of a scenario goes through world_send, which checks what holds for all:
 *            numbering of events (R-TIME-3), the venue's audit, the runner's own books.
 */
#include "sim/scenario_world.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/int_math.h"
#include "model/event_text.h"

struct scenario_world *world_open(const struct scenario_engine *engine,
                                  struct scenario_transcript *transcript)
{
    struct scenario_world *world = calloc(1, sizeof *world);
    if (world == NULL) abort();
    world->engine = engine;
    world->transcript = transcript;
    world->config = core_config_small();
    world->time_ns = WORLD_START_NS;
    (void)world_add(world, NAME_PRODUCT, "venue", 0);
    return world;
}

void world_close(struct scenario_world *world)
{
    if (world->venue != NULL) world->engine->close(world->venue);
    free(world->events.list);
    free(world);
}

bool world_fail(struct scenario_world *world, const char *format, ...)
{
    if (world->error[0] != '\0') return false; /* The first thing that is wrong is the cause. */
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(world->error, sizeof world->error, format, arguments);
    va_end(arguments);
    return false;
}

bool world_find(const struct scenario_world *world, enum name_kind kind, const char *name,
                uint64_t *id)
{
    const struct world_names *names = &world->names[kind];
    for (uint32_t i = 0; i < names->count; i++) {
        if (strcmp(names->list[i], name) == 0) {
            *id = names->ids[i];
            return true;
        }
    }
    return false;
}

const char *world_name(const struct scenario_world *world, enum name_kind kind, uint64_t id)
{
    const struct world_names *names = &world->names[kind];
    for (uint32_t i = 0; i < names->count; i++) {
        if (names->ids[i] == id) return names->list[i];
    }
    return NULL;
}

bool world_add(struct scenario_world *world, enum name_kind kind, const char *name, uint64_t id)
{
    struct world_names *names = &world->names[kind];
    uint64_t known;
    if (strlen(name) >= WORLD_NAME_SIZE) return world_fail(world, "the name %s is too long", name);
    if (world_find(world, kind, name, &known)) return world_fail(world, "%s exists already", name);
    if (names->count == WORLD_NAMES_MAX) return world_fail(world, "too many names");
    (void)snprintf(names->list[names->count], WORLD_NAME_SIZE, "%s", name);
    names->ids[names->count] = id;
    names->count++;
    return true;
}

bool world_find_or_add(struct scenario_world *world, enum name_kind kind, const char *name,
                       uint64_t *id)
{
    if (name[0] == '\0') return world_fail(world, "a name is missing");
    if (world_find(world, kind, name, id)) return true;
    /* Products have the venue as their number 0 in the list already. */
    uint32_t count = world->names[kind].count;
    *id = kind == NAME_PRODUCT ? count : count + 1;
    return world_add(world, kind, name, *id);
}

static const char *find_name(const void *context, enum name_kind kind, uint64_t id)
{
    return world_name(context, kind, id);
}

static struct text_digits find_digits(const void *context, uint16_t product_id)
{
    const struct scenario_world *world = context;
    if (product_id >= PRODUCTS_MAX) return (struct text_digits){0};
    const struct product_terms *terms = &world->terms[product_id];
    return (struct text_digits){terms->decimals_price, terms->decimals_qty};
}

struct text_names world_text_names(const struct scenario_world *world)
{
    return (struct text_names){find_name, find_digits, world};
}

static void transcript_add(struct scenario_transcript *transcript, const char *text)
{
    size_t size = strlen(text);
    if (transcript->size + size + 2 > transcript->capacity) {
        size_t capacity = 2 * (transcript->size + size + 2);
        char *grown = realloc(transcript->text, capacity);
        if (grown == NULL) abort();
        transcript->text = grown;
        transcript->capacity = capacity;
    }
    memcpy(transcript->text + transcript->size, text, size);
    transcript->size += size;
    transcript->text[transcript->size++] = '\n';
    transcript->text[transcript->size] = '\0';
}

/* The sentence of a reject can name an order by its number, which engines choose freely. */
static void note_event(struct scenario_world *world, const struct event *event)
{
    char text[EVENT_TEXT_SIZE];
    struct text_names names = world_text_names(world);
    (void)event_text(text, sizeof text, event, &names);
    char *sentence = strstr(text, "  says ");
    if (sentence != NULL) *sentence = '\0';
    transcript_add(world->transcript, text);
}

static bool is_entry(uint16_t kind)
{
    return kind == EVENT_ORDER_ACCEPTED || kind == EVENT_ORDER_ARMED || kind == EVENT_ORDER_HELD;
}

/* The venue's own orders, from the event that announces them (R-LIQ-6): slice1, slice2, ... */
static bool name_slice(struct scenario_world *world, uint64_t order_id)
{
    char name[WORLD_NAME_SIZE];
    (void)snprintf(name, sizeof name, "slice%u", ++world->slice_count);
    return world_add(world, NAME_ORDER, name, order_id);
}

/* The orders that a command enters get its labels, in order; an account that it opens its name. */
static bool learn_names(struct scenario_world *world, const struct command *command, uint32_t first)
{
    uint32_t label = 0;
    for (uint32_t i = first; i < world->events.count; i++) {
        const struct event *event = &world->events.list[i];
        const char *known =
            is_entry(event->kind) ? world_name(world, NAME_ORDER, event->order.order_id) : NULL;
        if (event->kind == EVENT_LIQUIDATION) {
            if (!name_slice(world, event->liquidation.order_id)) return false;
        }
        if (is_entry(event->kind) && known == NULL) {
            if (label == world->label_count) return world_fail(world, "an order has no label");
            const char *name = world->labels[label++];
            if (!world_add(world, NAME_ORDER, name, event->order.order_id)) return false;
        }
        if (event->kind == EVENT_ACCOUNT && command->kind == COMMAND_ACCOUNT_OPEN) {
            if (!world_add(world, NAME_ACCOUNT, world->account_label, event->account_id)) {
                return false;
            }
        }
    }
    return true;
}

/* R-TIME-1, R-TIME-3. */
static bool check_numbering(struct scenario_world *world, const struct command *command,
                            const struct event *event, uint32_t index)
{
    if (event->sequence != command->sequence) return world_fail(world, "wrong sequence");
    if (event->index != index) {
        return world_fail(world, "event %u has number %u", index, event->index);
    }
    if (event->time_ns != world->latest_ns) return world_fail(world, "an event of another time");
    return true;
}

bool world_send(struct scenario_world *world, struct command *command)
{
    if (world->venue == NULL) world->venue = world->engine->open(&world->config);
    uint32_t first = world->events.count;
    command->sequence = ++world->sequence;
    int64_t time_ns = i64_min(command->time_ns, TIME_NS_MAX);
    world->latest_ns = i64_max(world->latest_ns, time_ns);
    world->engine->step(world->venue, command, &world->events);
    world->engine->audit(world->venue);
    if (world->observer.command != NULL) {
        world->observer.command(world->observer.context, command, world->events.list + first,
                                world->events.count - first);
    }

    if (!learn_names(world, command, first)) return false;
    for (uint32_t i = first; i < world->events.count; i++) {
        const struct event *event = &world->events.list[i];
        note_event(world, event);
        if (!check_numbering(world, command, event, i - first)) return false;
        if (!books_apply(world, event, i == first ? NULL : event - 1)) return false;
    }
    return books_audit(world);
}
