/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_login.c - the log of those who came with a key.
 */
#include "gateway/rpc_login.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/int_math.h"
#include "gateway/rpc_channel.h"
#include "gateway/rpc_view.h"
#include "history/history.h"

#define COUNT_MAX 1000u

struct rpc_logins {
    uint64_t first; /* number of the first of this process */
    uint64_t count; /* of this process */
    struct access_record list[RPC_LOGINS_KEPT];
};

static const char *how_word(uint8_t how)
{
    switch ((enum rpc_proof_kind)how) {
    case RPC_PROOF_CREDENTIALS: return "client_credentials";
    case RPC_PROOF_SIGNATURE: return "client_signature";
    case RPC_PROOF_HEADER: return "signature";
    case RPC_PROOF_BASIC: return "basic";
    default: return "";
    }
}

static void put_access(struct json_writer *writer, const struct access_record *access)
{
    const char *word = access->is_good != 0 ? "success" : "failure";
    json_begin_object(writer);
    json_add_u64(writer, "id", access->number);
    json_add_i64(writer, "timestamp", access->time_ns / RPC_NS_PER_MS);
    json_add_text(writer, "ip", access->ip);
    json_add_text(writer, "log", word);
    json_add_text(writer, "result", word);
    json_add_text(writer, "method", how_word(access->how));
    json_add_text(writer, "country", "");
    json_add_text(writer, "city", "");
    json_end_object(writer);
}

static bool logins_make(struct rpc *rpc)
{
    if (rpc->logins != NULL) return true;
    struct history *history = gateway_history(rpc->gateway);
    rpc->logins = calloc(1, sizeof *rpc->logins);
    if (rpc->logins == NULL) return false;
    rpc->logins->first = 1 + (history == NULL ? 0 : history_access_number(history));
    return true;
}

/* `back` 0 is the latest; NULL: no more. */
static const struct access_record *login_at(const struct rpc *rpc, uint64_t back)
{
    if (rpc->logins == NULL || back >= RPC_LOGINS_KEPT || back >= rpc->logins->count) return NULL;
    return &rpc->logins->list[(rpc->logins->count - 1 - back) % RPC_LOGINS_KEPT];
}

void rpc_login_add(struct rpc *rpc, const struct rpc_login *login)
{
    if (!logins_make(rpc)) return;
    struct rpc_logins *logins = rpc->logins;
    struct access_record *access = &logins->list[logins->count % RPC_LOGINS_KEPT];
    *access = (struct access_record){
        .number = logins->first + logins->count,
        .time_ns = credential_now_ns(),
        .account_id = login->credential == NULL ? 0 : login->credential->account_id,
        .is_good = login->is_good,
        .how = (uint8_t)login->how,
    };
    logins->count++;
    (void)snprintf(access->ip, sizeof access->ip, "%s", login->ip);
    /* Keys that nobody has would let anybody fill the database. */
    if (access->account_id == 0) return;
    struct history *history = gateway_history(rpc->gateway);
    if (history != NULL) (void)history_access_add(history, access);
    struct json_writer writer = {0};
    put_access(&writer, access);
    rpc_channels_access(rpc->channels, access->account_id, &writer);
    json_writer_release(&writer);
}

void rpc_logins_destroy(struct rpc *rpc)
{
    free(rpc->logins);
    rpc->logins = NULL;
}

/* Those in memory, then those in the database that are older than all of these. */
static void private_get_access_log(struct rpc_call *call)
{
    static struct access_record list[COUNT_MAX];
    const struct rpc *rpc = call->rpc;
    uint32_t account_id = rpc_account_id(call);
    uint32_t offset = (uint32_t)rpc_integer(call, "offset", 0);
    uint32_t left = (uint32_t)rpc_integer(call, "count", 10);
    const struct access_record *access;
    uint32_t found = 0;
    uint64_t oldest = logins_make(call->rpc) ? rpc->logins->first : 1;
    json_begin_object(&call->writer);
    json_put_name(&call->writer, "data");
    json_begin_array(&call->writer);
    for (uint64_t back = 0; (access = login_at(rpc, back)) != NULL; back++) {
        oldest = access->number;
        if (access->account_id != account_id) continue;
        found++;
        if (found <= offset || left == 0) continue;
        put_access(&call->writer, access);
        left--;
    }
    struct access_query query = {.account_id = account_id,
                                 .limit = left,
                                 .offset = offset > found ? offset - found : 0,
                                 .before_number = oldest};
    uint32_t count = 0;
    uint64_t total = 0;
    (void)history_accesses(gateway_history(rpc->gateway), &query, list, &count, &total);
    for (uint32_t i = 0; i < count; i++) put_access(&call->writer, &list[i]);
    json_end_array(&call->writer);
    json_add_u64(&call->writer, "records_total", found + total);
    json_end_object(&call->writer);
    rpc_finish(call);
}

static const struct rpc_parameter log_parameters[] = {
    {"offset", RPC_INTEGER, false, NULL, 0, 10000},
    {"count", RPC_INTEGER, false, NULL, 1, COUNT_MAX},
};

const struct rpc_method rpc_login_methods[] = {
    {"private/get_access_log", RPC_ROW(log_parameters), SCOPE_ACCOUNT_READ, RPC_COST_REQUEST, false,
     private_get_access_log, 0},
    {0},
};
