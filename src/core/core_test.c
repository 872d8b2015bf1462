/* SPDX-License-Identifier: Apache-2.0 */
/*
 * core_test.c - making a core, its first checks, its hash and its snapshot, for core.c (R-TIME-1,
 * R-TIME-3, R-TIME-4, R-IDEM-1, R-IDEM-2, R-ROLE-1).
 */
#include "core/core.h"

#include "base/expect.h"
#include "base/random.h"
#include "core/fixture_bytes.h"

enum { STREAM_BYTES = 40000 };

static _Alignas(64) unsigned char memory[FIXTURE_SIZE];
static _Alignas(64) unsigned char other_memory[FIXTURE_SIZE];
static struct fixture fixture;

#define MEMBER_OF_CONFIG(name) #name, offsetof(struct core_config, name)

/* clang-format off */
static const struct {
    const char *row;
    const char *name;
    size_t offset;
    uint32_t value;
    bool is_legal;
} configs[] = {
    {"no accounts",                  MEMBER_OF_CONFIG(accounts_max), 1, false},
    {"one account",                  MEMBER_OF_CONFIG(accounts_max), 2, true},
    {"the most accounts",            MEMBER_OF_CONFIG(accounts_max), 1u << 24, true},
    {"more accounts",                MEMBER_OF_CONFIG(accounts_max), (1u << 24) + 1, false},
    {"no positions",                 MEMBER_OF_CONFIG(positions_max), 0, false},
    {"too many positions",           MEMBER_OF_CONFIG(positions_max), (1u << 28) + 1, false},
    {"no orders",                    MEMBER_OF_CONFIG(orders_max), 1, false},
    {"too many orders",              MEMBER_OF_CONFIG(orders_max), (1u << 24) + 1, false},
    {"no conditional orders",        MEMBER_OF_CONFIG(extras_max), 1, false},
    {"no products",                  MEMBER_OF_CONFIG(products_max), 1, false},
    {"the most products",            MEMBER_OF_CONFIG(products_max), PRODUCTS_MAX, true},
    {"more products",                MEMBER_OF_CONFIG(products_max), PRODUCTS_MAX + 1, false},
    {"no members",                   MEMBER_OF_CONFIG(members_max), 0, false},
    {"no users",                     MEMBER_OF_CONFIG(users_max), 0, false},
    {"no sessions",                  MEMBER_OF_CONFIG(sessions_max), 0, false},
    {"no groups",                    MEMBER_OF_CONFIG(groups_max), 0, false},
    {"no protections",               MEMBER_OF_CONFIG(mmps_max), 0, false},
    {"a ladder of 32",               MEMBER_OF_CONFIG(ladder_width), 32, false},
    {"a ladder of 65",               MEMBER_OF_CONFIG(ladder_width), 65, false},
    {"a ladder of 96",               MEMBER_OF_CONFIG(ladder_width), 96, false},
    {"the widest ladder",            MEMBER_OF_CONFIG(ladder_width), 1u << 20, true},
    {"a wider one",                  MEMBER_OF_CONFIG(ladder_width), 1u << 21, false},
};
/* clang-format on */

static void test_configs(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < sizeof configs / sizeof configs[0]; i++) {
        struct core_config config = fixture_config();
        memcpy((unsigned char *)&config + configs[i].offset, &configs[i].value, sizeof(uint32_t));
        const char *fault = core_config_fault(&config);
        if (configs[i].is_legal) {
            EXPECT_TRUE(configs[i].row, fault == NULL);
        } else {
            EXPECT_TEXT(configs[i].row, fault == NULL ? "legal" : fault, configs[i].name);
        }
    }
}

static void test_sizes(void **state)
{
    (void)state;
    struct core_config small = core_config_small();
    struct core_config large = core_config_large();
    struct core_config config = fixture_config();
    EXPECT_TRUE("the small venue is legal", core_config_fault(&small) == NULL);
    EXPECT_TRUE("the large venue is legal", core_config_fault(&large) == NULL);
    EXPECT_TRUE("a million accounts", large.accounts_max > 1000000);
    EXPECT_TRUE("four million orders", large.orders_max > 4000000);
    EXPECT_EQ("256 products", large.products_max, 256);
    EXPECT_TRUE("in less than 4 GiB", core_size(&large) < UINT64_C(4) << 30);
    EXPECT_TRUE("the small one in less than 64 MiB", core_size(&small) < UINT64_C(64) << 20);

    EXPECT_STOPS("memory that is too small",
                 (void)core_init(memory, core_size(&config) - 1, &config));
    EXPECT_STOPS("memory that is not aligned",
                 (void)core_init(memory + 8, sizeof memory - 8, &config));
    config.accounts_max = 0;
    EXPECT_STOPS("a configuration with a fault", (void)core_init(memory, sizeof memory, &config));
}

