// SPDX-License-Identifier: Apache-2.0
//
// run.mjs - the published description of the JSON-RPC dialect, held against a real venue.
//
// Every request example of the description is sent twice: as it stands, and with the names, numbers
// and times of this venue put in.  Each must give a result, or an error of the catalogue in
// src/gateway/rpc_error.h; each result must be what the description's schema says, with the
// corrections of errata.json.  Then each method is called with each right alone: those that lack
// it must be refused.
//
// usage: node rpc-spec/run.mjs PERPETUA SOURCE DESCRIPTION

import { readFileSync } from "node:fs";
import Ajv from "ajv";

import { rpc, startVenue, waitForMarket } from "../lib/venue.mjs";
import { login, openSocket } from "../lib/socket.mjs";

const [program, source, description] = process.argv.slice(2);
const INSTRUMENT = "BTC_USD-PERPETUAL";
const here = (name) => new URL(name, import.meta.url);
const spec = JSON.parse(readFileSync(description, "utf8"));
const errata = JSON.parse(readFileSync(here("errata.json"), "utf8"));
const rights = JSON.parse(readFileSync(here("rights.json"), "utf8"));

// --- the catalogue and the schemas ---------------------------------------------------------------

const header = readFileSync(`${source}/src/gateway/rpc_error.h`, "utf8");
const catalogue = new Map(
    [...header.matchAll(/X\(RPC_\w+, (-?\d+), "([^"]+)"\)/g)].map(([, code, text]) =>
        [Number(code), text]));

function follow(pointer) {
    return pointer.split("/").slice(1).reduce(
        (at, part) => at?.[part.replaceAll("~1", "/").replaceAll("~0", "~")], spec);
}

// A correction names a place and the members that are to stand there.
function correct() {
    for (const { at, set, remove, drop_required: optional } of errata.corrections) {
        const place = follow(at);
        if (place === undefined) throw new Error(`errata.json: there is no ${at}`);
        for (const name of remove ?? []) delete place[name];
        if (optional) place.required = (place.required ?? []).filter((x) => !optional.includes(x));
        Object.assign(place, set ?? {});
    }
}

function schemaOf(path) {
    const answer = spec.paths[path].get?.responses?.["200"];
    const name = answer?.$ref?.split("/").pop();
    const pointer = name
        ? `#/components/responses/${name}/content/application~1json/schema`
        : `#/paths/${path.replaceAll("/", "~1")}/get/responses/200/content/application~1json/schema`;
    return follow(pointer.slice(1)) === undefined ? null : { $ref: `spec${pointer}` };
}

correct();
const ajv = new Ajv({ strict: false, allErrors: false, logger: false, validateFormats: false });
ajv.addSchema(spec, "spec");

// --- the examples --------------------------------------------------------------------------------

function exampleOf(path) {
    const examples = spec.paths[path]?.get?.requestBody?.content?.["application/json"]?.examples;
    return examples?.request?.value;
}

// The same request with the names, numbers and times of this venue.
function adapt(request, known) {
    const now = known.now;
    const params = { ...request.params };
    const replace = {
        instrument_name: INSTRUMENT, currency: "BTC", index_name: "btc_usd", kind: "future",
        order_id: known.orderId, start_timestamp: now - 3_600_000, end_timestamp: now,
        amount: 0.01, contracts: undefined, price: known.price, currency_pair: "btc_usd",
        trigger_price: known.price - 1000, instrument_id: 1, start_id: undefined,
        end_id: undefined, start_seq: undefined, end_seq: undefined, continuation: undefined,
        subaccount_id: undefined, advanced: undefined, valid_until: undefined, label: "spec",
        refresh_token: undefined, search_start_timestamp: undefined, offset: undefined,
    };
    for (const [name, value] of Object.entries(replace)) {
        if (name in params) params[name] = value;
        if (params[name] === undefined) delete params[name];
    }
    if (request.method === "private/cancel_all_by_kind_or_type") params.currency = ["BTC"];
    if (request.method.includes("funding_rate")) params.start_timestamp = now - 9 * 3_600_000;
    if (params.channels) params.channels = [`ticker.${INSTRUMENT}.100ms`];
    if (params.ids) params.ids = [known.orderId];
    if (params.simulated_positions) params.simulated_positions = { [INSTRUMENT]: 0.5 };
    if (request.method.endsWith("/auth")) {
        return { grant_type: "client_credentials", client_id: "demo", client_secret: "demo-secret" };
    }
    return params;
}

