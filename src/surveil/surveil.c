/* SPDX-License-Identifier: Apache-2.0 */
/*
 * surveil.c - see surveil.h.
 */
#include "surveil/surveil.h"

#include <string.h>

#include "base/check.h"
#include "keep/keep.h"
#include "surveil/clusters.h"

#define ALERTS_MAX 65536u

/* An alert that is found again within this time is the same one. */
#define MERGE_NS (INT64_C(900) * SURVEIL_SECOND)

static const struct detector_kind *const kinds[] = {
    &detector_self_match,
    &detector_money_pass,
    &detector_prearranged,
    &detector_spoofing,
    &detector_layering,
    &detector_quote_stuffing,
    &detector_momentum_ignition,
    &detector_funding_pressure,
    &detector_settlement_pressure,
    &detector_index_push,
    &detector_liquidation_hunting,
    &detector_front_running,
    &detector_position_limit,
    &detector_off_market,
    &detector_staff_change,
};

static_assert(sizeof kinds / sizeof kinds[0] == SURVEIL_DETECTORS, "every detector is listed");

struct surveil {
    struct view view;
    struct clusters clusters;
    struct detector detectors[SURVEIL_DETECTORS];
    uint32_t mask;
    struct alert *alerts;
    uint32_t alert_count;
    uint32_t alert_room;
    uint32_t alerts_kept;     /* the newest; 0: the first ALERTS_MAX */
    struct key_map alert_map; /* (detector and product, account) -> number of the latest + 1 */
    void (*raised)(void *context, uint32_t number);
    void *raised_context;
    bool has_memory;
    bool is_rejected; /* the command at hand */
};

const struct detector_kind *surveil_kind(uint32_t place)
{
    ASSERT(place < SURVEIL_DETECTORS);
    return kinds[place];
}

uint32_t surveil_find(const char *name)
{
    uint32_t place = 0;
    while (place < SURVEIL_DETECTORS && strcmp(kinds[place]->name, name) != 0) place++;
    return place;
}

/* --- memory ----------------------------------------------------------------------------------- */

static bool detector_init(struct surveil *surveil, uint32_t place)
{
    struct detector *detector = &surveil->detectors[place];
    const struct detector_kind *kind = kinds[place];
    ASSERT(kind->parameter_count <= DETECTOR_PARAMETERS_MAX);
    *detector = (struct detector){.kind = kind, .surveil = surveil, .view = &surveil->view};
    for (uint32_t i = 0; i < kind->parameter_count; i++) {
        detector->values[i] = kind->parameters[i].value;
    }
    if ((surveil->mask >> place & 1) == 0 || kind->cell_size == 0) return true;
    return cells_init(&detector->cells, kind->cell_size, DETECTOR_CELLS);
}

struct surveil *surveil_create(uint32_t mask)
{
    struct surveil *surveil = calloc(1, sizeof *surveil);
    if (surveil == NULL) return NULL;
    surveil->mask = mask;
    surveil->has_memory =
        view_init(&surveil->view) && clusters_init(&surveil->clusters, &surveil->view);
    for (uint32_t i = 0; surveil->has_memory && i < SURVEIL_DETECTORS; i++) {
        surveil->has_memory = detector_init(surveil, i);
    }
    if (surveil->has_memory) return surveil;
    surveil_destroy(surveil);
    return NULL;
}

void surveil_destroy(struct surveil *surveil)
{
    if (surveil == NULL) return;
    for (uint32_t i = 0; i < SURVEIL_DETECTORS; i++) cells_release(&surveil->detectors[i].cells);
    clusters_release(&surveil->clusters);
    view_release(&surveil->view);
    free(surveil->alerts);
    free(surveil->alert_map.entries);
    free(surveil);
}

bool surveil_set(struct surveil *surveil, uint32_t place, const char *name, int64_t value)
{
    ASSERT(place < SURVEIL_DETECTORS);
    struct detector *detector = &surveil->detectors[place];
    for (uint32_t i = 0; i < detector->kind->parameter_count; i++) {
        if (strcmp(detector->kind->parameters[i].name, name) != 0) continue;
        detector->values[i] = value;
        return true;
    }
    return false;
}

void surveil_listen(struct surveil *surveil, void (*raised)(void *context, uint32_t number),
                    void *context)
{
    surveil->raised = raised;
    surveil->raised_context = context;
}

bool surveil_set_clusters(struct surveil *surveil, const char *name, int64_t value)
{
    return clusters_set(&surveil->clusters, name, value);
}

const struct parameter *surveil_clusters_parameters(uint32_t *count)
{
    *count = clusters_parameter_count;
    return clusters_parameters;
}

