/* SPDX-License-Identifier: Apache-2.0 */
/*
 * read_model_test.c - the read model on events written by hand.
 *
 * Covers read_model.c, model_orders.c, model_money.c, model_moved.c, model_texts.c and
 * model_events.c; programs in test/readers compare all of it with the core on random streams.
 */
#include "read_model/read_model.h"

#include <stdlib.h>

#include "base/expect.h"

#define PRODUCT 2
#define ANN     3u
#define BOB     4u

struct view {
    struct read_model *model;
    uint64_t sequence;
};

static void view_open(struct view *view, uint32_t kept)
{
    struct read_model_config config = read_model_config_default(4, 16);
    config.ended_orders_kept = kept;
    config.fills_kept = kept;
    config.transactions_kept = kept;
    config.private_events_kept = kept;
    config.texts_kept = kept;
    *view = (struct view){.model = read_model_create(&config)};
    assert_non_null(view->model);
}

static void give(struct view *view, struct event event)
{
    view->sequence++;
    event.sequence = view->sequence;
    event.time_ns = (int64_t)view->sequence * 1000;
    assert_true(read_model_apply(view->model, &event, 1));
}

static struct event order_event(uint16_t kind, uint64_t order_id, int64_t ticks, int64_t lots)
{
    struct event event = {.kind = kind, .account_id = ANN, .product_id = PRODUCT};
    event.order.order_id = order_id;
    event.order.client_order_id = order_id + 1000;
    event.order.side = SIDE_BUY;
    event.order.type = TYPE_LIMIT;
    event.order.tif = TIF_GTC;
    event.order.price.ticks = ticks;
    event.order.open.lots = lots;
    return event;
}

static void give_trade(struct view *view, uint64_t trade_id, int64_t ticks, int64_t lots)
{
    struct event event = {.kind = EVENT_TRADE, .product_id = PRODUCT};
    event.trade.trade_id = trade_id;
    event.trade.maker_order_id = 1;
    event.trade.taker_order_id = 2;
    event.trade.price.ticks = ticks;
    event.trade.qty.lots = lots;
    event.trade.taker_side = SIDE_SELL;
    give(view, event);
}

static struct event fill_event(uint64_t trade_id, int64_t net_lots, int64_t open_lots)
{
    struct event event = {.kind = EVENT_FILL, .account_id = ANN, .product_id = PRODUCT};
    event.fill.trade_id = trade_id;
    event.fill.order_id = 1;
    event.fill.net.lots = net_lots;
    event.fill.open.lots = open_lots;
    event.fill.fee.micros = 5;
    event.fill.realised.micros = 20;
    event.fill.balance.micros = 15 * (int64_t)trade_id;
    return event;
}

/* --- orders ----------------------------------------------------------------------------------- */

static void test_life_of_an_order(void **state)
{
    (void)state;
    struct view view;
    view_open(&view, 8);
    give(&view, order_event(EVENT_ORDER_ACCEPTED, 1, 100, 10));
    const struct order_record *order = read_model_order(view.model, 1);
    EXPECT_EQ("it rests", order->state, RECORD_OPEN);
    EXPECT_EQ("created", order->created_ns, 1000);
    EXPECT_TRUE("found by its client order id",
                read_model_client_order(view.model, ANN, 1001) == order);
    assert_null(read_model_client_order(view.model, BOB, 1001));

    give_trade(&view, 1, 100, 4);
    give(&view, fill_event(1, 4, 6));
    give_trade(&view, 2, 99, 2);
    give(&view, fill_event(2, 6, 4));
    EXPECT_EQ("filled", order->filled.lots, 6);
    EXPECT_EQ("value of its fills", order->value_tick_lots, 400 + 198);
    EXPECT_EQ("fee", order->fee.micros, 10);
    EXPECT_EQ("two fills", order->fill_count, 2);
    EXPECT_EQ("the last change", order->last_event, EVENT_FILL);

    struct event amended = order_event(EVENT_ORDER_AMENDED, 1, 98, 3);
    amended.order.filled.lots = 6;
    give(&view, amended);
    EXPECT_EQ("replaced", order->is_replaced, 1);
    EXPECT_EQ("total", order->qty.lots, 9);
    EXPECT_EQ("shown", order->shown.lots, 3);
    struct event ended = order_event(EVENT_ORDER_CANCELLED, 1, 98, 3);
    ended.order.filled.lots = 6;
    ended.order.reason = 7;
    give(&view, ended);
    EXPECT_EQ("ended", order->state, RECORD_CANCELLED);
    EXPECT_EQ("why", order->reason, 7);
    EXPECT_EQ("no live order", read_model_live_count(view.model, ANN), 0);
    EXPECT_TRUE("kept", read_model_ended(view.model, 0) == order);
    read_model_destroy(view.model);
}

