// SPDX-License-Identifier: Apache-2.0
//
// venue.mjs - a real venue for a test: started in an empty folder, stopped with it.

import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

// Bounds for what never ends: no test depends on how fast the machine is.
const READY_MS = 300_000;
const STOP_MS = 300_000;
const NEVER_MS = 300_000;

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// Looks until it finds something true, and gives it.  A look that throws has not found it yet; what it
// threw last is told when it never comes.
export async function eventually(what, look, pause = 20) {
    const deadline = Date.now() + NEVER_MS;
    let reason = "";
    for (;;) {
        try {
            const found = await look();
            if (found) return found;
        } catch (error) {
            reason = `: ${error?.message ?? error}`;
        }
        if (Date.now() > deadline) throw new Error(`${what} never came${reason}`);
        await sleep(pause);
    }
}

// What the venue says when it serves, and on which ports: it asked the system for free ones.
const READY = /ready after \d+ ms: sequence \d+, port (\d+), TLS port (\d+)/;

// What a sanitizer or a failed assertion writes; the venue's own lines are JSON.
const FINDING = /runtime error:|ERROR: \w+Sanitizer|^assertion|check_failed/m;

// One run of the program in a data directory.
export async function run(program, options, data) {
    const log = [];
    const child = spawn(
        program,
        ["venue", "--demo", "--data", data, "--listen", "127.0.0.1:0", "--tls", "127.0.0.1:0", ...options],
        { stdio: ["ignore", "pipe", "pipe"] },
    );
    for (const stream of [child.stdout, child.stderr]) {
        stream.on("data", (bytes) => log.push(bytes.toString()));
    }
    let code = null;
    const ended = new Promise((resolve) => {
        child.on("exit", (status, signal) => resolve((code = status ?? signal)));
    });
    const venue = {
        data,
        pid: child.pid,
        certificate: join(data, "tls-certificate.pem"),
        log: () => log.join(""),
        isRunning: () => code === null,
        // Ends the program in order; its status, or why that is no good end.
        async halt() {
            child.kill("SIGTERM");
            const timer = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
            await ended;
            clearTimeout(timer);
            const finding = venue.log().split("\n").find((line) => FINDING.test(line));
            if (finding !== undefined) {
                console.error(venue.log());
                process.exitCode = 1;
            }
            return finding ?? code;
        },
        async stop() {
            const status = await venue.halt();
            await rm(data, { recursive: true, force: true });
            return status;
        },
    };
    const deadline = Date.now() + READY_MS;
    let ports;
    while ((ports = READY.exec(venue.log())) === null) {
        if (code !== null || Date.now() > deadline) {
            console.error(venue.log());
            await venue.stop();
            throw new Error("the venue does not come up");
        }
        await sleep(20);
    }
    const [, plain, tls] = ports;
    return Object.assign(venue, {
        http: `http://127.0.0.1:${plain}`,
        ws: `ws://127.0.0.1:${plain}/ws/api/v2`,
        https: `https://127.0.0.1:${tls}`,
        wss: `wss://127.0.0.1:${tls}/ws/api/v2`,
    });
}

// Starts PERPETUA (a path to the program) with extra options; the result has its addresses and stop().
// With `prepare` it is started, stopped, given its data directory to change, and started again; `first`
// are the options of its first run; null: there is none, and what it is given is an empty directory.
export async function startVenue(program, options = [], prepare = undefined, first = ["--agents", "no"]) {
    const data = await mkdtemp(join(tmpdir(), "perpetua-conformance-"));
    if (prepare !== undefined) {
        if (first !== null) await (await run(program, first, data)).halt();
        await prepare(data);
    }
    return run(program, options, data);
}

// One request of the JSON-RPC dialect over HTTP; gives the whole answer.
export async function rpc(base, method, params = {}, headers = {}) {
    const answer = await fetch(`${base}/api/v2`, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
    });
    return answer.json();
}

export const basic = (id, secret) => ({
    authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString("base64")}`,
});

// Waits until an instrument trades: a bid, an ask, a mark and a trade.
export const waitForMarket = (base, instrument) => eventually("a market", async () => {
    const { result } = await rpc(base, "public/ticker", { instrument_name: instrument });
    const hasAll = result?.best_bid_price > 0 && result?.best_ask_price > 0 &&
        result?.mark_price > 0 && result?.last_price > 0 && result?.state === "open";
    return hasAll && result;
}, 100);
