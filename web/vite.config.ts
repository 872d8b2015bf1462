/* SPDX-License-Identifier: Apache-2.0 */
// vite.config.ts - the build of the page and its unit tests.
//
// Nothing is inlined into index.html, because the page's security policy forbids inline scripts and
// styles; fonts and scripts are files under assets/ whose names carry their hash.

import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { notices } from './notices';
import { packed } from './packed';

export default defineConfig({
    base: './',
    plugins: [
        notices(fileURLToPath(new URL('.', import.meta.url))),
        packed(fileURLToPath(new URL('./dist', import.meta.url))),
    ],
    esbuild: { jsx: 'automatic', jsxImportSource: 'preact' },
    build: {
        target: 'es2021',
        assetsInlineLimit: 0,
        modulePreload: { polyfill: false },
        sourcemap: false,
        reportCompressedSize: true,
    },
    server: {
        proxy: { '/ws/api/v2': { target: 'ws://127.0.0.1:8700', ws: true } },
    },
    test: { include: ['src/**/*.test.ts'], environment: 'node' },
});
