/* SPDX-License-Identifier: Apache-2.0 */
/*
 * table_test.c - the descriptions of the tables hold together, and their page names all of them.
 *
 * Covers table.c and tables.c.
 */
#include "history/table.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/expect.h"

static void test_columns_lie_in_their_records(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < TABLE_COUNT; i++) {
        const struct table *table = &history_tables[i];
        EXPECT_TRUE(table->name, table->column_count <= COLUMNS_MAX);
        EXPECT_TRUE(table->name, table->key_count >= 1 && table->key_count < table->column_count);
        for (uint32_t k = 0; k < table->column_count; k++) {
            const struct column *column = &table->columns[k];
            EXPECT_TRUE(column->name, column->offset + column->size <= table->row_size);
            bool is_number = column->kind == COLUMN_I64 || column->kind == COLUMN_U64;
            EXPECT_TRUE(column->name, !is_number || column->size <= 8);
            for (uint32_t other = 0; other < k; other++) {
                const struct column *before = &table->columns[other];
                EXPECT_TRUE(column->name, strcmp(column->name, before->name) != 0);
                EXPECT_TRUE(column->name, column->offset >= before->offset + before->size ||
                                              before->offset >= column->offset + column->size);
            }
        }
    }
}

static void test_statements(void **state)
{
    (void)state;
    char text[STATEMENT_MAX];
    const struct table *table = &history_tables[TABLE_TIMES];
    table_create_text(table, " WITHOUT ROWID", text, sizeof text);
    EXPECT_TEXT("create", text,
                "CREATE TABLE IF NOT EXISTS times (minute_ns BIGINT NOT NULL, sequence BIGINT NOT "
                "NULL, PRIMARY KEY (minute_ns)) WITHOUT ROWID");
    table_put_text(table, text, sizeof text);
    EXPECT_TEXT("put", text,
                "INSERT INTO times (minute_ns, sequence) VALUES ($1, $2) ON CONFLICT (minute_ns) "
                "DO UPDATE SET sequence = excluded.sequence");
    table_put_from_text(table, "given_times", text, sizeof text);
    EXPECT_TEXT("put from a table", text,
                "INSERT INTO times (minute_ns, sequence) SELECT minute_ns, sequence FROM "
                "given_times WHERE true ON CONFLICT (minute_ns) DO UPDATE SET sequence = "
                "excluded.sequence");
    table_select_text(table, text, sizeof text);
    EXPECT_TEXT("select", text, "SELECT minute_ns, sequence FROM times ");
    for (uint32_t i = 0; i < TABLE_COUNT; i++) {
        table_put_text(&history_tables[i], text, sizeof text); /* stops if it did not fit */
        table_put_from_text(&history_tables[i], "given_settlements", text, sizeof text);
        table_create_text(&history_tables[i], "", text, sizeof text);
    }
}

struct numbers {
    int64_t whole;
    uint64_t large;
    int32_t half;
    uint16_t quarter;
    uint8_t byte;
    uint8_t padding;
};

#define NUMBER(member, kind)                                                                       \
    {                                                                                              \
#member, offsetof(struct numbers, member), sizeof(((struct numbers *)0)->member), kind     \
    }

static void test_numbers(void **state)
{
    (void)state;
    static const struct column columns[] = {
        NUMBER(whole, COLUMN_I64),   NUMBER(large, COLUMN_U64), NUMBER(half, COLUMN_I64),
        NUMBER(quarter, COLUMN_U64), NUMBER(byte, COLUMN_U64),
    };
    struct numbers given = {.whole = INT64_MIN,
                            .large = UINT64_MAX,
                            .half = -7,
                            .quarter = UINT16_MAX,
                            .byte = UINT8_MAX};
    static const int64_t wanted[] = {INT64_MIN, -1, -7, UINT16_MAX, UINT8_MAX};
    struct numbers back = {0};
    for (uint32_t i = 0; i < 5; i++) {
        int64_t value = column_read(&columns[i], &given);
        EXPECT_EQ(columns[i].name, value, wanted[i]);
        column_write(&columns[i], &back, value);
    }
    assert_memory_equal(&given, &back, sizeof given);
}

/* docs/spec/history.md names every table and column. */
static void test_page(void **state)
{
    (void)state;
    static char page[65536];
    char path[512];
    char name[80];
    const char *root = getenv("PERPETUA_SOURCE");
    (void)snprintf(path, sizeof path, "%s/docs/spec/history.md", root == NULL ? "." : root);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    size_t size = fread(page, 1, sizeof page - 1, file);
    (void)fclose(file);
    assert_true(size > 0 && size < sizeof page - 1);
    for (uint32_t i = 0; i < TABLE_COUNT; i++) {
        const struct table *table = &history_tables[i];
        (void)snprintf(name, sizeof name, "\n## %s\n", table->name);
        const char *part = strstr(page, name);
        EXPECT_TRUE(table->name, part != NULL);
        const char *end = strstr(part + strlen(name), "\n## ");
        for (uint32_t k = 0; k < table->column_count; k++) {
            (void)snprintf(name, sizeof name, "`%s`", table->columns[k].name);
            const char *found = strstr(part, name);
            EXPECT_TRUE(table->columns[k].name, found != NULL && (end == NULL || found < end));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_columns_lie_in_their_records),
        cmocka_unit_test(test_statements),
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_page),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
