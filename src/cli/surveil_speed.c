/* SPDX-License-Identifier: Apache-2.0 */
/*
 * surveil_speed.c - perpetua surveil speed: what the detectors cost for an event.
 *
 * Role       Plays one day of the benchmark, keeps what was shown, and shows it again with all
 *            detectors, with none, and with each alone; the best of several times counts, because
 *            whatever else the machine does only adds to it.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "cli/cli.h"
#include "cli/surveil_bench.h"
#include "os/os_clock.h"
#include "surveil_bench/bench.h"

#define SPEED_TIMES     5u
#define SPEED_MINUTES   60
#define SPEED_TARGET_NS 1000
#define SPEED_NO_MEMORY INT64_C(-1)

/* Of the whole tape, in nanoseconds. */
static int64_t measure(const struct tape *tape, uint32_t mask)
{
    int64_t best_ns = INT64_MAX;
    for (uint32_t i = 0; i < SPEED_TIMES; i++) {
        struct surveil *surveil = surveil_create(mask);
        if (surveil == NULL) return SPEED_NO_MEMORY;
        int64_t begin_ns = os_clock_thread_ns();
        bool has_memory = tape_play(tape, surveil);
        int64_t spent_ns = os_clock_thread_ns() - begin_ns;
        surveil_destroy(surveil);
        if (!has_memory) return SPEED_NO_MEMORY;
        if (spent_ns < best_ns) best_ns = spent_ns;
    }
    return best_ns;
}

static bool print_costs(const struct tape *tape)
{
    int64_t events = tape->event_count;
    int64_t none_ns = measure(tape, 0);
    int64_t all_ns = measure(tape, SURVEIL_ALL);
    if (none_ns < 0 || all_ns < 0) return false;
    printf("view and clusters    %6" PRId64 " ns/event\n", none_ns / events);
    for (uint32_t i = 0; i < SURVEIL_DETECTORS; i++) {
        int64_t one_ns = measure(tape, UINT32_C(1) << i);
        if (one_ns < 0) return false;
        printf("%-20s %6" PRId64 " ns/event more\n", surveil_kind(i)->name,
               one_ns > none_ns ? (one_ns - none_ns) / events : 0);
    }
    printf("result: surveil speed %" PRId64 " events of %" PRIu32 " commands, %" PRId64
           " ns/event with all detectors (target below %d) %s\n",
           events, tape->command_count, all_ns / events, SPEED_TARGET_NS,
           all_ns / events < SPEED_TARGET_NS ? "pass" : "fail");
    return true;
}

int cli_surveil_speed(int argc, char **argv)
{
    uint64_t seed = 0;
    bool is_read = argc == 4 && strcmp(argv[2], "--seed") == 0 &&
                   text_read_u64(argv[3], strlen(argv[3]), &seed);
    if (!is_read) {
        fprintf(stderr, "perpetua surveil speed: expected --seed N; see perpetua surveil --help\n");
        return EXIT_UNUSABLE;
    }
    static struct bench_score score;
    struct tape tape = {0};
    struct bench_day day = {
        .seed = seed, .minutes = SPEED_MINUTES, .name = "agents", .tape = &tape};
    bool is_good = bench_day(&score, &day) && tape.event_count > 0 && print_costs(&tape);
    tape_release(&tape);
    if (is_good) return EXIT_OK;
    fprintf(stderr, "perpetua surveil speed: out of memory\n");
    return EXIT_UNUSABLE;
}
