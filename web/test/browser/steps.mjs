/* SPDX-License-Identifier: Apache-2.0 */
// steps.mjs - a trader's visit, in order.  A step throws what is wrong, or returns a note.

import assert from 'node:assert/strict';
import WebSocket from 'ws';
import { fitsNarrow, looks, obeysKeys } from './looks.mjs';
import { eventually, number, openLogIn, previewOf, rows, statOf, tab } from './parts.mjs';

async function highOf(page) {
    const stat = page.locator('.stat', { hasText: '24 h high' }).locator('dd');
    return number((await stat.innerText()).split('/')[0]);
}

async function chooseType(page, name) {
    await page.locator('.ticket .types button', { hasText: name }).click();
}

async function chooseSide(page, side) {
    await page.locator(`.side-switch [data-value=${side}]`).click();
}

async function fillTicket(page, { side, type, price, size }) {
    await chooseSide(page, side);
    await chooseType(page, type);
    if (price !== undefined) await page.fill('#ticket-price', String(price));
    await page.fill('#ticket-size', String(size));
}

async function send(page) {
    const button = page.locator('.ticket button.send');
    await eventually(async () => {
        assert.ok(await button.isEnabled(), `the ticket says: ${await button.innerText()}`);
    });
    await button.click();
}

/* ---- what is public ---- */

async function opens({ page, venue, shot }) {
    const answer = await page.goto(`${venue.url}/`);
    assert.equal(answer.status(), 200);
    const policy = answer.headers()['content-security-policy'] ?? '';
    assert.match(policy, /default-src 'none'/);
    assert.doesNotMatch(policy, /unsafe-inline|unsafe-eval|https?:/);
    await page.getByRole('status').filter({ hasText: 'Connected' }).waitFor();
    void shot;
}

async function showsMarket(visit) {
    const { page } = visit;
    await page.locator('.side.sell tbody tr').nth(3).waitFor();
    await page.locator('.side.buy tbody tr').nth(3).waitFor();
    await page.locator('.tape tbody tr').first().waitFor();
    const [mark, index, last] = [await statOf(page, 'Mark'), await statOf(page, 'Index'), await statOf(page, 'Last')];
    for (const price of [mark, index, last]) assert.ok(price > 1000, `price ${price}`);
    assert.ok(Math.abs(mark / index - 1) < 0.02, `mark ${mark} is near index ${index}`);
    const [ask, bid] = (await page.evaluate(() => ['.side.sell tbody tr:last-child', '.side.buy tbody tr:first-child']
        .map((row) => document.querySelector(`${row} .figure`).innerText))).map(number);
    assert.ok(bid < ask, `bid ${bid} below ask ${ask}`);
    await page.waitForTimeout(500);
    await visit.shot('market');
    return `mark ${mark}, bid ${bid}, ask ${ask}`;
}

/** The best bids after each change, as another client rebuilds them: change id -> [[price, size]]. */
async function watchBook(venue) {
    const socket = new WebSocket(`${venue.url.replace('http', 'ws')}/ws/api/v2`);
    const bids = new Map();
    const seen = new Map();
    socket.on('message', (text) => {
        const data = JSON.parse(String(text)).params?.data;
        if (!data?.bids) return;
        if (data.type === 'snapshot') bids.clear();
        for (const [action, price, amount] of data.bids) {
            if (action === 'delete') bids.delete(price);
            else bids.set(price, amount);
        }
        const best = [...bids].sort((a, b) => b[0] - a[0]).slice(0, 5);
        seen.set(data.change_id, JSON.stringify(best));
    });
    await new Promise((resolve) => { socket.on('open', resolve); });
    socket.send(JSON.stringify({
        jsonrpc: '2.0', id: 1, method: 'public/subscribe',
        params: { channels: ['book.BTC_USD-PERPETUAL.100ms'] },
    }));
    return { seen, close: () => socket.close() };
}

