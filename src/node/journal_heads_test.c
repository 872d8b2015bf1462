/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal_heads_test.c - heads are signed, checked against the journal, and any damage is found.
 */
#include "node/journal_heads.h"

#include "node/journal_fixture.h"

/* Made for this test; they protect nothing. */
static const char private_pem[] =
    "-----BEGIN PRIVATE KEY-----\n"
    "MC4CAQAwBQYDK2VwBCIEIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f\n"
    "-----END PRIVATE KEY-----\n";
static const char other_pem[] = "-----BEGIN PRIVATE KEY-----\n"
                                "MC4CAQAwBQYDK2VwBCIEICABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f\n"
                                "-----END PRIVATE KEY-----\n";

static struct fixture fixture;
static struct journal_key key;
static struct journal_key other_key;

static void write_file(const char *path, const char *text)
{
    struct os_file file;
    EXPECT_EQ("create", os_file_open(&file, path, OS_FILE_CREATE), OS_OK);
    EXPECT_EQ("write", os_file_write(&file, text, strlen(text), 0), OS_OK);
    os_file_close(&file);
}

static void sign_here(const struct journal_key *with)
{
    struct journal_error error;
    struct journal_position position = journal_position(&fixture.journal);
    EXPECT_EQ("sign",
              journal_heads_append(FIXTURE_DIRECTORY, &fixture.journal.header.id, &position, with,
                                   &error),
              JOURNAL_OK);
}

/* Frames with 3, 4 and 5 records; heads behind the first and the third. */
static void make_journal(void)
{
    struct journal_error error;
    fixture_create(&fixture);
    write_file("key.pem", private_pem);
    write_file("other.pem", other_pem);
    EXPECT_EQ("key", journal_key_load_private(&key, "key.pem", &error), JOURNAL_OK);
    EXPECT_EQ("key", journal_key_load_private(&other_key, "other.pem", &error), JOURNAL_OK);
    fixture_open(&fixture);
    fixture_write(&fixture, 3);
    sign_here(&key);
    fixture_write(&fixture, 4);
    fixture_write(&fixture, 5);
    sign_here(&key);
}

static void release(void)
{
    fixture_close(&fixture);
    journal_key_release(&key);
    journal_key_release(&other_key);
    fixture_destroy(&fixture);
}

/* Goes over the journal as verify does. */
static enum journal_status check(const struct journal_key *trusted, uint64_t *count,
                                 struct journal_error *error)
{
    static struct journal_reader reader;
    struct journal_heads heads;
    struct journal_record record;
    struct journal_reader_config config = {.directory = FIXTURE_DIRECTORY,
                                           .checks = JOURNAL_CHECK_ALL};
    *count = 0;
    *error = (struct journal_error){0};
    EXPECT_EQ("read", journal_reader_open(&reader, &config, error), JOURNAL_OK);
    enum journal_status status =
        journal_heads_open(&heads, FIXTURE_DIRECTORY, &fixture.journal.header.id, trusted, error);
    while (status == JOURNAL_OK) {
        enum journal_read read = journal_reader_next(&reader, &record, error);
        status = journal_heads_pass(&heads, &reader.position, error);
        if (read == JOURNAL_READ_RECORD) continue;
        if (status != JOURNAL_OK) break;
        status = journal_heads_finish(&heads, reader.position.sequence_next - 1, error);
        break;
    }
    *count = heads.checked_count;
    journal_heads_close(&heads);
    journal_reader_close(&reader);
    return status;
}

static void test_signed_heads(void **state)
{
    (void)state;
    struct journal_error error;
    uint64_t count = 0;
    make_journal();
    EXPECT_EQ("any key", check(NULL, &count, &error), JOURNAL_OK);
    EXPECT_EQ("both heads", count, 2);
    EXPECT_EQ("this key", check(&key, &count, &error), JOURNAL_OK);
    EXPECT_EQ("another key", check(&other_key, &count, &error), JOURNAL_CORRUPT);
    EXPECT_EQ("another key", error.sequence_first, 3);
    fixture_write(&fixture, 1);
    EXPECT_EQ("the journal may go on", check(&key, &count, &error), JOURNAL_OK);
    EXPECT_EQ("remove", os_path_remove("j/heads.sig"), OS_OK);
    EXPECT_EQ("no heads are no error", check(NULL, &count, &error), JOURNAL_OK);
    EXPECT_EQ("none", count, 0);
    release();
}

