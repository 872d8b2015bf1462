// SPDX-License-Identifier: Apache-2.0
//
// fan_out.mjs - processor time of a running venue whose book goes to many subscribers.
//
// usage: node bench/fan_out.mjs PERPETUA [SUBSCRIBERS [SECONDS]]   after npm ci in test/conformance
//
// Starts the demonstration, waits, and prints the processor time of the venue (all its threads) in
// a hundredth of one processor, without anybody and with so many WebSocket clients of
// book.BTC_USD-PERPETUAL.100ms.

import { readFileSync } from "node:fs";

import { openSocket } from "../test/conformance/lib/socket.mjs";
import { sleep, startVenue, waitForMarket } from "../test/conformance/lib/venue.mjs";

const [program, subscribers = "1000", seconds = "20"] = process.argv.slice(2);
const INSTRUMENT = "BTC_USD-PERPETUAL";
const TICKS_PER_SECOND = 100; // of /proc

function processorSeconds(pid) {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

async function measure(venue, what, clients) {
    const before = processorSeconds(venue.pid);
    const begin = Date.now();
    for (const client of clients) client.notifications.length = 0;
    await sleep(Number(seconds) * 1000);
    const used = (processorSeconds(venue.pid) - before) / ((Date.now() - begin) / 1000);
    const messages = clients.reduce((sum, client) => sum + client.notifications.length, 0);
    console.log(`${what}: ${(used * 100).toFixed(1)} % of a processor, ${messages} messages in ${seconds} s`);
}

const venue = await startVenue(program, ["--request-burst", "0", "--subscribe-burst", "0"]);
try {
    await waitForMarket(venue.http, INSTRUMENT);
    await sleep(5000);
    await measure(venue, "nobody", []);
    const clients = [];
    for (let i = 0; i < Number(subscribers); i++) {
        const client = await openSocket(venue.ws);
        await client.call("public/subscribe", { channels: [`book.${INSTRUMENT}.100ms`] });
        clients.push(client);
    }
    await sleep(2000);
    await measure(venue, `${subscribers} subscribers`, clients);
    for (const client of clients) client.close();
} finally {
    await venue.stop();
}
