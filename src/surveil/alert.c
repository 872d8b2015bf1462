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

const char *link_kind_name(uint32_t kind)
{
    static const char *const names[] = {"nothing", "owner", "controller", "behaviour"};
    return kind <= LINK_BEHAVIOUR ? names[kind] : names[LINK_NONE];
}

static void print_link(const struct account_link *link, FILE *out)
{
    fprintf(out, "  account %" PRIu32 " with %" PRIu32 " by %s", link->account_id, link->other_id,
            link_kind_name(link->kind));
    if (link->kind == LINK_BEHAVIOUR) {
        fprintf(out,
                ": %" PRIu32 " of %" PRIu32 " bouts together (%" PRId64 " ppm), %" PRIu32
                " trades with one another (%" PRId64 " ppm), %" PRIu32 " transfers, %" PRIu32
                " turns in one session, score %" PRId64 " ppm",
                link->together, link->bouts, link->timing_ppm, link->trades, link->volume_ppm,
                link->transfers, link->sessions, link->score_ppm);
    }
    fprintf(out, "\n");
}

static void print_parameters(const struct alert *alert, FILE *out)
{
    if (alert->parameter_count == 0) return;
    fprintf(out, "  parameters");
    for (uint32_t i = 0; i < alert->parameter_count; i++) {
        fprintf(out, "%s %s=%" PRId64, i == 0 ? "" : ",", alert->parameters[i].name,
                alert->values[i]);
    }
    fprintf(out, "\n");
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
    print_parameters(alert, out);
    for (uint32_t i = 0; i < alert->link_count; i++) print_link(&alert->links[i], out);
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

static void print_links(const struct alert *alert, FILE *out)
{
    fprintf(out, "\"links\":[");
    for (uint32_t i = 0; i < alert->link_count; i++) {
        const struct account_link *link = &alert->links[i];
        fprintf(out, "%s{\"account\":%" PRIu32 ",\"with\":%" PRIu32 ",\"by\":\"%s\"",
                i == 0 ? "" : ",", link->account_id, link->other_id, link_kind_name(link->kind));
        if (link->kind == LINK_BEHAVIOUR) {
            fprintf(out,
                    ",\"together\":%" PRIu32 ",\"bouts\":%" PRIu32 ",\"timing_ppm\":%" PRId64
                    ",\"trades\":%" PRIu32 ",\"volume_ppm\":%" PRId64 ",\"transfers\":%" PRIu32
                    ",\"sessions\":%" PRIu32 ",\"score_ppm\":%" PRId64,
                    link->together, link->bouts, link->timing_ppm, link->trades, link->volume_ppm,
                    link->transfers, link->sessions, link->score_ppm);
        }
        fprintf(out, "}");
    }
    fprintf(out, "]");
}

static void print_values(const struct alert *alert, FILE *out)
{
    fprintf(out, "\"parameters\":{");
    for (uint32_t i = 0; i < alert->parameter_count; i++) {
        fprintf(out, "%s\"%s\":%" PRId64, i == 0 ? "" : ",", alert->parameters[i].name,
                alert->values[i]);
    }
    fprintf(out, "}");
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
    fprintf(out, ",");
    print_values(alert, out);
    fprintf(out, ",");
    print_links(alert, out);
    fprintf(out, "}\n");
}
