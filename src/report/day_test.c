/* SPDX-License-Identifier: Apache-2.0 */
/*
 * day_test.c - the figures of a date from a few events; planted faults do not reconcile.
 *
 * Role   Tests day.c, day_account.c, day_maker.c, day_product.c, day_programme.c, reconcile.c and,
 *        through a witness, what the ledger is compared with.
 */
#include "report/day.h"

#include "base/expect.h"
#include "report/reconcile.h"
#include "report/report.h"

#define USD     INT64_C(1000000)
#define DAY_NS  INT64_C(86400000000000)
#define FRIDAY  20721 /* 2026-09-25 */
#define MONDAY  20724
#define BUYER   1
#define SELLER  2
#define PRODUCT 1

static struct settings settings;
static uint64_t sequence;

static struct day *day_of(int32_t date)
{
    settings_default(&settings);
    sequence = 0;
    struct day_config config = {
        .date = date, .accounts_max = 16, .products_max = 4, .settings = &settings};
    struct day *day = day_create(&config);
    assert_non_null(day);
    return day;
}

/* One command with these events. */
static void show(struct day *day, int64_t time_ns, struct event *events, uint32_t count)
{
    struct command command = {.sequence = ++sequence, .time_ns = time_ns, .kind = COMMAND_TICK};
    assert_true(day_command(day, &command));
    for (uint32_t i = 0; i < count; i++) {
        events[i].sequence = sequence;
        events[i].time_ns = time_ns;
        events[i].index = i;
        assert_true(day_event(day, &events[i]));
    }
    assert_true(day_command_end(day, &command, true));
}

static void open_accounts(struct day *day)
{
    struct event events[6] = {{.kind = EVENT_MEMBER}};
    events[0].party = (struct event_party){.id = 1, .kind = MEMBER_FCM, .state = PARTY_APPROVED};
    for (uint32_t id = BUYER; id <= SELLER; id++) {
        events[id] = (struct event){.kind = EVENT_ACCOUNT, .account_id = id};
        events[id].party = (struct event_party){.id = id,
                                                .member_id = 1,
                                                .customer_id = id == BUYER ? 0 : 7,
                                                .owner_account_id = id,
                                                .classes = CLASS_FUTURES,
                                                .state = PARTY_APPROVED};
        events[id + 2] = (struct event){.kind = EVENT_CASH, .account_id = id};
        events[id + 2].cash = (struct event_cash){
            .amount = {1000 * USD}, .balance = {1000 * USD}, .command_kind = COMMAND_DEPOSIT};
    }
    events[5] = (struct event){.kind = EVENT_PRODUCT, .product_id = PRODUCT};
    events[5].product = (struct event_product){.symbol = "BTCPERP", .state = PRODUCT_LISTED};
    show(day, FRIDAY * DAY_NS, events, 6);
}

static void roll(struct day *day, int64_t time_ns, int32_t date)
{
    struct event event = {.kind = EVENT_TRADE_DATE, .product_id = PRODUCT};
    event.trade_date.trade_date = date;
    show(day, time_ns, &event, 1);
}

static struct event fill_of(uint32_t account_id, uint64_t trade_id, int64_t net)
{
    struct event event = {.kind = EVENT_FILL, .account_id = account_id, .product_id = PRODUCT};
    event.fill = (struct event_fill){
        .trade_id = trade_id, .order_id = account_id, .net = {net}, .paid = {net * 100}};
    event.fill.balance.micros = 1000 * USD;
    return event;
}

/* The buyer takes from the seller. */
static void trade(struct day *day, int64_t time_ns, int64_t lots, int64_t net)
{
    static uint64_t trade_id;
    struct event events[3] = {{.kind = EVENT_TRADE, .product_id = PRODUCT}};
    trade_id++;
    events[0].trade = (struct event_trade){.trade_id = trade_id,
                                           .maker_order_id = SELLER,
                                           .taker_order_id = BUYER,
                                           .price = {100},
                                           .qty = {lots},
                                           .maker_account_id = SELLER,
                                           .taker_account_id = BUYER,
                                           .taker_side = SIDE_BUY};
    events[1] = fill_of(SELLER, trade_id, -net);
    events[2] = fill_of(BUYER, trade_id, net);
    show(day, time_ns, events, 3);
}

