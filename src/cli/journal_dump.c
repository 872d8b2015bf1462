/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal_dump.c - perpetua journal: prints the records of a journal, archives old segments, signs
 *                  the chain head.
 *
 * Role       Reads the arguments, walks over the journal with node/journal_reader, prints.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "cli/cli.h"
#include "model/command_text.h"
#include "node/journal.h"
#include "node/journal_archive.h"
#include "node/journal_heads.h"
#include "node/rerun.h"

static const char help[] =
    "usage: perpetua journal dump DIR [--from N] [--to N] [--json]\n"
    "       perpetua journal archive DIR\n"
    "       perpetua journal sign DIR --key FILE\n"
    "\n"
    "dump prints the records of the journal in DIR, one command a line, sequence number first;\n"
    "every frame is checked on the way. archive compresses all segments but the newest\n"
    "into DIR/archive and makes their files ready to be used again; nothing else may be writing\n"
    "the journal. sign appends the present chain head, signed, to DIR/heads.sig.\n"
    "\n"
    "  --key FILE the private Ed25519 key (PEM) that signs\n"
    "  --from N   the first sequence number to print (default 1)\n"
    "  --to N     the last one (default: the end)\n"
    "  --json     one JSON object a line\n"
    "\n"
    "exit status: 0 done, 2 damaged, missing or foreign files, or an unusable call\n";

struct arguments {
    const char *directory;
    const char *key;
    uint64_t from;
    uint64_t to;
    bool is_json;
};

static const char dump_form[] =
    "expected dump DIR [--from N] [--to N] [--json], the first N not above the second";

static int usage_fault(const char *what, const char *argument)
{
    fprintf(stderr, "perpetua journal: %s%s; see perpetua journal --help\n", what, argument);
    return EXIT_UNUSABLE;
}

static int report(const struct journal_error *error)
{
    char line[JOURNAL_ERROR_LINE_SIZE];
    journal_error_line(error, line);
    fprintf(stderr, "perpetua journal: %s\n", line);
    return journal_status_exit_code(error->status);
}

static bool read_number(const char *text, uint64_t *value)
{
    return text_read_u64(text, strlen(text), value) && *value > 0;
}

static bool read_options(struct arguments *arguments, int argc, char **argv)
{
    for (int i = 0; i < argc; i++) {
        bool has_value = i + 1 < argc;
        if (strcmp(argv[i], "--json") == 0) {
            arguments->is_json = true;
        } else if (strcmp(argv[i], "--from") == 0 && has_value) {
            if (!read_number(argv[++i], &arguments->from)) return false;
        } else if (strcmp(argv[i], "--to") == 0 && has_value) {
            if (!read_number(argv[++i], &arguments->to)) return false;
        } else if (strcmp(argv[i], "--key") == 0 && has_value) {
            arguments->key = argv[++i];
        } else if (argv[i][0] != '-' && arguments->directory == NULL) {
            arguments->directory = argv[i];
        } else {
            return false;
        }
    }
    return arguments->directory != NULL && arguments->from <= arguments->to;
}

static bool print_record(const struct arguments *arguments, const struct journal_record *record,
                         struct journal_error *error)
{
    static struct command command;
    static char text[COMMAND_TEXT_SIZE];
    if (rerun_decode(record, &command, error) != JOURNAL_OK) return false;
    if (arguments->is_json) {
        (void)command_json(text, sizeof text, &command);
    } else {
        (void)command_text(text, sizeof text, &command, NULL);
    }
    return puts(text) >= 0;
}

static int dump_records(struct journal_reader *reader, const struct arguments *arguments)
{
    struct journal_error error = {0};
    struct journal_record record = {0};
    for (;;) {
        enum journal_read read = journal_reader_next(reader, &record, &error);
        if (read == JOURNAL_READ_FAULT) return report(&error);
        if (read == JOURNAL_READ_END || record.sequence > arguments->to) return EXIT_OK;
        if (record.sequence < arguments->from) continue;
        if (print_record(arguments, &record, &error)) continue;
        if (error.status != JOURNAL_OK) return report(&error);
        return usage_fault("standard output cannot be written", "");
    }
}

