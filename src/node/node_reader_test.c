/* SPDX-License-Identifier: Apache-2.0 */
/*
 * node_reader_test.c - what a reader of the events is shown: on the thread that submits, and again
 * after a start from the sequence up to which it has kept them (node.c, publisher.c, recovery.c).
 */
#include <stdlib.h>
#include <unistd.h>

#include "base/expect.h"
#include "core/fixture.h"
#include "node/charter.h"
#include "node/node.h"
#include "os/os_thread.h"

#define COMMANDS 400u

static char directory[] = "node-reader-test-XXXXXX";
static struct node node;

static struct {
    pthread_t thread; /* of the last publish */
    uint64_t published_count;
    uint64_t published_sequence;
    uint64_t replayed_first; /* command */
    uint64_t replayed_last;
    uint64_t replayed_count; /* events */
    bool is_right;
    _Atomic uint32_t progress_count;
} seen;

static void publish(void *context, const struct event *list, uint32_t count)
{
    seen.thread = pthread_self();
    seen.published_count += count;
    for (uint32_t i = 0; i < count; i++) {
        seen.is_right = seen.is_right && list[i].sequence >= seen.published_sequence &&
                        list[i].sequence <= node_durable(context);
        seen.published_sequence = list[i].sequence;
    }
}

static void progress(void *context)
{
    (void)context;
    atomic_fetch_add(&seen.progress_count, 1);
}

static void see_command(void *context, const struct command *command)
{
    (void)context;
    if (seen.replayed_first == 0) seen.replayed_first = command->sequence;
    seen.replayed_last = command->sequence;
}

static void see_events(void *context, const struct event *list, uint32_t count)
{
    (void)context;
    seen.replayed_count += count;
    for (uint32_t i = 0; i < count; i++) {
        seen.is_right = seen.is_right && list[i].sequence == seen.replayed_last;
    }
}

static void remove_name(void *context, const char *name)
{
    (void)context;
    char path[OS_PATH_SIZE_MAX];
    if (journal_path_join(path, directory, name)) (void)os_path_remove(path);
}

static int set_up(void **state)
{
    (void)state;
    return mkdtemp(directory) == NULL ? -1 : 0;
}

static int tear_down(void **state)
{
    (void)state;
    (void)os_directory_list(directory, remove_name, NULL);
    return rmdir(directory);
}

static struct node_config make_config(uint64_t sequence_max)
{
    struct node_config config = node_config_default(directory, publish, &node);
    config.clock_ns = NULL;
    config.progress = progress;
    config.replayed_command = see_command;
    config.replayed_events = see_events;
    config.snapshot_sequence_max = sequence_max;
    return config;
}

static void open_node(uint64_t sequence_max)
{
    struct journal_error error = {0};
    struct node_config config = make_config(sequence_max);
    memset(&seen, 0, sizeof seen);
    seen.is_right = true;
    enum journal_status status = node_open(&node, &config, &error);
    if (status != JOURNAL_OK) print_error("%s\n", error.text);
    EXPECT_EQ("open", status, JOURNAL_OK);
}

static void create_empty(void)
{
    struct journal_error error = {0};
    struct core_config capacities = fixture_config();
    struct journal_founding founding = {.segment_size = UINT64_C(1) << 20, .id.bytes = {1}};
    (void)os_directory_list(directory, remove_name, NULL);
    charter_write(&founding.charter, &capacities);
    EXPECT_EQ("create", journal_create(directory, &founding, &error), JOURNAL_OK);
}

/* Every one causes one event: a tick none. */
static uint64_t submit_some(uint32_t count)
{
    uint64_t event_count = 0;
    for (uint32_t i = 0; i < count; i++) {
        struct command command = {.kind = i % 5 == 0 ? COMMAND_TICK : COMMAND_MEMBER_SET,
                                  .time_ns = INT64_C(1754000000000000000)};
        command.member = (struct body_member){
            .member_id = 1 + i % 3, .kind = MEMBER_FCM, .state = PARTY_APPROVED};
        if (command.kind == COMMAND_TICK) command.none = (struct body_none){0};
        EXPECT_EQ("submit", node_submit(&node, &command), JOURNAL_OK);
        event_count += node_event_count(&node);
        EXPECT_EQ("a tick says nothing, a member is told", node_event_count(&node),
                  command.kind == COMMAND_TICK ? 0 : 1);
    }
    return event_count;
}