/* --- alerts ----------------------------------------------------------------------------------- */

int64_t share_ppm(int64_t part, int64_t whole)
{
    if (whole <= 0) return 0;
    return narrow_i64(div_floor((int128)part * PPM_ONE, whole));
}

/* Why an account belongs to the others; the one that names a cluster has no link. */
static void alert_link(struct alert *alert, const struct account_link *link)
{
    if (link->kind == LINK_NONE || alert->link_count == ALERT_LINKS) return;
    for (uint32_t i = 0; i < alert->link_count; i++) {
        if (alert->links[i].account_id == link->account_id &&
            alert->links[i].other_id == link->other_id) {
            return;
        }
    }
    alert->links[alert->link_count++] = *link;
}

struct alert alert_begin(const struct detector *detector, uint32_t account_id, uint16_t product_id,
                         uint64_t first_sequence)
{
    const struct view *view = detector->view;
    struct alert alert = {.detector = detector->kind->name,
                          .version = detector->kind->version,
                          .first_sequence = first_sequence == 0 ? view->sequence : first_sequence,
                          .last_sequence = view->sequence,
                          .raised_sequence = view->sequence,
                          .first_ns = view->time_ns,
                          .last_ns = view->time_ns,
                          .parameters = detector->kind->parameters,
                          .parameter_count = detector->kind->parameter_count,
                          .product_id = product_id};
    memcpy(alert.values, detector->values, sizeof alert.values);
    if (account_id != 0) alert_account(&alert, account_id);
    const struct view_account *account = view_account(view, account_id);
    uint32_t id = account == NULL ? 0 : account->cluster;
    for (uint32_t i = 0; id != 0 && i < ALERT_ACCOUNTS; i++) {
        alert_account(&alert, id);
        alert_link(&alert, &view->accounts[id].link);
        id = view->accounts[id].cluster_next;
    }
    return alert;
}

void alert_account(struct alert *alert, uint32_t account_id)
{
    for (uint32_t i = 0; i < alert->account_count; i++) {
        if (alert->accounts[i] == account_id) return;
    }
    if (alert->account_count == ALERT_ACCOUNTS) return;
    alert->accounts[alert->account_count++] = account_id;
}

static struct alert_figure *figure_add(const struct detector *detector, struct alert *alert,
                                       uint32_t parameter, int64_t value)
{
    ASSERT(parameter < detector->kind->parameter_count);
    ASSERT(alert->figure_count < ALERT_FIGURES);
    struct alert_figure *figure = &alert->figures[alert->figure_count++];
    *figure = (struct alert_figure){.name = detector->kind->parameters[parameter].name,
                                    .unit = detector->kind->parameters[parameter].unit,
                                    .value = value,
                                    .threshold = detector->values[parameter]};
    return figure;
}

void alert_figure(const struct detector *detector, struct alert *alert, uint32_t parameter,
                  int64_t value)
{
    (void)figure_add(detector, alert, parameter, value);
}

void alert_figure_most(const struct detector *detector, struct alert *alert, uint32_t parameter,
                       int64_t value)
{
    figure_add(detector, alert, parameter, value)->is_most = true;
}

void alert_figure_against(const struct detector *detector, struct alert *alert, uint32_t parameter,
                          int64_t value, int64_t threshold)
{
    figure_add(detector, alert, parameter, value)->threshold = threshold;
}

/* Alerts have ascending numbers; where only some are kept they go round. */
static struct alert *alert_at(const struct surveil *surveil, uint32_t number)
{
    uint32_t kept = surveil->alerts_kept;
    return &surveil->alerts[kept == 0 ? number : number % kept];
}

static bool is_kept(const struct surveil *surveil, uint32_t number)
{
    uint32_t kept = surveil->alerts_kept;
    return number < surveil->alert_count && (kept == 0 || surveil->alert_count - number <= kept);
}

void surveil_bound(struct surveil *surveil, uint32_t kept)
{
    ASSERT(surveil->alert_count == 0);
    surveil->alerts_kept = kept;
}

/* Room for one more.  False: there is no memory. */
static bool make_room(struct surveil *surveil)
{
    void *items = surveil->alerts;
    uint32_t kept = surveil->alerts_kept;
    uint32_t wanted = surveil->alert_count + 1;
    bool has_room = array_make_room(&items, &surveil->alert_room, sizeof *surveil->alerts,
                                    kept == 0 ? wanted : u32_min(wanted, kept));
    surveil->alerts = items;
    return has_room && map_make_room(&surveil->alert_map);
}

