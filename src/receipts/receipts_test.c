/* SPDX-License-Identifier: Apache-2.0 */
/*
 * receipts_test.c - a small venue that trades while its receipts are asked for: receipts.c,
 * receipts_follow.c, receipts_resume.c, receipts_search.c, retrace.c, checkpoint.c,
 * node/journal_follow.c.  That what is taken up is all that was known: test/follow.
 *
 * The accounts place orders that their money does not allow: each refusal has a receipt.
 */
#include "receipts/receipts.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/expect.h"
#include "node/charter.h"
#include "node/node.h"
#include "os/os_thread.h"

#define PRODUCT  1
#define MEMBER   1
#define ALICE    1
#define BOB      2
#define CAROL    3
#define ROOM     ((size_t)64 * 1024)
#define REFUSALS 400u

static char directory[] = "receipts-test-XXXXXX";
static struct node node;
static struct receipts *receipts;
static _Atomic uint32_t woken; /* changes when an answer waits */

/* --- the venue -------------------------------------------------------------------------------- */

static void ignore_events(void *context, const struct event *list, uint32_t count)
{
    (void)context;
    (void)list;
    (void)count;
}

static void remove_name(void *context, const char *name)
{
    (void)context;
    char path[OS_PATH_SIZE_MAX];
    if (journal_path_join(path, directory, name)) (void)os_path_remove(path);
}

static void open_node(void)
{
    struct journal_error error = {0};
    struct node_config config = node_config_default(directory, ignore_events, &node);
    config.clock_ns = NULL;
    EXPECT_EQ("open", node_open(&node, &config, &error), JOURNAL_OK);
}

static void submit(struct command command)
{
    command.time_ns = INT64_C(1754000000000000000) + (int64_t)node.journal.sequence_next * 1000;
    EXPECT_EQ("submit", node_submit(&node, &command), JOURNAL_OK);
}

static struct command make(enum command_kind kind)
{
    return (struct command){.kind = (uint16_t)kind, .product_id = PRODUCT};
}

static void submit_set_up(void)
{
    static const uint32_t states[] = {PRODUCT_FILED, PRODUCT_APPROVED, PRODUCT_LISTED};
    struct command command = make(COMMAND_PRODUCT_DEFINE);
    command.terms = (struct product_terms){.symbol = "TEST",
                                           .quote = "USD",
                                           .tick_value_micros = 100,
                                           .price_ticks_min = 1,
                                           .price_ticks_max = 1000000,
                                           .order_lots_max = 1000000,
                                           .order_notional_micros_max = INT64_C(100000000000000),
                                           .protection_ticks = 50,
                                           .initial_margin_ppm = 100000,
                                           .smp_mode = SMP_CANCEL_TAKER};
    submit(command);
    for (uint32_t i = 0; i < 3; i++) {
        command = make(COMMAND_PRODUCT_STATE);
        command.state.state = states[i];
        submit(command);
    }
    command = make(COMMAND_MEMBER_SET);
    command.member =
        (struct body_member){.member_id = MEMBER, .kind = MEMBER_FCM, .state = PARTY_APPROVED};
    submit(command);
    for (uint32_t account = ALICE; account <= CAROL; account++) {
        command = make(COMMAND_ACCOUNT_OPEN);
        command.account = (struct body_account){.member_id = MEMBER, .state = PARTY_APPROVED};
        submit(command);
        command = make(COMMAND_DEPOSIT);
        command.account_id = account;
        command.cash.amount.micros = 1000 + account;
        submit(command);
    }
}

/* One order that the account's money does not allow.  Returns its sequence. */
static uint64_t refuse(uint32_t account_id)
{
    struct command command = make(COMMAND_ORDER_PLACE);
    command.account_id = account_id;
    command.order = (struct order_entry){
        .side = SIDE_BUY, .type = TYPE_LIMIT, .tif = TIF_GTC, .qty.lots = 9, .price.ticks = 1000};
    submit(command);
    return core_sequence(node_core(&node));
}

static void settle(void)
{
    EXPECT_EQ("settle", node_settle(&node), JOURNAL_OK);
    receipts_durable(receipts, node_durable(&node));
}

/* --- asking ----------------------------------------------------------------------------------- */

struct heard {
    uint32_t count;
    uint64_t sequence;
    char text[16384];
};

static void hear(void *context, const struct receipts_text *answer)
{
    struct heard *heard = context;
    heard->count++;
    heard->sequence = answer->sequence;
    heard->text[0] = '\0';
    if (answer->text == NULL) return;
    EXPECT_TRUE("a receipt of usual length", answer->size < sizeof heard->text);
    memcpy(heard->text, answer->text, answer->size);
    heard->text[answer->size] = '\0';
}

static void wake(void *context)
{
    (void)context;
    atomic_fetch_add(&woken, 1);
    os_word_wake(&woken);
}

static void start(void)
{
    struct journal_error error = {0};
    const struct receipts_config config = {.directory = directory, .room = ROOM, .wake = wake};
    EXPECT_EQ("start", receipts_start(&receipts, &config, &error), JOURNAL_OK);
}

