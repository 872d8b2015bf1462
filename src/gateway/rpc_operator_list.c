/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_operator_list.c - the lists of commands that operators send from a console: what a row has.
 */
#include "gateway/rpc_operator.h"

/* When a product is closed, open or collects orders, by minutes of the local week. */
#define SESSIONS(kind)                                                                             \
    {                                                                                              \
        kind, "Sessions", "session", "minute_of_week",                                             \
        {                                                                                          \
            {"minute_of_week", "from", true},                                                      \
            {                                                                                      \
                "phase", "phase", true                                                             \
            }                                                                                      \
        }                                                                                          \
    }

static const struct operator_list lists[] = {
    SESSIONS(COMMAND_PRODUCT_DEFINE),
    SESSIONS(COMMAND_PRODUCT_TERMS),
    {COMMAND_MARGIN_TERMS,
     "Brackets",
     "bracket",
     "floor_micros",
     {{"floor_micros", "value from", true},
      {"maintenance_ppm", "maintenance", true},
      {"initial_ppm", "initial, if by rates", false},
      {"leverage_e2", "leverage, if by leverage", false}}},
    {COMMAND_RISK_GRID,
     "Scenarios",
     "scenario",
     NULL,
     {{"shock_ppm", "price moves by", true}, {"weight_ppm", "counts with", true}}},
    {COMMAND_PRICE_TERMS,
     "Sources",
     "source",
     NULL,
     {{"source_id", "number of the feed", true}, {"weight", "weight; 0 off", true}}},
    {COMMAND_FUNDING_TERMS, "Local times of funding", "time", "minute", {{"minute", "at", true}}},
    {COMMAND_FEE_TIERS,
     "Tiers",
     "tier",
     "volume_micros",
     {{"volume_micros", "volume of 30 days from", true},
      {"maker_ppm", "maker fee", true},
      {"taker_ppm", "taker fee", true}}},
    {COMMAND_ELIGIBILITY,
     "Who may",
     "row",
     NULL,
     {{"country", "country, two letters; empty any", false},
      {"classes", "account classes; none any", false},
      {"entry_id", "while this entry of the register is in force", false}}},
    {COMMAND_SETTLEMENT_TERMS,
     "Cycles",
     "cycle",
     "minute",
     {{"minute", "local time", true}, {"business_days_only", "business days only", false}}},
    {COMMAND_BUSINESS_CALENDAR, "Holidays", "holiday", "day", {{"day", "date", true}}},
    {COMMAND_CALENDAR,
     "Changes of the clocks",
     "change",
     "from_ns",
     {{"from_ns", "from", true}, {"offset_s", "local time is ahead of UTC by", true}}},
};

const struct operator_list *operator_list_of(uint16_t kind)
{
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        if (lists[i].kind == kind) return &lists[i];
    }
    return NULL;
}
