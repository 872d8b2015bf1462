/* SPDX-License-Identifier: Apache-2.0 */
/*
 * venue_journal_test.c - a journal of a replay runs again to the same state.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/expect.h"
#include "node/charter.h"
#include "node/journal.h"
#include "node/seal.h"
#include "os/os_memory.h"
#include "replay/venue.h"
#include "wire/command_codec.h"

#define ORDERS 70000u /* so many that a seal is due on the way */

static char folder[64];
static struct replay_fault fault;

/* What running a journal again has seen. */
struct rerun {
    struct core *core;
    struct hash_state output;
    uint64_t record_count;
    uint64_t seal_count;
    uint64_t state_count; /* seals whose state hash was compared */
};

static void add_events(void *context, const struct event *list, uint32_t count)
{
    struct rerun *rerun = context;
    seal_add_events(&rerun->output, list, count);
}

static bool run_record(void *context, const struct journal_record *record)
{
    static struct event list[4096];
    struct rerun *rerun = context;
    struct command command;
    assert_int_equal(command_read(record->payload.bytes, record->payload.size, &command),
                     COMMAND_GOOD);
    if (command.kind == COMMAND_SEAL) {
        bool has_state = false;
        EXPECT_EQ("a seal agrees", seal_check(&command, rerun->core, &rerun->output, &has_state),
                  SEAL_GOOD);
        rerun->seal_count++;
        rerun->state_count += has_state ? 1 : 0;
    }
    struct events events = {list, 4096, 0, add_events, rerun};
    (void)core_step(rerun->core, &command, &events);
    add_events(rerun, events.list, events.count);
    rerun->record_count++;
    return true;
}

static struct hash128 write_journal(const char *path)
{
    struct venue venue;
    struct venue_options options = {
        .symbol = "TEST", .journal = path, .orders_max = 4096, .products_max = 1};
    fault = (struct replay_fault){0};
    if (!venue_open(&venue, &options, &fault)) print_error("%s\n", fault.text);
    EXPECT_FALSE("opened", fault_is_set(&fault));
    for (uint64_t ref = 1; ref <= ORDERS; ref++) {
        struct venue_order order = {.ref = ref,
                                    .time_ns = (int64_t)ref,
                                    .price_ticks = 100 + (int64_t)(ref % 7),
                                    .qty_lots = 1 + (int64_t)(ref % 3),
                                    .side = ref % 2 == 0 ? SIDE_BUY : SIDE_SELL,
                                    .type = TYPE_LIMIT,
                                    .tif = ref % 5 == 0 ? TIF_IOC : TIF_GTC};
        venue_place(&venue, &order);
        if (ref > 50) (void)venue_cancel(&venue, ref - 50, (int64_t)ref);
    }
    EXPECT_TRUE("finished", venue_finish(&venue));
    EXPECT_TRUE("a second time changes nothing", venue_finish(&venue));
    struct hash128 hash = core_hash(venue.core);
    EXPECT_TRUE("closed", venue_close(&venue));
    return hash;
}

static void test_runs_again(void **state)
{
    (void)state;
    char path[96];
    (void)snprintf(path, sizeof path, "%s/journal", folder);
    struct hash128 hash = write_journal(path);

    struct journal_error error = {0};
    struct journal_reader reader;
    struct journal_reader_config reading = {.directory = path, .checks = JOURNAL_CHECK_ALL};
    struct core_config config;
    assert_int_equal(journal_reader_open(&reader, &reading, &error), JOURNAL_OK);
    assert_true(charter_read(&journal_reader_header(&reader)->charter, &config));
    struct os_memory memory;
    assert_int_equal(os_memory_take(&memory, core_size(&config), OS_MEMORY_PLAIN), OS_OK);
    struct rerun rerun = {.core = core_init(memory.bytes, memory.size, &config)};
    hash_begin(&rerun.output);
    struct journal_record record;
    enum journal_read read = JOURNAL_READ_RECORD;
    while (read == JOURNAL_READ_RECORD) {
        read = journal_reader_next(&reader, &record, &error);
        if (read == JOURNAL_READ_RECORD) assert_true(run_record(&rerun, &record));
    }
    EXPECT_EQ("read to its end", read, JOURNAL_READ_END);
    EXPECT_TRUE("more records than orders", rerun.record_count > ORDERS);
    EXPECT_EQ("a seal on the way and one at the end", rerun.seal_count >= 2, true);
    EXPECT_EQ("the one at the end has the state", rerun.state_count, 1);
    EXPECT_TRUE("the same state", hash128_equal(hash, core_hash(rerun.core)));
    core_audit(rerun.core);
    os_memory_give_back(&memory);
    journal_reader_close(&reader);
}

static void test_refused(void **state)
{
    (void)state;
    char path[96];
    struct venue venue;
    struct venue_options options = {
        .symbol = "TEST", .journal = path, .orders_max = 4096, .products_max = 1};
    (void)snprintf(path, sizeof path, "%s/journal", folder);
    fault = (struct replay_fault){0};
    EXPECT_FALSE("a folder with a journal", venue_open(&venue, &options, &fault));
    assert_non_null(strstr(fault.text, path));

    (void)snprintf(path, sizeof path, "%s/none/journal", folder);
    fault = (struct replay_fault){0};
    EXPECT_FALSE("a folder in one that is not there", venue_open(&venue, &options, &fault));
    EXPECT_TRUE("says so", fault_is_set(&fault));
}

static int make_folder(void **state)
{
    (void)state;
    (void)snprintf(folder, sizeof folder, "/tmp/venue_journal_test.XXXXXX");
    return mkdtemp(folder) == NULL ? -1 : 0;
}

static int remove_folder(void **state)
{
    (void)state;
    char command[128];
    (void)snprintf(command, sizeof command, "rm -r '%s'", folder);
    return system(command);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_runs_again),
        cmocka_unit_test(test_refused),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
