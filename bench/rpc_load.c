/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_load.c - orders a second and round trips of the JSON-RPC dialect over WebSocket.
 *
 * Some clients on the loopback log in and keep a number of requests on their way each: an order far
 * from the market, then its cancel, and so on.  An order counts when its answer is there, which is
 * when it is durable.  With --echo they call public/test instead: the same way without a command.
 * What this program itself costs is printed too: it shares the processors with the venue.
 *
 * usage: rpc_load PORT [--clients N] [--in-flight N] [--seconds N] [--echo]
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/text.h"

#define CLIENTS_MAX   1024
#define IN_FLIGHT_MAX 256
#define BUFFER_SIZE   262144
#define SAMPLES_MAX   4000000
#define NS_PER_SECOND INT64_C(1000000000)
#define PRICE_FAR     55000
#define MASKED        0x80
#define WAIT_MS       10

/* One request on its way: when it was sent, and what it was. */
struct flight {
    int64_t sent_ns;
    uint64_t order_id; /* 0: the next request is an order, else its cancel */
};

struct client {
    int socket;
    size_t in_size;
    size_t out_size;
    struct flight flights[IN_FLIGHT_MAX];
    char in[BUFFER_SIZE];
    char out[BUFFER_SIZE];
};

struct options {
    int port;
    int clients;
    int in_flight;
    int64_t seconds;
    bool is_echo;
};

static struct client *clients[CLIENTS_MAX];
static struct options options = {.clients = 64, .in_flight = 8, .seconds = 5};
static int64_t *samples;
static size_t sample_count;
static uint64_t message_count;
static uint64_t order_count;
static uint64_t cancel_count;
static uint64_t error_count;

static int64_t now_ns(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * NS_PER_SECOND + now.tv_nsec;
}

static void fail(const char *what)
{
    fprintf(stderr, "rpc_load: %s: %s\n", what, strerror(errno));
    exit(1);
}

/* --- sending ---------------------------------------------------------------------------------- */

/* One text frame, masked with zeros as RFC 6455 allows a mask to be. */
static void put_frame(struct client *client, const char *text, size_t size)
{
    unsigned char head[8];
    size_t head_size = 2;
    if (client->out_size + size + sizeof head > BUFFER_SIZE) fail("output is full");
    head[0] = 0x81;
    if (size < 126) {
        head[1] = (unsigned char)(MASKED | size);
    } else {
        head[1] = MASKED | 126;
        head[2] = (unsigned char)(size >> 8);
        head[3] = (unsigned char)size;
        head_size = 4;
    }
    memset(head + head_size, 0, 4);
    memcpy(client->out + client->out_size, head, head_size + 4);
    memcpy(client->out + client->out_size + head_size + 4, text, size);
    client->out_size += head_size + 4 + size;
}

/* A request on its way into a text.  Cheaper than printf: this program takes from the processors
 * that the venue has. */
struct request {
    char text[512];
    size_t size;
};

static void put_text(struct request *request, const char *text)
{
    size_t size = strlen(text);
    memcpy(request->text + request->size, text, size);
    request->size += size;
}

static void put_number(struct request *request, uint64_t number)
{
    request->size += text_write_u64(request->text + request->size, TEXT_NUMBER_SIZE, number);
}

static void send_request(struct client *client, int slot, int64_t time_ns)
{
    struct flight *flight = &client->flights[slot];
    struct request request = {.size = 0};
    put_text(&request, "{\"jsonrpc\":\"2.0\",\"id\":");
    put_number(&request, (uint64_t)slot);
    if (options.is_echo) {
        put_text(&request, ",\"method\":\"public/test\"}");
    } else if (flight->order_id == 0) {
        put_text(&request,
                 ",\"method\":\"private/buy\",\"params\":{"
                 "\"instrument_name\":\"BTC_USD-PERPETUAL\",\"amount\":0.0001,\"price\":");
        put_number(&request, (uint64_t)(PRICE_FAR + slot));
        put_text(&request, ",\"type\":\"limit\"}}");
    } else {
        put_text(&request, ",\"method\":\"private/cancel\",\"params\":{\"order_id\":\"");
        put_number(&request, flight->order_id);
        put_text(&request, "\"}}");
    }
    flight->sent_ns = time_ns;
    put_frame(client, request.text, request.size);
}

