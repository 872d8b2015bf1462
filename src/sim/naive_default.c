/* SPDX-License-Identifier: Apache-2.0 */
/*
 * naive_default.c - who pays the debt of a defaulter.
 *
 * Role   See naive_liquidation.h.  What was paid before is summed up from the list of all payments.
 * Rules  R-DEFAULT-1 to R-DEFAULT-7, R-DEFAULT-9.
 */
#include "base/date.h"
#include "sim/naive_check.h"
#include "sim/naive_money.h"

#define REQUIREMENT_MAX  NOTIONAL_MICROS_MAX
#define TRANCHE_MAX      NOTIONAL_MICROS_MAX
#define GAINS_DAYS_MAX   31
#define CALLS_REMEMBERED 16u
#define WINDOW_MAX       (366 * NS_PER_DAY)

/* --- terms ------------------------------------------------------------------------------------ */

static struct naive_fault check_term(enum field field, int64_t value, int64_t low, int64_t high)
{
    if (value < low) return fault_of(REJECT_TERMS, field, value, low);
    if (value > high) return fault_of(REJECT_TERMS, field, value, high);
    return NO_FAULT;
}

/* R-DEFAULT-6: an account that neither trades nor pays out. */
static bool is_purse(const struct naive *naive, uint32_t account_id)
{
    return naive_account_exists(naive, account_id) &&
           naive->accounts[account_id].state == PARTY_APPLIED &&
           naive->accounts[account_id].currency == CURRENCY_DOLLAR;
}

static struct naive_fault check_default_terms(const struct naive *naive)
{
    const struct body_default_terms *terms = &naive->command->default_terms;
    CHECK(check_term(FIELD_TRANCHE, terms->tranche_micros, 0, TRANCHE_MAX));
    CHECK(check_term(FIELD_TRANCHE, terms->tranche_ppm, 0, PPM_ONE));
    CHECK(check_term(FIELD_ASSESSMENT, terms->assessment_ppm, 0, 10 * PPM_ONE));
    CHECK(check_term(FIELD_ASSESSMENT, terms->assessment_sum_ppm, terms->assessment_ppm,
                     100 * PPM_ONE));
    CHECK(check_term(FIELD_WINDOW, terms->window_ns, NS_PER_MILLI, WINDOW_MAX));
    CHECK(check_term(FIELD_GAINS_DAYS, terms->gains_days, 0, GAINS_DAYS_MAX));
    uint32_t capital = terms->capital_account_id;
    if (capital == 0) return NO_FAULT;
    struct naive_fault fault = fault_of(REJECT_TERMS, FIELD_CAPITAL, capital, 0);
    if (!is_purse(naive, capital)) return fault;
    uint32_t member_id = naive->accounts[capital].opened.member_id;
    return naive->defaults.members[member_id].account_id == capital ? fault : NO_FAULT;
}

struct naive_fault naive_command_default_terms(struct naive *naive)
{
    const struct body_default_terms *terms = &naive->command->default_terms;
    CHECK(check_default_terms(naive));
    naive->defaults.terms = *terms;
    struct event_default_terms *body = &naive_emit(naive, EVENT_DEFAULT_TERMS, 0, 0)->default_terms;
    body->tranche_micros = terms->tranche_micros;
    body->tranche_ppm = terms->tranche_ppm;
    body->assessment_ppm = terms->assessment_ppm;
    body->assessment_sum_ppm = terms->assessment_sum_ppm;
    body->window_ns = terms->window_ns;
    body->gains_days = terms->gains_days;
    body->capital_account_id = terms->capital_account_id;
    return NO_FAULT;
}

static struct naive_fault check_default_member(const struct naive *naive)
{
    const struct body_default_member *body = &naive->command->default_member;
    bool exists = body->member_id > 0 && body->member_id < naive->config.members_max &&
                  naive->members[body->member_id].state != PARTY_NONE;
    if (!exists) return fault_of(REJECT_MEMBER, FIELD_MEMBER, body->member_id, 0);
    CHECK(check_term(FIELD_REQUIREMENT, body->requirement_micros, 0, REQUIREMENT_MAX));
    uint32_t account_id = body->guaranty_account_id;
    if (account_id == 0) return NO_FAULT;
    bool is_own = is_purse(naive, account_id) &&
                  naive->accounts[account_id].opened.member_id == body->member_id;
    if (!is_own || account_id == naive->defaults.terms.capital_account_id)
        return fault_of(REJECT_TERMS, FIELD_GUARANTY, account_id, 0);
    return NO_FAULT;
}

