/* SPDX-License-Identifier: Apache-2.0 */
/*
 * recording.c - see recording.h.
 */
#include "surveil_bench/recording.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/heap_sort.h"
#include "base/int_math.h"
#include "replay/replay.h"
#include "replay/venue.h"
#include "surveil/view.h"

#define TICKS_HIGH   INT64_C(300000) /* scaled prices are below */
#define LOTS_TYPICAL INT64_C(400)    /* of the median order, scaled */
#define SAMPLES_MAX  20000u
#define NO_TIME      INT64_C(-1)

static const struct variation variations[] = {
    {"coarse-tick", "a tick that is ten times as large", 1, 10, 1, 1, 1, 1, 0, false},
    {"fine-tick", "a tick that is a tenth", 10, 1, 1, 1, 1, 1, 0, false},
    {"small-lots", "sizes that are an eighth", 1, 1, 1, 8, 1, 1, 0, false},
    {"large-lots", "sizes that are eight times as large", 1, 1, 8, 1, 1, 1, 0, false},
    {"slow", "half as many orders in a minute", 1, 1, 1, 1, 2, 1, 0, false},
    {"busy", "twice as many orders in a minute", 1, 1, 1, 1, 1, 2, 0, false},
    {"mirrored", "who bought sells, and what rose falls", 1, 1, 1, 1, 1, 1, 0, true},
    {"first-third", "slices from the first third of the day", 1, 1, 1, 1, 1, 1, 1, false},
    {"middle-third", "slices from the second third of the day", 1, 1, 1, 1, 1, 1, 2, false},
    {"last-third", "slices from the last third of the day", 1, 1, 1, 1, 1, 1, 3, false},
};

#define VARIATIONS (sizeof variations / sizeof variations[0])

const struct variation *recording_variation(uint32_t place)
{
    return place < VARIATIONS ? &variations[place] : NULL;
}

const struct variation *recording_variation_find(const char *name, size_t size)
{
    for (uint32_t i = 0; i < VARIATIONS; i++) {
        bool is_it =
            strlen(variations[i].name) == size && memcmp(variations[i].name, name, size) == 0;
        if (is_it) return &variations[i];
    }
    return NULL;
}

struct capture {
    struct recording *recording;
    const struct recording_slice *slice;
    struct view view;
    int64_t first_ns;     /* of the day's first trade; NO_TIME: not yet known */
    int64_t last_ns;      /* of the day, known after the first run */
    int64_t begin_ns;     /* of the slice */
    int64_t length_ns;    /* of it, as it was recorded */
    uint64_t accepted_id; /* by the command at hand */
    bool is_survey;       /* first run: when does the day begin and end? */
    bool has_begun;
    bool has_memory;
};

static bool keep(struct capture *capture, const struct recorded *recorded)
{
    struct recording *recording = capture->recording;
    if (recording->count == recording->capacity) {
        size_t wider = recording->capacity == 0 ? 4096 : recording->capacity * 2;
        struct recorded *list = realloc(recording->list, wider * sizeof *list);
        if (list == NULL) return false;
        recording->list = list;
        recording->capacity = wider;
    }
    recording->list[recording->count++] = *recorded;
    return true;
}

/* What rests when the slice begins. */
static bool keep_resting(struct capture *capture)
{
    const struct view *view = &capture->view;
    for (uint32_t slot = 1; slot < view->order_pool.used; slot++) {
        const struct view_order *order = &view->orders[slot];
        if (order->order_id == 0 || !order->is_in_level) continue;
        struct recorded recorded = {.id = order->order_id,
                                    .ticks = order->price_ticks,
                                    .lots = order->open_lots,
                                    .kind = RECORDED_PLACE,
                                    .side = order->side,
                                    .tif = TIF_GTC,
                                    .type = TYPE_LIMIT};
        if (!keep(capture, &recorded)) return false;
    }
    capture->recording->resting_count = capture->recording->count;
    return true;
}

