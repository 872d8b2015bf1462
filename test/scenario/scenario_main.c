/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scenario_main.c - runs scenario files against the engines, and compares what the engines said.
 *
 * Receipts of what the core said are computed by lab on the way: each must verify.
 *
 * usage: scenario_main [--engine core|naive|both] [--golden] [--print] FILE-OR-FOLDER...
 *
 *   --engine   which venue; both is the default and compares their events too
 *   --golden   writes what the core said into the files (also: PERPETUA_GOLDEN=rewrite)
 *   --print    prints every event
 *
 * Exit status: 0 all passed, 1 a difference, 2 a file or an argument that is not understood.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "lab/explain.h"
#include "sim/scenario.h"

#define PATHS_MAX 4096u

static struct explain explain;

struct job {
    bool uses_core;
    bool uses_naive;
    bool is_rewriting;
    bool is_printing;
    char *paths[PATHS_MAX];
    size_t path_count;
};

struct counts {
    unsigned passed;
    unsigned failed;
    unsigned unreadable;
};

static void add_path(struct job *job, const char *path)
{
    if (job->path_count == PATHS_MAX) {
        (void)fprintf(stderr, "scenario_main: more than %u files\n", PATHS_MAX);
        exit(2);
    }
    job->paths[job->path_count] = strdup(path);
    if (job->paths[job->path_count] == NULL) abort();
    job->path_count++;
}

static bool is_scenario(const char *name)
{
    size_t size = strlen(name);
    return strncmp(name, "R-", 2) == 0 && size > 4 && strcmp(name + size - 4, ".txt") == 0;
}

static void add_folder(struct job *job, const char *path, DIR *folder)
{
    char inner[4096];
    for (struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
        if (!is_scenario(entry->d_name)) continue;
        (void)snprintf(inner, sizeof inner, "%s/%s", path, entry->d_name);
        add_path(job, inner);
    }
    (void)closedir(folder);
}

