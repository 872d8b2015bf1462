/* SPDX-License-Identifier: Apache-2.0 */
/*
 * view_terms_test.c - the terms that hold, and the band as the book is.
 *
 * Rules  R-BAND-1.
 */
#include "base/expect.h"
#include "core/core.h"
#include "core/fixture.h"

static _Alignas(64) unsigned char memory[FIXTURE_SIZE];
static struct fixture fixture;

static void test_terms(void **state)
{
    (void)state;
    struct product_terms terms = fixture_terms();
    terms.band_ticks = 10;
    terms.band_ppm = 200000;
    fixture_open(&fixture, memory, sizeof memory);
    fixture_define(&fixture, 2, &terms);
    fixture_list(&fixture, 2);

    struct terms_view view;
    EXPECT_FALSE("product 0", core_terms(fixture.core, 0, &view));
    EXPECT_FALSE("never defined", core_terms(fixture.core, 3, &view));
    EXPECT_FALSE("beyond the last", core_terms(fixture.core, 4, &view));
    EXPECT_TRUE("defined", core_terms(fixture.core, 2, &view));
    EXPECT_EQ("its terms", view.product->tick_value_micros, terms.tick_value_micros);
    EXPECT_TRUE("without price terms", view.prices == NULL && view.funding == NULL);
    EXPECT_TRUE("under the plain model", view.margin == NULL);
    EXPECT_EQ("an empty side has no band", view.price_min.ticks, 1);
    EXPECT_EQ("nor the other", view.price_max.ticks, 1000000);
}

/* What the view says is what the gate does: the bound is accepted, one tick beyond it is not. */
static void test_band(void **state)
{
    (void)state;
    struct product_terms terms = fixture_terms();
    terms.band_ticks = 10;
    terms.band_ppm = 200000;
    fixture_start(&fixture, memory, sizeof memory);
    fixture_define(&fixture, PRODUCT, &terms);
    fixture_list(&fixture, PRODUCT);
    fixture_member(&fixture, MEMBER);
    (void)fixture_account(&fixture, MEMBER, 0);
    (void)fixture_deposit(&fixture, ALICE, INT64_C(1000000000000));
    (void)fixture_place(&fixture, ALICE, fixture_entry(SIDE_BUY, 1, 1000));
    (void)fixture_place(&fixture, ALICE, fixture_entry(SIDE_SELL, 1, 1100));

    struct terms_view view;
    EXPECT_TRUE("defined", core_terms(fixture.core, PRODUCT, &view));
    EXPECT_EQ("bids", view.price_min.ticks, 800);
    EXPECT_EQ("asks", view.price_max.ticks, 1320);
    EXPECT_TRUE("the bound of bids",
                fixture_place(&fixture, ALICE, fixture_entry(SIDE_BUY, 1, 800)) != 0);
    EXPECT_EQ("beyond it", fixture_place(&fixture, ALICE, fixture_entry(SIDE_BUY, 1, 799)), 0);
    EXPECT_TRUE("the bound of asks",
                fixture_place(&fixture, ALICE, fixture_entry(SIDE_SELL, 1, 1320)) != 0);
    EXPECT_EQ("beyond it", fixture_place(&fixture, ALICE, fixture_entry(SIDE_SELL, 1, 1321)), 0);
}

static void test_next_due(void **state)
{
    (void)state;
    struct product_terms terms = fixture_terms();
    fixture_open(&fixture, memory, sizeof memory);
    EXPECT_EQ("nothing is ever due", core_next_due_ns(fixture.core), INT64_MAX);
    struct order_entry entry = fixture_entry(SIDE_BUY, 1, 1000);
    int64_t far_ns = fixture.time_ns + INT64_C(86400000000000);
    entry.tif = TIF_GTD;
    entry.expiry_ns = far_ns;
    uint64_t order_id = fixture_place(&fixture, ALICE, entry);
    EXPECT_EQ("an order expires", core_next_due_ns(fixture.core), far_ns);
    entry.expiry_ns = far_ns - 1000;
    EXPECT_TRUE("placed", fixture_place(&fixture, ALICE, entry) != 0 && order_id != 0);
    EXPECT_EQ("one before it", core_next_due_ns(fixture.core), far_ns - 1000);
    fixture.time_ns = far_ns - 1000;
    fixture_command(&fixture, COMMAND_TICK);
    EXPECT_TRUE("a tick does it", fixture_step(&fixture) > 0);
    EXPECT_EQ("the first is left", core_next_due_ns(fixture.core), far_ns);

    terms.schedule_count = 1;
    terms.schedule[0].phase = PHASE_OPEN;
    fixture_define(&fixture, 2, &terms);
    EXPECT_EQ("a product that is not listed", core_next_due_ns(fixture.core), far_ns);
    fixture_list(&fixture, 2);
    fixture.time_ns = far_ns;
    fixture_command(&fixture, COMMAND_TICK);
    EXPECT_TRUE("the last order expires", fixture_step(&fixture) > 0);
    int64_t minute_ns = INT64_C(60000000000);
    EXPECT_EQ("schedules are looked at each minute", core_next_due_ns(fixture.core),
              (fixture.time_ns / minute_ns + 1) * minute_ns);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_terms),
        cmocka_unit_test(test_band),
        cmocka_unit_test(test_next_due),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
