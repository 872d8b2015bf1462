/* SPDX-License-Identifier: Apache-2.0 */
/*
 * event_text_test.c - one event of each kind in both forms; tests reject_formats.c too.
 */
#include "model/event_text.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/expect.h"
#include "model/command.h"
#include "model/liquidation_text.h"
#include "model/price_text.h"
#include "model/reject.h"

#define NOON INT64_C(1767614400000000000) /* 2026-01-05T12:00:00Z */

static const char *find_name(const void *context, enum name_kind kind, uint64_t id)
{
    (void)context;
    static const char *const accounts[] = {NULL, "ann", "bob"};
    static const char *const orders[] = {NULL, "a1", "b1"};
    if (kind == NAME_ACCOUNT && id < 3) return accounts[id];
    if (kind == NAME_ORDER && id < 3) return orders[id];
    if (kind == NAME_MEMBER && id == 1) return "firm";
    if (kind == NAME_USER && id == 1) return "tom";
    if (kind == NAME_PRODUCT) return id == 1 ? "BTC" : id == 0 ? "venue" : NULL;
    return NULL;
}

static struct text_digits find_digits(const void *context, uint16_t product_id)
{
    (void)context;
    return product_id == 1 ? (struct text_digits){1, 4} : (struct text_digits){0, 0};
}

static const struct text_names names = {find_name, find_digits, NULL};

#define ORDER(kind_name, type_name, tif_name, ...)                                                 \
    {                                                                                              \
        .kind = kind_name, .account_id = 1, .product_id = 1, .order = {                            \
            .type = type_name,                                                                     \
            .tif = tif_name,                                                                       \
            __VA_ARGS__                                                                            \
        }                                                                                          \
    }

