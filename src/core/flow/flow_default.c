/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flow_default.c - who pays the debt of a defaulter where a clearing house stands between all.
 *
 * Role       The guaranty fund and the capital are accounts that hold money only; each step of the
 *            waterfall is a transfer from one of them, or from one who gained, to the debtor.
 * Rules      R-DEFAULT-1 to R-DEFAULT-7, R-DEFAULT-9.
 */
#include "core/flow/flow_liquidation.h"
#include "core/flow/flow_margin.h"

/* --- terms ------------------------------------------------------------------------------------ */

struct bound {
    enum field field;
    int64_t given;
    int64_t low;
    int64_t high;
};

#define WINDOW_NS_YEAR INT64_C(31622400000000000) /* 366 days */

/* R-DEFAULT-6, R-CURRENCY-4: accounts of the guaranty fund, and that of the capital, hold dollars
 * only. */
static bool holds_money_only(const struct core *core, uint32_t account_id)
{
    return account_exists(core, account_id) &&
           core_account_at(core, account_id)->state == PARTY_APPLIED &&
           core_account_at(core, account_id)->currency == CURRENCY_DOLLAR;
}

static bool is_guaranty_account(const struct core *core, uint32_t account_id)
{
    uint32_t member = core_account_at(core, account_id)->member;
    return core->default_members[member].guaranty_account == account_id;
}

static struct verdict check_default_terms(const struct core *core,
                                          const struct body_default_terms *terms)
{
    const struct bound bounds[] = {
        {FIELD_TRANCHE, terms->tranche_micros, 0, NOTIONAL_MICROS_MAX},
        {FIELD_TRANCHE, terms->tranche_ppm, 0, PPM_ONE},
        {FIELD_ASSESSMENT, terms->assessment_ppm, 0, 10 * PPM_ONE},
        {FIELD_ASSESSMENT, terms->assessment_sum_ppm, terms->assessment_ppm, 100 * PPM_ONE},
        {FIELD_WINDOW, terms->window_ns, WINDOW_NS_MIN, WINDOW_NS_YEAR},
        {FIELD_GAINS_DAYS, terms->gains_days, 0, 31},
    };
    for (uint32_t i = 0; i < sizeof bounds / sizeof bounds[0]; i++) {
        const struct bound *bound = &bounds[i];
        if (bound->given >= bound->low && bound->given <= bound->high) continue;
        int64_t legal = bound->given < bound->low ? bound->low : bound->high;
        return verdict_of(REJECT_TERMS, bound->field, bound->given, legal);
    }
    uint32_t capital = terms->capital_account_id;
    if (capital == 0) return verdict_ok();
    if (holds_money_only(core, capital) && !is_guaranty_account(core, capital)) {
        return verdict_ok();
    }
    return verdict_of(REJECT_TERMS, FIELD_CAPITAL, capital, 0);
}

void flow_default_terms(struct core *core, const struct command *command)
{
    const struct body_default_terms *terms = &command->default_terms;
    struct verdict verdict = check_default_terms(core, terms);
    if (verdict.reject != REJECT_NONE) {
        emit_reject(core, verdict, 0);
        return;
    }
    core->venue->default_terms = *terms;
    emit(core, EVENT_DEFAULT_TERMS, 0, 0)->default_terms =
        (struct event_default_terms){.tranche_micros = terms->tranche_micros,
                                     .window_ns = terms->window_ns,
                                     .tranche_ppm = terms->tranche_ppm,
                                     .assessment_ppm = terms->assessment_ppm,
                                     .assessment_sum_ppm = terms->assessment_sum_ppm,
                                     .gains_days = terms->gains_days,
                                     .capital_account_id = terms->capital_account_id};
}

static struct verdict check_default_member(const struct core *core,
                                           const struct body_default_member *body)
{
    if (body->member_id == 0 || body->member_id >= core->config.members_max ||
        core->members[body->member_id].state == PARTY_NONE) {
        return verdict_of(REJECT_MEMBER, FIELD_MEMBER, body->member_id, 0);
    }
    int64_t requirement = body->requirement_micros;
    if (requirement < 0 || requirement > NOTIONAL_MICROS_MAX) {
        return verdict_of(REJECT_TERMS, FIELD_REQUIREMENT, requirement,
                          requirement < 0 ? 0 : NOTIONAL_MICROS_MAX);
    }
    uint32_t account = body->guaranty_account_id;
    if (account == 0) return verdict_ok();
    bool fits = holds_money_only(core, account) &&
                core_account_at(core, account)->member == body->member_id &&
                core->venue->default_terms.capital_account_id != account;
    if (fits) return verdict_ok();
    return verdict_of(REJECT_TERMS, FIELD_GUARANTY, account, 0);
}

