/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_supervision.h - what the methods of surveillance, cases, reports and quality share.
 *
 * Role       Asking supervision/supervision.h, and writing an alert.
 * Invariant  What is read from the shelf is copied into the answer while the shelf stands still.
 */
#ifndef PERPETUA_GATEWAY_RPC_SUPERVISION_H
#define PERPETUA_GATEWAY_RPC_SUPERVISION_H

#include "gateway/rpc_call.h"
#include "supervision/supervision.h"

#define RPC_LIST_MAX 200u /* of alerts and cases in one answer */

/* NULL: failed, the call is ended. */
struct supervision *rpc_supervision(struct rpc_call *call);

/* Members "through" and "catching_up": up to where the journal was looked at. */
void rpc_put_through(struct rpc_call *call, const struct supervision *supervision);

/* Asks in the name of the call, which waits for `done`; refusals end it. */
void rpc_supervision_ask(struct rpc_call *call, struct supervision_question *question,
                         supervision_done *done);

/* False: nothing was found; the call is ended. */
bool rpc_supervision_found(struct rpc_call *call, const struct supervision_answer *answer);

/* The instrument's name as a member; nothing for product 0. */
void rpc_put_instrument_name(struct json_writer *writer, const struct gateway *gateway,
                             uint16_t product_id);

/* The product that parameter instrument_name names, 0 if it is not given.  False: failed. */
bool rpc_product_asked(struct rpc_call *call, uint16_t *product_id);

/* An alert as an object; while the shelf stands still. */
void rpc_put_alert(struct json_writer *writer, const struct gateway *gateway,
                   const struct shelf *shelf, const struct shelf_alert *kept);

/* A detector with its parameters as an object. */
void rpc_put_detector(struct json_writer *writer, uint32_t place, uint64_t alert_count);

#endif
