/* SPDX-License-Identifier: Apache-2.0 */
/*
 * abi_recorder.c - see abi_recorder.h.
 */
#include "abi_recorder.h"

#include "base/check.h"

static void *recorder_create(uint32_t capacity)
{
    (void)capacity;
    return NULL;
}

static int recorder_push(void *sink, const struct abi_report *report)
{
    struct abi_recorder *recorder = sink;
    if (recorder->refused < recorder->refuses) {
        recorder->refused++;
        return 0;
    }
    ASSERT(recorder->count < ABI_RECORDER_MAX);
    recorder->refused = 0;
    recorder->reports[recorder->count++] = *report;
    return 1;
}

static uint32_t recorder_drain(void *sink, struct abi_report *out, uint32_t max)
{
    (void)sink;
    (void)out;
    (void)max;
    return 0;
}

static void recorder_end(void *sink)
{
    (void)sink;
}

const struct abi_transport *abi_recorder_transport(void)
{
    static const struct abi_transport transport = {
        .create = recorder_create,
        .push = recorder_push,
        .drain = recorder_drain,
        .flush = recorder_end,
        .destroy = recorder_end,
    };
    return &transport;
}

void abi_recorder_start(struct abi_recorder *recorder, uint32_t refuses)
{
    recorder->count = 0;
    recorder->refuses = refuses;
    recorder->refused = 0;
}
