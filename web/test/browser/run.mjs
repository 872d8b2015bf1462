/* SPDX-License-Identifier: Apache-2.0 */
// run.mjs - a trader's visit in a real browser: each step is one check that can fail.
//
// usage: node test/browser/run.mjs [--long] [--slow] [PATTERN]   on build/perpetua venue --demo;
//        PATTERN: only steps whose name it matches, after logging in; --long: a funding payment too;
//        --slow: over a slow line, on a slow machine, to find what relies on the order of answers
//        PAGE_URL=http://... node ...                on a venue that runs already
// Screenshots are left in build/screenshots.  Exit status 1 if a step failed.

import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { CONSOLE_STEPS } from './consoles.mjs';
import { LISTING_STEPS } from './listing.mjs';
import { slowMachine, slowSockets } from './slow.mjs';
import { LONG_STEPS, STEPS } from './steps.mjs';
import { Venue } from './venue.mjs';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const BINARY = process.env.PERPETUA_BINARY ?? `${ROOT}build/perpetua`;
const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
    .find((path) => existsSync(path));
const PAGE = `${ROOT}web/dist`;
const STEP_MS = 300_000;
const FAILED_MAX = 3;
const OPTIONS = new Set(process.argv.slice(2).filter((argument) => argument.startsWith('--')));
const IS_SLOW = OPTIONS.has('--slow');

const require = createRequire(import.meta.url);
const AXE = require.resolve('axe-core/axe.min.js');

/** What the steps share. */
class Visit {
    constructor(venue, page, shots) {
        this.venue = venue;
        this.page = page;
        this.shots = shots;
        this.count = 0;
        this.problems = [];
        /** The page of another person that was opened last. */
        this.latest = null;
        this.others = [];
    }

    shot(name) {
        return this.shotOf(this.page, name);
    }

    async shotOf(page, name) {
        this.count += 1;
        const number = String(this.count).padStart(2, '0');
        await page.screenshot({ path: `${this.shots}/${number}-${name}.png` });
    }

    /** A second venue, stopped with the visit. */
    async otherVenue(options) {
        const other = new Venue(BINARY, PAGE, ['--seed', '7', ...options]);
        this.others.push(other);
        await other.start();
        return other;
    }

    async leave() {
        for (const other of this.others) {
            await other.stop();
            other.remove();
        }
    }

    /** A page with a memory of its own, as of another person; its problems count too. */
    async openPage() {
        const context = await this.page.context().browser().newContext({
            viewport: { width: 1600, height: 950 }, timezoneId: 'America/New_York', acceptDownloads: true,
        });
        const page = await pageIn(context);
        page.on('close', () => void context.close().catch(() => undefined));
        watch(this, page);
        this.latest = page;
        return page;
    }

    accessible(where) {
        return this.accessibleOn(this.page, where);
    }

    /** No finding of weight serious or critical. */
    async accessibleOn(page, where) {
        if (!await page.evaluate(() => 'axe' in window)) {
            // Evaluated by the debugger: the page's policy admits no foreign script.
            await page.evaluate(readFileSync(AXE, 'utf8'));
        }
        const found = await page.evaluate(() => window.axe.run(document, {
            resultTypes: ['violations'],
        }));
        const serious = found.violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
        const lines = serious.map(({ id, help, nodes }) =>
            `${id}: ${help}: ${nodes.slice(0, 3).map((node) => node.target.join(' ')).join('; ')}`);
        assert.deepEqual(lines, [], `axe-core, ${where}`);
        return found.passes.length;
    }

    /** A call over HTTP with the demo key, to compare what is shown with what is true. */
    ask(method, params = {}) {
        return this.askAs('demo', method, params);
    }

    async askAs(id, method, params) {
        const body = await this.request(method, params, id);
        assert.ok(body.result !== undefined, `${method}: ${JSON.stringify(body.error)}`);
        return body.result;
    }

