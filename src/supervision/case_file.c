/* SPDX-License-Identifier: Apache-2.0 */
/*
 * case_file.c - see case_file.h.
 *
 * Rules  R-CASE-1, R-CASE-2, R-REASON-1.
 */
#include "supervision/case_file.h"

#include <string.h>

#include "keep/keep.h"
#include "market_data/grow.h"

void case_file_release(struct case_file *file)
{
    free(file->cases);
    free(file->entries);
    *file = (struct case_file){0};
}

void case_file_keep(struct case_file *file, struct keep *keep)
{
    const struct keep_list lists[] = {
        KEEP_LIST(file->cases, file->case_room),
        KEEP_LIST(file->entries, file->entry_room),
    };
    keep_struct(keep, file, sizeof *file, lists, sizeof lists / sizeof lists[0]);
}

/* NULL: out of memory. */
static struct case_kept *case_make(struct case_file *file, uint64_t case_id)
{
    void *items = file->cases;
    bool has_room =
        array_make_room(&items, &file->case_room, sizeof *file->cases, (uint32_t)case_id + 1);
    file->cases = items;
    if (!has_room) return NULL;
    if (file->case_count < case_id) file->case_count = (uint32_t)case_id;
    return &file->cases[case_id];
}

static struct case_entry *entry_at(const struct case_file *file, uint64_t place)
{
    return &file->entries[place % CASE_ENTRIES_KEPT];
}

static struct case_entry *entry_make(struct case_file *file)
{
    void *items = file->entries;
    uint64_t wanted = file->entry_count + 1;
    uint32_t count = wanted < CASE_ENTRIES_KEPT ? (uint32_t)wanted : CASE_ENTRIES_KEPT;
    bool has_room = array_make_room(&items, &file->entry_room, sizeof *file->entries, count);
    file->entries = items;
    return has_room ? entry_at(file, file->entry_count++) : NULL;
}

static bool case_event(struct case_file *file, const struct event *event)
{
    const struct event_case *body = &event->surveillance_case;
    if (body->case_id == 0 || body->case_id > UINT32_MAX / 2) return true;
    struct case_kept *kept = case_make(file, body->case_id);
    struct case_entry *entry = entry_make(file);
    if (kept == NULL || entry == NULL) return false;
    if (body->action == CASE_OPEN) {
        *kept = (struct case_kept){.case_id = body->case_id,
                                   .alert_number = body->alert_id,
                                   .about_sequence = body->about_sequence,
                                   .opened_ns = event->time_ns,
                                   .account_id = event->account_id,
                                   .product_id = event->product_id};
    }
    kept->latest_ns = event->time_ns;
    kept->assignee_id = body->assignee_id;
    kept->notes = body->notes;
    kept->state = body->state;
    kept->level = body->level;
    kept->outcome = body->outcome;
    kept->steps++;
    *entry = (struct case_entry){.case_id = body->case_id,
                                 .sequence = event->sequence,
                                 .time_ns = event->time_ns,
                                 .actor_id = body->actor_id,
                                 .assignee_id = body->assignee_id,
                                 .action = body->action,
                                 .level = body->level,
                                 .outcome = body->outcome};
    return true;
}

/* A part of the reason of the step that was told last, if it is of the same command. */
static void reason_event(struct case_file *file, const struct event *event)
{
    const struct event_reason *part = &event->reason;
    if (file->entry_count == 0) return;
    struct case_entry *entry = entry_at(file, file->entry_count - 1);
    bool is_of_it = entry->sequence == event->sequence && entry->case_id == part->subject_id &&
                    part->at < part->size && part->size <= REASON_SIZE;
    if (!is_of_it) return;
    size_t left = (size_t)part->size - part->at;
    memcpy(entry->reason + part->at, part->part, left < REASON_PART ? left : REASON_PART);
    if (entry->action != CASE_OPEN) return;
    memcpy(file->cases[entry->case_id].reason, entry->reason, CASE_REASON_SIZE);
}

bool case_file_event(struct case_file *file, const struct event *event)
{
    if (event->kind == EVENT_CASE) return case_event(file, event);
    if (event->kind == EVENT_REASON) reason_event(file, event);
    return true;
}

const struct case_kept *case_file_case(const struct case_file *file, uint64_t case_id)
{
    bool is_known = case_id > 0 && case_id <= file->case_count && file->cases[case_id].case_id != 0;
    return is_known ? &file->cases[case_id] : NULL;
}

const struct case_kept *case_file_of_alert(const struct case_file *file, uint64_t alert_number)
{
    for (uint32_t id = file->case_count; id > 0 && alert_number != 0; id--) {
        if (file->cases[id].alert_number == alert_number) return &file->cases[id];
    }
    return NULL;
}

const struct case_entry *case_file_next(const struct case_file *file, uint64_t case_id,
                                        uint64_t *place)
{
    uint64_t first =
        file->entry_count > CASE_ENTRIES_KEPT ? file->entry_count - CASE_ENTRIES_KEPT : 0;
    if (*place < first) *place = first;
    while (*place < file->entry_count) {
        const struct case_entry *entry = entry_at(file, (*place)++);
        if (entry->case_id == case_id) return entry;
    }
    return NULL;
}

/* --- words ------------------------------------------------------------------------------------ */

static const char *word_of(const char *const *words, size_t count, uint8_t value)
{
    return value < count ? words[value] : "unknown";
}

#define WORD_OF(words, value) word_of(words, sizeof(words) / sizeof(words)[0], value)

const char *case_action_word(uint8_t action)
{
    static const char *const words[] = {"none", "open", "assign", "note", "escalate", "close"};
    return WORD_OF(words, action);
}

const char *case_state_word(uint8_t state)
{
    static const char *const words[] = {"none", "open", "closed"};
    return WORD_OF(words, state);
}

const char *case_level_word(uint8_t level)
{
    static const char *const words[] = {"none", "analyst", "head of surveillance", "regulator"};
    return WORD_OF(words, level);
}

const char *case_outcome_word(uint8_t outcome)
{
    static const char *const words[] = {"none", "no_action", "warning", "discipline", "referred"};
    return WORD_OF(words, outcome);
}