static const struct {
    struct event event;
    const char *text;
} rows[] = {
    {ORDER(EVENT_ORDER_ACCEPTED, TYPE_LIMIT, TIF_GTC, .order_id = 1, .price = {1005},
           .open = {20000}, .detail = 5000, .flags = FLAG_POST_ONLY, .group_id = 3,
           .client_order_id = 9),
     "accepted a1  account ann  product BTC  side buy  open 2.0000  price 100.5  filled 0.0000  "
     "shown 0.5000  type limit  tif gtc  flags post_only  group 3  client order 9"},
    {ORDER(EVENT_ORDER_ARMED, TYPE_STOP_MARKET, TIF_IOC, .order_id = 1, .side = SIDE_SELL,
           .open = {1}, .detail = 950),
     "armed a1  account ann  product BTC  side sell  open 0.0001  filled 0.0000  trigger 95.0  "
     "type stop_market  tif ioc"},
    {ORDER(EVENT_ORDER_HELD, TYPE_LIMIT, TIF_GTC, .order_id = 1, .open = {1}, .price = {10}),
     "held a1  account ann  product BTC  side buy  open 0.0001  price 1.0  filled 0.0000  "
     "type limit  tif gtc"},
    {ORDER(EVENT_ORDER_TRIGGERED, TYPE_STOP_LIMIT, TIF_GTC, .order_id = 1, .open = {1},
           .price = {10}),
     "triggered a1  account ann  product BTC  side buy  open 0.0001  price 1.0  filled 0.0000  "
     "type stop_limit  tif gtc"},
    {ORDER(EVENT_ORDER_ACTIVATED, TYPE_LIMIT, TIF_GTC, .order_id = 1, .open = {1}),
     "activated a1  account ann  product BTC  side buy  open 0.0001  filled 0.0000  type limit  "
     "tif gtc"},
    {ORDER(EVENT_ORDER_AMENDED, TYPE_TRAIL_MARKET, TIF_GTC, .order_id = 1, .open = {1},
           .detail = 7),
     "amended a1  account ann  product BTC  side buy  open 0.0001  filled 0.0000  trigger 0.7  "
     "type trail_market  tif gtc"},
    {ORDER(EVENT_ORDER_DECREASED, TYPE_LIMIT, TIF_GTC, .order_id = 1, .open = {1}, .filled = {2},
           .reason = REASON_REDUCE_ONLY),
     "decreased a1  account ann  product BTC  side buy  open 0.0001  filled 0.0002  type limit  "
     "tif gtc  reason reduce_only"},
    {ORDER(EVENT_ORDER_REPLENISHED, TYPE_LIMIT, TIF_GTC, .order_id = 1, .open = {9}, .detail = 2),
     "replenished a1  account ann  product BTC  side buy  open 0.0009  filled 0.0000  "
     "shown 0.0002  type limit  tif gtc"},
    {ORDER(EVENT_ORDER_TRAILED, TYPE_TRAIL_MARKET, TIF_GTC, .order_id = 1, .open = {9},
           .detail = 20),
     "trailed a1  account ann  product BTC  side buy  open 0.0009  filled 0.0000  trigger 2.0  "
     "type trail_market  tif gtc"},
    {ORDER(EVENT_ORDER_CANCELLED, TYPE_LIMIT, TIF_GTC, .order_id = 1, .open = {9},
           .reason = REASON_CHECK, .check = REJECT_MARGIN),
     "cancelled a1  account ann  product BTC  side buy  open 0.0009  filled 0.0000  type limit  "
     "tif gtc  reason check  check margin"},
    {ORDER(EVENT_ORDER_FILLED, TYPE_LIMIT, TIF_GTC, .filled = {9}, .order_id = 5),
     "filled 5  account ann  product BTC  side buy  open 0.0000  filled 0.0009  type limit  "
     "tif gtc"},
    {{.kind = EVENT_TRADE,
      .product_id = 1,
      .trade = {17, 1, 2, {1005}, {20000}, 1, 2, SIDE_SELL, 1, {0}}},
     "trade 2.0000 @ 100.5  taker b1  maker a1  taker side sell  taker account bob  "
     "maker account ann  number 17  auction 1  product BTC"},
    {{.kind = EVENT_FILL,
      .product_id = 1,
      .account_id = 1,
      .fill = {17, 1, {-5}, {-1000000}, {-1}, {2}, {3500000}, {7}}},
     "fill ann  order a1  net -0.0005  paid -1.00  realised -0.000001  fee 0.000002  "
     "balance 3.50  open 0.0007  trade 17  product BTC"},
    {{.kind = EVENT_AUCTION, .product_id = 1, .auction = {{1000}, {50000}, {-10000}, {0}}},
     "auction 5.0000 @ 100.0  imbalance -1.0000  product BTC"},
    {{.kind = EVENT_CASH,
      .account_id = 1,
      .cash = {{1000000}, {5000000}, {0}, 77, 0, COMMAND_DEPOSIT, 0, {0}}},
     "cash deposit ann 1.00  balance 5.00  reference 77"},
    {{.kind = EVENT_CASH,
      .account_id = 1,
      .cash = {{1000000}, {5000000}, {1000000}, 0, 2, COMMAND_TRANSFER, 0, {0}}},
     "cash transfer ann 1.00  balance 5.00  to bob  to balance 1.00"},
    {{.kind = EVENT_PRODUCT, .product_id = 1, .product = {"BTCPERP", 9, PRODUCT_LISTED, 2, {0}}},
     "product BTC  state listed  version 2  symbol BTCPERP  register 9"},
    {{.kind = EVENT_PHASE, .product_id = 1, .phase = {PHASE_PRE_OPEN, HALT_NONE, NOON, 0, {0}}},
     "phase BTC pre_open  halt none  until 2026-01-05T12:00:00Z"},
    {{.kind = EVENT_PHASE, .phase = {PHASE_OPEN, HALT_HALTED, 0, 4, {0}}},
     "phase venue open  halt halted  register 4"},
    {{.kind = EVENT_REFERENCE_PRICE, .product_id = 1, .reference = {{10050001}, {0}, {0}}},
     "reference_price BTC  mark 100.50001"},
    {{.kind = EVENT_MEMBER, .party = {.id = 1, .kind = MEMBER_FCM, .state = PARTY_APPROVED}},
     "member firm  kind fcm  state approved"},
    {{.kind = EVENT_USER, .party = {.id = 1, .member_id = 1, .classes = ROLE_TRADER}},
     "user tom  member firm  roles trader"},
    {{.kind = EVENT_ACCOUNT,
      .account_id = 1,
      .party = {1, 1, 8, 2, 2, 1, CLASS_RETAIL, 0, PARTY_APPLIED, {0}}},
     "account ann  state applied  member firm  owner bob  parent bob  customer 8  "
     "controller tom  classes retail"},
    {{.kind = EVENT_ACCOUNT_LIMITS, .account_id = 1, .limits = {5, 1000000, 0, 2000000, {0}}},
     "account_limits ann  order 5  notional 1.00  position 0  margin 2.00"},
    {{.kind = EVENT_GROUP, .account_id = 1, .group = {3, 1, 10, 15000000000, 11, {0}}},
     "group ann 3  triggered 1  lots 11  limit 10  window 15s"},
    {{.kind = EVENT_MMP,
      .account_id = 1,
      .product_id = 2,
      .mmp = {1000000000, 0, 20, 10, INT64_MAX, 20, -5, 0, 0}},
     "mmp ann  product 2  window 1s  freeze 0s  limit 20  delta limit 10  frozen until reset  "
     "lots 20  delta -5"},
    {{.kind = EVENT_MASS_CANCELLED, .account_id = 1, .mass = {3, 7, 1, SIDE_ANY, {0}, {0}}},
     "mass_cancelled 3  account ann  member firm  group 7  side any"},
    {{.kind = EVENT_CLIENT_TEXT, .account_id = 1, .text = {7, 48, 51, 0, "der"}},
     "client_text ann  client order 7  at 48  size 51  text der"},
    {{.kind = EVENT_VENUE_TERMS, .venue = {1000000000, 5, 0, 0, {0}}},
     "venue_terms  window 1s  budget 5"},
    {{.kind = EVENT_CALENDAR, .venue = {0, 0, 0, 2, {0}}}, "calendar  steps 2"},
    {{.kind = EVENT_RULES_VERSION, .venue = {0, 0, 1, 0, {0}}}, "rules_version  version 1"},
    {{.kind = EVENT_MARGIN_VENUE, .margin_terms = {.queue_ratio_ppm = 910000}},
     "margin_venue  queue at 91%"},
    {{.kind = EVENT_MARGIN_TERMS,
      .product_id = 1,
      .margin_terms =
          {.terms_version = 2, .bracket_count = 3, .initial_mode = INITIAL_RATES, .risk_group = 1}},
     "margin_terms BTC  version 2  brackets 3  initial rates  risk group 1"},
    {{.kind = EVENT_MARGIN_MODE, .account_id = 1, .margin_terms = {.margin_mode = 1}},
     "margin_mode ann portfolio"},
    {{.kind = EVENT_RISK_GRID,
      .margin_terms = {.risk_group = 3, .scenario_count = 9, .share_ppm = 500000}},
     "risk_grid 3  scenarios 9  share 50%"},
    {{.kind = EVENT_ASSET_TERMS, .asset = {1, 100000, 5000000, 7, 0, {0}}},
     "asset_terms 1  haircut 10%  account cap 5.00  venue cap 7"},
    {{.kind = EVENT_ASSET_PRICE, .asset = {1, 100000, 5000000, 7, 9000000, {0}}},
     "asset_price 1  haircut 10%  account cap 5.00  venue cap 7  price 9.00"},
    {{.kind = EVENT_ASSET_CASH,
      .account_id = 1,
      .asset_cash = {1, COMMAND_ASSET_DEPOSIT, 0, 50, 60, 70, {1800000}, 0, {0}}},
     "asset_cash asset_deposit ann  asset 1  units 50  balance 60  custody 70  credited 1.80"},
    {{.kind = EVENT_ACCOUNT_QUEUED,
      .account_id = 1,
      .product_id = 1,
      .risk = {{1000000}, {950000}, {1235000}, {2000000}, {-1000000}, 950000, {63329}, 0}},
     "account_queued ann  equity 1.00  maintenance 0.95  initial 1.235  ratio 95%  balance 2.00  "
     "unrealised -1.00  mark 0.63329  product BTC"},
    {{.kind = EVENT_ACCOUNT_HEALTHY, .account_id = 1, .risk = {.ratio_ppm = 0}},
     "account_healthy ann  equity 0.00  maintenance 0.00  initial 0.00  ratio 0%  balance 0.00  "
     "unrealised 0.00"},
    {{.kind = EVENT_BUSINESS_CALENDAR, .business_calendar = {WEEKDAYS_WORKING, 0, 1020, 2, 0, {0}}},
     "business_calendar  weekdays 31  opens 0  closes 1020  holidays 2"},
    {{.kind = EVENT_SETTLEMENT_TERMS,
      .product_id = 1,
      .settlement_terms = {NOON, 5, CLASS_CLEARED_SWAP, 1500000, 1020, 2, 1, 0, {0}}},
     "settlement_terms BTC  class cleared_swap  weekend 150%  roll 1020  cycles 2  waits 1  "
     "next 2026-01-05T12:00:00Z  register 5"},
    {{.kind = EVENT_EXPIRY_TERMS,
      .product_id = 1,
      .expiry_terms = {NOON, 60000000000, 1000000000, 0, FINAL_INDEX, 0, {0}}},
     "expiry_terms BTC  at 2026-01-05T12:00:00Z  method index  window 60s  sample 1s"},
    {{.kind = EVENT_SETTLEMENT_PRICE,
      .product_id = 1,
      .settlement_price = {{10050000}, 7, USE_NEXT_CYCLE, 0, {0}}},
     "settlement_price BTC  price 100.5  for cycle  register 7"},
    {{.kind = EVENT_PREFUNDING_TERMS,
      .prefunding_terms = {86400000000000, 3600000000000, 60000000000, 750000, 1000000, 1100000, 0,
                           NOON, NOON, 0}},
     "prefunding_terms  closure 86400s  check 3600s  watch 60s  liquidate 75%  restrict 100%  "
     "warn 110%  closing 2026-01-05T12:00:00Z  opening 2026-01-05T12:00:00Z"},
    {{.kind = EVENT_TRADE_DATE, .product_id = 1, .trade_date = {NOON, 20458, 0, {0}}},
     "trade_date BTC 2026-01-05  next 2026-01-05T12:00:00Z"},
    {{.kind = EVENT_VARIATION,
      .product_id = 1,
      .account_id = 1,
      .variation = {{-1000000}, {3}, {4000000}, {-5}, {-5}, {1005001}, 20458, 0, 0}},
     "variation ann -1.00  lots -0.0005  price 10.05001  net -0.0005  paid 0.000003  balance 4.00  "
     "date 2026-01-05  product BTC"},
    {{.kind = EVENT_SETTLEMENT,
      .product_id = 1,
      .settlement = {{1005000},
                     {5},
                     {1000000},
                     {999999},
                     {1},
                     NOON,
                     20458,
                     2,
                     SETTLED_AT_MARK,
                     SETTLEMENT_CYCLE,
                     {0}}},
     "settlement BTC cycle @ 10.05  source mark  interest 0.0005  positions 2  collected 1.00  "
     "paid out 0.999999  residue 0.000001  at 2026-01-05T12:00:00Z  date 2026-01-05"},
    {{.kind = EVENT_MEMBER_OBLIGATION,
      .obligation =
          {{2000000}, {500000}, {-1500000}, 1, CLASS_FUTURES, ORIGIN_CUSTOMER, 3, 20458, 0, {0}}},
     "member_obligation firm futures customer  net -1.50  collected 2.00  paid out 0.50  "
     "positions 3  date 2026-01-05"},
    {{.kind = EVENT_PREFUNDING,
      .account_id = 1,
      .prefunding =
          {{2000000}, {1500000}, {500000}, NOON, NOON, PREFUND_REDUCE_ONLY, PREFUND_WARNED, {0}}},
     "prefunding ann reduce_only  before warned  required 2.00  on deposit 1.50  shortfall 0.50  "
     "closing 2026-01-05T12:00:00Z  opening 2026-01-05T12:00:00Z"},
    {{.kind = EVENT_PAYOFF_TERMS,
      .product_id = 1,
      .payoff_terms = {{100000000}, PAYOFF_INVERSE, 1, 3, 0, {0}}},
     "payoff_terms BTC inverse  currency 1  scale 3  face 100.00"},
    {{.kind = EVENT_ACCOUNT_TRADING, .account_id = 1, .trading = {SMP_CANCEL_MAKER, 1, {0}}},
     "account_trading ann  smp cancel_maker  cancels on disconnect 1"},
    {{.kind = EVENT_ACCOUNT_CURRENCY, .account_id = 1, .account_currency = {1, 0, {0}}},
     "account_currency ann  currency 1"},
    {{.kind = EVENT_REGISTER_TERMS, .register_terms = {1, UNDERLYING_RATE, {0}}},
     "register_terms  gated 1  review rate"},
    {{.kind = EVENT_REGISTER_ENTRY,
      .register_entry = {7,
                         0,
                         0,
                         UNDERLYING_DIGITAL | UNDERLYING_METAL,
                         CLASS_FUTURES,
                         1,
                         REGISTER_COURT,
                         REGISTER_STAYED,
                         FALLBACK_PAUSE,
                         0,
                         {0},
                         {0}}},
     "register_entry 7 court  status stayed  in force 0  underlyings digital|metal  scope BTC  "
     "class futures  fallback pause"},
    {{.kind = EVENT_PRODUCT_FILING,
      .product_id = 1,
      .filing = {UNDERLYING_DIGITAL, {DESIGN_FEES, 0, 0, 0}, 0, {0}}},
     "product_filing BTC  of digital  complete 0  design fees  underlying 0  protection 0  "
     "controls 0"},
    {{.kind = EVENT_CASE,
      .account_id = 1,
      .surveillance_case = {3, 8, 77, 0, 0, CASE_ESCALATE, CASE_STATE_OPEN, 2, 0, 1, {0}}},
     "case 3 escalate  state open  level 2  alert 8  about 77  notes 1  account ann"},
    {{.kind = EVENT_REASON, .reason = {3, 0, 48, 50, "ab"}}, "reason 3  at 48  size 50  text ab"},
    {{.kind = EVENT_CONTROL_TERMS, .control_terms = {0, 0, 0, 0, 0, TWO_FOR_LISTING, {0}}},
     "control_terms  two for listing"},
    {{.kind = EVENT_ACTION,
      .product_id = 1,
      .action = {6, 2, 41, 0, 0, COMMAND_HALT, ACTION_APPROVED, PURPOSE_EMERGENCY, 0, {0}}},
     "action 6 approved  purpose emergency  command halt  proposer 0  actor 0  register 2  brought "
     "by 41  product BTC"},
    {{.kind = EVENT_ERROR_TRADE,
      .product_id = 1,
      .error_trade = {5, {1005}, {1000}, {2}, {-7000000}, {7000000}, 1, 2, ERROR_ADJUSTED, {0}}},
     "error_trade 5 adjusted  lots 0.0002 @ 100.5  new price 100.0  buyer ann  seller bob  to "
     "buyer -7.00  to seller 7.00  product BTC"},
    {{.kind = EVENT_GIVE_UP_TERMS, .give_up_terms = {900000000000, 0, {0}}},
     "give_up_terms  window 900s"},
    {{.kind = EVENT_GIVE_UP,
      .account_id = 1,
      .product_id = 1,
      .give_up = {4, 9, {1005}, {2}, {30}, 2, 0, SIDE_BUY, GIVE_UP_ACCEPTED, {0}, 0}},
     "give_up 4 accepted  trade 9  side buy  lots 0.0002 @ 100.5  from ann  to bob  fee 0.00003  "
     "product BTC"},
    {{.kind = EVENT_ALLOCATION,
      .account_id = 1,
      .product_id = 1,
      .allocation = {7, {2}, {5000000}, {0}, {6}, 2, 1, SIDE_SELL, {0}, 0}},
     "allocation ann  client 7  side sell  lots 0.0002  of 0.0006  to bob  value 5.00  row 1  "
     "product BTC"},
    {{.kind = EVENT_PROGRAMME_TERMS,
      .product_id = 1,
      .programme_terms = {100, 0, 3, 2000, 900000, 500000, 0, 540, 1020, 31, 1, {0}, 20458, {0}}},
     "programme_terms 3  product BTC  runs 1  since 2026-01-05  spread 0.2%  lots 0.0100  uptime "
     "90%  weekdays 31  from 540  until 1020  rebate 50%"},
    {{.kind = EVENT_PROGRAMME_ENROL, .account_id = 1, .programme_enrol = {3, 1, 20458, 0, {0}}},
     "programme_enrol ann  programme 3  enrolled 1  since 2026-01-05"},
    {{.kind = EVENT_PROGRAMME_PAYMENT,
      .account_id = 1,
      .programme_payment =
          {{5000000}, {6000000}, 60000000000, 54000000000, {7000000}, 2, 3, 20458, 900000, 0}},
     "programme_payment ann  programme 3  date 2026-01-05  amount 5.00  due 60s  quoted 54s  "
     "uptime 90%  maker fees 7.00  payer bob  balance 6.00"},
    {{.kind = EVENT_BLOCK_TERMS,
      .product_id = 1,
      .block_terms = {100, 60000000000, 20000, 50, CLASS_ELIGIBLE_CONTRACT, 0, {0}}},
     "block_terms BTC  smallest 0.0100  window 60s  band 2%  fee 0.005%  classes "
     "eligible_contract"},
    {{.kind = EVENT_BLOCK_TRADE,
      .account_id = 1,
      .product_id = 1,
      .block_trade = {3, 9, {1005}, {2}, {30}, {40}, 2, 0, 0, SIDE_BUY, 1, {0}}},
     "block_trade 3  trade 9  lots 0.0002 @ 100.5  maker ann  taker bob  taker side buy  maker fee "
     "0.00003  taker fee 0.00004  maker asked 1  product BTC"},
    {{.kind = EVENT_BLOCK_WITHDRAWN,
      .account_id = 1,
      .block_withdrawn = {77, 60000000000, 0, 0, {0}}},
     "block_withdrawn ann  consent 77  agreed 1970-01-01T00:01:00Z"},
    {{.kind = EVENT_FEE_TIERS, .product_id = 1, .fee_tiers = {2, {0}}}, "fee_tiers BTC  tiers 2"},
    {{.kind = EVENT_PARTICIPANT_TERMS, .participant_terms = {2, 0, {0}}},
     "participant_terms  consent 2"},
    {{.kind = EVENT_ACCOUNT_PROFILE, .account_id = 1, .account_profile = {0, 0, 2, 3, {0}}},
     "account_profile ann  kind unknown  consent 2  customer type 3"},
    {{.kind = EVENT_ELIGIBILITY, .product_id = 1, .eligibility = {2, {0}}},
     "eligibility BTC  rows 2"},
    {{.kind = EVENT_DUPLICATE, .duplicate = {3, 5, 2, {0}}},
     "duplicate  session 2  given 3  last 5"},
    {{.kind = 999}, "event of unknown kind 999"},
};

