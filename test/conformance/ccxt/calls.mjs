// SPDX-License-Identifier: Apache-2.0
//
// calls.mjs - unified calls of ccxt and ccxt.pro, each with a check of what it means.
//
// usage: node ccxt/calls.mjs REST_URL WS_URL
//
// The library is as npm delivers it.  What is set: urls, keys, and the options that name the currency.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import ccxt from "ccxt";
import { check, score, status } from "../lib/checks.mjs";
import { eventually, sleep } from "../lib/venue.mjs";

const [rest, ws] = process.argv.slice(2);
const SYMBOL = "BTC/USD:USD";
const ROUND = 1e6;
const NEVER_MS = 300_000; // a bound for what never comes: nothing here depends on a fast machine

function open(apiKey, secret) {
    return new ccxt.pro.deribit({
        apiKey,
        secret,
        urls: { api: { rest, ws } },
        options: { code: "USD", currencies: ["USD"], fetchBalance: { code: "USD" } },
        timeout: NEVER_MS,
    });
}

const alice = open("demo", "demo-secret");
const bob = open("demo2", "demo2-secret");
const stranger = open("demo", "wrong-secret");

// The library refuses plain sockets unless it is told that a proxy module may be used.
if (rest.startsWith("http://")) {
    for (const client of [alice, bob, stranger]) await client.loadHttpProxyAgent();
}

const memory = {};

async function throws(work, kind, part) {
    await assert.rejects(work, (error) => {
        assert.ok(error instanceof kind, `${error.constructor.name}: ${error.message}`);
        assert.equal(error.constructor.name, kind.name, error.message);
        if (part) assert.match(error.message, part);
        return true;
    });
}

const near = (a, b, message) => assert.equal(Math.round(a * ROUND), Math.round(b * ROUND), message);
async function within(work) {
    let timer;
    const never = new Promise((_, reject) => {
        timer = setTimeout(() => reject(new Error("no message")), NEVER_MS);
    });
    try {
        return await Promise.race([work, never]);
    } finally {
        clearTimeout(timer);
    }
}

// The participants of a demonstration trade and quote as they like: a side of the book may be empty for
// a moment, so what is asked of a market is asked of one that has both.
const marketOf = (fetch) => eventually("a bid and an ask", async () => {
    const ticker = await fetch();
    return ticker.bid > 0 && ticker.ask > 0 && ticker;
}, 100);

const bookOf = (fetch) => eventually("a book with both sides", async () => {
    const book = await fetch();
    return book.bids.length > 0 && book.asks.length > 0 && book;
}, 100);

// A market order takes what rests at that moment: another one is sent until one was filled as a whole.
// `prepare` is asked before each.
const filledOrder = (side, amount, prepare = () => undefined) => eventually("a filled order", async () => {
    const before = await prepare();
    const order = await alice.createMarketOrder(SYMBOL, side, amount);
    return order.status === "closed" && order.filled === amount && { before, order };
}, 100);

// --- public --------------------------------------------------------------------------------------

await check("fetchTime", async () => {
    const time = await alice.fetchTime();
    assert.ok(Math.abs(time - Date.now()) < 24 * 3600_000);
});

await check("fetchStatus", async () => {
    assert.equal((await alice.fetchStatus()).status, "ok");
});

await check("fetchCurrencies", async () => {
    const currencies = await alice.fetchCurrencies();
    assert.ok(currencies.USD && currencies.BTC);
});

await check("loadMarkets", async () => {
    const markets = await alice.loadMarkets();
    const market = markets[SYMBOL];
    assert.equal(market.swap, true);
    assert.equal(market.linear, true);
    assert.equal(market.settle, "USD");
    assert.equal(market.contractSize, 0.0001);
    assert.equal(market.precision.price, 1);
    assert.equal(market.limits.amount.min, 0.0001);
    memory.market = market;
    for (const client of [bob, stranger]) client.setMarketsFromExchange?.(alice);
    await bob.loadMarkets();
    await stranger.loadMarkets();
});

await check("fetchMarkets", async () => {
    const markets = await bob.fetchMarkets();
    assert.ok(markets.some((market) => market.symbol === SYMBOL));
});