struct naive_fault naive_command_default_member(struct naive *naive)
{
    const struct body_default_member *body = &naive->command->default_member;
    CHECK(check_default_member(naive));
    struct naive_guarantor *member = &naive->defaults.members[body->member_id];
    member->requirement = body->requirement_micros;
    member->account_id = body->guaranty_account_id;
    struct event *event = naive_emit(naive, EVENT_DEFAULT_MEMBER, 0, 0);
    event->default_member.requirement.micros = body->requirement_micros;
    event->default_member.member_id = body->member_id;
    event->default_member.guaranty_account_id = body->guaranty_account_id;
    if (member->account_id != 0)
        event->default_member.balance.micros =
            naive_show(*naive_entry(naive, entry_account(member->account_id)));
    return NO_FAULT;
}

/* --- what there is, and what was paid --------------------------------------------------------- */

static int128 purse(const struct naive *naive, uint32_t account_id)
{
    if (account_id == 0 || !is_purse(naive, account_id)) return 0;
    int128 balance = *naive_entry(naive, entry_account(account_id));
    return balance > 0 ? balance : 0;
}

static int128 guaranty_fund(const struct naive *naive)
{
    int128 sum = 0;
    for (uint32_t id = 1; id < naive->config.members_max; id++)
        sum += purse(naive, naive->defaults.members[id].account_id);
    return sum;
}

/* What a layer paid in the default at hand; of one member, or with 0 of all. */
static int128 paid_in_default(const struct naive *naive, uint8_t layer, uint32_t member_id)
{
    int128 sum = 0;
    for (uint32_t i = 0; i < naive->defaults.payment_count; i++) {
        const struct naive_payment *payment = &naive->defaults.payments[i];
        if (payment->default_number != naive->defaults.number || payment->layer != layer) continue;
        if (member_id == 0 || payment->member_id == member_id) sum += payment->amount;
    }
    return sum;
}

/* R-DEFAULT-9 */
static void enter_default(struct naive *naive)
{
    struct naive_defaults *defaults = &naive->defaults;
    int64_t day = naive_pay_date(naive, naive->now_ns);
    int64_t last = defaults->day;
    do last++;
    while (!naive_is_business_day(naive, last));
    if (defaults->number == 0 || day > last) {
        defaults->number++;
        int128 part = div_floor(guaranty_fund(naive) * defaults->terms.tranche_ppm, PPM_ONE);
        defaults->tranche =
            part > defaults->terms.tranche_micros ? part : defaults->terms.tranche_micros;
    }
    defaults->day = day;
}

/* --- one payment ------------------------------------------------------------------------------ */

struct debt {
    uint32_t account_id;
    uint16_t product_id;
    uint32_t member_id;
    int128 whole;
    int128 left;
};

struct payer {
    uint32_t account_id;
    uint32_t member_id;
    int128 weight;
    int128 bound;
    int128 gives;
};

static void note_payment(struct naive *naive, uint8_t layer, const struct payer *payer)
{
    struct naive_defaults *defaults = &naive->defaults;
    defaults->payments = naive_grow(defaults->payments, sizeof *defaults->payments,
                                    &defaults->payment_count, &defaults->payment_capacity);
    defaults->payments[defaults->payment_count - 1] =
        (struct naive_payment){defaults->number, layer, payer->member_id, payer->gives};
}

static void move_money(struct naive *naive, const struct debt *debt, uint8_t layer,
                       const struct payer *payer)
{
    uint32_t from = entry_account(payer->account_id);
    if (layer == LAYER_GAINS) {
        from = entry_clearing(debt->product_id);
        naive_find_position(naive, payer->account_id, debt->product_id)->paid +=
            narrow_i64(payer->gives);
    }
    naive_ledger_move(naive, from, entry_account(debt->account_id), payer->gives);
}

