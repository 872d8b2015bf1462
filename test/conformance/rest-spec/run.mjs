// SPDX-License-Identifier: Apache-2.0
//
// run.mjs - the REST dialect against the API's own description: a client made from it at run time
// calls every operation, each answer is held against its schema, and what it says is checked.
//
// usage: node rest-spec/run.mjs PERPETUA OPENAPI ASYNCAPI

import assert from "node:assert/strict";
import { constants, createPrivateKey, randomUUID, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import Ajv from "ajv";
import addFormats from "ajv-formats";
import yaml from "js-yaml";
import { OpenAPIClientAxios } from "openapi-client-axios";
import WebSocket from "ws";

import { check, score, status } from "../lib/checks.mjs";
import { eventually, startVenue, waitForMarket } from "../lib/venue.mjs";

const [program, openapi, asyncapi] = process.argv.slice(2);
const TICKER = "BTCPERP";
const WS_PATH = "/trade-api/ws/v2/margin";
const ROOT = "/trade-api/v2";
const called = new Set();

// --- the description -----------------------------------------------------------------------------

// OpenAPI 3.0 says `nullable` beside a reference, JSON Schema has null as a type of its own.
function toSchema(node) {
    if (Array.isArray(node)) return node.map(toSchema);
    if (node === null || typeof node !== "object") return node;
    const { nullable, example, ...rest } = node;
    const schema = Object.fromEntries(Object.entries(rest).map(([k, v]) => [k, toSchema(v)]));
    return nullable ? { anyOf: [schema, { type: "null" }] } : schema;
}

const api = yaml.load(readFileSync(openapi, "utf8"));
const streams = yaml.load(readFileSync(asyncapi, "utf8"));

function validator(document, id) {
    const ajv = new Ajv({ strict: false, allErrors: true });
    addFormats(ajv);
    ajv.addSchema({ $id: id, components: toSchema(document.components) }, id);
    return (reference, value) => {
        const validate = ajv.getSchema(`${id}${reference}`) ?? ajv.compile({ $ref: `${id}${reference}` });
        assert.ok(validate(value), `${reference}: ${ajv.errorsText(validate.errors)}\n${JSON.stringify(value)}`);
    };
}

const holdsApi = validator(api, "api");
const holdsStream = validator(streams, "stream");
const PAYLOADS = {
    subscribed: "subscribedResponsePayload", unsubscribed: "unsubscribedResponsePayload",
    ok: "okResponsePayload", error: "errorResponsePayload",
    orderbook_snapshot: "marginOrderbookSnapshotPayload",
    orderbook_delta: "marginOrderbookDeltaPayload", ticker: "marginTickerPayload",
    trade: "marginTradePayload", fill: "marginFillPayload",
    user_order: "marginUserOrderPayload", order_group_updates: "orderGroupUpdatesPayload",
};

// --- the client ----------------------------------------------------------------------------------

const venue = await startVenue(program);
await waitForMarket(venue.http, "BTC_USD-PERPETUAL");
const key = createPrivateKey(readFileSync(join(venue.data, "demo-rsa.pem")));

function signed(method, path, stamp = Date.now()) {
    const text = Buffer.from(`${stamp}${method}${path}`);
    const padding = { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
    return {
        "KALSHI-ACCESS-KEY": "demo-rsa",
        "KALSHI-ACCESS-TIMESTAMP": String(stamp),
        "KALSHI-ACCESS-SIGNATURE": sign("sha256", text, padding).toString("base64"),
    };
}

const description = new OpenAPIClientAxios({
    definition: api,
    axiosConfigDefaults: { baseURL: venue.http + ROOT, validateStatus: () => true },
});
const client = await description.init();
client.interceptors.request.use((request) => {
    const path = new URL(description.client.getUri(request)).pathname;
    for (const [name, value] of Object.entries(signed(request.method.toUpperCase(), path))) {
        request.headers.set(name, value);
    }
    return request;
});

const operations = Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, it]) => ({ path, method, ...it })));

