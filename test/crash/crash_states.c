/* SPDX-License-Identifier: Apache-2.0 */
/*
 * crash_states.c - every state in which a power cut can leave the journal, recovered and judged.
 *
 * Role       Runs the real journal on a disk in memory through several lives: records of many
 *            sizes, group commits, segments made at any moment (also while a frame is on its way),
 *            archived, used again.  At each sync it builds the disks that a power cut at that
 *            moment can leave: every subset of what is not yet synced where that is at most six
 *            units, else subsets drawn from the seed.  Each is recovered; some cuts become the
 *            next life, so recovery itself is cut too, and old bytes lie under new ones.
 * Invariant  (what is checked) Recovery yields exactly a prefix of what was appended, with every
 *            record that was acknowledged; each record byte for byte of the life that wrote it;
 *            then the journal takes new records and reads back all of them.
 * Usage      crash_states [STATES [SEED]]
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/random.h"
#include "base/text.h"
#include "node/journal.h"
#include "node/journal_archive.h"
#include "node/journal_prepare.h"
#include "os/os_clock.h"
#include "os_file_memory.h"

#define DIRECTORY     "journal"
#define SEQUENCES_MAX 4096
#define LIVES_MAX     6
#define ALL_SUBSETS   6    /* so many units: try each of their subsets */
#define DRAWN_SUBSETS 48   /* with more: so many drawn ones */
#define RECORD_MAX    3000 /* a multiple of 8 */

struct oracle {
    uint8_t life_of[SEQUENCES_MAX];     /* which life wrote the record */
    uint64_t acknowledged;              /* no recovery may lose these */
    uint64_t appended;                  /* nothing beyond exists */
    struct journal_position checkpoint; /* a place of which a snapshot could know; or zero */
};

struct run {
    struct random random;
    struct disk *disk;    /* of the present life */
    struct disk *crashed; /* after a cut, to be judged */
    struct disk *next;    /* of the next life */
    struct journal journal;
    struct journal second; /* of the judged recovery */
    struct oracle oracle;
    uint8_t life;
    bool is_open;
    bool is_dead;
    bool is_killed;
    bool is_nested;
    bool is_archiving;
    uint64_t syncs_to_live; /* the cut that becomes the next life */
    uint8_t kept[DISK_UNITS_MAX];
    uint64_t state_count;
    uint64_t torn_count;
    uint64_t second_count; /* recoveries that went on to append */
    uint64_t life_count;
    uint64_t recycled_count;
    uint64_t states_max;
    uint64_t seed;
};

static struct run run;

/* --- records that say who wrote them --- */

static size_t record_make(uint64_t sequence, uint8_t life, uint8_t bytes[RECORD_MAX])
{
    struct random random;
    random_seed(&random, sequence * 256 + life);
    size_t size = 1 + random_below(&random, 120);
    if (random_below(&random, 8) == 0) size = 1 + random_below(&random, RECORD_MAX);
    for (size_t at = 0; at < size; at += 8) {
        uint64_t word = random_u64(&random);
        memcpy(bytes + at, &word, sizeof word);
    }
    return size;
}

static bool record_is_right(const struct oracle *oracle, const struct journal_record *record)
{
    uint8_t bytes[RECORD_MAX];
    if (record->sequence >= SEQUENCES_MAX) return false;
    size_t size = record_make(record->sequence, oracle->life_of[record->sequence], bytes);
    if (record->payload.size != size) return false;
    return memcmp(record->payload.bytes, bytes, size) == 0;
}

/* --- judging one disk --- */

static noreturn void complain(const char *what, const struct journal_error *error)
{
    char line[JOURNAL_ERROR_LINE_SIZE] = "";
    if (error != NULL && error->status != JOURNAL_OK) journal_error_line(error, line);
    printf("crash_states: seed %" PRIu64 ", state %" PRIu64 ", life %u: %s %s\n", run.seed,
           run.state_count, run.life, what, line);
    printf("acknowledged %" PRIu64 ", appended %" PRIu64 ", kept", run.oracle.acknowledged,
           run.oracle.appended);
    for (uint32_t i = 0; i < run.disk->unit_count; i++) printf(" %u", run.kept[i]);
    printf("\n");
    exit(1);
}

struct judged {
    const struct oracle *oracle;
    uint64_t last;
};

