// SPDX-License-Identifier: Apache-2.0
//
// run.mjs - the unmodified ccxt library against a real venue, once plain and once over TLS.
//
// usage: node ccxt/run.mjs PERPETUA

import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

import { startVenue, waitForMarket } from "../lib/venue.mjs";

const calls = fileURLToPath(new URL("calls.mjs", import.meta.url));

function runCalls(title, rest, ws, environment) {
    console.log(`\n== ccxt, ${title}`);
    return new Promise((resolve) => {
        const child = spawn(process.execPath, [calls, rest, ws], {
            stdio: "inherit",
            env: { ...process.env, ...environment },
        });
        child.on("exit", (code) => resolve(code === 0));
    });
}

const program = process.argv[2];
const venue = await startVenue(program, process.argv.slice(3));
let isGood = true;
try {
    await waitForMarket(venue.http, "BTC_USD-PERPETUAL");
    isGood = (await runCalls("plain", venue.http, venue.ws, {})) && isGood;
    const trust = { NODE_EXTRA_CA_CERTS: venue.certificate };
    isGood = (await runCalls("TLS", venue.https, venue.wss, trust)) && isGood;
    isGood = isGood && venue.isRunning();
} finally {
    if (!isGood) console.error(venue.log().split("\n").slice(-30).join("\n"));
    await venue.stop();
}
process.exit(isGood ? 0 : 1);
