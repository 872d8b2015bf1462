/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rest_cash.c - sub-accounts, and money moved between them.
 *
 * The venue's user who opens accounts is a member's administrator; a key with the right to write
 * its wallet may open its own sub-accounts, so the venue itself sends these commands for it, after
 * it has checked that both accounts are the key's.
 */
#include <string.h>

#include "base/hash.h"
#include "gateway/rest_parts.h"

static void finish_subaccount(struct rest_call *call, const struct rest_wait *wait,
                              const struct event *events, uint32_t count)
{
    (void)events;
    (void)count;
    json_begin_object(&call->json);
    json_add_u64(&call->json, "subaccount_number", wait->number);
    json_end_object(&call->json);
    rest_answer(call, 201);
}

void rest_create_subaccount(struct rest_call *call)
{
    struct rest_wait wait = {.finish = finish_subaccount,
                             .account_id = call->credential->account_id};
    struct account_record parent;
    const struct read_model *model = gateway_orders(call->rest->gateway);
    if (!read_model_account(model, wait.account_id, &parent)) {
        rest_fail(call, 403, "forbidden", "the key's account does not exist");
        return;
    }
    uint32_t last = read_model_sub_account(model, wait.account_id, 0);
    for (wait.number = 1; last != 0; wait.number++)
        last = read_model_sub_account(model, wait.account_id, last);
    if (wait.number >= REST_SUBACCOUNTS) {
        rest_fail(call, 400, "subaccount_limit", "an account has at most 63 sub-accounts");
        return;
    }
    struct command command = {.kind = COMMAND_ACCOUNT_OPEN};
    command.account.member_id = parent.member_id;
    command.account.customer_id = parent.customer_id;
    command.account.parent_account_id = wait.account_id;
    command.account.controller_id = call->credential->user_id;
    command.account.classes = parent.classes;
    command.account.state = PARTY_APPROVED;
    rest_submit(call, &command, &wait);
}

/* The client's id of the transfer as the number that stands in the journal. */
static uint64_t reference_of(const char *text)
{
    struct hash_state state;
    hash_begin(&state);
    hash_bytes(&state, text, strlen(text));
    return hash_end(&state).low | 1;
}

/* R-IDEM: was a transfer with this reference made already?  The newest are looked at. */
static bool is_repeated(const struct rest_call *call, uint32_t account_id, uint64_t reference)
{
    static struct transaction_record list[100];
    struct history_page page;
    struct history_query query = {
        .account_id = account_id, .kinds = 1u << TRANSACTION_TRANSFER, .limit = 100};
    struct history *history = gateway_history(call->rest->gateway);
    if (history == NULL || history_transactions(history, &query, list, &page) != HISTORY_OK)
        return false;
    for (uint32_t i = 0; i < page.count; i++) {
        if (list[i].reference == reference) return true;
    }
    return false;
}

void rest_transfer(struct rest_call *call)
{
    struct rest_wait wait = {.finish = rest_finish_empty};
    int64_t from = -1;
    int64_t to = -1;
    int64_t cents = 0;
    const char *id = rest_member_text(call, "client_transfer_id");
    if (!rest_member_integer(call, "from_subaccount", &from)) return;
    if (!rest_member_integer(call, "to_subaccount", &to)) return;
    if (!rest_member_integer(call, "amount_cents", &cents)) return;
    uint32_t from_account = rest_account(call, from);
    uint32_t to_account = rest_account(call, to);
    const char *field = NULL;
    if (id == NULL || id[0] == '\0') field = "client_transfer_id";
    if (cents < 1 || cents > MONEY_MICROS_MAX / MICROS_PER_CENT) field = "amount_cents";
    if (to_account == 0 || to == from) field = "to_subaccount";
    if (from_account == 0) field = "from_subaccount";
    /* R-CURRENCY-2 sees to the other one. */
    const struct core *core = gateway_core(call->rest->gateway);
    bool is_dollars = core_account_currency(core, from_account) == CURRENCY_DOLLAR;
    if (field == NULL && !is_dollars) {
        rest_fail_field(call, "from_subaccount", "holds other money than cents");
        return;
    }
    if (field != NULL) {
        rest_fail_field(call, field, "is missing or not possible");
        return;
    }
    uint64_t reference = reference_of(id);
    if (is_repeated(call, from_account, reference)) {
        rest_finish_empty(call, &wait, NULL, 0);
        return;
    }
    struct command command = {.kind = COMMAND_TRANSFER, .account_id = from_account};
    command.cash.amount.micros = cents * MICROS_PER_CENT;
    command.cash.to_account_id = to_account;
    command.cash.reference = reference;
    rest_submit(call, &command, &wait);
}

void rest_transfer_instance(struct rest_call *call)
{
    rest_fail(call, 400, "one_instance",
              "this venue has one exchange instance: there is nothing to transfer to");
}
