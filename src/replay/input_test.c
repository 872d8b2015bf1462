/* SPDX-License-Identifier: Apache-2.0 */
/*
 * input_test.c - packed and plain files, whole and damaged; tests input_proof.c too.
 */
#include "replay/input.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/expect.h"

#define BYTES_MAX 1000000u

static char folder[64];

/* A path in the test's own folder; four may be in use at a time. */
static const char *path_of(const char *name)
{
    static char paths[4][128];
    static unsigned next;
    char *path = paths[next++ % 4];
    (void)snprintf(path, sizeof paths[0], "%s/%s", folder, name);
    return path;
}

static void write_file(const char *name, const void *bytes, size_t size)
{
    FILE *file = fopen(path_of(name), "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

static size_t read_file(const char *name, unsigned char *bytes)
{
    FILE *file = fopen(path_of(name), "rb");
    assert_non_null(file);
    size_t size = fread(bytes, 1, BYTES_MAX, file);
    assert_int_equal(fclose(file), 0);
    return size;
}

/* Packs texts under names; one text with format raw and no name is a packed single file. */
static void pack(const char *name, int filter, int format, const char *const *names,
                 const char *const *texts)
{
    struct archive *archive = archive_write_new();
    assert_non_null(archive);
    assert_int_equal(archive_write_add_filter(archive, filter), ARCHIVE_OK);
    assert_int_equal(archive_write_set_format(archive, format), ARCHIVE_OK);
    assert_int_equal(archive_write_open_filename(archive, path_of(name)), ARCHIVE_OK);
    for (size_t i = 0; names[i] != NULL; i++) {
        struct archive_entry *entry = archive_entry_new();
        archive_entry_set_pathname(entry, names[i]);
        archive_entry_set_filetype(entry, AE_IFREG);
        archive_entry_set_perm(entry, 0644);
        archive_entry_set_size(entry, (la_int64_t)strlen(texts[i]));
        assert_int_equal(archive_write_header(archive, entry), ARCHIVE_OK);
        assert_int_equal(archive_write_data(archive, texts[i], strlen(texts[i])), strlen(texts[i]));
        archive_entry_free(entry);
    }
    assert_int_equal(archive_write_free(archive), ARCHIVE_OK);
}

static void pack_alone(const char *name, int filter, const char *text)
{
    const char *names[] = {"data", NULL};
    const char *texts[] = {text};
    pack(name, filter, ARCHIVE_FORMAT_RAW, names, texts);
}

/* All lines of all files, joined by '|'; after a fault its text. */
static void all_lines(const char *name, char *out, size_t size)
{
    struct replay_fault fault = {0};
    struct input input;
    size_t at = 0;
    if (input_prove(path_of(name), &fault) && input_open(&input, path_of(name), &fault)) {
        enum input_result file = input_next_file(&input, &fault);
        while (file == INPUT_TAKEN) {
            struct import_slice line;
            enum input_result result = input_line(&input, &line, &fault);
            while (result == INPUT_TAKEN) {
                at += (size_t)snprintf(out + at, size - at, "%.*s|", (int)line.size, line.text);
                assert_true(at < size);
                result = input_line(&input, &line, &fault);
            }
            file = result == INPUT_BAD ? INPUT_BAD : input_next_file(&input, &fault);
        }
        input_close(&input);
    }
    if (fault_is_set(&fault)) (void)snprintf(out, size, "%.200s", fault.text);
}

static void test_containers(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        int filter;
        int format;
    } rows[] = {
        {"gzip", ARCHIVE_FILTER_GZIP, ARCHIVE_FORMAT_RAW},
        {"xz", ARCHIVE_FILTER_XZ, ARCHIVE_FORMAT_RAW},
        {"bzip2", ARCHIVE_FILTER_BZIP2, ARCHIVE_FORMAT_RAW},
        {"zstd", ARCHIVE_FILTER_ZSTD, ARCHIVE_FORMAT_RAW},
        {"zip", ARCHIVE_FILTER_NONE, ARCHIVE_FORMAT_ZIP},
        {"tar", ARCHIVE_FILTER_NONE, ARCHIVE_FORMAT_TAR_USTAR},
        {"tar in gzip", ARCHIVE_FILTER_GZIP, ARCHIVE_FORMAT_TAR_USTAR},
        {"7z", ARCHIVE_FILTER_NONE, ARCHIVE_FORMAT_7ZIP},
    };
    const char *names[] = {"some.csv", NULL};
    const char *texts[] = {"one\r\ntwo\n\nlast"};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char lines[256] = "";
        pack("packed", rows[i].filter, rows[i].format, names, texts);
        all_lines("packed", lines, sizeof lines);
        EXPECT_TEXT(rows[i].row, lines, "one|two||last|");
    }
}

