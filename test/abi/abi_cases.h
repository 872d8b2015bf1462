/* SPDX-License-Identifier: Apache-2.0 */
/*
 * abi_cases.h - edge cases of matching, each with the reports that must come.
 *
 * Role       Small sequences of messages on an empty book, written by hand.  Messages, separated by
 *            blanks; the sequence number of each is its place, from 0:
 *              b7:10@100    new buy, id 7, 10 at 100         s7:10@100    new sell
 *              b7:10@100!   the same, immediate or cancel    m7:10@100    modify
 *              c7           cancel
 *            Reports:
 *              +7           order ack                        7>9:10@100   9 takes 10 from 7 at 100
 *              -7:10        cancel ack with 10 open          ~7           modify ack
 *              ?7           cancel reject                    ??7          modify reject
 *            The end of the book: best bid and ask, "." where a side is empty (or stands at the
 *            end of the price type that says so).
 */
#ifndef PERPETUA_TEST_ABI_CASES_H
#define PERPETUA_TEST_ABI_CASES_H

#include <stdint.h>

struct abi_case {
    const char *row;
    const char *messages;
    const char *reports;
    const char *end;
};

extern const struct abi_case abi_cases[];
extern const uint32_t abi_case_count;

#endif
