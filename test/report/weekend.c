/* SPDX-License-Identifier: Apache-2.0 */
/*
 * weekend.c - writes the journal of a weekend at the venue, on which reports are tested.
 *
 * Role       From Friday noon to Monday evening in New York: a maker quotes, customers of two
 *            members trade, positions are marked at noon and at 16:00, the trade date rolls at
 *            17:00, the price falls on Sunday so that accounts are closed by force, the venue halts
 *            and resumes.  In between the clock jumps.  Everything is drawn from a seed.
 * Supervised From Friday 16:00 on with everything that a supervised venue adds
 *            (weekend_supervised.c): money must be there before the banks close, lots are given up
 *            and allocated, a programme binds the maker, Sunday begins with a gap that breaks
 *            accounts of the broker, and the waterfall pays.
 * Blocks     From Friday 16:00 on with trades that two agreed on away from the book, and a position
 *            moved between accounts of one owner (weekend_blocks.c).
 * Usage      weekend DIR SEED [errors|supervised|blocks]; DIR must not exist.  With `errors` some
 *            of Sunday's trades are busted, others adjusted.
 *            weekend DIR pay DATE DUE QUOTED FEES AMOUNT: the journal of a supervised weekend goes
 *            on with a payment of the programme.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "model/listing.h"
#include "weekend.h"

noreturn void stop(const char *what, const struct journal_error *error)
{
    char line[JOURNAL_ERROR_LINE_SIZE] = "";
    if (error != NULL) journal_error_line(error, line);
    fprintf(stderr, "weekend: %s %s\n", what, line);
    exit(1);
}

static void take_events(void *context, const struct event *list, uint32_t count)
{
    struct weekend *weekend = context;
    for (uint32_t i = 0; i < count; i++) {
        weekend->counts[list[i].kind % EVENT_MAX]++;
        if (list[i].kind != EVENT_TRADE) continue;
        weekend->trades[weekend->trade_count++ % TRADES_KEPT] = list[i];
    }
}

void submit(struct weekend *weekend, struct command *command)
{
    command->time_ns = weekend->time_ns;
    if (node_submit(&weekend->node, command) != JOURNAL_OK) stop("a command was not taken", NULL);
}

/* A command of the opening: a refusal would make the whole weekend empty. */
void set_up(struct weekend *weekend, struct command *command)
{
    uint64_t rejects = weekend->counts[EVENT_REJECTED];
    submit(weekend, command);
    if (node_settle(&weekend->node) != JOURNAL_OK) stop("the journal failed", NULL);
    if (weekend->counts[EVENT_REJECTED] == rejects) return;
    fprintf(stderr, "weekend: command kind %u of the opening was rejected\n", command->kind);
    exit(1);
}

/* --- who there is ----------------------------------------------------------------------------- */

static noinline void set_member(struct weekend *weekend, uint32_t member_id, enum member_kind kind)
{
    struct command command = {.kind = COMMAND_MEMBER_SET};
    command.member = (struct body_member){
        .member_id = member_id, .kind = (uint8_t)kind, .state = PARTY_APPROVED};
    set_up(weekend, &command);
}

static noinline void open_account(struct weekend *weekend, uint32_t account_id, int64_t usd)
{
    static const uint32_t members[ACCOUNT_LAST + 1] = {[FUND] = MEMBER_HOUSE,
                                                       [HOUSE] = MEMBER_HOUSE,
                                                       [MAKER] = MEMBER_QUOTES,
                                                       [PROVIDER] = MEMBER_BIDS,
                                                       [BROKER_OWN] = MEMBER_BROKER,
                                                       [OMNIBUS] = MEMBER_BROKER,
                                                       [CAPITAL] = MEMBER_HOUSE,
                                                       [GUARANTY_FIRST] = MEMBER_HOUSE,
                                                       [GUARANTY_FIRST + 1] = MEMBER_BROKER,
                                                       [GUARANTY_FIRST + 2] = MEMBER_QUOTES,
                                                       [GUARANTY_FIRST + 3] = MEMBER_BIDS,
                                                       [CARRIED] = MEMBER_BROKER};
    static const uint32_t owners[ACCOUNT_LAST + 1] = {
        [CUSTOMER_FIRST + 1] = CUSTOMER_FIRST, [CARRIED] = PROVIDER};
    bool is_customer = account_id >= CUSTOMER_FIRST && account_id <= CUSTOMER_LAST;
    bool is_purse = account_id >= CAPITAL && account_id <= GUARANTY_LAST;
    struct command command = {.kind = COMMAND_ACCOUNT_OPEN};
    command.account = (struct body_account){
        .member_id = is_customer ? MEMBER_BROKER : members[account_id],
        .customer_id = is_customer || account_id == CARRIED ? 100 + account_id : 0,
        .owner_account_id = owners[account_id],
        .controller_id = is_customer ? 2 : 0,
        .classes = CLASS_FUTURES,
        .state = is_purse ? PARTY_APPLIED : PARTY_APPROVED,
        .smp_mode = SMP_CANCEL_TAKER,
    };
    set_up(weekend, &command);
    struct command cash = {.kind = COMMAND_DEPOSIT, .account_id = account_id};
    cash.cash = (struct body_cash){.amount = {usd * USD}, .reference = account_id};
    set_up(weekend, &cash);
}

