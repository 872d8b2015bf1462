/* SPDX-License-Identifier: Apache-2.0 */
// rpc.test.ts - calls and answers, channels, and coming back after a lost connection.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RpcClient, RpcError } from './rpc';
import type { Link } from './rpc';

interface Sent {
    id: number;
    method: string;
    params: Record<string, unknown>;
}

/** A socket whose other end is the test. */
class FakeSocket {
    static readonly OPEN = 1;
    static all: FakeSocket[] = [];
    readyState = 0;
    sent: Sent[] = [];
    onopen: (() => void) | null = null;
    onmessage: ((message: { data: string }) => void) | null = null;
    onclose: (() => void) | null = null;

    constructor(readonly url: string) {
        FakeSocket.all.push(this);
    }

    send(text: string): void {
        this.sent.push(JSON.parse(text) as Sent);
    }

    close(): void {
        this.readyState = 3;
        this.onclose?.();
    }

    open(): void {
        this.readyState = 1;
        this.onopen?.();
    }

    say(message: Record<string, unknown>): void {
        this.onmessage?.({ data: JSON.stringify({ jsonrpc: '2.0', ...message }) });
    }

    last(method: string): Sent {
        const found = this.sent.filter((one) => one.method === method).pop();
        if (!found) throw new Error(`${method} was not asked`);
        return found;
    }
}

const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(1);

/** Answers everything the client does on a new connection. */
async function answerAll(socket: FakeSocket): Promise<void> {
    const done = new Set<number>();
    for (let round = 0; round < 8; round++) {
        for (const { id, method, params } of socket.sent) {
            if (done.has(id)) continue;
            done.add(id);
            const token = { access_token: 'a', refresh_token: 'r', expires_in: 900, scope: '' };
            const result = method === 'public/auth' ? token : params['channels'] ?? 'ok';
            socket.say({ id, result });
        }
        await settle();
    }
}

