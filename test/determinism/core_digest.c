/* SPDX-License-Identifier: Apache-2.0 */
/*
 * core_digest.c - the hash of some hundred thousand random commands' events and of the states
 * they lead to.
 *
 * Every build of the core must print the same line: compare_builds makes several and looks.  The
 * program works the commands twice and fails if it does not agree with itself.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/random.h"
#include "core/fixture_bytes.h"

enum { LIVES = 250, LIFE_BYTES = 12000 };

struct digest {
    uint64_t commands;
    uint64_t events;
    struct hash128 events_hash;
    struct hash128 states_hash;
};

static _Alignas(64) unsigned char memory[FIXTURE_SIZE];
static struct fixture fixture;

struct sink {
    struct digest *digest;
    struct hash_state *events;
};

/* A command with more events than the list holds: thousands of shown parts of an iceberg. */
static void take_events(void *context, const struct event *list, uint32_t count)
{
    struct sink *sink = context;
    hash_bytes(sink->events, list, count * sizeof list[0]);
    sink->digest->events += count;
}

/* One venue from its opening to the end of the bytes. */
static void live(uint64_t seed, struct digest *digest, struct hash_state *events,
                 struct hash_state *states)
{
    static uint8_t bytes[LIFE_BYTES];
    struct random random;
    random_seed(&random, seed);
    for (size_t i = 0; i < sizeof bytes; i++) bytes[i] = (uint8_t)random_u64(&random);

    fixture_open(&fixture, memory, sizeof memory);
    (void)fixture_account(&fixture, MEMBER, ALICE);
    (void)fixture_deposit(&fixture, 4, 1000000);
    struct sink sink = {digest, events};
    fixture.events.drain = take_events;
    fixture.events.context = &sink;
    struct reader reader = {.bytes = bytes, .left = sizeof bytes, .time_ns = fixture.time_ns};
    struct command command;
    while (reader_command(&reader, &command)) {
        command.sequence = core_sequence(fixture.core) + 1;
        (void)core_step(fixture.core, &command, &fixture.events);
        reader_remember(&reader, fixture.list, fixture.events.count);
        take_events(&sink, fixture.list, fixture.events.count);
        digest->commands++;
    }
    struct hash128 state = core_hash(fixture.core);
    hash_bytes(states, &state, sizeof state);
}

static struct digest digest_of_lives(void)
{
    struct digest digest = {0};
    struct hash_state events;
    struct hash_state states;
    hash_begin(&events);
    hash_begin(&states);
    for (uint64_t seed = 1; seed <= LIVES; seed++) live(seed, &digest, &events, &states);
    digest.events_hash = hash_end(&events);
    digest.states_hash = hash_end(&states);
    return digest;
}

int main(void)
{
    char events[33];
    char states[33];
    struct digest first = digest_of_lives();
    struct digest second = digest_of_lives();
    if (memcmp(&first, &second, sizeof first) != 0) {
        fputs("the same commands gave another result the second time\n", stderr);
        return 1;
    }
    hash128_text(first.events_hash, events);
    hash128_text(first.states_hash, states);
    printf("commands %llu  events %llu  events-hash %s  states-hash %s\n",
           (unsigned long long)first.commands, (unsigned long long)first.events, events, states);
    return 0;
}
