/* SPDX-License-Identifier: Apache-2.0 */
/*
 * report_settings.h - the settings of reports of a running venue, from their file.
 *
 * Role       The same file as `perpetua report --settings` reads: reportable levels, obligations,
 *            the exchange's code.
 * Rules      none.
 */
#ifndef PERPETUA_VENUE_REPORT_SETTINGS_H
#define PERPETUA_VENUE_REPORT_SETTINGS_H

#include "report/settings.h"
#include "venue/venue_config.h"

/* The defaults if no file is named.  False: *error says why, and in which line. */
bool report_settings_read(const char *path, struct settings *settings,
                          char error[CONFIG_ERROR_SIZE]);

#endif
