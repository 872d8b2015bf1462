/* SPDX-License-Identifier: Apache-2.0 */
/*
 * venue.c - perpetua venue: the daemon.
 *
 * Role       Reads the configuration from a file and from options, and runs the venue.  Every key
 *            of the file is also an option: --connections 100.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "gateway/method_list.h"
#include "os/os_small_file.h"
#include "venue/report_settings.h"
#include "venue/venue.h"

#define CONFIG_SIZE_MAX ((size_t)1 << 20)

static void print_help(FILE *out)
{
    fprintf(
        out, "%s",
        "usage: perpetua venue --data DIR [--demo] [--listen HOST:PORT] [--tls HOST:PORT]\n"
        "                      [--config FILE] [--KEY VALUE]...\n"
        "       perpetua venue --check-config [--config FILE] [--KEY VALUE]...\n"
        "       perpetua venue --print-config [--config FILE] [--KEY VALUE]...\n"
        "       perpetua venue --print-methods\n\n"
        "Runs a venue: recovers DIR or makes it, serves HTTP and WebSocket, and stops in order\n"
        "on SIGTERM or SIGINT, with a seal and a snapshot.\n\n"
        "  --demo            list BTCPERP, open demonstration accounts, trade by agents\n"
        "  --data DIR        journal, snapshots, keys and history\n"
        "  --listen H:P      without TLS (default 127.0.0.1:8080; '' for none)\n"
        "  --tls H:P         with TLS; without a certificate of yours one is made in DIR\n"
        "  --feeds WHERE     prices of outside venues: public, or ws://H:P of a feed-server\n"
        "  --speed N         demo: venue time runs N times as fast, 1 to 1000\n"
        "  --scenario NAME   demo: calm, trend, crash, funding-squeeze or index-outage\n"
        "  --seed N          demo: what prices and participants come from\n"
        "  --warm-up-minutes N   demo at speed 1: so long has it traded when it opens\n"
        "  --config FILE     lines of KEY = VALUE; options stand above it\n"
        "  --KEY VALUE       every other key that --print-config prints\n"
        "  --check-config    read the configuration, say whether it is good, and end\n"
        "  --print-config    print every key with its meaning and value, and end\n"
        "  --print-methods   print the methods and operations of both dialects with the rights,\n"
        "                    roles and parameters of each, as JSON, and end\n\n"
        "exit status: 0 stopped in order, 1 it could not start or its journal failed, 2 unusable\n"
        "configuration or call\n");
}

static int fail(const char *text)
{
    fprintf(stderr, "perpetua venue: %s\n", text);
    return EXIT_UNUSABLE;
}

static bool read_file(struct venue_config *config, const char *path, char error[CONFIG_ERROR_SIZE])
{
    char *text = NULL;
    size_t size = 0;
    enum os_result result = os_small_file_read(path, CONFIG_SIZE_MAX, &text, &size);
    if (result != OS_OK) {
        (void)snprintf(error, CONFIG_ERROR_SIZE, "cannot read %.500s: %s", path,
                       os_result_text(result));
        return false;
    }
    bool is_read = venue_config_read(config, path, text, error);
    free(text);
    return is_read;
}

enum venue_action { ACTION_RUN, ACTION_CHECK, ACTION_PRINT, ACTION_METHODS, ACTION_HELP };

/* Options that take no value. */
static bool read_word(struct venue_config *config, const char *word, enum venue_action *action)
{
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0)
        *action = ACTION_HELP;
    else if (strcmp(word, "--check-config") == 0)
        *action = ACTION_CHECK;
    else if (strcmp(word, "--print-config") == 0)
        *action = ACTION_PRINT;
    else if (strcmp(word, "--print-methods") == 0)
        *action = ACTION_METHODS;
    else if (strcmp(word, "--demo") == 0)
        config->is_demo = true;
    else
        return false;
    return true;
}

/* Two passes: the file first, wherever it stands among the options. */
static bool read_options(struct venue_config *config, int argc, char **argv,
                         enum venue_action *action, char error[CONFIG_ERROR_SIZE])
{
    for (int pass = 0; pass < 2; pass++) {
        for (int i = 1; i < argc; i++) {
            if (read_word(config, argv[i], action)) continue;
            if (strncmp(argv[i], "--", 2) != 0 || i + 1 == argc) {
                (void)snprintf(error, CONFIG_ERROR_SIZE,
                               "'%.200s': --KEY VALUE is expected; see perpetua venue --help",
                               argv[i]);
                return false;
            }
            const char *key = argv[i] + 2;
            const char *value = argv[++i];
            bool is_file = strcmp(key, "config") == 0;
            if (is_file != (pass == 0)) continue;
            bool is_set = is_file ? read_file(config, value, error)
                                  : venue_config_set(config, key, value, error);
            if (!is_set) return false;
        }
    }
    return true;
}

int cli_venue(int argc, char **argv)
{
    static struct venue_config config;
    static struct settings settings;
    char error[CONFIG_ERROR_SIZE];
    enum venue_action action = ACTION_RUN;
    venue_config_default(&config);
    if (!read_options(&config, argc, argv, &action, error)) return fail(error);
    if (action == ACTION_HELP) {
        print_help(stdout);
        return EXIT_OK;
    }
    if (action == ACTION_METHODS) {
        return method_list_print(stdout) ? EXIT_OK : fail("out of memory");
    }
    if (action == ACTION_PRINT) {
        venue_config_print(&config, stdout);
        return EXIT_OK;
    }
    if (!venue_config_check(&config, error)) return fail(error);
    if (!report_settings_read(config.report_settings, &settings, error)) return fail(error);
    if (action == ACTION_CHECK) {
        printf("the configuration is good\n");
        return EXIT_OK;
    }
    return venue_run(&config, PERPETUA_VERSION) ? EXIT_OK : EXIT_DIFFERS;
}
