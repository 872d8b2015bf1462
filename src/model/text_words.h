/* SPDX-License-Identifier: Apache-2.0 */
/*
 * text_words.h - the words for the values of the enums: "buy", "gtc", "approved".
 *
 * Role       Both directions, one table an enum.  A word is the name in the enum, without its
 *            prefix, in lower case; of a field it is the name that its member knows.  Rejects,
 *            reasons and kinds have their own lists: their words are found here too, so that a
 *            reader of text has one place to ask.
 * Invariant  word_find(set, word_of(set, value)) is value again.
 */
#ifndef PERPETUA_MODEL_TEXT_WORDS_H
#define PERPETUA_MODEL_TEXT_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The enum that a word belongs to.  Those after WORDS_MASK_FIRST are sets of bits. */
enum word_set {
    WORDS_SIDE,
    WORDS_ORDER_TYPE,
    WORDS_TIF,
    WORDS_SOURCE,
    WORDS_SMP,
    WORDS_LIST,
    WORDS_PHASE,
    WORDS_HALT,
    WORDS_PRODUCT_STATE,
    WORDS_PARTY_STATE,
    WORDS_MEMBER_KIND,
    WORDS_INITIAL_MODE,
    WORDS_MARGIN_MODE,
    WORDS_PAYOFF,
    WORDS_REGIME,
    WORDS_DELEVERAGE_METHOD,
    WORDS_MOVE_CAUSE,
    WORDS_FUND_CAUSE,
    WORDS_WATERFALL_LAYER,
    WORDS_REJECT,
    WORDS_REASON,
    WORDS_FIELD,
    WORDS_COMMAND,
    WORDS_EVENT,
    WORDS_INDEX_METHOD,
    WORDS_INDEX_STATE,
    WORDS_SOURCE_STATUS,
    WORDS_BASIS,
    WORDS_SPREAD_PRICE,
    WORDS_PREMIUM,
    WORDS_REDUCE,
    WORDS_WEIGHTS,
    WORDS_CHARGE,
    WORDS_FUNDING_PRICE,
    WORDS_FINAL_METHOD,
    WORDS_PRICE_USE,
    WORDS_PREFUND_STATE,
    WORDS_SETTLEMENT_SOURCE,
    WORDS_SETTLEMENT_KIND,
    WORDS_ORIGIN,
    WORDS_REGISTER_KIND,
    WORDS_REGISTER_STATUS,
    WORDS_FALLBACK,
    WORDS_CASE_ACTION,
    WORDS_CASE_STATE,
    WORDS_OUTCOME,
    WORDS_ACCOUNT_KIND,
    WORDS_PURPOSE,
    WORDS_ACTION_STEP,
    WORDS_ERROR_STEP,
    WORDS_GIVE_UP_STEP,
    WORDS_MASK_FIRST,
    WORDS_ORDER_FLAGS = WORDS_MASK_FIRST,
    WORDS_AMEND,
    WORDS_ROLES,
    WORDS_CLASSES,
    WORDS_COMPONENTS,
    WORDS_UNDERLYINGS,
    WORDS_DESIGN,
    WORDS_SPOT,
    WORDS_PROTECTION,
    WORDS_CONTROLS,
    WORDS_TWO_PERSON,
    WORDS_COUNT
};

/*
 * The name of a value in capitals or not, as its table has it; NULL if the value has none.  Of a
 * mask the value is one bit.  Print it with text_line_put_lower.
 */
const char *word_of(enum word_set set, uint64_t value);

/* The value whose word, in lower case, is these bytes.  False, and *value unchanged, if none is. */
bool word_find(enum word_set set, const char *word, size_t size, uint64_t *value);

#endif