/* Friday: 30 lots; after the roll, still on Friday: 5; on Tuesday: 7. */
static struct day *weekend(int32_t date)
{
    struct day *day = day_of(date);
    open_accounts(day);
    roll(day, FRIDAY * DAY_NS + 1, FRIDAY);
    trade(day, FRIDAY * DAY_NS + 2, 30, 30);
    roll(day, FRIDAY * DAY_NS + 3, MONDAY);
    trade(day, FRIDAY * DAY_NS + 4, 5, 35);
    roll(day, MONDAY * DAY_NS + 5, MONDAY + 1);
    trade(day, MONDAY * DAY_NS + 6, 7, 42);
    assert_true(day_finish(day));
    return day;
}

/* R-REPORT-1, R-REPORT-2: what trades after the roll on Friday is Monday's. */
static void test_dates(void **state)
{
    static const struct {
        const char *row;
        int32_t date;
        int64_t lots;
        int64_t before;
        int64_t after;
        bool is_open;
    } rows[] = {
        {"Friday has what was traded before the roll", FRIDAY, 30, 0, 30, false},
        {"Saturday has nothing and is the same before and after", FRIDAY + 1, 0, 30, 30, false},
        {"Monday has what was traded on Friday after it", MONDAY, 5, 30, 35, false},
        {"Tuesday has not ended", MONDAY + 1, 7, 35, 42, true},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct day *day = weekend(rows[i].date);
        const struct day_pair *pair = day_pair_of(day, BUYER, PRODUCT);
        EXPECT_EQ(rows[i].row, day->products[PRODUCT].lots, rows[i].lots);
        EXPECT_EQ(rows[i].row, pair->net_before, rows[i].before);
        EXPECT_EQ(rows[i].row, pair->net_after, rows[i].after);
        EXPECT_EQ(rows[i].row, day->venue_was_open, rows[i].is_open);
        EXPECT_EQ(rows[i].row, day->first_date, FRIDAY);
        EXPECT_EQ(rows[i].row, day->last_date, MONDAY + 1);
        struct reconcile reconcile = {0};
        reconcile_day(&reconcile, day);
        EXPECT_TRUE(rows[i].row, reconcile_holds(&reconcile));
        day_destroy(day);
    }
}

/* R-REPORT-5 */
static void test_special_accounts(void **state)
{
    (void)state;
    struct day *day = weekend(MONDAY);
    EXPECT_EQ("one special account an owner", day->specials.count, 3);
    const struct day_special *special = day_special(day, 1);
    EXPECT_EQ("it was reportable on Friday already", special->first_date, FRIDAY);
    EXPECT_TRUE("and the day before", special->was && special->is_now);
    EXPECT_EQ("all of its lots", special->long_lots + special->short_lots, 35);
    EXPECT_FALSE("no account has traded so much on one date",
                 day_pair_of(day, BUYER, PRODUCT)->has_volume_date);
    day_destroy(day);

    day = day_of(FRIDAY);
    open_accounts(day);
    trade(day, FRIDAY * DAY_NS + 1, 49, 49);
    EXPECT_FALSE("49 lots", day_pair_of(day, BUYER, PRODUCT)->has_volume_date);
    trade(day, FRIDAY * DAY_NS + 2, 1, 50);
    EXPECT_TRUE("50 lots", day_pair_of(day, BUYER, PRODUCT)->has_volume_date);
    day_destroy(day);
}

/* Every figure that is made wrong is found. */
static void test_planted(void **state)
{
    (void)state;
    for (uint32_t fault = 0; fault < 6; fault++) {
        struct reconcile reconcile = {0};
        struct day *day = weekend(MONDAY);
        struct day_pair *pair = day_pair_of(day, BUYER, PRODUCT);
        switch (fault) {
        case 0: pair->bought++; break;
        case 1: pair->net_after++; break;
        case 2: day->products[PRODUCT].lots++; break;
        case 3: ((struct day_trade *)day->trades.items)[0].lots++; break;
        case 4: day_account(day, BUYER)->after_micros++; break;
        case 5: day_account(day, SELLER)->sums[TRANSACTION_FUNDING]--; break;
        default: break;
        }
        reconcile_day(&reconcile, day);
        EXPECT_FALSE("a figure that is wrong by one", reconcile_holds(&reconcile));
        day_destroy(day);
    }
    struct reconcile nothing = {0};
    EXPECT_FALSE("nothing compared is nothing reconciled", reconcile_holds(&nothing));
}

/* --- makers ----------------------------------------------------------------------------------- */

