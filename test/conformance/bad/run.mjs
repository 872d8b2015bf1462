// SPDX-License-Identifier: Apache-2.0
//
// run.mjs - bad requests to both dialects: oversized, malformed, deeply nested, slow, replayed,
// unsigned, expired.  Each gets an error of the dialect or a closed connection, and a second client
// is served while it is at it.
//
// usage: node bad/run.mjs PERPETUA

import assert from "node:assert/strict";
import { createHmac, createPrivateKey, randomBytes, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import WebSocket from "ws";

import { ask, open, request, ROOT, signed, WS_PATH } from "../lib/rest.mjs";
import { login } from "../lib/socket.mjs";
import { run, startVenue } from "../lib/venue.mjs";

const HOUR_MS = 3_600_000; // far beyond the minute that a stamp may be away
const DISABLED = "demo2-disabled";
let passed = 0;
let failed = 0;

// Two keys that prove nothing any more: one ran out, one was disabled.
async function addDeadKeys(data) {
    const { writeFile } = await import("node:fs/promises");
    const path = join(data, "keys.json");
    const root = JSON.parse(readFileSync(path, "utf8"));
    const model = root.keys.find((key) => key.id === "demo-rsa");
    const secret = root.keys.find((key) => key.id === "demo2");
    root.keys.push({ ...model, id: "expired-rsa", number: ++root.number_last, expires_ns: 1_000_000_000 });
    root.keys.push({ ...secret, id: DISABLED, number: ++root.number_last, enabled: false });
    await writeFile(path, JSON.stringify(root), { mode: 0o600 });
}

const OPTIONS = ["--agents", "no", "--request-burst", "0", "--matching-burst", "0"];
const first = await startVenue(process.argv[2], OPTIONS, addDeadKeys);
let venue = first;
const key = createPrivateKey(readFileSync(join(venue.data, "demo-rsa.pem")));
const good = (method, path, stamp) => signed(key, "demo-rsa", method, ROOT + path, stamp);
const rest = (method, path, headers, body) => ask(venue.http, request(method, ROOT + path, headers, body));
const post = (body, headers = {}) => ask(venue.http, request("POST", "/api/v2", { "content-type": "application/json", ...headers }, body));

// --- the client that behaves ---------------------------------------------------------------------

// It asks both dialects in turn without a pause.  `served` resolves when it was served once more.  With
// `isPatient` a connection that is closed without a word is opened again: where the venue closes those
// that say too little, a client on a busy machine may be one of them.
async function startNeighbour(isPatient = false) {
    const socket = await login(venue.ws, "demo2", "demo2-secret");
    let waiting = [];
    let isOver = false;
    let fault = null;
    let rounds = 0;
    const work = (async () => {
        while (!isOver) {
            const begun = waiting;
            waiting = [];
            const one = await socket.call("private/get_positions", { currency: "any" });
            let two;
            do {
                two = await rest("GET", "/margin/balance", good("GET", "/margin/balance"));
            } while (isPatient && two.status === 0 && !isOver);
            if (isPatient && two.status === 0) return;
            if (one.error !== undefined || two.status !== 200) fault ??= JSON.stringify([one, two]);
            rounds++;
            for (const resolve of begun) resolve();
        }
    })();
    work.catch((error) => { fault ??= String(error); for (const resolve of waiting) resolve(); });
    return {
        served: () => new Promise((resolve) => (fault === null ? waiting.push(resolve) : resolve())),
        async stop() {
            isOver = true;
            await work;
            socket.close();
            return { fault, rounds };
        },
    };
}

let neighbour = await startNeighbour();

async function check(sentence, work) {
    try {
        await work();
        await neighbour.served();
        assert.ok(venue.isRunning(), "the venue has ended");
        passed++;
        console.log(`ok      ${sentence}`);
    } catch (error) {
        failed++;
        console.log(`FAILED  ${sentence}\n        ${error.stack.split("\n").slice(0, 3).join("\n        ")}`);
    }
}

// --- REST: who asks ------------------------------------------------------------------------------

const PATH = "/margin/orders";
const fields = (headers, changes) => ({ ...headers, ...changes });
const SIGNATURE = "KALSHI-ACCESS-SIGNATURE";
const STAMP = "KALSHI-ACCESS-TIMESTAMP";
const strangers = [
    ["no headers", {}],
    ["a key without a signature", { "KALSHI-ACCESS-KEY": "demo-rsa", [STAMP]: Date.now() }],
    ["a key that does not exist", signed(key, "nobody", "GET", ROOT + PATH)],
    ["a key that has a secret and does not sign", signed(key, "demo", "GET", ROOT + PATH)],
    ["a signature of another path", good("GET", "/margin/fills")],
    ["a signature of another method", good("POST", PATH)],
    ["a stamp that was not signed", fields(good("GET", PATH, Date.now() - 1000), { [STAMP]: Date.now() })],
    ["a stamp of an hour ago", good("GET", PATH, Date.now() - HOUR_MS)],
    ["a stamp of an hour ahead", good("GET", PATH, Date.now() + HOUR_MS)],
    ["a stamp in seconds", good("GET", PATH, Math.floor(Date.now() / 1000))],
    ["a stamp below zero", good("GET", PATH, -Date.now())],
    ["a stamp of thirty digits", good("GET", PATH, "9".repeat(30))],
    ["a stamp of nineteen digits", good("GET", PATH, "9".repeat(19))],
    ["a stamp that is a word", good("GET", PATH, "now")],
    ["a signature that is no base64", fields(good("GET", PATH), { [SIGNATURE]: "?".repeat(344) })],
    ["a signature of one byte", fields(good("GET", PATH), { [SIGNATURE]: "AA==" })],
    ["a signature of 3,000 bytes", fields(good("GET", PATH), { [SIGNATURE]: "A".repeat(3000) })],
    ["random bytes as a signature", fields(good("GET", PATH), { [SIGNATURE]: randomBytes(256).toString("base64") })],
    ["a key that has expired", signed(key, "expired-rsa", "GET", ROOT + PATH)],
    ["a key of 2,000 letters", signed(key, "k".repeat(2000), "GET", ROOT + PATH)],
];
for (const [sentence, headers] of strangers) {
    await check(`REST: ${sentence}`, async () => {
        const { status, body } = await rest("GET", PATH, headers);
        assert.equal(status, 401, body);
        assert.equal(JSON.parse(body).code, "unauthorized");
    });
}
await check("REST: a request that is sent a second time", async () => {
    const headers = good("GET", PATH);
    assert.equal((await rest("GET", PATH, headers)).status, 200);
    assert.equal((await rest("GET", PATH, headers)).status, 401);
});
await check("REST: an order that is sent a second time is entered once", async () => {
    const order = JSON.stringify({
        ticker: "BTCPERP", client_order_id: randomUUID(), side: "bid", count: "1.00", price: "1.0000",
        time_in_force: "good_till_canceled", self_trade_prevention_type: "taker_at_cross",
    });
    const headers = good("POST", PATH);
    const first = await rest("POST", PATH, headers, order);
    assert.equal((await rest("POST", PATH, headers, order)).status, 401, "the same signature");
    const again = await rest("POST", PATH, good("POST", PATH), order);
    assert.equal(again.status, first.status === 201 ? 409 : first.status, again.body);
});

// --- REST: what is asked -------------------------------------------------------------------------

const object = (changes) => JSON.stringify({
    ticker: "BTCPERP", client_order_id: randomUUID(), side: "bid", count: "1.00", price: "1.0000",
    time_in_force: "good_till_canceled", self_trade_prevention_type: "taker_at_cross", ...changes,
});
const bodies = [
    ["nothing", ""], ["no JSON", "hello"], ["half of an object", '{"ticker":"BTC'],
    ["a list", "[]"], ["a text", '"text"'], ["a number", "1"], ["null", "null"],
    ["brackets 30,000 deep", "[".repeat(30_000)],
    ["objects 10,000 deep", '{"a":'.repeat(10_000) + "1" + "}".repeat(10_000)],
    ["an object 1,000 deep as a price", object({ price: 0 }).replace('"price":0', `"price":${'{"a":'.repeat(1000)}1${"}".repeat(1000)}`)],
    ["a member twice", '{"ticker":"BTCPERP","ticker":"BTCPERP"}'],
    ["text that is no UTF-8", Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])],
    ["zero bytes", Buffer.alloc(1000)], ["a byte of zero in a text", '{"ticker":"BTC\\u0000PERP"}'],
    ["a ticker that is a list", object({ ticker: ["BTCPERP"] })],
    ["a ticker of 30,000 letters", object({ ticker: "a".repeat(30_000) })],
    ["a price of 10,000 digits", object({ price: "9".repeat(10_000) })],
    ["a price with an exponent of a billion", object({ price: "1e999999999" })],
    ["a price of 25 digits and an exponent", object({ price: "1234567890123456789012345e-20" })],
    ["a price that is a number", object({ price: 1.5 })], ["a price below zero", object({ price: "-1.0000" })],
    ["a price between two steps", object({ price: "1.00001" })], ["a price that is no number", object({ price: "NaN" })],
    ["a count below zero", object({ count: "-1.00" })], ["half a contract", object({ count: "0.50" })],
    ["a count of 2^64", object({ count: "18446744073709551616" })], ["a count that is nothing", object({ count: null })],
    ["a side that does not exist", object({ side: "both" })], ["a client id of 30,000 letters", object({ client_order_id: "x".repeat(30_000) })],
    ["an expiry of a number of 4,000 digits", object({ price: 0 }).replace('"price":0', `"expiration_time":${"9".repeat(4000)}`)],
    ["a group that does not exist", object({ order_group_id: randomUUID() }), 404],
    ["a group that is no id", object({ order_group_id: "../../etc/passwd" }), 404],
];
for (const [sentence, body, wanted = 400] of bodies) {
    await check(`REST: a body that is ${sentence}`, async () => {
        const { status, body: text } = await rest("POST", PATH, good("POST", PATH), body);
        assert.equal(status, wanted, text);
        assert.ok(JSON.parse(text).code.length > 0, "it says why");
    });
}
const targets = [
    ["a limit of twenty digits", "/margin/trades?ticker=BTCPERP&limit=99999999999999999999", [400]],
    ["a limit below zero", "/margin/trades?ticker=BTCPERP&limit=-1", [400]],
    ["a cursor that nobody gave", "/margin/trades?ticker=BTCPERP&cursor=99999999999999999999.1.2", [400]],
    ["a cursor of 5,000 letters", `/margin/trades?ticker=BTCPERP&cursor=${"a".repeat(5000)}`, [400, 414, 431]],
    ["an encoding that is cut off", "/margin/trades?ticker=%4", [400, 403, 404]],
    ["a ticker with a zero byte", "/margin/markets/BTC%00PERP", [400, 403, 404]],
    ["a ticker that does not exist", "/margin/markets/NONE", [404]],
    ["a path that leads out", "/margin/markets/../../../keys.json", [400, 403, 404]],
    ["a path that does not exist", "/margin/nothing", [404]],
    ["a path of 5,000 letters", `/margin/markets/${"a".repeat(5000)}`, [400, 404, 414, 431]],
    ["candles of all time", "/margin/markets/BTCPERP/candlesticks?start_ts=-9223372036854775808&end_ts=9223372036854775807&period_interval=1", [400]],
];
for (const [sentence, path, statuses] of targets) {
    await check(`REST: ${sentence}`, async () => {
        const { status, body } = await rest("GET", path);
        assert.ok(statuses.includes(status) || status === 0, `${status} ${body}`);
    });
}
await check("REST: a body of 65,537 bytes", async () => {
    const { status } = await rest("POST", PATH, good("POST", PATH), "a".repeat(65_537));
    assert.ok(status === 413 || status === 0, String(status));
});
await check("REST: a method that the path does not have", async () => {
    assert.equal((await rest("PATCH", PATH, good("PATCH", PATH))).status % 400 < 100, true);
    assert.equal((await rest("PUT", PATH, good("PUT", PATH), "{}")).status, 405);
});

