/* SPDX-License-Identifier: Apache-2.0 */
// consoles.mjs - the people of the venue at their consoles: each opened with its role, and refused.
//
// The story goes on from step to step: an operator halts the market, a second one lets it go on,
// surveillance finds the halt among its alerts, and a regulator reads about the day.

import assert from 'node:assert/strict';
import { connected, enter, eventually } from './parts.mjs';

const NAME = 'BTC_USD-PERPETUAL';
const WIDTHS = [[1920, 1080], [1280, 800], [390, 844]];

const section = (page, name) => page.locator('.sections').getByRole('tab', { name: new RegExp(`^${name}`) }).click();
const panel = (page, name) => page.getByRole('region', { name, exact: true }).first();

/** Nothing is wider than the window, and nothing serious is found, at each width. */
async function fits(visit, page, name) {
    for (const [width, height] of WIDTHS) {
        await page.setViewportSize({ width, height });
        await eventually(async () => {
            const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
            assert.ok(over <= 0, `${name}: ${over} too wide at ${width}`);
        });
        await visit.shotOf(page, `${name}-${width}`);
    }
    await page.setViewportSize({ width: 1600, height: 950 });
    await visit.accessibleOn(page, name);
}

async function light(visit, page, name) {
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByLabel('Light theme').click();
    await page.keyboard.press('Escape');
    await page.locator('html[data-theme=light]').waitFor();
    await visit.accessibleOn(page, `${name}, light`);
    await visit.shotOf(page, `${name}-light`);
}

/* ---- market quality ---- */

/** Without a key: the charts have what the venue says, to the figure. */
async function showsQuality(visit) {
    const page = await visit.openPage();
    await page.goto(`${visit.venue.url}/#/quality`);
    await connected(page);
    const asked = { instrument_name: NAME, resolution: 'minute' };
    const rows = await eventually(async () => {
        const { rows: minutes } = await visit.ask('quality/get_adoption', asked);
        assert.ok(minutes.length >= 2, 'two minutes are not over yet');
        return minutes;
    }, 120_000);
    for (const chart of ['volume', 'interest', 'spread', 'depth', 'funding', 'turnover']) {
        await page.locator(`[data-chart=${chart}] canvas`).waitFor({ timeout: 60_000 });
        assert.match(await page.locator(`[data-chart=${chart}] figcaption`).innerText(), /\w.*\.$/s);
    }
    await page.getByRole('button', { name: 'Table' }).click();
    const table = page.getByRole('region', { name: /^Figures of/ });
    const columns = await table.locator('thead th').allInnerTexts();
    const cells = table.locator(`tbody td:nth-child(${columns.indexOf('volume') + 1})`);
    // Of the minutes that were over when they were asked for, none is another on the page, which shows
    // those of an hour and asks again by itself.
    const known = rows.slice(0, -1).slice(-20).map((row) => row[1]);
    await eventually(async () => {
        const volumes = (await cells.allInnerTexts()).map((text) => Number(text.replace(/,/g, '')));
        for (const volume of known) assert.ok(volumes.includes(volume), `volume ${volume} is not among ${volumes}`);
    });
    await page.getByRole('button', { name: 'Charts' }).click();
    await page.locator('[data-chart=volume] canvas').waitFor();
    await fits(visit, page, 'quality');
    await light(visit, page, 'quality');
    await page.close();
    return `${rows.length} minutes, ${columns.length} figures`;
}

/* ---- a trader at the doors ---- */

async function refusesTrader(visit) {
    const page = await enter(visit, 'demo', '#/');
    const links = await page.locator('.views a').allInnerTexts();
    assert.deepEqual(links, ['Trade', 'Quality'], 'what a trader is offered');
    for (const [view, method] of [
        ['operations', 'operations/get_state'], ['surveillance', 'surveillance/get_alerts'],
        ['regulator', 'regulator/get_register'],
    ]) {
        await page.evaluate((to) => { location.hash = `#/${to}`; }, view);
        await page.getByRole('heading', { name: 'This console is not open to you' }).waitFor();
        await page.getByText(/demo has: trader/).waitFor();
        const { error } = await visit.request(method, {});
        assert.equal(error?.message, 'forbidden', `${method} with a trader's key`);
    }
    await visit.accessibleOn(page, 'a refused console');
    await visit.shotOf(page, 'refused');
    await page.getByRole('button', { name: 'Log in with another key' }).click();
    await page.locator('dialog button[type=submit]:focus').waitFor();
    assert.equal(await page.inputValue('#api-key'), 'regulator', 'the key of the demonstration that may');
    await page.keyboard.press('Enter');
    await page.getByRole('region', { name: 'Entries of the register' }).waitFor();
    await page.close();
}