await check("fetchTicker", async () => {
    const ticker = await marketOf(() => alice.fetchTicker(SYMBOL));
    assert.ok(ticker.bid < ticker.ask);
    assert.equal(ticker.last, ticker.close);
    assert.ok(ticker.low <= ticker.last && ticker.last <= ticker.high);
    assert.ok(ticker.timestamp <= Date.now() + 24 * 3600_000);
    assert.ok(ticker.markPrice > 0);
});

await check("fetchTickers", async () => {
    await marketOf(async () => (await alice.fetchTickers([SYMBOL]))[SYMBOL]);
});

await check("fetchOrderBook", async () => {
    const book = await bookOf(() => alice.fetchOrderBook(SYMBOL, 20));
    assert.ok(book.bids[0][0] < book.asks[0][0]);
    for (let i = 1; i < book.bids.length; i++) assert.ok(book.bids[i][0] < book.bids[i - 1][0]);
    for (let i = 1; i < book.asks.length; i++) assert.ok(book.asks[i][0] > book.asks[i - 1][0]);
});

await check("fetchL2OrderBook", async () => {
    const book = await alice.fetchL2OrderBook(SYMBOL, 5);
    assert.ok(book.bids.length <= 5 && book.asks.length <= 5);
});

await check("fetchTrades", async () => {
    const trades = await alice.fetchTrades(SYMBOL, undefined, 20);
    assert.ok(trades.length > 0);
    for (let i = 1; i < trades.length; i++) {
        assert.ok(trades[i].timestamp >= trades[i - 1].timestamp);
        assert.notEqual(trades[i].id, trades[i - 1].id);
    }
});

await check("fetchOHLCV", async () => {
    const candles = await alice.fetchOHLCV(SYMBOL, "1m", undefined, 10);
    assert.ok(candles.length > 0);
    for (const [time, open_, high, low, close] of candles) {
        assert.equal(time % 60_000, 0);
        assert.ok(low <= Math.min(open_, close) && Math.max(open_, close) <= high);
    }
});

await check("fetchFundingRate", async () => {
    const now = await alice.fetchTime();
    const funding = await alice.fetchFundingRate(SYMBOL, {
        start_timestamp: now - 8 * 3600_000, end_timestamp: now });
    assert.equal(funding.symbol, SYMBOL);
    assert.ok(Number.isFinite(funding.fundingRate));
});

await check("fetchFundingRateHistory", async () => {
    const list = await alice.fetchFundingRateHistory(SYMBOL);
    assert.ok(Array.isArray(list));
});

await check("fetchOpenInterest", async () => {
    const interest = await alice.fetchOpenInterest(SYMBOL);
    assert.ok(interest.openInterestAmount >= 0 || interest.openInterestValue >= 0);
});

await check("fetchLiquidations", async () => {
    assert.ok(Array.isArray(await alice.fetchLiquidations(SYMBOL)));
});

// --- account -------------------------------------------------------------------------------------

await check("fetchBalance", async () => {
    const balance = await alice.fetchBalance();
    assert.ok(balance.USD.total > 1000);
    assert.ok(balance.USD.free <= balance.USD.total);
    memory.before = (await alice.privateGetGetAccountSummary({ currency: "USD" })).result;
});

await check("fetchAccounts", async () => {
    const accounts = await alice.fetchAccounts();
    assert.ok(accounts.length >= 1);
});

await check("fetchTradingFees", async () => {
    const fees = await alice.fetchTradingFees();
    memory.fee = fees[SYMBOL];
    assert.ok(memory.fee.taker > 0 && memory.fee.maker >= 0);
});

await check("fetchPositions", async () => {
    assert.ok(Array.isArray(await alice.fetchPositions([SYMBOL])));
});

// --- orders --------------------------------------------------------------------------------------

// A price that rests: far enough from the touch that the market does not come by at once.
async function restingBid() {
    const ticker = await marketOf(() => alice.fetchTicker(SYMBOL));
    return Math.floor(ticker.bid * 0.95);
}

await check("createOrder limit rests", async () => {
    const price = await restingBid();
    const order = await alice.createOrder(SYMBOL, "limit", "buy", 0.01, price, { label: "first" });
    assert.equal(order.status, "open");
    assert.equal(order.filled, 0);
    assert.equal(order.remaining, 0.01);
    assert.equal(order.price, price);
    memory.order = order;
    const book = await alice.fetchOrderBook(SYMBOL, 1000);
    const level = book.bids.find(([at]) => at === price);
    assert.ok(level && level[1] >= 0.01, "the order stands in the book");
});

