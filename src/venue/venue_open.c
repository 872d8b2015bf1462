/* SPDX-License-Identifier: Apache-2.0 */
/*
 * venue_open.c - see venue_parts.h.
 *
 * Role       Journal and core first, then what is read from them, then who may enter, last the
 *            sockets: nobody is served by half a venue.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "desk/desk.h"
#include "gateway/credential.h"
#include "gateway/instrument.h"
#include "gateway/rest.h"
#include "gateway/rpc.h"
#include "gateway/session.h"
#include "gateway/throttle.h"
#include "node/charter.h"
#include "os/os_clock.h"
#include "os/os_file.h"
#include "os/os_process.h"
#include "receipts/receipts.h"
#include "supervision/supervision.h"
#include "venue/bootstrap.h"
#include "venue/certificate.h"
#include "venue/demo.h"
#include "venue/log.h"
#include "venue/ops.h"
#include "venue/report_settings.h"
#include "venue/venue_clock.h"
#include "venue/venue_feeds.h"
#include "venue/venue_parts.h"
#include "venue/venue_readers.h"

#define ERROR_SIZE       1024u
#define NS_PER_MINUTE    INT64_C(60000000000)
#define DESCRIPTORS_MORE 128u /* beside the connections */
#define CREDITS_A_CALL   500

static bool refuse(const char *text)
{
    log_line(LOG_ERROR, "venue", "%s", text);
    return false;
}

/* The path of a file in the data directory. */
static const char *path_of(const struct venue *venue, const char *name, char path[OS_PATH_SIZE_MAX])
{
    (void)snprintf(path, OS_PATH_SIZE_MAX, "%s/%s", venue->config.data, name);
    return path;
}

/* --- the node --------------------------------------------------------------------------------- */

static struct core_config capacities_of(const struct venue_config *config)
{
    return (struct core_config){
        .accounts_max = (uint32_t)config->accounts,
        .positions_max = (uint32_t)config->positions,
        .orders_max = (uint32_t)config->orders,
        .extras_max = (uint32_t)config->conditional_orders,
        .products_max = 16,
        .members_max = 256,
        .users_max = 4096,
        .sessions_max = (uint32_t)config->sessions,
        .groups_max = 16384,
        .mmps_max = 4096,
        .ladder_width = 16384,
    };
}

static void wake(void *context)
{
    struct venue *venue = context;
    struct server *server = atomic_load(&venue->server);
    if (server != NULL) server_wake(server);
}

static void publish(void *context, const struct event *list, uint32_t count)
{
    struct venue *venue = context;
    gateway_publish(venue->gateway, list, count);
}

static void progress(void *context)
{
    struct venue *venue = context;
    gateway_progress(venue->gateway);
}

/* Recovery has one context with the running node; what is run again goes to this. */
static struct replay replay;

static void take_command(void *context, const struct command *command)
{
    (void)context;
    replay_command(&replay, command);
}

static void take_events(void *context, const struct event *list, uint32_t count)
{
    (void)context;
    replay_events(&replay, list, count);
}

/* The capacities of the journal that is there, or of a new one. */
static bool ensure_journal(struct venue *venue, struct core_config *capacities)
{
    struct journal_error error = {0};
    struct journal_segment_header header;
    struct core_config wanted = capacities_of(&venue->config);
    const char *fault = core_config_fault(&wanted);
    if (fault != NULL) {
        log_line(LOG_ERROR, "venue", "the capacity '%s' is not legal", fault);
        return false;
    }
    struct journal_founding founding = {.segment_size = venue->config.segment_mib << 20};
    charter_write(&founding.charter, &wanted);
    enum journal_status status = journal_create(venue->config.data, &founding, &error);
    if (status == JOURNAL_EXISTS) status = JOURNAL_OK;
    if (status == JOURNAL_OK) status = journal_read_header(venue->config.data, &header, &error);
    if (status != JOURNAL_OK) return refuse(error.text);
    if (charter_read(&header.charter, capacities)) return true;
    return refuse("the journal is of another version");
}

