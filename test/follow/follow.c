/* SPDX-License-Identifier: Apache-2.0 */
/*
 * follow.c - the followers of a venue know the same whether they began with the journal or with a
 * checkpoint.
 *
 * Role       Random streams with everything that the venue does are journalled, with snapshots on
 *            the way.  Receipts, supervision and the desk follow the journal twice: at once, and
 *            with a stop and a new start at each snapshot.  At the end all that they answer with
 *            must be the same, byte for byte: receipts, alerts, cases, minutes, days, dates, and
 *            the words of operators.  Then checkpoints are damaged: they are passed over.
 *            With --memory 1 the checkpoints at the end must be the same bytes, too, and so all
 *            that later answers depend on; only for compilers that leave no rubbish in padding.
 * Usage      follow [--seed N] [--seeds N] [--commands N] [--products N] [--memory 1]
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "desk/desk.h"
#include "node/journal_path.h"
#include "node/node.h"
#include "os/os_clock.h"
#include "receipts/checkpoint.h"
#include "receipts/receipts.h"
#include "sim/stream.h"
#include "supervision/supervision.h"

#define POINTS      5u
#define EVENTS_ROOM (1u << 16)
#define ROOM        ((size_t)1 << 20)
#define LOOK_NS     INT64_C(1000000)

#define SEEDS_THAT_HAVE_ALL 10u

struct options {
    uint64_t seed;
    uint64_t seeds;
    uint64_t commands;
    uint64_t products;
    uint64_t memory;
};

static struct options options = {.seed = 1, .seeds = 3, .commands = 5000, .products = 6};
static char directory[] = "follow-test-XXXXXX";

static void must(bool holds, const char *what)
{
    if (holds) return;
    fprintf(stderr, "follow: %s\n", what);
    exit(1);
}

/* --- the journal ------------------------------------------------------------------------------ */

static void ignore_events(void *context, const struct event *list, uint32_t count)
{
    (void)context;
    (void)list;
    (void)count;
}

static void remove_name(void *context, const char *name)
{
    char path[OS_PATH_SIZE_MAX];
    const char *part = context;
    if (part != NULL && strstr(name, part) == NULL) return;
    if (journal_path_join(path, directory, name)) (void)os_path_remove(path);
}

static void remove_all(const char *part)
{
    (void)os_directory_list(directory, remove_name, (void *)(uintptr_t)part);
}

static void *memory(size_t size)
{
    void *block = aligned_alloc(64, (size + 63) / 64 * 64);
    must(block != NULL, "memory");
    memset(block, 0, size);
    return block;
}

/* The stream learns from a core of its own what it sends next. */
static struct command *make_commands(uint64_t seed)
{
    struct core_config config = stream_config(seed);
    size_t size = core_size(&config);
    struct core *core = core_init(memory(size), size, &config);
    struct stream *stream = stream_create(seed, (uint32_t)options.products, PARTS_ALL);
    struct command *commands = calloc(options.commands, sizeof *commands);
    struct events events = {.list = calloc(EVENTS_ROOM, sizeof(struct event)),
                            .capacity = EVENTS_ROOM};
    must(core != NULL && stream != NULL && commands != NULL && events.list != NULL, "memory");
    for (uint64_t i = 0; i < options.commands; i++) {
        stream_next(stream, &commands[i]);
        (void)core_step(core, &commands[i], &events);
        stream_learn(stream, events.list, events.count);
    }
    stream_destroy(stream);
    free(events.list);
    free(core);
    return commands;
}

