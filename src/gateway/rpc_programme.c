/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_programme.c - methods of makers' programmes and of fees by volume, as members see their own.
 *
 * Role   Terms come from the live core; what was quoted on a date is measured from the journal, by
 *        supervision, beside the venue.
 * Rules  R-PROG-1 to R-PROG-4, R-REPORT-11, R-FEE-2, R-FEE-3.
 */
#include "gateway/rpc_desk.h"
#include "gateway/rpc_supervision.h"
#include "gateway/rpc_units.h"
#include "report/report.h"

#define PPM_DECIMALS 6u

static struct rpc_put put_of(const struct rpc_call *call, struct json_writer *writer,
                             uint16_t product_id)
{
    return (struct rpc_put){
        writer, instrument_by_product(gateway_instruments(call->rpc->gateway), product_id)};
}

/* --- programmes ------------------------------------------------------------------------------- */

static void put_obligation(const struct rpc_put *put, const struct body_programme_terms *terms)
{
    struct json_writer *writer = put->writer;
    json_put_name(writer, "obligation");
    json_begin_object(writer);
    if (put->instrument != NULL) rpc_add_amount(put, "amount", terms->lots);
    json_add_decimal(writer, "spread", terms->spread_ppm, PPM_DECIMALS);
    json_add_decimal(writer, "uptime", terms->uptime_ppm, PPM_DECIMALS);
    json_add_u64(writer, "weekdays", terms->weekdays);
    json_add_u64(writer, "from_minute", terms->from_minute);
    json_add_u64(writer, "to_minute", terms->to_minute);
    json_end_object(writer);
    rpc_add_money(put, "reward", (struct money){terms->reward_micros});
    json_add_decimal(writer, "rebate", terms->rebate_ppm, PPM_DECIMALS);
}

static void put_programme(const struct rpc_look *look, const struct programme_view *programme,
                          int32_t paid)
{
    char text[DAY_TEXT_SIZE];
    struct json_writer *writer = look->writer;
    const struct rpc_put put = {
        writer,
        instrument_by_product(gateway_instruments(look->rpc->gateway), programme->product_id)};
    json_begin_object(writer);
    json_add_u64(writer, "programme_id", programme->terms->programme_id);
    rpc_add_instrument(look, programme->product_id);
    put_obligation(&put, programme->terms);
    json_add_text(writer, "terms_since", day_text(text, programme->since));
    if (programme->until == INT32_MAX) {
        json_add_null(writer, "until");
    } else {
        json_add_text(writer, "until", day_text(text, programme->until));
    }
    json_add_text(writer, "settled_through", day_text(text, paid));
    json_end_object(writer);
}

/* Those in which the session's account takes part. */
static void private_get_programmes(struct rpc_call *call)
{
    struct rpc_look look = rpc_look_of(call);
    json_begin_array(&call->writer);
    for (uint32_t id = 1; id < PROGRAMMES_MAX; id++) {
        struct programme_view programme;
        int32_t paid;
        bool takes_part = core_programme(look.core, id, &programme) &&
                          core_programme_paid(look.core, id, rpc_account_id(call), &paid);
        if (takes_part) put_programme(&look, &programme, paid);
    }
    json_end_array(&call->writer);
    rpc_finish(call);
}

/* --- what was measured ------------------------------------------------------------------------ */

static void put_figures(struct rpc_call *call, const struct programme_figures *figures)
{
    struct json_writer *writer = &call->writer;
    const struct rpc_put put = put_of(call, writer, figures->product_id);
    json_begin_object(writer);
    json_add_u64(writer, "programme_id", figures->programme_id);
    rpc_put_instrument_name(writer, call->rpc->gateway, figures->product_id);
    json_add_bool(writer, "counts", figures->is_counted);
    json_add_bool(writer, "is_met", figures->is_met);
    json_add_i64(writer, "due", figures->due_ns / RPC_NS_PER_MS);
    json_add_i64(writer, "quoted", figures->quoted_ns / RPC_NS_PER_MS);
    json_add_decimal(writer, "uptime", figures->uptime_ppm, PPM_DECIMALS);
    json_add_decimal(writer, "required_uptime", figures->required_ppm, PPM_DECIMALS);
    if (put.instrument != NULL) rpc_add_amount(&put, "maker_amount", figures->maker_lots);
    rpc_add_money(&put, "maker_fees", (struct money){figures->maker_fee_micros});
    rpc_add_money(&put, "pays", (struct money){figures->amount_micros});
    rpc_add_money(&put, "paid", (struct money){figures->paid_micros});
    if (figures->paid_by == 0) {
        json_add_null(writer, "paid_sequence");
    } else {
        json_add_u64(writer, "paid_sequence", figures->paid_by);
    }
    json_end_object(writer);
}

