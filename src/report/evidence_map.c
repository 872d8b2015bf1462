/* SPDX-License-Identifier: Apache-2.0 */
/*
 * evidence_map.c - which principle is met by what: data.
 *
 * Role   See evidence.h.  A claim is as small as what its tests show; what is no matter of this
 *        software, or is not built, is said.
 */
#include "model/command.h"
#include "model/event.h"
#include "model/reject.h"
#include "report/evidence.h"

#define EVENTS(label, kind)                                                                        \
    {                                                                                              \
        label, FIGURE_EVENT, kind                                                                  \
    }
#define COMMANDS(label, kind)                                                                      \
    {                                                                                              \
        label, FIGURE_COMMAND, kind                                                                \
    }
#define REJECTS(label, code)                                                                       \
    {                                                                                              \
        label, FIGURE_REJECT, code                                                                 \
    }
#define TOTAL(label, total)                                                                        \
    {                                                                                              \
        label, FIGURE_TOTAL, total                                                                 \
    }

#define OF_THE_EXCHANGE "a matter of the exchange's organisation, not of this software"

const struct evidence_principle evidence_map[] = {
    {.section = "38.100 (1)",
     .name = "Designation",
     .what = "This page: what the system does, its rule, its test, and figures of a journal "
             "that was run again.",
     .missing = "the application itself",
     .rules = {"R-TIME-5", "R-TIME-6"},
     .tests = {"test/report/evidence_test.py", "test/golden/golden_journal.c",
               "test/determinism/core_digest.c"},
     .figures = {TOTAL("commands", TOTAL_COMMANDS), TOTAL("seals compared", TOTAL_SEALS)}},
    {.section = "38.150 - 38.160 (2)",
     .name = "Compliance with rules",
     .what = "Each rule has a number; the gate refuses what it forbids with code, rule, field "
             "and nearest legal value. Users act by roles. One owner cannot trade with himself "
             "unless the product's terms say so. Fees by volume and programmes of makers are terms "
             "that hold for whoever meets them: a payment cites what was measured, and is "
             "compared with it. Any moment can be reconstructed by running the journal up to it.",
     .missing = "investigations",
     .rules = {"R-CHECK-1", "R-CHECK-2", "R-ROLE-1", "R-ROLE-2", "R-SMP-1", "R-ELIG-1", "R-PART-1",
               "R-FEE-2", "R-FEE-3", "R-PROG-1", "R-PROG-4", "R-REPORT-11"},
     .tests = {"test/scenario/foundations/R-CHECK-1.txt", "test/scenario/participants/R-ROLE-1.txt",
               "test/scenario/trading/R-SMP-1.txt", "test/scenario/trading/R-FEE-3.txt",
               "test/scenario/participants/R-PROG-4.txt", "src/surveil/detectors_test.c",
               "test/report/report_test.py"},
     .figures = {EVENTS("refusals", EVENT_REJECTED), REJECTS("of them for a role", REJECT_ROLE),
                 REJECTS("of them for another's account", REJECT_NOT_CONTROLLED),
                 EVENTS("fee tiers set", EVENT_FEE_TIERS),
                 EVENTS("programmes made, changed or ended", EVENT_PROGRAMME_TERMS),
                 EVENTS("accounts that entered or left one", EVENT_PROGRAMME_ENROL),
                 EVENTS("payments of programmes", EVENT_PROGRAMME_PAYMENT),
                 REJECTS("payments refused: obligation not met", REJECT_OBLIGATION)}},
    {.section = "38.200 (3)",
     .name = "Contracts not readily susceptible to manipulation",
     .what = "The index is a capped weighted mean of several sources; stale and straying "
             "sources are left out, too few of them stop matching. Settlement is at a mean "
             "price of a window. Each source price stays in the journal, so every index value "
             "can be computed again.",
     .missing = "the analysis of the underlying market (part 38, appendix C)",
     .rules = {"R-INDEX-3", "R-INDEX-4", "R-INDEX-5", "R-INDEX-7", "R-INDEX-9", "R-MARK-8",
               "R-SETTLE-4"},
     .tests = {"test/scenario/prices/R-INDEX-5.txt", "test/scenario/prices/R-INDEX-9.txt",
               "test/scenario/settlement/R-SETTLE-4.txt", "test/explain/explain_test.py"},
     .figures = {EVENTS("index values", EVENT_INDEX),
                 COMMANDS("source prices", COMMAND_SOURCE_PRICE), EVENTS("marks", EVENT_MARK)}},
    {.section = "38.250 - 38.258 (4)",
     .name = "Prevention of market disruption",
     .what = "Every order passes the checks before the book: size, notional, price band, "
             "message budget, margin. Market orders have a protection price. Pauses and halts "
             "of product and venue, with an auction before trading goes on.",
     .missing = "notices to the Commission",
     .rules = {"R-SIZE-3", "R-BAND-1", "R-MARKET-1", "R-BUDGET-1", "R-PHASE-3", "R-PHASE-8",
               "R-AUCTION-1"},
     .tests = {"test/scenario/products/R-BAND-1.txt", "test/scenario/orders/R-MARKET-1.txt",
               "test/scenario/participants/R-BUDGET-1.txt", "test/scenario/products/R-PHASE-3.txt",
               "test/scenario/products/R-AUCTION-1.txt"},
     .figures = {EVENTS("phases and halts", EVENT_PHASE),
                 REJECTS("orders outside the band", REJECT_PRICE_OUT_OF_BAND),
                 REJECTS("over the message budget", REJECT_MESSAGE_BUDGET),
                 REJECTS("without margin", REJECT_MARGIN), EVENTS("auctions", EVENT_AUCTION)}},
    {.section = "38.300 - 38.301 (5)",
     .name = "Position limits or accountability",
     .what = "A limit for each product over all accounts of one owner, open orders included, at "
             "each order. Large positions, and what makes a special account, are reported.",
     .rules = {"R-LIMIT-1", "R-LIMIT-2", "R-ACCT-3", "R-REPORT-5"},
     .tests = {"test/scenario/trading/R-LIMIT-1.txt", "test/scenario/trading/R-LIMIT-2.txt",
               "src/report/day_test.c"},
     .figures = {REJECTS("orders over the limit", REJECT_POSITION_LIMIT)}},
    {.section = "38.350 - 38.351 (6)",
     .name = "Emergency authority",
     .what = "Operators can halt, restrict to closing, fix a settlement price with the "
             "authority behind it, change terms and margin, suspend accounts. Each is a command "
             "with its user, journalled.",
     .missing = "the notice under 40.6(a)(6)",
     .rules = {"R-PHASE-3", "R-STATE-4", "R-STATE-5", "R-SETTLE-8", "R-ACCT-5", "R-REASON-1"},
     .tests = {"test/scenario/settlement/R-SETTLE-8.txt", "test/scenario/products/R-STATE-5.txt",
               "test/scenario/participants/R-ACCT-5.txt", "test/scenario/operators/R-REASON-1.txt"},
     .figures = {COMMANDS("halts and resumptions", COMMAND_HALT),
                 COMMANDS("fixed settlement prices", COMMAND_SETTLEMENT_PRICE),
                 COMMANDS("changes of product states", COMMAND_PRODUCT_STATE)}},
    {.section = "38.400 - 38.401 (7)",
     .name = "Availability of general information",
     .what = "The rulebook is numbered text in the same tree as the code; a check fails when a "
             "rule has no code or no test. Terms of a product are data in the journal and "
             "public over the gateways.",
     .rules = {"R-TERMS-1", "R-TERMS-2", "R-TIME-5"},
     .tests = {"test/scenario/products/R-TERMS-1.txt", "test/scenario/products/R-TERMS-2.txt"},
     .figures = {EVENTS("definitions and changes of products", EVENT_PRODUCT)}},
    {.section = "38.450 - 38.451 (8)",
     .name = "Daily publication of trading information",
     .what = "The bulletin of each trade date: volume, open interest, opening and closing "
             "range, settlement; compared with tape and ledger.",
     .rules = {"R-REPORT-1", "R-REPORT-2", "R-REPORT-3", "R-REPORT-4", "R-DAY-4"},
     .tests = {"test/report/report_test.py", "src/report/day_test.c"},
     .figures = {EVENTS("trades", EVENT_TRADE), TOTAL("contracts", TOTAL_LOTS),
                 TOTAL("trade dates", TOTAL_TRADE_DATES), EVENTS("settlements", EVENT_SETTLEMENT)}},
    {.section = "38.500 - 38.506 (9)",
     .name = "Execution of transactions",
     .what = "One open book, price before time; call auctions at the price of the largest "
             "volume. Recorded days of real exchanges are matched as they were. Blocks between "
             "eligible accounts near the mark, told apart and heard by nothing of the book.",
     .rules = {"R-BOOK-1", "R-BOOK-2", "R-MATCH-1", "R-MATCH-2", "R-AUCTION-2", "R-BLOCK-3",
               "R-BLOCK-4", "R-BLOCK-5"},
     .tests = {"test/scenario/trading/R-BOOK-1.txt", "test/scenario/products/R-AUCTION-2.txt",
               "test/scenario/blocks/R-BLOCK-5.txt", "test/differential/differential_main.c",
               "test/replay/data_test.py"},
     .figures = {EVENTS("orders", EVENT_ORDER_ACCEPTED), EVENTS("trades", EVENT_TRADE),
                 EVENTS("blocks", EVENT_BLOCK_TRADE)}},
    {.section = "38.550 - 38.553 (10)",
     .name = "Trade information",
     .what = "The journal is the record: numbered without gaps, checksummed, chained by "
             "SHA-256. The audit trail has every order, change, cancel, refusal and fill, with "
             "customer type indicator, and the accounts to which lots were given up or "
             "allocated.",
     .missing = "reviews of members",
     .rules = {"R-REPORT-8", "R-REPORT-13", "R-ID-1", "R-ID-2", "R-TIME-6", "R-GIVE-2", "R-GIVE-4",
               "R-ALLOC-1", "R-ALLOC-2"},
     .tests = {"test/report/report_test.py", "src/report/day_test.c", "test/crash/bit_rot.c",
               "src/node/journal_reader_test.c", "test/scenario/participants/R-GIVE-4.txt",
               "test/scenario/participants/R-ALLOC-2.txt"},
     .figures = {COMMANDS("orders entered", COMMAND_ORDER_PLACE),
                 COMMANDS("amends", COMMAND_ORDER_AMEND), COMMANDS("cancels", COMMAND_ORDER_CANCEL),
                 EVENTS("fills", EVENT_FILL), EVENTS("steps of give-ups", EVENT_GIVE_UP),
                 EVENTS("rows allocated", EVENT_ALLOCATION),
                 TOTAL("signed heads that agree", TOTAL_HEADS)}},
    {.section = "38.600 - 38.607 (11)",
     .name = "Financial integrity",
     .what = "Limits that the clearing member sets for an account bind before the venue's own. "
             "No order without margin; the ledger sums to zero after every command.",
     .rules = {"R-FCM-1", "R-FCM-2", "R-FCM-3", "R-FCM-4", "R-MARGIN-6", "R-CASH-4", "R-AUDIT-1"},
     .tests = {"test/scenario/participants/R-FCM-1.txt", "test/scenario/participants/R-FCM-4.txt",
               "test/scenario/margin/R-MARGIN-6.txt", "test/scenario/foundations/R-AUDIT-1.txt"},
     .figures = {COMMANDS("limits set by members", COMMAND_ACCOUNT_LIMITS),
                 REJECTS("orders over a member's margin limit", REJECT_FCM_MARGIN),
                 TOTAL("figures equal to the ledger", TOTAL_RECONCILED)}},
    {.section = "38.650 - 38.651 (12)",
     .name = "Protection of markets and participants",
     .what = "Every refusal, liquidation and payment of a default has a receipt: inputs, "
             "arithmetic, rules, and what would have avoided it, computed again by other code. "
             "Detectors of abuse read the events.",
     .missing = "complaints",
     .rules = {"R-EQUITY-3", "R-MARGIN-6", "R-LIQ-4", "R-LIQ-7", "R-CHECK-2"},
     .tests = {"test/explain/explain_test.py", "test/explain/stress_test.py",
               "src/surveil/detectors_test.c"},
     .figures = {EVENTS("slices", EVENT_LIQUIDATION), EVENTS("close-outs", EVENT_CLOSE_OUT),
                 EVENTS("accounts queued", EVENT_ACCOUNT_QUEUED)}},
    {.section = "38.700 - 38.850 (13 - 17)",
     .name = "Discipline, disputes, fitness, conflicts, boards",
     .missing = OF_THE_EXCHANGE},
    {.section = "38.950 - 38.951 (18)",
     .name = "Recordkeeping",
     .what = "Nothing of the journal is overwritten; old segments are archived compressed and "
             "still verify. A flipped bit is named by file, offset and sequence number.",
     .missing = "retention for the prescribed time",
     .rules = {"R-TIME-6"},
     .tests = {"test/crash/bit_rot.c", "src/node/journal_archive_test.c",
               "src/node/journal_heads_test.c"},
     .figures = {TOTAL("commands", TOTAL_COMMANDS),
                 TOTAL("snapshots that agree", TOTAL_SNAPSHOTS)}},
    {.section = "38.1000 (19)", .name = "Antitrust", .missing = OF_THE_EXCHANGE},
    {.section = "38.1050 - 38.1051 (20)",
     .name = "System safeguards",
     .what = "Nothing leaves before it is durable. After a crash at any write the venue comes "
             "back to what was acknowledged; kills under load are part of the tests. Parsers of "
             "foreign bytes are fuzzed.",
     .missing = "a second site; penetration tests; the enterprise risk assessment",
     .rules = {"R-IDEM-1", "R-TIME-4", "R-COD-1"},
     .tests = {"test/crash/crash_states.c", "test/crash/disk_crash.c", "test/venue/kill_test.py"},
     .figures = {TOTAL("snapshots that agree", TOTAL_SNAPSHOTS),
                 EVENTS("duplicates that changed nothing", EVENT_DUPLICATE)}},
    {.section = "38.1100 - 38.1200 (21 - 23)",
     .name = "Financial resources, boards, security exchanges",
     .missing = OF_THE_EXCHANGE},
    {.section = "39.11",
     .name = "Financial resources of the clearing house",
     .what = "The guaranty fund, the clearing house's tranches and assessments are ledger "
             "accounts; the waterfall draws on them in a fixed order, each step a transfer that "
             "sums to zero.",
     .missing = "the size of the fund: stress tests over members",
     .rules = {"R-DEFAULT-1", "R-DEFAULT-2", "R-DEFAULT-4", "R-DEFAULT-6", "R-FUNDCAP-1"},
     .tests = {"test/scenario/liquidation/R-DEFAULT-1.txt",
               "test/scenario/liquidation/R-DEFAULT-6.txt",
               "test/scenario/liquidation/R-FUNDCAP-1.txt"},
     .figures = {COMMANDS("requirements of members", COMMAND_DEFAULT_MEMBER),
                 EVENTS("payments of the waterfall", EVENT_DEFAULT_STEP)}},
    {.section = "39.12",
     .name = "Eligibility of participants and products",
     .what = "Members have kind and state; accounts have classes that decide what they may "
             "trade; a product is listed in steps that cite the entry of the regulatory "
             "register that permits them, and falls back when it lapses.",
     .rules = {"R-MEMBER-1", "R-STATE-3", "R-ELIG-1", "R-STATE-5", "R-REG-1", "R-REG-5"},
     .tests = {"test/scenario/participants/R-MEMBER-1.txt",
               "test/scenario/participants/R-ELIG-1.txt", "test/scenario/products/R-STATE-5.txt",
               "test/scenario/register/R-REG-1.txt", "test/scenario/register/R-REG-5.txt"},
     .figures = {EVENTS("changes of members", EVENT_MEMBER),
                 EVENTS("changes of accounts", EVENT_ACCOUNT),
                 REJECTS("orders not eligible", REJECT_NOT_ELIGIBLE)}},
    {.section = "39.13",
     .name = "Risk management",
     .what = "Initial margin by brackets, gross for each customer's account, looked at with "
             "every mark. Accounts that fall short are queued and closed in slices. Margin over "
             "weekends is collected before the banks close.",
     .missing = "back-tests of coverage; validation of the model",
     .rules = {"R-TIER-1", "R-MARGIN-5", "R-ATT-3", "R-LIQ-4", "R-PREFUND-3", "R-PREFUND-4"},
     .tests = {"test/scenario/margin/R-MARGIN-5.txt", "test/scenario/margin/R-TIER-1.txt",
               "test/scenario/liquidation/R-LIQ-4.txt", "test/scenario/settlement/R-PREFUND-4.txt"},
     .figures = {EVENTS("accounts queued", EVENT_ACCOUNT_QUEUED),
                 EVENTS("slices", EVENT_LIQUIDATION),
                 EVENTS("looks that changed a pre-funding state", EVENT_PREFUNDING)}},
    {.section = "39.14",
     .name = "Settlement procedures",
     .what = "Positions are marked at the cycles of the terms and variation is paid in the "
             "ledger at once; what each member owes, by class and origin, is told with its pay "
             "date.",
     .missing = "payments through banks",
     .rules = {"R-SETTLE-2", "R-SETTLE-3", "R-SETTLE-5", "R-SETTLE-6", "R-SETTLE-7", "R-DAY-5"},
     .tests = {"test/scenario/settlement/R-SETTLE-5.txt", "test/scenario/settlement/R-SETTLE-7.txt",
               "test/scenario/settlement/R-DAY-5.txt"},
     .figures = {EVENTS("settlements", EVENT_SETTLEMENT),
                 EVENTS("positions marked", EVENT_VARIATION),
                 EVENTS("obligations of members", EVENT_MEMBER_OBLIGATION)}},
    {.section = "39.15, 1.20, 22.2, 30.7",
     .name = "Treatment of funds",
     .what = "Each account has its own entry; its class says where the money belongs; the "
             "computation by class is compared with the bank's entry. A withdrawal leaves at "
             "least initial margin.",
     .missing = "accounts at depositories; permitted investments",
     .rules = {"R-REPORT-7", "R-REPORT-10", "R-CASH-2", "R-CASH-4", "R-MARGIN-7"},
     .tests = {"test/report/report_test.py", "test/scenario/participants/R-CASH-2.txt",
               "test/scenario/margin/R-MARGIN-7.txt"},
     .figures = {EVENTS("deposits, withdrawals, transfers", EVENT_CASH),
                 REJECTS("refused for funds", REJECT_FUNDS)}},
    {.section = "39.16",
     .name = "Default rules and procedures",
     .what = "Close-out by auction among liquidity providers, takeover, or the waterfall of the "
             "terms up to haircut of gains and tear-up, with a receipt of each step.",
     .missing = "the yearly test with members",
     .rules = {"R-LIQ-7", "R-LIQ-8", "R-BID-3", "R-DEFAULT-5", "R-DEFAULT-7", "R-DEFAULT-8"},
     .tests = {"test/scenario/liquidation/R-DEFAULT-5.txt",
               "test/scenario/liquidation/R-DEFAULT-7.txt",
               "test/scenario/liquidation/R-BID-3.txt"},
     .figures = {EVENTS("close-outs", EVENT_CLOSE_OUT),
                 EVENTS("moves outside the book", EVENT_POSITION_MOVED),
                 EVENTS("payments of the waterfall", EVENT_DEFAULT_STEP)}},
    {.section = "39.18",
     .name = "System safeguards of the clearing house",
     .what = "The same process and journal as the market: see 38.1050.",
     .missing = "a second site",
     .rules = {"R-TIME-6"},
     .tests = {"test/crash/crash_states.c", "test/venue/kill_test.py"},
     .figures = {TOTAL("seals compared", TOTAL_SEALS)}},
    {.section = "39.19",
     .name = "Reporting",
     .what = "Margin required and on deposit, cash flows and positions by member, origin and "
             "customer of each trade date; margins computed by other code than the venue's and "
             "compared.",
     .missing = "the prescribed layout; event reports",
     .rules = {"R-REPORT-2", "R-REPORT-6", "R-REPORT-10"},
     .tests = {"test/report/report_test.py", "src/report/day_test.c"},
     .figures = {TOTAL("trade dates", TOTAL_TRADE_DATES),
                 TOTAL("figures equal to the ledger", TOTAL_RECONCILED)}},
    {.section = "39.20",
     .name = "Recordkeeping of the clearing house",
     .what = "The journal: see 38.950.",
     .missing = "retention for the prescribed time",
     .rules = {"R-TIME-6"},
     .tests = {"src/node/journal_archive_test.c"},
     .figures = {TOTAL("commands", TOTAL_COMMANDS)}},
    {.section = "39.21",
     .name = "Public information",
     .what = "Rulebook, terms, prices, volume and open interest are public; funding rates with "
             "their inputs.",
     .rules = {"R-FUND-6", "R-TERMS-1", "R-REPORT-3"},
     .tests = {"test/scenario/prices/R-FUND-6.txt", "test/report/report_test.py"},
     .figures = {EVENTS("funding rates", EVENT_FUNDING), EVENTS("premiums", EVENT_PREMIUM)}},
    {.section = "39.17, 39.22 - 39.27",
     .name = "Enforcement, information sharing, antitrust, governance, legal risk",
     .missing = OF_THE_EXCHANGE},
};

const uint32_t evidence_count = sizeof evidence_map / sizeof evidence_map[0];
