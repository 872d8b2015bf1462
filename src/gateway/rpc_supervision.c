/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_supervision.c - see rpc_supervision.h.
 */
#include "gateway/rpc_supervision.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "gateway/credential.h"
#include "gateway/rpc_units.h"
#include "gateway/throttle.h"
#include "supervision/detector_page.h"
#include "surveil/surveil.h"

#define BEHIND_COMMANDS 10000u
#define HEADLINE_SIZE   192u

/* --- asking ----------------------------------------------------------------------------------- */

struct supervision *rpc_supervision(struct rpc_call *call)
{
    struct supervision *supervision = gateway_supervision(call->rpc->gateway);
    if (supervision == NULL) {
        rpc_fail(call, RPC_TEMPORARILY_UNAVAILABLE, NULL, "this venue runs without supervision");
    }
    return supervision;
}

void rpc_put_through(struct rpc_call *call, const struct supervision *supervision)
{
    uint64_t reached = supervision_reached(supervision);
    uint64_t durable = gateway_durable(call->rpc->gateway);
    json_add_u64(&call->writer, "through", reached);
    if (reached + BEHIND_COMMANDS < durable) json_add_bool(&call->writer, "catching_up", true);
}

void rpc_supervision_ask(struct rpc_call *call, struct supervision_question *question,
                         supervision_done *done)
{
    struct supervision *supervision = rpc_supervision(call);
    const struct session *session = rpc_session(call);
    if (supervision == NULL) return;
    question->asker = session == NULL ? call->connection_id : session->credential->number;
    question->done = done;
    question->context = call;
    switch (supervision_ask(supervision, question)) {
    case SUPERVISION_TAKEN: return;
    case SUPERVISION_BUSY:
        rpc_fail(call, RPC_TOO_MANY_REQUESTS, NULL, "the journal is being searched already");
        return;
    case SUPERVISION_FAILED:
        rpc_fail(call, RPC_TEMPORARILY_UNAVAILABLE, NULL, "supervision has stopped");
        return;
    }
}

bool rpc_supervision_found(struct rpc_call *call, const struct supervision_answer *answer)
{
    if (answer->fault == NULL) return true;
    rpc_fail(call, answer->is_absent ? RPC_NOT_FOUND : RPC_TEMPORARILY_UNAVAILABLE, NULL,
             answer->fault);
    return false;
}

/* --- names ------------------------------------------------------------------------------------ */

void rpc_put_instrument_name(struct json_writer *writer, const struct gateway *gateway,
                             uint16_t product_id)
{
    const struct instrument *instrument =
        instrument_by_product(gateway_instruments(gateway), product_id);
    if (instrument != NULL) json_add_text(writer, "instrument_name", instrument->rpc_name);
}

bool rpc_product_asked(struct rpc_call *call, uint16_t *product_id)
{
    *product_id = 0;
    if (!rpc_is_given(call, "instrument_name")) return true;
    const struct instrument *instrument = rpc_instrument(call);
    if (instrument == NULL) return false;
    *product_id = instrument->product_id;
    return true;
}

/* --- alerts ----------------------------------------------------------------------------------- */

/* How far the figure that is nearest to its threshold is beyond it: twice is medium, four times is
 * high.  An order for who looks first, and nothing else hangs on it. */
static const char *severity_of(const struct alert *alert)
{
    int64_t times = alert->figure_count == 0 ? 2 : INT64_MAX;
    for (uint32_t i = 0; i < alert->figure_count; i++) {
        const struct alert_figure *figure = &alert->figures[i];
        int64_t over = figure->is_most ? figure->threshold : figure->value;
        int64_t under = figure->is_most ? figure->value : figure->threshold;
        if (figure->threshold == 0 || under <= 0) continue;
        int64_t beyond = over / under;
        if (beyond < times) times = beyond;
    }
    if (times >= 4) return "high";
    return times >= 2 ? "medium" : "low";
}

