/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flow_sweep_test.c - many orders ended at once, by request or by a guard, for flow_sweep.c and
 * flow_guard.c (R-MASS-1 to R-MASS-3, R-COD-1, R-GROUP-1 to R-GROUP-3, R-MMP-1 to R-MMP-3).
 */
#include "base/expect.h"
#include "core/fixture_text.h"
#include "core/state/state.h"

#define SECOND INT64_C(1000000000)

static _Alignas(64) unsigned char memory[FIXTURE_SIZE];
static struct fixture fixture;

#define STEP(row, action, expected)                                                                \
    do {                                                                                           \
        action;                                                                                    \
        EXPECT_TEXT(row, fixture_text(&fixture), expected);                                        \
    } while (0)

static uint64_t place(uint32_t account, enum side side, int64_t lots, int64_t ticks)
{
    return fixture_place(&fixture, account, fixture_entry(side, lots, ticks));
}

/* In any product, entered by a session, with flags and group. */
static void place_in(uint16_t product, uint32_t account, uint32_t session, uint16_t flags,
                     uint32_t group)
{
    struct command *command = fixture_command(&fixture, COMMAND_ORDER_PLACE);
    command->account_id = account;
    command->product_id = product;
    command->session_id = session;
    command->order = fixture_entry(SIDE_BUY, 1, 100);
    command->order.flags = flags;
    command->order.group_id = group;
    fixture_step(&fixture);
}

static void start(void)
{
    struct product_terms terms = fixture_terms();
    fixture_open(&fixture, memory, sizeof memory);
    fixture_define(&fixture, 2, &terms);
    fixture_list(&fixture, 2);
}

static struct command *mass_cancel(uint32_t account, uint16_t product, uint8_t side)
{
    struct command *command = fixture_command(&fixture, COMMAND_MASS_CANCEL);
    command->account_id = account;
    command->product_id = product;
    command->mass.side = side;
    return command;
}

static void cancel_all(uint32_t account, uint16_t product, uint8_t side)
{
    (void)mass_cancel(account, product, side);
    fixture_step(&fixture);
}

static void test_filters(void **state)
{
    (void)state;
    start();
    (void)place(BOB, SIDE_BUY, 1, 90);
    (void)place(ALICE, SIDE_BUY, 1, 90);
    (void)place(BOB, SIDE_SELL, 1, 110);
    place_in(2, BOB, 0, 0, 0);
    (void)place(BOB, SIDE_BUY, 1, 91);
    STEP("none of this side", cancel_all(ALICE, 0, SIDE_SELL), "mass_cancelled 0");
    STEP("one side of one account in one product", cancel_all(BOB, PRODUCT, SIDE_BUY),
         "cancelled 1 1@90 mass; cancelled 5 1@91 mass; mass_cancelled 2");
    STEP("all of one account", cancel_all(BOB, 0, SIDE_ANY),
         "cancelled 3 1@110 mass; cancelled 4 1@100 mass; mass_cancelled 2");
    (void)place(BOB, SIDE_BUY, 1, 92);
    STEP("R-MASS-2 all: by who was first in the product", cancel_all(0, 0, SIDE_ANY),
         "cancelled 6 1@92 mass; cancelled 2 1@90 mass; mass_cancelled 2");
    STEP("nothing is left", cancel_all(0, 0, SIDE_ANY), "mass_cancelled 0");
}

static void test_member_filter(void **state)
{
    (void)state;
    start();
    fixture_member(&fixture, 2);
    uint32_t other = fixture_account(&fixture, 2, 0);
    (void)place(ALICE, SIDE_BUY, 1, 90);
    (void)place(other, SIDE_BUY, 1, 91);
    mass_cancel(0, 0, SIDE_ANY)->mass.member_id = 2;
    STEP("R-MASS-3 one member's", fixture_step(&fixture),
         "cancelled 2 1@91 mass; mass_cancelled 1");
    mass_cancel(ALICE, 0, SIDE_ANY)->mass.member_id = 2;
    STEP("an account of another member", fixture_step(&fixture), "mass_cancelled 0");
}

