// SPDX-License-Identifier: Apache-2.0
//
// roles.mjs - every method and channel of the JSON-RPC dialect by every role, by nobody, and by a
// trader that asks for what is another's.
//
// All keys have every right of a key, so what refuses is the role alone: of the user, in the core,
// at each call.  Who may is written here by the prefix of a method, apart from the venue's table.

import { login, openSocket } from "../lib/socket.mjs";
import { sleep } from "../lib/venue.mjs";

const INSTRUMENT = "BTC_USD-PERPETUAL";
const UNAUTHORIZED = 13009;
const FORBIDDEN = 13021;
const NOT_YET = new Set([10012, 10040]); // no market, no mark

// The people of the venue, as its demonstration has them; then two users of a member: its back
// office, and one that the operators give every role that staff can have.
const ALL_ROLES = ["market_operations", "surveillance", "compliance", "regulator"];
export const STAFF = [
    { id: "operator", user: 1, member: 0, roles: ["market_operations"] },
    { id: "operator2", user: 10, member: 0, roles: ["market_operations"] },
    { id: "surveillance", user: 11, member: 0, roles: ["surveillance"] },
    { id: "compliance", user: 12, member: 0, roles: ["compliance"] },
    { id: "regulator", user: 13, member: 0, roles: ["regulator"] },
    { id: "backoffice", user: 14, member: 2, roles: [] },
    { id: "pretender", user: 50, member: 2, roles: [] },
];
const NOBODY = { id: "nobody", roles: [], isNobody: true };
const TRADERS = ["demo", "demo2"].map((id) => ({ id, roles: [], hasAccount: true }));

const WATCH = ["market_operations", "compliance", "surveillance", "regulator"];
const OPERATE = ["market_operations", "compliance"];
const REVIEW = ["surveillance", "compliance", "regulator"];
const SURVEY = ["surveillance", "compliance"];
const INSPECT = ["regulator", "compliance"];
const ANY_KEY = new Set(["logout", "get_session", "subscribe", "unsubscribe", "unsubscribe_all"]
    .map((name) => `private/${name}`));

function rolesOf(method) {
    const [console, name] = method.split("/");
    const isLook = name.startsWith("get_");
    if (console === "operations") return isLook ? WATCH : OPERATE;
    if (console === "surveillance") return isLook ? REVIEW : SURVEY;
    return INSPECT;
}

function may(who, method) {
    const area = method.split("/")[0];
    if (area === "public" || area === "quality") return true;
    if (who.isNobody) return false;
    if (ANY_KEY.has(method)) return true;
    if (area === "private") return who.hasAccount === true;
    if (!["operations", "surveillance", "regulator"].includes(area)) throw new Error(`${method} is of no area`);
    return who.roles.some((role) => rolesOf(method).includes(role));
}

// What ends the session, or what others need of it.
const ENDING = new Set(["private/logout", "public/set_heartbeat"]);

async function walkMethods(clients, methods, note) {
    for (const { who, client } of clients) {
        for (const { name } of methods.filter((it) => !ENDING.has(it.name))) {
            const { error } = await client.call(name, {});
            const isRefused = error?.code === FORBIDDEN || error?.code === UNAUTHORIZED;
            const isRight = who.isNobody ? error?.code === UNAUTHORIZED : error?.code === FORBIDDEN;
            note(isRefused === !may(who, name) && (!isRefused || isRight),
                `${name} by ${who.id}: ${JSON.stringify(error)}`);
        }
    }
}

// --- channels ------------------------------------------------------------------------------------

const CHANNELS = [
    ...["book.I.100ms", "ticker.I.raw", "trades.I.raw", "quote.I", "platform_state", "deribit_price_index.btc_usd"]
        .map((name) => [name, () => true]),
    ...["user.orders.I.raw", "user.trades.I.raw", "user.changes.I.raw", "user.portfolio.usd",
        "user.mmp_trigger.btc_usd", "user.lock", "user.access_log", "user.orders.any.any.raw",
        "block_trade_confirmations"].map((name) => [name, (who) => who.hasAccount === true]),
    ...["operations.state", "operations.actions"].map((name) => [name, (who) => who.roles.some((role) => WATCH.includes(role))]),
    ["surveillance.alerts", (who) => who.roles.some((role) => REVIEW.includes(role))],
];

async function walkChannels(clients, note) {
    for (const { who, client } of clients) {
        for (const [pattern, isAllowed] of CHANNELS) {
            const channel = pattern.replace("I", INSTRUMENT);
            const isOpen = isAllowed({ roles: [] });
            const wide = await client.call("public/subscribe", { channels: [channel] });
            note((wide.result?.length === 1) === isOpen, `channel ${channel} as a public one by ${who.id}`);
            if (isOpen) await client.call("public/unsubscribe", { channels: [channel] });
            if (who.isNobody) continue;
            const { result } = await client.call("private/subscribe", { channels: [channel] });
            note((result?.length === 1) === isAllowed(who), `channel ${channel} by ${who.id}: ${JSON.stringify(result)}`);
            await client.call("private/unsubscribe", { channels: [channel] });
        }
    }
}

// --- what is another's ---------------------------------------------------------------------------

const GIVEN = {
    instrument_name: INSTRUMENT, currency: "BTC", index_name: "btc_usd", kind: "future", amount: 0.01,
    price: 1000, label: "theirs", reason: "to see", start_timestamp: 0, end_timestamp: 4102444800000,
    channels: [], type: "limit", resolution: "1", length: "8h", nonce: "n", simulated_positions: {},
};

