/* SPDX-License-Identifier: Apache-2.0 */
/*
 * what_if.h - what changes if perpetual futures are decided to be swaps.
 *
 * Role       Shown a journal step by step, it copies the state at its end, and sends the copy what
 *            an operator would send after such a decision: register entries, settlement terms with
 *            the cleared swaps class, classes, margin for five days instead of one.  The venue says
 *            what it accepts; margins before and after are the venue's own.
 * Never      The journal is not written; the copy is thrown away.
 * Ownership  what_if_create allocates, what_if_destroy frees.
 * Rules      R-ACTION-1 to R-ACTION-3, R-REG-3, R-MARGIN-2.
 */
#ifndef PERPETUA_SUPERVISION_WHAT_IF_H
#define PERPETUA_SUPERVISION_WHAT_IF_H

#include <stdio.h>

#include "node/venue_view.h"
#include "supervision/step.h"

#define WHAT_IF_STEPS     1024u
#define WHAT_IF_TEXT_SIZE 512u

/* A command of the decision, and what the venue said. */
struct what_if_step {
    const char *what;
    uint16_t product_id; /* 0: of the register */
    bool is_accepted;
    char refusal[WHAT_IF_TEXT_SIZE];
};

/* What the decision makes of a product's margin. */
struct what_if_product {
    char symbol[32];
    uint16_t product_id;
    bool has_margin;
    uint32_t before_ppm; /* maintenance of the first bracket */
    uint32_t after_ppm;
    uint32_t cut_ppm; /* what brackets are cut to; 0: none is */
};

struct what_if_sums {
    int64_t maintenance_micros;
    int64_t initial_micros;
};

struct what_if;

/* NULL: there is no memory. */
struct what_if *what_if_create(const struct core_config *capacities);
void what_if_destroy(struct what_if *what_if);

/* Every step of the journal, in order. */
void what_if_see(struct what_if *what_if, const struct journal_step *step);

/* The journal has ended: the decision is made on a copy of the core.  False: no memory. */
bool what_if_decide(struct what_if *what_if, const struct core *core);

/* What came of it, to be read by people, and as one JSON object. */
void what_if_write_page(const struct what_if *what_if, FILE *out);
void what_if_write_json(const struct what_if *what_if, FILE *out);

#endif
