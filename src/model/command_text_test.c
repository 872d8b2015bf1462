/* SPDX-License-Identifier: Apache-2.0 */
/*
 * command_text_test.c - one command of each kind as a line, some as JSON, and fields by name.
 */
#include "model/command_text.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/expect.h"
#include "model/liquidation_text.h"
#include "model/price_text.h"

#define NOON INT64_C(1767614400000000000) /* 2026-01-05T12:00:00Z */

static const char *find_name(const void *context, enum name_kind kind, uint64_t id)
{
    (void)context;
    static const char *const names_of_1[] = {"ann", "firm", "tom", "BTC", "a1"};
    return id == 1 ? names_of_1[kind] : NULL;
}

static struct text_digits find_digits(const void *context, uint16_t product_id)
{
    (void)context;
    return product_id == 1 ? (struct text_digits){1, 4} : (struct text_digits){0, 0};
}

static const struct text_names names = {find_name, find_digits, NULL};

#define COMMAND(kind_name, ...)                                                                    \
    {                                                                                              \
        .sequence = 7, .time_ns = NOON, .kind = kind_name, __VA_ARGS__                             \
    }
#define LEG(...)                                                                                   \
    {                                                                                              \
        .qty = {10000}, __VA_ARGS__                                                                \
    }

static const struct {
    struct command command;
    const char *text; /* after the sequence and the time */
} rows[] = {
    {COMMAND(COMMAND_TICK, ), "tick"},
    {COMMAND(COMMAND_SEAL, .seal = {6, 1, {1, 2}, {0, 0}}),
     "seal  covers 6  layout 1  output 00000000000000020000000000000001"},
    {COMMAND(COMMAND_RULES_VERSION, .rules = {1}), "rules_version  version 1"},
    {COMMAND(COMMAND_CALENDAR, .calendar = {1, {{NOON, -18000, 0}}}),
     "calendar  steps 1  step 0  from 2026-01-05T12:00:00Z  offset -18000"},
    {COMMAND(COMMAND_VENUE_TERMS, .venue = {1000000000, 5}), "venue_terms  window 1s  budget 5"},
    {COMMAND(COMMAND_MEMBER_SET, .member = {1, MEMBER_FCM, PARTY_APPROVED, {0}}),
     "member_set  member firm  kind fcm  state approved"},
    {COMMAND(COMMAND_USER_SET, .user = {1, 1, ROLE_TRADER | ROLE_REGULATOR, 0}),
     "user_set  user tom  member firm  roles trader|regulator"},
    {COMMAND(COMMAND_ACCOUNT_OPEN,
             .account = {1, 5, 2, 3, 1, CLASS_RETAIL, PARTY_APPLIED, SMP_CANCEL_BOTH, {0}}),
     "account_open  member firm  state applied  owner 3  parent 2  customer 5  controller tom  "
     "classes retail  smp cancel_both"},
    {COMMAND(COMMAND_ACCOUNT_STATE, .account_id = 1, .state = {PARTY_CLOSED, 0, 3}),
     "account_state  account ann  state closed  register 3"},
    {COMMAND(COMMAND_ACCOUNT_LIMITS, .account_id = 1, .limits = {1, 2000000, 3, -1}),
     "account_limits  account ann  order 1  notional 2.00  position 3  margin -0.000001"},
    {COMMAND(COMMAND_DEPOSIT, .account_id = 1, .cash = {{1500000}, 0, 0, 8}),
     "deposit  account ann  amount 1.50  reference 8"},
    {COMMAND(COMMAND_WITHDRAW, .account_id = 1, .actor_id = 1, .cash = {{1500000}, 0, 0, 0}),
     "withdraw  account ann  by tom  amount 1.50"},
    {COMMAND(COMMAND_TRANSFER, .account_id = 2, .cash = {{1500000}, 1, 0, 0}),
     "transfer  account 2  amount 1.50  to ann"},
    {COMMAND(COMMAND_PRODUCT_DEFINE, .product_id = 1,
             .terms = {.symbol = "BTCPERP",
                       .quote = "USD",
                       .tick_value_micros = 100,
                       .price_ticks_min = 1,
                       .price_ticks_max = 9,
                       .order_lots_max = 3,
                       .order_notional_micros_max = 4000000,
                       .protection_ticks = 5,
                       .initial_margin_ppm = 100000,
                       .smp_mode = SMP_CANCEL_MAKER,
                       .schedule_count = 2,
                       .schedule = {{60, PHASE_OPEN, 0}, {90, PHASE_CLOSED, 0}}}),
     "product_define  product BTC  symbol BTCPERP  quote USD  tick value 0.0001  lowest ticks 1  "
     "highest ticks 9  order lots 3  notional 4.00  protection ticks 5  margin 10%  "
     "smp cancel_maker  schedule 2  step 0  minute 60 open  step 1  minute 90 closed"},
    {COMMAND(COMMAND_PRODUCT_TERMS, .product_id = 2, ),
     "product_terms  product 2  symbol   quote   tick value 0.00  lowest ticks 0  highest ticks 0  "
     "order lots 0  notional 0.00  protection ticks 0  smp default"},
    {COMMAND(COMMAND_PRODUCT_STATE, .product_id = 1, .state = {PRODUCT_FILED, 0, 0}),
     "product_state  product BTC  state filed"},
    {COMMAND(COMMAND_PHASE, .product_id = 1, .state = {PHASE_OPEN, 0, 0}),
     "phase  product BTC  state open"},
    {COMMAND(COMMAND_HALT, .state = {HALT_HALTED, 0, 0}), "halt  state halted"},
    {COMMAND(COMMAND_REFERENCE_PRICE, .product_id = 1, .reference = {{10000}, {0}}),
     "reference_price  product BTC  mark 0.1"},
    {COMMAND(COMMAND_ORDER_PLACE, .product_id = 1, .account_id = 1, .session_id = 2,
             .client_sequence = 3,
             .order = LEG(.type = TYPE_LIMIT, .price = {1005}, .display = {1}, .expiry_ns = NOON,
                          .tif = TIF_GTD, .flags = FLAG_MMP, .group_id = 4,
                          .smp_mode = SMP_DECREMENT, .client_order_id = 6)),
     "order_place  product BTC  account ann  session 2  number 3  side buy  qty 1.0000  "
     "price 100.5  type limit  tif gtd  display 0.0001  expiry 2026-01-05T12:00:00Z  flags mmp  "
     "smp decrement  group 4  client order 6"},
    {COMMAND(COMMAND_ORDER_LIST, .product_id = 1, .account_id = 1,
             .list = {LIST_OCO,
                      2,
                      1,
                      {0},
                      {LEG(.side = SIDE_SELL, .type = TYPE_LIMIT, .tif = TIF_GTC, .price = {1100}),
                       LEG(.side = SIDE_SELL, .type = TYPE_STOP_MARKET, .tif = TIF_GTC,
                           .trigger = {900}, .trigger_source = SOURCE_LAST)}}),
     "order_list  product BTC  account ann  kind oco  legs 2  told 1  leg 0  side sell  "
     "qty 1.0000  price 110.0  type limit  tif gtc  leg 1  side sell  qty 1.0000  "
     "type stop_market  tif gtc  trigger 90.0  source last"},
    {COMMAND(COMMAND_ORDER_AMEND, .product_id = 1, .account_id = 1,
             .amend = {1, 0, {10}, {20}, {30}, AMEND_PRICE | AMEND_QTY, 0}),
     "order_amend  product BTC  account ann  order a1  set price|qty  price 1.0  qty 0.0020  "
     "trigger 3.0"},
    {COMMAND(COMMAND_ORDER_DECREASE, .product_id = 1, .account_id = 1,
             .amend = {0, 5, {0}, {20}, {0}, 0, 0}),
     "order_decrease  product BTC  account ann  client order 5  qty 0.0020"},
    {COMMAND(COMMAND_ORDER_CANCEL, .product_id = 1, .account_id = 1, .cancel = {1, 0}),
     "order_cancel  product BTC  account ann  order a1"},
    {COMMAND(COMMAND_MASS_CANCEL, .mass = {3, 1, SIDE_ANY, {0}}),
     "mass_cancel  side any  group 3  member firm"},
    {COMMAND(COMMAND_GROUP_SET, .account_id = 1, .group = {3, 0, 10, 15000000000}),
     "group_set  account ann  group 3  limit 10  window 15s"},
    {COMMAND(COMMAND_GROUP_RESET, .account_id = 1, .group = {3, 0, 0, 0}),
     "group_reset  account ann  group 3"},
    {COMMAND(COMMAND_GROUP_TRIGGER, .account_id = 1, .group = {3, 0, 0, 0}),
     "group_trigger  account ann  group 3"},
    {COMMAND(COMMAND_GROUP_LIMIT, .account_id = 1, .group = {3, 0, 12, 0}),
     "group_limit  account ann  group 3  limit 12"},
    {COMMAND(COMMAND_GROUP_MMP, .account_id = 1,
             .group_mmp = {3, 2, {10000000000, 5000000000, 20, 15}}),
     "group_mmp  account ann  group 3  fills 2  window 10s  freeze 5s  limit 20  delta limit 15"},
    {COMMAND(COMMAND_GROUP_MMP_RESET, .account_id = 1, .group = {3, 0, 0, 0}),
     "group_mmp_reset  account ann  group 3"},
    {COMMAND(COMMAND_MMP_SET, .product_id = 1, .account_id = 1, .mmp = {1000000, 0, 5, 6}),
     "mmp_set  product BTC  account ann  window 1ms  limit 0.0005  delta limit 0.0006"},
    {COMMAND(COMMAND_MMP_RESET, .product_id = 1, .account_id = 1, ),
     "mmp_reset  product BTC  account ann"},
    {COMMAND(COMMAND_SESSION_DISCONNECT, .account_id = 1, .session_id = 2),
     "session_disconnect  account ann  session 2"},
    {COMMAND(COMMAND_CLIENT_TEXT, .account_id = 1, .text = {7, "first-order"}),
     "client_text  account ann  client order 7  text first-order"},
    /* The terms of margin: R-ATT-5, R-COLL-1, R-COLL-2, R-COLL-3, R-EQUITY-4, R-PM-1,
     * R-PM-2, R-PM-3, R-TIER-1, R-TIER-10, R-TIER-2, R-TIER-3, R-TIER-4, R-TIER-5, R-TIER-6,
     * R-TIER-8. */
    {COMMAND(COMMAND_MARGIN_VENUE, .margin_venue = {910000, 0}), "margin_venue  queue at 91%"},
    {COMMAND(COMMAND_MARGIN_TERMS, .product_id = 1,
             .margin = {.bracket_count = 2,
                        .initial_mode = INITIAL_FACTOR,
                        .initial_factor_ppm = 1300000,
                        .risk_group = 1,
                        .size_from_lots = 5,
                        .size_slope_e12 = 6,
                        .size_cap_ppm = 20000,
                        .weekend_ppm = 10000,
                        .weekend_from_minute = 6720,
                        .weekend_to_minute = 9720,
                        .brackets = {{0, 130414, 0, 0, 0}, {50000000, 200000, 0, 0, 0}}}),
     "margin_terms  product BTC  brackets 2  initial factor  factor 130%  risk group 1  "
     "size from 5  size slope 6  size cap 2%  weekend 1%  weekend from 6720  weekend to 9720  "
     "bracket 0  from 0.00  maintenance 13.0414%  bracket 1  from 50.00  maintenance 20%"},
    {COMMAND(COMMAND_MARGIN_MODE, .account_id = 1, .margin_mode = {MARGIN_PORTFOLIO, {0}}),
     "margin_mode  account ann  mode portfolio"},
    {COMMAND(COMMAND_RISK_GRID,
             .grid = {1, 2, {0}, 20000, 10000, 500000, {{-160000, 1000000}, {160000, 1000000}}}),
     "risk_grid  risk group 1  scenarios 2  net 2%  hedged 1%  share 50%  "
     "scenario 0  shock -160000  weight 100%  scenario 1  shock 160000  weight 100%"},
    {COMMAND(COMMAND_ASSET_TERMS, .asset = {1, 100000, 5000000, 7}),
     "asset_terms  asset 1  haircut 10%  account cap 5.00  venue cap 7"},
    {COMMAND(COMMAND_ASSET_PRICE, .asset_price = {1, 0, 2000000}),
     "asset_price  asset 1  price 2.00"},
    {COMMAND(COMMAND_ASSET_DEPOSIT, .account_id = 1, .asset_cash = {1, 0, 100000000, 3}),
     "asset_deposit  account ann  asset 1  units 100000000  reference 3"},
    {COMMAND(COMMAND_ASSET_WITHDRAW, .account_id = 1, .asset_cash = {1, 0, 5, 0}),
     "asset_withdraw  account ann  asset 1  units 5"},
    {COMMAND(COMMAND_BUSINESS_CALENDAR,
             .business_calendar = {WEEKDAYS_WORKING, 0, 0, 1020, 2, {20458, 20459}}),
     "business_calendar  weekdays 31  opens 0  closes 1020  holidays 2  holiday 0 2026-01-05  "
     "holiday 1 2026-01-06"},
    {COMMAND(COMMAND_SETTLEMENT_TERMS, .product_id = 1,
             .settlement_terms =
                 {CLASS_FUTURES, 1500000, 1020, 2, 1, 0, {{720, 0, 0}, {960, 1, 0}}, 5}),
     "settlement_terms  product BTC  class futures  weekend 150%  roll 1020  cycles 2  waits 1  "
     "register 5  cycle 0  minute 720  cycle 1  minute 960  business days only 1"},
    {COMMAND(COMMAND_EXPIRY_TERMS, .product_id = 1,
             .expiry_terms = {NOON, 60000000000, 1000000000, 0, FINAL_INDEX, 0}),
     "expiry_terms  product BTC  at 2026-01-05T12:00:00Z  method index  window 60s  sample 1s"},
    {COMMAND(COMMAND_SETTLEMENT_PRICE, .product_id = 1,
             .settlement_price = {{10050000}, 7, USE_FINAL, 0}),
     "settlement_price  product BTC  price 100.5  for final  register 7"},
    {COMMAND(COMMAND_PREFUNDING_TERMS,
             .prefunding_terms = {86400000000000, 3600000000000, 60000000000, 750000, 1000000,
                                  1100000, 0}),
     "prefunding_terms  closure 86400s  check 3600s  watch 60s  liquidate 75%  restrict 100%  "
     "warn 110%"},
    {COMMAND(COMMAND_PAYOFF_TERMS, .product_id = 1, .payoff_terms = {PAYOFF_INVERSE, 1, 3, {0}}),
     "payoff_terms  product BTC  payoff inverse  currency 1  scale 3"},
    {COMMAND(COMMAND_ACCOUNT_TRADING, .account_id = 1, .trading = {SMP_CANCEL_BOTH, 1, {0}}),
     "account_trading  account ann  smp cancel_both  cancels on disconnect 1"},
    {COMMAND(COMMAND_ACCOUNT_CURRENCY, .account_id = 1, .account_currency = {1, {0}}),
     "account_currency  account ann  currency 1"},
    {COMMAND(COMMAND_REGISTER_TERMS, .register_terms = {1, UNDERLYING_METAL}),
     "register_terms  gated 1  review metal"},
    {COMMAND(COMMAND_REGISTER_ENTRY, .register_entry = {4,
                                                        0,
                                                        0,
                                                        UNDERLYING_DIGITAL,
                                                        CLASS_FUTURES,
                                                        1,
                                                        REGISTER_ORDER,
                                                        REGISTER_GRANTED,
                                                        FALLBACK_RESTRICT,
                                                        {0},
                                                        "CFTC",
                                                        "order",
                                                        ""}),
     "register_entry  entry 4 order  status granted  authority CFTC  underlyings digital  scope "
     "BTC  class futures  fallback restrict  cited as order  condition "},
    {COMMAND(COMMAND_PRODUCT_FILING, .product_id = 1,
             .filing = {UNDERLYING_DIGITAL, {DESIGN_CONTRACT, SPOT_DEEP, 0, CONTROL_KILL}, 0}),
     "product_filing  product BTC  of digital  design contract  underlying deep  protection 0  "
     "controls kill"},
    {COMMAND(COMMAND_CASE,
             .surveillance_case = {2, 0, 0, 0, CASE_CLOSE, OUTCOME_WARNING, {0}, "x"}),
     "case close  case 2  outcome warning  reason x"},
    {COMMAND(COMMAND_CONTROL_TERMS,
             .control_terms = {5000000, 0, 3, 0, 20000, TWO_FOR_TERMS | TWO_FOR_BUST}),
     "control_terms  two for terms|bust  withdrawals above 5.00  no-cancel ticks 3  no-cancel 2%"},
    {COMMAND(COMMAND_ACTION_PROPOSE, .action_propose = {4, PURPOSE_EMERGENCY, {0}, "flood"}),
     "action_propose emergency  register 4  reason flood"},
    {COMMAND(COMMAND_ACTION_APPROVE, .action_decide = {3, "seen"}),
     "action_approve 3  reason seen"},
    {COMMAND(COMMAND_ACTION_REJECT, .action_decide = {3, "no"}), "action_reject 3  reason no"},
    {COMMAND(COMMAND_POSITION_TRANSFER, .account_id = 1, .product_id = 1,
             .position_transfer = {0, {1005}, 2, 0}),
     "position_transfer  product BTC  account ann  to 2  price 100.5"},
    {COMMAND(COMMAND_ERROR_REQUEST, .error_trade = {9, {0}, 0, {0}, "fat finger"}),
     "error_request  trade 9  reason fat?finger"},
    {COMMAND(COMMAND_ERROR_DECIDE, .error_trade = {9, {0}, ERROR_BUSTED, {0}, "yes"}),
     "error_decide  trade 9  decision busted  reason yes"},
    {COMMAND(COMMAND_PARTICIPANT_TERMS, .participant_terms = {3, 1}),
     "participant_terms  consent 3  limits needed 1"},
    {COMMAND(COMMAND_ACCOUNT_PROFILE, .account_id = 1,
             .account_profile = {21843, ACCOUNT_HOUSE, CUSTOMER_OWN, {0}}),
     "account_profile  account ann  country 21843  kind house  customer type 1"},
    {COMMAND(COMMAND_ACCOUNT_CONSENT, .account_id = 1, .account_consent = {3, 0}),
     "account_consent  account ann  version 3"},
    {COMMAND(COMMAND_ELIGIBILITY, .product_id = 1,
             .eligibility = {2, {{CLASS_FUTURES, 5, 21843, {0}}, {CLASS_RETAIL, 0, 0, {0}}}}),
     "eligibility  product BTC  rows 2  row 0  country 21843  classes futures  entry 5  "
     "row 1  classes retail"},
    {COMMAND(COMMAND_GIVE_UP_TERMS, .give_up_terms = {900000000000, 60000000000}),
     "give_up_terms  window 900s  answer within 60s"},
    {COMMAND(COMMAND_GIVE_UP, .account_id = 1, .give_up = {9, 2, 2, SIDE_BUY, {0}}),
     "give_up  account ann  trade 9  side buy  lots 2  to 2"},
    {COMMAND(COMMAND_GIVE_UP_DECIDE, .account_id = 1, .give_up_decide = {3, GIVE_UP_REFUSED, {0}}),
     "give_up_decide  account ann  give-up 3  decision refused"},
    {COMMAND(COMMAND_ALLOCATION, .account_id = 1, .product_id = 1,
             .allocation = {7, 2, SIDE_SELL, {0}, {{4, 1, 0}, {6, 2, 0}}}),
     "allocation  product BTC  account ann  client 7  side sell  rows 2  to ann  lots 0.0004  and "
     "2  lots 0.0006"},
    {COMMAND(COMMAND_PROGRAMME_TERMS, .product_id = 1,
             .programme_terms = {100, 5000000, 3, 2000, 900000, 500000, 2, 0, 1440, 127, 1, {0}}),
     "programme_terms  product BTC  programme 3  runs 1  spread 0.2%  lots 0.0100  uptime 90%  "
     "weekdays 127  from 0  until 1440  reward 5.00  rebate 50%  payer 2"},
    {COMMAND(COMMAND_PROGRAMME_ENROL, .account_id = 1, .programme_enrol = {3, 1, {0}}),
     "programme_enrol  account ann  programme 3  enrolled 1"},
    {COMMAND(COMMAND_PROGRAMME_PAYMENT, .account_id = 1,
             .programme_payment = {{5000000}, 86400000000000, 80000000000000, {0}, 3, 20458}),
     "programme_payment  account ann  programme 3  date 2026-01-05  amount 5.00  due 86400s  "
     "quoted 80000s"},
    {COMMAND(COMMAND_BLOCK_TERMS, .product_id = 1,
             .block_terms = {100, 60000000000, 20000, 50, CLASS_ELIGIBLE_CONTRACT, 0}),
     "block_terms  product BTC  smallest 0.0100  window 60s  band 2%  fee 0.005%  classes "
     "eligible_contract"},
    {COMMAND(COMMAND_BLOCK_TRADE, .account_id = 1, .product_id = 1,
             .block_trade = {77, 60000000000, {1005}, 2, 2, 1, SIDE_BUY, 1, {0}}),
     "block_trade  product BTC  account ann  consent 77  agreed 1970-01-01T00:01:00Z  side buy  "
     "lots 0.0002 @ 100.5  with 2  proposer tom  maker 1"},
    {COMMAND(COMMAND_BLOCK_WITHDRAW, .account_id = 1, .block_withdraw = {77, 60000000000}),
     "block_withdraw  account ann  consent 77  agreed 1970-01-01T00:01:00Z"},
    {COMMAND(COMMAND_POSITION_MOVE, .account_id = 1, .product_id = 1,
             .position_move = {2, {1005}, 2, 0}),
     "position_move  product BTC  account ann  to 2  lots 0.0002 @ 100.5"},
    {COMMAND(COMMAND_MARGIN_MODEL, .account_id = 1, .margin_mode = {MARGIN_PORTFOLIO, {0}}),
     "margin_model  account ann  mode portfolio"},
    {COMMAND(COMMAND_FEE_TIERS, .product_id = 1,
             .fee_tiers = {2, {{0, 500, 1200}, {1000000000, 400, 1000}}}),
     "fee_tiers  product BTC  tiers 2  tier 0  from 0.00  maker 0.05%  taker 0.12%  tier 1  from "
     "1000.00  maker 0.04%  taker 0.1%"},
    {COMMAND(999, ), "999"},
};

