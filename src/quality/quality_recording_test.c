/* SPDX-License-Identifier: Apache-2.0 */
/*
 * quality_recording_test.c - books from recorded messages; gaps and strange lines are counted.
 */
#include "quality/quality_recording.h"

#include "base/expect.h"

static void tell(struct recording *recording, const char *line)
{
    (void)recording_line(recording, (struct import_slice){line, strlen(line)});
}

#define DEPTH(first, last, before, bids, asks)                                                     \
    "{\"data\":{\"e\":\"depthUpdate\",\"E\":1700000000000,\"U\":" #first ",\"u\":" #last           \
    ",\"pu\":" #before ",\"b\":[" bids "],\"a\":[" asks "]}}"

static void test_book(void **state)
{
    static struct recording recording;
    (void)state;
    recording_init(&recording, 0);
    recording.is_whole = true;
    tell(&recording, "1700000000000000000 " DEPTH(1, 5, 0, "[\"100.0\",\"2\"],[\"99.5\",\"1\"]",
                                                  "[\"100.5\",\"3\"]"));
    EXPECT_EQ("the best bid", recording.quality.bid, INT64_C(10000000000));
    EXPECT_EQ("the best ask", recording.quality.ask, INT64_C(10050000000));
    EXPECT_EQ("both sides within 50 basis points", recording.quality.depth[4],
              INT64_C(100) * 2 * 1000000 + INT64_C(301500000));
    tell(&recording, DEPTH(6, 9, 5, "[\"100.0\",\"0\"]", ""));
    EXPECT_EQ("a level that is gone", recording.quality.bid, INT64_C(9950000000));
    EXPECT_EQ("no gap", recording.update_gaps, 0);
    tell(&recording, DEPTH(12, 13, 11, "", ""));
    EXPECT_EQ("an update is missing", recording.update_gaps, 1);
    tell(&recording, "{\"data\":{\"e\":\"trade\",\"E\":1700000001000,\"t\":7,\"p\":\"100.5\","
                     "\"q\":\"1\",\"m\":false}}");
    tell(&recording, "{\"data\":{\"e\":\"trade\",\"E\":1700000001000,\"t\":9,\"p\":\"99.5\","
                     "\"q\":\"1\",\"m\":true}}");
    EXPECT_EQ("a trade is missing", recording.trade_gaps, 1);
    EXPECT_EQ("what was traded", recording.quality.minute.sums.value_micros, 200000000);
    EXPECT_EQ("no strange line", recording.bad_lines, 0);
    recording_release(&recording);
}

static void test_tops(void **state)
{
    static struct recording recording;
    (void)state;
    recording_init(&recording, 0);
    recording.is_whole = true;
    tell(&recording, DEPTH(1, 5, 0, "[\"100.0\",\"2\"]", "[\"100.5\",\"3\"]"));
    tell(&recording, "{\"data\":{\"u\":4,\"b\":\"100.0\",\"a\":\"100.5\"}}");
    EXPECT_EQ("a later one may still belong to the update", recording.tops_compared, 0);
    tell(&recording, "{\"data\":{\"u\":6,\"b\":\"100.1\",\"a\":\"100.5\"}}");
    EXPECT_EQ("now it is known", recording.tops_compared, 1);
    EXPECT_EQ("it agrees", recording.tops_equal, 1);
    tell(&recording, DEPTH(6, 8, 5, "[\"100.2\",\"2\"]", ""));
    tell(&recording, "{\"data\":{\"u\":9,\"b\":\"100.3\",\"a\":\"100.5\"}}");
    EXPECT_EQ("another top than the published one", recording.tops_compared, 2);
    EXPECT_EQ("does not agree", recording.tops_equal, 1);
    recording_release(&recording);
}

static void test_whole_books(void **state)
{
    static struct recording recording;
    (void)state;
    recording_init(&recording, 0);
    tell(&recording,
         "1 {\"channel\":\"l2Book\",\"data\":{\"time\":1700000000000,"
         "\"levels\":[[{\"n\":1,"
         "\"px\":\"100.0\",\"sz\":\"2\"}],[{\"n\":2,\"px\":\"101.0\",\"sz\":\"1\"}]]}}");
    EXPECT_EQ("the bid", recording.quality.bid, INT64_C(10000000000));
    EXPECT_EQ("the ask", recording.quality.ask, INT64_C(10100000000));
    tell(&recording, "1 {\"channel\":\"trades\",\"data\":[{\"side\":\"B\","
                     "\"px\":\"101.0\",\"sz\":\"1\","
                     "\"time\":1700000000500,\"tid\":3}]}");
    EXPECT_EQ("a trade", recording.quality.minute.sums.trades, 1);
    EXPECT_EQ("bought a half above the middle: 2 x 0.5 / 100.5",
              weighted_mean(&recording.quality.minute.sums.effective_e9), 9950248);
    recording_release(&recording);
}

static void test_strange_lines(void **state)
{
    static const char *const lines[] = {
        "not JSON",
        "{\"e\":\"depthUpdate\",\"E\":1700000000,\"U\":1,\"u\":2,\"b\":[[\"x\",\"1\"]],\"a\":[]}",
        "{\"e\":\"depthUpdate\",\"E\":1700000000000,\"u\":2,\"b\":[],\"a\":[]}",
        "{\"e\":\"depthUpdate\",\"E\":1700000000,\"U\":1,\"u\":2,\"b\":[[\"-1\",\"1\"]],\"a\":[]}",
        "{\"e\":\"trade\",\"E\":1700000000000,\"t\":1,\"p\":\"1\"}",
        "{\"u\":1,\"b\":\"1\",\"a\":\"x\"}",
    };
    static struct recording recording;
    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        recording_init(&recording, 0);
        tell(&recording, lines[i]);
        EXPECT_EQ(lines[i], recording.bad_lines, 1);
        recording_release(&recording);
    }
    recording_init(&recording, 0);
    tell(&recording, "{\"e\":\"markPriceUpdate\",\"E\":1700000000000,\"p\":\"1\"}");
    EXPECT_EQ("another message is passed over", recording.bad_lines, 0);
    recording_release(&recording);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_book),
        cmocka_unit_test(test_tops),
        cmocka_unit_test(test_whole_books),
        cmocka_unit_test(test_strange_lines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
