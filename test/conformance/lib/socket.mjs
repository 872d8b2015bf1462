// SPDX-License-Identifier: Apache-2.0
//
// socket.mjs - JSON-RPC over one WebSocket: calls by id, notifications in a list.

import WebSocket from "ws";

const ANSWER_MS = 300_000; // a bound for what never comes

export async function openSocket(url) {
    const socket = new WebSocket(url);
    const waiting = new Map();
    const client = { notifications: [], socket };
    let next = 1;
    socket.on("message", (bytes) => {
        const message = JSON.parse(bytes.toString());
        const resolve = waiting.get(message.id);
        if (message.method !== undefined) client.notifications.push(message);
        else if (resolve) resolve(message);
    });
    await new Promise((resolve, reject) => {
        socket.once("open", resolve);
        socket.once("error", reject);
    });
    client.call = (method, params = {}) => {
        const id = next++;
        socket.send(JSON.stringify({ jsonrpc: "2.0", id, method, params }));
        return new Promise((resolve, reject) => {
            const timer = setTimeout(() => reject(new Error(`${method}: no answer`)), ANSWER_MS);
            waiting.set(id, (message) => {
                clearTimeout(timer);
                waiting.delete(id);
                resolve(message);
            });
        });
    };
    client.close = () => socket.close();
    return client;
}

export async function login(url, id, secret, scope = "") {
    const client = await openSocket(url);
    const answer = await client.call("public/auth", {
        grant_type: "client_credentials", client_id: id, client_secret: secret,
        ...(scope ? { scope } : {}) });
    if (answer.error) throw new Error(`login: ${JSON.stringify(answer.error)}`);
    return client;
}
