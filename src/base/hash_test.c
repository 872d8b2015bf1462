/* SPDX-License-Identifier: Apache-2.0 */
/*
 * hash_test.c - fixed values, any division into calls, and that every bit matters.
 */
#include "base/hash.h"

#include <stdlib.h>

#include "base/expect.h"
#include "base/random.h"

static struct hash128 hash_of(const void *bytes, size_t size)
{
    struct hash_state state;
    hash_begin(&state);
    hash_bytes(&state, bytes, size);
    return hash_end(&state);
}

static void test_fixed_values(void **state)
{
    (void)state;
    unsigned char bytes[1000];
    for (size_t i = 0; i < sizeof bytes; i++) bytes[i] = (unsigned char)(i * 7);

    /* Recorded once.  A journal stores hashes of the state, so these may never change. */
    static const struct {
        const char *row;
        size_t size;
        const char *text;
    } rows[] = {
        {"nothing", 0, "d214e5da57c42fa38cf6c862acfe9fe5"},
        {"one byte", 1, "58dc35f85d5e9732803ad2323ef5a6b3"},
        {"one block less a byte", 63, "daff2d0a8ced5037d907335bac16974c"},
        {"one block", 64, "69477dace30175183ce145fafcde5617"},
        {"many blocks and a rest", 1000, "1d6ef170a4d34c379acbf1b90d3e898f"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[HASH_TEXT_SIZE];
        hash128_text(hash_of(bytes, rows[i].size), text);
        EXPECT_TEXT(rows[i].row, text, rows[i].text);
    }
}

static void test_text(void **state)
{
    (void)state;
    char text[HASH_TEXT_SIZE];
    hash128_text((struct hash128){.low = 0x0123456789abcdef, .high = 0xfedcba9876543210}, text);
    EXPECT_TEXT("high word first", text, "fedcba98765432100123456789abcdef");
}

static void test_division_into_calls(void **state)
{
    (void)state;
    unsigned char bytes[500];
    struct random random;
    random_seed(&random, 6);
    for (size_t i = 0; i < sizeof bytes; i++) bytes[i] = (unsigned char)random_u64(&random);

    for (int round = 0; round < 2000; round++) {
        size_t size = (size_t)random_below(&random, sizeof bytes + 1);
        struct hash_state hash;
        hash_begin(&hash);
        for (size_t at = 0; at < size;) {
            size_t part = (size_t)random_below(&random, size - at + 1);
            hash_bytes(&hash, bytes + at, part);
            at += part;
        }
        EXPECT_TRUE("any division", hash128_equal(hash_end(&hash), hash_of(bytes, size)));
    }
}

static void test_offset_does_not_matter(void **state)
{
    (void)state;
    unsigned char bytes[256 + 8];
    for (size_t offset = 0; offset < 8; offset++) {
        for (size_t i = 0; i < 256; i++) bytes[offset + i] = (unsigned char)(i * i);
        struct hash128 hash = hash_of(bytes + offset, 256);
        for (size_t i = 0; i < 256; i++) bytes[i] = (unsigned char)(i * i);
        EXPECT_TRUE("any alignment", hash128_equal(hash, hash_of(bytes, 256)));
    }
}

static int bits_set(uint64_t word)
{
    return __builtin_popcountll(word);
}

/* Flipping one bit of the input must flip about half of the 128 bits of the hash. */
static void test_every_bit_matters(void **state)
{
    (void)state;
    static const size_t sizes[] = {1, 8, 63, 64, 65, 200};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        unsigned char bytes[200] = {0};
        struct hash128 plain = hash_of(bytes, sizes[i]);
        for (size_t bit = 0; bit < sizes[i] * 8; bit++) {
            bytes[bit / 8] ^= (unsigned char)(1u << (bit % 8));
            struct hash128 changed = hash_of(bytes, sizes[i]);
            bytes[bit / 8] ^= (unsigned char)(1u << (bit % 8));
            int low = bits_set(plain.low ^ changed.low);
            int high = bits_set(plain.high ^ changed.high);
            EXPECT_TRUE("the low word is stirred", low > 8 && low < 56);
            EXPECT_TRUE("the high word is stirred", high > 8 && high < 56);
        }
    }
}

static int compare_words(const void *a, const void *b)
{
    const uint64_t *first = a;
    const uint64_t *second = b;
    return (*first > *second) - (*first < *second);
}

static size_t count_equal_neighbours(uint64_t *words, size_t count)
{
    qsort(words, count, sizeof *words, compare_words);
    size_t equal_count = 0;
    for (size_t i = 1; i < count; i++) equal_count += words[i] == words[i - 1];
    return equal_count;
}

/* States differ in few bits: all inputs of four blocks with one or two bits set, and all sizes of
 * zeros up to 4096.  Among these 2 million words of 64 bits chance would repeat none. */
static void test_sparse_inputs_differ(void **state)
{
    (void)state;
    enum { BITS = 2048, PAIRS = BITS * (BITS - 1) / 2, SIZES = 4096 };
    size_t count = 0;
    uint64_t *low = calloc(BITS + PAIRS + SIZES, sizeof *low);
    uint64_t *high = calloc(BITS + PAIRS + SIZES, sizeof *high);
    unsigned char bytes[SIZES] = {0};

    for (size_t a = 0; a < BITS; a++) {
        bytes[a / 8] ^= (unsigned char)(1u << (a % 8));
        for (size_t b = 0; b <= a; b++) {
            if (b < a) bytes[b / 8] ^= (unsigned char)(1u << (b % 8));
            struct hash128 hash = hash_of(bytes, BITS / 8);
            if (b < a) bytes[b / 8] ^= (unsigned char)(1u << (b % 8));
            low[count] = hash.low;
            high[count] = hash.high;
            count++;
        }
        bytes[a / 8] ^= (unsigned char)(1u << (a % 8));
    }
    for (size_t size = 0; size < SIZES; size++) {
        struct hash128 hash = hash_of(bytes, size);
        low[count] = hash.low;
        high[count] = hash.high;
        count++;
    }
    EXPECT_EQ("no low word twice", count_equal_neighbours(low, count), 0);
    EXPECT_EQ("no high word twice", count_equal_neighbours(high, count), 0);
    free(high);
    free(low);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fixed_values),        cmocka_unit_test(test_text),
        cmocka_unit_test(test_division_into_calls), cmocka_unit_test(test_offset_does_not_matter),
        cmocka_unit_test(test_every_bit_matters),   cmocka_unit_test(test_sparse_inputs_differ),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
