/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flow.h - the stories of the venue, and what they share.
 *
 * Role       Nouns do not know each other; they meet here.  Each flow_*.c tells one story from
 *            top to bottom; functions used by more than one are declared below, under their file.
 * Never      Nothing outside core includes this.
 */
#ifndef PERPETUA_CORE_FLOW_FLOW_H
#define PERPETUA_CORE_FLOW_FLOW_H

#include "core/state/client_index.h"
#include "core/state/emit.h"
#include "core/state/state.h"

/* --- commands: one function a family ---------------------------------------------------------- */

void flow_rules(struct core *core, const struct command *command);
void flow_calendar(struct core *core, const struct command *command);
void flow_venue_terms(struct core *core, const struct command *command);
void flow_member_set(struct core *core, const struct command *command);
void flow_user_set(struct core *core, const struct command *command);
void flow_account_open(struct core *core, const struct command *command);
void flow_account_state(struct core *core, const struct command *command);
void flow_account_limits(struct core *core, const struct command *command);
void flow_account_trading(struct core *core, const struct command *command);
void flow_deposit(struct core *core, const struct command *command);
void flow_withdraw(struct core *core, const struct command *command);
void flow_transfer(struct core *core, const struct command *command);
void flow_product_define(struct core *core, const struct command *command);
void flow_product_terms(struct core *core, const struct command *command);
void flow_product_state(struct core *core, const struct command *command);
void flow_phase(struct core *core, const struct command *command);
void flow_halt(struct core *core, const struct command *command);
void flow_reference_price(struct core *core, const struct command *command);
void flow_order_place(struct core *core, const struct command *command);
void flow_order_list(struct core *core, const struct command *command);
void flow_order_amend(struct core *core, const struct command *command);
void flow_order_decrease(struct core *core, const struct command *command);
void flow_order_cancel(struct core *core, const struct command *command);
void flow_mass_cancel(struct core *core, const struct command *command);
void flow_disconnect(struct core *core, const struct command *command);
void flow_client_text(struct core *core, const struct command *command);
void flow_group_set(struct core *core, const struct command *command);
void flow_group_reset(struct core *core, const struct command *command);
void flow_group_trigger(struct core *core, const struct command *command);
void flow_group_limit(struct core *core, const struct command *command);
void flow_mmp_set(struct core *core, const struct command *command);
void flow_mmp_reset(struct core *core, const struct command *command);
void flow_group_mmp(struct core *core, const struct command *command);
void flow_group_mmp_reset(struct core *core, const struct command *command);
void flow_price_terms(struct core *core, const struct command *command);
void flow_source_price(struct core *core, const struct command *command);
void flow_mark_terms(struct core *core, const struct command *command);
void flow_funding_terms(struct core *core, const struct command *command);
void flow_margin_venue(struct core *core, const struct command *command);
void flow_margin_terms(struct core *core, const struct command *command);
void flow_margin_mode(struct core *core, const struct command *command);
void flow_risk_grid(struct core *core, const struct command *command);
void flow_asset_terms(struct core *core, const struct command *command);
void flow_asset_price(struct core *core, const struct command *command);
void flow_asset_deposit(struct core *core, const struct command *command);
void flow_asset_withdraw(struct core *core, const struct command *command);
void flow_business_calendar(struct core *core, const struct command *command);
void flow_settlement_terms(struct core *core, const struct command *command);
void flow_expiry_terms(struct core *core, const struct command *command);
void flow_settlement_price(struct core *core, const struct command *command);
void flow_prefunding_terms(struct core *core, const struct command *command);
void flow_liquidation_terms(struct core *core, const struct command *command);
void flow_auction_bid(struct core *core, const struct command *command);
void flow_default_terms(struct core *core, const struct command *command);
void flow_default_member(struct core *core, const struct command *command);
void flow_payoff_terms(struct core *core, const struct command *command);
void flow_account_currency(struct core *core, const struct command *command);
void flow_funding_collect(struct core *core, const struct command *command);
void flow_register_terms(struct core *core, const struct command *command);
void flow_register_entry(struct core *core, const struct command *command);
void flow_product_filing(struct core *core, const struct command *command);
void flow_case(struct core *core, const struct command *command);
void flow_participant_terms(struct core *core, const struct command *command);
void flow_account_profile(struct core *core, const struct command *command);
void flow_account_consent(struct core *core, const struct command *command);
void flow_eligibility(struct core *core, const struct command *command);
void flow_give_up_terms(struct core *core, const struct command *command);
void flow_give_up(struct core *core, const struct command *command);
void flow_give_up_decide(struct core *core, const struct command *command);
void flow_allocation(struct core *core, const struct command *command);
void flow_fee_tiers(struct core *core, const struct command *command);
void flow_block_terms(struct core *core, const struct command *command);
void flow_block_trade(struct core *core, const struct command *command);
void flow_block_withdraw(struct core *core, const struct command *command);
void flow_position_move(struct core *core, const struct command *command);
void flow_margin_model(struct core *core, const struct command *command);
void flow_programme_terms(struct core *core, const struct command *command);
void flow_programme_enrol(struct core *core, const struct command *command);
void flow_programme_payment(struct core *core, const struct command *command);
void flow_control_terms(struct core *core, const struct command *command);
void flow_action_propose(struct core *core, const struct command *command);
void flow_action_decide(struct core *core, const struct command *command);
void flow_position_transfer(struct core *core, const struct command *command);
void flow_error_request(struct core *core, const struct command *command);
void flow_error_decide(struct core *core, const struct command *command);