/* ---- market operations ---- */

async function sendForm(page, reason, verb) {
    await page.getByLabel('Reason').fill(reason);
    await page.locator('form[aria-label] button[type=submit]', { hasText: verb }).click();
}

const haltOf = (page) => page.getByRole('region', { name: 'Products' }).last().locator('tbody tr')
    .filter({ hasText: NAME }).locator('td').nth(3);

/** One halts at once; to go on takes a second person, who is not the first. */
async function haltsAndResumes(visit) {
    const first = await enter(visit, 'operator', '#/operations');
    await haltOf(first).filter({ hasText: 'None' }).waitFor();
    await first.getByRole('button', { name: `Halt ${NAME}` }).click();
    const halt = 'Stale prices at two of the sources';
    await sendForm(first, halt, 'Send');
    await first.locator('.notice.good', { hasText: 'done' }).waitFor();
    await section(first, 'Market');
    await haltOf(first).filter({ hasText: 'Halted' }).waitFor();
    await visit.shotOf(first, 'operations-halted');
    await first.getByRole('button', { name: `Resume ${NAME}` }).click();
    await visit.shotOf(first, 'operations-form');
    await sendForm(first, 'The sources agree again', 'Propose');
    await first.locator('.notice', { hasText: 'waits for a second person' }).waitFor();
    await section(first, 'Approvals');
    await first.locator('.card', { hasText: 'another person decides' }).waitFor();
    assert.equal(await first.getByRole('button', { name: /^Approve action/ }).count(), 0, 'one approves oneself');
    await visit.accessibleOn(first, 'approvals');
    await visit.shotOf(first, 'operations-approvals');

    const second = await enter(visit, 'operator2', '#/operations/approvals');
    await second.getByRole('button', { name: /^Approve action/ }).click();
    await visit.accessibleOn(second, 'the question before an approval');
    await second.locator('dialog').getByLabel('Reason').fill('Seen at all five');
    await second.keyboard.press('Enter');
    await second.locator('dialog').waitFor({ state: 'detached' });
    await second.getByRole('region', { name: 'Ended actions' }).last()
        .locator('tbody tr', { hasText: 'Seen at all five' }).first().waitFor();
    await second.close();
    await section(first, 'Market');
    await haltOf(first).filter({ hasText: 'None' }).waitFor();
    await fits(visit, first, 'operations');
    await section(first, 'Members');
    await first.getByRole('region', { name: 'Members and accounts' }).last().locator('tbody tr').nth(3).waitFor();
    await first.locator('#find-account').fill('2');
    await first.getByRole('region', { name: 'Members and accounts' }).last().locator('tbody tr').last().click();
    await panel(first, 'Account').getByText('Beneficial owner').waitFor();
    await visit.accessibleOn(first, 'accounts');
    await visit.shotOf(first, 'operations-account');
    await light(visit, first, 'operations');
    await first.close();
}

/* ---- surveillance ---- */

async function opensCase(visit) {
    const page = await enter(visit, 'surveillance', '#/surveillance');
    const list = page.getByRole('region', { name: 'Alerts' }).last();
    await page.locator('#alert-pattern').selectOption('staff-change');
    // Detectors look on beside the venue: the halt is there when they have come to it.
    await list.locator('tbody tr', { hasText: NAME }).first().waitFor({ timeout: 60_000 });
    await visit.accessibleOn(page, 'alerts');
    await visit.shotOf(page, 'surveillance-alerts');
    await list.locator('tbody tr', { hasText: NAME }).last().locator('a').first().click();
    await page.getByRole('heading', { name: 'The book as it was' }).waitFor();
    const before = await bookShown(page);
    await page.getByLabel('Step of the replay').focus();
    await page.keyboard.press('Home');
    const earliest = await bookShown(page, (sequence) => sequence < before);
    await sameBook(visit, page, earliest);
    await page.evaluate(() => document.activeElement?.blur());
    await page.keyboard.press('}');
    // Several steps may be of one command.
    await page.locator('.where', { hasText: /^Step 11 of / }).waitFor();
    await bookShown(page, (sequence) => sequence >= earliest);
    await fits(visit, page, 'surveillance-alert');
    await page.getByLabel('Open a case').last().fill('A halt outside the agreed hours');
    await page.getByRole('button', { name: 'Open case' }).click();
    await page.locator('.timeline li', { hasText: 'A halt outside the agreed hours' }).waitFor();
    await page.getByLabel('Reason').fill('Asked operations for the memo');
    await page.locator('form').getByRole('button', { name: 'Note' }).last().click();
    await page.locator('.timeline li', { hasText: 'Asked operations for the memo' }).waitFor();
    await page.getByRole('button', { name: 'Close', exact: true }).first().click();
    await page.getByLabel('Outcome').selectOption('no_action');
    await page.getByLabel('Reason').fill('The memo explains it');
    await page.locator('form').getByRole('button', { name: 'Close' }).last().click();
    await page.locator('.timeline li', { hasText: 'The memo explains it' }).waitFor();
    await visit.accessibleOn(page, 'a case');
    await visit.shotOf(page, 'surveillance-case');
    await section(page, 'Detectors');
    await page.getByRole('region', { name: 'Detectors' }).last().locator('tbody tr').nth(10).waitFor();
    await visit.accessibleOn(page, 'detectors');
    await visit.shotOf(page, 'surveillance-detectors');
    await light(visit, page, 'surveillance');
    await page.close();
    return `replayed around sequence ${before}`;
}

