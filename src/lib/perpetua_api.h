/* SPDX-License-Identifier: Apache-2.0 */
/*
 * perpetua_api.h - the functions of libperpetua.
 *
 * Role       What a program outside this project calls; the last part of perpetua.h.
 * Ownership  Nothing that a caller passes is kept after the call, except the memory of a venue.
 *            Texts that are returned belong to the library and are never freed.
 * Errors     What the rules forbid is an EVENT_REJECTED.  What the caller can get wrong elsewhere
 *            gives NULL, false or 0, as each function says.  A broken precondition of
 *            perpetua_step, or a broken invariant, prints where and aborts the process.
 * Threads    A venue is used by one thread at a time.  Different venues share nothing.
 * Units      Prices in ticks, quantities in lots, money in micros (a millionth of a dollar), marks
 *            and index prices in ten-thousandths of a tick, time in nanoseconds since 1970 UTC.
 */
#ifndef PERPETUA_LIB_PERPETUA_API_H
#define PERPETUA_LIB_PERPETUA_API_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/core.h"
#include "model/command.h"
#include "model/event.h"

#define PERPETUA_VERSION "0.1.0"

/* Room for any text of perpetua_event_text and perpetua_reject_text, terminating zero included. */
#define PERPETUA_TEXT_SIZE 1536

/* Alignment in bytes of the memory that perpetua_open takes. */
#define PERPETUA_ALIGNMENT 64

/* --- a venue ---------------------------------------------------------------------------------- */

struct core;

/* Version of the library that is loaded, "major.minor.patch"; PERPETUA_VERSION is the header's. */
const char *perpetua_version(void);

/* Capacities to begin with.  Small: 65,536 orders in 12 MiB.  Large: a million accounts and four
 * million orders in under 4 GiB.  Fields may be changed before the venue is opened. */
struct core_config perpetua_config_small(void);
struct core_config perpetua_config_large(void);

/* NULL if the capacities are legal, else the name of the first member that is not. */
const char *perpetua_config_fault(const struct core_config *config);

/* Bytes that perpetua_open needs; 0 if the capacities are not legal. */
size_t perpetua_size(const struct core_config *config);

/*
 * Makes an empty venue in the caller's memory: zeroed, aligned to PERPETUA_ALIGNMENT, at least
 * perpetua_size bytes, and left alone as long as the venue is used.  It may not be moved.  The
 * venue holds nothing else and ends when the caller frees the memory.  `config` is copied.
 * Returns NULL if the capacities are not legal, or the memory is too small or not aligned.
 */
struct core *perpetua_open(void *memory, size_t size, const struct core_config *config);

/*
 * The same in memory of the library's own.  NULL if the capacities are not legal or there is no
 * memory.  perpetua_destroy frees what perpetua_create returned, and nothing else; NULL is allowed.
 */
struct core *perpetua_create(const struct core_config *config);
void perpetua_destroy(struct core *venue);

/* --- the exchange ----------------------------------------------------------------------------- */

/*
 * Works one command and fills `events` with what it caused, in order.  Returns how many events that
 * were, those that were drained included.
 *
 * command->sequence must be perpetua_sequence + 1; every member that the kind does not use is zero.
 * An actor_id of 0 is the venue itself, which may do everything.  command->time_ns should not go
 * back: a time before perpetua_time_ns counts as that time.  The command may be freed afterwards.
 *
 * `events` and its list are the caller's: set list, capacity (at least 1), drain and context first.
 * When the list is full, drain is called with it; what is left stands in list[0..count).  A command
 * may cause any number of events, so drain may be NULL only where the list is long enough.  Calling
 * the venue from drain is not allowed.
 */
uint32_t perpetua_step(struct core *venue, const struct command *command, struct events *events);

/* Sequence of the last command stepped; 0 before the first. */
uint64_t perpetua_sequence(const struct core *venue);

/* The latest time of any command, 0 before the first. */
int64_t perpetua_time_ns(const struct core *venue);

/*
 * Hash of the whole state: within one version of the library, two venues have the same hash exactly
 * if they are in the same state (but for chance: it has 128 bits).  Reads all memory in use.
 */
struct hash128 perpetua_hash(const struct core *venue);

/* Walks the whole state and aborts the process at the first broken invariant. */
void perpetua_audit(const struct core *venue);

/* --- looking at it: none of these changes the venue ------------------------------------------- */

/*
 * Best price levels of one side, best first, into the caller's `levels`.  Returns how many were
 * written, at most `max`; 0 for a product or side that does not exist.
 */
uint32_t perpetua_depth(const struct core *venue, uint16_t product_id, enum side side,
                        struct depth_level *levels, uint32_t max);

/* The same for single orders: ids in priority, the first to trade first. */
uint32_t perpetua_queue(const struct core *venue, uint16_t product_id, enum side side,
                        uint64_t *order_ids, uint32_t max);

/* Each of these fills the caller's `view`; false, and the view unchanged, if there is none: no live
 * order of this id, no such account, no position (the account never had an order in the product),
 * no such product. */
bool perpetua_order(const struct core *venue, uint64_t order_id, struct order_view *view);
bool perpetua_account(const struct core *venue, uint32_t account_id, struct account_view *view);
bool perpetua_position(const struct core *venue, uint32_t account_id, uint16_t product_id,
                       struct position_view *view);
bool perpetua_product(const struct core *venue, uint16_t product_id, struct product_view *view);

/* Balance of an entry of the ledger (enum ledger_entry, entry_clearing, entry_account); 0 for an
 * entry that does not exist. */
struct money perpetua_balance(const struct core *venue, uint32_t entry);

/* --- texts ------------------------------------------------------------------------------------ */

/* An event as one line without a line end: ids, ticks and lots as numbers, money in dollars.
 * Returns its length, or 0 and an empty text if `size` does not suffice. */
size_t perpetua_event_text(char *out, size_t size, const struct event *event);

/* The reason of an EVENT_REJECTED as a sentence with its values.  Returns its length, or 0 and an
 * empty text if `size` does not suffice or the event is of another kind. */
size_t perpetua_reject_text(char *out, size_t size, const struct event *event);

#endif
