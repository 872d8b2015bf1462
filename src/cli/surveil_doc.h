/* SPDX-License-Identifier: Apache-2.0 */
/*
 * surveil_doc.h - the parts of the pages of surveillance that a command writes.
 *
 * Role       A page has parts between <!-- begin NAME --> and <!-- end NAME -->; what stands there
 *            is replaced, the rest of the page stays.
 */
#ifndef PERPETUA_CLI_SURVEIL_DOC_H
#define PERPETUA_CLI_SURVEIL_DOC_H

#include <stdbool.h>
#include <stdio.h>

#include "surveil/alert.h"

typedef void doc_writer(FILE *out, void *context);

/* False, and standard error says why: the page or the part is not there, or cannot be written. */
bool doc_replace(const char *folder, const char *page, const char *part, doc_writer *writer,
                 void *context);

/* The table of parameters. */
void doc_parameters(FILE *out, const struct parameter *parameters, uint32_t count);

#endif
