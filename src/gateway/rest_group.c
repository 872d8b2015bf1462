/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rest_group.c - order groups: a limit of contracts filled in a rolling window of 15 seconds.
 *
 * The core's groups are numbers of an account that it never forgets.  A group that is deleted here
 * gets limits that no other has and is triggered, which ends its orders and lets no new ones in.
 * Its number is not given again.
 */
#include "gateway/rest_parts.h"

#define GROUPS_MAX   1024u
#define DELETED_LOTS INT64_C(1) /* the limit by which a deleted group is known */
#define DELETED_NS   INT64_C(1000000000)

bool rest_group_is_deleted(int64_t lots_max, int64_t window_ns)
{
    return lots_max == DELETED_LOTS && window_ns == DELETED_NS;
}

static bool is_deleted(const struct group_view *group)
{
    return rest_group_is_deleted(group->lots_max, group->window_ns);
}

/* Deleted, or of another dialect. */
static bool is_hidden(const struct group_view *group)
{
    return is_deleted(group) || !rest_group_is_shown(group->group_id);
}

static void put_group_state(struct json_writer *json, const struct group_view *group)
{
    json_add_bool(json, "is_auto_cancel_enabled", !group->is_triggered);
    rest_add_count(json, "contracts_limit_fp", group->lots_max);
    json_add_i64(json, "exchange_index", 0);
}

void rest_get_groups(struct rest_call *call)
{
    static struct group_view groups[GROUPS_MAX];
    uint32_t accounts[REST_SUBACCOUNTS];
    uint32_t account_count = rest_query_accounts(call, accounts);
    if (account_count == 0) return;
    json_begin_object(&call->json);
    json_put_name(&call->json, "order_groups");
    json_begin_array(&call->json);
    for (uint32_t i = 0; i < account_count; i++) {
        uint32_t count =
            core_groups(gateway_core(call->rest->gateway), accounts[i], groups, GROUPS_MAX);
        for (uint32_t k = 0; k < count; k++) {
            if (is_hidden(&groups[k])) continue;
            json_begin_object(&call->json);
            rest_add_id(&call->json, "id", REST_ID_GROUP, groups[k].group_id);
            put_group_state(&call->json, &groups[k]);
            json_end_object(&call->json);
        }
    }
    json_end_array(&call->json);
    json_end_object(&call->json);
    rest_answer_live(call, 200);
}

struct found_group {
    struct group_view view;
    uint32_t account_id;
};

/* The group that the path names; false: the call has failed. */
static bool find_group(struct rest_call *call, struct found_group *found)
{
    static struct group_view groups[GROUPS_MAX];
    uint32_t accounts[REST_SUBACCOUNTS];
    uint64_t group_id = 0;
    uint32_t account_count = rest_query_accounts(call, accounts);
    if (account_count == 0) return false;
    bool is_id = rest_id_read(call->parameter, REST_ID_GROUP, &group_id);
    for (uint32_t i = 0; i < account_count && is_id; i++) {
        uint32_t count =
            core_groups(gateway_core(call->rest->gateway), accounts[i], groups, GROUPS_MAX);
        for (uint32_t k = 0; k < count; k++) {
            if (groups[k].group_id != group_id || is_hidden(&groups[k])) continue;
            *found = (struct found_group){groups[k], accounts[i]};
            return true;
        }
    }
    rest_fail(call, 404, "group_not_found", "there is no order group of this id");
    return false;
}

void rest_get_group(struct rest_call *call)
{
    struct found_group found;
    if (!find_group(call, &found)) return;
    const struct read_model *model = gateway_orders(call->rest->gateway);
    json_begin_object(&call->json);
    put_group_state(&call->json, &found.view);
    json_put_name(&call->json, "orders");
    json_begin_array(&call->json);
    const struct order_record *order = read_model_live(model, found.account_id, NULL);
    for (; order != NULL; order = read_model_live(model, found.account_id, order)) {
        if (order->group_id != found.view.group_id) continue;
        char text[REST_ID_SIZE];
        rest_id_write(text, REST_ID_ORDER, order->order_id);
        json_put_text(&call->json, text);
    }
    json_end_array(&call->json);
    json_end_object(&call->json);
    rest_answer_live(call, 200);
}

/* --- changing groups --- */

