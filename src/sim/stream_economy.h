/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stream_economy.h - the part of the stream that gives products an economy.
 *
 * Role   Private to stream*.c.  Random terms, mostly legal, of index, mark, funding, margin,
 *        liquidation and settlement; prices of sources; assets, bids, days.
 * Files  stream_economy.c: the script and the choice.  stream_price.c: prices and funding.
 *        stream_margin.c: margin, grids, assets.  stream_settle.c: days, settlement, liquidation.
 */
#ifndef PERPETUA_SIM_STREAM_ECONOMY_H
#define PERPETUA_SIM_STREAM_ECONOMY_H

#include "sim/stream_world.h"

/* --- stream_economy.c ------------------------------------------------------------------------- */

/* The next command that gives products their first economy; false when there is none left. */
bool economy_setup_next(struct stream *stream, struct command *command);

/* A random command of the economy. */
void make_economy(struct stream *stream, struct command *command);
/* Terms of this kind, or a bid, price or transfer, for the product in the header. */
void fill_economy(struct stream *stream, struct command *command);

/* What events say about the economy. */
void learn_economy(struct stream *stream, const struct event *event);

/* --- stream_price.c --------------------------------------------------------------------------- */

void fill_price_terms(struct stream *stream, struct command *command);
void fill_mark_terms(struct stream *stream, struct command *command);
void fill_funding_terms(struct stream *stream, struct command *command);
void fill_funding_collect(struct stream *stream, struct command *command);
void fill_source_price(struct stream *stream, struct command *command);

/* Sometimes lets the price around which everything happens move, or jump. */
void move_center(struct stream *stream, uint16_t product_id);

/* --- stream_margin.c -------------------------------------------------------------------------- */

void fill_margin_venue(struct stream *stream, struct command *command);
void fill_margin_terms(struct stream *stream, struct command *command);
void fill_margin_mode(struct stream *stream, struct command *command);
void fill_risk_grid(struct stream *stream, struct command *command);
void fill_asset_terms(struct stream *stream, struct command *command);
void fill_asset_price(struct stream *stream, struct command *command);
void fill_asset_cash(struct stream *stream, struct command *command);

/* --- stream_settle.c -------------------------------------------------------------------------- */

void fill_business_calendar(struct stream *stream, struct command *command);
void fill_settlement_terms(struct stream *stream, struct command *command);
void fill_expiry_terms(struct stream *stream, struct command *command);
void fill_settlement_price(struct stream *stream, struct command *command);
void fill_prefunding_terms(struct stream *stream, struct command *command);
void fill_liquidation_terms(struct stream *stream, struct command *command);
void fill_auction_bid(struct stream *stream, struct command *command);

/* --- stream_default.c ------------------------------------------------------------------------- */

void fill_default_terms(struct stream *stream, struct command *command);
void fill_default_member(struct stream *stream, struct command *command);

/* The step of the script that opens the accounts of the waterfall; false behind its last one. */
bool purse_setup_next(struct stream *stream, struct command *command, uint32_t step);
/* Is it one of these accounts? */
bool is_purse(const struct stream *stream, uint32_t account_id);
/* A deposit to one of them. */
void make_purse_deposit(struct stream *stream, struct command *command);

/* --- stream_payoff.c -------------------------------------------------------------------------- */

void fill_payoff_terms(struct stream *stream, struct command *command);
/* For the account in the header, or any. */
void fill_account_currency(struct stream *stream, struct command *command);

/* --- stream_register.c ------------------------------------------------------------------------ */

void fill_register_terms(struct stream *stream, struct command *command);
void fill_register_entry(struct stream *stream, struct command *command);
void fill_product_filing(struct stream *stream, struct command *command);
void fill_case(struct stream *stream, struct command *command);

/* --- stream_control.c ------------------------------------------------------------------------- */

void fill_control_terms(struct stream *stream, struct command *command);
void fill_action(struct stream *stream, struct command *command);
void fill_position_transfer(struct stream *stream, struct command *command);
void fill_error(struct stream *stream, struct command *command);
void learn_control(struct stream *stream, const struct event *event);
/* Mostly somebody who may decide, or who has declared, for a command of operators. */
uint32_t pick_operator(struct stream *stream, const struct command *command);

void fill_participant_terms(struct stream *stream, struct command *command);
void fill_account_profile(struct stream *stream, struct command *command);
void fill_account_consent(struct stream *stream, struct command *command);
void fill_eligibility(struct stream *stream, struct command *command);

void fill_give_up_terms(struct stream *stream, struct command *command);
void fill_give_up(struct stream *stream, struct command *command);
void fill_give_up_decide(struct stream *stream, struct command *command);
void fill_allocation(struct stream *stream, struct command *command);
void fill_fee_tiers(struct stream *stream, struct command *command);
void fill_programme_terms(struct stream *stream, struct command *command);
void fill_programme_enrol(struct stream *stream, struct command *command);
void fill_programme_payment(struct stream *stream, struct command *command);
void learn_programme(struct stream *stream, const struct event *event);
void learn_bunch(struct stream *stream, const struct event *event);

/* --- stream_block.c --------------------------------------------------------------------------- */

void fill_block_terms(struct stream *stream, struct command *command);
void fill_block_trade(struct stream *stream, struct command *command);
/* Once the actor is known. */
void fit_proposer(struct stream *stream, struct command *command);
void fill_block_withdraw(struct stream *stream, struct command *command);
void fill_position_move(struct stream *stream, struct command *command);

/* Mostly an entry that may exist, for a command that must cite one. */
void cite_entry(struct stream *stream, struct command *command);
void learn_register(struct stream *stream, const struct event *event);

/* Mostly one in the product's currency. */
uint32_t pick_account_for(struct stream *stream, uint16_t product_id);

/* Mostly takes out of terms what the product's payoff or currency does not allow. */
void fit_to_payoff(struct stream *stream, struct command *command);
void learn_payoff(struct stream *stream, const struct event *event);

#endif