static bool open_node(struct venue *venue)
{
    struct journal_error error = {0};
    struct node_config config = node_config_default(venue->config.data, publish, venue);
    config.clock_ns = venue_clock_ns;
    config.progress = progress;
    config.replayed_command = take_command;
    config.replayed_events = take_events;
    config.seal_interval = venue->config.seal_commands;
    config.snapshots_kept = (uint32_t)venue->config.snapshots_kept;
    config.snapshot_sequence_max = venue->history_sequence;
    replay = (struct replay){.venue = venue};
    enum journal_status status = node_open(&venue->node, &config, &error);
    if (status != JOURNAL_OK) return refuse(error.text);
    venue->is_node_open = true;
    const struct node_report *report = &venue->node.report;
    venue->snapshot_sequence = report->snapshot_sequence;
    struct venue_clock_start start = {
        .speed = (int64_t)venue->config.speed,
        .from_ns = core_time_ns(node_core(&venue->node)),
        .behind_ns = (int64_t)venue->config.warm_up_minutes * NS_PER_MINUTE,
    };
    (void)venue_config_time(venue->config.begin, &start.begin_ns);
    venue_clock_start(&start);
    log_line(LOG_INFO, "venue",
             "recovered to sequence %" PRIu64 ": snapshot %" PRIu64 ", %" PRIu64
             " commands run again, %" PRId64 " ms",
             report->sequence_last, report->snapshot_sequence, report->replayed_count,
             report->duration_ns / 1000000);
    if (report->snapshots_refused > 0) {
        log_line(LOG_WARN, "venue", "%u snapshots were passed over: %s", report->snapshots_refused,
                 report->refused_newest.text);
    }
    return replay_end(&replay);
}

/* --- who may enter, and under which names ----------------------------------------------------- */

static bool submit_for_sessions(void *context, struct command *command)
{
    struct venue *venue = context;
    return gateway_submit(venue->gateway, command, NULL, NULL);
}

static struct throttle_terms terms_of(uint64_t burst, uint64_t rate)
{
    return (struct throttle_terms){
        .cost = burst == 0 ? 0 : CREDITS_A_CALL,
        .burst = (int64_t)burst * CREDITS_A_CALL,
        .refill = (int64_t)rate * CREDITS_A_CALL,
    };
}

static bool open_doors(struct venue *venue, const struct core_config *capacities)
{
    char error[ERROR_SIZE];
    char path[OS_PATH_SIZE_MAX];
    const struct venue_config *config = &venue->config;
    const struct throttle_terms terms[THROTTLE_KINDS] = {
        [THROTTLE_REQUEST] = terms_of(config->request_burst, config->request_rate),
        [THROTTLE_MATCHING] = terms_of(config->matching_burst, config->matching_rate),
        [THROTTLE_SUBSCRIBE] = terms_of(config->subscribe_burst, config->subscribe_rate),
    };
    const struct sessions_config sessions = {
        .core_sessions_max = capacities->sessions_max,
        .submit = submit_for_sessions,
        .context = venue,
    };
    venue->credentials = credentials_open(path_of(venue, "keys.json", path), error, sizeof error);
    if (venue->credentials == NULL) return refuse(error);
    venue->sessions = sessions_create(&sessions);
    venue->throttles = throttles_create(terms);
    venue->instruments = instruments_create();
    bool is_made =
        venue->sessions != NULL && venue->throttles != NULL && venue->instruments != NULL;
    return is_made || refuse("out of memory for sessions");
}

/* Names follow the listing: at the start, and whenever a product changes. */
static void name_products(struct venue *venue)
{
    const struct core *core = gateway_core(venue->gateway);
    for (uint16_t id = 1; id < PRODUCTS_MAX; id++) {
        struct terms_view view;
        struct instrument instrument;
        if (!core_terms(core, id, &view)) continue;
        struct payoff_view payoff = {0};
        instrument_of_terms(&instrument, id, view.product);
        if (core_payoff(core, id, &payoff)) {
            instrument_settle(&instrument, payoff.currency, payoff.lot_face.micros);
        }
        (void)instruments_add(venue->instruments, &instrument);
    }
}