static void test_plain(void **state)
{
    (void)state;
    char lines[256] = "";
    write_file("plain", "one\ntwo\n", 8);
    all_lines("plain", lines, sizeof lines);
    EXPECT_TEXT("a plain file", lines, "one|two|");

    write_file("plain", "one\ntw", 6);
    all_lines("plain", lines, sizeof lines);
    assert_non_null(strstr(lines, "plain: line 2, column 1: expected a line feed at its end"));

    write_file("plain", "", 0);
    lines[0] = '\0';
    all_lines("plain", lines, sizeof lines);
    EXPECT_TEXT("an empty file has no lines", lines, "");

    all_lines("absent", lines, sizeof lines);
    assert_non_null(strstr(lines, "absent: no such file"));
}

static void test_folder_and_names(void **state)
{
    (void)state;
    struct replay_fault fault = {0};
    struct input input;
    const char *names[] = {"a/first.csv", "b/second.csv", NULL};
    const char *texts[] = {"1\n", "2\n"};
    pack("both.zip", ARCHIVE_FILTER_NONE, ARCHIVE_FORMAT_ZIP, names, texts);
    assert_true(input_open(&input, path_of("both.zip"), &fault));
    EXPECT_EQ("first", input_next_file(&input, &fault), INPUT_TAKEN);
    EXPECT_TEXT("first", input.name, "a/first.csv");
    EXPECT_EQ("second, with the first not read", input_next_file(&input, &fault), INPUT_TAKEN);
    EXPECT_TEXT("second", input.name, "b/second.csv");
    EXPECT_EQ("no third", input_next_file(&input, &fault), INPUT_END);
    input_close(&input);

    char lines[256] = "";
    assert_int_equal(mkdir(path_of("tree"), 0755), 0);
    assert_int_equal(mkdir(path_of("tree/inner"), 0755), 0);
    write_file("tree/inner/some.csv", "deep", 4);
    all_lines("tree", lines, sizeof lines);
    EXPECT_TEXT("a folder in a folder; its files need no line feed at the end", lines, "deep|");
}

static bool is_wanted(const char *name)
{
    return strstr(name, "wanted") != NULL;
}

static void test_find(void **state)
{
    (void)state;
    struct replay_fault fault = {0};
    struct input input;
    const char *names[] = {"other", "wanted", NULL};
    const char *texts[] = {"1\n", "2\n"};
    pack("find.zip", ARCHIVE_FILTER_NONE, ARCHIVE_FORMAT_ZIP, names, texts);
    assert_true(input_open(&input, path_of("find.zip"), &fault));
    EXPECT_TRUE("found", input_find(&input, is_wanted, "a wanted file", &fault));
    EXPECT_FALSE("only one of them", input_find(&input, is_wanted, "a wanted file", &fault));
    assert_non_null(strstr(fault.text, "find.zip: expected a wanted file in it"));
    input_close(&input);
}