/* --- flow_time.c ------------------------------------------------------------------------------ */

/* R-TIME-2: what is due at the time of the venue. */
void time_advance(struct core *core);

/* --- flow_price.c: the price step ------------------------------------------------------------- */

/* R-STEP-2: the steps that are due at the time of the venue. */
void steps_due(struct core *core);

/* R-MARK-8: 0 if there is no price at all. */
struct fine_price settlement_mark(const struct core *core, uint32_t product_id, int64_t as_of_ns);

/* R-MARK-9: a trade of a product with price terms. */
void trade_prices(struct core *core, uint32_t product_id, int64_t ticks, int64_t lots);

/* --- flow_funding.c: what positions owe each other -------------------------------------------- */

/* R-FUND-2: after a new calendar. */
void funding_calendar_changed(struct core *core);

/* R-FUND-10: settles a position of a product with price terms. */
void funding_touch(struct core *core, struct position *position);
void funding_touch_account(struct core *core, uint32_t account_id);

/* What funding_touch would make the account pay; negative: receive. */
int128 funding_pending(const struct core *core, const struct position *position);
int128 funding_pending_account(const struct core *core, uint32_t account_id);

/* --- flow_gate.c: may this party send this at all --------------------------------------------- */

struct verdict gate_role(const struct core *core, const struct command *command);

/* R-ACTION-3: has the user a role by which it may decide about a command of this kind? */
bool gate_may_decide(const struct core *core, uint32_t actor_id, uint32_t kind);

/* R-ROLE-1: the roles that may send a command of this kind, a mask. */
uint32_t gate_roles(uint32_t kind);

/* The account in the header exists and the actor may act for it. */
struct verdict gate_account(const struct core *core, const struct command *command);

/* R-ROLE-2 for an account or member named elsewhere. */
bool actor_controls_member(const struct core *core, uint32_t actor_id, uint32_t member_id);

/* R-STATE-2, R-STATE-3. */
struct verdict gate_party_state(const struct core *core, uint32_t account_id);

/* R-CURRENCY-2: the account's money is of this currency. */
struct verdict gate_currency(const struct core *core, uint32_t account_id, uint32_t currency);

/* R-STATE-1. */
struct verdict gate_product(const struct core *core, uint32_t product_id);

/* R-PHASE-2: nothing passes a halt. */
struct verdict gate_halt(const struct core *core, const struct product *product);

/* R-PHASE-2 to R-PHASE-4: is there trading, or collecting for an auction? */
struct verdict gate_phase(const struct core *core, const struct product *product);

/* R-PHASE-5. */
struct verdict gate_phase_type(const struct product *product, uint32_t type, uint32_t tif);

