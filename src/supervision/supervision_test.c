/* SPDX-License-Identifier: Apache-2.0 */
/*
 * supervision_test.c - a small venue that is watched: supervision.c, lookout.c, search.c,
 * search_book.c, search_report.c, search_programmes.c, search_what_if.c, what_if.c, walk.c, step.c,
 * day_feed.c, evidence_run.c, detector_page.c.
 *
 * Two accounts with one controller trade with one another, which surveillance must see; the book
 * and the tape are asked for as they were; a case is opened; the journal is verified while it is
 * open.
 */
#include "supervision/supervision.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/expect.h"
#include "node/charter.h"
#include "node/node.h"
#include "node/verify.h"
#include "os/os_thread.h"
#include "supervision/detector_page.h"
#include "supervision/walk.h"
#include "surveil/surveil.h"

#define PRODUCT  1
#define MEMBER   1
#define ALICE    1
#define BOB      2
#define TRADER   5 /* controls both */
#define ANALYST  7
#define BASE_NS  INT64_C(1754000000000000000) /* 2025-07-31T22:13:20Z */
#define NEXT_DAY INT64_C(86400000000000)

static char directory[] = "supervision-test-XXXXXX";
static struct node node;
static struct supervision *supervision;
static struct walk walk; /* stands for the thread that runs the journal again */
static _Atomic uint32_t woken;
static int64_t later_ns;

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

static uint64_t submit(struct command command)
{
    command.time_ns = BASE_NS + later_ns + (int64_t)node.journal.sequence_next * 1000;
    EXPECT_EQ("submit", node_submit(&node, &command), JOURNAL_OK);
    return core_sequence(node_core(&node));
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
    (void)submit(command);
    for (uint32_t i = 0; i < 3; i++) {
        command = make(COMMAND_PRODUCT_STATE);
        command.state.state = states[i];
        (void)submit(command);
    }
    command = make(COMMAND_MEMBER_SET);
    command.member =
        (struct body_member){.member_id = MEMBER, .kind = MEMBER_FCM, .state = PARTY_APPROVED};
    (void)submit(command);
    command = make(COMMAND_USER_SET);
    command.user = (struct body_user){.user_id = TRADER, .member_id = MEMBER, .roles = ROLE_TRADER};
    (void)submit(command);
    for (uint32_t account = ALICE; account <= BOB; account++) {
        command = make(COMMAND_ACCOUNT_OPEN);
        command.account = (struct body_account){.member_id = MEMBER,
                                                .controller_id = TRADER,
                                                .state = PARTY_APPROVED,
                                                .smp_mode = SMP_CANCEL_TAKER};
        (void)submit(command);
        command = make(COMMAND_DEPOSIT);
        command.account_id = account;
        command.cash.amount.micros = INT64_C(100000000000);
        (void)submit(command);
    }
    command = make(COMMAND_USER_SET);
    command.user = (struct body_user){.user_id = ANALYST, .roles = ROLE_SURVEILLANCE};
    (void)submit(command);
}

static uint64_t place(uint32_t account_id, enum side side, int64_t ticks, int64_t lots)
{
    struct command command = make(COMMAND_ORDER_PLACE);
    command.account_id = account_id;
    command.order = (struct order_entry){.side = (uint8_t)side,
                                         .type = TYPE_LIMIT,
                                         .tif = TIF_GTC,
                                         .qty.lots = lots,
                                         .price.ticks = ticks};
    return submit(command);
}

/* What is durable is shown to supervision, as the thread of the receipts does. */
static void settle(void)
{
    struct journal_step step;
    EXPECT_EQ("settle", node_settle(&node), JOURNAL_OK);
    supervision_durable(supervision, node_durable(&node));
    walk.config.through = node_durable(&node);
    while (walk_next(&walk, &step) == WALK_STEP) {
        supervision_observe(supervision, step.command, step.events, step.event_count);
    }
    EXPECT_EQ("everything was seen", supervision_reached(supervision), node_durable(&node));
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
    const struct supervision_config config = {
        .directory = directory, .products_max = 4, .wake = wake};
    const struct walk_config all = {.directory = directory, .through = node_durable(&node)};
    EXPECT_EQ("start", supervision_start(&supervision, &config, &error), JOURNAL_OK);
    EXPECT_EQ("walk", walk_open(&walk, &all), JOURNAL_OK);
}

