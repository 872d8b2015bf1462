/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import_coinbase.h - a Coinbase order book document: level 3 (orders) or level 2 (levels).
 *
 * Role       Pulls one entry after the other out of the document's "bids" and "asks".  An entry is
 *            [price, size, order id] in level 3 and [price, size, number of orders] in level 2.
 * Invariant  After COINBASE_END the whole document was read and had both sides.
 * Rules      none.
 */
#ifndef PERPETUA_WIRE_IMPORT_COINBASE_H
#define PERPETUA_WIRE_IMPORT_COINBASE_H

#include <stdint.h>

#include "model/side.h"
#include "wire/import_json.h"
#include "wire/import_text.h"

enum coinbase_result { COINBASE_ENTRY, COINBASE_END, COINBASE_BAD };

struct coinbase_entry {
    enum side side;
    struct import_slice price; /* decimal text */
    struct import_slice size;  /* decimal text */
    struct import_slice id;    /* level 3: the order's id; level 2: empty */
    uint64_t order_count;      /* level 2; level 3: 1 */
};

struct coinbase_reader {
    struct json_scanner scanner;
    struct import_slice product; /* as far as the document has named it; may stay empty */
    unsigned sides_seen;
    enum side side;
    bool in_side;
};

void coinbase_begin(struct coinbase_reader *reader, struct import_slice document);

enum coinbase_result coinbase_next(struct coinbase_reader *reader, struct coinbase_entry *entry,
                                   struct import_fault *fault);

#endif
