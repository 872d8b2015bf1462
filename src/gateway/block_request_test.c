/* SPDX-License-Identifier: Apache-2.0 */
/*
 * block_request_test.c - requests wait, end once, are bounded, and survive a restart.
 */
#include "gateway/block_request.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/expect.h"

static char directory[] = "block-request-test-XXXXXX";
static char path[64];
static char error[256];

static int set_up(void **state)
{
    (void)state;
    if (mkdtemp(directory) == NULL) return -1;
    (void)snprintf(path, sizeof path, "%s/block-requests.json", directory);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    (void)unlink(path);
    return rmdir(directory);
}

/* Both sides have to accept; the taker carries it out. */
static struct block_request request_of(uint64_t consent_id, uint32_t maker, uint32_t taker)
{
    struct block_request request = {
        .consent_id = consent_id,
        .timestamp_ms = 1000,
        .price_ticks = 500,
        .lots = 20,
        .product_id = 1,
        .maker_side = 1,
        .proposer = BLOCK_MAKER,
        .agreed_ns = 10,
        .expires_ns = 100,
        .known_until_ns = 200,
        .sides = {{maker, 31, 41, 10, BLOCK_INITIAL}, {taker, 32, 42, 10, BLOCK_INITIAL}},
    };
    (void)snprintf(request.nonce, sizeof request.nonce, "n%u", (unsigned)consent_id);
    return request;
}

static struct block_request *add(struct block_requests *requests, uint64_t consent_id)
{
    struct block_request *added;
    struct block_request request = request_of(consent_id, 7, 8);
    EXPECT_EQ("added", block_request_add(requests, &request, 10, &added), BLOCK_ADDED);
    return added;
}

static void test_accept(void **state)
{
    (void)state;
    struct block_requests *requests = block_requests_open(path, error, sizeof error);
    struct block_request *first = add(requests, 1);
    struct block_key key = {8, BLOCK_TAKER, 1000, "n1"};
    EXPECT_TRUE("found by the taker", block_request_find(requests, &key) == first);
    key.role = BLOCK_MAKER;
    EXPECT_TRUE("not in the other role", block_request_find(requests, &key) == NULL);
    key = (struct block_key){9, BLOCK_TAKER, 1000, "n1"};
    EXPECT_TRUE("not by another account", block_request_find(requests, &key) == NULL);
    key = (struct block_key){8, BLOCK_TAKER, 1000, "n2"};
    EXPECT_TRUE("not by another nonce", block_request_find(requests, &key) == NULL);

    block_request_accept(first, BLOCK_TAKER, 20);
    EXPECT_EQ("one is not enough", first->phase, BLOCK_WAITS);
    EXPECT_EQ("the other is asked", first->sides[BLOCK_MAKER].state, BLOCK_INITIAL);
    EXPECT_STOPS("nobody accepts twice", block_request_accept(first, BLOCK_TAKER, 21));
    block_request_accept(first, BLOCK_MAKER, 22);
    EXPECT_EQ("both are", first->phase, BLOCK_SUBMITTED);
    EXPECT_STOPS("too late to reject", block_request_reject(first, BLOCK_MAKER, 23, "no"));
    EXPECT_TRUE("and to expire", block_request_expire(requests, 1000) == NULL);
    block_request_execute(first, 5, 24);
    EXPECT_EQ("ended", first->phase, BLOCK_ENDED);
    EXPECT_EQ("executed", first->sides[BLOCK_MAKER].state, BLOCK_EXECUTED);
    EXPECT_EQ("when", first->sides[BLOCK_TAKER].state_ns, 24);
    EXPECT_STOPS("a request ends once", block_request_refuse(first, "no", 25));
    block_requests_close(requests);
}

static void test_end(void **state)
{
    (void)state;
    struct block_requests *requests = block_requests_open(path, error, sizeof error);
    struct block_request *rejected = add(requests, 1);
    struct block_request *late = add(requests, 2);
    struct block_request *refused = add(requests, 3);
    block_request_reject(rejected, BLOCK_MAKER, 20, "no");
    EXPECT_EQ("the side says so", rejected->sides[BLOCK_MAKER].state, BLOCK_REJECTED);
    EXPECT_EQ("the other said nothing", rejected->sides[BLOCK_TAKER].state, BLOCK_INITIAL);
    EXPECT_TEXT("why", rejected->reason, "no");

    block_request_accept(refused, BLOCK_MAKER, 20);
    block_request_accept(refused, BLOCK_TAKER, 21);
    block_request_refuse(refused, "margin", 22);
    EXPECT_EQ("refused to the one", refused->sides[BLOCK_MAKER].state, BLOCK_REJECTED);
    EXPECT_EQ("and the other", refused->sides[BLOCK_TAKER].state, BLOCK_REJECTED);

    block_request_accept(late, BLOCK_TAKER, 30);
    EXPECT_TRUE("in time", block_request_expire(requests, 100) == NULL);
    EXPECT_TRUE("too late", block_request_expire(requests, 101) == late);
    EXPECT_EQ("who did not accept", late->sides[BLOCK_MAKER].state, BLOCK_REJECTED);
    EXPECT_EQ("who did", late->sides[BLOCK_TAKER].state, BLOCK_ACCEPTED);
    EXPECT_TRUE("once", block_request_expire(requests, 101) == NULL);
    EXPECT_TRUE("the consent stays known", block_request_of_consent(requests, 2) == late);
    EXPECT_TRUE("another is not", block_request_of_consent(requests, 4) == NULL);

    const struct block_request *at = block_request_before(requests, 7, 0);
    EXPECT_TRUE("the newest first", at == refused);
    at = block_request_before(requests, 7, at->number);
    EXPECT_TRUE("then the one before", at == late);
    EXPECT_TRUE("nobody else's", block_request_before(requests, 9, 0) == NULL);
    block_requests_close(requests);
}

