/* SPDX-License-Identifier: Apache-2.0 */
/*
 * perpetua.c - libperpetua: the core with the arguments of strangers checked.
 */
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "core/core.h"
#include "model/event_text.h"
#include "model/reject_text.h"

/* The library is compiled with hidden symbols: it shows what this header declares, no more. */
#pragma GCC visibility push(default)
#include "lib/perpetua_api.h"
#pragma GCC visibility pop

static_assert(PERPETUA_TEXT_SIZE >= EVENT_TEXT_SIZE, "every event fits");
static_assert(PERPETUA_TEXT_SIZE >= REJECT_SENTENCE_SIZE, "every sentence fits");

const char *perpetua_version(void)
{
    return PERPETUA_VERSION;
}

struct core_config perpetua_config_small(void)
{
    return core_config_small();
}

struct core_config perpetua_config_large(void)
{
    return core_config_large();
}

const char *perpetua_config_fault(const struct core_config *config)
{
    return core_config_fault(config);
}

size_t perpetua_size(const struct core_config *config)
{
    return core_config_fault(config) == NULL ? core_size(config) : 0;
}

struct core *perpetua_open(void *memory, size_t size, const struct core_config *config)
{
    size_t needed = perpetua_size(config);
    if (memory == NULL || needed == 0 || size < needed) return NULL;
    if ((uintptr_t)memory % PERPETUA_ALIGNMENT != 0) return NULL;
    return core_init(memory, size, config);
}

/*
 * calloc leaves pages alone that were never written, where aligned_alloc with memset would touch
 * all of a large venue.  The block's own address stands just below the venue.
 */
struct core *perpetua_create(const struct core_config *config)
{
    size_t size = perpetua_size(config);
    if (size == 0) return NULL;
    unsigned char *block = calloc(1, size + 2 * PERPETUA_ALIGNMENT);
    if (block == NULL) return NULL;

    size_t past = (uintptr_t)block % PERPETUA_ALIGNMENT;
    unsigned char *memory = block + 2 * PERPETUA_ALIGNMENT - past;
    memcpy(memory - sizeof block, &block, sizeof block);
    struct core *venue = perpetua_open(memory, size, config);
    ASSERT((unsigned char *)venue == memory);
    return venue;
}

void perpetua_destroy(struct core *venue)
{
    if (venue == NULL) return;
    unsigned char *block;
    memcpy(&block, (unsigned char *)venue - sizeof block, sizeof block);
    free(block);
}

uint32_t perpetua_step(struct core *venue, const struct command *command, struct events *events)
{
    return core_step(venue, command, events);
}

uint64_t perpetua_sequence(const struct core *venue)
{
    return core_sequence(venue);
}

int64_t perpetua_time_ns(const struct core *venue)
{
    return core_time_ns(venue);
}

struct hash128 perpetua_hash(const struct core *venue)
{
    return core_hash(venue);
}

void perpetua_audit(const struct core *venue)
{
    core_audit(venue);
}

/* An enum of another program may hold any number. */
static bool side_exists(enum side side)
{
    return side == SIDE_BUY || side == SIDE_SELL;
}

uint32_t perpetua_depth(const struct core *venue, uint16_t product_id, enum side side,
                        struct depth_level *levels, uint32_t max)
{
    return side_exists(side) ? core_depth(venue, product_id, side, levels, max) : 0;
}

uint32_t perpetua_queue(const struct core *venue, uint16_t product_id, enum side side,
                        uint64_t *order_ids, uint32_t max)
{
    return side_exists(side) ? core_queue(venue, product_id, side, order_ids, max) : 0;
}

bool perpetua_order(const struct core *venue, uint64_t order_id, struct order_view *view)
{
    return core_order(venue, order_id, view);
}

bool perpetua_account(const struct core *venue, uint32_t account_id, struct account_view *view)
{
    return core_account(venue, account_id, view);
}

bool perpetua_position(const struct core *venue, uint32_t account_id, uint16_t product_id,
                       struct position_view *view)
{
    return core_position(venue, account_id, product_id, view);
}

bool perpetua_product(const struct core *venue, uint16_t product_id, struct product_view *view)
{
    return core_product(venue, product_id, view);
}

struct money perpetua_balance(const struct core *venue, uint32_t entry)
{
    return core_balance(venue, entry);
}

size_t perpetua_event_text(char *out, size_t size, const struct event *event)
{
    return event_text(out, size, event, NULL);
}

size_t perpetua_reject_text(char *out, size_t size, const struct event *event)
{
    if (event->kind == EVENT_REJECTED) return reject_sentence(out, size, &event->reject);
    if (size > 0) out[0] = '\0';
    return 0;
}
