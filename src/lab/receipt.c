/* SPDX-License-Identifier: Apache-2.0 */
/*
 * receipt.c - see receipt.h.
 *
 * Role   The same calls print a page for people or one JSON object: {"title", "id", "inputs": [],
 *        "steps": [], "notes": [], "results": [], "verified"}, or {"title", "id", "lines": [],
 *        "verified"}, where each line says in "section" which of these it belongs to.  Sections
 *        follow one another in this order, so that nothing has to be remembered.
 */
#include "lab/receipt.h"

#include <string.h>

#include "base/check.h"

#define DECIMALS_MAX 18u
#define DIGITS_MAX   40

enum section {
    SECTION_NONE,
    SECTION_INPUTS,
    SECTION_STEPS,
    SECTION_NOTES,
    SECTION_RESULTS,
    SECTION_COUNT
};

static const char *const section_names[SECTION_COUNT] = {
    [SECTION_INPUTS] = "inputs",
    [SECTION_STEPS] = "steps",
    [SECTION_NOTES] = "notes",
    [SECTION_RESULTS] = "results",
};

static const char *const line_names[SECTION_COUNT] = {
    [SECTION_INPUTS] = "input",
    [SECTION_STEPS] = "step",
    [SECTION_NOTES] = "note",
    [SECTION_RESULTS] = "result",
};

static const char *const section_titles[SECTION_COUNT] = {
    [SECTION_INPUTS] = "What went in",
    [SECTION_STEPS] = "Step by step",
    [SECTION_NOTES] = "What follows",
    [SECTION_RESULTS] = "Computed here, and by the venue",
};

/* Writes the digits of a number without its sign, least decimals first, and returns their count. */
static int digits_of(uint128 value, char digits[DIGITS_MAX])
{
    int count = 0;
    do {
        digits[count++] = (char)('0' + (int)(value % 10));
        value /= 10;
    } while (value != 0);
    return count;
}

const char *amount_text(char out[AMOUNT_TEXT_SIZE], struct amount amount)
{
    ASSERT(amount.scale <= DECIMALS_MAX);
    char digits[DIGITS_MAX];
    uint128 magnitude = amount.value < 0 ? -(uint128)amount.value : (uint128)amount.value;
    unsigned scale = amount.scale;
    while (scale > 0 && magnitude % 10 == 0) {
        magnitude /= 10;
        scale--;
    }
    int count = digits_of(magnitude, digits);
    while (count <= (int)scale) digits[count++] = '0';

    size_t length = 0;
    if (amount.value < 0) out[length++] = '-';
    for (int i = count - 1; i >= 0; i--) {
        out[length++] = digits[i];
        if (i == (int)scale && scale > 0) out[length++] = '.';
    }
    out[length] = '\0';
    if (amount.unit != NULL && amount.unit[0] != '\0') {
        snprintf(out + length, AMOUNT_TEXT_SIZE - length, " %s", amount.unit);
    }
    return out;
}

static void put_json_text(FILE *out, const char *text)
{
    fputc('"', out);
    for (const char *c = text; *c != '\0'; c++) {
        if (*c == '"' || *c == '\\') fputc('\\', out);
        fputc((unsigned char)*c < ' ' ? ' ' : *c, out);
    }
    fputc('"', out);
}

static void put_member(FILE *out, const char *name, const char *text)
{
    fprintf(out, "\"%s\":", name);
    put_json_text(out, text);
}

static void put_next(FILE *out, const char *name, const char *text)
{
    fputc(',', out);
    put_member(out, name, text);
}

/* Opens a section of the page, or the list that it is in JSON, where every one before it that was
 * passed over is opened and closed too, so that all are there. */
static void open_section(struct receipt *receipt, enum section section)
{
    bool is_same = receipt->section == section;
    if (receipt->format != RECEIPT_JSON) {
        receipt->section = (uint8_t)section;
        bool has_title = receipt->format == RECEIPT_PAGE && section != SECTION_COUNT;
        if (!is_same && has_title) fprintf(receipt->out, "\n%s\n", section_titles[section]);
        return;
    }
    if (is_same) fputc(',', receipt->out);
    while (receipt->section < section) {
        if (receipt->section != SECTION_NONE) fputc(']', receipt->out);
        receipt->section++;
        if (receipt->section == SECTION_COUNT) return;
        fprintf(receipt->out, ",\"%s\":[", section_names[receipt->section]);
    }
}

/* False if nothing is printed. */
static bool enter(struct receipt *receipt, enum section section)
{
    ASSERT(receipt->section <= section);
    bool is_first = receipt->section == SECTION_NONE;
    if (receipt->out == NULL) {
        receipt->section = (uint8_t)section;
        return false;
    }
    open_section(receipt, section);
    bool is_line = receipt->format == RECEIPT_LINES && section != SECTION_COUNT;
    if (is_line && !is_first) fputc(',', receipt->out);
    return true;
}

