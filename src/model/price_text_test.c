/* SPDX-License-Identifier: Apache-2.0 */
/*
 * price_text_test.c - every command and event about prices and funding as a line.
 *
 * Rules  R-STEP-1, R-INDEX-2, R-INDEX-9, R-MARK-1: what their rejects say.
 */
#include "model/price_text.h"

#include "base/expect.h"
#include "model/command.h"
#include "model/command_text.h"
#include "model/event.h"
#include "model/event_text.h"
#include "model/reject.h"

#define SECOND INT64_C(1000000000)
#define NOON   (INT64_C(1767614400) * SECOND)

static struct text_digits digits_of(const void *context, uint16_t product_id)
{
    (void)context;
    (void)product_id;
    return (struct text_digits){1, 4};
}

static const struct text_names names = {NULL, digits_of, NULL};

static const struct {
    struct command command;
    const char *text;
} commands[] = {
    {{.kind = COMMAND_PRICE_TERMS,
      .product_id = 1,
      .prices = {.step_ns = SECOND,
                 .impact_notional_micros = 2500000,
                 .index_method = INDEX_CAPPED_MEAN,
                 .stale_ns = 10 * SECOND,
                 .cap_ppm = 5000,
                 .stray_ppm = 20000,
                 .return_ppm = 10000,
                 .return_ns = 900 * SECOND,
                 .degraded_below = 3,
                 .halt_below = 2,
                 .degraded_lots_max = 10,
                 .source_count = 2,
                 .sources = {{11, 2}, {12, 1}}}},
     "price_terms  product 1  step 1s  impact 2.50  index capped_mean  stale 10s  cap 0.5%  "
     "stray 2%  return 1%  return after 900s  degraded below 3  halt below 2  "
     "degraded lots 0.0010  sources 2  source 0 11  weight 2  source 1 12  weight 1"},
    {{.kind = COMMAND_SOURCE_PRICE,
      .product_id = 1,
      .source = {11, 0, {1000000}, {1010000}, {1005000}, NOON}},
     "source_price  product 1  source 11  bid 10.0  ask 10.1  last 10.05  "
     "stamped 2026-01-05T12:00:00Z"},
    {{.kind = COMMAND_MARK_TERMS,
      .product_id = 1,
      .mark = {.components = MARK_BASIS | MARK_SPREAD,
               .basis = BASIS_ESTIMATE_LEFT,
               .spread_price = SPREAD_TOUCH,
               .sample_count = 30,
               .spread_sample_ns = 5 * SECOND,
               .band_ppm = 10000,
               .settle_window_ns = 60 * SECOND}},
     "mark_terms  product 1  components basis|spread  basis estimate_left  spread touch  "
     "samples 30  sample 5s  band 1%  window 60s"},
    {{.kind = COMMAND_FUNDING_TERMS,
      .product_id = 1,
      .funding = {.premium = PREMIUM_IMPACT,
                  .sample_ns = SECOND,
                  .bucket_ns = 60 * SECOND,
                  .interest_e12 = 100000000,
                  .dampener_e12 = 500000000,
                  .divisor = 1,
                  .dead_e12 = 1,
                  .time_count = 2,
                  .times = {0, 480}}},
     "funding_terms  product 1  premium impact  sample 1s  bucket 60s  by median  weights equal  "
     "interest 0.01%  dampener 0.05%  divisor 1  dead 0.0000000001%  charge at_interval  "
     "on settlement  times 2  time 0 0  time 1 480"},
    {{.kind = COMMAND_FUNDING_COLLECT, .product_id = 1, .funding_collect = {5, 1028}},
     "funding_collect  product 1  from 5  to 1028"},
};

