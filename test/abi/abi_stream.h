/* SPDX-License-Identifier: Apache-2.0 */
/*
 * abi_stream.h - random messages for comparing two engines.
 *
 * Role       Messages that are legal by abi.h and as awkward as their shape allows: ids that come
 *            again, stale cancels, modifies across the book, prices in a narrow band or anywhere.
 *            The stream hears what the reference reports, so that it never repeats a live id.
 */
#ifndef PERPETUA_TEST_ABI_STREAM_H
#define PERPETUA_TEST_ABI_STREAM_H

#include "abi.h"
#include "base/random.h"

#define ABI_STREAM_IDS 400u

struct abi_shape {
    const char *row;
    int64_t centre;
    int64_t spread;      /* prices lie this far around the centre */
    int64_t jump_ticks;  /* the centre jumps by up to so much in one message of a hundred */
    uint32_t far_chance; /* of a thousand prices, so many are any number at all */
    uint64_t id_stride;  /* between two ids */
};

struct abi_stream {
    const struct abi_shape *shape;
    struct random random;
    int64_t centre;
    uint64_t sequence;
    uint32_t open[ABI_STREAM_IDS]; /* quantity; 0: the id is free */
};

void abi_stream_start(struct abi_stream *stream, const struct abi_shape *shape, uint64_t seed);

struct abi_message abi_stream_next(struct abi_stream *stream);

/* Every report that the last message caused, in order. */
void abi_stream_hear(struct abi_stream *stream, const struct abi_report *report);

#endif