/* What a sweep ends by the way is not counted, and what it frees is looked at once. */
static void test_linked_orders(void **state)
{
    (void)state;
    start();
    struct command *command = fixture_command(&fixture, COMMAND_ORDER_LIST);
    command->account_id = ALICE;
    command->product_id = PRODUCT;
    command->list = (struct body_list){.kind = LIST_BRACKET, .leg_count = 3};
    command->list.legs[0] = fixture_entry(SIDE_BUY, 2, 100);
    command->list.legs[1] = fixture_entry(SIDE_SELL, 2, 110);
    command->list.legs[2] = fixture_entry(SIDE_SELL, 2, 80);
    command->list.legs[2].type = TYPE_STOP_LIMIT;
    command->list.legs[2].trigger.ticks = 90;
    struct command kept = *command;
    fixture_step(&fixture);
    (void)place(ALICE, SIDE_BUY, 1, 99);
    STEP("the parent takes both children with it", cancel_all(ALICE, 0, SIDE_ANY),
         "cancelled 1 2@100 mass; cancelled 2 2@110 parent; cancelled 3 2@80 parent; "
         "cancelled 4 1@99 mass; mass_cancelled 2");

    *fixture_command(&fixture, COMMAND_ORDER_LIST) = kept;
    fixture_step(&fixture);
    STEP("the children alone: one takes the other", cancel_all(ALICE, 0, SIDE_SELL),
         "cancelled 6 2@110 mass; cancelled 7 2@80 link; mass_cancelled 1");
    (void)place(BOB, SIDE_SELL, 2, 100);
    *fixture_command(&fixture, COMMAND_ORDER_LIST) = kept;
    fixture_step(&fixture);
    (void)place(BOB, SIDE_SELL, 1, 100);
    STEP("a parent with a fill frees them, and they are swept too", cancel_all(ALICE, 0, SIDE_ANY),
         "cancelled 9 1@100 mass; cancelled 10 1@110 mass; cancelled 11 1@80 link; "
         "mass_cancelled 2");
}

/* clang-format off */
static const struct {
    const char *row;
    uint32_t account;
    uint16_t product;
    uint8_t side;
    uint32_t actor;
    uint32_t halt; /* of product 1 */
    enum reject reject;
} refused[] = {
    {"an unknown side",                    ALICE, 1, 3,        0, HALT_NONE,   REJECT_FIELD},
    {"an unknown product",                 ALICE, 3, SIDE_ANY, 0, HALT_NONE,
       REJECT_UNKNOWN_PRODUCT},
    {"a product beyond the last",          ALICE, 4, SIDE_ANY, 0, HALT_NONE,
       REJECT_UNKNOWN_PRODUCT},
    {"an unknown account",                 9,     1, SIDE_ANY, 0, HALT_NONE,
       REJECT_UNKNOWN_ACCOUNT},
    {"all accounts by a member's user",    0,     1, SIDE_ANY, 1, HALT_NONE,
       REJECT_NOT_CONTROLLED},
    {"all accounts by staff",              0,     1, SIDE_ANY, 2, HALT_NONE,   REJECT_NONE},
    {"an account of his own by a user",    ALICE, 1, SIDE_ANY, 1, HALT_NONE,   REJECT_NONE},
    {"a halted product",                   ALICE, 1, SIDE_ANY, 0, HALT_HALTED,
     REJECT_PRODUCT_HALTED},
    {"a paused product",                   ALICE, 1, SIDE_ANY, 0, HALT_PAUSED, REJECT_NONE},
    {"all products, one of them halted",   ALICE, 0, SIDE_ANY, 0, HALT_HALTED, REJECT_NONE},
};
/* clang-format on */

static void test_refused(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        start();
        for (uint32_t user = 1; user <= 2; user++) {
            fixture_command(&fixture, COMMAND_USER_SET)->user = (struct body_user){
                .user_id = user, .member_id = user == 1 ? MEMBER : 0, .roles = ROLE_RISK_MANAGER};
            fixture_step(&fixture);
        }
        (void)place(ALICE, SIDE_BUY, 1, 90);
        if (refused[i].halt != HALT_NONE) {
            (void)fixture_state(&fixture, COMMAND_HALT, PRODUCT, refused[i].halt);
        }
        mass_cancel(refused[i].account, refused[i].product, refused[i].side)->actor_id =
            refused[i].actor;
        fixture_step(&fixture);
        EXPECT_EQ(refused[i].row, fixture_reject(&fixture), refused[i].reject);
        bool is_swept = refused[i].reject == REJECT_NONE && refused[i].halt != HALT_HALTED;
        EXPECT_EQ(refused[i].row, fixture_count(&fixture, EVENT_ORDER_CANCELLED), is_swept);
    }
    start();
    (void)fixture_state(&fixture, COMMAND_HALT, 0, HALT_HALTED);
    STEP("the venue halted", cancel_all(ALICE, 0, SIDE_ANY), "rejected venue_halted");
    start();
    place_in(PRODUCT, ALICE, 0, 0, 0);
    place_in(2, ALICE, 0, 0, 0);
    (void)fixture_state(&fixture, COMMAND_HALT, PRODUCT, HALT_HALTED);
    STEP("R-MASS-1 halted products are passed over", cancel_all(0, 0, SIDE_ANY),
         "cancelled 2 1@100 mass; mass_cancelled 1");
}