static void test_lines(void **state)
{
    (void)state;
    static const char head[] = "7 2026-01-05T12:00:00Z ";
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char out[COMMAND_TEXT_SIZE];
        size_t length = command_text(out, sizeof out, &rows[i].command, &names);
        EXPECT_EQ(rows[i].text, strncmp(out, head, sizeof head - 1), 0);
        EXPECT_TEXT(rows[i].text, out + sizeof head - 1, rows[i].text);
        EXPECT_EQ("a buffer without room", command_text(out, length, &rows[i].command, &names), 0);
    }
    size_t kinds = 0;
    for (uint32_t kind = 0; kind <= UINT16_MAX; kind++) {
        /* Those of part 8 are in liquidation_text_test.c. */
        if (liquidation_command_table((uint16_t)kind).count > 0) continue;
        /* Those of part 6 are in price_text_test.c. */
        if (price_command_table((uint16_t)kind).count > 0) continue;
        kinds += command_size((uint16_t)kind) > 0;
    }
    EXPECT_EQ("every kind is here", sizeof rows / sizeof rows[0], kinds + 1);
}

static void test_json(void **state)
{
    (void)state;
    char out[COMMAND_TEXT_SIZE];
    struct command cancel = {.sequence = 7,
                             .time_ns = -1,
                             .kind = COMMAND_ORDER_CANCEL,
                             .account_id = 1,
                             .product_id = 2,
                             .cancel = {UINT64_MAX, 3}};
    size_t length = command_json(out, sizeof out, &cancel);
    EXPECT_TEXT("a cancel", out,
                "{\"sequence\":7,\"time_ns\":-1,\"kind\":\"order_cancel\",\"product_id\":2,"
                "\"account_id\":1,\"actor_id\":0,\"session_id\":0,\"client_sequence\":0,"
                "\"order_id\":18446744073709551615,\"client_order_id\":3}");
    EXPECT_EQ("no room", command_json(out, length, &cancel), 0);

    struct command calendar = {.kind = COMMAND_CALENDAR,
                               .calendar = {2, {{5, -3600, 0}, {6, 7200, 0}}}};
    (void)command_json(out, sizeof out, &calendar);
    EXPECT_TEXT("a calendar", out,
                "{\"sequence\":0,\"time_ns\":0,\"kind\":\"calendar\",\"product_id\":0,"
                "\"account_id\":0,\"actor_id\":0,\"session_id\":0,\"client_sequence\":0,"
                "\"step_count\":2,\"zone\":[{\"from_ns\":5,\"offset_s\":-3600},"
                "{\"from_ns\":6,\"offset_s\":7200}]}");

    struct command tick = {.kind = COMMAND_TICK};
    (void)command_json(out, sizeof out, &tick);
    EXPECT_TEXT("a tick", out,
                "{\"sequence\":0,\"time_ns\":0,\"kind\":\"tick\",\"product_id\":0,"
                "\"account_id\":0,\"actor_id\":0,\"session_id\":0,\"client_sequence\":0}");
}

