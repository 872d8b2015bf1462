/* SPDX-License-Identifier: Apache-2.0 */
/*
 * explain_keep.c - what an explain knows, between two commands, written down and taken up again.
 *
 * Role       See keep/keep.h.  What is kept from event to event of a command is not moved: behind
 *            the last event nothing of it is asked for any more.  The slice whose order was in the
 *            book is: later events are compared with its order's id.
 * Invariant  An explain that was taken up makes the receipts that the one written down would make
 *            (test/follow).
 */
#include "keep/keep.h"
#include "lab/explain.h"

#define COUNT(lists) ((uint32_t)(sizeof(lists) / sizeof(lists)[0]))

static void watch_keep(struct watch *watch, struct keep *keep)
{
    const struct keep_list lists[] = {
        KEEP_USED(watch->positions, watch->position_room, watch->position_count),
        KEEP_LIST(watch->accounts, watch->account_room),
        KEEP_USED(watch->closing, watch->closing_room, watch->closing_count),
        KEEP_USED(watch->holdings, watch->holding_room, watch->holding_count),
        KEEP_USED(watch->orders, watch->order_room, watch->order_count),
        KEEP_LIST(watch->order_buckets, watch->order_room),
        KEEP_USED(watch->members, watch->member_room, watch->member_count),
        KEEP_USED(watch->bids, watch->bid_room, watch->bid_count),
        KEEP_LIST(watch->member_states, watch->member_state_room),
        KEEP_USED(watch->trades, watch->trade_room, watch->trade_count),
        KEEP_USED(watch->give_ups, watch->give_up_room, watch->give_up_count),
    };
    keep_struct(keep, watch, sizeof *watch, lists, COUNT(lists));
}

/* The slice, without the terms that it was computed by. */
static void slice_keep(struct explain_close *close, struct keep *keep)
{
    close->slice.position.terms = NULL;
    keep_bytes(keep, &close->slice, sizeof close->slice);
    keep_bytes(keep, &close->room_micros, sizeof close->room_micros);
}

void explain_keep(struct explain *explain, struct keep *keep)
{
    explain->worked.at_hand = NULL;
    explain->worked.command = NULL;
    watch_keep(&explain->watch, keep);
    slice_keep(&explain->close, keep);
    keep_bytes(keep, explain->totals, sizeof explain->totals);
    keep_bytes(keep, &explain->sequence, sizeof explain->sequence);
    keep_bytes(keep, &explain->worked, sizeof explain->worked);
}
