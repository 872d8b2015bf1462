/* SPDX-License-Identifier: Apache-2.0 */
/*
 * command_codec_test.c - every kind there and back, and what is refused.
 */
#include "wire/command_codec.h"

#include "base/expect.h"
#include "base/random.h"

#define X(name, number, member, type) {#name, name, sizeof(type)},
static const struct {
    const char *row;
    uint16_t kind;
    size_t body_size;
} kinds[] = {COMMAND_LIST(X)};
#undef X

#define KINDS_COUNT (sizeof kinds / sizeof kinds[0])

/* A command of this kind whose body is random; reserved bytes may be anything. */
static void fill(struct command *command, size_t kind_index, struct random *random)
{
    memset(command, 0, sizeof *command);
    uint8_t *bytes = (uint8_t *)command;
    size_t size = COMMAND_HEADER_SIZE + kinds[kind_index].body_size;
    for (size_t i = 0; i < size; i++) bytes[i] = (uint8_t)random_u64(random);
    command->kind = kinds[kind_index].kind;
}

static void test_there_and_back(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 1);
    for (size_t i = 0; i < KINDS_COUNT; i++) {
        struct command command;
        struct command back;
        uint8_t bytes[COMMAND_BYTES_MAX];
        size_t size = 0;
        fill(&command, i, &random);
        /* Zero the bytes that are refused, one by one: what is left must come back. */
        uint8_t *raw = (uint8_t *)&command;
        for (size_t at = COMMAND_HEADER_SIZE; at < command_size(command.kind); at++) {
            uint8_t kept = raw[at];
            memset(raw + COMMAND_HEADER_SIZE, 0, kinds[i].body_size);
            raw[at] = kept == 0 ? 1 : kept;
            enum command_fault fault = command_write(&command, bytes, &size);
            EXPECT_EQ(kinds[i].row, fault == COMMAND_GOOD || fault == COMMAND_FAULT_RESERVED, true);
            if (fault != COMMAND_GOOD) continue;
            EXPECT_EQ(kinds[i].row, size, COMMAND_HEADER_SIZE + kinds[i].body_size);
            memset(&back, 0xa5, sizeof back);
            EXPECT_EQ(kinds[i].row, command_read(bytes, size, &back), COMMAND_GOOD);
            assert_memory_equal(&command, &back, sizeof back);
        }
    }
}

static void test_sizes(void **state)
{
    (void)state;
    for (size_t i = 0; i < KINDS_COUNT; i++) {
        struct command command = {.kind = kinds[i].kind};
        struct command back = {.sequence = 77};
        uint8_t bytes[COMMAND_BYTES_MAX + 1] = {0};
        size_t size = 0;
        EXPECT_EQ(kinds[i].row, command_write(&command, bytes, &size), COMMAND_GOOD);
        for (size_t wrong = 0; wrong <= sizeof bytes; wrong++) {
            if (wrong == size) continue;
            EXPECT_EQ(kinds[i].row, command_read(bytes, wrong, &back), COMMAND_FAULT_SIZE);
        }
        EXPECT_EQ(kinds[i].row, back.sequence, 77);
    }
}

static void test_kinds_that_do_not_exist(void **state)
{
    (void)state;
    struct command command = {.client_sequence = 5};
    struct command back = {.sequence = 77};
    uint8_t bytes[COMMAND_BYTES_MAX] = {0};
    size_t size = 77;
    for (uint32_t kind = 0; kind <= UINT16_MAX; kind++) {
        if (command_size((uint16_t)kind) != 0) continue;
        command.kind = (uint16_t)kind;
        EXPECT_EQ("write", command_write(&command, bytes, &size), COMMAND_FAULT_KIND);
        bytes[38] = (uint8_t)kind;
        bytes[39] = (uint8_t)(kind >> 8);
        EXPECT_EQ("read", command_read(bytes, 48, &back), COMMAND_FAULT_KIND);
        bytes[38] = bytes[39] = 0;
    }
    EXPECT_EQ("nothing written", size, 77);
    EXPECT_EQ("nothing read", back.sequence, 77);
}

