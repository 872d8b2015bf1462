/* SPDX-License-Identifier: Apache-2.0 */
/*
 * text_words_test.c - every value of every enum has a word, and the word finds the value.
 */
#include "model/text_words.h"

#include "base/expect.h"
#include "model/command.h"
#include "model/event.h"
#include "model/reject.h"
#include "model/text_line.h"

#define ONE_OF_3(name, number, member)   +1
#define ONE_OF_4(name, code, rule, text) +1

/* How many values each set has: an enum that grows needs a row there and a number here. */
static const struct {
    const char *row;
    enum word_set set;
    uint64_t count;
    uint64_t first;
    const char *first_word;
} rows[] = {
    {"sides", WORDS_SIDE, 3, SIDE_BUY, "buy"},
    {"order types", WORDS_ORDER_TYPE, TYPE_TRAIL_MARKET, TYPE_LIMIT, "limit"},
    {"times in force", WORDS_TIF, TIF_DAY, TIF_GTC, "gtc"},
    {"sources", WORDS_SOURCE, SOURCE_LAST + 1, SOURCE_MARK, "mark"},
    {"self-match modes", WORDS_SMP, SMP_NONE + 1, SMP_DEFAULT, "default"},
    {"lists", WORDS_LIST, LIST_BRACKET, LIST_OCO, "oco"},
    {"phases", WORDS_PHASE, PHASE_OPEN + 1, PHASE_CLOSED, "closed"},
    {"halts", WORDS_HALT, HALT_HALTED + 1, HALT_NONE, "none"},
    {"product states", WORDS_PRODUCT_STATE, PRODUCT_DELISTED + 1, PRODUCT_DRAFT, "draft"},
    {"party states", WORDS_PARTY_STATE, PARTY_CLOSED + 1, PARTY_NONE, "none"},
    {"member kinds", WORDS_MEMBER_KIND, MEMBER_MARKET_MAKER, MEMBER_FCM, "fcm"},
    {"initial modes", WORDS_INITIAL_MODE, INITIAL_LEVERAGE, INITIAL_FACTOR, "factor"},
    {"margin modes", WORDS_MARGIN_MODE, MARGIN_PORTFOLIO + 1, MARGIN_CROSS, "cross"},
    {"payoffs", WORDS_PAYOFF, PAYOFF_INVERSE + 1, PAYOFF_LINEAR, "linear"},
    {"regimes", WORDS_REGIME, REGIME_CLEARING, REGIME_VENUE, "venue"},
    {"methods of deleveraging", WORDS_DELEVERAGE_METHOD, DELEVERAGE_PRO_RATA,
     DELEVERAGE_WATER_FILLING, "water_filling"},
    {"causes of a move", WORDS_MOVE_CAUSE, MOVE_OWN, MOVE_AUCTION, "auction"},
    {"steps of a give-up", WORDS_GIVE_UP_STEP, GIVE_UP_WITHDRAWN, GIVE_UP_PROPOSED, "proposed"},
    {"layers of a waterfall", WORDS_WATERFALL_LAYER, LAYER_COUNT, LAYER_MARGIN, "margin"},
    {"causes of a fund", WORDS_FUND_CAUSE, FUND_RELEASE, FUND_FEE, "fee"},
    {"rejects", WORDS_REJECT, 0 REJECT_LIST(ONE_OF_4), REJECT_NONE, "none"},
    {"reasons", WORDS_REASON, 0 REASON_LIST(ONE_OF_4), REASON_NONE, "none"},
    {"fields", WORDS_FIELD, 0 FIELD_LIST(ONE_OF_3), FIELD_NONE, "none"},
    {"commands", WORDS_COMMAND, 0 COMMAND_LIST(ONE_OF_4), COMMAND_TICK, "tick"},
    {"events", WORDS_EVENT, 0 EVENT_LIST(ONE_OF_3), EVENT_REJECTED, "rejected"},
    {"index methods", WORDS_INDEX_METHOD, INDEX_MEDIAN + 1, INDEX_GIVEN, "given"},
    {"index states", WORDS_INDEX_STATE, INDEX_HALT + 1, INDEX_NORMAL, "normal"},
    {"source statuses", WORDS_SOURCE_STATUS, SOURCE_NONE + 1, SOURCE_OFF, "off"},
    {"bases", WORDS_BASIS, BASIS_PUBLISHED_LEFT + 1, BASIS_NONE, "none"},
    {"spread prices", WORDS_SPREAD_PRICE, SPREAD_TOUCH + 1, SPREAD_IMPACT, "impact"},
    {"premiums", WORDS_PREMIUM, PREMIUM_MARK + 1, PREMIUM_NONE, "none"},
    {"reductions", WORDS_REDUCE, REDUCE_MEAN + 1, REDUCE_MEDIAN, "median"},
    {"weights", WORDS_WEIGHTS, WEIGHTS_LINEAR + 1, WEIGHTS_EQUAL, "equal"},
    {"charges", WORDS_CHARGE, CHARGE_CONTINUOUS + 1, CHARGE_AT_INTERVAL, "at_interval"},
    {"funding prices", WORDS_FUNDING_PRICE, FUNDING_INDEX + 1, FUNDING_SETTLEMENT, "settlement"},
    {"final methods", WORDS_FINAL_METHOD, FINAL_OPERATOR, FINAL_INDEX, "index"},
    {"uses of a price", WORDS_PRICE_USE, USE_FINAL, USE_NEXT_CYCLE, "cycle"},
    {"pre-funding states", WORDS_PREFUND_STATE, PREFUND_LIQUIDATE + 1, PREFUND_NONE, "none"},
    {"settlement sources", WORDS_SETTLEMENT_SOURCE, SETTLED_AT_INDEX_MEAN + 1, SETTLED_AT_NONE,
     "none"},
    {"settlement kinds", WORDS_SETTLEMENT_KIND, SETTLEMENT_FINAL, SETTLEMENT_CYCLE, "cycle"},
    {"origins", WORDS_ORIGIN, ORIGIN_CUSTOMER + 1, ORIGIN_HOUSE, "house"},
    {"kinds of register entries", WORDS_REGISTER_KIND, REGISTER_COURT, REGISTER_FILING, "filing"},
    {"states of register entries", WORDS_REGISTER_STATUS, REGISTER_WITHDRAWN, REGISTER_PENDING,
     "pending"},
    {"fallbacks", WORDS_FALLBACK, FALLBACK_PAUSE + 1, FALLBACK_NONE, "none"},
    {"actions on a case", WORDS_CASE_ACTION, CASE_CLOSE, CASE_OPEN, "open"},
    {"states of a case", WORDS_CASE_STATE, CASE_STATE_CLOSED + 1, CASE_STATE_NONE, "none"},
    {"outcomes of a case", WORDS_OUTCOME, OUTCOME_REFERRED + 1, OUTCOME_NONE, "none"},
    {"kinds of accounts", WORDS_ACCOUNT_KIND, ACCOUNT_OMNIBUS + 1, ACCOUNT_UNKNOWN, "unknown"},
    {"purposes of an action", WORDS_PURPOSE, PURPOSE_EMERGENCY + 1, PURPOSE_ORDINARY, "ordinary"},
    {"steps of an action", WORDS_ACTION_STEP, ACTION_EXECUTED, ACTION_DECLARED, "declared"},
    {"steps of an error trade", WORDS_ERROR_STEP, ERROR_ADJUSTED + 1, ERROR_NONE, "none"},
    {"order flags", WORDS_ORDER_FLAGS, 7, FLAG_POST_ONLY, "post_only"},
    {"amend fields", WORDS_AMEND, 3, AMEND_PRICE, "price"},
    {"roles", WORDS_ROLES, 7, ROLE_TRADER, "trader"},
    {"classes", WORDS_CLASSES, 6, CLASS_FUTURES, "futures"},
    {"mark components", WORDS_COMPONENTS, 7, MARK_BASIS, "basis"},
    {"underlyings", WORDS_UNDERLYINGS, 7, UNDERLYING_DIGITAL, "digital"},
    {"market design", WORDS_DESIGN, 7, DESIGN_CONTRACT, "contract"},
    {"underlying of a filing", WORDS_SPOT, 7, SPOT_CONTINUOUS, "continuous"},
    {"participant protection", WORDS_PROTECTION, 6, PROTECT_DISCLOSURE, "disclosure"},
    {"trade controls", WORDS_CONTROLS, 8, CONTROL_PRE_TRADE, "pre_trade"},
    {"what needs two", WORDS_TWO_PERSON, 7, TWO_FOR_LISTING, "listing"},
};

