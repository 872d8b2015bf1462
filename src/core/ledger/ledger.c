/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ledger.c - see ledger.h.
 */
#include "core/ledger/ledger.h"

static void line_add(struct ledger *ledger, uint32_t entry, int64_t micros)
{
    struct money *balance = &ledger->lines[entry].balance;
    bool overflowed = i64_add_overflows(balance->micros, micros, &balance->micros);
    ASSERT(!overflowed);
}

void ledger_transfer(struct ledger *ledger, uint32_t from, uint32_t to, struct money amount)
{
    ASSERT(from > 0 && from < ledger->count);
    ASSERT(to > 0 && to < ledger->count);
    ASSERT(from != to);
    ASSERT(amount.micros > 0);

    line_add(ledger, from, -amount.micros);
    line_add(ledger, to, amount.micros);
}

void ledger_settle(struct ledger *ledger, uint32_t from, uint32_t to, struct money amount)
{
    ASSERT(amount.micros != INT64_MIN);
    if (amount.micros > 0) ledger_transfer(ledger, from, to, amount);
    if (amount.micros < 0) ledger_transfer(ledger, to, from, (struct money){-amount.micros});
}

void ledger_hold(struct ledger *ledger, uint32_t entry, struct money change)
{
    ASSERT(entry > 0 && entry < ledger->count);
    struct money *hold = &ledger->lines[entry].hold;
    bool overflowed = i64_add_overflows(hold->micros, change.micros, &hold->micros);
    ASSERT(!overflowed);
    ASSERT(hold->micros >= 0);
}

struct money ledger_balance(const struct ledger *ledger, uint32_t entry)
{
    ASSERT(entry < ledger->count);
    return ledger->lines[entry].balance;
}

struct money ledger_held(const struct ledger *ledger, uint32_t entry)
{
    ASSERT(entry < ledger->count);
    return ledger->lines[entry].hold;
}

struct money ledger_free(const struct ledger *ledger, uint32_t entry)
{
    ASSERT(entry < ledger->count);
    const struct ledger_line *line = &ledger->lines[entry];
    int128 left = (int128)line->balance.micros - line->hold.micros;
    return (struct money){left > 0 ? narrow_i64(left) : 0};
}

int128 ledger_sum(const struct ledger *ledger)
{
    int128 sum = 0;
    for (uint32_t entry = 1; entry < ledger->count; entry++) {
        sum += ledger->lines[entry].balance.micros;
    }
    return sum;
}
