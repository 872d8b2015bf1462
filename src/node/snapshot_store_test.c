/* SPDX-License-Identifier: Apache-2.0 */
/*
 * snapshot_store_test.c - snapshots on a disk in memory: snapshot_store.c, snapshot_header.c.
 */
#include "node/snapshot_store.h"

#include "base/random.h"
#include "node/journal_fixture.h"
#include "wire/journal_bytes.h"

#define REGION_SIZE 3000u

static struct disk *disk;
static uint8_t written[2][REGION_SIZE];
static uint8_t loaded[2][REGION_SIZE];

static void make_disk(void)
{
    disk = disk_create(512);
    (void)disk_use(disk);
    EXPECT_EQ("a directory", os_directory_create("s"), OS_OK);
    disk_settle(disk);
}

static enum journal_status save(uint64_t sequence)
{
    struct journal_error error;
    struct snapshot_region regions[2] = {{written[0], REGION_SIZE}, {written[1], 100}};
    struct snapshot_header header = {
        .sequence = sequence,
        .position = {.sequence_next = sequence + 1, .offset = 4096, .generation = 7},
        .id.bytes = {5},
        .layout = 3,
        .state_hash = {11, 12},
        .region_count = 2,
    };
    memset(written[0], (int)sequence, REGION_SIZE);
    memset(written[1], (int)sequence + 1, REGION_SIZE);
    return snapshot_store_write("s", &header, regions, &error);
}

static enum journal_status load(uint64_t sequence, struct snapshot_header *header)
{
    struct journal_error error;
    struct snapshot_file file;
    struct snapshot_region regions[2] = {{loaded[0], REGION_SIZE}, {loaded[1], 100}};
    enum journal_status status = snapshot_store_open(&file, "s", sequence, &error);
    if (status != JOURNAL_OK) return status;
    *header = file.header;
    status = snapshot_store_load(&file, regions, &error);
    snapshot_store_close(&file);
    return status;
}

static void test_round_trip(void **state)
{
    (void)state;
    struct snapshot_header header = {0};
    make_disk();
    EXPECT_EQ("save", save(40), JOURNAL_OK);
    EXPECT_EQ("load", load(40, &header), JOURNAL_OK);
    EXPECT_EQ("sequence", header.sequence, 40);
    EXPECT_EQ("place", header.position.generation, 7);
    EXPECT_EQ("place", header.position.offset, 4096);
    EXPECT_EQ("layout", header.layout, 3);
    EXPECT_EQ("id", header.id.bytes[0], 5);
    EXPECT_EQ("hash", header.state_hash.high, 12);
    EXPECT_EQ("bytes", memcmp(written[0], loaded[0], REGION_SIZE), 0);
    EXPECT_EQ("bytes", memcmp(written[1], loaded[1], 100), 0);
    EXPECT_FALSE("nothing left over", os_path_exists("s/snapshot.part"));
    EXPECT_EQ("another one", load(41, &header), JOURNAL_MISSING);
    disk_destroy(disk);
}

static void test_newest_and_clean(void **state)
{
    (void)state;
    static const uint64_t sequences[] = {500, 3, 99, 12345678901234, 70};
    struct journal_error error;
    uint64_t sequence = 1;
    make_disk();
    EXPECT_EQ("none", snapshot_store_newest("s", UINT64_MAX, &sequence, &error), JOURNAL_OK);
    EXPECT_EQ("none", sequence, 0);
    for (size_t i = 0; i < 5; i++) EXPECT_EQ("save", save(sequences[i]), JOURNAL_OK);
    (void)snapshot_store_newest("s", UINT64_MAX, &sequence, &error);
    EXPECT_EQ("the newest", sequence, 12345678901234);
    (void)snapshot_store_newest("s", sequence, &sequence, &error);
    EXPECT_EQ("the one before", sequence, 500);
    EXPECT_EQ("clean", snapshot_store_clean("s", 2, &error), JOURNAL_OK);
    (void)snapshot_store_newest("s", 500, &sequence, &error);
    EXPECT_EQ("two are kept", sequence, 0);
    (void)snapshot_store_newest("s", UINT64_MAX, &sequence, &error);
    EXPECT_EQ("the newest is kept", sequence, 12345678901234);
    disk_destroy(disk);
}

