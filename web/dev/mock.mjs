/* SPDX-License-Identifier: Apache-2.0 */
// mock.mjs - a scripted market with the venue's JSON-RPC shapes, for work on the page alone.
//
// Never part of the product: prices walk at random, one account, orders fill when the walk reaches
// them.  `npm run mock` serves web/dist and /ws/api/v2 on http://127.0.0.1:8700.

import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WebSocketServer } from 'ws';

const NAME = 'BTC_USD-PERPETUAL';
const DIST = fileURLToPath(new URL('../dist', import.meta.url));
const PORT = Number(process.env.PORT ?? 8700);
const TYPES = {
    '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml',
    '.woff2': 'font/woff2', '.txt': 'text/plain',
};
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    + "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    + "frame-ancestors 'none'";

const round = (value, places) => Number(value.toFixed(places));
let seed = 7;
const random = () => {
    seed = (seed * 1664525 + 1013904223) % 4294967296;
    return seed / 4294967296;
};

/* ---- the market ---- */

let index = 63500;
let premium = 6;
let nextId = 1000;
let changeId = 1;
let bids = new Map();
let asks = new Map();
const trades = [];
const bars = new Map();
let interest = 812.4;

function walk() {
    index = round(index + (random() - 0.5) * 14, 2);
    premium = premium * 0.995 + (random() - 0.47) * 0.8;
}

const mark = () => round(index + premium, 4);

function shapeBook() {
    const middle = Math.round(index + premium);
    const side = (sign) => {
        const levels = new Map();
        for (let step = 1; step < 160; step++) {
            const price = middle + sign * (step + (step > 6 ? Math.floor(random() * 3) : 0));
            const old = (sign < 0 ? bids : asks).get(price);
            if (old !== undefined && random() < 0.7) levels.set(price, old);
            else if (step < 8 || random() < 0.6) {
                levels.set(price, round(0.02 + random() * random() * (0.4 + step / 30), 4));
            }
        }
        for (const order of orders.values()) {
            if (order.order_state !== 'open' || (order.direction === 'buy') !== (sign < 0)) continue;
            levels.set(order.price, round((levels.get(order.price) ?? 0) + order.amount, 4));
        }
        return levels;
    };
    const next = [side(-1), side(1)];
    const changes = [bids, asks].map((before, which) => {
        const list = [];
        for (const [price, amount] of next[which]) {
            if (!before.has(price)) list.push(['new', price, amount]);
            else if (before.get(price) !== amount) list.push(['change', price, amount]);
        }
        for (const price of before.keys()) {
            if (!next[which].has(price)) list.push(['delete', price, 0]);
        }
        return list;
    });
    [bids, asks] = next;
    return changes;
}

const best = () => [Math.max(...bids.keys()), Math.min(...asks.keys())];

function addTrade(direction, price, amount, extra = {}) {
    const trade = {
        trade_id: `T${nextId++}`, trade_seq: trades.length + 1, timestamp: Date.now(), price, amount,
        contracts: Math.round(amount * 10000), direction, tick_direction: 0, mark_price: mark(),
        index_price: index, instrument_name: NAME, ...extra,
    };
    trades.push(trade);
    const tick = Math.floor(trade.timestamp / 60000) * 60000;
    addBar(tick, price, amount);
    return trade;
}

function addBar(tick, price, amount) {
    const bar = bars.get(tick) ?? { tick, open: price, high: price, low: price, close: price, volume: 0 };
    bar.high = Math.max(bar.high, price);
    bar.low = Math.min(bar.low, price);
    bar.close = price;
    bar.volume = round(bar.volume + amount, 4);
    bars.set(tick, bar);
}

