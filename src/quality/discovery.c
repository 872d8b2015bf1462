/* SPDX-License-Identifier: Apache-2.0 */
/*
 * discovery.c - see discovery.h.
 *
 * Role   See discovery.h.
 */
#include "quality/discovery.h"

#include <string.h>

#define BP_ONE   10000.0
#define PPM_ONE  1000000.0
#define FLATNESS 1e-9 /* a pivot so small beside its diagonal: a term that others explain */

enum { TERM_CONSTANT = 0, TERM_DISTANCE = 1, TERM_LAGS = 2 };

/* --- samples ---------------------------------------------------------------------------------- */

void discovery_gap(struct discovery *discovery)
{
    discovery->has_last = false;
    discovery->lag_count = 0;
}

static void sums_add(struct discovery *discovery, const double terms[DISCOVERY_TERMS],
                     const double change[2])
{
    for (uint32_t i = 0; i < DISCOVERY_TERMS; i++) {
        for (uint32_t j = 0; j < DISCOVERY_TERMS; j++) {
            discovery->squares[i][j] += terms[i] * terms[j];
        }
        for (uint32_t j = 0; j < 2; j++) discovery->products[i][j] += terms[i] * change[j];
    }
    for (uint32_t i = 0; i < 2; i++) {
        for (uint32_t j = 0; j < 2; j++) discovery->changes[i][j] += change[i] * change[j];
    }
    discovery->samples++;
}

/* The newest change comes first. */
static void lags_push(struct discovery *discovery, const double change[2])
{
    memmove(discovery->lags[1], discovery->lags[0],
            (DISCOVERY_LAGS - 1) * sizeof discovery->lags[0]);
    for (uint32_t i = 0; i < 2; i++) discovery->lags[0][i] = change[i];
    if (discovery->lag_count < DISCOVERY_LAGS) discovery->lag_count++;
}

void discovery_sample(struct discovery *discovery, int64_t first, int64_t second)
{
    const int64_t prices[2] = {first, second};
    double levels[2];
    if (first <= 0 || second <= 0) {
        discovery_gap(discovery);
        return;
    }
    for (uint32_t i = 0; i < 2; i++) {
        if (discovery->first[i] <= 0.0) discovery->first[i] = (double)prices[i];
        levels[i] = ((double)prices[i] - discovery->first[i]) / discovery->first[i] * BP_ONE;
    }
    if (discovery->has_last) {
        const double change[2] = {levels[0] - discovery->last[0], levels[1] - discovery->last[1]};
        if (discovery->lag_count == DISCOVERY_LAGS) {
            double terms[DISCOVERY_TERMS] = {1.0, discovery->last[0] - discovery->last[1]};
            memcpy(&terms[TERM_LAGS], discovery->lags, sizeof discovery->lags);
            sums_add(discovery, terms, change);
        }
        lags_push(discovery, change);
    }
    memcpy(discovery->last, levels, sizeof levels);
    discovery->has_last = true;
}

/* --- least squares ---------------------------------------------------------------------------- */

struct system {
    double rows[DISCOVERY_TERMS][DISCOVERY_TERMS + 2]; /* squares, then both products */
    bool is_used[DISCOVERY_TERMS];
};

static void row_clear(struct system *system, uint32_t pivot, uint32_t row)
{
    double factor = system->rows[row][pivot] / system->rows[pivot][pivot];
    for (uint32_t i = 0; i < DISCOVERY_TERMS + 2; i++) {
        system->rows[row][i] -= factor * system->rows[pivot][i];
    }
}

/* Clears the columns one after the other.  The matrix is a Gram matrix, so its diagonal does for
 * pivots; a term that the ones before it explain is left out. */
static void system_solve(struct system *system, const struct discovery *discovery)
{
    for (uint32_t i = 0; i < DISCOVERY_TERMS; i++) {
        memcpy(system->rows[i], discovery->squares[i], sizeof discovery->squares[i]);
        for (uint32_t j = 0; j < 2; j++) {
            system->rows[i][DISCOVERY_TERMS + j] = discovery->products[i][j];
        }
    }
    for (uint32_t pivot = 0; pivot < DISCOVERY_TERMS; pivot++) {
        double whole = discovery->squares[pivot][pivot];
        system->is_used[pivot] = whole > 0.0 && system->rows[pivot][pivot] > FLATNESS * whole;
        if (!system->is_used[pivot]) continue;
        for (uint32_t row = 0; row < DISCOVERY_TERMS; row++) {
            if (row != pivot) row_clear(system, pivot, row);
        }
    }
}

static double coefficient(const struct system *system, uint32_t term, uint32_t market)
{
    if (!system->is_used[term]) return 0.0;
    return system->rows[term][DISCOVERY_TERMS + market] / system->rows[term][term];
}

/* What is left of the changes of two markets once the terms have explained what they can. */
static double residue(const struct system *system, const struct discovery *discovery, uint32_t left,
                      uint32_t right)
{
    double rest = discovery->changes[left][right];
    for (uint32_t i = 0; i < DISCOVERY_TERMS; i++) {
        rest -= coefficient(system, i, left) * discovery->products[i][right];
    }
    return rest / (double)discovery->samples;
}

/* --- shares ----------------------------------------------------------------------------------- */

static int64_t in_ppm(double share)
{
    double ppm = share * PPM_ONE;
    const double bound = 1e12;
    if (ppm > bound) ppm = bound;
    if (ppm < -bound) ppm = -bound;
    return (int64_t)(ppm < 0.0 ? ppm - 0.5 : ppm + 0.5);
}

bool discovery_shares_of(const struct discovery_model *model, struct discovery_shares *shares)
{
    double speed = model->adjustment[1] - model->adjustment[0];
    bool is_moved = model->variance[0] > 0.0 && model->variance[1] > 0.0;
    if (!is_moved || !(speed > 0.0)) return false;
    /* Weights of what is new in each market for the price that lasts. */
    double first = model->adjustment[1] / speed;
    double second = -model->adjustment[0] / speed;
    double whole = first * first * model->variance[0] + 2.0 * first * second * model->covariance +
                   second * second * model->variance[1];
    if (!(whole > 0.0)) return false;
    /* What is new to both is the second's, then the first's. */
    double alone = model->variance[0] - model->covariance * model->covariance / model->variance[1];
    double all = first * model->variance[0] + second * model->covariance;
    int64_t mine_ppm = in_ppm(first * first * alone / whole);
    int64_t both_ppm = in_ppm(all * all / model->variance[0] / whole);
    shares->component_ppm = in_ppm(first);
    shares->low_ppm = mine_ppm < both_ppm ? mine_ppm : both_ppm;
    shares->high_ppm = mine_ppm < both_ppm ? both_ppm : mine_ppm;
    return true;
}

bool discovery_shares(const struct discovery *discovery, struct discovery_shares *shares)
{
    if (discovery->samples < DISCOVERY_LEAST) return false;
    struct system system;
    system_solve(&system, discovery);
    if (!system.is_used[TERM_DISTANCE]) return false;
    struct discovery_model model = {.covariance = residue(&system, discovery, 0, 1)};
    for (uint32_t i = 0; i < 2; i++) {
        model.adjustment[i] = coefficient(&system, TERM_DISTANCE, i);
        model.variance[i] = residue(&system, discovery, i, i);
        /* Only rounding is left. */
        if (!(model.variance[i] * (double)discovery->samples >
              FLATNESS * discovery->changes[i][i])) {
            return false;
        }
    }
    shares->samples = discovery->samples;
    return discovery_shares_of(&model, shares);
}
