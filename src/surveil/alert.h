/* SPDX-License-Identifier: Apache-2.0 */
/*
 * alert.h - what a detector found, with the evidence for it.
 *
 * Role       An alert names the detector and its version, the accounts, why accounts count as one
 *            cluster, the commands from first to last, what the accounts gained, each figure beside
 *            the threshold that it crossed, and every parameter as it was.  Its id is made of what
 *            does not change any more, so that a case can name it.
 * Invariant  Two runs of one journal with one set of parameters give the same alerts and ids.
 */
#ifndef PERPETUA_SURVEIL_ALERT_H
#define PERPETUA_SURVEIL_ALERT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "surveil/link.h"

#define ALERT_ACCOUNTS   8u
#define ALERT_FIGURES    10u
#define ALERT_PARAMETERS 12u
#define ALERT_LINKS      7u
#define ALERT_ID_SIZE    96u

/* A published parameter of a detector. */
struct parameter {
    const char *name;
    const char *unit;
    int64_t value; /* by default */
    const char *meaning;
};

struct alert_figure {
    const char *name;
    const char *unit;
    int64_t value;
    int64_t threshold;
    bool is_most; /* alerts if at most the threshold, else if at least */
};

struct alert {
    const char *detector;
    uint32_t version;
    uint32_t account_count;
    uint32_t accounts[ALERT_ACCOUNTS]; /* the one that leads first */
    uint64_t first_sequence;
    uint64_t last_sequence;
    uint64_t raised_sequence; /* at which the thresholds were crossed; part of the id */
    int64_t first_ns;
    int64_t last_ns;
    int64_t profit_micros; /* of the accounts' trades in between, at the mid, before fees */
    uint32_t repeats;      /* how often the pattern was found again and joined to this alert */
    uint32_t figure_count;
    struct alert_figure figures[ALERT_FIGURES];
    const struct parameter *parameters; /* of the detector */
    uint32_t parameter_count;
    int64_t values[ALERT_PARAMETERS]; /* of the parameters, as they were */
    uint32_t link_count;
    struct account_link links[ALERT_LINKS]; /* why the accounts count as one cluster */
    uint16_t product_id;                    /* 0: no product */
    bool is_incident; /* whoever is named: what follows soon in the product is part of it */
};

/* "spoofing.1-p1-a42-s1007": detector, version, product, account, sequence. */
void alert_id(const struct alert *alert, char id[ALERT_ID_SIZE]);

/* The same as a number, by which a journalled case names its alert; never 0. */
uint64_t alert_number(const struct alert *alert);
uint64_t alert_number_of_id(const char *id);

void alert_print(const struct alert *alert, FILE *out);

/* One object in one line. */
void alert_print_json(const struct alert *alert, FILE *out);

#endif
