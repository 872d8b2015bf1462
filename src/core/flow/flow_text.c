/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flow_text.c - what a member calls its orders, kept by the journal for whoever reads events.
 *
 * Rules  R-ID-4.
 */
#include <string.h>

#include "core/flow/flow.h"

/* Bytes before the first zero. */
static uint32_t text_size(const struct body_client_text *body)
{
    uint32_t size = 0;
    while (size < CLIENT_TEXT_SIZE && body->text[size] != '\0') size++;
    return size;
}

/* The first byte that is neither printable ASCII nor filling: the text's size if there is none. */
static uint32_t first_fault(const struct body_client_text *body, uint32_t size)
{
    for (uint32_t i = 0; i < size; i++) {
        if (body->text[i] < ' ' || body->text[i] > '~') return i;
    }
    for (uint32_t i = size; i < CLIENT_TEXT_SIZE; i++) {
        if (body->text[i] != '\0') return i;
    }
    return CLIENT_TEXT_SIZE;
}

static struct verdict check_text(const struct core *core, const struct command *command,
                                 uint32_t size)
{
    const struct body_client_text *body = &command->text;
    struct verdict verdict = gate_account(core, command);
    if (verdict.reject != REJECT_NONE) return verdict;
    if (body->client_order_id == 0) return verdict_of(REJECT_FIELD, FIELD_CLIENT_ORDER_ID, 0, 0);
    uint32_t fault = first_fault(body, size);
    if (size == 0) return verdict_of(REJECT_FIELD, FIELD_TEXT, 0, 0);
    if (fault < CLIENT_TEXT_SIZE)
        return verdict_of(REJECT_FIELD, FIELD_TEXT, (uint8_t)body->text[fault], 0);
    return verdict_ok();
}

void flow_client_text(struct core *core, const struct command *command)
{
    const struct body_client_text *body = &command->text;
    uint32_t size = text_size(body);
    struct verdict verdict = check_text(core, command, size);
    if (verdict.reject != REJECT_NONE) {
        emit_reject(core, verdict, 0);
        return;
    }
    for (uint32_t at = 0; at < size; at += CLIENT_TEXT_PART) {
        struct event_client_text part = {
            .client_order_id = body->client_order_id, .at = (uint16_t)at, .size = (uint16_t)size};
        uint32_t left = size - at;
        memcpy(part.part, body->text + at, left < CLIENT_TEXT_PART ? left : CLIENT_TEXT_PART);
        emit(core, EVENT_CLIENT_TEXT, command->account_id, 0)->text = part;
    }
}
