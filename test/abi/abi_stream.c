/* SPDX-License-Identifier: Apache-2.0 */
/*
 * abi_stream.c - see abi_stream.h.
 */
#include "abi_stream.h"

void abi_stream_start(struct abi_stream *stream, const struct abi_shape *shape, uint64_t seed)
{
    *stream = (struct abi_stream){.shape = shape, .centre = shape->centre};
    random_seed(&stream->random, seed);
}

static uint64_t id_of(const struct abi_stream *stream, uint32_t index)
{
    return 1 + index * stream->shape->id_stride;
}

static uint32_t index_of(const struct abi_stream *stream, uint64_t id)
{
    return (uint32_t)((id - 1) / stream->shape->id_stride);
}

static int64_t price_draw(struct abi_stream *stream)
{
    const struct abi_shape *shape = stream->shape;
    struct random *random = &stream->random;
    if (random_chance(random, shape->far_chance, 1000)) {
        if (random_chance(random, 1, 4)) return random_chance(random, 1, 2) ? INT64_MIN : INT64_MAX;
        return (int64_t)random_u64(random);
    }
    if (shape->jump_ticks > 0 && random_chance(random, 1, 100)) {
        stream->centre += random_between(random, -shape->jump_ticks, shape->jump_ticks);
    }
    return stream->centre + random_between(random, -shape->spread, shape->spread);
}

static uint32_t quantity_draw(struct abi_stream *stream)
{
    if (random_chance(&stream->random, 1, 200)) return UINT32_MAX;
    uint64_t most = random_chance(&stream->random, 1, 20) ? 2000 : 20;
    return 1 + (uint32_t)random_below(&stream->random, most);
}

static struct abi_message make_new(struct abi_stream *stream, uint32_t index)
{
    struct random *random = &stream->random;
    stream->open[index] = 0;
    return (struct abi_message){.type = ABI_NEW,
                                .order = {.order_id = id_of(stream, index),
                                          .sequence_number = stream->sequence++,
                                          .price_ticks = price_draw(stream),
                                          .quantity = quantity_draw(stream),
                                          .side = random_chance(random, 1, 2),
                                          .ioc = random_chance(random, 1, 6)}};
}

static struct abi_message make_modify(struct abi_stream *stream, uint32_t index)
{
    uint32_t quantity = quantity_draw(stream);
    /* Its trades are taken off this; a modify that is rejected says so. */
    if (stream->open[index] > 0) stream->open[index] = quantity;
    return (struct abi_message){.type = ABI_MODIFY,
                                .modify = {.order_id = id_of(stream, index),
                                           .sequence_number = stream->sequence++,
                                           .new_price_ticks = price_draw(stream),
                                           .new_quantity = quantity}};
}

struct abi_message abi_stream_next(struct abi_stream *stream)
{
    struct random *random = &stream->random;
    uint32_t index = (uint32_t)random_below(random, ABI_STREAM_IDS);
    uint64_t draw = random_below(random, 100);
    /* A live id mostly gets a cancel or a modify, a free one mostly comes; the others are stale. */
    bool is_live = stream->open[index] > 0;
    if (!is_live && draw < 80) return make_new(stream, index);
    if (draw < 55) {
        return (struct abi_message){
            .type = ABI_CANCEL,
            .cancel = {.order_id = id_of(stream, index), .sequence_number = stream->sequence++}};
    }
    return make_modify(stream, index);
}

void abi_stream_hear(struct abi_stream *stream, const struct abi_report *report)
{
    uint32_t index = index_of(stream, report->order_id);
    switch (report->type) {
    case ABI_ORDER_ACK: stream->open[index] = report->quantity; break;
    case ABI_TRADE:
        stream->open[index_of(stream, report->maker_order_id)] -= report->quantity;
        stream->open[index] -= report->quantity;
        break;
    case ABI_CANCEL_ACK: stream->open[index] = 0; break;
    default: break;
    }
}
