/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_label.c - labels and client order ids: what a member calls its orders.
 */
#include "gateway/rpc_label.h"

#include <stdio.h>
#include <string.h>

#include "base/hash.h"
#include "base/text.h"
#include "history/history.h"
#include "read_model/read_model.h"

#define MADE_BIT (UINT64_C(1) << 63)

bool rpc_label_is_legal(const char *text)
{
    size_t size = strlen(text);
    if (size == 0 || size > CLIENT_TEXT_SIZE) return false;
    for (size_t i = 0; i < size; i++) {
        if (text[i] < ' ' || text[i] > '~') return false;
    }
    return true;
}

static uint64_t number_of(const char *use, uint32_t account_id, const char *text, uint64_t order)
{
    struct hash_state state;
    hash_begin(&state);
    hash_bytes(&state, use, strlen(use) + 1);
    hash_bytes(&state, &account_id, sizeof account_id);
    hash_bytes(&state, &order, sizeof order);
    hash_bytes(&state, text, strlen(text));
    return hash_end(&state).low | MADE_BIT;
}

uint64_t rpc_label_number(uint32_t account_id, const char *label, uint64_t order)
{
    return number_of("label", account_id, label, order);
}

uint64_t rpc_client_order_number(uint32_t account_id, const char *text)
{
    uint64_t number;
    bool is_plain = text_read_u64(text, strlen(text), &number) && number != 0 &&
                    number < MADE_BIT && text[0] != '0';
    return is_plain ? number : number_of("client", account_id, text, 0);
}

void rpc_label_of(struct gateway *gateway, uint32_t account_id, uint64_t client_order_id,
                  char label[RPC_LABEL_SIZE])
{
    label[0] = '\0';
    if (client_order_id == 0) return;
    const char *text = read_model_text(gateway_orders(gateway), account_id, client_order_id);
    if (text != NULL) {
        (void)snprintf(label, RPC_LABEL_SIZE, "%s", text);
        return;
    }
    if (client_order_id < MADE_BIT) {
        (void)text_write_u64(label, RPC_LABEL_SIZE, client_order_id);
        return;
    }
    struct history *history = gateway_history(gateway);
    if (history == NULL) return;
    if (history_text(history, account_id, client_order_id, label) != HISTORY_OK) label[0] = '\0';
}
