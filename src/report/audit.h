/* SPDX-License-Identifier: Apache-2.0 */
/*
 * audit.h - the audit trail: every order, change, cancel, refusal and fill of a date, in order.
 *
 * Role       Written row by row while the journal passes by, so a day may be longer than memory.
 *            Each row has its own number and the sequence number of the journal that it stands on;
 *            the journal's chain is what makes it unalterable (docs/spec/journal.md).
 * Invariant  Row numbers have no gaps; lots of the fills written are twice the volume of the date.
 * Rules      R-REPORT-8, R-ID-1, R-TIME-6.
 */
#ifndef PERPETUA_REPORT_AUDIT_H
#define PERPETUA_REPORT_AUDIT_H

#include "report/report.h"

struct audit_trail {
    const struct day *day;
    struct table_writer writer;
    struct event_trade trade; /* the match whose fills follow */
    uint64_t rows;
    uint64_t orders; /* accepted, armed or held */
    uint64_t fills;
    int64_t fill_lots;
    uint64_t sequence_first;
    uint64_t sequence_last;
};

void audit_begin(struct audit_trail *trail, const struct day *day, FILE *out,
                 enum report_format format);

/* A command that enters, before its events; an event, after day_event. */
void audit_command(struct audit_trail *trail, const struct command *command);
void audit_event(struct audit_trail *trail, const struct event *event);

/* `output` is the hash of all events of the journal. */
void audit_end(struct audit_trail *trail, const char *output, struct reconcile *reconcile);

#endif
