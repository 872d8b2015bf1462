# SPDX-License-Identifier: Apache-2.0
"""recordings.py - small recordings in the form of each format, written by hand for the tests.

Every function returns text; what the venue must make of it is worked out in the comments, so that a
test compares with a figure that nobody had to run a program for.
"""


def sse_line(**fields):
    words = {"SecurityIDSource": 101, "SecurityID": 600001, **fields}
    return "//" + " ".join("%s=%s" % word for word in words.items()) + " resv= \r\n"


def sse_order(biz, time, number, side, price, qty, kind=65):
    return sse_line(MsgType=192, OrderNo=number, Price=price, OrderQty=qty, OrdType=kind,
                    Side={"B": 66, "S": 83}[side], TransactTime=time, BizIndex=biz)


def sse_trade(biz, time, bid, ask, price, qty, kind):
    return sse_line(MsgType=191, BidApplSeqNum=bid, OfferApplSeqNum=ask, LastPx=price, LastQty=qty,
                    ExecType={"B": 66, "S": 83, "auction": 78}[kind], TransactTime=time,
                    BizIndex=biz)


def sse_picture(stamp, bids, asks):
    fields = {"MsgType": 111, "DataTimeStamp": stamp}
    for level in range(10):
        for name, side in (("Bid", bids), ("Ask", asks)):
            price, qty = side[level] if level < len(side) else (0, 0)
            fields["%sLevel[%d].Price" % (name, level)] = price
            fields["%sLevel[%d].Qty" % (name, level)] = qty
    return sse_line(**fields)


# The opening call: 300 are bid for at 10.05, 200 offered at 10.03.  200 can trade at both prices, with
# 100 more bid for either way; all offers above neither: 10.05.  Then order 5 sells 150 into two bids,
# order 6 buys 600 at 10.12, of which 500 trade and 100 rest; order 4 is deleted.  The closing call
# sells 40 of the rest.  Inbound: orders 1, 2, 3, 4, 5, 6, 7, one delete, two uncrosses.
SSE_LINES = [
    "connected\n",
    sse_order(1, 9150000, 1, "B", 10050, 300000),
    sse_order(2, 9150001, 2, "S", 10030, 200000),
    sse_order(3, 9160000, 3, "S", 10100, 500000),
    sse_trade(4, 9250000, 1, 2, 10050, 200000, "auction"),
    sse_order(5, 9300100, 4, "B", 10040, 100000),
    sse_trade(6, 9300200, 1, 5, 10050, 100000, "S"),
    sse_trade(7, 9300200, 4, 5, 10040, 50000, "S"),
    sse_trade(8, 9300300, 6, 3, 10100, 500000, "B"),
    sse_order(9, 9300300, 6, "B", 10120, 100000),
    sse_order(10, 9300400, 4, "B", 10040, 50000, kind=68),
    sse_picture(100005, [(10120, 100000)], []),
    sse_order(11, 14571000, 7, "S", 10120, 40000),
    sse_trade(12, 15000000, 6, 7, 10120, 40000, "auction"),
]
SSE_RESULT = (
    "result: sse inbound 10 trades 5 identical 5/5 snapshots 1/1"
    " auction 200@10.050 tied 10.030,10.050 auction 40@10.120 pass"
)

# A fund without a closing auction: it trades on at 14:58, and its snapshot of 14:58:10 counts.
SSE_FUND_LINES = [
    sse_order(1, 9300000, 1, "S", 2501, 900000),
    sse_trade(2, 14580000, 2, 1, 2501, 400000, "B"),
    sse_picture(145810, [], [(2501, 500000)]),
    sse_trade(3, 14595900, 3, 1, 2501, 100000, "B"),
]
SSE_FUND_RESULT = "result: sse inbound 3 trades 2 identical 2/2 snapshots 1/1 pass"

# One execution is a hundredth late for the closing auction, which uncrosses order 3 with the rest of
# order 1 all the same: at both prices 500 are bid for and offered, so the middle, to the next tick.
SSE_LATE_LINES = [
    sse_order(1, 9300000, 1, "S", 10010, 900000),
    sse_trade(2, 14570001, 2, 1, 10010, 400000, "B"),
    sse_order(3, 14580000, 3, "B", 10020, 500000),
    sse_trade(4, 15000000, 3, 1, 10020, 500000, "auction"),
]
SSE_LATE_RESULT = (
    "result: sse inbound 4 trades 2 identical 2/2 snapshots 0/0"
    " auction 500@10.020 tied 10.010,10.020 pass"
)

# The exchange halts at ten and resumes with an auction: orders 2 and 3 cross and do not trade, 200
# are bid for and offered at 10.5, at 11 more is offered.  Its snapshot is that of a call.  Order 5
# then buys what is left.
SSE_HALT_LINES = [
    sse_order(1, 9300000, 1, "S", 11000, 100000),
    sse_order(2, 10000000, 2, "B", 12000, 200000),
    sse_order(3, 10000100, 3, "S", 10500, 200000),
    sse_picture(100500, [(10500, 200000)], [(10500, 200000)]),
    sse_trade(4, 10100000, 2, 3, 10500, 200000, "auction"),
    sse_trade(5, 10100100, 5, 1, 11000, 100000, "B"),
]
SSE_HALT_RESULT = (
    "result: sse inbound 5 trades 2 identical 2/2 snapshots 0/0 auction 200@10.500 pass"
)

