/* SPDX-License-Identifier: Apache-2.0 */
/*
 * os_secret.h - bytes that nobody can predict.
 *
 * Role       For identities and keys.  Tests and simulations use base/random.h instead, which has
 *            a seed.
 * Invariant  The bytes come from the kernel's generator after it was seeded.
 * Rules      none.
 */
#ifndef PERPETUA_OS_SECRET_H
#define PERPETUA_OS_SECRET_H

#include <stddef.h>

#include "os/os_result.h"

enum os_result os_secret_bytes(void *bytes, size_t size);

#endif