static bool judge_record(void *context, const struct journal_record *record)
{
    struct judged *judged = context;
    if (record->sequence != judged->last + 1) return false;
    judged->last = record->sequence;
    return record_is_right(judged->oracle, record);
}

/* Most recoveries begin at a snapshot, as they do in life. */
static enum journal_status open_journal(struct journal *journal, struct judged *judged,
                                        struct journal_error *error)
{
    const struct journal_position *checkpoint = &judged->oracle->checkpoint;
    bool from_checkpoint = checkpoint->generation > 0 && run.state_count % 64 != 0;
    judged->last = from_checkpoint ? checkpoint->sequence_next - 1 : 0;
    struct journal_config config = {
        .directory = DIRECTORY,
        .start = from_checkpoint ? checkpoint : NULL,
        .ring_size = 32768,
        .frame_size_max = 12288,
        .checks = run.state_count % 4 == 1 ? JOURNAL_CHECK_VERIFY : JOURNAL_CHECK_ALL,
    };
    struct journal_replayer replayer = {judge_record, judged};
    return journal_open(journal, &config, &replayer, error);
}

static void judge_bounds(uint64_t last, const struct oracle *oracle)
{
    if (last < oracle->acknowledged || last > oracle->appended)
        printf("recovered to %" PRIu64 "\n", last);
    if (last < oracle->acknowledged) complain("an acknowledged record is lost", NULL);
    if (last > oracle->appended) complain("a record appeared that nobody wrote", NULL);
}

/* The recovered journal must take new records and give back everything. */
static void judge_going_on(const struct oracle *before, uint64_t last)
{
    struct oracle oracle = *before;
    struct journal_error error = {0};
    for (int i = 0; i < 2; i++) {
        uint8_t bytes[RECORD_MAX];
        uint64_t sequence = 0;
        oracle.life_of[last + 1] = LIVES_MAX + 1;
        struct journal_span record = {bytes, record_make(last + 1, LIVES_MAX + 1, bytes)};
        if (journal_append(&run.second, record, &sequence) != JOURNAL_OK) {
            complain("cannot append after recovery", NULL);
        }
        if (sequence != ++last) complain("wrong sequence after recovery", NULL);
        if (journal_commit(&run.second) != JOURNAL_OK) {
            (void)journal_status(&run.second, &error);
            complain("cannot commit after recovery", &error);
        }
    }
    if (journal_close(&run.second, &error) != JOURNAL_OK) complain("cannot close", &error);
    run.second_count++;
    struct judged judged = {.oracle = &oracle};
    if (open_journal(&run.second, &judged, &error) != JOURNAL_OK) {
        complain("cannot open after going on", &error);
    }
    if (judged.last != last) complain("what was appended after recovery is lost", NULL);
}

/* The quick way to a crashed disk must lead where the plain one does. */
static void judge_shown(void)
{
    disk_crash(run.disk, run.kept, run.next);
    if (!disk_equals(run.next, run.crashed))
        complain("the shown disk is not the crashed one", NULL);
}

static void judge_state(void)
{
    disk_show_crash(run.disk, run.kept, run.crashed);
    if (run.state_count % 512 == 0) judge_shown();
    struct disk *before = disk_use(run.crashed);
    struct judged judged = {.oracle = &run.oracle};
    struct journal_error error = {0};
    run.state_count++;
    if (open_journal(&run.second, &judged, &error) != JOURNAL_OK) {
        complain("recovery refused:", &error);
    }
    judge_bounds(judged.last, &run.oracle);
    bool was_torn = run.second.recovery.end.torn_count > 0;
    run.torn_count += was_torn;
    if (run.state_count % 16 == 0) judge_going_on(&run.oracle, judged.last);
    if (journal_close(&run.second, &error) != JOURNAL_OK) complain("cannot close", &error);
    (void)disk_use(before);
}

/* --- the cuts at one sync --- */

static void keep_all(uint32_t count, uint8_t value)
{
    memset(run.kept, value, count);
}

static void judge_all_subsets(uint32_t count)
{
    for (uint32_t subset = 0; subset < UINT32_C(1) << count; subset++) {
        for (uint32_t i = 0; i < count; i++) run.kept[i] = (uint8_t)(subset >> i & 1);
        judge_state();
    }
}

