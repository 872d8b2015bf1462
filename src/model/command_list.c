/* SPDX-License-Identifier: Apache-2.0 */
/*
 * command_list.c - see command_list.h.
 */
#include "model/command_list.h"

#include "base/int_math.h"
#include "model/price_text.h"
#include "model/programme_text.h"
#include "model/register_text.h"
#include "model/settlement_text.h"

static const struct text_field bracket_fields[] = {
    TEXT_FIELD(struct margin_bracket, "floor_micros", "from", floor_micros, FORMAT_MONEY,
               SHOW_ALWAYS, 0),
    TEXT_FIELD(struct margin_bracket, "maintenance_ppm", "maintenance", maintenance_ppm, FORMAT_PPM,
               SHOW_ALWAYS, 0),
    TEXT_FIELD(struct margin_bracket, "initial_ppm", "initial", initial_ppm, FORMAT_PPM,
               SHOW_NONZERO, 0),
    TEXT_FIELD(struct margin_bracket, "leverage_e2", "leverage", leverage_e2, FORMAT_UNSIGNED,
               SHOW_NONZERO, 0),
};

static const struct text_field scenario_fields[] = {
    TEXT_FIELD(struct scenario_term, "shock_ppm", "shock", shock_ppm, FORMAT_SIGNED, SHOW_ALWAYS,
               0),
    TEXT_FIELD(struct scenario_term, "weight_ppm", "weight", weight_ppm, FORMAT_PPM, SHOW_ALWAYS,
               0),
};

static const struct text_field schedule_fields[] = {
    TEXT_FIELD(struct schedule_step, "minute_of_week", "minute", minute_of_week, FORMAT_UNSIGNED,
               SHOW_ALWAYS, 0),
    TEXT_FIELD(struct schedule_step, "phase", "", phase, FORMAT_WORD, SHOW_ALWAYS, WORDS_PHASE),
};

static const struct text_field zone_fields[] = {
    TEXT_FIELD(struct zone_step, "from_ns", "from", from_ns, FORMAT_TIME, SHOW_ALWAYS, 0),
    TEXT_FIELD(struct zone_step, "offset_s", "offset", offset_s, FORMAT_SIGNED, SHOW_ALWAYS, 0),
};

#define TABLE(fields)                                                                              \
    (struct text_table)                                                                            \
    {                                                                                              \
        fields, (uint32_t)(sizeof fields / sizeof(fields)[0])                                      \
    }

/* `rows` and `count` are members of struct command. */
#define LIST(name, label, table, rows, max, count)                                                 \
    (struct command_list)                                                                          \
    {                                                                                              \
        name, label, table, offsetof(struct command, rows),                                        \
            sizeof(((struct command *)0)->rows[0]), max,                                           \
            TEXT_FIELD(struct command, "count", "", count, FORMAT_UNSIGNED, SHOW_ALWAYS, 0)        \
    }

bool command_list_find(uint16_t kind, struct command_list *list)
{
    switch (kind) {
    case COMMAND_CALENDAR:
        *list = LIST("zone", "step", TABLE(zone_fields), calendar.steps, ZONE_STEPS_MAX,
                     calendar.step_count);
        return true;
    case COMMAND_PRODUCT_DEFINE:
    case COMMAND_PRODUCT_TERMS:
        *list = LIST("schedule", "step", TABLE(schedule_fields), terms.schedule, SCHEDULE_STEPS_MAX,
                     terms.schedule_count);
        return true;
    case COMMAND_MARGIN_TERMS:
        *list = LIST("brackets", "bracket", TABLE(bracket_fields), margin.brackets, BRACKETS_MAX,
                     margin.bracket_count);
        return true;
    case COMMAND_RISK_GRID:
        *list = LIST("scenarios", "scenario", TABLE(scenario_fields), grid.scenarios, SCENARIOS_MAX,
                     grid.scenario_count);
        return true;
    case COMMAND_PRICE_TERMS:
        *list = LIST("sources", "source", price_source_table(), prices.sources, INDEX_SOURCES_MAX,
                     prices.source_count);
        return true;
    case COMMAND_FUNDING_TERMS:
        *list = LIST("times", "time", price_time_table(), funding.times, FUNDING_TIMES_MAX,
                     funding.time_count);
        return true;
    case COMMAND_ELIGIBILITY:
        *list = LIST("rows", "row", register_eligibility_row_table(), eligibility.rows,
                     ELIGIBILITY_ROWS_MAX, eligibility.row_count);
        return true;
    case COMMAND_BUSINESS_CALENDAR:
        *list = LIST("holidays", "holiday", settlement_holiday_table(), business_calendar.holidays,
                     HOLIDAYS_MAX, business_calendar.holiday_count);
        return true;
    case COMMAND_SETTLEMENT_TERMS:
        *list = LIST("cycles", "cycle", settlement_cycle_table(), settlement_terms.cycles,
                     SETTLEMENT_CYCLES_MAX, settlement_terms.cycle_count);
        return true;
    case COMMAND_FEE_TIERS:
        *list = LIST("tiers", "tier", programme_tier_table(), fee_tiers.tiers, FEE_TIERS_MAX,
                     fee_tiers.tier_count);
        return true;
    default: return false;
    }
}

uint32_t command_list_count(const struct command_list *list, const struct command *command)
{
    return (uint32_t)u64_min(text_field_load(&list->count, command), list->max);
}