static void test_refusals(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        size_t at;
        uint32_t value;
        bool is_sealed; /* the header's hash is made to fit */
        enum journal_status status;
    } rows[] = {
        {"another magic", 0, 1, false, JOURNAL_FOREIGN},
        {"damage", 500, 1, false, JOURNAL_CORRUPT},
        {"a later version", 8, 2, true, JOURNAL_FOREIGN},
        {"too many regions", 12, 129, true, JOURNAL_FOREIGN},
        {"another sequence than its name", 32, 41, true, JOURNAL_FOREIGN},
        {"a field that must be zero", 60, 1, true, JOURNAL_FOREIGN},
        {"sizes that do not add up", 160, 1, true, JOURNAL_FOREIGN},
        {"bytes behind the sizes", 3000, 1, true, JOURNAL_FOREIGN},
        {"bytes of the state", 4096 + 50, 99, false, JOURNAL_CORRUPT},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct snapshot_header header = {0};
        uint64_t size = 0;
        make_disk();
        EXPECT_EQ("save", save(40), JOURNAL_OK);
        uint8_t *bytes = disk_bytes(disk, "s/snapshot-00000000000000000040.snap", &size);
        bytes_put_u32(bytes + rows[i].at, rows[i].value);
        if (rows[i].is_sealed) {
            struct journal_hasher hasher;
            (void)journal_hasher_init(&hasher);
            struct journal_hash hash =
                journal_bytes_hash(&hasher, (struct journal_span){bytes, 4064});
            journal_hasher_release(&hasher);
            memcpy(bytes + 4064, hash.bytes, sizeof hash.bytes);
        }
        EXPECT_EQ(rows[i].row, load(40, &header), rows[i].status);
        disk_destroy(disk);
    }
}

static void test_cut_short(void **state)
{
    (void)state;
    static const uint64_t sizes[] = {0, 100, 4095, 4096, 4096 + 3099};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct snapshot_header header = {0};
        struct os_file file;
        make_disk();
        EXPECT_EQ("save", save(40), JOURNAL_OK);
        (void)os_file_open(&file, "s/snapshot-00000000000000000040.snap", OS_FILE_WRITE);
        (void)os_file_truncate(&file, sizes[i]);
        os_file_close(&file);
        EXPECT_EQ("cut short", load(40, &header), JOURNAL_FOREIGN);
        disk_destroy(disk);
    }
}

static void test_full_disk_and_failed_sync(void **state)
{
    (void)state;
    struct snapshot_header header = {0};
    make_disk();
    EXPECT_EQ("save", save(10), JOURNAL_OK);
    disk->space_max = 9000;
    EXPECT_EQ("no room", save(20), JOURNAL_NO_SPACE);
    EXPECT_FALSE("nothing left over", os_path_exists("s/snapshot.part"));
    disk->space_max = 0;
    disk->syncs_until_fail = 1;
    EXPECT_EQ("a sync fails", save(20), JOURNAL_FAILED);
    disk->syncs_until_fail = 0;
    EXPECT_EQ("the older one is whole", load(10, &header), JOURNAL_OK);
    disk_destroy(disk);
}

/* --- every cut while the second snapshot is written --- */

static uint64_t states;
static struct random random_state;

static void judge_cut(const uint8_t *kept)
{
    static struct disk *crashed;
    struct snapshot_header header = {0};
    struct journal_error error;
    uint64_t sequence = 0;
    crashed = disk_create(512);
    disk_crash(disk, kept, crashed);
    struct disk *before = disk_use(crashed);
    EXPECT_EQ("list", snapshot_store_newest("s", UINT64_MAX, &sequence, &error), JOURNAL_OK);
    EXPECT_TRUE("the old or the new one", sequence == 10 || sequence == 20);
    EXPECT_EQ("what has the name is whole", load(sequence, &header), JOURNAL_OK);
    EXPECT_EQ("and has its own bytes", loaded[0][REGION_SIZE - 1], (uint8_t)sequence);
    EXPECT_EQ("clean", snapshot_store_clean("s", 3, &error), JOURNAL_OK);
    (void)disk_use(before);
    disk_destroy(crashed);
    states++;
}

static void cut_here(void *context)
{
    (void)context;
    static uint8_t kept[DISK_UNITS_MAX];
    uint32_t count = disk->unit_count;
    for (uint32_t subset = 0; count <= 6 && subset < UINT32_C(1) << count; subset++) {
        for (uint32_t i = 0; i < count; i++) kept[i] = (uint8_t)(subset >> i & 1);
        judge_cut(kept);
    }
    for (int drawn = 0; count > 6 && drawn < 2000; drawn++) {
        for (uint32_t i = 0; i < count; i++) kept[i] = (uint8_t)random_below(&random_state, 2);
        judge_cut(kept);
    }
}

static void test_power_cuts(void **state)
{
    (void)state;
    random_seed(&random_state, 3);
    make_disk();
    EXPECT_EQ("the first", save(10), JOURNAL_OK);
    disk->on_sync = cut_here;
    EXPECT_EQ("the second", save(20), JOURNAL_OK);
    disk->on_sync = NULL;
    EXPECT_TRUE("many states", states > 2000);
    print_message("snapshot_store_test: %llu crash states\n", (unsigned long long)states);
    disk_destroy(disk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_newest_and_clean),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_cut_short),
        cmocka_unit_test(test_full_disk_and_failed_sync),
        cmocka_unit_test(test_power_cuts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
