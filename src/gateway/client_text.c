/* SPDX-License-Identifier: Apache-2.0 */
/*
 * client_text.c - what members call their orders, for every dialect.
 */
#include "gateway/client_text.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "history/history.h"
#include "read_model/read_model.h"

bool client_text_is_legal(const char *text)
{
    size_t size = strlen(text);
    if (size == 0 || size > CLIENT_TEXT_SIZE) return false;
    for (size_t i = 0; i < size; i++) {
        if (text[i] < ' ' || text[i] > '~') return false;
    }
    return true;
}

void client_text_of(struct gateway *gateway, uint32_t account_id, uint64_t client_order_id,
                    char text[CLIENT_TEXT_ROOM])
{
    text[0] = '\0';
    if (client_order_id == 0) return;
    const char *known = read_model_text(gateway_orders(gateway), account_id, client_order_id);
    if (known != NULL) {
        (void)snprintf(text, CLIENT_TEXT_ROOM, "%s", known);
        return;
    }
    if (client_order_id < CLIENT_TEXT_BIT) {
        (void)text_write_u64(text, CLIENT_TEXT_ROOM, client_order_id);
        return;
    }
    struct history *history = gateway_history(gateway);
    if (history == NULL) return;
    if (history_text(history, account_id, client_order_id, text) != HISTORY_OK) text[0] = '\0';
}
