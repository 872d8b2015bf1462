/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lookout.c - see lookout.h.
 *
 * Rules  R-REPORT-1, R-CAL-1, R-DAY-4.
 */
#include "supervision/lookout.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/date.h"
#include "base/int_math.h"
#include "keep/keep.h"
#include "model/zone.h"
#include "quality/quality_tables.h"
#include "surveil/surveil.h"

#define RAISED_MAX    32u
#define PERIODS_KEPT  1440u /* by quality itself; the shelf takes them as they end */
#define PERIOD_SIZE   4096u /* of one as text */
#define RATE_DECIMALS 12u
#define NO_DATE       INT32_MIN

/* What dates and prices need to know of a product. */
struct watched_product {
    bool is_known;
    bool has_date; /* from TRADE_DATE */
    bool is_over;  /* delisted or withdrawn */
    bool has_funding;
    int32_t date;
    int64_t funding_e12;
    int64_t minute_ns; /* of the newest minute that was put on the shelf */
    int64_t day_ns;    /* likewise */
};

struct lookout {
    struct shelf *shelf;
    struct os_lock *lock;
    struct step_maker maker;
    struct surveil *surveil;
    struct quality_journal *quality;
    uint32_t raised[RAISED_MAX]; /* alerts that are new or have grown in the command at hand */
    uint32_t raised_count;
    struct watched_product products[PRODUCTS_MAX];
    uint32_t product_last;
    struct body_calendar zone;
    int32_t venue_date;
    bool has_memory;
};

/* --- alerts ----------------------------------------------------------------------------------- */

static void put_raised(struct lookout *lookout)
{
    if (lookout->raised_count == 0) return;
    os_lock_take(lookout->lock);
    for (uint32_t i = 0; i < lookout->raised_count; i++) {
        uint32_t number = lookout->raised[i];
        shelf_put_alert(lookout->shelf, number, surveil_alert(lookout->surveil, number));
    }
    os_lock_give(lookout->lock);
    lookout->raised_count = 0;
}

static void note_raised(void *context, uint32_t number)
{
    struct lookout *lookout = context;
    for (uint32_t i = 0; i < lookout->raised_count; i++) {
        if (lookout->raised[i] == number) return;
    }
    if (lookout->raised_count == RAISED_MAX) put_raised(lookout);
    lookout->raised[lookout->raised_count++] = number;
}

/* --- making ----------------------------------------------------------------------------------- */

struct lookout *lookout_create(struct shelf *shelf, struct os_lock *lock, uint32_t products_max)
{
    struct lookout *lookout = calloc(1, sizeof *lookout);
    if (lookout == NULL) return NULL;
    lookout->shelf = shelf;
    lookout->lock = lock;
    lookout->venue_date = NO_DATE;
    lookout->has_memory = true;
    lookout->surveil = surveil_create(SURVEIL_ALL);
    lookout->quality = quality_journal_create(products_max, true);
    if (lookout->surveil == NULL || lookout->quality == NULL) {
        lookout_destroy(lookout);
        return NULL;
    }
    surveil_listen(lookout->surveil, note_raised, lookout);
    surveil_bound(lookout->surveil, SHELF_ALERTS);
    quality_journal_bound(lookout->quality, PERIODS_KEPT);
    return lookout;
}

void lookout_destroy(struct lookout *lookout)
{
    if (lookout == NULL) return;
    surveil_destroy(lookout->surveil);
    if (lookout->quality != NULL) quality_journal_destroy(lookout->quality);
    free(lookout);
}

void lookout_keep(struct lookout *lookout, struct keep *keep)
{
    struct worked *worked = &lookout->maker.worked;
    ASSERT(lookout->raised_count == 0);
    worked->at_hand = NULL;
    worked->command = NULL;
    keep_bytes(keep, worked, sizeof *worked);
    keep_bytes(keep, lookout->products, sizeof lookout->products);
    keep_bytes(keep, &lookout->product_last, sizeof lookout->product_last);
    keep_bytes(keep, &lookout->zone, sizeof lookout->zone);
    keep_bytes(keep, &lookout->venue_date, sizeof lookout->venue_date);
    surveil_keep(lookout->surveil, keep);
    quality_journal_keep(lookout->quality, keep);
}