static void finish_create(struct rest_call *call, const struct rest_wait *wait,
                          const struct event *events, uint32_t count)
{
    (void)events;
    (void)count;
    json_begin_object(&call->json);
    rest_add_id(&call->json, "order_group_id", REST_ID_GROUP, wait->number);
    json_add_i64(&call->json, "subaccount", rest_subaccount(call, wait->account_id));
    json_add_i64(&call->json, "exchange_index", 0);
    json_end_object(&call->json);
    rest_answer(call, 201);
}

/* The limit from contracts_limit or contracts_limit_fp, which must agree. */
static bool read_limit(struct rest_call *call, int64_t *lots)
{
    int64_t whole = 0;
    if (!rest_member_integer(call, "contracts_limit", &whole)) return false;
    *lots = whole;
    if (rest_member_is_set(call, "contracts_limit_fp") &&
        !rest_read_count(call, "contracts_limit_fp", rest_member_text(call, "contracts_limit_fp"),
                         lots))
        return false;
    if (*lots >= 1 && (whole == 0 || whole == *lots)) return true;
    rest_fail_field(call, "contracts_limit",
                    "must be at least 1, and agree with contracts_limit_fp");
    return false;
}

/* One more than the highest that the account ever had: ids of groups are numbers of the account. */
static uint32_t next_group_id(const struct rest_call *call, uint32_t account_id)
{
    static struct group_view groups[GROUPS_MAX];
    uint32_t highest = 0;
    uint32_t count = core_groups(gateway_core(call->rest->gateway), account_id, groups, GROUPS_MAX);
    for (uint32_t i = 0; i < count; i++) {
        if (!rest_group_is_shown(groups[i].group_id)) continue;
        if (groups[i].group_id > highest) highest = groups[i].group_id;
    }
    return highest + 1;
}

void rest_create_group(struct rest_call *call)
{
    struct rest_wait wait = {.finish = finish_create};
    int64_t subaccount = 0;
    int64_t lots = 0;
    if (!rest_member_integer(call, "subaccount", &subaccount) || !read_limit(call, &lots)) return;
    wait.account_id = rest_account(call, subaccount);
    if (wait.account_id == 0) {
        rest_fail_field(call, "subaccount", "is no sub-account of this key");
        return;
    }
    wait.number = next_group_id(call, wait.account_id);
    struct command command = rest_command(call, wait.account_id, COMMAND_GROUP_SET);
    command.group = (struct body_group){
        .group_id = (uint32_t)wait.number, .lots_max = lots, .window_ns = REST_GROUP_WINDOW_NS};
    rest_submit(call, &command, &wait);
}

void rest_limit_group(struct rest_call *call)
{
    struct rest_wait wait = {.finish = rest_finish_empty};
    struct found_group found;
    int64_t lots = 0;
    if (!read_limit(call, &lots) || !find_group(call, &found)) return;
    wait.account_id = found.account_id;
    struct command command = rest_command(call, wait.account_id, COMMAND_GROUP_LIMIT);
    command.group = (struct body_group){.group_id = found.view.group_id, .lots_max = lots};
    rest_submit(call, &command, &wait);
}

/* A command that names the group and has nothing else to say. */
static void submit_named(struct rest_call *call, const struct found_group *found, uint16_t kind)
{
    struct rest_wait wait = {.finish = rest_finish_empty, .account_id = found->account_id};
    struct command command = rest_command(call, found->account_id, kind);
    command.group.group_id = found->view.group_id;
    rest_submit(call, &command, &wait);
}

void rest_reset_group(struct rest_call *call)
{
    struct found_group found;
    if (find_group(call, &found)) submit_named(call, &found, COMMAND_GROUP_RESET);
}

void rest_trigger_group(struct rest_call *call)
{
    struct found_group found;
    if (find_group(call, &found)) submit_named(call, &found, COMMAND_GROUP_TRIGGER);
}

void rest_delete_group(struct rest_call *call)
{
    struct found_group found;
    if (!find_group(call, &found)) return;
    struct command command = rest_command(call, found.account_id, COMMAND_GROUP_SET);
    command.group = (struct body_group){
        .group_id = found.view.group_id, .lots_max = DELETED_LOTS, .window_ns = DELETED_NS};
    if (!gateway_submit(call->rest->gateway, &command, NULL, NULL)) {
        rest_fail(call, 503, "venue_stopping", "the journal does not take commands any more");
        return;
    }
    submit_named(call, &found, COMMAND_GROUP_TRIGGER);
}
