/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_group.c - the names of market-maker protections, and the order groups that carry them.
 *
 * Rules  R-MMP-1, R-MMP-4.
 */
#include "gateway/rpc_group.h"

#include <stdio.h>
#include <string.h>

#include "base/hash.h"
#include "base/text.h"
#include "gateway/rpc_filter.h"

uint32_t rpc_group_number(const struct instrument *instrument, const char *name)
{
    struct hash_state state;
    hash_begin(&state);
    hash_bytes(&state, instrument->index_name, strlen(instrument->index_name) + 1);
    hash_bytes(&state, name, strlen(name));
    return (uint32_t)hash_end(&state).low | GATEWAY_GROUP_BIT;
}

uint64_t rpc_group_text_number(uint32_t group_id)
{
    return RPC_NAMES_FIRST | group_id;
}

bool rpc_group_text(const struct rpc_group *group, char text[RPC_LABEL_SIZE])
{
    char lots[UNIT_TEXT_SIZE] = "";
    if (group->quote_lots_max != 0) {
        (void)snprintf(lots, sizeof lots, ".%lld", (long long)group->quote_lots_max);
    }
    int length = snprintf(text, RPC_LABEL_SIZE, "%.31s.%.32s%s", group->instrument->index_name,
                          group->name, lots);
    return length > 0 && (size_t)length < RPC_LABEL_SIZE;
}

static const struct instrument *instrument_of_index(struct gateway *gateway, const char *index)
{
    const struct instruments *instruments = gateway_instruments(gateway);
    const struct instrument *instrument;
    for (uint32_t i = 0; (instrument = instrument_at(instruments, i)) != NULL; i++) {
        if (strcmp(instrument->index_name, index) == 0) return instrument;
    }
    return NULL;
}

bool rpc_group_of(struct gateway *gateway, uint32_t account_id, uint32_t group_id,
                  struct rpc_group *group)
{
    char text[RPC_LABEL_SIZE];
    if ((group_id & GATEWAY_GROUP_BIT) == 0) return false;
    client_text_of(gateway, account_id, rpc_group_text_number(group_id), text);
    char *name = strchr(text, '.');
    if (name == NULL) return false;
    *name++ = '\0';
    *group =
        (struct rpc_group){.instrument = instrument_of_index(gateway, text), .group_id = group_id};
    char *lots = strchr(name, '.');
    uint64_t quote_lots_max = 0;
    if (lots != NULL) {
        *lots++ = '\0';
        if (text_read_u64(lots, strlen(lots), &quote_lots_max) && quote_lots_max <= INT64_MAX) {
            group->quote_lots_max = (int64_t)quote_lots_max;
        }
    }
    (void)snprintf(group->name, sizeof group->name, "%s", name);
    return group->instrument != NULL;
}

/* A protection of account and product, set before groups had any; that of its index comes first. */
static bool is_old_one(struct rpc_call *call, const struct instrument *instrument,
                       struct rpc_group *group)
{
    uint32_t account_id = rpc_account_id(call);
    struct mmp_view view;
    if (core_group_mmp(rpc_core(call), account_id, rpc_group_number(instrument, ""), &view)) {
        return false;
    }
    *group = (struct rpc_group){.instrument = instrument};
    return core_mmp(rpc_core(call), account_id, instrument->product_id, &group->view);
}

uint32_t rpc_groups(struct rpc_call *call, struct rpc_group *list, uint32_t max)
{
    static struct group_view views[RPC_GROUPS_MAX];
    uint32_t account_id = rpc_account_id(call);
    struct gateway *gateway = call->rpc->gateway;
    uint32_t many = core_groups(rpc_core(call), account_id, views, RPC_GROUPS_MAX);
    uint32_t count = 0;
    for (uint32_t i = many; i > 0 && count < max; i--) {
        uint32_t group_id = views[i - 1].group_id;
        if (!rpc_group_of(gateway, account_id, group_id, &list[count])) continue;
        count += core_group_mmp(rpc_core(call), account_id, group_id, &list[count].view);
    }
    const struct instrument *instrument;
    const struct instruments *instruments = gateway_instruments(gateway);
    for (uint32_t i = 0; (instrument = instrument_at(instruments, i)) != NULL; i++) {
        if (count < max && is_old_one(call, instrument, &list[count])) count++;
    }
    return count;
}

uint32_t rpc_group_for_order(const struct rpc_call *call, const struct instrument *instrument,
                             const char *name)
{
    struct mmp_view view;
    uint32_t account_id = rpc_account_id(call);
    const struct core *core = gateway_core(call->rpc->gateway);
    uint32_t group_id = rpc_group_number(instrument, name);
    if (core_group_mmp(core, account_id, group_id, &view)) return group_id;
    group_id = rpc_group_number(instrument, "");
    return core_group_mmp(core, account_id, group_id, &view) ? group_id : 0;
}

bool rpc_group_has_room(const struct rpc_call *call, const struct rpc_quoted *quoted)
{
    struct rpc_group group;
    struct gateway *gateway = call->rpc->gateway;
    uint32_t account_id = rpc_account_id(call);
    if (quoted->group_id == 0 || !rpc_group_of(gateway, account_id, quoted->group_id, &group) ||
        group.quote_lots_max == 0) {
        return true;
    }
    int128 lots = quoted->lots;
    const struct read_model *model = gateway_orders(gateway);
    const struct order_record *order = read_model_live(model, account_id, NULL);
    for (; order != NULL; order = read_model_live(model, account_id, order)) {
        bool counts = (order->flags & FLAG_MMP) != 0 && order->side == quoted->side &&
                      order->product_id == quoted->instrument->product_id &&
                      order->group_id == quoted->group_id && order != quoted->in_place;
        if (counts) lots += order->open.lots;
    }
    return lots <= group.quote_lots_max;
}