static void watch_products(void *context, const struct event *list, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        bool names = list[i].kind == EVENT_PRODUCT || list[i].kind == EVENT_PAYOFF_TERMS;
        if (names) name_products(context);
    }
}

/* --- sockets ---------------------------------------------------------------------------------- */

static void log_server(void *context, bool is_error, const char *text)
{
    (void)context;
    log_line(is_error ? LOG_ERROR : LOG_WARN, "server", "%s", text);
}

static void copy_endpoint(struct server_listen *listen, bool *has, const char *text)
{
    *has = text[0] != '\0' && venue_config_endpoint(text, listen->address, &listen->port);
}

/* An operator's own files, or a self-signed certificate. */
static bool find_certificate(struct venue *venue, char certificate[OS_PATH_SIZE_MAX],
                             char key[OS_PATH_SIZE_MAX])
{
    char error[ERROR_SIZE];
    if (venue->config.certificate[0] != '\0') {
        (void)snprintf(certificate, OS_PATH_SIZE_MAX, "%s", venue->config.certificate);
        (void)snprintf(key, OS_PATH_SIZE_MAX, "%s", venue->config.certificate_key);
        return true;
    }
    (void)path_of(venue, "tls-certificate.pem", certificate);
    (void)path_of(venue, "tls-key.pem", key);
    return certificate_ensure(certificate, key, error, sizeof error) || refuse(error);
}

static struct server_config server_config_of(const struct venue_config *config)
{
    struct server_config server = server_config_default();
    copy_endpoint(&server.plain, &server.has_plain, config->listen);
    copy_endpoint(&server.tls, &server.has_tls, config->tls);
    server.connections_max = (uint32_t)config->connections;
    server.connections_per_address_max = (uint32_t)config->connections_per_address;
    server.backlog_size_max = (size_t)config->backlog_kib << 10;
    server.header_seconds = (uint32_t)config->header_seconds;
    server.keep_alive_seconds = (uint32_t)config->keep_alive_seconds;
    server.ping_seconds = (uint32_t)config->ping_seconds;
    server.answer_ns = (int64_t)config->answer_seconds * INT64_C(1000000000);
    server.log = log_server;
    return server;
}

static void serve_page(struct venue *venue, struct server *server)
{
    char beside[CONFIG_TEXT_SIZE] = "";
    char folder[CONFIG_TEXT_SIZE];
    char error[ERROR_SIZE];
    /* What was installed into another root, as packages are made, lies beside its program. */
    os_process_folder(folder, sizeof folder);
    int size = snprintf(beside, sizeof beside, "%s/" PERPETUA_PAGE_BESIDE, folder);
    if (folder[0] == '\0' || size < 0 || (size_t)size >= sizeof beside) beside[0] = '\0';
    const char *const places[] = {"web/dist", beside, PERPETUA_PAGE};
    if (venue->config.page[0] != '\0') {
        if (!server_serve_page(server, venue->config.page, error, sizeof error))
            (void)refuse(error);
        return;
    }
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        if (places[i][0] == '\0') continue;
        if (server_serve_page(server, places[i], error, sizeof error)) return;
    }
    log_line(LOG_INFO, "venue", "there is no page to serve");
}