static int compare_paths(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

static bool read_engine(struct job *job, const char *name)
{
    job->uses_core = strcmp(name, "core") == 0 || strcmp(name, "both") == 0;
    job->uses_naive = strcmp(name, "naive") == 0 || strcmp(name, "both") == 0;
    return job->uses_core || job->uses_naive;
}

static bool read_arguments(struct job *job, int count, char **arguments)
{
    const char *golden = getenv("PERPETUA_GOLDEN");
    *job = (struct job){.uses_core = true, .uses_naive = true};
    job->is_rewriting = golden != NULL && strcmp(golden, "rewrite") == 0;
    for (int i = 1; i < count; i++) {
        const char *argument = arguments[i];
        if (strcmp(argument, "--golden") == 0) {
            job->is_rewriting = true;
        } else if (strcmp(argument, "--print") == 0) {
            job->is_printing = true;
        } else if (strcmp(argument, "--engine") == 0) {
            if (i + 1 == count || !read_engine(job, arguments[++i])) return false;
        } else if (argument[0] == '-') {
            return false;
        } else {
            DIR *folder = opendir(argument);
            if (folder == NULL) add_path(job, argument);
            if (folder != NULL) add_folder(job, argument, folder);
        }
    }
    qsort(job->paths, job->path_count, sizeof job->paths[0], compare_paths);
    return job->path_count > 0;
}

/* The first line in which two engines differ. */
static void report_difference(const char *path, const char *core, const char *naive)
{
    size_t line = 1;
    while (*core != '\0' && *core == *naive) {
        const char *core_end = core + strcspn(core, "\n");
        const char *naive_end = naive + strcspn(naive, "\n");
        size_t size = (size_t)(core_end - core);
        if ((size_t)(naive_end - naive) != size || memcmp(core, naive, size) != 0) break;
        core = *core_end == '\0' ? core_end : core_end + 1;
        naive = *naive_end == '\0' ? naive_end : naive_end + 1;
        line++;
    }
    (void)printf("%s: the engines differ in event %zu\n  core:  %.*s\n  naive: %.*s\n", path, line,
                 (int)strcspn(core, "\n"), core, (int)strcspn(naive, "\n"), naive);
}

static void receipts_take(void *context, const struct command *command, const struct event *events,
                          uint32_t event_count)
{
    (void)context;
    if (!explain_command(&explain, command, events, event_count)) abort();
}

static bool receipts_verify(const char *path)
{
    bool verifies = true;
    for (uint32_t i = 0; i < EXPLAIN_SUBJECTS; i++) {
        const struct explain_total *total = &explain.totals[i];
        if (total->verified == total->receipts) continue;
        (void)printf("%s: %u of %u receipts of subject %s do not verify, the first of command %u\n",
                     path, (unsigned)(total->receipts - total->verified), (unsigned)total->receipts,
                     explain_subject_name((enum explain_subject)i), (unsigned)total->first_failed);
        verifies = false;
    }
    return verifies;
}

static enum scenario_result run_core(const struct scenario_run *run,
                                     struct scenario_transcript *transcript)
{
    static const struct explain_request request = {.subject = EXPLAIN_SUBJECTS,
                                                   .is_thorough = true};
    if (!explain_init(&explain, &request)) abort();
    enum scenario_result result = scenario_run(run, transcript);
    if (result == SCENARIO_PASSED && !receipts_verify(run->path)) result = SCENARIO_FAILED;
    explain_release(&explain);
    return result;
}

static enum scenario_result run_engine(const struct job *job, const char *path, const char *engine,
                                       struct scenario_transcript *transcript)
{
    bool is_core = strcmp(engine, "core") == 0;
    struct scenario_run run = {.path = path,
                               .engine = engine,
                               .is_rewriting = job->is_rewriting && is_core,
                               .report = stdout};
    if (is_core) run.observer.command = receipts_take;
    enum scenario_result result =
        is_core ? run_core(&run, transcript) : scenario_run(&run, transcript);
    if (job->is_printing) {
        (void)printf("[%s]\n%s", engine, transcript->text == NULL ? "" : transcript->text);
    }
    return result;
}

static enum scenario_result run_file(const struct job *job, const char *path)
{
    struct scenario_transcript core = {.text = NULL};
    struct scenario_transcript naive = {.text = NULL};
    enum scenario_result result = SCENARIO_PASSED;
    enum scenario_result naive_result = SCENARIO_SKIPPED;
    if (job->uses_core) result = run_engine(job, path, "core", &core);
    if (job->uses_naive) naive_result = run_engine(job, path, "naive", &naive);

    bool is_comparable = job->uses_core && result != SCENARIO_UNREADABLE &&
                         naive_result != SCENARIO_SKIPPED && naive_result != SCENARIO_UNREADABLE;
    const char *core_text = core.text == NULL ? "" : core.text;
    const char *naive_text = naive.text == NULL ? "" : naive.text;
    if (is_comparable && strcmp(core_text, naive_text) != 0) {
        report_difference(path, core_text, naive_text);
        result = SCENARIO_FAILED;
    }
    if (naive_result > result && naive_result != SCENARIO_SKIPPED) result = naive_result;
    scenario_transcript_free(&core);
    scenario_transcript_free(&naive);
    return result;
}

int main(int count, char **arguments)
{
    static struct job job;
    struct counts counts = {0};
    if (!read_arguments(&job, count, arguments)) {
        (void)fprintf(stderr,
                      "usage: scenario_main [--engine core|naive|both] [--golden] [--print] "
                      "FILE-OR-FOLDER...\n");
        return 2;
    }
    for (size_t i = 0; i < job.path_count; i++) {
        enum scenario_result result = run_file(&job, job.paths[i]);
        const char *slash = strrchr(job.paths[i], '/');
        const char *name = slash == NULL ? job.paths[i] : slash + 1;
        (void)printf("%s %s\n",
                     result == SCENARIO_PASSED || result == SCENARIO_SKIPPED ? "ok  " : "FAIL",
                     name);
        counts.passed += result == SCENARIO_PASSED;
        counts.failed += result == SCENARIO_FAILED;
        counts.unreadable += result == SCENARIO_UNREADABLE;
        free(job.paths[i]);
    }
    (void)printf("%u scenarios passed, %u failed, %u not understood\n", counts.passed,
                 counts.failed, counts.unreadable);
    if (counts.unreadable > 0) return 2;
    return counts.failed > 0 ? 1 : 0;
}