await check("fetchOrder", async () => {
    const order = await alice.fetchOrder(memory.order.id, SYMBOL);
    assert.equal(order.id, memory.order.id);
    assert.equal(order.amount, 0.01);
    assert.equal(order.info.label, "first");
});

await check("fetchOpenOrders", async () => {
    const orders = await alice.fetchOpenOrders(SYMBOL);
    assert.ok(orders.some((order) => order.id === memory.order.id));
});

await check("editOrder", async () => {
    const price = memory.order.price - 10;
    const order = await alice.editOrder(memory.order.id, SYMBOL, "limit", "buy", 0.02, price);
    assert.equal(order.id, memory.order.id);
    assert.equal(order.price, price);
    assert.equal(order.amount, 0.02);
});

await check("cancelOrder", async () => {
    await alice.cancelOrder(memory.order.id, SYMBOL);
    const order = await alice.fetchOrder(memory.order.id, SYMBOL);
    assert.equal(order.status, "canceled");
});

await check("createOrder postOnly rests", async () => {
    const order = await alice.createOrder(SYMBOL, "limit", "buy", 0.001, await restingBid(),
        { postOnly: true });
    assert.equal(order.status, "open");
    assert.equal(order.postOnly, true);
    await alice.cancelOrder(order.id, SYMBOL);
});

await check("createMarketOrder fills and costs the exact fee", async () => {
    const { before, order } = await filledOrder("buy", 0.01, async () =>
        (await alice.privateGetGetAccountSummary({ currency: "USD" })).result);
    const fills = await alice.fetchOrderTrades(order.id, SYMBOL);
    assert.ok(fills.length > 0);
    let fee = 0;
    let profit = 0;
    let amount = 0;
    for (const fill of fills) {
        const exact = Math.ceil(Math.round(fill.price * fill.amount * memory.fee.taker * 1e9) / 1e3) / 1e6;
        assert.equal(fill.takerOrMaker, "taker");
        near(fill.fee.cost, exact, "the fee is the rate on the notional, rounded up");
        fee += fill.fee.cost;
        profit += Number(fill.info.profit_loss);
        amount += fill.amount;
    }
    near(amount, 0.01);
    const after = (await alice.privateGetGetAccountSummary({ currency: "USD" })).result;
    near(Number(after.balance), Number(before.balance) + profit - fee, "the balance moved by it");
    memory.filled = order;
});

await check("fetchPosition", async () => {
    const position = await alice.fetchPosition(SYMBOL);
    assert.equal(position.side, "long");
    assert.ok(position.contracts > 0);
    assert.ok(position.markPrice > 0);
});

await check("fetchOrderTrades", async () => {
    const trades = await alice.fetchOrderTrades(memory.filled.id, SYMBOL);
    assert.ok(trades.every((trade) => trade.order === memory.filled.id));
});

await check("fetchMyTrades", async () => {
    const trades = await alice.fetchMyTrades(SYMBOL, undefined, 50);
    assert.ok(trades.some((trade) => trade.order === memory.filled.id));
});

await check("fetchClosedOrders", async () => {
    const orders = await alice.fetchClosedOrders(SYMBOL);
    assert.ok(orders.some((order) => order.id === memory.filled.id));
});

await check("createStopLimitOrder waits", async () => {
    const ticker = await alice.fetchTicker(SYMBOL);
    const trigger = Math.floor(ticker.last * 0.9);
    const order = await alice.createOrder(SYMBOL, "limit", "sell", 0.001, trigger - 10,
        { triggerPrice: trigger, stopLossPrice: trigger, trigger: "mark_price" });
    assert.equal(order.status, "open");
    const open_ = await alice.fetchOpenOrders(SYMBOL);
    assert.ok(open_.some((other) => other.id === order.id));
    await alice.cancelOrder(order.id, SYMBOL);
});

await check("createTrailingAmountOrder waits", async () => {
    const order = await alice.createTrailingAmountOrder(SYMBOL, "market", "sell", 0.001, undefined,
        500);
    assert.equal(order.status, "open");
    await alice.cancelOrder(order.id, SYMBOL);
});

