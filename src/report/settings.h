/* SPDX-License-Identifier: Apache-2.0 */
/*
 * settings.h - what a report is asked to measure against: reportable levels, makers' obligations.
 *
 * Role       Levels and obligations are decided outside the journal, so they come as a file:
 *            one line a product, `*` for every product without a line of its own.
 *                level SYMBOL REPORTABLE_LOTS VOLUME_LOTS
 *                maker SYMBOL SPREAD_PPM LOTS UPTIME_PPM
 *                exchange CODE
 *            Lines that begin with # and empty lines say nothing.
 * Invariant  Every number is at least 1, shares of time at most 1,000,000 (settings_read).
 * Rules      none.
 */
#ifndef PERPETUA_REPORT_SETTINGS_H
#define PERPETUA_REPORT_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SETTINGS_MAX 256u

struct level_setting {
    char symbol[24];
    int64_t reportable_lots; /* 15.03(b): a position of so many is reportable */
    int64_t volume_lots;     /* 15.04: so many traded on a day make a volume threshold account */
};

struct maker_setting {
    char symbol[24];
    int64_t spread_ppm; /* between its bid and its ask, of their middle */
    int64_t lots;       /* to be shown on each side at that spread */
    int64_t uptime_ppm; /* share of the open time in which it must be so */
};

struct settings {
    char exchange[3]; /* 17.00(g): two characters that the Commission has to approve */
    struct level_setting levels[SETTINGS_MAX]; /* the first is that of `*` */
    struct maker_setting makers[SETTINGS_MAX]; /* likewise */
    uint32_t level_count;
    uint32_t maker_count;
};

/* Levels of the rules' default: 25 contracts open, 50 traded.  Obligations: 2,000 ppm, 100 lots,
 * 90 per cent of the time. */
void settings_default(struct settings *settings);

/* 0, or the number of the first line that cannot be used. */
uint32_t settings_read(struct settings *settings, const char *text, size_t size);

const struct level_setting *settings_level(const struct settings *settings, const char *symbol);
const struct maker_setting *settings_maker(const struct settings *settings, const char *symbol);

#endif
