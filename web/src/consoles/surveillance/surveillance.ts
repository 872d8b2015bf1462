/* SPDX-License-Identifier: Apache-2.0 */
// surveillance.ts - what the surveillance console asks and does.

import { signal } from '@preact/signals';
import { notify, notifyError } from '../../state/notices';
import { rpc } from '../../state/session';
import { makeSource } from '../../state/source';
import { Recent } from '../logic/replay';
import type { BookAt, Step } from '../logic/replay';
import { searches } from '../searches';

export interface Alert {
    alert_id: string;
    number?: string;
    detector: string;
    version: number;
    severity?: 'low' | 'medium' | 'high';
    instrument_name?: string | null;
    accounts: number[];
    first_sequence: number;
    last_sequence: number;
    raised_sequence: number;
    first_timestamp?: number;
    timestamp: number;
    profit: number;
    repeats: number;
    headline?: string;
    case_id?: number | null;
}

export interface Figure {
    name: string;
    value: number;
    unit: string;
    threshold: number;
    alerts_if: 'at_least' | 'at_most';
}

export interface Parameter {
    name: string;
    value: number | string;
    unit?: string;
    text?: string;
}

export interface Detector {
    name: string;
    title?: string;
    version: number;
    rule?: string;
    text?: string;
    description?: string;
    parameters?: Parameter[];
    alerts?: number;
}

export interface Party {
    account_id: number;
    member_id?: number | null;
    owner_account_id?: number | null;
    controller_id?: number | null;
    role?: string | null;
}

export interface AlertDetail {
    alert: Alert;
    figures: Figure[];
    detector: Detector;
    parties?: Party[];
    actions?: Step[];
}

export interface Case {
    case_id: number;
    state: 'open' | 'closed';
    level: number;
    level_name?: string;
    outcome?: string | null;
    assignee_id?: number | null;
    assignee_name?: string | null;
    account_id?: number | null;
    instrument_name?: string | null;
    alert_number?: string | null;
    alert_id?: string | null;
    notes: number;
    opened_timestamp: number;
    timestamp: number;
    reason?: string;
}

export interface CaseEvent {
    sequence: number;
    timestamp: number;
    action: string;
    user_id: number;
    user_name?: string;
    assignee_id?: number | null;
    level?: number;
    outcome?: string | null;
    reason: string;
}

export interface CaseDetail {
    case: Case;
    history: CaseEvent[];
    assignees?: { user_id: number; name?: string }[];
}

export interface AlertFilter {
    detector: string;
    instrument: string;
    account: string;
    hours: string;
}

export const PAGE_SIZE = 50;
export const NO_FILTER: AlertFilter = { detector: '', instrument: '', account: '', hours: '' };

export const filter = signal<AlertFilter>(NO_FILTER);
export const offset = signal(0);

export function alertParams(of: AlertFilter, from: number, now: number): Record<string, unknown> {
    return {
        offset: from, count: PAGE_SIZE,
        ...(of.detector === '' ? {} : { detector: of.detector }),
        ...(of.instrument === '' ? {} : { instrument_name: of.instrument }),
        ...(/^\d+$/.test(of.account.trim()) ? { account_id: Number(of.account) } : {}),
        ...(of.hours === '' ? {} : { since: Math.round(now - Number(of.hours) * 3_600_000) }),
    };
}

export interface AlertPage {
    total: number;
    alerts: Alert[];
    through?: number;
    catching_up?: boolean;
}

export const venueNow = signal(0);
export const alerts = makeSource(() => rpc.call<AlertPage>(
    'surveillance/get_alerts', alertParams(filter.value, offset.value, venueNow.value)));
export const detectors = makeSource(async () =>
    (await rpc.call<{ detectors: Detector[] }>('surveillance/get_detectors')).detectors);

export const chosenAlert = signal('');
export const alert = makeSource(() => searches.ask('alert', () =>
    rpc.call<AlertDetail>('surveillance/get_alert', { alert_id: chosenAlert.value })));

export const cases = makeSource(() => rpc.call<{ total: number; cases: Case[] }>('surveillance/get_cases', {
    offset: 0, count: 200,
}));
export const chosenCase = signal<number | null>(null);
export const oneCase = makeSource(() => rpc.call<CaseDetail>('surveillance/get_case', {
    case_id: chosenCase.value,
}));

/** How far around an alert its replay reaches. */
export const AROUND = 200;

export interface Tape {
    steps: Step[];
    complete?: boolean;
}

export function askTape(of: Alert): Promise<Tape> {
    // Not beyond what the journal was looked at: there is nothing yet.
    const through = alerts.data.value?.through ?? of.last_sequence;
    return searches.ask('tape', () => rpc.call<Tape>('surveillance/get_tape', {
        instrument_name: of.instrument_name,
        from_sequence: Math.max(1, of.first_sequence - AROUND),
        to_sequence: Math.max(of.last_sequence, Math.min(through, of.last_sequence + AROUND)),
    }));
}

const books = new Recent<BookAt>(200);

/** The past does not change: a book is asked for once. */
export async function askBook(name: string, sequence: number, depth: number): Promise<BookAt> {
    const key = `${name} ${sequence} ${depth}`;
    const known = books.get(key);
    if (known) return known;
    const book = await searches.ask('book', () =>
        rpc.call<BookAt>('surveillance/get_book', { instrument_name: name, sequence, depth }));
    books.set(key, book);
    return book;
}

export interface NewCase {
    alert_id?: string;
    account_id?: number;
    instrument_name?: string;
    assignee?: number;
    reason: string;
}

export async function openCase(what: NewCase): Promise<number | null> {
    try {
        const { case_id: id } = await rpc.call<{ case_id: number }>('surveillance/open_case', { ...what });
        notify('good', `Case ${id} opened`);
        void cases.load();
        void alerts.load();
        void alert.load();
        return id;
    } catch (error) {
        notifyError('Case not opened', error);
        return null;
    }
}

export type CaseAction = 'assign' | 'note' | 'escalate' | 'close';

export interface CaseStep {
    case_id: number;
    action: CaseAction;
    assignee?: number;
    outcome?: string;
    reason: string;
}

export async function actOnCase(what: CaseStep): Promise<boolean> {
    try {
        await rpc.call('surveillance/case_action', { ...what });
        notify('good', `Case ${what.case_id}: ${what.action} is in the journal`);
        void oneCase.load();
        void cases.load();
        return true;
    } catch (error) {
        notifyError(`Case ${what.case_id}: not done`, error);
        return false;
    }
}

/** From now on new alerts are told; the list is asked again for each. */
export function follow(): () => void {
    void rpc.subscribe({ 'surveillance.alerts': () => void alerts.load() }).catch(() => undefined);
    return () => void rpc.unsubscribe(['surveillance.alerts']);
}
