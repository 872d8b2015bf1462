/* SPDX-License-Identifier: Apache-2.0 */
/*
 * record_test.c - notices and their reasons, and who came, in a database and after a restart.
 */
#include "history/history.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/expect.h"
#include "history/database.h"
#include "model/control_terms.h"

static char folder[] = "/tmp/perpetua-record-XXXXXX";
static char path[96];

static struct history *open_history(void)
{
    char error[256];
    struct history *history = NULL;
    struct history_config config = history_config_default(path, 4, 16);
    enum history_status status = history_open(&history, &config, error, sizeof error);
    EXPECT_EQ(status == HISTORY_OK ? "opens" : error, status, HISTORY_OK);
    return history;
}

static int set_up(void **state)
{
    (void)state;
    if (mkdtemp(folder) == NULL) return -1;
    (void)snprintf(path, sizeof path, "%s/history.db", folder);
    return 0;
}

static int tear_down(void **state)
{
    char name[128];
    static const char *const endings[] = {"", "-wal", "-shm"};
    (void)state;
    for (uint32_t i = 0; i < 3; i++) {
        (void)snprintf(name, sizeof name, "%s%s", path, endings[i]);
        (void)unlink(name);
    }
    return rmdir(folder);
}

static struct event action(uint64_t sequence, uint8_t purpose)
{
    struct event event = {.sequence = sequence, .time_ns = (int64_t)sequence * 1000};
    event.kind = EVENT_ACTION;
    event.action.action_id = sequence;
    event.action.purpose = purpose;
    return event;
}

static struct event reason(uint64_t sequence)
{
    struct event event = {.sequence = sequence, .time_ns = (int64_t)sequence * 1000, .index = 1};
    event.kind = EVENT_REASON;
    return event;
}

static void test_notices(void **state)
{
    (void)state;
    struct history *history = open_history();
    const struct event list[] = {
        action(1, PURPOSE_ORDINARY),  reason(1), action(2, PURPOSE_EMERGENCY), reason(2),
        action(3, PURPOSE_EMERGENCY),
    };
    struct event found[8];
    uint32_t count = 0;
    EXPECT_EQ("appended", history_append(history, list, 5, 3), HISTORY_OK);
    EXPECT_EQ("committed", history_wait(history, 3), HISTORY_OK);
    EXPECT_EQ("asked", history_notices(history, INT64_MAX, 8, found, &count), HISTORY_OK);
    EXPECT_EQ("what is ordinary, and its reason, is nobody's business", count, 3);
    EXPECT_EQ("the newest first", found[0].sequence, 3);
    EXPECT_EQ("a reason behind its notice", found[1].kind, EVENT_REASON);
    EXPECT_EQ("which comes next", found[2].sequence, 2);
    EXPECT_EQ("at most so many", history_notices(history, INT64_MAX, 1, found, &count), HISTORY_OK);
    EXPECT_EQ("one", count, 1);
    EXPECT_EQ("up to a time", history_notices(history, 2000, 8, found, &count), HISTORY_OK);
    EXPECT_EQ("the first and its reason", count, 2);
    EXPECT_EQ("without a history", history_notices(NULL, 0, 8, found, &count), HISTORY_FAILED);
    EXPECT_EQ("closed", history_close(history), HISTORY_OK);
}

static void test_accesses(void **state)
{
    (void)state;
    struct history *history = open_history();
    struct access_query query = {.account_id = 7, .limit = 4, .before_number = 100};
    struct access_record found[4];
    uint32_t count = 0;
    uint64_t total = 0;
    EXPECT_EQ("nobody came yet", history_access_number(history), 0);
    for (uint64_t i = 1; i <= 6; i++) {
        struct access_record access = {.number = i,
                                       .time_ns = (int64_t)i,
                                       .account_id = i == 3 ? 8 : 7,
                                       .is_good = i != 6,
                                       .how = 2,
                                       .ip = "127.0.0.1"};
        EXPECT_EQ("taken", history_access_add(history, &access), HISTORY_OK);
    }
    EXPECT_EQ("closed", history_close(history), HISTORY_OK);

    history = open_history();
    EXPECT_EQ("the highest number", history_access_number(history), 6);
    EXPECT_EQ("asked", history_accesses(history, &query, found, &count, &total), HISTORY_OK);
    EXPECT_EQ("of the account", total, 5);
    EXPECT_EQ("a page", count, 4);
    EXPECT_EQ("the newest first", found[0].number, 6);
    EXPECT_EQ("it failed", found[0].is_good, 0);
    EXPECT_TEXT("from where", found[1].ip, "127.0.0.1");
    query.offset = 4;
    EXPECT_EQ("the next page", history_accesses(history, &query, found, &count, &total),
              HISTORY_OK);
    EXPECT_EQ("one is left", count, 1);
    EXPECT_EQ("the oldest", found[0].number, 1);
    query = (struct access_query){.account_id = 7, .limit = 4, .before_number = 2};
    EXPECT_EQ("before a number", history_accesses(history, &query, found, &count, &total),
              HISTORY_OK);
    EXPECT_EQ("one", total, 1);
    EXPECT_EQ("closed", history_close(history), HISTORY_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_notices),
        cmocka_unit_test(test_accesses),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
