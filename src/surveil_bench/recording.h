/* SPDX-License-Identifier: Apache-2.0 */
/*
 * recording.h - part of a recorded exchange day, as orders that can be sent again.
 *
 * Role       Runs a recording through replay and keeps what it sends in a slice of the day: first
 *            the orders that rested when the slice began, then places, amends, decreases and
 *            cancels.  Prices and sizes are scaled to those of BTCPERP, so that its terms apply.
 * Ownership  From recording_load to recording_free.
 */
#ifndef PERPETUA_SURVEIL_BENCH_RECORDING_H
#define PERPETUA_SURVEIL_BENCH_RECORDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum recorded_kind {
    RECORDED_PLACE = 1,
    RECORDED_AMEND = 2,
    RECORDED_DECREASE = 3,
    RECORDED_CANCEL = 4
};

struct recorded {
    int64_t time_ns; /* from the beginning of the slice */
    uint64_t id;
    int64_t ticks;
    int64_t lots;
    uint8_t kind; /* enum recorded_kind */
    uint8_t side;
    uint8_t tif;
    uint8_t type;
    uint8_t set; /* mask of enum amend_field */
};

struct recording {
    const char *name; /* as it was asked for */
    struct recorded *list;
    size_t count;
    size_t capacity;
    size_t resting_count; /* the first so many rested when the slice began */
    int64_t length_ns;    /* of what was recorded; shorter than asked for if the day is */
};

/* The same recording as another market would have made it: `up` / `down` times as large. */
struct variation {
    const char *name;
    const char *meaning;
    int64_t ticks_up; /* prices, in ticks: how fine the tick is */
    int64_t ticks_down;
    int64_t lots_up;
    int64_t lots_down;
    int64_t time_up; /* between two orders: how busy it is */
    int64_t time_down;
    uint32_t third;   /* of the day that slices lie in, from 1; 0: a half, as usual */
    bool is_mirrored; /* who bought sells, and what rose falls */
};

struct recording_slice {
    const char *spec; /* FORMAT:FILE */
    uint32_t half;    /* of the day: 0 for tuning seeds, 1 for others; they share no minute */
    uint64_t part;    /* where in the half the slice begins, of `parts` */
    uint64_t parts;
    int64_t length_ns;
    const struct variation *variation; /* NULL: as it was recorded */
};

/* Those that there are; NULL behind the last. */
const struct variation *recording_variation(uint32_t place);

/* NULL: there is none of this name. */
const struct variation *recording_variation_find(const char *name, size_t size);

enum recording_result { RECORDING_LOADED, RECORDING_ABSENT, RECORDING_BAD };

/* BAD: standard error says why. */
enum recording_result recording_load(struct recording *recording,
                                     const struct recording_slice *slice);
void recording_free(struct recording *recording);

#endif
