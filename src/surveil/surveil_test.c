/* SPDX-License-Identifier: Apache-2.0 */
/*
 * surveil_test.c - the view, its clusters and log, the cells, the parameters, the printed alert.
 *
 * Role       surveil.c, view.c, view_book.c, view_log.c, cells.c and alert.c on small examples.
 */
#include "base/expect.h"
#include "surveil/fixture.h"
#include "surveil/tally.h"

static void test_book(void **state)
{
    (void)state;
    struct fixture fixture;
    fixture_open(&fixture);
    const struct view *view = surveil_view(fixture.surveil);
    const struct view_product *product = view_product(view, FIXTURE_PRODUCT);
    EXPECT_EQ("best bid", view_best(product, SIDE_BUY), FIXTURE_MID - 3);
    EXPECT_EQ("best ask", view_best(product, SIDE_SELL), FIXTURE_MID + 3);
    EXPECT_EQ("depth of one level", view_depth(product, SIDE_SELL, 0), 1000);
    EXPECT_EQ("depth of three levels", view_depth(product, SIDE_SELL, 100), 3000);
    uint64_t order = fixture_rest(&fixture, 2, SIDE_SELL, FIXTURE_MID + 3, 500);
    EXPECT_EQ("an order joins the level", view_depth(product, SIDE_SELL, 0), 1500);
    const struct view_level *level = &product->sides[SIDE_SELL].levels[9];
    EXPECT_EQ("behind the one that was there", view->orders[level->last].order_id, order);
    fixture_take(&fixture, 3, order, 200);
    EXPECT_EQ("a trade takes lots off", view_depth(product, SIDE_SELL, 0), 1300);
    EXPECT_EQ("what is resting of the cluster",
              view_cluster_resting(view, 2, FIXTURE_PRODUCT, SIDE_SELL), 300);
    fixture_amend(&fixture, order, FIXTURE_MID + 2);
    EXPECT_EQ("an amended order moves", view_best(product, SIDE_SELL), FIXTURE_MID + 2);
    EXPECT_EQ("and is counted", view_order(view, order)->move_count, 1);
    fixture_cancel(&fixture, order, REASON_MEMBER);
    EXPECT_EQ("a cancelled order is gone", view_best(product, SIDE_SELL), FIXTURE_MID + 3);
    EXPECT_TRUE("altogether", view_order(view, order) == NULL);
    EXPECT_EQ("the buyer's position", view_net_lots(view, 3, FIXTURE_PRODUCT), 200);
    EXPECT_EQ("the seller's position", view_net_lots(view, 2, FIXTURE_PRODUCT), -200);
    EXPECT_EQ("open interest", product->open_interest_lots, 200);
    fixture_close(&fixture);
}

static void test_clusters(void **state)
{
    (void)state;
    struct fixture fixture;
    fixture_open(&fixture);
    const struct view *view = surveil_view(fixture.surveil);
    EXPECT_FALSE("apart at first", view_same_cluster(view, 2, 3));
    fixture_account(&fixture, &(struct fixture_party){.id = 3, .owner = 2, .member = 1});
    EXPECT_TRUE("one owner", view_same_cluster(view, 2, 3));
    fixture_account(&fixture, &(struct fixture_party){.id = 5, .controller = 7, .member = 1});
    fixture_account(&fixture, &(struct fixture_party){.id = 6, .controller = 7, .member = 2});
    EXPECT_TRUE("one controller", view_same_cluster(view, 5, 6));
    fixture_account(&fixture,
                    &(struct fixture_party){.id = 3, .owner = 2, .controller = 7, .member = 1});
    EXPECT_TRUE("joined through an account that is in both", view_same_cluster(view, 2, 6));
    EXPECT_EQ("named by the lowest", view_cluster(view, 6), 2);
    EXPECT_EQ("four accounts", view->accounts[2].cluster_size, 4);
    fixture_begin(&fixture);
    fixture_fill(&fixture, 5, 0, 30);
    fixture_fill(&fixture, 2, 0, -10);
    EXPECT_EQ("positions add up", view_cluster_net(view, 3, FIXTURE_PRODUCT), 20);
    fixture_close(&fixture);
}

