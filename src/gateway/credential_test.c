/* SPDX-License-Identifier: Apache-2.0 */
/*
 * credential_test.c - keys are kept in their file and prove what they should, once:
 * credential.c, credential_proof.c.
 */
#include "gateway/credential.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/expect.h"

static char directory[] = "credential-test-XXXXXX";
static char path[64];
static char error[256];

static int set_up(void **state)
{
    (void)state;
    if (mkdtemp(directory) == NULL) return -1;
    (void)snprintf(path, sizeof path, "%s/keys.json", directory);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    (void)unlink(path);
    return rmdir(directory);
}

static struct credential demo(void)
{
    struct credential credential = {.id = "demo",
                                    .name = "a name",
                                    .secret = "demo-secret",
                                    .kind = CREDENTIAL_SECRET,
                                    .user_id = 2,
                                    .member_id = 3,
                                    .account_id = 4,
                                    .scopes = SCOPE_ACCOUNT_READ | SCOPE_TRADE_WRITE,
                                    .features = FEATURE_BLOCK_APPROVAL,
                                    .created_ns = 5,
                                    .expires_ns = 1000,
                                    .is_enabled = true,
                                    .ip_count = 1,
                                    .ips = {"127.0.0.1"}};
    return credential;
}

static void test_file(void **state)
{
    (void)state;
    struct stat status;
    (void)unlink(path);
    struct credentials *credentials = credentials_open(path, error, sizeof error);
    EXPECT_TRUE("no file is an empty list", credentials != NULL);
    EXPECT_TRUE("nobody is known", credential_find(credentials, "demo") == NULL);
    struct credential credential = demo();
    EXPECT_EQ("the first", credential_add(credentials, &credential)->number, 1);
    EXPECT_TRUE("its id is taken", credential_add(credentials, &credential) == NULL);
    memcpy(credential.id, "two", 4);
    EXPECT_EQ("the second", credential_add(credentials, &credential)->number, 2);
    credential_edit(credentials, "two")->is_revoked = true;
    EXPECT_TRUE("saved", credentials_save(credentials));
    EXPECT_EQ("its mode", stat(path, &status), 0);
    EXPECT_EQ("for its owner alone", status.st_mode & 0777, 0600);
    credentials_close(credentials);

    credentials = credentials_open(path, error, sizeof error);
    EXPECT_TRUE("read back", credentials != NULL);
    const struct credential *back = credential_find(credentials, "demo");
    EXPECT_TEXT("name", back->name, "a name");
    EXPECT_EQ("features", back->features, FEATURE_BLOCK_APPROVAL);
    EXPECT_TEXT("secret", back->secret, "demo-secret");
    EXPECT_EQ("scopes", back->scopes, SCOPE_ACCOUNT_READ | SCOPE_TRADE_WRITE);
    EXPECT_EQ("account", back->account_id, 4);
    EXPECT_EQ("expiry", back->expires_ns, 1000);
    EXPECT_TEXT("address", back->ips[0], "127.0.0.1");
    EXPECT_TRUE("revoked", credential_at(credentials, 1)->is_revoked);
    EXPECT_TRUE("the end", credential_at(credentials, 2) == NULL);
    credentials_close(credentials);
}

static void test_malformed_files(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        const char *text;
    } rows[] = {
        {"no JSON", "{"},
        {"no list", "{\"version\":1}"},
        {"a key without an id", "{\"keys\":[{\"number\":1}]}"},
        {"a key that says more", "{\"keys\":[{\"id\":\"a\",\"number\":1,\"user\":1,\"member\":1,"
                                 "\"account\":1,\"scopes\":[],\"secret\":\"s\",\"x\":1}]}"},
        {"a key with neither secret nor public key",
         "{\"keys\":[{\"id\":\"a\",\"number\":1,\"user\":1,\"member\":1,\"account\":1,"
         "\"scopes\":[]}]}"},
        {"a scope that does not exist",
         "{\"keys\":[{\"id\":\"a\",\"number\":1,\"user\":1,\"member\":1,\"account\":1,"
         "\"scopes\":[\"all\"],\"secret\":\"s\"}]}"},
        {"a feature that does not exist",
         "{\"keys\":[{\"id\":\"a\",\"number\":1,\"user\":1,\"member\":1,\"account\":1,"
         "\"scopes\":[],\"secret\":\"s\",\"enabled_features\":[\"restricted_block_trades\"]}]}"},
        {"features that are no list",
         "{\"keys\":[{\"id\":\"a\",\"number\":1,\"user\":1,\"member\":1,\"account\":1,"
         "\"scopes\":[],\"secret\":\"s\",\"enabled_features\":\"block_trade_approval\"}]}"},
        {"a public key that is none",
         "{\"keys\":[{\"id\":\"a\",\"number\":1,\"user\":1,\"member\":1,\"account\":1,"
         "\"scopes\":[],\"public_key\":\"s\"}]}"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        FILE *file = fopen(path, "w");
        EXPECT_TRUE(rows[i].row, file != NULL && fputs(rows[i].text, file) >= 0);
        EXPECT_EQ(rows[i].row, fclose(file), 0);
        error[0] = '\0';
        EXPECT_TRUE(rows[i].row, credentials_open(path, error, sizeof error) == NULL);
        EXPECT_TRUE("it says which file", strstr(error, "keys.json") != NULL);
    }
    (void)unlink(path);
}