/* The alert that the finding belongs to, or NULL. */
static struct alert *alert_same(struct surveil *surveil, const struct alert *alert,
                                struct map_key key)
{
    uint32_t place = map_find(&surveil->alert_map, key.a, key.b);
    if (place == 0 || !is_kept(surveil, place - 1)) return NULL;
    struct alert *known = alert_at(surveil, place - 1);
    return alert->last_ns - known->last_ns <= MERGE_NS ? known : NULL;
}

static void alert_extend(struct alert *known, const struct alert *alert)
{
    known->first_sequence = u64_min(known->first_sequence, alert->first_sequence);
    known->last_sequence = alert->last_sequence;
    known->last_ns = alert->last_ns;
    known->profit_micros = i64_max(known->profit_micros, alert->profit_micros);
    known->repeats++;
    for (uint32_t i = 0; i < alert->account_count; i++) alert_account(known, alert->accounts[i]);
    /* Who leads is named even if there is no room: for the one that was named last. */
    bool is_named = alert->account_count == 0;
    for (uint32_t i = 0; !is_named && i < known->account_count; i++) {
        is_named = known->accounts[i] == alert->accounts[0];
    }
    if (!is_named) known->accounts[ALERT_ACCOUNTS - 1] = alert->accounts[0];
    for (uint32_t i = 0; i < alert->link_count; i++) alert_link(known, &alert->links[i]);
}

static void tell_raised(struct surveil *surveil, uint32_t number)
{
    if (surveil->raised != NULL) surveil->raised(surveil->raised_context, number);
}

void alert_raise(struct detector *detector, const struct alert *alert)
{
    struct surveil *surveil = detector->surveil;
    uint64_t place = (uint64_t)(detector - surveil->detectors);
    uint32_t lead = alert->account_count == 0 ? 0 : alert->accounts[0];
    uint32_t cluster = alert->is_incident ? 0 : view_cluster(&surveil->view, lead);
    struct map_key key = {place << 32 | alert->product_id, cluster};
    struct alert *known = alert_same(surveil, alert, key);
    if (known != NULL) {
        alert_extend(known, alert);
        tell_raised(surveil, map_find(&surveil->alert_map, key.a, key.b) - 1);
        return;
    }
    bool is_full = surveil->alert_count == UINT32_MAX - 1 ||
                   (surveil->alerts_kept == 0 && surveil->alert_count == ALERTS_MAX);
    if (is_full) return;
    if (!make_room(surveil)) {
        surveil->has_memory = false;
        return;
    }
    uint32_t number = surveil->alert_count++;
    *alert_at(surveil, number) = *alert;
    key_map_put(&surveil->alert_map, key, number + 1);
    tell_raised(surveil, number);
}

uint32_t surveil_alert_count(const struct surveil *surveil)
{
    return surveil->alert_count;
}

const struct alert *surveil_alert(const struct surveil *surveil, uint32_t number)
{
    ASSERT(is_kept(surveil, number));
    return alert_at(surveil, number);
}

uint64_t surveil_bytes(const struct surveil *surveil)
{
    uint64_t bytes = sizeof *surveil + view_bytes(&surveil->view);
    bytes += cells_bytes(&surveil->clusters.cells);
    for (uint32_t i = 0; i < SURVEIL_DETECTORS; i++) {
        bytes += cells_bytes(&surveil->detectors[i].cells);
    }
    bytes += (uint64_t)surveil->alert_room * sizeof *surveil->alerts;
    return bytes + (uint64_t)surveil->alert_map.capacity * sizeof *surveil->alert_map.entries;
}

const struct view *surveil_view(const struct surveil *surveil)
{
    return &surveil->view;
}

/* --- feeding ---------------------------------------------------------------------------------- */

static void show_event(struct surveil *surveil, const struct event *event)
{
    for (uint32_t i = 0; i < SURVEIL_DETECTORS; i++) {
        struct detector *detector = &surveil->detectors[i];
        if ((surveil->mask >> i & 1) == 0 || detector->kind->on_event == NULL) continue;
        detector->kind->on_event(detector, event);
    }
}

bool surveil_events(struct surveil *surveil, const struct event *list, uint32_t count)
{
    for (uint32_t i = 0; surveil->has_memory && i < count; i++) {
        surveil->has_memory = view_event(&surveil->view, &list[i]);
        if (!surveil->has_memory) break;
        if (list[i].kind == EVENT_REJECTED) surveil->is_rejected = true;
        clusters_event(&surveil->clusters, &list[i]);
        show_event(surveil, &list[i]);
        view_event_end(&surveil->view, &list[i]);
    }
    return surveil->has_memory;
}

