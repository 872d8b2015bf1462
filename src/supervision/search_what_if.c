/* SPDX-License-Identifier: Apache-2.0 */
/*
 * search_what_if.c - what a decision would change at a venue that runs.
 *
 * Role   See supervision.h.  The same work as `perpetua whatif`, up to what was durable when it
 *        was asked for.
 */
#include "supervision/supervision_parts.h"
#include "supervision/what_if.h"

static const char no_memory[] = "out of memory";

static void run_what_if(struct supervision *supervision, struct finding *finding, struct walk *walk)
{
    struct journal_step step;
    struct what_if *what_if = what_if_create(&walk->recovery.rerun.config);
    if (what_if == NULL) {
        search_fault(finding, no_memory);
        return;
    }
    while (search_step(supervision, walk, finding, &step)) what_if_see(what_if, &step);
    finding->answer.through = core_sequence(walk_core(walk));
    finding->answer.time_ns = core_time_ns(walk_core(walk));
    if (finding->answer.fault == NULL) {
        if (what_if_decide(what_if, walk_core(walk))) {
            what_if_write_page(what_if, finding->text.out);
            what_if_write_json(what_if, finding->more.out);
        } else {
            search_fault(finding, no_memory);
        }
    }
    what_if_destroy(what_if);
}

void search_what_if(struct supervision *supervision, struct finding *finding)
{
    struct walk *walk = NULL;
    bool has_texts = search_text_open(&finding->text) && search_text_open(&finding->more);
    if (has_texts) walk = search_walk(supervision, finding, 0, finding->question.through);
    if (!has_texts) search_fault(finding, no_memory);
    if (walk != NULL) {
        run_what_if(supervision, finding, walk);
        search_walk_end(walk);
    }
    bool is_whole = search_text_end(&finding->text);
    is_whole = search_text_end(&finding->more) && is_whole;
    if (!is_whole && finding->answer.fault == NULL) search_fault(finding, no_memory);
    finding->answer.text = finding->text.bytes;
    finding->answer.size = finding->text.size;
    finding->answer.more = finding->more.bytes;
    finding->answer.more_size = finding->more.size;
}