const problems = [];
const counts = { examples: 0, good: 0, results: 0, valid: 0 };

function judge(path, title, answer) {
    const isKnown = path.slice(1) in rights;
    counts.examples++;
    if (answer.error) {
        const message = catalogue.get(answer.error.code);
        const isGood = message === answer.error.message &&
            (isKnown ? answer.error.code !== -32601 : answer.error.code === -32601);
        if (isGood) counts.good++;
        else problems.push(`${path} (${title}): ${JSON.stringify(answer.error)}`);
        return;
    }
    if (!isKnown || answer.result === undefined) {
        problems.push(`${path} (${title}): no result, or one of a method without a right`);
        return;
    }
    counts.results++;
    counts.good++;
    const schema = schemaOf(path);
    if (schema === null) {
        problems.push(`${path}: the description has no schema`);
        return;
    }
    const validate = ajv.compile(schema);
    if (validate(answer)) counts.valid++;
    else {
        const [first] = validate.errors;
        problems.push(`${path} (${title}): ${first.instancePath} ${first.message} ` +
            `${JSON.stringify(first.params)} at ${first.schemaPath}`);
    }
}

// Methods that would end what the others need come on a socket of their own.
const ENDING = new Set(["private/logout", "public/exchange_token", "public/fork_token"]);

async function exchange(url, client, request, params) {
    if (!ENDING.has(request.method)) return client.call(request.method, params);
    const own = await login(url, "demo", "demo-secret");
    try {
        return await own.call(request.method, params);
    } finally {
        own.close();
    }
}

async function runExamples(venue) {
    const client = await login(venue.ws, "demo", "demo-secret");
    const ticker = await waitForMarket(venue.http, INSTRUMENT);
    const price = Math.floor(ticker.best_bid_price * 0.95);
    await client.call("private/enable_cancel_on_disconnect", {});
    await client.call("private/set_mmp_config", { index_name: "btc_usd", interval: 60,
        frozen_time: 0, quantity_limit: 5, delta_limit: 5, max_quote_quantity: 1 });
    await client.call("private/buy", { instrument_name: INSTRUMENT, amount: 0.02, type: "market" });
    for (const path of Object.keys(spec.paths).sort()) {
        const request = exampleOf(path);
        if (request === undefined) continue;
        request.method = path.slice(1);
        judge(path, "as it stands", await exchange(venue.ws, client, request, request.params));
        if (!(path.slice(1) in rights)) continue;
        const order = await client.call("private/buy",
            { instrument_name: INSTRUMENT, amount: 0.02, price, label: "spec" });
        const known = { now: Date.now(), price, orderId: order.result?.order?.order_id };
        const params = adapt(request, known);
        judge(path, "of this venue", await exchange(venue.ws, client, request, params));
        await client.call("private/cancel_all", {});
    }
    client.close();
}

// --- rights --------------------------------------------------------------------------------------

const GROUPS = ["account", "trade", "wallet", "block_trade", "custody"];
const NONE = GROUPS.map((group) => `${group}:none`);

function scopeText(group, right) {
    return [...NONE.filter((word) => !word.startsWith(`${group}:`)), `${group}:${right}`].join(" ");
}

// "trade_write" asks for trade:read_write, "trade_read" for either.
function allows(needed, group, right) {
    const [, word, kind] = needed.match(/^(account|trade|wallet|block|custody)_(read|write)$/);
    const name = word === "block" ? "block_trade" : word;
    return name === group && (kind === "read" || right === "read_write");
}