static void test_time(void **state)
{
    (void)state;
    fixture_start(&fixture, memory, sizeof memory);
    EXPECT_EQ("no command yet", core_sequence(fixture.core), 0);
    EXPECT_EQ("no time yet", core_time_ns(fixture.core), 0);
    fixture.time_ns = -5;
    fixture_command(&fixture, COMMAND_TICK);
    EXPECT_EQ("R-TIME-4 a tick gives no event", fixture_step(&fixture), 0);
    EXPECT_EQ("time does not start before 1970", core_time_ns(fixture.core), 0);
    fixture.time_ns = 1000;
    fixture_command(&fixture, COMMAND_SEAL)->seal.covered_sequence = 1;
    EXPECT_EQ("R-TIME-4 nor does a seal", fixture_step(&fixture), 0);
    EXPECT_EQ("time moves", core_time_ns(fixture.core), 1000);
    EXPECT_EQ("commands are counted", core_sequence(fixture.core), 2);
    fixture.time_ns = 999;
    fixture_command(&fixture, COMMAND_VENUE_TERMS);
    fixture_step(&fixture);
    EXPECT_EQ("R-TIME-1 time does not go back", core_time_ns(fixture.core), 1000);
    EXPECT_EQ("events show the latest seen", fixture.list[0].time_ns, 1000);
    EXPECT_EQ("R-TIME-3 and the command", fixture.list[0].sequence, 3);
    fixture.time_ns = INT64_MAX;
    fixture_command(&fixture, COMMAND_TICK);
    fixture_step(&fixture);
    EXPECT_EQ("R-TIME-1 the end of time", core_time_ns(fixture.core), TIME_NS_MAX);

    struct command command = {.sequence = 3, .kind = COMMAND_TICK};
    EXPECT_STOPS("a command twice", core_step(fixture.core, &command, &fixture.events));
    command.sequence = 6;
    EXPECT_STOPS("a gap in the journal", core_step(fixture.core, &command, &fixture.events));
    command.sequence = 5;
    fixture.events.capacity = 0;
    EXPECT_STOPS("a list without room", core_step(fixture.core, &command, &fixture.events));
}

/* clang-format off */
static const struct {
    const char *row;
    uint16_t kind;
    uint32_t session_id, actor_id;
    uint64_t client_sequence;
    enum reject reject;
    enum field field;
    int64_t given, legal;
    bool is_duplicate;
} admissions[] = {
    {"kind 0",                         0, 0, 0, 0, REJECT_UNKNOWN_COMMAND, FIELD_KIND, 0, 0, false},
    {"a kind in a gap of the list",    6, 0, 0, 0, REJECT_UNKNOWN_COMMAND, FIELD_KIND, 6, 0, false},
    {"a kind that is none",            999, 0, 0, 0, REJECT_UNKNOWN_COMMAND, FIELD_KIND, 999, 0,
     false},
    {"the largest kind",               65535, 0, 0, 0, REJECT_UNKNOWN_COMMAND, FIELD_KIND,
     65535, 0, false},
    {"a session beyond the last",      COMMAND_TICK, 8, 0, 0, REJECT_SESSION, FIELD_SESSION, 8,
     7, false},
    {"before the kind",                0, 8, 0, 0, REJECT_SESSION, FIELD_SESSION, 8, 7, false},
    {"a user that does not exist",     COMMAND_TICK, 0, 3, 0, REJECT_ROLE, FIELD_ACTOR, 3, 0,
     false},
    {"a user beyond the last",         COMMAND_TICK, 0, 16, 0, REJECT_ROLE, FIELD_ACTOR, 16,
     0, false},
    {"the kind before the role",       7, 0, 3, 0, REJECT_UNKNOWN_COMMAND, FIELD_KIND, 7, 0, false},
    {"the first of a session",         COMMAND_TICK, 2, 0, 5, REJECT_NONE, FIELD_NONE, 0, 0, false},
    {"the same again",                 COMMAND_TICK, 2, 0, 5, REJECT_NONE, FIELD_NONE, 0, 0, true},
    {"an older one",                   COMMAND_TICK, 2, 0, 4, REJECT_NONE, FIELD_NONE, 0, 0, true},
    {"duplicates before the kind",     0, 2, 0, 4, REJECT_NONE, FIELD_NONE, 0, 0, true},
    {"without a number",               COMMAND_TICK, 2, 0, 0, REJECT_NONE, FIELD_NONE, 0, 0, false},
    {"another session",                COMMAND_TICK, 3, 0, 4, REJECT_NONE, FIELD_NONE, 0, 0, false},
    {"gaps are allowed, also rejected", 0, 2, 0, 9, REJECT_UNKNOWN_COMMAND, FIELD_KIND, 0, 0,
     false},
    {"a rejected one was seen",        COMMAND_TICK, 2, 0, 9, REJECT_NONE, FIELD_NONE, 0, 0, true},
    {"session 0 has no memory",        COMMAND_TICK, 0, 0, 9, REJECT_NONE, FIELD_NONE, 0, 0, false},
    {"nor twice",                      COMMAND_TICK, 0, 0, 9, REJECT_NONE, FIELD_NONE, 0, 0, false},
};
/* clang-format on */