static void disconnect(uint32_t account, uint32_t session)
{
    struct command *command = fixture_command(&fixture, COMMAND_SESSION_DISCONNECT);
    command->account_id = account;
    command->session_id = session;
    fixture_step(&fixture);
}

static void test_disconnect(void **state)
{
    (void)state;
    start();
    place_in(PRODUCT, ALICE, 3, FLAG_CANCEL_ON_DISCONNECT, 0);
    place_in(PRODUCT, ALICE, 3, 0, 0);
    place_in(PRODUCT, ALICE, 4, FLAG_CANCEL_ON_DISCONNECT, 0);
    place_in(2, ALICE, 3, FLAG_CANCEL_ON_DISCONNECT, 0);
    place_in(PRODUCT, BOB, 3, FLAG_CANCEL_ON_DISCONNECT, 0);
    place_in(PRODUCT, ALICE, 0, FLAG_CANCEL_ON_DISCONNECT, 0);
    (void)fixture_state(&fixture, COMMAND_HALT, 0, HALT_HALTED);
    STEP("R-COD-1 of this session and account, with the flag, even in a halt", disconnect(ALICE, 3),
         "cancelled 1 1@100 disconnect; cancelled 4 1@100 disconnect; mass_cancelled 2");
    STEP("session 0 ends nothing", disconnect(ALICE, 0), "mass_cancelled 0");
    STEP("an unknown account", disconnect(9, 3), "rejected unknown_account");
    STEP("an account without orders", disconnect(CAROL, 3), "mass_cancelled 0");
}

/* --- order groups ----------------------------------------------------------------------------- */

static struct command *group_command(enum command_kind kind, uint32_t id)
{
    struct command *command = fixture_command(&fixture, kind);
    command->account_id = ALICE;
    command->group = (struct body_group){.group_id = id, .lots_max = 3, .window_ns = SECOND};
    return command;
}

static void group(enum command_kind kind, uint32_t id)
{
    (void)group_command(kind, id);
    fixture_step(&fixture);
}

static void test_group(void **state)
{
    (void)state;
    start();
    STEP("set", group(COMMAND_GROUP_SET, 7), "group 0");
    place_in(PRODUCT, ALICE, 0, 0, 7);
    place_in(PRODUCT, ALICE, 0, 0, 0);
    place_in(2, ALICE, 0, 0, 7);
    (void)place(BOB, SIDE_SELL, 5, 110);
    STEP("a fill of one", place(BOB, SIDE_SELL, 1, 100),
         "accepted 5 1@100; trade 1/5 1@100; fill 1 1; fill 5 -1; filled 1 0@100; filled 5 0@100");
    struct order_entry entry = fixture_entry(SIDE_BUY, 4, 110);
    entry.group_id = 7;
    STEP(
        "R-GROUP-3 the limit: all of the group, the order at hand too",
        (void)fixture_place(&fixture, ALICE, entry),
        "accepted 6 4@110; trade 4/6 4@110; fill 4 -5; fill 6 5; group 5; cancelled 3 1@100 group; "
        "filled 6 0@110");
    STEP("no more orders", (void)fixture_place(&fixture, ALICE, entry), "rejected group_triggered");
    STEP("until a reset", group(COMMAND_GROUP_RESET, 7), "group 0");
    entry.qty.lots = 9;
    (void)place(BOB, SIDE_SELL, 3, 111);
    entry.price.ticks = 111;
    STEP("what is left of an order goes with its group",
         (void)fixture_place(&fixture, ALICE, entry),
         "accepted 8 9@111; trade 4/8 1@110; fill 4 -6; fill 8 6; filled 4 0@110; "
         "trade 7/8 3@111; fill 7 -9; fill 8 9; filled 7 0@111; group 4; cancelled 8 5@111 group");
    mass_cancel(ALICE, 0, SIDE_ANY)->mass.group_id = 8;
    STEP("a mass cancel of a group that is not there", fixture_step(&fixture), "mass_cancelled 0");
    group(COMMAND_GROUP_SET, 8);
    place_in(PRODUCT, ALICE, 0, 0, 8);
    mass_cancel(ALICE, 0, SIDE_ANY)->mass.group_id = 8;
    STEP("and of one that is", fixture_step(&fixture), "cancelled 9 1@100 mass; mass_cancelled 1");
    mass_cancel(0, 0, SIDE_ANY)->mass.group_id = 8;
    STEP("without an account there is no group", fixture_step(&fixture), "mass_cancelled 0");
}