function ticker() {
    const [bid, ask] = best();
    const day = 86400000;
    return {
        timestamp: Date.now(), instrument_name: NAME, state: 'open', best_bid_price: bid,
        best_bid_amount: bids.get(bid), best_ask_price: ask, best_ask_amount: asks.get(ask),
        last_price: trades.at(-1).price, mark_price: mark(), index_price: index,
        min_price: Math.round(index * 0.8), max_price: Math.round(index * 1.2),
        open_interest: round(interest, 4), estimated_delivery_price: index,
        current_funding: 0.000126, funding_8h: 0.000118,
        stats: {
            high: 64218, low: 62377, price_change: 1.37, volume: 18432.1205,
            volume_usd: 1171234567.2, volume_notional: 1171234567.2,
        },
        next_funding_timestamp: (Math.floor((Date.now() - 14400000) / (day / 3)) + 1) * (day / 3) + 14400000,
        funding_estimate: 0.000126, funding_last: 0.000118, premium: round(premium / index, 8),
        impact_bid: mark() - 9.2, impact_ask: mark() + 8.7, sample_count: 212, sample_total: 480,
        funding_paused: false, halt: 'none', phase: 'open',
    };
}

/* ---- one account ---- */

const orders = new Map();
const ended = [];
const fills = [];
const logs = [];
let balance = 100000;
const held = { lots: 0, value: 0, realized: 0, funding: -1.2345 };
const log = (type, change, extra) => {
    balance = round(balance + change, 6);
    logs.push({
        id: logs.length + 1, type, timestamp: Date.now(), currency: 'USD', cashflow: change, change,
        commission: 0, balance, instrument_name: NAME, user_seq: logs.length + 1, ...extra,
    });
};

function position() {
    const size = held.lots / 10000;
    const average = held.lots ? held.value / held.lots * 10000 : 0;
    const notional = Math.abs(size) * mark();
    const maintenance = round(notional * 0.1304, 6);
    const equity = balance + size * (mark() - average);
    const liquidation = held.lots > 0 ? (size * mark() - equity) / (size * (1 - 0.1304))
        : held.lots < 0 ? (-size * mark() + equity) / (-size * 1.1304) : 0;
    return {
        instrument_name: NAME, kind: 'future', size, average_price: round(average, 4),
        direction: size > 0 ? 'buy' : size < 0 ? 'sell' : 'zero', mark_price: mark(), index_price: index,
        settlement_price: mark(), initial_margin: round(maintenance * 1.3, 6),
        maintenance_margin: maintenance, open_orders_margin: 0,
        floating_profit_loss: round(size * (mark() - average), 6), delta: size,
        realized_profit_loss: round(held.realized, 6), realized_funding: held.funding,
        total_profit_loss: round(size * (mark() - average) + held.realized, 6), leverage: 5,
        estimated_liquidation_price: liquidation > 0 ? round(liquidation, 4) : null,
    };
}

function account() {
    const now = position();
    const equity = round(balance + now.floating_profit_loss, 6);
    const resting = [...orders.values()].filter((order) => order.order_state === 'open')
        .reduce((sum, order) => sum + order.amount * order.price * 0.16952, 0);
    const initial = round(now.initial_margin + resting, 6);
    return {
        currency: 'USD', equity, balance, margin_balance: equity,
        available_funds: round(equity - initial, 6), initial_margin: initial,
        maintenance_margin: now.maintenance_margin, session_upl: now.floating_profit_loss,
    };
}

function fill(order, price, maker) {
    const sign = order.direction === 'buy' ? 1 : -1;
    const lots = Math.round(order.amount * 10000);
    const fee = round(price * order.amount * (maker ? 0.0005 : 0.0012), 6);
    const closing = Math.sign(held.lots) === -sign ? Math.min(lots, Math.abs(held.lots)) : 0;
    const average = held.lots ? held.value / held.lots : 0;
    const profit = closing ? sign * -1 * (price / 10000 - average) * closing * (1) : 0;
    held.value += closing ? sign * closing * average : 0;
    held.value += sign * (lots - closing) * price / 10000;
    held.lots += sign * lots;
    held.realized += profit;
    log('trade', round(profit - fee, 6), { side: order.direction, amount: order.amount, price, commission: fee });
    order.order_state = 'filled';
    order.filled_amount = order.amount;
    order.average_price = price;
    order.last_update_timestamp = Date.now();
    orders.delete(order.order_id);
    ended.unshift(order);
    const trade = addTrade(order.direction, price, order.amount);
    const own = {
        ...trade, order_id: order.order_id, order_type: order.order_type, state: 'filled',
        liquidity: maker ? 'M' : 'T', fee, fee_currency: 'USD', profit_loss: round(profit, 6), label: order.label,
    };
    fills.unshift(own);
    return own;
}

