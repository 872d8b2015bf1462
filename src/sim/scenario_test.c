/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scenario_test.c - whole scenarios: those that pass, those that must not, and rewriting.
 *
 * It tests scenario.c with scenario_engine.c, scenario_margin.c, scenario_order.c,
 * scenario_parse.c, scenario_party.c, scenario_venue.c, scenario_view.c and scenario_world.c.
 */
#include "sim/scenario.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/expect.h"

#define TITLE "R-TEST-1  a sentence\n"

static char folder[] = "/tmp/scenario_test_XXXXXX";
static char path[256];

static void write_file(const char *text)
{
    FILE *stream = fopen(path, "wb");
    assert_non_null(stream);
    assert_true(fputs(text, stream) >= 0);
    assert_int_equal(fclose(stream), 0);
}

/* Runs the file; what was reported is in `report`. */
static enum scenario_result run(const char *engine, bool is_rewriting, char *report, size_t size)
{
    char *text = NULL;
    size_t length = 0;
    FILE *stream = open_memstream(&text, &length);
    assert_non_null(stream);
    struct scenario_run job = {
        .path = path, .engine = engine, .is_rewriting = is_rewriting, .report = stream};
    struct scenario_transcript transcript;
    enum scenario_result result = scenario_run(&job, &transcript);
    scenario_transcript_free(&transcript);
    assert_int_equal(fclose(stream), 0);
    (void)snprintf(report, size, "%s", text);
    free(text);
    return result;
}

