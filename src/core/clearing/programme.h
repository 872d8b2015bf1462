/* SPDX-License-Identifier: Apache-2.0 */
/*
 * programme.h - programmes of makers: terms, who takes part, up to which date each was paid.
 *
 * Role       Plain records and the arithmetic of a payment.  What was quoted is measured outside,
 *            from the journal (R-REPORT-11); here it is only asked whether a payment follows from
 *            what it cites.
 * Invariant  The accounts of a programme stand in the order in which they came, without gaps.
 * Rules      R-PROG-1 to R-PROG-4.
 */
#ifndef PERPETUA_CORE_CLEARING_PROGRAMME_H
#define PERPETUA_CORE_CLEARING_PROGRAMME_H

#include <stdbool.h>

#include "model/command.h"
#include "model/reject.h"

struct enrolment {
    uint32_t account;
    int32_t paid; /* the latest date that is paid, or that of the enrolment */
};

struct programme {
    struct body_programme_terms terms; /* programme_id 0: there is none */
    int32_t since;                     /* dates after it count under the present terms */
    int32_t until;                     /* dates before it; INT32_MAX: it runs */
    uint32_t account_count;
    uint16_t product;
    uint16_t reserved;
    struct enrolment enrolments[PROGRAMME_ACCOUNTS_MAX];
};

static_assert(sizeof(struct programme) == 64 + 8 * PROGRAMME_ACCOUNTS_MAX, "no padding");

/* What is wrong; field FIELD_NONE: nothing. */
struct programme_fault {
    enum field field;
    int64_t given;
};

/* R-PROG-1, of terms that run. */
struct programme_fault programme_terms_check(const struct body_programme_terms *terms);

/* R-PROG-3: figures that can have been measured. */
struct programme_fault programme_figures_check(const struct body_programme_payment *payment);

/* The account's place; NULL if it takes no part. */
struct enrolment *programme_enrolment(struct programme *programme, uint32_t account_id);

/* R-PROG-4: share of the time that counts, rounded down. */
int64_t programme_uptime_ppm(const struct body_programme_payment *payment);

/* R-PROG-4: what is paid when the obligation was met. */
int64_t programme_amount(const struct body_programme_terms *terms,
                         const struct body_programme_payment *payment);

#endif
