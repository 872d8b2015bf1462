/* SPDX-License-Identifier: Apache-2.0 */
/*
 * agents_day.c - writes the journal of a demonstration, without clock and daemon.
 *
 * Role       The bootstrap of the demonstration, then its agents, turn by turn, a second apart,
 *            over the roll of a trade date.
 * Usage      agents_day DIR SEED TURNS [SCENARIO [STEP_MS]]; DIR must not exist.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agents/agents.h"
#include "base/text.h"
#include "node/node.h"
#include "venue/bootstrap.h"

#define TURN_NS   INT64_C(1000000000) /* unless another one is asked for */
#define NS_PER_MS INT64_C(1000000)
#define ROLL_NS   INT64_C(1790370000000000000) /* 2026-09-25 17:00 in New York */

struct demonstration {
    struct node node;
    struct agents agents;
    enum path_scenario scenario;
    int64_t step_ns; /* between two turns */
    int64_t time_ns;
};

static noreturn void stop(const char *what, const struct journal_error *error)
{
    char line[JOURNAL_ERROR_LINE_SIZE] = "";
    if (error != NULL) journal_error_line(error, line);
    fprintf(stderr, "agents_day: %s %s\n", what, line);
    exit(1);
}

static void take_events(void *context, const struct event *list, uint32_t count)
{
    struct demonstration *demonstration = context;
    if (demonstration->agents.submit == NULL) return;
    agents_learn(&demonstration->agents, list, count);
}

static bool submit(void *context, struct command *command)
{
    struct demonstration *demonstration = context;
    command->time_ns = demonstration->time_ns;
    if (node_submit(&demonstration->node, command) != JOURNAL_OK) stop("not taken", NULL);
    return true;
}

static void begin(struct demonstration *demonstration, uint64_t seed)
{
    static struct command command;
    struct agents_config config = agents_config_default();
    for (uint32_t i = 0; bootstrap_command(i, demonstration->time_ns, &command); i++) {
        (void)submit(demonstration, &command);
    }
    config.seed = seed;
    config.scenario = demonstration->scenario;
    config.tick_ns = demonstration->step_ns;
    config.first_account_id = bootstrap_account_count() + 1;
    config.first_member_id = BOOTSTRAP_FREE_MEMBER;
    config.first_user_id = BOOTSTRAP_FREE_USER;
    config.account_classes = CLASS_FUTURES;
    config.product_id = BOOTSTRAP_PRODUCT;
    config.source_count = BOOTSTRAP_SOURCES;
    for (uint32_t i = 0; i < BOOTSTRAP_SOURCES; i++) {
        config.source_ids[i] = BOOTSTRAP_SOURCE_FIRST + i;
    }
    const struct core *core = node_core(&demonstration->node);
    agents_start(&demonstration->agents, &config, core, demonstration->time_ns);
    (void)agents_setup(&demonstration->agents, core, submit, demonstration);
}

static bool read_steps(struct demonstration *demonstration, int argc, char **argv)
{
    uint64_t step_ms = TURN_NS / NS_PER_MS;
    demonstration->scenario = PATH_CALM;
    if (argc > 4 && !path_scenario_find(argv[4], &demonstration->scenario)) return false;
    if (argc > 5 && !text_read_u64(argv[5], strlen(argv[5]), &step_ms)) return false;
    demonstration->step_ns = (int64_t)step_ms * NS_PER_MS;
    return argc <= 6 && step_ms > 0 && step_ms <= 10000;
}

int main(int argc, char **argv)
{
    static struct demonstration demonstration;
    struct journal_error error;
    uint64_t seed = 0;
    uint64_t turns = 0;
    bool is_right = argc >= 4 && text_read_u64(argv[2], strlen(argv[2]), &seed) &&
                    text_read_u64(argv[3], strlen(argv[3]), &turns) &&
                    read_steps(&demonstration, argc, argv);
    if (!is_right) stop("usage: agents_day DIR SEED TURNS [SCENARIO [STEP_MS]]", NULL);
    struct core_config capacities = core_config_small();
    struct node_config config = node_config_default(argv[1], take_events, &demonstration);
    config.clock_ns = NULL;
    config.has_threads = false;
    if (node_create(argv[1], &capacities, &error) != JOURNAL_OK) stop("cannot create:", &error);
    if (node_open(&demonstration.node, &config, &error) != JOURNAL_OK) stop("not open:", &error);
    demonstration.time_ns = ROLL_NS - (int64_t)turns * demonstration.step_ns / 3 * 2;
    begin(&demonstration, seed);
    for (uint64_t turn = 0; turn < turns; turn++) {
        demonstration.time_ns += demonstration.step_ns;
        (void)agents_advance(&demonstration.agents, node_core(&demonstration.node),
                             demonstration.time_ns);
        if (node_settle(&demonstration.node) != JOURNAL_OK) stop("the journal failed", NULL);
    }
    if (node_seal(&demonstration.node, SEAL_STATE) != JOURNAL_OK) stop("cannot seal", NULL);
    if (node_close(&demonstration.node, &error) != JOURNAL_OK) stop("cannot close:", &error);
    return 0;
}
