/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tier_table_test.c - brackets become groups; what is no bracket is refused.
 */
#include "check/tier_table.h"

#include <stdio.h>

#include "base/expect.h"

#define TIER(floor, rate, cum)                                                                     \
    "{\"notionalFloor\":" floor ",\"maintMarginRatio\":" rate ",\"cum\":" cum "}"

/* "label floor rate deduction;", a bar before each group; or the fault. */
static void write_tiers(const char *document, char out[256])
{
    struct source source = {.path = "FILE", .document = {document, strlen(document)}};
    struct tier_table table;
    struct replay_fault fault = {0};
    size_t at = 0;
    out[0] = '\0';
    if (!tier_table_read(&table, &source, &fault)) {
        (void)snprintf(out, 256, "%.255s", fault.text);
        return;
    }
    for (size_t first = 0; first < table.count; first += tier_group_count(&table, first)) {
        at += (size_t)snprintf(out + at, 256 - at, "|%zu", tier_group_count(&table, first));
    }
    for (size_t i = 0; i < table.count; i++) {
        const struct tier *tier = &table.tiers[i];
        at += (size_t)snprintf(out + at, 256 - at, " %.*s %lld %lld %lld;", (int)tier->label.size,
                               tier->label.text == NULL ? "" : tier->label.text,
                               (long long)tier->floor_micros, (long long)tier->rate_ppm,
                               (long long)tier->deduction_micros);
    }
    tier_table_free(&table);
}

static void test_tables(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        const char *document;
        const char *tiers;
    } rows[] = {
        {"texts, in an object inside",
         "{\"A\":[{\"tier\":1,\"info\":" TIER("\"0\"", "\"0.01\"", "\"0.0\"") "},{\"info\":" TIER(
             "\"50000\"", "\"0.015\"", "\"250.5\"") "}]}",
         "|2 A 0 10000 0; A 50000000000 15000 250500000;"},
        {"numbers, two groups",
         "[" TIER("0", "0.01", "0") "," TIER("5", "0.02", "0.05") "," TIER("0", "0.5", "0") "]",
         "|2|1  0 10000 0;  5000000 20000 50000;  0 500000 0;"},
        {"a figure that went through binary floating point",
         "[" TIER("0", "0.01", "0") "," TIER("5", "0.020000000000000004", "0.049999999999") "]",
         "|2  0 10000 0;  5000000 20000 50000;"},
        {"no first floor of 0", "[" TIER("1", "0.01", "0") "]",
         "FILE: offset 52: expected a first bracket with floor 0"},
        {"a floor that does not ascend",
         "[" TIER("0", "0.01", "0") "," TIER("5", "0.02", "0") "," TIER("5", "0.03", "0") "]",
         "FILE: offset 156: expected brackets with ascending floors"},
        {"a rate that falls", "[" TIER("0", "0.02", "0") "," TIER("5", "0.01", "0") "]",
         "FILE: offset 104: expected brackets with rates that do not fall"},
        {"a rate of 0", "[" TIER("0", "0.00", "0") "]",
         "FILE: offset 52: expected a bracket with maintMarginRatio above 0, to 1"},
        {"a rate above 1", "[" TIER("0", "1.01", "0") "]",
         "FILE: offset 52: expected a bracket with maintMarginRatio above 0, to 1"},
        {"a negative floor", "[" TIER("-1", "0.1", "0") "]",
         "FILE: offset 52: expected a bracket with notionalFloor"},
        {"no deduction", "[{\"notionalFloor\":0,\"maintMarginRatio\":0.1}]",
         "FILE: offset 43: expected a bracket with cum"},
        {"no brackets", "[1]",
         "FILE: offset 0: expected brackets with notionalFloor, maintMarginRatio, cum"},
        {"cut off", "[" TIER("0", "0.01", "0"), "FILE: offset 52: expected a JSON document"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char tiers[256];
        write_tiers(rows[i].document, tiers);
        EXPECT_TEXT(rows[i].row, tiers, rows[i].tiers);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tables),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
