/* SPDX-License-Identifier: Apache-2.0 */
/*
 * least.h - the least share of something that must agree for a replay to pass.
 *
 * Role       Each format names what it compares and states a share for each: exact for what has one
 *            right answer, else what a reference attained on a recording, less half a point.  What
 *            feeds do not show (icebergs, market orders) is more on some days than on others, so a
 *            caller may state another share.
 * Invariant  A name that the format does not have never reaches it (least_take).
 * Rules      none.
 */
#ifndef PERPETUA_REPLAY_LEAST_H
#define PERPETUA_REPLAY_LEAST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LEAST_MAX 4u /* names of one format */

/* What a format compares: its name on the command line and the stated share. */
struct least {
    const char *name; /* NULL behind the last */
    uint32_t share_ppm;
};

/* Shares by the format's own order; what was not set is as stated. */
struct least_set {
    uint32_t share_ppm[LEAST_MAX];
    bool is_set[LEAST_MAX];
};

/* Takes "NAME=SHARE", a share from 0 to 1.  False if the list has no such name or the form is
 * wrong. */
bool least_take(struct least_set *set, const struct least *list, const char *text);

/* The share of the list's `index`-th name. */
uint32_t least_share(const struct least_set *set, const struct least *list, size_t index);

/* Is part / whole at least that?  Nothing of nothing is. */
bool least_reached(const struct least_set *set, const struct least *list, size_t index,
                   uint64_t part, uint64_t whole);

#endif
