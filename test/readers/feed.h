/* SPDX-License-Identifier: Apache-2.0 */
/*
 * feed.h - a core that works a random stream, command by command, for tests of readers of events.
 *
 * Role       Gives each command with all its events, and the core to compare with.
 */
#ifndef PERPETUA_TEST_READERS_FEED_H
#define PERPETUA_TEST_READERS_FEED_H

#include <stdlib.h>

#include "base/expect.h"
#include "core/core.h"
#include "sim/stream.h"

struct feed {
    struct core_config config;
    void *memory;
    struct core *core;
    struct stream *stream;
    struct command command;
    struct event *list; /* of the command */
    uint32_t count;
    uint32_t capacity;
    struct event part[64];
};

static inline void feed_drain(void *context, const struct event *list, uint32_t count)
{
    struct feed *feed = context;
    if (feed->count + count > feed->capacity) {
        feed->capacity = (feed->count + count) * 2;
        feed->list = realloc(feed->list, sizeof *feed->list * feed->capacity);
        assert_non_null(feed->list);
    }
    memcpy(feed->list + feed->count, list, sizeof *list * count);
    feed->count += count;
}

static inline void feed_open(struct feed *feed, uint64_t seed, uint32_t products, uint32_t parts)
{
    memset(feed, 0, sizeof *feed);
    feed->config = stream_config(seed);
    size_t size = core_size(&feed->config);
    feed->memory = aligned_alloc(64, (size + 63) / 64 * 64);
    assert_non_null(feed->memory);
    memset(feed->memory, 0, size);
    feed->core = core_init(feed->memory, size, &feed->config);
    feed->stream = stream_create(seed, products, parts);
}

static inline void feed_step(struct feed *feed)
{
    struct events events = {.list = feed->part,
                            .capacity = sizeof feed->part / sizeof feed->part[0],
                            .drain = feed_drain,
                            .context = feed};
    feed->count = 0;
    stream_next(feed->stream, &feed->command);
    (void)core_step(feed->core, &feed->command, &events);
    if (events.count > 0) feed_drain(feed, events.list, events.count);
    stream_learn(feed->stream, feed->list, feed->count);
}

static inline void feed_close(struct feed *feed)
{
    stream_destroy(feed->stream);
    free(feed->list);
    free(feed->memory);
}

#endif