static void test_log(void **state)
{
    (void)state;
    struct fixture fixture;
    fixture_open(&fixture);
    const struct view *view = surveil_view(fixture.surveil);
    uint64_t order = fixture_rest(&fixture, 2, SIDE_BUY, FIXTURE_MID - 1, 100);
    fixture_wait_ms(&fixture, 1000);
    fixture_take(&fixture, 3, order, 40);
    int64_t traded_ns = fixture.time_ns;
    fixture_wait_ms(&fixture, 1000);
    fixture_cancel(&fixture, order, REASON_MEMBER);
    struct action_walk walk = view_walk(view, 2, FIXTURE_PRODUCT, FIXTURE_START);
    const struct action *action = view_walk_next(&walk);
    EXPECT_EQ("the cancel is the latest", action->kind, ACTION_CANCEL);
    EXPECT_EQ("of what was open", action->lots, 60);
    EXPECT_EQ("of what was filled", action->other_lots, 40);
    EXPECT_EQ("the trade is before", view_walk_next(&walk)->kind, ACTION_MAKE);
    EXPECT_EQ("the order before that", view_walk_next(&walk)->kind, ACTION_PLACE);
    EXPECT_TRUE("and nothing more", view_walk_next(&walk) == NULL);
    walk = view_walk(view, 2, FIXTURE_PRODUCT, traded_ns);
    (void)view_walk_next(&walk);
    EXPECT_EQ("only what is as young as asked for", view_walk_next(&walk)->kind, ACTION_MAKE);
    EXPECT_TRUE("older is left out", view_walk_next(&walk) == NULL);
    struct view_gain gain = view_gain(view, 2, FIXTURE_PRODUCT, FIXTURE_START);
    EXPECT_EQ("lots bought", gain.bought_lots, 40);
    /* Bought at mid less one tick; the mid at the last command was half a tick up: 40 x 100 x 2. */
    EXPECT_EQ("gained at the mid", gain.profit_micros, 40 * 100 * 2);
    const struct view_product *product = view_product(view, FIXTURE_PRODUCT);
    EXPECT_EQ("volume of the second", view_volume(product, traded_ns, traded_ns), 40);
    EXPECT_EQ("no volume before", view_volume(product, FIXTURE_START, traded_ns - 1500000000), 0);
    fixture_close(&fixture);
}

/* The log is a ring: what fell out is not found, and nothing breaks. */
static void test_ring(void **state)
{
    (void)state;
    struct fixture fixture;
    fixture_open(&fixture);
    const struct view *view = surveil_view(fixture.surveil);
    uint64_t first = fixture_rest(&fixture, 3, SIDE_BUY, FIXTURE_MID - 50, 1);
    uint64_t number = view->accounts[3].action_last;
    EXPECT_TRUE("it is there", view_action(view, number) != NULL);
    fixture_cancel(&fixture, fixture_rest(&fixture, 2, SIDE_BUY, FIXTURE_MID - 40, 1), REASON_MASS);
    uint64_t bytes = surveil_bytes(fixture.surveil);
    for (uint32_t i = 0; i < VIEW_ACTIONS / 2; i++) {
        uint64_t order = fixture_rest(&fixture, 2, SIDE_BUY, FIXTURE_MID - 40, 1);
        fixture_cancel(&fixture, order, REASON_MEMBER);
    }
    EXPECT_EQ("memory has not grown", surveil_bytes(fixture.surveil), bytes);
    EXPECT_TRUE("written over", view_action(view, number) == NULL);
    struct action_walk walk = view_walk(view, 3, FIXTURE_PRODUCT, 0);
    EXPECT_TRUE("not walked to", view_walk_next(&walk) == NULL);
    EXPECT_TRUE("the order lives", view_order(view, first) != NULL);
    fixture_close(&fixture);
}

struct number_cell {
    struct cell head;
    int64_t number;
};

static void test_cells(void **state)
{
    (void)state;
    struct cells cells;
    EXPECT_TRUE("memory", cells_init(&cells, sizeof(struct number_cell), CELLS_WAYS));
    for (uint64_t i = 1; i <= CELLS_WAYS; i++) {
        struct number_cell *cell = cells_get(&cells, i, 0);
        EXPECT_EQ("a new cell is zero", cell->number, 0);
        cell->number = (int64_t)i;
    }
    struct number_cell *oldest = cells_get(&cells, 1, 0);
    EXPECT_EQ("found again", oldest->number, 1);
    (void)cells_get(&cells, 99, 0);
    EXPECT_TRUE("the one not asked for the longest has gone", cells_find(&cells, 2, 0) == NULL);
    EXPECT_TRUE("the one asked for again has not", cells_find(&cells, 1, 0) != NULL);
    uint32_t count = 0;
    for (uint32_t i = 0; i < cells.capacity; i++) count += cells_at(&cells, i) != NULL;
    EXPECT_EQ("all places are used", count, CELLS_WAYS);
    cells_release(&cells);
}

static void test_tally(void **state)
{
    (void)state;
    struct tally tally = {0};
    tally_turn(&tally, 100, 10);
    tally.now[0] = 5;
    tally_turn(&tally, 109, 10);
    EXPECT_EQ("the same window", tally.now[0], 5);
    tally_turn(&tally, 110, 10);
    tally.now[0] = 2;
    EXPECT_EQ("the window before counts", tally_sum(&tally, 0), 7);
    tally_turn(&tally, 125, 10);
    EXPECT_EQ("what is older does not", tally_sum(&tally, 0), 2);
    tally_turn(&tally, 149, 10);
    EXPECT_EQ("after a gap nothing counts", tally_sum(&tally, 0), 0);
}

