/* SPDX-License-Identifier: Apache-2.0 */
/*
 * block_request.c - see block_request.h.
 *
 * A table of fixed size: a free place, or that of the oldest request that is ended and forgotten,
 * takes the next.  The file is written as a whole at each change; changes are as rare as blocks,
 * and the size of the table bounds what one costs.
 */
#include "gateway/block_request.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "gateway/json_file.h"
#include "os/os_file.h"

struct block_requests {
    char path[OS_PATH_SIZE_MAX];
    uint64_t number_last;
    struct block_request slots[BLOCK_REQUESTS_MAX];
};

/* --- finding ---------------------------------------------------------------------------------- */

static bool is_party(const struct block_request *request, uint32_t account_id)
{
    return request->sides[BLOCK_MAKER].account_id == account_id ||
           request->sides[BLOCK_TAKER].account_id == account_id;
}

struct block_request *block_request_of_consent(struct block_requests *requests, uint64_t consent_id)
{
    for (uint32_t i = 0; i < BLOCK_REQUESTS_MAX; i++) {
        struct block_request *slot = &requests->slots[i];
        if (slot->phase != BLOCK_FREE && slot->consent_id == consent_id) return slot;
    }
    return NULL;
}

struct block_request *block_request_find(struct block_requests *requests,
                                         const struct block_key *key)
{
    struct block_request *found = NULL;
    ASSERT(key->role < BLOCK_SIDES);
    for (uint32_t i = 0; i < BLOCK_REQUESTS_MAX; i++) {
        struct block_request *slot = &requests->slots[i];
        bool is_it = slot->phase != BLOCK_FREE && slot->timestamp_ms == key->timestamp_ms &&
                     slot->sides[key->role].account_id == key->account_id &&
                     strcmp(slot->nonce, key->nonce) == 0;
        if (is_it && (found == NULL || found->number < slot->number)) found = slot;
    }
    return found;
}

const struct block_request *block_request_before(const struct block_requests *requests,
                                                 uint32_t account_id, uint64_t number)
{
    const struct block_request *found = NULL;
    for (uint32_t i = 0; i < BLOCK_REQUESTS_MAX; i++) {
        const struct block_request *slot = &requests->slots[i];
        bool is_one = slot->phase != BLOCK_FREE && is_party(slot, account_id) &&
                      (number == 0 || slot->number < number);
        if (is_one && (found == NULL || found->number < slot->number)) found = slot;
    }
    return found;
}

/* --- adding ----------------------------------------------------------------------------------- */

static bool is_known(const struct block_request *slot, int64_t now_ns)
{
    if (slot->phase == BLOCK_FREE) return false;
    return slot->phase != BLOCK_ENDED || slot->known_until_ns >= now_ns;
}

static bool account_is_full(const struct block_requests *requests, uint32_t account_id,
                            int64_t now_ns)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < BLOCK_REQUESTS_MAX; i++) {
        const struct block_request *slot = &requests->slots[i];
        if (is_known(slot, now_ns) && is_party(slot, account_id)) count++;
    }
    return count >= BLOCK_REQUESTS_ACCOUNT_MAX;
}

/* NULL: all are known. */
static struct block_request *place_of(struct block_requests *requests, int64_t now_ns)
{
    struct block_request *place = NULL;
    for (uint32_t i = 0; i < BLOCK_REQUESTS_MAX; i++) {
        struct block_request *slot = &requests->slots[i];
        if (slot->phase == BLOCK_FREE) return slot;
        if (is_known(slot, now_ns)) continue;
        if (place == NULL || slot->number < place->number) place = slot;
    }
    return place;
}

enum block_added block_request_add(struct block_requests *requests,
                                   const struct block_request *request, int64_t now_ns,
                                   struct block_request **added)
{
    *added = NULL;
    for (size_t role = 0; role < BLOCK_SIDES; role++) {
        if (account_is_full(requests, request->sides[role].account_id, now_ns)) {
            return BLOCK_ACCOUNT_FULL;
        }
    }
    struct block_request *place = place_of(requests, now_ns);
    if (place == NULL) return BLOCK_FULL;
    *place = *request;
    place->number = ++requests->number_last;
    place->phase = BLOCK_WAITS;
    *added = place;
    return BLOCK_ADDED;
}

void block_request_drop(struct block_request *request)
{
    *request = (struct block_request){0};
}

/* --- what happens to one ---------------------------------------------------------------------- */

static void set_state(struct block_side *side, enum block_state state, int64_t now_ns)
{
    side->state = (uint8_t)state;
    side->state_ns = now_ns;
}

static void end(struct block_request *request, const char *reason)
{
    ASSERT(request->phase == BLOCK_WAITS || request->phase == BLOCK_SUBMITTED);
    request->phase = BLOCK_ENDED;
    (void)snprintf(request->reason, sizeof request->reason, "%s", reason);
}

