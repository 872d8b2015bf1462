/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scenario_file_test.c - files that are taken apart, and files that are refused.
 */
#include "sim/scenario_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/expect.h"

static char folder[] = "/tmp/scenario_file_test_XXXXXX";

static void path_of(char *path, size_t size, const char *name)
{
    (void)snprintf(path, size, "%s/%s", folder, name);
}

static void write_file(const char *name, const char *text, size_t size)
{
    char path[256];
    path_of(path, sizeof path, name);
    FILE *stream = fopen(path, "wb");
    assert_non_null(stream);
    assert_int_equal(fwrite(text, 1, size, stream), size);
    assert_int_equal(fclose(stream), 0);
}

static void test_parts(void **state)
{
    (void)state;
    static const char text[] = "R-X-1  a | b\n"
                               "\n"
                               "# a comment | with a bar\n"
                               "#1  buy | one\n"
                               "        | two | three\n"
                               "        |\n"
                               "  set up \n"
                               "tick |\n";
    write_file("R-X-1-more.txt", text, sizeof text - 1);
    char path[256];
    path_of(path, sizeof path, "R-X-1-more.txt");
    struct scenario_file file;
    EXPECT_TRUE("read", scenario_file_read(&file, path));
    EXPECT_EQ("lines", file.line_count, 8);
    EXPECT_TEXT("the title is no statement", file.lines[0].left, "");
    EXPECT_TRUE("the title is no statement", file.lines[0].right == NULL);
    EXPECT_TEXT("a comment is no statement", file.lines[2].left, "");
    EXPECT_TEXT("a number is one", file.lines[3].left, "#1  buy");
    EXPECT_EQ("the column of the bar", file.lines[3].bar, 8);
    EXPECT_TEXT("set-up", file.lines[6].left, "set up");
    EXPECT_TEXT("the line as it was", file.lines[6].text, "  set up ");

    struct match_lines expected;
    EXPECT_EQ("behind its last line", scenario_file_expected(&file, 3, &expected), 6);
    EXPECT_EQ("two, and an empty one", expected.count, 2);
    EXPECT_TEXT("first", expected.list[0], "one");
    EXPECT_TEXT("second, with a bar in it", expected.list[1], "two | three");
    EXPECT_EQ("without a bar", scenario_file_expected(&file, 6, &expected), 7);
    EXPECT_EQ("nothing is expected", scenario_file_expected(&file, 7, &expected), 8);
    EXPECT_EQ("nothing is expected", expected.count, 0);
    scenario_file_free(&file);
}

static void test_refused(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        const char *text;
        size_t size; /* 0: of the text */
        const char *error;
        uint32_t line;
    } rows[] = {
        {"R-X-1.txt", "R-X-2  another rule\n", 0,
         "the file must be named after the rule in its first line", 1},
        {"R-X-12.txt", "R-X-1  another rule\n", 0,
         "the file must be named after the rule in its first line", 1},
        {"R-X-1.txt", "A sentence\n", 0, "the first line must name its rule", 1},
        {"R-X-1.txt", "R-X-1\n", 0, "the first line must say what the rule does", 1},
        {"R-X-1.txt", "R-X-1  yes\n | one\n", 0, "expectations without a statement above", 2},
        {"R-X-1.txt", "R-X-1  yes\ntick\n | one\n", 0, "expectations without a statement above", 3},
        {"R-X-1.txt", "R-X-1  yes\ntick | a\n\n | one\n", 0,
         "expectations without a statement above", 4},
        {"R-X-1.txt", "R-X-1  yes", 0, "does not end with a newline", 0},
        {"R-X-1.txt", "R-X-1  y\0s\n", 11, "is not text", 0},
        {"R-X-1.txt", "", 0, "is empty or too large", 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char path[256];
        size_t size = rows[i].size == 0 ? strlen(rows[i].text) : rows[i].size;
        struct scenario_file file;
        write_file(rows[i].name, rows[i].text, size);
        path_of(path, sizeof path, rows[i].name);
        EXPECT_FALSE(rows[i].error, scenario_file_read(&file, path));
        EXPECT_TEXT(rows[i].error, file.error, rows[i].error);
        EXPECT_EQ(rows[i].error, file.error_line, rows[i].line);
        scenario_file_free(&file);
        (void)unlink(path);
    }
    struct scenario_file file;
    EXPECT_FALSE("no file", scenario_file_read(&file, "/nowhere/R-X-1.txt"));
    EXPECT_TEXT("no file", file.error, "cannot be opened");
    scenario_file_free(&file);
}

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) == NULL ? -1 : 0;
}

static int remove_folder(void **state)
{
    (void)state;
    char path[256];
    path_of(path, sizeof path, "R-X-1-more.txt");
    (void)unlink(path);
    return rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parts),
        cmocka_unit_test(test_refused),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
