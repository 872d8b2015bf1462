/* SPDX-License-Identifier: Apache-2.0 */
/*
 * block_proof_test.c - a proof says what was signed, and nothing else passes.
 */
#include "gateway/block_proof.h"

#include <string.h>

#include "base/expect.h"

static const uint8_t key[BLOCK_KEY_SIZE] = {1, 2, 3};
static const uint8_t other_key[BLOCK_KEY_SIZE] = {1, 2, 4};
static const struct block_agreement agreed = {1536569522277, "bF1_gfgcsd", 1005, 250, 1, 0};

static struct block_proof proof_of(uint32_t account_id, bool is_maker)
{
    return (struct block_proof){
        agreed.timestamp_ms, block_consent_id(key, &agreed), account_id, 3, is_maker, is_maker, 9};
}

static void test_round(void **state)
{
    (void)state;
    char text[BLOCK_PROOF_SIZE];
    struct block_proof proof = proof_of(7, true);
    struct block_proof got;
    EXPECT_TRUE("written", block_proof_write(key, &proof, text));
    EXPECT_TRUE("read", block_proof_read(key, text, &got));
    EXPECT_EQ("time", got.timestamp_ms, agreed.timestamp_ms);
    EXPECT_EQ("account", got.account_id, 7);
    EXPECT_EQ("user", got.user_id, 3);
    EXPECT_TRUE("role", got.is_maker);
    EXPECT_EQ("consent", got.consent_id, proof.consent_id);
    EXPECT_EQ("key", got.key_number, 9);
    EXPECT_TRUE("approval", got.needs_approval);
    EXPECT_TRUE("another key made it", !block_proof_read(other_key, text, &got));
}

/* Every byte of the text counts. */
static void test_altered(void **state)
{
    (void)state;
    char text[BLOCK_PROOF_SIZE];
    struct block_proof proof = proof_of(7, false);
    struct block_proof got;
    EXPECT_TRUE("written", block_proof_write(key, &proof, text));
    size_t size = strlen(text);
    for (size_t i = 0; i < size; i++) {
        char kept = text[i];
        text[i] = kept == '0' ? '1' : '0';
        EXPECT_TRUE("one byte is another", !block_proof_read(key, text, &got));
        text[i] = kept;
    }
    text[size - 1] = '\0';
    EXPECT_TRUE("cut", !block_proof_read(key, text, &got));
    static const char *const odd[] = {"",
                                      ".",
                                      "1.2.3.maker",
                                      "1.2.3.broker.0.0",
                                      "-1.2.3.maker.1.1",
                                      "1.2.3.maker.g.1",
                                      "1.2.3.maker.1.1.2.1",
                                      "1.2.3.maker.1.1",
                                      "99999999999999999999999.1.1.maker.1.1"};
    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
        EXPECT_TRUE(odd[i], !block_proof_read(key, odd[i], &got));
    }
}

/* Both sides' proofs of the same terms name the same consent; any other terms another. */
static void test_consent(void **state)
{
    (void)state;
    uint64_t id = block_consent_id(key, &agreed);
    EXPECT_TRUE("a number", id != 0);
    EXPECT_EQ("again", block_consent_id(key, &agreed), id);
    struct block_agreement others[6];
    for (size_t i = 0; i < 6; i++) others[i] = agreed;
    others[0].timestamp_ms++;
    others[1].nonce = "bF1_gfgcse";
    others[2].price_ticks++;
    others[3].lots++;
    others[4].product_id++;
    others[5].maker_side = 1;
    for (size_t i = 0; i < 6; i++) {
        EXPECT_TRUE("other terms", block_consent_id(key, &others[i]) != id);
    }
    EXPECT_TRUE("another key", block_consent_id(other_key, &agreed) != id);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round),
        cmocka_unit_test(test_altered),
        cmocka_unit_test(test_consent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