static noinline void open_everybody(struct weekend *weekend)
{
    set_member(weekend, MEMBER_HOUSE, MEMBER_SELF_CLEARING);
    set_member(weekend, MEMBER_BROKER, MEMBER_FCM);
    set_member(weekend, MEMBER_QUOTES, MEMBER_MARKET_MAKER);
    set_member(weekend, MEMBER_BIDS, MEMBER_LIQUIDITY_PROVIDER);
    struct command user = {.kind = COMMAND_USER_SET};
    user.user = (struct body_user){.user_id = 2, .member_id = MEMBER_BROKER, .roles = ROLE_TRADER};
    set_up(weekend, &user);
    uint32_t last = weekend->is_supervised ? ACCOUNT_LAST : BROKER_OWN;
    for (uint32_t id = 1; id <= last; id++) {
        bool is_small = id > CUSTOMER_FIRST + 1 && id <= CUSTOMER_LAST;
        bool is_purse = id >= CAPITAL && id <= GUARANTY_LAST;
        open_account(weekend, id, is_small || is_purse ? 300 : 500000);
    }
}

static noinline void list_product(struct weekend *weekend)
{
    struct listing listing = {
        .from_ns = weekend->time_ns,
        .fund_account_id = weekend->is_supervised ? 0 : FUND,
        .product_id = PRODUCT,
        .regime = weekend->is_supervised ? REGIME_CLEARING : REGIME_VENUE,
        .method = DELEVERAGE_WATER_FILLING,
        .source_count = SOURCES,
    };
    for (uint32_t i = 0; i < SOURCES; i++) listing.source_ids[i] = SOURCE_ONE + i;
    struct command command;
    for (uint32_t step = 0; listing_command(&listing, step, &command); step++) {
        set_up(weekend, &command);
    }
}

/* --- a step ----------------------------------------------------------------------------------- */

static noinline void send_sources(struct weekend *weekend)
{
    for (uint32_t i = 0; i < SOURCES; i++) {
        int64_t bid = (weekend->price_ticks - 1 - (int64_t)i) * FINE_PER_TICK;
        struct command command = {.kind = COMMAND_SOURCE_PRICE, .product_id = PRODUCT};
        command.source = (struct body_source_price){
            .source_id = SOURCE_ONE + i,
            .bid = {bid},
            .ask = {bid + 4 * FINE_PER_TICK},
            .last = {bid + 2 * FINE_PER_TICK},
            .source_time_ns = weekend->time_ns,
        };
        submit(weekend, &command);
    }
}

noinline void place(struct weekend *weekend, uint32_t account_id, enum side side, int64_t ticks,
                    int64_t lots)
{
    bool is_maker = account_id == MAKER;
    bool is_customer = account_id >= CUSTOMER_FIRST && account_id <= CUSTOMER_LAST;
    struct command command = {.kind = COMMAND_ORDER_PLACE,
                              .account_id = account_id,
                              .actor_id = is_customer ? 2 : 0,
                              .product_id = PRODUCT};
    command.order = (struct order_entry){
        .client_order_id = ++weekend->client_order_id,
        .price = {ticks},
        .qty = {lots},
        .flags = is_maker ? FLAG_POST_ONLY : 0,
        .side = (uint8_t)side,
        .type = TYPE_LIMIT,
        .tif = is_maker ? TIF_GTC : TIF_IOC,
    };
    submit(weekend, &command);
}

noinline void quote(struct weekend *weekend)
{
    struct command command = {
        .kind = COMMAND_MASS_CANCEL, .account_id = MAKER, .product_id = PRODUCT};
    command.mass.side = SIDE_ANY;
    submit(weekend, &command);
    for (int64_t level = 0; level < 3; level++) {
        int64_t away = 10 + 25 * level;
        place(weekend, MAKER, SIDE_BUY, weekend->price_ticks - away, 400 + 200 * level);
        place(weekend, MAKER, SIDE_SELL, weekend->price_ticks + away, 400 + 200 * level);
    }
}

