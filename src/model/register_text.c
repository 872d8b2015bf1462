/* SPDX-License-Identifier: Apache-2.0 */
/*
 * register_text.c - see register_text.h.
 *
 * Invariant  Every kind of command from 110 to 139 and of event from 150 to 179 has a table.
 */
#include "model/register_text.h"

#include "model/command.h"
#include "model/event.h"

#define C(name, label, member, format, show)                                                       \
    TEXT_FIELD(struct command, name, label, member, format, show, 0)
#define CW(name, label, member, show, words)                                                       \
    TEXT_FIELD(struct command, name, label, member, FORMAT_WORD, show, words)
#define CM(name, label, member, show, words)                                                       \
    TEXT_FIELD(struct command, name, label, member, FORMAT_MASK, show, words)
#define E(name, label, member, format, show)                                                       \
    TEXT_FIELD(struct event, name, label, member, format, show, 0)
#define EW(name, label, member, show, words)                                                       \
    TEXT_FIELD(struct event, name, label, member, FORMAT_WORD, show, words)
#define EM(name, label, member, show, words)                                                       \
    TEXT_FIELD(struct event, name, label, member, FORMAT_MASK, show, words)

#define ALWAYS  SHOW_ALWAYS
#define NONZERO SHOW_NONZERO

/* --- commands --------------------------------------------------------------------------------- */

static const struct text_field terms_command[] = {
    C("is_gated", "gated", register_terms.is_gated, FORMAT_UNSIGNED, ALWAYS),
    CM("review_underlyings", "review", register_terms.review_underlyings, NONZERO,
       WORDS_UNDERLYINGS),
};

static const struct text_field entry_command[] = {
    C("entry_id", "entry", register_entry.entry_id, FORMAT_UNSIGNED, ALWAYS),
    CW("entry_kind", "", register_entry.kind, ALWAYS, WORDS_REGISTER_KIND),
    CW("status", "status", register_entry.status, ALWAYS, WORDS_REGISTER_STATUS),
    C("authority", "authority", register_entry.authority, FORMAT_TEXT, ALWAYS),
    C("effective_ns", "effective", register_entry.effective_ns, FORMAT_TIME, NONZERO),
    C("expiry_ns", "expiry", register_entry.expiry_ns, FORMAT_TIME, NONZERO),
    CM("underlyings", "underlyings", register_entry.underlyings, ALWAYS, WORDS_UNDERLYINGS),
    C("scope_product_id", "scope", register_entry.product_id, FORMAT_PRODUCT, NONZERO),
    CM("account_class", "class", register_entry.account_class, NONZERO, WORDS_CLASSES),
    CW("fallback", "fallback", register_entry.fallback, ALWAYS, WORDS_FALLBACK),
    C("citation", "cited as", register_entry.citation, FORMAT_TEXT, ALWAYS),
    C("condition", "condition", register_entry.condition, FORMAT_TEXT, ALWAYS),
};

static const struct text_field filing_command[] = {
    CM("underlying", "of", filing.underlying, ALWAYS, WORDS_UNDERLYINGS),
    CM("design", "design", filing.items[CHECK_DESIGN], ALWAYS, WORDS_DESIGN),
    CM("spot", "underlying", filing.items[CHECK_UNDERLYING], ALWAYS, WORDS_SPOT),
    CM("protection", "protection", filing.items[CHECK_PROTECTION], ALWAYS, WORDS_PROTECTION),
    CM("controls", "controls", filing.items[CHECK_CONTROLS], ALWAYS, WORDS_CONTROLS),
};

static const struct text_field case_command[] = {
    CW("action", "", surveillance_case.action, ALWAYS, WORDS_CASE_ACTION),
    C("case_id", "case", surveillance_case.case_id, FORMAT_UNSIGNED, NONZERO),
    C("alert_id", "alert", surveillance_case.alert_id, FORMAT_UNSIGNED, NONZERO),
    C("about_sequence", "about", surveillance_case.sequence, FORMAT_UNSIGNED, NONZERO),
    C("assignee_id", "assignee", surveillance_case.assignee_id, FORMAT_USER, NONZERO),
    CW("outcome", "outcome", surveillance_case.outcome, NONZERO, WORDS_OUTCOME),
    C("reason", "reason", surveillance_case.reason, FORMAT_TEXT, ALWAYS),
};

/* --- events ----------------------------------------------------------------------------------- */

static const struct text_field terms_event[] = {
    E("is_gated", "gated", register_terms.is_gated, FORMAT_UNSIGNED, ALWAYS),
    EM("review_underlyings", "review", register_terms.review_underlyings, NONZERO,
       WORDS_UNDERLYINGS),
};

