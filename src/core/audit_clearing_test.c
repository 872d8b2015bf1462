/* SPDX-License-Identifier: Apache-2.0 */
/*
 * audit_clearing_test.c - a fault planted in each invariant of R-SETTLE-9 is found by it.
 */
#include "base/expect.h"
#include "core/fixture.h"
#include "core/state/state.h"

#define HOUR_NS INT64_C(3600000000000)

static _Alignas(64) unsigned char memory[FIXTURE_SIZE];
static _Alignas(64) unsigned char kept[FIXTURE_SIZE]; /* the sound state */
static struct fixture fixture;
static struct core *core;

static void start(void)
{
    fixture_open(&fixture, memory, sizeof memory);
    core = fixture.core;
    fixture_command(&fixture, COMMAND_SETTLEMENT_TERMS)->product_id = PRODUCT;
    fixture.command.settlement_terms =
        (struct body_settlement_terms){.account_class = CLASS_FUTURES,
                                       .roll_minute = 1020,
                                       .cycle_count = 1,
                                       .cycles = {{720, 0, 0}}};
    fixture_step(&fixture);
    fixture_command(&fixture, COMMAND_EXPIRY_TERMS)->product_id = PRODUCT;
    fixture.command.expiry_terms = (struct body_expiry_terms){
        .expiry_ns = fixture.time_ns + 1000 * HOUR_NS, .sample_ns = HOUR_NS, .method = FINAL_INDEX};
    fixture_step(&fixture);
    fixture_command(&fixture, COMMAND_PREFUNDING_TERMS)->prefunding_terms =
        (struct body_prefunding_terms){.closure_ns = 24 * HOUR_NS, .watch_ns = HOUR_NS};
    fixture_step(&fixture);
    memcpy(kept, memory, sizeof memory);
}

static struct settlement *settlement_of(void)
{
    return core_settlement_at(core, PRODUCT);
}

/* X(name, what the failing assertion says, the fault) */
#define FAULTS(X)                                                                                  \
    X(terms_of_nothing, "product->exists", core_settlement_at(core, 3)->has_terms = 1)             \
    X(expiry_without_terms, "has_expiry ||", core_settlement_at(core, 3)->has_expiry = 1)          \
    X(expired_without_expiry, "is_expired ||", core_settlement_at(core, 3)->is_expired = 1)        \
    X(expired_and_open, "phase == PHASE_CLOSED", settlement_of()->is_expired = 1)                  \
    X(trade_date_is_off, "trade_date ==", settlement_of()->trade_date++)                           \
    X(roll_is_off, "roll_next_ns ==", settlement_of()->roll_next_ns++)                             \
    X(planned_too_early, "planned_ns", settlement_of()->cycle_next_ns = 1)                         \
    X(sample_too_early, "planned_ns", settlement_of()->sample_next_ns = 1)                         \
    X(nothing_looked_for, "planned_ns", core->venue->clearing_next_ns = INT64_MAX)                 \
    X(closure_too_early, "planned_ns", core->venue->prefund.next_ns = 1)                           \
    X(obligation_left, "position_count", core->obligations[MEMBER].position_count = 1)             \
    X(money_left, "collected_micros", core->obligations[7].collected_micros = 1)                   \
    X(money_left_to_pay, "paid_out_micros", core->obligations[7].paid_out_micros = 1)              \
    X(state_without_check, "PREFUND_CHECKED",                                                      \
      core_account_at(core, ALICE)->prefund_state = PREFUND_WARNED)                                \
    X(state_that_is_none, "PREFUND_LIQUIDATE", core_account_at(core, ALICE)->prefund_state = 9)    \
    X(restricted_before_the_closing, "PREFUND_CLOSED",                                             \
      (core->venue->prefund.stage = PREFUND_CHECKED,                                               \
       core_account_at(core, ALICE)->prefund_state = PREFUND_REDUCE_ONLY))

#define X(name, condition, fault)                                                                  \
    static void plant_##name(void)                                                                 \
    {                                                                                              \
        fault;                                                                                     \
    }
FAULTS(X)
#undef X

static const struct {
    const char *row;
    const char *condition;
    void (*plant)(void);
} faults[] = {
#define X(name, condition, fault) {#name, condition, plant_##name},
    FAULTS(X)
#undef X
};

static void test_planted_faults(void **state)
{
    (void)state;
    start();
    core_audit(core);
    for (uint32_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        faults[i].plant();
        EXPECT_STOPS(faults[i].row, core_audit(core));
        if (strstr(expect_stop.condition, faults[i].condition) == NULL) {
            EXPECT_TEXT(faults[i].row, expect_stop.condition, faults[i].condition);
        }
        memcpy(memory, kept, sizeof memory);
    }
    core_audit(core);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_planted_faults)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
