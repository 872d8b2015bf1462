/* SPDX-License-Identifier: Apache-2.0 */
/*
 * text_words.c - the tables of words.
 *
 * Role       See text_words.h.
 * Invariant  A value of an enum that a command or an event can carry has a row here
 *            (text_words_test.c walks the enums).
 */
#include "model/text_words.h"

#include "base/check.h"
#include "model/command.h"
#include "model/event.h"
#include "model/reject_text.h"

struct word {
    uint32_t value;
    const char *text;
};

static const struct word side_words[] = {
    {SIDE_BUY, "buy"}, {SIDE_SELL, "sell"}, {SIDE_ANY, "any"}, {0, NULL}};

static const struct word order_type_words[] = {{TYPE_LIMIT, "limit"},
                                               {TYPE_MARKET, "market"},
                                               {TYPE_STOP_LIMIT, "stop_limit"},
                                               {TYPE_STOP_MARKET, "stop_market"},
                                               {TYPE_TAKE_LIMIT, "take_limit"},
                                               {TYPE_TAKE_MARKET, "take_market"},
                                               {TYPE_TRAIL_MARKET, "trail_market"},
                                               {0, NULL}};

static const struct word tif_words[] = {{TIF_GTC, "gtc"}, {TIF_IOC, "ioc"}, {TIF_FOK, "fok"},
                                        {TIF_GTD, "gtd"}, {TIF_DAY, "day"}, {0, NULL}};

static const struct word source_words[] = {
    {SOURCE_MARK, "mark"}, {SOURCE_INDEX, "index"}, {SOURCE_LAST, "last"}, {0, NULL}};

static const struct word smp_words[] = {{SMP_DEFAULT, "default"},
                                        {SMP_CANCEL_TAKER, "cancel_taker"},
                                        {SMP_CANCEL_MAKER, "cancel_maker"},
                                        {SMP_CANCEL_BOTH, "cancel_both"},
                                        {SMP_DECREMENT, "decrement"},
                                        {SMP_NONE, "none"},
                                        {0, NULL}};

static const struct word list_words[] = {
    {LIST_OCO, "oco"}, {LIST_OTO, "oto"}, {LIST_BRACKET, "bracket"}, {0, NULL}};

static const struct word phase_words[] = {
    {PHASE_CLOSED, "closed"}, {PHASE_PRE_OPEN, "pre_open"}, {PHASE_OPEN, "open"}, {0, NULL}};

static const struct word halt_words[] = {
    {HALT_NONE, "none"}, {HALT_PAUSED, "paused"}, {HALT_HALTED, "halted"}, {0, NULL}};

static const struct word product_state_words[] = {{PRODUCT_DRAFT, "draft"},
                                                  {PRODUCT_FILED, "filed"},
                                                  {PRODUCT_APPROVED, "approved"},
                                                  {PRODUCT_STAYED, "stayed"},
                                                  {PRODUCT_WITHDRAWN, "withdrawn"},
                                                  {PRODUCT_LISTED, "listed"},
                                                  {PRODUCT_RESTRICTED, "restricted"},
                                                  {PRODUCT_DELISTED, "delisted"},
                                                  {0, NULL}};

static const struct word party_state_words[] = {{PARTY_NONE, "none"},
                                                {PARTY_APPLIED, "applied"},
                                                {PARTY_APPROVED, "approved"},
                                                {PARTY_RESTRICTED, "restricted"},
                                                {PARTY_SUSPENDED, "suspended"},
                                                {PARTY_CLOSED, "closed"},
                                                {0, NULL}};

static const struct word member_kind_words[] = {{MEMBER_FCM, "fcm"},
                                                {MEMBER_SELF_CLEARING, "self_clearing"},
                                                {MEMBER_LIQUIDITY_PROVIDER, "liquidity_provider"},
                                                {MEMBER_MARKET_MAKER, "market_maker"},
                                                {0, NULL}};