/* R-STATE-4. */
struct verdict gate_liquidate_only(const struct core *core, uint32_t account_id,
                                   const struct product *product, uint32_t flags);

/* --- flow_form.c: the order as written -------------------------------------------------------- */

/* Checks 7 and 8 of R-CHECK-1. */
struct verdict form_check(const struct core *core, const struct product *product,
                          const struct order_entry *entry);

/* R-SIZE-1 and R-SIZE-2 for one value. */
struct verdict form_check_qty(const struct product *product, int64_t lots);
struct verdict form_check_price(const struct product *product, enum field field, int64_t ticks);

/* --- flow_check.c: the order against the state ------------------------------------------------ */

/* An order, or a change of one, on its way through the checks. */
struct intent {
    uint32_t account;
    uint32_t position; /* slot, 0: none yet */
    uint16_t product;
    uint16_t flags;
    uint8_t side;
    uint8_t type;
    uint8_t tif;
    uint8_t reserved;
    int64_t price_ticks;         /* limit; for market types the protection, once known */
    int64_t lots;                /* open after it; a reduce-only check may cut it */
    int64_t added_lots;          /* lots less those of the order before an amend */
    const struct order *amended; /* or NULL */
};

struct verdict check_client_order_id(const struct core *core, uint32_t account,
                                     const struct order_entry *entry);
struct verdict check_guards(const struct core *core, const struct intent *intent,
                            uint32_t group_id);
struct verdict check_memory(const struct core *core, const struct intent *intent, uint32_t orders,
                            uint32_t extras);
struct verdict check_reduce_only(const struct core *core, struct intent *intent);
struct verdict check_reference(const struct core *core, struct intent *intent);
struct verdict check_notional(const struct core *core, const struct intent *intent);
struct verdict check_band(const struct core *core, const struct intent *intent);
struct verdict check_position_limit(const struct core *core, const struct intent *intent);
struct verdict check_budget(struct core *core, const struct intent *intent);
struct verdict check_clearing_limits(const struct core *core, const struct intent *intent);
struct verdict check_post_only(const struct core *core, const struct intent *intent);
struct verdict check_margin(const struct core *core, const struct intent *intent);

/* --- flow_enter.c: from entry to order -------------------------------------------------------- */

/* What a leg becomes when it is taken. */
enum leg_fate { LEG_ACTIVE, LEG_ARMED, LEG_HELD };

/* R-CHECK-1 from check 6 on.  `first` is true for the leg that is charged the message budget. */
struct verdict leg_check(struct core *core, const struct order_entry *entry, enum leg_fate fate,
                         bool first, struct intent *intent);

/* Makes the order that passed leg_check.  Its place is PLACE_TAKING; no event yet. */
struct order *leg_take(struct core *core, const struct order_entry *entry,
                       const struct intent *intent, bool linked);

/* The slot of the account's position in the product, made if there is none; there is room. */
uint32_t position_enter(struct core *core, uint32_t account_id, uint16_t product_id);

/* R-LIQ-6: an order that the venue itself enters for a position; there is room. */
struct order *order_take_system(struct core *core, uint32_t position, enum side side,
                                struct price price, struct qty qty);

/* --- flow_order.c: the life of an active order ------------------------------------------------ */

/* Counts the open lots of an order that becomes active. */
void order_activate(struct core *core, struct order *order);

/* R-MATCH-6 from R-POST-2 on: post-only, fill-or-kill, matching, resting.  `post_only` are the
   flags
 * of enum order_flag that cancel the order if it would trade, `reason` what is said then. */
void order_run(struct core *core, struct order *order, uint32_t post_only, enum reason reason);

/* R-SMP-3 for the best resting order of the taker's own owner. */
void self_match(struct core *core, struct order *taker, struct order *maker);

/* SMP_DECREMENT for one resting order: lots that it shows go off, or all of it ends. */
void self_decrement_resting(struct core *core, struct order *order, int64_t lots);

/* R-WORK-1: works the queue until it is empty, which it is after nearly every command. */
void work_drain(struct core *core);

static inline void work_all(struct core *core)
{
    if (core->venue->work_oldest != 0) work_drain(core);
}

void work_append(struct core *core, struct order *order);