async function bookIsTheVenues(visit) {
    const { page } = visit;
    await page.getByLabel('Group prices by').selectOption('1');
    const other = await watchBook(visit.venue);
    let compared = 0;
    for (let attempt = 0; attempt < 60 && compared < 5; attempt++) {
        await page.waitForTimeout(100);
        const [change, shown] = await page.evaluate(() => [
            Number(document.querySelector('.sides').dataset.change),
            [...document.querySelectorAll('.side.buy tbody tr')].slice(0, 5).map((row) =>
                [...row.querySelectorAll('.figure, td:nth-child(2)')]
                    .map((cell) => Number(cell.innerText.replace(/,/g, '')))),
        ]);
        if (!other.seen.has(change)) continue;
        assert.equal(JSON.stringify(shown), other.seen.get(change), `best bids after change ${change}`);
        compared += 1;
    }
    other.close();
    assert.ok(compared > 0, 'no change was seen by both');
    return `${compared} states compared`;
}

async function countsDown({ page }) {
    const left = () => page.locator('.stat', { hasText: 'Funding in' }).locator('dd').innerText();
    const first = await left();
    assert.match(first, /^\d\d:\d\d:\d\d$/);
    await page.waitForFunction((before) => [...document.querySelectorAll('.stat')]
        .some((stat) => stat.textContent.startsWith('Funding in')
            && stat.querySelector('dd').textContent < before), first);
}

/** What moved on the page while prices changed, without anything that the trader did. */
async function staysPut({ page }) {
    const shift = await page.evaluate(() => new Promise((resolve) => {
        let sum = 0;
        new PerformanceObserver((list) => {
            for (const entry of list.getEntries()) {
                // The list of trades moves down by a row for each trade: that is its nature.
                const moved = entry.sources.some((source) => !source.node?.parentElement?.closest('.tape'));
                if (moved && !entry.hadRecentInput) sum += entry.value;
            }
        }).observe({ type: 'layout-shift' });
        setTimeout(() => resolve(sum), 2500);
    }));
    assert.ok(shift < 0.01, `layout shift ${shift}`);
    return `layout shift ${shift.toFixed(4)}`;
}

/* ---- the trader's own side ---- */

async function logsIn(visit) {
    const { page } = visit;
    await openLogIn(page);
    const right = await page.inputValue('#api-secret');
    await page.fill('#api-secret', 'wrong');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').filter({ hasText: /\w/ }).waitFor();
    await visit.shot('log-in-refused');
    await page.fill('#api-secret', right);
    await page.keyboard.press('Enter');
    await page.locator('.menu .user').waitFor();
    const summary = await visit.ask('private/get_account_summary', { currency: 'USD' });
    const shown = summary.equity.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
    await page.locator('.account .preview > div', { hasText: 'Equity' })
        .locator('dd', { hasText: `$${shown}` }).waitFor();
    return `equity ${summary.equity}`;
}

async function places(visit) {
    const { page } = visit;
    const price = Math.round(await statOf(page, 'Mark') * 0.97);
    visit.price = price;
    await fillTicket(page, { side: 'buy', type: 'Limit', price, size: '0.25' });
    await eventually(async () => assert.equal(await previewOf(page, 'Order value'),
        `$${(price * 0.25).toLocaleString('en-US', { minimumFractionDigits: 2 })}`));
    await send(page);
    await tab(page, 'Open orders');
    await rows(page).first().waitFor();
    const text = await rows(page).first().innerText();
    assert.match(text, /Buy/);
    assert.ok(text.includes(price.toLocaleString('en-US')), text);
    const [order] = await visit.ask('private/get_open_orders', {});
    assert.equal(order.price, price);
    assert.equal(order.amount, 0.25);
    await visit.shot('order-open');
}

async function typeIntoCell(page, part, text) {
    await page.getByRole('button', { name: new RegExp(`^${part} .* amend$`) }).click();
    await page.locator('input.cell:focus').waitFor();
    await page.keyboard.type(text);
    await page.keyboard.press('Enter');
}

