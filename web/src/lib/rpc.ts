/* SPDX-License-Identifier: Apache-2.0 */
// rpc.ts - JSON-RPC 2.0 over one WebSocket: calls, subscriptions, log-in, reconnection.
//
// Role: knows the wire, not the market. It keeps the set of channels that are wanted and asks for
// them again after each connection; each channel has one handler.
// Invariant: a call is answered exactly once, by its result, its error, or the end of the socket.

export class RpcError extends Error {
    constructor(
        readonly code: number,
        message: string,
        readonly data: unknown = undefined,
    ) {
        super(message);
    }
}

export const METHOD_NOT_FOUND = -32601;
const NO_CONNECTION = -1;
const CALL_TIMEOUT_MS = 15_000;
const PING_INTERVAL_MS = 5_000;
const BACKOFF_FIRST_MS = 300;
const BACKOFF_LAST_MS = 8_000;

export type Link = 'connecting' | 'open' | 'lost';

interface Waiting {
    resolve: (result: unknown) => void;
    reject: (error: RpcError) => void;
    timer: number;
}

interface Notification {
    channel?: string;
    data?: unknown;
    sequence?: number;
    prev_sequence?: number;
}

interface AuthResult {
    access_token: string;
    refresh_token: string;
    expires_in: number;
    scope: string;
}

export interface RpcEvents {
    link: (link: Link) => void;
    /** Connected, logged in again if it was before, subscribed again: state may be read now. */
    ready: (authenticated: boolean) => void;
    latency: (milliseconds: number) => void;
    serverTime: (milliseconds: number) => void;
    testnet: (testnet: boolean) => void;
    loggedOut: (reason: string) => void;
    /** A private channel left something out: what it tells of must be read again. */
    gap?: (channel: string) => void;
    /** When public notifications that have come are handed out; absent: at once. */
    schedule?: (handOut: () => void) => void;
}

type Handler = (data: never) => void;

export class RpcClient {
    private socket: WebSocket | null = null;
    private nextId = 1;
    private readonly waiting = new Map<number, Waiting>();
    private readonly handlers = new Map<string, Handler>();
    private backoffMs = BACKOFF_FIRST_MS;
    private credentials: { id: string; secret: string } | null = null;
    private refreshToken: string | null = null;
    private refreshTimer = 0;
    private held: [string, unknown][] = [];
    private readonly sequences = new Map<string, number>();

    constructor(
        private readonly url: string,
        private readonly events: RpcEvents,
    ) {}

    start(): void {
        this.open();
        window.setInterval(() => this.ping(), PING_INTERVAL_MS);
        window.addEventListener('online', () => this.reconnectNow());
        document.addEventListener('visibilitychange', () => {
            if (document.visibilityState === 'visible') this.reconnectNow();
        });
    }

    call<T>(method: string, params: Record<string, unknown> = {}): Promise<T> {
        const socket = this.socket;
        if (!socket || socket.readyState !== WebSocket.OPEN) {
            return Promise.reject(new RpcError(NO_CONNECTION, 'not connected'));
        }
        const id = this.nextId++;
        return new Promise<T>((resolve, reject) => {
            const timer = window.setTimeout(() => {
                this.waiting.delete(id);
                reject(new RpcError(NO_CONNECTION, 'no answer from the venue'));
            }, CALL_TIMEOUT_MS);
            this.waiting.set(id, { resolve: resolve as (result: unknown) => void, reject, timer });
            socket.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
        });
    }

    /** Asks for channels; the handler of each is called with its data from now on. */
    async subscribe(handlers: Record<string, (data: never) => void>): Promise<string[]> {
        for (const [channel, handler] of Object.entries(handlers)) {
            this.handlers.set(channel, handler);
        }
        return this.askFor(Object.keys(handlers));
    }

    async unsubscribe(channels: string[]): Promise<void> {
        if (channels.length === 0) return;
        for (const channel of channels) this.handlers.delete(channel);
        const method = channels.some(isPrivate) ? 'private/unsubscribe' : 'public/unsubscribe';
        await this.call(method, { channels }).catch(() => undefined);
    }

    /** Drops a channel and asks for it again: the venue answers with a fresh snapshot. */
    async resubscribe(channel: string): Promise<void> {
        const method = isPrivate(channel) ? 'private/unsubscribe' : 'public/unsubscribe';
        await this.call(method, { channels: [channel] });
        // Left meanwhile: joined again it would have no snapshot when it is wanted next.
        if (this.handlers.has(channel)) await this.askFor([channel]);
    }

    async logIn(id: string, secret: string): Promise<void> {
        const result = await this.call<AuthResult>('public/auth', {
            grant_type: 'client_credentials', client_id: id, client_secret: secret,
        });
        this.credentials = { id, secret };
        this.keepTokens(result);
    }

    async logOut(): Promise<void> {
        this.forgetLogIn();
        for (const channel of [...this.handlers.keys()]) {
            if (isPrivate(channel)) this.handlers.delete(channel);
        }
        // The venue closes the connection of a session that logs out; a new one opens by itself.
        const socket = this.socket;
        await this.call('private/logout').catch(() => undefined);
        if (!socket) return;
        socket.close();
        this.closed(socket);
    }