/* --- flow_trade.c: one match and what follows ------------------------------------------------- */

/* Both orders after a match of `lots` at `ticks`, R-MATCH-3.  The maker rests; in an auction the
   taker
 * rests as well.  Either may have ended afterwards. */
void trade_match(struct core *core, struct order *maker, struct order *taker, int64_t ticks,
                 int64_t lots);

/* R-MARGIN-2 after lots or prices of a position changed. */
void margin_refresh(struct core *core, struct position *position);

/* R-REDUCE-2: resting reduce-only orders of the position are fitted to what is left of it. */
void reduce_only_fit(struct core *core, uint32_t position_slot_number);

/* Lots of an active order come (positive) or go: its account's, its owner's, its product's,
   margin. */
void open_lots_change(struct core *core, const struct order *order, int64_t lots);

/* --- flow_end.c: how orders end --------------------------------------------------------------- */

/* Ends an order wherever it is: event, then R-LINK-2 and R-LINK-3. */
void order_cancel(struct core *core, struct order *order, enum reason reason);
void order_cancel_check(struct core *core, struct order *order, enum reject reject);
void order_filled(struct core *core, struct order *order);

/* R-LINK-2: the other OCO leg, if there is one, ends. */
void link_cancel_peer(struct core *core, struct order *order);

/* Takes lots off an active or armed order, keeping its place; some stay open. */
void order_decrease(struct core *core, struct order *order, int64_t lots, enum reason reason);

/* --- flow_trigger.c --------------------------------------------------------------------------- */

/* The reference price of a source; 0: none yet. */
struct fine_price reference_of(const struct product *product, enum trigger_source source);

/* R-TRIG-2. */
void reference_apply(struct core *core, uint32_t product_id, enum trigger_source source,
                     struct fine_price price);

/* R-MARK-10: the end of every change of the mark and of every opening: triggers, then R-ATT-1. */
void mark_apply(struct core *core, uint32_t product_id);

/* R-TRIG-5 and R-LINK-5: the turn of an order in the work queue. */
void work_one(struct core *core, struct order *order);

/* R-TRIG-4, R-TRAIL-1 for an order that would be armed. */
struct verdict check_trigger(const struct core *core, const struct product *product,
                             const struct order_entry *entry);

/* --- flow_sweep.c: many orders at once -------------------------------------------------------- */

struct sweep {
    enum reason reason;
    uint32_t side;    /* enum side or SIDE_ANY */
    uint32_t group;   /* slot, 0 any */
    uint32_t flags;   /* all of these flags; 0 any */
    uint32_t without; /* none of these flags */
    uint32_t session; /* 0 any */
    uint32_t member;  /* 0 any */
    bool skip_halted; /* pass over products under a halt */
    uint64_t count;   /* orders ended by it */
};

/* R-MASS-2: the orders of one position, of an account, of a product. */
void sweep_position(struct core *core, struct sweep *sweep, uint32_t position);
void sweep_account(struct core *core, struct sweep *sweep, uint32_t account, uint32_t product);
void sweep_product(struct core *core, struct sweep *sweep, uint32_t product);

/* --- flow_auction.c, flow_phase.c ------------------------------------------------------------- */

/* R-AUCTION-2 to R-AUCTION-5. */
void auction_uncross(struct core *core, uint32_t product_id);

/* R-PHASE-8. */
void phase_open(struct core *core, uint32_t product_id);

/* Event PHASE of a product. */
void phase_emit(struct core *core, uint32_t product_id, uint64_t register_entry);

/* R-INDEX-9: the index is in this state now. */
void index_state_change(struct core *core, uint32_t product_id, enum index_state state);

/* Ends a resume auction, if one runs, without changing the phase. */
void auction_stop(struct core *core, struct product *product);

/* R-CAL-2: looks at the schedule; true if it names another phase than at the latest look. */
bool schedule_look(const struct core *core, struct product *product);

/* --- flow_listing.c --------------------------------------------------------------------------- */

/* Event PRODUCT. */
void product_emit(struct core *core, uint32_t product_id, uint64_t register_entry);

/* R-STATE-6, after the state has changed and event PRODUCT. */
void product_delist(struct core *core, uint32_t product_id);

