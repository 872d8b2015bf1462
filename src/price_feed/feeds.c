/* SPDX-License-Identifier: Apache-2.0 */
/*
 * feeds.c - see feeds.h.
 *
 * Role       Sockets of libwebsockets as a client.  What is due, is done in one timer for all; the
 *            library's callbacks tell the machine of a source what happened to it.
 * Invariant  A socket's library object is known to it from the connection's begin to its end, and
 *            the end is told to the machine once.
 */
#include "price_feed/feeds.h"

#include <libwebsockets.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/int_math.h"
#include "os/os_clock.h"
#include "os/os_thread.h"

#define RECEIVE_SIZE 16384u
#define LOG_SIZE     1024u
#define COUNT_WORDS  (sizeof(struct feed_counts) / sizeof(uint64_t))

static_assert(sizeof(struct feed_counts) % sizeof(uint64_t) == 0, "counts are words");

/* What the other thread reads.  The version is odd while the words change. */
struct mailbox {
    _Atomic uint64_t version;
    _Atomic int64_t words[4]; /* bid, ask, last, time */
    _Atomic uint64_t counts[COUNT_WORDS];
    _Atomic int64_t confirmed_ns;
    _Atomic bool is_open;
};

struct feed_socket {
    struct feeds *feeds;
    struct feed feed;
    struct feed_url url;
    char text[FEED_URL_SIZE];
    struct lws *wsi; /* NULL: there is no connection */
    char *input;
    size_t input_size;
    int64_t left_ns; /* when a quote was left last */
    int64_t shown_confirmed_ns;
    uint64_t gaps_said;
    struct mailbox mailbox;
};

struct feeds {
    struct feeds_config config;
    char authority[FEED_URL_SIZE];
    struct lws_context *context;
    lws_sorted_usec_list_t timer;
    int64_t due_ns; /* of the timer */
    struct os_thread thread;
    bool has_thread;
    _Atomic bool is_stopping;
    struct feed_socket sockets[FEEDS_MAX];
};

/* --- addresses -------------------------------------------------------------------------------- */

/* A path has at most one place for the coin. */
static bool join(char url[FEED_URL_SIZE], const char *server, const char *name, const char *coin,
                 const char *path)
{
    const char *mark = strstr(path, "%s");
    size_t size = mark == NULL ? strlen(path) : (size_t)(mark - path);
    int written =
        snprintf(url, FEED_URL_SIZE, "%s%s%s%.*s%s%s", server, name[0] == '\0' ? "" : "/", name,
                 (int)size, path, mark == NULL ? "" : coin, mark == NULL ? "" : mark + 2);
    return written > 0 && (size_t)written < FEED_URL_SIZE;
}

void feeds_public_url(enum feed_kind kind, const char *coin, char url[FEED_URL_SIZE])
{
    const struct feed_protocol *protocol = feed_protocol(kind);
    bool fits = join(url, protocol->server, "", coin, protocol->path);
    ASSERT(fits);
}

bool feeds_server_url(enum feed_kind kind, const char *coin, const char *base,
                      char url[FEED_URL_SIZE])
{
    char server[FEED_URL_SIZE];
    const struct feed_protocol *protocol = feed_protocol(kind);
    size_t size = strnlen(base, sizeof server - 1);
    while (size > 0 && base[size - 1] == '/') size--;
    memcpy(server, base, size);
    server[size] = '\0';
    return join(url, server, protocol->name, coin, protocol->path);
}

/* --- what leaves ------------------------------------------------------------------------------ */

static void say(const struct feed_socket *socket, bool is_warning, const char *text)
{
    char line[LOG_SIZE + 32];
    const struct feeds *feeds = socket->feeds;
    if (feeds->config.log == NULL) return;
    (void)snprintf(line, sizeof line, "%s: %s", feed_protocol(socket->feed.reader.kind)->name,
                   text);
    feeds->config.log(feeds->config.context, is_warning, line);
}

static void show_counts(struct feed_socket *socket)
{
    struct mailbox *mailbox = &socket->mailbox;
    uint64_t words[COUNT_WORDS];
    memcpy(words, &socket->feed.counts, sizeof words);
    for (size_t i = 0; i < COUNT_WORDS; i++) atomic_store(&mailbox->counts[i], words[i]);
    atomic_store(&mailbox->confirmed_ns, socket->feed.confirmed_ns);
    atomic_store(&mailbox->is_open, socket->feed.phase == FEED_OPEN);
}

