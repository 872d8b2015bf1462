/* SPDX-License-Identifier: Apache-2.0 */
/*
 * register_text.c - see register_text.h.
 *
 * Invariant  Every kind of command from 110 to 139 and of event from 150 to 179 has a table.
 */
#include "model/register_text.h"

#include "model/command.h"
#include "model/event.h"
#include "model/give_up_text.h"

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

static const struct text_field participant_command[] = {
    C("consent_version", "consent", participant_terms.consent_version, FORMAT_UNSIGNED, ALWAYS),
    C("needs_limits", "limits needed", participant_terms.needs_limits, FORMAT_UNSIGNED, NONZERO),
};

static const struct text_field profile_command[] = {
    C("country", "country", account_profile.country, FORMAT_UNSIGNED, ALWAYS),
    CW("account_kind", "kind", account_profile.kind, ALWAYS, WORDS_ACCOUNT_KIND),
    C("customer_type", "customer type", account_profile.customer_type, FORMAT_UNSIGNED, NONZERO),
};

static const struct text_field consent_command[] = {
    C("consent_version", "version", account_consent.version, FORMAT_UNSIGNED, ALWAYS),
};

static const struct text_field eligibility_command[] = {
    C("row_count", "rows", eligibility.row_count, FORMAT_UNSIGNED, ALWAYS),
};

static const struct text_field eligibility_rows[] = {
    TEXT_FIELD(struct eligibility_row, "country", "country", country, FORMAT_UNSIGNED, NONZERO, 0),
    TEXT_FIELD(struct eligibility_row, "classes", "classes", classes, FORMAT_MASK, NONZERO,
               WORDS_CLASSES),
    TEXT_FIELD(struct eligibility_row, "entry_id", "entry", entry_id, FORMAT_UNSIGNED, NONZERO, 0),
};

static const struct text_field control_command[] = {
    CM("two_person", "two for", control_terms.two_person, ALWAYS, WORDS_TWO_PERSON),
    C("withdrawal_micros", "withdrawals above", control_terms.withdrawal_micros, FORMAT_MONEY,
      NONZERO),
    C("approval_ns", "lapse after", control_terms.approval_ns, FORMAT_DURATION, NONZERO),
    C("error_window_ns", "error window", control_terms.error_window_ns, FORMAT_DURATION, NONZERO),
    C("no_cancel_ticks", "no-cancel ticks", control_terms.no_cancel_ticks, FORMAT_SIGNED, NONZERO),
    C("no_cancel_ppm", "no-cancel", control_terms.no_cancel_ppm, FORMAT_PPM, NONZERO),
};

static const struct text_field propose_command[] = {
    CW("purpose", "", action_propose.purpose, ALWAYS, WORDS_PURPOSE),
    C("register_entry", "register", action_propose.register_entry, FORMAT_UNSIGNED, NONZERO),
    C("reason", "reason", action_propose.reason, FORMAT_TEXT, ALWAYS),
};

static const struct text_field decide_command[] = {
    C("action_id", "", action_decide.action_id, FORMAT_UNSIGNED, ALWAYS),
    C("reason", "reason", action_decide.reason, FORMAT_TEXT, ALWAYS),
};

static const struct text_field transfer_command[] = {
    C("to_account_id", "to", position_transfer.to_account_id, FORMAT_ACCOUNT, ALWAYS),
    C("lots", "lots", position_transfer.lots, FORMAT_QTY, NONZERO),
    C("price_ticks", "price", position_transfer.price, FORMAT_PRICE, ALWAYS),
};

