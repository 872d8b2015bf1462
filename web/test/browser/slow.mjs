/* SPDX-License-Identifier: Apache-2.0 */
// slow.mjs - a slow line and a slow machine between the page and its venue.
//
// On a fast machine two answers come together, and a step that reads one before the other is seldom
// found. Here each message waits a while that changes at random; their order stays that of the venue,
// as on a real line. What the page shows in between must be true, and the steps must wait for it.

const DELAY_MAX_MS = 400;
/** A delay is kept so long: what is sent together mostly arrives together, but not always. */
const CHANGE_MS = 60;
const CPU_TIMES_SLOWER = 3;

/** Returns when what comes now may go on: in order, and behind by at most DELAY_MAX_MS. */
function makeDelay() {
    let delay = 0;
    let changes = 0;
    let last = 0;
    return () => {
        const now = Date.now();
        if (now >= changes) {
            delay = Math.random() * DELAY_MAX_MS;
            changes = now + CHANGE_MS;
        }
        last = Math.max(last, now + delay);
        return last - now;
    };
}

/** Every socket that pages of this context open. */
export async function slowSockets(context) {
    await context.routeWebSocket(/.*/, (socket) => {
        const venue = socket.connectToServer();
        const outward = makeDelay();
        const inward = makeDelay();
        socket.onMessage((message) => setTimeout(() => venue.send(message), outward()));
        venue.onMessage((message) => setTimeout(() => socket.send(message), inward()));
        // Behind what still waits.
        socket.onClose((code, reason) => setTimeout(() => venue.close({ code, reason }), outward()));
        venue.onClose((code, reason) => setTimeout(() => socket.close({ code, reason }), inward()));
    });
}

export async function slowMachine(page) {
    const debug = await page.context().newCDPSession(page);
    await debug.send('Emulation.setCPUThrottlingRate', { rate: CPU_TIMES_SLOWER });
}
