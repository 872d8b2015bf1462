/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stream_register.c - entries of the register, filings, cases.
 *
 * Role   See stream_economy.h.  A few entries are made again and again, so that products come to
 *        rest on them and fall with them.  Draws nothing where these parts are off.
 */
#include <string.h>

#include "base/date.h"
#include "base/int_math.h"
#include "sim/stream_economy.h"

#define WORLD_ENTRIES 6u

static bool is_on(const struct stream *stream)
{
    return (stream->parts & PART_REGISTER) != 0;
}

static void fill_text(struct stream *stream, char *text, uint32_t size)
{
    uint32_t length = (uint32_t)(1 + pick(stream, size));
    for (uint32_t i = 0; i < length; i++) text[i] = (char)(' ' + pick(stream, 95));
    if (chance(stream, 1, 60)) text[pick(stream, size)] = (char)odd_byte(stream);
}

static uint64_t pick_entry(struct stream *stream)
{
    return 1 + pick(stream, WORLD_ENTRIES);
}

void fill_register_terms(struct stream *stream, struct command *command)
{
    /* Streams with small or large books are gated early, the others hardly ever: spare products go
     * through their lives once only. */
    bool is_wanted = stream->live_aim != 130 || chance(stream, 1, 60);
    command->register_terms.is_gated = is_wanted && !chance(stream, 1, 10);
    command->register_terms.review_underlyings = UNDERLYING_METAL | UNDERLYING_ENERGY;
    if (chance(stream, 1, 8))
        command->register_terms.review_underlyings = (uint32_t)pick(stream, 200);
}

void fill_register_entry(struct stream *stream, struct command *command)
{
    static const uint8_t kinds[] = {REGISTER_FILING, REGISTER_ORDER, REGISTER_FILING,
                                    REGISTER_ORDER,  REGISTER_COURT, REGISTER_LETTER};
    struct body_register_entry *body = &command->register_entry;
    body->entry_id = pick_entry(stream);
    body->kind = kinds[(body->entry_id - 1) % sizeof kinds];
    if (chance(stream, 1, 12)) body->kind = (uint8_t)(1 + pick(stream, 6));
    body->status = REGISTER_GRANTED;
    if (chance(stream, 1, 8)) body->status = (uint8_t)(1 + pick(stream, 4));
    body->underlyings = chance(stream, 1, 8) ? (uint32_t)pick(stream, 130) : UNDERLYINGS_ALL;
    if (chance(stream, 1, 3)) body->account_class = 1u << pick(stream, 3);
    if (chance(stream, 1, 12)) body->product_id = (uint16_t)pick(stream, WORLD_PRODUCTS + 1);
    if (chance(stream, 1, 2)) body->fallback = (uint8_t)(1 + pick(stream, 2));
    int64_t near_ns = pick_between(stream, -NS_PER_HOUR, NS_PER_MINUTE);
    body->effective_ns = i64_max(0, stream->now_ns + near_ns);
    if (chance(stream, 1, 3))
        body->expiry_ns = stream->now_ns + pick_between(stream, -NS_PER_SECOND, NS_PER_HOUR);
    fill_text(stream, body->authority, AUTHORITY_SIZE);
    fill_text(stream, body->citation, CITATION_SIZE);
    if (chance(stream, 1, 2)) fill_text(stream, body->condition, CONDITION_SIZE);
}

void fill_product_filing(struct stream *stream, struct command *command)
{
    struct body_product_filing *body = &command->filing;
    body->underlying = 1u << pick(stream, chance(stream, 1, 30) ? 9 : 3);
    body->items[CHECK_DESIGN] = CHECKLIST_DESIGN_ALL;
    body->items[CHECK_UNDERLYING] = CHECKLIST_UNDERLYING_ALL;
    body->items[CHECK_PROTECTION] = CHECKLIST_PROTECTION_ALL;
    body->items[CHECK_CONTROLS] = CHECKLIST_CONTROLS_ALL;
    if (chance(stream, 1, 3)) body->items[pick(stream, CHECKLISTS)] = (uint32_t)pick(stream, 300);
}

void fill_case(struct stream *stream, struct command *command)
{
    struct body_case *body = &command->surveillance_case;
    body->action = (uint8_t)(1 + pick(stream, 5));
    if (stream->case_count > 100 && body->action == CASE_OPEN) body->action = CASE_NOTE;
    if (body->action == CASE_OPEN) {
        if (chance(stream, 2, 3)) command->account_id = pick_account(stream);
        if (chance(stream, 1, 2)) command->product_id = pick_product(stream);
        body->alert_id = pick(stream, 1000);
        body->sequence = stream->sequence;
    } else {
        body->case_id = 1 + pick(stream, stream->case_count + 1);
    }
    if (body->action == CASE_ASSIGN || chance(stream, 1, 3)) {
        uint64_t anyone = pick(stream, 20);
        body->assignee_id = (uint32_t)(chance(stream, 4, 5) ? 6 + anyone % 2 : anyone);
    }
    if (body->action == CASE_CLOSE) body->outcome = (uint8_t)(1 + pick(stream, 4));
    fill_text(stream, body->reason, REASON_SIZE);
}

void cite_entry(struct stream *stream, struct command *command)
{
    if (!is_on(stream) || chance(stream, 1, 12)) return;
    if (command->kind == COMMAND_PRODUCT_STATE) {
        /* Filings are odd, orders even: see the kinds above. */
        command->state.register_entry = pick_entry(stream);
        bool is_filed = command->state.state == PRODUCT_FILED;
        if (is_filed && chance(stream, 3, 4)) command->state.register_entry = 1;
        if (!is_filed && chance(stream, 4, 5)) command->state.register_entry = 2;
    }
    if (command->kind == COMMAND_PRODUCT_TERMS) command->terms.register_entry = pick_entry(stream);
}

void learn_register(struct stream *stream, const struct event *event)
{
    if (event->kind != EVENT_CASE) return;
    uint64_t case_id = event->surveillance_case.case_id;
    if (case_id > stream->case_count) stream->case_count = (uint32_t)case_id;
}
