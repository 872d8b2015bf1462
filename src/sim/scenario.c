/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scenario.c - running a scenario from its first line to its last.
 *
 * Role       See scenario.h.  A statement with a bar is compared completely; one without a bar sets
 *            the scene: it must not be rejected and its events are not compared.
 * Invariant  A file is rewritten whole or not at all.
 */
#include "sim/scenario.h"

#include <stdlib.h>
#include <string.h>

#include "model/event_text.h"
#include "sim/scenario_file.h"
#include "sim/scenario_parse.h"
#include "sim/scenario_view.h"

#define LEFT_SIZE_MAX 1024u

/* What a statement gave, as lines. */
struct answer {
    char (*texts)[EVENT_TEXT_SIZE];
    struct match_lines lines;
    struct view_lines views;
};

struct runner {
    const struct scenario_run *run;
    struct scenario_world *world;
    struct scenario_file file;
    struct answer *answer;
    FILE *rewritten;
    enum scenario_result result;
};

static void report_lines(const struct runner *runner, const char *title,
                         const struct match_lines *lines, uint32_t differs_at)
{
    (void)fprintf(runner->run->report, "  %s\n", title);
    for (uint32_t i = 0; i < lines->count; i++) {
        (void)fprintf(runner->run->report, "  %c %s\n", i == differs_at ? '>' : ' ',
                      lines->list[i]);
    }
    if (differs_at == lines->count) (void)fprintf(runner->run->report, "  > (nothing more)\n");
}

static void report(struct runner *runner, uint32_t line, const char *message)
{
    (void)fprintf(runner->run->report, "%s:%u: [%s] %s\n", runner->run->path, line,
                  runner->run->engine, message);
}

/* The events of the last statement as lines. */
static bool write_events(struct runner *runner)
{
    struct answer *answer = runner->answer;
    const struct scenario_events *events = &runner->world->events;
    struct text_names names = world_text_names(runner->world);
    answer->lines.count = 0;
    if (events->count > MATCH_LINES_MAX) return world_fail(runner->world, "too many events");
    for (uint32_t i = 0; i < events->count; i++) {
        char *text = answer->texts[i];
        (void)event_text(text, EVENT_TEXT_SIZE, &events->list[i], &names);
        answer->lines.list[answer->lines.count++] = text;
    }
    return true;
}

static bool set_the_scene(struct runner *runner)
{
    const struct scenario_events *events = &runner->world->events;
    for (uint32_t i = 0; i < events->count; i++) {
        if (events->list[i].kind != EVENT_REJECTED && events->list[i].kind != EVENT_DUPLICATE) {
            continue;
        }
        return world_fail(runner->world, "a line without a bar must be accepted: %s",
                          runner->answer->lines.list[i]);
    }
    return true;
}

/* Works the statement at `index`; its answer is in runner->answer. */
static bool work_statement(struct runner *runner, uint32_t index)
{
    char left[LEFT_SIZE_MAX];
    const char *text = runner->file.lines[index].left;
    if (strlen(text) >= sizeof left) return world_fail(runner->world, "the line is too long");
    memcpy(left, text, strlen(text) + 1);

    struct words words;
    char look[LEFT_SIZE_MAX];
    memcpy(look, left, sizeof look);
    runner->world->error[0] = '\0';
    if (!words_split(&words, look)) return world_fail(runner->world, "too many words");
    if (!view_is_asked(&words)) {
        return statement_run(runner->world, left) && write_events(runner);
    }
    struct answer *answer = runner->answer;
    answer->lines.count = 0;
    if (!view_write(runner->world, &words, &answer->views)) return false;
    for (uint32_t i = 0; i < answer->views.count; i++) {
        answer->lines.list[answer->lines.count++] = answer->views.list[i];
    }
    return true;
}

static bool has_fill(const struct match_lines *lines)
{
    for (uint32_t i = 0; i < lines->count; i++) {
        if (match_is_fill(lines->list[i])) return true;
    }
    return false;
}

/* The statement with what the engine said on its right side. */
static void rewrite(struct runner *runner, uint32_t index, const struct match_lines *expected)
{
    const struct scenario_line *line = &runner->file.lines[index];
    const struct match_lines *actual = &runner->answer->lines;
    bool shows_fills = has_fill(expected);
    uint32_t at = 0;
    (void)fprintf(runner->rewritten, "%.*s|", (int)line->bar, line->text);
    for (uint32_t i = 0; i < actual->count; i++) {
        char text[EVENT_TEXT_SIZE];
        if (!shows_fills && match_is_fill(actual->list[i])) continue;
        const char *guide = at < expected->count ? expected->list[at] : NULL;
        (void)match_rewrite(text, sizeof text, guide, actual->list[i]);
        if (at > 0) (void)fprintf(runner->rewritten, "%*s|", (int)line->bar, "");
        (void)fprintf(runner->rewritten, " %s\n", text);
        at++;
    }
    if (at == 0) (void)fprintf(runner->rewritten, "\n");
}

