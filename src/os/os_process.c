/* SPDX-License-Identifier: Apache-2.0 */
/*
 * os_process.c - os_process.h on Linux.
 *
 * Role       See os_process.h.
 * Invariant  See os_process.h.
 * Rules      none.
 */
#include "os/os_process.h"

#include <dirent.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "os/os_clock.h"

#define NS_PER_SECOND INT64_C(1000000000)

/* The numbers of a file of /proc from the `skipped`-th word on. */
static uint64_t read_word(const char *path, uint32_t skipped)
{
    char text[1024];
    FILE *file = fopen(path, "re");
    if (file == NULL) return 0;
    size_t size = fread(text, 1, sizeof text - 1, file);
    (void)fclose(file);
    text[size] = '\0';
    /* The second word of /proc/self/stat is a name in brackets that may hold spaces. */
    char *word = strrchr(text, ')');
    word = word == NULL ? text : word + 1;
    for (uint32_t i = 0; i < skipped && word != NULL; i++) {
        word = strchr(word + 1, ' ');
    }
    return word == NULL ? 0 : strtoull(word, NULL, 10);
}

static uint64_t count_descriptors(void)
{
    uint64_t count = 0;
    DIR *directory = opendir("/proc/self/fd");
    if (directory == NULL) return 0;
    while (readdir(directory) != NULL) count++;
    (void)closedir(directory);
    return count < 3 ? 0 : count - 3; /* ".", ".." and the directory itself */
}

static int64_t start_time_ns(void)
{
    enum { START_WORD = 19 }; /* behind the name: the 22nd word of all */
    struct timespec since_boot;
    int64_t ticks_per_second = sysconf(_SC_CLK_TCK);
    if (ticks_per_second <= 0 || clock_gettime(CLOCK_BOOTTIME, &since_boot) != 0) return 0;
    int64_t ticks = (int64_t)read_word("/proc/self/stat", START_WORD);
    int64_t boot_ns = os_clock_wall_ns() - (since_boot.tv_sec * NS_PER_SECOND + since_boot.tv_nsec);
    return boot_ns + ticks * (NS_PER_SECOND / ticks_per_second);
}

struct os_process_figures os_process_figures(void)
{
    struct os_process_figures figures = {0};
    struct rlimit limit;
    struct timespec used;
    uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
    figures.virtual_bytes = read_word("/proc/self/statm", 0) * page;
    figures.resident_bytes = read_word("/proc/self/statm", 1) * page;
    figures.descriptors_open = count_descriptors();
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) figures.descriptors_max = limit.rlim_cur;
    if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used) == 0) {
        figures.processor_ns = used.tv_sec * NS_PER_SECOND + used.tv_nsec;
    }
    figures.start_ns = start_time_ns();
    return figures;
}

void os_process_notify(const char *lines)
{
    const char *path = getenv("NOTIFY_SOCKET");
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    size_t size = path == NULL ? 0 : strlen(path);
    if (size == 0 || size >= sizeof address.sun_path) return;
    memcpy(address.sun_path, path, size);
    if (address.sun_path[0] == '@') address.sun_path[0] = '\0';
    int descriptor = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return;
    socklen_t length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + size);
    ssize_t sent = sendto(descriptor, lines, strlen(lines), MSG_NOSIGNAL,
                          (const struct sockaddr *)&address, length);
    (void)sent;
    (void)close(descriptor);
}

int64_t os_process_watchdog_ns(void)
{
    const char *text = getenv("WATCHDOG_USEC");
    uint64_t microseconds = text == NULL ? 0 : strtoull(text, NULL, 10);
    return microseconds > INT64_MAX / 1000 ? 0 : (int64_t)microseconds * 1000;
}

void os_process_keep_files_private(void)
{
    (void)umask(S_IRWXG | S_IRWXO);
}

uint64_t os_process_raise_descriptors(uint64_t wanted)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return 0;
    if (limit.rlim_cur >= wanted) return limit.rlim_cur;
    limit.rlim_cur = wanted < limit.rlim_max ? wanted : limit.rlim_max;
    (void)setrlimit(RLIMIT_NOFILE, &limit);
    return getrlimit(RLIMIT_NOFILE, &limit) == 0 ? limit.rlim_cur : 0;
}

void os_process_folder(char *folder, size_t size)
{
    ssize_t length = readlink("/proc/self/exe", folder, size);
    if (length <= 0 || (size_t)length >= size) length = 0;
    folder[length] = '\0';
    char *end = strrchr(folder, '/');
    if (end != NULL) *end = '\0';
}
