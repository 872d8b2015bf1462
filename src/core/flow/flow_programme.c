/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flow_programme.c - programmes of makers, and payments that follow from what was measured.
 *
 * Role   A payment names its date and the figures that were measured for it.  The core pays once a
 *        date and account, and only what the terms make of these figures; whether the figures are
 *        right is seen from the journal, by whoever reads it.
 * Rules  R-PROG-1 to R-PROG-4.
 */
#include "core/clearing/programme.h"
#include "core/flow/flow_margin.h"
#include "core/flow/flow_register.h"

static bool refuse(struct core *core, struct verdict verdict)
{
    if (verdict.reject == REJECT_NONE) return false;
    emit_reject(core, verdict, 0);
    return true;
}

static struct verdict verdict_of_fault(struct programme_fault fault)
{
    if (fault.field == FIELD_NONE) return verdict_ok();
    return verdict_of(REJECT_FIELD, fault.field, fault.given, 0);
}

/* NULL: there is none of this number. */
static struct programme *programme_find(struct core *core, uint32_t programme_id)
{
    if (programme_id >= core->venue->programmes_used) return NULL;
    struct programme *programme = &core->programmes[programme_id];
    return programme->terms.programme_id == 0 ? NULL : programme;
}

static struct verdict refuse_programme(uint32_t programme_id)
{
    return verdict_of(REJECT_PROGRAMME, FIELD_PROGRAMME, programme_id, 0);
}

/* --- terms ------------------------------------------------------------------------------------ */

static struct verdict check_payer(const struct core *core, const struct command *command)
{
    uint32_t payer = command->programme_terms.payer_account_id;
    if (payer == 0) return verdict_ok();
    if (!account_exists(core, payer)) {
        return verdict_of(REJECT_UNKNOWN_ACCOUNT, FIELD_PAYER, payer, 0);
    }
    return gate_currency(core, payer, core_product_at(core, command->product_id)->currency);
}

static struct verdict check_programme_terms(struct core *core, const struct command *command)
{
    const struct body_programme_terms *terms = &command->programme_terms;
    struct verdict verdict = gate_terms(core, command->product_id);
    if (verdict.reject != REJECT_NONE) return verdict;
    if (terms->programme_id == 0 || terms->programme_id >= PROGRAMMES_MAX) {
        return verdict_of(REJECT_FIELD, FIELD_PROGRAMME, terms->programme_id, PROGRAMMES_MAX - 1);
    }
    if (terms->runs > 1) return verdict_of(REJECT_FIELD, FIELD_STATE, terms->runs, 0);
    const struct programme *programme = programme_find(core, terms->programme_id);
    if (programme != NULL && programme->product != command->product_id) {
        return verdict_of(REJECT_FIELD, FIELD_PRODUCT, command->product_id, programme->product);
    }
    if (terms->runs == 0) {
        bool runs = programme != NULL && programme->terms.runs == 1;
        return runs ? verdict_ok() : refuse_programme(terms->programme_id);
    }
    verdict = verdict_of_fault(programme_terms_check(terms));
    return verdict.reject == REJECT_NONE ? check_payer(core, command) : verdict;
}

static void programme_emit(struct core *core, const struct programme *programme)
{
    const struct body_programme_terms *terms = &programme->terms;
    emit(core, EVENT_PROGRAMME_TERMS, 0, programme->product)->programme_terms =
        (struct event_programme_terms){.lots = terms->lots,
                                       .reward_micros = terms->reward_micros,
                                       .programme_id = terms->programme_id,
                                       .spread_ppm = terms->spread_ppm,
                                       .uptime_ppm = terms->uptime_ppm,
                                       .rebate_ppm = terms->rebate_ppm,
                                       .payer_account_id = terms->payer_account_id,
                                       .from_minute = terms->from_minute,
                                       .to_minute = terms->to_minute,
                                       .weekdays = terms->weekdays,
                                       .runs = terms->runs,
                                       .since = programme->since};
}

void flow_programme_terms(struct core *core, const struct command *command)
{
    const struct body_programme_terms *terms = &command->programme_terms;
    if (refuse(core, check_programme_terms(core, command))) return;
    core->venue->programmes_used = u32_max(core->venue->programmes_used, terms->programme_id + 1);
    struct programme *programme = &core->programmes[terms->programme_id];
    int32_t date = product_date(core, command->product_id);
    if (terms->runs == 0) {
        programme->terms.runs = 0;
        programme->until = date;
    } else {
        programme->terms = *terms;
        programme->product = command->product_id;
        programme->since = date;
        programme->until = INT32_MAX;
    }
    programme_emit(core, programme);
}