static void write_headline(char headline[HEADLINE_SIZE], const struct alert *alert)
{
    char money[UNIT_TEXT_SIZE];
    char accounts[48] = "";
    const struct detector_page *page = detector_page_find(alert->detector);
    const char *title = page == NULL ? alert->detector : page->title;
    (void)money_write(money, (struct money){alert->profit_micros});
    if (alert->account_count > 0) {
        (void)snprintf(accounts, sizeof accounts, ", account %" PRIu32, alert->accounts[0]);
    }
    size_t size = strlen(accounts);
    if (alert->account_count > 1) {
        (void)snprintf(accounts + size, sizeof accounts - size, " and %" PRIu32 " more",
                       alert->account_count - 1);
    }
    (void)snprintf(headline, HEADLINE_SIZE, "%s%s: %s USD at the mid, found %" PRIu32 " time%s",
                   title, accounts, money, alert->repeats + 1, alert->repeats == 0 ? "" : "s");
}

void rpc_put_alert(struct json_writer *writer, const struct gateway *gateway,
                   const struct shelf *shelf, const struct shelf_alert *kept)
{
    char id[ALERT_ID_SIZE];
    char headline[HEADLINE_SIZE];
    const struct alert *alert = &kept->alert;
    const struct rpc_put put = {writer, NULL};
    const struct case_kept *about = case_file_of_alert(&shelf->cases, kept->number);
    alert_id(alert, id);
    write_headline(headline, alert);
    json_begin_object(writer);
    json_add_text(writer, "alert_id", id);
    rpc_add_id(writer, "number", kept->number);
    json_add_text(writer, "detector", alert->detector);
    json_add_u64(writer, "version", alert->version);
    json_add_text(writer, "severity", severity_of(alert));
    rpc_put_instrument_name(writer, gateway, alert->product_id);
    json_put_name(writer, "accounts");
    json_begin_array(writer);
    for (uint32_t i = 0; i < alert->account_count; i++) json_put_u64(writer, alert->accounts[i]);
    json_end_array(writer);
    json_add_u64(writer, "first_sequence", alert->first_sequence);
    json_add_u64(writer, "last_sequence", alert->last_sequence);
    json_add_u64(writer, "raised_sequence", alert->raised_sequence);
    rpc_add_ms(&put, "first_timestamp", alert->first_ns);
    rpc_add_ms(&put, "timestamp", alert->last_ns);
    rpc_add_money(&put, "profit", (struct money){alert->profit_micros});
    json_add_u64(writer, "repeats", alert->repeats);
    json_add_text(writer, "headline", headline);
    if (about != NULL) json_add_u64(writer, "case_id", about->case_id);
    json_end_object(writer);
}

void rpc_put_detector(struct json_writer *writer, uint32_t place, uint64_t alert_count)
{
    const struct detector_kind *kind = surveil_kind(place);
    const struct detector_page *page = detector_page_find(kind->name);
    json_begin_object(writer);
    json_add_text(writer, "name", kind->name);
    json_add_text(writer, "title", page == NULL ? kind->name : page->title);
    json_add_u64(writer, "version", kind->version);
    json_add_text(writer, "text", kind->summary);
    if (page != NULL) json_add_text(writer, "rule", page->rule);
    if (page != NULL) json_add_text(writer, "description", page->text);
    json_put_name(writer, "parameters");
    json_begin_array(writer);
    for (uint32_t i = 0; i < kind->parameter_count; i++) {
        const struct parameter *parameter = &kind->parameters[i];
        json_begin_object(writer);
        json_add_text(writer, "name", parameter->name);
        json_add_i64(writer, "value", parameter->value);
        json_add_text(writer, "unit", parameter->unit);
        json_add_text(writer, "text", parameter->meaning);
        json_end_object(writer);
    }
    json_end_array(writer);
    json_add_u64(writer, "alerts", alert_count);
    json_end_object(writer);
}
