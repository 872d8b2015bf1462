/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bracket.c - see bracket.h.
 */
#include "core/risk/bracket.h"

void bracket_table_make(struct bracket_table *table, const struct body_margin_terms *terms)
{
    ASSERT(terms->bracket_count > 0 && terms->bracket_count <= BRACKETS_MAX);
    ASSERT(terms->brackets[0].floor_micros == 0);
    *table = (struct bracket_table){.count = terms->bracket_count,
                                    .initial_mode = terms->initial_mode,
                                    .initial_factor_ppm = terms->initial_factor_ppm};
    for (uint32_t i = 0; i < table->count; i++) {
        const struct margin_bracket *term = &terms->brackets[i];
        struct bracket *bracket = &table->list[i];
        bracket->floor_micros = term->floor_micros;
        bracket->maintenance_ppm = term->maintenance_ppm;
        bracket->initial_ppm = term->initial_ppm;
        bracket->leverage_e2 = term->leverage_e2;
        if (i == 0) continue;
        const struct bracket *below = bracket - 1;
        int128 floor = bracket->floor_micros;
        bracket->maintenance_deduction =
            below->maintenance_deduction +
            floor * ((int64_t)bracket->maintenance_ppm - (int64_t)below->maintenance_ppm);
        bracket->initial_deduction =
            below->initial_deduction +
            floor * ((int64_t)bracket->initial_ppm - (int64_t)below->initial_ppm);
    }
}

uint32_t bracket_index(const struct bracket_table *table, int64_t notional_micros)
{
    ASSERT(table->count > 0);
    ASSERT(notional_micros >= 0);
    uint32_t index = 0;
    while (index + 1 < table->count && table->list[index + 1].floor_micros <= notional_micros) {
        index++;
    }
    return index;
}

int64_t bracket_maintenance(const struct bracket_table *table, int64_t notional_micros)
{
    const struct bracket *bracket = &table->list[bracket_index(table, notional_micros)];
    int128 margin =
        (int128)notional_micros * bracket->maintenance_ppm - bracket->maintenance_deduction;
    return narrow_i64(div_ceil(margin, PPM_ONE));
}

int128 bracket_initial(const struct bracket_table *table, int64_t notional_micros)
{
    return bracket_initial_from(table, notional_micros,
                                bracket_maintenance(table, notional_micros));
}

int128 bracket_initial_from(const struct bracket_table *table, int64_t notional_micros,
                            int64_t maintenance_micros)
{
    if (table->initial_mode == INITIAL_FACTOR) {
        return div_ceil((int128)maintenance_micros * table->initial_factor_ppm, PPM_ONE);
    }
    const struct bracket *bracket = &table->list[bracket_index(table, notional_micros)];
    if (table->initial_mode == INITIAL_LEVERAGE) {
        return div_ceil((int128)notional_micros * LEVERAGE_ONE, bracket->leverage_e2);
    }
    ASSERT(table->initial_mode == INITIAL_RATES);
    int128 margin = (int128)notional_micros * bracket->initial_ppm - bracket->initial_deduction;
    return div_ceil(margin, PPM_ONE);
}