/* --- asking ----------------------------------------------------------------------------------- */

struct heard {
    uint32_t count;
    bool has_fault;
    bool is_absent;
    uint64_t through;
    uint32_t orders[2];
    struct book_order best[2];
    uint32_t event_count;
    struct event events[16];
    bool is_complete;
    bool is_reconciled;
    size_t size;
    size_t text_size;
    uint32_t programme_count;
    char text[65536];
    char more[65536];
};

static void hear(void *context, const struct supervision_answer *answer)
{
    struct heard *heard = context;
    heard->count++;
    heard->has_fault = answer->fault != NULL;
    heard->is_absent = answer->is_absent;
    heard->through = answer->through;
    heard->is_complete = answer->is_complete;
    heard->is_reconciled = answer->is_reconciled;
    if (heard->has_fault) return;
    for (uint32_t side = 0; side < 2; side++) {
        heard->orders[side] = answer->sides[side].count;
        if (heard->orders[side] > 0) heard->best[side] = answer->sides[side].orders[0];
    }
    heard->event_count = answer->event_count;
    EXPECT_TRUE("events fit", answer->event_count <= 16);
    for (uint32_t i = 0; i < answer->event_count; i++) heard->events[i] = answer->events[i];
    heard->size = answer->size;
    EXPECT_TRUE("a text fits", answer->size < sizeof heard->text);
    if (answer->size > 0) memcpy(heard->text, answer->text, answer->size);
    heard->text[answer->size] = '\0';
    heard->text_size = answer->text_size;
    heard->programme_count = answer->programme_count;
    EXPECT_TRUE("and the other", answer->more_size < sizeof heard->more);
    if (answer->more_size > 0) memcpy(heard->more, answer->more, answer->more_size);
    heard->more[answer->more_size] = '\0';
}

static void ask(struct supervision_question question, struct heard *heard)
{
    *heard = (struct heard){0};
    question.done = hear;
    question.context = heard;
    EXPECT_EQ("taken", supervision_ask(supervision, &question), SUPERVISION_TAKEN);
    while (heard->count == 0) {
        uint32_t word = atomic_load(&woken);
        supervision_turn(supervision);
        if (heard->count == 0) os_word_wait(&woken, word);
    }
    EXPECT_EQ("answered once", heard->count, 1);
}

/* --- the tests -------------------------------------------------------------------------------- */

static uint64_t rested; /* sequence after which both of BOB's orders rest */
static uint64_t traded; /* sequence of the trade */

static void test_alert(void **state)
{
    (void)state;
    start();
    submit_set_up();
    (void)place(BOB, SIDE_SELL, 1001, 5);
    (void)place(BOB, SIDE_SELL, 1002, 6);
    rested = place(BOB, SIDE_BUY, 990, 4);
    traded = place(ALICE, SIDE_BUY, 1001, 3);
    settle();
    const struct shelf *shelf = supervision_take(supervision);
    const struct shelf_alert *kept = shelf_alert(shelf, 0);
    EXPECT_TRUE("trading with oneself is an alert", kept != NULL);
    EXPECT_TEXT("of this detector", kept->alert.detector, "self-match");
    EXPECT_EQ("at the trade", kept->alert.raised_sequence, traded);
    EXPECT_EQ("of both accounts", kept->alert.account_count, 2);
    supervision_give(supervision);
    EXPECT_TRUE("it is told", supervision_change(supervision) > 0);
}

static void test_book(void **state)
{
    (void)state;
    static struct heard heard;
    struct supervision_question question = {
        .kind = SUPERVISION_BOOK, .product_id = PRODUCT, .through = rested};
    ask(question, &heard);
    EXPECT_EQ("as of the command", heard.through, rested);
    EXPECT_EQ("bids", heard.orders[SIDE_BUY], 1);
    EXPECT_EQ("asks", heard.orders[SIDE_SELL], 2);
    EXPECT_EQ("best ask", heard.best[SIDE_SELL].price_ticks, 1001);
    EXPECT_EQ("its lots", heard.best[SIDE_SELL].shown_lots, 5);
    EXPECT_EQ("its owner", heard.best[SIDE_SELL].account_id, BOB);
    question.through = traded;
    ask(question, &heard);
    EXPECT_EQ("after the trade fewer lots", heard.best[SIDE_SELL].shown_lots, 2);
    question.product_id = 3;
    ask(question, &heard);
    EXPECT_TRUE("no such product", heard.has_fault);
    EXPECT_TRUE("is an answer", heard.is_absent);
}