/* --- flow_settlement.c: days, cycles and what members owe ------------------------------------- */

/* R-SETTLE-3: what is due in clearing at the time of the venue, and what is next. */
void clearing_due(struct core *core);

/* R-DAY-6: plans everything anew after a calendar changed. */
void clearing_plan_anew(struct core *core);

/* Finds the earliest instant at which anything of clearing is due. */
void clearing_plan(struct core *core);

/* A price and where it comes from. */
struct settled_at {
    struct fine_price price;
    enum settlement_source source;
};

/* R-SETTLE-4 without an operator's price; and without the settlement mark. */
struct settled_at settled_at_market(const struct core *core, uint32_t product_id);
struct settled_at settled_at_known(const struct core *core, uint32_t product_id);

/* One product on its way through R-SETTLE-5 and R-SETTLE-6, or R-FINAL-5. */
struct marking {
    struct settled_at at;
    int64_t cycle_ns;
    int32_t trade_date;
    uint32_t product_id;
    enum settlement_kind kind;
    uint32_t position_count;
    int128 collected_micros;
    int128 paid_out_micros;
    int128 value_micros;
    int64_t open_interest_lots;
};

/* Marks every position of the product, closes it if the settlement is final; event SETTLEMENT. */
void marking_run(struct core *core, struct marking *marking);

/* R-SETTLE-5, R-PAYOFF-6: the signed value of lots at a price, rounded down. */
int64_t position_value(const struct product *product, int64_t net_lots, struct fine_price price);

/* R-SETTLE-7: events of what is owed by the markings of this command. */
void obligations_emit(struct core *core);

/* The verdict of a check of terms: REJECT_TERMS or nothing. */
struct verdict settlement_verdict(struct settlement_fault fault);

/* R-SETTLE-1: the product can have terms. */
struct verdict gate_terms(const struct core *core, uint32_t product_id);

/* --- flow_final.c: the end of dated products -------------------------------------------------- */

/* R-FINAL-4: is final settlement due, or has its time passed? */
bool final_is_due(const struct core *core, uint32_t product_id);
bool final_has_passed(const struct core *core, uint32_t product_id);

/* R-FINAL-2. */
void final_samples_due(struct core *core);

/* R-FINAL-4, R-FINAL-5. */
void final_begin(struct core *core, uint32_t product_id);
void final_finish(struct core *core, uint32_t product_id);

/* --- flow_prefund.c: money before the banks close --------------------------------------------- */

/* R-PREFUND-3. */
void prefund_due(struct core *core);

/* R-PREFUND-2. */
void prefund_plan_anew(struct core *core);

/* R-PREFUND-6: a look after cash came or went, if the account has a state. */
void prefund_look_again(struct core *core, uint32_t account_id);

/* R-PREFUND-6: what may be taken out of an account before it lacks what the closure asks for. */
int128 prefund_free(const struct core *core, uint32_t account_id);

/* R-PREFUND-4: the state of an account is found anew. */
void prefund_look(struct core *core, uint32_t account_id);

/* R-LIQ-14: must the position be closed because the account's money is used up? */
bool prefund_must_close(const struct core *core, const struct position *position);

int128 prefund_on_deposit(const struct core *core, uint32_t account_id);

/* R-LIQ-14: what is required of the account if the position had `lots` lots and no orders. */
int128 prefund_required_with(const struct core *core, const struct position *position,
                             int64_t lots);

/* --- flow_guard.c ----------------------------------------------------------------------------- */

/* The slot of an account's order group, 0: there is none. */
uint32_t group_find(const struct core *core, uint32_t account, uint32_t group_id);

/* R-MMP-4: slot of the protection in which an order with the flag counts that is of this position
 * and of this group (slot, 0 none); 0 if none is set.  Says whether it is the group's. */
uint32_t guard_mmp(const struct core *core, uint32_t position, uint32_t group, bool *is_group);

/* R-GROUP-3, R-MMP-2: counts a fill and ends orders when a limit is reached. */
void guard_fill(struct core *core, uint32_t position, uint32_t group, bool is_mmp,
                int64_t signed_lots);

#endif
