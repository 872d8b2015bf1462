/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fault_plan.c - see fault_plan.h.
 */
#include "feed_server/fault_plan.h"

#include <string.h>

#include "base/text.h"

#define WORDS_MAX 3u

struct words {
    struct import_slice list[WORDS_MAX];
    size_t count;
};

static bool change(struct venue_faults *faults, const struct words *words, int64_t ppm)
{
    const struct import_slice verb = words->list[0];
    bool has_number = words->count == 3;
    if (import_is(verb, "stray") && has_number) {
        faults->stray_ppm = ppm;
        return true;
    }
    if (has_number) return false;
    if (import_is(verb, "resume")) {
        *faults = (struct venue_faults){0};
    } else if (import_is(verb, "silence")) {
        faults->is_silent = true;
    } else if (import_is(verb, "refuse")) {
        faults->is_refusing = true;
        faults->drops++;
    } else if (import_is(verb, "drop")) {
        faults->drops++;
    } else if (import_is(verb, "gap")) {
        faults->gaps++;
    } else if (import_is(verb, "garbage")) {
        faults->garbage++;
    } else {
        return false;
    }
    return true;
}

bool fault_plan_say(struct fault_plan *plan, const char *text, size_t size)
{
    struct words words;
    int64_t ppm = 0;
    words.count = import_split((struct import_slice){text, size}, ' ', words.list, WORDS_MAX);
    if (words.count < 2 || words.count > WORDS_MAX) return false;
    if (words.count == 3) {
        bool is_read = text_read_i64(words.list[2].text, words.list[2].size, &ppm);
        if (!is_read || ppm < -STRAY_PPM_MAX || ppm > STRAY_PPM_MAX) return false;
    }
    bool is_all = import_is(words.list[1], "all");
    bool is_done = false;
    for (uint32_t i = 0; i < FEED_KINDS; i++) {
        bool is_meant = is_all || import_is(words.list[1], feed_protocol((enum feed_kind)i)->name);
        if (is_meant) is_done = change(&plan->venues[i], &words, ppm);
    }
    return is_done;
}