function answerSchema(operation, status) {
    let answer = operation.responses[status];
    if (answer?.$ref) answer = api.components.responses[answer.$ref.split("/").pop()];
    return answer?.content?.["application/json"]?.schema.$ref;
}

// Calls an operation by its name, holds the answer against its schema, and gives it.
async function call(name, wanted, parameters, body) {
    const operation = operations.find((it) => it.operationId === name);
    const { status, data } = await client[name](parameters, body);
    called.add(name);
    assert.equal(status, wanted, `${name}: ${status} ${JSON.stringify(data)}`);
    const schema = answerSchema(operation, String(status)) ?? "#/components/schemas/ErrorResponse";
    holdsApi(schema, data);
    return data;
}

// A side of the market may be empty for a moment: looks until it has both.
const marketNow = () => eventually("a bid and an ask", async () => {
    const { market } = await call("GetMarginMarket", 200, { ticker: TICKER });
    return Number(market.bid) > 0 && Number(market.ask) > 0 && market;
}, 100);

const dollars = (text) => Math.round(Number(text) * 1e6);
let last = 0;
const order = (fields) => ({
    ticker: TICKER, client_order_id: `rest-${++last}`, side: "bid", count: "10.00", price: "5.3000",
    time_in_force: "good_till_canceled", self_trade_prevention_type: "taker_at_cross", ...fields,
});

// --- everybody -----------------------------------------------------------------------------------

await check("exchange status and risk parameters", async () => {
    assert.deepEqual(await call("GetMarginExchangeStatus", 200), { exchange_active: true, trading_active: true });
    const risk = await call("GetMarginRiskParameters", 200);
    assert.equal(risk.queue_entry_margin_ratio_threshold, 0.91);
    assert.equal(risk.initial_margin_multiplier[TICKER], 1.3);
});

await check("markets", async () => {
    const { markets } = await call("GetMarginMarkets", 200);
    const market = await marketNow();
    assert.equal(markets[0].ticker, TICKER);
    assert.equal(market.tick_size, "0.0001");
    assert.equal(market.leverage_estimate, 5.89);
    assert.ok(Number(market.bid) < Number(market.ask), "the book is not crossed");
    assert.equal((await call("GetMarginMarkets", 200, { status: "closed" })).markets.length, 0);
    await call("GetMarginMarkets", 400, { status: "boom" });
    await call("GetMarginMarket", 404, { ticker: "NONE" });
});

await check("order book", async () => {
    const orderbook = await eventually("five prices on a side", async () => {
        const { orderbook: book } = await call("GetMarginMarketOrderbook", 200, { ticker: TICKER, depth: 5 });
        return book.bids.length === 5 && book.asks.length > 0 && book;
    });
    const prices = (side) => orderbook[side].map(([price]) => Number(price));
    assert.deepEqual(prices("bids"), [...prices("bids")].sort((a, b) => b - a));
    assert.deepEqual(prices("asks"), [...prices("asks")].sort((a, b) => a - b));
    const grouped = await call("GetMarginMarketOrderbook", 200, { ticker: TICKER, aggregation_tick_size: "0.01" });
    assert.ok(grouped.orderbook.bids.every(([price]) => Math.abs(Number(price) * 100 % 1) < 1e-6));
    await call("GetMarginMarketOrderbook", 400, { ticker: TICKER, aggregation_tick_size: "0.00001" });
});

await check("trades by pages", async () => {
    const first = await eventually("three trades", async () => {
        const page = await call("GetMarginTrades", 200, { ticker: TICKER, limit: 2 });
        return page.cursor !== "" && page;
    }, 100);
    assert.equal(first.trades.length, 2);
    const next = await call("GetMarginTrades", 200, { ticker: TICKER, limit: 2, cursor: first.cursor });
    assert.ok(next.trades.every((trade) => !first.trades.some((one) => one.trade_id === trade.trade_id)));
    await call("GetMarginTrades", 400, { ticker: TICKER, cursor: "x" });
    await call("GetMarginTrades", 400, { ticker: TICKER, limit: 0 });
});