static void test_tape(void **state)
{
    (void)state;
    static struct heard heard;
    struct supervision_question question = {
        .kind = SUPERVISION_TAPE, .product_id = PRODUCT, .from = rested, .through = traded};
    ask(question, &heard);
    EXPECT_TRUE("all of it", heard.is_complete);
    EXPECT_EQ("the first step", heard.events[0].sequence, rested);
    EXPECT_EQ("entered", heard.events[0].kind, EVENT_ORDER_ACCEPTED);
    bool has_trade = false;
    for (uint32_t i = 0; i < heard.event_count; i++) {
        has_trade = has_trade || heard.events[i].kind == EVENT_TRADE;
    }
    EXPECT_TRUE("the trade is on it", has_trade);
    question.accounts[0] = 3;
    question.account_count = 1;
    ask(question, &heard);
    EXPECT_EQ("nothing of another account", heard.event_count, 0);
}

static void test_case(void **state)
{
    (void)state;
    const struct shelf *shelf = supervision_take(supervision);
    uint64_t number = shelf_alert(shelf, 0)->number;
    supervision_give(supervision);
    struct command command = make(COMMAND_CASE);
    command.actor_id = ANALYST;
    command.account_id = ALICE;
    command.surveillance_case = (struct body_case){.alert_id = number,
                                                   .sequence = traded,
                                                   .action = CASE_OPEN,
                                                   .reason = "trades with itself"};
    (void)submit(command);
    settle();
    shelf = supervision_take(supervision);
    const struct case_kept *kept = case_file_of_alert(&shelf->cases, number);
    assert_non_null(kept);
    EXPECT_TEXT("it stands beside its alert, with its reason", kept->reason, "trades with itself");
    supervision_give(supervision);
}

static void test_reports(void **state)
{
    (void)state;
    static struct heard heard;
    struct supervision_question question = {.kind = SUPERVISION_REPORT,
                                            .through = node_durable(&node),
                                            .report = report_find("bulletin"),
                                            .format = FORMAT_TXT};
    EXPECT_TRUE("a date", day_read("2025-07-31", &question.date));
    ask(question, &heard);
    EXPECT_FALSE("there is a bulletin", heard.has_fault);
    EXPECT_TRUE("its totals are the ledger's", heard.is_reconciled);
    EXPECT_FALSE("the date goes on", heard.is_complete);
    EXPECT_TRUE("it names the product", strstr(heard.text, "TEST") != NULL);
    question.date--;
    ask(question, &heard);
    EXPECT_TRUE("no such date", heard.is_absent);

    later_ns = NEXT_DAY;
    (void)place(BOB, SIDE_BUY, 900, 1);
    settle();
    question.date++;
    question.through = node_durable(&node);
    question.report = report_find("audit-trail");
    EXPECT_TRUE("there is a trail", question.report != NULL);
    ask(question, &heard);
    EXPECT_TRUE("the date is over", heard.is_complete);
    EXPECT_TRUE("the trail has its orders", heard.size > 0);
    const struct shelf *shelf = supervision_take(supervision);
    EXPECT_EQ("the next date has begun", shelf_date(shelf, 0)->date, question.date + 1);
    EXPECT_EQ("the date before had a trade", shelf_date(shelf, 1)->trades, 1);
    EXPECT_TRUE("its minutes are kept", shelf_period_count(&shelf->minutes[PRODUCT]) > 0);
    EXPECT_TRUE("and its day", shelf_period_count(&shelf->days[PRODUCT]) > 0);
    supervision_give(supervision);

    question =
        (struct supervision_question){.kind = SUPERVISION_EVIDENCE, .through = node_durable(&node)};
    ask(question, &heard);
    EXPECT_FALSE("there is evidence", heard.has_fault);
    EXPECT_TRUE("the journal verifies", heard.is_complete);
    EXPECT_TRUE("the ledger agrees", heard.is_reconciled);
}

