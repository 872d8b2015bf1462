/* SPDX-License-Identifier: Apache-2.0 */
/*
 * gateway_test.c - a command's events come back once, in order, when they are durable; a reader
 * without room stops everybody.  On the real disk, with the journal's threads.
 */
#include <stdlib.h>
#include <unistd.h>

#include "base/expect.h"
#include "gateway/gateway_loop.h"
#include "node/charter.h"
#include "os/os_clock.h"
#include "os/os_file.h"

#define LOTS_OF_ORDERS 1100u

static char directory[] = "gateway-test-XXXXXX";
static struct node node;
static struct gateway *gateway;

/* Everything that was shown, in order, as letters. */
static struct {
    char text[256];
    size_t size;
    uint64_t sequences[64];
    uint32_t counts[64];
    bool is_durable;
    bool is_full;
    bool has_command;
    uint32_t wake_count;
} seen;

static void note(char letter, uint64_t sequence, uint32_t count)
{
    if (seen.size + 1 >= sizeof seen.text) return;
    if (seen.size < 64) {
        seen.sequences[seen.size] = sequence;
        seen.counts[seen.size] = count;
    }
    seen.text[seen.size++] = letter;
    seen.text[seen.size] = '\0';
    seen.is_durable = seen.is_durable && sequence <= node_durable(&node);
}

static bool read_step(void *context, const struct gateway_step *step)
{
    (void)context;
    if (seen.is_full) return false;
    seen.has_command = step->command != NULL;
    note('r', step->sequence, step->count);
    return true;
}

static void listen(void *context, const struct event *list, uint32_t count)
{
    (void)context;
    note('l', list->sequence, count);
}

static char letters[] = "t";

static void take_done(void *context, const struct event *events, uint32_t count)
{
    const char *letter = context;
    note(*letter, count > 0 ? events->sequence : 0, count);
}

static void submit_again(void *context, const struct event *events, uint32_t count)
{
    (void)context;
    note('a', events->sequence, count);
    struct command command = {.kind = COMMAND_TICK};
    EXPECT_TRUE("from a callback", gateway_submit(gateway, &command, take_done, letters));
}

static void wake(void *context)
{
    (void)context;
    __atomic_add_fetch(&seen.wake_count, 1, __ATOMIC_SEQ_CST);
}

static void publish(void *context, const struct event *list, uint32_t count)
{
    (void)context;
    gateway_publish(gateway, list, count);
}

static void progress(void *context)
{
    (void)context;
    gateway_progress(gateway);
}

static void remove_name(void *context, const char *name)
{
    (void)context;
    char path[OS_PATH_SIZE_MAX];
    (void)snprintf(path, sizeof path, "%s/%s", directory, name);
    (void)os_path_remove(path);
}

static int set_up(void **state)
{
    (void)state;
    struct journal_error error = {0};
    struct core_config capacities = core_config_small();
    if (mkdtemp(directory) == NULL) return -1;
    struct journal_founding founding = {.segment_size = UINT64_C(1) << 20, .id.bytes = {1}};
    charter_write(&founding.charter, &capacities);
    if (journal_create(directory, &founding, &error) != JOURNAL_OK) return -1;
    gateway = gateway_create(wake, NULL);
    struct node_config config = node_config_default(directory, publish, NULL);
    config.progress = progress;
    if (node_open(&node, &config, &error) != JOURNAL_OK) return -1;
    const struct gateway_parts parts = {.node = &node, .clock_ns = os_clock_wall_ns};
    gateway_attach(gateway, &parts);
    gateway_add_reader(gateway, read_step, NULL);
    gateway_listen(gateway, listen, NULL);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    struct journal_error error = {0};
    (void)node_close(&node, &error);
    gateway_destroy(gateway);
    (void)os_directory_list(directory, remove_name, NULL);
    return rmdir(directory);
}

static void forget(void)
{
    memset(&seen, 0, sizeof seen);
    seen.is_durable = true;
}

static void submit(struct command command, gateway_done *done, const char *letter)
{
    EXPECT_TRUE("submitted", gateway_submit(gateway, &command, done, (void *)(uintptr_t)letter));
}

static struct command member(uint32_t id)
{
    struct command command = {.kind = COMMAND_MEMBER_SET};
    command.member =
        (struct body_member){.member_id = id, .kind = MEMBER_FCM, .state = PARTY_APPROVED};
    return command;
}

static void test_order_of_telling(void **state)
{
    (void)state;
    forget();
    submit(member(1), take_done, "d");
    submit((struct command){.kind = COMMAND_TICK}, take_done, "t");
    submit(member(2), NULL, NULL);
    EXPECT_EQ("nothing is shown at once", seen.size, 0);
    EXPECT_EQ("three wait", gateway_pending_count(gateway), 3);
    EXPECT_TRUE("settled", gateway_settle(gateway));
    EXPECT_TEXT("reader, done, listener; a tick says nothing to listeners", seen.text, "rdlrtrl");
    EXPECT_EQ("the first event", seen.counts[1], 1);
    EXPECT_EQ("a tick causes none", seen.counts[4], 0);
    EXPECT_TRUE("each was durable", seen.is_durable);
    EXPECT_EQ("nothing waits", gateway_pending_count(gateway), 0);
    EXPECT_EQ("shown as far as it is durable", gateway_shown(gateway), gateway_barrier(gateway));
}

