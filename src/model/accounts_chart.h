/* SPDX-License-Identifier: Apache-2.0 */
/*
 * accounts_chart.h - the chart of ledger entries.
 *
 * Role       Every balance of the venue is one entry of one array.  The first 64 are the venue's
 *            own, four a currency, then one clearing entry a product, then one entry a trading
 *            account; the further entries of products have numbers behind all of these.
 * Invariant  The sum over all entries of a currency is zero after every command (R-CASH-4,
 *            R-CURRENCY-6).
 */
#ifndef PERPETUA_MODEL_ACCOUNTS_CHART_H
#define PERPETUA_MODEL_ACCOUNTS_CHART_H

#include <stdint.h>

#include "model/limits.h"
#include "model/payoff_terms.h"

enum ledger_entry {
    ENTRY_NONE = 0,
    ENTRY_BANK = 1,      /* the world outside: minus what members have deposited */
    ENTRY_FEES = 2,      /* trading fees earned by the venue */
    ENTRY_INSURANCE = 3, /* the insurance fund */
    ENTRY_ROUNDING = 4,  /* residues of divisions */
    ENTRY_CLEARING_FIRST = 64
};

/*
 * Entries of a product beyond its clearing entry.  Their numbers are behind those of every account
 * that can be, so that they move nothing; they have their own array.  Kinds are appended.
 */
#define ENTRY_PRODUCT_FIRST (UINT32_C(1) << 25)
#define PRODUCT_ENTRIES     16u

enum product_entry {
    PRODUCT_ENTRY_FUNDING = 0,  /* funding that payers have paid and receivers not yet taken */
    PRODUCT_ENTRY_INSURANCE = 1 /* the product's own insurance fund */
};

/* R-CURRENCY-3: the venue's own entries come once a currency. */
#define ENTRIES_PER_CURRENCY 4u
static_assert(ENTRY_ROUNDING + ENTRIES_PER_CURRENCY * (CURRENCIES_MAX - 1) < ENTRY_CLEARING_FIRST,
              "every currency has its entries below the first of a product");

static inline uint32_t entry_of_currency(enum ledger_entry entry, uint32_t currency)
{
    return (uint32_t)entry + ENTRIES_PER_CURRENCY * currency;
}

/* Counterparty of realised profit and loss: minus what has been realised in a product. */
static inline uint32_t entry_clearing(uint16_t product_id)
{
    return (uint32_t)ENTRY_CLEARING_FIRST + product_id;
}

static inline uint32_t entry_account(uint32_t account_id)
{
    return (uint32_t)ENTRY_CLEARING_FIRST + PRODUCTS_MAX + account_id;
}

static inline uint32_t entry_product(uint16_t product_id, enum product_entry kind)
{
    return ENTRY_PRODUCT_FIRST + product_id * PRODUCT_ENTRIES + (uint32_t)kind;
}

#endif