void flow_default_member(struct core *core, const struct command *command)
{
    const struct body_default_member *body = &command->default_member;
    struct verdict verdict = check_default_member(core, body);
    if (verdict.reject != REJECT_NONE) {
        emit_reject(core, verdict, 0);
        return;
    }
    struct default_member *member = &core->default_members[body->member_id];
    member->requirement_micros = body->requirement_micros;
    member->guaranty_account = body->guaranty_account_id;
    struct money balance = {0};
    if (body->guaranty_account_id != 0) {
        balance = ledger_balance(&core->ledger, entry_account(body->guaranty_account_id));
    }
    emit(core, EVENT_DEFAULT_MEMBER, 0, 0)->default_member =
        (struct event_default_member){.requirement = {body->requirement_micros},
                                      .balance = balance,
                                      .member_id = body->member_id,
                                      .guaranty_account_id = body->guaranty_account_id};
}

/* --- the waterfall ---------------------------------------------------------------------------- */

/* One debt on its way through the layers. */
struct debt {
    struct core *core;
    uint32_t product;
    uint32_t account;
    uint32_t member; /* the defaulter */
    int64_t total_micros;
    int64_t left_micros;
};

/* What an account that holds money only can give. */
static int64_t money_of(const struct core *core, uint32_t account_id)
{
    if (account_id == 0 || !holds_money_only(core, account_id)) return 0;
    return i64_max(0, ledger_balance(&core->ledger, entry_account(account_id)).micros);
}

/* R-DEFAULT-7: a gain is cut before it is paid: more was paid for the position. */
static void gain_cut(struct debt *debt, const struct waterfall_share *share)
{
    struct core *core = debt->core;
    uint32_t slot = account_position(core, share->account, (uint16_t)debt->product);
    position_at(&core->positions, slot)->paid_micros += share->given;
    ledger_settle(&core->ledger, entry_clearing((uint16_t)debt->product),
                  entry_account(debt->account), (struct money){share->given});
}

/* One payment of one layer, with its event. */
static void debt_pay(struct debt *debt, enum waterfall_layer layer,
                     const struct waterfall_share *share)
{
    struct core *core = debt->core;
    if (share->given == 0) return;
    if (layer == LAYER_GAINS) {
        gain_cut(debt, share);
    } else {
        ledger_transfer(&core->ledger, entry_account(share->account), entry_account(debt->account),
                        (struct money){share->given});
    }
    debt->left_micros -= share->given;
    emit(core, EVENT_DEFAULT_STEP, debt->account, debt->product)->default_step =
        (struct event_default_step){
            .amount = {share->given},
            .debt = {debt->total_micros},
            .left = {debt->left_micros},
            .most = {share->most},
            .weight = {share->weight},
            .balance = ledger_balance(&core->ledger, entry_account(share->account)),
            .payer_account_id = share->account,
            .member_id = share->member,
            .layer = (uint8_t)layer,
            .default_number = core->venue->default_course.number,
        };
    close_look(core, debt->account, debt->product);
    close_look(core, share->account, debt->product);
}

/* A layer of one payer; returns what it gave. */
static int64_t layer_single(struct debt *debt, enum waterfall_layer layer, uint32_t account_id,
                            int64_t most_micros)
{
    struct waterfall_share share = {.most = most_micros,
                                    .given = i64_min(debt->left_micros, most_micros),
                                    .account = account_id};
    if (layer == LAYER_OWN_SHARE) share.member = debt->member;
    debt_pay(debt, layer, &share);
    return share.given;
}

/* A layer of several, whose shares stand in core->shares. */
static void layer_divided(struct debt *debt, enum waterfall_layer layer, uint32_t count)
{
    struct core *core = debt->core;
    (void)waterfall_divide(core->shares, count, debt->left_micros);
    for (uint32_t i = 0; i < count; i++) debt_pay(debt, layer, &core->shares[i]);
}