static noinline void trade(struct weekend *weekend)
{
    uint32_t account_id = (uint32_t)random_between(&weekend->random, HOUSE, CUSTOMER_LAST);
    enum side side = random_between(&weekend->random, 0, 9) < 6 ? SIDE_BUY : SIDE_SELL;
    int64_t lots = random_between(&weekend->random, 1, 90);
    int64_t slip = random_between(&weekend->random, 0, 60);
    place(weekend, account_id, side, weekend->price_ticks + side_sign(side) * slip, lots);
}

static noinline void tick(struct weekend *weekend)
{
    struct command command = {.kind = COMMAND_TICK};
    submit(weekend, &command);
}

/* Seconds of trading from an instant on, counted from Friday midnight.  The index was stale, so the
 * product reopens by an auction first. */
void trade_from(struct weekend *weekend, int64_t from_ns, uint32_t seconds, int64_t drift)
{
    weekend->time_ns = FRIDAY_NS + from_ns - REOPENING_S * SECOND_NS;
    tick(weekend);
    for (uint32_t second = 0; second < REOPENING_S; second += 4) {
        send_sources(weekend);
        weekend->time_ns += 4 * SECOND_NS;
        tick(weekend);
    }
    for (uint32_t second = 0; second < seconds; second++) {
        send_sources(weekend);
        weekend->time_ns += SECOND_NS;
        quote(weekend);
        trade(weekend);
        if (second % 2 == 1) trade(weekend);
        weekend->price_ticks += random_between(&weekend->random, -8, 8) + drift;
    }
}

noinline void halt(struct weekend *weekend, enum halt state)
{
    struct command command = {.kind = COMMAND_HALT, .product_id = PRODUCT};
    command.state = (struct body_state){.state = state, .register_entry = 1};
    submit(weekend, &command);
}

static noinline void withdraw(struct weekend *weekend, uint32_t account_id, int64_t usd)
{
    struct command command = {.kind = COMMAND_WITHDRAW, .account_id = account_id};
    command.cash = (struct body_cash){.amount = {usd * USD}, .reference = 77};
    submit(weekend, &command);
}

static noinline void keep_trades(struct weekend *weekend)
{
    struct command command = {.kind = COMMAND_CONTROL_TERMS};
    command.control_terms =
        (struct body_control_terms){.error_window_ns = 15 * MINUTE_NS, .no_cancel_ticks = 9};
    set_up(weekend, &command);
}

static noinline void decide(struct weekend *weekend, const struct event_trade *trade,
                            enum error_step decision, int64_t ticks)
{
    bool is_request = decision == ERROR_NONE;
    struct command command = {.kind = is_request ? COMMAND_ERROR_REQUEST : COMMAND_ERROR_DECIDE,
                              .account_id = is_request ? trade->taker_account_id : 0};
    command.error_trade = (struct body_error_trade){.trade_id = trade->trade_id,
                                                    .price = {ticks},
                                                    .decision = (uint8_t)decision,
                                                    .reason = "entered by mistake"};
    submit(weekend, &command);
}

/* What cannot be adjusted is busted; what is within the no-cancel range stands. */
static void correct_trades(struct weekend *weekend)
{
    if (node_settle(&weekend->node) != JOURNAL_OK) stop("the journal failed", NULL);
    for (uint32_t i = 0; i < TRADES_KEPT; i++) {
        const struct event_trade *trade = &weekend->trades[i].trade;
        int64_t nearer = trade->taker_side == SIDE_BUY ? -10 : 10;
        decide(weekend, trade, ERROR_NONE, 0);
        if (i % 2 == 0) decide(weekend, trade, ERROR_ADJUSTED, trade->price.ticks + nearer);
        decide(weekend, trade, ERROR_BUSTED, 0);
    }
}

/* R-PROG-3: the figures are those of the report, or not. */
static void pay(struct weekend *weekend, const int64_t figures[5])
{
    struct command command = {.kind = COMMAND_PROGRAMME_PAYMENT, .account_id = MAKER};
    command.programme_payment = (struct body_programme_payment){.amount = {figures[4]},
                                                                .due_ns = figures[1],
                                                                .quoted_ns = figures[2],
                                                                .maker_fees = {figures[3]},
                                                                .programme_id = 1,
                                                                .date = (int32_t)figures[0]};
    weekend->time_ns = FRIDAY_NS + 90 * HOUR_NS;
    set_up(weekend, &command);
}

