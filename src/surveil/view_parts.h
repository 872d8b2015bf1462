/* SPDX-License-Identifier: Apache-2.0 */
/*
 * view_parts.h - what the files of the view share; nobody else includes it.
 *
 * Role       view.c keeps accounts and prices, view_book.c orders and levels, view_log.c seconds
 *            and actions.
 */
#ifndef PERPETUA_SURVEIL_VIEW_PARTS_H
#define PERPETUA_SURVEIL_VIEW_PARTS_H

#include "surveil/view.h"

/* NULL: there is no memory. */
struct view_product *view_product_make(struct view *view, uint16_t product_id);
struct view_account *view_account_make(struct view *view, uint32_t account_id);

/* --- view_book.c --- */

bool view_order_event(struct view *view, const struct event *event);
bool view_trade_event(struct view *view, const struct event *event);
void view_order_end(struct view *view, uint64_t order_id);

/* --- view_log.c --- */

/* The second of the command at hand. */
struct view_second *view_second_make(struct view *view, struct view_product *product);

/* A command begins: the touch as the one before left it. */
void view_touch_note(struct view *view, struct view_product *product);

/* The account, time and sequence are filled in. */
void view_action_add(struct view *view, uint32_t account_id, const struct action *action);

#endif
