// SPDX-License-Identifier: Apache-2.0
//
// run.mjs - blocks that wait for the owner of an account: approved, rejected, expired, refused by
// the venue, and approved after a restart; and whoever may not approve them.
//
// Each of two accounts has two keys: the owner's, and one with the feature block_trade_approval.
//
// usage: node block-approval/run.mjs PERPETUA

import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import { check, score, status } from "../lib/checks.mjs";
import { login } from "../lib/socket.mjs";
import { rpc, run, sleep, startVenue, waitForMarket } from "../lib/venue.mjs";

const program = process.argv[2];
const INSTRUMENT = "BTC_USD-PERPETUAL";
const AMOUNT = 1;
const OPTIONS = ["--request-burst", "0", "--matching-burst", "0"];
const CLOSED = 10010, BUSY = 10066, OTHER = 11030, FORBIDDEN = 13021, NOT_FOUND = 13020, PARAMS = -32602;
const REQUESTS_MAX = 32;

const FEATURES = { enabled_features: ["block_trade_approval"] };
const RIGHTS = ["account:read", "trade:read", "block_trade:read", "block_trade:read_write"];
const KEYS = [
    ["owner", 2, {}], ["broker", 2, FEATURES], ["broker-two", 2, FEATURES],
    ["other", 3, {}], ["other-broker", 3, FEATURES],
];

async function prepare(data) {
    const keys = KEYS.map(([id, account, more], i) => ({
        id, number: i + 1, user: account, member: 2, account, scopes: RIGHTS, secret: `${id}-secret`, ...more }));
    await writeFile(join(data, "keys.json"), JSON.stringify({ version: 1, number_last: keys.length, keys }), { mode: 0o600 });
}

const first = await startVenue(program, OPTIONS, prepare, null);
let venue = first;
let clients;

async function enter() {
    clients = {};
    for (const [id] of KEYS) clients[id] = await login(venue.ws, id, `${id}-secret`);
}

// --- the two sides -------------------------------------------------------------------------------

let last = 0;

async function terms(more = {}) {
    const { mark_price: mark } = await waitForMarket(venue.http, INSTRUMENT);
    const trades = [{ instrument_name: INSTRUMENT, price: Math.round(mark), amount: AMOUNT, direction: "buy" }];
    return { timestamp: Date.now(), nonce: `block-${++last}`, trades, ...more };
}

// The maker signs, the taker carries out: the answer to the taker.
async function execute(maker, taker, asked) {
    const signed = await clients[maker].call("private/verify_block_trade", { ...asked, role: "maker" });
    if (signed.error) return signed;
    return clients[taker].call("private/execute_block_trade",
        { ...asked, role: "taker", counterparty_signature: signed.result.signature });
}

const decide = (verb, key, { timestamp, nonce }, role) =>
    clients[key].call(`private/${verb}_block_trade`, { timestamp, nonce, role });
const approve = (key, asked, role) => decide("approve", key, asked, role);
const reject = (key, asked, role) => decide("reject", key, asked, role);

async function find(key, { nonce }) {
    const { result } = await clients[key].call("private/get_block_trade_requests");
    return result.find((it) => it.nonce === nonce);
}

async function position(key) {
    const { result } = await clients[key].call("private/get_position", { instrument_name: INSTRUMENT });
    return result?.size ?? 0;
}

function isState(request, own, other) {
    assert.deepEqual([request.state.value, request.counterparty_state.value], [own, other], JSON.stringify(request));
    assert.ok(request.state.timestamp > 0 && request.counterparty_state.timestamp > 0);
}

function isError(answer, code, words) {
    assert.equal(answer.error?.code, code, JSON.stringify(answer));
    assert.match(answer.error.data.reason, words);
}

const told = (key, { nonce }) => clients[key].notifications
    .filter((it) => it.params?.channel === "block_trade_confirmations" && it.params.data.nonce === nonce)
    .map(({ params: { data } }) => `${data.role}:${data.state.value}:${data.counterparty_state.value}`);

// Notifications come when they come: waits for the list, which then stays as it is.
async function isTold(key, asked, wanted) {
    for (let i = 0; i < 3000 && told(key, asked).length < wanted.length; i++) await sleep(20);
    assert.deepEqual(told(key, asked), wanted);
}

// --- the checks ----------------------------------------------------------------------------------

async function checkKeys() {
    const { result: held } = await clients.broker.call("private/get_session");
    const { result: free } = await clients.owner.call("private/get_session");
    assert.deepEqual([held.enabled_features, free.enabled_features], [["block_trade_approval"], []]);
    for (const key of ["owner", "other"]) {
        const { result } = await clients[key].call("private/subscribe", { channels: ["block_trade_confirmations"] });
        assert.equal(result.length, 1);
    }
}

