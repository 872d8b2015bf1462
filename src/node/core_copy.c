/* SPDX-License-Identifier: Apache-2.0 */
/*
 * core_copy.c - see core_copy.h.
 */
#include "node/core_copy.h"

#include <stdlib.h>
#include <string.h>

#define EVENTS_ROOM 65536u
#define CORE_ALIGN  64u

static bool copy_regions(struct core_copy *copy, const struct core *core)
{
    struct core_region from[CORE_REGIONS_MAX];
    struct core_region to[CORE_REGIONS_MAX];
    size_t sizes[CORE_REGIONS_MAX];
    uint32_t count = core_regions(core, from);
    for (uint32_t i = 0; i < count; i++) sizes[i] = from[i].size;
    if (!core_regions_restore(copy->core, sizes, count, to)) return false;
    for (uint32_t i = 0; i < count; i++) memcpy(to[i].bytes, from[i].bytes, from[i].size);
    return true;
}

bool core_copy_open(struct core_copy *copy, const struct core_config *capacities,
                    const struct core *core)
{
    size_t size = (core_size(capacities) + CORE_ALIGN - 1) / CORE_ALIGN * CORE_ALIGN;
    *copy = (struct core_copy){.memory = aligned_alloc(CORE_ALIGN, size),
                               .list = calloc(EVENTS_ROOM, sizeof *copy->list)};
    if (copy->memory != NULL && copy->list != NULL) {
        memset(copy->memory, 0, size);
        copy->core = core_init(copy->memory, size, capacities);
        if (copy_regions(copy, core)) return true;
    }
    core_copy_close(copy);
    return false;
}

void core_copy_close(struct core_copy *copy)
{
    free(copy->memory);
    free(copy->list);
    *copy = (struct core_copy){0};
}

/* Of a command with more events than there is room for, the last ones are not looked at. */
static void pass_over(void *context, const struct event *list, uint32_t count)
{
    (void)context;
    (void)list;
    (void)count;
}

uint32_t core_copy_try(struct core_copy *copy, struct command *command, const struct event **events)
{
    struct events room = {.list = copy->list, .capacity = EVENTS_ROOM, .drain = pass_over};
    command->sequence = core_sequence(copy->core) + 1;
    command->time_ns = core_time_ns(copy->core);
    (void)core_step(copy->core, command, &room);
    *events = copy->list;
    return room.count;
}
