// SPDX-License-Identifier: Apache-2.0
//
// run.mjs - who may see and do what: every method, operation, channel and path by everybody.
//
// What there is comes from the tables that the program works from (perpetua venue --print-methods);
// who may is written here once more.  Every operation of the REST dialect, every path of the page
// and of the venue's own is asked by nobody, by a key without rights, by a key of each right and by
// the keys of the venue's people; roles.mjs does the same for the JSON-RPC dialect.  With the
// published description of the REST dialect the list is held against it too.
//
// usage: node rights/run.mjs PERPETUA [OPENAPI]

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createPrivateKey } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import yaml from "js-yaml";
import WebSocket from "ws";

import { ask, request, ROOT, signed, WS_PATH } from "../lib/rest.mjs";
import { startVenue } from "../lib/venue.mjs";
import { STAFF, walkRoles } from "./roles.mjs";

const [program, openapi] = process.argv.slice(2);
const list = JSON.parse(execFileSync(program, ["venue", "--print-methods"], { maxBuffer: 1 << 24 }));

// What each operation needs.  An operation of the program that is missing here fails the test.
const PUBLIC = null;
const READ = "trade:read";
const TRADE = "trade:read_write";
const WALLET = "wallet:read_write";
const NEEDED = Object.fromEntries([
    ...[
        "GET margin/exchange/status",
        "GET margin/risk_parameters",
        "GET margin/markets",
        "GET margin/markets/{}",
        "GET margin/markets/{}/orderbook",
        "GET margin/markets/{}/candlesticks",
        "GET margin/trades",
        "GET margin/funding_rates/historical",
        "GET margin/funding_rates/estimate",
    ].map((name) => [name, PUBLIC]),
    ...[
        "GET account/limits/perps",
        "GET margin/orders",
        "GET margin/fcm/orders",
        "GET margin/orders/{}",
        "GET margin/fills",
        "GET margin/positions",
        "GET margin/enabled",
        "GET margin/notional_risk_limit",
        "GET margin/balance",
        "GET margin/risk",
        "GET margin/fee_tiers",
        "GET margin/funding_history",
        "GET margin/order_groups",
        "GET margin/order_groups/{}",
        "GET margin/receipts",
    ].map((name) => [name, READ]),
    ...[
        "POST margin/orders",
        "DELETE margin/orders/{}",
        "POST margin/orders/{}/decrease",
        "POST margin/orders/{}/amend",
        "POST margin/order_groups/create",
        "DELETE margin/order_groups/{}",
        "PUT margin/order_groups/{}/reset",
        "PUT margin/order_groups/{}/trigger",
        "PUT margin/order_groups/{}/limit",
    ].map((name) => [name, TRADE]),
    ...[
        "POST portfolio/intra_exchange_instance_transfer",
        "POST portfolio/margin/subaccounts",
        "POST portfolio/margin/subaccounts/transfer",
    ].map((name) => [name, WALLET]),
]);
const OWN = new Set(["GET margin/receipts"]); // the venue's, and not in the description
const RIGHTS = ["account", "trade", "wallet", "block_trade", "custody"].flatMap((area) => [`${area}:read`, `${area}:read_write`]);
const PRIVATE_CHANNELS = ["fill", "user_orders", "order_group_updates"];

// Who asks: an id, and what its key may.  To write includes to read.
const rights = [["none", []], ["all", RIGHTS], ...RIGHTS.map((right) => [right.replace(":", "-"), [right]])];
// The venue's people have every right of a key and no account: they reach nothing of this dialect.
const keys = [...rights, ...STAFF.map(({ id }) => [`${id}-rsa`, RIGHTS])];
const isStaff = (id) => id.endsWith("-rsa");
const allows = (rights, needed) => needed === PUBLIC || rights.includes(needed) || rights.includes(needed.replace(/:read$/, ":read_write"));

