/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rest_auth_test.c - signed headers of the REST dialect prove who asks, once: rest_auth.c.
 */
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/expect.h"
#include "gateway/rest_doubles.h"

static struct rest rest;
static char directory[] = "rest-auth-test-XXXXXX";
static char path[64];
static EVP_PKEY *key;

/* An Ed25519 key signs like any other; RSA-PSS is in credential_test.c. */
static char *public_pem(void)
{
    static char pem[256];
    unsigned char *der = NULL;
    unsigned char base64[200] = {0};
    int size = i2d_PUBKEY(key, &der);
    EXPECT_TRUE("a key", size > 0 && (size_t)size < 100);
    (void)EVP_EncodeBlock(base64, der, size);
    (void)snprintf(pem, sizeof pem, "-----BEGIN PUBLIC KEY-----\n%s\n-----END PUBLIC KEY-----\n",
                   (const char *)base64);
    OPENSSL_free(der);
    return pem;
}

static void add_key(const char *id, int64_t expires_ns)
{
    struct credential credential = {.kind = CREDENTIAL_PUBLIC,
                                    .public_pem = public_pem(),
                                    .user_id = 2,
                                    .member_id = 3,
                                    .account_id = 4,
                                    .scopes = SCOPE_TRADE_READ,
                                    .expires_ns = expires_ns,
                                    .is_enabled = true};
    (void)snprintf(credential.id, sizeof credential.id, "%s", id);
    EXPECT_TRUE(id, credential_add(doubles.credentials, &credential) != NULL);
}

static int set_up(void **state)
{
    (void)state;
    char error[256];
    if (mkdtemp(directory) == NULL) return -1;
    (void)snprintf(path, sizeof path, "%s/keys.json", directory);
    doubles_open();
    doubles.credentials = credentials_open(path, error, sizeof error);
    key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
    if (doubles.credentials == NULL || key == NULL) return -1;
    add_key("good", 0);
    add_key("expired", 1);
    struct credential secret = {.id = "secret",
                                .secret = "secret",
                                .kind = CREDENTIAL_SECRET,
                                .user_id = 2,
                                .member_id = 3,
                                .account_id = 4,
                                .is_enabled = true};
    return credential_add(doubles.credentials, &secret) == NULL ? -1 : 0;
}

static int tear_down(void **state)
{
    (void)state;
    EVP_PKEY_free(key);
    credentials_close(doubles.credentials);
    doubles_close();
    (void)unlink(path);
    return rmdir(directory);
}

/* The base64 of a signature of stamp, method and path. */
static const char *sign(const char *stamp, const char *method, const char *target)
{
    static char base64[200];
    char text[256];
    unsigned char signature[64];
    size_t size = sizeof signature;
    int length = snprintf(text, sizeof text, "%s%s%s", stamp, method, target);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    EXPECT_EQ("begin", EVP_DigestSignInit(context, NULL, NULL, NULL, key), 1);
    EXPECT_EQ(
        "sign",
        EVP_DigestSign(context, signature, &size, (const unsigned char *)text, (size_t)length), 1);
    (void)EVP_EncodeBlock((unsigned char *)base64, signature, (int)size);
    EVP_MD_CTX_free(context);
    return base64;
}

static void put_headers(const char *id, const char *stamp, const char *signature)
{
    doubles.headers[0] = (struct double_header){"kalshi-access-key", id};
    doubles.headers[1] = (struct double_header){"kalshi-access-timestamp", stamp};
    doubles.headers[2] = (struct double_header){"kalshi-access-signature", signature};
}

static const char *stamp_after(int64_t shift_ms)
{
    static char stamp[24];
    int64_t stamp_ms = credential_now_ns() / 1000000 + shift_ms;
    (void)snprintf(stamp, sizeof stamp, "%lld", (long long)stamp_ms);
    return stamp;
}

static const struct http_request request = {
    .method = "GET", .path = "/trade-api/v2/margin/orders", .query = "", .peer = "127.0.0.1"};

static bool is_proved(const char **why)
{
    *why = NULL;
    const struct credential *credential = rest_authenticate(&rest, &request, why);
    EXPECT_EQ("a reason when nobody is proved", *why == NULL, credential != NULL);
    return credential != NULL;
}

static void test_proof(void **state)
{
    (void)state;
    const char *why = NULL;
    const char *stamp = stamp_after(0);
    put_headers("good", stamp, sign(stamp, "GET", request.path));
    EXPECT_TRUE("signed well", is_proved(&why));
    EXPECT_FALSE("a second time", is_proved(&why));
    EXPECT_TRUE("and says so", strstr(why, "used before") != NULL);
    doubles.headers[2].name = NULL;
    EXPECT_FALSE("without a signature", is_proved(&why));
    EXPECT_TRUE("the headers are named", strstr(why, "KALSHI-ACCESS-SIGNATURE") != NULL);
}

static void test_refused(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        const char *id;
        const char *method; /* that was signed */
        int64_t shift_ms;
        const char *why;
    } rows[] = {
        {"nobody's key", "nobody", "GET", 0, "unknown"},
        {"a key that has a secret", "secret", "GET", 0, "unknown"},
        {"another method", "good", "POST", 0, "wrong"},
        {"an hour ago", "good", "GET", -3600000, "minute"},
        {"an hour ahead", "good", "GET", 3600000, "minute"},
        {"an expired key", "expired", "GET", 0, "expired"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *why = NULL;
        const char *stamp = stamp_after(rows[i].shift_ms);
        put_headers(rows[i].id, stamp, sign(stamp, rows[i].method, request.path));
        EXPECT_FALSE(rows[i].row, is_proved(&why));
        EXPECT_TRUE(rows[i].row, strstr(why, rows[i].why) != NULL);
    }
    static const char *const stamps[] = {
        "now", "-1", "1.5", "99999999999999999999", "0x10", "9223372036854775807"};
    for (size_t i = 0; i < sizeof stamps / sizeof stamps[0]; i++) {
        const char *why = NULL;
        put_headers("good", stamps[i], sign(stamps[i], "GET", request.path));
        EXPECT_FALSE(stamps[i], is_proved(&why));
    }
}

static void test_rights(void **state)
{
    (void)state;
    struct credential reads = {.scopes = SCOPE_TRADE_READ};
    struct credential writes = {.scopes = SCOPE_TRADE_WRITE};
    EXPECT_TRUE("nothing is needed", rest_key_may(&reads, 0));
    EXPECT_TRUE("to read", rest_key_may(&reads, SCOPE_TRADE_READ));
    EXPECT_FALSE("not to write", rest_key_may(&reads, SCOPE_TRADE_WRITE));
    EXPECT_TRUE("who writes reads", rest_key_may(&writes, SCOPE_TRADE_READ));
    EXPECT_TRUE("and writes", rest_key_may(&writes, SCOPE_TRADE_WRITE));
    EXPECT_FALSE("but no wallet", rest_key_may(&writes, SCOPE_WALLET_WRITE));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_proof),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_rights),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
