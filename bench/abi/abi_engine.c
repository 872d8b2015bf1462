/* SPDX-License-Identifier: Apache-2.0 */
/*
 * abi_engine.c - see abi_engine.h.
 */
#include "abi_engine.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

#include "abi_ring.h"

/* The address of a function; POSIX lets its value be copied out of a pointer to data. */
static bool symbol_find(const struct abi_engine *engine, const char *symbol, void *place)
{
    void *address = dlsym(engine->library, symbol);
    memcpy(place, &address, sizeof address);
    return address != NULL;
}

static bool symbols_find(struct abi_engine *engine)
{
    const struct {
        const char *symbol;
        void *place;
    } needed[] = {
        {"engine_init", &engine->init},
        {"engine_shutdown", &engine->shutdown},
        {"engine_on_new_order", &engine->on_new_order},
        {"engine_on_cancel", &engine->on_cancel},
        {"engine_on_modify", &engine->on_modify},
        {"engine_flush", &engine->flush},
        {"engine_query_best_bid", &engine->query_best_bid},
        {"engine_query_best_ask", &engine->query_best_ask},
        {"engine_query_depth_at", &engine->query_depth_at},
    };
    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++) {
        if (symbol_find(engine, needed[i].symbol, needed[i].place)) continue;
        fprintf(stderr, "%s: has no function %s\n", engine->name, needed[i].symbol);
        return false;
    }
    const struct abi_transport *(*get_transport)(void);
    (void)symbol_find(engine, "engine_on_batch", &engine->on_batch);
    bool brings_transport = symbol_find(engine, "engine_get_transport", &get_transport);
    engine->transport = brings_transport ? get_transport() : abi_ring_transport();
    return true;
}

static void name_take(struct abi_engine *engine, const char *path)
{
    const char *slash = strrchr(path, '/');
    (void)snprintf(engine->name_text, sizeof engine->name_text, "%s",
                   slash == NULL ? path : slash + 1);
    char *ending = strstr(engine->name_text, ".so");
    if (ending != NULL) *ending = '\0';
    engine->name = engine->name_text;
}

bool abi_engine_open(struct abi_engine *engine, const char *path)
{
    *engine = (struct abi_engine){0};
    name_take(engine, path);
    engine->library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (engine->library == NULL) {
        fprintf(stderr, "%s: %s\n", path, dlerror());
        return false;
    }
    if (symbols_find(engine)) return true;
    abi_engine_close(engine);
    return false;
}

void abi_engine_close(struct abi_engine *engine)
{
    if (engine->library != NULL) (void)dlclose(engine->library);
    engine->library = NULL;
}
