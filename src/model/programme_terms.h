/* SPDX-License-Identifier: Apache-2.0 */
/*
 * programme_terms.h - programmes of market makers and liquidity providers, and what they pay.
 *
 * Role   Bodies of the commands of part 2 that promise a reward for quoting, say who takes part,
 *        and pay for what was measured on a date.
 * Rules  R-PROG-1 to R-PROG-4.
 */
#ifndef PERPETUA_MODEL_PROGRAMME_TERMS_H
#define PERPETUA_MODEL_PROGRAMME_TERMS_H

#include <stdint.h>

#include "model/limits.h"
#include "model/units.h"

#define PROGRAMMES_MAX         32u /* numbers are 1..31 */
#define PROGRAMME_ACCOUNTS_MAX 32u /* of one programme */

/* Of the header's product. */
struct body_programme_terms {
    int64_t lots;          /* to be shown on each side */
    int64_t reward_micros; /* for a date on which the obligation was met */
    uint32_t programme_id;
    uint32_t spread_ppm;       /* largest, between its bid and its ask, of their middle */
    uint32_t uptime_ppm;       /* least share of the time that counts */
    uint32_t rebate_ppm;       /* of the fees that the account paid as a maker on the date */
    uint32_t payer_account_id; /* 0: the fees that the venue has earned */
    uint16_t from_minute;      /* local time of day from which quoting counts, */
    uint16_t to_minute;        /* and until which; 1440: the end of the day */
    uint8_t weekdays;          /* bit 0 Monday */
    uint8_t runs;              /* 0: it has ended */
    uint8_t reserved[6];
};

/* The header's account. */
struct body_programme_enrol {
    uint32_t programme_id;
    uint8_t is_enrolled; /* 0: it leaves */
    uint8_t reserved[3];
};

/* To the header's account, for what was measured on a date of the programme's product. */
struct body_programme_payment {
    struct money amount;
    int64_t due_ns;    /* time that counts: matching was open within the hours */
    int64_t quoted_ns; /* of it: both sides were quoted as the terms say */
    struct money maker_fees;
    uint32_t programme_id;
    int32_t date; /* in days since 1970-01-01 */
};

static_assert(sizeof(struct body_programme_terms) == 48, "no padding");
static_assert(sizeof(struct body_programme_enrol) == 8, "no padding");
static_assert(sizeof(struct body_programme_payment) == 40, "no padding");

#endif