static void test_admission(void **state)
{
    (void)state;
    fixture_start(&fixture, memory, sizeof memory);
    for (uint32_t i = 0; i < sizeof admissions / sizeof admissions[0]; i++) {
        const char *row = admissions[i].row;
        fixture.command.kind = admissions[i].kind;
        fixture.command.session_id = admissions[i].session_id;
        fixture.command.actor_id = admissions[i].actor_id;
        fixture.command.client_sequence = admissions[i].client_sequence;
        uint32_t count = fixture_step(&fixture);
        EXPECT_EQ(row, fixture_reject(&fixture), admissions[i].reject);
        EXPECT_EQ(row, fixture_count(&fixture, EVENT_DUPLICATE), admissions[i].is_duplicate);
        EXPECT_EQ(row, count, admissions[i].is_duplicate || admissions[i].reject != REJECT_NONE);
        if (admissions[i].reject == REJECT_NONE) continue;
        EXPECT_EQ(row, fixture.list[0].reject.field, admissions[i].field);
        EXPECT_EQ(row, fixture.list[0].reject.given, admissions[i].given);
        EXPECT_EQ(row, fixture.list[0].reject.legal, admissions[i].legal);
    }
}

/* --- a random life ---------------------------------------------------------------------------- */

static uint8_t bytes[STREAM_BYTES];

static struct reader stream(uint64_t seed)
{
    struct random random;
    random_seed(&random, seed);
    for (size_t i = 0; i < sizeof bytes; i++) bytes[i] = (uint8_t)random_u64(&random);
    return (struct reader){.bytes = bytes, .left = sizeof bytes, .time_ns = fixture.time_ns};
}

static bool next_step(struct reader *reader, struct command *command)
{
    if (!reader_command(reader, command)) return false;
    command->sequence = core_sequence(fixture.core) + 1;
    fixture.command = *command;
    fixture.time_ns = command->time_ns;
    reader_remember(reader, fixture.list, fixture_step(&fixture));
    return true;
}

static bool hashes_agree(const struct core *a, const struct core *b)
{
    struct hash128 first = core_hash(a);
    struct hash128 second = core_hash(b);
    return first.low == second.low && first.high == second.high;
}

static struct core *restored(void)
{
    struct core_config config = fixture_config();
    struct core_region from[CORE_REGIONS_MAX];
    struct core_region to[CORE_REGIONS_MAX];
    size_t sizes[CORE_REGIONS_MAX];
    memset(other_memory, 0, sizeof other_memory);
    struct core *core = core_init(other_memory, sizeof other_memory, &config);
    uint32_t count = core_regions(fixture.core, from);
    for (uint32_t i = 0; i < count; i++) sizes[i] = from[i].size;
    EXPECT_TRUE("the sizes fit", core_regions_restore(core, sizes, count, to));
    for (uint32_t i = 0; i < count; i++) {
        EXPECT_EQ("as large as asked for", to[i].size, from[i].size);
        memcpy(to[i].bytes, from[i].bytes, from[i].size);
    }
    return core;
}

static void test_snapshot(void **state)
{
    (void)state;
    static struct event list[FIXTURE_EVENTS_MAX];
    struct events events = {.list = list, .capacity = FIXTURE_EVENTS_MAX};
    fixture_open(&fixture, memory, sizeof memory);
    struct reader reader = stream(1);
    struct command command;
    struct core *copy = restored();
    for (uint32_t step = 0; next_step(&reader, &command); step++) {
        EXPECT_EQ("as many events", core_step(copy, &command, &events), fixture.events.count);
        EXPECT_EQ("the same events", memcmp(list, fixture.list, events.count * sizeof list[0]), 0);
        EXPECT_TRUE("the same state", hashes_agree(copy, fixture.core));
        if (step % 50 == 0) copy = restored();
    }
    EXPECT_TRUE("many commands", core_sequence(copy) > 2000);
}

