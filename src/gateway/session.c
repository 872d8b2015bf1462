/* SPDX-License-Identifier: Apache-2.0 */
/*
 * session.c - see session.h.
 *
 * Role       A session stands in a slot.  Its id and its tokens name the slot, so that finding one
 *            is a look and a comparison.
 * Invariant  A slot is in the free list or holds a session; free core session numbers stand in a
 *            ring, so that a number is used again as late as possible.
 * Rules      R-IDEM-1, R-COD-1.
 */
#include "gateway/session.h"

#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "os/os_secret.h"

#define SLOT_BITS   16u
#define SLOT_DIGITS 8u /* of a token */
#define TOKEN_BYTES 28u

static_assert(SESSIONS_MAX == 1u << SLOT_BITS, "an id holds its slot");
static_assert(SLOT_DIGITS + 2 * TOKEN_BYTES + 1 == SESSION_TOKEN_SIZE, "a token is full");

struct sessions {
    struct sessions_config config;
    struct session **slots; /* SESSIONS_MAX of them */
    uint32_t *free_slots;
    uint32_t free_count;
    uint32_t *core_numbers; /* a ring of those that are free */
    uint32_t core_first;
    uint32_t core_count;
    uint64_t next_number;
};

struct sessions *sessions_create(const struct sessions_config *config)
{
    ASSERT(config->core_sessions_max > 0);
    struct sessions *sessions = calloc(1, sizeof *sessions);
    if (sessions == NULL) return NULL;
    sessions->config = *config;
    sessions->slots = calloc(SESSIONS_MAX, sizeof(struct session *));
    sessions->free_slots = calloc(SESSIONS_MAX, sizeof *sessions->free_slots);
    sessions->core_numbers = calloc(config->core_sessions_max, sizeof *sessions->core_numbers);
    bool is_made =
        sessions->slots != NULL && sessions->free_slots != NULL && sessions->core_numbers != NULL;
    if (!is_made) {
        sessions_destroy(sessions);
        return NULL;
    }
    for (uint32_t i = 0; i < SESSIONS_MAX; i++) sessions->free_slots[i] = SESSIONS_MAX - 1 - i;
    sessions->free_count = SESSIONS_MAX;
    for (uint32_t i = 1; i < config->core_sessions_max; i++) sessions->core_numbers[i - 1] = i;
    sessions->core_count = config->core_sessions_max - 1;
    return sessions;
}

void sessions_destroy(struct sessions *sessions)
{
    if (sessions == NULL) return;
    for (uint32_t i = 0; sessions->slots != NULL && i < SESSIONS_MAX; i++) {
        if (sessions->slots[i] == NULL) continue;
        OPENSSL_cleanse(sessions->slots[i], sizeof *sessions->slots[i]);
        free(sessions->slots[i]);
    }
    free(sessions->slots);
    free(sessions->free_slots);
    free(sessions->core_numbers);
    free(sessions);
}

/* --- tokens ----------------------------------------------------------------------------------- */

static void write_token(char token[SESSION_TOKEN_SIZE], uint32_t slot)
{
    static const char digits[] = "0123456789abcdef";
    unsigned char secret[TOKEN_BYTES];
    enum os_result result = os_secret_bytes(secret, sizeof secret);
    ASSERT(result == OS_OK);
    for (uint32_t i = 0; i < SLOT_DIGITS; i++) {
        token[i] = digits[slot >> (4 * (SLOT_DIGITS - 1 - i)) & 15];
    }
    for (uint32_t i = 0; i < TOKEN_BYTES; i++) {
        token[SLOT_DIGITS + 2 * i] = digits[secret[i] >> 4];
        token[SLOT_DIGITS + 2 * i + 1] = digits[secret[i] & 15];
    }
    token[SESSION_TOKEN_SIZE - 1] = '\0';
    OPENSSL_cleanse(secret, sizeof secret);
}

/* The session whose slot a token names, whatever else stands in the token. */
static struct session *of_token(struct sessions *sessions, const char *token)
{
    uint32_t slot = 0;
    if (strnlen(token, SESSION_TOKEN_SIZE) != SESSION_TOKEN_SIZE - 1) return NULL;
    for (uint32_t i = 0; i < SLOT_DIGITS; i++) {
        const char *digits = "0123456789abcdef";
        const char *place = strchr(digits, token[i]);
        if (place == NULL || slot > SESSIONS_MAX) return NULL;
        slot = slot * 16 + (uint32_t)(place - digits);
    }
    return slot < SESSIONS_MAX ? sessions->slots[slot] : NULL;
}

struct session *session_by_access(struct sessions *sessions, const char *token)
{
    struct session *session = of_token(sessions, token);
    if (session == NULL || session->expires_ns <= credential_now_ns()) return NULL;
    bool is_same = CRYPTO_memcmp(session->access_token, token, SESSION_TOKEN_SIZE) == 0;
    return is_same ? session : NULL;
}

