/* SPDX-License-Identifier: Apache-2.0 */
/*
 * json_file_test.c - what is read back, and what is said of what cannot be.
 */
#include "gateway/json_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/expect.h"
#include "os/os_small_file.h"

static char folder[] = "/tmp/perpetua-json-file-XXXXXX";
static char path[64];

static bool take_number(void *context, json_t *root, json_error_t *fault)
{
    int *number = context;
    return json_unpack_ex(root, fault, JSON_STRICT, "{s:i}", "number", number) == 0;
}

static void test_read(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        const char *text; /* NULL: no file */
        bool is_good;
        int number;
        const char *words;
    } rows[] = {
        {"no file", NULL, true, 0, ""},
        {"a number", "{\"number\": 7}", true, 7, ""},
        {"no JSON", "{\n\"number\": ", false, 0, ":2: "},
        {"a name twice", "{\"number\": 7, \"number\": 8}", false, 0, "duplicate"},
        {"a value that nobody takes", "{\"number\": 7, \"other\": 8}", false, 7, "other"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int number = 0;
        char error[256] = "";
        const struct json_taker taker = {take_number, &number};
        (void)unlink(path);
        if (rows[i].text != NULL) {
            EXPECT_EQ(
                rows[i].row,
                os_small_file_replace(path, rows[i].text, strlen(rows[i].text), OS_FILE_PRIVATE),
                OS_OK);
        }
        EXPECT_TRUE(rows[i].row,
                    json_file_read(path, &taker, error, sizeof error) == rows[i].is_good);
        EXPECT_EQ(rows[i].row, number, rows[i].number);
        EXPECT_TRUE(error, strstr(error, rows[i].words) != NULL);
        EXPECT_TRUE(error, rows[i].is_good || strncmp(error, path, strlen(path)) == 0);
    }
}

static void test_replace(void **state)
{
    (void)state;
    int number = 0;
    char error[256] = "";
    const struct json_taker taker = {take_number, &number};
    EXPECT_TRUE("written", json_file_replace(path, json_pack("{s:i}", "number", 9), 1));
    EXPECT_FALSE("nothing is not written", json_file_replace(path, NULL, 1));
    EXPECT_TRUE("read", json_file_read(path, &taker, error, sizeof error));
    EXPECT_EQ("the same", number, 9);
    EXPECT_FALSE("no such folder",
                 json_file_replace("/tmp/perpetua-json-file-none/x", json_object(), 1));
}

static int open_folder(void **state)
{
    (void)state;
    if (mkdtemp(folder) == NULL) return -1;
    (void)snprintf(path, sizeof path, "%s/file.json", folder);
    return 0;
}

static int close_folder(void **state)
{
    (void)state;
    (void)unlink(path);
    return rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_read),
        cmocka_unit_test(test_replace),
    };
    return cmocka_run_group_tests(tests, open_folder, close_folder);
}
