// SPDX-License-Identifier: Apache-2.0
//
// rights.mjs - every operation of the REST dialect, every path of the page and of the venue's own,
// asked by nobody, by a key without rights, and by a key of each right: who may, may; nobody else.
//
// usage: node rest-spec/rights.mjs PERPETUA OPENAPI

import assert from "node:assert/strict";
import { createPrivateKey, randomUUID } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import yaml from "js-yaml";
import WebSocket from "ws";

import { ask, request, ROOT, signed, WS_PATH } from "../lib/rest.mjs";
import { startVenue } from "../lib/venue.mjs";

const [program, openapi] = process.argv.slice(2);
const api = yaml.load(readFileSync(openapi, "utf8"));

// What each operation needs.  An operation of the description that is missing here fails the test.
const PUBLIC = null;
const READ = "trade:read";
const TRADE = "trade:read_write";
const WALLET = "wallet:read_write";
const NEEDED = {
    GetMarginExchangeStatus: PUBLIC, GetMarginRiskParameters: PUBLIC, GetMarginMarkets: PUBLIC,
    GetMarginMarket: PUBLIC, GetMarginMarketOrderbook: PUBLIC, GetMarginMarketCandlesticks: PUBLIC,
    GetMarginTrades: PUBLIC, GetMarginHistoricalFundingRates: PUBLIC, GetMarginFundingRateEstimate: PUBLIC,
    GetPerpsAccountApiLimits: READ, GetMarginOrders: READ, GetMarginFCMOrders: READ, GetMarginOrder: READ,
    GetMarginFills: READ, GetMarginPositions: READ, GetMarginEnabled: READ, GetMarginNotionalRiskLimit: READ,
    GetMarginBalance: READ, GetMarginRisk: READ, GetMarginFeeTiers: READ, GetMarginFundingHistory: READ,
    GetMarginOrderGroups: READ, GetMarginOrderGroup: READ,
    CreateMarginOrder: TRADE, CancelMarginOrder: TRADE, DecreaseMarginOrder: TRADE, AmendMarginOrder: TRADE,
    CreateMarginOrderGroup: TRADE, DeleteMarginOrderGroup: TRADE, ResetMarginOrderGroup: TRADE,
    TriggerMarginOrderGroup: TRADE, UpdateMarginOrderGroupLimit: TRADE,
    IntraExchangeInstanceTransfer: WALLET, CreateMarginSubaccount: WALLET, ApplyMarginSubaccountTransfer: WALLET,
};
const RIGHTS = ["account", "trade", "wallet", "block_trade", "custody"].flatMap((area) => [`${area}:read`, `${area}:read_write`]);
const PRIVATE_CHANNELS = ["fill", "user_orders", "order_group_updates"];

// Who asks: an id, and what its key may.  To write includes to read.
const keys = [["none", []], ["all", RIGHTS], ...RIGHTS.map((right) => [right.replace(":", "-"), [right]])];
const allows = (rights, needed) => needed === PUBLIC || rights.includes(needed) || rights.includes(needed.replace(/:read$/, ":read_write"));

async function prepare(data) {
    const path = join(data, "keys.json");
    const root = JSON.parse(await readFile(path, "utf8"));
    const model = root.keys.find((key) => key.id === "demo-rsa");
    for (const [id, scopes] of keys) root.keys.push({ ...model, id, scopes, number: ++root.number_last });
    await writeFile(path, JSON.stringify(root), { mode: 0o600 });
}

const page = join("/tmp", `perpetua-page-${randomUUID()}`);
await mkdir(join(page, "assets"), { recursive: true });
await writeFile(join(page, "index.html"), "<!doctype html><title>page</title>");
await writeFile(join(page, "assets", "a.js"), "1");
const venue = await startVenue(program, ["--agents", "no", "--page", page, "--request-burst", "0", "--matching-burst", "0"], prepare);
const key = createPrivateKey(readFileSync(join(venue.data, "demo-rsa.pem")));
let checks = 0;
const faults = [];

