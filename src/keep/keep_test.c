/* SPDX-License-Identifier: Apache-2.0 */
/*
 * keep_test.c - keep.c: memory that goes out to bytes and comes in again.
 */
#include "keep/keep.h"

#include <stdlib.h>
#include <string.h>

#include "base/expect.h"

#define TAPE_SIZE 65536u
#define NUMBERS   5000u

/* Stands for the file. */
static struct tape {
    unsigned char bytes[TAPE_SIZE];
    size_t size;
    size_t at;
} tape;

static bool tape_write(void *context, void *bytes, size_t size)
{
    struct tape *out = context;
    if (size > TAPE_SIZE - out->size) return false;
    if (size > 0) memcpy(out->bytes + out->size, bytes, size);
    out->size += size;
    return true;
}

static bool tape_read(void *context, void *bytes, size_t size)
{
    struct tape *in = context;
    if (size > in->size - in->at) return false;
    if (size > 0) memcpy(bytes, in->bytes + in->at, size);
    in->at += size;
    return true;
}

static struct keep saving(void)
{
    tape.size = 0;
    return (struct keep){.is_good = true, .move = tape_write, .context = &tape};
}

static struct keep loading(void)
{
    tape.at = 0;
    return (struct keep){.is_loading = true, .is_good = true, .move = tape_read, .context = &tape};
}

/* --- bytes ------------------------------------------------------------------------------------ */

#define BYTES 20000u

static unsigned char before[BYTES];
static unsigned char after[BYTES + 1];

static void test_bytes(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        size_t size;
        size_t from; /* bytes from here to there are not zero */
        size_t to;
        size_t most; /* bytes on the tape */
    } rows[] = {
        {"nothing at all", 0, 0, 0, 0},
        {"a piece goes as it is", 256, 0, 0, 256},
        {"many zeros take the room of a run", 20000, 0, 0, 16},
        {"bytes at the front", 20000, 0, 300, 600},
        {"bytes in the middle, across pieces", 20000, 5100, 5200, 600},
        {"bytes at the end, in a short piece", 19999, 19998, 19999, 300},
        {"no zeros", 19999, 0, 19999, 19999 + 16},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        memset(before, 0, sizeof before);
        memset(before + rows[i].from, 7, rows[i].to - rows[i].from);
        memset(after, 9, sizeof after);
        struct keep out = saving();
        keep_bytes(&out, before, rows[i].size);
        EXPECT_TRUE(rows[i].row, out.is_good);
        EXPECT_TRUE(rows[i].row, tape.size <= rows[i].most);
        struct keep in = loading();
        keep_bytes(&in, after, rows[i].size);
        EXPECT_TRUE(rows[i].row, in.is_good);
        EXPECT_TRUE(rows[i].row, tape.at == tape.size);
        EXPECT_TRUE(rows[i].row, memcmp(before, after, rows[i].size) == 0);
        EXPECT_EQ(rows[i].row, after[rows[i].size], 9);
    }
}

/* --- structs ---------------------------------------------------------------------------------- */

struct thing {
    uint32_t *numbers;
    uint32_t room;
    uint32_t used;
    char *nothing;
    uint32_t nothing_room;
    int64_t value;
};

static void thing_keep(struct thing *thing, struct keep *keep)
{
    const struct keep_list lists[] = {
        KEEP_USED(thing->numbers, thing->room, thing->used),
        KEEP_LIST(thing->nothing, thing->nothing_room),
    };
    keep_struct(keep, thing, sizeof *thing, lists, sizeof lists / sizeof lists[0]);
}

static bool tape_holds(const void *bytes, size_t size)
{
    for (size_t at = 0; at + size <= tape.size; at++) {
        if (memcmp(tape.bytes + at, bytes, size) == 0) return true;
    }
    return false;
}

static struct thing make_thing(void)
{
    struct thing thing = {.room = NUMBERS, .used = NUMBERS / 2, .nothing_room = 77, .value = -5};
    thing.numbers = calloc(NUMBERS, sizeof *thing.numbers);
    EXPECT_TRUE("memory", thing.numbers != NULL);
    for (uint32_t i = 0; i < NUMBERS; i += 3) thing.numbers[i] = i;
    return thing;
}

static void test_struct(void **state)
{
    (void)state;
    struct thing thing = make_thing();
    struct thing other = {.numbers = calloc(3, sizeof(uint32_t)), .room = 3};
    struct keep out = saving();
    thing_keep(&thing, &out);
    EXPECT_TRUE("written", out.is_good);
    EXPECT_TRUE("the pointer is back", thing.numbers != NULL && thing.numbers[3] == 3);
    EXPECT_TRUE("and nowhere on the tape", !tape_holds(&thing.numbers, sizeof thing.numbers));
    struct keep in = loading();
    thing_keep(&other, &in);
    EXPECT_TRUE("read", in.is_good);
    EXPECT_EQ("room", other.room, NUMBERS);
    EXPECT_EQ("value", other.value, -5);
    EXPECT_TRUE("no list where none was", other.nothing == NULL);
    EXPECT_TRUE("what is used came along",
                thing.numbers != NULL && other.numbers != NULL &&
                    memcmp(thing.numbers, other.numbers, thing.used * sizeof *thing.numbers) == 0);
    EXPECT_EQ("what is not is zero", other.numbers[NUMBERS / 2 + 2], 0);
    free(thing.numbers);
    free(other.numbers);
}

/* A tape that ends anywhere is told from a whole one, and what was made can be given back. */
static void test_short(void **state)
{
    (void)state;
    struct thing thing = make_thing();
    struct keep out = saving();
    thing_keep(&thing, &out);
    size_t whole = tape.size;
    for (size_t size = 0; size < whole; size += 97) {
        struct thing other = {0};
        struct keep in = loading();
        tape.size = size;
        thing_keep(&other, &in);
        EXPECT_TRUE("it is too short", !in.is_good);
        free(other.numbers);
        free(other.nothing);
    }
    free(thing.numbers);
}

/* A run that leads nowhere, and more items than there is room for. */
static void test_nonsense(void **state)
{
    (void)state;
    struct keep in = loading();
    tape.size = 1024;
    memset(tape.bytes, 0, tape.size);
    keep_bytes(&in, after, sizeof after);
    EXPECT_TRUE("a run of nothing", !in.is_good);

    struct thing thing = {.room = 3, .used = 3, .numbers = calloc(3, sizeof(uint32_t))};
    struct keep out = saving();
    thing_keep(&thing, &out);
    uint32_t used = 4;
    memcpy(tape.bytes + offsetof(struct thing, used), &used, sizeof used);
    in = loading();
    thing_keep(&thing, &in);
    EXPECT_TRUE("more than there is room for", !in.is_good);
    free(thing.numbers);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bytes),
        cmocka_unit_test(test_struct),
        cmocka_unit_test(test_short),
        cmocka_unit_test(test_nonsense),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