static void test_group_trigger(void **state)
{
    (void)state;
    start();
    group(COMMAND_GROUP_SET, 7);
    place_in(PRODUCT, ALICE, 0, 0, 7);
    place_in(2, ALICE, 0, 0, 7);
    place_in(PRODUCT, ALICE, 0, 0, 0);
    STEP("R-GROUP-4 the orders of the group end, and no others", group(COMMAND_GROUP_TRIGGER, 7),
         "group 0; cancelled 1 1@100 group; cancelled 2 1@100 group");
    struct order_entry entry = fixture_entry(SIDE_SELL, 4, 110);
    entry.group_id = 7;
    STEP("it takes no orders", (void)fixture_place(&fixture, ALICE, entry),
         "rejected group_triggered");
    STEP("again it only says so", group(COMMAND_GROUP_TRIGGER, 7), "group 0");
    STEP("until a reset", group(COMMAND_GROUP_RESET, 7), "group 0");
    STEP("then it takes them", (void)fixture_place(&fixture, ALICE, entry), "accepted 4 4@110");
    STEP("a group that is not there", group(COMMAND_GROUP_TRIGGER, 8), "rejected group");
    group_command(COMMAND_GROUP_TRIGGER, 7)->account_id = 9;
    STEP("an account that is not there", fixture_step(&fixture), "rejected unknown_account");
}

static void limit(uint32_t group_id, int64_t lots_max)
{
    struct command *command = group_command(COMMAND_GROUP_LIMIT, group_id);
    command->group.lots_max = lots_max;
    command->group.window_ns = 0;
    fixture_step(&fixture);
}

static void test_group_limit(void **state)
{
    (void)state;
    start();
    group(COMMAND_GROUP_SET, 7);
    place_in(PRODUCT, ALICE, 0, 0, 7);
    place_in(PRODUCT, ALICE, 0, 0, 7);
    STEP("one lot counts", place(BOB, SIDE_SELL, 1, 100),
         "accepted 3 1@100; trade 1/3 1@100; fill 1 1; fill 3 -1; filled 1 0@100; filled 3 0@100");
    STEP("R-GROUP-5 what has been filled goes on counting", limit(7, 2), "group 1");
    STEP("a limit that is reached already triggers", limit(7, 1),
         "group 1; cancelled 2 1@100 group");
    STEP("a higher one does not open it again", limit(7, 9), "group 1");
    struct order_entry entry = fixture_entry(SIDE_SELL, 4, 110);
    entry.group_id = 7;
    STEP("only a reset does", (void)fixture_place(&fixture, ALICE, entry),
         "rejected group_triggered");
    STEP("a group that is not there", limit(8, 5), "rejected group");
    STEP("no lots", limit(7, 0), "rejected field");
    STEP("too many lots", limit(7, QTY_LOTS_MAX + 1), "rejected field");
    group_command(COMMAND_GROUP_LIMIT, 7);
    STEP("the window stays as it is", fixture_step(&fixture), "rejected field");
}

