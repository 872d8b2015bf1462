/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_label.h - labels and client order ids: what a member calls its orders.
 *
 * Role       A label may stand on many orders, so each order with one gets a number of its own and
 *            the label is journalled with that number.  A client order id stands for one order for
 *            ever: its number is a hash of account and text, so that the same text finds the same
 *            order after any restart.
 * Invariant  Numbers made here have CLIENT_TEXT_BIT set; decimal texts below stand for themselves.
 * Rules      R-ID-3, R-ID-4.
 */
#ifndef PERPETUA_GATEWAY_RPC_LABEL_H
#define PERPETUA_GATEWAY_RPC_LABEL_H

#include <stdbool.h>
#include <stdint.h>

#include "gateway/client_text.h"

/* Room for a label with its terminating zero byte. */
#define RPC_LABEL_SIZE CLIENT_TEXT_ROOM

/* The number of an order that carries this label: another one for each `order` of the account. */
uint64_t rpc_label_number(uint32_t account_id, const char *label, uint64_t order);

/* The number of a client order id. */
uint64_t rpc_client_order_number(uint32_t account_id, const char *text);

#endif
