/* SPDX-License-Identifier: Apache-2.0 */
/*
 * golden_journal.c - old journals replay for ever.
 *
 *   golden_journal check DIR                  runs DIR again, compares with DIR/expected
 *   golden_journal stream DIR SEED COMMANDS PARTS   records a random stream of commands; PARTS is
 *                                             a mask of sim/economy_part.h
 *   golden_journal repack FROM DIR            records the commands of another journal
 *
 * DIR/expected was written when the journal was recorded.  Of its lines
 *   commands, events, output, chain   must hold for ever: they are what the venue said;
 *   state LAYOUT HASH                 holds for builds with that layout of the state's memory.
 * A build with a layout that is not there proves the first four, and says that it has no fifth to
 * compare.  With PERPETUA_GOLDEN=rewrite its line is added (./dev golden); no line is ever changed.
 * Exit status: 0 everything agrees, 1 something differs, 2 a file or an argument is unusable.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "node/charter.h"
#include "node/journal.h"
#include "node/journal_reader.h"
#include "node/seal.h"
#include "node/verify.h"
#include "sim/stream.h"
#include "wire/command_codec.h"

#define LINE_SIZE     128u
#define SEAL_EVERY    100u
#define EVENTS_MAX    65536u
#define SEGMENT_SIZE  UINT64_C(262144)
#define STREAM_BOOKS  3u
#define EXPECTED_NAME "/expected"

static noreturn void unusable(const char *what, const char *name)
{
    fprintf(stderr, "golden_journal: %s %s\n", what, name);
    exit(2);
}

static noreturn void fault(const struct journal_error *error)
{
    char line[JOURNAL_ERROR_LINE_SIZE];
    journal_error_line(error, line);
    fprintf(stderr, "golden_journal: %s\n", line);
    exit(journal_status_exit_code(error->status));
}

/* --- recording --- */

static struct journal journal;

static void begin(const char *directory, const struct journal_charter *charter)
{
    struct journal_error error = {0};
    struct journal_founding founding = {.segment_size = SEGMENT_SIZE, .charter = *charter};
    struct journal_config config = {.directory = directory, .checks = JOURNAL_CHECK_ALL};
    struct journal_replayer nothing = {0};
    if (journal_create(directory, &founding, &error) != JOURNAL_OK) fault(&error);
    if (journal_open(&journal, &config, &nothing, &error) != JOURNAL_OK) fault(&error);
}

static void append(struct journal_span span, uint64_t expected)
{
    uint64_t sequence = 0;
    struct journal_error error = {0};
    if (journal_append(&journal, span, &sequence) != JOURNAL_OK || sequence != expected) {
        (void)journal_status(&journal, &error);
        fault(&error);
    }
    if (sequence % SEAL_EVERY == 0) (void)journal_commit(&journal);
}

static void finish(void)
{
    struct journal_error error = {0};
    if (journal_close(&journal, &error) != JOURNAL_OK) fault(&error);
}

struct recorder {
    struct core *core;
    struct hash_state output;
    struct event *list;
};

/* Journals the command, steps it; the number of its events.  Some of the stream's commands are so
 * bent that no journal could hold them: they are left out. */
static uint32_t record(struct recorder *recorder, struct command *command)
{
    uint8_t bytes[COMMAND_BYTES_MAX];
    size_t size = 0;
    command->sequence = core_sequence(recorder->core) + 1;
    if (command_write(command, bytes, &size) != COMMAND_GOOD) return 0;
    append((struct journal_span){bytes, size}, command->sequence);
    struct events events = {.list = recorder->list, .capacity = EVENTS_MAX};
    uint32_t count = core_step(recorder->core, command, &events);
    seal_add_events(&recorder->output, recorder->list, count);
    return count;
}

static void record_seal(struct recorder *recorder)
{
    struct command seal;
    seal_make(&seal, recorder->core, &recorder->output, SEAL_STATE);
    seal.time_ns = core_time_ns(recorder->core);
    (void)record(recorder, &seal);
}

static void record_stream(const char *directory, uint64_t seed, uint64_t command_count,
                          uint32_t parts)
{
    struct core_config config = stream_config(seed);
    struct journal_charter charter;
    size_t size = core_size(&config);
    struct stream *stream = stream_create(seed, STREAM_BOOKS, parts);
    void *memory = aligned_alloc(4096, (size + 4095) / 4096 * 4096);
    struct recorder recorder = {.list = calloc(EVENTS_MAX, sizeof *recorder.list)};
    if (memory == NULL || recorder.list == NULL || stream == NULL) unusable("no memory", "");
    memset(memory, 0, size);
    recorder.core = core_init(memory, size, &config);
    hash_begin(&recorder.output);
    charter_write(&charter, &config);
    begin(directory, &charter);
    for (uint64_t i = 1; i <= command_count; i++) {
        struct command command;
        stream_next(stream, &command);
        /* The stream's seals cover what it likes: these must hold. */
        if (command.kind == COMMAND_SEAL) continue;
        stream_learn(stream, recorder.list, record(&recorder, &command));
        if (i % SEAL_EVERY == 0) record_seal(&recorder);
    }
    record_seal(&recorder);
    finish();
    stream_destroy(stream);
    free(recorder.list);
    free(memory);
}