static void test_parameters(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < SURVEIL_DETECTORS; i++) {
        const struct detector_kind *kind = surveil_kind(i);
        EXPECT_EQ(kind->name, surveil_find(kind->name), i);
        EXPECT_TRUE(kind->name, kind->version > 0 && kind->parameter_count > 0);
        EXPECT_TRUE(kind->name, kind->parameter_count <= DETECTOR_PARAMETERS_MAX);
    }
    EXPECT_EQ("a name that is none", surveil_find("nobody"), SURVEIL_DETECTORS);
    struct surveil *surveil = surveil_create(SURVEIL_ALL);
    EXPECT_TRUE("a parameter", surveil_set(surveil, surveil_find("spoofing"), "cycles", 5));
    EXPECT_FALSE("no parameter", surveil_set(surveil, surveil_find("spoofing"), "colour", 5));
    surveil_destroy(surveil);
}

static void test_printed(void **state)
{
    (void)state;
    struct alert alert = {.detector = "spoofing",
                          .version = 1,
                          .account_count = 2,
                          .accounts = {7, 8},
                          .first_sequence = 10,
                          .last_sequence = 20,
                          .raised_sequence = 18,
                          .profit_micros = -1500000,
                          .figure_count = 1,
                          .figures = {{"after", "ms", 300, 2000, true}},
                          .product_id = 1};
    char text[1024] = {0};
    FILE *out = fmemopen(text, sizeof text - 1, "w");
    alert_print_json(&alert, out);
    (void)fclose(out);
    EXPECT_TEXT("json", text,
                "{\"id\":\"spoofing.1-p1-a7-s18\",\"number\":\"14058242122203194957\","
                "\"detector\":\"spoofing\",\"version\":1,"
                "\"product_id\":1,\"accounts\":[7,8],\"first_sequence\":10,\"last_sequence\":20,"
                "\"first_ns\":0,\"last_ns\":0,\"profit_micros\":-1500000,\"repeats\":0,"
                "\"figures\":[{\"name\":\"after\",\"value\":300,\"unit\":\"ms\",\"threshold\":2000,"
                "\"alerts_if\":\"at_most\"}],\"parameters\":{},\"links\":[]}\n");
    memset(text, 0, sizeof text);
    out = fmemopen(text, sizeof text - 1, "w");
    alert_print(&alert, out);
    (void)fclose(out);
    EXPECT_TRUE("a page has the profit", strstr(text, "profit -1.500000 USD") != NULL);
    EXPECT_TRUE("and the threshold", strstr(text, "(threshold at most 2000)") != NULL);
}

static uint32_t heard_count;
static uint32_t heard_last;

static void hear(void *context, uint32_t number)
{
    (void)context;
    heard_count++;
    heard_last = number;
}

/* A venue may run for ever: the newest alerts are kept, and all are counted and told. */
static void test_bound(void **state)
{
    (void)state;
    struct fixture fixture;
    fixture_open(&fixture);
    surveil_bound(fixture.surveil, 2);
    surveil_listen(fixture.surveil, hear, NULL);
    fixture_account(&fixture, &(struct fixture_party){.id = 2, .controller = 7, .member = 1});
    fixture_account(&fixture, &(struct fixture_party){.id = 3, .controller = 7, .member = 1});
    uint64_t first = 0;
    for (uint32_t i = 0; i < 5; i++) {
        uint64_t order = fixture_rest(&fixture, 2, SIDE_SELL, FIXTURE_MID + 2, 10);
        fixture_take(&fixture, 3, order, 10);
        if (i == 3) first = surveil_alert(fixture.surveil, 3)->raised_sequence;
        fixture_wait_ms(&fixture, 10000000);
    }
    EXPECT_EQ("all are counted", surveil_alert_count(fixture.surveil), 5);
    EXPECT_TRUE("all are told", heard_count >= 5);
    EXPECT_EQ("the last one by its number", heard_last, 4);
    EXPECT_EQ("the second newest", surveil_alert(fixture.surveil, 3)->raised_sequence, first);
    EXPECT_TRUE("the newest", surveil_alert(fixture.surveil, 4)->raised_sequence > first);
    EXPECT_STOPS("an older one is gone", (void)surveil_alert(fixture.surveil, 2));
    fixture_close(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_book),       cmocka_unit_test(test_clusters),
        cmocka_unit_test(test_log),        cmocka_unit_test(test_ring),
        cmocka_unit_test(test_cells),      cmocka_unit_test(test_tally),
        cmocka_unit_test(test_parameters), cmocka_unit_test(test_printed),
        cmocka_unit_test(test_bound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
