// SPDX-License-Identifier: Apache-2.0
//
// rest.mjs - the REST dialect for tests: signed headers, and bytes on a connection of their own.

import { constants, sign } from "node:crypto";
import { connect } from "node:net";

export const ROOT = "/trade-api/v2";
export const WS_PATH = "/trade-api/ws/v2/margin";

const SILENT_MS = 300_000; // a bound for what never comes

export function signed(key, id, method, path, stamp = Date.now()) {
    const text = Buffer.from(`${stamp}${method}${path}`);
    const padding = { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
    return {
        "KALSHI-ACCESS-KEY": id,
        "KALSHI-ACCESS-TIMESTAMP": String(stamp),
        "KALSHI-ACCESS-SIGNATURE": sign("sha256", text, padding).toString("base64"),
    };
}

export function request(method, target, headers = {}, body = undefined) {
    const lines = [`${method} ${target} HTTP/1.1`, "host: localhost"];
    for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`);
    const bytes = body === undefined ? Buffer.alloc(0) : Buffer.from(body);
    if (body !== undefined) lines.push(`content-length: ${bytes.length}`);
    return Buffer.concat([Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1"), bytes]);
}

// A connection that shows what came back so far; `until` waits for an answer or the end.
export function open(base) {
    const { hostname, port } = new URL(base);
    const socket = connect(Number(port), hostname);
    let text = "";
    let isOver = false;
    let wake = () => {};
    const note = () => wake();
    socket.on("data", (bytes) => { text += bytes.toString("latin1"); note(); });
    for (const event of ["close", "error", "end"]) socket.on(event, () => { isOver = true; note(); });
    const answer = () => {
        const end = text.indexOf("\r\n\r\n");
        if (end < 0) return undefined;
        const head = text.slice(0, end);
        const size = Number(/content-length: *(\d+)/i.exec(head)?.[1] ?? 0);
        const body = text.slice(end + 4);
        return body.length < size ? undefined : { status: Number(head.split(" ")[1]), body: body.slice(0, size) };
    };
    async function until(isDone) {
        const deadline = Date.now() + SILENT_MS;
        while (!isDone()) {
            if (Date.now() > deadline) throw new Error("neither an answer nor an end");
            await new Promise((resolve) => {
                const timer = setTimeout(resolve, 1000);
                wake = () => { clearTimeout(timer); resolve(); };
            });
        }
    }
    return {
        send: (bytes) => { if (!socket.destroyed) socket.write(bytes); },
        isOver: () => isOver,
        close: () => socket.destroy(),
        ended: () => until(() => isOver),
        // {status, body}, or {status: 0} if the venue closed without a word.
        async answer() {
            await until(() => isOver || answer() !== undefined);
            return answer() ?? { status: 0, body: "" };
        },
    };
}

export async function ask(base, bytes) {
    const client = open(base);
    client.send(bytes);
    const answer = await client.answer();
    client.close();
    return answer;
}
