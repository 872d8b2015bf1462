/* SPDX-License-Identifier: Apache-2.0 */
/*
 * register_test.c - entries, filings and reasons as written, and force around its boundaries.
 *
 * Rules  R-REG-2, R-REG-3, R-REG-5, R-REG-6, R-REASON-1.
 */
#include "core/register/register.h"

#include <string.h>

#include "base/expect.h"

static struct body_register_entry good_entry(void)
{
    return (struct body_register_entry){.entry_id = 1,
                                        .effective_ns = 100,
                                        .expiry_ns = 200,
                                        .underlyings = UNDERLYING_DIGITAL,
                                        .account_class = CLASS_FUTURES,
                                        .product_id = 3,
                                        .kind = REGISTER_ORDER,
                                        .status = REGISTER_GRANTED,
                                        .fallback = FALLBACK_RESTRICT,
                                        .authority = "CFTC",
                                        .citation = "order"};
}

static void test_entry_check(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        size_t at;
        size_t size;
        int64_t value;
        enum field field;
    } rows[] = {
        {"a legal entry", offsetof(struct body_register_entry, kind), 1, REGISTER_COURT,
         FIELD_NONE},
        {"no kind", offsetof(struct body_register_entry, kind), 1, 0, FIELD_KIND},
        {"a kind too high", offsetof(struct body_register_entry, kind), 1, 7, FIELD_KIND},
        {"no status", offsetof(struct body_register_entry, status), 1, 0, FIELD_STATUS},
        {"a status too high", offsetof(struct body_register_entry, status), 1, 5, FIELD_STATUS},
        {"a fallback too high", offsetof(struct body_register_entry, fallback), 1, 3,
         FIELD_FALLBACK},
        {"no asset class", offsetof(struct body_register_entry, underlyings), 4, 0,
         FIELD_UNDERLYINGS},
        {"an undefined asset class", offsetof(struct body_register_entry, underlyings), 4, 0x80,
         FIELD_UNDERLYINGS},
        {"two account classes", offsetof(struct body_register_entry, account_class), 4, 3,
         FIELD_ACCOUNT_CLASS},
        {"a class that holds no margin", offsetof(struct body_register_entry, account_class), 4,
         CLASS_RETAIL, FIELD_ACCOUNT_CLASS},
        {"no account class", offsetof(struct body_register_entry, account_class), 4, 0, FIELD_NONE},
        {"a product too high", offsetof(struct body_register_entry, product_id), 2, 4,
         FIELD_PRODUCT},
        {"effective before 1970", offsetof(struct body_register_entry, effective_ns), 8, -1,
         FIELD_EFFECTIVE},
        {"expiry at the effective time", offsetof(struct body_register_entry, expiry_ns), 8, 100,
         FIELD_EXPIRY},
        {"no expiry", offsetof(struct body_register_entry, expiry_ns), 8, 0, FIELD_NONE},
        {"no authority", offsetof(struct body_register_entry, authority), 8, 0, FIELD_AUTHORITY},
        {"a control character in the citation", offsetof(struct body_register_entry, citation), 1,
         7, FIELD_CITATION},
        {"a byte behind the end of the condition",
         offsetof(struct body_register_entry, condition) + 9, 1, 'x', FIELD_CONDITION},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct body_register_entry body = good_entry();
        memcpy((char *)&body + rows[i].at, &rows[i].value, rows[i].size);
        EXPECT_EQ(rows[i].row, register_entry_check(&body, 4).field, rows[i].field);
    }
}

static void test_force(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        uint8_t status;
        int64_t expiry_ns;
        int64_t time_ns;
        bool in_force;
        int64_t next_ns;
    } rows[] = {
        {"before it", REGISTER_GRANTED, 200, 99, false, 100},
        {"at its first moment", REGISTER_GRANTED, 200, 100, true, 200},
        {"at its last moment", REGISTER_GRANTED, 200, 199, true, 200},
        {"at its expiry", REGISTER_GRANTED, 200, 200, false, INT64_MAX},
        {"without end", REGISTER_GRANTED, 0, 1000, true, INT64_MAX},
        {"pending", REGISTER_PENDING, 0, 1000, false, INT64_MAX},
        {"stayed", REGISTER_STAYED, 200, 150, false, INT64_MAX},
        {"withdrawn", REGISTER_WITHDRAWN, 200, 50, false, INT64_MAX},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct register_entry entry = {
            .effective_ns = 100, .expiry_ns = rows[i].expiry_ns, .status = rows[i].status};
        EXPECT_EQ(rows[i].row, register_is_in_force(&entry, rows[i].time_ns), rows[i].in_force);
        EXPECT_EQ(rows[i].row, register_next_change(&entry, rows[i].time_ns), rows[i].next_ns);
    }
}

