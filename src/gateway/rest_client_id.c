/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rest_client_id.c - the texts by which members name orders, as the core's numbers.
 *
 * A decimal number below 2^63 stands for itself.  Any other text becomes a hash of 63 bits and the
 * account, with the highest bit set; the text itself is journalled by CLIENT_TEXT (R-ID-4).
 */
#include <string.h>

#include "base/hash.h"
#include "gateway/client_text.h"
#include "gateway/rest_parts.h"

uint64_t rest_client_number(uint32_t account_id, const char *text, bool *needs_text)
{
    int64_t number = 0;
    bool is_plain = rest_read_integer(text, false, &number) && number > 0 && text[0] != '0';
    *needs_text = !is_plain;
    if (is_plain) return (uint64_t)number;
    struct hash_state state;
    hash_begin(&state);
    hash_bytes(&state, &account_id, sizeof account_id);
    hash_bytes(&state, text, strlen(text));
    return hash_end(&state).low | CLIENT_TEXT_BIT;
}