async function prepare(data) {
    const path = join(data, "keys.json");
    const root = JSON.parse(await readFile(path, "utf8"));
    const model = root.keys.find((key) => key.id === "demo-rsa");
    for (const [id, scopes] of rights) root.keys.push({ ...model, id, scopes, number: ++root.number_last });
    for (const { id, user, member } of STAFF) {
        const person = { user, member, account: 0, scopes: RIGHTS };
        root.keys.push({ ...model, ...person, id: `${id}-rsa`, number: ++root.number_last });
        if (root.keys.some((key) => key.id === id)) continue;
        const plain = root.keys.find((key) => key.id === "demo");
        root.keys.push({ ...plain, ...person, id, secret: `${id}-secret`, number: ++root.number_last });
    }
    for (const key of root.keys) if (STAFF.some(({ id }) => id === key.id)) key.scopes = RIGHTS;
    await writeFile(path, JSON.stringify(root), { mode: 0o600 });
}

const page = await mkdtemp(join(tmpdir(), "perpetua-page-"));
await mkdir(join(page, "assets"), { recursive: true });
await writeFile(join(page, "index.html"), "<!doctype html><title>page</title>");
await writeFile(join(page, "assets", "a.js"), "1");
const venue = await startVenue(program, ["--page", page, "--request-burst", "0", "--matching-burst", "0", "--subscribe-burst", "0"], prepare, []);
const key = createPrivateKey(readFileSync(join(venue.data, "demo-rsa.pem")));
let checks = 0;
const faults = [];

function note(isGood, sentence) {
    checks++;
    if (!isGood) faults.push(sentence);
}

// --- operations ----------------------------------------------------------------------------------

const operations = list.rest.map(({ method, path }) => ({ method, path, name: `${method} ${path}` }));
assert.deepEqual(operations.map((it) => it.name).sort(), Object.keys(NEEDED).sort(), "every operation is in the list of rights");
if (openapi !== undefined) {
    const api = yaml.load(readFileSync(openapi, "utf8"));
    const described = Object.entries(api.paths).flatMap(([path, methods]) =>
        Object.entries(methods).filter(([, it]) => it.operationId !== undefined)
            .map(([method]) => `${method.toUpperCase()} ${path.slice(1).replace(/\{\w+\}/g, "{}")}`));
    const published = Object.keys(NEEDED).filter((name) => !OWN.has(name));
    assert.deepEqual(described.sort(), published.sort(), "the description has the same operations");
}

for (const { path, method, name } of operations) {
    const part = path.startsWith("margin/markets") ? "BTCPERP" : "00000000-0000-0000-0000-000000000000";
    const target = `${ROOT}/${path.replace("{}", part)}`;
    const body = method === "GET" ? undefined : "{}";
    const nobody = await ask(venue.http, request(method, target, {}, body));
    note((nobody.status === 401) === (NEEDED[name] !== PUBLIC), `${name} by nobody: ${nobody.status} ${nobody.body}`);
    for (const [id, rights] of keys) {
        const { status, body: text } = await ask(venue.http, request(method, target, signed(key, id, method, target), body));
        const isRefused = status === 403 && JSON.parse(text).code === "forbidden";
        const may = NEEDED[name] === PUBLIC || (!isStaff(id) && allows(rights, NEEDED[name]));
        note(isRefused !== may && status !== 401 && status !== 0, `${name} by ${id}: ${status} ${text}`);
    }
}

// --- channels ------------------------------------------------------------------------------------

for (const [id] of keys.filter(([id]) => isStaff(id))) {
    const socket = new WebSocket(venue.http.replace("http", "ws") + WS_PATH, { headers: signed(key, id, "GET", WS_PATH) });
    const isOpen = await new Promise((resolve) => { socket.once("open", () => resolve(true)); socket.once("error", () => resolve(false)); });
    note(!isOpen, `the stream by ${id}, a key without an account`);
    socket.terminate();
}

for (const [id, rights] of keys.filter(([id]) => !isStaff(id))) {
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
const closed = ["/keys.json", "/block-requests.json", "/assets/../keys.json", "/history.db", "/demo-rsa.pem", "/assets/"];
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

// --- the other dialect, and its consoles ---------------------------------------------------------

await walkRoles(venue, list.rpc, note);

const status = await venue.stop();
await rm(page, { recursive: true });
if (status !== 0) faults.push(`the venue stops in order: ${status}`);
for (const fault of faults) console.log(`FAILED  ${fault}`);
console.log(`rights: ${checks - faults.length}/${checks}`);
process.exit(faults.length === 0 ? 0 : 1);
