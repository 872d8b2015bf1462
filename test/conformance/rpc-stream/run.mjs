// SPDX-License-Identifier: Apache-2.0
//
// run.mjs - the streams of the JSON-RPC dialect: books without gaps, fills before ends, what a
// client that was away can catch up with, heartbeats, and orders that end with their connection.
//
// usage: node rpc-stream/run.mjs PERPETUA [DESCRIPTION]
//
// With the description of notifications every message is held against it.

import { existsSync, readFileSync } from "node:fs";
import assert from "node:assert/strict";
import Ajv from "ajv";

import { check, score, status } from "../lib/checks.mjs";
import { basic, eventually, rpc, sleep, startVenue, waitForMarket } from "../lib/venue.mjs";
import { login, openSocket } from "../lib/socket.mjs";

const [program, description] = process.argv.slice(2);
const INSTRUMENT = "BTC_USD-PERPETUAL";

const of = (client, channel) =>
    client.notifications.filter((x) => x.method === "subscription" && x.params.channel === channel)
        .map((x) => x.params);

// --- books ---------------------------------------------------------------------------------------

function apply(book, changes, side) {
    for (const [action, price, amount] of changes) {
        const level = book[side].get(price);
        if (action === "new") assert.equal(level, undefined, "new where there was one");
        else assert.notEqual(level, undefined, `${action} where there was none`);
        if (action === "delete") book[side].delete(price);
        else book[side].set(price, amount);
    }
}

function rebuild(messages) {
    const book = { bids: new Map(), asks: new Map(), id: null };
    for (const { data } of messages) {
        if (data.type === "snapshot") {
            book.bids.clear();
            book.asks.clear();
            assert.equal(data.prev_change_id, undefined);
        } else {
            assert.equal(data.prev_change_id, book.id, "the chain of change ids");
        }
        apply(book, data.bids, "bids");
        apply(book, data.asks, "asks");
        book.id = data.change_id;
        const bid = Math.max(...book.bids.keys());
        const ask = Math.min(...book.asks.keys());
        assert.ok(bid < ask, "the book is not crossed");
    }
    return book;
}

async function checkBook(venue, interval) {
    const client = await openSocket(venue.ws);
    const channel = `book.${INSTRUMENT}.${interval}`;
    const { result } = await client.call("public/subscribe", { channels: [channel, "book.X.raw"] });
    assert.deepEqual(result, [channel], "only the channels that exist");
    await eventually("changes of the book", () => of(client, channel).length > 20);
    // The book that was rebuilt is the venue's own at the same number, once both are seen at one.
    const [own, end] = await eventually("a common change id", async () => {
        const { result: shown } = await client.call("public/get_order_book",
            { instrument_name: INSTRUMENT, depth: 1000 });
        await sleep(30);
        const at = of(client, channel).findIndex(({ data }) => data.change_id === shown.change_id);
        return at >= 0 && [shown, at];
    });
    const book = rebuild(of(client, channel).slice(0, end + 1));
    const sorted = (side, sign) => [...book[side]].sort((a, b) => sign * (a[0] - b[0]));
    assert.deepEqual(sorted("bids", -1), own.bids);
    assert.deepEqual(sorted("asks", 1), own.asks);
    client.close();
}

// An order that goes as it came leaves the book as it was.  Who subscribes then, beside somebody else,
// begins with a number from which the next change goes on.
async function checkLateBook(venue) {
    const channel = `book.${INSTRUMENT}.100ms`;
    const first = await openSocket(venue.ws);
    await first.call("public/subscribe", { channels: [channel] });
    const trader = await login(venue.ws, "demo", "demo-secret");
    const { result: { best_bid_price: bid } } = await trader.call("public/ticker", { instrument_name: INSTRUMENT });
    for (let round = 0; round < 10; round++) {
        const order = trader.call("private/buy",
            { instrument_name: INSTRUMENT, amount: 0.001, type: "limit", price: Math.floor(bid * 0.9) });
        await Promise.all([order, trader.call("private/cancel_all", {})]);
        const late = await openSocket(venue.ws);
        await late.call("public/subscribe", { channels: [channel] });
        await eventually("a change of the book", () => of(late, channel).length > 1);
        rebuild(of(late, channel));
        late.close();
    }
    rebuild(of(first, channel));
    for (const one of [first, trader]) one.close();
}

