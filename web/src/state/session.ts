/* SPDX-License-Identifier: Apache-2.0 */
// session.ts - connects the venue to the signals: what is asked for, subscribed, and kept fresh.

import { batch, effect, signal } from '@preact/signals';
import { METHOD_NOT_FOUND, RpcClient, RpcError } from '../lib/rpc';
import type { Link } from '../lib/rpc';
import type {
    AccountSummary, BookMessage, Instrument, LogEntry, Order, Position, PublicTrade, Ticker,
    UserTrade,
} from '../lib/types';
import { add, decimal, divide, multiply, ZERO } from '../lib/decimal';
import { plain } from '../lib/format';
import {
    authenticated, accountName, clearAccount, clearOrders, history, isForced, ledger, setOpenOrders, summary,
    takeFills, takeOrders, takePositions, positions,
} from './account';
import {
    clearMarket, grid, group, instrument, instruments, loseBook, takeBook, takeTicker, takeTrades, ticker,
} from './market';
import { venueTime } from './clock';
import { toTicks } from '../lib/grid';
import { clearTicket, setPriceTicks } from './ticket';
import { route } from './route';
import { notify, notifyError, playFill } from './notices';
import { clearSources } from './source';
import { who } from './who';
import type { Who } from './who';

export const link = signal<Link>('connecting');
/** Grows with each connection that is ready: what was missed is read again. */
export const connections = signal(0);
export const latencyMs = signal<number | null>(null);
export const demo = signal(false);
export const logInOpen = signal(false);
export const loadError = signal<string | null>(null);

export const PREFERRED = 'BTC_USD-PERPETUAL';
const REFRESH_MS = 5_000;
const LEDGER_DAYS = 7;
const OPEN_MS = 15_000;
const RECOVER_MS = 1_000;

function socketUrl(): string {
    const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
    return `${scheme}//${location.host}/ws/api/v2`;
}

export const rpc = new RpcClient(socketUrl(), {
    link: (next) => {
        link.value = next;
        if (next === 'lost') loseBook();
    },
    ready: (again) => void ready(again),
    latency: (milliseconds) => {
        latencyMs.value = milliseconds;
    },
    // Not the venue's time, which in a demonstration runs at a pace of its own.
    serverTime: () => undefined,
    testnet: (testnet) => {
        if (testnet) demo.value = true;
    },
    gap: () => {
        if (authenticated.value) void loadAccount().catch(() => undefined);
    },
    schedule: (handOut) => {
        const all = (): void => batch(handOut);
        // A hidden page has no frames to draw.
        if (document.visibilityState === 'visible') requestAnimationFrame(all);
        else window.setTimeout(all, 250);
    },
    loggedOut: (reason) => {
        forget();
        notify('bad', 'Logged out', reason);
    },
});

function shownName(): string {
    return instrument.value?.instrument_name ?? PREFERRED;
}

function bookChannel(): string {
    return `book.${shownName()}.100ms`;
}

async function ready(again: boolean): Promise<void> {
    try {
        if (!instrument.value) await loadMarket();
        else {
            await relist();
            await catchUp();
        }
        if (again) {
            await learnWho();
            if (who.value?.account_id !== null) await loadAccount();
        }
        loadError.value = null;
        connections.value += 1;
    } catch (error) {
        loadError.value = error instanceof Error ? error.message : String(error);
    }
}

async function loadMarket(): Promise<void> {
    void rpc.call<{ demo?: boolean }>('public/status').then((status) => {
        if (status.demo) demo.value = true;
    }, () => undefined);
    // Before the list, that none is missed between the two.
    await rpc.subscribe({ 'instrument.state.any.any': () => void relist().catch(() => undefined) });
    const listed = await askInstruments();
    const wanted = (route.value.view === 'trade' && route.value.parts[0]) || PREFERRED;
    const chosen = listed.find((one) => one.instrument_name === wanted) ?? listed[0];
    if (!chosen) throw new Error('The venue lists no instrument.');
    batch(() => {
        instruments.value = listed;
        instrument.value = chosen;
    });
    await followMarket(chosen.instrument_name);
}

function askInstruments(): Promise<Instrument[]> {
    return rpc.call<Instrument[]>('public/get_instruments', { currency: 'any', kind: 'future', expired: false });
}

/** What is listed, and under which terms, may change while the page is open. */
async function relist(): Promise<void> {
    const listed = await askInstruments();
    const shown = listed.find((one) => one.instrument_name === shownName());
    batch(() => {
        instruments.value = listed;
        if (shown) instrument.value = shown;
    });
}

function marketChannels(name: string): Record<string, (data: never) => void> {
    return {
        [`book.${name}.100ms`]: bookArrived,
        [`ticker.${name}.100ms`]: takeTicker,
        [`trades.${name}.100ms`]: takeTrades,
    };
}

async function followMarket(name: string): Promise<void> {
    await rpc.subscribe(marketChannels(name));
    await catchUp();
}

let prepared = '';

