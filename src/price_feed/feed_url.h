/* SPDX-License-Identifier: Apache-2.0 */
/*
 * feed_url.h - the address of a WebSocket: ws://HOST[:PORT][/PATH] or wss://...
 *
 * Role       Cuts an address into what a connection needs.
 * Invariant  A path begins with '/'.  Nothing of an address is guessed but the port, which is 80 or
 *            443.
 * Rules      none.
 */
#ifndef PERPETUA_PRICE_FEED_FEED_URL_H
#define PERPETUA_PRICE_FEED_FEED_URL_H

#include <stdbool.h>

#define FEED_URL_SIZE  512u
#define FEED_HOST_SIZE 256u

struct feed_url {
    char host[FEED_HOST_SIZE];
    char path[FEED_URL_SIZE];
    int port;
    bool is_tls;
};

/* False: it is no address of a WebSocket. */
bool feed_url_read(const char *text, struct feed_url *url);

#endif