static void run(struct weekend *weekend)
{
    if (weekend->is_supervised) {
        run_supervised(weekend);
        return;
    }
    if (weekend->has_blocks) {
        run_blocks(weekend);
        return;
    }
    if (weekend->has_errors) keep_trades(weekend);
    trade_from(weekend, 11 * HOUR_NS + 59 * MINUTE_NS + 50 * SECOND_NS, 16, 0);
    trade_from(weekend, 15 * HOUR_NS + 59 * MINUTE_NS + 55 * SECOND_NS, 10, 0);
    withdraw(weekend, HOUSE, 1000);
    trade_from(weekend, 16 * HOUR_NS + 59 * MINUTE_NS + 55 * SECOND_NS, 12, 0);
    trade_from(weekend, 36 * HOUR_NS, 8, 2); /* Saturday noon */
    halt(weekend, HALT_PAUSED);
    trade_from(weekend, 36 * HOUR_NS + 10 * MINUTE_NS, 2, 0);
    halt(weekend, HALT_NONE);
    trade_from(weekend, 64 * HOUR_NS, 30, -260); /* Sunday 16:00: the price falls */
    if (weekend->has_errors) correct_trades(weekend);
    trade_from(weekend, 83 * HOUR_NS + 59 * MINUTE_NS + 55 * SECOND_NS, 12, 30);
    trade_from(weekend, 87 * HOUR_NS + 59 * MINUTE_NS + 55 * SECOND_NS, 10, 0);
    trade_from(weekend, 88 * HOUR_NS + 59 * MINUTE_NS + 55 * SECOND_NS, 10, 0);
}

static void print_counts(const struct weekend *weekend)
{
    for (uint16_t kind = 0; kind < EVENT_MAX; kind++) {
        if (weekend->counts[kind] == 0) continue;
        printf("%s %" PRIu64 "\n", event_kind_name(kind), weekend->counts[kind]);
    }
}

static void open_node(struct weekend *weekend, const char *path)
{
    struct journal_error error;
    struct node_config config = node_config_default(path, take_events, weekend);
    config.clock_ns = NULL;
    config.has_threads = false;
    if (node_open(&weekend->node, &config, &error) != JOURNAL_OK) stop("cannot open:", &error);
}

static void close_node(struct weekend *weekend)
{
    struct journal_error error;
    if (node_seal(&weekend->node, SEAL_STATE) != JOURNAL_OK) stop("cannot seal", NULL);
    if (node_close(&weekend->node, &error) != JOURNAL_OK) stop("cannot close:", &error);
    print_counts(weekend);
}

static void make(struct weekend *weekend, const char *path, uint64_t seed)
{
    struct journal_error error;
    struct core_config capacities = core_config_small();
    if (node_create(path, &capacities, &error) != JOURNAL_OK) stop("cannot create:", &error);
    open_node(weekend, path);
    random_seed(&weekend->random, seed);
    weekend->time_ns = FRIDAY_NS + 11 * HOUR_NS;
    weekend->price_ticks = 63000;
    open_everybody(weekend);
    list_product(weekend);
    send_sources(weekend);
    weekend->time_ns += SECOND_NS;
    quote(weekend);
    run(weekend);
    close_node(weekend);
}

int main(int argc, char **argv)
{
    static struct weekend weekend;
    static const char usage[] =
        "usage: DIR SEED [errors|supervised|blocks], or DIR pay DATE DUE QUOTED FEES AMOUNT";
    uint64_t seed = 0;
    if (argc == 8 && strcmp(argv[2], "pay") == 0) {
        int64_t figures[5];
        for (int i = 0; i < 5; i++) {
            const char *word = argv[3 + i];
            if (!text_read_i64(word, strlen(word), &figures[i])) stop(usage, NULL);
        }
        open_node(&weekend, argv[1]);
        pay(&weekend, figures);
        close_node(&weekend);
        return 0;
    }
    bool is_right = argc >= 3 && argc <= 4 && text_read_u64(argv[2], strlen(argv[2]), &seed);
    weekend.has_errors = argc == 4 && strcmp(argv[3], "errors") == 0;
    weekend.is_supervised = argc == 4 && strcmp(argv[3], "supervised") == 0;
    weekend.has_blocks = argc == 4 && strcmp(argv[3], "blocks") == 0;
    bool is_known = argc < 4 || weekend.has_errors || weekend.is_supervised || weekend.has_blocks;
    if (!is_right || !is_known) stop(usage, NULL);
    make(&weekend, argv[1], seed);
    return 0;
}
