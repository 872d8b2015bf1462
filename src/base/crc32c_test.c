/* SPDX-License-Identifier: Apache-2.0 */
/*
 * crc32c_test.c - crc32c.c and crc32c_table.c: the published check values, then both against the
 *                 polynomial.
 */
#include "base/expect.h"
#include "base/hash.h"
#include "base/random.h"

#define BYTES_MAX 5000

/* The definition, one bit at a time. */
static uint32_t crc32c_by_polynomial(uint32_t seed, const unsigned char *bytes, size_t size)
{
    uint32_t sum = ~seed;
    for (size_t i = 0; i < size; i++) {
        sum ^= bytes[i];
        for (int bit = 0; bit < 8; bit++) sum = sum >> 1 ^ ((sum & 1) != 0 ? 0x82f63b78 : 0);
    }
    return ~sum;
}

static void test_published_values(void **state)
{
    (void)state;
    unsigned char zeros[32] = {0};
    unsigned char ones[32];
    unsigned char rising[32];
    unsigned char falling[32];
    for (size_t i = 0; i < 32; i++) {
        ones[i] = 0xff;
        rising[i] = (unsigned char)i;
        falling[i] = (unsigned char)(31 - i);
    }
    const struct {
        const char *row;
        const void *bytes;
        size_t size;
        uint32_t sum;
    } rows[] = {
        {"nothing", "", 0, 0},
        {"the digits 1 to 9", "123456789", 9, 0xe3069283},
        {"32 bytes of zero (RFC 3720 B.4)", zeros, 32, 0x8a9136aa},
        {"32 bytes of ones (RFC 3720 B.4)", ones, 32, 0x62a8ab43},
        {"32 rising bytes (RFC 3720 B.4)", rising, 32, 0x46dd794e},
        {"32 falling bytes (RFC 3720 B.4)", falling, 32, 0x113fdb5c},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        EXPECT_EQ(rows[i].row, crc32c(0, rows[i].bytes, rows[i].size), rows[i].sum);
        EXPECT_EQ(rows[i].row, crc32c_by_table(0, rows[i].bytes, rows[i].size), rows[i].sum);
    }
}

static void test_sizes_and_offsets(void **state)
{
    (void)state;
    static unsigned char bytes[BYTES_MAX + 16];
    struct random random;
    random_seed(&random, 5);
    for (size_t i = 0; i < sizeof bytes; i++) bytes[i] = (unsigned char)random_u64(&random);

    for (size_t size = 0; size <= BYTES_MAX; size += size < 400 ? 1 : 37) {
        size_t offset = size % 9;
        uint32_t seed = (uint32_t)random_u64(&random);
        uint32_t want = crc32c_by_polynomial(seed, bytes + offset, size);
        EXPECT_EQ("by instruction", crc32c(seed, bytes + offset, size), want);
        EXPECT_EQ("by table", crc32c_by_table(seed, bytes + offset, size), want);

        size_t cut = size > 0 ? (size_t)random_below(&random, size) : 0;
        uint32_t first = crc32c(seed, bytes + offset, cut);
        EXPECT_EQ("in two calls", crc32c(first, bytes + offset + cut, size - cut), want);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_published_values),
        cmocka_unit_test(test_sizes_and_offsets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