async function checkAtOnce() {
    const asked = await terms();
    const done = await execute("owner", "other", asked);
    assert.ok(Number(done.result?.id) > 0, JSON.stringify(done));
    assert.equal(await find("owner", asked), undefined, "nothing waited");
    await isTold("owner", asked, ["maker:executed:executed"]);
    isError(await approve("owner", asked, "maker"), NOT_FOUND, /no block request/);
}

async function checkApprove() {
    const asked = await terms();
    const before = await position("owner");
    const waits = await execute("broker", "other", asked);
    assert.equal(waits.result?.id, undefined, JSON.stringify(waits));
    isState(waits.result, "accepted", "initial");
    const shown = await find("owner", asked);
    isState(shown, "initial", "accepted");
    assert.deepEqual(shown.trades, asked.trades);
    assert.deepEqual([shown.role, shown.user_id, shown.timestamp, shown.app_name], ["maker", 2, asked.timestamp, "perpetua"]);
    assert.ok(shown.expiration_timestamp > Date.now());
    assert.equal(await position("owner"), before, "nothing has happened");

    isError(await approve("broker", asked, "maker"), FORBIDDEN, /without the feature/);
    isError(await approve("broker-two", asked, "maker"), FORBIDDEN, /without the feature/);
    isError(await reject("broker", asked, "maker"), FORBIDDEN, /without the feature/);
    isError(await approve("other", asked, "maker"), NOT_FOUND, /no block request/);
    isError(await reject("other", asked, "maker"), NOT_FOUND, /no block request/);
    isError(await approve("other", asked, "taker"), FORBIDDEN, /this key made the block/);
    isError(await approve("owner", asked, "taker"), NOT_FOUND, /no block request/);
    isError(await approve("owner", { ...asked, nonce: "none" }, "maker"), NOT_FOUND, /no block request/);
    isError(await execute("broker", "other", asked), OTHER, /waits for approval already/);
    isError(await execute("owner", "other", asked), OTHER, /waits for approval already/);

    assert.equal((await approve("owner", asked, "maker")).result, "ok");
    assert.equal(await position("owner"), before + AMOUNT, "the lots moved");
    const done = await find("owner", asked);
    isState(done, "executed", "executed");
    isState(await find("other", asked), "executed", "executed");
    const { result: block } = await clients.other.call("private/get_block_trade", { id: done.block_trade_id });
    assert.equal(block.trades[0].amount, AMOUNT);
    isError(await approve("owner", asked, "maker"), CLOSED, /was carried out/);
    isError(await reject("owner", asked, "maker"), CLOSED, /was carried out/);
    await isTold("owner", asked, ["maker:initial:accepted", "maker:accepted:accepted", "maker:executed:executed"]);
    await isTold("other", asked, ["taker:accepted:initial", "taker:accepted:accepted", "taker:executed:executed"]);
    isError(await execute("broker", "other", asked), CLOSED, /was carried out/);
    isError(await execute("owner", "other", asked), CLOSED, /was carried out/);
}

async function checkBoth() {
    const asked = await terms();
    isState((await execute("broker", "other-broker", asked)).result, "initial", "initial");
    assert.equal((await approve("other", asked, "taker")).result, "ok");
    isState(await find("owner", asked), "initial", "accepted");
    isError(await approve("other", asked, "taker"), CLOSED, /waits for the other side/);
    assert.equal((await approve("owner", asked, "maker")).result, "ok");
    isState(await find("other", asked), "executed", "executed");
    // Of two that approve at a time one is asked, the other told.
    const race = await terms();
    isState((await execute("owner", "other-broker", race)).result, "initial", "accepted");
    const answers = await Promise.all([approve("other", race, "taker"), approve("other", race, "taker"), reject("other", race, "taker")]);
    assert.deepEqual(answers.map((it) => it.result ?? it.error.code), ["ok", CLOSED, CLOSED]);
}