/** Once for each instrument: a grouping of the book and a price that suit it. */
function prepare(): void {
    if (prepared === shownName()) return;
    prepared = shownName();
    const price = ticker.value?.last_price ?? ticker.value?.mark_price ?? 0;
    group.value = price / (instrument.value?.tick_size ?? 1) > 20_000 ? 5 : 1;
    if (price > 0) setPriceTicks(toTicks(grid.value, price));
}

/** Shows another instrument in the same session; what was of the one before goes. */
export async function showInstrument(chosen: Instrument): Promise<void> {
    const before = shownName();
    if (chosen.instrument_name === before) return;
    const left = rpc.unsubscribe(Object.keys(marketChannels(before)));
    const leftOwn = rpc.unsubscribe(ownChannelNames(before));
    batch(() => {
        clearMarket();
        clearOrders();
        clearTicket();
        instrument.value = chosen;
    });
    await Promise.all([left, leftOwn]);
    try {
        if (chosen.instrument_name !== shownName()) return;
        await followMarket(chosen.instrument_name);
        if (!authenticated.value || chosen.instrument_name !== shownName()) return;
        await rpc.subscribe(ownChannels(chosen.instrument_name));
        await loadAccount();
    } catch (error) {
        // A connection that went asks again when it is back.
        if (link.value === 'open') notifyError(chosen.instrument_name, error);
    }
}

/** What was missed; of an instrument that is no longer shown nothing is taken. */
async function catchUp(): Promise<void> {
    const name = shownName();
    const latest = await rpc.call<Ticker>('public/ticker', { instrument_name: name });
    if (name !== shownName()) return;
    takeTicker(latest);
    prepare();
    const recent = rpc.call<{ trades: PublicTrade[] }>(
        'public/get_last_trades_by_instrument', { instrument_name: name, count: 100 });
    // Trades go on by their channel even while the history does not answer.
    await recent.then((answer) => {
        if (name === shownName()) takeTrades(answer.trades);
    }, () => undefined);
}

function bookArrived(message: BookMessage): void {
    if (!takeBook(message)) recoverBook(bookChannel());
}

/** Until a snapshot comes the book stands still; a connection that went brings one by itself. */
function recoverBook(channel: string): void {
    rpc.resubscribe(channel).catch(() => {
        if (link.value !== 'open' || channel !== bookChannel()) return;
        window.setTimeout(() => recoverBook(channel), RECOVER_MS);
    });
}

/* ---- the trader's own side ---- */

/** The socket may be on its way: after a log-out the venue ends the old one. */
function whenOpen(): Promise<void> {
    return new Promise((resolve, reject) => {
        let stop: (() => void) | null = null;
        const timer = window.setTimeout(() => {
            stop?.();
            reject(new RpcError(-1, 'not connected'));
        }, OPEN_MS);
        stop = effect(() => {
            if (link.value !== 'open') return;
            window.clearTimeout(timer);
            queueMicrotask(() => stop?.());
            resolve();
        });
    });
}

/** Asks who this key is. A venue that does not say has traders only. */
async function learnWho(): Promise<void> {
    try {
        who.value = await rpc.call<Who>('private/get_session');
    } catch (error) {
        if (!isUnknownMethod(error)) throw error;
        who.value = { user_id: 0, member_id: 0, account_id: 0, roles: ['trader'], scopes: [] };
    }
}

function forget(): void {
    batch(() => {
        who.value = null;
        clearAccount();
        clearSources();
    });
}

export async function logIn(id: string, secret: string): Promise<void> {
    if (who.value) await logOut();
    await whenOpen();
    await rpc.logIn(id, secret);
    accountName.value = id;
    await learnWho();
    if (who.value?.account_id === null) return;
    authenticated.value = true;
    await subscribeAccount();
    await loadAccount();
}

export async function logOut(): Promise<void> {
    forget();
    await rpc.logOut();
}

async function subscribeAccount(): Promise<void> {
    const currency = instrument.value?.settlement_currency ?? 'USD';
    await rpc.subscribe({
        [`user.portfolio.${currency.toLowerCase()}`]: (update: AccountSummary) => {
            summary.value = { ...summary.value, ...update };
        },
    });
    await rpc.subscribe(ownChannels(shownName()));
}

/** The account's own events in one instrument. */
function ownChannels(name: string): Record<string, (data: never) => void> {
    return {
        [`user.changes.${name}.raw`]: changesArrived,
        [`user.orders.${name}.raw`]: (update: Order | Order[]) => takeOrders([update].flat()),
        [`user.trades.${name}.raw`]: (update: UserTrade[]) => fillsArrived(update),
    };
}

function ownChannelNames(name: string): string[] {
    return authenticated.value ? Object.keys(ownChannels(name)) : [];
}

interface Changes {
    trades?: UserTrade[];
    orders?: Order[];
    positions?: Position[];
}

function changesArrived(changes: Changes): void {
    if (changes.orders) takeOrders(changes.orders);
    if (changes.positions) takePositions(changes.positions);
    if (changes.trades) fillsArrived(changes.trades);
}

const FILL_WINDOW_MS = 150;
let arrived: UserTrade[] = [];