static const struct word initial_mode_words[] = {{INITIAL_FACTOR, "factor"},
                                                 {INITIAL_RATES, "rates"},
                                                 {INITIAL_LEVERAGE, "leverage"},
                                                 {0, NULL}};

static const struct word margin_mode_words[] = {
    {MARGIN_CROSS, "cross"}, {MARGIN_PORTFOLIO, "portfolio"}, {0, NULL}};

static const struct word payoff_words[] = {
    {PAYOFF_LINEAR, "linear"}, {PAYOFF_INVERSE, "inverse"}, {0, NULL}};

static const struct word regime_words[] = {
    {REGIME_VENUE, "venue"}, {REGIME_CLEARING, "clearing"}, {0, NULL}};

static const struct word waterfall_layer_words[] = {{LAYER_MARGIN, "margin"},
                                                    {LAYER_OWN_SHARE, "own_share"},
                                                    {LAYER_FIRST_TRANCHE, "first_tranche"},
                                                    {LAYER_GUARANTY_FUND, "guaranty_fund"},
                                                    {LAYER_SECOND_TRANCHE, "second_tranche"},
                                                    {LAYER_ASSESSMENT, "assessment"},
                                                    {LAYER_GAINS, "gains"},
                                                    {0, NULL}};

static const struct word deleverage_method_words[] = {{DELEVERAGE_WATER_FILLING, "water_filling"},
                                                      {DELEVERAGE_RANK, "rank"},
                                                      {DELEVERAGE_PRO_RATA, "pro_rata"},
                                                      {0, NULL}};

static const struct word move_cause_words[] = {{MOVE_AUCTION, "auction"},
                                               {MOVE_TAKEOVER, "takeover"},
                                               {MOVE_DELEVERAGE, "deleverage"},
                                               {MOVE_TEAR_UP, "tear_up"},
                                               {MOVE_TRANSFER, "transfer"},
                                               {MOVE_BUST, "bust"},
                                               {MOVE_GIVE_UP, "give_up"},
                                               {MOVE_ALLOCATION, "allocation"},
                                               {MOVE_BLOCK, "block"},
                                               {MOVE_OWN, "own"},
                                               {0, NULL}};

static const struct word fund_cause_words[] = {{FUND_FEE, "fee"},
                                               {FUND_DEBT, "debt"},
                                               {FUND_TRIP, "tripped"},
                                               {FUND_RELEASE, "released"},
                                               {0, NULL}};

#define X(name, code, rule, text) {name, &#name[sizeof "REJECT_" - 1]},
static const struct word reject_words[] = {REJECT_LIST(X){0, NULL}};
#undef X
#define X(name, code, rule, text) {name, &#name[sizeof "REASON_" - 1]},
static const struct word reason_words[] = {REASON_LIST(X){0, NULL}};
#undef X
#define X(name, code, text) {name, text},
static const struct word field_words[] = {FIELD_LIST(X){0, NULL}};
#undef X
#define X(name, number, member, type) {name, &#name[sizeof "COMMAND_" - 1]},
static const struct word command_words[] = {COMMAND_LIST(X){0, NULL}};
#undef X
#define X(name, number, member) {name, &#name[sizeof "EVENT_" - 1]},
static const struct word event_words[] = {EVENT_LIST(X){0, NULL}};
#undef X

static const struct word index_method_words[] = {{INDEX_GIVEN, "given"},
                                                 {INDEX_CAPPED_MEAN, "capped_mean"},
                                                 {INDEX_MEDIAN, "median"},
                                                 {0, NULL}};

static const struct word index_state_words[] = {
    {INDEX_NORMAL, "normal"}, {INDEX_DEGRADED, "degraded"}, {INDEX_HALT, "halt"}, {0, NULL}};

static const struct word source_status_words[] = {{SOURCE_OFF, "off"},
                                                  {SOURCE_USED, "used"},
                                                  {SOURCE_CAPPED, "capped"},
                                                  {SOURCE_STALE, "stale"},
                                                  {SOURCE_BANNED, "banned"},
                                                  {SOURCE_NONE, "none"},
                                                  {0, NULL}};

