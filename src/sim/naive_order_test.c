/* SPDX-License-Identifier: Apache-2.0 */
/*
 * naive_order_test.c - tables for orders that wait, are linked, amended and cancelled.
 *
 * Covers naive_order.c, naive_amend.c, naive_cancel.c, naive_trigger.c and naive_form.c.
 */
#include "sim/naive_fixture.h"

static void test_triggers(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"an offer", ORDER(3, SELL(9), LIMIT(105), GTC), "accepted 1 9@105"},
        {"R-TRIG-1 a rising stop waits", ORDER(4, BUY(2), STOP(103), GTC), "armed 2 2@0"},
        {"R-SIZE-2 a trigger has bounds too", ORDER(4, BUY(2), STOP(1001), GTC),
         "rejected price 1001/1000"},
        {"a bid at 103", ORDER(3, BUY(1), LIMIT(103), GTC), "accepted 3 1@103"},
        {"R-TRIG-3 the trade at 103 triggers it when its taker is finished",
         ORDER(4, SELL(1), LIMIT(103), GTC),
         "accepted 4 1@103; trade 1@103 3>4; filled 3; filled 4; triggered 2 2@110; "
         "trade 2@105 1>2; filled 2"},
        {"R-TRIG-4 already met", ORDER(4, BUY(2), STOP(105), GTC), "rejected trigger_met 105/105"},
        {"R-TRAIL-1 no index yet",
         ORDER(4, SELL(1), .type = TYPE_TRAIL_MARKET, .trail_ticks = 3, GTC,
               .trigger_source = SOURCE_INDEX),
         "rejected trail_reference 3/0"},
        {"a mark", PRICES(100, 0), "reference_price"},
        {"R-TRAIL-1 armed three ticks below the mark",
         ORDER(4, SELL(1), .type = TYPE_TRAIL_MARKET, .trail_ticks = 3, GTC), "armed 5 1@0"},
        {"R-TRAIL-2 it rises with the mark", PRICES(104, 0), "reference_price; trailed 5 101"},
        {"and does not fall", PRICES(102, 0), "reference_price"},
        {"R-TRIG-5 R-MARKET-2 the check fails: nobody bids", PRICES(101, 0),
         "reference_price; triggered 5 1@0; cancelled 5 1 check no_reference"},
    };
    struct product_terms terms = venue_terms();
    RUN_TABLE(&terms, rows);
}

static void test_trigger_order(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"a stop at 106",
         ORDER(4, BUY(1), .type = TYPE_STOP_LIMIT, .price = {90}, .trigger = {106}, GTC),
         "armed 1 1@90"},
        {"a stop at 104",
         ORDER(4, BUY(1), .type = TYPE_STOP_LIMIT, .price = {90}, .trigger = {104}, GTC),
         "armed 2 1@90"},
        {"one more at 106",
         ORDER(4, BUY(1), .type = TYPE_STOP_LIMIT, .price = {90}, .trigger = {106}, GTC),
         "armed 3 1@90"},
        {"the first is moved away", AMEND(4, 1, .trigger = {107}, .set = AMEND_TRIGGER),
         "amended 1 1@90"},
        {"and back: R-AMEND-7 to the end of the queue",
         AMEND(4, 1, .trigger = {106}, .set = AMEND_TRIGGER), "amended 1 1@90"},
        {"R-TRIG-2 lowest trigger first, equal ones as last moved", PRICES(110, 0),
         "reference_price; triggered 2 1@90; triggered 3 1@90; triggered 1 1@90"},
    };
    struct product_terms terms = venue_terms();
    RUN_TABLE(&terms, rows);
}

#define LEG(...)                                                                                   \
    {                                                                                              \
        __VA_ARGS__                                                                                \
    }
#define LIST_OF(account, kind_, count, ...)                                                        \
    {                                                                                              \
        .kind = COMMAND_ORDER_LIST, .account_id = (account), .product_id = 1, .list = {            \
            .kind = (kind_),                                                                       \
            .leg_count = (count),                                                                  \
            .legs = {__VA_ARGS__}                                                                  \
        }                                                                                          \
    }