/* Whatever the bytes of a command are, both forms fit into COMMAND_TEXT_SIZE. */
static void test_the_longest_fit(void **state)
{
    (void)state;
    for (uint32_t kind = 0; kind < 200; kind++) {
        struct command command;
        memset(&command, 0x9f, sizeof command);
        command.kind = (uint16_t)kind;
        char out[COMMAND_TEXT_SIZE];
        EXPECT_TRUE("text", command_text(out, sizeof out, &command, NULL) > 0);
        EXPECT_TRUE("JSON", command_json(out, sizeof out, &command) > 0);
    }
}

static void test_fields_by_name(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        uint16_t kind;
        const char *name;
        size_t offset; /* 0: there is none */
    } fields[] = {
        {"of the body", COMMAND_ORDER_PLACE, "tif", offsetof(struct command, order.tif)},
        {"of the header", COMMAND_ORDER_PLACE, "account_id", offsetof(struct command, account_id)},
        {"of the first leg", COMMAND_ORDER_LIST, "tif", offsetof(struct command, list.legs[0].tif)},
        {"of the list", COMMAND_ORDER_LIST, "leg_count", offsetof(struct command, list.leg_count)},
        {"of another kind", COMMAND_TICK, "tif", 0},
        {"no such field", COMMAND_ORDER_PLACE, "tiff", 0},
    };
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        struct text_field field = {.offset = 0};
        bool found =
            command_field_find(fields[i].kind, fields[i].name, strlen(fields[i].name), &field);
        EXPECT_EQ(fields[i].row, found, fields[i].offset != 0);
        EXPECT_EQ(fields[i].row, field.offset, fields[i].offset);
    }
}