static void test_document(void **state)
{
    (void)state;
    struct replay_fault fault = {0};
    struct input input;
    struct import_slice document;
    size_t size = 3 * INPUT_LINE_MAX;
    char *bytes = malloc(size);
    assert_non_null(bytes);
    memset(bytes, 'x', size);
    write_file("long", bytes, size);
    assert_true(input_open(&input, path_of("long"), &fault));
    assert_true(input_find(&input, NULL, "a file", &fault));
    assert_true(input_document(&input, &document, &fault));
    EXPECT_EQ("the whole file", document.size, size);
    EXPECT_EQ("byte for byte", memcmp(document.text, bytes, size), 0);
    free((void *)(uintptr_t)document.text);
    input_close(&input);

    char lines[256] = "";
    all_lines("long", lines, sizeof lines);
    assert_non_null(strstr(lines, "line 1, column 1: expected a line of at most 1048576 bytes"));
    free(bytes);
}

/* A text whose compressed form has many bytes. */
static char *noise(size_t size)
{
    char *text = malloc(size + 1);
    assert_non_null(text);
    uint32_t seed = 1;
    for (size_t i = 0; i < size; i++) {
        seed = seed * 1664525u + 1013904223u;
        text[i] = i % 50 == 49 ? '\n' : (char)('a' + (seed >> 24) % 26);
    }
    text[size] = '\0';
    return text;
}

/* Reads a damaged file to its end: is it noticed? */
static bool is_noticed(const char *name)
{
    struct replay_fault fault = {0};
    struct input input;
    if (!input_prove(path_of(name), &fault) || !input_open(&input, path_of(name), &fault)) {
        return fault_is_set(&fault);
    }
    enum input_result file = input_next_file(&input, &fault);
    while (file == INPUT_TAKEN) {
        struct import_slice line;
        enum input_result result = INPUT_TAKEN;
        while (result == INPUT_TAKEN) result = input_line(&input, &line, &fault);
        file = result == INPUT_BAD ? INPUT_BAD : input_next_file(&input, &fault);
    }
    input_close(&input);
    return fault_is_set(&fault);
}

static void test_cut_off(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        int filter;
        int format;
    } rows[] = {
        {"gzip cut off", ARCHIVE_FILTER_GZIP, ARCHIVE_FORMAT_RAW},
        {"xz cut off", ARCHIVE_FILTER_XZ, ARCHIVE_FORMAT_RAW},
        {"bzip2 cut off", ARCHIVE_FILTER_BZIP2, ARCHIVE_FORMAT_RAW},
        {"zstd cut off", ARCHIVE_FILTER_ZSTD, ARCHIVE_FORMAT_RAW},
        {"zip cut off", ARCHIVE_FILTER_NONE, ARCHIVE_FORMAT_ZIP},
        {"tar in gzip cut off", ARCHIVE_FILTER_GZIP, ARCHIVE_FORMAT_TAR_USTAR},
    };
    unsigned char *bytes = malloc(BYTES_MAX);
    char *text = noise(200000);
    const char *names[] = {"some.csv", NULL};
    const char *texts[] = {text};
    assert_non_null(bytes);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        pack("packed", rows[i].filter, rows[i].format, names, texts);
        size_t size = read_file("packed", bytes);
        assert_true(size > 1000);
        EXPECT_FALSE(rows[i].row, is_noticed("packed"));
        static const size_t parts[] = {10, 50, 90, 99};
        for (size_t part = 0; part < 4; part++) {
            write_file("cut", bytes, size * parts[part] / 100);
            EXPECT_TRUE(rows[i].row, is_noticed("cut"));
        }
        write_file("cut", bytes, size - 1);
        EXPECT_TRUE(rows[i].row, is_noticed("cut"));
    }
    free(text);
    free(bytes);
}