static const struct {
    const char *row;
    uint16_t kind;
    size_t first; /* of the bytes that must be zero */
    size_t count;
} reserved[] = {
    {"the body of a tick", COMMAND_TICK, 40, 8},
    {"the body of a disconnect", COMMAND_SESSION_DISCONNECT, 40, 8},
    {"the first step of the calendar", COMMAND_CALENDAR, 60, 4},
    {"the last step of the calendar", COMMAND_CALENDAR, 48 + 31 * 16 + 12, 4},
    {"a member", COMMAND_MEMBER_SET, 46, 2},
    {"a user", COMMAND_USER_SET, 52, 4},
    {"an account", COMMAND_ACCOUNT_OPEN, 66, 6},
    {"an account's state", COMMAND_ACCOUNT_STATE, 44, 4},
    {"a product's state", COMMAND_PRODUCT_STATE, 44, 4},
    {"a phase", COMMAND_PHASE, 44, 4},
    {"a halt", COMMAND_HALT, 44, 4},
    {"a deposit", COMMAND_DEPOSIT, 52, 4},
    {"a withdrawal", COMMAND_WITHDRAW, 52, 4},
    {"a transfer", COMMAND_TRANSFER, 52, 4},
    {"the first step of a schedule", COMMAND_PRODUCT_DEFINE, 171, 1},
    {"the last step of a schedule", COMMAND_PRODUCT_TERMS, 168 + 15 * 4 + 3, 1},
    {"an order", COMMAND_ORDER_PLACE, 107, 5},
    {"a list", COMMAND_ORDER_LIST, 43, 5},
    {"the first leg", COMMAND_ORDER_LIST, 48 + 67, 5},
    {"the last leg", COMMAND_ORDER_LIST, 48 + 2 * 72 + 67, 5},
    {"an amend", COMMAND_ORDER_AMEND, 84, 4},
    {"a decrease", COMMAND_ORDER_DECREASE, 84, 4},
    {"a mass cancel", COMMAND_MASS_CANCEL, 49, 7},
    {"a group", COMMAND_GROUP_SET, 44, 4},
    {"a reset of a group", COMMAND_GROUP_RESET, 44, 4},
    {"a trigger of a group", COMMAND_GROUP_TRIGGER, 44, 4},
    {"a limit of a group", COMMAND_GROUP_LIMIT, 44, 4},
    {"a reset of a group's protection", COMMAND_GROUP_MMP_RESET, 44, 4},
    {"what orders of an account ask for", COMMAND_ACCOUNT_TRADING, 42, 6},
    {"a price of a source", COMMAND_SOURCE_PRICE, 44, 4},
    {"terms of a mark", COMMAND_MARK_TERMS, 87, 1},
    {"terms of funding", COMMAND_FUNDING_TERMS, 143, 1},
    {"the venue's margin", COMMAND_MARGIN_VENUE, 44, 4},
    {"margin terms", COMMAND_MARGIN_TERMS, 43, 1},
    {"margin terms before the brackets", COMMAND_MARGIN_TERMS, 108, 4},
    {"the first bracket", COMMAND_MARGIN_TERMS, 112 + 20, 4},
    {"the last bracket", COMMAND_MARGIN_TERMS, 112 + 31 * 24 + 20, 4},
    {"a mode of margin", COMMAND_MARGIN_MODE, 41, 7},
    {"a grid", COMMAND_RISK_GRID, 42, 2},
    {"the price of an asset", COMMAND_ASSET_PRICE, 44, 4},
    {"a deposit of an asset", COMMAND_ASSET_DEPOSIT, 44, 4},
    {"a withdrawal of an asset", COMMAND_ASSET_WITHDRAW, 44, 4},
    {"a business calendar", COMMAND_BUSINESS_CALENDAR, 41, 1},
    {"settlement terms", COMMAND_SETTLEMENT_TERMS, 52, 4},
    {"the first cycle", COMMAND_SETTLEMENT_TERMS, 59, 1},
    {"the last cycle", COMMAND_SETTLEMENT_TERMS, 56 + 7 * 4 + 3, 1},
    {"an expiry", COMMAND_EXPIRY_TERMS, 76, 4},
    {"a settlement price", COMMAND_SETTLEMENT_PRICE, 60, 4},
    {"pre-funding terms", COMMAND_PREFUNDING_TERMS, 76, 4},
};