static struct receipts_question question_of(enum explain_subject subject, uint32_t account_id,
                                            struct heard *heard)
{
    heard->count = 0;
    return (struct receipts_question){
        .asker = account_id,
        .may_search = true,
        .as_of = node_durable(&node),
        .wish = {.subject = subject, .account_id = account_id, .event_index = EXPLAIN_ANY_INDEX},
        .done = hear,
        .context = heard,
    };
}

static void await(const struct heard *heard, uint32_t count)
{
    while (heard->count < count) {
        uint32_t word = atomic_load(&woken);
        receipts_turn(receipts);
        if (heard->count < count) os_word_wait(&woken, word);
    }
}

static void expect_answer(const char *name, const struct receipts_question *question,
                          const char *want)
{
    const struct heard *heard = question->context;
    EXPECT_EQ(name, receipts_ask(receipts, question), RECEIPTS_TAKEN);
    await(heard, 1);
    if (want == NULL) {
        EXPECT_TEXT(name, heard->text, "");
        return;
    }
    if (strstr(heard->text, want) == NULL) print_error("%s: %s\n", name, heard->text);
    EXPECT_TRUE(name, strstr(heard->text, want) != NULL);
    EXPECT_TRUE(name, strstr(heard->text, "\"verified\":true") != NULL);
}

/* --- the tests -------------------------------------------------------------------------------- */

static uint64_t first_refused;

static void test_answers(void **state)
{
    (void)state;
    static struct heard heard;
    char id[64];
    start();
    submit_set_up();
    first_refused = refuse(ALICE);
    uint64_t refused = refuse(BOB);
    settle();
    struct receipts_question question = question_of(EXPLAIN_REFUSAL, BOB, &heard);
    snprintf(id, sizeof id, "\"id\":\"%llu.0\"", (unsigned long long)refused);
    expect_answer("the newest of an account", &question, id);
    question = question_of(EXPLAIN_REFUSAL, CAROL, &heard);
    expect_answer("an account that was refused nothing", &question, NULL);
    question.wish.sequence = refused;
    heard.count = 0;
    expect_answer("another's refusal by its number", &question, NULL);
    question = question_of(EXPLAIN_MARK, 0, &heard);
    expect_answer("a mark that there is not", &question, NULL);
    question = question_of(EXPLAIN_REFUSAL, BOB, &heard);
    question.wish.sequence = refused + 1000;
    expect_answer("a number that is not there yet", &question, NULL);
}

static void test_standing(void **state)
{
    (void)state;
    static struct heard heard;
    struct account_risk_view view;
    struct receipts_question question = question_of(EXPLAIN_MARGIN, BOB, &heard);
    (void)refuse(BOB);
    EXPECT_TRUE("the account", core_account_risk(node_core(&node), BOB, &view));
    question.is_standing = true;
    question.as_of = core_sequence(node_core(&node));
    question.given = (struct event_risk){.equity = view.equity,
                                         .maintenance = view.maintenance,
                                         .initial = view.initial,
                                         .balance = view.balance,
                                         .ratio_ppm = view.ratio_ppm};
    EXPECT_EQ("asked before it is durable", receipts_ask(receipts, &question), RECEIPTS_TAKEN);
    receipts_turn(receipts);
    (void)refuse(BOB);
    settle();
    await(&heard, 1);
    EXPECT_EQ("as of the command asked for", heard.sequence, question.as_of);
    EXPECT_TRUE("it verifies", strstr(heard.text, "\"verified\":true") != NULL);
    question.given.equity.micros++;
    question.as_of = core_sequence(node_core(&node));
    EXPECT_EQ("a wrong figure", receipts_ask(receipts, &question), RECEIPTS_TAKEN);
    await(&heard, 2);
    EXPECT_TRUE("does not verify", strstr(heard.text, "\"verified\":false") != NULL);
}

static void test_search(void **state)
{
    (void)state;
    static struct heard heard;
    char id[64];
    for (uint32_t i = 0; i < REFUSALS; i++) (void)refuse(CAROL);
    settle();
    EXPECT_TRUE("not all is kept", receipts_figures(receipts).kept_bytes <= ROOM);
    struct receipts_question question = question_of(EXPLAIN_REFUSAL, ALICE, &heard);
    snprintf(id, sizeof id, "\"id\":\"%llu.0\"", (unsigned long long)first_refused);
    expect_answer("what is not kept is searched for", &question, id);
    EXPECT_EQ("by one search", receipts_figures(receipts).search_count, 1);
    heard.count = 0;
    expect_answer("and kept then", &question, id);
    EXPECT_EQ("without another", receipts_figures(receipts).search_count, 1);
    question.wish.account_id = BOB;
    question.wish.sequence = first_refused;
    question.asker = 77;
    heard.count = 0;
    expect_answer("a search finds nothing of another's", &question, NULL);
    question.may_search = false;
    question.wish.sequence = first_refused + 1;
    heard.count = 0;
    expect_answer("who may not search is told that it is not kept", &question, NULL);
    EXPECT_EQ("so it was two searches", receipts_figures(receipts).search_count, 2);
}

