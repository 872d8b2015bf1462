/* SPDX-License-Identifier: Apache-2.0 */
/*
 * os_small_file_test.c - whole files are read and replaced; what a process knows of itself:
 * os_small_file.c, os_process.c.
 */
#include "os/os_small_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/expect.h"
#include "os/os_clock.h"
#include "os/os_file.h"
#include "os/os_process.h"

static char directory[] = "small-file-test-XXXXXX";
static char path[64];

static int set_up(void **state)
{
    (void)state;
    if (mkdtemp(directory) == NULL) return -1;
    (void)snprintf(path, sizeof path, "%s/file", directory);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    (void)unlink(path);
    return rmdir(directory);
}

static void expect_content(const char *row, const char *content)
{
    char *bytes = NULL;
    size_t size = 0;
    EXPECT_EQ(row, os_small_file_read(path, 100, &bytes, &size), OS_OK);
    EXPECT_EQ(row, size, strlen(content));
    EXPECT_TEXT(row, bytes, content);
    free(bytes);
}

static void test_replace(void **state)
{
    (void)state;
    char *bytes = NULL;
    size_t size = 0;
    struct stat status;
    EXPECT_EQ("no file", os_small_file_read(path, 100, &bytes, &size), OS_NOT_FOUND);
    EXPECT_EQ("a new one", os_small_file_replace(path, "one", 3, OS_FILE_PRIVATE), OS_OK);
    expect_content("what was written", "one");
    EXPECT_EQ("its mode", stat(path, &status), 0);
    EXPECT_EQ("for the owner alone", status.st_mode & 0777, 0600);
    EXPECT_EQ("another content", os_small_file_replace(path, "two words", 9, OS_FILE_PRIVATE),
              OS_OK);
    expect_content("the new content", "two words");
    EXPECT_EQ("too large", os_small_file_read(path, 8, &bytes, &size), OS_LIMIT);
    EXPECT_EQ("an empty one", os_small_file_replace(path, "", 0, OS_FILE_SHARED), OS_OK);
    expect_content("empty", "");
    EXPECT_EQ("no such directory", os_small_file_replace("no/such/file", "x", 1, OS_FILE_SHARED),
              OS_NOT_FOUND);
}

static void test_figures(void **state)
{
    (void)state;
    struct os_process_figures figures = os_process_figures();
    EXPECT_TRUE("memory is used", figures.resident_bytes > 100000);
    EXPECT_TRUE("and more is reserved", figures.virtual_bytes > figures.resident_bytes);
    EXPECT_TRUE("three descriptors at least", figures.descriptors_open >= 3);
    EXPECT_TRUE("fewer than may be", figures.descriptors_open < figures.descriptors_max);
    EXPECT_TRUE("time was used", figures.processor_ns > 0);
    int64_t age_ns = os_clock_wall_ns() - figures.start_ns;
    EXPECT_TRUE("it began in the last hours", age_ns > -1000000000 && age_ns < 36000000000000);
    EXPECT_TRUE("a limit", os_process_raise_descriptors(64) >= 64);
}

static void test_notify(void **state)
{
    (void)state;
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    char text[64] = "";
    char name[64];
    int descriptor = socket(AF_UNIX, SOCK_DGRAM, 0);
    int size = snprintf(name, sizeof name, "@perpetua-test-%d", (int)getpid());
    memcpy(address.sun_path, name, (size_t)size);
    address.sun_path[0] = '\0';
    socklen_t length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + (size_t)size);
    EXPECT_EQ("bound", bind(descriptor, (struct sockaddr *)&address, length), 0);
    os_process_notify("READY=1");
    EXPECT_EQ("nobody to tell", recv(descriptor, text, sizeof text, MSG_DONTWAIT), -1);
    (void)setenv("NOTIFY_SOCKET", name, 1);
    (void)setenv("WATCHDOG_USEC", "3000000", 1);
    os_process_notify("READY=1");
    EXPECT_EQ("told", recv(descriptor, text, sizeof text - 1, MSG_DONTWAIT), 7);
    EXPECT_TEXT("what was said", text, "READY=1");
    EXPECT_EQ("three seconds", os_process_watchdog_ns(), INT64_C(3000000000));
    (void)close(descriptor);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_replace),
        cmocka_unit_test(test_figures),
        cmocka_unit_test(test_notify),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