static const struct word basis_words[] = {{BASIS_NONE, "none"},
                                          {BASIS_ESTIMATE_FULL, "estimate_full"},
                                          {BASIS_ESTIMATE_LEFT, "estimate_left"},
                                          {BASIS_PUBLISHED_FULL, "published_full"},
                                          {BASIS_PUBLISHED_LEFT, "published_left"},
                                          {0, NULL}};

static const struct word spread_price_words[] = {
    {SPREAD_IMPACT, "impact"}, {SPREAD_TOUCH, "touch"}, {0, NULL}};

static const struct word premium_words[] = {{PREMIUM_NONE, "none"},
                                            {PREMIUM_IMPACT, "impact"},
                                            {PREMIUM_TOUCH, "touch"},
                                            {PREMIUM_MARK, "mark"},
                                            {0, NULL}};

static const struct word reduce_words[] = {
    {REDUCE_MEDIAN, "median"}, {REDUCE_LAST, "last"}, {REDUCE_MEAN, "mean"}, {0, NULL}};

static const struct word weights_words[] = {
    {WEIGHTS_EQUAL, "equal"}, {WEIGHTS_LINEAR, "linear"}, {0, NULL}};

static const struct word charge_words[] = {
    {CHARGE_AT_INTERVAL, "at_interval"}, {CHARGE_CONTINUOUS, "continuous"}, {0, NULL}};

static const struct word funding_price_words[] = {{FUNDING_SETTLEMENT, "settlement"},
                                                  {FUNDING_MARK, "mark"},
                                                  {FUNDING_INDEX, "index"},
                                                  {0, NULL}};

static const struct word component_words[] = {{MARK_BASIS, "basis"},
                                              {MARK_SPREAD, "spread"},
                                              {MARK_TOUCH, "touch"},
                                              {MARK_LAST, "last"},
                                              {MARK_TOUCH_AVERAGE, "touch_average"},
                                              {MARK_IMPACT, "impact"},
                                              {MARK_INDEX, "index"},
                                              {0, NULL}};

static const struct word final_method_words[] = {
    {FINAL_INDEX, "index"}, {FINAL_OPERATOR, "operator"}, {0, NULL}};

static const struct word price_use_words[] = {
    {USE_NEXT_CYCLE, "cycle"}, {USE_FINAL, "final"}, {0, NULL}};

static const struct word prefund_state_words[] = {{PREFUND_NONE, "none"},
                                                  {PREFUND_WARNED, "warned"},
                                                  {PREFUND_REDUCE_ONLY, "reduce_only"},
                                                  {PREFUND_LIQUIDATE, "liquidate"},
                                                  {0, NULL}};

static const struct word settlement_source_words[] = {
    {SETTLED_AT_NONE, "none"},
    {SETTLED_AT_OPERATOR, "operator"},
    {SETTLED_AT_SETTLEMENT_MARK, "settlement_mark"},
    {SETTLED_AT_MARK, "mark"},
    {SETTLED_AT_LAST, "last"},
    {SETTLED_AT_INDEX, "index"},
    {SETTLED_AT_INDEX_MEAN, "index_mean"},
    {0, NULL}};

static const struct word settlement_kind_words[] = {
    {SETTLEMENT_CYCLE, "cycle"}, {SETTLEMENT_FINAL, "final"}, {0, NULL}};

static const struct word origin_words[] = {
    {ORIGIN_HOUSE, "house"}, {ORIGIN_CUSTOMER, "customer"}, {0, NULL}};

static const struct word order_flag_words[] = {{FLAG_POST_ONLY, "post_only"},
                                               {FLAG_POST_ONLY_CANCEL, "post_only_cancel"},
                                               {FLAG_REDUCE_ONLY, "reduce_only"},
                                               {FLAG_CANCEL_ON_DISCONNECT, "cancel_on_disconnect"},
                                               {FLAG_CANCEL_ON_PAUSE, "cancel_on_pause"},
                                               {FLAG_MMP, "mmp"},
                                               {FLAG_PROTECTION, "protection"},
                                               {0, NULL}};

