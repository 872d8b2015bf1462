/* SPDX-License-Identifier: Apache-2.0 */
/*
 * node_test.c - a small venue that is stopped and started, on the real disk: node.c, publisher.c,
 * recovery.c, rerun.c, verify.c, seal.c, charter.c.
 */
#include "node/node.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/expect.h"
#include "base/random.h"
#include "core/fixture.h"
#include "node/charter.h"
#include "node/snapshot_store.h"
#include "node/verify.h"
#include "wire/command_codec.h"

#define COMMANDS 3000u

static char directory[] = "node-test-XXXXXX";
static struct node node;

/* --- what was published --- */

static struct {
    uint64_t count;
    uint64_t sequence;
    uint32_t index;
    bool is_right;
} published;

static void publish(void *context, const struct event *list, uint32_t count)
{
    uint64_t durable = node_durable(context);
    for (uint32_t i = 0; i < count; i++) {
        bool follows = list[i].sequence == published.sequence
                           ? list[i].index == published.index + 1
                           : list[i].sequence > published.sequence && list[i].index == 0;
        bool is_durable = list[i].sequence <= durable;
        published.is_right = published.is_right && follows && is_durable;
        published.sequence = list[i].sequence;
        published.index = list[i].index;
    }
    published.count += count;
}

/* --- the venue --- */

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

static void create_empty(void)
{
    struct journal_error error = {0};
    struct core_config capacities = fixture_config();
    struct journal_founding founding = {.segment_size = UINT64_C(1) << 20, .id.bytes = {1}};
    (void)os_directory_list(directory, remove_name, NULL);
    charter_write(&founding.charter, &capacities);
    EXPECT_EQ("create", journal_create(directory, &founding, &error), JOURNAL_OK);
}

static struct node_config make_config(bool has_threads)
{
    struct node_config config = node_config_default(directory, publish, &node);
    config.has_threads = has_threads;
    config.clock_ns = NULL;
    config.seal_interval = 200;
    config.state_interval = 1000;
    return config;
}

static void open_node(const struct node_config *config)
{
    struct journal_error error = {0};
    published.count = 0;
    published.sequence = 0;
    published.is_right = true;
    enum journal_status status = node_open(&node, config, &error);
    if (status != JOURNAL_OK) print_error("%s\n", error.text);
    EXPECT_EQ("open", status, JOURNAL_OK);
}

static void close_node(void)
{
    struct journal_error error = {0};
    EXPECT_EQ("close", node_close(&node, &error), JOURNAL_OK);
    EXPECT_TRUE("events went out in order, each durable", published.is_right);
}

static void submit(struct command command)
{
    command.time_ns = INT64_C(1754000000000000000) + (int64_t)node.journal.sequence_next * 1000;
    EXPECT_EQ("submit", node_submit(&node, &command), JOURNAL_OK);
}

static struct command make(enum command_kind kind)
{
    return (struct command){.kind = (uint16_t)kind, .product_id = PRODUCT};
}

static void submit_set_up(void)
{
    struct command command = make(COMMAND_PRODUCT_DEFINE);
    command.terms = fixture_terms();
    submit(command);
    for (uint32_t i = 0; i < 3; i++) {
        static const uint32_t states[] = {PRODUCT_FILED, PRODUCT_APPROVED, PRODUCT_LISTED};
        command = make(COMMAND_PRODUCT_STATE);
        command.state.state = states[i];
        submit(command);
    }
    command = make(COMMAND_MEMBER_SET);
    command.member =
        (struct body_member){.member_id = MEMBER, .kind = MEMBER_FCM, .state = PARTY_APPROVED};
    submit(command);
    for (uint32_t account = ALICE; account <= CAROL; account++) {
        command = make(COMMAND_ACCOUNT_OPEN);
        command.account = (struct body_account){.member_id = MEMBER, .state = PARTY_APPROVED};
        submit(command);
        command = make(COMMAND_DEPOSIT);
        command.account_id = account;
        command.cash.amount.micros = INT64_C(1000000000000);
        submit(command);
    }
}

/* Orders near one price; some trade, some are rejected. */
static void submit_orders(uint32_t count, uint64_t seed)
{
    struct random random;
    random_seed(&random, seed);
    for (uint32_t i = 0; i < count; i++) {
        struct command command = make(COMMAND_ORDER_PLACE);
        command.account_id = ALICE + (uint32_t)random_below(&random, 3);
        command.order = fixture_entry(random_chance(&random, 1, 2) ? SIDE_BUY : SIDE_SELL,
                                      1 + (int64_t)random_below(&random, 9),
                                      990 + (int64_t)random_below(&random, 21));
        if (random_chance(&random, 1, 3)) command.order.tif = TIF_IOC;
        submit(command);
        if (random_chance(&random, 1, 50)) EXPECT_EQ("commit", node_commit(&node), JOURNAL_OK);
    }
}

