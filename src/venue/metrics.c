/* SPDX-License-Identifier: Apache-2.0 */
/*
 * metrics.c - see metrics.h.
 */
#include "venue/metrics.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/int_math.h"
#include "history/history.h"
#include "os/os_clock.h"
#include "os/os_process.h"
#include "receipts/receipts.h"
#include "supervision/supervision.h"
#include "venue/venue_feeds.h"

#define LINE_SIZE 1024u

void text_add(struct text_buffer *buffer, const char *format, ...)
{
    char line[LINE_SIZE];
    va_list arguments;
    va_start(arguments, format);
    int size = vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    if (size < 0 || (size_t)size >= sizeof line) {
        buffer->has_failed = true;
        return;
    }
    if (buffer->size + (size_t)size + 1 > buffer->capacity) {
        size_t capacity = buffer->capacity == 0 ? 16384 : buffer->capacity * 2;
        char *grown = realloc(buffer->bytes, capacity);
        if (grown == NULL) {
            buffer->has_failed = true;
            return;
        }
        buffer->bytes = grown;
        buffer->capacity = capacity;
    }
    for (int i = 0; i <= size; i++) buffer->bytes[buffer->size + (size_t)i] = line[i];
    buffer->size += (size_t)size;
}

static void head(struct text_buffer *buffer, const char *name, const char *type, const char *help)
{
    text_add(buffer, "# HELP perpetua_%s %s\n# TYPE perpetua_%s %s\n", name, help, name, type);
}

static void counter(struct text_buffer *buffer, const char *name, const char *help, uint64_t value)
{
    head(buffer, name, "counter", help);
    text_add(buffer, "perpetua_%s %" PRIu64 "\n", name, value);
}

static void gauge(struct text_buffer *buffer, const char *name, const char *help, int64_t value)
{
    head(buffer, name, "gauge", help);
    text_add(buffer, "perpetua_%s %" PRId64 "\n", name, value);
}

/* Nanoseconds as seconds, exactly. */
static void seconds(struct text_buffer *buffer, int64_t ns)
{
    bool is_negative = ns < 0;
    uint64_t size = is_negative ? -(uint64_t)ns : (uint64_t)ns;
    text_add(buffer, " %s%" PRIu64 ".%09" PRIu64 "\n", is_negative ? "-" : "", size / 1000000000,
             size % 1000000000);
}

static void gauge_seconds(struct text_buffer *buffer, const char *name, const char *help,
                          int64_t ns)
{
    head(buffer, name, "gauge", help);
    text_add(buffer, "perpetua_%s", name);
    seconds(buffer, ns);
}

/* --- the parts -------------------------------------------------------------------------------- */

static void write_process(const struct venue *venue, struct text_buffer *buffer)
{
    struct os_process_figures figures = os_process_figures();
    head(buffer, "build_info", "gauge", "The version of the program.");
    text_add(buffer, "perpetua_build_info{version=\"%s\"} 1\n", venue->version);
    gauge(buffer, "resident_memory_bytes", "Memory in use.", (int64_t)figures.resident_bytes);
    gauge(buffer, "open_descriptors", "Open file descriptors.", (int64_t)figures.descriptors_open);
    gauge(buffer, "max_descriptors", "Most descriptors that may be open.",
          (int64_t)figures.descriptors_max);
    head(buffer, "processor_seconds_total", "counter", "Processor time used by all threads.");
    text_add(buffer, "perpetua_processor_seconds_total");
    seconds(buffer, figures.processor_ns);
    gauge_seconds(buffer, "start_time_seconds", "When the process began, since 1970.",
                  figures.start_ns);
    gauge_seconds(buffer, "ready_after_seconds", "Time from the start until the venue was ready.",
                  venue->ready_ns);
}

static void write_latency(const struct gateway_counts *counts, struct text_buffer *buffer)
{
    uint64_t count = 0;
    head(buffer, "command_seconds", "histogram",
         "Time from the arrival of a command until it was durable and answered.");
    for (uint32_t i = 0; i < GATEWAY_TIMES; i++) {
        count += counts->times[i];
        if (i + 1 == GATEWAY_TIMES) break;
        uint64_t bound_ns = gateway_time_bound_ns(i);
        text_add(buffer,
                 "perpetua_command_seconds_bucket{le=\"%" PRIu64 ".%09" PRIu64 "\"} %" PRIu64 "\n",
                 bound_ns / 1000000000, bound_ns % 1000000000, count);
    }
    text_add(buffer, "perpetua_command_seconds_bucket{le=\"+Inf\"} %" PRIu64 "\n", count);
    text_add(buffer, "perpetua_command_seconds_sum");
    seconds(buffer, counts->time_sum_ns);
    text_add(buffer, "perpetua_command_seconds_count %" PRIu64 "\n", count);
}

