/* SPDX-License-Identifier: Apache-2.0 */
/*
 * clusters_test.c - which accounts behave as one, and which only seem to.
 *
 * Role       clusters.c on stories with each sign and on near ones without, and the links that an
 *            alert then shows.
 */
#include "base/expect.h"
#include "surveil/clusters.h"
#include "surveil/fixture.h"

struct row {
    const char *name;
    void (*story)(struct fixture *fixture, const struct row *row);
    int64_t a;
    int64_t b;
    int64_t c;
    bool is_joined; /* accounts 2 and 3 */
};

static void act(struct fixture *fixture, uint32_t account_id, enum side side)
{
    int64_t ticks = side == SIDE_BUY ? FIXTURE_MID - 40 : FIXTURE_MID + 40;
    fixture_cancel(fixture, fixture_rest(fixture, account_id, side, ticks, 1), REASON_MEMBER);
}

/* `a` times 3 acts `b` ms after 2; 2 acts `c` times as often. */
static void follow(struct fixture *fixture, const struct row *row)
{
    for (int64_t i = 0; i < row->a; i++) {
        act(fixture, 2, SIDE_BUY);
        fixture_wait_ms(fixture, row->b);
        act(fixture, 3, SIDE_SELL);
        fixture_wait_ms(fixture, 20000);
        for (int64_t more = 1; more < row->c; more++) {
            act(fixture, 2, SIDE_BUY);
            fixture_wait_ms(fixture, 20000);
        }
    }
}

/* `a` times `b` accounts and more act at once, 2 and 3 among the last of them. */
static void crowd(struct fixture *fixture, const struct row *row)
{
    for (int64_t i = 0; i < row->a; i++) {
        for (uint32_t id = 10; id < 10 + (uint32_t)row->b; id++) act(fixture, id, SIDE_BUY);
        act(fixture, 2, SIDE_BUY);
        act(fixture, 3, SIDE_SELL);
        fixture_wait_ms(fixture, 20000);
    }
}

/* Both act so often that chance brings them together: every `b` ms, `a` times. */
static void busy(struct fixture *fixture, const struct row *row)
{
    for (int64_t i = 0; i < row->a; i++) {
        act(fixture, 2, SIDE_BUY);
        fixture_wait_ms(fixture, row->b / 2);
        act(fixture, 3, SIDE_SELL);
        fixture_wait_ms(fixture, row->b - row->b / 2);
    }
}

/* `a` times both buy, 3 just after 2; with `b` in one session. */
static void copies(struct fixture *fixture, const struct row *row)
{
    struct command command = {
        .kind = COMMAND_ORDER_PLACE, .product_id = FIXTURE_PRODUCT, .session_id = 5};
    for (int64_t i = 0; i < row->a; i++) {
        for (uint32_t id = 2; id <= 3; id++) {
            act(fixture, id, SIDE_BUY);
            command.account_id = id;
            if (row->b != 0) fixture->has_memory = surveil_command(fixture->surveil, &command);
        }
        fixture_wait_ms(fixture, 20000);
    }
}

/* 3 takes from 2 `a` times, long after it rested, and from others `b` times as often. */
static void partners(struct fixture *fixture, const struct row *row)
{
    for (int64_t i = 0; i < row->a; i++) {
        uint64_t order = fixture_rest(fixture, 2, SIDE_SELL, FIXTURE_MID + 1, 10);
        fixture_wait_ms(fixture, 9000);
        fixture_take(fixture, 3, order, 10);
        for (int64_t more = 0; more < row->b; more++) {
            order = fixture_rest(fixture, 4, SIDE_SELL, FIXTURE_MID + 1, 10);
            fixture_wait_ms(fixture, 9000);
            fixture_take(fixture, 3, order, 10);
        }
    }
}

/* `a` transfers of a position, and `b` turns in a session. */
static void dealings(struct fixture *fixture, const struct row *row)
{
    struct command command = {.kind = COMMAND_POSITION_TRANSFER,
                              .account_id = 2,
                              .product_id = FIXTURE_PRODUCT,
                              .session_id = 5};
    command.position_transfer.to_account_id = 3;
    for (int64_t i = 0; i < row->a; i++) {
        fixture_begin(fixture);
        fixture->has_memory = surveil_command(fixture->surveil, &command);
    }
    command.kind = COMMAND_ORDER_CANCEL;
    for (int64_t i = 0; i < row->b; i++) {
        command.account_id = i % 2 == 0 ? 2 : 3;
        fixture_begin(fixture);
        fixture->has_memory = surveil_command(fixture->surveil, &command);
    }
}