await check("candles", async () => {
    const now = Math.floor(Date.now() / 1000);
    const span = { ticker: TICKER, start_ts: now - 600, end_ts: now + 60 };
    const { candlesticks } = await call("GetMarginMarketCandlesticks", 200, { ...span, period_interval: 1 });
    assert.ok(candlesticks.length >= 1);
    const { low, high, mean } = candlesticks.at(-1).price;
    assert.ok(Number(low) <= Number(mean) + 1e-4 && Number(mean) <= Number(high) + 1e-4);
    await call("GetMarginMarketCandlesticks", 400, { ...span, period_interval: 7 });
});

await check("funding rates and estimate", async () => {
    await call("GetMarginHistoricalFundingRates", 200, { ticker: TICKER });
    const asked = Date.now();
    const estimate = await call("GetMarginFundingRateEstimate", 200, { ticker: TICKER });
    assert.ok(Date.parse(estimate.next_funding_time) > asked);
    assert.ok(Math.abs(estimate.funding_rate) <= 0.02);
    await call("GetMarginFundingRateEstimate", 400, { ticker: "NONE" });
});

// --- a member ------------------------------------------------------------------------------------

await check("nobody without a good signature", async () => {
    const ask = (headers) => fetch(`${venue.http}${ROOT}/margin/balance`, { headers });
    const good = signed("GET", `${ROOT}/margin/balance`);
    assert.equal((await ask({})).status, 401);
    assert.equal((await ask(good)).status, 200);
    assert.equal((await ask(good)).status, 401, "a signature proves once");
    assert.equal((await ask(signed("POST", `${ROOT}/margin/balance`))).status, 401);
    assert.equal((await ask(signed("GET", `${ROOT}/margin/balance`, Date.now() - 600_000))).status, 401);
});

await check("limits, fees, rights", async () => {
    await call("GetPerpsAccountApiLimits", 200);
    assert.equal((await call("GetMarginEnabled", 200)).enabled, true);
    await call("GetMarginNotionalRiskLimit", 200);
    const fees = await call("GetMarginFeeTiers", 200);
    assert.equal(fees.maker_fee_rates[TICKER], 0.0005);
    assert.equal(fees.taker_fee_rates[TICKER], 0.0012);
});

await check("an order rests, shrinks, moves and is cancelled", async () => {
    const body = order();
    const made = await call("CreateMarginOrder", 201, null, body);
    assert.deepEqual([made.fill_count, made.remaining_count], ["0.00", "10.00"]);
    assert.equal(made.client_order_id, body.client_order_id);
    const path = { order_id: made.order_id };
    await call("CreateMarginOrder", 409, null, body);
    const less = await call("DecreaseMarginOrder", 200, path, { reduce_by: "4" });
    assert.equal(less.remaining_count, "6.00");
    assert.equal((await call("DecreaseMarginOrder", 200, path, { reduce_to: "5.00" })).remaining_count, "5.00");
    await call("DecreaseMarginOrder", 400, path, { reduce_by: "1", reduce_to: "1" });
    const moved = await call("AmendMarginOrder", 200, path, { ticker: TICKER, side: "bid", price: "5.4000", count: "8.00" });
    assert.equal(moved.remaining_count, "8.00");
    await call("AmendMarginOrder", 400, path, { ticker: TICKER, side: "ask", price: "5.4000", count: "8.00" });
    const { order: shown } = await call("GetMarginOrder", 200, path);
    assert.deepEqual([shown.price, shown.remaining_count, shown.last_update_reason], ["5.4000", "8.00", "Amend"]);
    const resting = await call("GetMarginOrders", 200, { status: "resting" });
    assert.ok(resting.orders.some((one) => one.order_id === made.order_id));
    assert.equal((await call("CancelMarginOrder", 200, path)).reduced_by, "8.00");
    await call("CancelMarginOrder", 404, path);
    const { order: ended } = await call("GetMarginOrder", 200, path);
    assert.equal(ended.remaining_count, "0.00");
    await call("CreateMarginOrder", 409, null, body);
});

