/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tier_table.h - brackets of maintenance margin as a venue publishes them.
 *
 * Role       Reads objects with a floor, a rate and the deduction that the venue computed
 *            (notionalFloor, maintMarginRatio, cum), and puts those that follow each other, from a
 *            floor of 0 on, into one group: the brackets of an instrument.
 * Invariant  Floors ascend within a group, and a group has at most TIER_GROUP_MAX brackets.
 */
#ifndef PERPETUA_CHECK_TIER_TABLE_H
#define PERPETUA_CHECK_TIER_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "check/source.h"

#define TIER_GROUP_MAX 32u

struct tier {
    struct import_slice label; /* of the group's list; text NULL: none */
    int64_t floor_micros;
    int64_t rate_ppm;
    int64_t deduction_micros; /* as published */
};

struct tier_table {
    struct tier *tiers;
    size_t count;
    size_t capacity;
};

/* Slices of the table stay as long as the source.  False after a fault. */
bool tier_table_read(struct tier_table *table, const struct source *source,
                     struct replay_fault *fault);

/* Brackets of the group that begins at `first`. */
size_t tier_group_count(const struct tier_table *table, size_t first);

void tier_table_free(struct tier_table *table);

#endif