// Others may be ahead of either: then the two try again.
await check("two members trade with each other", () => eventually("a trade of the two", async () => {
    const ticker = await marketOf(() => alice.fetchTicker(SYMBOL));
    const price = ticker.bid + Math.max(1, Math.floor((ticker.ask - ticker.bid) / 2));
    const resting = await bob.createOrder(SYMBOL, "limit", "sell", 0.002, price);
    const taking = await alice.createOrder(SYMBOL, "limit", "buy", 0.002, price + 100);
    for (const [client, order] of [[bob, resting], [alice, taking]]) {
        await client.cancelOrder(order.id, SYMBOL)
            .catch((error) => assert.ok(error instanceof ccxt.InvalidOrder, `${error}`));
    }
    const [sold, bought] = [await bob.fetchOrder(resting.id, SYMBOL), await alice.fetchOrder(taking.id, SYMBOL)];
    for (const order of [sold, bought]) assert.equal(order.status, order.filled === 0.002 ? "closed" : "canceled");
    const trades = await alice.fetchOrderTrades(taking.id, SYMBOL);
    const others = await bob.fetchOrderTrades(resting.id, SYMBOL);
    return bought.filled === 0.002 && trades.some((trade) => others.some((other) => other.id === trade.id));
}, 100));

// Sells what alice has, in as many orders as the bids need.
const flatten = () => eventually("a flat account", async () => {
    const { info: { size } } = await alice.fetchPosition(SYMBOL);
    if (!(Number(size) > 0)) return true;
    const order = await alice.createReduceOnlyOrder(SYMBOL, "market", "sell", Number(size));
    return order.status === "closed" && order.filled === Number(size);
}, 100);

await check("createReduceOnlyOrder closes", async () => {
    await flatten();
    const after = await alice.fetchPosition(SYMBOL);
    near(Number(after.info.size), 0, "flat");
});

await check("cancelAllOrders", async () => {
    const price = await restingBid();
    for (let i = 0; i < 3; i++) await alice.createOrder(SYMBOL, "limit", "buy", 0.001, price - i);
    await alice.cancelAllOrders(SYMBOL);
    assert.equal((await alice.fetchOpenOrders(SYMBOL)).length, 0);
});

await check("fetchMyLiquidations", async () => {
    assert.ok(Array.isArray(await alice.fetchMyLiquidations(SYMBOL)));
});

await check("fetchDeposits", async () => {
    const deposits = await alice.fetchDeposits("USD");
    assert.ok(deposits.length >= 1);
    assert.equal(deposits[0].status, "ok");
});

await check("fetchWithdrawals", async () => {
    assert.ok(Array.isArray(await alice.fetchWithdrawals("USD")));
});

await check("fetchTransfers", async () => {
    assert.ok(Array.isArray(await alice.fetchTransfers("USD")));
});

// --- errors --------------------------------------------------------------------------------------

await check("error: wrong secret", () =>
    throws(() => stranger.fetchBalance(), ccxt.AuthenticationError));

await check("error: unknown order", () =>
    throws(() => alice.cancelOrder("999999999999", SYMBOL), ccxt.OrderNotFound));

await check("error: not enough funds", async () => {
    const ticker = await marketOf(() => alice.fetchTicker(SYMBOL));
    await throws(() => alice.createOrder(SYMBOL, "limit", "buy", 90, Math.floor(ticker.bid * 0.97)),
        ccxt.InsufficientFunds, /R-MARGIN|R-EQUITY|collateral/);
});

await check("error: price off the tick", () =>
    throws(() => alice.privateGetBuy({ instrument_name: "BTC_USD-PERPETUAL", amount: 0.001,
        price: 50000.5, type: "limit" }), ccxt.InvalidOrder, /price_wrong_tick/));

await check("error: amount off the lot", () =>
    throws(() => alice.privateGetBuy({ instrument_name: "BTC_USD-PERPETUAL", amount: 0.00005,
        price: 50000, type: "limit" }), ccxt.InvalidOrder, /non_integer_contract_amount/));

await check("error: price outside the band", () =>
    throws(() => alice.createOrder(SYMBOL, "limit", "buy", 0.001, 1000), ccxt.InvalidOrder,
        /price_too_low/));

await check("error: post-only that would trade", async () => {
    const ticker = await marketOf(() => alice.fetchTicker(SYMBOL));
    await throws(() => alice.createOrder(SYMBOL, "limit", "buy", 0.001, ticker.ask + 200,
        { postOnly: true, reject_post_only: true }), ccxt.InvalidOrder, /post_only_reject/);
});

