/* SPDX-License-Identifier: Apache-2.0 */
// accounts.tsx - members, their accounts and sub-accounts as a tree, and one account in full.

import type { JSX } from 'preact';
import { signal } from '@preact/signals';
import { fixed, money, NONE, plain, words } from '../../lib/format';
import { roleList } from '../../logic/route';
import { toneOf } from '../../panels/positions';
import { Empty } from '../../parts/controls';
import { isAnswered, Shown, useSource, Waiting } from '../../parts/shown';
import { Table } from '../../parts/table';
import type { Column } from '../../parts/table';
import { treeLines } from '../logic/tree';
import type { TreeLine } from '../logic/tree';
import { Badge, Facts, Panel } from '../parts';
import type { Tone } from '../parts';
import { limitOf } from './market_state';
import { account, accounts, chosenAccount, members } from './operations';
import type { AccountDetail, AccountLine, Member, Scalar } from './operations';

const RELOAD_MS = 5_000;

const closed = signal<ReadonlySet<string>>(new Set());
const filter = signal({ text: '', state: '' });

type Line = TreeLine<Member, AccountLine>;

const STATE_TONES: Record<string, Tone> = {
    approved: 'good', open: 'good', restricted: 'warn', suspended: 'bad', closed: 'bad', closing: 'warn',
};

function StateBadge(props: { state: string | undefined }): JSX.Element {
    if (!props.state) return <>{NONE}</>;
    return <Badge tone={STATE_TONES[props.state] ?? 'quiet'}>{words(props.state)}</Badge>;
}

function toggle(key: string): void {
    const next = new Set(closed.value);
    if (!next.delete(key)) next.add(key);
    closed.value = next;
}

function Twisty(props: { line: Line }): JSX.Element {
    const { line } = props;
    if (line.children === 0) return <span class="twisty" aria-hidden="true" />;
    const name = line.member ? `member ${line.member.member_id}` : `account ${line.account?.account_id}`;
    return (
        <button type="button" class="twisty" aria-expanded={line.isOpen}
            aria-label={`${line.isOpen ? 'Close' : 'Open'} ${name}`}
            onClick={(event) => {
                event.stopPropagation();
                toggle(line.key);
            }}>{line.isOpen ? '\u25be' : '\u25b8'}</button>
    );
}

function Name(props: { line: Line }): JSX.Element {
    const { line } = props;
    return (
        <span class={`tree depth-${Math.min(line.depth, 4)}`}>
            <Twisty line={line} />
            {line.member
                ? <b>{line.member.name ?? `Member ${line.member.member_id}`}</b>
                : <>{line.account!.account_id}<span class="dim"> {line.account!.name ?? ''}</span></>}
        </span>
    );
}

const LINES: readonly Column<Line>[] = [
    { name: 'Member, account', words: true, cell: (line) => <Name line={line} /> },
    { name: 'State', words: true, cell: (line) => <StateBadge state={line.account?.state ?? line.member?.state} /> },
    { name: 'Kind', words: true,
        cell: (line) => words(line.account?.kind ?? line.member?.kind ?? '') || NONE },
    { name: 'Class', words: true,
        cell: (line) => line.account?.classes?.map((one) => words(one)).join(', ') || NONE },
    { name: 'Owner', words: true, cell: (line) => line.account?.owner_account_id ?? NONE },
    { name: 'Country', words: true, cell: (line) => line.account?.country ?? NONE },
    { name: 'Equity', cell: (line) => (line.account ? money(line.account.equity) : NONE) },
    { name: 'Orders', cell: (line) => (line.account ? plain(line.account.open_orders) : NONE) },
    { name: 'Users, accounts', cell: (line) => (line.member ? usersOf(line.member) : '') },
];

function usersOf(member: Partial<Member>): string {
    if (!member.users) return NONE;
    const users = member.users.length === 1 ? '1 user' : `${member.users.length} users`;
    return `${users}, ${member.accounts}`;
}

function Filters(props: { states: string[]; shown: number; total: number }): JSX.Element {
    return (
        <div class="filters" role="search">
            <div class="field text">
                <label for="find-account">Account</label>
                <input id="find-account" type="search" autoComplete="off" value={filter.value.text}
                    placeholder="number or name"
                    onInput={(event) => { filter.value = { ...filter.value, text: event.currentTarget.value }; }} />
            </div>
            <div class="select">
                <label for="account-state">State</label>
                <select id="account-state" value={filter.value.state}
                    onChange={(event) => { filter.value = { ...filter.value, state: event.currentTarget.value }; }}>
                    <option value="">all</option>
                    {props.states.map((state) => <option key={state} value={state}>{words(state)}</option>)}
                </select>
            </div>
            <p class="sum">{props.shown} of {props.total} accounts</p>
        </div>
    );
}

