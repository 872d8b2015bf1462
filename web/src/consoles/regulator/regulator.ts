/* SPDX-License-Identifier: Apache-2.0 */
// regulator.ts - what the regulator console asks.  It changes nothing.

import { computed, signal } from '@preact/signals';
import { instrument } from '../../state/market';
import { rpc } from '../../state/session';
import { makeSource } from '../../state/source';
import { searches } from '../searches';
import type { AccountLine, Member } from '../operations/operations';

export interface Entry {
    entry: number;
    kind: string;
    status: string;
    authority: string;
    citation: string;
    condition?: string | null;
    underlyings?: string[];
    account_class?: string | null;
    instrument_name?: string | null;
    effective: number;
    expiry?: number | null;
    in_force: boolean;
    fallback?: string | null;
    resting?: string[];
}

export interface CheckItem {
    name: string;
    title?: string;
    present: boolean;
}

export interface Filing {
    instrument_name: string;
    underlying?: string | null;
    register_entry?: number | null;
    complete: boolean;
    lists: { name: string; title?: string; items: CheckItem[] }[];
}

export interface Register {
    is_gated: boolean;
    entries: Entry[];
    filings: Filing[];
}

export interface Participants {
    total: number;
    members: Member[];
    accounts: AccountLine[];
}

export interface HeldBy {
    account_id: number;
    member_id?: number | null;
    owner_account_id?: number | null;
    size: number;
    value: number;
    share?: number | null;
    limit?: number | null;
}

export interface OwnedBy {
    owner_account_id: number;
    accounts: number[];
    size: number;
    value: number;
    share?: number | null;
}

export interface Holdings {
    instrument_name: string;
    mark_price?: number | null;
    open_interest: number;
    accounts: HeldBy[];
    owners: OwnedBy[];
}

export interface ReportInfo {
    name: string;
    title: string;
    section?: string;
    formats: string[];
}

export interface ReportList {
    dates: string[];
    reports: ReportInfo[];
}

export interface Report {
    /** Its totals are those of the ledger and of the tape. */
    reconciled?: boolean;
    totals_compared?: number;
    trade_date: string;
    report: string;
    format: string;
    complete?: boolean;
    text: string;
    /** The command up to which the journal was read: pages of one text name the same. */
    through?: number;
    next_offset?: number | null;
}

export interface Verification {
    state: 'none' | 'running' | 'done' | 'failed';
    through: number;
    of: number;
    commands?: number;
    events?: number;
    /** Of everything that came out, and of the state at the end. */
    hash?: string | null;
    state_hash?: string | null;
    seals_checked?: number;
    heads_checked?: number;
    snapshots_checked?: number;
    mismatches?: number;
    started?: number | null;
    ended?: number | null;
    text?: string | null;
}

export interface Principle {
    section: string;
    name: string;
    what: string;
    /** What is not here. */
    missing?: string;
    rules?: string[];
    tests?: string[];
    figures?: Record<string, number | string>;
}

export interface EvidencePack {
    through: number;
    verified: boolean;
    reconciled: boolean;
    evidence: { principles: Principle[]; commands?: number; events?: number; state_hash?: string };
}

export const register = makeSource(() => rpc.call<Register>('regulator/get_register'));
export const participants = makeSource(() => rpc.call<Participants>('regulator/get_participants', {
    offset: 0, count: 500,
}));

export const chosenInstrument = signal<string | null>(null);
export const shownInstrument = computed(() =>
    chosenInstrument.value ?? instrument.value?.instrument_name ?? '');
export const holdings = makeSource(() => rpc.call<Holdings>('regulator/get_positions', {
    instrument_name: shownInstrument.value,
}));

export const reports = makeSource(() => rpc.call<ReportList>('regulator/get_reports'));

export interface Wanted {
    date: string;
    report: string;
    format: string;
}

export const wanted = signal<Wanted | null>(null);

/** A report of any length, page by page. */
async function wholeReport(of: Wanted | null): Promise<Report> {
    const asked = { trade_date: of?.date, report: of?.report, format: of?.format };
    const first = await rpc.call<Report>('regulator/get_report', asked);
    const pages = [first.text];
    let next = first.next_offset ?? null;
    while (next !== null) {
        const page: Report = await rpc.call<Report>('regulator/get_report', {
            ...asked, through: first.through, offset: next,
        });
        pages.push(page.text);
        next = page.next_offset ?? null;
    }
    return { ...first, text: pages.join('') };
}

export const report = makeSource(() => searches.ask('report', () => wholeReport(wanted.value)));

export const verification = makeSource(() => rpc.call<Verification>('regulator/verify'));

export function startVerification(): Promise<Verification> {
    return rpc.call<Verification>('regulator/verify', { start: true });
}

export const evidence = makeSource(() => searches.ask('evidence', () =>
    rpc.call<EvidencePack>('regulator/get_evidence')));
