/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_label.h - labels and client order ids: what a member calls its orders.
 *
 * Role       A label may stand on many orders, so each order with one gets a number of its own and
 *            the label is journalled with that number.  A client order id stands for one order for
 *            ever: its number is a hash of account and text, so that the same text finds the same
 *            order after any restart.
 * Invariant  Numbers made here have bit 63 set; decimal texts below 2^63 stand for themselves.
 * Rules      R-ID-3, R-ID-4.
 */
#ifndef PERPETUA_GATEWAY_RPC_LABEL_H
#define PERPETUA_GATEWAY_RPC_LABEL_H

#include <stdbool.h>
#include <stdint.h>

#include "gateway/gateway.h"
#include "model/limits.h"

/* Room for a label with its terminating zero byte. */
#define RPC_LABEL_SIZE (CLIENT_TEXT_SIZE + 1u)

/* 1 to 64 printable ASCII characters. */
bool rpc_label_is_legal(const char *text);

/* The number of an order that carries this label: another one for each `order` of the account. */
uint64_t rpc_label_number(uint32_t account_id, const char *label, uint64_t order);

/* The number of a client order id. */
uint64_t rpc_client_order_number(uint32_t account_id, const char *text);

/* The label of an order; empty: it has none. */
void rpc_label_of(struct gateway *gateway, uint32_t account_id, uint64_t client_order_id,
                  char label[RPC_LABEL_SIZE]);

#endif