static void test_group_refused(void **state)
{
    (void)state;
    start();
    STEP("group 0", group(COMMAND_GROUP_SET, 0), "rejected group");
    group_command(COMMAND_GROUP_SET, 1)->group.lots_max = 0;
    STEP("no lots", fixture_step(&fixture), "rejected field");
    group_command(COMMAND_GROUP_SET, 1)->group.lots_max = QTY_LOTS_MAX + 1;
    STEP("too many lots", fixture_step(&fixture), "rejected field");
    group_command(COMMAND_GROUP_SET, 1)->group.window_ns = WINDOW_NS_MIN - 1;
    STEP("too short a window", fixture_step(&fixture), "rejected field");
    group_command(COMMAND_GROUP_SET, 1)->group.window_ns = WINDOW_NS_MAX + 1;
    STEP("too long a window", fixture_step(&fixture), "rejected field");
    group_command(COMMAND_GROUP_SET, 1)->account_id = 9;
    STEP("no account", fixture_step(&fixture), "rejected unknown_account");
    STEP("a reset of none", group(COMMAND_GROUP_RESET, 1), "rejected group");
    group_command(COMMAND_GROUP_RESET, 1)->account_id = 9;
    STEP("a reset of no account", fixture_step(&fixture), "rejected unknown_account");
    for (uint32_t id = 1; id <= 7; id++) group(COMMAND_GROUP_SET, id);
    STEP("R-SIZE-5 no memory for groups", group(COMMAND_GROUP_SET, 8), "rejected capacity");
    STEP("but one that is there can change", group(COMMAND_GROUP_SET, 3), "group 0");
}

static struct command *mmp_command(enum command_kind kind, int64_t lots_max)
{
    struct command *command = fixture_command(&fixture, kind);
    command->account_id = ALICE;
    command->product_id = PRODUCT;
    command->mmp =
        (struct body_mmp){.window_ns = SECOND, .frozen_ns = SECOND, .lots_max = lots_max};
    return command;
}

/* Both sides of a trade in one group: it is triggered once. */
static void test_group_on_both_sides(void **state)
{
    (void)state;
    struct product_terms terms = fixture_terms();
    struct order_entry entry = fixture_entry(SIDE_BUY, 5, 100);
    start();
    terms.smp_mode = SMP_NONE;
    fixture_command(&fixture, COMMAND_PRODUCT_TERMS)->product_id = PRODUCT;
    fixture.command.terms = terms;
    fixture_step(&fixture);
    group(COMMAND_GROUP_SET, 7);
    (void)mmp_command(COMMAND_MMP_SET, 3);
    fixture_step(&fixture);
    entry.group_id = 7;
    entry.flags = FLAG_MMP;
    (void)fixture_place(&fixture, ALICE, entry);
    entry.side = SIDE_SELL;
    entry.qty.lots = 4;
    STEP("and so is its protection", (void)fixture_place(&fixture, ALICE, entry),
         "accepted 2 4@100; trade 1/2 4@100; fill 1 4; fill 2 0; group 4; cancelled 1 1@100 group; "
         "mmp 4; filled 2 0@100");
}

/* --- market-maker protection ------------------------------------------------------------------ */

static void protect(int64_t lots_max)
{
    (void)mmp_command(COMMAND_MMP_SET, lots_max);
    fixture_step(&fixture);
}

static void test_protection(void **state)
{
    (void)state;
    start();
    STEP("set before any order", protect(3), "mmp 0");
    place_in(PRODUCT, ALICE, 0, FLAG_MMP, 0);
    place_in(PRODUCT, ALICE, 0, FLAG_MMP, 0);
    place_in(PRODUCT, ALICE, 0, 0, 0);
    place_in(PRODUCT, ALICE, 0, FLAG_MMP, 0);
    place_in(PRODUCT, ALICE, 0, FLAG_MMP, 0);
    STEP("R-MMP-2 the third lot ends the flagged ones", place(BOB, SIDE_SELL, 4, 100),
         "accepted 6 4@100; trade 1/6 1@100; fill 1 1; fill 6 -1; filled 1 0@100; "
         "trade 2/6 1@100; fill 2 2; fill 6 -2; filled 2 0@100; "
         "trade 3/6 1@100; fill 3 3; fill 6 -3; filled 3 0@100; "
         "trade 4/6 1@100; fill 4 4; fill 6 -4; filled 4 0@100; mmp 3; cancelled 5 1@100 mmp; "
         "filled 6 0@100");
    place_in(PRODUCT, ALICE, 0, FLAG_MMP, 0);
    EXPECT_EQ("R-MMP-3 frozen", fixture_reject(&fixture), REJECT_MMP_FROZEN);
    (void)mmp_command(COMMAND_MMP_RESET, 0);
    STEP("a reset thaws", fixture_step(&fixture), "mmp 0");
    place_in(PRODUCT, ALICE, 0, FLAG_MMP, 0);
    EXPECT_EQ("and orders are taken", fixture_reject(&fixture), REJECT_NONE);
    mmp_command(COMMAND_MMP_SET, 1)->mmp.window_ns = 0;
    STEP("switched off", fixture_step(&fixture), "mmp 0");
    STEP("a flagged order trades without being counted", place(BOB, SIDE_SELL, 1, 100),
         "accepted 8 1@100; trade 7/8 1@100; fill 7 5; fill 8 -5; filled 7 0@100; filled 8 0@100");
}