function note(isGood, sentence) {
    checks++;
    if (!isGood) faults.push(sentence);
}

// --- operations ----------------------------------------------------------------------------------

const operations = Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods).filter(([, it]) => it.operationId !== undefined)
        .map(([method, it]) => ({ path, method: method.toUpperCase(), name: it.operationId })));
assert.deepEqual(operations.map((it) => it.name).sort(), Object.keys(NEEDED).sort(), "every operation is in the list of rights");

for (const { path, method, name } of operations) {
    const target = ROOT + path.replace("{ticker}", "BTCPERP").replace(/\{\w+\}/g, "00000000-0000-0000-0000-000000000000");
    const body = method === "GET" ? undefined : "{}";
    const nobody = await ask(venue.http, request(method, target, {}, body));
    note((nobody.status === 401) === (NEEDED[name] !== PUBLIC), `${name} by nobody: ${nobody.status} ${nobody.body}`);
    for (const [id, rights] of keys) {
        const { status, body: text } = await ask(venue.http, request(method, target, signed(key, id, method, target), body));
        const isRefused = status === 403 && JSON.parse(text).code === "forbidden";
        note(isRefused !== allows(rights, NEEDED[name]) && status !== 401 && status !== 0, `${name} by ${id}: ${status} ${text}`);
    }
}

// --- channels ------------------------------------------------------------------------------------

for (const [id, rights] of keys) {
    const socket = new WebSocket(venue.http.replace("http", "ws") + WS_PATH, { headers: signed(key, id, "GET", WS_PATH) });
    const answers = [];
    let wake = () => {};
    socket.on("message", (bytes) => { answers.push(JSON.parse(bytes.toString())); wake(); });
    await new Promise((resolve, reject) => { socket.once("open", resolve); socket.once("error", reject); });
    for (const channel of ["ticker", ...PRIVATE_CHANNELS]) {
        const before = answers.length;
        socket.send(JSON.stringify({ id: 1, cmd: "subscribe", params: { channels: [channel] } }));
        const reply = () => answers.slice(before).find((it) => it.type === "subscribed" || it.type === "error");
        while (reply() === undefined) await new Promise((resolve) => (wake = resolve));
        const wanted = channel === "ticker" || allows(rights, READ) ? "subscribed" : "error";
        note(reply().type === wanted, `channel ${channel} by ${id}: ${JSON.stringify(reply())}`);
    }
    socket.terminate();
}

// --- the page, and what the venue says of itself -------------------------------------------------

const open = ["/", "/index.html", "/assets/a.js", "/healthz", "/readyz", "/version", "/metrics"];
const closed = ["/keys.json", "/assets/../keys.json", "/history.db", "/demo-rsa.pem", "/assets/"];
for (const [id] of [["nobody"], ...keys]) {
    const headers = (method, path) => (id === "nobody" ? {} : signed(key, id, method, path));
    for (const path of open) {
        note((await ask(venue.http, request("GET", path, headers("GET", path)))).status === 200, `${path} by ${id}`);
        for (const method of ["POST", "PUT", "DELETE"]) {
            const { status } = await ask(venue.http, request(method, path, headers(method, path), "{}"));
            note([400, 403, 404, 405, 0].includes(status), `${method} ${path} by ${id}: ${status}`);
        }
    }
    for (const path of closed) {
        const { status } = await ask(venue.http, request("GET", path, headers("GET", path)));
        note([400, 403, 404, 0].includes(status), `${path} by ${id}: ${status}`);
    }
}

const status = await venue.stop();
if (status !== 0) faults.push(`the venue stops in order: ${status}`);
for (const fault of faults) console.log(`FAILED  ${fault}`);
console.log(`rights: ${checks - faults.length}/${checks}`);
process.exit(faults.length === 0 ? 0 : 1);