// --- private streams -----------------------------------------------------------------------------

function checkChain(messages) {
    let before = 0;
    for (const { sequence, prev_sequence: previous } of messages) {
        assert.equal(previous, before, "the chain of sequences");
        assert.ok(sequence >= before);
        before = sequence;
    }
}

async function checkPrivate(venue) {
    const client = await login(venue.ws, "demo", "demo-secret");
    const channels = ["user.orders.any.any.raw", "user.trades.any.any.raw",
        `user.changes.${INSTRUMENT}.raw`, "user.portfolio.USD"];
    const { result } = await client.call("private/subscribe", { channels, label: "mine" });
    assert.deepEqual(result, channels);
    const { result: account } = await client.call("private/get_account_summary",
        { currency: "USD", extended: true });
    // What rests at that moment may be less than is asked for: then another one is sent.
    const bought = await eventually("a buy that fills", async () => {
        const { result } = await client.call("private/buy",
            { instrument_name: INSTRUMENT, amount: 0.05, type: "market", label: "stream" });
        return result?.order.order_state === "filled" && result;
    });
    await client.call("private/sell",
        { instrument_name: INSTRUMENT, amount: 0.05, type: "market", reduce_only: true });
    const id = bought.order.order_id;
    const { result: { last_event_sequence: last } } = await client.call("private/get_account_summary",
        { currency: "USD", extended: true });
    // The three are told of an event in this order, the portfolio now and then.
    await eventually("all that was told of it", () => of(client, channels[3]).length > 0 &&
        of(client, channels[2]).some(({ data }) => data.orders.some((order) => order.order_id === id &&
            order.order_state === "filled")) &&
        Math.max(...client.notifications.map((x) => x.params?.sequence ?? 0)) >= last);
    const place = (channel, accept) => client.notifications.findIndex((x) =>
        x.params?.channel === channel && accept(x.params.data));
    const filled = place(channels[0], (order) => order.order_id === id &&
        order.order_state === "filled");
    const lastFill = client.notifications.findLastIndex((x) =>
        x.params?.channel === channels[1] && x.params.data.some((fill) => fill.order_id === id));
    assert.ok(lastFill >= 0 && filled > lastFill, "fills come before the end");
    const fills = of(client, channels[1]).flatMap(({ data }) => data)
        .filter((fill) => fill.order_id === id);
    assert.equal(fills.reduce((sum, fill) => sum + Math.round(fill.amount * 1e4), 0), 500);
    for (const channel of channels.slice(0, 3)) checkChain(of(client, channel));
    assert.ok(of(client, channels[3]).length > 0);
    assert.ok(of(client, channels[0]).every(({ label }) => label === "mine"));
    memory.messages = client.notifications;
    memory.account = account;
    client.close();
}

const memory = {};

// Every event of the account behind a number, each number once.
async function checkResume(venue) {
    const headers = basic("demo", "demo-secret");
    const after = memory.account.last_event_sequence;
    let next = after;
    const kinds = new Set();
    for (let i = 0; i < 10_000; i++) {
        const { result, error } = await rpc(venue.http, "private/get_account_events",
            { after_sequence: next, count: 7 }, headers);
        assert.equal(error, undefined, JSON.stringify(error));
        for (const { sequence, event } of result.events) {
            assert.equal(sequence, next + 1, "no gap");
            next = sequence;
            kinds.add(event.kind ?? event.event);
        }
        if (!result.has_more) break;
    }
    const last = Math.max(...memory.messages.map((x) => x.params?.sequence ?? 0));
    assert.ok(next >= last, `caught up: ${next} of ${last}`);
}

async function checkIdempotent(venue) {
    const headers = basic("demo", "demo-secret");
    const ticker = await waitForMarket(venue.http, INSTRUMENT);
    const order = { instrument_name: INSTRUMENT, amount: 0.001, type: "limit",
        price: Math.floor(ticker.best_bid_price * 0.95), client_order_id: "once-and-for-all" };
    const { result: first } = await rpc(venue.http, "private/buy", order, headers);
    const { result: second } = await rpc(venue.http, "private/buy", order, headers);
    assert.equal(second.order.order_id, first.order.order_id);
    await rpc(venue.http, "private/cancel", { order_id: first.order.order_id }, headers);
    const { result: third } = await rpc(venue.http, "private/buy", order, headers);
    assert.equal(third.order.order_id, first.order.order_id, "also when it has ended");
    assert.equal(third.order.order_state, "cancelled");
    const { result: open } = await rpc(venue.http, "private/get_open_orders", {}, headers);
    assert.equal(open.length, 0);
}

