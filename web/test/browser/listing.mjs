/* SPDX-License-Identifier: Apache-2.0 */
// listing.mjs - terms with rows changed by two operators, and a second instrument beside the first.
//
// Here are the forms with rows, and a terminal that goes from one instrument to the other; the second
// one is listed by the commands that such forms send.

import assert from 'node:assert/strict';
import { connected, enter, eventually, rows, tab } from './parts.mjs';

const FIRST = 'BTC_USD-PERPETUAL';
const SECOND = 'ETH_USD-PERPETUAL';

async function chooseCommand(page, title) {
    await page.locator('#find-command').fill(title);
    await page.getByRole('button', { name: title }).first().click();
    await page.locator(`form[aria-label="${title}"]`).waitFor();
}

const cellOf = (page, column, row) => page.getByLabel(`${column}, bracket ${row}`, { exact: true });

/**
 * Bounds are told in the form's units and kept by it; what hangs on another field is refused by the
 * rules, which name the field and what would be legal.
 */
async function refusesLiquidation(visit, first, second) {
    const title = 'Set the liquidation of a product';
    // What was approved before has left the list, so the one that comes is this one.
    const approve = second.getByRole('button', { name: /^Approve action/ });
    await approve.waitFor({ state: 'detached' });
    await chooseCommand(first, title);
    await first.getByLabel('Instrument').selectOption(FIRST);
    const fee = first.getByLabel('Liquidation fee');
    await eventually(async () => assert.equal(await fee.inputValue(), '0.5', 'as it stands'));
    const told = await fee.evaluate((field) =>
        document.getElementById(field.getAttribute('aria-describedby'))?.textContent);
    assert.equal(told, '0 to 100 %');
    await fee.fill('200');
    await first.locator('.problem-line', { hasText: 'Liquidation fee: 0 to 100 %.' }).waitFor();
    await visit.shotOf(first, 'operations-bounds');
    await fee.fill('0.5');
    await first.getByLabel('Fund is free again at').fill('90');
    await first.getByLabel('Reason').fill('More than it may lose');
    await first.locator(`form[aria-label="${title}"] button[type=submit]:enabled`, { hasText: 'Propose' }).click();

    await approve.click();
    await second.locator('dialog').getByLabel('Reason').fill('Not looked at');
    await second.keyboard.press('Enter');
    await second.locator('.notice.bad', { hasText: 'Fund is free again at: nearest legal is 30 %' }).waitFor();
}

/** Brackets begin as they stand; a wrong row says so, and the second person sees each of them. */
export async function changesBrackets(visit) {
    const first = await enter(visit, 'operator', '#/operations/commands');
    await chooseCommand(first, 'Set the margin of a product');
    await first.getByLabel('Instrument').selectOption(FIRST);
    await cellOf(first, 'Value from', 5).waitFor();
    const standing = await cellOf(first, 'Maintenance', 2).inputValue();
    assert.equal(standing, '15');
    await first.getByText('Nothing is changed.').waitFor();

    await first.getByRole('button', { name: 'Insert before bracket 3' }).click();
    await first.getByText('Brackets, row 3. Value from: give a value.').waitFor();
    await cellOf(first, 'Value from', 3).fill('1,000,000');
    await cellOf(first, 'Maintenance', 3).fill('16.5');
    await first.locator('tr.fault', { hasText: 'must be above that of the row before' }).waitFor();
    await visit.accessibleOn(first, 'a form with a row that is wrong');
    await visit.shotOf(first, 'operations-rows-fault');
    await cellOf(first, 'Value from', 3).fill('5,000,000');
    await first.locator('tr.fault').waitFor({ state: 'detached' });
    await first.getByLabel('Reason').fill('Larger positions need more');
    const sent = JSON.parse(await first.locator('.sent pre').innerText());
    assert.equal(sent.fields.brackets.length, 6, 'the whole list is sent');
    assert.deepEqual(sent.fields.brackets[2], { floor_micros: '5000000', maintenance_ppm: '16.5' });
    assert.deepEqual(Object.keys(sent.fields).sort(), ['brackets', 'initial_mode', 'instrument_name']);
    await first.locator('.signed', { hasText: 'brackets: 1 added, 6 then' }).waitFor();
    await visit.shotOf(first, 'operations-rows');
    await first.locator('form[aria-label] button[type=submit]', { hasText: 'Propose' }).click();
    await first.locator('.notice', { hasText: 'waits for a second person' }).waitFor();

    const second = await enter(visit, 'operator2', '#/operations/approvals');
    const list = second.getByRole('region', { name: /^Brackets of action/ }).first();
    await list.locator('tbody tr').nth(5).waitFor();
    assert.match(await list.locator('tbody tr').nth(2).innerText(), /5,000,000\s+16\.5/);
    await visit.shotOf(second, 'approval-rows');
    await second.getByRole('button', { name: /^Approve action/ }).first().click();
    await second.locator('dialog').getByLabel('Reason').fill('As agreed in the committee');
    await second.keyboard.press('Enter');
    await second.locator('dialog').waitFor({ state: 'detached' });
    const stands = await eventually(async () => {
        const terms = await visit.askAs('operator', 'operations/get_terms', {
            command: 'margin_terms', fields: { instrument_name: FIRST },
        });
        assert.equal(terms.fields.brackets.length, 6, 'it is worked');
        return terms.fields.brackets;
    });
    assert.deepEqual(stands[2], { floor_micros: 5000000, maintenance_ppm: 16.5 });
    await refusesLiquidation(visit, first, second);
    await second.close();
    await first.close();
    return `${stands.length} brackets stand`;
}

