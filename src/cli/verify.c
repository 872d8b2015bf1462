/* SPDX-License-Identifier: Apache-2.0 */
/*
 * verify.c - perpetua verify: runs a journal again and says whether everything in it holds.
 *
 * Role       Reads the arguments, calls node/verify, prints.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "cli/cli.h"
#include "node/verify.h"

static const char help[] =
    "usage: perpetua verify DIR [--key FILE] [--through N]\n"
    "\n"
    "Runs the journal in DIR again from its start, in a core with the capacities that the journal\n"
    "names: checks the chain, every checksum, every sequence number, and compares every stored\n"
    "hash of the events and of the state with what this run computes.\n"
    "\n"
    "Signed chain heads (DIR/heads.sig) are compared with the chain. A journal that was cut off "
    "or\n"
    "written anew contradicts them.\n"
    "\n"
    "  --key FILE   the public Ed25519 key (PEM) with which every head must be signed\n"
    "  --through N  stop after sequence number N: of a venue that is running, one that is durable\n"
    "\n"
    "Snapshots in DIR must be whole, and have the hash of the state that this run has there.\n"
    "\n"
    "Of a venue that is running, verify a copy, or stop before the end of the journal: its last\n"
    "frame may be read half written.\n"
    "\n"
    "A damaged bit is named by its file, its offset and the sequence number of its record.\n"
    "\n"
    "exit status: 0 everything holds; 1 the files are whole, but the run gives other hashes than\n"
    "they store; 2 damaged, missing or foreign files, or an unusable call\n";

static void print_result(const struct verify_result *result)
{
    char output_text[HASH_TEXT_SIZE];
    char state_text[HASH_TEXT_SIZE];
    char head_text[JOURNAL_HASH_TEXT_SIZE];
    hash128_text(result->output_hash, output_text);
    hash128_text(result->state_hash, state_text);
    journal_hash_text(&result->head, head_text);
    uint64_t micros = (uint64_t)result->duration_ns / 1000 + 1;
    printf("commands      %" PRIu64 " (sequence 1 to %" PRIu64 ")\n", result->command_count,
           result->sequence_last);
    printf("events        %" PRIu64 "\n", result->event_count);
    printf("seals         %" PRIu64 " compared, %" PRIu64 " of them with the hash of the state; "
           "the last covers sequence %" PRIu64 "\n",
           result->seal_count, result->state_seal_count, result->sequence_sealed);
    if (result->foreign_seal_count > 0) {
        printf("              %" PRIu64 " state hashes are of another layout and were left out\n",
               result->foreign_seal_count);
    }
    printf("signed heads  %" PRIu64 " agree\n", result->head_count);
    printf("snapshots     %" PRIu64 " are whole and agree\n", result->snapshot_count);
    if (result->end.torn_count > 0) {
        printf("torn write    generation %" PRIu32 ", offset %" PRIu64
               ": never acknowledged; recovery drops it\n",
               result->end.torn_generation, result->end.torn_offset);
    }
    printf("chain head    %s\n", head_text);
    printf("output hash   %s\n", output_text);
    printf("state hash    %s (layout %" PRIu64 ")\n", state_text, (uint64_t)CORE_STATE_LAYOUT);
    printf("speed         %" PRIu64 " commands/s\n", result->command_count * 1000000 / micros);
}

static int report_fault(const struct journal_error *error, const struct verify_result *result)
{
    char line[JOURNAL_ERROR_LINE_SIZE];
    journal_error_line(error, line);
    fprintf(stderr, "perpetua verify: %s\n", line);
    if (error->sequence_first != 0) {
        printf("result: verify failed; %" PRIu64 " commands before it hold\n",
               result->sequence_last);
    }
    return journal_status_exit_code(error->status);
}

struct arguments {
    const char *directory;
    const char *key_path; /* NULL: whichever key signed */
    uint64_t through;     /* 0: all */
};

static int verify(const struct arguments *arguments)
{
    struct verify_result result = {0};
    struct journal_error error = {0};
    struct journal_key key;
    const struct verify_bound bound = {.through = arguments->through};
    bool has_key = arguments->key_path != NULL;
    if (has_key && journal_key_load_public(&key, arguments->key_path, &error) != JOURNAL_OK) {
        return report_fault(&error, &result);
    }
    enum journal_status status = verify_journal_through(arguments->directory, has_key ? &key : NULL,
                                                        &bound, &result, &error);
    if (has_key) journal_key_release(&key);
    if (status != JOURNAL_OK) return report_fault(&error, &result);
    print_result(&result);
    if (result.sequence_last < arguments->through) {
        fprintf(stderr,
                "perpetua verify: %s: the journal ends at sequence %" PRIu64 " and not at %" PRIu64
                "\n",
                arguments->directory, result.sequence_last, arguments->through);
        return EXIT_UNUSABLE;
    }
    printf("result: verify ok, sequence %" PRIu64 "\n", result.sequence_last);
    return EXIT_OK;
}

static bool read_arguments(struct arguments *arguments, int argc, char **argv)
{
    if (argc < 2 || argv[1][0] == '-' || argc % 2 != 0) return false;
    *arguments = (struct arguments){.directory = argv[1]};
    for (int i = 2; i < argc; i += 2) {
        const char *value = argv[i + 1];
        bool is_number = strcmp(argv[i], "--through") == 0;
        if (is_number && !text_read_u64(value, strlen(value), &arguments->through)) return false;
        if (is_number) continue;
        if (strcmp(argv[i], "--key") != 0) return false;
        arguments->key_path = value;
    }
    return true;
}

int cli_verify(int argc, char **argv)
{
    struct arguments arguments;
    if (argc == 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
        fputs(help, stdout);
        return EXIT_OK;
    }
    if (!read_arguments(&arguments, argc, argv)) {
        fprintf(stderr, "perpetua verify: expected DIR [--key FILE] [--through N]; "
                        "see perpetua verify --help\n");
        return EXIT_UNUSABLE;
    }
    return verify(&arguments);
}