static void flush(struct client *client)
{
    if (client->out_size == 0) return;
    ssize_t sent = send(client->socket, client->out, client->out_size, MSG_NOSIGNAL);
    if (sent < 0 && errno == EAGAIN) return;
    if (sent < 0) fail("send");
    client->out_size -= (size_t)sent;
    memmove(client->out, client->out + sent, client->out_size);
}

/* --- receiving -------------------------------------------------------------------------------- */

static uint64_t number_behind(const char *text, const char *name)
{
    const char *at = strstr(text, name);
    if (at == NULL) return 0;
    at += strlen(name);
    uint64_t number = 0;
    (void)text_read_u64(at, strspn(at, "0123456789"), &number);
    return number;
}

static void take_answer(struct client *client, const char *text, int64_t time_ns)
{
    const char *id = strstr(text, "\"id\":");
    if (id == NULL) return;
    int slot = (int)number_behind(id, "\"id\":");
    if (slot >= options.in_flight) return;
    struct flight *flight = &client->flights[slot];
    if (sample_count < SAMPLES_MAX) samples[sample_count++] = time_ns - flight->sent_ns;
    message_count++;
    /* The member behind the id. */
    bool is_error = strncmp(id + strcspn(id, ","), ",\"error\":", 9) == 0;
    if (is_error && error_count++ == 0) fprintf(stderr, "first error: %.300s\n", text);
    if (flight->order_id == 0 && !is_error) {
        order_count++;
        flight->order_id = number_behind(text, "\"order_id\":\"");
    } else {
        cancel_count += !is_error;
        flight->order_id = 0;
    }
    send_request(client, slot, time_ns);
}

/* The whole frames of the input; frames of a server are not masked. */
static void take_frames(struct client *client)
{
    int64_t time_ns = now_ns();
    size_t at = 0;
    while (client->in_size - at >= 4) {
        const unsigned char *head = (const unsigned char *)client->in + at;
        size_t size = head[1] & 0x7fu;
        size_t head_size = 2;
        if (size == 126) {
            size = (size_t)head[2] << 8 | head[3];
            head_size = 4;
        }
        if (client->in_size - at < head_size + size + 1) break;
        char *text = client->in + at + head_size;
        char behind = text[size];
        text[size] = '\0';
        if ((head[0] & 0xfu) == 1) take_answer(client, text, time_ns);
        text[size] = behind;
        at += head_size + size;
    }
    client->in_size -= at;
    memmove(client->in, client->in + at, client->in_size);
}

static void receive(struct client *client)
{
    ssize_t got =
        recv(client->socket, client->in + client->in_size, BUFFER_SIZE - client->in_size - 1, 0);
    if (got == 0) fail("the venue closed a connection");
    if (got < 0 && errno != EAGAIN) fail("recv");
    if (got <= 0) return;
    client->in_size += (size_t)got;
    /* A byte behind the last frame lets its text end with a zero. */
    client->in[client->in_size++] = 0;
    take_frames(client);
    client->in_size--;
}

/* --- connecting ------------------------------------------------------------------------------- */

static void read_until(struct client *client, const char *mark)
{
    for (;;) {
        ssize_t got = recv(client->socket, client->in + client->in_size,
                           BUFFER_SIZE - client->in_size - 1, 0);
        if (got <= 0) fail("handshake");
        client->in_size += (size_t)got;
        client->in[client->in_size] = '\0';
        const char *text = client->in;
        if (memmem(text, client->in_size, mark, strlen(mark)) != NULL) break;
    }
    client->in_size = 0;
}

