/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scenario_words.h - a line of a scenario as words, and words as numbers.
 *
 * Role       Splits; reads decimals, rates, durations and instants, exact or refused.  It knows the
 *            form of a word, not what the word is about.
 * Ownership  Words point into the text that was split, which must outlive them.
 */
#ifndef PERPETUA_SIM_SCENARIO_WORDS_H
#define PERPETUA_SIM_SCENARIO_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SCENARIO_WORDS_MAX 128u

struct words {
    const char *list[SCENARIO_WORDS_MAX];
    uint32_t count;
    uint32_t at; /* the next one to take */
};

/* Splits at white space, in place.  False if there are too many words. */
bool words_split(struct words *words, char *text);

/* The next word, or "" at the end; take goes on to the one behind it. */
const char *words_peek(const struct words *words);
const char *words_take(struct words *words);

bool words_are_left(const struct words *words);

/* Takes the next word if it is this one. */
bool words_take_if(struct words *words, const char *word);

/* Each reads one whole word. */
bool word_read_u64(const char *word, uint64_t *value); /* decimal, or 0x and hex digits */
bool word_read_i64(const char *word, int64_t *value);  /* decimal, or 0x and hex digits */
bool word_read_decimal(const char *word, unsigned scale, int64_t *value);
bool word_read_rate(const char *word, uint32_t *rate_ppm);    /* 10% or 0.05% */
bool word_read_duration(const char *word, int64_t *value_ns); /* 5s, 250ms, 1us, 7ns, 2m, 8h, 1d */

/* The digits of a power of ten that is at most one: 0.001 gives 3. */
bool word_read_unit(const char *word, unsigned *digits);

/* Is this how an instant begins?  A time of day, +duration, a weekday, or a date. */
bool word_is_time(const char *word);

/*
 * Reads an instant: "09:30", "09:30:00.25" (of now's day), "+5s" (after now), "tue 09:30" (the next
 * Tuesday, today included), "2026-03-08" and "2026-03-08T07:00:00Z".  UTC.
 */
bool words_take_time(struct words *words, int64_t now_ns, int64_t *time_ns);

#endif
