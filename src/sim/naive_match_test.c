/* SPDX-License-Identifier: Apache-2.0 */
/*
 * naive_match_test.c - tables for what happens when orders meet.
 *
 * Covers naive_match.c, naive_book.c, naive_money.c, naive_auction.c, naive_guard.c and
 * naive_limit.c.
 */
#include "model/accounts_chart.h"
#include "sim/naive_fixture.h"

static void test_priority(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"an offer rests", ORDER(1, SELL(5), LIMIT(101), GTC), "accepted 1 5@101"},
        {"a second one behind it", ORDER(3, SELL(5), LIMIT(101), GTC), "accepted 2 5@101"},
        {"a better one", ORDER(3, SELL(2), LIMIT(100), GTC), "accepted 3 2@100"},
        {"R-BOOK-1, R-BOOK-2, R-MATCH-2: the best, then the earlier, at their prices",
         ORDER(4, BUY(9), LIMIT(101), GTC),
         "accepted 4 9@101; trade 2@100 3>4; filled 3; trade 5@101 1>4; filled 1; "
         "trade 2@101 2>4; filled 4"},
        {"R-TIF-2 IOC: what does not trade is cancelled", ORDER(4, BUY(9), LIMIT(101), IOC),
         "accepted 5 9@101; trade 3@101 2>5; filled 2; cancelled 5 6 ioc"},
        {"R-MARKET-2 no price on the other side", ORDER(4, BUY(9), MARKET, IOC),
         "rejected no_reference 0/0"},
        {"a bid rests", ORDER(4, BUY(9), LIMIT(90), GTC), "accepted 6 9@90"},
        {"R-MARKET-1 the protection price is five ticks down", ORDER(3, SELL(10), MARKET, GTC),
         "accepted 7 10@85; trade 9@90 6>7; filled 6"},
        {"and its rest rests there", ORDER(4, BUY(1), LIMIT(85), GTC),
         "accepted 8 1@85; trade 1@85 7>8; filled 7; filled 8"},
    };
    struct product_terms terms = venue_terms();
    RUN_TABLE(&terms, rows);
}

static void test_fill_or_kill(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"an iceberg", ORDER(3, SELL(10), LIMIT(100), GTC, DISPLAY(4)), "accepted 1 10@100"},
        {"R-TIF-4 hidden lots count", ORDER(4, BUY(10), LIMIT(100), FOK),
         "accepted 2 10@100; trade 4@100 1>2; replenished 1 4; trade 4@100 1>2; "
         "replenished 1 2; trade 2@100 1>2; filled 1; filled 2"},
        {"an offer", ORDER(3, SELL(5), LIMIT(100), GTC), "accepted 3 5@100"},
        {"R-TIF-3 too little", ORDER(4, BUY(6), LIMIT(100), FOK),
         "accepted 4 6@100; cancelled 4 6 fok"},
        {"an own offer at the same price", ORDER(4, SELL(5), LIMIT(100), GTC), "accepted 5 5@100"},
        {"R-TIF-4 the count ends at an own order", ORDER(4, BUY(6), LIMIT(100), FOK),
         "accepted 6 6@100; cancelled 6 6 fok"},
        {"what stands before it suffices", ORDER(4, BUY(5), LIMIT(100), FOK),
         "accepted 7 5@100; trade 5@100 3>7; filled 3; filled 7"},
    };
    struct product_terms terms = venue_terms();
    RUN_TABLE(&terms, rows);
}

