/* SPDX-License-Identifier: Apache-2.0 */
// tree.ts - members, their accounts and sub-accounts as lines of a tree.
//
// Role: pure. An account whose parent is not in the list stands under its member; a ring of parents
// cannot hide an account.

export interface TreeMember {
    member_id: number;
    name?: string;
}

export interface TreeAccount {
    account_id: number;
    member_id: number;
    parent_account_id?: number | null;
    name?: string;
    state: string;
}

export interface TreeLine<M extends TreeMember, A extends TreeAccount> {
    readonly key: string;
    readonly depth: number;
    /** Of a member that is not in the list, or not yet, its number alone is known. */
    readonly member: TreeMember & Partial<M> | null;
    readonly account: A | null;
    /** How many lines are directly beneath; 0: a leaf. */
    readonly children: number;
    readonly isOpen: boolean;
}

export interface TreeFilter {
    /** Part of a number, a name or a state; empty: all. */
    readonly text: string;
    readonly state: string;
}

function matches(account: TreeAccount, filter: TreeFilter): boolean {
    if (filter.state !== '' && account.state !== filter.state) return false;
    const text = filter.text.trim().toLowerCase();
    if (text === '') return true;
    return String(account.account_id) === text || (account.name ?? '').toLowerCase().includes(text);
}

/** Lines in order; members in `closed` show nothing beneath them, unless something is looked for. */
export function treeLines<M extends TreeMember, A extends TreeAccount>(
    members: readonly M[], accounts: readonly A[], closed: ReadonlySet<string>, filter: TreeFilter,
): TreeLine<M, A>[] {
    const isFiltered = filter.text.trim() !== '' || filter.state !== '';
    const kept = isFiltered ? accounts.filter((one) => matches(one, filter)) : accounts;
    const ids = new Set(kept.map((one) => one.account_id));
    const beneath = new Map<string, A[]>();
    for (const one of kept) {
        const parent = one.parent_account_id ?? 0;
        const key = parent !== 0 && parent !== one.account_id && ids.has(parent)
            ? `a${parent}` : `m${one.member_id}`;
        beneath.set(key, [...beneath.get(key) ?? [], one]);
    }
    const known = new Set(members.map((one) => one.member_id));
    const strangers = [...new Set(kept.map((one) => one.member_id))].filter((id) => !known.has(id))
        .map((id) => ({ member_id: id }) as TreeMember & Partial<M>);
    const lines: TreeLine<M, A>[] = [];
    const seen = new Set<number>();
    const add = (account: A, depth: number): void => {
        if (seen.has(account.account_id)) return;
        seen.add(account.account_id);
        const key = `a${account.account_id}`;
        const own = beneath.get(key) ?? [];
        const isOpen = isFiltered || !closed.has(key);
        lines.push({ key, depth, member: null, account, children: own.length, isOpen });
        if (isOpen) for (const one of own) add(one, depth + 1);
    };
    for (const member of [...members, ...strangers]) {
        const key = `m${member.member_id}`;
        const own = beneath.get(key) ?? [];
        if (isFiltered && own.length === 0) continue;
        const isOpen = isFiltered || !closed.has(key);
        lines.push({ key, depth: 0, member, account: null, children: own.length, isOpen });
        if (isOpen) for (const one of own) add(one, 1);
    }
    return lines;
}