void block_request_accept(struct block_request *request, uint8_t role, int64_t now_ns)
{
    ASSERT(request->phase == BLOCK_WAITS);
    ASSERT(role < BLOCK_SIDES && request->sides[role].state == BLOCK_INITIAL);
    set_state(&request->sides[role], BLOCK_ACCEPTED, now_ns);
    bool is_agreed = request->sides[BLOCK_MAKER].state == BLOCK_ACCEPTED &&
                     request->sides[BLOCK_TAKER].state == BLOCK_ACCEPTED;
    if (is_agreed) request->phase = BLOCK_SUBMITTED;
}

void block_request_reject(struct block_request *request, uint8_t role, int64_t now_ns,
                          const char *reason)
{
    ASSERT(request->phase == BLOCK_WAITS);
    ASSERT(role < BLOCK_SIDES);
    set_state(&request->sides[role], BLOCK_REJECTED, now_ns);
    end(request, reason);
}

void block_request_execute(struct block_request *request, uint64_t block_id, int64_t now_ns)
{
    ASSERT(request->phase == BLOCK_SUBMITTED);
    ASSERT(block_id != 0);
    for (size_t role = 0; role < BLOCK_SIDES; role++) {
        set_state(&request->sides[role], BLOCK_EXECUTED, now_ns);
    }
    request->block_id = block_id;
    end(request, "");
}

void block_request_refuse(struct block_request *request, const char *reason, int64_t now_ns)
{
    for (size_t role = 0; role < BLOCK_SIDES; role++) {
        set_state(&request->sides[role], BLOCK_REJECTED, now_ns);
    }
    end(request, reason);
}

struct block_request *block_request_expire(struct block_requests *requests, int64_t now_ns)
{
    for (uint32_t i = 0; i < BLOCK_REQUESTS_MAX; i++) {
        struct block_request *slot = &requests->slots[i];
        if (slot->phase != BLOCK_WAITS || slot->expires_ns >= now_ns) continue;
        for (size_t role = 0; role < BLOCK_SIDES; role++) {
            bool is_late = slot->sides[role].state == BLOCK_INITIAL;
            if (is_late) set_state(&slot->sides[role], BLOCK_REJECTED, now_ns);
        }
        end(slot, "has expired: nobody approved it in time");
        return slot;
    }
    return NULL;
}

/* --- the file --------------------------------------------------------------------------------- */

/* One row of numbers for each side, in the order of read_side. */
static json_t *write_side(const struct block_side *side)
{
    return json_pack("[I, I, I, I, I]", (json_int_t)side->account_id, (json_int_t)side->user_id,
                     (json_int_t)side->key_number, (json_int_t)side->state_ns,
                     (json_int_t)side->state);
}

static json_t *write_one(const struct block_request *request)
{
    const struct block_side *sides = request->sides;
    return json_pack(
        "{s:I, s:I, s:I, s:s, s:I, s:I, s:i, s:i, s:i, s:i, s:I, s:I, s:I, s:I, s:s, s:o, s:o}",
        "number", (json_int_t)request->number, "consent", (json_int_t)request->consent_id,
        "timestamp_ms", (json_int_t)request->timestamp_ms, "nonce", request->nonce, "price_ticks",
        (json_int_t)request->price_ticks, "lots", (json_int_t)request->lots, "product",
        (int)request->product_id, "maker_side", (int)request->maker_side, "proposer",
        (int)request->proposer, "phase", (int)request->phase, "agreed_ns",
        (json_int_t)request->agreed_ns, "expires_ns", (json_int_t)request->expires_ns,
        "known_until_ns", (json_int_t)request->known_until_ns, "block",
        (json_int_t)request->block_id, "reason", request->reason, "maker",
        write_side(&sides[BLOCK_MAKER]), "taker", write_side(&sides[BLOCK_TAKER]));
}

bool block_requests_save(const struct block_requests *requests)
{
    json_t *list = json_array();
    bool is_good = list != NULL;
    for (uint32_t i = 0; i < BLOCK_REQUESTS_MAX && is_good; i++) {
        const struct block_request *slot = &requests->slots[i];
        if (slot->phase == BLOCK_FREE) continue;
        is_good = json_array_append_new(list, write_one(slot)) == 0;
    }
    json_t *root = json_pack("{s:i, s:I, s:o}", "version", 1, "number_last",
                             (json_int_t)requests->number_last, "requests", list);
    if (!is_good) {
        json_decref(root);
        return false;
    }
    return json_file_replace(requests->path, root, 1);
}