static void test_permits(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        uint8_t kind;
        uint16_t product;
        uint32_t underlying;
        bool covers;
        bool permits;
    } rows[] = {
        {"an order for every product", REGISTER_ORDER, 0, UNDERLYING_DIGITAL, true, true},
        {"an order for this product", REGISTER_ORDER, 2, UNDERLYING_DIGITAL, true, true},
        {"an order for another", REGISTER_ORDER, 3, UNDERLYING_DIGITAL, false, true},
        {"a filing without review", REGISTER_FILING, 0, UNDERLYING_DIGITAL, true, true},
        {"a filing that needs review", REGISTER_FILING, 0, UNDERLYING_METAL, true, false},
        {"an order after review", REGISTER_ORDER, 0, UNDERLYING_METAL, true, true},
        {"guidance is no permission", REGISTER_GUIDANCE, 0, UNDERLYING_DIGITAL, true, false},
        {"another asset class", REGISTER_ORDER, 0, UNDERLYING_RATE, false, true},
        {"nothing filed", REGISTER_ORDER, 0, 0, false, true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct register_entry entry = {.underlyings = UNDERLYING_DIGITAL | UNDERLYING_METAL,
                                       .kind = rows[i].kind,
                                       .product = rows[i].product,
                                       .status = REGISTER_GRANTED};
        struct filing filing = {.underlying = rows[i].underlying};
        EXPECT_EQ(rows[i].row, register_covers(&entry, &filing, 2), rows[i].covers);
        EXPECT_EQ(rows[i].row, register_permits(&entry, &filing, UNDERLYING_METAL, 5),
                  rows[i].permits);
    }
}

static void test_filing(void **state)
{
    (void)state;
    struct body_product_filing body = {UNDERLYING_METAL,
                                       {CHECKLIST_DESIGN_ALL, CHECKLIST_UNDERLYING_ALL,
                                        CHECKLIST_PROTECTION_ALL, CHECKLIST_CONTROLS_ALL},
                                       0};
    EXPECT_EQ("complete", filing_check(&body).field, FIELD_NONE);
    body.items[CHECK_PROTECTION] |= 0x40;
    EXPECT_EQ("an undefined item", filing_check(&body).field, FIELD_PROTECTIONS);
    body.items[CHECK_PROTECTION] = 0;
    EXPECT_EQ("an incomplete filing may be sent", filing_check(&body).field, FIELD_NONE);
    body.underlying = UNDERLYING_METAL | UNDERLYING_RATE;
    EXPECT_EQ("two asset classes", filing_check(&body).field, FIELD_UNDERLYINGS);

    uint32_t missing = 0;
    struct filing filing = {
        .items = {CHECKLIST_DESIGN_ALL, CHECKLIST_UNDERLYING_ALL, PROTECT_DISCLOSURE, 0}};
    EXPECT_EQ("the first gap", filing_first_gap(&filing, &missing), CHECK_PROTECTION);
    EXPECT_EQ("what is missing", missing, CHECKLIST_PROTECTION_ALL - PROTECT_DISCLOSURE);
    filing.items[CHECK_PROTECTION] = CHECKLIST_PROTECTION_ALL;
    filing.items[CHECK_CONTROLS] = CHECKLIST_CONTROLS_ALL;
    EXPECT_EQ("no gap", filing_first_gap(&filing, &missing), CHECKLISTS);
}

static void test_reason(void **state)
{
    (void)state;
    char reason[REASON_SIZE] = "";
    EXPECT_EQ("empty", reason_check(reason).field, FIELD_REASON);
    memset(reason, 'r', sizeof reason);
    EXPECT_EQ("of full length", reason_check(reason).field, FIELD_NONE);
    reason[40] = '\0';
    EXPECT_EQ("a letter behind the end", reason_check(reason).given, 'r');
    memset(reason + 40, 0, sizeof reason - 40);
    EXPECT_EQ("ended by zeros", reason_check(reason).field, FIELD_NONE);
    reason[3] = '\x7f';
    EXPECT_EQ("a control character", reason_check(reason).given, 0x7f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_entry_check), cmocka_unit_test(test_force),
        cmocka_unit_test(test_permits),     cmocka_unit_test(test_filing),
        cmocka_unit_test(test_reason),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