static bool read_command(const struct capture *capture, const struct command *command,
                         struct recorded *recorded)
{
    *recorded = (struct recorded){.time_ns = command->time_ns - capture->begin_ns};
    switch (command->kind) {
    case COMMAND_ORDER_PLACE:
        recorded->kind = RECORDED_PLACE;
        recorded->ticks = command->order.price.ticks;
        recorded->lots = command->order.qty.lots;
        recorded->side = command->order.side;
        recorded->tif = command->order.tif;
        recorded->type = command->order.type;
        return command->order.type == TYPE_LIMIT;
    case COMMAND_ORDER_AMEND:
    case COMMAND_ORDER_DECREASE:
        recorded->kind = command->kind == COMMAND_ORDER_AMEND ? RECORDED_AMEND : RECORDED_DECREASE;
        recorded->id = command->amend.order_id;
        recorded->ticks = command->amend.price.ticks;
        recorded->lots = command->amend.qty.lots;
        recorded->set = (uint8_t)command->amend.set;
        return true;
    case COMMAND_ORDER_CANCEL:
        recorded->kind = RECORDED_CANCEL;
        recorded->id = command->cancel.order_id;
        return true;
    default: return false;
    }
}

/* The day is from the first trade outside of a call to the last one: neither the orders before the
 * opening nor those after the close are a market. */
static void survey_event(struct capture *capture, const struct event *event)
{
    if (event->kind != EVENT_TRADE || event->trade.auction != 0) return;
    if (capture->first_ns == NO_TIME) capture->first_ns = event->time_ns;
    capture->last_ns = event->time_ns;
}

/* --- the tap ---------------------------------------------------------------------------------- */

static void tap_events(void *context, const struct event *list, uint32_t count)
{
    struct capture *capture = context;
    for (uint32_t i = 0; capture->has_memory && i < count; i++) {
        if (list[i].kind == EVENT_ORDER_ACCEPTED) capture->accepted_id = list[i].order.order_id;
        if (capture->is_survey) survey_event(capture, &list[i]);
        capture->has_memory = view_event(&capture->view, &list[i]);
        view_event_end(&capture->view, &list[i]);
    }
}

static void tap_command(void *context, const struct command *command)
{
    struct capture *capture = context;
    uint64_t order_id = capture->accepted_id;
    capture->accepted_id = 0;
    struct recorded recorded;
    bool is_order = read_command(capture, command, &recorded);
    if (recorded.kind == RECORDED_PLACE) recorded.id = order_id;
    if (!is_order || !capture->has_memory) return;
    if (capture->is_survey || command->time_ns < capture->begin_ns) return;
    if (!capture->has_begun) {
        capture->has_begun = true;
        capture->has_memory = keep_resting(capture);
    }
    bool is_inside = recorded.time_ns <= capture->length_ns && recorded.id != 0;
    if (is_inside && capture->has_memory) capture->has_memory = keep(capture, &recorded);
}

/* --- scales ----------------------------------------------------------------------------------- */

static bool lots_before(const void *a, const void *b)
{
    return *(const int64_t *)a < *(const int64_t *)b;
}

static int64_t median_of(const struct recording *recording, bool of_lots)
{
    int64_t *samples = calloc(SAMPLES_MAX, sizeof *samples);
    if (samples == NULL) return 0;
    uint32_t count = 0;
    for (size_t i = 0; i < recording->count && count < SAMPLES_MAX; i++) {
        const struct recorded *recorded = &recording->list[i];
        if (recorded->kind != RECORDED_PLACE) continue;
        samples[count++] = of_lots ? recorded->lots : recorded->ticks;
    }
    heap_sort(samples, sizeof *samples, count, lots_before);
    int64_t median = count == 0 ? 0 : samples[count / 2];
    free(samples);
    return median;
}

/* The nearest whole tick; sizes of at least one lot.  The band refuses prices far outside. */
static void scale(struct recording *recording)
{
    int64_t divisor = 1;
    int64_t multiplier = 1;
    int64_t ticks = median_of(recording, false);
    int64_t lots = i64_max(median_of(recording, true), 1);
    while (ticks / divisor > TICKS_HIGH) divisor *= 10;
    while (ticks * multiplier < TICKS_HIGH / 20) multiplier *= 10;
    for (size_t i = 0; i < recording->count; i++) {
        struct recorded *recorded = &recording->list[i];
        recorded->ticks = (recorded->ticks * multiplier + divisor / 2) / divisor;
        int128 scaled = (int128)recorded->lots * LOTS_TYPICAL / lots;
        if (recorded->lots > 0) recorded->lots = i64_clamp((int64_t)scaled, 1, 1000000);
    }
}