static struct hash128 expect_verified(uint64_t at_least)
{
    struct verify_result result = {0};
    struct journal_error error = {0};
    enum journal_status status = verify_journal(directory, NULL, &result, &error);
    if (status != JOURNAL_OK) print_error("%s\n", error.text);
    EXPECT_EQ("verify", status, JOURNAL_OK);
    EXPECT_TRUE("all commands", result.command_count >= at_least);
    EXPECT_TRUE("seals of the events", result.seal_count >= at_least / 220);
    EXPECT_TRUE("seals of the state", result.state_seal_count >= at_least / 1100);
    return result.state_hash;
}

static void test_run_and_restart(void **state)
{
    (void)state;
    struct hash128 hashes[2];
    for (int i = 0; i < 2; i++) {
        struct node_config config = make_config(i == 0);
        create_empty();
        open_node(&config);
        submit_set_up();
        submit_orders(COMMANDS, 1);
        EXPECT_EQ("settle", node_settle(&node), JOURNAL_OK);
        hashes[i] = core_hash(node_core(&node));
        uint64_t sequence = core_sequence(node_core(&node));
        EXPECT_EQ("all is durable", node_durable(&node), sequence);
        close_node();
        EXPECT_TRUE("events came", published.count > COMMANDS);
        EXPECT_TRUE("verify computes the same",
                    hash128_equal(expect_verified(COMMANDS), hashes[i]));

        open_node(&config);
        EXPECT_EQ("all was run again", node.report.replayed_count, sequence);
        EXPECT_TRUE("the same state", hash128_equal(core_hash(node_core(&node)), hashes[i]));
        submit_orders(100, 2);
        close_node();
        (void)expect_verified(COMMANDS + 100);
    }
    EXPECT_TRUE("threads change nothing", hash128_equal(hashes[0], hashes[1]));
}

static void damage_file(const char *name, long at)
{
    char path[OS_PATH_SIZE_MAX];
    (void)journal_path_join(path, directory, name);
    FILE *file = fopen(path, "r+b");
    assert_non_null(file);
    EXPECT_EQ("seek", fseek(file, at, SEEK_SET), 0);
    int byte = fgetc(file);
    EXPECT_EQ("seek", fseek(file, at, SEEK_SET), 0);
    EXPECT_TRUE("write", fputc(byte ^ 4, file) != EOF);
    EXPECT_EQ("close", fclose(file), 0);
}

static void move_file(const char *from, const char *to)
{
    char from_path[OS_PATH_SIZE_MAX];
    char to_path[OS_PATH_SIZE_MAX];
    (void)journal_path_join(from_path, directory, from);
    (void)journal_path_join(to_path, directory, to);
    EXPECT_EQ("rename", os_path_rename(from_path, to_path), OS_OK);
}

/* What verify says of the snapshots, with the sequence that it names. */
static void expect_snapshots(const char *row, enum journal_status status, uint64_t sequence,
                             uint64_t count)
{
    struct verify_result result;
    struct journal_error error = {0};
    EXPECT_EQ(row, verify_journal(directory, NULL, &result, &error), status);
    EXPECT_EQ(row, error.sequence_first, sequence);
    EXPECT_EQ(row, result.snapshot_count, count);
}