MBO_HEADING = "ts_event,ts_recv,order_id,price_1e9,size,flags,action,side,sequence\n"


def mbo_row(time, number, price, size, action, side, flags=130):
    return "%d,%d,%d,%d,%d,%d,%s,%s,1\n" % (
        time, time + 5, number, price * 250000000, size, flags, action, side)


# Before the auction a bid of 5 at 100 and an offer of 2 at 99 cross.  The first aggressor buys 5 at
# 101: 4 of order 3, 1 of order 4.  The second sells 1 to order 1.  Inbound: 4 orders; C and M behind
# the auction; aggressor, C and M; aggressor and M.
MBO_LINES = [
    MBO_HEADING,
    mbo_row(1, 1, 100, 5, "A", "B", 40),
    mbo_row(1, 2, 99, 2, "A", "A", 40),
    mbo_row(2, 3, 101, 4, "A", "A"),
    mbo_row(3, 4, 101, 6, "A", "A"),
    mbo_row(10, 0, 100, 2, "T", "N", 0),
    mbo_row(10, 2, 100, 2, "F", "N", 0),
    mbo_row(10, 1, 100, 2, "F", "N", 0),
    mbo_row(10, 2, 99, 2, "C", "A", 0),
    mbo_row(10, 1, 100, 3, "M", "B"),
    mbo_row(20, 50, 101, 5, "T", "B", 0),
    mbo_row(20, 3, 101, 4, "F", "A", 0),
    mbo_row(20, 4, 101, 1, "F", "A", 0),
    mbo_row(20, 3, 101, 4, "C", "A", 0),
    mbo_row(20, 4, 101, 5, "M", "A"),
    mbo_row(30, 51, 100, 1, "T", "A", 0),
    mbo_row(30, 1, 100, 1, "F", "B", 0),
    mbo_row(30, 1, 100, 2, "M", "B"),
]
MBO_RESULT = "result: cme-mbo inbound 11 trades 2 identical 2/2 resting-ids 3/3 pass"

# The first row says how the book stood: 10 offered at 101 by nobody knows whom.  Order 11 joins behind
# them; 10 unknown lots are executed, then 1 of order 11, which is now the head and known.
LOBSTER_MESSAGES = [
    "34200.1,5,0,1,1010000,-1\n",
    "34200.2,1,11,4,1010000,-1\n",
    "34200.3,4,900,10,1010000,-1\n",
    "34200.4,4,11,1,1010000,-1\n",
    "34200.5,2,11,1,1010000,-1\n",
    "34200.6,3,11,2,1010000,-1\n",
]
LOBSTER_BOOKS = [
    "1010000,10,1000000,5,1030000,7,-9999999999,0\n",
    "1010000,14,1000000,5,1030000,7,-9999999999,0\n",
    "1010000,4,1000000,5,1030000,7,-9999999999,0\n",
    "1010000,3,1000000,5,1030000,7,-9999999999,0\n",
    "1010000,2,1000000,5,1030000,7,-9999999999,0\n",
    "1030000,7,1000000,5,1040000,9,-9999999999,0\n",
]
LOBSTER_RESULT = "result: lobster inbound 5 trades 2 identical 2/2 queue-head 1/1 pass"


def bitstamp_order(time, event, number, side, price, amount):
    return ('%d order_%s {"price": "%s", "amount": "%s", "datetime": "1", "id": %d, "order_type": %d}\n'
            % (time, event, price, amount, number, {"B": 0, "S": 1}[side]))


def bitstamp_trade(time, price, amount):
    return '%d trade {"price": %s, "amount": %s, "id": 1}\n' % (time, price, amount)


# Two bids and an offer are there from before.  Order 101 sells 1.5 into the better bid; the amount of
# the recorded trade went through binary floating point.  Order 102 rests, is repriced across the
# spread and buys the offer.  The other bid, whose id was never seen, is deleted: order 103 finds
# nobody at 99.  Inbound: 101, 102, its change, the delete of the level, 103.
BITSTAMP_LINES = [
    bitstamp_order(1000, "created", 99, "B", "98.00", "1.00000000"),
    '1001 order_book {"bids": [["99.50", "1.50000000"], ["99.00", "2.00000000"]],'
    ' "asks": [["101.00", "0.70000000"]]}\n',
    bitstamp_order(2000, "created", 101, "S", "99.50", "1.50000000"),
    bitstamp_trade(2100, "99.5", "1.4999999999999998"),
    bitstamp_order(2101, "deleted", 101, "S", "99.50", "0.00000000"),
    bitstamp_order(3000, "created", 102, "B", "98.50", "0.70000000"),
    bitstamp_order(3500, "changed", 102, "B", "101.00", "0.70000000"),
    bitstamp_trade(3600, "101.0", "0.69999999999999996"),
    bitstamp_order(4000, "deleted", 50, "B", "99.00", "2.00000000"),
    bitstamp_order(5000, "created", 103, "S", "99.00", "1.00000000"),
]
BITSTAMP_RESULT = (
    "result: bitstamp inbound 5 trades 2 identical 2/2 recall 1.000 precision 1.000 pass"
)

