/* SPDX-License-Identifier: Apache-2.0 */
/*
 * charter.h - the capacities of the core, as the journal keeps them.
 *
 * Role       A journal can be run again only by a core with the capacities it was made for, so they
 *            stand in its charter, in every segment.
 * Invariant  What charter_write wrote, charter_read reads; anything else is refused.
 * Rules      none.
 */
#ifndef PERPETUA_NODE_CHARTER_H
#define PERPETUA_NODE_CHARTER_H

#include <stdbool.h>

#include "core/core.h"
#include "wire/journal_segment.h"

void charter_write(struct journal_charter *charter, const struct core_config *config);

/* False when the bytes are not a charter of this version, or the capacities are not legal. */
bool charter_read(const struct journal_charter *charter, struct core_config *config);

#endif
