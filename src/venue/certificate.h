/* SPDX-License-Identifier: Apache-2.0 */
/*
 * certificate.h - keys that a new venue makes for itself.
 *
 * Role       A self-signed certificate for TLS where the operator gives none, and the key pair of
 *            the demonstration's signing client.
 * Invariant  Private keys are files that their owner alone can read.
 */
#ifndef PERPETUA_VENUE_CERTIFICATE_H
#define PERPETUA_VENUE_CERTIFICATE_H

#include <stdbool.h>
#include <stddef.h>

/* Makes both files unless both exist: an EC P-256 key, a certificate for localhost, 127.0.0.1 and
 * ::1 that is its own authority, for ten years.  False: *error says what failed. */
bool certificate_ensure(const char *certificate_path, const char *key_path, char *error,
                        size_t error_size);

/* Makes an RSA key of 2048 bits in a file unless it exists, and gives its public key as PEM, which
 * the caller frees with free().  NULL: *error says what failed. */
char *signing_key_ensure(const char *key_path, char *error, size_t error_size);

#endif
