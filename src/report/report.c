/* SPDX-License-Identifier: Apache-2.0 */
/*
 * report.c - see report.h: the list, and what all reports share.
 *
 * Role   See report.h.
 */
#include "report/report.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#include "base/check.h"
#include "base/text.h"
#include "model/text_words.h"

#define WORD_SIZE     64u
#define FINE_DECIMALS 4u

const struct report *const report_list[] = {
    &report_bulletin,    &report_clearing,   &report_market,        &report_transactions,
    &report_positions,   &report_triggers,   &report_margin,        &report_segregation,
    &report_audit_trail, &report_statements, &report_confirmations, &report_makers,
    &report_programmes,
};

const uint32_t report_count = sizeof report_list / sizeof report_list[0];

static const char *const format_names[] = {
    [FORMAT_TXT] = "txt", [FORMAT_CSV] = "csv", [FORMAT_JSON] = "json", [FORMAT_FIXML] = "fixml"};

const struct report *report_find(const char *name)
{
    for (uint32_t i = 0; i < report_count; i++) {
        if (strcmp(report_list[i]->name, name) == 0) return report_list[i];
    }
    return NULL;
}

bool report_format_find(const char *name, enum report_format *format)
{
    for (uint32_t i = 0; i < sizeof format_names / sizeof format_names[0]; i++) {
        if (strcmp(format_names[i], name) != 0) continue;
        *format = (enum report_format)i;
        return true;
    }
    return false;
}

const char *report_format_name(enum report_format format)
{
    return format_names[format];
}

struct report_head report_head_of(const struct report *report, const struct day *day,
                                  char date[DAY_TEXT_SIZE])
{
    return (struct report_head){.name = report->name,
                                .title = report->title,
                                .date = day_text(date, day->date),
                                .is_open = day->venue_was_open};
}

void report_write(const struct report *report, struct report_run *run, FILE *out,
                  enum report_format format)
{
    char date[DAY_TEXT_SIZE];
    struct report_head head = report_head_of(report, run->day, date);
    ASSERT(!report->is_trail);
    ASSERT(format != FORMAT_FIXML || report->has_fixml);
    run->writer = (struct table_writer){.out = out, .format = format};
    if (format == FORMAT_FIXML) {
        report->write_fixml(run);
        return;
    }
    if (format == FORMAT_TXT && report->write_txt != NULL) {
        report->write_txt(run);
        return;
    }
    report_begin(&run->writer, out, format, &head);
    report->write(run);
    report_end(&run->writer);
}

/* --- cells ------------------------------------------------------------------------------------ */

void put_ticks(struct table_writer *writer, const struct day_product *product, int64_t ticks)
{
    if (ticks == 0) {
        put_none(writer);
        return;
    }
    put_decimal(writer, ticks, product->terms.decimals_price);
}

void put_fine(struct table_writer *writer, const struct day_product *product,
              struct fine_price price)
{
    if (price.ticks_e4 == 0) {
        put_none(writer);
        return;
    }
    put_decimal(writer, price.ticks_e4, product->terms.decimals_price + FINE_DECIMALS);
}

void put_word(struct table_writer *writer, int words, uint64_t value)
{
    char text[WORD_SIZE];
    const char *word = word_of((enum word_set)words, value);
    if (word == NULL) {
        (void)snprintf(text, sizeof text, "%" PRIu64, value);
        put_text(writer, text);
        return;
    }
    size_t size = 0;
    for (; word[size] != '\0' && size + 1 < sizeof text; size++) {
        text[size] = (char)tolower((unsigned char)word[size]);
    }
    text[size] = '\0';
    put_text(writer, text);
}

/* --- accounts --------------------------------------------------------------------------------- */

enum origin report_origin(const struct day_account *account)
{
    return account->customer_id == 0 ? ORIGIN_HOUSE : ORIGIN_CUSTOMER;
}

void put_origin(struct table_writer *writer, enum origin origin)
{
    put_text(writer, origin == ORIGIN_HOUSE ? "house" : "customer");
}

/* Does the member of the account trade it for another member? */
static bool is_for_other_member(const struct day *day, const struct day_account *account,
                                const struct day_account *owner)
{
    uint32_t controller = day_user_member(day, account->controller_id);
    bool is_owned = owner->customer_id == 0 && owner->member_id != account->member_id;
    return is_owned || (controller != 0 && controller != account->member_id);
}

int64_t report_cti(const struct day *day, const struct day_account *account)
{
    bool has_owner = account->owner_account_id < day->accounts.count;
    const struct day_account *owner =
        has_owner ? day_account(day, account->owner_account_id) : account;
    if (account->customer_type != CUSTOMER_DERIVED) return account->customer_type;
    if (account->kind == ACCOUNT_OMNIBUS) return CUSTOMER_ANY_OTHER;
    if (is_for_other_member(day, account, owner)) return CUSTOMER_OTHER_MEMBER;
    if (account->customer_id != 0 || owner->customer_id != 0) return CUSTOMER_ANY_OTHER;
    uint32_t kind = day_member_kind(day, account->member_id);
    return kind == MEMBER_FCM || kind == MEMBER_SELF_CLEARING ? CUSTOMER_CLEARING : CUSTOMER_OWN;
}

const char *report_class(uint32_t classes)
{
    switch (classes & (CLASS_FUTURES | CLASS_CLEARED_SWAP | CLASS_FOREIGN_FUTURES)) {
    case 0: return "none";
    case CLASS_FUTURES: return "futures";
    case CLASS_CLEARED_SWAP: return "cleared swap";
    case CLASS_FOREIGN_FUTURES: return "foreign futures";
    default: return "mixed";
    }
}

int64_t report_open_interest(const struct day *day, uint16_t product_id, bool is_before)
{
    int64_t lots = 0;
    for (uint32_t i = 1; i < day->pairs.count; i++) {
        const struct day_pair *pair = day_pair(day, i);
        int64_t net = is_before ? pair->net_before : pair->net_after;
        if (pair->product_id == product_id && net > 0) lots += net;
    }
    return lots;
}

void fixml_text(FILE *out, const char *name, const char *text)
{
    fprintf(out, " %s=\"", name);
    for (; *text != '\0'; text++) {
        switch (*text) {
        case '&': fputs("&amp;", out); break;
        case '<': fputs("&lt;", out); break;
        case '"': fputs("&quot;", out); break;
        default: fputc(*text, out); break;
        }
    }
    fputc('"', out);
}