/* A report page by page is the report, also while the journal goes on, and when another report was
 * asked for in between. */
static void test_report_pages(void **state)
{
    (void)state;
    static struct heard whole;
    static struct heard page;
    static char joined[65536];
    struct supervision_question question = {.kind = SUPERVISION_REPORT,
                                            .through = node_durable(&node),
                                            .report = report_find("audit-trail"),
                                            .format = FORMAT_CSV};
    EXPECT_TRUE("a date", day_read("2025-07-31", &question.date));
    ask(question, &whole);
    EXPECT_EQ("all of it at once", whole.text_size, whole.size);
    question.limit = whole.size / 3;
    uint32_t pages = 0;
    for (size_t at = 0; at < whole.size; at += page.size) {
        struct supervision_question other = question;
        question.offset = at;
        ask(question, &page);
        EXPECT_FALSE("a page", page.has_fault);
        EXPECT_EQ("of the same text", page.text_size, whole.size);
        EXPECT_TRUE("that is not longer than asked for",
                    page.size > 0 && page.size <= question.limit);
        EXPECT_EQ("of whole lines", page.text[page.size - 1], '\n');
        memcpy(joined + at, page.text, page.size);
        (void)place(BOB, SIDE_BUY, 901, 1);
        if (pages++ != 1) continue;
        other.report = report_find("bulletin");
        ask(other, &page);
        page.size = 0;
        memset(joined + at, 0, whole.size - at);
        ask(question, &page);
        memcpy(joined + at, page.text, page.size);
    }
    EXPECT_TRUE("pages", pages >= 3);
    joined[whole.size] = '\0';
    EXPECT_TEXT("together they are it", joined, whole.text);
    question.offset = whole.size + 5;
    ask(question, &page);
    EXPECT_EQ("behind the end there is nothing", page.size, 0);
    question.offset = 0;
    question.limit = 3;
    ask(question, &page);
    EXPECT_EQ("a line that is longer than a page is cut", page.size, 3);
    settle();
}

/* R-SETTLE-1, R-MARGIN-1 are sent to a copy: the venue goes on as it was. */
static void test_what_if(void **state)
{
    (void)state;
    static struct heard heard;
    struct hash128 before = core_hash(node_core(&node));
    const struct supervision_question question = {.kind = SUPERVISION_WHAT_IF,
                                                  .through = node_durable(&node)};
    ask(question, &heard);
    EXPECT_FALSE("there is an answer", heard.has_fault);
    EXPECT_EQ("as of now", heard.through, node_durable(&node));
    EXPECT_TRUE("a page", strstr(heard.text, "what if perpetual futures are swaps") != NULL);
    EXPECT_TRUE("of the product", strstr(heard.text, "product 1 TEST") != NULL);
    EXPECT_TRUE("its classes change", strstr(heard.text, "(product terms): accepted") != NULL);
    EXPECT_TRUE("an object",
                heard.more[0] == '{' && strstr(heard.more, "\"symbol\":\"TEST\"") != NULL);
    EXPECT_TRUE("two accounts without the class",
                strstr(heard.more, "\"accounts_queued\":0") != NULL);
    EXPECT_TRUE("nothing happened to the venue",
                hash128_equal(before, core_hash(node_core(&node))));
}

/* Nobody takes part in a programme here (test/venue/passing.py has one); a date must be there, and
 * members take no more than half of the room. */
static void test_programmes(void **state)
{
    (void)state;
    static struct heard heard;
    struct supervision_question question = {.kind = SUPERVISION_PROGRAMMES,
                                            .through = node_durable(&node),
                                            .accounts = {ALICE},
                                            .account_count = 1};
    EXPECT_TRUE("a date", day_read("2025-07-31", &question.date));
    ask(question, &heard);
    EXPECT_FALSE("an answer", heard.has_fault);
    EXPECT_TRUE("of a date that is over", heard.is_complete);
    EXPECT_EQ("no programme", heard.programme_count, 0);
    question.date -= 5;
    ask(question, &heard);
    EXPECT_TRUE("no such date", heard.is_absent);
    heard = (struct heard){0};
    question.done = hear;
    question.context = &heard;
    uint32_t taken = 0;
    for (uint32_t i = 0; i < 2 * SUPERVISION_WAITING_MAX; i++) {
        question.asker = 100 + i / 2;
        taken += supervision_ask(supervision, &question) == SUPERVISION_TAKEN;
    }
    EXPECT_TRUE("half of the room", taken <= SUPERVISION_WAITING_MAX / 2 && taken > 0);
    while (heard.count < taken) {
        uint32_t word = atomic_load(&woken);
        supervision_turn(supervision);
        if (heard.count < taken) os_word_wait(&woken, word);
    }
}

