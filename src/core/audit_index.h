/* SPDX-License-Identifier: Apache-2.0 */
/*
 * audit_index.h - the part of core_audit about what finds things.
 *
 * Role   Declared apart so that audit.c stays about sums.
 */
#ifndef PERPETUA_CORE_AUDIT_INDEX_H
#define PERPETUA_CORE_AUDIT_INDEX_H

#include "core/state/state.h"

/* Ends the process at the first index that is not complete and exact. */
void audit_indexes(const struct core *core);

#endif
