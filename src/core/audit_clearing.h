/* SPDX-License-Identifier: Apache-2.0 */
/*
 * audit_clearing.h - the part of core_audit that knows settlement.
 *
 * Role   Called by core_audit only.
 */
#ifndef PERPETUA_CORE_AUDIT_CLEARING_H
#define PERPETUA_CORE_AUDIT_CLEARING_H

#include "core/state/state.h"

/* Ends the process at the first broken invariant of R-SETTLE-9. */
void audit_clearing(const struct core *core);

#endif