async function checkReject() {
    const asked = await terms();
    const before = await position("owner");
    isState((await execute("broker", "other", asked)).result, "accepted", "initial");
    assert.equal((await reject("owner", asked, "maker")).result, "ok");
    const ended = await find("owner", asked);
    isState(ended, "rejected", "accepted");
    assert.match(ended.reason, /maker's account has rejected/);
    isError(await approve("owner", asked, "maker"), CLOSED, /has rejected/);
    isError(await reject("owner", asked, "maker"), CLOSED, /has rejected/);
    isError(await execute("broker", "other", asked), CLOSED, /another nonce/);
    isError(await execute("owner", "other", asked), CLOSED, /another nonce/);
    assert.equal(await position("owner"), before);
    await isTold("other", asked, ["taker:accepted:initial", "taker:accepted:rejected"]);
    // What a side takes back is over too.
    const back = await terms();
    const { result: { signature } } = await clients.broker.call("private/verify_block_trade", { ...back, role: "maker" });
    isState((await clients.other.call("private/execute_block_trade",
        { ...back, role: "taker", counterparty_signature: signature })).result, "accepted", "initial");
    assert.equal((await clients.broker.call("private/invalidate_block_trade_signature", { signature })).result, "ok");
    isError(await approve("owner", back, "maker"), CLOSED, /taken its signature back/);
}

// The signature of an old time stamp soon expires; how soon is left to how fast this is.
async function checkExpire() {
    let asked;
    for (let slack = 1000; asked === undefined; slack *= 2) {
        assert.ok(slack < 200_000, "a signature could be used");
        const old = await terms();
        old.timestamp = Date.now() - 300_000 + slack;
        const { result } = await execute("broker", "other", old);
        if (result !== undefined) asked = old;
    }
    await isTold("other", asked, ["taker:accepted:initial", "taker:accepted:rejected"]);
    const ended = await find("owner", asked);
    isState(ended, "rejected", "accepted");
    assert.match(ended.reason, /has expired/);
    isError(await approve("owner", asked, "maker"), CLOSED, /has expired/);
}

// The largest whole amount that this side could take on now.
async function mostOf(key, role) {
    const { trades: [trade] } = await terms();
    let [low, high] = [0, 2 ** 20];
    while (high - low > 1) {
        const amount = Math.floor((low + high) / 2);
        const { result } = await clients[key].call("private/simulate_block_trade", { role, trades: [{ ...trade, amount }] });
        [low, high] = result === true ? [amount, high] : [low, amount];
    }
    return low;
}

// Two blocks wait of which either could be carried out: the second is refused, and both sides hear why.
async function checkRefused() {
    const most = Math.min(await mostOf("owner", "maker"), await mostOf("other", "taker"));
    assert.ok(most > 4, `there is room for ${most}`);
    const amount = Math.ceil(most * 0.6);
    const [one, two] = [await terms(), await terms()];
    for (const asked of [one, two]) {
        asked.trades[0].amount = amount;
        isState((await execute("broker", "other", asked)).result, "accepted", "initial");
    }
    assert.equal((await approve("owner", one, "maker")).result, "ok");
    const { error } = await approve("owner", two, "maker");
    assert.match(error?.data?.rule ?? "", /^R-/, JSON.stringify(error));
    for (const key of ["owner", "other"]) {
        const ended = await find(key, two);
        isState(ended, "rejected", "rejected");
        assert.ok(ended.reason.includes(error.data.rule), ended.reason);
    }
    await isTold("other", two, ["taker:accepted:initial", "taker:accepted:accepted", "taker:rejected:rejected"]);
    isError(await approve("owner", two, "maker"), CLOSED, /the venue refused it/);
    const back = await terms();
    back.trades[0] = { ...back.trades[0], amount, direction: "sell" };
    assert.ok((await execute("owner", "other", back)).result?.id !== undefined, "and back again");
}

async function checkSingle() {
    const large = await terms();
    large.trades[0].amount = 1_000_000;
    const early = await execute("broker", "other-broker", large);
    assert.ok(early.error !== undefined, "whoever asks is told at once");
    assert.equal(await find("owner", large), undefined, "and nothing waits");
    const several = await terms();
    several.trades.push(several.trades[0]);
    isError(await execute("owner", "other", several), PARAMS, /must hold one trade/);
}

async function checkBounds() {
    let answer;
    let added = 0;
    for (; added <= REQUESTS_MAX; added++) {
        answer = await execute("broker", "other", await terms());
        if (answer.error !== undefined) break;
    }
    assert.ok(added < REQUESTS_MAX, "those of before count");
    isError(answer, BUSY, /as many blocks that wait/);
}

async function checkRestart() {
    const asked = await terms();
    isState((await execute("broker", "other", asked)).result, "accepted", "initial");
    const before = await position("owner");
    for (const client of Object.values(clients)) client.close();
    assert.equal(await venue.halt(), 0);
    venue = await run(program, OPTIONS, first.data);
    await enter();
    isState(await find("owner", asked), "initial", "accepted");
    isError(await approve("broker", asked, "maker"), FORBIDDEN, /without the feature/);
    await waitForMarket(venue.http, INSTRUMENT);
    const done = await approve("owner", asked, "maker");
    assert.equal(done.result, "ok", JSON.stringify(done));
    assert.equal(await position("owner"), before + AMOUNT, "the lots moved");
    isState(await find("other", asked), "executed", "executed");
}

await enter();
await check("keys say their features", checkKeys);
await check("keys without the feature: at once", checkAtOnce);
await check("approved by the owner, and by nobody else", checkApprove);
await check("both sides have to approve", checkBoth);
await check("rejected, or taken back", checkReject);
await check("expired", checkExpire);
await check("refused by the venue, to both", checkRefused);
await check("one trade, and what is refused at once", checkSingle);
await check("after a restart", checkRestart);
await check("as many as can wait", checkBounds);
for (const client of Object.values(clients)) client.close();
const ended = await venue.stop();
if (ended !== 0) console.log(`FAILED  the venue stops in order: ${ended}`);
console.log(`block approval: ${score()}`);
process.exit(ended === 0 ? status() : 1);
