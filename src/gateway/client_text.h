/* SPDX-License-Identifier: Apache-2.0 */
/*
 * client_text.h - what members call their orders, for every dialect.
 *
 * Role       Says which texts are legal, and finds the text of a number: in memory, in the history,
 *            or the number itself.  Each dialect makes its numbers in its own way, which can never
 *            change: the same text has to find the same order for ever.
 * Invariant  Numbers made of a text have CLIENT_TEXT_BIT set; decimal texts below it stand for
 *            themselves.
 * Rules      R-ID-3, R-ID-4.
 */
#ifndef PERPETUA_GATEWAY_CLIENT_TEXT_H
#define PERPETUA_GATEWAY_CLIENT_TEXT_H

#include <stdbool.h>
#include <stdint.h>

#include "gateway/gateway.h"
#include "model/limits.h"

#define CLIENT_TEXT_BIT (UINT64_C(1) << 63)

/* Room for a text with its terminating zero byte. */
#define CLIENT_TEXT_ROOM (CLIENT_TEXT_SIZE + 1u)

/* 1 to 64 printable ASCII characters. */
bool client_text_is_legal(const char *text);

/* The text of a client order id; empty: it has none. */
void client_text_of(struct gateway *gateway, uint32_t account_id, uint64_t client_order_id,
                    char text[CLIENT_TEXT_ROOM]);

#endif
