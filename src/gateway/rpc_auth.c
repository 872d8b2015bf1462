/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_auth.c - proofs of identity: who signs an HTTP request.
 */
#include "gateway/rpc_auth.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gateway/rpc_login.h"
#include "gateway/rpc_proof.h"

#define NS_PER_MS        INT64_C(1000000)
#define LIFETIME_NS      INT64_C(86400000000000)
#define KEYS_OF_HTTP_MAX 4096u

/* The session of each key that came by HTTP. */
struct http_key {
    uint64_t number; /* of the credential */
    uint64_t session_id;
};

struct rpc_http {
    uint32_t count;
    struct http_key keys[KEYS_OF_HTTP_MAX];
};

/* --- sessions of HTTP ------------------------------------------------------------------------- */

void rpc_http_destroy(struct rpc *rpc)
{
    free(rpc->http);
    rpc->http = NULL;
}

static struct session *session_of_key(struct rpc *rpc, const struct credential *credential)
{
    if (rpc->http == NULL) rpc->http = calloc(1, sizeof *rpc->http);
    if (rpc->http == NULL) return NULL;
    struct sessions *sessions = gateway_sessions(rpc->gateway);
    struct http_key *key = NULL;
    for (uint32_t i = 0; i < rpc->http->count && key == NULL; i++) {
        if (rpc->http->keys[i].number == credential->number) key = &rpc->http->keys[i];
    }
    struct session *session = key == NULL ? NULL : session_by_id(sessions, key->session_id);
    if (session != NULL && session->expires_ns > credential_now_ns()) return session;
    if (session != NULL) {
        session_renew(sessions, session, LIFETIME_NS);
        return session;
    }
    struct session_request request = {
        .credential = credential, .scopes = credential->scopes, .lifetime_ns = LIFETIME_NS};
    session = session_open(sessions, &request);
    if (session == NULL) return NULL;
    if (key == NULL && rpc->http->count < KEYS_OF_HTTP_MAX) {
        key = &rpc->http->keys[rpc->http->count++];
    }
    if (key != NULL) *key = (struct http_key){credential->number, session->id};
    return session;
}

/* --- proofs ----------------------------------------------------------------------------------- */

/* Is the signature that of the request with its query written so? */
static enum credential_fault check_text(const struct http_request *request,
                                        const struct rpc_signature *proof, const char *query,
                                        const struct credential *credential)
{
    size_t room = strlen(proof->stamp) + strlen(proof->nonce) + strlen(request->method) +
                  strlen(request->path) + strlen(query) + request->body_size + 16;
    char *text = malloc(room);
    if (text == NULL) return CREDENTIAL_WRONG;
    int head = snprintf(text, room, "%s\n%s\n%s\n%s%s%s\n", proof->stamp, proof->nonce,
                        request->method, request->path, query[0] == '\0' ? "" : "?", query);
    memcpy(text + head, request->body, request->body_size);
    size_t size = (size_t)head + request->body_size;
    text[size++] = '\n';
    enum credential_fault fault =
        credential->kind == CREDENTIAL_SECRET
            ? credential_check_hmac(credential, text, size, proof->signature)
            : credential_check_signature(credential, text, size, proof->signature);
    free(text);
    return fault;
}

static enum credential_fault check_signature(struct rpc *rpc, const struct http_request *request,
                                             const char *header,
                                             const struct credential **credential)
{
    struct rpc_signature proof;
    if (!rpc_signature_read(header, &proof)) return CREDENTIAL_WRONG;
    struct credentials *credentials = gateway_credentials(rpc->gateway);
    *credential = credential_find(credentials, proof.id);
    if (*credential == NULL) return CREDENTIAL_UNKNOWN;
    /* Some clients sign the query as it is encoded, some as it is not. */
    enum credential_fault fault = check_text(request, &proof, request->query, *credential);
    if (fault == CREDENTIAL_WRONG) {
        fault = check_text(request, &proof, request->query_plain, *credential);
    }
    if (fault != CREDENTIAL_GOOD) return fault;
    return credential_check_once(credentials, *credential, proof.stamp_ms * NS_PER_MS, proof.nonce,
                                 credential_now_ns());
}

static enum credential_fault check_basic(struct rpc *rpc, const char *header,
                                         const struct credential **credential)
{
    struct rpc_basic basic;
    if (!rpc_basic_read(header, &basic)) return CREDENTIAL_WRONG;
    *credential = credential_find(gateway_credentials(rpc->gateway), basic.id);
    if (*credential == NULL) return CREDENTIAL_UNKNOWN;
    return credential_check_secret(*credential, basic.secret);
}

struct session *rpc_auth_http(struct rpc *rpc, const struct http_request *request, bool *is_refused)
{
    const char *header = request->authorization;
    *is_refused = false;
    if (header[0] == '\0') return NULL;
    *is_refused = true;
    const char *rest = rpc_proof_behind(header, "bearer");
    if (rest != NULL) {
        struct session *session = session_by_access(gateway_sessions(rpc->gateway), rest);
        *is_refused = session == NULL || session->connection_id != 0;
        return *is_refused ? NULL : session;
    }
    const struct credential *credential = NULL;
    enum credential_fault fault = CREDENTIAL_WRONG;
    enum rpc_proof_kind how = RPC_PROOF_HEADER;
    if ((rest = rpc_proof_behind(header, "deri-hmac-sha256")) != NULL) {
        fault = check_signature(rpc, request, rest, &credential);
    } else if ((rest = rpc_proof_behind(header, "basic")) != NULL) {
        how = RPC_PROOF_BASIC;
        fault = check_basic(rpc, rest, &credential);
    }
    if (fault == CREDENTIAL_GOOD) {
        fault = credential_state(credential, request->peer, credential_now_ns());
    }
    if (fault != CREDENTIAL_GOOD) {
        rpc_login_add(rpc, &(struct rpc_login){credential, request->peer, how, false});
        return NULL;
    }
    struct session *session = session_of_key(rpc, credential);
    *is_refused = session == NULL;
    return session;
}
