/* SPDX-License-Identifier: Apache-2.0 */
/*
 * recover.c - perpetua recover: what a start of the venue would find in a data directory.
 *
 * Role       Reads the arguments, runs node/recovery without writing anything, prints.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "node/recovery.h"
#include "os/os_clock.h"

static const char help[] =
    "usage: perpetua recover DIR\n"
    "\n"
    "Does what the venue does when it starts on DIR, and changes nothing: loads the newest good\n"
    "snapshot, runs the journal behind it, compares every stored hash, and says where the next\n"
    "record would be written and what would be dropped.\n"
    "\n"
    "Only a write that did not finish, at the very end, may be dropped: it was never "
    "acknowledged.\n"
    "Anything else that does not verify is damage. Then nothing is dropped; restore the named "
    "file\n"
    "from a copy and run this again.\n"
    "\n"
    "exit status: 0 recovery succeeds; 1 the files are whole, but the run gives other hashes than\n"
    "they store; 2 damaged, missing or foreign files, or an unusable call\n";

static void print_report(const struct recovery *recovery, const struct journal_end *end,
                         int64_t duration_ns)
{
    char line[JOURNAL_ERROR_LINE_SIZE];
    char head[JOURNAL_HASH_TEXT_SIZE];
    if (recovery->has_start) {
        printf("snapshot      sequence %" PRIu64 "\n", recovery->snapshot_sequence);
    } else {
        printf("snapshot      none; the journal is run from its beginning\n");
    }
    if (recovery->refused_count > 0) {
        journal_error_line(&recovery->refused_newest, line);
        printf("              %" PRIu32 " passed over: %s\n", recovery->refused_count, line);
    }
    printf("replayed      %" PRIu64 " commands, %" PRIu64 " seals agree\n",
           recovery->rerun.command_count, recovery->rerun.seal_count);
    if (end->torn_count > 0) {
        printf("dropped       an unfinished write in generation %" PRIu32 " at offset %" PRIu64
               ", never acknowledged\n",
               end->torn_generation, end->torn_offset);
    } else {
        printf("dropped       nothing\n");
    }
    journal_hash_text(&end->position.head, head);
    printf("chain head    %s\n", head);
    printf("next record   sequence %" PRIu64 ", generation %" PRIu32 ", offset %" PRIu64 "\n",
           end->position.sequence_next, end->append_generation, end->append_offset);
    printf("time          %" PRId64 " ms\n", duration_ns / 1000000);
}

static int report(const struct journal_error *error)
{
    char line[JOURNAL_ERROR_LINE_SIZE];
    journal_error_line(error, line);
    fprintf(stderr, "perpetua recover: %s\n", line);
    return journal_status_exit_code(error->status);
}

int cli_recover(int argc, char **argv)
{
    if (argc == 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
        fputs(help, stdout);
        return EXIT_OK;
    }
    if (argc != 2 || argv[1][0] == '-') {
        fprintf(stderr, "perpetua recover: expected one DIR; see perpetua recover --help\n");
        return EXIT_UNUSABLE;
    }
    static struct recovery recovery;
    struct journal_error error = {0};
    struct journal_end end;
    int64_t begin_ns = os_clock_steady_ns();
    enum journal_status status = recovery_begin(&recovery, argv[1], UINT64_MAX, &error);
    if (status != JOURNAL_OK) return report(&error);
    status = recovery_read_rest(&recovery, argv[1], &end, &error);
    if (status == JOURNAL_OK) {
        print_report(&recovery, &end, os_clock_steady_ns() - begin_ns);
        printf("result: recover ok, sequence %" PRIu64 "\n", end.position.sequence_next - 1);
    }
    recovery_release(&recovery);
    if (status != JOURNAL_OK) return report(&error);
    return EXIT_OK;
}