/* --- minutes and days ------------------------------------------------------------------------- */

const char *const lookout_figures[LOOKOUT_FIGURES] = {
    "volume",       "open_interest",   "spread_bp",       "depth_1bp",        "depth_10bp",
    "depth_50bp",   "basis_bp",        "turnover",        "trades",           "value",
    "effective_bp", "volume_adjusted", "orders_to_trade", "life_ms",          "realised_5m_bp",
    "impact_1s_bp", "impact_30s_bp",   "impact_5m_bp",    "recovery_half_ms", "recovery_most_ms",
    "funding_rate",
};

/* The value of a member of the flat object in `text`, which ends in a zero byte. */
static const char *member_of(const char *text, const char *name, size_t *size)
{
    char wanted[40];
    (void)snprintf(wanted, sizeof wanted, "\"%s\":", name);
    const char *at = strstr(text, wanted);
    if (at == NULL) return NULL;
    at += strlen(wanted);
    *size = strcspn(at, ",}");
    return at;
}

static void write_row(FILE *out, const char *text, const struct watched_product *watched)
{
    for (uint32_t i = 0; i + 1 < LOOKOUT_FIGURES; i++) {
        size_t size = 0;
        const char *value = member_of(text, lookout_figures[i], &size);
        if (value == NULL) {
            fputs("null,", out);
        } else {
            fprintf(out, "%.*s,", (int)size, value);
        }
    }
    char rate[WIDE_TEXT_SIZE];
    fputs(watched->has_funding ? wide_text(rate, watched->funding_e12, RATE_DECIMALS) : "null",
          out);
}

/* Object and row, in memory of their own.  False: no memory. */
static bool period_text(const struct lookout *lookout, uint16_t product_id,
                        const struct quality_period *period, struct shelf_period *kept)
{
    char bytes[PERIOD_SIZE] = {0};
    FILE *out = fmemopen(bytes, sizeof bytes, "w");
    if (out == NULL) return false;
    quality_write_period(out, quality_journal_product(lookout->quality, product_id), period);
    bool is_good = fflush(out) == 0;
    /* A row of a table begins on a line of its own. */
    const char *object = strchr(bytes, '{');
    is_good = is_good && object != NULL;
    if (is_good) {
        kept->size = (uint32_t)strlen(object);
        write_row(out, object, &lookout->products[product_id]);
    }
    is_good = fclose(out) == 0 && is_good;
    if (!is_good) return false;
    kept->row_size = (uint32_t)strlen(object) - kept->size;
    kept->text = malloc((size_t)kept->size + kept->row_size);
    if (kept->text == NULL) return false;
    memcpy(kept->text, object, (size_t)kept->size + kept->row_size);
    return true;
}

static bool put_one(struct lookout *lookout, uint16_t product_id,
                    const struct quality_period *period, bool is_day)
{
    const struct quality_product *product = quality_journal_product(lookout->quality, product_id);
    struct shelf_period kept = {
        .start_ns = period->start_ns, .mark_e4 = product->mark_e4, .index_e4 = product->index_e4};
    if (!period_text(lookout, product_id, period, &kept)) return false;
    os_lock_take(lookout->lock);
    bool is_put = is_day ? shelf_put_day(lookout->shelf, product_id, &kept)
                         : shelf_put_minute(lookout->shelf, product_id, &kept);
    os_lock_give(lookout->lock);
    if (!is_put) free(kept.text);
    return is_put;
}

/* The minutes that have ended since the last look, and the day that they belong to. */
static bool put_minutes(struct lookout *lookout, uint16_t product_id)
{
    const struct quality_product *product = quality_journal_product(lookout->quality, product_id);
    struct watched_product *watched = &lookout->products[product_id];
    if (product == NULL || product->quality.minutes.count == 0) return true;
    const struct quality_periods *minutes = &product->quality.minutes;
    uint32_t place = minutes->count;
    while (place > 0 && minutes->list[place - 1].start_ns > watched->minute_ns) place--;
    if (place == minutes->count) return true;
    for (; place < minutes->count; place++) {
        if (!put_one(lookout, product_id, &minutes->list[place], false)) return false;
    }
    watched->minute_ns = minutes->list[minutes->count - 1].start_ns;
    const struct quality_periods *days = &product->quality.days;
    for (uint32_t i = 0; i < days->count; i++) {
        if (days->list[i].start_ns < watched->day_ns) continue;
        if (!put_one(lookout, product_id, &days->list[i], true)) return false;
        watched->day_ns = days->list[i].start_ns;
    }
    return true;
}