static const struct word amend_words[] = {
    {AMEND_PRICE, "price"}, {AMEND_QTY, "qty"}, {AMEND_TRIGGER, "trigger"}, {0, NULL}};

static const struct word role_words[] = {{ROLE_TRADER, "trader"},
                                         {ROLE_RISK_MANAGER, "risk_manager"},
                                         {ROLE_MEMBER_ADMIN, "member_admin"},
                                         {ROLE_MARKET_OPERATIONS, "market_operations"},
                                         {ROLE_SURVEILLANCE, "surveillance"},
                                         {ROLE_COMPLIANCE, "compliance"},
                                         {ROLE_REGULATOR, "regulator"},
                                         {0, NULL}};

static const struct word class_words[] = {{CLASS_FUTURES, "futures"},
                                          {CLASS_CLEARED_SWAP, "cleared_swap"},
                                          {CLASS_FOREIGN_FUTURES, "foreign_futures"},
                                          {CLASS_ELIGIBLE_CONTRACT, "eligible_contract"},
                                          {CLASS_MARKET_MAKER, "market_maker"},
                                          {CLASS_RETAIL, "retail"},
                                          {0, NULL}};

static const struct word register_kind_words[] = {{REGISTER_FILING, "filing"},
                                                  {REGISTER_ORDER, "order"},
                                                  {REGISTER_LETTER, "letter"},
                                                  {REGISTER_GUIDANCE, "guidance"},
                                                  {REGISTER_STATUTE, "statute"},
                                                  {REGISTER_COURT, "court"},
                                                  {0, NULL}};

static const struct word register_status_words[] = {{REGISTER_PENDING, "pending"},
                                                    {REGISTER_GRANTED, "granted"},
                                                    {REGISTER_STAYED, "stayed"},
                                                    {REGISTER_WITHDRAWN, "withdrawn"},
                                                    {0, NULL}};

static const struct word fallback_words[] = {
    {FALLBACK_NONE, "none"}, {FALLBACK_RESTRICT, "restrict"}, {FALLBACK_PAUSE, "pause"}, {0, NULL}};

static const struct word case_action_words[] = {{CASE_OPEN, "open"},   {CASE_ASSIGN, "assign"},
                                                {CASE_NOTE, "note"},   {CASE_ESCALATE, "escalate"},
                                                {CASE_CLOSE, "close"}, {0, NULL}};

static const struct word case_state_words[] = {
    {CASE_STATE_NONE, "none"}, {CASE_STATE_OPEN, "open"}, {CASE_STATE_CLOSED, "closed"}, {0, NULL}};

static const struct word outcome_words[] = {
    {OUTCOME_NONE, "none"},         {OUTCOME_NO_ACTION, "no_action"},
    {OUTCOME_WARNING, "warning"},   {OUTCOME_DISCIPLINE, "discipline"},
    {OUTCOME_REFERRED, "referred"}, {0, NULL}};

static const struct word underlying_words[] = {
    {UNDERLYING_DIGITAL, "digital"},   {UNDERLYING_METAL, "metal"},
    {UNDERLYING_ENERGY, "energy"},     {UNDERLYING_AGRICULTURE, "agriculture"},
    {UNDERLYING_EQUITY, "equity"},     {UNDERLYING_RATE, "rate"},
    {UNDERLYING_CURRENCY, "currency"}, {0, NULL}};

static const struct word design_words[] = {{DESIGN_CONTRACT, "contract"},
                                           {DESIGN_FUNDING, "funding"},
                                           {DESIGN_SETTLEMENT, "settlement"},
                                           {DESIGN_MARKS, "marks"},
                                           {DESIGN_HOURS, "hours"},
                                           {DESIGN_LIMITS, "limits"},
                                           {DESIGN_FEES, "fees"},
                                           {0, NULL}};

