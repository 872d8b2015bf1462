/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fixture_text.h - the events of a step in one short line, for tables of stories.
 *
 * Role       "accepted 2 5@100; trade 1/2 5@100; fill 1 -5; fill 2 5; filled 1 0@100; filled 2
 *            0@100": orders are numbered in the order in which they were made; an order's event
 *            shows what is open at which price, and its reason; a fill shows the position.
 */
#ifndef PERPETUA_CORE_FIXTURE_TEXT_H
#define PERPETUA_CORE_FIXTURE_TEXT_H

#include "core/fixture.h"
#include "model/text_line.h"
#include "model/text_words.h"

#define FIXTURE_TEXT_SIZE 4096u

static inline uint64_t fixture_order_number(uint64_t order_id)
{
    return order_id / 256; /* orders_max of fixture_config */
}

static inline void text_put_word(struct text_line *line, enum word_set set, uint64_t value)
{
    const char *word = word_of(set, value);
    text_line_put_lower(line, word == NULL ? "?" : word);
}

static inline void text_put_order(struct text_line *line, const struct event_order *order)
{
    text_line_put_u64(line, fixture_order_number(order->order_id));
    text_line_put_char(line, ' ');
    text_line_put_i64(line, order->open.lots);
    text_line_put_char(line, '@');
    text_line_put_i64(line, order->price.ticks);
    if (order->reason == REASON_NONE) return;
    text_line_put_char(line, ' ');
    text_put_word(line, WORDS_REASON, order->reason);
    if (order->reason != REASON_CHECK) return;
    text_line_put_char(line, ' ');
    text_put_word(line, WORDS_REJECT, order->check);
}

static inline void text_put_trade(struct text_line *line, const struct event_trade *trade)
{
    text_line_put_u64(line, fixture_order_number(trade->maker_order_id));
    text_line_put_char(line, '/');
    text_line_put_u64(line, fixture_order_number(trade->taker_order_id));
    text_line_put_char(line, ' ');
    text_line_put_i64(line, trade->qty.lots);
    text_line_put_char(line, '@');
    text_line_put_i64(line, trade->price.ticks);
}

static inline void text_put_event(struct text_line *line, const struct event *event)
{
    /* "order_accepted" is "accepted" here. */
    const char *word = word_of(WORDS_EVENT, event->kind);
    if (word == NULL) word = "?";
    bool is_order = event->kind >= EVENT_ORDER_ACCEPTED && event->kind <= EVENT_ORDER_FILLED;
    text_line_put_lower(line, is_order ? word + sizeof "ORDER_" - 1 : word);
    text_line_put_char(line, ' ');
    if (is_order) text_put_order(line, &event->order);
    if (event->kind == EVENT_TRADE) text_put_trade(line, &event->trade);
    if (event->kind == EVENT_REJECTED) text_put_word(line, WORDS_REJECT, event->reject.code);
    if (event->kind == EVENT_MASS_CANCELLED) text_line_put_u64(line, event->mass.count);
    if (event->kind == EVENT_GROUP) text_line_put_i64(line, event->group.lots);
    if (event->kind == EVENT_MMP) text_line_put_i64(line, event->mmp.lots);
    if (event->kind == EVENT_PHASE) {
        text_put_word(line, event->phase.halt == HALT_NONE ? WORDS_PHASE : WORDS_HALT,
                      event->phase.halt == HALT_NONE ? event->phase.phase : event->phase.halt);
    }
    if (event->kind == EVENT_AUCTION) {
        text_line_put_i64(line, event->auction.qty.lots);
        text_line_put_char(line, '@');
        text_line_put_i64(line, event->auction.price.ticks);
    }
    if (event->kind == EVENT_FILL) {
        text_line_put_u64(line, fixture_order_number(event->fill.order_id));
        text_line_put_char(line, ' ');
        text_line_put_i64(line, event->fill.net.lots);
    }
}

/* The events of the last step; the text lives until the next call. */
static inline const char *fixture_text(const struct fixture *fixture)
{
    static char text[FIXTURE_TEXT_SIZE];
    struct text_line line;
    text_line_begin(&line, text, sizeof text);
    for (uint32_t i = 0; i < fixture->events.count; i++) {
        if (i > 0) text_line_put(&line, "; ");
        text_put_event(&line, &fixture->list[i]);
    }
    (void)text_line_end(&line);
    return text;
}

#endif
