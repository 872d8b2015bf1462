/* SPDX-License-Identifier: Apache-2.0 */
/*
 * case_file_test.c - cases and their histories from events.
 */
#include "supervision/case_file.h"

#include <string.h>

#include "base/expect.h"

static struct event case_event(uint64_t sequence, uint64_t case_id, uint8_t action)
{
    struct event event = {.kind = EVENT_CASE, .sequence = sequence, .account_id = 42};
    event.time_ns = (int64_t)sequence * 1000;
    event.product_id = 1;
    event.surveillance_case =
        (struct event_case){.case_id = case_id,
                            .alert_id = 77,
                            .about_sequence = 5,
                            .actor_id = 9,
                            .action = action,
                            .state = action == CASE_CLOSE ? CASE_STATE_CLOSED : CASE_STATE_OPEN,
                            .level = 1,
                            .outcome = action == CASE_CLOSE ? OUTCOME_WARNING : OUTCOME_NONE};
    return event;
}

/* The parts of a reason as the core tells them: 48 characters each. */
static void tell_reason(struct case_file *file, uint64_t sequence, uint64_t case_id,
                        const char *reason)
{
    size_t size = strlen(reason);
    for (size_t at = 0; at < size; at += REASON_PART) {
        struct event event = {.kind = EVENT_REASON, .sequence = sequence};
        size_t left = size - at < REASON_PART ? size - at : REASON_PART;
        event.reason.subject_id = case_id;
        event.reason.at = (uint16_t)at;
        event.reason.size = (uint16_t)size;
        memcpy(event.reason.part, reason + at, left);
        EXPECT_TRUE("a part of a reason", case_file_event(file, &event));
    }
}

static void tell(struct case_file *file, uint64_t sequence, uint64_t case_id, uint8_t action,
                 const char *reason)
{
    struct event event = case_event(sequence, case_id, action);
    EXPECT_TRUE("a step of a case", case_file_event(file, &event));
    tell_reason(file, sequence, case_id, reason);
}

static const char long_reason[] =
    "forty-eight characters are in one event of the core; this one has two of them, and all";

static void test_history(void **state)
{
    (void)state;
    struct case_file file = {0};
    tell(&file, 10, 1, CASE_OPEN, long_reason);
    tell(&file, 11, 2, CASE_OPEN, "another");
    tell(&file, 12, 1, CASE_NOTE, "looked at the tape");
    tell(&file, 13, 1, CASE_CLOSE, "warned");
    const struct case_kept *kept = case_file_case(&file, 1);
    assert_non_null(kept);
    EXPECT_TEXT("its reason is that of opening it, whole", kept->reason, long_reason);
    EXPECT_EQ("it is closed", kept->state, CASE_STATE_CLOSED);
    EXPECT_EQ("with its outcome", kept->outcome, OUTCOME_WARNING);
    EXPECT_EQ("after three steps", kept->steps, 3);
    EXPECT_EQ("its account", kept->account_id, 42);
    EXPECT_EQ("opened", kept->opened_ns, 10000);
    EXPECT_EQ("latest", kept->latest_ns, 13000);
    uint64_t place = 0;
    EXPECT_EQ("first step", case_file_next(&file, 1, &place)->action, CASE_OPEN);
    EXPECT_TEXT("second step", case_file_next(&file, 1, &place)->reason, "looked at the tape");
    EXPECT_TEXT("third step", case_file_next(&file, 1, &place)->reason, "warned");
    EXPECT_TRUE("no fourth", case_file_next(&file, 1, &place) == NULL);
    EXPECT_EQ("the newest about the alert", case_file_of_alert(&file, 77)->case_id, 2);
    EXPECT_TRUE("none about no alert", case_file_of_alert(&file, 0) == NULL);
    EXPECT_TRUE("no case 3", case_file_case(&file, 3) == NULL);
    EXPECT_TRUE("no case 0", case_file_case(&file, 0) == NULL);
    case_file_release(&file);
}

/* Reasons of other subjects, and of other commands, change nothing. */
static void test_foreign_reasons(void **state)
{
    (void)state;
    struct case_file file = {0};
    tell_reason(&file, 3, 1, "before there is a case");
    tell(&file, 10, 1, CASE_OPEN, "opened");
    tell_reason(&file, 10, 2, "of another subject");
    tell_reason(&file, 11, 1, "of another command");
    EXPECT_TEXT("the reason stays", case_file_case(&file, 1)->reason, "opened");
    case_file_release(&file);
}

static void test_bound(void **state)
{
    (void)state;
    struct case_file file = {0};
    tell(&file, 1, 1, CASE_OPEN, "opened");
    for (uint32_t i = 0; i < CASE_ENTRIES_KEPT; i++) {
        struct event event = case_event(i + 2, 1, CASE_NOTE);
        EXPECT_TRUE("a note", case_file_event(&file, &event));
    }
    uint64_t place = 0;
    EXPECT_EQ("the oldest step is forgotten", case_file_next(&file, 1, &place)->action, CASE_NOTE);
    EXPECT_EQ("and counted", case_file_case(&file, 1)->steps, CASE_ENTRIES_KEPT + 1);
    EXPECT_TEXT("the reason of the case stays", case_file_case(&file, 1)->reason, "opened");
    case_file_release(&file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_history),
        cmocka_unit_test(test_foreign_reasons),
        cmocka_unit_test(test_bound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
