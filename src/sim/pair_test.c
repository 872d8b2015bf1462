/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pair_test.c - the differential harness itself: it agrees where it should, and it sees a fault.
 *
 * Covers pair.c, pair_view.c, order_map.c, trail.c, shrink.c and differential.c.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/expect.h"
#include "model/reject.h"
#include "sim/differential.h"
#include "sim/pair_state.h"
#include "sim/shrink.h"
#include "sim/stream.h"
#include "sim/trail.h"

#define TEXT_SIZE 65536u

static void test_order_map(void **state)
{
    (void)state;
    static struct order_map map;
    order_map_bind(&map, 4097, 1);
    order_map_bind(&map, 8194, 2);
    EXPECT_EQ("there", order_map_naive(&map, 8194), 2);
    EXPECT_EQ("and back", order_map_core(&map, 1), 4097);
    EXPECT_EQ("not bound", order_map_naive(&map, 2), 0);

    struct command command = {.kind = COMMAND_ORDER_CANCEL, .cancel = {.order_id = 8194}};
    struct command naive;
    order_map_command(&map, &command, &naive);
    EXPECT_EQ("a bound id is translated", naive.cancel.order_id, 2);
    command.cancel.order_id = 2;
    order_map_command(&map, &command, &naive);
    EXPECT_EQ("one that is not never becomes a live one",
              order_map_core(&map, naive.cancel.order_id), 0);
    struct event event = {.kind = EVENT_REJECTED};
    event.reject.code = REJECT_UNKNOWN_ORDER;
    event.reject.order_id = naive.cancel.order_id;
    event.reject.given = (int64_t)naive.cancel.order_id;
    order_map_event(&map, &command, &event);
    EXPECT_EQ("its reject has the member's id", event.reject.order_id, 2);
    EXPECT_EQ("twice", event.reject.given, 2);

    struct event trade = {.kind = EVENT_TRADE};
    trade.trade.maker_order_id = 1;
    trade.trade.taker_order_id = 2;
    order_map_event(&map, &command, &trade);
    EXPECT_EQ("maker", trade.trade.maker_order_id, 4097);
    EXPECT_EQ("taker", trade.trade.taker_order_id, 8194);
    order_map_forget(&map, 4097);
    EXPECT_EQ("forgotten", order_map_core(&map, 1), 0);
    EXPECT_EQ("the other stays", order_map_core(&map, 2), 8194);
}

static void test_trail(void **state)
{
    (void)state;
    struct trail trail = {NULL, 0, 0};
    struct command place = {.kind = COMMAND_ORDER_PLACE};
    struct command cancel = {.kind = COMMAND_ORDER_CANCEL, .cancel = {.order_id = 71}};
    struct event accepted = {.kind = EVENT_ORDER_ACCEPTED};
    accepted.order.order_id = 71;
    trail_append(&trail, &place);
    trail_note(&trail, 0, &accepted, 1);
    trail_append(&trail, &cancel);
    EXPECT_EQ("the id of the first run", trail_command(&trail, 1, 9).cancel.order_id, 71);
    EXPECT_EQ("the sequence of this run", trail_command(&trail, 1, 9).sequence, 9);

    trail_restart(&trail);
    accepted.order.order_id = 33;
    trail_note(&trail, 0, &accepted, 1);
    EXPECT_EQ("the id of the second run", trail_command(&trail, 1, 9).cancel.order_id, 33);
    trail_restart(&trail);
    EXPECT_EQ("its maker was left out", trail_command(&trail, 1, 9).cancel.order_id, UINT64_MAX);
    trail_free(&trail);
}

/* Fails as long as steps 3, 17 and 40 are in. */
static bool needs_three(void *context, const bool *keeps, uint32_t count)
{
    *(uint32_t *)context += 1;
    return count == 41 && keeps[3] && keeps[17] && keeps[40];
}

static void test_shrink(void **state)
{
    (void)state;
    bool keeps[41];
    uint32_t asked = 0;
    for (uint32_t i = 0; i < 41; i++) keeps[i] = true;
    struct shrink shrink = {.keeps = keeps,
                            .count = 41,
                            .questions_max = 1000,
                            .fails = needs_three,
                            .context = &asked};
    EXPECT_EQ("three steps are left", shrink_steps(&shrink), 3);
    EXPECT_TRUE("the right ones", keeps[3] && keeps[17] && keeps[40]);
    EXPECT_EQ("questions are counted", shrink.questions, asked);

    for (uint32_t i = 0; i < 41; i++) keeps[i] = true;
    shrink.questions = 0;
    shrink.questions_max = 5;
    EXPECT_TRUE("bounded: more is left", shrink_steps(&shrink) > 3);
    EXPECT_TRUE("but it fails still", needs_three(&asked, keeps, 41));
}

