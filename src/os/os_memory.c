/* SPDX-License-Identifier: Apache-2.0 */
/*
 * os_memory.c - os_memory.h by mmap.
 *
 * Role       See os_memory.h.
 * Invariant  size is a whole number of huge pages for the huge kinds, so the kernel can use them.
 * Rules      none.
 */
#include "os/os_memory.h"

#include <errno.h>
#include <stdint.h>
#include <sys/mman.h>

#include "base/check.h"

#define SMALL_PAGE_SIZE ((size_t)4096)
#define HUGE_PAGE_SIZE  ((size_t)2 * 1024 * 1024)

static unsigned char *map(size_t size)
{
    void *bytes = mmap(NULL, size, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return bytes == MAP_FAILED ? NULL : bytes;
}

/* Maps one huge page more than needed and gives the ends back, so that the rest is aligned. */
static unsigned char *map_aligned(size_t size)
{
    unsigned char *bytes = map(size + HUGE_PAGE_SIZE);
    if (bytes == NULL) return NULL;
    size_t lead = (HUGE_PAGE_SIZE - (uintptr_t)bytes % HUGE_PAGE_SIZE) % HUGE_PAGE_SIZE;
    if (lead > 0) (void)munmap(bytes, lead);
    (void)munmap(bytes + lead + size, HUGE_PAGE_SIZE - lead);
    return bytes + lead;
}

enum os_result os_memory_take(struct os_memory *memory, size_t size, enum os_memory_kind kind)
{
    ASSERT(size > 0);
    size_t page_size = kind == OS_MEMORY_PLAIN ? SMALL_PAGE_SIZE : HUGE_PAGE_SIZE;
    *memory = (struct os_memory){0};
    if (size > SIZE_MAX / 2) return OS_NO_MEMORY;

    size_t rounded = (size + page_size - 1) / page_size * page_size;
    unsigned char *bytes = kind == OS_MEMORY_PLAIN ? map(rounded) : map_aligned(rounded);
    if (bytes == NULL) return OS_NO_MEMORY;
    *memory = (struct os_memory){.bytes = bytes, .size = rounded};
    if (kind != OS_MEMORY_PLAIN) (void)madvise(bytes, rounded, MADV_HUGEPAGE);
    if (kind == OS_MEMORY_LOCKED && mlock(bytes, rounded) != 0) {
        os_memory_give_back(memory);
        return OS_NO_MEMORY;
    }
    return OS_OK;
}

void os_memory_give_back(struct os_memory *memory)
{
    if (memory->bytes != NULL) (void)munmap(memory->bytes, memory->size);
    *memory = (struct os_memory){0};
}