async function amends(visit) {
    const { page } = visit;
    const price = visit.price - 100;
    await typeIntoCell(page, 'price', String(price));
    await page.getByRole('button', { name: `price ${price.toLocaleString('en-US')}, amend` }).waitFor();
    await typeIntoCell(page, 'size', '0.2');
    await page.getByRole('button', { name: 'size 0.2000, amend' }).waitFor();
    const [order] = await visit.ask('private/get_open_orders', {});
    assert.equal(order.price, price);
    assert.equal(order.amount, 0.2);
}

/** Finds the line of an order in the chart with the mouse and moves it up; false: it is not there. */
async function dragLine(page) {
    const host = page.locator('.chart-host');
    const box = await host.boundingBox();
    const x = box.x + box.width * 0.7;
    for (let y = 45; y < box.height - 60; y += 4) {
        await page.mouse.move(x, box.y + y);
        if (!await host.evaluate((element) => element.classList.contains('grab'))) continue;
        await page.mouse.down();
        await page.mouse.move(x, box.y + y - 30, { steps: 5 });
        await page.mouse.up();
        return true;
    }
    return false;
}

/** The one order once its price is another; null when it has ended, filled by a market that ran. */
function amendedFrom(visit, price) {
    return eventually(async () => {
        const [order] = await visit.ask('private/get_open_orders', {});
        if (!order) return null;
        assert.notEqual(order.price, price, 'the order has its old price still');
        return order;
    });
}

/** As it was before: no order, no position, no notice of a fill. */
async function restore(visit) {
    const { page } = visit;
    await visit.ask('private/cancel_all', {});
    const [held] = await visit.ask('private/get_positions', { currency: 'USD', kind: 'future' });
    if (held && held.size !== 0) {
        await visit.ask(held.size > 0 ? 'private/sell' : 'private/buy', {
            instrument_name: held.instrument_name, amount: Math.abs(held.size), type: 'market', reduce_only: true,
        });
    }
    await page.locator('#keeping-panel .empty').waitFor();
    for (const dismiss of await page.locator('.notice').getByRole('button').all()) {
        await dismiss.click({ timeout: 5_000 }).catch(() => undefined);
    }
    await page.locator('.notice').first().waitFor({ state: 'detached' });
}

/** Takes the line of the order in the chart with the mouse and puts it somewhere else. */
async function drags(visit) {
    const { page } = visit;
    await tab(page, 'Candles');
    await tab(page, 'Open orders');
    for (let attempt = 0; attempt < 5; attempt++) {
        // Near enough to be in sight; a market that runs into it means another try.
        const price = Math.round(await highOf(page)) + 40;
        await fillTicket(page, { side: 'sell', type: 'Limit', price, size: '0.02' });
        await send(page);
        await page.locator('.notice', { hasText: /Order open|Sold/ }).first().waitFor();
        const isMoved = await dragLine(page);
        const order = isMoved ? await amendedFrom(visit, price) : null;
        if (order) assert.ok(order.price > price, `from ${price} up to ${order.price}`);
        if (order) await page.keyboard.press('c');
        await restore(visit);
        if (order) return `from ${price} to ${order.price}`;
    }
    assert.fail('the line of the order was nowhere in the chart');
}

async function cancels(visit) {
    const { page } = visit;
    await page.getByRole('button', { name: /^Cancel order/ }).click();
    await page.locator('#keeping-panel .empty').waitFor();
    assert.deepEqual(await visit.ask('private/get_open_orders', {}), []);
    await tab(page, 'Order history');
    await eventually(async () => assert.match(await rows(page).first().innerText(), /Cancelled/));
    await tab(page, 'Open orders');
}

async function refusesPostOnly(visit) {
    const { page } = visit;
    const price = Math.round(await statOf(page, 'Mark') * 1.01);
    await fillTicket(page, { side: 'buy', type: 'Limit', price, size: '0.01' });
    await page.getByLabel('Post-only').check();
    await send(page);
    const notice = page.locator('.notice.bad');
    await notice.waitFor();
    const text = await notice.innerText();
    await page.getByLabel('Post-only').uncheck();
    await notice.getByRole('button').click();
    assert.match(text, /refused|rejected/i);
    assert.deepEqual(await visit.ask('private/get_open_orders', {}), []);
    return text.split('\n')[0];
}

