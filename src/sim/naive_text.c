/* SPDX-License-Identifier: Apache-2.0 */
/*
 * naive_text.c - the naive venue's account of what members call their orders.
 *
 * Rules  R-ID-4.
 */
#include "sim/naive_check.h"
#include "sim/naive_order.h"

static struct naive_fault check_characters(const char *text)
{
    bool has_ended = false;
    for (int i = 0; i < (int)CLIENT_TEXT_SIZE; i++) {
        int character = (unsigned char)text[i];
        if (character == 0) has_ended = true;
        bool is_good = has_ended ? character == 0 : character >= 32 && character <= 126;
        if (!is_good) return fault_of(REJECT_FIELD, FIELD_TEXT, character, 0);
    }
    return NO_FAULT;
}

static void emit_part(struct naive *naive, uint16_t at, uint16_t size)
{
    const struct body_client_text *body = &naive->command->text;
    struct event *event = naive_emit(naive, EVENT_CLIENT_TEXT, naive->command->account_id, 0);
    event->text.client_order_id = body->client_order_id;
    event->text.at = at;
    event->text.size = size;
    for (uint16_t i = 0; i < CLIENT_TEXT_PART && at + i < size; i++)
        event->text.part[i] = body->text[at + i];
}

struct naive_fault naive_command_client_text(struct naive *naive)
{
    const struct body_client_text *body = &naive->command->text;
    CHECK(naive_check_account_exists(naive, naive->command->account_id));
    if (body->client_order_id == 0) return fault_of(REJECT_FIELD, FIELD_CLIENT_ORDER_ID, 0, 0);
    if (body->text[0] == '\0') return fault_of(REJECT_FIELD, FIELD_TEXT, 0, 0);
    CHECK(check_characters(body->text));
    uint16_t size = 0;
    while (size < CLIENT_TEXT_SIZE && body->text[size] != '\0') size++;
    emit_part(naive, 0, size);
    if (size > CLIENT_TEXT_PART) emit_part(naive, CLIENT_TEXT_PART, size);
    return NO_FAULT;
}