static void test_ended_orders_give_way(void **state)
{
    (void)state;
    struct view view;
    view_open(&view, 3);
    for (uint64_t id = 1; id <= 5; id++) give(&view, order_event(EVENT_ORDER_ACCEPTED, id, 100, 1));
    EXPECT_EQ("five live", read_model_live_count(view.model, ANN), 5);
    for (uint64_t id = 1; id <= 5; id++) give(&view, order_event(EVENT_ORDER_FILLED, id, 100, 0));
    assert_null(read_model_order(view.model, 2));
    assert_null(read_model_client_order(view.model, ANN, 1002));
    EXPECT_EQ("the third is kept", read_model_order(view.model, 3)->order_id, 3);
    EXPECT_EQ("latest first", read_model_ended(view.model, 0)->order_id, 5);
    EXPECT_EQ("oldest last", read_model_ended(view.model, 2)->order_id, 3);
    assert_null(read_model_ended(view.model, 3));
    read_model_destroy(view.model);
}

static void test_client_order_id_is_used_again(void **state)
{
    (void)state;
    struct view view;
    view_open(&view, 2);
    struct event first = order_event(EVENT_ORDER_ACCEPTED, 1, 100, 1);
    struct event second = order_event(EVENT_ORDER_ACCEPTED, 2, 100, 1);
    second.order.client_order_id = first.order.client_order_id;
    give(&view, first);
    give(&view, order_event(EVENT_ORDER_CANCELLED, 1, 100, 1));
    give(&view, second);
    EXPECT_EQ("the newest", read_model_client_order(view.model, ANN, 1001)->order_id, 2);
    for (uint64_t id = 3; id <= 5; id++) {
        give(&view, order_event(EVENT_ORDER_ACCEPTED, id, 100, 1));
        give(&view, order_event(EVENT_ORDER_CANCELLED, id, 100, 1));
    }
    assert_null(read_model_order(view.model, 1));
    EXPECT_EQ("still found", read_model_client_order(view.model, ANN, 1001)->order_id, 2);
    read_model_destroy(view.model);
}

