/* SPDX-License-Identifier: Apache-2.0 */
/*
 * session.h - who is in: a credential in use, with what it may do and until when.
 *
 * Role       Made when a client has proved a credential; found again by its tokens or its
 *            connection.  Gives the numbers that a command's header needs.  Cancel on disconnect
 *            is the end of a session with is_lost.
 * Invariant  A session has at most the scopes of its credential.  A core session number is used by
 *            one session at a time.  Tokens hold 224 random bits and are compared in constant time.
 * Rules      R-IDEM-1, R-COD-1.
 */
#ifndef PERPETUA_GATEWAY_SESSION_H
#define PERPETUA_GATEWAY_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "gateway/credential.h"
#include "gateway/throttle.h"
#include "model/command.h"

struct sessions;

#define SESSION_TOKEN_SIZE          65u /* 64 hexadecimal digits and a zero byte */
#define SESSION_LIFETIME_NS         INT64_C(900000000000)
#define SESSION_REFRESH_LIFETIME_NS INT64_C(86400000000000)

struct session {
    uint64_t id;              /* never 0, never used twice */
    uint32_t core_session_id; /* command.session_id; 0: all are taken, no cancel on disconnect */
    uint32_t user_id;         /* command.actor_id */
    uint32_t member_id;
    uint32_t account_id;
    uint32_t scopes;    /* mask of enum scope */
    int64_t expires_ns; /* real time; of the access token */
    int64_t refresh_expires_ns;
    uint64_t connection_id; /* bound to it, or 0: a token for any connection */
    bool cancel_on_disconnect;
    const struct credential *credential;
    char access_token[SESSION_TOKEN_SIZE];
    char refresh_token[SESSION_TOKEN_SIZE];
    void *user; /* the dialect's */
};

struct session_request {
    const struct credential *credential;
    uint32_t scopes;        /* cut to those of the credential */
    int64_t lifetime_ns;    /* of the access token; 0: 15 minutes */
    uint64_t connection_id; /* 0: not bound */
    uint32_t account_id;    /* 0: the credential's; else a sub-account of it: the caller looks */
};

#define SESSIONS_MAX         65536u
#define SESSIONS_PER_KEY_MAX 64u

struct sessions_config {
    uint32_t
        core_sessions_max; /* numbers 1..core_sessions_max-1 are taken, each as late as can be */
    bool (*submit)(void *context, struct command *command); /* cancels on disconnect */
    void *context;
};

/* NULL: out of memory. */
struct sessions *sessions_create(const struct sessions_config *config);
void sessions_destroy(struct sessions *sessions);

/* NULL: too many sessions in all or of this key. */
struct session *session_open(struct sessions *sessions, const struct session_request *request);

/* New tokens and a new expiry for a session whose refresh token was shown. */
void session_renew(struct sessions *sessions, struct session *session, int64_t lifetime_ns);

/* is_lost: the client went away without saying so: its orders that asked for it are cancelled. */
void session_close(struct sessions *sessions, struct session *session, bool is_lost);

/* NULL: there is none, or it has expired. */
struct session *session_by_access(struct sessions *sessions, const char *token);
struct session *session_by_refresh(struct sessions *sessions, const char *token);
struct session *session_by_id(struct sessions *sessions, uint64_t id);

/* Ends every session of a key that was revoked or changed. */
void sessions_revoke(struct sessions *sessions, const struct credential *credential);

/* Sessions that no client can use any more are closed as lost; call it every minute or so. */
void sessions_sweep(struct sessions *sessions);

uint32_t sessions_count(const struct sessions *sessions);

static inline bool session_has(const struct session *session, uint32_t scopes)
{
    return (session->scopes & scopes) == scopes;
}

/* Fills session_id, actor_id and account_id of a command of this kind and zeroes the rest. */
void session_command(const struct session *session, uint16_t kind, struct command *command);

#endif
