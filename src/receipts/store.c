/* SPDX-License-Identifier: Apache-2.0 */
/*
 * store.c - see store.h.
 *
 * Role   See store.h.
 */
#include "receipts/store.h"

#include <stdlib.h>
#include <string.h>

#include "base/int_math.h"
#include "keep/keep.h"

enum shelf { SHELF_PRICES, SHELF_RATES, SHELF_ACCOUNTS };

#define NEWEST_ROOM_FIRST 256u

bool store_init(struct store *store, size_t room)
{
    bool is_good = true;
    memset(store, 0, sizeof *store);
    for (uint32_t i = 0; i < STORE_SHELVES; i++) {
        struct store_shelf *shelf = &store->shelves[i];
        shelf->entries = calloc(STORE_SHELF_ENTRIES, sizeof *shelf->entries);
        shelf->room = i == SHELF_ACCOUNTS ? room / 2 : room / 4;
        is_good = is_good && shelf->entries != NULL;
    }
    return is_good;
}

static struct store_entry *entry_at(const struct store_shelf *shelf, uint32_t place)
{
    return &shelf->entries[place % STORE_SHELF_ENTRIES];
}

static void forget_oldest(struct store_shelf *shelf)
{
    struct store_entry *entry = entry_at(shelf, shelf->first++);
    shelf->size -= entry->size;
    shelf->forgotten = u64_max(shelf->forgotten, entry->key.sequence);
    free(entry->text);
    entry->text = NULL;
}

void store_release(struct store *store)
{
    for (uint32_t i = 0; i < STORE_SHELVES; i++) {
        struct store_shelf *shelf = &store->shelves[i];
        while (shelf->first != shelf->end) forget_oldest(shelf);
        free(shelf->entries);
        shelf->entries = NULL;
    }
    free(store->newest);
    store->newest = NULL;
}

struct store_key store_key_of(const struct event *event)
{
    return (struct store_key){
        .sequence = event->sequence,
        .event_index = event->index,
        .account_id = explain_owner(event),
        .product_id = event->product_id,
        .subject = (uint8_t)explain_subject_of(event),
        .is_primary = event->kind != EVENT_FUND && event->kind != EVENT_POSITION_MOVED,
    };
}

bool store_fits(const struct store_wish *wish, const struct store_key *key)
{
    bool is_newest = wish->sequence == 0;
    bool is_own = key->account_id == wish->account_id;
    bool is_public = key->account_id == EXPLAIN_EVERYBODY && !is_newest;
    if (key->account_id == EXPLAIN_VENUE_ONLY || (!is_own && !is_public)) return false;
    if (key->subject != wish->subject) return false;
    if (wish->product_id != 0 && wish->product_id != key->product_id) return false;
    if (is_newest) return key->is_primary;
    return wish->sequence == key->sequence &&
           (wish->event_index == EXPLAIN_ANY_INDEX || wish->event_index == key->event_index);
}

static enum shelf shelf_of(const struct store_key *key)
{
    if (key->account_id != EXPLAIN_EVERYBODY) return SHELF_ACCOUNTS;
    return key->subject == EXPLAIN_FUNDING ? SHELF_RATES : SHELF_PRICES;
}

static void note_newest(struct store *store, const struct store_key *key)
{
    uint32_t id = key->account_id;
    if (id == EXPLAIN_EVERYBODY || !key->is_primary) return;
    if (id >= store->newest_room) {
        uint32_t room = u32_max(store->newest_room, NEWEST_ROOM_FIRST);
        while (room <= id) room *= 2;
        struct store_newest *newest = realloc(store->newest, room * sizeof *newest);
        if (newest == NULL) return;
        memset(newest + store->newest_room, 0, (room - store->newest_room) * sizeof *newest);
        store->newest = newest;
        store->newest_room = room;
    }
    struct store_newest *newest = &store->newest[id];
    if (newest->of[key->subject].sequence > key->sequence) return;
    newest->of[key->subject].sequence = key->sequence;
    newest->of[key->subject].event_index = key->event_index;
}

