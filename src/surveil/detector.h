/* SPDX-License-Identifier: Apache-2.0 */
/*
 * detector.h - the small interface that every detector has.
 *
 * Role       A detector is a name, a version, its published parameters, and one function that is
 *            shown every event after the view has taken it over.  Its memory is a table of cells.
 * Invariant  A detector sees the view and its own cells, nothing else, and changes its own cells
 *            alone; what it found goes to alert_raise.
 */
#ifndef PERPETUA_SURVEIL_DETECTOR_H
#define PERPETUA_SURVEIL_DETECTOR_H

#include "surveil/alert.h"
#include "surveil/cells.h"
#include "surveil/view.h"

#define DETECTOR_PARAMETERS_MAX ALERT_PARAMETERS

/* The largest cell. */
#define DETECTOR_CELLS 4096u

struct detector;

struct detector_kind {
    const char *name; /* also the name of the pattern */
    uint32_t version;
    const char *summary;
    const struct parameter *parameters;
    uint32_t parameter_count;
    size_t cell_size;
    void (*on_event)(struct detector *detector, const struct event *event);
    /* Of a command that was not refused, after its events; NULL: it does not look at commands. */
    void (*on_command)(struct detector *detector, const struct command *command);
};

struct detector {
    const struct detector_kind *kind;
    struct surveil *surveil;
    struct view *view;
    struct cells cells;
    int64_t values[DETECTOR_PARAMETERS_MAX];
    uint64_t counter; /* the detector's own */
    int64_t level;    /* the detector's own */
};

/* The pattern is there: joined to the alert of the same accounts if that is not long ago. */
void alert_raise(struct detector *detector, const struct alert *alert);

/* An alert of this account and the others of its cluster, from `first_sequence` to now. */
struct alert alert_begin(const struct detector *detector, uint32_t account_id, uint16_t product_id,
                         uint64_t first_sequence);

/* One more account, unless it is there. */
void alert_account(struct alert *alert, uint32_t account_id);

/* A figure and the parameter that it crossed. */
void alert_figure(const struct detector *detector, struct alert *alert, uint32_t parameter,
                  int64_t value);
void alert_figure_most(const struct detector *detector, struct alert *alert, uint32_t parameter,
                       int64_t value);

/* Against a threshold that was not the parameter's own value but follows from it. */
void alert_figure_against(const struct detector *detector, struct alert *alert, uint32_t parameter,
                          int64_t value, int64_t threshold);

/* part / whole in parts per million; whole at least 0; 0 of nothing is 0. */
int64_t share_ppm(int64_t part, int64_t whole);

extern const struct detector_kind detector_self_match;
extern const struct detector_kind detector_money_pass;
extern const struct detector_kind detector_prearranged;
extern const struct detector_kind detector_spoofing;
extern const struct detector_kind detector_layering;
extern const struct detector_kind detector_quote_stuffing;
extern const struct detector_kind detector_momentum_ignition;
extern const struct detector_kind detector_funding_pressure;
extern const struct detector_kind detector_settlement_pressure;
extern const struct detector_kind detector_index_push;
extern const struct detector_kind detector_liquidation_hunting;
extern const struct detector_kind detector_front_running;
extern const struct detector_kind detector_position_limit;
extern const struct detector_kind detector_off_market;
extern const struct detector_kind detector_staff_change;

#endif
