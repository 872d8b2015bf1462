/* SPDX-License-Identifier: Apache-2.0 */
/*
 * shelf.h - what supervision keeps to be handed out: alerts, cases, minutes and days, trade dates.
 *
 * Role       The thread that runs the journal again puts things on the shelf, the venue's thread
 *            takes copies.  Minutes and days are kept as the JSON objects that are handed out.
 * Invariant  Memory is bounded: SHELF_ALERTS alerts, SHELF_MINUTES minutes and SHELF_DAYS days of a
 *            product, SHELF_DATES trade dates, and the cases of case_file.h.  Of alerts the newest
 *            are kept; an alert that grows keeps its place.
 * Ownership  Used under its owner's lock, which nobody holds longer than a copy takes.
 * Rules      none of its own.
 */
#ifndef PERPETUA_SUPERVISION_SHELF_H
#define PERPETUA_SUPERVISION_SHELF_H

#include <stddef.h>

#include "model/product_terms.h"
#include "supervision/case_file.h"
#include "surveil/alert.h"

#define SHELF_ALERTS    4096u
#define SHELF_MINUTES   2880u
#define SHELF_DAYS      800u
#define SHELF_DATES     4096u
#define SHELF_DETECTORS 32u

/* An alert and when it last changed. */
struct shelf_alert {
    struct alert alert;
    uint64_t number;  /* alert_number */
    uint64_t change;  /* ascending, of all alerts; 0: the place is free */
    uint64_t case_id; /* filled in copies: the newest case about it; 0: none */
};

/* A minute or a day of a product. */
struct shelf_period {
    int64_t start_ns;  /* of a minute in UTC; of a day in local time, as if that were UTC */
    int64_t mark_e4;   /* at the end; 0: none */
    int64_t index_e4;  /* likewise */
    char *text;        /* JSON object of quality_write_period, then the row */
    uint32_t size;     /* of the object */
    uint32_t row_size; /* of the row behind it: values of LOOKOUT_FIGURES, with commas between */
};

/* A ring, oldest first. */
struct shelf_periods {
    struct shelf_period *list; /* NULL: nothing yet */
    uint32_t room;
    uint64_t count; /* ever */
};

struct shelf_date {
    int32_t date;
    uint64_t commands;
    uint64_t trades;
    int64_t lots;
};

struct shelf {
    struct shelf_alert *alerts; /* SHELF_ALERTS, a ring by the number of the raise */
    uint64_t alert_count;       /* ever raised, by place in the order of raising */
    uint64_t change;            /* the latest */
    uint64_t detector_counts[SHELF_DETECTORS];
    struct case_file cases;
    struct shelf_periods minutes[PRODUCTS_MAX];
    struct shelf_periods days[PRODUCTS_MAX];
    struct shelf_date dates[SHELF_DATES]; /* a ring */
    uint32_t date_count;                  /* ever */
};

/* False: no memory; to be released all the same. */
bool shelf_init(struct shelf *shelf);
void shelf_release(struct shelf *shelf);

/* Everything on it, written down or taken up: keep/keep.h. */
struct keep;
void shelf_keep(struct shelf *shelf, struct keep *keep);

/* The alert with this place in the order of raising, new or grown. */
void shelf_put_alert(struct shelf *shelf, uint64_t place, const struct alert *alert);

/* A period that is over, or a day that goes on: takes the place of one with the same start.  The
 * shelf owns the text from then on.  False: no memory. */
bool shelf_put_minute(struct shelf *shelf, uint16_t product_id, const struct shelf_period *period);
bool shelf_put_day(struct shelf *shelf, uint16_t product_id, const struct shelf_period *period);

/* A command of this date. */
void shelf_count_date(struct shelf *shelf, const struct shelf_date *more);

/* NULL behind the newest, `back` from 0; or if it is not kept any more. */
const struct shelf_alert *shelf_alert(const struct shelf *shelf, uint64_t back);
const struct shelf_alert *shelf_find(const struct shelf *shelf, uint64_t number);

/* Oldest first, `place` from 0 to shelf_period_count - 1. */
uint32_t shelf_period_count(const struct shelf_periods *periods);
const struct shelf_period *shelf_period(const struct shelf_periods *periods, uint32_t place);

/* Newest first. */
const struct shelf_date *shelf_date(const struct shelf *shelf, uint32_t back);

#endif