static void test_flipped(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        int filter;
        int format;
    } rows[] = {
        {"a bit of a gzip file", ARCHIVE_FILTER_GZIP, ARCHIVE_FORMAT_RAW},
        {"a bit of an xz file", ARCHIVE_FILTER_XZ, ARCHIVE_FORMAT_RAW},
        {"a bit of a zip file", ARCHIVE_FILTER_NONE, ARCHIVE_FORMAT_ZIP},
    };
    unsigned char *bytes = malloc(BYTES_MAX);
    char *text = noise(20000);
    const char *names[] = {"some.csv", NULL};
    const char *texts[] = {text};
    assert_non_null(bytes);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        pack("packed", rows[i].filter, rows[i].format, names, texts);
        size_t size = read_file("packed", bytes);
        /* Past the headers and in front of the trailers every bit is data or its checksum. */
        for (size_t at = 200; at + 400 < size; at += 97) {
            bytes[at] ^= (unsigned char)(1u << at % 8);
            write_file("flipped", bytes, size);
            EXPECT_TRUE(rows[i].row, is_noticed("flipped"));
            bytes[at] ^= (unsigned char)(1u << at % 8);
        }
    }
    free(text);
    free(bytes);
}

static void test_gzip_trailer(void **state)
{
    (void)state;
    static unsigned char bytes[BYTES_MAX];
    struct replay_fault fault = {0};
    pack_alone("one.gz", ARCHIVE_FILTER_GZIP, "one\n");
    size_t one = read_file("one.gz", bytes);
    pack_alone("two.gz", ARCHIVE_FILTER_GZIP, "two\n");
    size_t two = read_file("two.gz", bytes + one);
    char lines[256] = "";
    write_file("both.gz", bytes, one + two);
    all_lines("both.gz", lines, sizeof lines);
    EXPECT_TEXT("two members are one file", lines, "one|two|");

    for (size_t at = 1; at <= 8; at++) {
        bytes[one + two - at] ^= 1;
        write_file("wrong.gz", bytes, one + two);
        EXPECT_TRUE("a wrong trailer of the last member", is_noticed("wrong.gz"));
        bytes[one + two - at] ^= 1;
        write_file("wrong.gz", bytes, one);
        EXPECT_FALSE("the first member alone is whole", is_noticed("wrong.gz"));
    }
    bytes[one - 5] ^= 1; /* the checksum of the first member */
    write_file("wrong.gz", bytes, one + two);
    EXPECT_FALSE("not proved", input_prove(path_of("wrong.gz"), &fault));
    assert_non_null(strstr(fault.text, "the checksum of the unpacked bytes is wrong"));

    pack_alone("empty.gz", ARCHIVE_FILTER_GZIP, "");
    EXPECT_FALSE("a packed empty file is whole", is_noticed("empty.gz"));
    write_file("short.gz", "\x1f\x8b\x08\x00", 4);
    EXPECT_TRUE("a header alone", is_noticed("short.gz"));
}

static void test_gzip_many_members(void **state)
{
    (void)state;
    static unsigned char bytes[BYTES_MAX];
    size_t size = 0;
    for (int i = 0; i < 300; i++) {
        pack_alone("part.gz", ARCHIVE_FILTER_GZIP, i % 3 == 0 ? "" : "a line of some length\n");
        size += read_file("part.gz", bytes + size);
    }
    write_file("many.gz", bytes, size);
    EXPECT_FALSE("300 members, some of them empty", is_noticed("many.gz"));
    bytes[size - 1] ^= 0x80;
    write_file("many.gz", bytes, size);
    EXPECT_TRUE("the last trailer is wrong", is_noticed("many.gz"));
}

static int make_folder(void **state)
{
    (void)state;
    (void)snprintf(folder, sizeof folder, "/tmp/input_test.XXXXXX");
    return mkdtemp(folder) == NULL ? -1 : 0;
}

static int remove_folder(void **state)
{
    (void)state;
    char command[128];
    (void)snprintf(command, sizeof command, "rm -r '%s'", folder);
    return system(command);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_containers),        cmocka_unit_test(test_plain),
        cmocka_unit_test(test_folder_and_names),  cmocka_unit_test(test_find),
        cmocka_unit_test(test_document),          cmocka_unit_test(test_cut_off),
        cmocka_unit_test(test_flipped),           cmocka_unit_test(test_gzip_trailer),
        cmocka_unit_test(test_gzip_many_members),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