static void write_node(struct venue *venue, struct text_buffer *buffer)
{
    struct gateway_counts counts = gateway_counts(venue->gateway);
    uint64_t sequence = gateway_barrier(venue->gateway);
    counter(buffer, "commands_total", "Commands submitted since the start.",
            counts.submitted_count);
    counter(buffer, "events_total", "Events shown since the start.", counts.event_count);
    counter(buffer, "rejects_total", "Commands that the rules refused.", counts.rejected_count);
    counter(buffer, "ticks_total", "Commands sent because something was due.", venue->tick_count);
    gauge(buffer, "sequence", "Sequence of the last command worked.", (int64_t)sequence);
    gauge(buffer, "durable_sequence", "Sequence of the last durable command.",
          (int64_t)gateway_durable(venue->gateway));
    gauge(buffer, "pending_commands", "Commands that wait to be durable.",
          (int64_t)gateway_pending_count(venue->gateway));
    gauge(buffer, "snapshot_sequence", "Sequence of the newest snapshot.",
          (int64_t)venue->snapshot_sequence);
    gauge_seconds(buffer, "snapshot_seconds", "Time that the last snapshot took.",
                  venue->snapshot_ns);
    gauge(buffer, "journal_space_low", "1 if the disk is too full for the next segment.",
          node_space_is_low(&venue->node));
    gauge_seconds(buffer, "venue_time_seconds", "The time of the venue, since 1970.",
                  gateway_now_ns(venue->gateway));
    gauge_seconds(buffer, "turn_max_seconds",
                  "Longest turn of the venue thread since the last look.", venue->turn_ns_max);
    venue->turn_ns_max = 0;
    write_latency(&counts, buffer);
}

static void write_server(const struct venue *venue, struct text_buffer *buffer)
{
    struct server_figures figures = server_figures(atomic_load(&venue->server));
    counter(buffer, "connections_accepted_total", "Connections accepted.", figures.accepted_count);
    counter(buffer, "connections_refused_total", "Connections over a limit.",
            figures.refused_count);
    counter(buffer, "http_requests_total", "HTTP requests.", figures.request_count);
    head(buffer, "http_answers_total", "counter", "HTTP answers by class of status.");
    for (uint32_t i = 2; i < 6; i++) {
        text_add(buffer, "perpetua_http_answers_total{class=\"%ux\"} %" PRIu64 "\n", i,
                 figures.answers[i]);
    }
    counter(buffer, "websocket_received_total", "Messages from WebSockets.", figures.message_count);
    counter(buffer, "websocket_sent_total", "Messages to WebSockets.", figures.sent_count);
    counter(buffer, "received_bytes_total", "Bytes of bodies and messages received.",
            figures.received_bytes);
    counter(buffer, "sent_bytes_total", "Bytes of answers and messages sent.", figures.sent_bytes);
    counter(buffer, "slow_clients_cut_total", "Clients cut because they did not read.",
            figures.cut_slow_count);
    counter(buffer, "malformed_clients_cut_total", "Clients cut for what they sent.",
            figures.cut_malformed_count);
    gauge(buffer, "websockets", "Open WebSockets.", figures.websocket_count);
    gauge(buffer, "connections", "Open connections.",
          server_connection_count(atomic_load(&venue->server)));
}

