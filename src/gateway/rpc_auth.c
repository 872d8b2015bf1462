/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_auth.c - proofs of identity: who signs an HTTP request, and the log of those who came.
 */
#include "gateway/rpc_auth.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>

#include "base/text.h"
#include "gateway/rpc_filter.h"

#define NS_PER_MS        INT64_C(1000000)
#define LIFETIME_NS      INT64_C(86400000000000)
#define FIELD_SIZE       256u
#define CAPACITY_FIRST   16u
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

struct rpc_logins {
    uint64_t count; /* ever */
    struct rpc_login list[RPC_LOGINS_KEPT];
};

/* --- who came --------------------------------------------------------------------------------- */

void rpc_login_add(struct rpc *rpc, const struct credential *credential, const char *ip,
                   const char *how, bool is_good)
{
    if (rpc->logins == NULL) rpc->logins = calloc(1, sizeof *rpc->logins);
    if (rpc->logins == NULL) return;
    struct rpc_login *login = &rpc->logins->list[rpc->logins->count % RPC_LOGINS_KEPT];
    rpc->logins->count++;
    *login = (struct rpc_login){
        .id = rpc->logins->count,
        .time_ns = credential_now_ns(),
        .account_id = credential == NULL ? 0 : credential->account_id,
        .is_good = is_good,
    };
    (void)snprintf(login->ip, sizeof login->ip, "%s", ip);
    (void)snprintf(login->how, sizeof login->how, "%s", how);
}

const struct rpc_login *rpc_login_at(const struct rpc *rpc, uint32_t back)
{
    if (rpc->logins == NULL || back >= RPC_LOGINS_KEPT || back >= rpc->logins->count) return NULL;
    return &rpc->logins->list[(rpc->logins->count - 1 - back) % RPC_LOGINS_KEPT];
}

void rpc_logins_destroy(struct rpc *rpc)
{
    free(rpc->logins);
    rpc->logins = NULL;
}

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

/* "name=value" in a list parted by commas. */
static bool header_field(const char *header, const char *name, char value[FIELD_SIZE])
{
    size_t name_size = strlen(name);
    const char *at = header;
    while (*at != '\0') {
        at += strspn(at, " ,");
        size_t size = strcspn(at, ",");
        if (size > name_size && strncmp(at, name, name_size) == 0 && at[name_size] == '=') {
            size_t value_size = size - name_size - 1;
            if (value_size >= FIELD_SIZE) return false;
            memcpy(value, at + name_size + 1, value_size);
            value[value_size] = '\0';
            return true;
        }
        at += size;
    }
    return false;
}

/* The fields of a signature. */
struct proof {
    char id[FIELD_SIZE];
    char stamp[FIELD_SIZE];
    char nonce[FIELD_SIZE];
    char signature[FIELD_SIZE];
    int64_t stamp_ms;
};

static bool proof_read(const char *header, struct proof *proof)
{
    bool is_whole = header_field(header, "id", proof->id) &&
                    header_field(header, "ts", proof->stamp) &&
                    header_field(header, "nonce", proof->nonce) &&
                    header_field(header, "sig", proof->signature);
    if (!is_whole || !text_read_i64(proof->stamp, strlen(proof->stamp), &proof->stamp_ms)) {
        return false;
    }
    return proof->stamp_ms >= 0 && proof->stamp_ms <= INT64_MAX / NS_PER_MS;
}

/* Is the signature that of the request with its query written so? */
static enum credential_fault check_text(const struct http_request *request,
                                        const struct proof *proof, const char *query,
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
    struct proof proof;
    if (!proof_read(header, &proof)) return CREDENTIAL_WRONG;
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
    unsigned char text[FIELD_SIZE * 2];
    size_t size = strlen(header);
    if (size == 0 || size % 4 != 0 || size > sizeof text) return CREDENTIAL_WRONG;
    int length = EVP_DecodeBlock(text, (const unsigned char *)header, (int)size);
    if (length <= 0 || (size_t)length >= sizeof text) return CREDENTIAL_WRONG;
    text[length] = '\0';
    char *id = (char *)text;
    char *secret = strchr(id, ':');
    if (secret == NULL) return CREDENTIAL_WRONG;
    *secret++ = '\0';
    *credential = credential_find(gateway_credentials(rpc->gateway), id);
    if (*credential == NULL) return CREDENTIAL_UNKNOWN;
    return credential_check_secret(*credential, secret);
}

static const char *behind(const char *header, const char *word)
{
    size_t size = strlen(word);
    if (!rpc_word_begins(header, word) || header[size] != ' ') return NULL;
    return header + size + strspn(header + size, " ");
}

struct session *rpc_auth_http(struct rpc *rpc, const struct http_request *request, bool *is_refused)
{
    const char *header = request->authorization;
    *is_refused = false;
    if (header[0] == '\0') return NULL;
    *is_refused = true;
    const char *rest = behind(header, "bearer");
    if (rest != NULL) {
        struct session *session = session_by_access(gateway_sessions(rpc->gateway), rest);
        *is_refused = session == NULL || session->connection_id != 0;
        return *is_refused ? NULL : session;
    }
    const struct credential *credential = NULL;
    enum credential_fault fault = CREDENTIAL_WRONG;
    const char *how = "signature";
    if ((rest = behind(header, "deri-hmac-sha256")) != NULL) {
        fault = check_signature(rpc, request, rest, &credential);
    } else if ((rest = behind(header, "basic")) != NULL) {
        how = "basic";
        fault = check_basic(rpc, rest, &credential);
    }
    if (fault == CREDENTIAL_GOOD) {
        fault = credential_state(credential, request->peer, credential_now_ns());
    }
    if (fault != CREDENTIAL_GOOD) {
        rpc_login_add(rpc, credential, request->peer, how, false);
        return NULL;
    }
    struct session *session = session_of_key(rpc, credential);
    *is_refused = session == NULL;
    return session;
}