static void test_notes(void **state)
{
    (void)state;
    struct view view;
    view_open(&view, 8);
    struct command list = {.sequence = 1, .kind = COMMAND_ORDER_LIST, .session_id = 9};
    list.list.kind = LIST_BRACKET;
    list.list.leg_count = 3;
    list.list.legs[0].expiry_ns = 77;
    list.list.legs[1].trigger.ticks = 90;
    list.list.legs[1].trigger_source = SOURCE_INDEX;
    list.list.legs[2].smp_mode = SMP_CANCEL_BOTH;
    read_model_command(view.model, &list);
    static const uint16_t kinds[] = {EVENT_ORDER_ACCEPTED, EVENT_ORDER_HELD, EVENT_ORDER_HELD};
    for (uint32_t i = 0; i < 3; i++) {
        struct event event = order_event(kinds[i], 11 + i, 100, 1);
        if (i == 1) event.order.type = TYPE_STOP_LIMIT;
        view.sequence = 0; /* all of one command */
        give(&view, event);
    }
    const struct order_record *parent = read_model_order(view.model, 11);
    const struct order_record *stop = read_model_order(view.model, 12);
    const struct order_record *target = read_model_order(view.model, 13);
    EXPECT_EQ("expiry", parent->expiry_ns, 77);
    EXPECT_EQ("session", parent->session_id, 9);
    EXPECT_EQ("first child", parent->child_order_ids[0], 12);
    EXPECT_EQ("second child", parent->child_order_ids[1], 13);
    EXPECT_EQ("its parent", stop->linked_order_id, 11);
    EXPECT_EQ("its trigger", stop->trigger.ticks, 90);
    EXPECT_EQ("watches the index", stop->trigger_source, SOURCE_INDEX);
    EXPECT_EQ("held", stop->state, RECORD_HELD);
    EXPECT_EQ("its mode", target->smp_mode, SMP_CANCEL_BOTH);

    struct event activated = order_event(EVENT_ORDER_ACTIVATED, 12, 100, 1);
    activated.order.type = TYPE_STOP_LIMIT;
    activated.order.detail = 91;
    give(&view, activated);
    EXPECT_EQ("armed by its parent's end", stop->state, RECORD_ARMED);
    EXPECT_EQ("the trigger moved", stop->trigger.ticks, 91);
    give(&view, order_event(EVENT_ORDER_ACCEPTED, 14, 100, 1));
    EXPECT_EQ("an order without a note", read_model_order(view.model, 14)->session_id, 0);
    read_model_destroy(view.model);
}

/* --- texts ------------------------------------------------------------------------------------ */

static void give_text(struct view *view, uint64_t client_order_id, const char *text)
{
    size_t size = strlen(text);
    for (size_t at = 0; at < size; at += CLIENT_TEXT_PART) {
        struct event event = {.kind = EVENT_CLIENT_TEXT, .account_id = ANN};
        event.text.client_order_id = client_order_id;
        event.text.at = (uint16_t)at;
        event.text.size = (uint16_t)size;
        size_t left = size - at;
        memcpy(event.text.part, text + at, left < CLIENT_TEXT_PART ? left : CLIENT_TEXT_PART);
        give(view, event);
    }
}

static void test_texts(void **state)
{
    (void)state;
    struct view view;
    view_open(&view, 2);
    const char *longest = "0123456789012345678901234567890123456789012345678901234567890123";
    give_text(&view, 1001, longest);
    EXPECT_TEXT("in two parts", read_model_text(view.model, ANN, 1001), longest);
    give(&view, order_event(EVENT_ORDER_ACCEPTED, 1, 100, 1));
    give_text(&view, 1002, "two");
    give_text(&view, 1003, "three");
    give_text(&view, 1004, "four");
    assert_null(read_model_text(view.model, ANN, 1002));
    EXPECT_TEXT("of a live order", read_model_text(view.model, ANN, 1001), longest);
    EXPECT_TEXT("the newest", read_model_text(view.model, ANN, 1004), "four");
    give_text(&view, 1001, "shorter");
    EXPECT_TEXT("said again", read_model_text(view.model, ANN, 1001), "shorter");
    assert_null(read_model_text(view.model, BOB, 1001));
    read_model_destroy(view.model);
}

/* --- money ------------------------------------------------------------------------------------ */

static void give_cash(struct view *view, uint16_t kind, int64_t amount, uint32_t to)
{
    struct event event = {.kind = EVENT_CASH, .account_id = ANN};
    event.cash.command_kind = kind;
    event.cash.amount.micros = amount;
    event.cash.to_account_id = to;
    give(view, event);
}

