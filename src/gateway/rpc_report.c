/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_report.c - methods of the regulator that are made from the journal: reports, evidence,
 * verification.
 *
 * Role   Names what is meant; supervision runs the journal again for it, beside the venue.
 * Rules  R-REPORT-1, R-REPORT-2, R-TIME-6.
 */
#include <string.h>

#include "gateway/credential.h"
#include "gateway/rpc_role.h"
#include "gateway/rpc_supervision.h"
#include "gateway/rpc_units.h"
#include "report/report.h"

#define FORMATS 4u

/* --- which there are -------------------------------------------------------------------------- */

static void put_report(struct json_writer *writer, const struct report *report)
{
    json_begin_object(writer);
    json_add_text(writer, "name", report->name);
    json_add_text(writer, "title", report->title);
    json_add_text(writer, "section", report->section);
    json_put_name(writer, "formats");
    json_begin_array(writer);
    for (uint32_t i = 0; i < FORMATS; i++) {
        if (i == FORMAT_FIXML && !report->has_fixml) continue;
        json_put_text(writer, report_format_name((enum report_format)i));
    }
    json_end_array(writer);
    json_end_object(writer);
}

static void put_dates(struct json_writer *writer, const struct shelf *shelf)
{
    const struct shelf_date *date;
    char text[DAY_TEXT_SIZE];
    json_put_name(writer, "dates");
    json_begin_array(writer);
    for (uint32_t back = 0; (date = shelf_date(shelf, back)) != NULL; back++) {
        json_put_text(writer, day_text(text, date->date));
    }
    json_end_array(writer);
    json_put_name(writer, "figures");
    json_begin_array(writer);
    for (uint32_t back = 0; (date = shelf_date(shelf, back)) != NULL; back++) {
        json_begin_object(writer);
        json_add_text(writer, "date", day_text(text, date->date));
        json_add_bool(writer, "complete", back > 0);
        json_add_u64(writer, "commands", date->commands);
        json_add_u64(writer, "trades", date->trades);
        json_add_i64(writer, "contracts", date->lots);
        json_end_object(writer);
    }
    json_end_array(writer);
}

static void get_reports(struct rpc_call *call)
{
    struct supervision *supervision = rpc_supervision(call);
    if (supervision == NULL) return;
    json_begin_object(&call->writer);
    rpc_put_through(call, supervision);
    put_dates(&call->writer, supervision_take(supervision));
    supervision_give(supervision);
    json_put_name(&call->writer, "reports");
    json_begin_array(&call->writer);
    for (uint32_t i = 0; i < report_count; i++) put_report(&call->writer, report_list[i]);
    json_end_array(&call->writer);
    json_end_object(&call->writer);
    rpc_finish(call);
}

/* --- one report ------------------------------------------------------------------------------- */

static void found_report(void *context, const struct supervision_answer *answer)
{
    struct rpc_call *call = context;
    const struct supervision_question *question = answer->question;
    char date[DAY_TEXT_SIZE];
    if (!rpc_supervision_found(call, answer)) return;
    json_begin_object(&call->writer);
    json_add_text(&call->writer, "trade_date", day_text(date, question->date));
    json_add_text(&call->writer, "report", question->report->name);
    json_add_text(&call->writer, "format", report_format_name(question->format));
    json_add_bool(&call->writer, "complete", answer->is_complete);
    json_add_bool(&call->writer, "reconciled", answer->is_reconciled);
    json_add_u64(&call->writer, "totals_compared", answer->compared);
    json_add_u64(&call->writer, "through", answer->through);
    size_t next = question->offset + answer->size;
    json_add_u64(&call->writer, "size", answer->text_size);
    json_add_u64(&call->writer, "offset", question->offset);
    if (next < answer->text_size) {
        json_add_u64(&call->writer, "next_offset", next);
    } else {
        json_add_null(&call->writer, "next_offset");
    }
    json_put_name(&call->writer, "text");
    json_put_bytes(&call->writer, answer->text, answer->size);
    json_end_object(&call->writer);
    rpc_finish(call);
}

static void get_report(struct rpc_call *call)
{
    const char *format = rpc_text(call, "format");
    uint64_t durable = gateway_durable(call->rpc->gateway);
    struct supervision_question question = {
        .kind = SUPERVISION_REPORT,
        .through = (uint64_t)rpc_integer(call, "through", (int64_t)durable),
        .report = report_find(rpc_text(call, "report")),
        .format = FORMAT_TXT,
        .offset = (size_t)rpc_integer(call, "offset", 0),
        .limit = (size_t)rpc_integer(call, "limit", 0),
    };
    if (question.through > durable) {
        rpc_fail(call, RPC_INVALID_PARAMS, "through", "the journal has not come so far");
        return;
    }
    if (question.report == NULL) {
        rpc_fail(call, RPC_NOT_FOUND, "report", "there is no such report");
        return;
    }
    if (!day_read(rpc_text(call, "trade_date"), &question.date)) {
        rpc_fail(call, RPC_INVALID_PARAMS, "trade_date", "must be YYYY-MM-DD");
        return;
    }
    if (format != NULL) (void)report_format_find(format, &question.format);
    if (question.format == FORMAT_FIXML && !question.report->has_fixml) {
        rpc_fail(call, RPC_INVALID_PARAMS, "format", "there is no FIXML of this report");
        return;
    }
    rpc_supervision_ask(call, &question, found_report);
}

/* --- evidence --------------------------------------------------------------------------------- */