/* docs/spec/events.md, or NULL where the source tree is not at hand. */
static char *read_page(void)
{
    const char *source = getenv("PERPETUA_SOURCE");
    char path[4096];
    if (source == NULL) return NULL;
    (void)snprintf(path, sizeof path, "%s/docs/spec/events.md", source);
    FILE *stream = fopen(path, "rb");
    assert_non_null(stream);
    char *page = calloc(1, 1 << 20);
    assert_non_null(page);
    assert_true(fread(page, 1, (1 << 20) - 1, stream) > 0);
    (void)fclose(stream);
    return page;
}

/* The row of a field: where it is, how long, and its name. */
static void expect_row(const char *page, const char *kind, const char *name, size_t size,
                       const struct text_field *field)
{
    char row[128];
    (void)snprintf(row, sizeof row, "| %u | %u | `%.*s` |", field->offset, field->size, (int)size,
                   name);
    if (strstr(page, row) == NULL) print_error("%s: no row \"%s\"\n", kind, row);
    EXPECT_TRUE(kind, strstr(page, row) != NULL);
}

static void test_the_page(void **state)
{
    (void)state;
    char *page = read_page();
    if (page == NULL) skip();
    for (uint32_t kind = 0; kind <= UINT16_MAX; kind++) {
        const char *name = command_kind_name((uint16_t)kind);
        if (name == NULL) continue;
        struct command command = {.kind = (uint16_t)kind};
        char json[COMMAND_TEXT_SIZE];
        char head[64];
        (void)snprintf(head, sizeof head, "%s (%u)", name, kind);
        EXPECT_TRUE(head, strstr(page, head) != NULL);
        (void)command_json(json, sizeof json, &command);
        for (const char *at = strstr(json, "\":"); at != NULL; at = strstr(at + 2, "\":")) {
            size_t size = 0;
            while (at[-1 - (int)size] != '"') size++;
            struct text_field field;
            /* Lists have their names in the text of the page. */
            if (!command_field_find((uint16_t)kind, at - size, size, &field)) continue;
            expect_row(page, name, at - size, size, &field);
        }
    }
    free(page);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines),           cmocka_unit_test(test_json),
        cmocka_unit_test(test_the_longest_fit), cmocka_unit_test(test_fields_by_name),
        cmocka_unit_test(test_the_page),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