static void test_verify(void **state)
{
    (void)state;
    struct verify_result result;
    struct journal_error error = {0};
    uint64_t through = node_durable(&node);
    const struct verify_bound bound = {.through = through};
    EXPECT_EQ("none yet", supervision_verified(supervision).state, VERIFY_NONE);
    EXPECT_TRUE("begun", supervision_verify(supervision, BASE_NS));
    while (supervision_verified(supervision).state == VERIFY_RUNNING) {
        uint32_t word = atomic_load(&woken);
        if (supervision_verified(supervision).state != VERIFY_RUNNING) break;
        os_word_wait(&woken, word);
    }
    struct verify_report report = supervision_verified(supervision);
    EXPECT_EQ("it holds", report.state, VERIFY_DONE);
    EXPECT_EQ("up to what was durable", report.through, through);
    EXPECT_EQ("all commands", report.commands, through);
    EXPECT_EQ("the same by itself",
              verify_journal_through(directory, NULL, &bound, &result, &error), JOURNAL_OK);
    EXPECT_TRUE("events", hash128_equal(result.output_hash, report.output_hash));
    EXPECT_TRUE("state", hash128_equal(result.state_hash, report.state_hash));
    EXPECT_TRUE("the state is the venue's",
                hash128_equal(report.state_hash, core_hash(node_core(&node))));
}

/* Who waits is answered once, by the end of the venue at the latest; nobody waits twice. */
static void test_bounds(void **state)
{
    (void)state;
    static struct heard heard;
    heard = (struct heard){0};
    uint32_t taken = 0;
    struct supervision_question question = {.kind = SUPERVISION_BOOK,
                                            .product_id = PRODUCT,
                                            .through = traded,
                                            .done = hear,
                                            .context = &heard};
    for (uint32_t i = 0; i < 3 * SUPERVISION_WAITING_MAX; i++) {
        question.asker = i / (2 * SUPERVISION_PER_ASKER);
        taken += supervision_ask(supervision, &question) == SUPERVISION_TAKEN;
    }
    EXPECT_EQ("bounded", taken, SUPERVISION_WAITING_MAX);
    walk_close(&walk);
    supervision_stop(supervision);
    EXPECT_EQ("each is answered", heard.count, taken);
}

static void test_pages(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < SURVEIL_DETECTORS; i++) {
        const char *name = surveil_kind(i)->name;
        const struct detector_page *page = detector_page_find(name);
        assert_non_null(page);
        EXPECT_TRUE(name, strstr(page->text, page->title) != NULL);
        EXPECT_TRUE(name, strlen(page->rule) > 3);
    }
    EXPECT_TRUE("no page of no detector", detector_page_find("gossip") == NULL);
}

/* --- the frame -------------------------------------------------------------------------------- */

static int set_up(void **state)
{
    (void)state;
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
    if (mkdtemp(directory) == NULL) return -1;
    if (journal_create(directory, &founding, &error) != JOURNAL_OK) return -1;
    struct node_config config = node_config_default(directory, ignore_events, &node);
    config.clock_ns = NULL;
    return node_open(&node, &config, &error) == JOURNAL_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    struct journal_error error = {0};
    (void)node_close(&node, &error);
    (void)os_directory_list(directory, remove_name, NULL);
    (void)rmdir(directory);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_alert),   cmocka_unit_test(test_book),
        cmocka_unit_test(test_tape),    cmocka_unit_test(test_case),
        cmocka_unit_test(test_reports), cmocka_unit_test(test_report_pages),
        cmocka_unit_test(test_what_if), cmocka_unit_test(test_programmes),
        cmocka_unit_test(test_verify),  cmocka_unit_test(test_bounds),
        cmocka_unit_test(test_pages),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
