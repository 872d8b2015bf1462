/* SPDX-License-Identifier: Apache-2.0 */
/*
 * report.c - numbers as text.
 *
 * Role       See report.h.
 * Invariant  None.
 * Rules      none.
 */
#include "replay/report.h"

#include <string.h>

#include "base/int_math.h"

struct report_number report_decimal(int64_t value, unsigned scale)
{
    struct report_number number;
    if (text_write_decimal(number.text, sizeof number.text, value, scale) == 0) {
        memcpy(number.text, "?", 2);
    }
    return number;
}

struct report_number report_short(int64_t value, unsigned scale)
{
    for (; scale > 0 && value % 10 == 0; scale--) value /= 10;
    return report_decimal(value, scale);
}

struct report_number report_rate(uint64_t part, uint64_t whole)
{
    if (whole == 0) return report_decimal(1000, 3);
    return report_decimal(narrow_i64((int128)part * 1000 / (int128)whole), 3);
}

struct report_number report_share(uint32_t share_ppm)
{
    return report_decimal(((int64_t)share_ppm + 50) / 100, 4);
}

void report_venue(FILE *out, const struct venue *venue)
{
    uint64_t commands = venue->command_count;
    fprintf(out, "venue: %llu commands, %llu fills, %llu rejected, %llu ns a command\n",
            (unsigned long long)commands, (unsigned long long)venue->fill_total,
            (unsigned long long)venue->reject_total,
            (unsigned long long)(commands == 0 ? 0 : venue->step_ns / commands));
}

enum replay_status report_status(struct venue *venue, bool is_pass,
                                 const struct replay_fault *fault)
{
    bool is_closed = venue_close(venue);
    if (!is_closed || fault_is_set(fault)) return REPLAY_BAD_INPUT;
    return is_pass ? REPLAY_PASS : REPLAY_DIFFERS;
}