function fill(method, params) {
    for (const { name, required, choices } of method.parameters) {
        if (!required || name in params) continue;
        const words = choices?.split("|") ?? [];
        params[name] = words.find((word) => word === "margin") ?? words[0] ?? GIVEN[name] ?? 1;
    }
    return params;
}

const ACCOUNTS = ["account_id", "subaccount_id", "subject_id"];

// Accounts of others in every parameter that names one.  A method that is not the caller's at all
// was walked above.
async function walkAccounts(clients, methods, note) {
    const { who, client } = clients.find(({ who: it }) => it.id === "demo");
    const { result: tokens } = await client.call("public/auth", {
        grant_type: "client_credentials", client_id: "demo", client_secret: "demo-secret" });
    const isOfKey = (name) => name.startsWith("private/") || name === "public/exchange_token";
    const asked = methods.filter((it) => may(who, it.name) && isOfKey(it.name) && !ENDING.has(it.name));
    for (const method of asked) {
        for (const { name } of method.parameters.filter((it) => ACCOUNTS.includes(it.name))) {
            for (const other of [1, 3, 4, 4294967295]) {
                const params = fill(method, { [name]: other, refresh_token: tokens.refresh_token });
                const { error } = await client.call(method.name, params);
                note(error?.code === FORBIDDEN, `${method.name} with ${name} ${other}: ${JSON.stringify(error)}`);
            }
        }
    }
}

// An order of another: not seen, not changed, not ended.
async function walkOrders(clients, methods, note) {
    const { client } = clients.find(({ who }) => who.id === "demo");
    const { client: owner } = clients.find(({ who }) => who.id === "demo2");
    const price = 55000;
    const order = { instrument_name: INSTRUMENT, amount: 0.01, price, label: "theirs" };
    let placed = await owner.call("private/buy", order);
    // The market was without prices: it waits for them, then collects orders.
    for (let i = 0; i < 3000 && NOT_YET.has(placed.error?.code); i++) {
        await sleep(100);
        placed = await owner.call("private/buy", order);
    }
    const id = placed.result?.order?.order_id;
    note(id !== undefined, `demo2 places an order: ${JSON.stringify(placed.error)}`);
    const own = ({ name }) => name.startsWith("private/") && !ENDING.has(name);
    for (const method of methods.filter(own)) {
        const names = method.parameters.map(({ name }) => name);
        for (const name of names.filter((it) => it === "order_id" || it === "ids")) {
            const params = fill(method, { [name]: name === "ids" ? [id] : id });
            const { result, error } = await client.call(method.name, params);
            const isEmpty = Array.isArray(result) && result.length === 0;
            note(error !== undefined || isEmpty, `${method.name} with another's ${name}: ${JSON.stringify(result)}`);
        }
        if (!names.includes("label") || /buy|sell/.test(method.name)) continue;
        const { result } = await client.call(method.name, fill(method, { label: "theirs" }));
        const isNothing = result === undefined || result === 0 || (Array.isArray(result) && result.length === 0);
        note(isNothing, `${method.name} with another's label: ${JSON.stringify(result)}`);
    }
    await client.call("private/cancel_all", {});
    const after = await owner.call("private/get_order_state", { order_id: id });
    note(after.result?.order_state === "open" && after.result?.price === price, `demo2's order is as it was: ${JSON.stringify(after)}`);
    await owner.call("private/cancel", { order_id: id });
}

// --- roles come and go ---------------------------------------------------------------------------

// Users are changed by one operator and approved by another.
async function setUser(clients, fields) {
    const of = (id) => clients.find(({ who }) => who.id === id).client;
    const proposed = await of("operator").call("operations/submit", { command: "user_set", fields, reason: "rights test" });
    const { action_id } = proposed.result;
    const decided = await of("operator2").call("operations/approve", { action_id, reason: "agreed" });
    return decided.result?.state === "executed";
}

async function takeAway(clients, note) {
    const { client } = clients.find(({ who }) => who.id === "surveillance");
    const before = await client.call("surveillance/get_alerts", {});
    note(before.error?.code !== FORBIDDEN, `surveillance sees alerts: ${JSON.stringify(before.error)}`);
    note(await setUser(clients, { user_id: 11, roles: ["trader"] }), "the role is taken away");
    const after = await client.call("surveillance/get_alerts", {});
    note(after.error?.code === FORBIDDEN, `and gone at once: ${JSON.stringify(after.error)}`);
    note(await setUser(clients, { user_id: 11, roles: ["surveillance"] }), "it is given again");
    const again = await client.call("surveillance/get_alerts", {});
    note(again.error?.code !== FORBIDDEN, `and there at once: ${JSON.stringify(again.error)}`);
}

export async function walkRoles(venue, methods, note) {
    const clients = [{ who: NOBODY, client: await openSocket(venue.ws) }];
    for (const who of [...TRADERS, ...STAFF]) {
        clients.push({ who, client: await login(venue.ws, who.id, `${who.id}-secret`) });
    }
    note(await setUser(clients, { user_id: 50, member_id: 2, roles: ALL_ROLES }), "a user of a member gets every role");
    await walkMethods(clients, methods, note);
    await walkChannels(clients, note);
    await walkAccounts(clients, methods, note);
    await walkOrders(clients, methods, note);
    await takeAway(clients, note);
    for (const { client } of clients) client.close();
}