/* Writes it, with a snapshot at each point. */
static void write_journal(uint64_t seed, uint64_t points[POINTS])
{
    static struct node node;
    struct journal_error error = {0};
    const struct core_config capacities = stream_config(seed);
    must(node_create(directory, &capacities, &error) == JOURNAL_OK, error.text);
    struct node_config config = node_config_default(directory, ignore_events, &node);
    config.clock_ns = NULL;
    config.seal_interval = 0;
    config.state_interval = 0;
    config.snapshots_kept = POINTS;
    must(node_open(&node, &config, &error) == JOURNAL_OK, error.text);
    struct command *commands = make_commands(seed);
    uint64_t done = 0;
    for (uint32_t point = 0; point < POINTS; point++) {
        uint64_t until = options.commands * (point + 1) / POINTS;
        for (; done < until; done++) {
            if (commands[done].kind == COMMAND_SEAL) continue; /* the journal's own */
            /* R-TIME-4: what is no command is refused, and nothing happened. */
            enum journal_status status = node_submit(&node, &commands[done]);
            must(status == JOURNAL_OK || status == JOURNAL_REFUSED, "submit");
        }
        must(node_snapshot(&node, &error) == JOURNAL_OK, error.text);
        points[point] = core_sequence(node_core(&node));
    }
    must(node_close(&node, &error) == JOURNAL_OK, error.text);
    free(commands);
}

/* --- the followers ---------------------------------------------------------------------------- */

struct followers {
    struct desk *desk;
    struct supervision *supervision; /* NULL: nobody watches */
    struct receipts *receipts;
};

static void wake(void *context)
{
    (void)context;
}

static struct followers start(uint64_t seed, bool has_supervision)
{
    struct followers followers = {.desk = desk_create()};
    struct journal_error error = {0};
    const struct supervision_config watching = {
        .directory = directory, .products_max = stream_config(seed).products_max, .wake = wake};
    struct receipts_config config = {.directory = directory, .room = ROOM, .wake = wake};
    must(followers.desk != NULL, "memory");
    config.observers[config.observer_count++] =
        (struct receipts_observer){desk_observe, desk_keep, followers.desk};
    if (has_supervision) {
        must(supervision_start(&followers.supervision, &watching, &error) == JOURNAL_OK,
             error.text);
        config.observers[config.observer_count++] = (struct receipts_observer){
            supervision_observe, supervision_keep, followers.supervision};
    }
    must(receipts_start(&followers.receipts, &config, &error) == JOURNAL_OK, error.text);
    return followers;
}

static void stop(struct followers *followers)
{
    receipts_stop(followers->receipts);
    supervision_stop(followers->supervision);
    desk_destroy(followers->desk);
}

/* Lets them come to the point and write a checkpoint there; says where they had begun. */
static uint64_t follow_to(const struct followers *followers, uint64_t point)
{
    receipts_snapshot(followers->receipts, point);
    for (;;) {
        struct receipts_figures figures = receipts_figures(followers->receipts);
        must(!figures.has_failed, receipts_fault(followers->receipts));
        if (figures.sequence == point && figures.checkpoint == point) return figures.began;
        os_clock_sleep_ns(LOOK_NS);
    }
}

/* The checkpoint is in its place when the thread is over. */
static uint64_t run_to(uint64_t seed, uint64_t point)
{
    struct followers followers = start(seed, true);
    uint64_t began = follow_to(&followers, point);
    stop(&followers);
    return began;
}

/* --- what they know --------------------------------------------------------------------------- */

static void checkpoint_path(char path[OS_PATH_SIZE_MAX], uint64_t sequence)
{
    char name[64];
    (void)snprintf(name, sizeof name, "followers-%020" PRIu64 ".checkpoint", sequence);
    must(journal_path_join(path, directory, name), "path");
}

struct bytes {
    unsigned char *list;
    size_t size;
};

static struct bytes read_checkpoint(uint64_t sequence)
{
    char path[OS_PATH_SIZE_MAX];
    checkpoint_path(path, sequence);
    FILE *in = fopen(path, "rb");
    must(in != NULL && fseek(in, 0, SEEK_END) == 0, path);
    struct bytes bytes = {.size = (size_t)ftell(in)};
    bytes.list = malloc(bytes.size);
    rewind(in);
    must(bytes.list != NULL && fread(bytes.list, 1, bytes.size, in) == bytes.size, path);
    (void)fclose(in);
    return bytes;
}

static void write_checkpoint(uint64_t sequence, const struct bytes *bytes)
{
    char path[OS_PATH_SIZE_MAX];
    checkpoint_path(path, sequence);
    FILE *out = fopen(path, "wb");
    must(out != NULL && fwrite(bytes->list, 1, bytes->size, out) == bytes->size, path);
    must(fclose(out) == 0, path);
}