    async request(method, params, id = 'demo') {
        const key = Buffer.from(`${id}:${id}-secret`).toString('base64');
        const answer = await fetch(`${this.venue.url}/api/v2`, {
            method: 'POST',
            headers: { 'Content-Type': 'application/json', Authorization: `Basic ${key}` },
            body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
        });
        return answer.json();
    }
}

async function pageIn(context) {
    context.setDefaultTimeout(60_000);
    if (IS_SLOW) await slowSockets(context);
    const page = await context.newPage();
    if (IS_SLOW) await slowMachine(page);
    return page;
}

function watch(visit, page) {
    page.on('pageerror', (error) => visit.problems.push(`page error: ${error.stack ?? error.message}`));
    page.on('console', (message) => {
        if (message.type() !== 'error') return;
        // A socket that the test itself cut is no fault of the page.
        if (visit.cutting && /WebSocket|ERR_CONNECTION/.test(message.text())) return;
        visit.problems.push(`console: ${message.text()}`);
    });
    page.on('request', (request) => {
        const url = new URL(request.url());
        if (url.protocol !== 'data:' && url.origin !== visit.venue.url) {
            visit.problems.push(`foreign request: ${request.url()}`);
        }
    });
}

function within(promise, milliseconds) {
    let timer;
    const late = new Promise((_resolve, reject) => {
        timer = setTimeout(() => reject(new Error(`took longer than ${milliseconds} ms`)), milliseconds);
    });
    return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

async function runSteps(visit, steps) {
    let failed = 0;
    for (const [name, step] of steps) {
        // What follows would fail of the same cause, slowly.
        if (failed === FAILED_MAX) {
            console.log(`ended after ${failed} failed steps`);
            return failed;
        }
        const start = Date.now();
        let note = '';
        try {
            const limit = LONG_STEPS.some(([one]) => one === name) ? 10 * STEP_MS : STEP_MS;
            note = await within(step(visit), limit) ?? '';
            assert.deepEqual(visit.problems.splice(0), [], 'problems that the browser reported');
        } catch (error) {
            failed += 1;
            note = `\n    ${error.message.split('\n').slice(0, 8).join('\n    ')}`;
            await visit.shot('failed').catch(() => undefined);
            if (visit.latest?.isClosed() === false) await visit.shotOf(visit.latest, 'failed').catch(() => undefined);
        }
        const verdict = note.startsWith('\n') ? 'FAILED' : 'ok';
        console.log(`${verdict.padEnd(6)} ${name} (${Date.now() - start} ms) ${note}`);
    }
    return failed;
}

async function main() {
    if (!CHROMIUM) {
        console.log('skipped: no chromium');
        return 0;
    }
    const shots = `${ROOT}build/screenshots`;
    rmSync(shots, { recursive: true, force: true });
    mkdirSync(shots, { recursive: true });
    const running = process.env.PAGE_URL;
    const venue = running
        ? { url: running.replace(/\/$/, ''), stop: async () => undefined, remove: () => undefined }
        : new Venue(BINARY, PAGE, ['--seed', '7', '--speed', '5']);
    let browser;
    try {
        if (!running) await venue.start();
        browser = await chromium.launch({
            executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-dev-shm-usage'],
        });
        const context = await browser.newContext({
            viewport: { width: 1600, height: 950 }, timezoneId: 'America/New_York',
        });
        const page = await pageIn(context);
        const visit = new Visit(venue, page, shots);
        watch(visit, page);
        const word = process.argv.slice(2).find((argument) => !OPTIONS.has(argument));
        const all = [...STEPS, ...CONSOLE_STEPS, ...LISTING_STEPS, ...OPTIONS.has('--long') ? LONG_STEPS : []];
        const steps = all.filter(([name], index) =>
            !word || index === 0 || /logs in/.test(name) || new RegExp(word).test(name));
        const failed = await runSteps(visit, steps).finally(() => visit.leave());
        console.log(`${steps.length - failed} of ${steps.length} steps passed; screenshots in build/screenshots`);
        return failed === 0 ? 0 : 1;
    } finally {
        await browser?.close();
        await venue.stop();
        venue.remove();
    }
}

process.exitCode = await main();
