/* SPDX-License-Identifier: Apache-2.0 */
/*
 * naive_case.c - cases of surveillance in the naive venue.
 *
 * Role   See naive_register.h.
 * Rules  R-CASE-1, R-CASE-2.
 */
#include "sim/naive_check.h"

static struct naive_fault check_assignee(const struct naive *naive, uint32_t user_id)
{
    if (user_id > 0 && user_id < naive->config.users_max) {
        const struct body_user *user = &naive->users[user_id];
        if ((user->roles & (ROLE_SURVEILLANCE | ROLE_COMPLIANCE)) != 0) return NO_FAULT;
    }
    return fault_of(REJECT_USER, FIELD_USER, user_id, 0);
}

static struct naive_fault check_form(const struct body_case *body)
{
    if (body->action < 1 || body->action > 5)
        return fault_of(REJECT_FIELD, FIELD_ACTION, body->action, 0);
    bool is_legal =
        body->action == CASE_CLOSE ? body->outcome >= 1 && body->outcome <= 4 : body->outcome == 0;
    if (!is_legal) return fault_of(REJECT_FIELD, FIELD_OUTCOME, body->outcome, 0);
    return naive_check_reason(body->reason);
}

/* The most cases there can be. */
static uint32_t cases_most(const struct naive *naive)
{
    uint32_t most = 16 * naive->config.users_max + 64;
    return (most < 65536 ? most : 65536) - 1;
}

static struct naive_fault open_case(struct naive *naive)
{
    const struct command *command = naive->command;
    const struct body_case *body = &command->surveillance_case;
    struct naive_register *regulation = &naive->regulation;
    if (body->case_id != 0) return fault_of(REJECT_FIELD, FIELD_CASE, (int64_t)body->case_id, 0);
    if (command->account_id != 0 && !naive_account_exists(naive, command->account_id))
        return fault_of(REJECT_UNKNOWN_ACCOUNT, FIELD_ACCOUNT, command->account_id, 0);
    if (command->product_id != 0) CHECK(naive_check_product_exists(naive, command->product_id));
    if (body->assignee_id != 0) CHECK(check_assignee(naive, body->assignee_id));
    if (regulation->case_count == cases_most(naive))
        return fault_of(REJECT_CAPACITY, FIELD_CASES, 0, 0);
    regulation->cases = naive_grow(regulation->cases, sizeof *regulation->cases,
                                   &regulation->case_count, &regulation->case_capacity);
    struct naive_case *opened = &regulation->cases[regulation->case_count - 1];
    opened->opened = *body;
    opened->account_id = command->account_id;
    opened->product_id = command->product_id;
    opened->assignee_id = body->assignee_id;
    opened->level = 1;
    return NO_FAULT;
}

static struct naive_fault change_case(struct naive *naive)
{
    const struct body_case *body = &naive->command->surveillance_case;
    struct naive_register *regulation = &naive->regulation;
    struct naive_fault no_case = fault_of(REJECT_CASE, FIELD_CASE, (int64_t)body->case_id, 0);
    if (body->case_id < 1 || body->case_id > regulation->case_count) return no_case;
    struct naive_case *changed = &regulation->cases[body->case_id - 1];
    if (changed->is_closed) return no_case;
    switch (body->action) {
    case CASE_ASSIGN:
        CHECK(check_assignee(naive, body->assignee_id));
        changed->assignee_id = body->assignee_id;
        break;
    case CASE_NOTE: changed->notes++; break;
    case CASE_ESCALATE:
        if (changed->level == CASE_LEVEL_MAX) return no_case;
        changed->level++;
        break;
    default:
        changed->is_closed = true;
        changed->outcome = body->outcome;
        break;
    }
    return NO_FAULT;
}

struct naive_fault naive_command_case(struct naive *naive)
{
    const struct body_case *body = &naive->command->surveillance_case;
    CHECK(check_form(body));
    uint64_t case_id = body->case_id;
    if (body->action == CASE_OPEN) {
        CHECK(open_case(naive));
        case_id = naive->regulation.case_count;
    } else {
        CHECK(change_case(naive));
    }
    const struct naive_case *told = &naive->regulation.cases[case_id - 1];
    struct event *event = naive_emit(naive, EVENT_CASE, told->account_id, told->product_id);
    event->surveillance_case.case_id = case_id;
    event->surveillance_case.alert_id = told->opened.alert_id;
    event->surveillance_case.about_sequence = told->opened.sequence;
    event->surveillance_case.actor_id = naive->command->actor_id;
    event->surveillance_case.assignee_id = told->assignee_id;
    event->surveillance_case.action = body->action;
    event->surveillance_case.state = told->is_closed ? CASE_STATE_CLOSED : CASE_STATE_OPEN;
    event->surveillance_case.level = (uint8_t)told->level;
    event->surveillance_case.outcome = told->outcome;
    event->surveillance_case.notes = told->notes;
    naive_emit_reason(naive, case_id, body->reason);
    return NO_FAULT;
}