static void write_market(const struct venue *venue, struct text_buffer *buffer)
{
    const struct core *core = gateway_core(venue->gateway);
    struct product_view product;
    struct economy_view economy;
    head(buffer, "open_interest_lots", "gauge", "Open interest of a product.");
    for (uint16_t id = 1; id < PRODUCTS_MAX; id++) {
        if (!core_product(core, id, &product)) continue;
        text_add(buffer, "perpetua_open_interest_lots{product=\"%u\"} %" PRId64 "\n", id,
                 product.open_interest.lots);
    }
    head(buffer, "trades_total", "counter", "Trades of a product ever.");
    for (uint16_t id = 1; id < PRODUCTS_MAX; id++) {
        if (!core_product(core, id, &product)) continue;
        text_add(buffer, "perpetua_trades_total{product=\"%u\"} %" PRIu64 "\n", id,
                 product.trade_count);
    }
    head(buffer, "index_state", "gauge", "0 normal, 1 degraded, 2 halt.");
    for (uint16_t id = 1; id < PRODUCTS_MAX; id++) {
        if (!core_economy(core, id, &economy)) continue;
        text_add(buffer, "perpetua_index_state{product=\"%u\"} %u\n", id, economy.index_state);
    }
    uint32_t queued[64];
    gauge(buffer, "queued_accounts", "Accounts in the liquidation queue, at most 64 counted.",
          core_queued_accounts(core, queued, 64));
}

/* --- price feeds: one line a source --- */

static void feed_number(const struct venue *venue, struct text_buffer *buffer, const char *name,
                        uint64_t (*value)(const struct venue_feed *feed))
{
    for (uint32_t i = 0; i < venue_feeds_count(venue); i++) {
        struct venue_feed feed = venue_feeds_figures(venue, i);
        text_add(buffer, "perpetua_%s{source=\"%s\"} %" PRIu64 "\n", name, feed.name, value(&feed));
    }
}

static uint64_t is_open(const struct venue_feed *feed)
{
    return feed->figures.is_open;
}

static uint64_t messages(const struct venue_feed *feed)
{
    return feed->figures.counts.messages;
}

static uint64_t bytes(const struct venue_feed *feed)
{
    return feed->figures.counts.bytes;
}

static uint64_t quotes(const struct venue_feed *feed)
{
    return feed->figures.counts.quotes;
}

static uint64_t gaps(const struct venue_feed *feed)
{
    return feed->figures.counts.gaps;
}

static uint64_t malformed(const struct venue_feed *feed)
{
    return feed->figures.counts.malformed;
}

static uint64_t connections(const struct venue_feed *feed)
{
    return feed->figures.counts.connections;
}

static uint64_t sent(const struct venue_feed *feed)
{
    return feed->sent_count;
}

static void write_feed_ends(const struct venue *venue, struct text_buffer *buffer)
{
    head(buffer, "feed_ends_total", "counter", "Connections to a source that ended, by reason.");
    for (uint32_t i = 0; i < venue_feeds_count(venue); i++) {
        struct venue_feed feed = venue_feeds_figures(venue, i);
        for (uint32_t end = 0; end < FEED_ENDS; end++) {
            text_add(buffer, "perpetua_feed_ends_total{source=\"%s\",reason=\"%s\"} %" PRIu64 "\n",
                     feed.name, feed_end_text((enum feed_end)end), feed.figures.counts.ends[end]);
        }
    }
}

static void write_feed_ages(const struct venue *venue, struct text_buffer *buffer)
{
    int64_t now_ns = os_clock_steady_ns();
    head(buffer, "feed_age_seconds", "gauge",
         "Time since a source confirmed its price; absent without one.");
    for (uint32_t i = 0; i < venue_feeds_count(venue); i++) {
        struct venue_feed feed = venue_feeds_figures(venue, i);
        if (feed.figures.confirmed_ns == 0) continue;
        text_add(buffer, "perpetua_feed_age_seconds{source=\"%s\"}", feed.name);
        seconds(buffer, i64_max(now_ns - feed.figures.confirmed_ns, 0));
    }
}

static void write_feed_statuses(const struct venue *venue, struct text_buffer *buffer)
{
    head(buffer, "feed_status", "gauge",
         "What the latest index made of a source: 0 off, 1 used, 2 capped, 3 stale, 4 banned, "
         "5 without a price.");
    for (uint32_t i = 0; i < venue_feeds_count(venue); i++) {
        struct venue_feed feed = venue_feeds_figures(venue, i);
        if (feed.status < 0) continue;
        text_add(buffer, "perpetua_feed_status{source=\"%s\"} %" PRId32 "\n", feed.name,
                 feed.status);
    }
}