static void test_snapshots(void **state)
{
    (void)state;
    struct journal_error error = {0};
    struct node_config config = make_config(true);
    uint64_t first = 0;
    uint64_t second = 0;
    create_empty();
    open_node(&config);
    submit_set_up();
    for (int i = 0; i < 2; i++) {
        submit_orders(500, 3);
        EXPECT_EQ("snapshot", node_snapshot(&node, &error), JOURNAL_OK);
        first = second;
        second = core_sequence(node_core(&node));
    }
    submit_orders(400, 4);
    struct hash128 hash = core_hash(node_core(&node));
    struct hash128 output = hash_end(&node.recovery.rerun.output);
    uint64_t sequence = core_sequence(node_core(&node));
    close_node();

    open_node(&config);
    EXPECT_EQ("from the newer one", node.report.snapshot_sequence, second);
    EXPECT_EQ("only what is behind it", node.report.replayed_count, sequence - second);
    EXPECT_TRUE("the same state", hash128_equal(core_hash(node_core(&node)), hash));
    EXPECT_TRUE("the same events", hash128_equal(hash_end(&node.recovery.rerun.output), output));
    close_node();
    expect_snapshots("both are what the run has there", JOURNAL_OK, 0, 2);

    char name[64];
    (void)snprintf(name, sizeof name, "snapshot-%020llu.snap", (unsigned long long)second);
    damage_file(name, 5000);
    expect_snapshots("one bit of a region", JOURNAL_CORRUPT, second, 1);
    open_node(&config);
    EXPECT_EQ("one was passed over", node.report.snapshots_refused, 1);
    EXPECT_EQ("because it is damaged", node.report.refused_newest.status, JOURNAL_CORRUPT);
    EXPECT_EQ("from the older one", node.report.snapshot_sequence, first);
    EXPECT_TRUE("the same state", hash128_equal(core_hash(node_core(&node)), hash));
    submit_orders(10, 5);
    close_node();
    (void)snprintf(name, sizeof name, "snapshot-%020llu.snap", (unsigned long long)first);
    damage_file(name, 100);
    expect_snapshots("one bit of a header", JOURNAL_CORRUPT, first, 0);
    open_node(&config);
    EXPECT_EQ("both were passed over", node.report.snapshots_refused, 2);
    EXPECT_EQ("from the beginning", node.report.snapshot_sequence, 0);
    close_node();
    damage_file(name, 100);
    expect_snapshots("the first is whole again", JOURNAL_CORRUPT, second, 1);
    (void)snprintf(name, sizeof name, "snapshot-%020llu.snap", (unsigned long long)second);
    damage_file(name, 5000);
    (void)expect_verified(1400);
    move_file(name, "snapshot-00000000000000999999.snap");
    expect_snapshots("one of records that are lost", JOURNAL_CORRUPT, sequence + 11, 1);
    move_file("snapshot-00000000000000999999.snap", name);
}

static void test_snapshots_by_themselves(void **state)
{
    (void)state;
    struct node_config config = make_config(true);
    uint64_t sequence = 0;
    struct journal_error error;
    config.snapshot_interval = 300;
    config.snapshots_kept = 2;
    create_empty();
    open_node(&config);
    submit_set_up();
    submit_orders(1500, 3);
    close_node();
    open_node(&config);
    EXPECT_TRUE("a late one", node.report.snapshot_sequence > 1200);
    close_node();
    uint32_t count = 0;
    for (uint64_t below = UINT64_MAX; below != 0; below = sequence) {
        EXPECT_EQ("list", snapshot_store_newest(directory, below, &sequence, &error), JOURNAL_OK);
        count += sequence != 0;
    }
    EXPECT_EQ("as many as wanted", count, 2);
}

static int64_t clock_value;

static int64_t jumping_clock(void)
{
    return clock_value;
}

static void test_time_never_goes_back(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        int64_t clock_ns;
        int64_t time_ns;
    } rows[] = {
        {"the clock is right", 1000, 1000},
        {"it goes on", 2000, 2000},
        {"it jumps back", 500, 2000},
        {"it jumps ahead", 9000, 9000},
    };
    struct node_config config = make_config(false);
    config.clock_ns = jumping_clock;
    create_empty();
    open_node(&config);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct command command = {.kind = COMMAND_TICK, .time_ns = 77};
        clock_value = rows[i].clock_ns;
        EXPECT_EQ(rows[i].row, node_submit(&node, &command), JOURNAL_OK);
        EXPECT_EQ(rows[i].row, command.time_ns, rows[i].time_ns);
        EXPECT_EQ(rows[i].row, command.sequence, i + 1);
    }
    close_node();
    clock_value = 100;
    open_node(&config);
    struct command command = {.kind = COMMAND_TICK};
    EXPECT_EQ("after a restart", node_submit(&node, &command), JOURNAL_OK);
    EXPECT_EQ("after a restart", command.time_ns, 9000);
    close_node();
}

static void test_unknown_kind(void **state)
{
    (void)state;
    struct node_config config = make_config(false);
    struct command command = {.kind = 999};
    create_empty();
    open_node(&config);
    EXPECT_EQ("refused", node_submit(&node, &command), JOURNAL_REFUSED);
    command.kind = COMMAND_TICK;
    EXPECT_EQ("nothing happened", node_submit(&node, &command), JOURNAL_OK);
    EXPECT_EQ("not even a number is lost", command.sequence, 1);
    close_node();
}

/* Appends records past the core: a journal whose writer was wrong. */
static void append_wrong(const uint8_t *bytes, size_t size)
{
    uint64_t sequence = 0;
    struct journal_span span = {bytes, size};
    EXPECT_EQ("append", journal_append(&node.journal, span, &sequence), JOURNAL_OK);
    EXPECT_EQ("commit", journal_commit(&node.journal), JOURNAL_OK);
}