static bool open_server(struct venue *venue)
{
    char error[ERROR_SIZE];
    char certificate[OS_PATH_SIZE_MAX];
    char key[OS_PATH_SIZE_MAX];
    struct server_config config = server_config_of(&venue->config);
    if (config.has_tls && !find_certificate(venue, certificate, key)) return false;
    config.certificate_path = certificate;
    config.key_path = key;
    uint64_t descriptors = os_process_raise_descriptors(config.connections_max + DESCRIPTORS_MORE);
    if (descriptors < config.connections_max + DESCRIPTORS_MORE) {
        config.connections_max = (uint32_t)(descriptors - DESCRIPTORS_MORE);
        log_line(LOG_WARN, "venue", "%u connections at most: the limit of descriptors is %" PRIu64,
                 config.connections_max, descriptors);
    }
    struct server *server = server_create(&config, error, sizeof error);
    if (server == NULL) return refuse(error);
    atomic_store(&venue->server, server);
    serve_page(venue, server);
    ops_register(venue);
    char requests[OS_PATH_SIZE_MAX];
    venue->block_requests =
        block_requests_open(path_of(venue, "block-requests.json", requests), error, sizeof error);
    if (venue->block_requests == NULL) return refuse(error);
    struct rpc_config dialect = {.is_demo = venue->config.is_demo,
                                 .version = venue->version,
                                 .block_requests = venue->block_requests};
    venue->rpc = rpc_create(venue->gateway, server, &dialect);
    if (venue->rpc == NULL) return refuse("out of memory for JSON-RPC");
    venue->rest = rest_create(venue->gateway, server);
    return venue->rest != NULL || refuse("out of memory for REST");
}

/* --- beside the venue ------------------------------------------------------------------------- */

/* Supervision looks on where receipts run the journal again: without them nobody runs it. */
static bool open_supervision(struct venue *venue, const struct core_config *capacities)
{
    struct journal_error error = {0};
    char fault[CONFIG_ERROR_SIZE];
    if (!venue->config.has_supervision || !venue->config.has_receipts) return true;
    venue->report_settings = malloc(sizeof *venue->report_settings);
    if (venue->report_settings == NULL) return refuse("out of memory for settings of reports");
    if (!report_settings_read(venue->config.report_settings, venue->report_settings, fault)) {
        return refuse(fault);
    }
    const struct supervision_config config = {
        .directory = venue->config.data,
        .products_max = capacities->products_max,
        .settings = venue->report_settings,
        .wake = wake,
        .context = venue,
    };
    return supervision_start(&venue->supervision, &config, &error) == JOURNAL_OK ||
           refuse(error.text);
}

static bool open_receipts(struct venue *venue)
{
    struct journal_error error = {0};
    struct receipts_config config = {
        .directory = venue->config.data,
        .room = (size_t)venue->config.receipts_mib << 20,
        .snapshot = venue->snapshot_sequence,
        .wake = wake,
        .context = venue,
    };
    if (!venue->config.has_receipts) return true;
    venue->desk = desk_create();
    if (venue->desk == NULL) return refuse("out of memory for the desk");
    config.observers[config.observer_count++] =
        (struct receipts_observer){desk_observe, desk_keep, venue->desk};
    if (venue->supervision != NULL) {
        config.observers[config.observer_count++] =
            (struct receipts_observer){supervision_observe, supervision_keep, venue->supervision};
    }
    return receipts_start(&venue->receipts, &config, &error) == JOURNAL_OK || refuse(error.text);
}

/* --- all of it -------------------------------------------------------------------------------- */

static void attach(struct venue *venue)
{
    const struct gateway_parts parts = {
        .node = &venue->node,
        .clock_ns = venue_clock_ns,
        .market = venue->market,
        .orders = venue->orders,
        .history = venue->history,
        .receipts = venue->receipts,
        .desk = venue->desk,
        .supervision = venue->supervision,
        .credentials = venue->credentials,
        .instruments = venue->instruments,
        .sessions = venue->sessions,
        .throttles = venue->throttles,
        .server = atomic_load(&venue->server),
    };
    gateway_attach(venue->gateway, &parts);
}

static bool open_demo(struct venue *venue)
{
    char error[ERROR_SIZE];
    if (!venue->config.is_demo) {
        venue_feeds_send(venue);
        return true;
    }
    if (!bootstrap_keys(venue->credentials, venue->config.data, error, sizeof error)) {
        return refuse(error);
    }
    if (!demo_start(venue)) return refuse("the demonstration could not be listed");
    name_products(venue);
    return true;
}