/* Nothing, all, all but one, one alone, and drawn ones from sparse to dense. */
static void judge_drawn_subsets(uint32_t count)
{
    keep_all(count, 0);
    judge_state();
    keep_all(count, 1);
    judge_state();
    for (int i = 0; i < DRAWN_SUBSETS; i++) {
        uint64_t density = 1 + random_below(&run.random, 15);
        uint32_t chosen = (uint32_t)random_below(&run.random, count);
        bool is_single = i % 4 == 0;
        for (uint32_t k = 0; k < count; k++) {
            run.kept[k] = random_below(&run.random, 16) < density;
            if (is_single) run.kept[k] = (k == chosen) != (i % 8 == 0);
        }
        judge_state();
    }
}

/* This cut is real: what it leaves is the disk of the next life.  Or only the process is killed:
 * then the next life sees all that was written, and none of it is durable yet. */
static void die(void)
{
    run.is_killed = random_below(&run.random, 3) == 0;
    for (uint32_t i = 0; i < run.disk->unit_count; i++) {
        run.kept[i] = (uint8_t)random_below(&run.random, 2);
    }
    disk_crash(run.disk, run.kept, run.next);
    run.is_dead = true;
    run.disk->on_sync = NULL;
    run.disk->syncs_until_fail = 1; /* the process that lives on in this test must not go on */
}

static void note_acknowledged(void)
{
    if (!run.is_open) return;
    run.oracle.acknowledged = journal_durable(&run.journal);
}

static void make_segment_meanwhile(void)
{
    struct journal_segment_header header = run.journal.header;
    struct journal_error error;
    header.generation = run.journal.writer.position.generation + 1;
    run.is_nested = true;
    enum journal_status status = journal_prepare(DIRECTORY, &header, &error);
    run.is_nested = false;
    if (status != JOURNAL_OK && !run.is_dead) complain("cannot make a segment:", &error);
}

/* The thread that makes segments works beside the one that writes frames and beside whoever
 * archives, but there is only one of it. */
static bool maker_may_run(void)
{
    if (!run.is_open || run.is_nested || run.disk->unit_count == 0) return false;
    if (run.is_archiving) return true;
    char path[OS_PATH_SIZE_MAX];
    uint64_t size = 0;
    (void)journal_path_make(path, DIRECTORY, JOURNAL_FILE_SEGMENT,
                            run.journal.writer.position.generation);
    const struct disk_unit *unit = &run.disk->units[0];
    bool is_frame = unit->kind == DISK_UNIT_SECTOR && unit->place >= JOURNAL_SEGMENT_HEADER_SIZE;
    return is_frame && run.disk->files[unit->file].live == disk_bytes(run.disk, path, &size);
}

static void at_sync(void *context)
{
    (void)context;
    note_acknowledged();
    if (run.disk->unit_count <= ALL_SUBSETS) {
        judge_all_subsets(run.disk->unit_count);
    } else {
        judge_drawn_subsets(run.disk->unit_count);
    }
    if (--run.syncs_to_live == 0) {
        die();
        return;
    }
    if (maker_may_run() && random_below(&run.random, 6) == 0) make_segment_meanwhile();
}

/* --- the life of a journal --- */

static void append_some(void)
{
    uint64_t count = 1 + random_below(&run.random, random_below(&run.random, 4) == 0 ? 40 : 4);
    for (uint64_t i = 0; i < count && !run.is_dead; i++) {
        uint8_t bytes[RECORD_MAX];
        uint64_t sequence = run.journal.sequence_next;
        if (sequence + 3 >= SEQUENCES_MAX) return;
        run.oracle.life_of[sequence] = run.life;
        run.oracle.appended = sequence;
        struct journal_span record = {bytes, record_make(sequence, run.life, bytes)};
        (void)journal_append(&run.journal, record, &sequence);
    }
    if (run.is_dead) return;
    struct journal_error error = {0};
    (void)journal_commit(&run.journal);
    if (journal_status(&run.journal, &error) != JOURNAL_OK && !run.is_dead) {
        complain("cannot write:", &error);
    }
}

