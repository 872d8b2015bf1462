/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal_fill.c - lengthens the journal of a demonstration venue that is stopped.
 *
 * The first client's orders far from the market, each cancelled by the next command, all at the
 * time of the last command: a journal of ten million commands in seconds instead of hours of
 * clients.  bench/venue_ready starts the venue on it.  The history knows nothing of these commands.
 *
 * usage: journal_fill DIR COMMANDS      (COMMANDS in all, counted from the journal's beginning)
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/check.h"
#include "base/text.h"
#include "node/node.h"

#define CLIENT_ACCOUNT 2u /* as src/venue/bootstrap.c numbers them */
#define CLIENT_USER    2u
#define PRODUCT        1u
#define FAR_PPM        900000 /* of the mark */

static void forget(void *context, const struct event *list, uint32_t count)
{
    uint64_t *reject_count = context;
    for (uint32_t i = 0; i < count; i++) *reject_count += list[i].kind == EVENT_REJECTED;
}

static void fill_command(struct command *command, uint64_t number, int64_t price_ticks)
{
    *command = (struct command){
        .actor_id = CLIENT_USER, .account_id = CLIENT_ACCOUNT, .product_id = PRODUCT};
    if (number % 2 == 0) {
        command->kind = COMMAND_ORDER_PLACE;
        command->order = (struct order_entry){
            .client_order_id = number + 1,
            .price.ticks = price_ticks - (int64_t)(number / 2 % 100),
            .qty.lots = 1,
            .side = SIDE_BUY,
            .type = TYPE_LIMIT,
            .tif = TIF_GTC,
        };
    } else {
        command->kind = COMMAND_ORDER_CANCEL;
        command->cancel.client_order_id = number;
    }
}

static bool fill(struct node *node, uint64_t wanted)
{
    struct product_view product;
    struct command command;
    if (!core_product(node_core(node), PRODUCT, &product)) return false;
    int64_t price_ticks = product.mark.ticks_e4 / 10000 * FAR_PPM / 1000000;
    for (uint64_t number = 0; core_sequence(node_core(node)) < wanted; number++) {
        fill_command(&command, number, price_ticks);
        if (node_submit(node, &command) != JOURNAL_OK) return false;
    }
    return node_settle(node) == JOURNAL_OK;
}

int main(int count, char **texts)
{
    static struct node node;
    struct journal_error error = {0};
    uint64_t wanted = 0;
    uint64_t reject_count = 0;
    if (count != 3 || !text_read_u64(texts[2], strlen(texts[2]), &wanted)) {
        (void)fprintf(stderr, "usage: journal_fill DIR COMMANDS\n");
        return 2;
    }
    struct node_config config = node_config_default(texts[1], forget, &reject_count);
    config.clock_ns = NULL; /* the time of the last command */
    if (node_open(&node, &config, &error) != JOURNAL_OK) {
        (void)fprintf(stderr, "journal_fill: %s\n", error.text);
        return 1;
    }
    bool is_filled = fill(&node, wanted);
    uint64_t sequence = core_sequence(node_core(&node));
    bool is_closed = node_close(&node, &error) == JOURNAL_OK;
    if (!is_filled || !is_closed) (void)fprintf(stderr, "journal_fill: %s\n", error.text);
    (void)printf("%" PRIu64 " commands, %" PRIu64 " of those added refused\n", sequence,
                 reject_count);
    return is_filled && is_closed ? 0 : 1;
}