describe('RpcClient', () => {
    let client: RpcClient;
    let links: Link[];
    let readies: boolean[];

    beforeEach(async () => {
        vi.useFakeTimers();
        vi.stubGlobal('window', Object.assign(globalThis, { addEventListener: () => undefined }));
        vi.stubGlobal('document', { addEventListener: () => undefined, visibilityState: 'visible' });
        vi.stubGlobal('WebSocket', FakeSocket);
        FakeSocket.all = [];
        links = [];
        readies = [];
        client = new RpcClient('ws://venue', {
            link: (link) => links.push(link),
            ready: (again) => readies.push(again),
            latency: () => undefined,
            serverTime: () => undefined,
            testnet: () => undefined,
            loggedOut: () => undefined,
        });
        client.start();
        FakeSocket.all[0]!.open();
        await answerAll(FakeSocket.all[0]!);
    });

    afterEach(() => {
        vi.useRealTimers();
        vi.unstubAllGlobals();
    });

    it('gives each answer to its own call, in whatever order', async () => {
        const socket = FakeSocket.all[0]!;
        const first = client.call<number>('public/first');
        const second = client.call<number>('public/second');
        socket.say({ id: socket.last('public/second').id, result: 2 });
        socket.say({ id: socket.last('public/first').id, result: 1 });
        expect(await Promise.all([first, second])).toEqual([1, 2]);
    });

    it('turns an error into one with its code, message and data', async () => {
        const socket = FakeSocket.all[0]!;
        const call = client.call('private/buy');
        const error = { code: 10009, message: 'not_enough_funds', data: { reason: 'margin' } };
        socket.say({ id: socket.last('private/buy').id, error });
        const failure = await call.catch((reason: unknown) => reason);
        expect(failure).toBeInstanceOf(RpcError);
        expect(failure).toMatchObject(error);
    });

    it('ends a call that is not answered', async () => {
        const call = client.call('public/silence').catch((reason: Error) => reason.message);
        await vi.advanceTimersByTimeAsync(15_001);
        expect(await call).toMatch(/no answer/);
    });

    it('answers the test of a heartbeat', async () => {
        const socket = FakeSocket.all[0]!;
        const before = socket.sent.filter((one) => one.method === 'public/test').length;
        socket.say({ method: 'heartbeat', params: { type: 'test_request' } });
        expect(socket.sent.filter((one) => one.method === 'public/test')).toHaveLength(before + 1);
    });

    it('hands notifications to the handler of their channel', async () => {
        const socket = FakeSocket.all[0]!;
        const taken: unknown[] = [];
        const asked = client.subscribe({ 'ticker.X': (data: number) => taken.push(data) });
        socket.say({ id: socket.last('public/subscribe').id, result: ['ticker.X'] });
        await asked;
        socket.say({ method: 'subscription', params: { channel: 'ticker.X', data: 5 } });
        socket.say({ method: 'subscription', params: { channel: 'ticker.Y', data: 6 } });
        expect(taken).toEqual([5]);
    });

    it('hands out public notifications together, private ones at once', async () => {
        let handOut = (): void => undefined;
        const taken: string[] = [];
        const held = new RpcClient('ws://venue', {
            link: () => undefined, ready: () => undefined, latency: () => undefined,
            serverTime: () => undefined, testnet: () => undefined, loggedOut: () => undefined,
            schedule: (run) => { handOut = run; },
        });
        held.start();
        const socket = FakeSocket.all[FakeSocket.all.length - 1]!;
        socket.open();
        await answerAll(socket);
        const asked = held.subscribe({
            'book.X': (data: string) => taken.push(data),
            'user.orders.X': (data: string) => taken.push(data),
        });
        await answerAll(socket);
        await asked;
        for (const [channel, data] of [['book.X', 'one'], ['user.orders.X', 'own'], ['book.X', 'two']]) {
            socket.say({ method: 'subscription', params: { channel, data } });
        }
        expect(taken).toEqual(['own']);
        handOut();
        expect(taken).toEqual(['own', 'one', 'two']);
    });

    it('does not join a channel again that was left while it asked for a snapshot', async () => {
        const socket = FakeSocket.all[0]!;
        const asked = client.subscribe({ 'book.X': () => undefined });
        await answerAll(socket);
        await asked;
        const fresh = client.resubscribe('book.X');
        const left = client.unsubscribe(['book.X']);
        const before = socket.sent.filter((one) => one.method === 'public/subscribe').length;
        await answerAll(socket);
        await Promise.all([fresh, left]);
        expect(socket.sent.filter((one) => one.method === 'public/subscribe')).toHaveLength(before);
    });

    it('sees when a private channel left something out', async () => {
        const gaps: string[] = [];
        const numbered = new RpcClient('ws://venue', {
            link: () => undefined, ready: () => undefined, latency: () => undefined,
            serverTime: () => undefined, testnet: () => undefined, loggedOut: () => undefined,
            gap: (channel) => gaps.push(channel),
        });
        numbered.start();
        const socket = FakeSocket.all[FakeSocket.all.length - 1]!;
        socket.open();
        await answerAll(socket);
        const channel = 'user.orders.X';
        for (const [sequence, before] of [[3, 0], [5, 3], [9, 7], [11, 9]]) {
            socket.say({
                method: 'subscription',
                params: { channel, data: {}, sequence, prev_sequence: before },
            });
        }
        expect(gaps).toEqual([channel]);
    });

    it('logs in and subscribes again after a lost connection, private channels included', async () => {
        const socket = FakeSocket.all[0]!;
        const ready = client.logIn('demo', 'secret');
        await answerAll(socket);
        await ready;
        const asked = client.subscribe({ 'book.X': () => undefined, 'user.orders.X': () => undefined });
        await answerAll(socket);
        await asked;
        const lost = client.call('public/late').catch((reason: Error) => reason.message);
        socket.close();
        expect(await lost).toMatch(/connection lost/);
        expect(links[links.length - 1]).toBe('lost');

        await vi.advanceTimersByTimeAsync(500);
        const next = FakeSocket.all[1]!;
        next.open();
        await answerAll(next);
        expect(next.last('public/auth').params['client_id']).toBe('demo');
        expect(next.last('public/subscribe').params['channels']).toEqual(['book.X']);
        expect(next.last('private/subscribe').params['channels']).toEqual(['user.orders.X']);
        expect(readies).toEqual([false, true]);
        expect(links[links.length - 1]).toBe('open');
    });

    it('waits longer after each failed connection, but not for ever', async () => {
        FakeSocket.all[0]!.close();
        for (let attempt = 1; attempt < 12; attempt++) {
            await vi.advanceTimersByTimeAsync(10_001);
            FakeSocket.all[FakeSocket.all.length - 1]!.close();
        }
        expect(FakeSocket.all.length).toBe(12);
    });
});
