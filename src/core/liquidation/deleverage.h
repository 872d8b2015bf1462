/* SPDX-License-Identifier: Apache-2.0 */
/*
 * deleverage.h - who gives up how many lots when nobody else takes a position over.
 *
 * Role       Shares a need of lots among the candidates of the other side, by one of three methods.
 *            It is arithmetic over a list: who is a candidate is for its caller to say.
 * Invariant  Nobody gives more than it has; together they give exactly the need, or all they have.
 * Rules      R-ADL-2, R-ADL-3, R-ADL-4.
 */
#ifndef PERPETUA_CORE_LIQUIDATION_DELEVERAGE_H
#define PERPETUA_CORE_LIQUIDATION_DELEVERAGE_H

#include <stdint.h>

/* Lists of candidates come, and are left, in ascending order of account. */
struct deleverage_candidate {
    uint32_t account;
    uint32_t position;       /* slot, for the caller */
    int64_t lots_max;        /* what it has, at least 1 */
    int64_t exposure_micros; /* X of R-ADL-2 */
    int64_t equity_micros;   /* above 0 */
    int64_t profit_micros;
    int64_t paid_micros;  /* absolute */
    int64_t value_micros; /* at the mark */
    int64_t score;        /* public rank: the higher, the earlier */
    int64_t lots;         /* result: what it gives */
};

struct deleverage_list {
    struct deleverage_candidate *items;
    uint32_t count;
};

/* R-ADL-1: gives each candidate its score. */
void deleverage_score_leverage(struct deleverage_candidate *candidate);
void deleverage_score_rank(struct deleverage_candidate *candidate);

/* R-ADL-1: sorts by score, the highest first, then by account, and keeps at most `most`. */
void deleverage_cut(struct deleverage_list *list, uint32_t most);

/* Back to ascending order of account. */
void deleverage_sort(struct deleverage_list *list);

/* Sum of lots_max, and of lots. */
int64_t deleverage_lots_max(const struct deleverage_list *list);
int64_t deleverage_lots(const struct deleverage_list *list);

/* R-ADL-2: water-filling; scores are leverages in ppm.  `unit_micros`: exposure of one lot.
 * Returns the level, in ppm of leverage, down to which leverage is drained. */
int64_t deleverage_by_leverage(struct deleverage_list *list, int64_t unit_micros, int64_t need);

/* R-ADL-3: highest score first, each all it has. */
void deleverage_by_rank(struct deleverage_list *list, int64_t need);

/* R-ADL-4: in proportion to what they have. */
void deleverage_pro_rata(struct deleverage_list *list, int64_t need);

#endif
