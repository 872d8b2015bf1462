/* SPDX-License-Identifier: Apache-2.0 */
/*
 * certificate.c - see certificate.h.
 */
#include "venue/certificate.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "os/os_file.h"
#include "os/os_small_file.h"

#define SECONDS_PER_DAY   86400L
#define CERTIFICATE_DAYS  3650L
#define KEY_FILE_SIZE_MAX 16384u

/* --- files ------------------------------------------------------------------------------------ */

static bool save(BIO *bio, const char *path, enum os_file_audience audience, char *error,
                 size_t error_size)
{
    char *bytes = NULL;
    long size = BIO_get_mem_data(bio, &bytes);
    enum os_result result = OS_FAILED;
    if (size > 0) result = os_small_file_replace(path, bytes, (size_t)size, audience);
    if (result == OS_OK) return true;
    (void)snprintf(error, error_size, "cannot write %s: %s", path, os_result_text(result));
    return false;
}

static bool save_key(EVP_PKEY *key, const char *path, char *error, size_t error_size)
{
    BIO *bio = BIO_new(BIO_s_secmem());
    (void)snprintf(error, error_size, "cannot make %s", path);
    bool is_saved = bio != NULL &&
                    PEM_write_bio_PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL) == 1 &&
                    save(bio, path, OS_FILE_PRIVATE, error, error_size);
    BIO_free(bio);
    return is_saved;
}

/* --- the certificate -------------------------------------------------------------------------- */

static bool add_extension(X509 *certificate, int kind, const char *value)
{
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, certificate, certificate, NULL, NULL, 0);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, kind, value);
    bool is_added = extension != NULL && X509_add_ext(certificate, extension, -1) == 1;
    X509_EXTENSION_free(extension);
    return is_added;
}

static bool fill(X509 *certificate, EVP_PKEY *key)
{
    unsigned char serial[8];
    X509_NAME *name = X509_get_subject_name(certificate);
    if (RAND_bytes(serial, sizeof serial) != 1) return false;
    serial[0] &= 0x7f;
    BIGNUM *number = BN_bin2bn(serial, sizeof serial, NULL);
    bool has_serial =
        number != NULL && BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != NULL;
    BN_free(number);
    return has_serial && X509_set_version(certificate, 2) == 1 &&
           X509_gmtime_adj(X509_getm_notBefore(certificate), -SECONDS_PER_DAY) != NULL &&
           X509_gmtime_adj(X509_getm_notAfter(certificate), CERTIFICATE_DAYS * SECONDS_PER_DAY) !=
               NULL &&
           X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                                      (const unsigned char *)"perpetua venue", -1, -1, 0) == 1 &&
           X509_set_issuer_name(certificate, name) == 1 && X509_set_pubkey(certificate, key) == 1 &&
           add_extension(certificate, NID_basic_constraints, "critical,CA:TRUE") &&
           add_extension(certificate, NID_subject_key_identifier, "hash") &&
           add_extension(certificate, NID_ext_key_usage, "serverAuth") &&
           add_extension(certificate, NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1,IP:::1") &&
           X509_sign(certificate, key, EVP_sha256()) > 0;
}

static bool make_certificate(const char *certificate_path, const char *key_path, char *error,
                             size_t error_size)
{
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *certificate = X509_new();
    BIO *bio = BIO_new(BIO_s_mem());
    (void)snprintf(error, error_size, "cannot make %s", certificate_path);
    bool is_made = key != NULL && certificate != NULL && bio != NULL && fill(certificate, key) &&
                   PEM_write_bio_X509(bio, certificate) == 1 &&
                   save_key(key, key_path, error, error_size) &&
                   save(bio, certificate_path, OS_FILE_SHARED, error, error_size);
    BIO_free(bio);
    X509_free(certificate);
    EVP_PKEY_free(key);
    return is_made;
}

bool certificate_ensure(const char *certificate_path, const char *key_path, char *error,
                        size_t error_size)
{
    if (os_path_exists(certificate_path) && os_path_exists(key_path)) return true;
    return make_certificate(certificate_path, key_path, error, error_size);
}

/* --- the signing key -------------------------------------------------------------------------- */

static EVP_PKEY *read_key(const char *path)
{
    char *bytes = NULL;
    size_t size = 0;
    if (os_small_file_read(path, KEY_FILE_SIZE_MAX, &bytes, &size) != OS_OK) return NULL;
    BIO *bio = BIO_new_mem_buf(bytes, (int)size);
    EVP_PKEY *key = bio == NULL ? NULL : PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);
    BIO_free(bio);
    OPENSSL_cleanse(bytes, size);
    free(bytes);
    return key;
}

static char *public_text(EVP_PKEY *key)
{
    BIO *bio = BIO_new(BIO_s_mem());
    char *bytes = NULL;
    char *text = NULL;
    if (bio != NULL && PEM_write_bio_PUBKEY(bio, key) == 1) {
        long size = BIO_get_mem_data(bio, &bytes);
        text = strndup(bytes, (size_t)size);
    }
    BIO_free(bio);
    return text;
}

char *signing_key_ensure(const char *key_path, char *error, size_t error_size)
{
    EVP_PKEY *key = NULL;
    if (os_path_exists(key_path)) {
        key = read_key(key_path);
        (void)snprintf(error, error_size, "%s holds no private key", key_path);
    } else {
        key = EVP_RSA_gen(2048);
        if (key != NULL && !save_key(key, key_path, error, error_size)) {
            EVP_PKEY_free(key);
            key = NULL;
        }
    }
    char *text = key == NULL ? NULL : public_text(key);
    EVP_PKEY_free(key);
    return text;
}
