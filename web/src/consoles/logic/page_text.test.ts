/* SPDX-License-Identifier: Apache-2.0 */
// page_text.test.ts - the forms that the pages of detectors use, and what is left as text.

import { describe, expect, it } from 'vitest';
import { blocksOf, spansOf } from './page_text';

const PAGE = `# Spoofing

Detector \`spoofing\`, version 1.
Source rule: CEA.
## Parameters
| name | default |
|---|---|
| \`size\` | 5000000 |

- first
  goes on
- second`;

describe('a page', () => {
    it('is headings, paragraphs, tables and lists', () => {
        expect(blocksOf(PAGE)).toEqual([
            { kind: 'heading', level: 1, text: 'Spoofing' },
            { kind: 'paragraph', spans: [
                { kind: 'text', text: 'Detector ' }, { kind: 'code', text: 'spoofing' },
                { kind: 'text', text: ', version 1. Source rule: CEA.' },
            ] },
            { kind: 'heading', level: 2, text: 'Parameters' },
            { kind: 'table', head: ['name', 'default'], rows: [
                [[{ kind: 'code', text: 'size' }], [{ kind: 'text', text: '5000000' }]],
            ] },
            { kind: 'list', items: [
                [{ kind: 'text', text: 'first goes on' }], [{ kind: 'text', text: 'second' }],
            ] },
        ]);
    });

    it('leaves everything else as text, also what looks like a script', () => {
        expect(blocksOf('<script>alert(1)</script>')).toEqual([
            { kind: 'paragraph', spans: [{ kind: 'text', text: '<script>alert(1)</script>' }] },
        ]);
        expect(spansOf('2 ** 3 and `open')).toEqual([{ kind: 'text', text: '2 ** 3 and `open' }]);
        expect(blocksOf('')).toEqual([]);
    });
});