const balanceOf = async (visit) =>
    (await visit.ask('private/get_account_summary', { currency: 'USD' })).balance;

/** Fees of the fills that the page lists, in micro-dollars. */
async function feesOf(page) {
    const texts = await rows(page).locator('td:nth-child(6)').allInnerTexts();
    return texts.reduce((sum, text) => sum + Math.round(number(text) * 1e6), 0);
}

async function fills(visit) {
    const { page } = visit;
    await tab(page, 'Fills');
    const [feesBefore, countBefore] = [await feesOf(page), await rows(page).count()];
    const before = await balanceOf(visit);
    await fillTicket(page, { side: 'buy', type: 'Market', size: '0.05' });
    const promised = number(await previewOf(page, 'Fee, at most'));
    await send(page);
    await page.locator('.notice.good', { hasText: 'Bought' }).waitFor();
    await rows(page).nth(countBefore).waitFor();
    const paid = before - await balanceOf(visit);
    assert.ok(Math.abs(paid / promised - 1) < 0.01, `paid ${paid}, promised ${promised}`);
    // Each fill shows its fee to the hundredth of a cent.
    const fills = await eventually(async () => {
        const [shown, count] = [await feesOf(page) - feesBefore, await rows(page).count() - countBefore];
        assert.ok(Math.abs(shown / 1e6 - paid) < 0.00006 * count, `${shown} shown, ${paid} paid`);
        return count;
    });
    await visit.shot('filled');
    return `${fills} fills, fee ${paid.toFixed(6)}, promised ${promised}`;
}

async function holds(visit) {
    const { page } = visit;
    await tab(page, 'Positions');
    await rows(page).filter({ hasText: 'Long 0.0500' }).first().waitFor();
    const [held] = await visit.ask('private/get_positions', { currency: 'USD', kind: 'future' });
    assert.equal(held.size, 0.05);
    const price = Math.floor(held.average_price).toLocaleString('en-US');
    await rows(page).first().filter({ hasText: price }).waitFor();
}

async function foretellsLiquidation(visit) {
    const { page } = visit;
    await chooseType(page, 'Market');
    await chooseSide(page, 'buy');
    await page.locator('.marks button', { hasText: '50%' }).click();
    const promised = number(await previewOf(page, 'Liquidation price after'));
    await send(page);
    await page.locator('.notice.good', { hasText: 'Bought' }).last().waitFor();
    const real = await eventually(async () => {
        const [held] = await visit.ask('private/get_positions', { currency: 'USD', kind: 'future' });
        const price = held.estimated_liquidation_price;
        assert.ok(price > 0, `the venue gives ${price}`);
        assert.ok(Math.abs(promised / price - 1) < 0.01, `promised ${promised}, is ${price}`);
        const shown = number(await rows(page).first().locator('td.warn').innerText());
        assert.ok(Math.abs(shown / price - 1) < 0.001, `shown ${shown}, is ${price}`);
        return price;
    });
    await visit.shot('position');
    return `promised ${promised}, is ${real}`;
}

/** Opens the receipt behind a number and reads it: it must verify and name its rules. */
async function readReceipt(page, why, rules) {
    await why.click();
    const dialog = page.locator('dialog');
    await dialog.locator('.receipt').first().waitFor();
    const text = await dialog.innerText();
    assert.match(text, /every result agrees/, text);
    assert.match(text, rules, text);
    const counts = [];
    for (const title of ['What went in', 'Step by step', 'Computed again']) {
        const table = dialog.locator('.receipt').filter({ has: page.locator('caption', { hasText: title }) });
        counts.push(await table.locator('tbody tr').count());
    }
    assert.ok(counts.every((count) => count > 0), `${counts} lines: ${text}`);
    return counts.reduce((sum, count) => sum + count);
}

