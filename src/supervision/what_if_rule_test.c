/* SPDX-License-Identifier: Apache-2.0 */
/*
 * what_if_rule_test.c - which terms are changed, and which batches stand beside each other.
 *
 * Role   Tests what_if_rule.c with steps made by hand, beside an empty venue that refuses them;
 *        test/explain/whatif_test.py runs whole days.
 */
#include "supervision/what_if_rule.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/expect.h"

static const struct core_config capacities = {.accounts_max = 64,
                                              .positions_max = 64,
                                              .orders_max = 64,
                                              .extras_max = 64,
                                              .products_max = 4,
                                              .members_max = 16,
                                              .users_max = 16,
                                              .sessions_max = 16,
                                              .groups_max = 16,
                                              .mmps_max = 16,
                                              .ladder_width = 1024};

static uint64_t sequence;

static void see(struct what_if_rule *run, struct command command, struct event *events,
                uint32_t count)
{
    struct journal_error error = {0};
    command.sequence = ++sequence;
    command.time_ns = (int64_t)sequence;
    for (uint32_t i = 0; i < count; i++) events[i].sequence = sequence;
    struct journal_step step = {
        .command = &command, .worked = &command, .events = events, .event_count = count};
    EXPECT_EQ("a step is taken", what_if_rule_see(run, &step, &error), JOURNAL_OK);
}

static void see_terms(struct what_if_rule *run, uint8_t regime)
{
    struct command terms = {.kind = COMMAND_LIQUIDATION_TERMS, .product_id = 1};
    terms.liquidation.regime = regime;
    see(run, terms, NULL, 0);
}

static void see_batches(struct what_if_rule *run)
{
    struct event events[] = {
        {.kind = EVENT_DELEVERAGE,
         .product_id = 1,
         .deleverage = {.need = {7}, .candidates = 3, .side = SIDE_SELL}},
        {.kind = EVENT_DELEVERAGED, .account_id = 5, .deleveraged = {.lots = {4}}},
        {.kind = EVENT_DELEVERAGED, .account_id = 64, .deleveraged = {.lots = {3}}},
        {.kind = EVENT_DELEVERAGE, .product_id = 1, .deleverage = {.need = {2}, .side = SIDE_BUY}},
        {.kind = EVENT_POSITION_MOVED, .moved = {.lots = {9}, .cause = MOVE_TAKEOVER}},
        {.kind = EVENT_POSITION_MOVED, .moved = {.lots = {7}, .cause = MOVE_DELEVERAGE}},
        {.kind = EVENT_FUND, .fund = {.amount = {-1500000}, .cause = FUND_DEBT}},
        {.kind = EVENT_FUND, .fund = {.amount = {800000}, .cause = FUND_FEE}},
    };
    see(run, (struct command){.kind = COMMAND_TICK}, events, sizeof events / sizeof events[0]);
}

static void expect_part(const char *row, const char *text, const char *part)
{
    if (strstr(text, part) == NULL) print_error("%s: no %s in\n%s\n", row, part, text);
    EXPECT_TRUE(row, strstr(text, part) != NULL);
}

static void test_side_by_side(void **state)
{
    char folder[] = "/tmp/perpetua-rule-XXXXXX";
    char directory[64];
    char command[96];
    struct journal_error error = {0};
    size_t memory_size = (core_size(&capacities) + 63) / 64 * 64;
    void *memory = aligned_alloc(64, memory_size);
    (void)state;
    EXPECT_TRUE("memory", memory != NULL);
    memset(memory, 0, memory_size);
    EXPECT_TRUE("a folder", mkdtemp(folder) != NULL);
    (void)snprintf(directory, sizeof directory, "%s/other", folder);
    const struct what_if_rule_config config = {.directory = directory, .method = DELEVERAGE_RANK};
    struct what_if_rule *run = what_if_rule_create(&config, &capacities, &error);
    EXPECT_TRUE("the other venue is made", run != NULL);
    EXPECT_TRUE("but not twice", what_if_rule_create(&config, &capacities, &error) == NULL);
    EXPECT_EQ("because it is written", error.status, JOURNAL_LOCKED);

    see_terms(run, REGIME_VENUE);
    see_terms(run, REGIME_CLEARING);
    see_batches(run);
    struct core *empty = core_init(memory, memory_size, &capacities);
    char *text = NULL;
    size_t size = 0;
    EXPECT_EQ("it ends", what_if_rule_end(run, empty, &error), JOURNAL_OK);
    FILE *out = open_memstream(&text, &size);
    what_if_rule_write_json(run, out);
    (void)fclose(out);
    static const char *const rows[][2] = {
        {"terms of regime venue are changed", "\"terms_changed\":1"},
        {"those of a clearing house are not", "\"terms_of_clearing\":1"},
        {"the empty venue refused both", "\"answered_otherwise\":2"},
        {"takeovers, lots given, accounts, debts",
         "\"was\":{\"slices\":0,\"takeovers\":1,\"lots_taken_over\":9,\"batches\":2,"
         "\"lots_given\":7,\"accounts_that_gave\":2,\"debts_paid\":\"1.50\"}"},
        {"a batch stands alone where the other venue had none",
         "{\"sequence\":3,\"product_id\":1,\"closes\":\"longs\",\"was\":{\"need_lots\":7,"
         "\"given_lots\":7,\"candidates\":3,\"givers\":2,\"most_lots\":4},\"would\":null}"},
        {"also one in which nobody gives", "\"closes\":\"shorts\",\"was\":{\"need_lots\":2,"},
        {"the last account that can be", "{\"account_id\":64,\"lots_was\":3,\"lots_would\":0,"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        expect_part(rows[i][0], text, rows[i][1]);
    }
    free(text);
    free(memory);
    what_if_rule_destroy(run);
    (void)snprintf(command, sizeof command, "rm -r %s", folder);
    EXPECT_EQ("the folder is gone", system(command), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_side_by_side)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