/** One order may fill in many pieces at once: they are told together. */
function fillsArrived(update: UserTrade[]): void {
    const fresh = takeFills(update);
    if (fresh.length === 0) return;
    if (arrived.length === 0) window.setTimeout(tellFills, FILL_WINDOW_MS);
    arrived = [...arrived, ...fresh];
}

function tellFills(): void {
    const byOrder = new Map<string, UserTrade[]>();
    for (const fill of arrived) {
        byOrder.set(fill.order_id, [...byOrder.get(fill.order_id) ?? [], fill]);
    }
    arrived = [];
    for (const fills of byOrder.values()) tellFill(fills);
    scheduleRefresh();
}

function tellFill(fills: UserTrade[]): void {
    const first = fills[0]!;
    const buys = first.direction === 'buy';
    const forced = fills.some(isForced);
    const verb = `${forced ? 'Liquidated: ' : ''}${buys ? 'Bought' : 'Sold'}`;
    const amount = fills.reduce((sum, fill) => add(sum, decimal(fill.amount)), ZERO);
    const value = fills.reduce(
        (sum, fill) => add(sum, multiply(decimal(fill.price), decimal(fill.amount))), ZERO);
    const average = divide(value, amount, grid.value.pricePlaces + (fills.length > 1 ? 1 : 0));
    const base = instrument.value?.base_currency ?? '';
    notify(forced ? 'bad' : 'good', `${verb} ${plain(amount)} ${base}`,
        `at ${average ? plain(average) : ''}${fills.length > 1 ? ` on average, ${fills.length} fills` : ''}, `
        + `order ${first.order_id}`);
    playFill(buys);
}

export async function loadAccount(): Promise<void> {
    const name = shownName();
    authenticated.value = true;
    // Nothing of another instrument, and nothing behind a log-out.
    const isWanted = (): boolean => authenticated.value && name === shownName();
    const fillsAsked = rpc.call<{ trades: UserTrade[] }>('private/get_user_trades_by_instrument', {
        instrument_name: name, count: 100, sorting: 'desc',
    });
    const endedAsked = rpc.call<Order[]>('private/get_order_history_by_instrument', {
        instrument_name: name, count: 100, include_unfilled: true,
    });
    // What is live must be there; what is past may come later.
    const past = Promise.allSettled([fillsAsked, endedAsked]);
    const openAsked = rpc.call<Order[]>('private/get_open_orders_by_instrument', {
        instrument_name: name, type: 'all',
    });
    await Promise.all([
        // Taken as it comes: an order that the channel tells of right after it must not be lost.
        openAsked.then((open) => { if (isWanted()) setOpenOrders(open); }),
        refreshAccount(),
    ]);
    const [trades, ended] = await past;
    if (!isWanted()) return;
    if (trades.status === 'fulfilled') takeFills(trades.value.trades);
    if (ended.status === 'fulfilled') takeEnded(ended.value);
    void refreshLedger().catch(() => undefined);
}

function takeEnded(ended: Order[]): void {
    const known = new Set(ended.map((order) => order.order_id));
    history.value = [...ended, ...history.value.filter((one) => !known.has(one.order_id))]
        .sort((a, b) => b.last_update_timestamp - a.last_update_timestamp);
}

export async function refreshAccount(): Promise<void> {
    const currency = instrument.value?.settlement_currency ?? 'USD';
    const moneyAsked = rpc.call<AccountSummary>('private/get_account_summary', { currency, extended: true });
    const heldAsked = rpc.call<Position[]>('private/get_positions', { currency, kind: 'future' });
    await Promise.all([
        moneyAsked.then((money) => { if (authenticated.value) summary.value = { ...summary.value, ...money }; }),
        heldAsked.then((held) => { if (authenticated.value) positions.value = held.filter((one) => one.size !== 0); }),
    ]);
}

export async function refreshLedger(): Promise<void> {
    const currency = instrument.value?.settlement_currency ?? 'USD';
    const end = Math.ceil(venueTime()) + 60_000;
    const log = await rpc.call<{ logs: LogEntry[] }>('private/get_transaction_log', {
        currency, start_timestamp: end - LEDGER_DAYS * 86_400_000, end_timestamp: end, count: 250,
    });
    if (!authenticated.value) return;
    ledger.value = [...log.logs].sort((a, b) => b.timestamp - a.timestamp || b.id - a.id);
}

let refreshing = 0;

/** After fills: money and positions soon, not once for each of many fills. */
export function scheduleRefresh(): void {
    window.clearTimeout(refreshing);
    refreshing = window.setTimeout(() => {
        if (!authenticated.value) return;
        void refreshAccount().catch(() => undefined);
        void refreshLedger().catch(() => undefined);
    }, 300);
}

export function startSession(): void {
    rpc.start();
    window.setInterval(() => {
        if (authenticated.value && link.value === 'open' && document.visibilityState === 'visible') {
            void refreshAccount().catch(() => undefined);
            // Funding and settlement move money without any fill.
            void refreshLedger().catch(() => undefined);
        }
    }, REFRESH_MS);
}

/** True when the venue does not know a method: an older venue, not a fault. */
export function isUnknownMethod(error: unknown): boolean {
    return error instanceof RpcError && (error.code === METHOD_NOT_FOUND || error.code === 10033);
}