static void test_lines(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char out[EVENT_TEXT_SIZE];
        size_t length = event_text(out, sizeof out, &rows[i].event, &names);
        EXPECT_TEXT(rows[i].text, out, rows[i].text);
        EXPECT_EQ(rows[i].text, length, strlen(rows[i].text));
        EXPECT_EQ("a buffer without room", event_text(out, length, &rows[i].event, &names), 0);
        EXPECT_TEXT("a buffer without room", out, "");
    }
}

/* Kinds of part 6 are in price_text_test.c. */
static void test_every_kind_is_shown(void **state)
{
    (void)state;
    for (uint32_t kind = 0; kind <= UINT16_MAX; kind++) {
        const char *name = event_kind_name((uint16_t)kind);
        if (name == NULL) continue;
        /* Those of part 8 are in liquidation_text_test.c. */
        if (liquidation_event_table((uint16_t)kind).count > 0) continue;
        /* Those of part 6 are in price_text_test.c. */
        if (price_event_table((uint16_t)kind).count > 0) continue;
        size_t shown = 0;
        for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
            shown += rows[i].event.kind == kind;
        }
        EXPECT_TRUE(name, shown > 0 || kind == EVENT_REJECTED);
    }
}

/* The two values of a reject, as their code means them. */
static void test_rejects(void **state)
{
    (void)state;
    static const struct {
        struct event_reject reject;
        const char *text; /* the beginning of the line */
    } rejects[] = {
        {{.code = REJECT_MARGIN, .given = 1500000, .legal = 0},
         "rejected margin  given 1.50  legal 0.00  "},
        {{.code = REJECT_QTY, .field = FIELD_QTY, .given = 0, .legal = 1},
         "rejected qty  field qty  given 0.0000  legal 0.0001  "},
        {{.code = REJECT_PRICE, .field = FIELD_TRIGGER, .given = 5, .legal = 10},
         "rejected price  field trigger  given 0.5  legal 1.0  "},
        {{.code = REJECT_PRICE,
          .command_kind = COMMAND_REFERENCE_PRICE,
          .given = 5,
          .legal = 10000},
         "rejected price  given 0.00005  legal 0.1  "},
        {{.code = REJECT_EXPIRY, .given = NOON, .legal = NOON + 1},
         "rejected expiry  given 2026-01-05T12:00:00Z  legal 2026-01-05T12:00:00.000000001Z  "},
        {{.code = REJECT_MMP_FROZEN, .legal = INT64_MAX},
         "rejected mmp_frozen  given 0  legal reset  "},
        {{.code = REJECT_TRANSITION, .command_kind = COMMAND_PRODUCT_STATE, .given = 1, .legal = 5},
         "rejected transition  given filed  legal listed  "},
        {{.code = REJECT_TRANSITION, .command_kind = COMMAND_ACCOUNT_STATE, .given = 1, .legal = 5},
         "rejected transition  given applied  legal closed  "},
        {{.code = REJECT_PHASE, .command_kind = COMMAND_PHASE, .given = 2, .legal = 2},
         "rejected phase  given open  legal open  "},
        {{.code = REJECT_PHASE, .command_kind = COMMAND_HALT, .given = 2, .legal = 0},
         "rejected phase  given halted  legal none  "},
        {{.code = REJECT_PHASE, .given = 2, .legal = 0}, "rejected phase  given 2  legal 0  "},
        {{.code = REJECT_NOT_ELIGIBLE, .given = CLASS_RETAIL, .legal = 3},
         "rejected not_eligible  given retail  legal futures|cleared_swap  "},
        {{.code = REJECT_CAPACITY, .field = FIELD_QTY, .given = 20000, .legal = 10000},
         "rejected capacity  field qty  given 2.0000  legal 1.0000  "},
        {{.code = REJECT_CAPACITY, .field = FIELD_ORDERS, .given = 0, .legal = 0},
         "rejected capacity  field orders  given 0  legal 0  "},
        {{.code = REJECT_UNKNOWN_ACCOUNT, .given = 2},
         "rejected unknown_account  given bob  legal 0  "},
        {{.code = REJECT_UNKNOWN_ORDER, .field = FIELD_CLIENT_ORDER_ID, .given = 1},
         "rejected unknown_order  field client_order_id  given 1  legal 0  "},
        {{.code = REJECT_UNKNOWN_ORDER, .field = FIELD_ORDER, .given = 1},
         "rejected unknown_order  field order_id  given a1  legal 0  "},
        {{.code = REJECT_ROLE, .given = 1}, "rejected role  given tom  legal 0  "},
        {{.code = 5}, "rejected 5  given 0  legal 0  "},
    };
    for (size_t i = 0; i < sizeof rejects / sizeof rejects[0]; i++) {
        struct event event = {.kind = EVENT_REJECTED, .product_id = 1, .reject = rejects[i].reject};
        char out[EVENT_TEXT_SIZE];
        EXPECT_TRUE(rejects[i].text, event_text(out, sizeof out, &event, &names) > 0);
        out[strlen(rejects[i].text)] = '\0';
        EXPECT_TEXT(rejects[i].text, out, rejects[i].text);
    }
}