static struct event order_of(uint64_t order_id, enum side side, int64_t ticks, int64_t lots)
{
    struct event event = {.kind = EVENT_ORDER_ACCEPTED, .account_id = BUYER, .product_id = PRODUCT};
    event.order = (struct event_order){.order_id = order_id,
                                       .price = {ticks},
                                       .open = {lots},
                                       .side = (uint8_t)side,
                                       .type = TYPE_LIMIT,
                                       .tif = TIF_GTC};
    return event;
}

/* R-REPORT-9: 100 lots within 2,000 ppm of the middle, on both sides, while matching is open. */
static void test_makers(void **state)
{
    static const struct {
        const char *row;
        int64_t bid_ticks;
        int64_t bid_lots;
        int64_t ask_ticks;
        int64_t ask_lots;
        bool quotes;
    } rows[] = {
        {"enough on both sides, close enough", 9990, 100, 10010, 100, true},
        {"a tick too wide", 9990, 100, 10011, 100, false},
        {"a lot too little to buy", 9990, 99, 10010, 100, false},
        {"a lot too little to sell", 9990, 100, 10010, 99, false},
        {"one side alone", 9990, 100, 0, 0, false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct day *day = day_of(FRIDAY);
        open_accounts(day);
        struct event maker = {.kind = EVENT_MEMBER};
        maker.party =
            (struct event_party){.id = 1, .kind = MEMBER_MARKET_MAKER, .state = PARTY_APPROVED};
        show(day, FRIDAY * DAY_NS + 1, &maker, 1);
        struct event events[3] = {{.kind = EVENT_PHASE, .product_id = PRODUCT}};
        events[0].phase.phase = PHASE_OPEN;
        events[1] = order_of(1, SIDE_BUY, rows[i].bid_ticks, rows[i].bid_lots);
        events[2] = order_of(2, SIDE_SELL, rows[i].ask_ticks, rows[i].ask_lots);
        show(day, FRIDAY * DAY_NS + 1000, events, rows[i].ask_lots == 0 ? 2 : 3);
        struct event halted = {.kind = EVENT_PHASE, .product_id = PRODUCT};
        halted.phase = (struct event_phase){.phase = PHASE_OPEN, .halt = HALT_PAUSED};
        show(day, FRIDAY * DAY_NS + 4000, &halted, 1);
        show(day, FRIDAY * DAY_NS + 9000, NULL, 0);
        assert_true(day_finish(day));
        EXPECT_EQ(rows[i].row, day->makers.count, 2);
        EXPECT_EQ(rows[i].row, day->products[PRODUCT].open_ns, 3000);
        EXPECT_EQ(rows[i].row, day_maker(day, 1)->quoted_ns, rows[i].quotes ? 3000 : 0);
        day_destroy(day);
    }
}

/* R-REPORT-11: time counts while matching is open within the hours of the programme. */
static void test_programmes(void **state)
{
    static const struct {
        const char *row;
        uint16_t from_minute;
        uint16_t to_minute;
        uint8_t weekdays;
        uint32_t uptime_ppm;
        int32_t since;
        int64_t due_ns;
        int64_t quoted_ns;
        int64_t amount; /* of a reward of 1,000 micros */
    } rows[] = {
        {"the whole day", 0, 1440, 127, 500000, FRIDAY - 1, 120, 90, 1000},
        {"more uptime than was quoted", 0, 1440, 127, 750001, FRIDAY - 1, 120, 90, 0},
        {"one minute of the two", 1, 2, 127, 500000, FRIDAY - 1, 60, 30, 1000},
        {"a day of the week that it is not", 0, 1440, 1u << 3, 1, FRIDAY - 1, 0, 0, 0},
        {"terms that came on the date", 0, 1440, 127, 500000, FRIDAY, 120, 90, 0},
    };
    const int64_t second_ns = 1000000000;
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct day *day = day_of(FRIDAY);
        open_accounts(day);
        struct event events[5] = {{.kind = EVENT_PROGRAMME_TERMS, .product_id = PRODUCT}};
        events[0].programme_terms =
            (struct event_programme_terms){.lots = 10,
                                           .reward_micros = 1000,
                                           .programme_id = 4,
                                           .spread_ppm = 2000,
                                           .uptime_ppm = rows[i].uptime_ppm,
                                           .from_minute = rows[i].from_minute,
                                           .to_minute = rows[i].to_minute,
                                           .weekdays = rows[i].weekdays,
                                           .runs = 1,
                                           .since = rows[i].since};
        events[1] = (struct event){
            .kind = EVENT_PROGRAMME_ENROL, .account_id = BUYER, .product_id = PRODUCT};
        events[1].programme_enrol = (struct event_programme_enrol){
            .programme_id = 4, .is_enrolled = 1, .since = FRIDAY - 1};
        events[2] = (struct event){.kind = EVENT_PHASE, .product_id = PRODUCT};
        events[2].phase.phase = PHASE_OPEN;
        events[3] = order_of(1, SIDE_BUY, 9990, 10);
        events[4] = order_of(2, SIDE_SELL, 10010, 10);
        show(day, FRIDAY * DAY_NS, events, 5);
        /* Half a minute before the end one side is gone. */
        struct event gone = order_of(2, SIDE_SELL, 10010, 10);
        gone.kind = EVENT_ORDER_CANCELLED;
        show(day, FRIDAY * DAY_NS + 90 * second_ns, &gone, 1);
        struct event closed = {.kind = EVENT_PHASE, .product_id = PRODUCT};
        closed.phase.phase = PHASE_CLOSED;
        show(day, FRIDAY * DAY_NS + 120 * second_ns, &closed, 1);
        assert_true(day_finish(day));
        const struct day_quoter *quoter = day_quoter(day, 1);
        EXPECT_EQ(rows[i].row, day->programmes[4].due_ns, rows[i].due_ns * second_ns);
        EXPECT_EQ(rows[i].row, quoter->quoted_ns, rows[i].quoted_ns * second_ns);
        EXPECT_EQ(rows[i].row, day_programme_result(day, quoter).amount_micros, rows[i].amount);
        day_destroy(day);
    }
}