# Order 103 would meet the bid, but is deleted whole, with nothing traded in between: its own member
# may have made the bid.  So is order 102 after it was moved across the spread.
BITSTAMP_OFF_LINES = [
    '1001 order_book {"bids": [["99.50", "1.50000000"]], "asks": [["101.00", "0.70000000"]]}\n',
    bitstamp_order(2000, "created", 101, "S", "99.50", "1.00000000"),
    bitstamp_trade(2100, "99.5", "1.0"),
    bitstamp_order(2101, "deleted", 101, "S", "99.50", "0.00000000"),
    bitstamp_order(3000, "created", 102, "B", "98.50", "0.70000000"),
    bitstamp_order(3500, "changed", 102, "B", "101.00", "0.70000000"),
    bitstamp_order(3600, "deleted", 102, "B", "101.00", "0.70000000"),
    bitstamp_order(4000, "created", 103, "S", "99.00", "0.25000000"),
    bitstamp_order(4100, "deleted", 103, "S", "99.00", "0.25000000"),
]
BITSTAMP_OFF_RESULT = (
    "result: bitstamp inbound 3 trades 1 identical 1/1 recall 1.000 precision 1.000 pass"
)

COINBASE_L3 = (
    '{"product":"ABC-USD","level":3,"bids":[["9.50","0.25","a"],["9.50","1","b"],["9.4","3","c"]],'
    '"asks":[["9.6","2.5","d"],["10","0.00000001","e"]]}'
)
COINBASE_L2 = (
    '{"product":"ABC-USD","level":2,"bids":[["9.5","1.25",2],["9.40","3",1]],'
    '"asks":[["9.6","2.5",1],["10.00","0.00000001",1]]}'
)
COINBASE_RESULT = (
    "result: coinbase-l3 inbound 5 trades 0 identical 4/4 bids 2/2 asks 2/2 order-counts 4/4 pass"
)

ORDER_HEADING = "Side,OrderID,Type,MES,Time,Size,Price\n"
TRADE_HEADING = "TradeId,Price,Quantity\n"

# Case 1 trades in time priority; 2 cancels; 3 holds a stop that another order sets off; 4 has a hidden
# order and 5 a stop that is met on entry, which the rulebook decides otherwise.
COINTOSSX_FILES = {
    "limit/Test1_Init.csv": ORDER_HEADING + "O,1,2,,10:00,30,50\nO,2,2,,10:01,30,50\n",
    "limit/Test1_Input.csv": ORDER_HEADING + "B,3,2,,10:02,40,51",
    "limit/Test1_Output.csv": ORDER_HEADING + "O,2,2,,10:01,20,50",
    "limit/Test1_Trades.csv": TRADE_HEADING + "1,50,30\n2,50,10\n",
    "cancel/Test2_Init.csv": ORDER_HEADING + "B,1,2,,10:00,30,50\nB,2,4,,10:01,30,55,54\n",
    "cancel/Test2_Input.csv": ORDER_HEADING + "B,2,4,,,,55",
    "cancel/Test2_Output.csv": ORDER_HEADING + "B,1,2,,10:00,30,50",
    "stop/Test3_Init.csv": ORDER_HEADING + "O,1,2,,10:00,10,50\nO,2,2,,10:00,10,52\nB,3,3,,10:00,5,50\n",
    "stop/Test3_Input.csv": ORDER_HEADING + "B,4,1,,10:02,10,",
    "stop/Test3_Output.csv": ORDER_HEADING + "O,2,2,,10:00,5,52",
    "stop/Test3_Trades.csv": TRADE_HEADING + "1,50,10\n2,52,5\n",
    "stop/Test4_Input.csv": ORDER_HEADING + "O,1,5,10,10:00,10,50",
    "stop/Test4_Output.csv": ORDER_HEADING + "O,1,5,10,10:00,10,50",
    "stop/Test5_Init.csv": ORDER_HEADING + "O,1,2,,10:00,10,50\nB,2,2,,10:00,5,50\n",
    "stop/Test5_Input.csv": ORDER_HEADING + "B,3,3,,10:00,5,49",
    "stop/Test5_Output.csv": ORDER_HEADING,
    "stop/Test5_Trades.csv": TRADE_HEADING + "1,50,5\n2,50,5\n",
    "stop/Test5_Stock.csv": "StockCode,MRS,TickSize\n1,1,1\n",
}
COINTOSSX_RESULT = (
    "result: cointossx inbound 14 trades 4 identical 3/3 decided-otherwise 2 cases 5 pass"
)