static const struct {
    struct event event;
    const char *text;
} events[] = {
    {{.kind = EVENT_PRICE_TERMS,
      .product_id = 1,
      .price_terms = {SECOND, NOON, 0, COMMAND_MARK_TERMS, 0, {0}}},
     "price_terms 1 mark_terms  step 1s  next 2026-01-05T12:00:00Z"},
    {{.kind = EVENT_INDEX,
      .product_id = 1,
      .index_value = {{1005000}, {1000000}, NOON, 0x411, INDEX_DEGRADED, 2, 0, 1, 0, {0}, {0}}},
     "index 1 10.05  state degraded  median 10.0  live 2  capped 0  banned 1  stale 0  "
     "statuses 0x411  as of 2026-01-05T12:00:00Z"},
    {{.kind = EVENT_INDEX_INPUT,
      .product_id = 1,
      .index_input = {{{7, {1000000}}, {9, {1010000}}}, {11, 12, 0}, 0}},
     "index_input 1  first 0  source 11  price 10.0  sequence 7  source 2 12  price 2 10.1  "
     "sequence 2 9"},
    {{.kind = EVENT_MARK,
      .product_id = 1,
      .mark = {{1000000}, {1000000}, {0}, {1010000}, {990000}, {0}, -500000000, MARK_BASIS, 0}},
     "mark 1 10.0  counted basis  basis 10.0  touch 10.1  impact bid 9.9  premium -0.05%"},
    {{.kind = EVENT_PREMIUM,
      .product_id = 1,
      .premium = {1, 20000000000, -10000000000, NOON, 60, 3, {0}}},
     "premium 1 0.0000000001%  average 2%  estimate -1%  samples 60  buckets 3  "
     "until 2026-01-05T12:00:00Z"},
    {{.kind = EVENT_FUNDING,
      .product_id = 1,
      .funding = {100000000, 100000000, 0, {1000000}, -5, NOON, NOON + SECOND, 480, 0}},
     "funding 1 0.01%  average 0.01%  published 0%  on 10.0  cumulative -5  buckets 480  "
     "as of 2026-01-05T12:00:00Z  next 2026-01-05T12:00:01Z"},
    {{.kind = EVENT_FUNDING_PAYMENT,
      .product_id = 1,
      .account_id = 2,
      .payment = {{-10}, {-1500000}, 5, 6, {2000000}, {0}}},
     "funding_payment 2  amount -1.50  net -0.0010  from 5  to 6  balance 2.00  product 1"},
    {{.kind = EVENT_REJECTED, .reject = {.code = REJECT_PRICE_TERMS_MISSING, .given = 3}},
     "rejected price_terms_missing  given 3  legal 0  command 0  rule R-STEP-1  "
     "says product 3 has no price terms"},
    {{.kind = EVENT_REJECTED, .reject = {.code = REJECT_SOURCE, .given = 9}},
     "rejected source  given 9  legal 0  command 0  rule R-INDEX-2  "
     "says source 9 is no source of this index"},
    {{.kind = EVENT_REJECTED, .reject = {.code = REJECT_OWN_PRICES, .given = 500000}},
     "rejected own_prices  given 5.0  legal 0  command 0  rule R-MARK-1  "
     "says the product computes this price itself, 500000 is refused"},
    {{.kind = EVENT_REJECTED, .reject = {.code = REJECT_INDEX_DEGRADED, .given = 5, .legal = 2}},
     "rejected index_degraded  given 0.0005  legal 0.0002  command 0  rule R-INDEX-9  "
     "says quantity 5 is too much while the index is degraded; at most 2"},
};

static void test_commands(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        char out[COMMAND_TEXT_SIZE];
        (void)command_text(out, sizeof out, &commands[i].command, &names);
        const char *line = strchr(out + 2, ' ');
        EXPECT_TEXT(commands[i].text, line == NULL ? "" : line + 1, commands[i].text);
        EXPECT_TRUE(commands[i].text, price_command_table(commands[i].command.kind).count > 0);
    }
}

static void test_events(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof events / sizeof events[0]; i++) {
        char out[EVENT_TEXT_SIZE];
        (void)event_text(out, sizeof out, &events[i].event, &names);
        EXPECT_TEXT(events[i].text, out, events[i].text);
    }
}

/* Each kind of part 6 has a line above; no other kind is of this part. */
static void test_every_kind(void **state)
{
    (void)state;
    for (uint32_t kind = 0; kind <= UINT16_MAX; kind++) {
        size_t shown = 0;
        for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
            shown += commands[i].command.kind == kind;
        }
        EXPECT_EQ("commands", price_command_table((uint16_t)kind).count > 0, shown > 0);
        shown = 0;
        for (size_t i = 0; i < sizeof events / sizeof events[0]; i++) {
            shown += events[i].event.kind == kind && kind != EVENT_REJECTED;
        }
        EXPECT_EQ("events", price_event_table((uint16_t)kind).count > 0, shown > 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_commands),
        cmocka_unit_test(test_events),
        cmocka_unit_test(test_every_kind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