static const struct text_field error_command[] = {
    C("trade_id", "trade", error_trade.trade_id, FORMAT_UNSIGNED, ALWAYS),
    CW("decision", "decision", error_trade.decision, NONZERO, WORDS_ERROR_STEP),
    C("price_ticks", "price", error_trade.price, FORMAT_PRICE, NONZERO),
    C("reason", "reason", error_trade.reason, FORMAT_TEXT, ALWAYS),
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

static const struct text_field participant_event[] = {
    E("consent_version", "consent", participant_terms.consent_version, FORMAT_UNSIGNED, ALWAYS),
    E("needs_limits", "limits needed", participant_terms.needs_limits, FORMAT_UNSIGNED, NONZERO),
};

static const struct text_field profile_event[] = {
    E("account_id", "", account_id, FORMAT_ACCOUNT, ALWAYS),
    E("country", "country", account_profile.country, FORMAT_UNSIGNED, NONZERO),
    EW("account_kind", "kind", account_profile.kind, ALWAYS, WORDS_ACCOUNT_KIND),
    E("consent_version", "consent", account_profile.consent_version, FORMAT_UNSIGNED, NONZERO),
    E("customer_type", "customer type", account_profile.customer_type, FORMAT_UNSIGNED, NONZERO),
};

static const struct text_field eligibility_event[] = {
    E("product_id", "", product_id, FORMAT_PRODUCT, ALWAYS),
    E("row_count", "rows", eligibility.row_count, FORMAT_UNSIGNED, ALWAYS),
};

static const struct text_field control_event[] = {
    EM("two_person", "two for", control_terms.two_person, ALWAYS, WORDS_TWO_PERSON),
    E("withdrawal_micros", "withdrawals above", control_terms.withdrawal_micros, FORMAT_MONEY,
      NONZERO),
    E("approval_ns", "lapse after", control_terms.approval_ns, FORMAT_DURATION, NONZERO),
    E("error_window_ns", "error window", control_terms.error_window_ns, FORMAT_DURATION, NONZERO),
    E("no_cancel_ticks", "no-cancel ticks", control_terms.no_cancel_ticks, FORMAT_SIGNED, NONZERO),
    E("no_cancel_ppm", "no-cancel", control_terms.no_cancel_ppm, FORMAT_PPM, NONZERO),
};

static const struct text_field action_event[] = {
    E("action_id", "", action.action_id, FORMAT_UNSIGNED, ALWAYS),
    EW("step", "", action.step, ALWAYS, WORDS_ACTION_STEP),
    EW("purpose", "purpose", action.purpose, ALWAYS, WORDS_PURPOSE),
    EW("command_kind", "command", action.command_kind, NONZERO, WORDS_COMMAND),
    E("proposer_id", "proposer", action.proposer_id, FORMAT_USER, ALWAYS),
    E("actor_id", "actor", action.actor_id, FORMAT_USER, ALWAYS),
    E("register_entry", "register", action.register_entry, FORMAT_UNSIGNED, NONZERO),
    E("command_sequence", "brought by", action.command_sequence, FORMAT_UNSIGNED, NONZERO),
    E("account_id", "account", account_id, FORMAT_ACCOUNT, NONZERO),
    E("product_id", "product", product_id, FORMAT_PRODUCT, NONZERO),
};

static const struct text_field error_event[] = {
    E("trade_id", "", error_trade.trade_id, FORMAT_UNSIGNED, ALWAYS),
    EW("step", "", error_trade.step, ALWAYS, WORDS_ERROR_STEP),
    E("qty_lots", "lots", error_trade.qty, FORMAT_QTY, ALWAYS),
    E("price_ticks", "@", error_trade.price, FORMAT_PRICE, ALWAYS),
    E("new_price_ticks", "new price", error_trade.new_price, FORMAT_PRICE, NONZERO),
    E("buyer_account_id", "buyer", error_trade.buyer_account_id, FORMAT_ACCOUNT, ALWAYS),
    E("seller_account_id", "seller", error_trade.seller_account_id, FORMAT_ACCOUNT, ALWAYS),
    E("to_buyer_micros", "to buyer", error_trade.to_buyer, FORMAT_MONEY, NONZERO),
    E("to_seller_micros", "to seller", error_trade.to_seller, FORMAT_MONEY, NONZERO),
    E("product_id", "product", product_id, FORMAT_PRODUCT, NONZERO),
};

#define TABLE(list)                                                                                \
    (struct text_table)                                                                            \
    {                                                                                              \
        list, (uint32_t)(sizeof list / sizeof(list)[0])                                            \
    }

struct text_table register_eligibility_row_table(void)
{
    return TABLE(eligibility_rows);
}

struct text_table register_command_table(uint16_t kind)
{
    switch (kind) {
    case COMMAND_REGISTER_TERMS: return TABLE(terms_command);
    case COMMAND_REGISTER_ENTRY: return TABLE(entry_command);
    case COMMAND_PRODUCT_FILING: return TABLE(filing_command);
    case COMMAND_CASE: return TABLE(case_command);
    case COMMAND_PARTICIPANT_TERMS: return TABLE(participant_command);
    case COMMAND_ACCOUNT_PROFILE: return TABLE(profile_command);
    case COMMAND_ACCOUNT_CONSENT: return TABLE(consent_command);
    case COMMAND_ELIGIBILITY: return TABLE(eligibility_command);
    case COMMAND_CONTROL_TERMS: return TABLE(control_command);
    case COMMAND_ACTION_PROPOSE: return TABLE(propose_command);
    case COMMAND_ACTION_APPROVE:
    case COMMAND_ACTION_REJECT: return TABLE(decide_command);
    case COMMAND_POSITION_TRANSFER: return TABLE(transfer_command);
    case COMMAND_ERROR_REQUEST:
    case COMMAND_ERROR_DECIDE: return TABLE(error_command);
    default: return give_up_command_table(kind);
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
    case EVENT_PARTICIPANT_TERMS: return TABLE(participant_event);
    case EVENT_ACCOUNT_PROFILE: return TABLE(profile_event);
    case EVENT_ELIGIBILITY: return TABLE(eligibility_event);
    case EVENT_CONTROL_TERMS: return TABLE(control_event);
    case EVENT_ACTION: return TABLE(action_event);
    case EVENT_ERROR_TRADE: return TABLE(error_event);
    default: return give_up_event_table(kind);
    }
}