static void test_cash(void **state)
{
    (void)state;
    struct view view;
    view_open(&view, 8);
    give_cash(&view, COMMAND_DEPOSIT, 100, 0);
    give_cash(&view, COMMAND_WITHDRAW, 30, 0);
    give_cash(&view, COMMAND_TRANSFER, 20, BOB);
    static const struct {
        const char *row;
        uint32_t account;
        uint8_t kind;
        int64_t change;
        int64_t balance;
        uint64_t number;
    } rows[] = {
        {"the other side of the transfer", BOB, TRANSACTION_TRANSFER, 20, 20, 1},
        {"the transfer", ANN, TRANSACTION_TRANSFER, -20, 50, 3},
        {"the withdrawal", ANN, TRANSACTION_WITHDRAWAL, -30, 70, 2},
        {"the deposit", ANN, TRANSACTION_DEPOSIT, 100, 100, 1},
    };
    for (uint32_t i = 0; i < 4; i++) {
        const struct transaction_record *transaction = read_model_transaction(view.model, i);
        EXPECT_EQ(rows[i].row, transaction->account_id, rows[i].account);
        EXPECT_EQ(rows[i].row, transaction->kind, rows[i].kind);
        EXPECT_EQ(rows[i].row, transaction->change.micros, rows[i].change);
        EXPECT_EQ(rows[i].row, transaction->balance.micros, rows[i].balance);
        EXPECT_EQ(rows[i].row, transaction->number, rows[i].number);
    }
    assert_null(read_model_transaction(view.model, 4));
    read_model_destroy(view.model);
}

static void test_position(void **state)
{
    (void)state;
    struct view view;
    struct position_record position;
    view_open(&view, 8);
    EXPECT_FALSE("none yet", read_model_position(view.model, ANN, PRODUCT, &position));
    give(&view, order_event(EVENT_ORDER_ACCEPTED, 1, 100, 10));
    give_trade(&view, 1, 100, 4);
    give(&view, fill_event(1, 4, 6));
    struct event payment = {
        .kind = EVENT_FUNDING_PAYMENT, .account_id = ANN, .product_id = PRODUCT};
    payment.payment.amount.micros = 7;
    give(&view, payment);
    assert_true(read_model_position(view.model, ANN, PRODUCT, &position));
    EXPECT_EQ("net", position.net.lots, 4);
    EXPECT_EQ("opened by the fill", position.opened_ns, 3000);
    EXPECT_EQ("realised", position.total.realised.micros, 20);
    EXPECT_EQ("fee", position.total.fee.micros, 5);
    EXPECT_EQ("funding is paid", position.total.funding.micros, -7);
    EXPECT_EQ("in the session too", position.session.funding.micros, -7);
    struct event settlement = {.kind = EVENT_SETTLEMENT, .product_id = PRODUCT};
    settlement.settlement.cycle_ns = 4500;
    give(&view, settlement);
    give(&view, payment);
    assert_true(read_model_position(view.model, ANN, PRODUCT, &position));
    EXPECT_EQ("over the life of it", position.total.funding.micros, -14);
    EXPECT_EQ("a new session", position.session.funding.micros, -7);
    EXPECT_EQ("no fee in it", position.session.fee.micros, 0);

    const struct fill_record *fill = read_model_fill(view.model, 0);
    EXPECT_EQ("the maker buys", fill->side, SIDE_BUY);
    EXPECT_EQ("not the taker", fill->is_taker, 0);
    EXPECT_EQ("number of the trade", fill->trade_number, 1);
    EXPECT_EQ("client order id", fill->client_order_id, 1001);
    assert_null(read_model_fill(view.model, 1));
    read_model_destroy(view.model);
}

static void test_moves(void **state)
{
    (void)state;
    struct view view;
    struct position_record position;
    view_open(&view, 8);
    give(&view, order_event(EVENT_ORDER_ACCEPTED, 1, 100, 10));
    give_trade(&view, 1, 100, 4);
    struct event fill = fill_event(1, 4, 6);
    fill.fill.paid.micros = 400;
    give(&view, fill);
    struct event moved = {.kind = EVENT_POSITION_MOVED, .account_id = ANN, .product_id = PRODUCT};
    moved.moved = (struct event_moved){.lots = {4},
                                       .value = {360},
                                       .realised = {-40},
                                       .other_account_id = BOB,
                                       .cause = MOVE_TAKEOVER,
                                       .side = SIDE_SELL};
    give(&view, moved);
    assert_true(read_model_position(view.model, ANN, PRODUCT, &position));
    EXPECT_EQ("nothing is left", position.net.lots, 0);
    EXPECT_EQ("nor paid for", position.paid.micros, 0);
    EXPECT_EQ("the loss", position.total.realised.micros, 20 - 40);
    assert_true(read_model_position(view.model, BOB, PRODUCT, &position));
    EXPECT_EQ("taken over", position.net.lots, 4);
    EXPECT_EQ("for the value", position.paid.micros, 360);
    EXPECT_EQ("the buyer's row", read_model_transaction(view.model, 0)->side, SIDE_BUY);
    EXPECT_EQ("the seller's row", read_model_transaction(view.model, 1)->other_account_id, BOB);
    read_model_destroy(view.model);
}