static void test_bounds(void **state)
{
    (void)state;
    struct block_requests *requests = block_requests_open(path, error, sizeof error);
    struct block_request *added;
    for (uint64_t i = 1; i <= BLOCK_REQUESTS_ACCOUNT_MAX; i++) (void)add(requests, i);
    struct block_request more = request_of(99, 6, 8);
    EXPECT_EQ("one side is full", block_request_add(requests, &more, 10, &added),
              BLOCK_ACCOUNT_FULL);
    EXPECT_TRUE("nothing is added", added == NULL);
    while (block_request_expire(requests, 150) != NULL) continue;
    EXPECT_EQ("ended but known", block_request_add(requests, &more, 150, &added),
              BLOCK_ACCOUNT_FULL);
    EXPECT_EQ("forgotten", block_request_add(requests, &more, 201, &added), BLOCK_ADDED);

    uint32_t account = 100;
    uint64_t consent_id = 1000;
    enum block_added result = BLOCK_ADDED;
    uint32_t count = 1;
    while (result == BLOCK_ADDED) {
        more = request_of(consent_id++, account, account + 1);
        more.known_until_ns = more.expires_ns = 1000;
        account += 2;
        result = block_request_add(requests, &more, 201, &added);
        if (result == BLOCK_ADDED) count++;
    }
    EXPECT_EQ("the table is full", result, BLOCK_FULL);
    EXPECT_EQ("places of forgotten ones were taken", count, BLOCK_REQUESTS_MAX);
    EXPECT_TRUE("saved when full", block_requests_save(requests));
    block_requests_close(requests);
    requests = block_requests_open(path, error, sizeof error);
    EXPECT_TRUE("and read", requests != NULL);
    EXPECT_TRUE("the last", block_request_of_consent(requests, consent_id - 2) != NULL);
    block_requests_close(requests);
    (void)unlink(path);
}

static void test_restart(void **state)
{
    (void)state;
    struct block_requests *requests = block_requests_open(path, error, sizeof error);
    (void)add(requests, UINT64_MAX);
    struct block_request *submitted = add(requests, 2);
    block_request_accept(submitted, BLOCK_MAKER, 20);
    block_request_accept(submitted, BLOCK_TAKER, 21);
    block_request_drop(add(requests, 3));
    EXPECT_TRUE("saved", block_requests_save(requests));
    block_requests_close(requests);

    requests = block_requests_open(path, error, sizeof error);
    EXPECT_TRUE("read back", requests != NULL);
    struct block_request want = request_of(UINT64_MAX, 7, 8);
    want.number = 1;
    want.phase = BLOCK_WAITS;
    struct block_request *got = block_request_of_consent(requests, UINT64_MAX);
    EXPECT_TRUE("it waits on", got != NULL && got->phase == BLOCK_WAITS);
    EXPECT_EQ("its number", got->number, want.number);
    EXPECT_TEXT("nonce", got->nonce, want.nonce);
    EXPECT_EQ("time", got->timestamp_ms, want.timestamp_ms);
    EXPECT_EQ("price", got->price_ticks, want.price_ticks);
    EXPECT_EQ("lots", got->lots, want.lots);
    EXPECT_EQ("product", got->product_id, want.product_id);
    EXPECT_EQ("side", got->maker_side, want.maker_side);
    EXPECT_EQ("proposer", got->proposer, want.proposer);
    EXPECT_EQ("agreed", got->agreed_ns, want.agreed_ns);
    EXPECT_EQ("expires", got->expires_ns, want.expires_ns);
    EXPECT_EQ("known until", got->known_until_ns, want.known_until_ns);
    EXPECT_EQ("account", got->sides[BLOCK_TAKER].account_id, 8);
    EXPECT_EQ("user", got->sides[BLOCK_TAKER].user_id, 32);
    EXPECT_EQ("key", got->sides[BLOCK_MAKER].key_number, 41);
    got = block_request_of_consent(requests, 2);
    EXPECT_EQ("what the core had has ended", got->phase, BLOCK_ENDED);
    EXPECT_EQ("without saying how", got->sides[BLOCK_MAKER].state, BLOCK_ACCEPTED);
    EXPECT_TRUE("but where to look", strstr(got->reason, "get_block_trades") != NULL);
    EXPECT_TRUE("dropped", block_request_of_consent(requests, 3) == NULL);
    EXPECT_EQ("numbers go on", add(requests, 4)->number, 4);
    block_requests_close(requests);
    (void)unlink(path);
}

static void test_malformed(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "", "{", "{\"version\": 1}", "{\"requests\": [1]}", "{\"requests\": [{\"number\": 1}]}",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        FILE *file = fopen(path, "w");
        assert_non_null(file);
        (void)fputs(texts[i], file);
        (void)fclose(file);
        EXPECT_TRUE(texts[i], block_requests_open(path, error, sizeof error) == NULL);
        EXPECT_TRUE("it says which file", strstr(error, "block-requests.json") != NULL);
    }
    (void)unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_accept),    cmocka_unit_test(test_end),
        cmocka_unit_test(test_bounds),    cmocka_unit_test(test_restart),
        cmocka_unit_test(test_malformed),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