static void found_evidence(void *context, const struct supervision_answer *answer)
{
    struct rpc_call *call = context;
    if (!rpc_supervision_found(call, answer)) return;
    size_t size = answer->more_size;
    while (size > 0 && answer->more[size - 1] == '\n') size--;
    json_begin_object(&call->writer);
    json_add_u64(&call->writer, "through", answer->through);
    json_add_bool(&call->writer, "verified", answer->is_complete);
    json_add_bool(&call->writer, "reconciled", answer->is_reconciled);
    json_put_name(&call->writer, "evidence");
    json_put_raw(&call->writer, answer->more, size);
    json_put_name(&call->writer, "text");
    json_put_bytes(&call->writer, answer->text, answer->size);
    json_end_object(&call->writer);
    rpc_finish(call);
}

static void get_evidence(struct rpc_call *call)
{
    struct supervision_question question = {.kind = SUPERVISION_EVIDENCE,
                                            .through = gateway_durable(call->rpc->gateway)};
    rpc_supervision_ask(call, &question, found_evidence);
}

/* --- what if ---------------------------------------------------------------------------------- */

static void found_what_if(void *context, const struct supervision_answer *answer)
{
    struct rpc_call *call = context;
    if (!rpc_supervision_found(call, answer)) return;
    json_begin_object(&call->writer);
    json_add_text(&call->writer, "regime", "swap");
    json_add_u64(&call->writer, "through", answer->through);
    json_put_name(&call->writer, "result");
    json_put_raw(&call->writer, answer->more, answer->more_size);
    json_put_name(&call->writer, "text");
    json_put_bytes(&call->writer, answer->text, answer->size);
    json_end_object(&call->writer);
    rpc_finish(call);
}

static void what_if(struct rpc_call *call)
{
    struct supervision_question question = {.kind = SUPERVISION_WHAT_IF,
                                            .through = gateway_durable(call->rpc->gateway)};
    rpc_supervision_ask(call, &question, found_what_if);
}

/* --- verification ----------------------------------------------------------------------------- */

static void put_verified(struct json_writer *writer, const struct verify_report *report)
{
    static const char *const words[] = {"none", "running", "done", "failed"};
    char text[HASH_TEXT_SIZE];
    const struct rpc_put put = {writer, NULL};
    json_begin_object(writer);
    json_add_text(writer, "state", words[report->state]);
    json_add_u64(writer, "through", report->through);
    json_add_u64(writer, "of", report->of);
    if (report->state != VERIFY_NONE) rpc_add_ms(&put, "started", report->begin_ns);
    if (report->state == VERIFY_DONE || report->state == VERIFY_FAILED) {
        rpc_add_ms(&put, "ended", report->end_ns);
        json_add_u64(writer, "commands", report->commands);
        json_add_u64(writer, "events", report->events);
        json_add_u64(writer, "seals_checked", report->seals);
        json_add_u64(writer, "heads_checked", report->heads);
        json_add_u64(writer, "snapshots_checked", report->snapshots);
        json_add_u64(writer, "mismatches", report->state == VERIFY_FAILED);
        hash128_text(report->output_hash, text);
        json_add_text(writer, "hash", text);
        hash128_text(report->state_hash, text);
        json_add_text(writer, "state_hash", text);
    }
    if (report->state == VERIFY_FAILED) json_add_text(writer, "text", report->fault);
    json_end_object(writer);
}

static void verify(struct rpc_call *call)
{
    struct supervision *supervision = rpc_supervision(call);
    if (supervision == NULL) return;
    if (rpc_boolean(call, "start", false)) {
        (void)supervision_verify(supervision, credential_now_ns());
    }
    struct verify_report report = supervision_verified(supervision);
    put_verified(&call->writer, &report);
    rpc_finish(call);
}

/* --- the rows --------------------------------------------------------------------------------- */

static const struct rpc_parameter report_parameters[] = {
    {"trade_date", RPC_TEXT, true, NULL, 0, DAY_TEXT_SIZE},
    {"report", RPC_TEXT, true, NULL, 0, 64},
    {"format", RPC_TEXT, false, "txt|csv|json|fixml", 0, 0},
    {"through", RPC_INTEGER, false, NULL, 1, INT64_MAX},
    {"offset", RPC_INTEGER, false, NULL, 0, INT64_MAX},
    {"limit", RPC_INTEGER, false, NULL, 1, SUPERVISION_TEXT_MAX},
};

static const struct rpc_parameter what_if_parameters[] = {
    {"regime", RPC_TEXT, true, "swap", 0, 0},
};

static const struct rpc_parameter verify_parameters[] = {
    {"start", RPC_BOOLEAN, false, NULL, 0, 0},
};

const struct rpc_method rpc_report_methods[] = {
    {"regulator/get_reports", RPC_NO_ROW, SCOPE_ACCOUNT_READ, RPC_COST_REQUEST, false, get_reports,
     RPC_INSPECT},
    {"regulator/get_report", RPC_ROW(report_parameters), SCOPE_ACCOUNT_READ, RPC_COST_REQUEST,
     false, get_report, RPC_INSPECT},
    {"regulator/get_evidence", RPC_NO_ROW, SCOPE_ACCOUNT_READ, RPC_COST_REQUEST, false,
     get_evidence, RPC_INSPECT},
    {"regulator/what_if", RPC_ROW(what_if_parameters), SCOPE_ACCOUNT_READ, RPC_COST_REQUEST, false,
     what_if, RPC_INSPECT},
    {"regulator/verify", RPC_ROW(verify_parameters), SCOPE_ACCOUNT_READ, RPC_COST_REQUEST, false,
     verify, RPC_INSPECT},
    {0},
};