static void test_reserved_bytes(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof reserved / sizeof reserved[0]; i++) {
        for (size_t at = reserved[i].first; at < reserved[i].first + reserved[i].count; at++) {
            struct command command = {.kind = reserved[i].kind};
            struct command back = {.sequence = 77};
            uint8_t bytes[COMMAND_BYTES_MAX];
            size_t size = 0;
            EXPECT_EQ(reserved[i].row, command_write(&command, bytes, &size), COMMAND_GOOD);
            bytes[at] = 0x80;
            EXPECT_EQ(reserved[i].row, command_read(bytes, size, &back), COMMAND_FAULT_RESERVED);
            EXPECT_EQ(reserved[i].row, back.sequence, 77);
            ((uint8_t *)&command)[at] = 1;
            EXPECT_EQ(reserved[i].row, command_write(&command, bytes, &size),
                      COMMAND_FAULT_RESERVED);
        }
    }
}

/* The bytes of one command, written out: a change of layout must fail here. */
static void test_golden_bytes(void **state)
{
    (void)state;
    struct command command = {.sequence = 0x0102030405060708,
                              .time_ns = 0x1112131415161718,
                              .client_sequence = 9,
                              .session_id = 10,
                              .actor_id = 11,
                              .account_id = 12,
                              .product_id = 13,
                              .kind = COMMAND_ORDER_PLACE};
    command.order = (struct order_entry){.client_order_id = 0x2122232425262728,
                                         .price = {-2},
                                         .qty = {0x31},
                                         .display = {0x32},
                                         .trigger = {0x33},
                                         .trail_ticks = 0x34,
                                         .expiry_ns = 0x35,
                                         .group_id = 0x36,
                                         .flags = 0x3738,
                                         .side = SIDE_SELL,
                                         .type = TYPE_STOP_LIMIT,
                                         .tif = TIF_DAY,
                                         .smp_mode = SMP_DECREMENT,
                                         .trigger_source = SOURCE_LAST};
    static const uint8_t want[] = {
        8,    7,    6,    5,    4,    3,    2,    1,    /* sequence */
        0x18, 0x17, 0x16, 0x15, 0x14, 0x13, 0x12, 0x11, /* time */
        9,    0,    0,    0,    0,    0,    0,    0,    /* client sequence */
        10,   0,    0,    0,    11,   0,    0,    0,    /* session, actor */
        12,   0,    0,    0,    13,   0,    40,   0,    /* account, product, kind */
        0x28, 0x27, 0x26, 0x25, 0x24, 0x23, 0x22, 0x21, /* client order id */
        0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, /* price */
        0x31, 0,    0,    0,    0,    0,    0,    0,    /* quantity */
        0x32, 0,    0,    0,    0,    0,    0,    0,    /* display */
        0x33, 0,    0,    0,    0,    0,    0,    0,    /* trigger */
        0x34, 0,    0,    0,    0,    0,    0,    0,    /* trail */
        0x35, 0,    0,    0,    0,    0,    0,    0,    /* expiry */
        0x36, 0,    0,    0,    0x38, 0x37, 1,    3,    /* group, flags, side, type */
        5,    4,    2,    0,    0,    0,    0,    0,    /* tif, smp, source */
    };
    uint8_t bytes[COMMAND_BYTES_MAX];
    size_t size = 0;
    EXPECT_EQ("an order", command_write(&command, bytes, &size), COMMAND_GOOD);
    EXPECT_EQ("an order", size, sizeof want);
    assert_memory_equal(bytes, want, sizeof want);
}

static void test_fault_texts(void **state)
{
    (void)state;
    EXPECT_TEXT("good", command_fault_text(COMMAND_GOOD), "good");
    EXPECT_TEXT("size", command_fault_text(COMMAND_FAULT_SIZE), "the size does not fit the kind");
    EXPECT_TEXT("kind", command_fault_text(COMMAND_FAULT_KIND), "the kind does not exist");
    EXPECT_TEXT("reserved", command_fault_text(COMMAND_FAULT_RESERVED),
                "a reserved byte is not zero");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_there_and_back),
        cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_kinds_that_do_not_exist),
        cmocka_unit_test(test_reserved_bytes),
        cmocka_unit_test(test_golden_bytes),
        cmocka_unit_test(test_fault_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