await check("error: unknown method", () =>
    throws(() => alice.fetch(`${rest}/api/v2/public/no_such_method`), ccxt.BadRequest));

await check("error: missing parameter", () =>
    throws(() => alice.publicGetTicker({}), ccxt.BadRequest));

// --- WebSocket -----------------------------------------------------------------------------------

await check("watchTicker", async () => {
    const ticker = await marketOf(() => within(alice.watchTicker(SYMBOL)));
    assert.ok(ticker.bid < ticker.ask);
});

await check("watchTickers", async () => {
    const tickers = await within(alice.watchTickers([SYMBOL]));
    assert.ok(tickers[SYMBOL].last > 0);
});

await check("watchBidsAsks", async () => {
    await marketOf(async () => (await within(alice.watchBidsAsks([SYMBOL])))[SYMBOL]);
});

await check("watchOrderBook", async () => {
    for (let i = 0; i < 5; i++) await within(alice.watchOrderBook(SYMBOL));
    const book = await bookOf(() => within(alice.watchOrderBook(SYMBOL)));
    assert.ok(book.bids[0][0] < book.asks[0][0], "not crossed after changes");
});

await check("watchOrderBookForSymbols", async () => {
    const book = await bookOf(() => within(bob.watchOrderBookForSymbols([SYMBOL])));
    assert.ok(book.bids[0][0] < book.asks[0][0]);
});

await check("watchOHLCV", async () => {
    const candles = await within(alice.watchOHLCV(SYMBOL, "1m"));
    assert.ok(candles.length > 0 && candles[0][2] >= candles[0][3]);
});

await check("watchOHLCVForSymbols", async () => {
    const candles = await within(alice.watchOHLCVForSymbols([[SYMBOL, "3m"]]));
    assert.ok(candles[SYMBOL]);
});

// A stream tells of what happens after it was subscribed, and nobody says when that is.  So something
// is made to happen until enough was told; what was told is copied, for the library writes into it.
async function followed(watch, act, isEnough = (told) => told.length > 0) {
    const told = [];
    let fault = null;
    let isOver = false;
    (async () => {
        while (!isOver) told.push(...(await watch()).map((it) => ({ ...it })));
    })().catch((error) => (fault = error));
    await eventually("enough of a stream", async () => {
        await act();
        await sleep(300);
        return fault !== null || isEnough(told);
    });
    isOver = true;
    if (fault !== null) throw fault;
    return told;
}

async function trade() {
    await bob.createMarketOrder(SYMBOL, "buy", 0.001);
    await bob.createMarketOrder(SYMBOL, "sell", 0.001);
}

await check("watchTrades", async () => {
    const trades = await followed(() => alice.watchTrades(SYMBOL), trade);
    assert.ok(trades.length > 0 && trades[0].price > 0);
});

await check("watchTradesForSymbols", async () => {
    const trades = await followed(() => alice.watchTradesForSymbols([SYMBOL]), trade);
    assert.ok(trades.length > 0);
});

await check("watchBalance", async () => {
    const balance = await within(alice.watchBalance());
    const usd = balance.USD.USD ?? balance.USD;
    assert.ok(usd.total > 1000);
});

await check("watchOrders shows the life of an order", async () => {
    const price = await restingBid();
    const act = async () => {
        const order = await alice.createOrder(SYMBOL, "limit", "buy", 0.001, price);
        await sleep(200);
        await alice.cancelOrder(order.id, SYMBOL);
    };
    const isTold = (told, id, state) => told.some((order) => order.id === id && order.status === state);
    const isWhole = (told) => told.some(({ id }) => isTold(told, id, "open") && isTold(told, id, "canceled"));
    await followed(() => alice.watchOrders(SYMBOL), act, isWhole);
});

await check("watchMyTrades", async () => {
    const own = new Set();
    const act = async () => own.add((await filledOrder("buy", 0.001)).order.id);
    const isOwn = (trades) => trades.some((it) => own.has(it.order) && it.fee.cost > 0);
    await followed(() => alice.watchMyTrades(SYMBOL), act, isOwn);
    await flatten();
});

await Promise.all([alice.close(), bob.close(), stranger.close()]);
const own = JSON.parse(readFileSync(new URL("../node_modules/ccxt/package.json", import.meta.url)));
console.log(`\nccxt ${own.version}: ${score()} calls`);
process.exit(status());
