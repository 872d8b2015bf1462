/* SPDX-License-Identifier: Apache-2.0 */
// packed.ts - puts a gzip of every text of the page beside it, which the venue serves to browsers
// that accept it.  The venue itself packs nothing.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

const TEXTS = /\.(html|js|css|svg|json|txt)$/;

function pack(folder: string): void {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) pack(path);
        else if (TEXTS.test(entry.name)) writeFileSync(`${path}.gz`, gzipSync(readFileSync(path), { level: 9 }));
    }
}

export function packed(folder: string): Plugin {
    return { name: 'packed', apply: 'build', closeBundle: () => pack(folder) };
}
