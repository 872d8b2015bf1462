/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flow_admin.c - rules version, calendar, terms of the venue.
 *
 * Rules  R-TIME-5, R-CAL-1, R-BUDGET-1.
 */
#include "core/flow/flow.h"

void flow_rules(struct core *core, const struct command *command)
{
    uint64_t version = command->rules.rules_version;
    if (version == 0 || version > RULES_VERSION_MAX) {
        emit_reject(core,
                    verdict_of(REJECT_RULES_VERSION, FIELD_KIND, (int64_t)version,
                               (int64_t)RULES_VERSION_MAX),
                    0);
        return;
    }
    core->venue->rules_version = version;
    emit(core, EVENT_RULES_VERSION, 0, 0)->venue = (struct event_venue){.rules_version = version};
}

void flow_calendar(struct core *core, const struct command *command)
{
    const struct body_calendar *calendar = &command->calendar;
    uint64_t fault = calendar_fault(calendar);
    if (fault != calendar->step_count || calendar->step_count > ZONE_STEPS_MAX) {
        emit_reject(core, verdict_of(REJECT_CALENDAR, FIELD_STEPS, (int64_t)fault, 0), 0);
        return;
    }
    core->venue->calendar = (struct body_calendar){.step_count = calendar->step_count};
    for (uint64_t i = 0; i < calendar->step_count; i++) {
        core->venue->calendar.steps[i] = calendar->steps[i];
    }
    funding_calendar_changed(core);
    emit(core, EVENT_CALENDAR, 0, 0)->venue =
        (struct event_venue){.step_count = calendar->step_count};
    clearing_plan_anew(core);
}

void flow_venue_terms(struct core *core, const struct command *command)
{
    const struct body_venue_terms *terms = &command->venue;
    struct verdict verdict = verdict_ok();
    if (terms->message_window_ns < 0 || terms->message_window_ns > WINDOW_NS_MAX) {
        verdict = verdict_of(REJECT_FIELD, FIELD_WINDOW, terms->message_window_ns, 0);
    } else if (terms->message_budget_count < 0 ||
               terms->message_budget_count > MESSAGE_BUDGET_MAX) {
        verdict = verdict_of(REJECT_FIELD, FIELD_LIMIT, terms->message_budget_count, 0);
    }
    if (verdict.reject != REJECT_NONE) {
        emit_reject(core, verdict, 0);
        return;
    }
    core->venue->terms = *terms;
    emit(core, EVENT_VENUE_TERMS, 0, 0)->venue =
        (struct event_venue){.message_window_ns = terms->message_window_ns,
                             .message_budget_count = terms->message_budget_count};
}
