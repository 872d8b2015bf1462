/* SPDX-License-Identifier: Apache-2.0 */
/*
 * settings_test.c - levels and obligations from text.
 */
#include "report/settings.h"

#include "base/expect.h"

static void test_lines(void **state)
{
    static const struct {
        const char *row;
        const char *text;
        uint32_t fault; /* line */
    } rows[] = {
        {"nothing changes nothing", "", 0},
        {"comments and empty lines", "# levels\n\n   \n", 0},
        {"a level and a maker", "level BTCPERP 100 200\nmaker BTCPERP 900 400 950000\n", 0},
        {"without a line feed at the end", "level BTCPERP 100 200", 0},
        {"lines of another system", "level BTCPERP 100 200\r\n", 0},
        {"an exchange code", "exchange QX\n", 0},
        {"a code that is too long", "exchange QXX\n", 1},
        {"a number is missing", "\nlevel BTCPERP 100\n", 2},
        {"a number too many", "level BTCPERP 100 200 300\n", 1},
        {"a level of nothing", "level BTCPERP 0 200\n", 1},
        {"a share above one", "maker BTCPERP 900 400 1000001\n", 1},
        {"an unknown word", "limit BTCPERP 1 2\n", 1},
        {"a symbol that is too long", "level ABCDEFGHIJKLMNOPQRSTUVWX 1 2\n", 1},
        {"no number", "level BTCPERP 1e3 2\n", 1},
    };
    static struct settings settings;
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        settings_default(&settings);
        EXPECT_EQ(rows[i].row, settings_read(&settings, rows[i].text, strlen(rows[i].text)),
                  rows[i].fault);
    }
}

static void test_lookup(void **state)
{
    static const char text[] = "level * 30 60\nlevel BTCPERP 100 200\nlevel BTCPERP 150 250\n"
                               "maker ETHPERP 500 10 800000\nexchange QX\n";
    static struct settings settings;
    (void)state;
    settings_default(&settings);
    EXPECT_EQ("the rules' level", settings_level(&settings, "BTCPERP")->reportable_lots, 25);
    EXPECT_EQ("the rules' threshold", settings_level(&settings, "BTCPERP")->volume_lots, 50);
    EXPECT_EQ("all lines are read", settings_read(&settings, text, sizeof text - 1), 0);
    EXPECT_EQ("the later line of a product", settings_level(&settings, "BTCPERP")->volume_lots,
              250);
    EXPECT_EQ("any other product", settings_level(&settings, "ETHPERP")->reportable_lots, 30);
    EXPECT_EQ("its obligation", settings_maker(&settings, "ETHPERP")->lots, 10);
    EXPECT_EQ("that of another", settings_maker(&settings, "BTCPERP")->lots, 100);
    EXPECT_TEXT("the code", settings.exchange, "QX");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_lookup),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