static void pay(struct naive *naive, struct debt *debt, uint8_t layer, const struct payer *payer)
{
    if (payer->gives == 0) return;
    move_money(naive, debt, layer, payer);
    note_payment(naive, layer, payer);
    debt->left -= payer->gives;
    struct event_default_step *step =
        &naive_emit(naive, EVENT_DEFAULT_STEP, debt->account_id, debt->product_id)->default_step;
    step->amount.micros = naive_show(payer->gives);
    step->debt.micros = naive_show(debt->whole);
    step->left.micros = naive_show(debt->left);
    step->most.micros = naive_show(payer->bound);
    step->weight.micros = naive_show(payer->weight);
    step->balance.micros = naive_show(*naive_entry(naive, entry_account(payer->account_id)));
    step->payer_account_id = payer->account_id;
    step->member_id = payer->member_id;
    step->layer = layer;
    step->default_number = naive->defaults.number;
    naive_look_at_queued(naive, debt->account_id, debt->product_id); /* R-LIQ-13 */
    naive_look_at_queued(naive, payer->account_id, debt->product_id);
}

/* A layer of one payer, who gives what it can. */
static void pay_alone(struct naive *naive, struct debt *debt, uint8_t layer, struct payer payer)
{
    payer.gives = payer.bound < debt->left ? payer.bound : debt->left;
    pay(naive, debt, layer, &payer);
}

/* One round of R-DEFAULT-4; false if its floors gave nothing. */
static bool divide_once(struct payer *payers, uint32_t count, int128 *left)
{
    int128 weights = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (payers[i].gives < payers[i].bound) weights += payers[i].weight;
    }
    int128 before = *left;
    for (uint32_t i = 0; i < count && weights > 0; i++) {
        if (payers[i].gives >= payers[i].bound) continue;
        int128 part = div_floor(before * payers[i].weight, weights);
        int128 room = payers[i].bound - payers[i].gives;
        if (part > room) part = room;
        payers[i].gives += part;
        *left -= part;
    }
    return *left < before;
}

static void pay_together(struct naive *naive, struct debt *debt, uint8_t layer,
                         struct payer *payers, uint32_t count)
{
    int128 left = debt->left;
    bool goes_on = true;
    while (left > 0 && goes_on) {
        goes_on = divide_once(payers, count, &left);
        if (goes_on) continue;
        for (uint32_t i = 0; i < count && left > 0; i++) {
            if (payers[i].weight == 0 || payers[i].gives == payers[i].bound) continue;
            payers[i].gives++;
            left--;
            goes_on = true;
        }
    }
    for (uint32_t i = 0; i < count; i++) pay(naive, debt, layer, &payers[i]);
}

/* --- the layers ------------------------------------------------------------------------------- */

static void pay_tranche(struct naive *naive, struct debt *debt, uint8_t layer)
{
    uint32_t capital = naive->defaults.terms.capital_account_id;
    int128 bound = naive->defaults.tranche - paid_in_default(naive, layer, 0);
    int128 there = purse(naive, capital);
    struct payer payer = {.account_id = capital, .bound = bound < there ? bound : there};
    pay_alone(naive, debt, layer, payer);
}

static void pay_guaranty_fund(struct naive *naive, struct debt *debt, struct payer *payers)
{
    uint32_t count = 0;
    for (uint32_t id = 1; id < naive->config.members_max; id++) {
        uint32_t account_id = naive->defaults.members[id].account_id;
        int128 share = purse(naive, account_id);
        if (id == debt->member_id || share == 0) continue;
        payers[count++] = (struct payer){account_id, id, share, share, 0};
    }
    pay_together(naive, debt, LAYER_GUARANTY_FUND, payers, count);
}

/* R-DEFAULT-3: what was called in the window that ends now. */
static int128 called_lately(const struct naive *naive, const struct naive_guarantor *member)
{
    int128 sum = 0;
    for (uint32_t i = 0; i < member->call_count; i++) {
        if (naive->now_ns - member->calls[i].time_ns < naive->defaults.terms.window_ns)
            sum += member->calls[i].amount;
    }
    return sum;
}

/* R-DEFAULT-3: days and the oldest two become one. */
static void remember_call(struct naive_guarantor *member, int64_t now_ns, int128 amount)
{
    struct naive_call *calls = member->calls;
    uint32_t count = member->call_count;
    calls[count] = (struct naive_call){now_ns, amount};
    bool is_same_day =
        count > 0 && utc_day(calls[count - 1].time_ns) == utc_day(calls[count].time_ns);
    if (is_same_day) {
        calls[count - 1].time_ns = now_ns;
        calls[count - 1].amount += amount;
    } else if (count < CALLS_REMEMBERED) {
        member->call_count++;
    } else {
        calls[1].amount += calls[0].amount;
        for (uint32_t i = 0; i < CALLS_REMEMBERED; i++) calls[i] = calls[i + 1];
    }
}

