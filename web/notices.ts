/* SPDX-License-Identifier: Apache-2.0 */
// notices.ts - a plugin of the build: writes notices.txt, the licences of what the page contains.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

interface Package {
    name: string;
    version: string;
    license: string;
    dependencies?: Record<string, string>;
}

function readPackage(folder: string): Package {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Package;
}

/** The packages that the page is made of, and those that they need. */
function shipped(root: string): string[] {
    const names = new Set<string>();
    const wanted = Object.keys(readPackage(root).dependencies ?? {});
    for (let name = wanted.pop(); name !== undefined; name = wanted.pop()) {
        if (names.has(name)) continue;
        names.add(name);
        wanted.push(...Object.keys(readPackage(join(root, 'node_modules', name)).dependencies ?? {}));
    }
    return [...names].sort();
}

export function notices(root: string): Plugin {
    return {
        name: 'notices',
        apply: 'build',
        generateBundle() {
            const parts = [
                'This page contains the following software.\n\n'
                + 'TradingView Lightweight Charts (TM), Copyright (c) TradingView, Inc. '
                + 'https://www.tradingview.com/',
            ];
            for (const name of shipped(root)) {
                const folder = join(root, 'node_modules', name);
                const { version, license } = readPackage(folder);
                const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
                const text = file ? readFileSync(join(folder, file), 'utf8').trim() : license;
                parts.push(`${'-'.repeat(72)}\n${name} ${version} (${license})\n\n${text}`);
            }
            this.emitFile({ type: 'asset', fileName: 'notices.txt', source: `${parts.join('\n\n')}\n` });
        },
    };
}