struct session *session_by_refresh(struct sessions *sessions, const char *token)
{
    struct session *session = of_token(sessions, token);
    if (session == NULL || session->refresh_expires_ns <= credential_now_ns()) return NULL;
    bool is_same = CRYPTO_memcmp(session->refresh_token, token, SESSION_TOKEN_SIZE) == 0;
    return is_same ? session : NULL;
}

struct session *session_by_id(struct sessions *sessions, uint64_t id)
{
    struct session *session = sessions->slots[id & (SESSIONS_MAX - 1)];
    return session != NULL && session->id == id ? session : NULL;
}

/* --- opening and closing ---------------------------------------------------------------------- */

static uint32_t take_core_number(struct sessions *sessions)
{
    if (sessions->core_count == 0) return 0;
    uint32_t number = sessions->core_numbers[sessions->core_first];
    sessions->core_first = (sessions->core_first + 1) % sessions->config.core_sessions_max;
    sessions->core_count--;
    return number;
}

static void give_core_number(struct sessions *sessions, uint32_t number)
{
    if (number == 0) return;
    uint32_t place =
        (sessions->core_first + sessions->core_count) % sessions->config.core_sessions_max;
    sessions->core_numbers[place] = number;
    sessions->core_count++;
}

static uint32_t count_of(const struct sessions *sessions, const struct credential *credential)
{
    uint32_t count = 0;
    if (sessions->free_count + SESSIONS_PER_KEY_MAX > SESSIONS_MAX) return 0;
    for (uint32_t i = 0; i < SESSIONS_MAX; i++) {
        const struct session *session = sessions->slots[i];
        count += session != NULL && session->credential == credential;
    }
    return count;
}

void session_renew(struct sessions *sessions, struct session *session, int64_t lifetime_ns)
{
    int64_t now_ns = credential_now_ns();
    uint32_t slot = (uint32_t)(session->id & (SESSIONS_MAX - 1));
    ASSERT(sessions->slots[slot] == session);
    write_token(session->access_token, slot);
    write_token(session->refresh_token, slot);
    session->expires_ns = now_ns + (lifetime_ns == 0 ? SESSION_LIFETIME_NS : lifetime_ns);
    session->refresh_expires_ns = session->expires_ns + SESSION_REFRESH_LIFETIME_NS;
}

struct session *session_open(struct sessions *sessions, const struct session_request *request)
{
    const struct credential *credential = request->credential;
    if (count_of(sessions, credential) >= SESSIONS_PER_KEY_MAX) sessions_sweep(sessions);
    bool is_crowded =
        sessions->free_count == 0 || count_of(sessions, credential) >= SESSIONS_PER_KEY_MAX;
    struct session *session = is_crowded ? NULL : calloc(1, sizeof *session);
    if (session == NULL) return NULL;
    uint32_t slot = sessions->free_slots[--sessions->free_count];
    sessions->slots[slot] = session;
    *session = (struct session){
        .id = ++sessions->next_number << SLOT_BITS | slot,
        .core_session_id = take_core_number(sessions),
        .user_id = credential->user_id,
        .member_id = credential->member_id,
        .account_id = request->account_id == 0 ? credential->account_id : request->account_id,
        .scopes = request->scopes & credential->scopes,
        .connection_id = request->connection_id,
        .credential = credential,
    };
    session_renew(sessions, session, request->lifetime_ns);
    return session;
}

void session_close(struct sessions *sessions, struct session *session, bool is_lost)
{
    uint32_t slot = (uint32_t)(session->id & (SESSIONS_MAX - 1));
    ASSERT(sessions->slots[slot] == session);
    if (is_lost && session->cancel_on_disconnect && session->core_session_id != 0) {
        struct command command;
        session_command(session, COMMAND_SESSION_DISCONNECT, &command);
        (void)sessions->config.submit(sessions->config.context, &command);
    }
    give_core_number(sessions, session->core_session_id);
    sessions->slots[slot] = NULL;
    sessions->free_slots[sessions->free_count++] = slot;
    OPENSSL_cleanse(session, sizeof *session);
    free(session);
}

void sessions_revoke(struct sessions *sessions, const struct credential *credential)
{
    for (uint32_t i = 0; i < SESSIONS_MAX; i++) {
        struct session *session = sessions->slots[i];
        bool is_its = session != NULL && session->credential == credential;
        if (is_its) session_close(sessions, session, true);
    }
}

/* One that is bound to a connection ends with it, not with its tokens. */
void sessions_sweep(struct sessions *sessions)
{
    int64_t now_ns = credential_now_ns();
    for (uint32_t i = 0; i < SESSIONS_MAX; i++) {
        struct session *session = sessions->slots[i];
        bool is_over =
            session != NULL && session->connection_id == 0 && session->refresh_expires_ns <= now_ns;
        if (is_over) session_close(sessions, session, true);
    }
}

uint32_t sessions_count(const struct sessions *sessions)
{
    return SESSIONS_MAX - sessions->free_count;
}

void session_command(const struct session *session, uint16_t kind, struct command *command)
{
    *command = (struct command){
        .kind = kind,
        .session_id = session->core_session_id,
        .actor_id = session->user_id,
        .account_id = session->account_id,
    };
}