static const struct {
    const char *row;
    const char *text;
    enum scenario_result result;
    const char *report; /* must be in what is reported */
} rows[] = {
    {"nothing but a title", TITLE, SCENARIO_PASSED, ""},
    {"a command and its event", TITLE "terms BTC\naccounts ann\nann a1 buy 1 @ 5 | accepted a1\n",
     SCENARIO_PASSED, ""},
    {"two events on two lines",
     TITLE
     "terms BTC\naccounts ann\nann oto a1 buy 1 @ 5 / a2 sell 1 @ 6 | accepted a1\n  | held a2\n",
     SCENARIO_PASSED, ""},
    {"nothing expected, nothing said", TITLE "tick |\n", SCENARIO_PASSED, ""},
    {"nothing expected, something said", TITLE "rules 1 |\n", SCENARIO_FAILED,
     ":2: [core] not as expected"},
    {"something expected, nothing said", TITLE "tick | rules_version\n", SCENARIO_FAILED,
     "(nothing more)"},
    {"a wrong value", TITLE "rules 1 | rules_version  version 2\n", SCENARIO_FAILED,
     "> rules_version  version 1"},
    {"a second line that is missing",
     TITLE "terms BTC\naccounts ann\nann oto a1 buy 1 @ 5 / a2 sell 1 @ 6 | accepted a1\n",
     SCENARIO_FAILED, "> held a2"},
    {"all differences are reported", TITLE "rules 1 |\nrules 1 |\n", SCENARIO_FAILED, ":3: [core]"},
    {"a set-up line that is rejected", TITLE "rules 2\n", SCENARIO_UNREADABLE,
     "a line without a bar must be accepted: rejected rules_version"},
    {"a set-up line that is a duplicate",
     TITLE "tick session 1 number 1\ntick session 1 number 1\n", SCENARIO_UNREADABLE,
     "a line without a bar must be accepted: duplicate"},
    {"a rejected line with a bar", TITLE "rules 2 | rejected rules_version\n", SCENARIO_PASSED, ""},
    {"a look", TITLE "terms BTC\ncheck BTC | product BTC  state listed\n", SCENARIO_PASSED, ""},
    {"a look that differs", TITLE "terms BTC\ncheck BTC | product BTC  state draft\n",
     SCENARIO_FAILED, "state listed"},
    {"tick and lot hold for the whole line",
     TITLE "terms BTC band 0.2 tick 0.1\naccounts ann\nann a1 buy 1 @ 5.0 | accepted a1\n"
           "ann a2 buy 1 @ 4.7 | rejected price_out_of_band  given 4.7  legal 4.8\n",
     SCENARIO_PASSED, ""},
    {"an empty book", TITLE "terms BTC\ncheck book |\n", SCENARIO_PASSED, ""},
    {"looking before there is a venue", TITLE "check venue | venue\n", SCENARIO_UNREADABLE,
     "there is nothing to check yet"},
    {"looking at nobody", TITLE "terms BTC\ncheck zoe | account zoe\n", SCENARIO_UNREADABLE,
     "not an account, order or product"},
    {"looking at no product", TITLE "terms BTC\naccounts ann\ncheck ann ETH |\n",
     SCENARIO_UNREADABLE, "not a product"},
    {"an unknown verb", TITLE "dance |\n", SCENARIO_UNREADABLE,
     "not an account, a user or a verb: \"dance\""},
    {"an unknown name", TITLE "terms BTC\nzoe a1 buy 1 @ 5 |\n", SCENARIO_UNREADABLE,
     "not an account, a user or a verb: \"zoe\""},
    {"a word too many", TITLE "rules 1 2 |\n", SCENARIO_UNREADABLE, "not understood: \"2\""},
    {"not a number", TITLE "rules one |\n", SCENARIO_UNREADABLE, "not a number: \"one\""},
    {"not a price", TITLE "terms BTC\naccounts ann\nann a1 buy 1 @ 5.5 |\n", SCENARIO_UNREADABLE,
     "not a price: \"5.5\""},
    {"not a quantity", TITLE "terms BTC\naccounts ann\nann a1 buy 1.5 @ 5 |\n", SCENARIO_UNREADABLE,
     "not a quantity: \"1.5\""},
    {"not an amount", TITLE "accounts ann\nann deposit 1.0000001 |\n", SCENARIO_UNREADABLE,
     "not an amount"},
    {"not a time", TITLE "25:00 tick |\n", SCENARIO_UNREADABLE, "not a time: \"25:00\""},
    {"not a term", TITLE "terms BTC weight 5\n", SCENARIO_UNREADABLE,
     "not a term of a product: \"weight\""},
    {"not a unit", TITLE "terms BTC tick 0.3\n", SCENARIO_UNREADABLE, "not a unit"},
    {"not a role", TITLE "user tom boss\n", SCENARIO_UNREADABLE, "not a word that fits here"},
    {"not a member", TITLE "accounts ann of acme\n", SCENARIO_UNREADABLE, "not a member"},
    {"not a product", TITLE "tick in ETH |\n", SCENARIO_UNREADABLE, "not a product: \"ETH\""},
    {"not a capacity", TITLE "capacity cars 5\n", SCENARIO_UNREADABLE, "not a capacity"},
    {"a capacity too late", TITLE "tick |\ncapacity orders 5\n", SCENARIO_UNREADABLE, "too late"},
    {"a capacity that cannot be", TITLE "capacity orders 0\n", SCENARIO_UNREADABLE,
     "an engine cannot have this capacity"},
    {"no such field", TITLE "tick colour=5 |\n", SCENARIO_UNREADABLE,
     "the command has no such field: \"colour=5\""},
    {"a label twice",
     TITLE "terms BTC\naccounts ann\nann a1 buy 1 @ 5 | accepted a1\n"
           "ann a1 buy 1 @ 5 |\n",
     SCENARIO_UNREADABLE, "this order exists already"},
    {"an account twice", TITLE "accounts ann ann\n", SCENARIO_UNREADABLE, "ann exists already"},
    {"an order without a type", TITLE "terms BTC\naccounts ann\nann a1 buy 1 gtc |\n",
     SCENARIO_UNREADABLE, "an order needs a price, market, stop, take or trail"},
    {"not understood in an order", TITLE "terms BTC\naccounts ann\nann a1 buy 1 @ 5 soon |\n",
     SCENARIO_UNREADABLE, "not understood in an order: \"soon\""},
    {"four legs",
     TITLE "terms BTC\naccounts ann\n"
           "ann oco a buy 1 @ 5 / b buy 1 @ 5 / c buy 1 @ 5 / d buy 1 @ 5 |\n",
     SCENARIO_UNREADABLE, "too many legs"},
    {"an order that does not exist", TITLE "terms BTC\naccounts ann\nann cancel a9 |\n",
     SCENARIO_UNREADABLE, "not an order: \"a9\""},
    {"not a scenario", "hello\n", SCENARIO_UNREADABLE, "the first line must name its rule"},
};