/* Nobody waits without bound: of one asker few, and nothing far ahead. */
static void test_bounds(void **state)
{
    (void)state;
    static struct heard heard;
    struct receipts_question question = question_of(EXPLAIN_REFUSAL, BOB, &heard);
    question.as_of = node_durable(&node) + 1;
    for (uint32_t i = 0; i < RECEIPTS_WAITING_PER_ASKER; i++) {
        EXPECT_EQ("may wait", receipts_ask(receipts, &question), RECEIPTS_TAKEN);
    }
    EXPECT_EQ("one too many", receipts_ask(receipts, &question), RECEIPTS_BUSY);
    question.asker = 5000;
    for (uint32_t i = RECEIPTS_WAITING_PER_ASKER; i < RECEIPTS_WAITING_MAX; i++) {
        question.asker++;
        EXPECT_EQ("others may", receipts_ask(receipts, &question), RECEIPTS_TAKEN);
    }
    question.asker++;
    EXPECT_EQ("until all places are taken", receipts_ask(receipts, &question), RECEIPTS_BUSY);
    question.as_of += 2 * RECEIPTS_BEHIND_MAX;
    EXPECT_EQ("far ahead", receipts_ask(receipts, &question), RECEIPTS_BEHIND);
    (void)refuse(BOB);
    settle();
    await(&heard, RECEIPTS_WAITING_MAX);
    EXPECT_EQ("each is answered once", heard.count, RECEIPTS_WAITING_MAX);
}

/* A venue that starts again gives the receipts that it gave before. */
static void test_restart(void **state)
{
    (void)state;
    static struct heard heard;
    struct journal_error error = {0};
    struct receipts_question question = question_of(EXPLAIN_REFUSAL, BOB, &heard);
    question.as_of += 1;
    EXPECT_EQ("asked and never answered", receipts_ask(receipts, &question), RECEIPTS_TAKEN);
    receipts_stop(receipts);
    EXPECT_EQ("but told at the end", heard.count, 1);
    EXPECT_TEXT("that there is none", heard.text, "");
    EXPECT_EQ("close", node_close(&node, &error), JOURNAL_OK);
    open_node();
    start();
    receipts_durable(receipts, node_durable(&node));
    question = question_of(EXPLAIN_REFUSAL, BOB, &heard);
    expect_answer("after a restart", &question, "\"verified\":true");
    struct receipts_figures figures = receipts_figures(receipts);
    EXPECT_EQ("all was run again", figures.sequence, node_durable(&node));
    EXPECT_TRUE("all were computed", figures.receipt_count >= REFUSALS);
    EXPECT_EQ("and verify", figures.unverified_count, 0);
    EXPECT_TEXT("without a fault", receipts_fault(receipts), "");
    receipts_stop(receipts);
}

/* A venue that stops writes a snapshot, and begins behind it the next time. */
static void test_checkpoint(void **state)
{
    (void)state;
    static struct heard heard;
    static struct heard again;
    struct journal_error error = {0};
    start();
    settle();
    EXPECT_EQ("snapshot", node_snapshot(&node, &error), JOURNAL_OK);
    uint64_t sequence = core_sequence(node_core(&node));
    receipts_snapshot(receipts, sequence);
    struct receipts_question question = question_of(EXPLAIN_REFUSAL, BOB, &heard);
    expect_answer("before the stop", &question, "\"verified\":true");
    uint64_t count = receipts_figures(receipts).receipt_count;
    receipts_stop(receipts);
    start();
    (void)refuse(BOB);
    settle();
    question = question_of(EXPLAIN_REFUSAL, BOB, &again);
    expect_answer("after the start", &question, "\"verified\":true");
    EXPECT_TRUE("it is the new one", strcmp(heard.text, again.text) != 0);
    question.wish.sequence = heard.sequence;
    again.count = 0;
    expect_answer("the one before", &question, "\"verified\":true");
    EXPECT_TEXT("is as it was", again.text, heard.text);
    struct receipts_figures figures = receipts_figures(receipts);
    EXPECT_EQ("it began there", figures.began, sequence);
    EXPECT_EQ("the count went on", figures.receipt_count, count + 1);
    EXPECT_EQ("and nothing was searched for", figures.search_count, 0);
    receipts_stop(receipts);
}

static int set_up(void **state)
{
    (void)state;
    if (mkdtemp(directory) == NULL) return -1;
    struct journal_error error = {0};
    struct core_config capacities = {.accounts_max = 64,
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
    struct journal_founding founding = {.segment_size = UINT64_C(1) << 20, .id.bytes = {1}};
    charter_write(&founding.charter, &capacities);
    if (journal_create(directory, &founding, &error) != JOURNAL_OK) return -1;
    open_node();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    struct journal_error error = {0};
    (void)node_close(&node, &error);
    (void)os_directory_list(directory, remove_name, NULL);
    return rmdir(directory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_answers), cmocka_unit_test(test_standing),
        cmocka_unit_test(test_search),  cmocka_unit_test(test_bounds),
        cmocka_unit_test(test_restart), cmocka_unit_test(test_checkpoint),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