static void test_snapshot_refused(void **state)
{
    (void)state;
    struct core_region from[CORE_REGIONS_MAX];
    struct core_region to[CORE_REGIONS_MAX];
    size_t sizes[CORE_REGIONS_MAX];
    fixture_open(&fixture, memory, sizeof memory);
    struct hash128 before = core_hash(fixture.core);
    uint32_t count = core_regions(fixture.core, from);
    for (uint32_t i = 0; i < count; i++) sizes[i] = from[i].size;
    EXPECT_FALSE("a region less", core_regions_restore(fixture.core, sizes, count - 1, to));
    EXPECT_FALSE("a region more", core_regions_restore(fixture.core, sizes, count + 1, to));
    for (uint32_t i = 0; i < count; i++) {
        sizes[i] = from[i].size + 1;
        EXPECT_FALSE("a part of an item", core_regions_restore(fixture.core, sizes, count, to));
        sizes[i] = from[i].size + ((size_t)1 << 40);
        EXPECT_FALSE("more than there is", core_regions_restore(fixture.core, sizes, count, to));
        sizes[i] = from[i].size;
    }
    EXPECT_TRUE("as it was", core_regions_restore(fixture.core, sizes, count, to));
    struct hash128 after = core_hash(fixture.core);
    EXPECT_TRUE("nothing changed", before.low == after.low && before.high == after.high);
}

/* Do the regions still have these sizes?  A size is part of the hash. */
static bool sizes_agree(const struct core_region *regions, uint32_t count)
{
    struct core_region now[CORE_REGIONS_MAX];
    (void)core_regions(fixture.core, now);
    for (uint32_t i = 0; i < count; i++) {
        if (now[i].size != regions[i].size) return false;
    }
    return true;
}

/* Every byte in use counts: one bit turned, and the hash is another. */
static void test_hash_covers_all(void **state)
{
    (void)state;
    fixture_open(&fixture, memory, sizeof memory);
    struct reader reader = stream(2);
    struct command command;
    while (next_step(&reader, &command)) continue;
    struct core *copy = restored();
    struct core_region regions[CORE_REGIONS_MAX];
    struct random random;
    random_seed(&random, 3);
    uint32_t count = core_regions(fixture.core, regions);
    for (uint32_t i = 0; i < count; i++) {
        unsigned char *region = regions[i].bytes;
        if (regions[i].size == 0) continue; /* zero between two commands */
        for (uint32_t k = 0; k < 66; k++) {
            size_t at = random_below(&random, regions[i].size);
            if (k == 0) at = 0;
            if (k == 1) at = regions[i].size - 1;
            unsigned char bit = (unsigned char)(1u << (k % 8));
            region[at] ^= bit;
            EXPECT_FALSE("a turned bit shows",
                         sizes_agree(regions, count) && hashes_agree(copy, fixture.core));
            region[at] ^= bit;
        }
    }
    EXPECT_TRUE("turned back, it is the same", hashes_agree(copy, fixture.core));
}

static void prefetch(const struct command *command)
{
    for (uint32_t stage = 0; stage < CORE_PREFETCH_STAGES; stage++) {
        core_prefetch(fixture.core, command, stage);
    }
}

/* The same commands twice, once with hints to the CPU that change nothing. */
static void test_determinism(void **state)
{
    (void)state;
    struct hash128 hashes[2];
    for (uint32_t run = 0; run < 2; run++) {
        fixture_open(&fixture, memory, sizeof memory);
        struct reader reader = stream(4);
        struct command command;
        while (next_step(&reader, &command)) {
            if (run == 0) continue;
            prefetch(&command);
        }
        hashes[run] = core_hash(fixture.core);
    }
    EXPECT_EQ("the same hash", hashes[0].low, hashes[1].low);
    EXPECT_EQ("the same hash", hashes[0].high, hashes[1].high);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_configs),
        cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_time),
        cmocka_unit_test(test_admission),
        cmocka_unit_test(test_snapshot),
        cmocka_unit_test(test_snapshot_refused),
        cmocka_unit_test(test_hash_covers_all),
        cmocka_unit_test(test_determinism),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