bool surveil_worked(struct surveil *surveil, const struct command *at_hand,
                    const struct command *worked)
{
    if (worked == NULL) {
        surveil->is_rejected = false;
        return surveil->has_memory;
    }
    struct command command = *worked;
    command.sequence = at_hand->sequence;
    command.time_ns = at_hand->time_ns;
    return surveil_command(surveil, &command);
}

bool surveil_command(struct surveil *surveil, const struct command *command)
{
    bool is_rejected = surveil->is_rejected;
    surveil->is_rejected = false;
    if (is_rejected) return surveil->has_memory;
    view_command(&surveil->view, command);
    clusters_command(&surveil->clusters, command);
    for (uint32_t i = 0; i < SURVEIL_DETECTORS; i++) {
        struct detector *detector = &surveil->detectors[i];
        if ((surveil->mask >> i & 1) == 0 || detector->kind->on_command == NULL) continue;
        detector->kind->on_command(detector, command);
    }
    return surveil->has_memory;
}

/* --- keeping ---------------------------------------------------------------------------------- */

/* Which parameter a figure is of: its name is the parameter's. */
static uint32_t parameter_of(const struct detector_kind *kind, const struct alert_figure *figure)
{
    uint32_t place = 0;
    while (place < kind->parameter_count && kind->parameters[place].name != figure->name) place++;
    ASSERT(place < kind->parameter_count);
    return place;
}

/* Names, which lie in the program, go as places in its lists. */
struct alert_names {
    uint32_t detector;
    uint32_t figures[ALERT_FIGURES];
};

static struct alert_names names_take(struct alert *alert)
{
    ASSERT(alert->detector != NULL);
    struct alert_names names = {.detector = surveil_find(alert->detector)};
    ASSERT(names.detector < SURVEIL_DETECTORS);
    for (uint32_t i = 0; i < alert->figure_count; i++) {
        names.figures[i] = parameter_of(kinds[names.detector], &alert->figures[i]);
        alert->figures[i].name = NULL;
        alert->figures[i].unit = NULL;
    }
    alert->detector = NULL;
    alert->parameters = NULL;
    return names;
}

/* False: there are no such names. */
static bool names_give(struct alert *alert, const struct alert_names *names)
{
    if (names->detector >= SURVEIL_DETECTORS || alert->figure_count > ALERT_FIGURES) return false;
    const struct detector_kind *kind = kinds[names->detector];
    for (uint32_t i = 0; i < alert->figure_count; i++) {
        if (names->figures[i] >= kind->parameter_count) return false;
        alert->figures[i].name = kind->parameters[names->figures[i]].name;
        alert->figures[i].unit = kind->parameters[names->figures[i]].unit;
    }
    alert->detector = kind->name;
    alert->parameters = kind->parameters;
    return true;
}

void surveil_keep_alert(struct alert *alert, struct keep *keep)
{
    struct alert copy = {0};
    struct alert_names names = {0};
    bool is_there = keep_flag(keep, alert->detector != NULL);
    if (!is_there || !keep->is_good) return;
    if (!keep->is_loading) {
        copy = *alert;
        names = names_take(&copy);
    }
    keep_bytes(keep, &names, sizeof names);
    keep_bytes(keep, &copy, sizeof copy);
    if (!keep->is_loading) return;
    keep->is_good = keep->is_good && names_give(&copy, &names);
    if (keep->is_good) *alert = copy;
}

static void alerts_keep(struct surveil *surveil, struct keep *keep)
{
    keep_bytes(keep, &surveil->alert_count, sizeof surveil->alert_count);
    keep_bytes(keep, &surveil->alert_room, sizeof surveil->alert_room);
    const struct keep_list map[] = {
        KEEP_LIST(surveil->alert_map.entries, surveil->alert_map.capacity)};
    keep_struct(keep, &surveil->alert_map, sizeof surveil->alert_map, map, 1);
    size_t size = (size_t)surveil->alert_room * sizeof *surveil->alerts;
    if (!keep_thing(keep, &surveil->alerts, size)) return;
    for (uint32_t i = 0; keep->is_good && i < surveil->alert_room; i++) {
        surveil_keep_alert(&surveil->alerts[i], keep);
    }
}

void surveil_keep(struct surveil *surveil, struct keep *keep)
{
    view_keep(&surveil->view, keep);
    clusters_keep(&surveil->clusters, keep);
    for (uint32_t i = 0; i < SURVEIL_DETECTORS; i++) {
        struct detector *detector = &surveil->detectors[i];
        cells_keep(&detector->cells, keep);
        keep_bytes(keep, detector->values, sizeof detector->values);
        keep_bytes(keep, &detector->counter, sizeof detector->counter);
        keep_bytes(keep, &detector->level, sizeof detector->level);
    }
    alerts_keep(surveil, keep);
}