async function runRights(venue) {
    let checks = 0;
    let good = 0;
    const count = (isGood, text) => {
        checks++;
        if (isGood) good++;
        else problems.push(text);
    };
    const nobody = await openSocket(venue.ws);
    for (const [method, needed] of Object.entries(rights)) {
        const { error } = await nobody.call(method, {});
        const isRefused = error?.code === 13009;
        count(isRefused === (needed !== "0"), `${method} without a login: ${JSON.stringify(error)}`);
    }
    nobody.close();
    for (const group of GROUPS) {
        for (const right of ["read", "read_write"]) {
            const client = await login(venue.ws, "demo", "demo-secret", scopeText(group, right));
            for (const [method, needed] of Object.entries(rights)) {
                if (needed === "0" || method === "private/logout") continue;
                const { error } = await client.call(method, {});
                const isRefused = error?.code === 13021;
                count(isRefused !== allows(needed, group, right),
                    `${method} with ${group}:${right}: ${JSON.stringify(error)}`);
            }
            client.close();
        }
    }
    return { checks, good };
}

// --- values that no client should send -----------------------------------------------------------

const ODD = [0, -1, 1, 2, 7, 1000, 10001, 65535, 65536, 4294967295, 4294967296, 2 ** 53, -(2 ** 53),
    0.5, 1e-9, 1e15, 1e300, "", "0", "-1", "9223372036854775807", "18446744073709551615", "1e400",
    "nothing", "any", "a".repeat(2000), "\u00e9", true, false, null, [], [1], ["", {}], {},
    { a: { b: [] } }, INSTRUMENT, "BTC", "btc_usd", "buy", "limit", "1D", "asc"];

function randomOf(seed) {
    let state = seed;
    return (count) => {
        state = (state * 1103515245 + 12345) % 2147483648;
        return Math.floor((state / 2147483648) * count);
    };
}

// Each answer is a result or an error of the catalogue, and the venue goes on.
async function runOddValues(venue, rounds, seed) {
    const random = randomOf(seed);
    const client = await login(venue.ws, "demo2", "demo2-secret");
    await client.call("private/enable_cancel_on_disconnect", {});
    let count = 0;
    for (let round = 0; round < rounds; round++) {
        for (const method of Object.keys(rights)) {
            if (ENDING.has(method) || method === "public/set_heartbeat") continue;
            const request = exampleOf(`/${method}`) ?? { method, params: {} };
            request.method = method;
            const params = adapt(request, { now: Date.now(), price: 60000, orderId: "1" });
            const declared = spec.paths[`/${method}`]?.get?.parameters?.map((x) => x.name) ?? [];
            const names = [...new Set([...Object.keys(params), ...declared])];
            for (let i = 0; i < 2 && names.length > 0; i++) {
                params[names[random(names.length)]] = ODD[random(ODD.length)];
            }
            const answer = await client.call(method, params);
            const isGood = answer.error === undefined ||
                catalogue.get(answer.error.code) === answer.error.message;
            if (!isGood) problems.push(`${method} ${JSON.stringify(params)}: ${answer.error.code}`);
            count++;
        }
    }
    client.close();
    return count;
}

// --- all -----------------------------------------------------------------------------------------

const venue = await startVenue(program, ["--request-burst", "0", "--matching-burst", "0",
    "--subscribe-burst", "0"]);
let checked = { checks: 0, good: -1 };
let odd = 0;
try {
    await runExamples(venue);
    checked = await runRights(venue);
    odd = await runOddValues(venue, Number(process.env.PERPETUA_ROUNDS ?? 20), 20261122);
    if (!venue.isRunning()) problems.push("the venue ended");
} catch (error) {
    problems.push(error.stack);
} finally {
    if (problems.length > 0) console.error(venue.log().split("\n").slice(-10).join("\n"));
    await venue.stop();
}
for (const problem of problems) console.log(`FAILED  ${problem}`);
console.log(`\nrequest examples answered: ${counts.good}/${counts.examples}`);
console.log(`results that are as described: ${counts.valid}/${counts.results}`);
console.log(`rights: ${checked.good}/${checked.checks}`);
console.log(`requests with values that no client should send: ${odd}`);
process.exit(problems.length === 0 ? 0 : 1);