static void test_state(void **state)
{
    (void)state;
    struct credential credential = demo();
    EXPECT_EQ("good", credential_state(&credential, "127.0.0.1", 999), CREDENTIAL_GOOD);
    EXPECT_EQ("over", credential_state(&credential, "127.0.0.1", 1000), CREDENTIAL_EXPIRED);
    EXPECT_EQ("elsewhere", credential_state(&credential, "10.0.0.1", 999), CREDENTIAL_ADDRESS);
    credential.ip_count = 0;
    EXPECT_EQ("anywhere", credential_state(&credential, "10.0.0.1", 999), CREDENTIAL_GOOD);
    credential.is_enabled = false;
    EXPECT_EQ("disabled", credential_state(&credential, "10.0.0.1", 999), CREDENTIAL_EXPIRED);
    EXPECT_EQ("the secret", credential_check_secret(&credential, "demo-secret"), CREDENTIAL_GOOD);
    EXPECT_EQ("a part of it", credential_check_secret(&credential, "demo"), CREDENTIAL_WRONG);
    EXPECT_EQ("nothing", credential_check_secret(&credential, ""), CREDENTIAL_WRONG);
    credential.secret[0] = '\0';
    EXPECT_EQ("a key without one", credential_check_secret(&credential, ""), CREDENTIAL_WRONG);
    char text[20];
    credential_random_text(text, 19);
    EXPECT_EQ("random letters", strlen(text), 19);
}

/* RFC 4231, test case 2. */
static void test_hmac(void **state)
{
    (void)state;
    struct credential credential = {.kind = CREDENTIAL_SECRET, .secret = "Jefe"};
    const char *text = "what do ya want for nothing?";
    const char *hex = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
    EXPECT_EQ("right", credential_check_hmac(&credential, text, 28, hex), CREDENTIAL_GOOD);
    EXPECT_EQ("another text", credential_check_hmac(&credential, text, 27, hex), CREDENTIAL_WRONG);
    EXPECT_EQ("too short", credential_check_hmac(&credential, text, 28, "5bdc"), CREDENTIAL_WRONG);
    EXPECT_EQ("nothing", credential_check_hmac(&credential, text, 28, ""), CREDENTIAL_WRONG);
}

static char *public_pem(EVP_PKEY *key)
{
    BIO *bio = BIO_new(BIO_s_mem());
    char *bytes = NULL;
    EXPECT_EQ("written", PEM_write_bio_PUBKEY(bio, key), 1);
    long size = BIO_get_mem_data(bio, &bytes);
    char *copy = strndup(bytes, (size_t)size);
    BIO_free(bio);
    return copy;
}

static void sign(EVP_PKEY *key, const char *text, char base64[1400])
{
    unsigned char signature[1024];
    size_t size = sizeof signature;
    bool is_rsa = EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA;
    EVP_PKEY_CTX *key_context = NULL;
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    EXPECT_EQ("begin",
              EVP_DigestSignInit(context, &key_context, is_rsa ? EVP_sha256() : NULL, NULL, key),
              1);
    if (is_rsa) {
        EXPECT_TRUE("pss", EVP_PKEY_CTX_set_rsa_padding(key_context, RSA_PKCS1_PSS_PADDING) > 0);
        EXPECT_TRUE("salt",
                    EVP_PKEY_CTX_set_rsa_pss_saltlen(key_context, RSA_PSS_SALTLEN_DIGEST) > 0);
    }
    EXPECT_EQ("sign",
              EVP_DigestSign(context, signature, &size, (const unsigned char *)text, strlen(text)),
              1);
    (void)EVP_EncodeBlock((unsigned char *)base64, signature, (int)size);
    EVP_MD_CTX_free(context);
}