/* Members with an account of the guaranty fund: looked for once in a step, not at each debt. */
static void payers_find(struct core *core)
{
    if (core->payer_count != PAYERS_UNKNOWN) return;
    core->payer_count = 0;
    for (uint32_t id = 1; id < core->config.members_max; id++) {
        if (core->default_members[id].guaranty_account == 0) continue;
        core->payers[core->payer_count++] = id;
    }
}

/* R-DEFAULT-2 for each tranche: the whole guaranty fund, the defaulter's share included. */
static int64_t tranche_bound(const struct core *core)
{
    int128 fund_micros = 0;
    for (uint32_t i = 0; i < core->payer_count; i++) {
        fund_micros += money_of(core, core->default_members[core->payers[i]].guaranty_account);
    }
    return waterfall_tranche_micros(&core->venue->default_terms, fund_micros);
}

/* R-DEFAULT-9: the debt belongs to the default of the one before it, or begins the next. */
static void course_join(struct core *core)
{
    struct default_course *course = &core->venue->default_course;
    const struct days days = core_days(core);
    int32_t day = pay_date_of(&days, core->venue->time_ns);
    int32_t last = business_day_from(days.business, course->business_day + 1);
    if (course->number == 0 || day > last) {
        *course = (struct default_course){.number = course->number + 1,
                                          .tranche_micros = tranche_bound(core)};
    }
    course->business_day = day;
}

static void pay_tranche(struct debt *debt, enum waterfall_layer layer)
{
    struct default_course *course = &debt->core->venue->default_course;
    int64_t *used_micros = &course->used_micros[layer == LAYER_SECOND_TRANCHE];
    uint32_t capital = debt->core->venue->default_terms.capital_account_id;
    int64_t most = i64_min(course->tranche_micros - *used_micros, money_of(debt->core, capital));
    *used_micros += layer_single(debt, layer, capital, most);
}

static void pay_guaranty_fund(struct debt *debt)
{
    struct core *core = debt->core;
    uint32_t count = 0;
    for (uint32_t i = 0; i < core->payer_count; i++) {
        uint32_t id = core->payers[i];
        uint32_t account = core->default_members[id].guaranty_account;
        int64_t share = money_of(core, account);
        if (id == debt->member || share == 0) continue;
        core->shares[count++] = (struct waterfall_share){
            .weight = share, .most = share, .account = account, .member = id};
    }
    layer_divided(debt, LAYER_GUARANTY_FUND, count);
}

/* R-DEFAULT-3: the bound of a member. */
static int64_t call_most(const struct core *core, const struct default_member *member)
{
    const struct body_default_terms *terms = &core->venue->default_terms;
    bool is_present = member->called_default == core->venue->default_course.number;
    int64_t in_window = call_log_sum(&member->calls, core->venue->time_ns, terms->window_ns);
    return waterfall_call_micros(terms, member->requirement_micros,
                                 is_present ? member->called_micros : 0, in_window);
}

static void call_note(struct core *core, struct default_member *member, int64_t micros)
{
    uint32_t number = core->venue->default_course.number;
    if (member->called_default != number) member->called_micros = 0;
    member->called_default = number;
    member->called_micros += micros;
    call_log_add(&member->calls, core->venue->time_ns, micros);
}

static void pay_assessments(struct debt *debt)
{
    struct core *core = debt->core;
    uint32_t count = 0;
    for (uint32_t i = 0; i < core->payer_count; i++) {
        uint32_t id = core->payers[i];
        const struct default_member *member = &core->default_members[id];
        uint32_t account = member->guaranty_account;
        if (id == debt->member || !holds_money_only(core, account)) continue;
        int64_t most = call_most(core, member);
        if (most == 0) continue;
        core->shares[count++] = (struct waterfall_share){
            .weight = member->requirement_micros, .most = most, .account = account, .member = id};
    }
    layer_divided(debt, LAYER_ASSESSMENT, count);
    for (uint32_t i = 0; i < count; i++) {
        const struct waterfall_share *share = &core->shares[i];
        if (share->given == 0) continue;
        call_note(core, &core->default_members[share->member], share->given);
    }
}