static void repack(const char *from, const char *directory)
{
    static struct journal_reader reader;
    struct journal_error error = {0};
    struct journal_reader_config config = {.directory = from, .checks = JOURNAL_CHECK_ALL};
    if (journal_reader_open(&reader, &config, &error) != JOURNAL_OK) fault(&error);
    begin(directory, &journal_reader_header(&reader)->charter);
    for (;;) {
        struct journal_record record;
        enum journal_read read = journal_reader_next(&reader, &record, &error);
        if (read == JOURNAL_READ_FAULT) fault(&error);
        if (read == JOURNAL_READ_END) break;
        append(record.payload, record.sequence);
    }
    journal_reader_close(&reader);
    finish();
}

/* --- checking --- */

struct lines {
    char counts[2][LINE_SIZE];
    char output[LINE_SIZE];
    char chain[LINE_SIZE];
    char layout[LINE_SIZE]; /* "state LAYOUT " */
    char state[LINE_SIZE];
};

static void make_lines(const struct verify_result *result, struct lines *lines)
{
    char output[HASH_TEXT_SIZE];
    char state[HASH_TEXT_SIZE];
    char head[JOURNAL_HASH_TEXT_SIZE];
    hash128_text(result->output_hash, output);
    hash128_text(result->state_hash, state);
    journal_hash_text(&result->head, head);
    (void)snprintf(lines->counts[0], LINE_SIZE, "commands %" PRIu64 "\n", result->command_count);
    (void)snprintf(lines->counts[1], LINE_SIZE, "events %" PRIu64 "\n", result->event_count);
    (void)snprintf(lines->output, LINE_SIZE, "output %s\n", output);
    (void)snprintf(lines->chain, LINE_SIZE, "chain %s\n", head);
    uint64_t layout = CORE_STATE_LAYOUT;
    (void)snprintf(lines->layout, LINE_SIZE, "state %" PRIu64 " ", layout);
    (void)snprintf(lines->state, LINE_SIZE, "state %" PRIu64 " %s\n", layout, state);
}

static bool line_is(const char *what, const char *expected, const char *actual)
{
    if (expected != NULL && strcmp(expected, actual) == 0) return true;
    printf("%s differs\n  expected %s  actual   %s", what, expected == NULL ? "none\n" : expected,
           actual);
    return false;
}

static void add_layout(const char *path, const struct lines *lines)
{
    const char *mode = getenv("PERPETUA_GOLDEN");
    bool may_write = mode != NULL && strcmp(mode, "rewrite") == 0;
    printf("the state has another layout than any that was recorded: %s", lines->state);
    if (!may_write) {
        printf("its hash was not compared; ./dev golden records it\n");
        return;
    }
    FILE *file = fopen(path, "ab");
    if (file == NULL || fputs(lines->state, file) < 0) unusable("cannot write", path);
    if (fclose(file) != 0) unusable("cannot write", path);
}

/* The first four lines in their order; of the others the one with the layout of this build. */
static bool compare(const char *path, const struct lines *lines)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) unusable("cannot open", path);
    const char *const names[] = {"commands", "events", "output", "chain"};
    const char *const actual[] = {lines->counts[0], lines->counts[1], lines->output, lines->chain};
    char text[LINE_SIZE];
    bool agrees = true;
    bool has_layout = false;
    for (int i = 0; i < 4; i++) {
        agrees &= line_is(names[i], fgets(text, sizeof text, file), actual[i]);
    }
    while (fgets(text, sizeof text, file) != NULL) {
        if (strncmp(text, lines->layout, strlen(lines->layout)) != 0) continue;
        has_layout = true;
        agrees &= line_is("the state", text, lines->state);
    }
    (void)fclose(file);
    if (agrees && !has_layout) add_layout(path, lines);
    return agrees;
}

static int check(const char *directory)
{
    struct journal_error error = {0};
    struct verify_result result;
    struct lines lines;
    char path[OS_PATH_SIZE_MAX];
    if (verify_journal(directory, NULL, &result, &error) != JOURNAL_OK) fault(&error);
    make_lines(&result, &lines);
    if (snprintf(path, sizeof path, "%s" EXPECTED_NAME, directory) >= (int)sizeof path) {
        unusable("the path is too long:", directory);
    }
    if (!compare(path, &lines)) return 1;
    printf("golden_journal: %s: %" PRIu64 " commands, %" PRIu64 " events, %" PRIu64
           " seals agree, %" PRIu64 " of them with the state\n",
           directory, result.command_count, result.event_count, result.seal_count,
           result.state_seal_count);
    return 0;
}

int main(int argc, char **argv)
{
    uint64_t seed = 0;
    uint64_t count = 0;
    uint64_t parts = 0;
    if (argc == 3 && strcmp(argv[1], "check") == 0) return check(argv[2]);
    if (argc == 4 && strcmp(argv[1], "repack") == 0) {
        repack(argv[2], argv[3]);
        return 0;
    }
    bool is_stream = argc == 6 && strcmp(argv[1], "stream") == 0 &&
                     text_read_u64(argv[3], strlen(argv[3]), &seed) &&
                     text_read_u64(argv[4], strlen(argv[4]), &count) &&
                     text_read_u64(argv[5], strlen(argv[5]), &parts) && parts <= UINT32_MAX;
    if (!is_stream)
        unusable("expected check DIR, stream DIR SEED COMMANDS PARTS or repack FROM DIR", "");
    record_stream(argv[2], seed, count, (uint32_t)parts);
    return 0;
}
