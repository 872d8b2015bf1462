/* SPDX-License-Identifier: Apache-2.0 */
/*
 * abi_engine.h - an engine loaded from a shared library.
 *
 * Role       Finds the functions of abi.h in a library, each library in a name space of its own, so
 *            that several engines can be used by one process.
 */
#ifndef PERPETUA_BENCH_ABI_ENGINE_H
#define PERPETUA_BENCH_ABI_ENGINE_H

#include <stdbool.h>

#include "abi.h"

struct abi_engine {
    const char *name; /* the library's file name, without its folder and ending */
    char name_text[64];
    void *library;
    void (*init)(uint64_t seed, const struct abi_transport *transport, void *sink);
    void (*shutdown)(void);
    void (*on_new_order)(const struct abi_new *order);
    void (*on_cancel)(const struct abi_cancel *cancel);
    void (*on_modify)(const struct abi_modify *modify);
    void (*flush)(void);
    int64_t (*query_best_bid)(void);
    int64_t (*query_best_ask)(void);
    uint64_t (*query_depth_at)(int64_t price_ticks, uint8_t side);
    void (*on_batch)(const struct abi_message *messages, uint32_t count); /* or NULL */
    const struct abi_transport *transport; /* its own, or that of abi_ring.h */
};

/* False, and a line on standard error, if the library or one of its functions is missing. */
bool abi_engine_open(struct abi_engine *engine, const char *path);
void abi_engine_close(struct abi_engine *engine);

/* Hands one message over. */
static inline void abi_engine_give(const struct abi_engine *engine,
                                   const struct abi_message *message)
{
    switch (message->type) {
    case ABI_NEW: engine->on_new_order(&message->order); break;
    case ABI_CANCEL: engine->on_cancel(&message->cancel); break;
    default: engine->on_modify(&message->modify); break;
    }
}

#endif