/* Steps a pair through the first commands of a stream. */
static struct pair *make_pair(uint32_t count)
{
    struct core_config config = stream_config(5);
    struct pair *pair = pair_create(&config);
    struct stream *stream = stream_create(5, 6, 0);
    struct difference difference;
    for (uint32_t i = 0; i < count; i++) {
        static struct command command;
        uint32_t events = 0;
        stream_next(stream, &command);
        EXPECT_TRUE("both agree", pair_step(pair, &command, &difference));
        const struct event *list = pair_core_events(pair, &events);
        stream_learn(stream, list, events);
    }
    stream_destroy(stream);
    return pair;
}

static void test_pair_agrees(void **state)
{
    (void)state;
    struct difference difference;
    struct pair *pair = make_pair(3000);
    EXPECT_TRUE("the states agree", pair_compare_states(pair, &difference));
    EXPECT_TRUE("a copy of the core goes on", pair_change_core(pair, &difference));
    EXPECT_TRUE("and agrees", pair_compare_states(pair, &difference));
    pair_destroy(pair);
}

static void test_pair_sees_a_wrong_event(void **state)
{
    (void)state;
    struct difference difference;
    struct pair *pair = make_pair(200);
    struct command deposit = {.sequence = 201,
                              .time_ns = core_time_ns(pair->core),
                              .kind = COMMAND_DEPOSIT,
                              .account_id = 1,
                              .cash = {{5}, 0, 0, 0}};
    pair_plant(pair);
    EXPECT_FALSE("one event is missing", pair_step(pair, &deposit, &difference));
    EXPECT_TRUE("it says so", difference.exists && difference.index == 0);
    pair_destroy(pair);
}

static void test_pair_sees_a_wrong_state(void **state)
{
    (void)state;
    struct difference difference;
    struct pair *pair = make_pair(2000);
    struct naive_events events = {NULL, 0, 0};
    struct command tick = {.sequence = 2001, .time_ns = INT64_MAX, .kind = COMMAND_TICK};
    naive_step(pair->naive, &tick, &events);
    EXPECT_FALSE("one is ahead", pair_compare_states(pair, &difference));
    EXPECT_TRUE("it says so", difference.exists);
    naive_events_free(&events);
    pair_destroy(pair);
}

static void test_pair_sees_a_wrong_order(void **state)
{
    (void)state;
    struct difference difference;
    struct pair *pair = make_pair(2000);
    EXPECT_TRUE("there are orders", pair->map.count > 1);
    uint64_t first = pair->map.core_ids[0];
    pair->map.core_ids[0] = pair->map.core_ids[1];
    pair->map.core_ids[1] = first;
    EXPECT_FALSE("two orders are mistaken for one another", pair_compare_states(pair, &difference));
    pair_destroy(pair);
}

/* A run with a planted fault, and what it printed. */
static bool run_planted(uint64_t plant_at, char *text)
{
    static struct coverage coverage;
    struct differential_options options = differential_defaults();
    options.command_count = 1200;
    options.plant_at = plant_at;
    FILE *out = fmemopen(text, TEXT_SIZE, "w");
    assert_non_null(out);
    bool agrees = differential_run(&options, &coverage, out);
    (void)fclose(out);
    return agrees;
}

static void test_differential(void **state)
{
    (void)state;
    static char text[TEXT_SIZE];
    EXPECT_TRUE("no fault", run_planted(0, text));
    EXPECT_EQ("nothing is said", text[0], 0);
    EXPECT_FALSE("the definition of a product is missing", run_planted(20, text));
    EXPECT_TRUE("the command is named", strstr(text, "differ at command 20") != NULL);
    EXPECT_TRUE("it is shrunk", strstr(text, "1 of 20 commands show it") != NULL);
    EXPECT_TRUE("both answers are shown", strstr(text, "core ") != NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order_map),
        cmocka_unit_test(test_trail),
        cmocka_unit_test(test_shrink),
        cmocka_unit_test(test_pair_agrees),
        cmocka_unit_test(test_pair_sees_a_wrong_event),
        cmocka_unit_test(test_pair_sees_a_wrong_state),
        cmocka_unit_test(test_pair_sees_a_wrong_order),
        cmocka_unit_test(test_differential),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