static void test_results(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char report[2048];
        write_file(rows[i].text);
        EXPECT_EQ(rows[i].row, run("core", false, report, sizeof report), rows[i].result);
        if (strstr(report, rows[i].report) == NULL) print_error("reported: %s\n", report);
        EXPECT_TRUE(rows[i].row, strstr(report, rows[i].report) != NULL);
        EXPECT_EQ(rows[i].row, report[0] == '\0', rows[i].result == SCENARIO_PASSED);
        EXPECT_EQ(rows[i].row, run("naive", false, report, sizeof report), rows[i].result);
    }
}

static void test_engines(void **state)
{
    (void)state;
    char report[512];
    write_file(TITLE "capacity orders 5\n");
    EXPECT_EQ("limits of memory", run("core", false, report, sizeof report), SCENARIO_PASSED);
    EXPECT_EQ("has none", run("naive", false, report, sizeof report), SCENARIO_SKIPPED);
    write_file(TITLE "capacity sessions 5\n");
    EXPECT_EQ("other limits", run("naive", false, report, sizeof report), SCENARIO_PASSED);
    EXPECT_EQ("no engine", run("steam", false, report, sizeof report), SCENARIO_UNREADABLE);
    EXPECT_TRUE("no engine", strstr(report, "there is no such engine") != NULL);
}

static void expect_file(const char *row, const char *want)
{
    char text[2048] = "";
    FILE *stream = fopen(path, "rb");
    assert_non_null(stream);
    text[fread(text, 1, sizeof text - 1, stream)] = '\0';
    assert_int_equal(fclose(stream), 0);
    EXPECT_TEXT(row, text, want);
}

static void test_rewriting(void **state)
{
    (void)state;
    char report[512];
    write_file(TITLE "\n# Kept.\n"
                     "terms BTC\naccounts ann bob\n"
                     "ann  a1 buy 2 @ 5   | accepted a1  open 9\n"
                     "bob  b1 sell 1 @ 5  | accepted b1\n"
                     "                    | filled b1\n"
                     "tick                | rules_version\n"
                     "bob  b2 sell 1 @ 5  |\n"
                     "check book          | bid 5 @ 5  orders 1\n");
    EXPECT_EQ("rewritten", run("core", true, report, sizeof report), SCENARIO_PASSED);
    expect_file("rewritten", TITLE
                "\n# Kept.\n"
                "terms BTC\naccounts ann bob\n"
                "ann  a1 buy 2 @ 5   | accepted a1  open 2\n"
                "bob  b1 sell 1 @ 5  | accepted b1\n"
                "                    | trade 1 @ 5  taker b1  maker a1  taker side sell  "
                "taker account bob  maker account ann  number 1  product BTC\n"
                "                    | filled b1  account bob  product BTC  side sell  open 0  "
                "price 5  filled 1  type limit  tif gtc\n"
                "tick                |\n"
                "bob  b2 sell 1 @ 5  | accepted b2  account bob  product BTC  side sell  open 1"
                "  price 5  filled 0  type limit  tif gtc\n"
                "                    | trade 1 @ 5  taker b2  maker a1  taker side sell  "
                "taker account bob  maker account ann  number 2  product BTC\n"
                "                    | filled a1  account ann  product BTC  side buy  open 0  "
                "price 5  filled 2  type limit  tif gtc\n"
                "                    | filled b2  account bob  product BTC  side sell  open 0  "
                "price 5  filled 1  type limit  tif gtc\n"
                "check book          |\n");
    EXPECT_EQ("it passes now", run("core", false, report, sizeof report), SCENARIO_PASSED);
    EXPECT_EQ("for both", run("naive", false, report, sizeof report), SCENARIO_PASSED);

    static const char broken[] = TITLE "rules 1 |\nrules 2\n";
    write_file(broken);
    EXPECT_EQ("a file that is not understood", run("core", true, report, sizeof report),
              SCENARIO_UNREADABLE);
    expect_file("stays as it is", broken);
}

static int make_folder(void **state)
{
    (void)state;
    if (mkdtemp(folder) == NULL) return -1;
    (void)snprintf(path, sizeof path, "%s/R-TEST-1.txt", folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    (void)unlink(path);
    return rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_results),
        cmocka_unit_test(test_engines),
        cmocka_unit_test(test_rewriting),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