/* ---- a second instrument ---- */

async function agree(visit, command, fields) {
    const reason = 'Listing of a second product';
    const sent = await visit.askAs('operator', 'operations/submit', { command, fields, reason });
    const done = sent.state !== 'waiting' ? sent : await visit.askAs('operator2', 'operations/approve', {
        action_id: sent.action_id, reason: 'Seen and agreed',
    });
    assert.equal(done.state, 'executed', `${command}: ${JSON.stringify(done)}`);
}

/** Defined, filed, approved and listed, each by two people. */
async function listSecond(visit) {
    const { fields: filing } = await visit.askAs('operator', 'operations/get_terms', {
        command: 'product_filing', fields: { instrument_name: FIRST },
    });
    const register = { status: 'granted', authority: 'CFTC', underlyings: ['digital'], effective_ns: 1 };
    await agree(visit, 'product_define', {
        product_id: 2, symbol: 'ETHPERP', quote: 'USD', tick_value_micros: '0.0001', price_ticks_min: 1,
        price_ticks_max: 10_000_000, order_lots_max: 1_000_000, order_notional_micros_max: 1_000_000,
        protection_ticks: 1_000, initial_margin_ppm: 20, smp_mode: 'cancel_taker', decimals_price: 4,
        eligible_classes: ['futures'],
    });
    for (const [entry_id, entry_kind] of [[9, 'filing'], [10, 'order']]) {
        await agree(visit, 'register_entry', { ...register, entry_id, entry_kind, citation: `ETHPERP ${entry_kind}` });
    }
    await agree(visit, 'product_filing', { ...filing, instrument_name: SECOND });
    for (const [state, entry] of [['filed', 9], ['approved', 10], ['listed', 10]]) {
        await agree(visit, 'product_state', { instrument_name: SECOND, state, register_entry: entry });
    }
}

const address = (page) => page.evaluate(() => location.hash);

async function shows(page, name, orders) {
    await eventually(async () => assert.equal(await address(page), `#/trade/${name}`));
    await page.locator('.top-bar select').and(page.getByLabel('Instrument')).waitFor();
    await eventually(async () => assert.equal(await page.getByLabel('Instrument').inputValue(), name));
    await eventually(async () => assert.equal(await rows(page).count(), orders, `orders in ${name}`));
    await page.locator('.menu .user', { hasText: 'demo' }).waitFor();
}

export async function changesInstrument(visit) {
    const page = await enter(visit, 'demo', '#/');
    await eventually(async () => assert.equal(await address(page), `#/trade/${FIRST}`, 'the address names it'));
    await listSecond(visit);
    // The list comes by its channel: the page was open before the second was listed.
    await page.locator('.top-bar select option', { hasText: SECOND }).waitFor({ state: 'attached' });
    await tab(page, 'Open orders');
    await shows(page, FIRST, 0);
    await page.getByLabel('Instrument').selectOption(SECOND);
    await shows(page, SECOND, 0);
    await page.locator('.side.sell tbody tr').first().waitFor({ state: 'detached' });
    await eventually(async () =>
        assert.equal(await page.inputValue('#ticket-price'), '', 'the price of the other is not kept'));
    await page.locator('.ticket .types button', { hasText: 'Limit' }).click();
    await page.fill('#ticket-price', '31');
    await page.fill('#ticket-size', '0.5');
    await page.locator('.ticket button.send:enabled').click();
    await shows(page, SECOND, 1);
    await page.locator('.side.buy tbody tr').first().waitFor();
    await visit.accessibleOn(page, 'a second instrument');
    await visit.shotOf(page, 'second-instrument');

    await page.goBack();
    await shows(page, FIRST, 0);
    await page.locator('.side.sell tbody tr').nth(3).waitFor();
    await page.goForward();
    await shows(page, SECOND, 1);
    // To another view and back it is the same instrument.
    await page.locator('.views a', { hasText: 'Quality' }).click();
    await page.locator('.views a', { hasText: 'Trade' }).click();
    await shows(page, SECOND, 1);
    await page.getByRole('button', { name: /^Cancel order/ }).click();
    await shows(page, SECOND, 0);
    await page.evaluate(() => { location.hash = '#/trade/DOGE_USD-PERPETUAL'; });
    await page.locator('.notice.bad', { hasText: 'No instrument DOGE_USD-PERPETUAL' }).waitFor();
    await shows(page, SECOND, 0);
    await page.close();

    const link = await visit.openPage();
    await link.goto(`${visit.venue.url}/#/trade/${SECOND}`);
    await connected(link);
    await eventually(async () => assert.equal(await link.getByLabel('Instrument').inputValue(), SECOND));
    await link.close();
    return 'there, back, forward, and by its address';
}

export const LISTING_STEPS = [
    ['operators change the brackets of the margin row by row; a term beyond its bound is refused', changesBrackets],
    ['it goes to another instrument and back in one session', changesInstrument],
];