static void lower(char *out, size_t size, const char *word)
{
    struct text_line line;
    text_line_begin(&line, out, size);
    text_line_put_lower(&line, word);
    (void)text_line_end(&line);
}

static void test_words(void **state)
{
    (void)state;
    EXPECT_EQ("every set is here", sizeof rows / sizeof rows[0], WORDS_COUNT);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char word[64];
        uint64_t count = 0;
        for (uint64_t value = 0; value <= UINT16_MAX; value++) {
            const char *text = word_of(rows[i].set, value);
            if (text == NULL) continue;
            lower(word, sizeof word, text);
            uint64_t back = UINT64_MAX;
            EXPECT_TRUE(rows[i].row, word_find(rows[i].set, word, strlen(word), &back));
            EXPECT_EQ(rows[i].row, back, value);
            count++;
        }
        EXPECT_EQ(rows[i].row, count, rows[i].count);
        lower(word, sizeof word, word_of(rows[i].set, rows[i].first));
        EXPECT_TEXT(rows[i].row, word, rows[i].first_word);
    }
}

static void test_words_that_do_not_exist(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        const char *word;
    } wrong[] = {
        {"no word", ""},
        {"the beginning of a word", "post"},
        {"more than a word", "post_only_cancelled"},
        {"capitals", "POST_ONLY"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        uint64_t value = 77;
        EXPECT_FALSE(wrong[i].row,
                     word_find(WORDS_ORDER_FLAGS, wrong[i].word, strlen(wrong[i].word), &value));
        EXPECT_EQ(wrong[i].row, value, 77);
    }
    uint64_t value = 0;
    EXPECT_TRUE("only the bytes named", word_find(WORDS_ORDER_FLAGS, "mmp,", 3, &value));
    EXPECT_EQ("only the bytes named", value, FLAG_MMP);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_words_that_do_not_exist),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
