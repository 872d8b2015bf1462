/* SPDX-License-Identifier: Apache-2.0 */
// operations.ts - what the operations console asks and does.
//
// Role: an operator's command is declared with its reason and sent in one go by the venue; whether
// it was executed, waits for a second person, or was refused is what comes back.

import { signal } from '@preact/signals';
import { words } from '../../lib/format';
import { notify, notifyError } from '../../state/notices';
import { rpc } from '../../state/session';
import { makeSource } from '../../state/source';
import { RpcError } from '../../lib/rpc';
import { standingOf } from '../logic/change';
import type { Standing } from '../logic/change';
import { nearestOf } from '../logic/form';
import type { CommandInfo, FieldInfo, Sent } from '../logic/form';

export type Rows = readonly Readonly<Record<string, string | number | boolean | readonly string[]>>[];
export type Scalar = string | number | boolean | null | readonly string[] | Rows;

export interface Action {
    action_id: number;
    step: string;
    purpose: 'ordinary' | 'emergency';
    authority?: number | null;
    reason: string;
    proposer_id: number;
    proposer_name?: string;
    command: string;
    title?: string;
    /** The command in the words of the journal. */
    text?: string;
    fields?: Record<string, Scalar>;
    account_id?: number | null;
    instrument_name?: string | null;
    timestamp: number;
    lapses?: number | null;
    decided_by?: number | null;
    decided_by_name?: string;
    decision_reason?: string | null;
    decided_timestamp?: number | null;
    may_decide?: boolean;
}

export interface ErrorTrade {
    trade_id: string | number;
    instrument_name: string;
    price: number;
    amount: number;
    mark_price?: number | null;
    no_cancel_low?: number | null;
    no_cancel_high?: number | null;
    buyer_account_id: number;
    seller_account_id: number;
    timestamp: number;
    requested_by?: number | null;
    request_reason?: string | null;
    requested_timestamp?: number | null;
    state: string;
    decision_reason?: string | null;
    adjusted_price?: number | null;
}

export interface ProductState {
    product_id: number;
    instrument_name: string;
    state: string;
    phase: string;
    halt: string;
    halt_reason?: string | null;
    index_state?: string | null;
    mark_price?: number | null;
    index_price?: number | null;
    min_price?: number | null;
    max_price?: number | null;
    open_interest: number;
    live_orders: number;
    register_entry?: number | null;
    limits?: Record<string, Scalar>;
}

export interface Feed {
    source: string | number;
    instrument_name?: string | null;
    state: string;
    price?: number | null;
}

export interface VenueState {
    timestamp: number;
    sequence: number;
    durable_sequence: number;
    venue: { halt: string; halt_reason?: string | null; phase?: string };
    products: ProductState[];
    feeds: Feed[];
    waiting: Action[];
    errors: ErrorTrade[];
}

export interface Member {
    member_id: number;
    name?: string;
    kind?: string;
    state?: string;
    accounts: number;
    users: { user_id: number; name?: string; roles: string[] }[];
}

export interface AccountLine {
    account_id: number;
    member_id: number;
    parent_account_id?: number | null;
    owner_account_id?: number | null;
    controller_id?: number | null;
    name?: string;
    state: string;
    classes?: string[];
    country?: string | null;
    kind?: string | null;
    consent?: boolean | null;
    equity?: number | null;
    open_orders?: number | null;
}

export interface AccountDetail extends AccountLine {
    children?: number[];
    limits?: Record<string, Scalar>;
    profile?: Record<string, Scalar>;
    balances?: {
        currency: string; balance: number; equity?: number | null; initial_margin?: number | null;
        maintenance_margin?: number | null; available?: number | null;
    }[];
    positions?: {
        instrument_name: string; size: number; average_price?: number | null; mark_price?: number | null;
        unrealised?: number | null; liquidation_price?: number | null;
    }[];
    users?: { user_id: number; name?: string; roles: string[] }[];
}

export interface Outcome {
    state: 'executed' | 'waiting' | 'rejected' | 'approved' | 'refused';
    action_id?: number | null;
    sequence?: number;
    reject?: {
        code: number; name: string; text: string; rule: string; field?: string; value?: number;
        place?: string; nearest?: unknown;
    } | null;
    /** Where the venue could not read what was sent, and why. */
    place?: string;
    text?: string;
}