static void test_every_flipped_bit_is_found(void **state)
{
    (void)state;
    struct journal_error error;
    uint64_t count = 0;
    uint64_t size = 0;
    make_journal();
    uint8_t *bytes = disk_bytes(fixture.disk, "j/heads.sig", &size);
    for (uint64_t bit = 0; bit < 8 * size; bit++) {
        bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
        EXPECT_EQ("a flipped bit", check(NULL, &count, &error), JOURNAL_CORRUPT);
        EXPECT_TRUE("is named", error.sequence_first >= 1 && error.sequence_first <= 12);
        bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
    release();
}

/* Somebody with another idea of the past: right hashes, but not those that were signed. */
static void test_rewritten_journal(void **state)
{
    (void)state;
    struct journal_error error;
    uint64_t count = 0;
    make_journal();
    struct journal_position position = journal_position(&fixture.journal);
    position.head.bytes[0] ^= 1;
    position.sequence_next++;
    fixture_write(&fixture, 1);
    EXPECT_EQ("a head of another past",
              journal_heads_append(FIXTURE_DIRECTORY, &fixture.journal.header.id, &position, &key,
                                   &error),
              JOURNAL_OK);
    EXPECT_EQ("is found", check(NULL, &count, &error), JOURNAL_CORRUPT);
    EXPECT_EQ("by its number", error.sequence_first, 13);
    EXPECT_EQ("after the others", count, 2);
    release();

    make_journal();
    fixture_write(&fixture, 2);
    position = journal_position(&fixture.journal);
    position.sequence_next--;
    EXPECT_EQ("a head inside a frame",
              journal_heads_append(FIXTURE_DIRECTORY, &fixture.journal.header.id, &position, &key,
                                   &error),
              JOURNAL_OK);
    EXPECT_EQ("is found", check(NULL, &count, &error), JOURNAL_CORRUPT);
    release();
}

static void test_journal_cut_off(void **state)
{
    (void)state;
    struct journal_error error;
    uint64_t count = 0;
    make_journal();
    /* The last frame is gone without a trace: only the signed head remembers it. */
    memset(fixture_segment(&fixture, 1) + 3 * 4096, 0, 4096);
    EXPECT_EQ("found", check(NULL, &count, &error), JOURNAL_CORRUPT);
    EXPECT_EQ("from", error.sequence_first, 8);
    EXPECT_EQ("to", error.sequence_last, 12);
    release();
}

static void test_cut_line(void **state)
{
    (void)state;
    struct journal_error error;
    struct os_file file;
    uint64_t count = 0;
    make_journal();
    EXPECT_EQ("open", os_file_open(&file, "j/heads.sig", OS_FILE_WRITE), OS_OK);
    EXPECT_EQ("half a line", os_file_write(&file, "h1 0000", 7, 2 * 283), OS_OK);
    EXPECT_EQ("is passed over", check(NULL, &count, &error), JOURNAL_OK);
    EXPECT_EQ("two lines", count, 2);
    fixture_write(&fixture, 1);
    sign_here(&key);
    EXPECT_EQ("and written over", check(NULL, &count, &error), JOURNAL_OK);
    EXPECT_EQ("three lines", count, 3);
    os_file_close(&file);
    release();
}

static void test_keys(void **state)
{
    (void)state;
    struct journal_error error;
    struct journal_key wrong;
    make_journal();
    write_file("text.pem", "no key at all\n");
    EXPECT_EQ("no file", journal_key_load_private(&wrong, "none.pem", &error), JOURNAL_MISSING);
    EXPECT_EQ("no key", journal_key_load_private(&wrong, "text.pem", &error), JOURNAL_FOREIGN);
    EXPECT_EQ("a private key is no public one", journal_key_load_public(&wrong, "key.pem", &error),
              JOURNAL_FOREIGN);
    release();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_signed_heads),      cmocka_unit_test(test_every_flipped_bit_is_found),
        cmocka_unit_test(test_rewritten_journal), cmocka_unit_test(test_journal_cut_off),
        cmocka_unit_test(test_cut_line),          cmocka_unit_test(test_keys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