static void test_self_match(void **state)
{
    (void)state;
#define SMP(mode) .smp_mode = (mode)
    static const struct row rows[] = {
        {"account 1 offers", ORDER(1, SELL(5), LIMIT(100), GTC), "accepted 1 5@100"},
        {"R-SMP-2 the product's mode: account 2 has the same owner",
         ORDER(2, BUY(3), LIMIT(100), GTC), "accepted 2 3@100; cancelled 2 3 self_match"},
        {"R-SMP-3 decrement", ORDER(2, BUY(3), LIMIT(100), GTC, SMP(SMP_DECREMENT)),
         "accepted 3 3@100; decreased 1 2 self_match; cancelled 3 3 self_match"},
        {"R-SMP-3 both", ORDER(2, BUY(3), LIMIT(100), GTC, SMP(SMP_CANCEL_BOTH)),
         "accepted 4 3@100; cancelled 1 2 self_match; cancelled 4 3 self_match"},
        {"offers again", ORDER(1, SELL(5), LIMIT(100), GTC), "accepted 5 5@100"},
        {"R-SMP-3 the maker", ORDER(2, BUY(3), LIMIT(100), GTC, SMP(SMP_CANCEL_MAKER)),
         "accepted 6 3@100; cancelled 5 5 self_match"},
        {"another owner trades", ORDER(3, SELL(3), LIMIT(100), GTC),
         "accepted 7 3@100; trade 3@100 6>7; filled 6; filled 7"},
    };
    struct product_terms terms = venue_terms();
    RUN_TABLE(&terms, rows);
#undef SMP
}

static void test_positions(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"an offer", ORDER(3, SELL(3), LIMIT(100), GTC), "accepted 1 3@100"},
        {"R-POS-2 opening realises nothing; R-FEE-1 fees round up",
         ORDER(4, BUY(3), LIMIT(100), GTC),
         "accepted 2 3@100; trade 3@100 1>2; fill a3 -3/-300 r0 f1; fill a4 3/300 r0 f2; "
         "filled 1; filled 2"},
        {"a bid for one", ORDER(3, BUY(1), LIMIT(110), GTC), "accepted 3 1@110"},
        {"R-POS-3 closing one of three: a gain of 10 and a loss of 10",
         ORDER(4, SELL(1), LIMIT(110), GTC),
         "accepted 4 1@110; trade 1@110 3>4; fill a3 -2/-200 r-10 f1; fill a4 2/200 r10 f1; "
         "filled 3; filled 4"},
        {"a bid for five", ORDER(3, BUY(5), LIMIT(101), GTC), "accepted 5 5@101"},
        {"through zero: two close, three open", ORDER(4, SELL(5), LIMIT(101), GTC),
         "accepted 6 5@101; trade 5@101 5>6; fill a3 3/303 r-2 f1; fill a4 -3/-303 r2 f3; "
         "filled 5; filled 6"},
        {"an offer of two of three", ORDER(3, SELL(2), LIMIT(102), GTC), "accepted 7 2@102"},
        {"R-POS-3 the part that leaves paid rounds up", ORDER(4, BUY(2), LIMIT(102), GTC),
         "accepted 8 2@102; trade 2@102 7>8; fill a3 1/101 r2 f1; fill a4 -1/-101 r-2 f2; "
         "filled 7; filled 8"},
    };
    struct product_terms terms = venue_terms();
    terms.fee_maker_ppm = 1000;
    terms.fee_taker_ppm = 5000;
    struct venue venue;
    venue_open(&venue, &terms);
    venue.tells_fills = true;
    venue_run(&venue, rows, sizeof rows / sizeof rows[0]);
    EXPECT_EQ("the clearing entry paid what was realised",
              naive_balance(venue.naive, entry_clearing(1)).micros, 0);
    EXPECT_EQ("the venue earned all fees", naive_balance(venue.naive, ENTRY_FEES).micros, 12);
    struct product_view product;
    EXPECT_TRUE("the product is there", naive_product(venue.naive, 1, &product));
    EXPECT_EQ("R-POS-5", product.open_interest.lots, 1);
    venue_close(&venue);
}