function place(direction, params) {
    const now = Date.now();
    const price = params.type === 'market' ? 'market_price' : params.price ?? 0;
    const armed = /stop|take|trailing/.test(params.type);
    if (params.amount * index * 0.17 > account().available_funds && !params.reduce_only) {
        throw { code: 10009, message: 'not_enough_funds', data: { reason: 'initial margin' } };
    }
    const order = {
        order_id: String(nextId++), instrument_name: NAME, direction, amount: params.amount,
        contracts: Math.round(params.amount * 10000), price, order_type: params.type ?? 'limit',
        order_state: armed ? 'untriggered' : 'open', filled_amount: 0, average_price: 0,
        time_in_force: params.time_in_force ?? 'good_til_cancelled', creation_timestamp: now,
        last_update_timestamp: now, label: params.label ?? '', post_only: !!params.post_only,
        reduce_only: !!params.reduce_only, api: true, trigger: params.trigger,
        trigger_price: params.trigger_price ?? null, display_amount: params.display_amount,
    };
    const [bid, ask] = best();
    const touch = direction === 'buy' ? ask : bid;
    const crosses = price === 'market_price' || (direction === 'buy' ? price >= touch : price <= touch);
    if (!armed && crosses) {
        if (params.post_only) throw { code: 11054, message: 'post_only_reject', data: {} };
        const trade = fill(order, touch, false);
        tell([order], [trade]);
        return { order, trades: [trade] };
    }
    orders.set(order.order_id, order);
    tell([order], []);
    return { order, trades: [] };
}

function edit(params) {
    const order = orders.get(params.order_id);
    if (!order) throw { code: 10004, message: 'order_not_found', data: {} };
    for (const key of ['amount', 'price', 'trigger_price']) if (params[key]) order[key] = params[key];
    order.last_update_timestamp = Date.now();
    order.replaced = true;
    tell([order], []);
    return { order, trades: [] };
}

function cancel(id) {
    const order = orders.get(id);
    if (!order) throw { code: 10004, message: 'order_not_found', data: {} };
    orders.delete(id);
    order.order_state = 'cancelled';
    order.cancel_reason = 'user_request';
    order.last_update_timestamp = Date.now();
    ended.unshift(order);
    tell([order], []);
    return order;
}

/* ---- the interface ---- */

const instrument = {
    instrument_name: NAME, instrument_id: 1, kind: 'future', settlement_period: 'perpetual',
    base_currency: 'BTC', quote_currency: 'USD', counter_currency: 'USD', settlement_currency: 'USD',
    price_index: 'btc_usd', tick_size: 1, min_trade_amount: 0.0001, contract_size: 0.0001,
    maker_commission: 0.0005, taker_commission: 0.0012, max_leverage: 5, is_active: true, state: 'open',
    margin: {
        initial_factor: 1.3, queue_ratio: 0.91,
        brackets: [{ notional: 0, rate: 0.1304, deduction: 0 }, { notional: 2000000, rate: 0.18, deduction: 99200 }],
    },
    funding: { interval_ms: 28800000, clamp: 0.02, dead_band: 0.0001 },
};

const RECEIPT = {
    title: 'Mark', id: '1042.3', verified: true,
    lines: [
        { section: 'input', text: 'index', value: '63512.44 USD', from: 'INDEX 1042' },
        {
            section: 'step', text: 'median', rule: 'R-MARK-2', formula: 'of 3 components that count',
            value: '63518.2203 USD',
        },
        { section: 'result', text: 'mark', value: '63518.2203 USD', recorded: '63518.2203 USD', agree: true },
    ],
};