/* Leaves the quote if there is a newer one and it is time.  Returns when to look again. */
static int64_t leave_quote(struct feed_socket *socket, int64_t now_ns)
{
    struct feed_quote quote;
    struct mailbox *mailbox = &socket->mailbox;
    if (!feed_quote(&socket->feed, socket->shown_confirmed_ns, &quote)) return INT64_MAX;
    int64_t due_ns = socket->left_ns + socket->feeds->config.interval_ns;
    if (now_ns < due_ns) return due_ns;
    uint64_t version = atomic_load(&mailbox->version);
    atomic_store(&mailbox->version, version + 1);
    atomic_store(&mailbox->words[0], quote.bid_e8);
    atomic_store(&mailbox->words[1], quote.ask_e8);
    atomic_store(&mailbox->words[2], quote.last_e8);
    atomic_store(&mailbox->words[3], quote.time_ns);
    atomic_store(&mailbox->version, version + 2);
    socket->left_ns = now_ns;
    socket->shown_confirmed_ns = socket->feed.confirmed_ns;
    if (socket->feeds->config.wake != NULL) {
        socket->feeds->config.wake(socket->feeds->config.context);
    }
    return INT64_MAX;
}

/* --- connections ------------------------------------------------------------------------------ */

static void schedule(struct feeds *feeds, int64_t at_ns);

static void end_connection(struct feed_socket *socket)
{
    char text[LOG_SIZE];
    struct feed *feed = &socket->feed;
    socket->wsi = NULL;
    socket->input_size = 0;
    if (feed->phase == FEED_WAITING) return;
    int64_t now_ns = os_clock_steady_ns();
    feed_closed(feed, now_ns);
    (void)snprintf(text, sizeof text, "no connection (%s); again in %lld ms",
                   feed_end_text(feed->end), (long long)(feed->connect_ns - now_ns) / 1000000);
    show_counts(socket);
    if (atomic_load(&socket->feeds->is_stopping)) return;
    say(socket, true, text);
    schedule(socket->feeds, feed->connect_ns);
}

static void begin_connection(struct feed_socket *socket)
{
    const struct feed_url *url = &socket->url;
    struct lws_client_connect_info info = {
        .context = socket->feeds->context,
        .address = url->host,
        .host = url->host,
        .origin = url->host,
        .path = url->path,
        .port = url->port,
        .ssl_connection = url->is_tls ? LCCSCF_USE_SSL : 0,
        .ietf_version_or_minus_one = -1,
        .local_protocol_name = "feed",
        .alpn = "http/1.1",
        .opaque_user_data = socket,
        .pwsi = &socket->wsi,
    };
    struct lws *wsi = lws_client_connect_via_info(&info);
    if (wsi == NULL) end_connection(socket);
}

/* Does what the machine says.  A connection is closed by the library in its own time. */
static void act(struct feed_socket *socket, enum feed_action action)
{
    switch (action) {
    case FEED_DO_CONNECT: begin_connection(socket); return;
    case FEED_DO_SEND:
        if (socket->wsi != NULL) (void)lws_callback_on_writable(socket->wsi);
        return;
    case FEED_DO_CLOSE:
        if (socket->wsi == NULL) {
            end_connection(socket);
        } else {
            lws_set_timeout(socket->wsi, PENDING_TIMEOUT_USER_REASON_BASE, LWS_TO_KILL_ASYNC);
        }
        return;
    case FEED_DO_NOTHING:
    default: return;
    }
}

/* The machine, then the quote.  Returns when to look again. */
static int64_t turn(struct feed_socket *socket, int64_t now_ns)
{
    int64_t next_ns = INT64_MAX;
    act(socket, feed_turn(&socket->feed, now_ns, &next_ns));
    next_ns = i64_min(next_ns, leave_quote(socket, now_ns));
    show_counts(socket);
    return next_ns;
}

static void turn_all(lws_sorted_usec_list_t *timer)
{
    struct feeds *feeds = lws_container_of(timer, struct feeds, timer);
    int64_t now_ns = os_clock_steady_ns();
    int64_t next_ns = now_ns + INT64_C(1000000000);
    feeds->due_ns = INT64_MAX;
    for (uint32_t i = 0; i < feeds->config.count; i++) {
        next_ns = i64_min(next_ns, turn(&feeds->sockets[i], now_ns));
    }
    schedule(feeds, next_ns);
}

/* One timer for all: it is moved to an earlier time only. */
static void schedule(struct feeds *feeds, int64_t at_ns)
{
    if (at_ns >= feeds->due_ns) return;
    feeds->due_ns = at_ns;
    int64_t wait_us = i64_clamp((at_ns - os_clock_steady_ns() + 999) / 1000, 1, 1000000);
    lws_sul_schedule(feeds->context, 0, &feeds->timer, turn_all, wait_us);
}

/* --- the library's callback ------------------------------------------------------------------- */

