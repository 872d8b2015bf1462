/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_label.c - labels and client order ids: what a member calls its orders.
 */
#include "gateway/rpc_label.h"

#include <string.h>

#include "base/hash.h"
#include "base/text.h"

static uint64_t number_of(const char *use, uint32_t account_id, const char *text, uint64_t order)
{
    struct hash_state state;
    hash_begin(&state);
    hash_bytes(&state, use, strlen(use) + 1);
    hash_bytes(&state, &account_id, sizeof account_id);
    hash_bytes(&state, &order, sizeof order);
    hash_bytes(&state, text, strlen(text));
    return hash_end(&state).low | CLIENT_TEXT_BIT;
}

uint64_t rpc_label_number(uint32_t account_id, const char *label, uint64_t order)
{
    return number_of("label", account_id, label, order);
}

uint64_t rpc_client_order_number(uint32_t account_id, const char *text)
{
    uint64_t number;
    bool is_plain = text_read_u64(text, strlen(text), &number) && number != 0 &&
                    number < CLIENT_TEXT_BIT && text[0] != '0';
    return is_plain ? number : number_of("client", account_id, text, 0);
}
