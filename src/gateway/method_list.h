/* SPDX-License-Identifier: Apache-2.0 */
/*
 * method_list.h - the methods and operations of both dialects, as one list.
 *
 * Role       Prints the tables that the dialects work from: nothing that can be called is missing,
 *            so a test that walks the list walks everything.
 */
#ifndef PERPETUA_GATEWAY_METHOD_LIST_H
#define PERPETUA_GATEWAY_METHOD_LIST_H

#include <stdbool.h>
#include <stdio.h>

/* One JSON object.  False: out of memory, or the file cannot be written. */
bool method_list_print(FILE *out);

/* Operation number `place` of the REST dialect; false behind the last. */
struct rest_operation {
    const char *method;
    const char *pattern; /* behind the prefix; {} stands for one part */
    const char *needs;   /* "public", "trade:read", "trade:read_write", "wallet:read_write" */
};

bool rest_operation_at(unsigned place, struct rest_operation *operation);

#endif