static void test_published_by_the_caller(void **state)
{
    (void)state;
    create_empty();
    open_node(UINT64_MAX);
    uint64_t event_count = submit_some(COMMANDS);
    EXPECT_EQ("nothing left by itself", seen.published_count, 0);
    EXPECT_EQ("settle", node_settle(&node), JOURNAL_OK);
    EXPECT_EQ("still nothing", seen.published_count, 0);
    node_publish(&node);
    EXPECT_EQ("all of it", seen.published_count, event_count);
    EXPECT_TRUE("on this thread", pthread_equal(seen.thread, pthread_self()) != 0);
    EXPECT_TRUE("the journal's thread said so", atomic_load(&seen.progress_count) > 0);
    EXPECT_TRUE("in order, each durable", seen.is_right);
    struct journal_error error = {0};
    EXPECT_EQ("close", node_close(&node, &error), JOURNAL_OK);
}

/* One command can cause more events than the publisher holds: some leave before it ends. */
static void test_more_events_than_room(void **state)
{
    (void)state;
    create_empty();
    open_node(UINT64_MAX);
    uint64_t event_count = 0;
    for (uint32_t i = 0; i < 250; i++) event_count += submit_some(COMMANDS);
    EXPECT_TRUE("more than the ring holds", event_count > 65536);
    EXPECT_TRUE("some had to leave", seen.published_count > 0);
    EXPECT_EQ("settle", node_settle(&node), JOURNAL_OK);
    node_publish(&node);
    EXPECT_EQ("all of it", seen.published_count, event_count);
    EXPECT_TRUE("in order, each durable", seen.is_right);
    struct journal_error error = {0};
    EXPECT_EQ("close", node_close(&node, &error), JOURNAL_OK);
}

static void test_bound_of_snapshots(void **state)
{
    (void)state;
    struct journal_error error = {0};
    create_empty();
    open_node(UINT64_MAX);
    uint64_t events[3];
    for (uint32_t i = 0; i < 3; i++) {
        events[i] = submit_some(COMMANDS);
        EXPECT_EQ("snapshot", node_snapshot(&node, &error), JOURNAL_OK);
    }
    EXPECT_EQ("close", node_close(&node, &error), JOURNAL_OK);

    const struct {
        const char *row;
        uint64_t sequence_max;
        uint64_t snapshot;
        uint64_t event_count;
    } rows[] = {
        {"a reader that has everything", 3 * COMMANDS, 3 * COMMANDS, 0},
        {"any snapshot", UINT64_MAX, 3 * COMMANDS, 0},
        {"one that lacks the last command", 3 * COMMANDS - 1, 2 * COMMANDS, events[2]},
        {"one exactly at a snapshot", COMMANDS, COMMANDS, events[1] + events[2]},
        {"one that has nothing", 0, 0, events[0] + events[1] + events[2]},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        open_node(rows[i].sequence_max);
        EXPECT_EQ(rows[i].row, node.report.snapshot_sequence, rows[i].snapshot);
        EXPECT_EQ(rows[i].row, seen.replayed_count, rows[i].event_count);
        EXPECT_EQ(rows[i].row, seen.replayed_first,
                  rows[i].snapshot == 3 * COMMANDS ? 0 : rows[i].snapshot + 1);
        EXPECT_TRUE("each behind its command", seen.is_right);
        EXPECT_EQ(rows[i].row, core_sequence(node_core(&node)), 3 * COMMANDS);
        EXPECT_EQ("close", node_close(&node, &error), JOURNAL_OK);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_published_by_the_caller),
        cmocka_unit_test(test_more_events_than_room),
        cmocka_unit_test(test_bound_of_snapshots),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