bool venue_parts_open(struct venue *venue)
{
    struct core_config capacities;
    venue->gateway = gateway_create(wake, venue);
    if (venue->gateway == NULL) return refuse("out of memory");
    if (!ensure_journal(venue, &capacities)) return false;
    if (!venue_readers_open(venue, &capacities) || !open_node(venue)) return false;
    if (!open_doors(venue, &capacities)) return false;
    attach(venue);
    venue_readers_attach(venue);
    name_products(venue);
    gateway_listen(venue->gateway, watch_products, venue);
    if (!venue_cancel_disconnected(venue)) return false;
    if (!venue_feeds_open(venue)) return false;
    venue_feeds_first(venue);
    if (!open_demo(venue) || !open_server(venue)) return false;
    if (!open_supervision(venue, &capacities) || !open_receipts(venue)) return false;
    attach(venue);
    return true;
}

void venue_parts_close(struct venue *venue)
{
    struct journal_error error = {0};
    struct server *server = atomic_load(&venue->server);
    venue_feeds_close(venue); /* it wakes the server */
    if (venue->gateway != NULL) gateway_abandon(venue->gateway);
    receipts_stop(venue->receipts);
    desk_destroy(venue->desk);
    supervision_stop(venue->supervision);
    free(venue->report_settings);
    server_destroy(server);
    atomic_store(&venue->server, NULL);
    rpc_destroy(venue->rpc);
    rest_destroy(venue->rest);
    if (venue->is_node_open && node_close(&venue->node, &error) != JOURNAL_OK) {
        (void)refuse(error.text);
    }
    sessions_destroy(venue->sessions);
    throttles_destroy(venue->throttles);
    instruments_destroy(venue->instruments);
    credentials_close(venue->credentials);
    block_requests_close(venue->block_requests);
    venue_readers_close(venue);
    gateway_destroy(venue->gateway);
    free(venue->agents);
}

bool venue_snapshot(struct venue *venue)
{
    struct journal_error error = {0};
    int64_t begin_ns = os_clock_steady_ns();
    if (node_snapshot(&venue->node, &error) != JOURNAL_OK) return refuse(error.text);
    venue->snapshot_sequence = gateway_barrier(venue->gateway);
    venue->snapshot_ns = os_clock_steady_ns() - begin_ns;
    if (venue->receipts != NULL) receipts_snapshot(venue->receipts, venue->snapshot_sequence);
    log_line(LOG_INFO, "venue", "snapshot at sequence %" PRIu64 ", %" PRId64 " ms",
             venue->snapshot_sequence, venue->snapshot_ns / 1000000);
    return true;
}

void venue_say_failure(struct venue *venue)
{
    struct journal_error error = {0};
    venue->mode = VENUE_FAILED;
    if (node_status(&venue->node, &error) != JOURNAL_OK) {
        (void)refuse(error.text);
    } else {
        (void)refuse("the venue cannot go on; nothing that was acknowledged is lost");
    }
}

static void say_addresses(const char *web, const char *socket, int port)
{
    printf("page:      %s://127.0.0.1:%d/\n", web, port);
    printf("a bot:     %s://127.0.0.1:%d/api/v2 and %s://127.0.0.1:%d/ws/api/v2 (JSON-RPC)\n", web,
           port, socket, port);
}

void venue_say_how_to_connect(const struct venue *venue)
{
    const struct server *server = atomic_load(&venue->server);
    int port = server_port(server, false);
    int tls_port = server_port(server, true);
    if (port != 0) say_addresses("http", "ws", port);
    if (tls_port != 0) say_addresses("https", "wss", tls_port);
    if (tls_port != 0 && venue->config.certificate[0] == '\0') {
        printf("trust:     %s/tls-certificate.pem\n", venue->config.data);
    }
    if (venue->config.is_demo) {
        printf("keys:      demo / demo-secret, demo2 / demo2-secret; "
               "to sign requests: demo-rsa with %s/demo-rsa.pem\n",
               venue->config.data);
        printf("consoles:  operator, operator2, surveillance, compliance, regulator, "
               "each with its name and -secret\n");
        printf("stop:      Ctrl-C\n");
    }
    (void)fflush(stdout);
}
