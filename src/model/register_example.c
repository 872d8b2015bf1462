/* SPDX-License-Identifier: Apache-2.0 */
/*
 * register_example.c - see register_example.h.
 */
#include "model/register_example.h"

#include <string.h>

#include "base/check.h"

#define DAY_NS INT64_C(86400000000000)

struct example_row {
    int64_t effective_ns; /* 0: the date is not in the public record, or the text is older */
    int64_t expiry_ns;
    uint32_t underlyings;
    uint32_t account_class;
    uint8_t kind;
    uint8_t status;
    uint8_t fallback;
    bool is_for_product;
    const char *authority;
    const char *citation;
    const char *condition;
};

/* By number, from 1. */
static const struct example_row rows[EXAMPLE_ENTRIES] = {
    {EXAMPLE_APPROVAL_NS, 0, UNDERLYING_DIGITAL, CLASS_FUTURES, REGISTER_ORDER, REGISTER_GRANTED,
     FALLBACK_RESTRICT, true, "CFTC", "Order approving the perpetual BTC contract, 29 May 2026",
     "customer positions and margin are held in the futures account at the member and at the "
     "clearing house; core principles"},
    {EXAMPLE_APPROVAL_NS - DAY_NS, 0, UNDERLYING_DIGITAL, 0, REGISTER_FILING, REGISTER_GRANTED,
     FALLBACK_NONE, true, "venue", "Submission under CEA 5c(c)(4) and 17 CFR 40.3, 28 May 2026",
     ""},
    {EXAMPLE_APPROVAL_NS + 5 * DAY_NS, 0, UNDERLYINGS_ALL, 0, REGISTER_GUIDANCE, REGISTER_GRANTED,
     FALLBACK_NONE, false, "CFTC", "Policy statement on perpetuals, FR Doc 2026-11020",
     "other asset classes: voluntary approval case by case, not self-certification; not binding"},
    {EXAMPLE_APPROVAL_NS + 14 * DAY_NS, EXAMPLE_APPROVAL_NS + 33 * DAY_NS, UNDERLYING_DIGITAL, 0,
     REGISTER_LETTER, REGISTER_GRANTED, FALLBACK_NONE, false, "CFTC DMO",
     "No-action, conversion of perpetual-style futures, 12 June 2026",
     "consult holders; notice and exit window; disclose; change nothing else; file 40.5 or 40.6; "
     "until 30 June 2026"},
    {0, 0, UNDERLYING_DIGITAL, CLASS_FOREIGN_FUTURES, REGISTER_LETTER, REGISTER_GRANTED,
     FALLBACK_RESTRICT, false, "CFTC MPD", "Letter 26-17, foreign futures under 17 CFR 30.1",
     "30.7 account class; deep and continuous spot market; full conditions not at hand: check"},
    {EXAMPLE_APPROVAL_NS, 0, UNDERLYINGS_ALL, 0, REGISTER_GUIDANCE, REGISTER_GRANTED, FALLBACK_NONE,
     false, "CFTC staff", "Joint staff advisory on 24/7 trading, 29 May 2026",
     "suitability, risk management and operations assessed before hours are extended; text not at "
     "hand: check"},
    {EXAMPLE_APPROVAL_NS + 20 * DAY_NS, 0, UNDERLYING_DIGITAL, CLASS_CLEARED_SWAP, REGISTER_COURT,
     REGISTER_PENDING, FALLBACK_NONE, false, "D.D.C.", "CME v. CFTC, filed 18 June 2026",
     "if decided so: perpetuals are swaps; cleared swaps class, 5-day margin period, Parts 43 and "
     "45"},
    {0, 0, UNDERLYINGS_ALL, 0, REGISTER_STATUTE, REGISTER_GRANTED, FALLBACK_NONE, false, "CFTC",
     "17 CFR 38.350-351, emergency authority",
     "halt, limits, margin, liquidation, transfer of positions, settlement price; notice"},
};

static void put_text(char *to, size_t size, const char *text)
{
    size_t length = strlen(text);
    ASSERT(length <= size);
    memcpy(to, text, length);
}

static void fill_entry(uint32_t entry_id, uint16_t product_id, struct command *command)
{
    const struct example_row *row = &rows[entry_id - 1];
    struct body_register_entry *body = &command->register_entry;
    command->kind = COMMAND_REGISTER_ENTRY;
    *body = (struct body_register_entry){.entry_id = entry_id,
                                         .effective_ns = row->effective_ns,
                                         .expiry_ns = row->expiry_ns,
                                         .underlyings = row->underlyings,
                                         .account_class = row->account_class,
                                         .product_id = row->is_for_product ? product_id : 0,
                                         .kind = row->kind,
                                         .status = row->status,
                                         .fallback = row->fallback};
    put_text(body->authority, sizeof body->authority, row->authority);
    put_text(body->citation, sizeof body->citation, row->citation);
    put_text(body->condition, sizeof body->condition, row->condition);
}

bool register_example_command(uint32_t step, uint16_t product_id, int64_t now_ns,
                              struct command *command)
{
    *command = (struct command){.kind = COMMAND_TICK};
    if (step < EXAMPLE_ENTRIES) {
        fill_entry(step + 1, product_id, command);
        return true;
    }
    if (step > EXAMPLE_ENTRIES) return false;
    if (now_ns < EXAMPLE_APPROVAL_NS) return true;
    command->kind = COMMAND_REGISTER_TERMS;
    command->register_terms = (struct body_register_terms){
        .is_gated = 1, .review_underlyings = UNDERLYINGS_ALL & ~(uint32_t)UNDERLYING_DIGITAL};
    return true;
}

void register_example_filing(struct command *command)
{
    command->filing =
        (struct body_product_filing){.underlying = UNDERLYING_DIGITAL,
                                     .items = {CHECKLIST_DESIGN_ALL, CHECKLIST_UNDERLYING_ALL,
                                               CHECKLIST_PROTECTION_ALL, CHECKLIST_CONTROLS_ALL}};
}
