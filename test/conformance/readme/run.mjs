// SPDX-License-Identifier: Apache-2.0
//
// run.mjs - does what the README says that a reader can do: its JavaScript and its curl, as they stand.
//
// usage: node run.mjs PERPETUA README
//
// Only the address is another one, venue time begins an hour before a funding, and it runs slower:
// on a busy machine receipts may not keep up with a thousand times the events.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { fileURLToPath } from "node:url";

import { eventually, startVenue, waitForMarket } from "../lib/venue.mjs";

const [program, readme] = process.argv.slice(2);
const WAIT_MS = 900_000;
const ADDRESS = "http://127.0.0.1:8080";
const LINES_MAX = 15;
const run = promisify(execFile);

function blockOf(text, language) {
    const found = text.match(new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``));
    assert.ok(found, `the README has no block of ${language}`);
    return found[1];
}

async function runJavaScript(block, venue) {
    // Among the packages that it imports, where git does not see it if this program is killed.
    const folder = fileURLToPath(new URL("../node_modules", import.meta.url));
    const path = join(folder, `.readme-${process.pid}.mjs`);
    await writeFile(path, block.replaceAll(ADDRESS, venue.http));
    try {
        return (await run("node", [path], { timeout: WAIT_MS })).stdout;
    } finally {
        await rm(path);
    }
}

async function runShell(block, venue) {
    return (await run("bash", ["-e", "-c", block.replaceAll(ADDRESS, venue.http)], { timeout: WAIT_MS })).stdout;
}

// Where demand pushes a market there may be nobody on the other side for a moment, or not enough: the
// venue refuses the order or ends its rest, and a reader tries again.
const EMPTY = /R-MARKET-2|"order_state":"cancelled"|^bought (?!0\.01 )/m;

const unlessEmpty = (work) => eventually("a market with both sides", async () => {
    try {
        const output = await work();
        return EMPTY.test(output) ? null : { output };
    } catch (error) {
        return EMPTY.test(error.stderr) ? null : { error };
    }
});

async function main() {
    const text = await readFile(readme, "utf8");
    const [code, shell] = [blockOf(text, "js"), blockOf(text, "sh")];
    assert.ok(code.trim().split("\n").length <= LINES_MAX, `more than ${LINES_MAX} lines`);
    const venue = await startVenue(program, [
        "--speed", "300", "--scenario", "funding-squeeze", "--begin", "2026-11-04T20:00:00Z",
    ]);
    try {
        await waitForMarket(venue.http, "BTC_USD-PERPETUAL");
        const { output: spoken, error } = await unlessEmpty(() => runJavaScript(code, venue));
        if (error) throw error;
        console.log(spoken);
        assert.match(spoken, /^bought 0\.01 at \d+(\.\d+)? for a fee of \d/m);
        assert.match(spoken, /^funding -?\d.* leaves \d/m);
        assert.match(spoken, /^R-FUND-10 /m);
        assert.match(spoken, /^result /m);
        const { output: answers, error: fault } = await unlessEmpty(() => runShell(shell, venue));
        if (fault) throw fault;
        assert.match(answers, /"order_state":"filled"/);
        assert.match(answers, /"title":"Funding payment of one position"[^]*"verified":true/);
        assert.match(answers, /"title":"Mark"[^]*"verified":true/);
        console.log("the README's JavaScript and curl do what it says");
    } finally {
        await venue.stop();
    }
}

await main();
