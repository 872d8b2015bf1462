/* SPDX-License-Identifier: Apache-2.0 */
/*
 * audit_margin.h - the part of core_audit about margin.
 *
 * Role   Declared apart so that audit.c stays about sums.
 */
#ifndef PERPETUA_CORE_AUDIT_MARGIN_H
#define PERPETUA_CORE_AUDIT_MARGIN_H

struct core;

/* The index of attention, the queue and the custody of assets; ends the process at a fault. */
void audit_margin(const struct core *core);

#endif
