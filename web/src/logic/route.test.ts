/* SPDX-License-Identifier: Apache-2.0 */
// route.test.ts - addresses there and back, and who may open what.

import { describe, expect, it } from 'vitest';
import { hashOf, homeOf, mayOpen, parseRoute, roleWords, VIEWS } from './route';

describe('addresses', () => {
    it.each([
        ['', 'trade', []],
        ['#', 'trade', []],
        ['#/', 'trade', []],
        ['#/trade/BTC_USD-PERPETUAL', 'trade', ['BTC_USD-PERPETUAL']],
        ['#/quality', 'quality', []],
        ['#/operations/approvals', 'operations', ['approvals']],
        ['#/surveillance/alerts/spoofing.1-p1-a42-s1007/', 'surveillance', ['alerts', 'spoofing.1-p1-a42-s1007']],
        ['#/regulator/reports/2026-11-22/part%2017.00', 'regulator', ['reports', '2026-11-22', 'part 17.00']],
    ])('%s is %s', (hash, view, parts) => {
        expect(parseRoute(hash)).toEqual({ view, parts });
    });

    it('leaves an anchor of the page and an unknown address alone', () => {
        for (const hash of ['#ticket-size', '#/nothing']) expect(parseRoute(hash)).toBeNull();
    });

    it('reads what is no proper escape as it stands', () => {
        expect(parseRoute('#/quality/%E0%A4%A')?.parts).toEqual(['%E0%A4%A']);
    });

    it('leads back to where it came from', () => {
        const hash = hashOf('regulator', 'reports', '2026-11-22', 'a/b c');
        expect(parseRoute(hash)).toEqual({ view: 'regulator', parts: ['reports', '2026-11-22', 'a/b c'] });
        expect(hashOf('trade')).toBe('#/');
        expect(parseRoute(hashOf('trade'))).toEqual({ view: 'trade', parts: [] });
        expect(parseRoute(hashOf('trade', 'A/B'))).toEqual({ view: 'trade', parts: ['A/B'] });
    });
});

describe('who may open what', () => {
    const open = (roles: string[]): string[] =>
        VIEWS.filter(({ view }) => mayOpen(view, roles)).map(({ view }) => view);

    it.each([
        ['nobody', [], ['trade', 'quality']],
        ['a trader', ['trader'], ['trade', 'quality']],
        ['an operator', ['market_operations'], ['trade', 'operations', 'quality']],
        ['surveillance', ['surveillance'], ['trade', 'operations', 'surveillance', 'quality']],
        ['a regulator', ['regulator'], ['trade', 'operations', 'surveillance', 'regulator', 'quality']],
    ])('%s', (_row, roles, views) => {
        expect(open(roles)).toEqual(views);
    });

    it('sends a key without an account to its own console', () => {
        expect(homeOf(['market_operations'])).toBe('operations');
        expect(homeOf(['compliance', 'regulator'])).toBe('regulator');
        expect(homeOf(['trader'])).toBe('trade');
    });

    it('names roles in words', () => {
        expect(roleWords(['market_operations'])).toBe('market operations');
        expect(roleWords(['surveillance', 'compliance', 'regulator'])).toBe('surveillance, compliance or regulator');
    });
});
