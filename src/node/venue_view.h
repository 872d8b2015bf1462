/* SPDX-License-Identifier: Apache-2.0 */
/*
 * venue_view.h - what those outside may look at in the live core.
 *
 * Role       Gateways never include core/: they include this and use the views of core/core.h, from
 *            core_depth to core_balance, and those of core/desk_view.h.  They read; only the node
 *            steps.  What they read is ahead of what is durable, so an answer made of it waits for
 *            core_sequence at that moment.
 * Invariant  Nobody but node and what stands below it calls core_init, core_step or
 *            core_regions_restore (scripts/check_layers keeps core/ out of gateways).
 * Rules      none.
 */
#ifndef PERPETUA_NODE_VENUE_VIEW_H
#define PERPETUA_NODE_VENUE_VIEW_H

#include "core/core.h"
#include "core/desk_view.h"

#endif
