/* SPDX-License-Identifier: Apache-2.0 */
/*
 * register.h - entries of the regulatory register, filings of products, cases of surveillance.
 *
 * Role       Plain records by number and what follows from one of them.  Pure: products, halts and
 *            events are moved by flow.
 * Invariant  is_told of an entry is what the venue last said about its force (R-REG-4).
 * Rules      R-REG-2, R-REG-3, R-REG-5, R-REG-6, R-CASE-2, R-REASON-1.
 */
#ifndef PERPETUA_CORE_REGISTER_REGISTER_H
#define PERPETUA_CORE_REGISTER_REGISTER_H

#include <stdbool.h>

#include "model/product_terms.h"
#include "model/register_terms.h"
#include "model/reject.h"

struct register_entry {
    int64_t effective_ns;
    int64_t expiry_ns; /* 0: without end */
    uint32_t underlyings;
    uint32_t account_class;
    uint16_t product;
    uint8_t kind;   /* enum register_kind; 0: does not exist */
    uint8_t status; /* enum register_status */
    uint8_t fallback;
    uint8_t is_told; /* in force, by the latest event */
    uint8_t reserved[2];
};

/* Of one product. */
struct filing {
    uint32_t underlying; /* 0: nothing has been filed */
    uint32_t items[CHECKLISTS];
    uint32_t basis; /* R-REG-7: the entry that it is approved or listed by; 0 none */
};

struct case_record {
    uint64_t alert_id;
    uint64_t sequence;
    uint32_t account;
    uint32_t assignee;
    uint32_t notes;
    uint16_t product;
    uint8_t state; /* enum case_state */
    uint8_t level;
    uint8_t outcome;
    uint8_t reserved[7];
};

static_assert(sizeof(struct register_entry) == 32, "no padding");
static_assert(sizeof(struct filing) == 24, "no padding");
static_assert(sizeof(struct case_record) == 40, "no padding");

/* What is wrong with a command of this part; FIELD_NONE: nothing. */
struct register_fault {
    enum field field;
    int64_t given;
};

/* R-REG-2 from the kind on; `products_max` bounds the scope. */
struct register_fault register_entry_check(const struct body_register_entry *body,
                                           uint32_t products_max);

/* R-REG-5 behind the product. */
struct register_fault filing_check(const struct body_product_filing *body);

/* R-REASON-1: FIELD_NONE, or the first byte that may not stand there, 0 for an empty text. */
struct register_fault reason_check(const char reason[REASON_SIZE]);

/* R-REG-3 */
bool register_is_in_force(const struct register_entry *entry, int64_t time_ns);

/* The next time after `time_ns` at which its force changes by itself; INT64_MAX: never. */
int64_t register_next_change(const struct register_entry *entry, int64_t time_ns);

/* R-REG-6: does the entry speak of this product? */
bool register_covers(const struct register_entry *entry, const struct filing *filing,
                     uint32_t product_id);

/* R-REG-6: may a product be approved or listed on this entry, if it covers it? */
bool register_permits(const struct register_entry *entry, const struct filing *filing,
                      uint32_t review_underlyings, int64_t time_ns);

/* R-REG-6: the first checklist with items missing, and the mask of these; CHECKLISTS if none. */
uint32_t filing_first_gap(const struct filing *filing, uint32_t *missing);

#endif