static int dump(const struct arguments *arguments)
{
    static struct journal_reader reader;
    struct journal_error error = {0};
    struct journal_reader_config config = {
        .directory = arguments->directory, .has_thread = true, .checks = JOURNAL_CHECK_ALL};
    if (journal_reader_open(&reader, &config, &error) != JOURNAL_OK) return report(&error);
    int status = dump_records(&reader, arguments);
    journal_reader_close(&reader);
    if (fflush(stdout) != 0) return usage_fault("standard output cannot be written", "");
    return status;
}

/* Opening checks the whole journal first: nothing damaged is archived. */
static int archive(const struct arguments *arguments)
{
    static struct journal journal;
    struct journal_error error = {0};
    struct journal_listing listing;
    struct journal_replayer nothing = {0};
    struct journal_config config = {.directory = arguments->directory, .checks = JOURNAL_CHECK_ALL};
    if (journal_open(&journal, &config, &nothing, &error) != JOURNAL_OK) return report(&error);
    uint32_t count = 0;
    enum journal_status status = journal_list(arguments->directory, &listing, &error);
    for (uint32_t g = listing.segment_first; status == JOURNAL_OK; g++) {
        if (g >= journal.writer.position.generation) break;
        status = journal_archive_segment(arguments->directory, g, &error);
        count += status == JOURNAL_OK;
    }
    struct journal_error close_error = {0};
    (void)journal_close(&journal, &close_error);
    if (status != JOURNAL_OK) return report(&error);
    printf("result: %" PRIu32 " segments archived\n", count);
    return EXIT_OK;
}

static int sign_with(const struct arguments *arguments, const struct journal_key *key)
{
    static struct journal journal;
    struct journal_error error = {0};
    struct journal_error close_error = {0};
    struct journal_replayer nothing = {0};
    struct journal_config config = {.directory = arguments->directory, .checks = JOURNAL_CHECK_ALL};
    if (journal_open(&journal, &config, &nothing, &error) != JOURNAL_OK) return report(&error);
    struct journal_position position = journal_position(&journal);
    bool is_empty = position.sequence_next == 1;
    if (!is_empty) {
        (void)journal_heads_append(arguments->directory, &journal.header.id, &position, key,
                                   &error);
    }
    (void)journal_close(&journal, &close_error);
    if (is_empty) return usage_fault("there is nothing to sign in ", arguments->directory);
    if (error.status != JOURNAL_OK) return report(&error);
    printf("result: head of sequence %" PRIu64 " signed\n", position.sequence_next - 1);
    return EXIT_OK;
}

static int sign(const struct arguments *arguments)
{
    struct journal_key key;
    struct journal_error error = {0};
    if (arguments->key == NULL) return usage_fault("expected --key FILE", "");
    if (journal_key_load_private(&key, arguments->key, &error) != JOURNAL_OK) {
        return report(&error);
    }
    int exit_code = sign_with(arguments, &key);
    journal_key_release(&key);
    return exit_code;
}

int cli_journal(int argc, char **argv)
{
    if (argc < 2) return usage_fault("expected dump, archive or sign", "");
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
        fputs(help, stdout);
        return EXIT_OK;
    }
    struct arguments arguments = {.from = 1, .to = UINT64_MAX};
    bool is_right = read_options(&arguments, argc - 2, argv + 2);
    if (strcmp(argv[1], "dump") == 0) {
        return is_right ? dump(&arguments) : usage_fault(dump_form, "");
    }
    if (strcmp(argv[1], "archive") == 0) {
        return is_right ? archive(&arguments) : usage_fault("expected archive DIR", "");
    }
    if (strcmp(argv[1], "sign") == 0) {
        return is_right ? sign(&arguments) : usage_fault("expected sign DIR --key FILE", "");
    }
    return usage_fault("expected dump, archive or sign, found ", argv[1]);
}
