/* SPDX-License-Identifier: Apache-2.0 */
/*
 * discovery.h - which of two markets of one thing moves first: component and information shares.
 *
 * Role       Two prices, looked at each second, that cannot drift apart.  How each of them changes
 *            is explained by how far apart they were and by its own and the other's changes of five
 *            seconds (vector error correction, least squares).  The market that does not follow is
 *            the one in which the price is found: its share of the permanent component (Gonzalo and
 *            Granger), and of the variance of what is new in it (Hasbrouck), the latter as a lower
 *            and an upper bound, because what is new to both at once cannot be told apart.
 * Numbers    The only file of the folder with floating point, as least squares needs it.  What
 *            goes in and what comes out are whole numbers; shares are rounded to a millionth.
 * Units      The two prices may be of different units: only their changes are compared, each with
 *            its own first price.
 * Rules      none: docs/spec/quality.md defines each figure.
 */
#ifndef PERPETUA_QUALITY_DISCOVERY_H
#define PERPETUA_QUALITY_DISCOVERY_H

#include <stdbool.h>
#include <stdint.h>

#define DISCOVERY_LAGS  5u
#define DISCOVERY_TERMS (2u + 2u * DISCOVERY_LAGS) /* a constant, the distance, the changes */
#define DISCOVERY_LEAST 120u                       /* samples without which nothing is said */

struct discovery {
    uint64_t samples;
    uint32_t lag_count; /* changes that are known of this stretch */
    bool has_last;
    double first[2]; /* prices that the others are compared with; 0: none yet */
    double last[2];  /* in basis points of the first */
    double lags[DISCOVERY_LAGS][2];
    double squares[DISCOVERY_TERMS][DISCOVERY_TERMS]; /* terms by terms */
    double products[DISCOVERY_TERMS][2];              /* terms by changes */
    double changes[2][2];                             /* changes by changes */
};

/* Of the first of the two; the second's are what is left of a million. */
struct discovery_shares {
    uint64_t samples;
    int64_t component_ppm; /* below 0 or above a million where both run away from each other */
    int64_t low_ppm;
    int64_t high_ppm;
};

/* The next second's prices.  One that is not above zero ends the stretch. */
void discovery_sample(struct discovery *discovery, int64_t first, int64_t second);

/* What comes next does not follow what was before. */
void discovery_gap(struct discovery *discovery);

/* False: too few samples, or a market that never moved. */
bool discovery_shares(const struct discovery *discovery, struct discovery_shares *shares);

/* The same from how fast each price goes back to the other (of first less second), and from the
 * variances and the covariance of what neither explains. */
struct discovery_model {
    double adjustment[2];
    double variance[2];
    double covariance;
};

bool discovery_shares_of(const struct discovery_model *model, struct discovery_shares *shares);

#endif