static void compare(const char *what, const struct bytes *one, const struct bytes *other)
{
    size_t at = 0;
    while (at < one->size && at < other->size && one->list[at] == other->list[at]) at++;
    if (at == one->size && at == other->size) return;
    size_t from = at < 200 ? 0 : at - 200;
    fprintf(stderr, "follow: %s differ at byte %zu of %zu and %zu:\n%.*s\n%.*s\n", what, at,
            one->size, other->size, (int)(at - from + 100), (const char *)one->list + from,
            (int)(at - from + 100), (const char *)other->list + from);
    exit(1);
}

/* --- what they answer with -------------------------------------------------------------------- */

/* Those that a checkpoint is taken up by. */
struct taker {
    struct explain explain;
    struct store store;
    struct desk *desk;
    struct supervision *supervision;
};

static void take_all(void *context, struct keep *keep)
{
    struct taker *taker = context;
    explain_keep(&taker->explain, keep);
    store_keep(&taker->store, keep);
    desk_keep(taker->desk, keep);
    supervision_keep(taker->supervision, keep);
}

static void tell_receipts(FILE *out, const struct taker *taker)
{
    for (uint32_t i = 0; i < EXPLAIN_SUBJECTS; i++) {
        const struct explain_total *total = &taker->explain.totals[i];
        fprintf(out, "%s %" PRIu64 " %" PRIu64 " %" PRIu64 "\n",
                explain_subject_name((enum explain_subject)i), total->receipts, total->verified,
                total->first_failed);
    }
    for (uint32_t i = 0; i < STORE_SHELVES; i++) {
        const struct store_shelf *shelf = &taker->store.shelves[i];
        fprintf(out, "forgotten %" PRIu64 "\n", shelf->forgotten);
        for (uint32_t place = shelf->first; place != shelf->end; place++) {
            const struct store_entry *kept = &shelf->entries[place % STORE_SHELF_ENTRIES];
            fprintf(out, "%" PRIu64 ".%u %.*s\n", kept->key.sequence, kept->key.event_index,
                    (int)kept->size, kept->text);
        }
    }
}

static void tell_periods(FILE *out, const struct shelf_periods *periods)
{
    for (uint32_t i = 0; i < shelf_period_count(periods); i++) {
        const struct shelf_period *period = shelf_period(periods, i);
        fprintf(out, "%" PRId64 " %" PRId64 " %" PRId64 " %.*s\n", period->start_ns,
                period->mark_e4, period->index_e4, (int)(period->size + period->row_size),
                period->text);
    }
}

static void tell_case(FILE *out, const struct case_file *file, uint64_t case_id)
{
    const struct case_entry *entry;
    uint64_t place = 0;
    const struct case_kept *kept = case_file_case(file, case_id);
    fprintf(out, "case %" PRIu64 " %u %u %u %s\n", case_id, kept->state, kept->level, kept->steps,
            kept->reason);
    while ((entry = case_file_next(file, case_id, &place)) != NULL) {
        fprintf(out, "%" PRIu64 " %u %s\n", entry->sequence, entry->action, entry->reason);
    }
}

static void tell_shelf(FILE *out, struct supervision *supervision)
{
    const struct shelf_alert *alert;
    const struct shelf_date *date;
    const struct shelf *shelf = supervision_take(supervision);
    for (uint64_t back = 0; (alert = shelf_alert(shelf, back)) != NULL; back++) {
        fprintf(out, "%" PRIu64 " ", alert->change);
        alert_print_json(&alert->alert, out);
    }
    for (uint32_t id = 0; id < PRODUCTS_MAX; id++) {
        tell_periods(out, &shelf->minutes[id]);
        tell_periods(out, &shelf->days[id]);
    }
    for (uint64_t id = 1; id <= shelf->cases.case_count; id++) tell_case(out, &shelf->cases, id);
    for (uint32_t back = 0; (date = shelf_date(shelf, back)) != NULL; back++) {
        fprintf(out, "date %d %" PRIu64 " %" PRIu64 " %" PRId64 "\n", date->date, date->commands,
                date->trades, date->lots);
    }
    supervision_give(supervision);
}

