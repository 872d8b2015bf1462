/* SPDX-License-Identifier: Apache-2.0 */
/*
 * table.c - see table.h.
 *
 * Role   See table.h.
 */
#include "report/table.h"

#include <inttypes.h>
#include <string.h>

#include "base/check.h"
#include "base/date.h"
#include "base/text.h"

#define MONEY_DECIMALS 6u

/* --- numbers and days as text ----------------------------------------------------------------- */

const char *wide_text(char out[WIDE_TEXT_SIZE], int128 value, unsigned scale)
{
    char digits[WIDE_TEXT_SIZE];
    unsigned count = 0;
    ASSERT(scale <= TEXT_SCALE_MAX);
    bool is_negative = value < 0;
    do {
        int digit = (int)(value % 10);
        digits[count++] = (char)('0' + (digit < 0 ? -digit : digit));
        value /= 10;
    } while (value != 0 || count <= scale);
    size_t size = 0;
    if (is_negative) out[size++] = '-';
    while (count > 0) {
        out[size++] = digits[--count];
        if (count == scale && scale > 0) out[size++] = '.';
    }
    out[size] = '\0';
    return out;
}

const char *day_text(char out[DAY_TEXT_SIZE], int32_t days)
{
    out[0] = '\0';
    if (days < 0 || days > 99999) return out;
    struct date date = date_from_days(days);
    int32_t year = date.year % 10000;
    const int32_t parts[] = {year / 1000,     year / 100 % 10, year / 10 % 10, year % 10,
                             date.month / 10, date.month % 10, date.day / 10,  date.day % 10};
    size_t size = 0;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (i == 4 || i == 6) out[size++] = '-';
        out[size++] = (char)('0' + parts[i]);
    }
    out[size] = '\0';
    return out;
}

bool day_read(const char *text, int32_t *days)
{
    uint64_t year = 0;
    uint64_t month = 0;
    uint64_t day = 0;
    bool has_form = strlen(text) == DAY_TEXT_SIZE - 1 && text[4] == '-' && text[7] == '-';
    if (!has_form) return false;
    if (!text_read_u64(text, 4, &year)) return false;
    if (!text_read_u64(text + 5, 2, &month)) return false;
    if (!text_read_u64(text + 8, 2, &day)) return false;
    struct date date = {(int32_t)year, (uint8_t)month, (uint8_t)day};
    if (!date_is_valid(date) || year < 1970) return false;
    *days = date_to_days(date);
    return true;
}

/* --- texts ------------------------------------------------------------------------------------ */

static bool needs_quotes(const char *text)
{
    return strpbrk(text, ",\"\r\n") != NULL;
}

static void csv_text(FILE *out, const char *text)
{
    if (!needs_quotes(text)) {
        fputs(text, out);
        return;
    }
    fputc('"', out);
    for (; *text != '\0'; text++) {
        if (*text == '"') fputc('"', out);
        fputc(*text, out);
    }
    fputc('"', out);
}

static void json_text(FILE *out, const char *text)
{
    fputc('"', out);
    for (; *text != '\0'; text++) {
        unsigned char byte = (unsigned char)*text;
        if (byte == '"' || byte == '\\') {
            fprintf(out, "\\%c", byte);
        } else if (byte < 0x20) {
            fprintf(out, "\\u%04x", byte);
        } else {
            fputc(byte, out);
        }
    }
    fputc('"', out);
}

/* --- the report ------------------------------------------------------------------------------- */

void report_begin(struct table_writer *writer, FILE *out, enum report_format format,
                  const struct report_head *head)
{
    *writer = (struct table_writer){.out = out, .format = format, .is_open = head->is_open};
    switch (format) {
    case FORMAT_TXT: fprintf(out, "%s\ntrade date %s\n", head->title, head->date); return;
    case FORMAT_JSON:
        fputs("{\"report\":", out);
        json_text(out, head->name);
        fputs(",\"title\":", out);
        json_text(out, head->title);
        fputs(",\"trade_date\":", out);
        json_text(out, head->date);
        fputs(",\"tables\":{", out);
        return;
    case FORMAT_CSV:
    case FORMAT_FIXML: return;
    }
    IMPOSSIBLE();
}

void report_end(struct table_writer *writer)
{
    ASSERT(writer->table == NULL);
    if (writer->format == FORMAT_JSON) {
        fprintf(writer->out, "\n},\"preliminary\":%s}\n", writer->is_open ? "true" : "false");
    }
    if (writer->format == FORMAT_TXT && writer->is_open) {
        fputs("\nPreliminary: the date had not ended when the journal did.\n", writer->out);
    }
}