/* --- who takes part --------------------------------------------------------------------------- */

static struct verdict check_enter(const struct core *core, const struct programme *programme,
                                  uint32_t account_id)
{
    uint32_t kind = core->members[core_account_at(core, account_id)->member].kind;
    bool quotes = kind == MEMBER_MARKET_MAKER || kind == MEMBER_LIQUIDITY_PROVIDER;
    if (!quotes) return verdict_of(REJECT_FIELD, FIELD_KIND, kind, 0);
    struct verdict verdict =
        gate_currency(core, account_id, core_product_at(core, programme->product)->currency);
    if (verdict.reject != REJECT_NONE) return verdict;
    if (programme->terms.payer_account_id == account_id) {
        return verdict_of(REJECT_FIELD, FIELD_PAYER, account_id, 0);
    }
    if (programme->account_count < PROGRAMME_ACCOUNTS_MAX) return verdict_ok();
    return verdict_of(REJECT_CAPACITY, FIELD_ACCOUNTS, 0, 0);
}

static struct verdict check_enrol(struct core *core, const struct command *command)
{
    const struct body_programme_enrol *body = &command->programme_enrol;
    struct verdict verdict = gate_account(core, command);
    if (verdict.reject != REJECT_NONE) return verdict;
    if (body->is_enrolled > 1) return verdict_of(REJECT_FIELD, FIELD_STATE, body->is_enrolled, 0);
    struct programme *programme = programme_find(core, body->programme_id);
    if (programme == NULL) return refuse_programme(body->programme_id);
    bool takes_part = programme_enrolment(programme, command->account_id) != NULL;
    bool can_enter = programme->terms.runs == 1 && !takes_part;
    if (body->is_enrolled == 1 ? !can_enter : !takes_part) {
        return refuse_programme(body->programme_id);
    }
    return body->is_enrolled == 1 ? check_enter(core, programme, command->account_id)
                                  : verdict_ok();
}

static void enrolment_end(struct programme *programme, struct enrolment *enrolment)
{
    struct enrolment *last = &programme->enrolments[--programme->account_count];
    for (; enrolment < last; enrolment++) enrolment[0] = enrolment[1];
    *last = (struct enrolment){0};
}

void flow_programme_enrol(struct core *core, const struct command *command)
{
    const struct body_programme_enrol *body = &command->programme_enrol;
    if (refuse(core, check_enrol(core, command))) return;
    struct programme *programme = &core->programmes[body->programme_id];
    int32_t date = product_date(core, programme->product);
    if (body->is_enrolled == 1) {
        programme->enrolments[programme->account_count++] =
            (struct enrolment){.account = command->account_id, .paid = date};
    } else {
        enrolment_end(programme, programme_enrolment(programme, command->account_id));
    }
    emit(core, EVENT_PROGRAMME_ENROL, command->account_id, programme->product)->programme_enrol =
        (struct event_programme_enrol){
            .programme_id = body->programme_id, .is_enrolled = body->is_enrolled, .since = date};
}

/* --- payments --------------------------------------------------------------------------------- */

/* R-PROG-3: a date that is over, counted, and not paid yet. */
static struct verdict check_date(const struct core *core, const struct programme *programme,
                                 const struct enrolment *enrolment, int32_t date)
{
    int32_t latest = i64_max(programme->since, enrolment->paid) > INT32_MAX - 1
                         ? INT32_MAX - 1
                         : (int32_t)i64_max(programme->since, enrolment->paid);
    bool is_over = date < product_date(core, programme->product) && date < programme->until;
    if (date > latest && is_over) return verdict_ok();
    return verdict_of(REJECT_PROGRAMME_DATE, FIELD_DATE, date, latest + 1);
}

/* R-PROG-4 */
static struct verdict check_obligation(const struct programme *programme,
                                       const struct body_programme_payment *body)
{
    int64_t uptime_ppm = programme_uptime_ppm(body);
    if (uptime_ppm < programme->terms.uptime_ppm) {
        return verdict_of(REJECT_OBLIGATION, FIELD_UPTIME, uptime_ppm, programme->terms.uptime_ppm);
    }
    int64_t amount_micros = programme_amount(&programme->terms, body);
    if (body->amount.micros == amount_micros) return verdict_ok();
    return verdict_of(REJECT_AMOUNT, FIELD_AMOUNT, body->amount.micros, amount_micros);
}

