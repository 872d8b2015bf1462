/* SPDX-License-Identifier: Apache-2.0 */
/*
 * charter.c - see charter.h.
 *
 * Role       4 bytes magic "CORE", 4 bytes version, then the capacities in the order below, four
 *            bytes each, little-endian.
 * Invariant  The list below names every member of struct core_config.
 * Rules      none.
 */
#include "node/charter.h"

#include "base/check.h"
#include "wire/journal_bytes.h"

#define CHARTER_MAGIC   UINT32_C(0x45524f43) /* "CORE" */
#define CHARTER_VERSION UINT32_C(1)

#define CAPACITY_LIST(X)                                                                           \
    X(accounts_max)                                                                                \
    X(positions_max)                                                                               \
    X(orders_max)                                                                                  \
    X(extras_max)                                                                                  \
    X(products_max)                                                                                \
    X(members_max)                                                                                 \
    X(users_max)                                                                                   \
    X(sessions_max)                                                                                \
    X(groups_max)                                                                                  \
    X(mmps_max)                                                                                    \
    X(ladder_width)

#define X(name) +1
enum { CAPACITY_COUNT = CAPACITY_LIST(X) };
#undef X

#define CHARTER_SIZE (8u + 4u * CAPACITY_COUNT)

static_assert(sizeof(struct core_config) == sizeof(uint32_t) * CAPACITY_COUNT,
              "a new capacity needs a new version of the charter");
static_assert(CHARTER_SIZE <= JOURNAL_CHARTER_SIZE_MAX, "a charter fits");

void charter_write(struct journal_charter *charter, const struct core_config *config)
{
    ASSERT(core_config_fault(config) == NULL);
    *charter = (struct journal_charter){.size = CHARTER_SIZE};
    uint8_t *at = charter->bytes;
    bytes_put_u32(at, CHARTER_MAGIC);
    bytes_put_u32(at + 4, CHARTER_VERSION);
    at += 8;
#define X(name)                                                                                    \
    bytes_put_u32(at, config->name);                                                               \
    at += 4;
    CAPACITY_LIST(X)
#undef X
    ASSERT(at == charter->bytes + CHARTER_SIZE);
}

bool charter_read(const struct journal_charter *charter, struct core_config *config)
{
    const uint8_t *at = charter->bytes;
    if (charter->size != CHARTER_SIZE) return false;
    if (bytes_get_u32(at) != CHARTER_MAGIC) return false;
    if (bytes_get_u32(at + 4) != CHARTER_VERSION) return false;
    at += 8;
    struct core_config read = {0};
#define X(name)                                                                                    \
    read.name = bytes_get_u32(at);                                                                 \
    at += 4;
    CAPACITY_LIST(X)
#undef X
    if (core_config_fault(&read) != NULL) return false;
    *config = read;
    return true;
}