static void tell_desk(FILE *out, struct desk *desk)
{
    struct desk_action action;
    struct desk_error error;
    struct desk_entry entry;
    for (uint32_t back = 0; desk_latest(desk, back, &action); back++) {
        fprintf(out, "action %" PRIu64 " %" PRIu64 " %u %u %s %s\n", action.action_id,
                action.sequence, action.step, action.reject, action.reason, action.decision_reason);
    }
    for (uint32_t back = 0; desk_error(desk, back, &error); back++) {
        fprintf(out, "error %" PRIu64 " %" PRIu64 " %u %s %s\n", error.trade_id, error.sequence,
                error.step, error.reason, error.decision_reason);
    }
    for (uint64_t id = 1; desk_entry(desk, id, &entry); id++) {
        fprintf(out, "entry %" PRIu64 " %s %s %s\n", id, entry.authority, entry.citation,
                entry.condition);
    }
}

/* All that the followers of this checkpoint would answer with. */
static struct bytes tell(uint64_t seed, uint64_t sequence)
{
    static struct taker taker;
    struct checkpoint_file file;
    struct journal_error error = {0};
    struct bytes told = {0};
    const struct explain_request request = {.subject = EXPLAIN_SUBJECTS};
    const struct supervision_config watching = {
        .directory = directory, .products_max = stream_config(seed).products_max, .wake = wake};
    taker.desk = desk_create();
    must(taker.desk != NULL && explain_init(&taker.explain, &request) &&
             store_init(&taker.store, ROOM),
         "memory");
    must(supervision_start(&taker.supervision, &watching, &error) == JOURNAL_OK, error.text);
    must(checkpoint_open(&file, directory, sequence), "the checkpoint is good");
    must(checkpoint_take_up(&file, take_all, &taker), "the checkpoint is taken up");
    checkpoint_close(&file);
    FILE *out = open_memstream((char **)&told.list, &told.size);
    must(out != NULL, "memory");
    tell_receipts(out, &taker);
    tell_shelf(out, taker.supervision);
    tell_desk(out, taker.desk);
    must(fclose(out) == 0, "memory");
    explain_release(&taker.explain);
    store_release(&taker.store);
    supervision_stop(taker.supervision);
    desk_destroy(taker.desk);
    return told;
}

struct totals {
    uint64_t alerts;
    uint64_t cases;
    uint64_t minutes;
    uint64_t receipts;
    uint64_t kept;
    uint64_t told; /* bytes that were compared */
};

static struct totals totals;

/* A test in which nothing happens shows nothing. */
static void count(const struct followers *followers)
{
    struct receipts_figures figures = receipts_figures(followers->receipts);
    totals.receipts += figures.receipt_count;
    totals.kept += figures.kept_bytes;
    const struct shelf *shelf = supervision_take(followers->supervision);
    totals.alerts += shelf->alert_count;
    totals.cases += shelf->cases.case_count;
    for (uint32_t id = 0; id < PRODUCTS_MAX; id++) {
        totals.minutes += shelf_period_count(&shelf->minutes[id]);
    }
    supervision_give(followers->supervision);
}

/* --- a seed ----------------------------------------------------------------------------------- */

static void follow_with_stops(uint64_t seed, const uint64_t points[POINTS])
{
    for (uint32_t i = 0; i < POINTS; i++) {
        uint64_t began = run_to(seed, points[i]);
        must(began == (i == 0 ? 0 : points[i - 1]), "it begins at the newest checkpoint");
    }
}

static void follow_at_once(uint64_t seed, uint64_t last)
{
    struct followers followers = start(seed, true);
    must(follow_to(&followers, last) == 0, "it begins with the journal");
    count(&followers);
    stop(&followers);
}

/* Where followers begin that find the newest checkpoint as it is now. */
static uint64_t begin_of(uint64_t seed, bool has_supervision, uint64_t last)
{
    struct followers followers = start(seed, has_supervision);
    uint64_t began = follow_to(&followers, last);
    stop(&followers);
    return began;
}