/* Prices are turned about the median one, so that what was far away stays far away. */
static void vary(struct recording *recording, const struct variation *variation)
{
    int64_t median = median_of(recording, false);
    if (variation == NULL) return;
    for (size_t i = 0; i < recording->count; i++) {
        struct recorded *recorded = &recording->list[i];
        int64_t ticks = variation->is_mirrored ? 2 * median - recorded->ticks : recorded->ticks;
        ticks = (ticks * variation->ticks_up + variation->ticks_down / 2) / variation->ticks_down;
        recorded->ticks = i64_max(ticks, 1);
        int64_t lots = recorded->lots * variation->lots_up / variation->lots_down;
        if (recorded->lots > 0) recorded->lots = i64_clamp(lots, 1, 1000000);
        recorded->time_ns = recorded->time_ns * variation->time_up / variation->time_down;
        if (variation->is_mirrored && recorded->kind == RECORDED_PLACE) {
            recorded->side = (uint8_t)side_opposite((enum side)recorded->side);
        }
    }
    recording->length_ns = recording->length_ns * variation->time_up / variation->time_down;
}

/* --- loading ---------------------------------------------------------------------------------- */

static bool run_once(struct capture *capture, const struct replay_format *format, const char *path)
{
    FILE *silence = fopen("/dev/null", "w");
    if (silence == NULL) return false;
    struct replay_fault fault = {0};
    struct venue_tap tap = {.context = capture, .command = tap_command, .events = tap_events};
    struct replay_options options = {.path = path, .tap = &tap, .out = silence};
    bool has_view = view_init(&capture->view);
    capture->has_memory = has_view;
    enum replay_status status = has_view ? format->run(&options, &fault) : REPLAY_BAD_INPUT;
    view_release(&capture->view);
    (void)fclose(silence);
    if (status == REPLAY_BAD_INPUT) {
        fprintf(stderr, "perpetua surveil bench: %s\n", fault.text);
        return false;
    }
    return capture->has_memory;
}

/* A slice lies in one half of the day, or in a third.  Of a day too short for that it is the end of
 * the day or its beginning, and of one that is shorter than a slice all of it. */
static void choose_slice(struct capture *capture)
{
    const struct recording_slice *slice = capture->slice;
    const struct variation *variation = slice->variation;
    int64_t day_ns = capture->last_ns - capture->first_ns;
    int64_t count = variation != NULL && variation->third != 0 ? 3 : 2;
    int64_t place = count == 3 ? (int64_t)variation->third - 1 : (int64_t)slice->half;
    capture->length_ns = slice->length_ns;
    if (variation != NULL) {
        capture->length_ns = slice->length_ns * variation->time_down / variation->time_up;
    }
    int64_t part_ns = day_ns / count;
    int64_t free_ns = i64_max(part_ns - capture->length_ns, 0);
    int64_t step_ns = slice->parts <= 1 ? 0 : free_ns / (int64_t)(slice->parts - 1);
    int64_t first_ns = i64_clamp(part_ns * place, 0, i64_max(day_ns - capture->length_ns, 0));
    capture->begin_ns = capture->first_ns + first_ns + step_ns * (int64_t)slice->part;
    capture->recording->length_ns =
        i64_min(capture->length_ns, capture->last_ns - capture->begin_ns + 1);
}

enum recording_result recording_load(struct recording *recording,
                                     const struct recording_slice *slice)
{
    char format_name[32];
    *recording = (struct recording){.name = slice->spec};
    const char *colon = strchr(slice->spec, ':');
    if (colon == NULL || (size_t)(colon - slice->spec) >= sizeof format_name) return RECORDING_BAD;
    memcpy(format_name, slice->spec, (size_t)(colon - slice->spec));
    format_name[colon - slice->spec] = '\0';
    const struct replay_format *format = replay_format_find(format_name);
    if (format == NULL) return RECORDING_BAD;
    FILE *probe = fopen(colon + 1, "rb");
    if (probe == NULL) return RECORDING_ABSENT;
    (void)fclose(probe);
    struct capture capture = {
        .recording = recording, .slice = slice, .first_ns = NO_TIME, .is_survey = true};
    if (!run_once(&capture, format, colon + 1)) return RECORDING_BAD;
    capture.is_survey = false;
    if (capture.first_ns == NO_TIME) return RECORDING_BAD;
    choose_slice(&capture);
    if (!run_once(&capture, format, colon + 1)) return RECORDING_BAD;
    scale(recording);
    vary(recording, slice->variation);
    return RECORDING_LOADED;
}

void recording_free(struct recording *recording)
{
    free(recording->list);
    *recording = (struct recording){0};
}