static const struct text_field entry_event[] = {
    E("entry_id", "", register_entry.entry_id, FORMAT_UNSIGNED, ALWAYS),
    EW("entry_kind", "", register_entry.kind, ALWAYS, WORDS_REGISTER_KIND),
    EW("status", "status", register_entry.status, ALWAYS, WORDS_REGISTER_STATUS),
    E("in_force", "in force", register_entry.in_force, FORMAT_UNSIGNED, ALWAYS),
    E("effective_ns", "effective", register_entry.effective_ns, FORMAT_TIME, NONZERO),
    E("expiry_ns", "expiry", register_entry.expiry_ns, FORMAT_TIME, NONZERO),
    EM("underlyings", "underlyings", register_entry.underlyings, ALWAYS, WORDS_UNDERLYINGS),
    E("scope_product_id", "scope", register_entry.scope_product_id, FORMAT_PRODUCT, NONZERO),
    EM("account_class", "class", register_entry.account_class, NONZERO, WORDS_CLASSES),
    EW("fallback", "fallback", register_entry.fallback, ALWAYS, WORDS_FALLBACK),
};

static const struct text_field filing_event[] = {
    E("product_id", "", product_id, FORMAT_PRODUCT, ALWAYS),
    EM("underlying", "of", filing.underlying, ALWAYS, WORDS_UNDERLYINGS),
    E("is_complete", "complete", filing.is_complete, FORMAT_UNSIGNED, ALWAYS),
    EM("design", "design", filing.items[CHECK_DESIGN], ALWAYS, WORDS_DESIGN),
    EM("spot", "underlying", filing.items[CHECK_UNDERLYING], ALWAYS, WORDS_SPOT),
    EM("protection", "protection", filing.items[CHECK_PROTECTION], ALWAYS, WORDS_PROTECTION),
    EM("controls", "controls", filing.items[CHECK_CONTROLS], ALWAYS, WORDS_CONTROLS),
};

static const struct text_field case_event[] = {
    E("case_id", "", surveillance_case.case_id, FORMAT_UNSIGNED, ALWAYS),
    EW("action", "", surveillance_case.action, ALWAYS, WORDS_CASE_ACTION),
    EW("state", "state", surveillance_case.state, ALWAYS, WORDS_CASE_STATE),
    E("level", "level", surveillance_case.level, FORMAT_UNSIGNED, ALWAYS),
    E("actor_id", "actor", surveillance_case.actor_id, FORMAT_USER, NONZERO),
    E("assignee_id", "assignee", surveillance_case.assignee_id, FORMAT_USER, NONZERO),
    E("alert_id", "alert", surveillance_case.alert_id, FORMAT_UNSIGNED, NONZERO),
    E("about_sequence", "about", surveillance_case.about_sequence, FORMAT_UNSIGNED, NONZERO),
    EW("outcome", "outcome", surveillance_case.outcome, NONZERO, WORDS_OUTCOME),
    E("notes", "notes", surveillance_case.notes, FORMAT_UNSIGNED, NONZERO),
    E("account_id", "account", account_id, FORMAT_ACCOUNT, NONZERO),
    E("product_id", "product", product_id, FORMAT_PRODUCT, NONZERO),
};

static const struct text_field reason_event[] = {
    E("subject_id", "", reason.subject_id, FORMAT_UNSIGNED, ALWAYS),
    E("actor_id", "actor", reason.actor_id, FORMAT_USER, NONZERO),
    E("at", "at", reason.at, FORMAT_UNSIGNED, NONZERO),
    E("size", "size", reason.size, FORMAT_UNSIGNED, ALWAYS),
    E("part", "text", reason.part, FORMAT_TEXT, ALWAYS),
};

#define TABLE(list)                                                                                \
    (struct text_table)                                                                            \
    {                                                                                              \
        list, (uint32_t)(sizeof list / sizeof(list)[0])                                            \
    }

struct text_table register_command_table(uint16_t kind)
{
    switch (kind) {
    case COMMAND_REGISTER_TERMS: return TABLE(terms_command);
    case COMMAND_REGISTER_ENTRY: return TABLE(entry_command);
    case COMMAND_PRODUCT_FILING: return TABLE(filing_command);
    case COMMAND_CASE: return TABLE(case_command);
    default: return (struct text_table){NULL, 0};
    }
}

struct text_table register_event_table(uint16_t kind)
{
    switch (kind) {
    case EVENT_REGISTER_TERMS: return TABLE(terms_event);
    case EVENT_REGISTER_ENTRY: return TABLE(entry_event);
    case EVENT_PRODUCT_FILING: return TABLE(filing_event);
    case EVENT_CASE: return TABLE(case_event);
    case EVENT_REASON: return TABLE(reason_event);
    default: return (struct text_table){NULL, 0};
    }
}