static int128 call_bound(const struct naive *naive, uint32_t member_id)
{
    const struct naive_guarantor *member = &naive->defaults.members[member_id];
    const struct body_default_terms *terms = &naive->defaults.terms;
    int128 once = div_floor(member->requirement * terms->assessment_ppm, PPM_ONE) -
                  paid_in_default(naive, LAYER_ASSESSMENT, member_id);
    int128 lately = div_floor(member->requirement * terms->assessment_sum_ppm, PPM_ONE) -
                    called_lately(naive, member);
    int128 bound = once < lately ? once : lately;
    return bound > 0 ? bound : 0;
}

static void pay_assessments(struct naive *naive, struct debt *debt, struct payer *payers)
{
    uint32_t count = 0;
    for (uint32_t id = 1; id < naive->config.members_max; id++) {
        const struct naive_guarantor *member = &naive->defaults.members[id];
        if (id == debt->member_id || !is_purse(naive, member->account_id)) continue;
        payers[count++] =
            (struct payer){member->account_id, id, member->requirement, call_bound(naive, id), 0};
    }
    pay_together(naive, debt, LAYER_ASSESSMENT, payers, count);
    for (uint32_t i = 0; i < count; i++) {
        if (payers[i].gives == 0) continue;
        remember_call(&naive->defaults.members[payers[i].member_id], naive->now_ns,
                      payers[i].gives);
    }
}

/* R-DEFAULT-7: is it one of the days on which gains of this product are cut? */
static bool may_cut_today(struct naive *naive, uint16_t product_id)
{
    struct naive_liquidation *liquidation = &naive->liquidations[product_id];
    if (liquidation->cut_default != naive->defaults.number) liquidation->cut_count = 0;
    liquidation->cut_default = naive->defaults.number;
    if (liquidation->cut_count > 0 && liquidation->cut_day == naive->defaults.day) return true;
    if (liquidation->cut_count >= naive->defaults.terms.gains_days) return false;
    liquidation->cut_day = naive->defaults.day;
    liquidation->cut_count++;
    return true;
}

static int128 gain_of(const struct naive *naive, const struct naive_position *position)
{
    int128 with = naive_position_profit(naive, position);
    int128 without = with + naive_funding_due(naive, position);
    return with < without ? with : without;
}

static void pay_gains(struct naive *naive, struct debt *debt)
{
    struct payer *payers = calloc(naive->position_count + 1, sizeof *payers);
    if (payers == NULL) abort();
    uint32_t count = 0;
    for (uint32_t i = 0; i < naive->position_count; i++) {
        const struct naive_position *position = &naive->positions[i];
        uint32_t account_id = position->account_id;
        if (position->product_id != debt->product_id || position->net == 0) continue;
        if (account_id == debt->account_id) continue;
        if (naive->accounts[account_id].queue_turn != 0) continue;
        int128 gain = gain_of(naive, position);
        if (gain > 0) payers[count++] = (struct payer){account_id, 0, gain, gain, 0};
    }
    if (count > 0 && may_cut_today(naive, debt->product_id))
        pay_together(naive, debt, LAYER_GAINS, payers, count);
    free(payers);
}

int128 naive_pay_debt(struct naive *naive, uint16_t product_id, uint32_t account_id, int128 amount)
{
    enter_default(naive);
    struct debt debt = {account_id, product_id, naive->accounts[account_id].opened.member_id,
                        amount, amount};
    struct payer *payers = calloc(naive->config.members_max, sizeof *payers);
    if (payers == NULL) abort();
    uint32_t own = naive->defaults.members[debt.member_id].account_id;
    struct payer share = {
        .account_id = own, .member_id = debt.member_id, .bound = purse(naive, own)};
    pay_alone(naive, &debt, LAYER_OWN_SHARE, share);
    pay_tranche(naive, &debt, LAYER_FIRST_TRANCHE);
    pay_guaranty_fund(naive, &debt, payers);
    pay_tranche(naive, &debt, LAYER_SECOND_TRANCHE);
    pay_assessments(naive, &debt, payers);
    if (debt.left > 0) pay_gains(naive, &debt);
    free(payers);
    return debt.left;
}