void store_put(struct store *store, const struct store_key *key, const char *text, size_t size)
{
    struct store_shelf *shelf = &store->shelves[shelf_of(key)];
    if (key->account_id == EXPLAIN_VENUE_ONLY) return;
    note_newest(store, key);
    char *copy = size > shelf->room || size > UINT32_MAX ? NULL : malloc(size);
    if (copy == NULL) {
        shelf->forgotten = u64_max(shelf->forgotten, key->sequence);
        return;
    }
    memcpy(copy, text, size);
    while (shelf->end - shelf->first == STORE_SHELF_ENTRIES || shelf->size + size > shelf->room) {
        forget_oldest(shelf);
    }
    shelf->size += size;
    *entry_at(shelf, shelf->end++) = (struct store_entry){*key, copy, (uint32_t)size};
}

void store_note(struct store *store, const struct store_key *key)
{
    struct store_shelf *shelf = &store->shelves[shelf_of(key)];
    if (key->account_id == EXPLAIN_VENUE_ONLY) return;
    note_newest(store, key);
    shelf->forgotten = u64_max(shelf->forgotten, key->sequence);
}

/* The newest that fits; of those of one command the first. */
static const struct store_entry *find_on(const struct store_shelf *shelf,
                                         const struct store_wish *wish)
{
    const struct store_entry *found = NULL;
    for (uint32_t place = shelf->end; place != shelf->first; place--) {
        const struct store_entry *entry = entry_at(shelf, place - 1);
        if (!store_fits(wish, &entry->key)) continue;
        if (wish->sequence == 0) return entry;
        found = entry;
    }
    return found;
}

const struct store_entry *store_find(const struct store *store, const struct store_wish *wish)
{
    const struct store_entry *found = NULL;
    for (uint32_t i = 0; i < STORE_SHELVES && found == NULL; i++) {
        found = find_on(&store->shelves[STORE_SHELVES - 1 - i], wish);
    }
    return found;
}

bool store_newest(const struct store *store, struct store_wish *wish)
{
    bool is_asked = wish->sequence == 0 && wish->account_id != EXPLAIN_EVERYBODY;
    if (!is_asked || wish->account_id >= store->newest_room) return false;
    const struct store_newest *newest = &store->newest[wish->account_id];
    wish->sequence = newest->of[wish->subject].sequence;
    wish->event_index = newest->of[wish->subject].event_index;
    return wish->sequence != 0;
}

bool store_has_forgotten(const struct store *store, uint64_t sequence)
{
    for (uint32_t i = 0; i < STORE_SHELVES; i++) {
        if (store->shelves[i].forgotten >= sequence) return true;
    }
    return false;
}

size_t store_size(const struct store *store)
{
    size_t size = 0;
    for (uint32_t i = 0; i < STORE_SHELVES; i++) size += store->shelves[i].size;
    return size;
}

/* --- keeping ---------------------------------------------------------------------------------- */

/* Loading puts a copy into the store, which forgets what has no room. */
static void entry_keep(struct store *store, const struct store_entry *kept, struct keep *keep)
{
    struct store_entry entry = {.size = 0};
    if (kept != NULL) entry = *kept;
    keep_bytes(keep, &entry.key, sizeof entry.key);
    keep_bytes(keep, &entry.size, sizeof entry.size);
    if (!keep_thing(keep, &entry.text, entry.size)) return;
    keep_bytes(keep, entry.text, entry.size);
    if (!keep->is_loading) return;
    if (keep->is_good) store_put(store, &entry.key, entry.text, entry.size);
    free(entry.text);
}

void store_keep(struct store *store, struct keep *keep)
{
    const struct keep_list newest[] = {KEEP_LIST(store->newest, store->newest_room)};
    for (uint32_t i = 0; i < STORE_SHELVES; i++) {
        struct store_shelf *shelf = &store->shelves[i];
        uint32_t first = shelf->first;
        uint32_t count = shelf->end - first;
        uint64_t forgotten = shelf->forgotten;
        keep_bytes(keep, &count, sizeof count);
        keep_bytes(keep, &forgotten, sizeof forgotten);
        for (uint32_t place = 0; keep->is_good && place < count; place++) {
            entry_keep(store, keep->is_loading ? NULL : entry_at(shelf, first + place), keep);
        }
        if (keep->is_loading) shelf->forgotten = u64_max(shelf->forgotten, forgotten);
    }
    keep_struct(keep, &store->newest_room, sizeof store->newest_room, newest, 1);
}
