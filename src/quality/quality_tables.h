/* SPDX-License-Identifier: Apache-2.0 */
/*
 * quality_tables.h - market quality as tables, and two venues side by side.
 *
 * Role       The columns of a period and of a comparison.
 * Rules      none: docs/spec/quality.md.
 */
#ifndef PERPETUA_QUALITY_QUALITY_TABLES_H
#define PERPETUA_QUALITY_QUALITY_TABLES_H

#include "quality/quality_journal.h"
#include "quality/quality_recording.h"
#include "report/table.h"

/* Days, weekdays against weekends, all of it; with `has_minutes` each minute. */
void quality_write(struct table_writer *writer, const struct quality_journal *journal,
                   bool has_minutes);

/* One period as a JSON object: the columns of the tables, figures as numbers, null where nothing
 * was measured. */
void quality_write_period(FILE *out, const struct quality_product *product,
                          const struct quality_period *period);

/* What the columns are. */
const struct column *quality_columns(uint32_t *count);

/* Ours, theirs, and our share of the sum where the figure is one that adds up. */
void quality_write_comparison(struct table_writer *writer, const struct quality_product *ours,
                              const struct recording *theirs);

/* The checks of a recording: gaps, tops. */
void quality_write_recording(struct table_writer *writer, const struct recording *recording);

#endif