/* May gains of the product be cut today?  Counts the day. */
static bool gains_day_counts(struct core *core, uint32_t product_id)
{
    struct liquidation *liquidation = liquidation_of(core, product_id);
    const struct default_course *course = &core->venue->default_course;
    if (liquidation->gains_default != course->number) liquidation->gains_days = 0;
    liquidation->gains_default = course->number;
    int64_t day = course->business_day;
    if (liquidation->gains_days > 0 && liquidation->gains_day == day) return true;
    if (liquidation->gains_days >= core->venue->default_terms.gains_days) return false;
    liquidation->gains_day = day;
    liquidation->gains_days++;
    return true;
}

/* Could a haircut be made today?  Asked first: who gained is found by walking every position. */
static bool gains_may_be_cut(const struct core *core, uint32_t product_id)
{
    const struct liquidation *liquidation = &core->liquidations[product_id];
    const struct default_course *course = &core->venue->default_course;
    bool is_same = liquidation->gains_default == course->number;
    uint32_t days = is_same ? liquidation->gains_days : 0;
    if (days > 0 && liquidation->gains_day == course->business_day) return true;
    return days < core->venue->default_terms.gains_days;
}

/* R-DEFAULT-7: with pending funding or without it, whichever is less. */
static int64_t gain_of(const struct core *core, const struct position *position)
{
    int128 pending = funding_pending(core, position);
    int64_t profit = position_profit(core, position);
    return pending < 0 ? shown_micros((int128)profit + pending) : profit;
}

static void pay_gains(struct debt *debt)
{
    struct core *core = debt->core;
    if (!gains_may_be_cut(core, debt->product)) return;
    uint32_t count = 0;
    uint32_t slot = core_product_at(core, debt->product)->first_position;
    while (slot != 0 && count < core->step_items) {
        const struct position *position = position_at(&core->positions, slot);
        slot = position->product_next;
        if (position->net_lots == 0 || position->account == debt->account) continue;
        int64_t profit = gain_of(core, position);
        if (profit <= 0 || account_is_queued(core, position->account)) continue;
        core->shares[count++] = (struct waterfall_share){
            .weight = profit, .most = profit, .account = position->account};
    }
    if (count == 0 || !gains_day_counts(core, debt->product)) return;
    layer_divided(debt, LAYER_GAINS, count);
}

/* Has a debt of the member been left in this step after every layer but the last?  Then the next
 * would get nothing from them either: no money comes to their accounts within a step, and what may
 * be called only falls. */
static bool layers_are_dry(const struct core *core, uint32_t member)
{
    return core->dry_member == member || core->dry_member == DRY_FOR_ALL;
}

/* What is left of one member's debt shows that all accounts are empty and all other members have
 * been called; what is left of a second member's, that the first has been called too. */
static void dry_note(struct core *core, uint32_t member)
{
    bool is_first = core->dry_member == 0 || core->dry_member == member;
    core->dry_member = is_first ? member : DRY_FOR_ALL;
}

int64_t default_pay(struct core *core, uint32_t product_id, uint32_t account_id,
                    int64_t debt_micros)
{
    uint32_t member = core_account_at(core, account_id)->member;
    if (layers_are_dry(core, member) && !gains_may_be_cut(core, product_id)) return debt_micros;
    payers_find(core);
    course_join(core);
    struct debt debt = {.core = core,
                        .product = product_id,
                        .account = account_id,
                        .member = member,
                        .total_micros = debt_micros,
                        .left_micros = debt_micros};
    uint32_t own = core->default_members[debt.member].guaranty_account;
    (void)layer_single(&debt, LAYER_OWN_SHARE, own, money_of(core, own));
    if (debt.left_micros > 0) pay_tranche(&debt, LAYER_FIRST_TRANCHE);
    if (debt.left_micros > 0) pay_guaranty_fund(&debt);
    if (debt.left_micros > 0) pay_tranche(&debt, LAYER_SECOND_TRANCHE);
    if (debt.left_micros > 0) pay_assessments(&debt);
    if (debt.left_micros > 0) dry_note(core, member);
    if (debt.left_micros > 0) pay_gains(&debt);
    return debt.left_micros;
}