await check("what is not possible says why", async () => {
    const refused = async (fields, word) => {
        const answer = await call("CreateMarginOrder", 400, null, order(fields));
        assert.match(JSON.stringify(answer), word);
    };
    await refused({ price: "5.30005" }, /nearest are 5\.3000.* and 5\.3001/);
    await refused({ count: "1.50" }, /nearest are 1 and 2/);
    await refused({ side: "buy" }, /bid.*ask/);
    await refused({ time_in_force: "day" }, /good_till_canceled/);
    await refused({ reduce_only: true }, /immediate_or_cancel/);
    await refused({ client_order_id: "" }, /1 to 64/);
    await refused({ ticker: "NONE" }, /no market/);
    await refused({ count: "900000.00", price: "6.0000" }, /collateral/);
    await refused({ price: "1.0000" }, /R-BAND-1; nearest price 5\./);
    await call("GetMarginOrder", 404, { order_id: randomUUID() });
});

// Buys as many contracts: what rests at that moment may be less, then another order takes the rest.
// Gives the ids of the orders.
async function buy(contracts) {
    const ids = new Set();
    let left = contracts;
    await eventually(`${contracts} contracts`, async () => {
        const price = (Number((await marketNow()).ask) + 0.05).toFixed(4);
        const made = await call("CreateMarginOrder", 201, null,
            order({ count: left.toFixed(2), price, time_in_force: "immediate_or_cancel" }));
        assert.equal(made.remaining_count, "0.00", "what does not fill does not rest");
        ids.add(made.order_id);
        left -= Number(made.fill_count);
        return left === 0;
    });
    return ids;
}

await check("a fill changes balance, position and risk by exact amounts", async () => {
    const before = await call("GetMarginBalance", 200, { compute_available_balance: true });
    const made = await buy(25);
    const { fills } = await call("GetMarginFills", 200, { limit: 100 });
    const mine = fills.filter((fill) => made.has(fill.order_id));
    const lots = mine.reduce((sum, fill) => sum + Number(fill.count), 0);
    assert.equal(lots, 25);
    for (const fill of mine) {
        const value = Number(fill.count) * dollars(fill.price);
        assert.equal(dollars(fill.fees), Math.ceil(value * 1200 / 1e6), "12 bp, rounded up");
    }
    const after = await call("GetMarginBalance", 200);
    const fees = mine.reduce((sum, fill) => sum + dollars(fill.fees), 0);
    assert.equal(dollars(before.settled_funds) - dollars(after.settled_funds), fees);
    const { positions } = await call("GetMarginPositions", 200, { ticker: TICKER });
    assert.equal(positions[0].position, "25.00");
    const risk = await call("GetMarginRisk", 200);
    assert.equal(risk.positions[0].position, "25.00");
    const expected = Number(risk.total_position_notional) * 0.130414;
    assert.ok(Math.abs(Number(risk.total_maintenance_margin) - expected) < 1e-4);
    await call("GetMarginFundingHistory", 200, { start_date: "2026-01-01", end_date: "2030-01-01" });
    await call("GetMarginFundingHistory", 400, { start_date: "soon", end_date: "2030-01-01" });
});

await check("order groups", async () => {
    const { order_group_id } = await call("CreateMarginOrderGroup", 201, null, { contracts_limit: 50 });
    const path = { order_group_id };
    const made = await call("CreateMarginOrder", 201, null, order({ order_group_id }));
    const group = await call("GetMarginOrderGroup", 200, path);
    assert.deepEqual(group.orders, [made.order_id]);
    assert.equal(group.contracts_limit_fp, "50.00");
    await call("UpdateMarginOrderGroupLimit", 200, path, { contracts_limit_fp: "60.00" });
    const { order_groups } = await call("GetMarginOrderGroups", 200);
    assert.equal(order_groups.find((one) => one.id === order_group_id).contracts_limit_fp, "60.00");
    await call("TriggerMarginOrderGroup", 200, path, {});
    const triggered = await call("GetMarginOrderGroup", 200, path);
    assert.deepEqual(triggered.orders, []);
    assert.equal(triggered.is_auto_cancel_enabled, false);
    const refused = await call("CreateMarginOrder", 400, null, order({ order_group_id }));
    assert.equal(refused.code, "group_triggered", "a triggered group takes no orders");
    await call("UpdateMarginOrderGroupLimit", 200, path, { contracts_limit: 70 });
    await call("CreateMarginOrder", 400, null, order({ order_group_id }));
    await call("ResetMarginOrderGroup", 200, path, {});
    const again = await call("CreateMarginOrder", 201, null, order({ order_group_id }));
    assert.deepEqual((await call("GetMarginOrderGroup", 200, path)).orders, [again.order_id]);
    await call("DeleteMarginOrderGroup", 200, path);
    await call("GetMarginOrder", 200, { order_id: again.order_id });
    assert.equal((await call("CreateMarginOrder", 400, null, order({ order_group_id }))).code, "group_triggered");
    await call("GetMarginOrderGroup", 404, path);
    await call("CreateMarginOrderGroup", 400, null, { contracts_limit: 0 });
});