static const struct word spot_words[] = {{SPOT_CONTINUOUS, "continuous"},
                                         {SPOT_DEEP, "deep"},
                                         {SPOT_BROAD, "broad"},
                                         {SPOT_INDEX, "index"},
                                         {SPOT_MANIPULATION, "manipulation"},
                                         {SPOT_SHARING, "sharing"},
                                         {SPOT_OUTAGE, "outage"},
                                         {0, NULL}};

static const struct word protection_words[] = {{PROTECT_DISCLOSURE, "disclosure"},
                                               {PROTECT_ELIGIBILITY, "eligibility"},
                                               {PROTECT_LEVERAGE, "leverage"},
                                               {PROTECT_SEGREGATION, "segregation"},
                                               {PROTECT_LIQUIDATION, "liquidation"},
                                               {PROTECT_COMPLAINTS, "complaints"},
                                               {0, NULL}};

static const struct word control_words[] = {{CONTROL_PRE_TRADE, "pre_trade"},
                                            {CONTROL_BANDS, "bands"},
                                            {CONTROL_HALTS, "halts"},
                                            {CONTROL_KILL, "kill"},
                                            {CONTROL_SELF_MATCH, "self_match"},
                                            {CONTROL_ERRORS, "errors"},
                                            {CONTROL_SURVEILLANCE, "surveillance"},
                                            {CONTROL_STAFFING, "staffing"},
                                            {0, NULL}};

static const struct word account_kind_words[] = {{ACCOUNT_UNKNOWN, "unknown"},
                                                 {ACCOUNT_HOUSE, "house"},
                                                 {ACCOUNT_DISCLOSED, "disclosed"},
                                                 {ACCOUNT_OMNIBUS, "omnibus"},
                                                 {0, NULL}};

static const struct word purpose_words[] = {
    {PURPOSE_ORDINARY, "ordinary"}, {PURPOSE_EMERGENCY, "emergency"}, {0, NULL}};

static const struct word action_step_words[] = {
    {ACTION_DECLARED, "declared"}, {ACTION_PROPOSED, "proposed"}, {ACTION_APPROVED, "approved"},
    {ACTION_REFUSED, "refused"},   {ACTION_EXECUTED, "executed"}, {0, NULL}};

static const struct word error_step_words[] = {
    {ERROR_NONE, "none"},     {ERROR_REQUESTED, "requested"}, {ERROR_REFUSED, "refused"},
    {ERROR_BUSTED, "busted"}, {ERROR_ADJUSTED, "adjusted"},   {0, NULL}};

static const struct word give_up_step_words[] = {{GIVE_UP_PROPOSED, "proposed"},
                                                 {GIVE_UP_ACCEPTED, "accepted"},
                                                 {GIVE_UP_REFUSED, "refused"},
                                                 {GIVE_UP_WITHDRAWN, "withdrawn"},
                                                 {0, NULL}};

static const struct word two_person_words[] = {
    {TWO_FOR_LISTING, "listing"},       {TWO_FOR_TERMS, "terms"},
    {TWO_FOR_LIMITS, "limits"},         {TWO_FOR_BUST, "bust"},
    {TWO_FOR_WITHDRAWAL, "withdrawal"}, {TWO_FOR_EMERGENCY, "emergency"},
    {TWO_FOR_ASSETS, "assets"},         {0, NULL}};