function candles(params) {
    const size = params.resolution === '1D' ? 86400000 : Number(params.resolution) * 60000;
    const out = { status: 'ok', ticks: [], open: [], high: [], low: [], close: [], volume: [], cost: [] };
    const merged = new Map();
    for (const bar of [...bars.values()].sort((a, b) => a.tick - b.tick)) {
        const tick = Math.floor(bar.tick / size) * size;
        if (tick < params.start_timestamp || tick > params.end_timestamp) continue;
        const sum = merged.get(tick) ?? { ...bar, tick, volume: 0 };
        sum.high = Math.max(sum.high, bar.high);
        sum.low = Math.min(sum.low, bar.low);
        sum.close = bar.close;
        sum.volume += bar.volume;
        merged.set(tick, sum);
    }
    for (const bar of merged.values()) {
        out.ticks.push(bar.tick);
        for (const key of ['open', 'high', 'low', 'close', 'volume']) out[key].push(round(bar[key], 4));
    }
    if (out.ticks.length === 0) out.status = 'no_data';
    return out;
}

const METHODS = {
    'public/test': () => ({ version: '1' }),
    'public/status': () => ({ locked: 'false', locked_indices: [], demo: true }),
    'public/set_heartbeat': () => 'ok',
    'public/get_instruments': () => [instrument],
    'public/ticker': () => ticker(),
    'public/get_last_trades_by_instrument': (p) => ({ trades: trades.slice(-p.count).reverse(), has_more: true }),
    'public/get_tradingview_chart_data': candles,
    'public/get_funding_rate_history': () => Array.from({ length: 36 }, (_, i) => ({
        timestamp: Date.now() - (36 - i) * 28800000, index_price: index,
        interest_8h: round(0.00012 + Math.sin(i / 3) * 0.00018, 8),
    })),
    'public/get_funding_inputs': () => ({
        estimate: 0.000126,
        samples: Array.from({ length: 212 }, (_, i) => [Date.now() - (212 - i) * 60000,
            round(0.00012 + Math.sin(i / 17) * 0.0001 + (random() - 0.5) * 0.0001, 8)]),
    }),
    'public/get_receipt': () => RECEIPT,
    'private/get_receipt': () => RECEIPT,
    'public/get_order_book': (p) => ({
        change_id: changeId,
        bids: [...bids].sort((a, b) => b[0] - a[0]).slice(0, p.depth),
        asks: [...asks].sort((a, b) => a[0] - b[0]).slice(0, p.depth),
    }),
    'private/get_open_orders': () => [...orders.values()],
    'public/auth': (p) => {
        if (p.grant_type === 'client_credentials' && p.client_secret !== 'demo-secret') {
            throw { code: 13004, message: 'invalid_credentials', data: {} };
        }
        return { access_token: 'a', refresh_token: 'r', expires_in: 900, scope: 'connection', token_type: 'bearer' };
    },
    'private/logout': () => 'ok',
    'private/buy': (p) => place('buy', p),
    'private/sell': (p) => place('sell', p),
    'private/edit': edit,
    'private/cancel': (p) => cancel(p.order_id),
    'private/cancel_all_by_instrument': () => [...orders.keys()].map(cancel).length,
    'private/get_open_orders_by_instrument': () => [...orders.values()],
    'private/get_user_trades_by_instrument': () => ({ trades: fills, has_more: false }),
    'private/get_order_history_by_instrument': () => ended,
    'private/get_account_summary': account,
    'private/get_positions': () => [position()],
    'private/get_transaction_log': () => ({ logs: [...logs].reverse(), continuation: null }),
};

const clients = new Set();

function tell(changed, made) {
    for (const client of clients) {
        client.emit(`user.orders.${NAME}.raw`, changed[0]);
        if (made.length) client.emit(`user.trades.${NAME}.raw`, made);
        client.emit(`user.changes.${NAME}.raw`, {
            instrument_name: NAME, orders: changed, trades: made, positions: made.length ? [position()] : [],
        });
        client.emit('user.portfolio.usd', account());
    }
}

function snapshot() {
    const all = (side) => [...side].map(([price, amount]) => ['new', price, amount]);
    return {
        type: 'snapshot', timestamp: Date.now(), instrument_name: NAME, change_id: changeId,
        bids: all(bids), asks: all(asks),
    };
}