/* --- the ledger ------------------------------------------------------------------------------- */

struct books {
    int64_t bank;
    int64_t balance;
    int64_t net;
    int64_t open_interest;
};

static int64_t book_balance(void *context, uint32_t entry)
{
    const struct books *books = context;
    if (entry == ENTRY_BANK) return books->bank;
    bool is_account = entry == entry_account(BUYER) || entry == entry_account(SELLER);
    return is_account ? books->balance : 0;
}

static bool book_position(void *context, uint32_t account_id, uint16_t product_id,
                          int64_t *net_lots, int64_t *paid_micros)
{
    const struct books *books = context;
    (void)product_id;
    *net_lots = account_id == BUYER ? books->net : -books->net;
    *paid_micros = *net_lots * 100;
    return true;
}

static int64_t book_open_interest(void *context, uint16_t product_id)
{
    (void)product_id;
    return ((const struct books *)context)->open_interest;
}

static bool no_margin(void *context, uint32_t account_id, int64_t *micros)
{
    (void)context;
    (void)account_id;
    *micros = 0;
    return false;
}

/* R-REPORT-10 */
static void test_ledger(void **state)
{
    static const struct {
        const char *row;
        struct books books;
        bool holds;
    } rows[] = {
        {"the same books", {-2000 * USD, 1000 * USD, 42, 42}, true},
        {"a micro-dollar too much at the bank", {-2000 * USD - 1, 1000 * USD, 42, 42}, false},
        {"a balance that is a micro-dollar off", {-2000 * USD, 1000 * USD + 1, 42, 42}, false},
        {"a lot less in a position", {-2000 * USD, 1000 * USD, 41, 42}, false},
        {"another open interest", {-2000 * USD, 1000 * USD, 42, 43}, false},
    };
    (void)state;
    struct day *day = weekend(MONDAY);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct reconcile reconcile = {0};
        struct books books = rows[i].books;
        struct ledger_witness witness = {&books, book_balance, book_position, book_open_interest,
                                         no_margin};
        reconcile_ledger(&reconcile, day, &witness);
        EXPECT_EQ(rows[i].row, reconcile_holds(&reconcile), rows[i].holds);
    }
    day_destroy(day);
}

/* --- customer types --------------------------------------------------------------------------- */

enum { FCM = 1, MAKER_FIRM = 2, CLEARER = 3, TRADER_OF_FCM = 1, TRADER_OF_MAKER = 2, STAFF = 3 };

/* Three members; a user of the first, one of the second, one of the venue's staff; accounts 14 and
 * 15 to be owners: the second member's own, and a customer's at the first. */