/* R-PROG-4: what the payer can spend. */
static struct verdict check_source(const struct core *core, const struct programme *programme,
                                   struct money amount)
{
    uint32_t payer = programme->terms.payer_account_id;
    uint32_t currency = core_product_at(core, programme->product)->currency;
    int128 free_micros = ledger_exact(&core->ledger, entry_of_currency(ENTRY_FEES, currency));
    if (payer != 0) free_micros = cash_free(core, payer);
    if (amount.micros <= free_micros) return verdict_ok();
    if (free_micros < 0) free_micros = 0;
    return verdict_of(REJECT_FUNDS, FIELD_AMOUNT, amount.micros, money_shown(free_micros).micros);
}

/* The money of an account, and that of a product before it is listed, may be another than when the
 * account entered. */
static struct verdict check_money(const struct core *core, const struct programme *programme,
                                  uint32_t account_id)
{
    uint32_t payer = programme->terms.payer_account_id;
    uint32_t currency = core_product_at(core, programme->product)->currency;
    struct verdict verdict = gate_currency(core, account_id, currency);
    if (verdict.reject != REJECT_NONE || payer == 0) return verdict;
    return gate_currency(core, payer, currency);
}

static struct verdict check_payment(struct core *core, const struct command *command)
{
    const struct body_programme_payment *body = &command->programme_payment;
    struct verdict verdict = gate_account(core, command);
    if (verdict.reject != REJECT_NONE) return verdict;
    uint32_t state = core_account_at(core, command->account_id)->state;
    if (state == PARTY_CLOSED) return verdict_of(REJECT_ACCOUNT_STATE, FIELD_ACCOUNT, state, 0);
    struct programme *programme = programme_find(core, body->programme_id);
    const struct enrolment *enrolment =
        programme == NULL ? NULL : programme_enrolment(programme, command->account_id);
    if (enrolment == NULL) return refuse_programme(body->programme_id);
    if (programme->terms.payer_account_id == command->account_id) {
        return verdict_of(REJECT_FIELD, FIELD_PAYER, command->account_id, 0);
    }
    verdict = check_money(core, programme, command->account_id);
    if (verdict.reject == REJECT_NONE) {
        verdict = check_date(core, programme, enrolment, body->date);
    }
    if (verdict.reject == REJECT_NONE) verdict = verdict_of_fault(programme_figures_check(body));
    if (verdict.reject == REJECT_NONE) verdict = check_obligation(programme, body);
    if (verdict.reject == REJECT_NONE) {
        verdict = cash_check_room(core, command->account_id, body->amount);
    }
    return verdict.reject == REJECT_NONE ? check_source(core, programme, body->amount) : verdict;
}

static void payment_look(struct core *core, uint32_t account_id)
{
    attention_touch(core, account_id, 0);
    prefund_look_again(core, account_id);
}

void flow_programme_payment(struct core *core, const struct command *command)
{
    const struct body_programme_payment *body = &command->programme_payment;
    if (refuse(core, check_payment(core, command))) return;
    struct programme *programme = &core->programmes[body->programme_id];
    uint32_t account_id = command->account_id;
    uint32_t payer = programme->terms.payer_account_id;
    uint32_t currency = core_product_at(core, programme->product)->currency;
    uint32_t from = payer == 0 ? entry_of_currency(ENTRY_FEES, currency) : entry_account(payer);
    if (payer != 0) funding_touch_account(core, payer);
    programme_enrolment(programme, account_id)->paid = body->date;
    ledger_settle(&core->ledger, from, entry_account(account_id), body->amount);
    emit(core, EVENT_PROGRAMME_PAYMENT, account_id, programme->product)->programme_payment =
        (struct event_programme_payment){
            .amount = body->amount,
            .balance = ledger_balance(&core->ledger, entry_account(account_id)),
            .due_ns = body->due_ns,
            .quoted_ns = body->quoted_ns,
            .maker_fees = body->maker_fees,
            .payer_account_id = payer,
            .programme_id = body->programme_id,
            .date = body->date,
            .uptime_ppm = (uint32_t)programme_uptime_ppm(body)};
    payment_look(core, account_id);
    if (payer != 0) payment_look(core, payer);
}