static void test_lists(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"R-LINK-1 two plain legs are no OCO",
         LIST_OF(4, LIST_OCO, 2, LEG(SELL(2), LIMIT(110), GTC), LEG(SELL(2), LIMIT(111), GTC)),
         "rejected list 1/0"},
        {"R-LINK-4 an OCO",
         LIST_OF(4, LIST_OCO, 2, LEG(SELL(2), LIMIT(110), GTC), LEG(SELL(2), STOP(90), GTC)),
         "accepted 1 2@110; armed 2 2@0"},
        {"R-LINK-2 one leg trades", ORDER(3, BUY(1), LIMIT(110), GTC),
         "accepted 3 1@110; trade 1@110 1>3; cancelled 2 2 link; filled 3"},
        {"the rest of it", CANCEL(4, 1), "cancelled 1 1 member"},
        {"a bracket",
         LIST_OF(4, LIST_BRACKET, 3, LEG(BUY(5), LIMIT(100), GTC), LEG(SELL(5), LIMIT(105), GTC),
                 LEG(SELL(5), STOP(95), GTC)),
         "accepted 4 5@100; held 5 5@105; held 6 5@0"},
        {"R-AMEND-6 a held order cannot be amended", DECREASE(4, 5, 1), "rejected order_held 5/0"},
        {"three lots of the parent trade", ORDER(3, SELL(3), LIMIT(100), GTC),
         "accepted 7 3@100; trade 3@100 4>7; filled 7"},
        {"R-LINK-3 the parent ends: both children with three lots", CANCEL(4, 4),
         "cancelled 4 2 member; activated 5 3@105; activated 6 3@0"},
        {"R-LINK-2 the stop triggers: the other leg ends", ORDER(3, BUY(1), LIMIT(95), GTC),
         "accepted 8 1@95"},
        {"by a trade at 95", ORDER(1, SELL(1), LIMIT(95), GTC),
         "accepted 9 1@95; trade 1@95 8>9; filled 8; filled 9; triggered 6 3@0; "
         "cancelled 5 3 link; cancelled 6 3 check no_reference"},
        {"one triggers another",
         LIST_OF(4, LIST_OTO, 2, LEG(BUY(5), LIMIT(90), GTC), LEG(SELL(5), LIMIT(105), GTC)),
         "accepted 10 5@90; held 11 5@105"},
        {"R-LINK-3 a parent without fills", CANCEL(4, 10),
         "cancelled 10 5 member; cancelled 11 5 parent"},
        {"R-CHECK-1 the second leg is wrong",
         LIST_OF(4, LIST_OTO, 2, LEG(BUY(5), LIMIT(90), GTC), LEG(SELL(101), LIMIT(105), GTC)),
         "rejected qty 101/100 leg 1"},
    };
    struct product_terms terms = venue_terms();
    RUN_TABLE(&terms, rows);
}

static void test_amend(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"a bid", ORDER(4, BUY(5), LIMIT(100), GTC), "accepted 1 5@100"},
        {"a bid behind it", ORDER(3, BUY(5), LIMIT(100), GTC), "accepted 2 5@100"},
        {"R-AMEND-4 fewer lots keep the place", AMEND(4, 1, .qty = {4}, .set = AMEND_QTY),
         "amended 1 4@100"},
        {"so it trades first", ORDER(1, SELL(1), LIMIT(100), GTC),
         "accepted 3 1@100; trade 1@100 1>3; filled 3"},
        {"R-AMEND-3 the total is more than what is filled",
         AMEND(4, 1, .qty = {1}, .set = AMEND_QTY), "rejected amend_qty 1/1"},
        {"R-AMEND-4 more lots lose it", AMEND(4, 1, .qty = {9}, .set = AMEND_QTY),
         "amended 1 8@100"},
        {"so it trades second", ORDER(1, SELL(6), LIMIT(100), GTC),
         "accepted 4 6@100; trade 5@100 2>4; filled 2; trade 1@100 1>4; filled 4"},
        {"an offer", ORDER(3, SELL(2), LIMIT(101), GTC), "accepted 5 2@101"},
        {"R-AMEND-4 another price may trade", AMEND(4, 1, .price = {101}, .set = AMEND_PRICE),
         "amended 1 7@101; trade 2@101 5>1; filled 5"},
        {"R-AMEND-2 it has no trigger", AMEND(4, 1, .trigger = {90}, .set = AMEND_TRIGGER),
         "rejected combination 90/0"},
        {"R-AMEND-5", DECREASE(4, 1, 2), "decreased 1 3 member"},
        {"down to nothing", DECREASE(4, 1, 3), "cancelled 1 3 decreased"},
        {"R-CANCEL-1 it is no more", CANCEL(4, 1), "rejected unknown_order 1/0"},
        {"another's order", ORDER(3, BUY(1), LIMIT(90), GTC), "accepted 6 1@90"},
        {"is not known", CANCEL(4, 6), "rejected unknown_order 6/0"},
        {"R-MASS-1 all orders of the venue",
         {.kind = COMMAND_MASS_CANCEL, .mass = {.side = SIDE_ANY}},
         "cancelled 6 1 mass; mass 1"},
    };
    struct product_terms terms = venue_terms();
    RUN_TABLE(&terms, rows);
}

