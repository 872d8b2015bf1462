/* SPDX-License-Identifier: Apache-2.0 */
/*
 * search_book.c - the book as it was after a command, and the tape of a range of commands.
 *
 * Role   See supervision.h.  Both run the journal from the nearest snapshot before.
 * Rules  R-BOOK-1.
 */
#include <stdlib.h>

#include "supervision/supervision_parts.h"

/* --- the book --------------------------------------------------------------------------------- */

static bool take_side(struct finding *finding, const struct core *core, enum side side)
{
    static const uint32_t max = SUPERVISION_ORDERS_MAX;
    uint64_t *ids = calloc(max, sizeof *ids);
    struct book_order *orders = calloc(max, sizeof *orders);
    finding->orders[side] = orders;
    if (ids == NULL || orders == NULL) {
        free(ids);
        return false;
    }
    uint32_t count = core_queue(core, finding->question.product_id, side, ids, max);
    struct book_side *book = &finding->answer.sides[side];
    for (uint32_t i = 0; i < count; i++) {
        struct order_view view;
        if (!core_order(core, ids[i], &view)) continue;
        orders[book->count++] = (struct book_order){.order_id = ids[i],
                                                    .price_ticks = view.price.ticks,
                                                    .shown_lots = view.shown.lots,
                                                    .open_lots = view.open.lots,
                                                    .account_id = view.account_id};
    }
    book->orders = orders;
    free(ids);
    return true;
}

static void take_book(struct finding *finding, const struct core *core)
{
    struct product_view product;
    if (!core_product(core, finding->question.product_id, &product)) {
        search_absent(finding, "the product was not listed yet");
        return;
    }
    finding->answer.mark_e4 = product.mark.ticks_e4;
    finding->answer.index_e4 = product.index.ticks_e4;
    if (take_side(finding, core, SIDE_BUY) && take_side(finding, core, SIDE_SELL)) return;
    search_fault(finding, "out of memory");
}

void search_book(struct supervision *supervision, struct finding *finding)
{
    struct journal_step step;
    uint64_t through = finding->question.through;
    struct walk *walk = search_walk(supervision, finding, through, through);
    if (walk == NULL) return;
    while (search_step(supervision, walk, finding, &step)) continue;
    finding->answer.through = core_sequence(walk_core(walk));
    finding->answer.time_ns = core_time_ns(walk_core(walk));
    if (finding->answer.fault == NULL) take_book(finding, walk_core(walk));
    search_walk_end(walk);
}

/* --- the tape --------------------------------------------------------------------------------- */

static bool is_named(const struct supervision_question *question, uint32_t account_id)
{
    for (uint32_t i = 0; i < question->account_count; i++) {
        if (question->accounts[i] == account_id) return true;
    }
    return question->account_count == 0;
}

/* What a reader of the tape looks for: orders, trades, refusals, forced closes, halts. */
static bool is_on_tape(const struct supervision_question *question, const struct event *event)
{
    if (event->product_id != question->product_id) return false;
    if (event->kind == EVENT_TRADE) {
        return is_named(question, event->trade.maker_account_id) ||
               is_named(question, event->trade.taker_account_id);
    }
    bool is_order = event->kind >= EVENT_ORDER_ACCEPTED && event->kind <= EVENT_ORDER_FILLED;
    bool is_such = is_order || event->kind == EVENT_REJECTED || event->kind == EVENT_LIQUIDATION ||
                   event->kind == EVENT_PHASE;
    return is_such && (event->account_id == 0 || is_named(question, event->account_id));
}

static void take_step(struct finding *finding, const struct journal_step *step)
{
    struct supervision_answer *answer = &finding->answer;
    for (uint32_t i = 0; i < step->event_count; i++) {
        if (!is_on_tape(&finding->question, &step->events[i])) continue;
        if (answer->event_count == SUPERVISION_EVENTS_MAX) {
            answer->is_complete = false;
            return;
        }
        finding->events[answer->event_count++] = step->events[i];
    }
}

void search_tape(struct supervision *supervision, struct finding *finding)
{
    struct journal_step step;
    const struct supervision_question *question = &finding->question;
    finding->events = calloc(SUPERVISION_EVENTS_MAX, sizeof *finding->events);
    finding->answer.is_complete = true;
    finding->answer.events = finding->events;
    if (finding->events == NULL) {
        search_fault(finding, "out of memory");
        return;
    }
    struct walk *walk = search_walk(supervision, finding, question->from - 1, question->through);
    if (walk == NULL) return;
    while (finding->answer.is_complete && search_step(supervision, walk, finding, &step)) {
        if (step.command->sequence >= question->from) take_step(finding, &step);
    }
    finding->answer.through = core_sequence(walk_core(walk));
    finding->answer.time_ns = core_time_ns(walk_core(walk));
    search_walk_end(walk);
}
