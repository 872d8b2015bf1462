/* SPDX-License-Identifier: Apache-2.0 */
/*
 * evidence_run.c - see evidence_run.h.
 */
#include "supervision/evidence_run.h"

#include <string.h>

static void count_event(struct evidence *evidence, const struct event *event)
{
    evidence->events[event->kind]++;
    if (event->kind == EVENT_REJECTED) evidence->rejects[event->reject.code]++;
    if (event->kind == EVENT_TRADE) {
        evidence->totals[TOTAL_LOTS] += (uint64_t)event->trade.qty.lots;
    }
}

static void see(void *context, const struct journal_step *step)
{
    struct evidence_run *run = context;
    struct evidence *evidence = &run->evidence;
    if (evidence->totals[TOTAL_COMMANDS] == 0) evidence->first_ns = step->command->time_ns;
    evidence->last_ns = step->command->time_ns;
    evidence->totals[TOTAL_COMMANDS]++;
    evidence->totals[TOTAL_EVENTS] += step->event_count;
    evidence->commands[step->command->kind]++;
    for (uint32_t i = 0; i < step->event_count; i++) count_event(evidence, &step->events[i]);
    int32_t date = run->feed.day->venue_date;
    bool is_new = evidence->totals[TOTAL_TRADE_DATES] == 0 || date != run->date;
    if (is_new) evidence->totals[TOTAL_TRADE_DATES]++;
    run->date = date;
}

void evidence_run_begin(struct evidence_run *run, FILE *out)
{
    memset(run, 0, sizeof *run);
    settings_default(&run->settings);
    run->feed = (struct day_feed){
        .config = {.date = INT32_MAX - 1, .settings = &run->settings},
        .reconcile = {.out = out},
        .is_compared = true,
        .seen = see,
        .seen_context = run,
    };
}

void evidence_run_verified(struct evidence_run *run, const struct verify_result *verified,
                           bool holds)
{
    struct evidence *evidence = &run->evidence;
    evidence->is_verified = holds;
    evidence->totals[TOTAL_SEALS] = verified->seal_count;
    evidence->totals[TOTAL_HEADS] = verified->head_count;
    evidence->totals[TOTAL_SNAPSHOTS] = verified->snapshot_count;
    evidence->sequence_last = verified->sequence_last;
    journal_hash_text(&verified->head, run->chain);
    evidence->chain_head = run->chain;
}

void evidence_run_end(struct evidence_run *run, const char *output, const char *state)
{
    struct evidence *evidence = &run->evidence;
    evidence->output_hash = output;
    evidence->state_hash = state;
    evidence->is_reconciled = reconcile_holds(&run->feed.reconcile);
    evidence->totals[TOTAL_RECONCILED] = run->feed.reconcile.compared;
}