static void test_sweeps(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"account 4 comes first",
         {.kind = COMMAND_ORDER_PLACE,
          .account_id = 4,
          .product_id = 1,
          .session_id = 2,
          .order = {BUY(1), LIMIT(90), GTC, FLAGS(FLAG_CANCEL_ON_DISCONNECT)}},
         "accepted 1 1@90"},
        {"then account 1", ORDER(1, BUY(1), LIMIT(91), GTC), "accepted 2 1@91"},
        {"account 4 again", ORDER(4, BUY(1), LIMIT(92), GTC), "accepted 3 1@92"},
        {"R-MASS-2 by account as they first came, then oldest first",
         {.kind = COMMAND_MASS_CANCEL, .mass = {.side = SIDE_BUY}},
         "cancelled 1 1 mass; cancelled 3 1 mass; cancelled 2 1 mass; mass 3"},
        {"entered by session 2",
         {.kind = COMMAND_ORDER_PLACE,
          .account_id = 4,
          .product_id = 1,
          .session_id = 2,
          .order = {BUY(1), LIMIT(90), GTC, FLAGS(FLAG_CANCEL_ON_DISCONNECT)}},
         "accepted 4 1@90"},
        {"without the flag",
         {.kind = COMMAND_ORDER_PLACE,
          .account_id = 4,
          .product_id = 1,
          .session_id = 2,
          .order = {BUY(1), LIMIT(90), GTC}},
         "accepted 5 1@90"},
        {"R-COD-1 another session",
         {.kind = COMMAND_SESSION_DISCONNECT, .account_id = 4, .session_id = 3},
         "mass 0"},
        {"R-COD-1",
         {.kind = COMMAND_SESSION_DISCONNECT, .account_id = 4, .session_id = 2},
         "cancelled 4 1 disconnect; mass 1"},
    };
    struct product_terms terms = venue_terms();
    RUN_TABLE(&terms, rows);
}

static void test_form(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"R-FORM-1 side", ORDER(1, .side = 2, .qty = {1}, LIMIT(100), GTC), "rejected field 2/0"},
        {"R-FORM-1 in this order: type before tif", ORDER(1, BUY(1), .type = 8, .tif = 9),
         "rejected field 8/0"},
        {"R-FORM-2 both post-only flags", ORDER(1, BUY(1), LIMIT(100), GTC, FLAGS(3)),
         "rejected combination 3/0"},
        {"R-FORM-2 a price on a market order", ORDER(1, BUY(1), MARKET, .price = {9}, IOC),
         "rejected combination 9/0"},
        {"R-FORM-2 an iceberg that is IOC", ORDER(1, BUY(5), LIMIT(100), IOC, DISPLAY(2)),
         "rejected combination 2/0"},
        {"R-TIF-5 an expiry that is over",
         ORDER(1, BUY(5), LIMIT(100), .tif = TIF_GTD, .expiry_ns = START),
         "rejected expiry 1772409600000000000/1772409600000000000"},
        {"R-ICE-1", ORDER(1, BUY(5), LIMIT(100), GTC, DISPLAY(5)), "rejected display 5/4"},
        {"R-SIZE-3 a million at most", ORDER(1, BUY(100), LIMIT(1000), GTC, .client_order_id = 77),
         "accepted 1 100@1000"},
        {"R-ID-3", ORDER(1, BUY(1), LIMIT(10), GTC, .client_order_id = 77),
         "rejected client_order_id 77/0"},
        {"in another account it is free", ORDER(2, BUY(1), LIMIT(10), GTC, .client_order_id = 77),
         "accepted 2 1@10"},
    };
    struct product_terms terms = venue_terms();
    RUN_TABLE(&terms, rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_triggers), cmocka_unit_test(test_trigger_order),
        cmocka_unit_test(test_lists),    cmocka_unit_test(test_amend),
        cmocka_unit_test(test_sweeps),   cmocka_unit_test(test_form),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