/* R-PAYOFF-6: what a buyer of an inverse product paid is negative. */
static void test_moves_inverse(void **state)
{
    (void)state;
    struct view view;
    struct position_record position;
    view_open(&view, 8);
    give(&view, order_event(EVENT_ORDER_ACCEPTED, 1, 100, 10));
    give_trade(&view, 1, 100, 4);
    struct event fill = fill_event(1, 4, 6);
    fill.fill.paid.micros = -400;
    give(&view, fill);
    struct event moved = {.kind = EVENT_POSITION_MOVED, .account_id = ANN, .product_id = PRODUCT};
    moved.moved = (struct event_moved){.lots = {3},
                                       .value = {270},
                                       .realised = {30},
                                       .other_account_id = BOB,
                                       .cause = MOVE_TAKEOVER,
                                       .side = SIDE_SELL};
    give(&view, moved);
    assert_true(read_model_position(view.model, ANN, PRODUCT, &position));
    EXPECT_EQ("one lot is left", position.net.lots, 1);
    EXPECT_EQ("with what was paid for it", position.paid.micros, -100);
    assert_true(read_model_position(view.model, BOB, PRODUCT, &position));
    EXPECT_EQ("the buyer paid a negative value", position.paid.micros, -270);
    read_model_destroy(view.model);
}

/* R-BLOCK-5: fees with the block, a fill for both sides with its move. */
static void test_block(void **state)
{
    (void)state;
    struct view view;
    view_open(&view, 8);
    struct event block = {.kind = EVENT_BLOCK_TRADE, .account_id = ANN, .product_id = PRODUCT};
    block.block_trade = (struct event_block_trade){.block_id = 7,
                                                   .trade_id = 9,
                                                   .price = {90},
                                                   .qty = {4},
                                                   .maker_fee = {3},
                                                   .taker_fee = {5},
                                                   .taker_account_id = BOB,
                                                   .taker_side = SIDE_BUY};
    give(&view, block);
    struct event moved = {.kind = EVENT_POSITION_MOVED, .account_id = ANN, .product_id = PRODUCT};
    moved.moved = (struct event_moved){.lots = {4},
                                       .value = {360},
                                       .other_account_id = BOB,
                                       .cause = MOVE_BLOCK,
                                       .side = SIDE_SELL};
    moved.index = 1;
    give(&view, moved);
    const struct fill_record *bought = read_model_fill(view.model, 0);
    const struct fill_record *sold = read_model_fill(view.model, 1);
    assert_non_null(sold);
    EXPECT_EQ("the buyer's fill", bought->account_id, BOB);
    EXPECT_EQ("is of the block", bought->block_id, 7);
    EXPECT_EQ("took", bought->is_taker, 1);
    EXPECT_EQ("at its fee", bought->fee.micros, 5);
    EXPECT_EQ("and its lots", bought->net.lots, 4);
    EXPECT_EQ("the seller's", sold->net.lots, -4);
    EXPECT_TRUE("two places", sold->index_in_command != bought->index_in_command);
    EXPECT_EQ("the buyer pays", read_model_transaction(view.model, 2)->change.micros, -5);
    EXPECT_EQ("the seller pays", read_model_transaction(view.model, 3)->change.micros, -3);
    read_model_destroy(view.model);
}

