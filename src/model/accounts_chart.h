/* SPDX-License-Identifier: Apache-2.0 */
/*
 * accounts_chart.h - the chart of ledger entries.
 *
 * Role       Every balance of the venue is one entry of one array.  The first 64 are the venue's
 *            own, then one clearing entry a product, then one entry a trading account.
 * Invariant  The sum over all entries is zero after every command (R-CASH-4).
 */
#ifndef PERPETUA_MODEL_ACCOUNTS_CHART_H
#define PERPETUA_MODEL_ACCOUNTS_CHART_H

#include <stdint.h>

#include "model/limits.h"

enum ledger_entry {
    ENTRY_NONE = 0,
    ENTRY_BANK = 1,      /* the world outside: minus what members have deposited */
    ENTRY_FEES = 2,      /* trading fees earned by the venue */
    ENTRY_INSURANCE = 3, /* the insurance fund */
    ENTRY_ROUNDING = 4,  /* residues of divisions */
    ENTRY_CLEARING_FIRST = 64
};

/* Counterparty of realised profit and loss: minus what has been realised in a product. */
static inline uint32_t entry_clearing(uint16_t product_id)
{
    return (uint32_t)ENTRY_CLEARING_FIRST + product_id;
}

static inline uint32_t entry_account(uint32_t account_id)
{
    return (uint32_t)ENTRY_CLEARING_FIRST + PRODUCTS_MAX + account_id;
}

#endif
