/* SPDX-License-Identifier: Apache-2.0 */
// looks.mjs - keys, themes and narrow screens of the trading page.

import assert from 'node:assert/strict';
import { eventually, number } from './parts.mjs';

export async function obeysKeys(visit) {
    const { page } = visit;
    await page.evaluate(() => document.activeElement?.blur());
    await page.keyboard.press('?');
    await page.getByRole('heading', { name: 'Keyboard shortcuts' }).waitFor();
    await visit.accessible('help');
    await visit.shot('help');
    await page.keyboard.press('Escape');
    await page.locator('dialog').waitFor({ state: 'detached' });
    await page.keyboard.press('s');
    await page.locator('.side-switch [data-value=sell][aria-pressed=true]').waitFor();
    await page.keyboard.press('l');
    await page.keyboard.press('p');
    await page.locator('#ticket-price:focus').waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('b');
    await page.locator('.side-switch [data-value=buy][aria-pressed=true]').waitFor();
    await page.locator('.sides').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await eventually(async () => {
        const bid = number(await page.locator('.side.buy tbody tr').first().locator('.figure').innerText());
        const price = number(await page.inputValue('#ticket-price'));
        assert.ok(Math.abs(price / bid - 1) < 0.002, `${price} in the ticket, ${bid} bid`);
    });
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => document.activeElement.tagName);
    assert.notEqual(focused, 'BODY', 'Tab reaches something');
}

export async function looks(visit) {
    const { page } = visit;
    await visit.accessible('dark');
    const toggle = async (name) => {
        await page.getByRole('button', { name: 'Settings' }).click();
        await page.getByLabel(name).click();
        await page.keyboard.press('Escape');
        await page.waitForTimeout(200);
    };
    await toggle('Colour-blind palette');
    await visit.accessible('dark, colour-blind');
    await visit.shot('colour-blind');
    await toggle('Light theme');
    await visit.accessible('light, colour-blind');
    await toggle('Colour-blind palette');
    await visit.accessible('light');
    await visit.shot('light');
    await toggle('Light theme');
}

export async function fitsNarrow(visit) {
    const { page } = visit;
    for (const [width, height] of [[1280, 800], [1024, 768], [390, 844]]) {
        await page.setViewportSize({ width, height });
        await eventually(async () => {
            const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
            assert.ok(over <= 0, `${width} pixels: ${over} too wide`);
        });
        await visit.shot(`width-${width}`);
    }
    for (const place of ['Book', 'Trade', 'Account']) {
        await page.locator('.places').getByRole('tab', { name: place }).click();
        await visit.accessible(`narrow, ${place}`);
        await visit.shot(`narrow-${place.toLowerCase()}`);
    }
    await page.locator('.places').getByRole('tab', { name: 'Chart' }).click();
    await page.setViewportSize({ width: 1600, height: 950 });
}
