/* SPDX-License-Identifier: Apache-2.0 */
/*
 * evidence.c - see evidence.h: the page and the JSON.
 *
 * Role   See evidence.h.
 */
#include "report/evidence.h"

#include <inttypes.h>

#include "base/check.h"
#include "base/date.h"

uint64_t evidence_figure_of(const struct evidence *evidence, const struct evidence_figure *figure)
{
    switch ((enum figure_source)figure->source) {
    case FIGURE_EVENT: return evidence->events[figure->kind];
    case FIGURE_COMMAND: return evidence->commands[figure->kind];
    case FIGURE_REJECT: return evidence->rejects[figure->kind];
    case FIGURE_TOTAL: return evidence->totals[figure->kind % TOTALS];
    case FIGURE_NONE: return 0;
    }
    IMPOSSIBLE();
}

/* --- the page --------------------------------------------------------------------------------- */

static void page_head(const struct evidence *evidence, FILE *out)
{
    char first[DATE_TEXT_SIZE];
    char last[DATE_TEXT_SIZE];
    (void)utc_write_text(first, evidence->first_ns);
    (void)utc_write_text(last, evidence->last_ns);
    fprintf(
        out,
        "# Evidence by core principle\n\n"
        "Made of one journal by running it again. Sections are those of 17 CFR parts 38 and 39;\n"
        "what is claimed here has to be checked against the rules in force before anybody relies\n"
        "on it.\n\n");
    fprintf(out,
            "| the journal | |\n|---|---|\n| commands | %" PRIu64 " (sequence 1 to %" PRIu64
            ") |\n| events | %" PRIu64 " |\n| from | %s |\n| to | %s |\n",
            evidence->totals[TOTAL_COMMANDS], evidence->sequence_last,
            evidence->totals[TOTAL_EVENTS], first, last);
    fprintf(out,
            "| seals compared | %" PRIu64 " |\n| replay | %s |\n| hash of all events | `%s` |\n"
            "| hash of the last state | `%s` |\n| head of the chain | `%s` |\n"
            "| ledger | %" PRIu64 " balances, positions and margins %s |\n",
            evidence->totals[TOTAL_SEALS],
            evidence->is_verified ? "every stored hash agrees" : "DIFFERS from what is stored",
            evidence->output_hash, evidence->state_hash, evidence->chain_head,
            evidence->totals[TOTAL_RECONCILED],
            evidence->is_reconciled ? "agree with the events" : "DIFFER from the events");
}

static void page_list(FILE *out, const char *title, const char *const *items, uint32_t most,
                      const char *quote)
{
    if (items[0] == NULL) return;
    fprintf(out, "\n- %s: ", title);
    for (uint32_t i = 0; i < most && items[i] != NULL; i++) {
        fprintf(out, "%s%s%s%s", i == 0 ? "" : ", ", quote, items[i], quote);
    }
}

static void page_principle(const struct evidence *evidence,
                           const struct evidence_principle *principle, FILE *out)
{
    fprintf(out, "\n## %s %s\n\n%s\n", principle->section, principle->name,
            principle->what == NULL ? "Nothing in this system." : principle->what);
    page_list(out, "rules", principle->rules, EVIDENCE_RULES, "");
    page_list(out, "shown by", principle->tests, EVIDENCE_TESTS, "`");
    for (uint32_t i = 0; i < EVIDENCE_FIGURES && principle->figures[i].label != NULL; i++) {
        fprintf(out, "%s%s %" PRIu64, i == 0 ? "\n- in this journal: " : ", ",
                principle->figures[i].label, evidence_figure_of(evidence, &principle->figures[i]));
    }
    if (principle->missing != NULL) fprintf(out, "\n- not here: %s", principle->missing);
    fputc('\n', out);
}

void evidence_write_page(const struct evidence *evidence, FILE *out)
{
    page_head(evidence, out);
    for (uint32_t i = 0; i < evidence_count; i++) {
        page_principle(evidence, &evidence_map[i], out);
    }
}

/* --- JSON ------------------------------------------------------------------------------------- */

/* The mapping's texts hold no character that JSON would have to escape but the quote. */
static void json_text(FILE *out, const char *text)
{
    if (text == NULL) {
        fputs("null", out);
        return;
    }
    fputc('"', out);
    for (; *text != '\0'; text++) {
        ASSERT((unsigned char)*text >= 0x20);
        if (*text == '"' || *text == '\\') fputc('\\', out);
        fputc(*text, out);
    }
    fputc('"', out);
}

static void json_list(FILE *out, const char *name, const char *const *items, uint32_t most)
{
    fprintf(out, ",\"%s\":[", name);
    for (uint32_t i = 0; i < most && items[i] != NULL; i++) {
        fputs(i == 0 ? "" : ",", out);
        json_text(out, items[i]);
    }
    fputc(']', out);
}

static void json_principle(const struct evidence *evidence,
                           const struct evidence_principle *principle, FILE *out)
{
    fputs("{\"section\":", out);
    json_text(out, principle->section);
    fputs(",\"name\":", out);
    json_text(out, principle->name);
    fputs(",\"what\":", out);
    json_text(out, principle->what);
    fputs(",\"missing\":", out);
    json_text(out, principle->missing);
    json_list(out, "rules", principle->rules, EVIDENCE_RULES);
    json_list(out, "tests", principle->tests, EVIDENCE_TESTS);
    fputs(",\"figures\":{", out);
    for (uint32_t i = 0; i < EVIDENCE_FIGURES && principle->figures[i].label != NULL; i++) {
        fputs(i == 0 ? "" : ",", out);
        json_text(out, principle->figures[i].label);
        fprintf(out, ":%" PRIu64, evidence_figure_of(evidence, &principle->figures[i]));
    }
    fputs("}}", out);
}

void evidence_write_json(const struct evidence *evidence, FILE *out)
{
    fprintf(out,
            "{\"commands\":%" PRIu64 ",\"events\":%" PRIu64 ",\"sequence_last\":%" PRIu64
            ",\"first_ns\":%" PRId64 ",\"last_ns\":%" PRId64 ",\"seals\":%" PRIu64
            ",\"reconciled\":%" PRIu64,
            evidence->totals[TOTAL_COMMANDS], evidence->totals[TOTAL_EVENTS],
            evidence->sequence_last, evidence->first_ns, evidence->last_ns,
            evidence->totals[TOTAL_SEALS], evidence->totals[TOTAL_RECONCILED]);
    fprintf(out, ",\"is_verified\":%s,\"is_reconciled\":%s,\"output_hash\":",
            evidence->is_verified ? "true" : "false", evidence->is_reconciled ? "true" : "false");
    json_text(out, evidence->output_hash);
    fputs(",\"state_hash\":", out);
    json_text(out, evidence->state_hash);
    fputs(",\"chain_head\":", out);
    json_text(out, evidence->chain_head);
    fputs(",\n\"principles\":[\n", out);
    for (uint32_t i = 0; i < evidence_count; i++) {
        fputs(i == 0 ? "" : ",\n", out);
        json_principle(evidence, &evidence_map[i], out);
    }
    fputs("\n]}\n", out);
}
