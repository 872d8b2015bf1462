/* SPDX-License-Identifier: Apache-2.0 */
/*
 * shelf_test.c - what is kept, how much of it, and in which order it is handed out.
 */
#include "supervision/shelf.h"

#include <stdlib.h>
#include <string.h>

#include "base/expect.h"

static struct alert alert_of(uint64_t sequence)
{
    return (struct alert){.detector = "spoofing",
                          .version = 1,
                          .account_count = 1,
                          .accounts = {7},
                          .raised_sequence = sequence,
                          .product_id = 1};
}

static void test_alerts(void **state)
{
    (void)state;
    static struct shelf shelf;
    EXPECT_TRUE("room", shelf_init(&shelf));
    EXPECT_TRUE("none yet", shelf_alert(&shelf, 0) == NULL);
    for (uint64_t place = 0; place < SHELF_ALERTS + 10; place++) {
        struct alert alert = alert_of(place + 1);
        shelf_put_alert(&shelf, place, &alert);
    }
    EXPECT_EQ("the newest first", shelf_alert(&shelf, 0)->alert.raised_sequence, SHELF_ALERTS + 10);
    EXPECT_EQ("the oldest kept", shelf_alert(&shelf, SHELF_ALERTS - 1)->alert.raised_sequence, 11);
    EXPECT_TRUE("no more than that", shelf_alert(&shelf, SHELF_ALERTS) == NULL);

    struct alert grown = alert_of(SHELF_ALERTS + 5);
    grown.repeats = 3;
    uint64_t change = shelf.change;
    shelf_put_alert(&shelf, SHELF_ALERTS + 4, &grown);
    EXPECT_EQ("what grows keeps its place", shelf_alert(&shelf, 5)->alert.repeats, 3);
    EXPECT_EQ("and is the latest change", shelf_alert(&shelf, 5)->change, change + 1);
    EXPECT_EQ("found by its number", shelf_find(&shelf, alert_number(&grown))->alert.repeats, 3);

    struct alert old = alert_of(3);
    old.repeats = 9;
    shelf_put_alert(&shelf, 2, &old);
    EXPECT_TRUE("what is not kept does not come back",
                shelf_find(&shelf, alert_number(&old)) == NULL);
    uint64_t counted = 0;
    for (uint32_t i = 0; i < SHELF_DETECTORS; i++) counted += shelf.detector_counts[i];
    EXPECT_EQ("each is counted once", counted, SHELF_ALERTS + 10);
    shelf_release(&shelf);
}

static bool put_minute(struct shelf *shelf, int64_t start_ns, const char *text)
{
    struct shelf_period period = {.start_ns = start_ns, .size = (uint32_t)strlen(text)};
    period.text = malloc(period.size);
    EXPECT_TRUE("room for a text", period.text != NULL);
    memcpy(period.text, text, period.size);
    return shelf_put_minute(shelf, 1, &period);
}

static void test_periods(void **state)
{
    (void)state;
    static struct shelf shelf;
    EXPECT_TRUE("room", shelf_init(&shelf));
    EXPECT_EQ("no minutes yet", shelf_period_count(&shelf.minutes[1]), 0);
    EXPECT_TRUE("a minute", put_minute(&shelf, 60, "{first}"));
    EXPECT_TRUE("the same minute", put_minute(&shelf, 60, "{second}"));
    EXPECT_EQ("is one", shelf_period_count(&shelf.minutes[1]), 1);
    EXPECT_EQ("with the later text", shelf_period(&shelf.minutes[1], 0)->size, strlen("{second}"));
    for (int64_t i = 2; i < SHELF_MINUTES + 5; i++) {
        EXPECT_TRUE("another minute", put_minute(&shelf, 60 * i, "{}"));
    }
    EXPECT_EQ("bounded", shelf_period_count(&shelf.minutes[1]), SHELF_MINUTES);
    EXPECT_EQ("the oldest kept", shelf_period(&shelf.minutes[1], 0)->start_ns, 60 * 5);
    EXPECT_EQ("the newest", shelf_period(&shelf.minutes[1], SHELF_MINUTES - 1)->start_ns,
              60 * (SHELF_MINUTES + 4));
    shelf_release(&shelf);
}

static void test_dates(void **state)
{
    (void)state;
    static struct shelf shelf;
    EXPECT_TRUE("room", shelf_init(&shelf));
    for (int32_t date = 100; date < 103; date++) {
        for (uint32_t i = 0; i < 4; i++) {
            const struct shelf_date more = {.date = date, .commands = 1, .trades = 2, .lots = 3};
            shelf_count_date(&shelf, &more);
        }
    }
    EXPECT_EQ("the newest date first", shelf_date(&shelf, 0)->date, 102);
    EXPECT_EQ("with all its commands", shelf_date(&shelf, 0)->commands, 4);
    EXPECT_EQ("and trades", shelf_date(&shelf, 1)->trades, 8);
    EXPECT_EQ("and lots", shelf_date(&shelf, 2)->lots, 12);
    EXPECT_TRUE("three dates", shelf_date(&shelf, 3) == NULL);
    shelf_release(&shelf);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_alerts),
        cmocka_unit_test(test_periods),
        cmocka_unit_test(test_dates),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
