/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench_day.c - one day: its plan, its playing, and the comparison of alerts with labels.
 *
 * Role   See bench.h.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/int_math.h"
#include "surveil_bench/bench.h"

#define MINUTE_NS (60 * STAGE_SECOND)

/* 19:08 UTC on 6 July 2026: 52 minutes before funding and settlement of 16:00 in New York. */
#define FIRST_DAY_NS (INT64_C(1783296000) * STAGE_SECOND)
#define DAY_NS       (INT64_C(86400) * STAGE_SECOND)
#define INSTANT_NS   (INT64_C(72000) * STAGE_SECOND)
#define DAYS         90u
#define AFTER_NS     (8 * MINUTE_NS) /* from the instant to the end of the day */
#define WINDOW_NS    (10 * MINUTE_NS)
#define QUIET_NS     (5 * MINUTE_NS) /* at the beginning */

/* An alert that is raised so long after an episode's last act is still of it. */
#define LATE_NS (5 * MINUTE_NS)

/* From a round of a seed to the next one. */
#define ROUND_SEED UINT64_C(0x100000001)

#define PRICES_MAX  8u
#define TRIES_ANY   3u /* of a scheme that came to nothing, at another time of the day */
#define VOIDS_PRICE 4u /* of a scheme that moves the price, before it is given up for today */
#define ROOM_NS     (4 * MINUTE_NS) /* that a scheme which moves the price is given */
#define REST_LOW_S  60              /* from one such scheme to the next */
#define REST_HIGH_S 120

/* A scheme that moves the price, and what has become of it today. */
struct turn_list {
    const struct scheme *scheme;
    uint32_t tries;
    uint32_t carried_out;
};

struct play {
    const struct bench_day *day;
    struct stage stage;
    struct random random;
    struct episode episodes[BENCH_EPISODES_MAX];
    uint32_t episode_count;
    struct turn_list prices[PRICES_MAX]; /* in the day's own order */
    uint32_t price_count;
    struct episode *price_episode; /* NULL: none is being played */
    int64_t price_next_ns;
    uint32_t alerted; /* mask of detectors that said something on a clean day */
    int64_t instant_ns;
};

/* --- the plan --------------------------------------------------------------------------------- */

/* NULL: there is no more room. */
static struct episode *episode_begin(struct play *play, const struct scheme *scheme,
                                     int64_t begin_ns)
{
    if (play->episode_count == BENCH_EPISODES_MAX) return NULL;
    struct episode *episode = &play->episodes[play->episode_count++];
    *episode = (struct episode){
        .scheme = scheme, .begin_ns = begin_ns, .next_ns = begin_ns, .end_ns = play->instant_ns};
    random_seed(&episode->random, random_u64(&play->random));
    episode->camouflage = episode_draw(episode, 0, 60);
    scheme->open(&play->stage, episode);
    return episode;
}

/* Beside others, each copy in its own part of the day: one is over before the next begins, or
 * nearly so. */
static void plan_any(struct play *play, const struct scheme *scheme)
{
    int64_t low = play->stage.options.start_ns + QUIET_NS;
    int64_t high = play->instant_ns - WINDOW_NS;
    int64_t copies = i64_max(play->day->copies, 1);
    for (int64_t i = 0; i < copies; i++) {
        int64_t from_ns = low + (high - low) * i / copies;
        int64_t to_ns = low + (high - low) * (i + 1) / copies;
        int64_t begin_ns = random_between(&play->random, from_ns, to_ns);
        struct episode *episode = episode_begin(play, scheme, begin_ns);
        if (episode != NULL) episode->tries = 1;
    }
}

static void plan_add(struct play *play, const struct scheme *scheme)
{
    int64_t start_ns = play->stage.options.start_ns;
    switch (scheme->slot) {
    case SLOT_ANY: plan_any(play, scheme); return;
    case SLOT_PRICE:
        ASSERT(play->price_count < PRICES_MAX);
        play->prices[play->price_count++] = (struct turn_list){.scheme = scheme};
        return;
    case SLOT_WINDOW: (void)episode_begin(play, scheme, start_ns + MINUTE_NS); return;
    case SLOT_LONG: (void)episode_begin(play, scheme, start_ns + 3 * MINUTE_NS); return;
    }
}