static bool is_number(const struct column *column)
{
    return column->kind == COLUMN_COUNT || column->kind == COLUMN_DECIMAL;
}

static void page_cell(struct table_writer *writer, const struct column *column, const char *text)
{
    const char *gap = writer->cell == 0 ? "" : "  ";
    int width = column->width;
    bool is_last = writer->cell + 1 == writer->table->column_count;
    if (is_number(column)) {
        fprintf(writer->out, "%s%*s", gap, width, text);
    } else {
        fprintf(writer->out, "%s%-*s", gap, is_last ? 0 : width, text);
    }
}

static void page_header(struct table_writer *writer)
{
    const struct table *table = writer->table;
    fprintf(writer->out, "\n%s: %s\n", table->name, table->meaning);
    for (writer->cell = 0; writer->cell < table->column_count; writer->cell++) {
        const struct column *column = &table->columns[writer->cell];
        page_cell(writer, column, column->name);
    }
    fputc('\n', writer->out);
    writer->cell = 0;
}

void table_begin(struct table_writer *writer, const struct table *table)
{
    ASSERT(writer->table == NULL);
    writer->table = table;
    writer->cell = 0;
    writer->rows = 0;
    bool is_first = writer->tables_begun++ == 0;
    switch (writer->format) {
    case FORMAT_TXT: page_header(writer); return;
    case FORMAT_JSON:
        fputs(is_first ? "\n" : ",\n", writer->out);
        json_text(writer->out, table->name);
        fputs(":[", writer->out);
        return;
    case FORMAT_CSV:
        if (!is_first) fputc('\n', writer->out);
        for (uint32_t i = 0; i < table->column_count; i++) {
            fprintf(writer->out, "%s%s", i == 0 ? "" : ",", table->columns[i].name);
        }
        fputc('\n', writer->out);
        return;
    case FORMAT_FIXML: return;
    }
    IMPOSSIBLE();
}

void table_end(struct table_writer *writer)
{
    ASSERT(writer->table != NULL && writer->cell == 0);
    if (writer->format == FORMAT_JSON) fputs(writer->rows == 0 ? "]" : "\n]", writer->out);
    if (writer->format == FORMAT_TXT && writer->rows == 0) fputs("(none)\n", writer->out);
    writer->table = NULL;
}

/* --- cells ------------------------------------------------------------------------------------ */

/* `is_quoted`: the value is a text of JSON; `text` NULL: there is none. */
static void put_cell(struct table_writer *writer, const char *text, bool is_quoted)
{
    const struct table *table = writer->table;
    ASSERT(table != NULL && writer->cell < table->column_count);
    const struct column *column = &table->columns[writer->cell];
    bool is_first = writer->cell == 0;
    const char *shown = text == NULL ? "" : text;
    if (writer->format == FORMAT_TXT) {
        page_cell(writer, column, shown);
    } else if (writer->format == FORMAT_CSV) {
        if (!is_first) fputc(',', writer->out);
        csv_text(writer->out, shown);
    } else if (writer->format == FORMAT_JSON) {
        const char *comma = writer->rows == 0 ? "\n{" : ",\n{";
        fprintf(writer->out, "%s\"%s\":", is_first ? comma : ",", column->name);
        if (text == NULL) {
            fputs("null", writer->out);
        } else if (is_quoted) {
            json_text(writer->out, text);
        } else {
            fputs(text, writer->out);
        }
    }
    writer->cell++;
    if (writer->cell < table->column_count) return;
    if (writer->format == FORMAT_JSON) fputc('}', writer->out);
    if (writer->format == FORMAT_TXT || writer->format == FORMAT_CSV) fputc('\n', writer->out);
    writer->cell = 0;
    writer->rows++;
}

static void expect_kind(const struct table_writer *writer, enum column_kind kind)
{
    ASSERT(writer->table->columns[writer->cell].kind == kind);
}

void put_text(struct table_writer *writer, const char *text)
{
    expect_kind(writer, COLUMN_TEXT);
    put_cell(writer, text, true);
}

void put_count(struct table_writer *writer, int64_t count)
{
    char text[WIDE_TEXT_SIZE];
    expect_kind(writer, COLUMN_COUNT);
    put_cell(writer, wide_text(text, count, 0), false);
}