static void test_protection_refused(void **state)
{
    (void)state;
    start();
    (void)mmp_command(COMMAND_MMP_RESET, 0);
    STEP("a reset of none", fixture_step(&fixture), "rejected mmp_missing");
    mmp_command(COMMAND_MMP_SET, 1)->product_id = 3;
    STEP("no product", fixture_step(&fixture), "rejected unknown_product");
    mmp_command(COMMAND_MMP_SET, 1)->account_id = 0;
    STEP("no account", fixture_step(&fixture), "rejected unknown_account");
    mmp_command(COMMAND_MMP_SET, 1)->mmp.window_ns = 1;
    STEP("too short a window", fixture_step(&fixture), "rejected field");
    mmp_command(COMMAND_MMP_SET, 1)->mmp.window_ns = WINDOW_NS_MAX + 1;
    STEP("too long a window", fixture_step(&fixture), "rejected field");
    mmp_command(COMMAND_MMP_SET, 1)->mmp.frozen_ns = -1;
    STEP("frozen for less than nothing", fixture_step(&fixture), "rejected field");
    mmp_command(COMMAND_MMP_SET, 1)->mmp.frozen_ns = WINDOW_NS_MAX + 1;
    STEP("frozen for more than a day", fixture_step(&fixture), "rejected field");
    STEP("fewer lots than none", protect(-1), "rejected field");
    STEP("more than there may be", protect(QTY_LOTS_MAX + 1), "rejected field");
    mmp_command(COMMAND_MMP_SET, 1)->mmp.delta_lots_max = -1;
    STEP("fewer net lots than none", fixture_step(&fixture), "rejected field");
    mmp_command(COMMAND_MMP_SET, 1)->mmp.delta_lots_max = QTY_LOTS_MAX + 1;
    STEP("more net lots than there may be", fixture_step(&fixture), "rejected field");
    mmp_command(COMMAND_MMP_RESET, 1)->account_id = 9;
    STEP("a reset of no account", fixture_step(&fixture), "rejected unknown_account");
    mmp_command(COMMAND_MMP_RESET, 1)->product_id = 3;
    STEP("a reset in no product", fixture_step(&fixture), "rejected unknown_product");
    for (uint32_t i = 0; i < 7; i++) {
        mmp_command(COMMAND_MMP_SET, 1)->account_id = fixture_account(&fixture, MEMBER, 0);
        mmp_command(COMMAND_MMP_SET, 1)->account_id = 4 + i;
        fixture_step(&fixture);
    }
    STEP("R-SIZE-5 no memory for protections", protect(1), "rejected capacity");
    fixture.core->venue->positions.live = fixture.core->venue->positions.capacity - 2;
    fixture_command(&fixture, COMMAND_MMP_SET)->account_id = ALICE;
    fixture.command.product_id = 2;
    fixture.command.sequence = core_sequence(fixture.core) + 1;
    (void)core_step(fixture.core, &fixture.command, &fixture.events); /* no audit: one is planted */
    EXPECT_EQ("nor for positions", fixture.list[0].reject.field, FIELD_POSITIONS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_filters),       cmocka_unit_test(test_member_filter),
        cmocka_unit_test(test_linked_orders), cmocka_unit_test(test_refused),
        cmocka_unit_test(test_disconnect),    cmocka_unit_test(test_group),
        cmocka_unit_test(test_group_trigger), cmocka_unit_test(test_group_limit),
        cmocka_unit_test(test_group_refused), cmocka_unit_test(test_group_on_both_sides),
        cmocka_unit_test(test_protection),    cmocka_unit_test(test_protection_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