static void plan_list(struct play *play, const struct scheme *list)
{
    for (const struct scheme *scheme = list; scheme->name != NULL; scheme++) {
        plan_add(play, scheme);
    }
}

/* Those that move the price come one after the other, in an order of the day's own. */
static void plan_prices(struct play *play)
{
    for (uint32_t left = play->price_count; left > 1; left--) {
        uint32_t drawn = (uint32_t)random_below(&play->random, left);
        struct turn_list list = play->prices[drawn];
        play->prices[drawn] = play->prices[left - 1];
        play->prices[left - 1] = list;
    }
    play->price_next_ns = play->stage.options.start_ns + QUIET_NS + 2 * MINUTE_NS;
}

static void plan(struct play *play)
{
    random_seed(&play->random, play->stage.options.seed ^ UINT64_C(0xbe4c4));
    if (!play->day->is_clean) {
        plan_list(play, schemes_of_trades);
        plan_list(play, schemes_of_orders);
        plan_list(play, schemes_of_prices);
        plan_list(play, schemes_of_positions);
    }
    if (!play->day->is_bare) plan_list(play, schemes_innocent);
    plan_prices(play);
}

/* --- the playing ------------------------------------------------------------------------------ */

/* The scheme that was carried out least often, then the one that was tried least often. */
static struct turn_list *price_least(struct play *play)
{
    struct turn_list *least = NULL;
    for (uint32_t i = 0; i < play->price_count; i++) {
        struct turn_list *list = &play->prices[i];
        if (list->tries - list->carried_out == VOIDS_PRICE) continue;
        bool is_less = least == NULL || list->carried_out < least->carried_out ||
                       (list->carried_out == least->carried_out && list->tries < least->tries);
        if (is_less) least = list;
    }
    return least;
}

static void price_end(struct play *play)
{
    const struct episode *episode = play->price_episode;
    for (uint32_t i = 0; i < play->price_count; i++) {
        bool is_it = play->prices[i].scheme == episode->scheme;
        play->prices[i].carried_out += is_it && !episode->is_void;
    }
    play->price_episode = NULL;
    play->price_next_ns =
        play->stage.now_ns + random_between(&play->random, REST_LOW_S, REST_HIGH_S) * STAGE_SECOND;
}

/* The next scheme that moves the price, once the one before is over and the price has rested. */
static void price_turn(struct play *play)
{
    int64_t now_ns = play->stage.now_ns;
    if (play->price_episode != NULL && play->price_episode->is_done) price_end(play);
    bool has_room = now_ns + ROOM_NS <= play->instant_ns - WINDOW_NS;
    if (play->price_episode != NULL || now_ns < play->price_next_ns || !has_room) return;
    struct turn_list *list = price_least(play);
    if (list == NULL) return;
    list->tries++;
    play->price_episode = episode_begin(play, list->scheme, now_ns);
}

/* What came to nothing is tried again, by others and with other numbers, while there is time. */
static void try_again(struct play *play, const struct episode *episode)
{
    int64_t high = play->instant_ns - WINDOW_NS;
    bool is_again = episode->is_void && episode->scheme->slot == SLOT_ANY &&
                    episode->tries < TRIES_ANY && play->stage.now_ns < high;
    if (!is_again) return;
    int64_t begin_ns = random_between(&play->random, play->stage.now_ns, high);
    struct episode *next = episode_begin(play, episode->scheme, begin_ns);
    if (next != NULL) next->tries = episode->tries + 1;
}

static void turns(struct play *play)
{
    struct stage *stage = &play->stage;
    for (uint32_t i = 0; i < play->episode_count; i++) {
        struct episode *episode = &play->episodes[i];
        if (episode->is_done || stage->now_ns < episode->next_ns) continue;
        uint64_t before = stage->sequence;
        episode->is_done = !episode->scheme->turn(stage, episode);
        if (stage->sequence == before) continue;
        if (episode->first_sequence == 0) episode->first_sequence = before + 1;
        episode->last_sequence = stage->sequence;
        episode->end_ns = stage->now_ns;
        if (episode->scheme->slot == SLOT_WINDOW) episode->end_ns = play->instant_ns;
        if (episode->is_done) try_again(play, episode);
    }
}

static bool play_day(struct play *play)
{
    while (play->stage.now_ns < play->stage.end_ns) {
        if (!stage_advance(&play->stage)) return false;
        turns(play);
        price_turn(play);
    }
    return true;
}