// --- REST: its WebSocket -------------------------------------------------------------------------

function handshake(headers) {
    return new Promise((resolve) => {
        const socket = new WebSocket(venue.http.replace("http", "ws") + WS_PATH, { headers });
        socket.once("unexpected-response", (_, answer) => resolve({ status: answer.statusCode }));
        socket.once("error", () => resolve({ status: 0 }));
        socket.once("open", () => resolve({ status: 101, socket }));
    });
}
const greeting = () => signed(key, "demo-rsa", "GET", WS_PATH);
for (const [sentence, headers] of [
    ["without a signature", {}], ["with a signature of another path", good("GET", PATH)],
    ["with a key that has expired", signed(key, "expired-rsa", "GET", WS_PATH)],
    ["with a stamp of an hour ago", signed(key, "demo-rsa", "GET", WS_PATH, Date.now() - HOUR_MS)],
]) {
    await check(`REST: a WebSocket ${sentence}`, async () => {
        const { status } = await handshake(headers);
        assert.ok(status === 401 || status === 0, String(status));
    });
}
await check("REST: a handshake that is sent a second time", async () => {
    const headers = greeting();
    const { status, socket } = await handshake(headers);
    assert.equal(status, 101);
    const again = await handshake(headers);
    assert.ok(again.status === 401 || again.status === 0, String(again.status));
    socket.terminate();
});
const commands = [
    ["nothing", ""], ["no JSON", "{"], ["a list", "[]"], ["brackets 10,000 deep", "[".repeat(10_000)],
    ["objects 5,000 deep", '{"a":'.repeat(5000) + "1" + "}".repeat(5000)],
    ["a command that is a number", '{"id":1,"cmd":5}'], ["an unknown command", '{"id":1,"cmd":"fly","params":{}}'],
    ["no parameters", '{"id":1,"cmd":"subscribe"}'], ["parameters that are a list", '{"id":1,"cmd":"subscribe","params":[]}'],
    ["channels that are a text", '{"id":1,"cmd":"subscribe","params":{"channels":"ticker"}}'],
    ["a channel that is an object", '{"id":1,"cmd":"subscribe","params":{"channels":[{}]}}'],
    ["a thousand unknown channels", JSON.stringify({ id: 1, cmd: "subscribe", params: { channels: Array(1000).fill("x") } })],
    ["a market that does not exist", '{"id":1,"cmd":"subscribe","params":{"channels":["orderbook_delta"],"market_ticker":"NONE"}}'],
    ["a sid of thirty digits", `{"id":1,"cmd":"unsubscribe","params":{"sids":[${"9".repeat(30)}]}}`],
    ["an action that does not exist", '{"id":1,"cmd":"update_subscription","params":{"action":"burn","sid":1}}'],
];
await check("REST: commands that are no good are answered with an error", async () => {
    const { status, socket } = await handshake(greeting());
    assert.equal(status, 101);
    const answers = [];
    let wake = () => {};
    socket.on("message", (bytes) => { answers.push(JSON.parse(bytes.toString())); wake(); });
    socket.on("close", () => { answers.push({ type: "closed" }); wake(); });
    for (const [sentence, text] of commands) {
        const before = answers.length;
        socket.send(text);
        while (answers.length === before) await new Promise((resolve) => (wake = resolve));
        assert.equal(answers[before].type, "error", `${sentence}: ${JSON.stringify(answers[before])}`);
    }
    socket.terminate();
});

