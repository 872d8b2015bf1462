/* SPDX-License-Identifier: Apache-2.0 */
/*
 * report.h - the list of reports, and what each writes.
 *
 * Role       A report is written from a day (day.h) that is over; the audit trail alone is written
 *            while the journal passes by.  Each writer compares the sums of its rows with the tape
 *            and the ledger as the day has them.
 * Invariant  The same journal and the same settings give the same bytes.
 * Rules      none of its own; docs/spec/reports says which section of the law asks for what.
 */
#ifndef PERPETUA_REPORT_REPORT_H
#define PERPETUA_REPORT_REPORT_H

#include "report/day.h"
#include "report/reconcile.h"
#include "report/table.h"

struct report_run {
    const struct day *day;
    struct reconcile *reconcile;
    struct table_writer writer;
};

struct report {
    const char *name;    /* as the command line has it */
    const char *title;   /* of the page */
    const char *section; /* the regulation that asks for it */
    const struct table *const *tables;
    uint32_t table_count;
    bool has_fixml;
    bool is_trail; /* written while the journal passes by: audit.h */
    void (*write)(struct report_run *run);
    void (*write_fixml)(struct report_run *run); /* NULL: none */
    void (*write_txt)(struct report_run *run);   /* NULL: the page of its tables */
};

extern const struct report *const report_list[];
extern const uint32_t report_count;

/* NULL: there is none of that name. */
const struct report *report_find(const char *name);

/* "csv", "json", "txt" or "fixml". */
bool report_format_find(const char *name, enum report_format *format);
const char *report_format_name(enum report_format format);

/* Writes a report that is not a trail. */
void report_write(const struct report *report, struct report_run *run, FILE *out,
                  enum report_format format);

/* What stands above the tables; `date` has room for DAY_TEXT_SIZE bytes. */
struct report_head report_head_of(const struct report *report, const struct day *day,
                                  char date[DAY_TEXT_SIZE]);

/* --- the reports ------------------------------------------------------------------------------ */

extern const struct report report_audit_trail;
extern const struct report report_bulletin;
extern const struct report report_clearing;     /* 16.00 */
extern const struct report report_market;       /* 16.01 */
extern const struct report report_transactions; /* 16.02 */
extern const struct report report_positions;    /* 17.00 */
extern const struct report report_triggers;
extern const struct report report_margin;
extern const struct report report_segregation;
extern const struct report report_statements;
extern const struct report report_confirmations;
extern const struct report report_makers;
extern const struct report report_programmes;

/* --- used by the report_*.c only -------------------------------------------------------------- */

#define COLUMNS(list) (list), (uint32_t)(sizeof(list) / sizeof(list)[0])

static inline const struct day_product *run_product(const struct report_run *run, uint32_t id)
{
    return &run->day->products[id];
}

/* Prices with the decimals of the product; 0 is no price. */
void put_ticks(struct table_writer *writer, const struct day_product *product, int64_t ticks);
void put_fine(struct table_writer *writer, const struct day_product *product,
              struct fine_price price);

/* The word of a value in lower case, or its number. */
void put_word(struct table_writer *writer, int words, uint64_t value);

/* "house" or "customer" (enum origin). */
enum origin report_origin(const struct day_account *account);
void put_origin(struct table_writer *writer, enum origin origin);

/* R-REPORT-13: 38.552's customer type indicator, 1 to 4 (enum customer_type). */
int64_t report_cti(const struct day *day, const struct day_account *account);

/* "futures", "cleared swap", "foreign futures", "none" or "mixed": where the money is held. */
const char *report_class(uint32_t classes);

/* Lots of an open interest: the sum of all long positions at the end of the date. */
int64_t report_open_interest(const struct day *day, uint16_t product_id, bool is_before);

/* Text between quotes of XML. */
void fixml_text(FILE *out, const char *name, const char *text);

#endif