async function closeReceipt(page) {
    await page.keyboard.press('Escape');
    await page.locator('dialog').waitFor({ state: 'detached' });
}

async function explains(visit) {
    const { page } = visit;
    const notes = [];
    // The first premium takes a minute of venue time.
    const rate = { kind: 'funding', instrument_name: 'BTC_USD-PERPETUAL' };
    await eventually(() => visit.ask('public/get_receipt', rate), 100_000);
    for (const [of, rules] of [
        ['mark price', /R-MARK-2/], ['index price', /R-INDEX-7/], ['funding rate', /R-FUND-6|R-FUND-3/],
        ['margin ratio', /R-EQUITY-3[^]*R-ATT-5/],
    ]) {
        const why = page.getByRole('button', { name: `Why: ${of}` }).first();
        notes.push(`${of} ${await readReceipt(page, why, rules)}`);
        if (of === 'mark price') await visit.shot('receipt');
        await closeReceipt(page);
    }
    return `lines: ${notes.join(', ')}`;
}

async function showsFunding(visit) {
    const { page } = visit;
    await tab(page, 'Funding$');
    // After the first minutes of an interval there is a curve, before it words.
    await page.locator('.funding-plots canvas, .funding-plots .empty').first().waitFor();
    const rate = page.locator('.inputs > div', { hasText: 'Predicted rate' }).locator('b');
    await rate.filter({ hasText: /^[+\u2212]?\d+\.\d{4}%$/ }).waitFor();
    await page.waitForTimeout(300);
    await visit.shot('funding');
    await tab(page, 'Depth');
    await page.locator('.chart-body canvas').first().waitFor();
    await page.waitForTimeout(300);
    await visit.shot('depth');
    await tab(page, 'Candles');
}

async function closes(visit) {
    const { page } = visit;
    await tab(page, 'Positions');
    await page.locator('#keeping-panel').getByRole('button', { name: 'Close' }).click();
    await page.getByRole('button', { name: 'Close at market' }).click();
    await page.locator('#keeping-panel .empty', { hasText: 'No open position' }).waitFor();
    const held = await visit.ask('private/get_positions', { currency: 'USD', kind: 'future' });
    assert.ok(held.every((one) => one.size === 0));
    await tab(page, 'Ledger');
    const log = await visit.request('private/get_transaction_log', {
        currency: 'USD', start_timestamp: 0, end_timestamp: 4e12, count: 100,
    });
    if (log.error) return `no ledger: ${log.error.message}`;
    await eventually(async () => {
        const shown = number(await rows(page).first().locator('td').last().innerText());
        const balance = await balanceOf(visit);
        assert.ok(Math.abs(shown - balance) < 0.0001, `the last balance shown is ${shown}, it is ${balance}`);
    });
    await visit.shot('ledger');
    return `${await rows(page).count()} entries`;
}

/** The venue goes and comes again; the page must be as it was, without a hand on it. */
async function comesBack(visit) {
    const { page, venue } = visit;
    if (!venue.process) return 'not tried: the venue is not ours to stop';
    const price = Math.round(await statOf(page, 'Mark') * 0.95);
    await fillTicket(page, { side: 'buy', type: 'Limit', price, size: '0.1' });
    await send(page);
    await tab(page, 'Open orders');
    await rows(page).first().waitFor();
    visit.cutting = true;
    await venue.stop('SIGKILL');
    await page.getByRole('status').filter({ hasText: 'Connection lost' }).waitFor();
    await visit.shot('connection-lost');
    const start = Date.now();
    await venue.start();
    const ready = Date.now() - start;
    await page.getByRole('status').filter({ hasText: 'Connected' }).waitFor({ timeout: 45_000 });
    await page.locator('.menu .user').waitFor();
    await eventually(async () => assert.equal(await rows(page).count(), 1, 'the order is there'));
    await page.locator('.side.buy tbody tr').nth(2).waitFor();
    await page.getByRole('button', { name: /^Cancel order/ }).click();
    await page.locator('#keeping-panel .empty').waitFor();
    visit.problems.splice(0);
    visit.cutting = false;
    return `killed, ready again after ${ready} ms`;
}

