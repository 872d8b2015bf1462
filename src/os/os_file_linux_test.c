/* SPDX-License-Identifier: Apache-2.0 */
/*
 * os_file_linux_test.c - files and directories on the real disk.
 */
#include "os/os_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/expect.h"
#include "os/os_memory.h"

static char directory[] = "os-file-test-XXXXXX";

static const char *path_of(const char *name)
{
    static char paths[2][OS_PATH_SIZE_MAX];
    static int turn;
    turn = 1 - turn;
    (void)snprintf(paths[turn], sizeof paths[turn], "%s/%s", directory, name);
    return paths[turn];
}

static int set_up(void **state)
{
    (void)state;
    return mkdtemp(directory) == NULL ? -1 : 0;
}

static int tear_down(void **state)
{
    (void)state;
    return rmdir(directory);
}

static void test_open_modes(void **state)
{
    (void)state;
    struct os_file file;
    EXPECT_EQ("read what is not there", os_file_open(&file, path_of("a"), OS_FILE_READ),
              OS_NOT_FOUND);
    EXPECT_EQ("write what is not there", os_file_open(&file, path_of("a"), OS_FILE_WRITE),
              OS_NOT_FOUND);
    EXPECT_EQ("create", os_file_open(&file, path_of("a"), OS_FILE_CREATE), OS_OK);
    os_file_close(&file);
    EXPECT_EQ("create again", os_file_open(&file, path_of("a"), OS_FILE_CREATE), OS_EXISTS);
    EXPECT_EQ("ensure", os_file_open(&file, path_of("a"), OS_FILE_ENSURE), OS_OK);
    os_file_close(&file);
    EXPECT_EQ("a directory is no file", os_file_open(&file, directory, OS_FILE_READ),
              OS_WRONG_KIND);
    EXPECT_EQ("nor is a pipe", mkfifo(path_of("pipe"), 0600), 0);
    EXPECT_EQ("nor is a pipe", os_file_open(&file, path_of("pipe"), OS_FILE_READ), OS_WRONG_KIND);
    EXPECT_EQ("remove", os_path_remove(path_of("pipe")), OS_OK);
    EXPECT_EQ("remove", os_path_remove(path_of("a")), OS_OK);
    EXPECT_EQ("remove again", os_path_remove(path_of("a")), OS_NOT_FOUND);
}

static void test_bytes(void **state)
{
    (void)state;
    struct os_file file;
    char back[16] = {0};
    size_t read_size = 0;
    uint64_t size = 0;
    EXPECT_EQ("create", os_file_open(&file, path_of("b"), OS_FILE_CREATE), OS_OK);
    EXPECT_EQ("write", os_file_write(&file, "abcdef", 6, 2), OS_OK);
    EXPECT_EQ("sync", os_file_sync(&file), OS_OK);
    EXPECT_EQ("write durably", os_file_write_durable(&file, "XY", 2, 4), OS_OK);
    EXPECT_EQ("size", os_file_size(&file, &size), OS_OK);
    EXPECT_EQ("size", size, 8);
    EXPECT_EQ("read", os_file_read(&file, back, sizeof back, 2, &read_size), OS_OK);
    EXPECT_EQ("a read that the end cuts short", read_size, 6);
    EXPECT_TEXT("bytes", back, "abXYef");
    EXPECT_EQ("read behind the end", os_file_read(&file, back, 4, 100, &read_size), OS_OK);
    EXPECT_EQ("read behind the end", read_size, 0);
    EXPECT_EQ("allocate", os_file_allocate(&file, 10000), OS_OK);
    (void)os_file_size(&file, &size);
    EXPECT_EQ("allocated", size, 10000);
    EXPECT_EQ("truncate", os_file_truncate(&file, 3), OS_OK);
    (void)os_file_size(&file, &size);
    EXPECT_EQ("truncated", size, 3);
    os_file_will_read(&file, 0, 3);
    os_file_forget_cache(&file);
    os_file_close(&file);
    (void)os_path_remove(path_of("b"));
}