static void keep(struct runner *runner, uint32_t first, uint32_t end)
{
    for (uint32_t i = first; i < end && runner->rewritten != NULL; i++) {
        (void)fprintf(runner->rewritten, "%s\n", runner->file.lines[i].text);
    }
}

static void compare(struct runner *runner, uint32_t index, uint32_t end,
                    const struct match_lines *expected)
{
    uint32_t expected_at;
    uint32_t actual_at;
    const struct match_lines *actual = &runner->answer->lines;
    if (match_lines(expected, actual, &expected_at, &actual_at)) {
        keep(runner, index, end);
        return;
    }
    if (runner->rewritten != NULL) {
        rewrite(runner, index, expected);
        return;
    }
    report(runner, index + 1, "not as expected");
    report_lines(runner, "expected", expected, expected_at);
    report_lines(runner, "actual", actual, actual_at);
    runner->result = SCENARIO_FAILED;
}

/* Goes through the file; stops at the first statement that cannot be worked. */
static void run_lines(struct runner *runner)
{
    static struct match_lines expected;
    uint32_t index = 0;
    while (index < runner->file.line_count) {
        const struct scenario_line *line = &runner->file.lines[index];
        uint32_t end = scenario_file_expected(&runner->file, index, &expected);
        bool is_statement = line->left[0] != '\0';
        bool is_good = !is_statement || work_statement(runner, index);
        if (is_good && is_statement && line->right == NULL) is_good = set_the_scene(runner);
        if (!is_good) {
            report(runner, index + 1, runner->world->error);
            runner->result = SCENARIO_UNREADABLE;
            return;
        }
        if (runner->world->uses_capacities && !runner->world->engine->has_capacities) {
            runner->result = SCENARIO_SKIPPED;
            return;
        }
        if (is_statement && line->right != NULL) {
            compare(runner, index, end, &expected);
        } else {
            keep(runner, index, end);
        }
        index = end;
    }
}

static void run_rewriting(struct runner *runner)
{
    char path[4096];
    (void)snprintf(path, sizeof path, "%s.new", runner->run->path);
    runner->rewritten = fopen(path, "wb");
    if (runner->rewritten == NULL) {
        report(runner, 0, "cannot be rewritten");
        runner->result = SCENARIO_UNREADABLE;
        return;
    }
    run_lines(runner);
    bool is_whole = fclose(runner->rewritten) == 0 && runner->result == SCENARIO_PASSED;
    if (is_whole && rename(path, runner->run->path) == 0) return;
    (void)remove(path);
}

enum scenario_result scenario_run(const struct scenario_run *run,
                                  struct scenario_transcript *transcript)
{
    struct runner runner = {.run = run, .result = SCENARIO_PASSED};
    *transcript = (struct scenario_transcript){.text = NULL};
    if (!scenario_file_read(&runner.file, run->path)) {
        report(&runner, runner.file.error_line, runner.file.error);
        scenario_file_free(&runner.file);
        return SCENARIO_UNREADABLE;
    }
    if (scenario_engine_find(run->engine) == NULL) {
        report(&runner, 0, "there is no such engine");
        scenario_file_free(&runner.file);
        return SCENARIO_UNREADABLE;
    }
    runner.answer = calloc(1, sizeof *runner.answer);
    if (runner.answer == NULL) abort();
    runner.answer->texts = calloc(MATCH_LINES_MAX, sizeof *runner.answer->texts);
    if (runner.answer->texts == NULL) abort();
    runner.world = world_open(scenario_engine_find(run->engine), transcript);
    runner.world->observer = run->observer;
    if (run->is_rewriting) {
        run_rewriting(&runner);
    } else {
        run_lines(&runner);
    }
    world_close(runner.world);
    free(runner.answer->texts);
    free(runner.answer);
    scenario_file_free(&runner.file);
    return runner.result;
}

void scenario_transcript_free(struct scenario_transcript *transcript)
{
    free(transcript->text);
    *transcript = (struct scenario_transcript){.text = NULL};
}