/* One that cannot be right is passed over: for an older one, or for the journal's beginning. */
static void damage(uint64_t seed, const uint64_t points[POINTS])
{
    const uint64_t last = points[POINTS - 1];
    static const size_t places[] = {8, 100, 230, 5000};
    remove_all(".checkpoint");
    (void)run_to(seed, points[POINTS - 2]);
    (void)run_to(seed, last);
    struct bytes good = read_checkpoint(last);
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        good.list[places[i]] ^= 1;
        write_checkpoint(last, &good);
        good.list[places[i]] ^= 1;
        must(begin_of(seed, true, last) == points[POINTS - 2], "a wrong byte is noticed");
    }
    struct bytes torn = {.list = good.list, .size = good.size - 1};
    write_checkpoint(last, &torn);
    must(begin_of(seed, true, last) == points[POINTS - 2], "a byte less is noticed");
    write_checkpoint(last, &good);
    must(begin_of(seed, true, last) == last, "a good one is taken up");
    must(begin_of(seed, false, last) == 0, "not by other observers");
    remove_all(".checkpoint");
    write_checkpoint(last, &good);
    remove_all(".snap");
    must(begin_of(seed, true, last) == 0, "not without its snapshot");
    free(good.list);
}

/* What is known at the end, as answers and as memory. */
struct known {
    struct bytes answers;
    struct bytes memory;
};

static struct known known_at(uint64_t seed, uint64_t last)
{
    struct known known = {.answers = tell(seed, last), .memory = read_checkpoint(last)};
    return known;
}

static void known_release(struct known *known)
{
    free(known->answers.list);
    free(known->memory.list);
}

static void run_seed(uint64_t seed)
{
    uint64_t points[POINTS];
    write_journal(seed, points);
    const uint64_t last = points[POINTS - 1];
    follow_with_stops(seed, points);
    struct known one = known_at(seed, last);
    remove_all(".checkpoint");
    follow_at_once(seed, last);
    struct known other = known_at(seed, last);
    compare("answers", &one.answers, &other.answers);
    if (options.memory != 0) compare("checkpoints", &one.memory, &other.memory);
    totals.told += one.answers.size;
    known_release(&one);
    known_release(&other);
    if (seed == options.seed) damage(seed, points);
    remove_all(NULL);
}

static bool read_options(int argc, char **argv)
{
    static const char *const names[] = {"--seed", "--seeds", "--commands", "--products",
                                        "--memory"};
    uint64_t *const values[] = {&options.seed, &options.seeds, &options.commands, &options.products,
                                &options.memory};
    for (int i = 1; i + 1 < argc; i += 2) {
        uint32_t place = 0;
        while (place < 5 && strcmp(argv[i], names[place]) != 0) place++;
        if (place == 5 || !text_read_u64(argv[i + 1], strlen(argv[i + 1]), values[place])) {
            return false;
        }
    }
    return argc % 2 == 1;
}

int main(int argc, char **argv)
{
    if (!read_options(argc, argv)) {
        fprintf(stderr, "usage: follow [--seed N] [--seeds N] [--commands N] [--products N] "
                        "[--memory 1]\n");
        return 2;
    }
    must(mkdtemp(directory) != NULL, "mkdtemp");
    for (uint64_t i = 0; i < options.seeds; i++) run_seed(options.seed + i);
    (void)os_directory_remove(directory);
    printf("receipts %" PRIu64 ", %" PRIu64 " bytes kept; alerts %" PRIu64 ", cases %" PRIu64
           ", minutes %" PRIu64 "; %" PRIu64 " bytes of answers\n",
           totals.receipts, totals.kept, totals.alerts, totals.cases, totals.minutes, totals.told);
    bool has_some = totals.receipts > 0 && totals.kept > 0 && totals.minutes > 0;
    /* A single stream need not come to all of it. */
    bool has_all = totals.alerts > 0 && totals.cases > 0;
    return has_some && (has_all || options.seeds < SEEDS_THAT_HAVE_ALL) ? 0 : 1;
}