await check("receipts, which are this venue's own", async () => {
    const ask = async (query) => {
        const path = `${ROOT}/margin/receipts`;
        return fetch(`${venue.http}${path}?${query}`, { headers: signed("GET", path) });
    };
    const margin = await (await ask("kind=margin")).json();
    assert.ok(margin.title && margin.verified === true, JSON.stringify(margin));
    // Receipts follow the journal a moment behind.
    const mark = await eventually("the receipt of a mark", async () => {
        const receipt = await (await ask("kind=mark&ticker=BTCPERP")).json();
        return receipt.lines?.length > 0 && receipt;
    });
    assert.ok(mark.id, JSON.stringify(mark));
    const same = await (await ask(`kind=mark&ticker=BTCPERP&id=${mark.id}`)).json();
    assert.deepEqual(same, mark);
    assert.equal((await ask("kind=weather")).status, 400);
    assert.equal((await ask("kind=mark")).status, 400, "a price needs a ticker");
    assert.equal((await ask("kind=mark&ticker=BTCPERP&id=x")).status, 400);
    assert.equal((await ask("kind=liquidation&order_id=1")).status, 404);
    assert.equal((await fetch(`${venue.http}${ROOT}/margin/receipts?kind=margin`)).status, 401);
});

await check("sub-accounts and money between them", async () => {
    const { subaccount_number } = await call("CreateMarginSubaccount", 201);
    assert.equal(subaccount_number, 1);
    const transfer = { client_transfer_id: randomUUID(), from_subaccount: 0, to_subaccount: 1, amount_cents: 12345 };
    await call("ApplyMarginSubaccountTransfer", 200, null, transfer);
    await call("ApplyMarginSubaccountTransfer", 200, null, transfer);
    const { subaccount_balances } = await call("GetMarginBalance", 200);
    assert.equal(dollars(subaccount_balances[1].account_equity), 123_450_000, "moved once");
    const made = await call("CreateMarginOrder", 201, null, order({ subaccount: 1, count: "1.00" }));
    await call("CancelMarginOrder", 404, { order_id: made.order_id });
    await call("CancelMarginOrder", 200, { order_id: made.order_id, subaccount: 1 });
    await call("ApplyMarginSubaccountTransfer", 400, null, { ...transfer, to_subaccount: 9 });
    await call("IntraExchangeInstanceTransfer", 400, null, { source: "margined", destination: "event_contract", amount: 1 });
});

await check("a clearing member's view", async () => {
    await call("GetMarginFCMOrders", 403, { subtrader_id: "999999" });
    await call("GetMarginFCMOrders", 400, { subtrader_id: "" });
});

await check("every operation of the description was called", () => {
    const missing = operations.map((one) => one.operationId).filter((name) => !called.has(name));
    assert.deepEqual(missing, []);
});

// --- streams -------------------------------------------------------------------------------------

async function openStream() {
    const socket = new WebSocket(venue.http.replace("http", "ws") + WS_PATH, { headers: signed("GET", WS_PATH) });
    const messages = [];
    socket.on("message", (bytes) => {
        const message = JSON.parse(bytes.toString());
        messages.push(message);
    });
    await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
    return { socket, messages, send: (value) => socket.send(JSON.stringify(value)) };
}