/* Whole messages go to the machine; a piece waits for the next one. */
static enum feed_action receive(struct feed_socket *socket, const void *bytes, size_t size)
{
    bool fits = size <= FEED_MESSAGE_SIZE_MAX - socket->input_size;
    if (!fits || lws_frame_is_binary(socket->wsi)) return feed_refuse_message(&socket->feed);
    if (size > 0) memcpy(socket->input + socket->input_size, bytes, size);
    socket->input_size += size;
    bool is_whole =
        lws_is_final_fragment(socket->wsi) && lws_remaining_packet_payload(socket->wsi) == 0;
    if (!is_whole) return FEED_DO_NOTHING;
    size_t message_size = socket->input_size;
    socket->input_size = 0;
    return feed_message(&socket->feed, socket->input, message_size, os_clock_steady_ns());
}

static int take_input(struct feed_socket *socket, const void *bytes, size_t size)
{
    if (socket->feed.phase != FEED_OPEN) return -1;
    enum feed_action action = receive(socket, bytes, size);
    int64_t next_ns = leave_quote(socket, os_clock_steady_ns());
    if (next_ns != INT64_MAX) schedule(socket->feeds, next_ns);
    if (socket->feed.counts.gaps != socket->gaps_said) {
        socket->gaps_said = socket->feed.counts.gaps;
        say(socket, true, "a gap; asking anew");
    }
    show_counts(socket);
    if (action == FEED_DO_CLOSE) return -1;
    act(socket, action);
    return 0;
}

static int write_output(struct feed_socket *socket)
{
    unsigned char buffer[LWS_PRE + FEED_TEXT_SIZE];
    struct feed_texts *output = &socket->feed.output;
    if (output->count == 0) return 0;
    size_t size = output->list[0].size;
    memcpy(buffer + LWS_PRE, output->list[0].bytes, size);
    output->count--;
    memmove(&output->list[0], &output->list[1], output->count * sizeof output->list[0]);
    if (lws_write(socket->wsi, buffer + LWS_PRE, size, LWS_WRITE_TEXT) < 0) return -1;
    if (output->count > 0) (void)lws_callback_on_writable(socket->wsi);
    return 0;
}

static int begin_talk(struct feed_socket *socket)
{
    say(socket, false, socket->text);
    enum feed_action action = feed_opened(&socket->feed, os_clock_steady_ns());
    socket->gaps_said = socket->feed.counts.gaps;
    show_counts(socket);
    act(socket, action);
    return 0;
}

static void say_error(const struct feed_socket *socket, const void *bytes, size_t size)
{
    char text[LOG_SIZE];
    if (bytes == NULL || size == 0) return;
    (void)snprintf(text, sizeof text, "%.*s", (int)i64_min((int64_t)size, 500),
                   (const char *)bytes);
    say(socket, true, text);
}

static int serve(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *bytes,
                 size_t size)
{
    (void)user;
    struct feed_socket *socket = lws_get_opaque_user_data(wsi);
    if (socket == NULL) return 0;
    switch ((int)reason) {
    case LWS_CALLBACK_CLIENT_ESTABLISHED: socket->wsi = wsi; return begin_talk(socket);
    case LWS_CALLBACK_CLIENT_RECEIVE: return take_input(socket, bytes, size);
    case LWS_CALLBACK_CLIENT_WRITEABLE: return write_output(socket);
    case LWS_CALLBACK_CLIENT_CONNECTION_ERROR: say_error(socket, bytes, size); break;
    case LWS_CALLBACK_CLIENT_CLOSED:
    case LWS_CALLBACK_WSI_DESTROY: break;
    default: return 0;
    }
    lws_set_opaque_user_data(wsi, NULL);
    end_connection(socket);
    return 0;
}

static const struct lws_protocols protocols[] = {
    {"feed", serve, 0, RECEIVE_SIZE, 0, NULL, 0},
    {NULL, NULL, 0, 0, 0, NULL, 0},
};

/* --- making and ending ------------------------------------------------------------------------ */

static bool make_context(struct feeds *feeds)
{
    struct lws_context_creation_info info = {
        .options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT | LWS_SERVER_OPTION_NO_LWS_SYSTEM_STATES,
        .port = CONTEXT_PORT_NO_LISTEN,
        .gid = -1,
        .uid = -1,
        .protocols = protocols,
        .pt_serv_buf_size = RECEIVE_SIZE,
        .timeout_secs = FEED_CONNECT_NS / 1000000000,
        .fd_limit_per_thread = 64,
        .ssl_client_options_set = SSL_OP_NO_TLSv1 | SSL_OP_NO_TLSv1_1,
    };
    if (feeds->authority[0] != '\0') {
        info.options |= LWS_SERVER_OPTION_DISABLE_OS_CA_CERTS;
        info.client_ssl_ca_filepath = feeds->authority;
    }
    /* Whoever has a log of the library's own words asks for them; ours say the same. */
    lws_set_log_level(0, NULL);
    feeds->context = lws_create_context(&info);
    return feeds->context != NULL;
}