function answer(client, request) {
    const start = Date.now() * 1000;
    const body = { jsonrpc: '2.0', id: request.id, usIn: start, usOut: start + 90, usDiff: 90, testnet: true };
    const channels = request.params?.channels ?? [];
    try {
        if (/\/subscribe$/.test(request.method)) {
            for (const name of channels) client.channels.add(name);
            client.send({ ...body, result: channels });
            for (const name of channels) {
                if (name.startsWith('book.')) client.emit(name, snapshot());
            }
            return;
        }
        if (/\/unsubscribe$/.test(request.method)) {
            for (const name of channels) client.channels.delete(name);
            client.send({ ...body, result: channels });
            return;
        }
        const method = METHODS[request.method];
        if (!method) throw { code: -32601, message: 'Method not found' };
        client.send({ ...body, result: method(request.params ?? {}) });
    } catch (error) {
        if (!error.code) throw error;
        client.send({ ...body, error });
    }
}

async function serveCall(request, response) {
    let text = '';
    for await (const part of request) text += part;
    answer({
        channels: new Set(), emit: () => undefined,
        send: (body) => response.writeHead(200, { 'Content-Type': 'application/json' })
            .end(JSON.stringify(body)),
    }, JSON.parse(text));
}

async function serve(request, response) {
    if (request.method === 'POST') return serveCall(request, response);
    const path = normalize(new URL(request.url, 'http://x').pathname);
    const file = join(DIST, path === '/' ? 'index.html' : path);
    try {
        const body = await readFile(file);
        response.writeHead(200, {
            'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream',
            'Content-Security-Policy': POLICY,
        });
        return response.end(body);
    } catch {
        return response.writeHead(404).end('not found');
    }
}

/* ---- run ---- */

for (let minute = 900; minute > 0; minute--) {
    const tick = Math.floor(Date.now() / 60000) * 60000 - minute * 60000;
    for (let step = 0; step < 14; step++) {
        walk();
        addBar(tick, Math.round(index + premium), round(random() * 1.4, 4));
    }
}
shapeBook();
for (let count = 0; count < 60; count++) {
    const side = random() < 0.5 ? 'buy' : 'sell';
    const price = Math.round(mark() + (random() - 0.5) * 8);
    const trade = addTrade(side, price, round(random() * random() * 1.6 + 0.0005, 4));
    trade.timestamp -= (60 - count) * 900;
}
log('deposit', 0, {});

const server = createServer((request, response) => void serve(request, response));
new WebSocketServer({ server, path: '/ws/api/v2' }).on('connection', (socket) => {
    const client = {
        channels: new Set(),
        send: (message) => socket.readyState === 1 && socket.send(JSON.stringify(message)),
        emit(channel, data) {
            if (!this.channels.has(channel)) return;
            this.send({ jsonrpc: '2.0', method: 'subscription', params: { channel, data } });
        },
    };
    clients.add(client);
    socket.on('message', (text) => answer(client, JSON.parse(String(text))));
    socket.on('close', () => clients.delete(client));
});

setInterval(() => {
    walk();
    interest += random() - 0.5;
    const made = [];
    if (random() < 0.45) {
        const [bid, ask] = best();
        const buys = random() < 0.5;
        made.push(addTrade(buys ? 'buy' : 'sell', buys ? ask : bid, round(random() * random() * 1.2 + 0.0003, 4)));
    }
    for (const order of [...orders.values()]) {
        const [bid, ask] = best();
        const reached = order.direction === 'buy' ? ask <= order.price : bid >= order.price;
        if (order.order_state === 'open' && reached) tell([order], [fill(order, order.price, true)]);
    }
    const [bidChanges, askChanges] = shapeBook();
    const before = changeId++;
    for (const client of clients) {
        client.emit(`book.${NAME}.100ms`, {
            type: 'change', timestamp: Date.now(), instrument_name: NAME, prev_change_id: before,
            change_id: changeId, bids: bidChanges, asks: askChanges,
        });
        client.emit(`ticker.${NAME}.100ms`, ticker());
        if (made.length) {
            client.emit(`trades.${NAME}.100ms`, made);
            const bar = bars.get(Math.floor(Date.now() / 60000) * 60000);
            client.emit(`chart.trades.${NAME}.1`, { ...bar, cost: 0 });
        }
    }
}, 100);

server.listen(PORT, '127.0.0.1', () => console.log(`mock venue on http://127.0.0.1:${PORT}`));
