/* SPDX-License-Identifier: Apache-2.0 */
// parts.mjs - what the steps share: waiting for a state, reading figures, the log-in form.

import assert from 'node:assert/strict';

/** Tries again until the check holds: what is shown follows the venue, at the machine's pace. */
export async function eventually(check, milliseconds = 60_000) {
    const until = Date.now() + milliseconds;
    for (;;) {
        try {
            return await check();
        } catch (error) {
            if (Date.now() > until) throw error;
        }
        await new Promise((resolve) => { setTimeout(resolve, 100); });
    }
}

export const number = (text) => Number(text.replace(/[^0-9.\u2212-]/g, '').replace('\u2212', '-'));

export async function statOf(page, name) {
    const stat = page.locator('.stat', { has: page.locator('dt', { hasText: new RegExp(`^${name}$`) }) });
    return number(await stat.locator('dd').innerText());
}

export async function previewOf(page, name) {
    const row = page.locator('.ticket .preview > div', { has: page.locator(`dt:text-is("${name}")`) });
    return row.locator('dd').innerText();
}

export async function tab(page, name) {
    await page.getByRole('tab', { name: new RegExp(`^${name}`) }).click();
}

export const rows = (page) => page.locator('#keeping-panel tbody tr');

/** The form, once it has filled in the key of the demonstration and waits for Enter. */
export async function openLogIn(page) {
    await page.click('#log-in');
    await page.locator('dialog button[type=submit]:focus').waitFor();
    assert.equal(await page.inputValue('#api-key'), 'demo', 'the demo key is filled in');
}

export const connected = (page) => page.getByRole('status').filter({ hasText: 'Connected' }).waitFor();

/** A page of its own at an address, logged in with a key of the demonstration. */
export async function enter(visit, key, address) {
    const page = await visit.openPage();
    await page.goto(`${visit.venue.url}/${address}`);
    await connected(page);
    await page.getByRole('button', { name: 'Log in' }).first().click();
    await page.locator('dialog button[type=submit]:focus').waitFor();
    await page.fill('#api-key', key);
    await page.fill('#api-secret', `${key}-secret`);
    await page.keyboard.press('Enter');
    await page.locator('dialog').waitFor({ state: 'detached' });
    await page.locator('.menu .user', { hasText: key }).waitFor();
    return page;
}