/* --- accounts and private events -------------------------------------------------------------- */

static void give_account(struct view *view, uint32_t id, uint32_t parent)
{
    struct event event = {.kind = EVENT_ACCOUNT, .account_id = id};
    event.party.id = id;
    event.party.parent_account_id = parent;
    event.party.state = PARTY_APPROVED;
    give(view, event);
}

static void test_accounts(void **state)
{
    (void)state;
    struct view view;
    struct account_record account;
    view_open(&view, 8);
    EXPECT_FALSE("not opened", read_model_account(view.model, ANN, &account));
    give_account(&view, ANN, 0);
    give_account(&view, 7, ANN);
    give_account(&view, BOB, 0);
    give_account(&view, 9, ANN);
    give_account(&view, 9, ANN); /* its state changed: it is no second one */
    assert_true(read_model_account(view.model, 9, &account));
    EXPECT_EQ("its parent", account.parent_account_id, ANN);
    EXPECT_EQ("opened once", account.opened_ns, 4000);
    EXPECT_EQ("first sub-account", read_model_sub_account(view.model, ANN, 0), 7);
    EXPECT_EQ("second", read_model_sub_account(view.model, ANN, 7), 9);
    EXPECT_EQ("no more", read_model_sub_account(view.model, ANN, 9), 0);
    EXPECT_EQ("none of its own", read_model_sub_account(view.model, BOB, 0), 0);
    read_model_destroy(view.model);
}

static void test_private_events(void **state)
{
    (void)state;
    struct view view;
    struct kept_event list[8];
    struct kept_events kept = {.list = list, .max = 8};
    view_open(&view, 4);
    give(&view, order_event(EVENT_ORDER_ACCEPTED, 1, 100, 1));
    /* Neither a case of surveillance is for the member, nor a command that waits for approval; that
     * may name an account that does not exist. */
    give(&view, (struct event){.kind = EVENT_CASE, .account_id = ANN});
    give(&view, (struct event){.kind = EVENT_ACTION, .account_id = UINT32_MAX});
    struct event rejected = {.kind = EVENT_REJECTED, .account_id = ANN};
    give(&view, rejected);
    give_cash(&view, COMMAND_DEPOSIT, 5, 0);
    read_model_events(view.model, ANN, 0, &kept);
    EXPECT_EQ("a reject is none", kept.count, 2);
    EXPECT_EQ("first", list[0].event.kind, EVENT_ORDER_ACCEPTED);
    EXPECT_EQ("second", list[1].event.kind, EVENT_CASH);
    read_model_events(view.model, ANN, 1, &kept);
    EXPECT_EQ("behind the first", kept.count, 1);
    read_model_events(view.model, ANN, 2, &kept);
    EXPECT_EQ("nothing behind the last", kept.count, 0);
    EXPECT_TRUE("which is all", kept.is_complete);
    for (uint32_t i = 0; i < 3; i++) give_cash(&view, COMMAND_DEPOSIT, 5, 0);
    read_model_events(view.model, ANN, 0, &kept);
    EXPECT_FALSE("the first is not kept", kept.is_complete);
    read_model_events(view.model, ANN, 1, &kept);
    EXPECT_EQ("the other four are", kept.count, 4);
    kept.max = 2;
    read_model_events(view.model, ANN, 1, &kept);
    EXPECT_EQ("a page", kept.count, 2);
    EXPECT_EQ("of the oldest", list[0].number, 2);
    read_model_destroy(view.model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_life_of_an_order),
        cmocka_unit_test(test_ended_orders_give_way),
        cmocka_unit_test(test_client_order_id_is_used_again),
        cmocka_unit_test(test_notes),
        cmocka_unit_test(test_texts),
        cmocka_unit_test(test_cash),
        cmocka_unit_test(test_position),
        cmocka_unit_test(test_moves),
        cmocka_unit_test(test_moves_inverse),
        cmocka_unit_test(test_block),
        cmocka_unit_test(test_accounts),
        cmocka_unit_test(test_private_events),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