/* --- the comparison --------------------------------------------------------------------------- */

static bool names_one(const struct alert *alert, const uint32_t *accounts, uint32_t count)
{
    for (uint32_t i = 0; i < alert->account_count; i++) {
        for (uint32_t k = 0; k < count; k++) {
            if (alert->accounts[i] == accounts[k]) return true;
        }
    }
    return false;
}

/* Is the alert about what was played here? */
static bool is_about(const struct episode *episode, const struct alert *alert)
{
    if (episode->first_sequence == 0) return false;
    bool is_in_time = alert->last_sequence >= episode->first_sequence &&
                      alert->first_ns <= episode->end_ns + LATE_NS;
    if (!is_in_time) return false;
    if (episode->account_count == 0) {
        return alert->account_count == 0 && alert->first_sequence <= episode->last_sequence;
    }
    return names_one(alert, episode->accounts, episode->account_count);
}

/* The episode that the alert is about, of its pattern if there is one; NULL: of none. */
static struct episode *episode_of(struct play *play, const struct alert *alert, uint32_t pattern)
{
    struct episode *other = NULL;
    for (uint32_t i = 0; i < play->episode_count; i++) {
        struct episode *episode = &play->episodes[i];
        if (episode->scheme->pattern == PATTERN_NONE || !is_about(episode, alert)) continue;
        if (episode->scheme->pattern == pattern) return episode;
        other = episode;
    }
    return other;
}

/* An alert that went on may be about more than one: two changes of terms a few minutes apart. */
static void find_episodes(struct play *play, const struct alert *alert, uint32_t pattern)
{
    for (uint32_t i = 0; i < play->episode_count; i++) {
        struct episode *episode = &play->episodes[i];
        if (episode->scheme->pattern == pattern && is_about(episode, alert)) {
            episode->is_found = true;
        }
    }
}

static void tell_alert(const struct play *play, const struct alert *alert, const char *what)
{
    char id[ALERT_ID_SIZE];
    const struct bench_day *day = play->day;
    if (day->tell == NULL) return;
    alert_id(alert, id);
    fprintf(day->tell, "%s seed %" PRIu64 ".%" PRIu32 "%s: %s %s", day->name, day->seed, day->round,
            day->is_clean ? " clean" : "", what, id);
    for (uint32_t i = 0; i < play->episode_count; i++) {
        const struct episode *episode = &play->episodes[i];
        bool is_named = names_one(alert, episode->accounts, episode->account_count) ||
                        names_one(alert, episode->others, episode->other_count);
        if (is_named) fprintf(day->tell, " [%s]", episode->scheme->name);
    }
    for (uint32_t i = 0; i < alert->figure_count; i++) {
        fprintf(day->tell, " %s=%" PRId64, alert->figures[i].name, alert->figures[i].value);
    }
    fprintf(day->tell, "\n");
}

static void count_alert(struct play *play, struct bench_score *score, const struct alert *alert)
{
    uint32_t pattern = surveil_find(alert->detector);
    if (play->day->is_clean) {
        score->clean_alerts[pattern]++;
        play->alerted |= PATTERN_BIT(pattern);
        tell_alert(play, alert, "false");
        return;
    }
    struct episode *episode = episode_of(play, alert, pattern);
    if (episode == NULL) {
        score->matrix[PATTERN_NONE][pattern]++;
        score->false_alerts[pattern]++;
        tell_alert(play, alert, "false");
        return;
    }
    uint32_t label = episode->scheme->pattern;
    score->matrix[label][pattern]++;
    if (label == pattern) {
        find_episodes(play, alert, pattern);
        tell_alert(play, alert, "found");
    } else if ((episode->scheme->also & PATTERN_BIT(pattern)) == 0) {
        score->false_alerts[pattern]++;
        tell_alert(play, alert, "mistaken");
    }
}

