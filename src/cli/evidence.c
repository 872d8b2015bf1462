/* SPDX-License-Identifier: Apache-2.0 */
/*
 * evidence.c - perpetua evidence: core principle by core principle, from a journal.
 *
 * Role       Verifies the journal, runs it again to count and to compare events with the ledger,
 *            writes the page and the JSON.
 */
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/day_run.h"
#include "os/os_file.h"
#include "supervision/evidence_run.h"

static const char help[] =
    "usage: perpetua evidence --journal DIR --out DIR\n"
    "\n"
    "Writes evidence.md and evidence.json: for each core principle of an exchange and of a\n"
    "clearing house what the system does, the rules of the rulebook, the tests that show it,\n"
    "what is not here, and figures of this journal; with the hashes of its replay.\n"
    "\n"
    "  --journal DIR  the journal, or a copy of it\n"
    "  --out DIR      where to write; it is made\n"
    "\n"
    "exit status: 0 written, the journal verifies and its events agree with the ledger; 1 they do\n"
    "not; 2 damaged, missing or foreign files, or an unusable call\n";

static int usage_fault(const char *what, const char *argument)
{
    fprintf(stderr, "perpetua evidence: %s%s; see perpetua evidence --help\n", what, argument);
    return EXIT_UNUSABLE;
}

/* --- writing ---------------------------------------------------------------------------------- */

static bool write_file(const char *directory, const char *name, const struct evidence *evidence,
                       void (*write)(const struct evidence *evidence, FILE *out))
{
    char path[OS_PATH_SIZE_MAX];
    int size = snprintf(path, sizeof path, "%s/%s", directory, name);
    FILE *out = size > 0 && (size_t)size < sizeof path ? fopen(path, "w") : NULL;
    if (out == NULL) {
        fprintf(stderr, "perpetua evidence: cannot write %s\n", path);
        return false;
    }
    write(evidence, out);
    bool is_written = ferror(out) == 0;
    is_written = fclose(out) == 0 && is_written;
    if (!is_written) fprintf(stderr, "perpetua evidence: cannot write %s\n", path);
    return is_written;
}

/* Only damage of the files stops here: hashes that differ are a finding, and are written down. */
static int verify(const char *directory, struct evidence_run *run)
{
    static struct verify_result result;
    struct journal_error error = {0};
    enum journal_status status = verify_journal(directory, NULL, &result, &error);
    evidence_run_verified(run, &result, status == JOURNAL_OK);
    if (status == JOURNAL_OK) return EXIT_OK;
    char line[JOURNAL_ERROR_LINE_SIZE];
    journal_error_line(&error, line);
    fprintf(stderr, "perpetua evidence: %s\n", line);
    return journal_status_exit_code(status);
}

static int write_evidence(const char *journal, const char *out)
{
    static struct evidence_run run;
    static struct journal_run_result result;
    const struct evidence *evidence = &run.evidence;
    evidence_run_begin(&run, stderr);
    int exit_code = verify(journal, &run);
    if (exit_code != EXIT_OK) return exit_code;
    exit_code = day_run(&run.feed, "perpetua evidence", journal, &result);
    if (run.feed.day != NULL) day_destroy(run.feed.day);
    if (exit_code != EXIT_OK) return exit_code;
    evidence_run_end(&run, result.output, result.state);
    enum os_result made = os_directory_create(out);
    if (made != OS_OK && made != OS_EXISTS) return usage_fault("cannot make the folder ", out);
    if (!write_file(out, "evidence.md", evidence, evidence_write_page)) return EXIT_UNUSABLE;
    if (!write_file(out, "evidence.json", evidence, evidence_write_json)) return EXIT_UNUSABLE;
    printf("evidence: %u principles, replay %s, ledger %s\n", evidence_count, evidence->output_hash,
           evidence->is_reconciled ? "agrees" : "DIFFERS");
    return evidence->is_reconciled ? EXIT_OK : EXIT_DIFFERS;
}

int cli_evidence(int argc, char **argv)
{
    const char *journal = NULL;
    const char *out = NULL;
    if (argc == 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
        fputs(help, stdout);
        return EXIT_OK;
    }
    for (int i = 1; i + 1 < argc; i += 2) {
        if (strcmp(argv[i], "--journal") == 0) journal = argv[i + 1];
        if (strcmp(argv[i], "--out") == 0) out = argv[i + 1];
    }
    if (argc != 5 || journal == NULL || out == NULL) {
        return usage_fault("expected --journal DIR --out DIR", "");
    }
    return write_evidence(journal, out);
}
