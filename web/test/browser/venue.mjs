/* SPDX-License-Identifier: Apache-2.0 */
// venue.mjs - starts and stops the venue that the page is tried on.

import { spawn } from 'node:child_process';
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const READY_MS = 60_000;

export function freePort() {
    return new Promise((resolve, reject) => {
        const server = createServer();
        server.on('error', reject);
        server.listen(0, '127.0.0.1', () => {
            const { port } = server.address();
            server.close(() => resolve(port));
        });
    });
}

export class Venue {
    constructor(binary, page, options) {
        this.binary = binary;
        this.page = page;
        this.options = options;
        this.folder = mkdtempSync(join(tmpdir(), 'perpetua-page-'));
        this.log = join(this.folder, 'log');
    }

    async start() {
        this.port ??= await freePort();
        this.url = `http://127.0.0.1:${this.port}`;
        const log = openSync(this.log, 'a');
        this.process = spawn(this.binary, [
            'venue', '--demo', '--data', join(this.folder, 'data'), '--listen', `127.0.0.1:${this.port}`,
            '--page', this.page, ...this.options,
        ], { stdio: ['ignore', log, log] });
        this.ended = new Promise((resolve) => this.process.on('exit', resolve));
        const until = Date.now() + READY_MS;
        while (Date.now() < until) {
            if (this.process.exitCode !== null) break;
            const ready = await fetch(`${this.url}/readyz`).then((answer) => answer.ok, () => false);
            if (ready) return;
            await new Promise((resolve) => setTimeout(resolve, 100));
        }
        throw new Error(`the venue did not get ready:\n${readFileSync(this.log, 'utf8').slice(-2000)}`);
    }

    async stop(signal = 'SIGTERM') {
        if (this.process.exitCode !== null) return;
        this.process.kill(signal);
        const late = setTimeout(() => this.process.kill('SIGKILL'), 30_000);
        await this.ended;
        clearTimeout(late);
    }

    remove() {
        rmSync(this.folder, { recursive: true, force: true });
    }
}