static void open_members(struct day *day)
{
    struct event events[8] = {{.kind = EVENT_MEMBER},
                              {.kind = EVENT_MEMBER},
                              {.kind = EVENT_MEMBER},
                              {.kind = EVENT_USER},
                              {.kind = EVENT_USER},
                              {.kind = EVENT_USER},
                              {.kind = EVENT_ACCOUNT, .account_id = 14},
                              {.kind = EVENT_ACCOUNT, .account_id = 15}};
    events[0].party = (struct event_party){.id = FCM, .kind = MEMBER_FCM};
    events[1].party = (struct event_party){.id = MAKER_FIRM, .kind = MEMBER_MARKET_MAKER};
    events[2].party = (struct event_party){.id = CLEARER, .kind = MEMBER_SELF_CLEARING};
    events[3].party = (struct event_party){.id = TRADER_OF_FCM, .member_id = FCM};
    events[4].party = (struct event_party){.id = TRADER_OF_MAKER, .member_id = MAKER_FIRM};
    events[5].party = (struct event_party){.id = STAFF};
    events[6].party = (struct event_party){
        .id = 14, .member_id = MAKER_FIRM, .owner_account_id = 14, .state = PARTY_APPROVED};
    events[7].party = (struct event_party){.id = 15,
                                           .member_id = FCM,
                                           .customer_id = 77,
                                           .owner_account_id = 15,
                                           .state = PARTY_APPROVED};
    show(day, FRIDAY * DAY_NS, events, 8);
}

/* R-REPORT-13 */
static void test_customer_types(void **state)
{
    static const struct {
        const char *row;
        uint32_t member_id;
        uint32_t customer_id;
        uint32_t owner_account_id;
        uint32_t controller_id;
        uint32_t kind;
        uint32_t named;
        int64_t type;
    } rows[] = {
        {"a clearing firm's own account", FCM, 0, 1, 0, ACCOUNT_HOUSE, 0, 2},
        {"a self-clearing member's own account", CLEARER, 0, 1, 0, 0, 0, 2},
        {"a maker's own account", MAKER_FIRM, 0, 1, TRADER_OF_MAKER, 0, 0, 1},
        {"a customer who trades for itself", FCM, 7, 1, TRADER_OF_FCM, ACCOUNT_DISCLOSED, 0, 4},
        {"a sub-account of a customer", FCM, 0, 15, 0, 0, 0, 4},
        {"another member's account", FCM, 8, 14, 0, ACCOUNT_DISCLOSED, 0, 3},
        {"another member's, at a clearing member", CLEARER, 0, 14, 0, 0, 0, 3},
        {"a further account of the maker itself", MAKER_FIRM, 0, 14, 0, 0, 0, 1},
        {"a customer whom another member controls", FCM, 7, 1, TRADER_OF_MAKER, 0, 0, 3},
        {"a house account that another member controls", FCM, 0, 1, TRADER_OF_MAKER, 0, 0, 3},
        {"controlled by the venue's staff", FCM, 7, 1, STAFF, 0, 0, 4},
        {"controlled by a user that nobody knows", FCM, 7, 1, 999, 0, 0, 4},
        {"many customers together", FCM, 0, 1, TRADER_OF_MAKER, ACCOUNT_OMNIBUS, 0, 4},
        {"a customer whom its member controls", FCM, 7, 1, 1, ACCOUNT_DISCLOSED, CUSTOMER_OWN, 1},
        {"what the profile names goes before all", FCM, 0, 14, 2, ACCOUNT_OMNIBUS, 2, 2},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct day *day = day_of(FRIDAY);
        struct event events[2] = {{.kind = EVENT_ACCOUNT, .account_id = 1},
                                  {.kind = EVENT_ACCOUNT_PROFILE, .account_id = 1}};
        open_members(day);
        events[0].party = (struct event_party){.id = 1,
                                               .member_id = rows[i].member_id,
                                               .customer_id = rows[i].customer_id,
                                               .owner_account_id = rows[i].owner_account_id,
                                               .controller_id = rows[i].controller_id,
                                               .state = PARTY_APPROVED};
        events[1].account_profile =
            (struct event_account_profile){.kind = rows[i].kind, .customer_type = rows[i].named};
        show(day, FRIDAY * DAY_NS + 1, events, 2);
        EXPECT_EQ(rows[i].row, report_cti(day, day_account(day, 1)), rows[i].type);
        day_destroy(day);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_dates),          cmocka_unit_test(test_special_accounts),
        cmocka_unit_test(test_planted),        cmocka_unit_test(test_makers),
        cmocka_unit_test(test_programmes),     cmocka_unit_test(test_ledger),
        cmocka_unit_test(test_customer_types),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
