/* SPDX-License-Identifier: Apache-2.0 */
/*
 * shelf.c - see shelf.h.
 */
#include "supervision/shelf.h"

#include <stdlib.h>
#include <string.h>

#include "keep/keep.h"
#include "surveil/surveil.h"

static_assert(SURVEIL_DETECTORS <= SHELF_DETECTORS, "every detector is counted");

bool shelf_init(struct shelf *shelf)
{
    *shelf = (struct shelf){0};
    shelf->alerts = calloc(SHELF_ALERTS, sizeof *shelf->alerts);
    return shelf->alerts != NULL;
}

static void release_periods(struct shelf_periods *periods)
{
    for (uint32_t i = 0; periods->list != NULL && i < periods->room; i++) {
        free(periods->list[i].text);
    }
    free(periods->list);
}

void shelf_release(struct shelf *shelf)
{
    for (uint32_t id = 0; id < PRODUCTS_MAX; id++) {
        release_periods(&shelf->minutes[id]);
        release_periods(&shelf->days[id]);
    }
    case_file_release(&shelf->cases);
    free(shelf->alerts);
    shelf->alerts = NULL;
}

/* --- keeping ---------------------------------------------------------------------------------- */

static void alert_keep(struct shelf_alert *kept, struct keep *keep)
{
    surveil_keep_alert(&kept->alert, keep);
    keep_bytes(keep, &kept->number, sizeof kept->number);
    keep_bytes(keep, &kept->change, sizeof kept->change);
}

static void period_keep(struct shelf_period *period, struct keep *keep)
{
    keep_bytes(keep, &period->start_ns, sizeof period->start_ns);
    keep_bytes(keep, &period->mark_e4, sizeof period->mark_e4);
    keep_bytes(keep, &period->index_e4, sizeof period->index_e4);
    keep_bytes(keep, &period->size, sizeof period->size);
    keep_bytes(keep, &period->row_size, sizeof period->row_size);
    size_t size = (size_t)period->size + period->row_size;
    if (keep_thing(keep, &period->text, size)) keep_bytes(keep, period->text, size);
}

static void periods_keep(struct shelf_periods *periods, struct keep *keep)
{
    keep_bytes(keep, &periods->room, sizeof periods->room);
    keep_bytes(keep, &periods->count, sizeof periods->count);
    if (!keep_thing(keep, &periods->list, periods->room * sizeof *periods->list)) return;
    for (uint32_t i = 0; keep->is_good && i < shelf_period_count(periods); i++) {
        period_keep(&periods->list[i], keep);
    }
}

void shelf_keep(struct shelf *shelf, struct keep *keep)
{
    keep_bytes(keep, &shelf->alert_count, sizeof shelf->alert_count);
    keep_bytes(keep, &shelf->change, sizeof shelf->change);
    keep_bytes(keep, shelf->detector_counts, sizeof shelf->detector_counts);
    for (uint32_t i = 0; keep->is_good && i < SHELF_ALERTS; i++) {
        alert_keep(&shelf->alerts[i], keep);
    }
    case_file_keep(&shelf->cases, keep);
    for (uint32_t id = 0; keep->is_good && id < PRODUCTS_MAX; id++) {
        periods_keep(&shelf->minutes[id], keep);
        periods_keep(&shelf->days[id], keep);
    }
    keep_bytes(keep, shelf->dates, sizeof shelf->dates);
    keep_bytes(keep, &shelf->date_count, sizeof shelf->date_count);
}

/* --- alerts ----------------------------------------------------------------------------------- */

void shelf_put_alert(struct shelf *shelf, uint64_t place, const struct alert *alert)
{
    struct shelf_alert *kept = &shelf->alerts[place % SHELF_ALERTS];
    if (place >= shelf->alert_count) {
        uint32_t detector = surveil_find(alert->detector);
        shelf->alert_count = place + 1;
        if (detector < SHELF_DETECTORS) shelf->detector_counts[detector]++;
    } else if (place + SHELF_ALERTS < shelf->alert_count) {
        return; /* it has grown, but is not kept any more */
    }
    *kept = (struct shelf_alert){
        .alert = *alert, .number = alert_number(alert), .change = ++shelf->change};
}

const struct shelf_alert *shelf_alert(const struct shelf *shelf, uint64_t back)
{
    if (back >= shelf->alert_count || back >= SHELF_ALERTS) return NULL;
    return &shelf->alerts[(shelf->alert_count - 1 - back) % SHELF_ALERTS];
}

const struct shelf_alert *shelf_find(const struct shelf *shelf, uint64_t number)
{
    for (uint32_t i = 0; i < SHELF_ALERTS; i++) {
        const struct shelf_alert *kept = &shelf->alerts[i];
        if (kept->change != 0 && kept->number == number) return kept;
    }
    return NULL;
}

/* --- periods ---------------------------------------------------------------------------------- */

static bool put_period(struct shelf_periods *periods, uint32_t room,
                       const struct shelf_period *period)
{
    if (periods->list == NULL) {
        periods->list = calloc(room, sizeof *periods->list);
        if (periods->list == NULL) return false;
        periods->room = room;
    }
    uint64_t newest = periods->count - 1;
    bool is_same = periods->count > 0 && periods->list[newest % room].start_ns == period->start_ns;
    struct shelf_period *place = &periods->list[(is_same ? newest : periods->count) % room];
    free(place->text);
    *place = *period;
    if (!is_same) periods->count++;
    return true;
}

bool shelf_put_minute(struct shelf *shelf, uint16_t product_id, const struct shelf_period *period)
{
    return put_period(&shelf->minutes[product_id], SHELF_MINUTES, period);
}

bool shelf_put_day(struct shelf *shelf, uint16_t product_id, const struct shelf_period *period)
{
    return put_period(&shelf->days[product_id], SHELF_DAYS, period);
}

uint32_t shelf_period_count(const struct shelf_periods *periods)
{
    return periods->count < periods->room ? (uint32_t)periods->count : periods->room;
}

const struct shelf_period *shelf_period(const struct shelf_periods *periods, uint32_t place)
{
    uint64_t first = periods->count - shelf_period_count(periods);
    return &periods->list[(first + place) % periods->room];
}

/* --- trade dates ------------------------------------------------------------------------------ */

void shelf_count_date(struct shelf *shelf, const struct shelf_date *more)
{
    bool is_new = shelf->date_count == 0 || shelf_date(shelf, 0)->date != more->date;
    if (is_new) {
        shelf->dates[shelf->date_count++ % SHELF_DATES] = *more;
        return;
    }
    struct shelf_date *date = &shelf->dates[(shelf->date_count - 1) % SHELF_DATES];
    date->commands += more->commands;
    date->trades += more->trades;
    date->lots += more->lots;
}

const struct shelf_date *shelf_date(const struct shelf *shelf, uint32_t back)
{
    if (back >= shelf->date_count || back >= SHELF_DATES) return NULL;
    return &shelf->dates[(shelf->date_count - 1 - back) % SHELF_DATES];
}