/* --- trade dates ------------------------------------------------------------------------------ */

static void watch_event(struct lookout *lookout, const struct event *event)
{
    struct watched_product *product = &lookout->products[event->product_id % PRODUCTS_MAX];
    switch (event->kind) {
    case EVENT_PRODUCT:
        product->is_known = true;
        product->is_over =
            event->product.state == PRODUCT_DELISTED || event->product.state == PRODUCT_WITHDRAWN;
        lookout->product_last = u32_max(lookout->product_last, event->product_id);
        return;
    case EVENT_TRADE_DATE:
        product->has_date = true;
        product->date = event->trade_date.trade_date;
        return;
    case EVENT_FUNDING:
        product->has_funding = true;
        product->funding_e12 = event->funding.rate_e12;
        return;
    default: return;
    }
}

/* The venue's date follows the lowest product that has one of its own, else the local day. */
static int32_t date_now(const struct lookout *lookout, int64_t time_ns)
{
    int32_t date = utc_day(zone_local_ns(&lookout->zone, i64_min(time_ns, TIME_NS_MAX)));
    for (uint32_t id = lookout->product_last; id > 0; id--) {
        const struct watched_product *product = &lookout->products[id];
        if (product->is_known && product->has_date && !product->is_over) date = product->date;
    }
    return date;
}

static void count_date(struct lookout *lookout, const struct journal_step *step)
{
    struct shelf_date more = {.commands = 1};
    for (uint32_t i = 0; i < step->event_count; i++) {
        const struct event *event = &step->events[i];
        watch_event(lookout, event);
        if (event->kind != EVENT_TRADE) continue;
        more.trades++;
        more.lots += event->trade.qty.lots;
    }
    if (step->worked != NULL && step->worked->kind == COMMAND_CALENDAR) {
        lookout->zone = step->worked->calendar;
    }
    int32_t date = date_now(lookout, step->command->time_ns);
    if (date > lookout->venue_date) lookout->venue_date = date;
    more.date = lookout->venue_date;
    os_lock_take(lookout->lock);
    shelf_count_date(lookout->shelf, &more);
    os_lock_give(lookout->lock);
}

/* --- a step ----------------------------------------------------------------------------------- */

static bool put_cases(struct lookout *lookout, const struct journal_step *step)
{
    bool has_case = false;
    bool has_memory = true;
    for (uint32_t i = 0; i < step->event_count; i++) {
        has_case = has_case || step->events[i].kind == EVENT_CASE;
    }
    if (!has_case) return true;
    os_lock_take(lookout->lock);
    for (uint32_t i = 0; i < step->event_count; i++) {
        has_memory = has_memory && case_file_event(&lookout->shelf->cases, &step->events[i]);
    }
    os_lock_give(lookout->lock);
    return has_memory;
}

static bool look(struct lookout *lookout, const struct journal_step *step)
{
    const struct quality_step told = {.command = step->command,
                                      .worked = step->worked,
                                      .events = step->events,
                                      .event_count = step->event_count};
    bool is_good = surveil_events(lookout->surveil, step->events, step->event_count) &&
                   surveil_worked(lookout->surveil, step->command, step->worked);
    put_raised(lookout);
    is_good = is_good && quality_journal_command(lookout->quality, &told);
    count_date(lookout, step);
    is_good = is_good && put_cases(lookout, step);
    for (uint32_t id = 1; is_good && id <= lookout->product_last; id++) {
        is_good = put_minutes(lookout, (uint16_t)id);
    }
    return is_good;
}

bool lookout_command(struct lookout *lookout, const struct command *command,
                     const struct event *events, uint32_t event_count)
{
    const struct journal_step step = step_make(&lookout->maker, command, events, event_count);
    lookout->has_memory = lookout->has_memory && look(lookout, &step);
    return lookout->has_memory;
}