static void run(void *context)
{
    struct feeds *feeds = context;
    feeds->due_ns = INT64_MAX;
    schedule(feeds, 0);
    while (!atomic_load(&feeds->is_stopping)) {
        if (lws_service(feeds->context, 0) < 0) break;
    }
    lws_sul_cancel(&feeds->timer);
    lws_context_destroy(feeds->context);
    feeds->context = NULL;
}

static bool make_socket(struct feeds *feeds, uint32_t index)
{
    struct feed_socket *socket = &feeds->sockets[index];
    const struct feed_source *source = &feeds->config.sources[index];
    socket->feeds = feeds;
    socket->input = malloc(FEED_MESSAGE_SIZE_MAX);
    char url[sizeof source->url]; /* a copy: gcc with sanitizers takes the two for one object */
    memcpy(url, source->url, sizeof url);
    (void)snprintf(socket->text, sizeof socket->text, "connected to %.480s", url);
    feed_begin(&socket->feed, source->kind, feeds->config.coin, feeds->config.seed + index);
    socket->left_ns = -feeds->config.interval_ns;
    return socket->input != NULL && feed_url_read(source->url, &socket->url);
}

struct feeds *feeds_start(const struct feeds_config *config, char *error, size_t error_size)
{
    ASSERT(config->count <= FEEDS_MAX);
    struct feeds *feeds = calloc(1, sizeof *feeds);
    (void)snprintf(error, error_size, "out of memory for the price feeds");
    if (feeds == NULL) return NULL;
    feeds->config = *config;
    if (config->authority_path != NULL) {
        (void)snprintf(feeds->authority, sizeof feeds->authority, "%s", config->authority_path);
    }
    bool is_made = true;
    for (uint32_t i = 0; i < config->count && is_made; i++) {
        is_made = make_socket(feeds, i);
        if (is_made) continue;
        (void)snprintf(error, error_size, "%.500s: ws://HOST:PORT or wss://HOST is expected",
                       config->sources[i].url);
    }
    if (is_made && !make_context(feeds)) {
        (void)snprintf(error, error_size, "the price feeds cannot be made: is %.400s there?",
                       feeds->authority[0] == '\0' ? "TLS" : feeds->authority);
        is_made = false;
    }
    feeds->has_thread =
        is_made && os_thread_start(&feeds->thread, "price-feeds", run, feeds) == OS_OK;
    if (feeds->has_thread) return feeds;
    feeds_stop(feeds);
    return NULL;
}

void feeds_stop(struct feeds *feeds)
{
    if (feeds == NULL) return;
    atomic_store(&feeds->is_stopping, true);
    if (feeds->has_thread) {
        lws_cancel_service(feeds->context);
        os_thread_join(&feeds->thread);
    } else if (feeds->context != NULL) {
        lws_context_destroy(feeds->context);
    }
    for (uint32_t i = 0; i < feeds->config.count; i++) free(feeds->sockets[i].input);
    free(feeds);
}

/* --- the other thread ------------------------------------------------------------------------- */

uint32_t feeds_count(const struct feeds *feeds)
{
    return feeds->config.count;
}

enum feed_kind feeds_kind(const struct feeds *feeds, uint32_t index)
{
    ASSERT(index < feeds->config.count);
    return feeds->config.sources[index].kind;
}

bool feeds_take(struct feeds *feeds, uint32_t index, uint64_t *seen, struct feed_quote *quote)
{
    ASSERT(index < feeds->config.count);
    struct mailbox *mailbox = &feeds->sockets[index].mailbox;
    uint64_t version = atomic_load(&mailbox->version);
    /* While it is being written, it is not there yet: the writer wakes whoever takes it. */
    if (version == *seen || version % 2 != 0) return false;
    struct feed_quote read = {
        .bid_e8 = atomic_load(&mailbox->words[0]),
        .ask_e8 = atomic_load(&mailbox->words[1]),
        .last_e8 = atomic_load(&mailbox->words[2]),
        .time_ns = atomic_load(&mailbox->words[3]),
    };
    if (atomic_load(&mailbox->version) != version) return false;
    *seen = version;
    *quote = read;
    return true;
}

struct feed_figures feeds_figures(const struct feeds *feeds, uint32_t index)
{
    ASSERT(index < feeds->config.count);
    const struct mailbox *mailbox = &feeds->sockets[index].mailbox;
    struct feed_figures figures = {
        .confirmed_ns = atomic_load(&mailbox->confirmed_ns),
        .is_open = atomic_load(&mailbox->is_open),
    };
    uint64_t words[COUNT_WORDS];
    for (size_t i = 0; i < COUNT_WORDS; i++) words[i] = atomic_load(&mailbox->counts[i]);
    memcpy(&figures.counts, words, sizeof words);
    return figures;
}
