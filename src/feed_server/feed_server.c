/* SPDX-License-Identifier: Apache-2.0 */
/*
 * feed_server.c - see feed_server.h.
 */
#include "feed_server/feed_server.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/int_math.h"
#include "os/os_clock.h"
#include "os/os_signal.h"

#define CLIENTS_MAX 256u
#define PATH_SIZE   96u
#define SWEEP_NS    INT64_C(1000000000)

struct feed_server;

/* What a dialect of the server knows: which venue it is. */
struct stage {
    struct feed_server *owner;
    enum feed_kind kind;
    char path[PATH_SIZE];
};

struct feed_server {
    struct feed_server_config config;
    struct server *server;
    struct tape tape;
    struct fault_plan plan;
    struct stage stages[FEED_KINDS];
    uint64_t clients[CLIENTS_MAX]; /* ids of connections that hear prices */
    uint32_t client_count;
    int64_t steady_ns; /* at the beginning */
    int64_t wall_ns;
    int64_t moved_ns; /* steady: when the market moved last, as the next ones */
    int64_t swept_ns;
    int64_t beat_ns[FEED_KINDS];
};

/* --- one connection --------------------------------------------------------------------------- */

static void send_text(void *context, const char *bytes, size_t size)
{
    connection_send(context, bytes, size, 0);
}

static struct play_out out_of(struct connection *connection)
{
    return (struct play_out){.send = send_text, .context = connection};
}

/* A venue that the scenario silences has no market, and says nothing new. */
static bool market_of(const struct feed_server *owner, enum feed_kind kind,
                      struct play_market *market)
{
    return !owner->plan.venues[kind].is_silent && tape_market(&owner->tape, kind, market);
}

static int judge(void *context, struct http_request *handshake)
{
    const struct stage *stage = context;
    (void)handshake;
    bool is_full = stage->owner->client_count == CLIENTS_MAX;
    return is_full || stage->owner->plan.venues[stage->kind].is_refusing ? 503 : 0;
}

static void open_client(void *context, struct connection *connection,
                        const struct http_request *handshake)
{
    const struct stage *stage = context;
    struct feed_server *owner = stage->owner;
    struct play_market market;
    (void)handshake;
    if (owner->client_count == CLIENTS_MAX) {
        connection_close(connection, CLOSE_TRY_LATER, "too many clients");
        return;
    }
    owner->clients[owner->client_count++] = connection_id(connection);
    struct play *play = connection_state(connection);
    play_begin(play, stage->kind, owner->config.coin);
    struct play_out out = out_of(connection);
    if (market_of(owner, stage->kind, &market)) play_opened(play, &market, &out);
}

static void hear_client(void *context, struct connection *connection, const char *text, size_t size)
{
    const struct stage *stage = context;
    struct play *play = connection_state(connection);
    struct play_market market;
    struct play_out out = out_of(connection);
    if (!market_of(stage->owner, stage->kind, &market)) return;
    play_said(play, (struct import_slice){text, size}, &market, &out);
}

static void close_client(void *context, struct connection *connection)
{
    struct feed_server *owner = ((const struct stage *)context)->owner;
    uint64_t id = connection_id(connection);
    for (uint32_t i = 0; i < owner->client_count; i++) {
        if (owner->clients[i] != id) continue;
        owner->clients[i] = owner->clients[--owner->client_count];
        return;
    }
}

static bool is_every(uint64_t every, uint64_t count)
{
    return every != 0 && count != 0 && count % every == 0;
}

/* One connection at one moment: the message, or the fault in its place. */
static void move_client(struct feed_server *owner, struct connection *connection)
{
    struct play *play = connection_state(connection);
    const struct venue_faults *faults = &owner->plan.venues[play->kind];
    struct play_market market;
    struct play_out out = out_of(connection);
    if (faults->drops > 0 || is_every(owner->config.drop_every, play->message_count)) {
        connection_close(connection, CLOSE_GOING_AWAY, "cut on purpose");
        return;
    }
    if (faults->garbage > 0) send_text(connection, "{\"type\":", 8);
    if (!market_of(owner, play->kind, &market)) return;
    if (faults->gaps > 0 || is_every(owner->config.gap_every, play->message_count + 1)) {
        play_lose(play, &market, &out);
        return;
    }
    play_moved(play, &market, &out);
}

/* --- time ------------------------------------------------------------------------------------- */

static int64_t market_ns(const struct feed_server *owner, int64_t now_ns)
{
    return owner->wall_ns + (now_ns - owner->steady_ns) * owner->config.speed;
}

/* What is to be done once was done by everybody who was connected. */
static void settle_faults(struct feed_server *owner)
{
    for (uint32_t i = 0; i < FEED_KINDS; i++) {
        struct venue_faults *faults = &owner->plan.venues[i];
        faults->drops -= faults->drops > 0;
        faults->gaps -= faults->gaps > 0;
        faults->garbage -= faults->garbage > 0;
    }
}