static struct client *connect_client(int number)
{
    struct client *client = calloc(1, sizeof *client);
    if (client == NULL) fail("memory");
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)options.port),
                                  .sin_addr = {htonl(INADDR_LOOPBACK)}};
    int on = 1;
    client->socket = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connect(client->socket, (struct sockaddr *)&address, sizeof address) != 0) fail("connect");
    (void)setsockopt(client->socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    int size = snprintf(client->out, BUFFER_SIZE,
                        "GET /ws/api/v2 HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n"
                        "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
    if (send(client->socket, client->out, (size_t)size, 0) != size) fail("handshake");
    read_until(client, "\r\n\r\n");
    const char *id = number % 2 == 0 ? "demo" : "demo2";
    char text[256];
    size = snprintf(text, sizeof text,
                    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"public/auth\",\"params\":{"
                    "\"grant_type\":\"client_credentials\",\"client_id\":\"%s\","
                    "\"client_secret\":\"%s-secret\"}}",
                    id, id);
    put_frame(client, text, (size_t)size);
    flush(client);
    read_until(client, "usDiff");
    (void)fcntl(client->socket, F_SETFL, O_NONBLOCK);
    return client;
}

/* --- measuring -------------------------------------------------------------------------------- */

static void run(void)
{
    static struct epoll_event ready[CLIENTS_MAX];
    int epoll = epoll_create1(EPOLL_CLOEXEC);
    if (epoll < 0) fail("epoll");
    int64_t end_ns = now_ns() + options.seconds * NS_PER_SECOND;
    for (int i = 0; i < options.clients; i++) {
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = clients[i]};
        if (epoll_ctl(epoll, EPOLL_CTL_ADD, clients[i]->socket, &event) != 0) fail("epoll");
        for (int slot = 0; slot < options.in_flight; slot++) {
            send_request(clients[i], slot, now_ns());
        }
        flush(clients[i]);
    }
    while (now_ns() < end_ns) {
        int count = epoll_wait(epoll, ready, options.clients, WAIT_MS);
        if (count < 0) fail("epoll");
        for (int i = 0; i < count; i++) receive(ready[i].data.ptr);
        /* Those whose socket took less than all try again here, now and then. */
        for (int i = 0; i < options.clients; i++) flush(clients[i]);
    }
    (void)close(epoll);
}

static int compare(const void *one, const void *other)
{
    int64_t a = *(const int64_t *)one;
    int64_t b = *(const int64_t *)other;
    return (a > b) - (a < b);
}

/* Of this program since it began. */
static double processor_us(void)
{
    struct rusage usage;
    (void)getrusage(RUSAGE_SELF, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e6 +
           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

static void print(int64_t duration_ns)
{
    double own_us = processor_us() / (double)(message_count + 1);
    double seconds = (double)duration_ns / (double)NS_PER_SECOND;
    qsort(samples, sample_count, sizeof samples[0], compare);
    int64_t middle = sample_count == 0 ? 0 : samples[sample_count / 2];
    int64_t slow = sample_count == 0 ? 0 : samples[sample_count - 1 - sample_count / 100];
    printf("%d clients, %d in flight each, %.1f s: ", options.clients, options.in_flight, seconds);
    if (!options.is_echo) {
        printf("%.0f orders/s and %.0f cancels/s, durable: ", (double)order_count / seconds,
               (double)cancel_count / seconds);
    }
    printf("%.0f messages/s; round trip p50 %.0f us, p99 %.0f us; ",
           (double)message_count / seconds, (double)middle / 1000.0, (double)slow / 1000.0);
    printf("%.1f us of this program's processor time a message; %llu errors\n", own_us,
           (unsigned long long)error_count);
}

static int64_t number_of(const char *text)
{
    int64_t number;
    if (text == NULL || !text_read_i64(text, strlen(text), &number) || number < 1) {
        fprintf(stderr, "rpc_load: a number of at least 1 is missing\n");
        exit(2);
    }
    return number;
}

int main(int argc, char **argv)
{
    options.port = (int)number_of(argc > 1 ? argv[1] : NULL);
    for (int i = 2; i < argc; i++) {
        if (strcmp(argv[i], "--echo") == 0) options.is_echo = true;
        if (strcmp(argv[i], "--clients") == 0) options.clients = (int)number_of(argv[++i]);
        if (strcmp(argv[i], "--in-flight") == 0) options.in_flight = (int)number_of(argv[++i]);
        if (strcmp(argv[i], "--seconds") == 0) options.seconds = number_of(argv[++i]);
    }
    if (options.clients > CLIENTS_MAX || options.in_flight > IN_FLIGHT_MAX) return 2;
    samples = calloc(SAMPLES_MAX, sizeof samples[0]);
    if (samples == NULL) fail("memory");
    for (int i = 0; i < options.clients; i++) clients[i] = connect_client(i);
    int64_t begin_ns = now_ns();
    run();
    print(now_ns() - begin_ns);
    return error_count == 0 ? 0 : 1;
}