static void test_waking(void **state)
{
    (void)state;
    forget();
    gateway_progress(gateway);
    gateway_progress(gateway);
    EXPECT_EQ("the venue thread is woken once", seen.wake_count, 1);
    EXPECT_TRUE("turn", gateway_turn(gateway));
    gateway_progress(gateway);
    EXPECT_EQ("and again after a turn", seen.wake_count, 2);
}

static void test_submit_inside(void **state)
{
    (void)state;
    forget();
    submit(member(3), submit_again, NULL);
    EXPECT_TRUE("settled", gateway_settle(gateway));
    EXPECT_TEXT("the second comes behind the first", seen.text, "ralrt");
}

static void test_reader_without_room(void **state)
{
    (void)state;
    forget();
    seen.is_full = true;
    submit(member(4), take_done, "d");
    submit(member(5), take_done, "d");
    for (int i = 0; i < 3; i++) {
        EXPECT_EQ("durable", node_settle(&node), JOURNAL_OK);
        EXPECT_TRUE("turn", gateway_turn(gateway));
    }
    EXPECT_TEXT("nobody sees anything", seen.text, "");
    EXPECT_TRUE("it is to be tried again", gateway_is_stalled(gateway));
    EXPECT_EQ("two wait", gateway_pending_count(gateway), 2);
    seen.is_full = false;
    EXPECT_TRUE("turn", gateway_turn(gateway));
    EXPECT_TEXT("then all of it, once", seen.text, "rdlrdl");
    EXPECT_FALSE("nothing is left", gateway_is_stalled(gateway));
}

static void list_product(void)
{
    struct command command = {.kind = COMMAND_PRODUCT_DEFINE, .product_id = 1};
    command.terms = (struct product_terms){.symbol = "TEST",
                                           .quote = "USD",
                                           .tick_value_micros = 100,
                                           .price_ticks_min = 1,
                                           .price_ticks_max = 1000000,
                                           .order_lots_max = 1000000,
                                           .order_notional_micros_max = INT64_C(100000000000000),
                                           .protection_ticks = 50,
                                           .smp_mode = SMP_CANCEL_TAKER};
    submit(command, NULL, NULL);
    for (uint32_t i = PRODUCT_FILED; i <= PRODUCT_APPROVED; i++) {
        command = (struct command){.kind = COMMAND_PRODUCT_STATE, .product_id = 1};
        command.state.state = i;
        submit(command, NULL, NULL);
    }
    command.state.state = PRODUCT_LISTED;
    submit(command, NULL, NULL);
    command = (struct command){.kind = COMMAND_ACCOUNT_OPEN};
    command.account = (struct body_account){
        .member_id = 1, .state = PARTY_APPROVED, .smp_mode = SMP_CANCEL_TAKER};
    submit(command, NULL, NULL);
}

static void test_many_events(void **state)
{
    (void)state;
    list_product();
    struct command order = {.kind = COMMAND_ORDER_PLACE, .account_id = 1, .product_id = 1};
    order.order = (struct order_entry){
        .price = {100}, .qty = {1}, .side = SIDE_BUY, .type = TYPE_LIMIT, .tif = TIF_GTC};
    for (uint32_t i = 0; i < LOTS_OF_ORDERS; i++) submit(order, NULL, NULL);
    EXPECT_TRUE("settled", gateway_settle(gateway));
    EXPECT_TRUE("readers see the terms of an order", seen.has_command);
    forget();
    struct command cancel = {.kind = COMMAND_MASS_CANCEL, .account_id = 1};
    cancel.mass.side = SIDE_ANY;
    submit(cancel, take_done, "d");
    EXPECT_TRUE("settled", gateway_settle(gateway));
    EXPECT_TEXT("one step", seen.text, "rdl");
    EXPECT_EQ("the reader sees every event", seen.counts[0], LOTS_OF_ORDERS + 1);
    EXPECT_EQ("done sees the first of them", seen.counts[1], GATEWAY_DONE_EVENTS);
    EXPECT_EQ("the listener sees every one", seen.counts[2], LOTS_OF_ORDERS + 1);
    EXPECT_FALSE("it was no order", seen.has_command);
}

static uint32_t tick_count;

static void count_tick(void *context)
{
    (void)context;
    tick_count++;
}

static void test_ticks(void **state)
{
    (void)state;
    gateway_every(gateway, 100, count_tick, NULL);
    EXPECT_EQ("the first is an interval away", gateway_run_ticks(gateway, 1000), 1100);
    EXPECT_EQ("not yet", tick_count, 0);
    EXPECT_EQ("now", gateway_run_ticks(gateway, 1100), 1200);
    EXPECT_EQ("once", tick_count, 1);
    EXPECT_EQ("a late one is not made up for", gateway_run_ticks(gateway, 2000), 2100);
    EXPECT_EQ("once", tick_count, 2);
}

static void test_end(void **state)
{
    (void)state;
    forget();
    struct command unknown = {.kind = 999};
    EXPECT_FALSE("an unknown kind", gateway_submit(gateway, &unknown, take_done, letters));
    submit(member(6), take_done, "d");
    gateway_abandon(gateway);
    EXPECT_TEXT("done is called without events", seen.text, "d");
    EXPECT_EQ("none", seen.counts[0], 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_waking),        cmocka_unit_test(test_order_of_telling),
        cmocka_unit_test(test_submit_inside), cmocka_unit_test(test_reader_without_room),
        cmocka_unit_test(test_many_events),   cmocka_unit_test(test_ticks),
        cmocka_unit_test(test_end),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