/* The beginning of an entry in JSON: its rule, if it has one, and what it is called. */
static void begin_entry(struct receipt *receipt, const char *rule, const char *text)
{
    bool is_line = receipt->format == RECEIPT_LINES;
    bool is_named = !is_line && receipt->section != SECTION_NOTES;
    fputc('{', receipt->out);
    if (is_line) put_member(receipt->out, "section", line_names[receipt->section]);
    if (is_line) fputc(',', receipt->out);
    if (rule != NULL) put_member(receipt->out, "rule", rule);
    if (rule != NULL) fputc(',', receipt->out);
    put_member(receipt->out, is_named ? "name" : "text", text);
}

void receipt_begin(struct receipt *receipt, struct receipt_output output, const char *title,
                   const char *id)
{
    *receipt = (struct receipt){.out = output.out, .format = output.format};
    if (output.out == NULL) return;
    if (output.format == RECEIPT_PAGE) {
        fprintf(output.out, "%s %s\n", title, id);
        return;
    }
    fputc('{', output.out);
    put_member(output.out, "title", title);
    put_next(output.out, "id", id);
    if (output.format == RECEIPT_LINES) fputs(",\"lines\":[", output.out);
}

void receipt_input(struct receipt *receipt, const char *name, struct amount amount,
                   const char *origin)
{
    char text[AMOUNT_TEXT_SIZE];
    if (!enter(receipt, SECTION_INPUTS)) return;
    amount_text(text, amount);
    if (receipt->format == RECEIPT_PAGE) {
        fprintf(receipt->out, "  %-28s %28s   %s\n", name, text, origin);
        return;
    }
    begin_entry(receipt, NULL, name);
    put_next(receipt->out, "value", text);
    put_next(receipt->out, "from", origin);
    fputc('}', receipt->out);
}

void receipt_step(struct receipt *receipt, const char *rule, const char *name, const char *formula,
                  struct amount amount)
{
    char text[AMOUNT_TEXT_SIZE];
    if (!enter(receipt, SECTION_STEPS)) return;
    amount_text(text, amount);
    receipt->step_count++;
    if (receipt->format == RECEIPT_PAGE) {
        fprintf(receipt->out, "  %2u  %-12s %s\n      %-12s   %s\n      %-12s = %s\n",
                receipt->step_count, rule, name, "", formula, "", text);
        return;
    }
    begin_entry(receipt, rule, name);
    put_next(receipt->out, "formula", formula);
    put_next(receipt->out, "value", text);
    fputc('}', receipt->out);
}

void receipt_note(struct receipt *receipt, const char *rule, const char *sentence)
{
    if (!enter(receipt, SECTION_NOTES)) return;
    if (receipt->format == RECEIPT_PAGE) {
        fprintf(receipt->out, "  %s (%s)\n", sentence, rule);
        return;
    }
    begin_entry(receipt, rule, sentence);
    fputc('}', receipt->out);
}

void receipt_compare(struct receipt *receipt, const char *name, struct amount computed,
                     struct amount recorded)
{
    char computed_text[AMOUNT_TEXT_SIZE];
    char recorded_text[AMOUNT_TEXT_SIZE];
    bool agrees = computed.value == recorded.value && computed.scale == recorded.scale;
    receipt->compared_count++;
    receipt->agreed_count += agrees;
    if (!enter(receipt, SECTION_RESULTS)) return;
    amount_text(computed_text, computed);
    amount_text(recorded_text, recorded);
    if (receipt->format == RECEIPT_PAGE) {
        fprintf(receipt->out, "  %-28s %28s %28s   %s\n", name, computed_text, recorded_text,
                agrees ? "agree" : "DIFFER");
        return;
    }
    begin_entry(receipt, NULL, name);
    put_next(receipt->out, receipt->format == RECEIPT_LINES ? "value" : "computed", computed_text);
    put_next(receipt->out, "recorded", recorded_text);
    fprintf(receipt->out, ",\"agree\":%s}", agrees ? "true" : "false");
}

bool receipt_end(struct receipt *receipt)
{
    bool verifies = receipt->compared_count > 0 && receipt->agreed_count == receipt->compared_count;
    if (!enter(receipt, SECTION_COUNT)) return verifies;
    if (receipt->format == RECEIPT_PAGE) {
        fprintf(receipt->out, "\nresult: receipt %s, %u/%u results agree\n",
                verifies ? "verified" : "does not verify", receipt->agreed_count,
                receipt->compared_count);
        return verifies;
    }
    if (receipt->format == RECEIPT_LINES) fputc(']', receipt->out);
    fprintf(receipt->out, ",\"verified\":%s}\n", verifies ? "true" : "false");
    return verifies;
}