await check("streams: books, tickers, trades, own orders and fills", async () => {
    const { socket, messages, send } = await openStream();
    const of = (type) => messages.filter((message) => message.type === type);
    send({ id: 1, cmd: "subscribe", params: { channels: ["orderbook_delta"], market_ticker: TICKER } });
    send({ id: 2, cmd: "subscribe", params: { channels: ["ticker", "trade", "fill", "user_orders", "order_group_updates"], send_initial_snapshot: true } });
    send({ id: 3, cmd: "subscribe", params: { channels: ["orderbook_delta"] } });
    send({ id: 4, cmd: "list_subscriptions" });
    await eventually("the list of subscriptions", () => messages.some((message) => message.id === 4));
    const mine = () => of("orderbook_delta").filter(({ msg }) => msg.price === "5.2345");
    const net = () => mine().reduce((sum, { msg }) => sum + Number(msg.delta), 0);
    const made = await call("CreateMarginOrder", 201, null, order({ price: "5.2345" }));
    // The book is told in steps: what comes and goes within one is never seen.
    await eventually("the order in the book", () => net() === 10);
    await call("CancelMarginOrder", 200, { order_id: made.order_id });
    await call("CreateMarginOrderGroup", 201, null, { contracts_limit: 5 });
    const bought = await buy(3);
    const fills = () => of("fill").filter(({ msg }) => bought.has(msg.order_id));
    const filled = () => fills().reduce((sum, { msg }) => sum + Number(msg.count), 0);
    const updates = () => of("user_order").filter(({ msg }) => msg.order_id === made.order_id);
    await eventually("all that was subscribed", () => net() === 0 && updates().length >= 2 &&
        filled() === 3 && of("ticker").length > 0 && of("trade").length > 0 && of("order_group_updates").length > 0);
    send({ id: 5, cmd: "unsubscribe", params: { sids: [1] } });
    send({ id: 6, cmd: "boom", params: {} });
    await eventually("an answer to the last", () => messages.some((message) => message.id === 6));
    socket.close();
    for (const message of messages) {
        const isList = message.id === 4;
        const name = isList ? "listSubscriptionsResponsePayload" : PAYLOADS[message.type];
        holdsStream(`#/components/schemas/${name}`, message);
    }
    assert.equal(of("subscribed").length, 6);
    assert.equal(messages.find((message) => message.id === 4).msg.length, 6);
    assert.deepEqual(of("error").map((message) => message.msg.code).sort((a, b) => a - b), [5, 6]);
    const books = messages.filter((message) => message.type.startsWith("orderbook_"));
    assert.equal(books[0].type, "orderbook_snapshot");
    books.forEach((message, i) => assert.equal(message.seq, i + 1, "numbers have no gap"));
    assert.equal(net(), 0, "came and went");
    for (const side of ["bid", "ask"]) {
        const book = new Map(books[0].msg[side].map(([price, count]) => [price, Number(count)]));
        for (const { msg } of of("orderbook_delta").filter((message) => message.msg.side === side)) {
            book.set(msg.price, (book.get(msg.price) ?? 0) + Number(msg.delta));
            assert.ok(book.get(msg.price) >= 0, "a level below nothing");
        }
    }
    assert.equal(filled(), 3);
    assert.deepEqual(updates().map((message) => message.msg.remaining_count), ["10.00", "0.00"]);
    assert.equal(of("order_group_updates")[0].msg.event_type, "created");
    assert.equal(of("unsubscribed").length, 1);
});

await check("streams: nobody without a key", async () => {
    const socket = new WebSocket(venue.http.replace("http", "ws") + WS_PATH);
    const status = await new Promise((resolve) => {
        socket.once("unexpected-response", (_, answer) => resolve(answer.statusCode));
        socket.once("error", () => resolve(0));
        socket.once("open", () => resolve(101));
    });
    assert.notEqual(status, 101);
});

await venue.stop();
console.log(`result: rest ${called.size}/${operations.length} operations, ${score()} checks`);
process.exit(status());