// --- JSON-RPC over HTTP --------------------------------------------------------------------------

const method = (name, params = {}) => JSON.stringify({ jsonrpc: "2.0", id: 1, method: name, params });
const positions = method("private/get_positions", { currency: "USD" });

function hmac({ id = "demo", secret = "demo-secret", stamp = Date.now(), nonce = randomUUID(), body = positions, path = "/api/v2" } = {}) {
    const text = `${stamp}\n${nonce}\nPOST\n${path}\n${body}\n`;
    const sig = createHmac("sha256", secret).update(text).digest("hex");
    return { authorization: `deri-hmac-sha256 id=${id},ts=${stamp},nonce=${nonce},sig=${sig}` };
}

const bare = (text) => ({ authorization: text });
const unproved = [
    ["no key", {}], ["a wrong secret", hmac({ secret: "wrong" })], ["an unknown key", hmac({ id: "nobody" })],
    ["a disabled key", hmac({ id: DISABLED, secret: "demo2-secret" })],
    ["a stamp of an hour ago", hmac({ stamp: Date.now() - HOUR_MS })],
    ["a stamp of an hour ahead", hmac({ stamp: Date.now() + HOUR_MS })],
    ["a stamp of thirty digits", hmac({ stamp: "9".repeat(30) })],
    ["a signature of another body", hmac({ body: "{}" })], ["a signature of another path", hmac({ path: "/api/v2/x" })],
    ["a nonce of 3,000 letters", hmac({ nonce: "n".repeat(3000) })],
    ["half of a proof", bare("deri-hmac-sha256 id=demo,ts=")], ["a proof without a value", bare("deri-hmac-sha256")],
    ["a token that is none", bare("Bearer 0123456789")], ["a token of 3,000 letters", bare(`Bearer ${"a".repeat(3000)}`)],
    ["a wrong password", bare(`Basic ${Buffer.from("demo:wrong").toString("base64")}`)],
    ["a password that is no base64", bare("Basic ????")], ["a scheme that does not exist", bare("Magic word")],
];
for (const [sentence, headers] of unproved) {
    await check(`JSON-RPC: ${sentence}`, async () => {
        const { status, body } = await post(positions, headers);
        assert.equal(status, 400, body);
        assert.ok(Number.isInteger(JSON.parse(body).error.code), body);
    });
}
await check("JSON-RPC: a request that is sent a second time", async () => {
    const headers = hmac();
    assert.equal((await post(positions, headers)).status, 200);
    assert.equal((await post(positions, headers)).status, 400);
});
await check("JSON-RPC: a login that is sent a second time", async () => {
    const [stamp, nonce] = [Date.now(), randomUUID()];
    const signature = createHmac("sha256", "demo-secret").update(`${stamp}\n${nonce}\n`).digest("hex");
    const body = method("public/auth", { grant_type: "client_signature", client_id: "demo", timestamp: stamp, nonce, data: "", signature });
    assert.equal((await post(body)).status, 200);
    assert.equal((await post(body)).status, 400);
});
await check("JSON-RPC: a token whose time is over", async () => {
    const body = method("public/auth", { grant_type: "client_credentials", client_id: "demo", client_secret: "demo-secret", scope: "session:short expires:1" });
    const { result } = JSON.parse((await post(body)).body);
    let last;
    do {
        last = JSON.parse((await post(positions, bare(`Bearer ${result.access_token}`))).body);
        await neighbour.served();
    } while (last.error === undefined);
    assert.ok([13009, 13004].includes(last.error.code), JSON.stringify(last.error));
});
const messages = [
    ["nothing", ""], ["no JSON", "hello"], ["half of an object", '{"jsonrpc":"2.0","id":1'],
    ["brackets 30,000 deep", "[".repeat(30_000)], ["objects 10,000 deep", '{"a":'.repeat(10_000) + "1" + "}".repeat(10_000)],
    ["a batch", `[${method("public/test")}]`], ["zero bytes", Buffer.alloc(1000)],
    ["text that is no UTF-8", Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
    ["an unknown method", method("public/fly")], ["a method of 30,000 letters", method("m".repeat(30_000))],
    ["parameters that are a list", '{"jsonrpc":"2.0","id":1,"method":"public/ticker","params":[1]}'],
    ["an amount of 10,000 digits", `{"jsonrpc":"2.0","id":1,"method":"private/buy","params":{"instrument_name":"BTC_USD-PERPETUAL","amount":${"9".repeat(10_000)}}}`],
    ["an amount with an exponent of a billion", '{"jsonrpc":"2.0","id":1,"method":"private/buy","params":{"instrument_name":"BTC_USD-PERPETUAL","amount":"1e999999999","type":"market"}}'],
    ["a price below zero", method("private/buy", { instrument_name: "BTC_USD-PERPETUAL", amount: 0.001, price: -1 })],
];
for (const [sentence, body] of messages) {
    await check(`JSON-RPC: a body that is ${sentence}`, async () => {
        const { status, body: text } = await post(body, hmac({ body }));
        assert.equal(status, 400, text);
        assert.ok(Number.isInteger(JSON.parse(text).error.code), text);
    });
}
await check("JSON-RPC: a body of 65,537 bytes", async () => {
    const { status } = await post("a".repeat(65_537));
    assert.ok(status === 413 || status === 0, String(status));
});

// --- slow ----------------------------------------------------------------------------------------

// The same venue, which now closes whoever says nothing for a second.
async function endVenue() {
    const { fault, rounds } = await neighbour.stop();
    if (fault !== null) {
        failed++;
        console.log(`FAILED  the neighbour: ${fault}`);
    }
    const status = await venue.halt();
    if (status !== 0) {
        failed++;
        console.log(`FAILED  the venue stops in order: ${status}`);
    }
    return rounds;
}

let served = await endVenue();
venue = await run(process.argv[2], [...OPTIONS, "--header-seconds", "1"], first.data);
neighbour = await startNeighbour(true);

// Each begins, is left where it is while the neighbour is served, and is closed by the venue.
const slow = [
    ["says nothing", ""],
    ["stops in its headers", `GET ${ROOT}/margin/markets HTTP/1.1\r\nhost: local`],
    ["stops in a REST body", `POST ${ROOT}${PATH} HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{"tick`],
    ["stops in a JSON-RPC body", "POST /api/v2 HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{\"json"],
    ["stops in a handshake", "GET /ws/api/v2 HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\n"],
];
for (const [sentence, begin] of slow) {
    await check(`slow: twenty clients of which each ${sentence}`, async () => {
        const clients = Array.from({ length: 20 }, () => open(venue.http));
        for (const client of clients) client.send(begin);
        await neighbour.served();
        await Promise.all(clients.map((client) => client.ended()));
    });
}
await check("slow: a letter at a time does not keep a connection", async () => {
    const client = open(venue.http);
    client.send(`GET ${ROOT}/margin/markets HTTP/1.1\r\nx-slow: `);
    while (!client.isOver()) {
        client.send("a");
        await neighbour.served();
    }
});

// --- the end -------------------------------------------------------------------------------------

served += await endVenue();
await venue.stop();
console.log(`bad requests: ${passed} refused, ${failed} failed; the neighbour was served ${served} times`);
process.exit(failed === 0 ? 0 : 1);
