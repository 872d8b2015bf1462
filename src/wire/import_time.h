/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import_time.h - the stamps of recorded data as nanoseconds since 1970, UTC.
 *
 * Role       Reads "2020-03-12T12:00:00.000Z", the same with a space or without the Z, "20200312"
 *            and counts since 1970 whose unit shows by their length: seconds (9 or 10 digits),
 *            milliseconds (to 13), microseconds (to 16), nanoseconds (to 19).  A stamp without a
 *            zone is taken as UTC; one with another zone is refused.
 * Invariant  What is accepted names an instant from 1970 on, exactly.
 * Rules      none.
 */
#ifndef PERPETUA_WIRE_IMPORT_TIME_H
#define PERPETUA_WIRE_IMPORT_TIME_H

#include "wire/import_text.h"

/* On refusal *time_ns is unchanged. */
bool import_time(struct import_slice slice, int64_t *time_ns);

#endif
