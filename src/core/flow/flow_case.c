/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flow_case.c - cases of surveillance, and the reasons that operators give.
 *
 * Role   A case is a record of who did what about an alert, and why.  It moves nothing else.
 * Rules  R-CASE-1, R-CASE-2, R-REASON-1.
 */
#include <string.h>

#include "core/flow/flow_register.h"

#define CASE_ROLES (ROLE_SURVEILLANCE | ROLE_COMPLIANCE)

/* --- reasons ---------------------------------------------------------------------------------- */

struct verdict reason_verdict(const char reason[REASON_SIZE])
{
    struct register_fault fault = reason_check(reason);
    if (fault.field == FIELD_NONE) return verdict_ok();
    return verdict_of(REJECT_FIELD, fault.field, fault.given, 0);
}

void reason_emit(struct core *core, uint64_t subject_id, const char reason[REASON_SIZE])
{
    uint32_t size = 0;
    while (size < REASON_SIZE && reason[size] != '\0') size++;
    for (uint32_t at = 0; at < size; at += REASON_PART) {
        struct event_reason part = {.subject_id = subject_id,
                                    .actor_id = core->command->actor_id,
                                    .at = (uint16_t)at,
                                    .size = (uint16_t)size};
        memcpy(part.part, reason + at, u32_min(size - at, REASON_PART));
        emit(core, EVENT_REASON, 0, 0)->reason = part;
    }
}

/* --- cases ------------------------------------------------------------------------------------ */

/* Somebody who may work on cases. */
static struct verdict check_assignee(const struct core *core, uint32_t user_id)
{
    bool is_good =
        user_id < core->config.users_max && (core->users[user_id].roles & CASE_ROLES) != 0;
    return is_good ? verdict_ok() : verdict_of(REJECT_USER, FIELD_USER, user_id, 0);
}

/* R-CASE-1: the command as written. */
static struct verdict check_case_form(const struct body_case *body)
{
    if (body->action < CASE_OPEN || body->action > CASE_CLOSE) {
        return verdict_of(REJECT_FIELD, FIELD_ACTION, body->action, 0);
    }
    bool closes = body->action == CASE_CLOSE;
    bool has_outcome = body->outcome >= OUTCOME_NO_ACTION && body->outcome <= OUTCOME_REFERRED;
    if (closes ? !has_outcome : body->outcome != OUTCOME_NONE) {
        return verdict_of(REJECT_FIELD, FIELD_OUTCOME, body->outcome, 0);
    }
    return reason_verdict(body->reason);
}

static struct verdict check_case_open(const struct core *core, const struct command *command)
{
    const struct body_case *body = &command->surveillance_case;
    if (body->case_id != 0) {
        return verdict_of(REJECT_FIELD, FIELD_CASE, (int64_t)body->case_id, 0);
    }
    if (command->account_id != 0 && !account_exists(core, command->account_id)) {
        return verdict_of(REJECT_UNKNOWN_ACCOUNT, FIELD_ACCOUNT, command->account_id, 0);
    }
    uint32_t product_id = command->product_id;
    bool has_product =
        product_id < core->config.products_max && core_product_at(core, product_id)->exists;
    if (product_id != 0 && !has_product) {
        return verdict_of(REJECT_UNKNOWN_PRODUCT, FIELD_PRODUCT, product_id, 0);
    }
    if (body->assignee_id != 0) {
        struct verdict verdict = check_assignee(core, body->assignee_id);
        if (verdict.reject != REJECT_NONE) return verdict;
    }
    if (core->venue->case_count + 1 == layout_cases(&core->config)) {
        return verdict_of(REJECT_CAPACITY, FIELD_CASES, 0, 0);
    }
    return verdict_ok();
}

/* R-CASE-2 */
static struct verdict check_case_open_already(const struct core *core,
                                              const struct command *command)
{
    const struct body_case *body = &command->surveillance_case;
    bool exists = body->case_id > 0 && body->case_id <= core->venue->case_count;
    if (!exists || core->cases[body->case_id].state != CASE_STATE_OPEN) {
        return verdict_of(REJECT_CASE, FIELD_CASE, (int64_t)body->case_id, 0);
    }
    if (body->action == CASE_ASSIGN) return check_assignee(core, body->assignee_id);
    bool is_top = core->cases[body->case_id].level == CASE_LEVEL_MAX;
    if (body->action == CASE_ESCALATE && is_top) {
        return verdict_of(REJECT_CASE, FIELD_CASE, (int64_t)body->case_id, 0);
    }
    return verdict_ok();
}

static void case_change(struct case_record *record, const struct command *command)
{
    const struct body_case *body = &command->surveillance_case;
    switch ((enum case_action)body->action) {
    case CASE_OPEN:
        *record = (struct case_record){.alert_id = body->alert_id,
                                       .sequence = body->sequence,
                                       .account = command->account_id,
                                       .assignee = body->assignee_id,
                                       .product = command->product_id,
                                       .state = CASE_STATE_OPEN,
                                       .level = 1};
        break;
    case CASE_ASSIGN: record->assignee = body->assignee_id; break;
    case CASE_NOTE: record->notes += record->notes < UINT32_MAX; break;
    case CASE_ESCALATE: record->level++; break;
    case CASE_CLOSE:
        record->state = CASE_STATE_CLOSED;
        record->outcome = body->outcome;
        break;
    default: IMPOSSIBLE();
    }
}

void flow_case(struct core *core, const struct command *command)
{
    const struct body_case *body = &command->surveillance_case;
    struct verdict verdict = check_case_form(body);
    if (verdict.reject == REJECT_NONE) {
        verdict = body->action == CASE_OPEN ? check_case_open(core, command)
                                            : check_case_open_already(core, command);
    }
    if (verdict.reject != REJECT_NONE) {
        emit_reject(core, verdict, 0);
        return;
    }
    uint64_t case_id = body->action == CASE_OPEN ? ++core->venue->case_count : body->case_id;
    struct case_record *record = &core->cases[case_id];
    case_change(record, command);
    emit(core, EVENT_CASE, record->account, record->product)->surveillance_case =
        (struct event_case){.case_id = case_id,
                            .alert_id = record->alert_id,
                            .about_sequence = record->sequence,
                            .actor_id = command->actor_id,
                            .assignee_id = record->assignee,
                            .action = body->action,
                            .state = record->state,
                            .level = record->level,
                            .outcome = record->outcome,
                            .notes = record->notes};
    reason_emit(core, case_id, body->reason);
}