function Tree(): JSX.Element {
    const all = accounts.data.value?.accounts ?? [];
    const lines = treeLines(members.data.value ?? [], all, closed.value, filter.value);
    const states = [...new Set(all.map((one) => one.state))].sort();
    return (
        <>
            <Filters states={states} total={accounts.data.value?.total ?? all.length}
                shown={lines.filter((line) => line.account).length} />
            <Table caption="Members and accounts" columns={LINES} rows={lines} keyOf={(line) => line.key}
                chosen={chosenAccount.value === null ? null : `a${chosenAccount.value}`}
                onChoose={(line) => {
                    if (line.account) chosenAccount.value = line.account.account_id;
                    else toggle(line.key);
                }}
                empty="No account is like this: take a filter away." />
        </>
    );
}

type Balance = NonNullable<AccountDetail['balances']>[number];
type Held = NonNullable<AccountDetail['positions']>[number];

const BALANCES: readonly Column<Balance>[] = [
    { name: 'Currency', words: true, cell: (one) => one.currency },
    { name: 'Balance', cell: (one) => money(one.balance) },
    { name: 'Equity', cell: (one) => money(one.equity) },
    { name: 'Initial', hint: 'Initial margin', cell: (one) => money(one.initial_margin) },
    { name: 'Maintenance', hint: 'Maintenance margin', cell: (one) => money(one.maintenance_margin) },
    { name: 'Available', cell: (one) => money(one.available) },
];

const POSITIONS: readonly Column<Held>[] = [
    { name: 'Instrument', words: true, cell: (one) => one.instrument_name },
    { name: 'Size', tone: (one) => toneOf(one.size), cell: (one) => fixed(one.size, 4, true) },
    { name: 'Entry', cell: (one) => fixed(one.average_price, 2) },
    { name: 'Mark', cell: (one) => fixed(one.mark_price, 2) },
    { name: 'Unrealised', tone: (one) => toneOf(one.unrealised), cell: (one) => money(one.unrealised, 2, true) },
    { name: 'Liq. price', cell: (one) => (one.liquidation_price ? fixed(one.liquidation_price, 2) : NONE) },
];

function pairs(of: Record<string, Scalar> | undefined): (readonly [string, string])[] {
    return Object.entries(of ?? {}).map(([name, value]) => limitOf(name, value));
}

function Detail(props: { of: AccountDetail }): JSX.Element {
    const one = props.of;
    return (
        <div class="body" tabIndex={0}>
            <Facts of={[
                ['State', <StateBadge state={one.state} />],
                ['Member', one.member_id],
                ['Parent', one.parent_account_id || 'none'],
                ['Beneficial owner', one.owner_account_id || NONE],
                ['Controlled by', one.controller_id ? `user ${one.controller_id}` : 'not known'],
                ['Classes', one.classes?.map((name) => words(name)).join(', ') || NONE],
                ['Country', one.country ?? NONE],
                ['Consent to jurisdiction', one.consent === undefined || one.consent === null ? NONE
                    : one.consent ? 'given' : 'not given'],
                ['Live orders', plain(one.open_orders)],
                ['Sub-accounts', one.children?.length ? one.children.join(', ') : 'none'],
            ]} />
            <h3>Money</h3>
            <Table caption="Balances" columns={BALANCES} rows={one.balances ?? []} class="short"
                keyOf={(row) => row.currency} empty="No money has moved." />
            <h3>Positions</h3>
            <Table caption="Positions" columns={POSITIONS} rows={one.positions ?? []} class="short"
                keyOf={(row) => row.instrument_name} empty="No position is open." />
            {pairs(one.limits).length > 0 && <><h3>Limits</h3><Facts of={pairs(one.limits)} /></>}
            {pairs(one.profile).length > 0 && <><h3>Profile</h3><Facts of={pairs(one.profile)} /></>}
            {(one.users?.length ?? 0) > 0 && (
                <>
                    <h3>Users</h3>
                    <Facts of={one.users!.map((user) =>
                        [user.name ?? `User ${user.user_id}`, roleList(user.roles)] as const)} />
                </>
            )}
        </div>
    );
}

function Chosen(): JSX.Element {
    useSource(account, RELOAD_MS, chosenAccount.value);
    return <Shown of={account}>{(one) => <Detail of={one} />}</Shown>;
}

export function Accounts(): JSX.Element {
    useSource(members, 2 * RELOAD_MS);
    useSource(accounts, 2 * RELOAD_MS);
    return (
        <>
            <Panel label="Members and accounts" title="Members and accounts">
                <Shown of={accounts}>{() => (isAnswered(members) ? <Tree /> : <Waiting />)}</Shown>
            </Panel>
            <Panel label="Account" class="tall"
                title={chosenAccount.value === null ? 'Account' : `Account ${chosenAccount.value}`}>
                {chosenAccount.value === null
                    ? <Empty>Choose an account to see its money, positions and limits.</Empty>
                    : <Chosen key={chosenAccount.value} />}
            </Panel>
        </>
    );
}