static void test_a_whole_reject(void **state)
{
    (void)state;
    struct event event = {.kind = EVENT_REJECTED,
                          .sequence = 5,
                          .time_ns = NOON,
                          .account_id = 1,
                          .product_id = 1,
                          .reject = {.code = REJECT_POST_ONLY,
                                     .field = FIELD_PRICE,
                                     .given = 1000,
                                     .legal = 999,
                                     .leg = 1,
                                     .client_order_id = 9,
                                     .command_kind = COMMAND_ORDER_LIST,
                                     .session_id = 3,
                                     .client_sequence = 4}};
    char out[EVENT_TEXT_SIZE];
    EXPECT_TRUE("line", event_text(out, sizeof out, &event, &names) > 0);
    EXPECT_TEXT("line", out,
                "rejected post_only  field price  given 100.0  legal 99.9  leg 1  account ann  "
                "product BTC  client order 9  command order_list  session 3  number 4  "
                "rule R-POST-1  says price 1000 would trade; nearest that rests is 999");
    EXPECT_TRUE("JSON", event_json(out, sizeof out, &event) > 0);
    EXPECT_TEXT("JSON", out,
                "{\"sequence\":5,\"time_ns\":1767614400000000000,\"index\":0,\"kind\":\"rejected\","
                "\"code\":\"post_only\",\"field\":\"price\",\"given\":1000,\"legal\":999,\"leg\":1,"
                "\"order_id\":0,\"account_id\":1,\"product_id\":1,\"client_order_id\":9,"
                "\"command_kind\":\"order_list\",\"session_id\":3,\"client_sequence\":4,"
                "\"rule\":\"R-POST-1\",\"text\":\"price 1000 would trade; nearest that rests is "
                "999\"}");
}