static void move_all(struct feed_server *owner, int64_t now_ns)
{
    tape_advance(&owner->tape, i64_max(market_ns(owner, now_ns), owner->tape.now_ns));
    for (uint32_t i = 0; i < FEED_KINDS; i++) {
        owner->tape.strays_ppm[i] = owner->plan.venues[i].stray_ppm;
    }
    for (uint32_t i = owner->client_count; i > 0; i--) {
        struct connection *connection = server_connection(owner->server, owner->clients[i - 1]);
        if (connection != NULL) move_client(owner, connection);
    }
    settle_faults(owner);
}

static void beat(struct feed_server *owner, enum feed_kind kind)
{
    struct play_market market;
    if (!market_of(owner, kind, &market)) return;
    for (uint32_t i = 0; i < owner->client_count; i++) {
        struct connection *connection = server_connection(owner->server, owner->clients[i]);
        if (connection == NULL) continue;
        struct play *play = connection_state(connection);
        struct play_out out = out_of(connection);
        if (play->kind == kind) play_beat(play, &market, &out);
    }
}

/* Does what is due.  Returns when to come again. */
static int64_t turn(struct feed_server *owner, int64_t now_ns)
{
    int64_t interval_ns = owner->config.interval_ns;
    if (now_ns - owner->moved_ns >= interval_ns) {
        owner->moved_ns = i64_max(owner->moved_ns + interval_ns, now_ns - interval_ns);
        move_all(owner, now_ns);
    }
    int64_t next_ns = owner->moved_ns + interval_ns;
    for (uint32_t i = 0; i < FEED_KINDS; i++) {
        int64_t every_ns = play_beat_ns((enum feed_kind)i);
        if (every_ns == 0) continue;
        if (now_ns - owner->beat_ns[i] >= every_ns) {
            owner->beat_ns[i] = now_ns;
            beat(owner, (enum feed_kind)i);
        }
        next_ns = i64_min(next_ns, owner->beat_ns[i] + every_ns);
    }
    if (now_ns - owner->swept_ns >= SWEEP_NS) {
        owner->swept_ns = now_ns;
        server_sweep(owner->server);
    }
    return next_ns;
}

/* --- making and driving ----------------------------------------------------------------------- */

static void take_word(void *context, struct connection *connection, const char *text, size_t size)
{
    struct feed_server *owner = context;
    bool is_done = fault_plan_say(&owner->plan, text, size);
    send_text(connection, is_done ? "ok" : "not understood", is_done ? 2 : 14);
}

static void register_stage(struct feed_server *owner, enum feed_kind kind)
{
    char whole[FEED_URL_SIZE];
    struct stage *stage = &owner->stages[kind];
    stage->owner = owner;
    stage->kind = kind;
    bool fits = feeds_server_url(kind, owner->config.coin, "", whole);
    size_t size = strcspn(whole, "?");
    ASSERT(fits);
    ASSERT(size < sizeof stage->path);
    memcpy(stage->path, whole, size);
    stage->path[size] = '\0';
    struct dialect dialect = {
        .name = feed_protocol(kind)->name,
        .ws_path = stage->path,
        .context = stage,
        .connection_state_size = sizeof(struct play),
        .opened = open_client,
        .message = hear_client,
        .closed = close_client,
        .admit = judge,
    };
    server_register(owner->server, &dialect);
}

static bool begin(struct feed_server *owner, char *error, size_t error_size)
{
    const struct feed_server_config *config = &owner->config;
    owner->plan = config->plan;
    owner->steady_ns = os_clock_steady_ns();
    owner->wall_ns = os_clock_wall_ns();
    owner->moved_ns = owner->steady_ns;
    tape_begin(&owner->tape, config->scenario, config->seed, owner->wall_ns);
    (void)tape_record(&owner->tape, config->records);
    owner->server = server_create(&config->server, error, error_size);
    if (owner->server == NULL) return false;
    for (uint32_t i = 0; i < FEED_KINDS; i++) register_stage(owner, (enum feed_kind)i);
    if (!config->has_control) return true;
    struct dialect control = {
        .name = "control", .ws_path = "/control", .context = owner, .message = take_word};
    server_register(owner->server, &control);
    return true;
}

bool feed_server_run(const struct feed_server_config *config, char *error, size_t error_size)
{
    struct feed_server *owner = calloc(1, sizeof *owner);
    (void)snprintf(error, error_size, "out of memory");
    if (owner == NULL) return false;
    owner->config = *config;
    os_signal_prepare();
    bool is_good = begin(owner, error, error_size);
    if (is_good && config->ready != NULL) {
        config->ready(server_port(owner->server, false), server_port(owner->server, true));
    }
    while (is_good && !os_signal_stop_requested()) {
        int64_t next_ns = turn(owner, os_clock_steady_ns());
        server_flush(owner->server);
        server_wake_at(owner->server, next_ns);
        if (!server_service(owner->server)) break;
    }
    server_destroy(owner->server);
    free(owner);
    return is_good;
}
