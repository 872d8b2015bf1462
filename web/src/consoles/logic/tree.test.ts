/* SPDX-License-Identifier: Apache-2.0 */
// tree.test.ts - members and accounts as a tree, filtered, closed, and with strange parents.

import { describe, expect, it } from 'vitest';
import { treeLines } from './tree';
import type { TreeAccount } from './tree';

const account = (id: number, member: number, parent = 0, state = 'approved', name = ''): TreeAccount =>
    ({ account_id: id, member_id: member, parent_account_id: parent, state, name });

const MEMBERS = [{ member_id: 1, name: 'Maker' }, { member_id: 2, name: 'Broker' }];
const ACCOUNTS = [
    account(10, 1), account(20, 2), account(21, 2, 20), account(22, 2, 21, 'restricted', 'Omnibus B'),
];
const ALL = { text: '', state: '' };

const shown = (lines: { key: string; depth: number }[]): string[] =>
    lines.map(({ key, depth }) => '.'.repeat(depth) + key);

describe('the tree', () => {
    it('has accounts beneath their parents, and those beneath their members', () => {
        expect(shown(treeLines(MEMBERS, ACCOUNTS, new Set(), ALL)))
            .toEqual(['m1', '.a10', 'm2', '.a20', '..a21', '...a22']);
    });

    it('shows nothing beneath a closed line, but counts it', () => {
        const lines = treeLines(MEMBERS, ACCOUNTS, new Set(['a20', 'm1']), ALL);
        expect(shown(lines)).toEqual(['m1', 'm2', '.a20']);
        expect(lines.map((line) => line.children)).toEqual([1, 1, 1]);
    });

    it('finds by number, by part of a name and by state, closed or not', () => {
        const closed = new Set(['m2']);
        for (const [text, state] of [['22', ''], ['omnibus', ''], ['', 'restricted']] as const) {
            const filter = { text, state };
            expect(shown(treeLines(MEMBERS, ACCOUNTS, closed, filter))).toEqual(['m2', '.a22']);
        }
    });

    it('keeps accounts of unknown members and parents, and outlives a ring', () => {
        expect(shown(treeLines([], [account(5, 9, 77)], new Set(), ALL))).toEqual(['m9', '.a5']);
        expect(shown(treeLines(MEMBERS, [account(7, 1, 7)], new Set(), ALL))).toEqual(['m1', '.a7', 'm2']);
    });
});
