/* SPDX-License-Identifier: Apache-2.0 */
/*
 * hint.h - hints to the CPU for walks over many accounts.
 *
 * Role       Accounts that are worked one after the other lie anywhere in memory, and what belongs
 *            to one lies in several arrays: a walk asks for it some turns before.  Hints change
 *            nothing.  (Those ahead of a command are in prefetch.c.)
 */
#ifndef PERPETUA_CORE_STATE_HINT_H
#define PERPETUA_CORE_STATE_HINT_H

#include "core/state/state.h"

/* Turns ahead, where one thing is found through another. */
#define HINT_FAR  8u
#define HINT_NEAR 4u

/* A call of a function that only hints has no effect that a compiler can see: gcc 12 drops the
 * call, unless the hints stand in the caller by then. */
#define HINT_INLINE static inline __attribute__((always_inline))

HINT_INLINE void hint_account(const struct core *core, uint32_t account_id)
{
    const struct account *account = core_account_at(core, account_id);
    __builtin_prefetch(account, 1);
    __builtin_prefetch(&core->ledger.lines[entry_account(account_id)], 1);
    __builtin_prefetch(&core->links[account_id], 1);
}

HINT_INLINE void hint_position(const struct core *core, uint32_t slot)
{
    const struct position *position = position_at(&core->positions, slot);
    __builtin_prefetch(position, 1);
    __builtin_prefetch(&position->funding_nanos, 1);
    __builtin_prefetch(&core->looks[slot], 1);
}

#endif