static void expect_refused(const char *row, enum journal_status status, uint64_t sequence)
{
    struct journal_error error = {0};
    struct verify_result result;
    struct node_config config = make_config(false);
    EXPECT_EQ(row, verify_journal(directory, NULL, &result, &error), status);
    EXPECT_EQ(row, error.sequence_first, sequence);
    EXPECT_EQ(row, result.command_count, sequence - 1);
    EXPECT_EQ(row, node_open(&node, &config, &error), status);
    EXPECT_EQ(row, error.sequence_first, sequence);
}

static void test_wrong_records(void **state)
{
    (void)state;
    struct node_config config = make_config(false);
    static const char *const names[] = {"a seal of other events", "a seal of another state",
                                        "a seal of another sequence", "no command",
                                        "a command with another number"};
    for (int i = 0; i < 5; i++) {
        uint8_t bytes[COMMAND_BYTES_MAX];
        size_t size = 0;
        struct command command;
        create_empty();
        open_node(&config);
        submit_set_up();
        seal_make(&command, node_core(&node), &node.recovery.rerun.output, SEAL_STATE);
        command.sequence = core_sequence(node_core(&node)) + 1;
        command.time_ns = node.time_ns;
        uint64_t sequence = command.sequence;
        if (i == 0) command.seal.output_hash.low ^= 1;
        if (i == 1) command.seal.state_hash.high ^= 1;
        if (i == 2) command.seal.covered_sequence--;
        if (i == 4) command.sequence += 7;
        EXPECT_EQ("encode", command_write(&command, bytes, &size), COMMAND_GOOD);
        append_wrong(bytes, i == 3 ? size - 1 : size);
        struct journal_error error;
        (void)node_close(&node, &error);
        expect_refused(names[i], i < 3 ? JOURNAL_MISMATCH : JOURNAL_CORRUPT, sequence);
    }
}

static void test_damaged_bit(void **state)
{
    (void)state;
    struct node_config config = make_config(false);
    create_empty();
    open_node(&config);
    submit_set_up();
    EXPECT_EQ("a frame", node_settle(&node), JOURNAL_OK);
    uint64_t sequence = core_sequence(node_core(&node)) + 1;
    uint64_t offset = node.journal.writer.position.offset;
    submit_orders(20, 9);
    close_node();
    damage_file("journal-0000000001.segment", (long)offset + 128 + 8 + 3);
    expect_refused("a damaged bit", JOURNAL_CORRUPT, sequence);
}

static void test_charter(void **state)
{
    (void)state;
    struct journal_charter charter;
    struct core_config capacities = fixture_config();
    struct core_config back = {0};
    charter_write(&charter, &capacities);
    EXPECT_TRUE("read back", charter_read(&charter, &back));
    EXPECT_EQ("the same", memcmp(&capacities, &back, sizeof back), 0);
    charter.bytes[4] ^= 1;
    EXPECT_FALSE("another version", charter_read(&charter, &back));
    charter.bytes[4] ^= 1;
    charter.bytes[0] ^= 1;
    EXPECT_FALSE("another magic", charter_read(&charter, &back));
    charter.bytes[0] ^= 1;
    memset(charter.bytes + 8, 0, 4);
    EXPECT_FALSE("capacities that are not legal", charter_read(&charter, &back));
    charter.size = 0;
    EXPECT_FALSE("none", charter_read(&charter, &back));
}

/* A journal without a charter can be read, but not run. */
static void test_journal_without_charter(void **state)
{
    (void)state;
    struct journal_error error = {0};
    struct verify_result result;
    struct journal_founding founding = {.segment_size = UINT64_C(1) << 20};
    struct node_config config = make_config(false);
    (void)os_directory_list(directory, remove_name, NULL);
    EXPECT_EQ("create", journal_create(directory, &founding, &error), JOURNAL_OK);
    EXPECT_EQ("verify", verify_journal(directory, NULL, &result, &error), JOURNAL_FOREIGN);
    EXPECT_EQ("open", node_open(&node, &config, &error), JOURNAL_FOREIGN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_run_and_restart),
        cmocka_unit_test(test_snapshots),
        cmocka_unit_test(test_snapshots_by_themselves),
        cmocka_unit_test(test_time_never_goes_back),
        cmocka_unit_test(test_unknown_kind),
        cmocka_unit_test(test_wrong_records),
        cmocka_unit_test(test_damaged_bit),
        cmocka_unit_test(test_charter),
        cmocka_unit_test(test_journal_without_charter),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
