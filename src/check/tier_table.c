/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tier_table.c - see tier_table.h.
 *
 * Role       See tier_table.h.
 * Invariant  None beyond the header's.
 * Rules      none.
 */
#include "check/tier_table.h"

#include <stdlib.h>

#include "base/int_math.h"
#include "check/statistics.h"
#include "wire/import_objects.h"

#define MONEY_SCALE 6u
#define RATE_SCALE  6u
#define FLOOR_MAX   INT64_C(4000000000000000000)

enum tier_member { MEMBER_FLOOR, MEMBER_RATE, MEMBER_DEDUCTION, MEMBER_COUNT };

static const char *const member_names[MEMBER_COUNT] = {"notionalFloor", "maintMarginRatio", "cum"};

/* A number from 0 to max, to the scale: some sources pass figures through binary floating point. */
static bool read_number(const struct object_member *member, unsigned scale, int64_t max,
                        int64_t *value)
{
    if (member->token != JSON_TEXT && member->token != JSON_NUMBER) return false;
    return import_round_decimal(member->value, scale, value) && *value >= 0 && *value <= max;
}

/* NULL if it is a bracket, else what was expected. */
static const char *read_tier(const struct object_member *members, struct tier *tier)
{
    if (!read_number(&members[MEMBER_FLOOR], MONEY_SCALE, FLOOR_MAX, &tier->floor_micros)) {
        return "a bracket with notionalFloor";
    }
    if (!read_number(&members[MEMBER_RATE], RATE_SCALE, PPM_ONE, &tier->rate_ppm) ||
        tier->rate_ppm == 0) {
        return "a bracket with maintMarginRatio above 0, to 1";
    }
    if (!read_number(&members[MEMBER_DEDUCTION], MONEY_SCALE, FLOOR_MAX, &tier->deduction_micros)) {
        return "a bracket with cum";
    }
    return NULL;
}

/* Brackets of the group that the next one would join. */
static size_t open_count(const struct tier_table *table)
{
    size_t count = 0;
    while (count < table->count) {
        count++;
        if (table->tiers[table->count - count].floor_micros == 0) break;
    }
    return count;
}

static const char *add_tier(struct tier_table *table, const struct tier *tier)
{
    if (tier->floor_micros > 0) {
        size_t open = open_count(table);
        if (open == 0) return "a first bracket with floor 0";
        if (open == TIER_GROUP_MAX) return "at most 32 brackets";
        const struct tier *before = &table->tiers[table->count - 1];
        if (before->floor_micros >= tier->floor_micros) return "brackets with ascending floors";
        if (before->rate_ppm > tier->rate_ppm) return "brackets with rates that do not fall";
    }
    void *tiers = table->tiers;
    if (!array_grow(&tiers, &table->capacity, table->count, sizeof *tier)) {
        return "memory for one more bracket";
    }
    table->tiers = tiers;
    table->tiers[table->count++] = *tier;
    return NULL;
}

bool tier_table_read(struct tier_table *table, const struct source *source,
                     struct replay_fault *fault)
{
    struct object_reader reader;
    const struct object_frame *object;
    enum objects_result result;
    *table = (struct tier_table){0};
    objects_begin(&reader, source->document, member_names, MEMBER_COUNT);
    while ((result = objects_next(&reader, &object)) == OBJECTS_TAKEN) {
        struct tier tier = {.label = object->label};
        const char *expected = read_tier(object->members, &tier);
        if (expected == NULL) expected = add_tier(table, &tier);
        if (expected == NULL) continue;
        (void)source_fault_offset(source, objects_at(&reader), expected, fault);
        break;
    }
    if (result == OBJECTS_BAD) {
        (void)source_fault_offset(source, objects_at(&reader), "a JSON document", fault);
    } else if (result == OBJECTS_END && table->count == 0) {
        (void)source_fault_offset(source, 0, "brackets with notionalFloor, maintMarginRatio, cum",
                                  fault);
    }
    if (!fault_is_set(fault)) return true;
    tier_table_free(table);
    return false;
}

size_t tier_group_count(const struct tier_table *table, size_t first)
{
    size_t end = first + 1;
    while (end < table->count && table->tiers[end].floor_micros > 0) end++;
    return end - first;
}

void tier_table_free(struct tier_table *table)
{
    free(table->tiers);
    *table = (struct tier_table){0};
}