    private async askFor(channels: string[]): Promise<string[]> {
        const closed = channels.filter(isPrivate);
        const open = channels.filter((channel) => !isPrivate(channel));
        const accepted: string[] = [];
        if (open.length > 0) {
            accepted.push(...await this.call<string[]>('public/subscribe', { channels: open }));
        }
        if (closed.length > 0) {
            accepted.push(...await this.call<string[]>('private/subscribe', { channels: closed }));
        }
        return accepted;
    }

    private open(): void {
        this.events.link('connecting');
        this.sequences.clear();
        const socket = new WebSocket(this.url);
        this.socket = socket;
        socket.onopen = () => void this.opened(socket);
        socket.onmessage = (message) => this.received(String(message.data));
        socket.onclose = () => this.closed(socket);
    }

    private async opened(socket: WebSocket): Promise<void> {
        try {
            const authenticated = await this.logInAgain();
            await this.call('public/set_heartbeat', { interval: 30 }).catch(() => undefined);
            const channels = [...this.handlers.keys()]
                .filter((channel) => authenticated || !isPrivate(channel));
            if (channels.length > 0) await this.askFor(channels);
            if (socket !== this.socket) return;
            this.backoffMs = BACKOFF_FIRST_MS;
            this.events.link('open');
            this.events.ready(authenticated);
            this.ping();
        } catch (error) {
            // Without its subscriptions the page would show stale numbers: begin again.
            if (error instanceof RpcError) socket.close();
            else throw error;
        }
    }

    private async logInAgain(): Promise<boolean> {
        if (!this.credentials) return false;
        try {
            await this.logIn(this.credentials.id, this.credentials.secret);
            return true;
        } catch (error) {
            if (error instanceof RpcError && error.code === NO_CONNECTION) throw error;
            this.forgetLogIn();
            this.events.loggedOut(error instanceof Error ? error.message : 'log-in refused');
            return false;
        }
    }

    private closed(socket: WebSocket): void {
        if (socket !== this.socket) return;
        this.socket = null;
        for (const waiting of this.waiting.values()) {
            window.clearTimeout(waiting.timer);
            waiting.reject(new RpcError(NO_CONNECTION, 'connection lost'));
        }
        this.waiting.clear();
        this.events.link('lost');
        const delay = this.backoffMs * (0.75 + Math.random() / 2);
        this.backoffMs = Math.min(this.backoffMs * 2, BACKOFF_LAST_MS);
        window.setTimeout(() => this.reconnectNow(), delay);
    }

    private reconnectNow(): void {
        if (!this.socket) this.open();
    }

    private received(message: string): void {
        const json = JSON.parse(message) as {
            id?: number; result?: unknown; usOut?: number; testnet?: boolean; method?: string;
            error?: { code: number; message: string; data?: unknown };
            params?: Notification & { type?: string };
        };
        if (json.method === 'subscription' && json.params?.channel) {
            this.follow(json.params);
            this.notified(json.params.channel, json.params.data);
            return;
        }
        if (json.method === 'heartbeat') {
            if (json.params?.type === 'test_request') void this.call('public/test').catch(() => undefined);
            return;
        }
        if (json.usOut) this.events.serverTime(json.usOut / 1000);
        if (json.testnet !== undefined) this.events.testnet(json.testnet);
        const waiting = json.id === undefined ? undefined : this.waiting.get(json.id);
        if (!waiting || json.id === undefined) return;
        this.waiting.delete(json.id);
        window.clearTimeout(waiting.timer);
        if (json.error) {
            waiting.reject(new RpcError(json.error.code, json.error.message, json.error.data));
        } else {
            waiting.resolve(json.result);
        }
    }

    /** Private messages are numbered: each names the one before it, the first of a channel none. */
    private follow({ channel = '', sequence, prev_sequence: before }: Notification): void {
        if (sequence === undefined || before === undefined) return;
        const last = this.sequences.get(channel);
        this.sequences.set(channel, sequence);
        if (last !== undefined && before !== 0 && before !== last) this.events.gap?.(channel);
    }

    /** Public data are collected, so that the page is drawn once for all of them. */
    private notified(channel: string, data: unknown): void {
        if (!this.events.schedule || isPrivate(channel)) {
            this.handlers.get(channel)?.(data as never);
            return;
        }
        this.held.push([channel, data]);
        if (this.held.length === 1) this.events.schedule(() => this.handOut());
    }

    private handOut(): void {
        const list = this.held;
        this.held = [];
        for (const [channel, data] of list) this.handlers.get(channel)?.(data as never);
    }

    private ping(): void {
        const start = performance.now();
        this.call('public/test').then(
            () => this.events.latency(performance.now() - start),
            () => undefined,
        );
    }

    private keepTokens(result: AuthResult): void {
        this.refreshToken = result.refresh_token;
        window.clearTimeout(this.refreshTimer);
        const delay = Math.min(Math.max(result.expires_in * 800, 5_000), 2 ** 31 - 1);
        this.refreshTimer = window.setTimeout(() => void this.refresh(), delay);
    }

    private async refresh(): Promise<void> {
        if (!this.refreshToken) return;
        try {
            this.keepTokens(await this.call<AuthResult>('public/auth', {
                grant_type: 'refresh_token', refresh_token: this.refreshToken,
            }));
        } catch {
            // The next connection logs in with the key itself.
        }
    }

    private forgetLogIn(): void {
        this.credentials = null;
        this.refreshToken = null;
        window.clearTimeout(this.refreshTimer);
    }
}

function isPrivate(channel: string): boolean {
    return /^(user|operations|surveillance)\./.test(channel);
}