static void count_episodes(const struct play *play, struct bench_score *score)
{
    const struct bench_day *day = play->day;
    for (uint32_t i = 0; i < play->episode_count; i++) {
        const struct episode *episode = &play->episodes[i];
        uint32_t pattern = episode->scheme->pattern;
        if (pattern == PATTERN_NONE || episode->first_sequence == 0) continue;
        /* What the day did not let come to its end was not carried out. */
        enum slot slot = episode->scheme->slot;
        bool is_cut = !episode->is_done && (slot == SLOT_ANY || slot == SLOT_PRICE);
        if (episode->is_void || is_cut) {
            score->voids[pattern]++;
            score->void_found[pattern] += episode->is_found;
            if (day->tell == NULL) continue;
            fprintf(day->tell, "%s seed %" PRIu64 ".%" PRIu32 ": came to nothing%s: %s\n",
                    day->name, day->seed, day->round, episode->is_found ? ", and was told" : "",
                    episode->scheme->name);
            continue;
        }
        score->episodes[pattern]++;
        score->found[pattern] += episode->is_found;
        if (episode->is_found || day->tell == NULL) continue;
        fprintf(day->tell,
                "%s seed %" PRIu64 ".%" PRIu32 ": missed %s, account %" PRIu32 ", sequence %" PRIu64
                " to %" PRIu64 "\n",
                day->name, day->seed, day->round, episode->scheme->name,
                episode->account_count == 0 ? 0 : episode->accounts[0], episode->first_sequence,
                episode->last_sequence);
    }
}

static void compare(struct play *play, struct bench_score *score)
{
    const struct surveil *surveil = play->stage.surveil;
    view_audit(surveil_view(surveil));
    for (uint32_t i = 0; i < surveil_alert_count(surveil); i++) {
        count_alert(play, score, surveil_alert(surveil, i));
    }
    count_episodes(play, score);
    score->orders += play->stage.order_count;
    score->days += !play->day->is_clean;
    if (!play->day->is_clean) return;
    for (uint32_t i = 0; i < PATTERN_NONE; i++) {
        score->clean_days_alerted[i] += play->alerted >> i & 1;
    }
    score->clean_days++;
    score->clean_orders += play->stage.order_count;
}

/* --- a day ------------------------------------------------------------------------------------ */

static struct stage_options options_of(const struct bench_day *day)
{
    /* Rounds are days of their own: another date, and numbers that no seed by itself comes to. */
    uint64_t seed = day->seed + day->round * ROUND_SEED;
    int64_t instant_ns = FIRST_DAY_NS + (int64_t)(seed % DAYS) * DAY_NS + INSTANT_NS;
    return (struct stage_options){
        .seed = seed,
        .scenario = day->scenario,
        .recording = day->recording,
        .mids = day->mids,
        .minutes = day->minutes,
        .start_ns = instant_ns + AFTER_NS - day->minutes * MINUTE_NS,
        .flow_lots = day->flow_lots,
        .tape = day->tape,
        .has_detectors = true,
    };
}

bool bench_day(struct bench_score *score, const struct bench_day *day)
{
    struct play *play = calloc(1, sizeof *play);
    if (play == NULL) return false;
    struct stage_options options = options_of(day);
    play->day = day;
    play->instant_ns = options.start_ns + day->minutes * MINUTE_NS - AFTER_NS;
    bool is_good = stage_open(&play->stage, &options);
    if (is_good) {
        plan(play);
        is_good = play_day(play);
    }
    if (is_good) {
        compare(play, score);
        if (day->tell != NULL) {
            fprintf(day->tell,
                    "%s seed %" PRIu64 ".%" PRIu32 "%s: %" PRIu64 " orders, %" PRIu64
                    " trades, %" PRIu64 " refused\n",
                    day->name, day->seed, day->round, day->is_clean ? " clean" : "",
                    play->stage.order_count, play->stage.trade_count, play->stage.reject_count);
        }
        stage_close(&play->stage);
    }
    free(play);
    return is_good;
}

int64_t *bench_mids(const struct recording *recording, int64_t minutes, int64_t *flow_lots)
{
    struct bench_day day = {.recording = recording, .minutes = minutes};
    struct stage_options options = options_of(&day);
    options.has_detectors = false;
    struct stage *stage = calloc(1, sizeof *stage);
    if (stage == NULL) return NULL;
    int64_t *mids = NULL;
    bool is_good = stage_open(stage, &options);
    while (is_good && stage->now_ns < stage->end_ns) is_good = stage_advance(stage);
    if (is_good) {
        *flow_lots = stage_volume(stage, minutes * 60);
        mids = stage->mids;
        stage->mids = NULL;
        stage_close(stage);
    }
    free(stage);
    return mids;
}