static void test_reduce_only(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"R-REDUCE-1 nothing to reduce",
         ORDER(3, SELL(5), LIMIT(105), GTC, FLAGS(FLAG_REDUCE_ONLY)),
         "rejected nothing_to_reduce 5/0"},
        {"a bid", ORDER(3, BUY(4), LIMIT(100), GTC), "accepted 1 4@100"},
        {"account 3 is long 4", ORDER(4, SELL(4), LIMIT(100), GTC),
         "accepted 2 4@100; trade 4@100 1>2; filled 1; filled 2"},
        {"cut to 4", ORDER(3, SELL(9), LIMIT(105), GTC, FLAGS(FLAG_REDUCE_ONLY)),
         "accepted 3 4@105"},
        {"another one, further away", ORDER(3, SELL(3), LIMIT(106), GTC, FLAGS(FLAG_REDUCE_ONLY)),
         "accepted 4 3@106"},
        {"a bid to sell to", ORDER(4, BUY(2), LIMIT(99), GTC), "accepted 5 2@99"},
        {"R-REDUCE-2 both are fitted to 2", ORDER(3, SELL(2), LIMIT(99), GTC),
         "accepted 6 2@99; trade 2@99 5>6; filled 5; decreased 3 2 reduce_only; "
         "decreased 4 2 reduce_only; filled 6"},
        {"the position is closed: the other one goes", ORDER(4, BUY(2), LIMIT(105), GTC),
         "accepted 7 2@105; trade 2@105 3>7; filled 3; cancelled 4 2 reduce_only; filled 7"},
    };
    struct product_terms terms = venue_terms();
    RUN_TABLE(&terms, rows);
}

static void test_limits(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"R-MARGIN-3 ten percent of 1,000 x 100 fits", ORDER(1, BUY(100), LIMIT(1000), GTC),
         "accepted 1 100@1000"},
        {"R-MARGIN-4 the other side adds nothing", ORDER(1, SELL(100), LIMIT(1000), GTC),
         "accepted 2 100@1000; cancelled 2 100 self_match"},
        {"one lot more needs 100 more", ORDER(1, BUY(1), LIMIT(999), GTC), "rejected margin 100/0"},
        {"R-BAND-1 ten ticks below the best bid", ORDER(3, BUY(1), LIMIT(989), GTC),
         "rejected price_out_of_band 989/990"},
        {"at the bound", ORDER(3, BUY(1), LIMIT(990), GTC), "accepted 3 1@990"},
        {"R-LIMIT-1 owner 1 has 100 of 150 in account 1", ORDER(2, BUY(51), LIMIT(991), GTC),
         "rejected position_limit 51/50"},
        {"R-POST-1 would trade", ORDER(4, SELL(1), LIMIT(1000), GTC, FLAGS(FLAG_POST_ONLY)),
         "rejected post_only 1000/1001"},
        {"R-POST-2 accepted and cancelled",
         ORDER(4, SELL(1), LIMIT(1000), GTC, FLAGS(FLAG_POST_ONLY_CANCEL)),
         "accepted 4 1@1000; cancelled 4 1 post_only"},
        {"R-SIZE-1", ORDER(4, SELL(101), LIMIT(1000), GTC), "rejected qty 101/100"},
        {"R-SIZE-2", ORDER(4, SELL(1), LIMIT(1001), GTC), "rejected price 1001/1000"},
    };
    struct product_terms terms = venue_terms();
    terms.initial_margin_ppm = 100000;
    terms.band_ticks = 10;
    terms.position_lots_max = 150;
    RUN_TABLE(&terms, rows);
}

