/* SPDX-License-Identifier: Apache-2.0 */
/*
 * feed.c - see feed.h.
 */
#include "price_feed/feed.h"

#include <string.h>

#include "base/check.h"
#include "base/int_math.h"

#define MALFORMED_MAX 3u /* in a row: then nothing of this connection is believed */

const char *feed_end_text(enum feed_end end)
{
    static const char *const texts[FEED_ENDS] = {
        "closed", "unreached", "silent", "gap", "refused", "malformed",
    };
    ASSERT((uint32_t)end < FEED_ENDS);
    return texts[end];
}

void feed_begin(struct feed *feed, enum feed_kind kind, const char *coin, uint64_t seed)
{
    memset(feed, 0, sizeof *feed);
    feed_reader_begin(&feed->reader, kind, coin);
    random_seed(&feed->random, seed);
}

/* Twice as long after each failure, of which a random half: sources that went together do not come
 * back together, and a source that is down is not asked a thousand times. */
static int64_t back_off_ns(struct feed *feed)
{
    int64_t longest_ns = FEED_BACK_OFF_MIN_NS;
    for (uint32_t i = 0; i < feed->failures && longest_ns < FEED_BACK_OFF_MAX_NS; i++) {
        longest_ns *= 2;
    }
    longest_ns = i64_min(longest_ns, FEED_BACK_OFF_MAX_NS);
    int64_t wait_ns = random_between(&feed->random, longest_ns / 2, longest_ns);
    return i64_max(wait_ns, FEED_BACK_OFF_MIN_NS);
}

static enum feed_action end(struct feed *feed, enum feed_end why)
{
    feed->end = why;
    feed->output.count = 0;
    return FEED_DO_CLOSE;
}

static enum feed_action ask(struct feed *feed, enum feed_request request)
{
    feed_ask(&feed->reader, request, &feed->output);
    return feed->output.count > 0 ? FEED_DO_SEND : FEED_DO_NOTHING;
}

/* When an open connection is silent for too long, or is to be pinged. */
static enum feed_action turn_open(struct feed *feed, int64_t now_ns, int64_t *next_ns)
{
    const struct feed_protocol *protocol = feed_protocol(feed->reader.kind);
    int64_t silent_ns = feed->heard_ns + protocol->silence_ns;
    *next_ns = silent_ns;
    if (now_ns >= silent_ns) return end(feed, FEED_END_SILENT);
    if (protocol->ping_ns == 0) return FEED_DO_NOTHING;
    int64_t ping_ns = feed->pinged_ns + protocol->ping_ns;
    bool is_due = now_ns >= ping_ns;
    *next_ns = i64_min(silent_ns, is_due ? now_ns + protocol->ping_ns : ping_ns);
    if (!is_due) return FEED_DO_NOTHING;
    feed->pinged_ns = now_ns;
    /* What is still to be sent goes first; a ping can wait for its next turn. */
    return feed->output.count > 0 ? FEED_DO_SEND : ask(feed, FEED_PING);
}

enum feed_action feed_turn(struct feed *feed, int64_t now_ns, int64_t *next_ns)
{
    if (feed->phase == FEED_OPEN) return turn_open(feed, now_ns, next_ns);
    if (feed->phase == FEED_CONNECTING) {
        *next_ns = feed->since_ns + FEED_CONNECT_NS;
        return now_ns < *next_ns ? FEED_DO_NOTHING : end(feed, FEED_END_UNREACHED);
    }
    *next_ns = feed->connect_ns;
    if (now_ns < feed->connect_ns) return FEED_DO_NOTHING;
    feed->phase = FEED_CONNECTING;
    feed->since_ns = now_ns;
    feed->end = FEED_END_UNREACHED;
    *next_ns = now_ns + FEED_CONNECT_NS;
    return FEED_DO_CONNECT;
}

enum feed_action feed_opened(struct feed *feed, int64_t now_ns)
{
    ASSERT(feed->phase == FEED_CONNECTING);
    char coin[FEED_COIN_SIZE];
    memcpy(coin, feed->reader.coin, sizeof coin);
    feed_reader_begin(&feed->reader, feed->reader.kind, coin);
    feed->phase = FEED_OPEN;
    feed->end = FEED_END_CLOSED;
    feed->heard_ns = now_ns;
    feed->pinged_ns = now_ns;
    feed->malformed = 0;
    feed->is_asked_again = false;
    feed->counts.connections++;
    return ask(feed, FEED_SUBSCRIBE);
}

/* The subscription is made anew; if that was done already and no quote came since, or cannot be
 * done, the connection is. */
static enum feed_action mend(struct feed *feed)
{
    feed->counts.gaps++;
    feed->confirmed_ns = 0;
    if (feed->is_asked_again) return end(feed, FEED_END_GAP);
    feed->is_asked_again = true;
    return ask(feed, FEED_RESUBSCRIBE) == FEED_DO_SEND ? FEED_DO_SEND : end(feed, FEED_END_GAP);
}

enum feed_action feed_refuse_message(struct feed *feed)
{
    feed->counts.malformed++;
    return end(feed, FEED_END_MALFORMED);
}

static enum feed_action take_malformed(struct feed *feed)
{
    feed->counts.malformed++;
    if (!feed->reader.is_synced) feed->confirmed_ns = 0;
    if (++feed->malformed >= MALFORMED_MAX) return end(feed, FEED_END_MALFORMED);
    /* The reader gave the quote up: as behind a gap. */
    bool is_lost = !feed->reader.is_synced && !feed->is_asked_again;
    return is_lost ? mend(feed) : FEED_DO_NOTHING;
}

enum feed_action feed_message(struct feed *feed, const char *bytes, size_t size, int64_t now_ns)
{
    ASSERT(feed->phase == FEED_OPEN);
    feed->counts.messages++;
    feed->counts.bytes += size;
    if (size > FEED_MESSAGE_SIZE_MAX) return feed_refuse_message(feed);
    enum feed_meaning meaning = feed_read(&feed->reader, (struct import_slice){bytes, size});
    if (meaning == FEED_MALFORMED) return take_malformed(feed);
    feed->heard_ns = now_ns;
    feed->malformed = 0;
    switch (meaning) {
    case FEED_QUOTE:
        feed->counts.quotes++;
        feed->failures = 0;
        feed->is_asked_again = false;
        feed->confirmed_ns = now_ns;
        return FEED_DO_NOTHING;
    case FEED_ALIVE: feed->confirmed_ns = now_ns; return FEED_DO_NOTHING;
    case FEED_GAP: return mend(feed);
    case FEED_WITHDRAWN: feed->confirmed_ns = 0; return FEED_DO_NOTHING;
    case FEED_REFUSED: return end(feed, FEED_END_REFUSED);
    case FEED_NOTHING:
    case FEED_MALFORMED:
    default: return FEED_DO_NOTHING;
    }
}

void feed_closed(struct feed *feed, int64_t now_ns)
{
    ASSERT(feed->phase != FEED_WAITING);
    feed->counts.ends[feed->end]++;
    feed->phase = FEED_WAITING;
    feed->output.count = 0;
    feed->confirmed_ns = 0;
    feed->connect_ns = now_ns + back_off_ns(feed);
    feed->failures++;
}

bool feed_quote(const struct feed *feed, int64_t after_ns, struct feed_quote *quote)
{
    if (feed->confirmed_ns == 0 || feed->confirmed_ns <= after_ns) return false;
    *quote = feed->reader.quote;
    return true;
}
