/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench_node.c - see bench_node.h.
 */
#include "cli/bench_node.h"

#include <stdio.h>
#include <string.h>

#include "cli/bench_run.h"
#include "node/journal_path.h"

#define FOLDER_NAME "perpetua-bench"

static bool say_error(const char *what, const struct journal_error *error)
{
    char line[JOURNAL_ERROR_LINE_SIZE];
    journal_error_line(error, line);
    fprintf(stderr, "perpetua bench: %s: %s\n", what, line);
    return false;
}

/* Called by the publisher for what is durable. */
static void count_events(void *context, const struct event *list, uint32_t count)
{
    (void)list;
    struct bench_node *bench = context;
    bench->event_count += count;
}

static void remove_name(void *context, const char *name)
{
    const struct bench_node *bench = context;
    char path[OS_PATH_SIZE_MAX];
    bool is_file = strcmp(name, ".") != 0 && strcmp(name, "..") != 0;
    if (is_file && journal_path_join(path, bench->directory, name)) (void)remove(path);
}

void bench_node_remove(struct bench_node *bench)
{
    if (bench->directory[0] == '\0') return;
    (void)os_directory_list(bench->directory, remove_name, bench);
    (void)remove(bench->directory);
    bench->directory[0] = '\0';
}

static bool submit(struct bench_node *bench, struct command *command)
{
    enum journal_status status = node_submit(&bench->node, command);
    if (status == JOURNAL_OK) return true;
    struct journal_error error = {0};
    (void)journal_status(&bench->node.journal, &error);
    return say_error("a command was not journalled", &error);
}

static bool run_setup(struct bench_node *bench, const struct workload *workload)
{
    for (uint64_t i = 0; i < workload->setup_count; i++) {
        struct command command = workload->setup[i];
        if (!submit(bench, &command)) return false;
    }
    return node_settle(&bench->node) == JOURNAL_OK;
}

bool bench_node_make(struct bench_node *bench, const char *directory,
                     const struct workload *workload)
{
    struct journal_error error = {0};
    bench->is_open = false;
    bench->event_count = 0;
    if (!journal_path_join(bench->directory, directory, FOLDER_NAME)) {
        bench->directory[0] = '\0';
        fprintf(stderr, "perpetua bench: %s: the path is too long\n", directory);
        return false;
    }
    bench_node_remove(bench); /* of a run that was stopped */
    (void)journal_path_join(bench->directory, directory, FOLDER_NAME);
    if (node_create(bench->directory, &workload->config, &error) != JOURNAL_OK) {
        return say_error("no journal", &error);
    }
    struct node_config config = node_config_default(bench->directory, count_events, bench);
    config.clock_ns = NULL;
    if (node_open(&bench->node, &config, &error) != JOURNAL_OK) {
        return say_error("no node", &error);
    }
    bench->is_open = true;
    return run_setup(bench, workload);
}

bool bench_node_submit(struct bench_node *bench, const struct workload *workload, uint64_t index)
{
    struct command command;
    run_prefetch(node_core(&bench->node), workload, index);
    memcpy(&command, workload_at(workload, index), WORKLOAD_SLOT_SIZE);
    return submit(bench, &command);
}

bool bench_node_close(struct bench_node *bench)
{
    struct journal_error error = {0};
    if (!bench->is_open) return true;
    bench->is_open = false;
    (void)node_seal(&bench->node, SEAL_STATE);
    if (node_close(&bench->node, &error) == JOURNAL_OK) return true;
    return say_error("the node did not close", &error);
}