export const state = makeSource(() => rpc.call<VenueState>('operations/get_state'));
export const actions = makeSource(() => rpc.call<{ waiting: Action[]; ended: Action[] }>('operations/get_actions'));
export const commands = makeSource(async () => {
    const known = await rpc.call<{ commands: CommandInfo[] }>('operations/get_commands');
    return known.commands.map((one) => ({
        ...one, fields: one.fields.map(titled),
    }));
});

function titled(field: FieldInfo): FieldInfo {
    const columns = field.columns?.map(titled);
    return { ...field, title: words(field.title), ...(columns ? { columns } : {}) };
}

/** The terms as they stand; null: the command changes none, or there are none yet. */
export async function askStanding(command: CommandInfo, keys: Record<string, Sent>): Promise<Standing | null> {
    try {
        const answer = await rpc.call<{ stands: boolean; fields: Record<string, unknown> }>(
            'operations/get_terms', { command: command.command, fields: keys });
        return answer.stands ? standingOf(command, answer.fields) : null;
    } catch {
        // Then the form begins empty, and the venue keeps what is not given.
        return null;
    }
}
export const members = makeSource(async () =>
    (await rpc.call<{ members: Member[] }>('operations/get_members')).members);
export const errorTrades = makeSource(async () =>
    (await rpc.call<{ errors: ErrorTrade[] }>('operations/get_error_trades')).errors);

export const ACCOUNTS_MAX = 500;
export const accounts = makeSource(() => rpc.call<{ total: number; accounts: AccountLine[] }>(
    'operations/get_accounts', { offset: 0, count: ACCOUNTS_MAX }));

export const chosenAccount = signal<number | null>(null);
export const account = makeSource(() => rpc.call<AccountDetail>('operations/get_account', {
    account_id: chosenAccount.value,
}));

const CHANNELS = ['operations.state', 'operations.actions'];

/** From now on the venue tells of changes; polling stays for a venue that does not. */
export function follow(): () => void {
    void rpc.subscribe({
        'operations.state': (data: VenueState) => state.take(data),
        'operations.actions': (data: { waiting: Action[]; ended: Action[] }) => actions.take(data),
    }).catch(() => undefined);
    return () => void rpc.unsubscribe(CHANNELS);
}

/** The command that the form is of, with what a button filled in. */
export interface Draft {
    command: string;
    fields: Record<string, string>;
}

export const draft = signal<Draft>({ command: '', fields: {} });

export interface Submission {
    command: string;
    title: string;
    fields: Record<string, Sent>;
    reason: string;
    purpose: 'ordinary' | 'emergency';
    authority?: number;
}

export async function submit(what: Submission): Promise<Outcome | null> {
    const { title, ...params } = what;
    try {
        const outcome = await rpc.call<Outcome>('operations/submit', params);
        await tell(title, params.command, outcome);
        refresh();
        return outcome;
    } catch (error) {
        notifyError(`${title}: not done`, error);
        const said = error instanceof RpcError ? error.data : undefined;
        const data = said as { param?: string; reason?: string } | undefined;
        return data?.param ? { state: 'rejected', place: data.param, text: data.reason ?? '' } : null;
    }
}

/** The form of a command; the approvals may be shown before the forms have come. */
async function formOf(command: string): Promise<CommandInfo | undefined> {
    if (commands.data.value === null) await commands.load();
    return commands.data.value?.find((one) => one.command === command);
}

async function tell(title: string, command: string, outcome: Outcome): Promise<void> {
    const at = outcome.sequence === undefined ? '' : `sequence ${outcome.sequence}`;
    if (outcome.reject) {
        const { reject } = outcome;
        const nearest = nearestOf(await formOf(command), reject);
        notify('bad', `${title}: refused`, `${nearest || reject.text} (${reject.rule || reject.name})`);
    } else if (outcome.state === 'waiting') {
        notify('plain', `${title}: waits for a second person`, `action ${outcome.action_id ?? ''}, ${at}`);
    } else notify('good', `${title}: done`, at);
}

export async function decide(action: Action, approve: boolean, reason: string): Promise<boolean> {
    const title = `Action ${action.action_id}`;
    try {
        const outcome = await rpc.call<Outcome>(approve ? 'operations/approve' : 'operations/refuse', {
            action_id: action.action_id, reason,
        });
        if (outcome.reject) await tell(title, action.command, outcome);
        else notify('good', `${title} ${approve ? 'approved' : 'refused'}`);
        refresh();
        return !outcome.reject;
    } catch (error) {
        notifyError(`${title}: not ${approve ? 'approved' : 'refused'}`, error);
        return false;
    }
}

export function refresh(): void {
    void state.load();
    void actions.load();
    void errorTrades.load();
}