static void archive_oldest(void)
{
    struct journal_listing listing;
    struct journal_error error;
    enum journal_status status = journal_list(DIRECTORY, &listing, &error);
    if (status != JOURNAL_OK) complain("cannot list:", &error);
    if (listing.segment_first + 1 >= run.journal.writer.position.generation) return;
    run.is_archiving = true;
    status = journal_archive_segment(DIRECTORY, listing.segment_first, &error);
    run.is_archiving = false;
    if (status != JOURNAL_OK && !run.is_dead) complain("cannot archive:", &error);
    run.recycled_count += status == JOURNAL_OK;
}

static void live(void)
{
    uint64_t steps = 6 + random_below(&run.random, 20);
    for (uint64_t i = 0; i < steps && !run.is_dead; i++) {
        uint64_t choice = random_below(&run.random, 10);
        if (choice == 0) {
            archive_oldest();
        } else if (choice == 1) {
            (void)journal_make_next_segment(&run.journal);
        } else {
            append_some();
        }
        bool takes_snapshot = !run.is_dead && random_below(&run.random, 2) == 0;
        if (takes_snapshot) run.oracle.checkpoint = journal_position(&run.journal);
    }
}

/* Opens, lives, dies.  False when the last life ended without a cut. */
static bool live_once(void)
{
    struct journal_error error = {0};
    struct judged judged = {.oracle = &run.oracle};
    run.is_dead = false;
    run.syncs_to_live = 4 + random_below(&run.random, 40);
    run.disk->on_sync = at_sync;
    (void)disk_use(run.disk);
    run.life++;
    run.life_count++;

    enum journal_status status = open_journal(&run.journal, &judged, &error);
    if (status != JOURNAL_OK && !run.is_dead) complain("cannot open:", &error);
    if (status == JOURNAL_OK) {
        judge_bounds(judged.last, &run.oracle);
        run.is_open = true;
        run.oracle.appended = judged.last;
        live();
        note_acknowledged();
        run.is_open = false;
        (void)journal_close(&run.journal, &error);
    }
    run.disk->on_sync = NULL;
    if (!run.is_dead) return false;
    run.disk->syncs_until_fail = 0;
    if (run.is_killed) return true;
    struct disk *old = run.disk;
    run.disk = run.next;
    run.next = old;
    return true;
}

/* One journal from its founding through all its lives. */
static void run_journal(void)
{
    static const uint64_t segment_sizes[] = {16384, 20480, 32768};
    run.disk = disk_create(random_below(&run.random, 4) == 0 ? 4096 : 512);
    run.next = disk_create(512);
    run.crashed = disk_create(512);
    (void)disk_use(run.disk);
    memset(&run.oracle, 0, sizeof run.oracle);
    run.life = 0;

    struct journal_founding founding = {.segment_size = segment_sizes[random_below(&run.random, 3)],
                                        .id.bytes = {1}};
    struct journal_error error;
    if (journal_create(DIRECTORY, &founding, &error) != JOURNAL_OK) {
        complain("cannot create:", &error);
    }
    for (int i = 0; i < LIVES_MAX && run.state_count < run.states_max; i++) {
        if (!live_once()) break;
    }
    disk_destroy(run.disk);
    disk_destroy(run.next);
    disk_destroy(run.crashed);
}

static uint64_t argument(int argc, char **argv, int index, uint64_t otherwise)
{
    uint64_t value = otherwise;
    if (index < argc && !text_read_u64(argv[index], strlen(argv[index]), &value)) {
        fprintf(stderr, "usage: crash_states [STATES [SEED]]\n");
        exit(2);
    }
    return value;
}

int main(int argc, char **argv)
{
    run.states_max = argument(argc, argv, 1, 1000000);
    run.seed = argument(argc, argv, 2, 1);
    int64_t begin_ns = os_clock_steady_ns();
    while (run.state_count < run.states_max) {
        random_seed(&run.random, run.seed++);
        run_journal();
    }
    int64_t micros = (os_clock_steady_ns() - begin_ns) / 1000 + 1;
    printf("crash_states: %" PRIu64 " states recovered, %" PRIu64
           " of them with torn writes, %" PRIu64 " went on to append; %" PRIu64 " lives, %" PRIu64
           " segments used again; "
           "0 acknowledged records lost, 0 ghosts; %" PRId64 " states/s\n",
           run.state_count, run.torn_count, run.second_count, run.life_count, run.recycled_count,
           (int64_t)run.state_count * 1000000 / micros);
    return 0;
}