async function checkCancelOnDisconnect(venue) {
    const headers = basic("demo2", "demo2-secret");
    const ticker = await waitForMarket(venue.http, INSTRUMENT);
    const price = Math.floor(ticker.best_bid_price * 0.95);
    const order = { instrument_name: INSTRUMENT, amount: 0.001, price };
    const count = async () =>
        (await rpc(venue.http, "private/get_open_orders", {}, headers)).result.length;
    const leaving = await login(venue.ws, "demo2", "demo2-secret");
    await leaving.call("private/enable_cancel_on_disconnect", {});
    await leaving.call("private/buy", order);
    assert.equal(await count(), 1);
    leaving.socket.terminate();
    await eventually("the end of the order with its connection", async () => (await count()) === 0);
    const polite = await login(venue.ws, "demo2", "demo2-secret");
    await polite.call("private/enable_cancel_on_disconnect", {});
    await polite.call("private/buy", order);
    await polite.call("private/logout", {});
    await sleep(300);
    assert.equal(await count(), 1, "who logs out keeps it");
    await rpc(venue.http, "private/cancel_all", {}, headers);
}

// --- sessions ------------------------------------------------------------------------------------

async function checkHeartbeat(venue) {
    const client = await openSocket(venue.ws);
    await client.call("public/set_heartbeat", { interval: 10 });
    await eventually("the end of a client that does not answer",
        () => client.socket.readyState === client.socket.CLOSED);
    const types = client.notifications.map((x) => x.params?.type);
    assert.ok(types.includes("test_request"), types.join());
}

async function checkTokens(venue) {
    const params = { grant_type: "client_credentials", client_id: "demo", client_secret: "demo-secret" };
    const { result: narrow } = await rpc(venue.http, "public/auth", { ...params, scope: "trade:read" });
    const held = { authorization: `Bearer ${narrow.access_token}` };
    const asked = { currency: "USD" };
    const before = await rpc(venue.http, "private/get_positions", asked, held);
    assert.ok(before.result);
    const order = { instrument_name: INSTRUMENT, amount: 0.001, type: "market" };
    const refused = await rpc(venue.http, "private/buy", order, held);
    assert.equal(refused.error.code, 13021, "the scope is narrower than the key");
    const { result: token } = await rpc(venue.http, "public/auth", { ...params, scope: "trade:read expires:1" });
    const bearer = { authorization: `Bearer ${token.access_token}` };
    const late = await eventually("the end of a token", async () => {
        const answer = await rpc(venue.http, "private/get_positions", asked, bearer);
        return answer.error !== undefined && answer;
    });
    assert.ok([13004, 13009].includes(late.error.code), "it has expired");
    const { result: renewed } = await rpc(venue.http, "public/auth",
        { grant_type: "refresh_token", refresh_token: token.refresh_token });
    const again = await rpc(venue.http, "private/get_positions", asked,
        { authorization: `Bearer ${renewed.access_token}` });
    assert.ok(again.result, "a refresh token gives a new one");
}

// --- instruments ---------------------------------------------------------------------------------

const SECOND = { product_id: 2, symbol: "ETHPERP", quote: "USD", tick_value_micros: "0.0001",
    price_ticks_min: 1, price_ticks_max: 10_000_000, order_lots_max: 1_000_000,
    order_notional_micros_max: 1_000_000, protection_ticks: 1_000, initial_margin_ppm: 20,
    smp_mode: "cancel_taker", decimals_price: 4, eligible_classes: ["futures"] };