static void test_direct(void **state)
{
    (void)state;
    struct os_file file;
    struct os_memory memory;
    size_t read_size = 0;
    EXPECT_EQ("memory", os_memory_take(&memory, 16384, OS_MEMORY_PLAIN), OS_OK);
    EXPECT_EQ("open", os_file_open_direct(&file, path_of("c"), OS_FILE_CREATE), OS_OK);
    memset(memory.bytes, 'x', 8192);
    EXPECT_EQ("write", os_file_write(&file, memory.bytes, 8192, 0), OS_OK);
    memset(memory.bytes, 'y', 4096);
    EXPECT_EQ("write durably", os_file_write_durable(&file, memory.bytes, 4096, 4096), OS_OK);
    EXPECT_EQ("read", os_file_read(&file, memory.bytes, 16384, 0, &read_size), OS_OK);
    EXPECT_EQ("up to the end", read_size, 8192);
    EXPECT_EQ("first", memory.bytes[4095], 'x');
    EXPECT_EQ("second", memory.bytes[4096], 'y');
    /* The same on a file system that refuses to write and sync in one call. */
    file.has_dsync = false;
    EXPECT_EQ("write, then sync", os_file_write_durable(&file, memory.bytes, 4096, 0), OS_OK);
    os_file_close(&file);
    EXPECT_EQ("create again", os_file_open_direct(&file, path_of("c"), OS_FILE_CREATE), OS_EXISTS);
    (void)os_path_remove(path_of("c"));
    os_memory_give_back(&memory);
}

static void test_errors_of_the_disk(void **state)
{
    (void)state;
    struct os_file file;
    EXPECT_EQ("the device that is always full", access("/dev/full", F_OK), 0);
    EXPECT_EQ("a device is no file", os_file_open(&file, "/dev/full", OS_FILE_WRITE),
              OS_WRONG_KIND);
    file = (struct os_file){.descriptor = 1000000, .has_dsync = true};
    EXPECT_EQ("a sync that fails", os_file_sync(&file), OS_FAILED);
    EXPECT_EQ("a write that fails", os_file_write(&file, "x", 1, 0), OS_FAILED);
    EXPECT_EQ("a durable write that fails", os_file_write_durable(&file, "x", 1, 0), OS_FAILED);
}

static void test_lock(void **state)
{
    (void)state;
    struct os_file first;
    struct os_file second;
    EXPECT_EQ("open", os_file_open(&first, path_of("lock"), OS_FILE_ENSURE), OS_OK);
    EXPECT_EQ("open", os_file_open(&second, path_of("lock"), OS_FILE_ENSURE), OS_OK);
    EXPECT_EQ("lock", os_file_lock(&first), OS_OK);
    EXPECT_EQ("lock what is locked", os_file_lock(&second), OS_LOCKED);
    os_file_close(&first);
    EXPECT_EQ("lock what is free again", os_file_lock(&second), OS_OK);
    os_file_close(&second);
    (void)os_path_remove(path_of("lock"));
}

static void count_name(void *context, const char *name)
{
    int *count = context;
    *count += strcmp(name, "two") == 0 ? 10 : 1;
}

static void test_directories(void **state)
{
    (void)state;
    struct os_file file;
    int count = 0;
    EXPECT_EQ("make", os_directory_create(path_of("d")), OS_OK);
    EXPECT_EQ("make again", os_directory_create(path_of("d")), OS_EXISTS);
    EXPECT_EQ("create", os_file_open(&file, path_of("d/one"), OS_FILE_CREATE), OS_OK);
    os_file_close(&file);
    EXPECT_EQ("rename", os_path_rename(path_of("d/one"), path_of("d/two")), OS_OK);
    EXPECT_EQ("rename again", os_path_rename(path_of("d/one"), path_of("d/two")), OS_NOT_FOUND);
    EXPECT_EQ("sync", os_directory_sync(path_of("d")), OS_OK);
    EXPECT_EQ("sync what is not there", os_directory_sync(path_of("e")), OS_NOT_FOUND);
    EXPECT_EQ("list", os_directory_list(path_of("d"), count_name, &count), OS_OK);
    EXPECT_EQ("list", count, 10);
    EXPECT_TRUE("exists", os_path_exists(path_of("d/two")));
    EXPECT_FALSE("does not", os_path_exists(path_of("d/one")));
    EXPECT_EQ("remove one that is not empty", os_directory_remove(path_of("d")), OS_EXISTS);
    (void)os_path_remove(path_of("d/two"));
    EXPECT_EQ("list what is not there", os_directory_list(path_of("e"), count_name, &count),
              OS_NOT_FOUND);
    EXPECT_EQ("remove", os_directory_remove(path_of("d")), OS_OK);
    EXPECT_EQ("remove again", os_directory_remove(path_of("d")), OS_NOT_FOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_open_modes), cmocka_unit_test(test_bytes),
        cmocka_unit_test(test_direct),     cmocka_unit_test(test_errors_of_the_disk),
        cmocka_unit_test(test_lock),       cmocka_unit_test(test_directories),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
