/* SPDX-License-Identifier: Apache-2.0 */
/*
 * programme_event.h - what the venue says about programmes of makers and tiers of fees.
 *
 * Role   Bodies of 64 bytes of the events 175 to 178; header and list are in event.h.
 * Rules  R-PROG-1 to R-PROG-4, R-FEE-2.
 */
#ifndef PERPETUA_MODEL_PROGRAMME_EVENT_H
#define PERPETUA_MODEL_PROGRAMME_EVENT_H

#include "model/programme_terms.h"

/* X(name, number, body member): the part of EVENT_LIST that is told here. */
#define PROGRAMME_EVENT_LIST(X)                                                                    \
    X(EVENT_PROGRAMME_TERMS, 175, programme_terms)                                                 \
    X(EVENT_PROGRAMME_ENROL, 176, programme_enrol)                                                 \
    X(EVENT_PROGRAMME_PAYMENT, 177, programme_payment)                                             \
    X(EVENT_FEE_TIERS, 178, fee_tiers)

/* The product is the header's product_id. */
struct event_programme_terms {
    int64_t lots;
    int64_t reward_micros;
    uint32_t programme_id;
    uint32_t spread_ppm;
    uint32_t uptime_ppm;
    uint32_t rebate_ppm;
    uint32_t payer_account_id;
    uint16_t from_minute;
    uint16_t to_minute;
    uint8_t weekdays;
    uint8_t runs;
    uint8_t reserved8[2];
    int32_t since; /* dates after it count under these terms */
    uint64_t reserved[2];
};

/* The product is the header's product_id; the tiers are in the command. */
struct event_fee_tiers {
    uint64_t tier_count;
    uint64_t reserved[7];
};

/* The account is the header's account_id. */
struct event_programme_enrol {
    uint32_t programme_id;
    uint32_t is_enrolled;
    int32_t since; /* dates after it count */
    uint32_t reserved32;
    uint64_t reserved[6];
};

/* The account is the header's account_id. */
struct event_programme_payment {
    struct money amount;
    struct money balance; /* of the account, after */
    int64_t due_ns;
    int64_t quoted_ns;
    struct money maker_fees;
    uint32_t payer_account_id; /* 0: the fees of the venue */
    uint32_t programme_id;
    int32_t date;
    uint32_t uptime_ppm;
    uint64_t reserved;
};

#endif