static void test_guards(void **state)
{
    (void)state;
#define GROUP(id) .group_id = (id)
    static const struct row rows[] = {
        {"R-GROUP-1 no such group", ORDER(3, SELL(5), LIMIT(100), GTC, GROUP(7)),
         "rejected group 7/0"},
        {"a group of six lots",
         {.kind = COMMAND_GROUP_SET, .account_id = 3, .group = {7, 0, 6, 15 * SECOND}},
         "group 7 triggered 0 lots 0"},
        {"five lots", ORDER(3, SELL(5), LIMIT(100), GTC, GROUP(7)), "accepted 1 5@100"},
        {"five more", ORDER(3, SELL(5), LIMIT(101), GTC, GROUP(7)), "accepted 2 5@101"},
        {"three trade", ORDER(4, BUY(3), LIMIT(100), GTC),
         "accepted 3 3@100; trade 3@100 1>3; filled 3"},
        {"R-GROUP-3 six have traded", ORDER(4, BUY(4), LIMIT(101), GTC),
         "accepted 4 4@101; trade 2@100 1>4; filled 1; trade 2@101 2>4; "
         "group 7 triggered 1 lots 7; cancelled 2 3 group; filled 4"},
        {"until it is reset", ORDER(3, SELL(5), LIMIT(101), GTC, GROUP(7)),
         "rejected group_triggered 7/0"},
        {"R-MMP-1 no protection", ORDER(3, SELL(5), LIMIT(100), GTC, FLAGS(FLAG_MMP)),
         "rejected mmp_missing 0/0"},
        {"protection of net four lots",
         {.kind = COMMAND_MMP_SET,
          .account_id = 3,
          .product_id = 1,
          .mmp = {SECOND, 10 * SECOND, 0, 4}},
         "mmp lots 0 delta 0"},
        {"an offer", ORDER(3, SELL(5), LIMIT(100), GTC, FLAGS(FLAG_MMP)), "accepted 5 5@100"},
        {"a bid", ORDER(3, BUY(5), LIMIT(90), GTC, FLAGS(FLAG_MMP)), "accepted 6 5@90"},
        {"R-MMP-2 four lots net", ORDER(4, BUY(4), LIMIT(100), GTC),
         "accepted 7 4@100; trade 4@100 5>7; mmp lots 4 delta -4; cancelled 5 1 mmp; "
         "cancelled 6 5 mmp; filled 7"},
        {"R-MMP-3 frozen", ORDER(3, SELL(5), LIMIT(100), GTC, FLAGS(FLAG_MMP)),
         "rejected mmp_frozen 0/1772409610000000000"},
    };
    struct product_terms terms = venue_terms();
    RUN_TABLE(&terms, rows);
#undef GROUP
}

static void test_auction(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"collect", STATE(COMMAND_PHASE, 0, 1, PHASE_PRE_OPEN), "phase p1 1 halt 0"},
        {"R-PHASE-5 no IOC", ORDER(1, BUY(1), LIMIT(100), IOC), "rejected phase_order_type 1/0"},
        {"bids rest", ORDER(1, BUY(10), LIMIT(104), GTC), "accepted 1 10@104"},
        {"another", ORDER(4, BUY(7), LIMIT(103), GTC), "accepted 2 7@103"},
        {"and cross with offers", ORDER(3, SELL(14), LIMIT(100), GTC), "accepted 3 14@100"},
        {"more of them", ORDER(3, SELL(7), LIMIT(102), GTC), "accepted 4 7@102"},
        {"R-AUCTION-2 17 lots at 102 and at 103, more offers than bids: the lower",
         STATE(COMMAND_PHASE, 0, 1, PHASE_OPEN),
         "phase p1 2 halt 0; auction 17@102 -4; trade 10@102 1>3; filled 1; "
         "trade 4@102 2>3; filled 3; trade 3@102 2>4; filled 2"},
        {"the rest of the offer is there", ORDER(4, BUY(4), LIMIT(102), FOK),
         "accepted 5 4@102; trade 4@102 4>5; filled 4; filled 5"},
        {"collect again", STATE(COMMAND_PHASE, 0, 1, PHASE_PRE_OPEN), "phase p1 1 halt 0"},
        {"one bid", ORDER(1, BUY(5), LIMIT(103), GTC), "accepted 6 5@103"},
        {"one offer", ORDER(3, SELL(5), LIMIT(100), GTC), "accepted 7 5@100"},
        {"R-AUCTION-2 no surplus: the middle, rounded up", STATE(COMMAND_PHASE, 0, 1, PHASE_OPEN),
         "phase p1 2 halt 0; auction 5@102 0; trade 5@102 6>7; filled 6; filled 7"},
    };
    struct product_terms terms = venue_terms();
    RUN_TABLE(&terms, rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_priority),    cmocka_unit_test(test_fill_or_kill),
        cmocka_unit_test(test_self_match),  cmocka_unit_test(test_positions),
        cmocka_unit_test(test_reduce_only), cmocka_unit_test(test_limits),
        cmocka_unit_test(test_guards),      cmocka_unit_test(test_auction),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