static void test_signatures(void **state)
{
    (void)state;
    struct credentials *credentials = credentials_open(path, error, sizeof error);
    EVP_PKEY *keys[2] = {EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)2048),
                         EVP_PKEY_Q_keygen(NULL, NULL, "ED25519")};
    for (int i = 0; i < 2; i++) {
        char base64[1400];
        struct credential credential = demo();
        credential.kind = CREDENTIAL_PUBLIC;
        credential.id[0] = (char)('a' + i);
        credential.public_pem = public_pem(keys[i]);
        const struct credential *added = credential_add(credentials, &credential);
        free(credential.public_pem);
        EXPECT_TRUE("a public key", added != NULL);
        sign(keys[i], "1234GET/path", base64);
        EXPECT_EQ("right", credential_check_signature(added, "1234GET/path", 12, base64),
                  CREDENTIAL_GOOD);
        EXPECT_EQ("another text", credential_check_signature(added, "1234GET/pat", 11, base64),
                  CREDENTIAL_WRONG);
        base64[5] = base64[5] == 'A' ? 'B' : 'A';
        EXPECT_EQ("another signature",
                  credential_check_signature(added, "1234GET/path", 12, base64), CREDENTIAL_WRONG);
        EXPECT_EQ("no base64", credential_check_signature(added, "x", 1, "***="), CREDENTIAL_WRONG);
        EXPECT_EQ("nothing", credential_check_signature(added, "x", 1, ""), CREDENTIAL_WRONG);
        EXPECT_EQ("a public key is no secret", credential_check_secret(added, ""),
                  CREDENTIAL_WRONG);
        EVP_PKEY_free(keys[i]);
    }
    EVP_PKEY *small = EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)1024);
    struct credential credential = demo();
    credential.kind = CREDENTIAL_PUBLIC;
    credential.public_pem = public_pem(small);
    EXPECT_TRUE("1024 bits are too few", credential_add(credentials, &credential) == NULL);
    free(credential.public_pem);
    EVP_PKEY_free(small);
    credentials_close(credentials);
}

static void test_once(void **state)
{
    (void)state;
    const int64_t now_ns = INT64_C(1800000000000000000);
    const int64_t second = INT64_C(1000000000);
    struct credentials *credentials = credentials_open(path, error, sizeof error);
    struct credential mine = {.number = 1};
    struct credential other = {.number = 2};
    const struct {
        const char *row;
        const struct credential *credential;
        int64_t stamp_ns;
        const char *nonce;
        int64_t now_ns;
        enum credential_fault fault;
    } rows[] = {
        {"a new stamp", &mine, now_ns, "n", now_ns, CREDENTIAL_GOOD},
        {"the same again", &mine, now_ns, "n", now_ns, CREDENTIAL_REPLAYED},
        {"another nonce", &mine, now_ns, "m", now_ns, CREDENTIAL_GOOD},
        {"another key", &other, now_ns, "n", now_ns, CREDENTIAL_GOOD},
        {"a clock that is a little behind", &mine, now_ns - 59 * second, "n", now_ns,
         CREDENTIAL_GOOD},
        {"too far behind", &mine, now_ns - 60 * second, "n", now_ns, CREDENTIAL_STALE},
        {"too far ahead", &mine, now_ns + 60 * second, "n", now_ns, CREDENTIAL_STALE},
        {"ahead", &mine, now_ns + 59 * second, "ahead", now_ns, CREDENTIAL_GOOD},
        {"the same as long as it counts", &mine, now_ns + 59 * second, "ahead",
         now_ns + 118 * second, CREDENTIAL_REPLAYED},
        {"after tables turned", &mine, now_ns + 150 * second, "n", now_ns + 150 * second,
         CREDENTIAL_GOOD},
        {"what was used before they turned", &mine, now_ns + 150 * second, "n",
         now_ns + 200 * second, CREDENTIAL_REPLAYED},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        EXPECT_EQ(rows[i].row,
                  credential_check_once(credentials, rows[i].credential, rows[i].stamp_ns,
                                        rows[i].nonce, rows[i].now_ns),
                  rows[i].fault);
    }
    for (int i = 0; i < 20000; i++) {
        char nonce[16];
        (void)snprintf(nonce, sizeof nonce, "%d", i);
        EXPECT_EQ("many",
                  credential_check_once(credentials, &mine, now_ns + 200 * second, nonce,
                                        now_ns + 200 * second),
                  CREDENTIAL_GOOD);
    }
    EXPECT_EQ("none is forgotten",
              credential_check_once(credentials, &mine, now_ns + 200 * second, "17",
                                    now_ns + 200 * second),
              CREDENTIAL_REPLAYED);
    credentials_close(credentials);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_file),       cmocka_unit_test(test_malformed_files),
        cmocka_unit_test(test_state),      cmocka_unit_test(test_hmac),
        cmocka_unit_test(test_signatures), cmocka_unit_test(test_once),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