static void test_json(void **state)
{
    (void)state;
    struct event event = {.kind = EVENT_AUCTION,
                          .sequence = 5,
                          .index = 2,
                          .product_id = 1,
                          .auction = {{1000}, {5}, {-1}, {0}}};
    char out[EVENT_TEXT_SIZE];
    size_t length = event_json(out, sizeof out, &event);
    EXPECT_TEXT("an auction", out,
                "{\"sequence\":5,\"time_ns\":0,\"index\":2,\"kind\":\"auction\",\"qty_lots\":5,"
                "\"price_ticks\":1000,\"imbalance_lots\":-1,\"product_id\":1}");
    EXPECT_EQ("no room", event_json(out, length, &event), 0);
    event.kind = 999;
    (void)event_json(out, sizeof out, &event);
    EXPECT_TEXT("a kind that does not exist", out,
                "{\"sequence\":5,\"time_ns\":0,\"index\":2,\"kind\":\"999\"}");
}

/* Whatever the bytes of an event are, both forms fit into EVENT_TEXT_SIZE. */
static void test_the_longest_fit(void **state)
{
    (void)state;
    for (uint32_t kind = 0; kind < 200; kind++) {
        struct event event;
        memset(&event, 0x9f, sizeof event);
        event.kind = (uint16_t)kind;
        char out[EVENT_TEXT_SIZE];
        EXPECT_TRUE("text", event_text(out, sizeof out, &event, NULL) > 0);
        EXPECT_TRUE("JSON", event_json(out, sizeof out, &event) > 0);
    }
}

