/* SPDX-License-Identifier: Apache-2.0 */
/*
 * venue_config.h - the settings of the daemon: one file of "key = value" lines, or options.
 *
 * Role       A table says for each key its kind, range, default and meaning; the file, the command
 *            line, --print-config and the errors all come from it.
 * Errors     A line that is not understood is refused with its number, the key and the nearest
 *            legal value.  A key that does not exist is refused too, with the one most like it.
 */
#ifndef PERPETUA_VENUE_VENUE_CONFIG_H
#define PERPETUA_VENUE_VENUE_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define CONFIG_TEXT_SIZE  512u
#define CONFIG_ERROR_SIZE 1024u

struct venue_config {
    char data[CONFIG_TEXT_SIZE];
    char listen[CONFIG_TEXT_SIZE];
    char tls[CONFIG_TEXT_SIZE];
    char certificate[CONFIG_TEXT_SIZE];
    char certificate_key[CONFIG_TEXT_SIZE];
    char page[CONFIG_TEXT_SIZE];
    char history[CONFIG_TEXT_SIZE];
    char scenario[CONFIG_TEXT_SIZE];
    char begin[CONFIG_TEXT_SIZE];
    char feeds[CONFIG_TEXT_SIZE];
    char feed_coinbase[CONFIG_TEXT_SIZE];
    char feed_kraken[CONFIG_TEXT_SIZE];
    char feed_bitstamp[CONFIG_TEXT_SIZE];
    char feed_gemini[CONFIG_TEXT_SIZE];
    char feed_bitfinex[CONFIG_TEXT_SIZE];
    char feed_coin[CONFIG_TEXT_SIZE];
    char feed_authority[CONFIG_TEXT_SIZE];
    char report_settings[CONFIG_TEXT_SIZE];
    uint64_t feed_product;
    uint64_t feed_source_first;
    uint64_t feed_interval_ms;
    bool is_demo;
    bool has_agents;
    uint64_t seed;
    uint64_t speed;
    uint64_t warm_up_minutes;
    uint64_t connections;
    uint64_t connections_per_address;
    uint64_t backlog_kib;
    uint64_t header_seconds;
    uint64_t keep_alive_seconds;
    uint64_t ping_seconds;
    uint64_t answer_seconds;
    uint64_t request_burst;
    uint64_t request_rate;
    uint64_t matching_burst;
    uint64_t matching_rate;
    uint64_t subscribe_burst;
    uint64_t subscribe_rate;
    uint64_t snapshot_commands;
    uint64_t snapshots_kept;
    uint64_t seal_commands;
    uint64_t segment_mib;
    uint64_t accounts;
    uint64_t positions;
    uint64_t orders;
    uint64_t conditional_orders;
    uint64_t sessions;
    uint64_t receipts_mib;
    bool has_receipts;
    bool has_supervision;
};

void venue_config_default(struct venue_config *config);

/* Sets one key.  False: *error says what is wrong and what would be legal. */
bool venue_config_set(struct venue_config *config, const char *key, const char *value,
                      char error[CONFIG_ERROR_SIZE]);

/* Reads text of a file that is called `name` in errors. */
bool venue_config_read(struct venue_config *config, const char *name, const char *text,
                       char error[CONFIG_ERROR_SIZE]);

/* What no single key can say. */
bool venue_config_check(const struct venue_config *config, char error[CONFIG_ERROR_SIZE]);

/* Every key with its meaning, range and value, in the form of a file. */
void venue_config_print(const struct venue_config *config, FILE *out);

/* "2026-10-31T19:00:00Z"; "" is 0.  False: it is neither. */
bool venue_config_time(const char *text, int64_t *time_ns);

/* "127.0.0.1:8080", "[::1]:8080", ":8080" for every address.  False: it is none of these. */
bool venue_config_endpoint(const char *text, char address[64], int *port);

#endif
