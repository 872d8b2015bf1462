/* SPDX-License-Identifier: Apache-2.0 */
/*
 * verify.c - perpetua verify: runs a journal again and says whether everything in it holds.
 *
 * Role       Reads the arguments, calls node/verify, prints.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "node/verify.h"

static const char help[] =
    "usage: perpetua verify DIR\n"
    "\n"
    "Runs the journal in DIR again from its start, in a core with the capacities that the journal\n"
    "names: checks the chain, every checksum, every sequence number, and compares every stored\n"
    "hash of the events and of the state with what this run computes.\n"
    "\n"
    "A damaged bit is named by its file, its offset and the sequence number of its record.\n"
    "\n"
    "exit status: 0 everything holds, 1 something does not, 2 unusable input or call\n";

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

int cli_verify(int argc, char **argv)
{
    if (argc == 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
        fputs(help, stdout);
        return EXIT_OK;
    }
    if (argc != 2 || argv[1][0] == '-') {
        fprintf(stderr, "perpetua verify: expected one DIR; see perpetua verify --help\n");
        return EXIT_UNUSABLE;
    }
    struct verify_result result = {0};
    struct journal_error error = {0};
    enum journal_status status = verify_journal(argv[1], &result, &error);
    if (status == JOURNAL_OK) {
        print_result(&result);
        printf("result: verify ok, sequence %" PRIu64 "\n", result.sequence_last);
    } else {
        char line[JOURNAL_ERROR_LINE_SIZE];
        journal_error_line(&error, line);
        fprintf(stderr, "perpetua verify: %s\n", line);
        if (journal_status_exit_code(status) == EXIT_DIFFERS) {
            printf("result: verify failed; %" PRIu64 " commands before it hold\n",
                   result.sequence_last);
        }
    }
    if (fflush(stdout) != 0) return EXIT_UNUSABLE;
    return journal_status_exit_code(status);
}
