/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ops.h - what operators and their machines ask: /healthz, /readyz, /version, /metrics.
 *
 * Role       A dialect like the others.  /healthz says that the process serves, /readyz that it
 *            takes orders, /metrics is Prometheus text.
 * Invariant  Nothing private of a client is in any of them.
 */
#ifndef PERPETUA_VENUE_OPS_H
#define PERPETUA_VENUE_OPS_H

#include "venue/venue.h"

void ops_register(struct venue *venue);

#endif