/* ---- what takes a venue of its own ---- */

/** Does the work on a page of another venue, which is stopped behind it. */
async function onOtherVenue(visit, options, work) {
    if (!visit.venue.process) return 'not tried: no venue of our own';
    const other = await visit.otherVenue(options);
    const page = await visit.page.context().newPage();
    try {
        await page.goto(`${other.url}/`);
        await page.getByRole('status').filter({ hasText: 'Connected' }).waitFor();
        await openLogIn(page);
        await page.keyboard.press('Enter');
        await page.locator('.menu .user').waitFor();
        return await work(page);
    } finally {
        await page.close();
        await other.stop();
    }
}

async function buyShare(page, share) {
    await chooseType(page, 'Market');
    await chooseSide(page, 'buy');
    await page.locator('.marks button', { hasText: `${share}%` }).click();
    // A fast market may be in an auction for a moment, or gone from the price when the order comes.
    await eventually(async () => {
        await page.locator('.ticket button.send:enabled').click();
        await page.locator('.notice.good', { hasText: 'Bought' }).first().waitFor({ timeout: 10_000 });
    }, 60_000);
}

/** Much of what the funds allow, into a crash: this one, or the next half an hour of venue time later. */
function tellsLiquidation(visit) {
    return onOtherVenue(visit, ['--scenario', 'crash', '--speed', '20'], async (page) => {
        await buyShare(page, 75);
        await page.locator('.notice.bad', { hasText: 'Liquidated' }).first().waitFor({ timeout: 180_000 });
        await tab(page, 'Fills');
        const why = page.getByRole('button', { name: 'Why: liquidation', exact: true }).first();
        await why.waitFor();
        await visit.shotOf(page, 'liquidated');
        const lines = await readReceipt(page, why, /R-LIQ-4[^]*R-LIQ-9/);
        await visit.shotOf(page, 'liquidation-receipt');
        return `${lines} lines`;
    });
}

/** Up to eight hours of venue time: half a minute on a quiet machine, minutes on a busy one. */
function paysFunding(visit) {
    return onOtherVenue(visit, ['--scenario', 'funding-squeeze', '--speed', '1000'], async (page) => {
        page.setDefaultTimeout(60_000);
        await buyShare(page, 10);
        await tab(page, 'Funding payments');
        await rows(page).first().waitFor({ timeout: 120_000 });
        const text = await rows(page).first().innerText();
        await visit.shotOf(page, 'funding-payments');
        await readReceipt(page, page.getByRole('button', { name: 'Why: funding payment' }).first(), /R-FUND-10/);
        return text.replace(/\s+/g, ' ');
    });
}

export const STEPS = [
    ['the page opens under its security policy', opens],
    ['it shows a market', showsMarket],
    ['its book is the venue\'s', bookIsTheVenues],
    ['it counts down to funding', countsDown],
    ['it stays in place while prices move', staysPut],
    ['it logs in, and says when a secret is wrong', logsIn],
    ['it places an order', places],
    ['it amends the order in its row', amends],
    ['it cancels the order', cancels],
    ['it amends an order by its line in the chart', drags],
    ['it tells why an order is refused', refusesPostOnly],
    ['it gets filled for the fee that it promised', fills],
    ['it shows the position', holds],
    ['it foretells the liquidation price', foretellsLiquidation],
    ['it explains its numbers', explains],
    ['it shows funding and depth', showsFunding],
    ['it closes the position', closes],
    ['it tells of a liquidation, with its receipt', tellsLiquidation],
    ['it comes back after the venue was killed', comesBack],
    ['it obeys keys', obeysKeys],
    ['it can be read in each theme', looks],
    ['it fits narrow screens', fitsNarrow],
];

/** Too slow for each run. */
export const LONG_STEPS = [
    ['it tells of a funding payment', paysFunding],
];
