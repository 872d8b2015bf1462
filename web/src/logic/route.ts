/* SPDX-License-Identifier: Apache-2.0 */
// route.ts - which part of the page an address shows, and which roles may see it.
//
// Role: pure. The page hides what a key may not ask; that it may not, the venue decides.

export type View = 'trade' | 'operations' | 'surveillance' | 'regulator' | 'quality';

export interface Route {
    readonly view: View;
    /** What follows the view: the section, then what is looked at in it. */
    readonly parts: readonly string[];
}

export interface ViewInfo {
    readonly view: View;
    /** On a tab. */
    readonly name: string;
    /** As a heading. */
    readonly title: string;
    /** One of these is needed; none: everybody may look. */
    readonly roles: readonly string[];
    /** Keys of a demonstration that have such a role. */
    readonly demoKeys: readonly string[];
}

export const VIEWS: readonly ViewInfo[] = [
    {
        view: 'trade', name: 'Trade', title: 'Trading', roles: [],
        demoKeys: ['demo', 'demo2', 'operator', 'surveillance', 'regulator'],
    },
    {
        view: 'operations', name: 'Operations', title: 'Market operations',
        roles: ['market_operations', 'compliance', 'surveillance', 'regulator'],
        demoKeys: ['operator', 'operator2'],
    },
    {
        view: 'surveillance', name: 'Surveillance', title: 'Surveillance',
        roles: ['surveillance', 'compliance', 'regulator'], demoKeys: ['surveillance', 'compliance'],
    },
    {
        view: 'regulator', name: 'Regulator', title: 'Regulator',
        roles: ['regulator', 'compliance'], demoKeys: ['regulator', 'compliance'],
    },
    { view: 'quality', name: 'Quality', title: 'Market quality', roles: [], demoKeys: ['demo'] },
];

export const ROLE_NAMES: Readonly<Record<string, string>> = {
    trader: 'trader',
    risk_manager: 'risk manager',
    member_admin: 'administrator of a member',
    market_operations: 'market operations',
    surveillance: 'surveillance',
    compliance: 'compliance',
    regulator: 'regulator',
};

export function infoOf(view: View): ViewInfo {
    return VIEWS.find((one) => one.view === view)!;
}

/** Null: the hash is no address of a view (an anchor of the page, or nothing known). */
export function parseRoute(hash: string): Route | null {
    if (hash === '' || hash === '#') return { view: 'trade', parts: [] };
    if (!hash.startsWith('#/')) return null;
    const [name = '', ...rest] = hash.slice(2).split('/').filter((part) => part !== '');
    const parts = rest.map(decode);
    if (name === '') return { view: 'trade', parts: [] };
    const found = VIEWS.find((one) => one.view === name);
    return found ? { view: found.view, parts } : null;
}

function decode(part: string): string {
    try {
        return decodeURIComponent(part);
    } catch {
        return part;
    }
}

export function hashOf(view: View, ...parts: readonly (string | number)[]): string {
    if (view === 'trade' && parts.length === 0) return '#/';
    return `#/${[view, ...parts.map((part) => encodeURIComponent(String(part)))].join('/')}`;
}

export function mayOpen(view: View, roles: readonly string[]): boolean {
    const needed = infoOf(view).roles;
    return needed.length === 0 || needed.some((role) => roles.includes(role));
}

const namesOf = (roles: readonly string[]): string[] =>
    roles.map((role) => ROLE_NAMES[role] ?? role.replace(/_/g, ' '));

/** "trader, risk manager" */
export function roleList(roles: readonly string[]): string {
    return namesOf(roles).join(', ');
}

/** "market operations, compliance or regulator" */
export function roleWords(roles: readonly string[]): string {
    const names = namesOf(roles);
    if (names.length < 2) return names.join('');
    return `${names.slice(0, -1).join(', ')} or ${names[names.length - 1]}`;
}

/** Where a key without an account is sent when it logs in on the trading page. */
export function homeOf(roles: readonly string[]): View {
    const order: readonly [string, View][] = [
        ['market_operations', 'operations'], ['surveillance', 'surveillance'],
        ['regulator', 'regulator'], ['compliance', 'surveillance'],
    ];
    return order.find(([role]) => roles.includes(role))?.[1] ?? 'trade';
}