/** The sequence of the book that is shown, once it is that of the step that is chosen. */
function bookShown(page, isRight = () => true) {
    return eventually(async () => {
        const [step, book] = await page.evaluate(() => [
            document.querySelector('.where b')?.innerText, document.querySelector('.ladder')?.dataset.sequence,
        ]);
        const sequence = Number(book);
        assert.ok(sequence > 0, 'no book is shown yet');
        assert.equal(sequence, Number(step?.replace(/,/g, '')), `book ${book}, step ${step}`);
        assert.ok(isRight(sequence), `the step is at ${sequence}`);
        return sequence;
    });
}

/** The rungs of the ladder are the levels that the venue gives for that sequence. */
async function sameBook(visit, page, sequence) {
    const book = await visit.askAs('surveillance', 'surveillance/get_book', {
        instrument_name: NAME, sequence, depth: 14,
    });
    const shown = await page.locator('.ladder tbody tr.buy').evaluateAll((rows) => rows.map((row) =>
        ['th', '.figure'].map((cell) => Number(row.querySelector(cell).innerText.replace(/,/g, '')))));
    assert.deepEqual(shown, book.bids.map(({ price, amount }) => [price, amount]), `bids at sequence ${sequence}`);
}

/* ---- the regulator ---- */

async function reads(visit) {
    const page = await enter(visit, 'regulator', '#/regulator');
    const entries = page.getByRole('region', { name: 'Entries of the register' });
    await entries.locator('tbody tr', { hasText: NAME }).first().waitFor();
    await fits(visit, page, 'regulator-register');
    await section(page, 'Participants');
    await page.getByRole('region', { name: 'Accounts', exact: true }).last().locator('tbody tr').nth(5).waitFor();
    await visit.accessibleOn(page, 'participants');
    await visit.shotOf(page, 'regulator-participants');
    await section(page, 'Positions');
    await page.getByRole('region', { name: 'Positions by account' }).last().locator('tbody tr').first().waitFor();
    await visit.accessibleOn(page, 'positions');
    await visit.shotOf(page, 'regulator-positions');
    await section(page, 'Reports');
    await page.locator('pre.report', { hasText: /bulletin/i }).waitFor({ timeout: 60_000 });
    await page.getByRole('button', { name: 'CSV' }).click();
    await page.locator('pre.report', { hasText: /\w+,\w+,\w+/ }).waitFor({ timeout: 60_000 });
    const [file] = await Promise.all([
        page.waitForEvent('download'), page.getByRole('button', { name: 'Save file' }).click(),
    ]);
    assert.match(file.suggestedFilename(), /^bulletin-\d{4}-\d\d-\d\d\.csv$/);
    await visit.accessibleOn(page, 'reports');
    await visit.shotOf(page, 'regulator-report');
    await section(page, 'Verify');
    await page.getByRole('button', { name: 'Run the journal again' }).click();
    await panel(page, 'Verification').locator('.badge', { hasText: 'agrees' }).waitFor({ timeout: 120_000 });
    const hash = await page.locator('[data-hash=state]').innerText();
    assert.match(hash, /^[0-9a-f]{32,}$/);
    const run = await visit.askAs('regulator', 'regulator/verify', {});
    assert.equal(run.state_hash, hash, 'the hash is the venue\'s');
    await visit.accessibleOn(page, 'verification');
    await visit.shotOf(page, 'regulator-verify');
    await light(visit, page, 'regulator');
    await page.close();
    return `${run.commands} commands run again, state ${hash.slice(0, 8)}`;
}

export const CONSOLE_STEPS = [
    ['a trader is shown no console but market quality', refusesTrader],
    ['operators halt the market, and two of them resume it', haltsAndResumes],
    ['surveillance replays the book at an alert and keeps a case', opensCase],
    ['a regulator reads register, positions, a report, and verifies', reads],
    ['market quality is shown to everybody', showsQuality],
];