void put_id(struct table_writer *writer, uint64_t id)
{
    char text[WIDE_TEXT_SIZE];
    expect_kind(writer, COLUMN_COUNT);
    put_cell(writer, wide_text(text, id, 0), false);
}

void put_decimal(struct table_writer *writer, int128 value, unsigned scale)
{
    char text[WIDE_TEXT_SIZE];
    expect_kind(writer, COLUMN_DECIMAL);
    put_cell(writer, wide_text(text, value, scale), !writer->is_bare);
}

void put_money(struct table_writer *writer, int128 micros)
{
    put_decimal(writer, micros, MONEY_DECIMALS);
}

void put_date(struct table_writer *writer, int32_t days)
{
    char text[DAY_TEXT_SIZE];
    expect_kind(writer, COLUMN_DATE);
    put_cell(writer, day_text(text, days), true);
}

void put_time(struct table_writer *writer, int64_t time_ns)
{
    char text[DATE_TEXT_SIZE];
    expect_kind(writer, COLUMN_TIME);
    (void)utc_write_text(text, time_ns);
    put_cell(writer, text, true);
}

void put_none(struct table_writer *writer)
{
    put_cell(writer, NULL, false);
}

/* --- the schema ------------------------------------------------------------------------------- */

static const char *kind_schema(const struct column *column)
{
    switch ((enum column_kind)column->kind) {
    case COLUMN_COUNT: return "\"type\":[\"integer\",\"null\"]";
    case COLUMN_DECIMAL:
        return "\"type\":[\"string\",\"null\"],\"pattern\":\"^-?[0-9]+(\\\\.[0-9]+)?$\"";
    case COLUMN_DATE: return "\"type\":[\"string\",\"null\"],\"format\":\"date\"";
    case COLUMN_TIME: return "\"type\":[\"string\",\"null\"],\"format\":\"date-time\"";
    case COLUMN_TEXT: return "\"type\":[\"string\",\"null\"]";
    }
    IMPOSSIBLE();
}

static void schema_names(FILE *out, const struct table *table)
{
    for (uint32_t i = 0; i < table->column_count; i++) {
        fputs(i == 0 ? "" : ",", out);
        json_text(out, table->columns[i].name);
    }
}

static void schema_table(FILE *out, const struct table *table)
{
    fputs("        ", out);
    json_text(out, table->name);
    fputs(": {\n          \"description\": ", out);
    json_text(out, table->meaning);
    fputs(",\n          \"type\": \"array\",\n          \"items\": {\n"
          "            \"type\": \"object\",\n            \"additionalProperties\": false,\n"
          "            \"required\": [",
          out);
    schema_names(out, table);
    fputs("],\n            \"properties\": {", out);
    for (uint32_t i = 0; i < table->column_count; i++) {
        const struct column *column = &table->columns[i];
        fputs(i == 0 ? "\n              " : ",\n              ", out);
        json_text(out, column->name);
        fprintf(out, ": {%s,\"description\":", kind_schema(column));
        json_text(out, column->meaning);
        fputs("}", out);
    }
    fputs("\n            }\n          }\n        }", out);
}

void table_schema(FILE *out, const char *name, const char *title, const struct table *const *tables,
                  uint32_t table_count)
{
    fputs("{\n  \"$schema\": \"https://json-schema.org/draft/2020-12/schema\",\n  \"title\": ",
          out);
    json_text(out, title);
    fputs(",\n  \"type\": \"object\",\n  \"additionalProperties\": false,\n"
          "  \"required\": [\"report\",\"title\",\"trade_date\",\"preliminary\",\"tables\"],\n"
          "  \"properties\": {\n    \"report\": {\"const\": ",
          out);
    json_text(out, name);
    fputs("},\n    \"title\": {\"type\": \"string\"},\n"
          "    \"trade_date\": {\"type\": \"string\", \"format\": \"date\"},\n"
          "    \"preliminary\": {\"type\": \"boolean\"},\n    \"tables\": {\n"
          "      \"type\": \"object\",\n      \"additionalProperties\": false,\n"
          "      \"required\": [",
          out);
    for (uint32_t i = 0; i < table_count; i++) {
        fputs(i == 0 ? "" : ",", out);
        json_text(out, tables[i]->name);
    }
    fputs("],\n      \"properties\": {\n", out);
    for (uint32_t i = 0; i < table_count; i++) {
        fputs(i == 0 ? "" : ",\n", out);
        schema_table(out, tables[i]);
    }
    fputs("\n      }\n    }\n  }\n}\n", out);
}