// Who has the list learns of an instrument that was not in it.
async function checkListing(venue) {
    const client = await openSocket(venue.ws);
    const channel = "instrument.state.any.any";
    await client.call("public/subscribe", { channels: [channel] });
    const first = await login(venue.ws, "operator", "operator-secret");
    const second = await login(venue.ws, "operator2", "operator2-secret");
    const { result: sent } = await first.call("operations/submit",
        { command: "product_define", fields: SECOND, reason: "Listing of a second product" });
    const { result: done } = await second.call("operations/approve",
        { action_id: sent.action_id, reason: "Seen and agreed" });
    assert.equal(done.state, "executed", JSON.stringify(done));
    const own = () => of(client, channel).map(({ data }) => `${data.instrument_name} ${data.state}`)
        .filter((text) => text.startsWith("ETH"));
    await eventually("word of the instrument", () => own().length > 0);
    assert.deepEqual(own(), ["ETH_USD-PERPETUAL created"]);
    for (const one of [client, first, second]) one.close();
}

// --- the shape of notifications ------------------------------------------------------------------

const SHAPES = [
    [/^book\.[^.]+\.[a-z0-9]+$/, "book_notification_raw"],
    [/^ticker\./, "ticker_notification"],
    [/^quote\./, "quote_notification"],
    [/^perpetual\./, "perpetual_notification"],
    [/^deribit_price_index\./, "deribit_price_index_notification"],
    [/^chart\.trades\./, "trade_chart_notification"],
    [/^user\.portfolio\./, "user_portfolio_notification"],
];

// The description requires some members under names that no message has: its own slips.
const MISSPELT = new Set(["best_add_price", "best_add_amount", "relized_profit_loss", "instrument",
    "base currency"]);

function dropMisspelt(node) {
    if (node === null || typeof node !== "object") return;
    if (Array.isArray(node.required)) node.required = node.required.filter((x) => !MISSPELT.has(x));
    for (const value of Object.values(node)) dropMisspelt(value);
}

async function checkShapes(venue) {
    const spec = JSON.parse(readFileSync(description, "utf8"));
    dropMisspelt(spec);
    const ajv = new Ajv({ strict: false, logger: false, validateFormats: false });
    ajv.addSchema(spec, "spec");
    const client = await login(venue.ws, "demo", "demo-secret");
    await client.call("public/subscribe", { channels: [`book.${INSTRUMENT}.100ms`,
        `ticker.${INSTRUMENT}.100ms`, `quote.${INSTRUMENT}`, `perpetual.${INSTRUMENT}.100ms`,
        "deribit_price_index.btc_usd", `chart.trades.${INSTRUMENT}.1`] });
    await client.call("private/subscribe", { channels: ["user.portfolio.usd"] });
    const shapeOf = ({ params }) => SHAPES.find(([pattern]) => pattern.test(params?.channel ?? ""))?.[1];
    const shapes = () => new Set(client.notifications.map(shapeOf).filter((shape) => shape !== undefined));
    await eventually("a message of every shape", () => shapes().size === SHAPES.length);
    for (const message of client.notifications) {
        const { params } = message;
        const shape = shapeOf(message);
        if (shape === undefined) continue;
        const validate = ajv.compile({ $ref: `spec#/notifications/${shape}` });
        assert.ok(validate(params.data),
            `${params.channel}: ${JSON.stringify(validate.errors?.[0])}`.slice(0, 300));
    }
    client.close();
}

// --- all -----------------------------------------------------------------------------------------

const venue = await startVenue(program, ["--request-burst", "0", "--subscribe-burst", "0"]);
try {
    await waitForMarket(venue.http, INSTRUMENT);
    // It waits for twenty seconds and for nobody: the others are checked meanwhile.
    const heartbeat = check("heartbeat", () => checkHeartbeat(venue));
    await check("book.raw is the book", () => checkBook(venue, "raw"));
    await check("book.100ms is the book", () => checkBook(venue, "100ms"));
    await check("who comes late has the same book", () => checkLateBook(venue));
    await check("private streams are in order", () => checkPrivate(venue));
    await check("a client that was away catches up", () => checkResume(venue));
    await check("a client order id names one order", () => checkIdempotent(venue));
    await check("cancel on disconnect", () => checkCancelOnDisconnect(venue));
    await check("tokens narrow, expire and renew", () => checkTokens(venue));
    if (description !== undefined && existsSync(description)) {
        await check("notifications are as described", () => checkShapes(venue));
    } else {
        console.log("skipped: notifications as described, because there is no description");
    }
    await check("a new instrument is told of", () => checkListing(venue));
    await heartbeat;
} finally {
    await venue.stop();
}
console.log(`\nstreams: ${score()}`);
process.exit(status());
