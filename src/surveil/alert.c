/* SPDX-License-Identifier: Apache-2.0 */
/*
 * alert.c - see alert.h.
 */
#include "surveil/alert.h"

#include <inttypes.h>
#include <string.h>

#include "base/hash.h"
#include "base/text.h"

void alert_id(const struct alert *alert, char id[ALERT_ID_SIZE])
{
    (void)snprintf(id, ALERT_ID_SIZE, "%s.%" PRIu32 "-p%u-a%" PRIu32 "-s%" PRIu64, alert->detector,
                   alert->version, (unsigned)alert->product_id,
                   alert->account_count == 0 ? 0 : alert->accounts[0], alert->raised_sequence);
}

uint64_t alert_number_of_id(const char *id)
{
    struct hash_state state;
    hash_begin(&state);
    hash_bytes(&state, id, strlen(id));
    return hash_end(&state).low | 1;
}

uint64_t alert_number(const struct alert *alert)
{
    char id[ALERT_ID_SIZE];
    alert_id(alert, id);
    return alert_number_of_id(id);
}

void alert_print(const struct alert *alert, FILE *out)
{
    char id[ALERT_ID_SIZE];
    char profit[TEXT_NUMBER_SIZE];
    alert_id(alert, id);
    (void)text_write_decimal(profit, sizeof profit, alert->profit_micros, 6);
    fprintf(out, "%s  number %" PRIu64 "\n  accounts ", id, alert_number(alert));
    for (uint32_t i = 0; i < alert->account_count; i++) {
        fprintf(out, "%s%" PRIu32, i == 0 ? "" : ", ", alert->accounts[i]);
    }
    fprintf(out, "  sequence %" PRIu64 " to %" PRIu64 "  profit %s USD  found %" PRIu32 " time%s\n",
            alert->first_sequence, alert->last_sequence, profit, alert->repeats + 1,
            alert->repeats == 0 ? "" : "s");
    for (uint32_t i = 0; i < alert->figure_count; i++) {
        const struct alert_figure *figure = &alert->figures[i];
        fprintf(out, "  %-28s %" PRId64 " %s (threshold %s %" PRId64 ")\n", figure->name,
                figure->value, figure->unit, figure->is_most ? "at most" : "at least",
                figure->threshold);
    }
}

static void print_figures(const struct alert *alert, FILE *out)
{
    fprintf(out, "\"figures\":[");
    for (uint32_t i = 0; i < alert->figure_count; i++) {
        const struct alert_figure *figure = &alert->figures[i];
        fprintf(out,
                "%s{\"name\":\"%s\",\"value\":%" PRId64 ",\"unit\":\"%s\",\"threshold\":%" PRId64
                ",\"alerts_if\":\"%s\"}",
                i == 0 ? "" : ",", figure->name, figure->value, figure->unit, figure->threshold,
                figure->is_most ? "at_most" : "at_least");
    }
    fprintf(out, "]");
}

void alert_print_json(const struct alert *alert, FILE *out)
{
    char id[ALERT_ID_SIZE];
    alert_id(alert, id);
    fprintf(out,
            "{\"id\":\"%s\",\"number\":\"%" PRIu64 "\",\"detector\":\"%s\",\"version\":%" PRIu32
            ",\"product_id\":%u,",
            id, alert_number(alert), alert->detector, alert->version, (unsigned)alert->product_id);
    fprintf(out, "\"accounts\":[");
    for (uint32_t i = 0; i < alert->account_count; i++) {
        fprintf(out, "%s%" PRIu32, i == 0 ? "" : ",", alert->accounts[i]);
    }
    fprintf(out,
            "],\"first_sequence\":%" PRIu64 ",\"last_sequence\":%" PRIu64 ",\"first_ns\":%" PRId64
            ",\"last_ns\":%" PRId64 ",\"profit_micros\":%" PRId64 ",\"repeats\":%" PRIu32 ",",
            alert->first_sequence, alert->last_sequence, alert->first_ns, alert->last_ns,
            alert->profit_micros, alert->repeats);
    print_figures(alert, out);
    fprintf(out, "}\n");
}