static bool read_side(json_t *list, struct block_side *side)
{
    json_int_t numbers[5] = {0};
    if (json_unpack(list, "[I, I, I, I, I!]", &numbers[0], &numbers[1], &numbers[2], &numbers[3],
                    &numbers[4]) != 0) {
        return false;
    }
    *side = (struct block_side){
        .account_id = (uint32_t)numbers[0],
        .user_id = (uint32_t)numbers[1],
        .key_number = (uint64_t)numbers[2],
        .state_ns = numbers[3],
        .state = (uint8_t)numbers[4],
    };
    return numbers[0] > 0 && numbers[0] <= UINT32_MAX && numbers[1] >= 0 &&
           numbers[1] <= UINT32_MAX && numbers[4] >= BLOCK_INITIAL && numbers[4] <= BLOCK_EXECUTED;
}

static bool is_sound(const struct block_request *request, const int numbers[4])
{
    return numbers[0] > 0 && numbers[0] <= UINT16_MAX && numbers[1] >= 0 && numbers[1] <= 1 &&
           numbers[2] >= 0 && numbers[2] < BLOCK_SIDES && numbers[3] >= BLOCK_WAITS &&
           numbers[3] <= BLOCK_ENDED && request->lots > 0 && request->price_ticks > 0;
}

static bool copy_text(char *to, size_t size, const char *from)
{
    size_t length = strlen(from);
    if (length >= size) return false;
    memcpy(to, from, length + 1);
    return true;
}

static bool read_one(json_t *object, struct block_request *request, json_error_t *fault)
{
    const char *nonce = NULL;
    const char *reason = NULL;
    json_int_t big[9] = {0};
    int numbers[4] = {0};
    json_t *maker = NULL;
    json_t *taker = NULL;
    int status = json_unpack_ex(
        object, fault, JSON_STRICT,
        "{s:I, s:I, s:I, s:s, s:I, s:I, s:i, s:i, s:i, s:i, s:I, s:I, s:I, s:I, s:s, s:o, s:o}",
        "number", &big[0], "consent", &big[1], "timestamp_ms", &big[2], "nonce", &nonce,
        "price_ticks", &big[3], "lots", &big[4], "product", &numbers[0], "maker_side", &numbers[1],
        "proposer", &numbers[2], "phase", &numbers[3], "agreed_ns", &big[5], "expires_ns", &big[6],
        "known_until_ns", &big[7], "block", &big[8], "reason", &reason, "maker", &maker, "taker",
        &taker);
    if (status != 0) return false;
    (void)snprintf(fault->text, sizeof fault->text, "request %lld is malformed", (long long)big[0]);
    *request = (struct block_request){
        .number = (uint64_t)big[0],
        .consent_id = (uint64_t)big[1],
        .timestamp_ms = big[2],
        .price_ticks = big[3],
        .lots = big[4],
        .product_id = (uint16_t)numbers[0],
        .maker_side = (uint8_t)numbers[1],
        .proposer = (uint8_t)numbers[2],
        .phase = (uint8_t)numbers[3],
        .agreed_ns = big[5],
        .expires_ns = big[6],
        .known_until_ns = big[7],
        .block_id = (uint64_t)big[8],
    };
    return is_sound(request, numbers) && big[0] > 0 &&
           copy_text(request->nonce, sizeof request->nonce, nonce) &&
           copy_text(request->reason, sizeof request->reason, reason) &&
           read_side(maker, &request->sides[BLOCK_MAKER]) &&
           read_side(taker, &request->sides[BLOCK_TAKER]);
}

/* Whether the core carried out what it was given when the process ended is not known here. */
static void resume(struct block_request *request)
{
    if (request->phase != BLOCK_SUBMITTED) return;
    end(request, "the venue was started anew while this block was carried out: "
                 "private/get_block_trades says whether it was");
}

static bool read_all(void *context, json_t *root, json_error_t *fault)
{
    struct block_requests *requests = context;
    json_t *list = json_object_get(root, "requests");
    (void)snprintf(fault->text, sizeof fault->text, "there is no list 'requests' that fits");
    if (!json_is_array(list) || json_array_size(list) > BLOCK_REQUESTS_MAX) return false;
    json_int_t last = json_integer_value(json_object_get(root, "number_last"));
    if (last > 0) requests->number_last = (uint64_t)last;
    for (size_t i = 0; i < json_array_size(list); i++) {
        struct block_request *slot = &requests->slots[i];
        if (!read_one(json_array_get(list, i), slot, fault)) return false;
        if (slot->number > requests->number_last) requests->number_last = slot->number;
        resume(slot);
    }
    return true;
}

struct block_requests *block_requests_open(const char *path, char *error, size_t error_size)
{
    struct block_requests *requests = calloc(1, sizeof *requests);
    (void)snprintf(error, error_size, "out of memory for requests of blocks");
    if (requests == NULL) return NULL;
    const struct json_taker taker = {read_all, requests};
    bool is_open = copy_text(requests->path, sizeof requests->path, path) &&
                   json_file_read(path, &taker, error, error_size);
    if (is_open) return requests;
    block_requests_close(requests);
    return NULL;
}

void block_requests_close(struct block_requests *requests)
{
    free(requests);
}