static void found_figures(void *context, const struct supervision_answer *answer)
{
    struct rpc_call *call = context;
    char date[DAY_TEXT_SIZE];
    if (!rpc_supervision_found(call, answer)) return;
    json_begin_object(&call->writer);
    json_add_text(&call->writer, "trade_date", day_text(date, answer->question->date));
    json_add_bool(&call->writer, "complete", answer->is_complete);
    json_add_u64(&call->writer, "through", answer->through);
    json_put_name(&call->writer, "programmes");
    json_begin_array(&call->writer);
    for (uint32_t i = 0; i < answer->programme_count; i++) {
        put_figures(call, &answer->programmes[i]);
    }
    json_end_array(&call->writer);
    json_end_object(&call->writer);
    rpc_finish(call);
}

/* The date that is asked for, else the one at hand.  False: the call is ended. */
static bool read_date(struct rpc_call *call, int32_t *date)
{
    const char *text = rpc_text(call, "trade_date");
    struct supervision *supervision = rpc_supervision(call);
    if (supervision == NULL) return false;
    const struct shelf_date *newest = shelf_date(supervision_take(supervision), 0);
    *date = newest == NULL ? 0 : newest->date;
    supervision_give(supervision);
    if (text != NULL && !day_read(text, date)) {
        rpc_fail(call, RPC_INVALID_PARAMS, "trade_date", "must be YYYY-MM-DD");
        return false;
    }
    if (text != NULL || newest != NULL) return true;
    rpc_fail(call, RPC_TEMPORARILY_UNAVAILABLE, NULL, "no trade date has been looked at yet");
    return false;
}

static void private_get_programme_figures(struct rpc_call *call)
{
    struct supervision_question question = {.kind = SUPERVISION_PROGRAMMES,
                                            .through = gateway_durable(call->rpc->gateway),
                                            .account_count = 1};
    question.accounts[0] = rpc_account_id(call);
    if (!read_date(call, &question.date)) return;
    rpc_supervision_ask(call, &question, found_figures);
}

/* --- fees ------------------------------------------------------------------------------------- */

static void put_tier(const struct rpc_put *put, const struct fee_tier *tier)
{
    json_begin_object(put->writer);
    rpc_add_money(put, "volume", (struct money){tier->volume_micros});
    json_add_decimal(put->writer, "maker", tier->maker_ppm, PPM_DECIMALS);
    json_add_decimal(put->writer, "taker", tier->taker_ppm, PPM_DECIMALS);
    json_end_object(put->writer);
}

static void private_get_fee_tiers(struct rpc_call *call)
{
    const struct instrument *instrument = rpc_instrument(call);
    struct fee_view fees;
    if (instrument == NULL) return;
    if (!core_fees(rpc_core(call), rpc_account_id(call), instrument->product_id, &fees)) {
        rpc_fail(call, RPC_NOT_FOUND, "instrument_name", "has no fees");
        return;
    }
    const struct rpc_put put = put_of(call, &call->writer, instrument->product_id);
    json_begin_object(&call->writer);
    json_add_text(&call->writer, "instrument_name", instrument->rpc_name);
    json_add_decimal(&call->writer, "maker", fees.maker_ppm, PPM_DECIMALS);
    json_add_decimal(&call->writer, "taker", fees.taker_ppm, PPM_DECIMALS);
    rpc_add_money(&put, "volume_30d", (struct money){fees.volume_micros});
    json_put_name(&call->writer, "tiers");
    json_begin_array(&call->writer);
    for (uint64_t i = 0; i < fees.tiers->tier_count; i++) put_tier(&put, &fees.tiers->tiers[i]);
    json_end_array(&call->writer);
    json_end_object(&call->writer);
    rpc_finish(call);
}

/* --- the rows --------------------------------------------------------------------------------- */

static const struct rpc_parameter figures_parameters[] = {
    {"trade_date", RPC_TEXT, false, NULL, 0, DAY_TEXT_SIZE},
};

static const struct rpc_parameter fee_parameters[] = {
    {"instrument_name", RPC_TEXT, true, NULL, 0, 64},
};

const struct rpc_method rpc_programme_methods[] = {
    {"private/get_programmes", RPC_NO_ROW, SCOPE_ACCOUNT_READ, RPC_COST_REQUEST, false,
     private_get_programmes, 0},
    {"private/get_programme_figures", RPC_ROW(figures_parameters), SCOPE_ACCOUNT_READ,
     RPC_COST_REQUEST, false, private_get_programme_figures, 0},
    {"private/get_fee_tiers", RPC_ROW(fee_parameters), SCOPE_ACCOUNT_READ, RPC_COST_REQUEST, false,
     private_get_fee_tiers, 0},
    {0},
};
