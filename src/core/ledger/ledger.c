/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ledger.c - see ledger.h.
 */
#include "core/ledger/ledger.h"

/* R-UNIT-4 */
struct money money_shown(int128 micros)
{
    if (micros > INT64_MAX) return (struct money){INT64_MAX};
    if (micros < INT64_MIN) return (struct money){INT64_MIN};
    return (struct money){(int64_t)micros};
}

void ledger_transfer(struct ledger *ledger, uint32_t from, uint32_t to, struct money amount)
{
    ASSERT(ledger_has(ledger, from));
    ASSERT(ledger_has(ledger, to));
    ASSERT(from != to);
    ASSERT(amount.micros > 0);

    ledger_line_at(ledger, from)->balance_micros -= amount.micros;
    ledger_line_at(ledger, to)->balance_micros += amount.micros;
}

void ledger_settle(struct ledger *ledger, uint32_t from, uint32_t to, struct money amount)
{
    ASSERT(amount.micros != INT64_MIN);
    if (amount.micros > 0) ledger_transfer(ledger, from, to, amount);
    if (amount.micros < 0) ledger_transfer(ledger, to, from, (struct money){-amount.micros});
}

void ledger_settle_exact(struct ledger *ledger, uint32_t from, uint32_t to, int128 amount_micros)
{
    ASSERT(ledger_has(ledger, from));
    ASSERT(ledger_has(ledger, to));
    ASSERT(from != to);
    ledger_line_at(ledger, from)->balance_micros -= amount_micros;
    ledger_line_at(ledger, to)->balance_micros += amount_micros;
}

void ledger_hold(struct ledger *ledger, uint32_t entry, struct money change)
{
    ASSERT(entry > 0 && entry < ledger->count);
    ledger->lines[entry].hold_micros += change.micros;
    ASSERT(ledger->lines[entry].hold_micros >= 0);
}

int128 ledger_exact(const struct ledger *ledger, uint32_t entry)
{
    ASSERT(entry == 0 || ledger_has(ledger, entry));
    return ledger_line_at(ledger, entry)->balance_micros;
}

struct money ledger_balance(const struct ledger *ledger, uint32_t entry)
{
    return money_shown(ledger_exact(ledger, entry));
}

struct money ledger_held(const struct ledger *ledger, uint32_t entry)
{
    ASSERT(entry < ledger->count);
    return money_shown(ledger->lines[entry].hold_micros);
}

struct money ledger_free(const struct ledger *ledger, uint32_t entry)
{
    return ledger_free_after(ledger, entry, 0);
}

struct money ledger_free_after(const struct ledger *ledger, uint32_t entry, int128 due_micros)
{
    ASSERT(entry < ledger->count);
    const struct ledger_line *line = &ledger->lines[entry];
    int128 left_micros = line->balance_micros - line->hold_micros - due_micros;
    return left_micros > 0 ? money_shown(left_micros) : (struct money){0};
}

int128 ledger_sum(const struct ledger *ledger)
{
    int128 sum = 0;
    for (uint32_t entry = 1; entry < ledger->count; entry++) {
        sum += ledger->lines[entry].balance_micros;
    }
    for (uint32_t entry = 0; entry < ledger->product_count; entry++) {
        sum += ledger->product_lines[entry].balance_micros;
    }
    return sum;
}