static const struct word *const words[WORDS_COUNT] = {
    [WORDS_SIDE] = side_words,
    [WORDS_ORDER_TYPE] = order_type_words,
    [WORDS_TIF] = tif_words,
    [WORDS_SOURCE] = source_words,
    [WORDS_SMP] = smp_words,
    [WORDS_LIST] = list_words,
    [WORDS_PHASE] = phase_words,
    [WORDS_HALT] = halt_words,
    [WORDS_PRODUCT_STATE] = product_state_words,
    [WORDS_PARTY_STATE] = party_state_words,
    [WORDS_MEMBER_KIND] = member_kind_words,
    [WORDS_INITIAL_MODE] = initial_mode_words,
    [WORDS_MARGIN_MODE] = margin_mode_words,
    [WORDS_PAYOFF] = payoff_words,
    [WORDS_REGIME] = regime_words,
    [WORDS_DELEVERAGE_METHOD] = deleverage_method_words,
    [WORDS_MOVE_CAUSE] = move_cause_words,
    [WORDS_FUND_CAUSE] = fund_cause_words,
    [WORDS_WATERFALL_LAYER] = waterfall_layer_words,
    [WORDS_REJECT] = reject_words,
    [WORDS_REASON] = reason_words,
    [WORDS_FIELD] = field_words,
    [WORDS_COMMAND] = command_words,
    [WORDS_EVENT] = event_words,
    [WORDS_INDEX_METHOD] = index_method_words,
    [WORDS_INDEX_STATE] = index_state_words,
    [WORDS_SOURCE_STATUS] = source_status_words,
    [WORDS_BASIS] = basis_words,
    [WORDS_SPREAD_PRICE] = spread_price_words,
    [WORDS_PREMIUM] = premium_words,
    [WORDS_REDUCE] = reduce_words,
    [WORDS_WEIGHTS] = weights_words,
    [WORDS_CHARGE] = charge_words,
    [WORDS_FUNDING_PRICE] = funding_price_words,
    [WORDS_FINAL_METHOD] = final_method_words,
    [WORDS_PRICE_USE] = price_use_words,
    [WORDS_PREFUND_STATE] = prefund_state_words,
    [WORDS_SETTLEMENT_SOURCE] = settlement_source_words,
    [WORDS_SETTLEMENT_KIND] = settlement_kind_words,
    [WORDS_ORIGIN] = origin_words,
    [WORDS_REGISTER_KIND] = register_kind_words,
    [WORDS_REGISTER_STATUS] = register_status_words,
    [WORDS_FALLBACK] = fallback_words,
    [WORDS_CASE_ACTION] = case_action_words,
    [WORDS_CASE_STATE] = case_state_words,
    [WORDS_OUTCOME] = outcome_words,
    [WORDS_ACCOUNT_KIND] = account_kind_words,
    [WORDS_PURPOSE] = purpose_words,
    [WORDS_ACTION_STEP] = action_step_words,
    [WORDS_ERROR_STEP] = error_step_words,
    [WORDS_GIVE_UP_STEP] = give_up_step_words,
    [WORDS_ORDER_FLAGS] = order_flag_words,
    [WORDS_AMEND] = amend_words,
    [WORDS_ROLES] = role_words,
    [WORDS_CLASSES] = class_words,
    [WORDS_COMPONENTS] = component_words,
    [WORDS_UNDERLYINGS] = underlying_words,
    [WORDS_DESIGN] = design_words,
    [WORDS_SPOT] = spot_words,
    [WORDS_PROTECTION] = protection_words,
    [WORDS_CONTROLS] = control_words,
    [WORDS_TWO_PERSON] = two_person_words,
};

const char *word_of(enum word_set set, uint64_t value)
{
    ASSERT(set < WORDS_COUNT);
    for (const struct word *word = words[set]; word->text != NULL; word++) {
        if (word->value == value) return word->text;
    }
    return NULL;
}

static bool is_word(const char *text, const char *word, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        char letter = text[i];
        if (letter >= 'A' && letter <= 'Z') letter = (char)(letter - 'A' + 'a');
        if (letter == '\0' || letter != word[i]) return false;
    }
    return text[size] == '\0';
}

bool word_find(enum word_set set, const char *word, size_t size, uint64_t *value)
{
    ASSERT(set < WORDS_COUNT);
    for (const struct word *row = words[set]; row->text != NULL; row++) {
        if (is_word(row->text, word, size)) {
            *value = row->value;
            return true;
        }
    }
    return false;
}
