/* SPDX-License-Identifier: Apache-2.0 */
/*
 * search_programmes.c - what an account quoted for its programmes on a trade date.
 *
 * Role   See supervision.h.  The figures of the report `programmes`, of one account.
 * Rules  R-REPORT-11, R-PROG-3, R-PROG-4.
 */
#include <stdlib.h>

#include "supervision/supervision_parts.h"

static struct programme_figures figures_of(const struct day *day, const struct day_quoter *quoter)
{
    const struct day_programme *programme = &day->programmes[quoter->programme_id];
    struct programme_result result = day_programme_result(day, quoter);
    return (struct programme_figures){
        .programme_id = quoter->programme_id,
        .product_id = quoter->product_id,
        .is_counted = result.is_counted,
        .is_met = result.is_met,
        .due_ns = programme->due_ns,
        .quoted_ns = quoter->quoted_ns,
        .uptime_ppm = result.uptime_ppm,
        .required_ppm = programme->terms.uptime_ppm,
        .maker_lots = quoter->maker_lots,
        .maker_fee_micros = quoter->maker_fee_micros,
        .amount_micros = result.amount_micros,
        .paid_micros = quoter->payment_sequence == 0 ? 0 : quoter->payment.amount.micros,
        .paid_by = quoter->payment_sequence,
    };
}

static void take_figures(struct finding *finding, const struct day *day)
{
    uint32_t account_id = finding->question.accounts[0];
    if (day->date < day->first_date || day->date > day->last_date) {
        search_absent(finding, "there is no such trade date");
        return;
    }
    for (uint32_t i = 1; i < day->quoters.count; i++) {
        const struct day_quoter *quoter = day_quoter(day, i);
        bool has_room = finding->answer.programme_count < PROGRAMMES_MAX;
        if (quoter->account_id != account_id || !has_room) continue;
        finding->programmes[finding->answer.programme_count++] = figures_of(day, quoter);
    }
    finding->answer.programmes = finding->programmes;
    finding->answer.is_complete = search_is_complete(day);
}

void search_programmes(struct supervision *supervision, struct finding *finding)
{
    struct settings *settings = malloc(sizeof *settings);
    struct walk *walk = NULL;
    if (settings == NULL) {
        search_fault(finding, "out of memory");
    } else {
        settings_default(settings); /* terms of programmes are in the journal */
        walk = search_walk(supervision, finding, 0, finding->question.through);
    }
    struct day_feed feed = {.config = {.date = finding->question.date, .settings = settings}};
    if (walk != NULL && search_feed(supervision, finding, &feed, walk)) {
        take_figures(finding, feed.day);
    }
    if (feed.day != NULL) day_destroy(feed.day);
    if (walk != NULL) search_walk_end(walk);
    free(settings);
}