static void write_feeds(const struct venue *venue, struct text_buffer *buffer)
{
    static const struct {
        const char *name;
        const char *type;
        const char *help;
        uint64_t (*value)(const struct venue_feed *feed);
    } rows[] = {
        {"feed_open", "gauge", "1 while the connection to a source is open.", is_open},
        {"feed_messages_total", "counter", "Messages of a source.", messages},
        {"feed_bytes_total", "counter", "Bytes of messages of a source.", bytes},
        {"feed_quotes_total", "counter", "Messages that had a price.", quotes},
        {"feed_prices_total", "counter", "Prices of a source that went into the journal.", sent},
        {"feed_gaps_total", "counter", "Times that something of a source was missed.", gaps},
        {"feed_malformed_total", "counter", "Messages of a source that made no sense.", malformed},
        {"feed_connections_total", "counter", "Connections to a source that came about.",
         connections},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        head(buffer, rows[i].name, rows[i].type, rows[i].help);
        feed_number(venue, buffer, rows[i].name, rows[i].value);
    }
    write_feed_statuses(venue, buffer);
    write_feed_ends(venue, buffer);
    write_feed_ages(venue, buffer);
}

static void write_history(const struct venue *venue, struct text_buffer *buffer)
{
    struct history_figures figures = {0};
    history_figures(venue->history, &figures);
    counter(buffer, "history_events_total", "Events written to the history.",
            figures.events_written);
    counter(buffer, "history_commits_total", "Transactions of the history.", figures.commits);
    gauge(buffer, "history_queued_events", "Events that wait for the history.",
          figures.events_queued);
    gauge(buffer, "history_sequence", "Sequence of the last command in the history.",
          (int64_t)history_committed(venue->history));
    gauge_seconds(buffer, "history_commit_seconds", "Time that its last transaction took.",
                  figures.commit_ns);
}

static void write_receipts(const struct venue *venue, struct text_buffer *buffer)
{
    struct receipts_figures figures = receipts_figures(venue->receipts);
    gauge(buffer, "receipts_sequence", "Sequence up to which the journal was run again.",
          (int64_t)figures.sequence);
    gauge(buffer, "receipts_began_sequence",
          "Sequence of the checkpoint that this start took up; 0: it ran the whole journal again.",
          (int64_t)figures.began);
    gauge(buffer, "receipts_checkpoint_sequence", "Sequence of the newest checkpoint.",
          (int64_t)figures.checkpoint);
    gauge_seconds(buffer, "receipts_checkpoint_seconds", "Time that writing the last one took.",
                  figures.checkpoint_ns);
    counter(buffer, "receipts_total", "Receipts computed.", figures.receipt_count);
    counter(buffer, "receipts_unverified_total",
            "Receipts whose figures differ from the venue's: look at the first with explain all.",
            figures.unverified_count);
    counter(buffer, "receipts_searches_total", "Receipts searched for in the journal.",
            figures.search_count);
    gauge(buffer, "receipts_kept_bytes", "Receipts kept in memory.", (int64_t)figures.kept_bytes);
    gauge(buffer, "receipts_failed", "1: no more receipts are given, the log says why.",
          figures.has_failed);
}

static void write_supervision(const struct venue *venue, struct text_buffer *buffer)
{
    struct supervision_figures figures = supervision_figures(venue->supervision);
    gauge(buffer, "supervision_sequence", "Sequence up to which supervision has looked.",
          (int64_t)figures.sequence);
    counter(buffer, "supervision_alerts_total", "Alerts raised since the journal began.",
            figures.alert_count);
    gauge(buffer, "supervision_cases", "Cases opened since the journal began.",
          (int64_t)figures.case_count);
    counter(buffer, "supervision_searches_total", "Books, tapes and reports searched for.",
            figures.search_count);
    gauge(buffer, "supervision_failed", "1: supervision is out of memory and looks no more.",
          figures.has_failed);
}

bool metrics_write(struct venue *venue, struct text_buffer *buffer)
{
    *buffer = (struct text_buffer){0};
    write_process(venue, buffer);
    write_node(venue, buffer);
    write_server(venue, buffer);
    write_market(venue, buffer);
    if (venue_feeds_count(venue) > 0) write_feeds(venue, buffer);
    if (venue->history != NULL) write_history(venue, buffer);
    if (venue->receipts != NULL) write_receipts(venue, buffer);
    if (venue->supervision != NULL) write_supervision(venue, buffer);
    return !buffer->has_failed;
}
