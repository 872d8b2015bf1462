/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz_smoke_test.c - a fuzz target without a fuzzer: some thousand inputs from a seed.
 *
 * Linked with each fuzz target of the core, so that the ordinary tests run it with both
 * compilers, and the same inputs every time.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/expect.h"
#include "base/random.h"

enum { SIZE_MAX_BYTES = 3000, INPUTS = 600 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void test_inputs_from_a_seed(void **state)
{
    (void)state;
    static uint8_t bytes[SIZE_MAX_BYTES];
    struct random random;
    random_seed(&random, 1);
    EXPECT_EQ("no bytes at all", LLVMFuzzerTestOneInput(bytes, 0), 0);
    for (uint32_t input = 0; input < INPUTS; input++) {
        size_t size = (size_t)random_below(&random, SIZE_MAX_BYTES);
        /* Some inputs stay in a narrow range of bytes: steps of one kind in a row. */
        uint64_t range = random_chance(&random, 1, 3) ? 100 + random_below(&random, 156) : 256;
        for (size_t i = 0; i < size; i++) bytes[i] = (uint8_t)random_below(&random, range);
        EXPECT_EQ("the target takes it", LLVMFuzzerTestOneInput(bytes, size), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_inputs_from_a_seed)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