/* clang-format off */
static const struct row rows[] = {
    {"eight bouts, each followed in half a second", follow, 8, 500, 1, true},
    {"four bouts, each followed in half a second", follow, 4, 500, 1, false},
    {"eight bouts, each followed in four seconds", follow, 8, 4000, 1, false},
    {"every third bout is followed", follow, 8, 500, 3, false},
    {"eight moments in which fourteen act", crowd, 8, 12, 0, false},
    {"eight moments in which four act", crowd, 8, 2, 0, true},
    {"two that act every three seconds", busy, 100, 3000, 0, false},
    {"two that act every seven seconds, in turn", busy, 100, 7000, 0, false},
    {"one that buys whenever another does", copies, 20, 0, 0, false},
    {"one that buys whenever another does, in its session", copies, 20, 1, 0, true},
    {"eight trades with one another alone", partners, 8, 0, 0, true},
    {"eight trades with one another among forty", partners, 8, 4, 0, false},
    {"three transfers", dealings, 3, 0, 0, true},
    {"one transfer", dealings, 1, 0, 0, false},
    {"a hundred turns in one session", dealings, 0, 100, 0, false},
    {"three transfers and turns in one session", dealings, 3, 100, 0, true},
};
/* clang-format on */

static void test_stories(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct fixture fixture;
        fixture_open(&fixture);
        rows[i].story(&fixture, &rows[i]);
        const struct view *view = surveil_view(fixture.surveil);
        EXPECT_EQ(rows[i].name, view_same_cluster(view, 2, 3), rows[i].is_joined);
        EXPECT_FALSE(rows[i].name, view_same_declared(view, 2, 3));
        fixture_close(&fixture);
    }
}

/* 2 rests small orders, 3 large ones against them: the alert names both, and says why. */
static void test_evidence(void **state)
{
    (void)state;
    static const struct alert none;
    const struct alert *alert = &none;
    struct fixture fixture;
    fixture_open(&fixture);
    for (uint32_t i = 0; i < 10; i++) {
        uint64_t genuine = fixture_rest(&fixture, 2, SIDE_BUY, FIXTURE_MID - 1, 20);
        uint64_t large = fixture_rest(&fixture, 3, SIDE_SELL, FIXTURE_MID + 6, 9000);
        fixture_wait_ms(&fixture, 500);
        fixture_take(&fixture, 4 + i % 5, genuine, 20); /* whoever comes */
        fixture_wait_ms(&fixture, 300);
        fixture_cancel(&fixture, large, REASON_MEMBER);
        fixture_wait_ms(&fixture, 20000);
    }
    EXPECT_EQ("one alert", fixture_alerts(&fixture, "spoofing", &alert), 1);
    EXPECT_EQ("of both", alert->account_count, 2);
    EXPECT_EQ("with one link", alert->link_count, 1);
    EXPECT_EQ("by behaviour", alert->links[0].kind, LINK_BEHAVIOUR);
    EXPECT_EQ("of one", alert->links[0].account_id, 3);
    EXPECT_EQ("and the other", alert->links[0].other_id, 2);
    EXPECT_EQ("bouts together", alert->links[0].together, 6);
    EXPECT_EQ("the parameters are told", alert->parameter_count, 9);
    char text[4096] = {0};
    FILE *out = fmemopen(text, sizeof text - 1, "w");
    alert_print(alert, out);
    alert_print_json(alert, out);
    (void)fclose(out);
    EXPECT_TRUE("on the page", strstr(text, "account 3 with 2 by behaviour: 6 of") != NULL);
    EXPECT_TRUE("in the JSON",
                strstr(text, "\"links\":[{\"account\":3,\"with\":2,\"by\":\"behaviour\"") != NULL);
    EXPECT_TRUE("with its parameters", strstr(text, "\"parameters\":{\"size\":5000000,") != NULL);
    fixture_close(&fixture);
}

static void test_parameters(void **state)
{
    (void)state;
    struct fixture fixture;
    fixture_open(&fixture);
    EXPECT_FALSE("no parameter", surveil_set_clusters(fixture.surveil, "colour", 1));
    EXPECT_TRUE("a parameter", surveil_set_clusters(fixture.surveil, "size", 1));
    const struct row story = {.a = 8, .b = 500, .c = 1};
    follow(&fixture, &story);
    EXPECT_FALSE("no cluster of two", view_same_cluster(surveil_view(fixture.surveil), 2, 3));
    fixture_close(&fixture);
}

/* Three accounts of three owners sell the same lots round: each pair trades one way only. */
static void test_ring(void **state)
{
    (void)state;
    struct fixture fixture;
    fixture_open(&fixture);
    for (uint32_t i = 0; i < 36; i++) {
        uint32_t seller = 2 + i % 3;
        uint64_t order = fixture_rest(&fixture, seller, SIDE_SELL, FIXTURE_MID + 1, 10 + i / 3);
        fixture_wait_ms(&fixture, 40);
        fixture_take(&fixture, 2 + (i + 1) % 3, order, 10 + i / 3);
        fixture_wait_ms(&fixture, i % 3 == 2 ? 15000 : 100);
    }
    const struct alert *alert = NULL;
    EXPECT_EQ("one alert", fixture_alerts(&fixture, "self-match", &alert), 1);
    EXPECT_EQ("of three accounts", alert->account_count, 3);
    EXPECT_EQ("with two links", alert->link_count, 2);
    fixture_close(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stories),
        cmocka_unit_test(test_evidence),
        cmocka_unit_test(test_parameters),
        cmocka_unit_test(test_ring),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