/* docs/spec/events.md names every kind and every field. */
static void test_the_page(void **state)
{
    (void)state;
    static char page[1 << 20];
    const char *source = getenv("PERPETUA_SOURCE");
    char path[4096];
    if (source == NULL) skip();
    (void)snprintf(path, sizeof path, "%s/docs/spec/events.md", source);
    FILE *stream = fopen(path, "rb");
    assert_non_null(stream);
    assert_true(fread(page, 1, sizeof page - 1, stream) > 0);
    (void)fclose(stream);

    for (uint32_t kind = 0; kind <= UINT16_MAX; kind++) {
        const char *name = event_kind_name((uint16_t)kind);
        if (name == NULL) continue;
        struct event event = {.kind = (uint16_t)kind};
        char json[EVENT_TEXT_SIZE];
        char word[64];
        (void)snprintf(word, sizeof word, "%s (%u)", name, kind);
        EXPECT_TRUE(word, strstr(page, word) != NULL);
        (void)event_json(json, sizeof json, &event);
        for (const char *at = strstr(json, "\":"); at != NULL; at = strstr(at + 2, "\":")) {
            size_t size = 0;
            while (at[-1 - (int)size] != '"') size++;
            (void)snprintf(word, sizeof word, "`%.*s`", (int)size, at - size);
            EXPECT_TRUE(word, strstr(page, word) != NULL);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines),    cmocka_unit_test(test_every_kind_is_shown),
        cmocka_unit_test(test_rejects),  cmocka_unit_test(test_a_whole_reject),
        cmocka_unit_test(test_json),     cmocka_unit_test(test_the_longest_fit),
        cmocka_unit_test(test_the_page),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
