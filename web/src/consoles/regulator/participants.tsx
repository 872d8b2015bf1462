/* SPDX-License-Identifier: Apache-2.0 */
// participants.tsx - members, accounts, beneficial owners and their consent, for reading only.

import type { JSX } from 'preact';
import { useSignal } from '@preact/signals';
import { NONE, plain, words } from '../../lib/format';
import { roleList } from '../../logic/route';
import { Shown, useSource } from '../../parts/shown';
import { Table } from '../../parts/table';
import type { Column } from '../../parts/table';
import { Badge, Panel } from '../parts';
import type { AccountLine, Member } from '../operations/operations';
import { participants } from './regulator';

const RELOAD_MS = 15_000;

const MEMBERS: readonly Column<Member>[] = [
    { name: 'Member', words: true, by: (one) => one.member_id, cell: (one) => one.member_id },
    { name: 'Name', words: true, by: (one) => one.name, cell: (one) => <b>{one.name ?? NONE}</b> },
    { name: 'Kind', words: true, by: (one) => one.kind, cell: (one) => words(one.kind ?? '') || NONE },
    { name: 'State', words: true, by: (one) => one.state, cell: (one) => words(one.state ?? '') || NONE },
    { name: 'Accounts', by: (one) => one.accounts, cell: (one) => plain(one.accounts) },
    { name: 'Users', words: true, cell: (one) => one.users.map((user) =>
        `${user.name ?? user.user_id} (${roleList(user.roles)})`).join('; ') || NONE },
];

function Consent(props: { of: boolean | null | undefined }): JSX.Element {
    if (props.of === null || props.of === undefined) return <>{NONE}</>;
    return <Badge tone={props.of ? 'good' : 'bad'}>{props.of ? 'given' : 'not given'}</Badge>;
}

const ACCOUNTS: readonly Column<AccountLine>[] = [
    { name: 'Account', words: true, by: (one) => one.account_id, cell: (one) => <b>{one.account_id}</b> },
    { name: 'Member', words: true, by: (one) => one.member_id, cell: (one) => one.member_id },
    { name: 'Parent', words: true, cell: (one) => one.parent_account_id || NONE },
    { name: 'Beneficial owner', words: true, by: (one) => one.owner_account_id,
        cell: (one) => one.owner_account_id || NONE },
    { name: 'Controlled by', words: true, by: (one) => one.controller_id,
        cell: (one) => (one.controller_id ? `user ${one.controller_id}` : NONE) },
    { name: 'State', words: true, by: (one) => one.state, cell: (one) => words(one.state) },
    { name: 'Kind', words: true, by: (one) => one.kind, cell: (one) => words(one.kind ?? '') || NONE },
    { name: 'Class', words: true, cell: (one) => one.classes?.map((name) => words(name)).join(', ') || NONE },
    { name: 'Country', words: true, by: (one) => one.country, cell: (one) => one.country ?? NONE },
    { name: 'Consent', words: true, hint: 'To the jurisdiction, before access',
        by: (one) => Number(one.consent ?? false), cell: (one) => <Consent of={one.consent} /> },
];

function isLike(one: AccountLine, text: string): boolean {
    const wanted = text.trim().toLowerCase();
    if (wanted === '') return true;
    const ids = [one.account_id, one.member_id, one.owner_account_id, one.parent_account_id];
    return ids.some((id) => String(id ?? '') === wanted)
        || `${one.name ?? ''} ${one.country ?? ''} ${one.kind ?? ''} ${one.state}`.toLowerCase().includes(wanted);
}

export function Participants(): JSX.Element {
    const text = useSignal('');
    useSource(participants, RELOAD_MS);
    return (
        <>
            <Panel label="Members" title="Members">
                <Shown of={participants}>
                    {(data) => (
                        <Table caption="Members" columns={MEMBERS} rows={data.members}
                            keyOf={(one) => one.member_id} empty="There is no member." />
                    )}
                </Shown>
            </Panel>
            <Panel label="Accounts" title="Accounts and beneficial owners">
                <div class="filters" role="search">
                    <div class="field text">
                        <label for="find-participant">Find</label>
                        <input id="find-participant" type="search" autoComplete="off" value={text.value}
                            placeholder="number, country, kind"
                            onInput={(event) => { text.value = event.currentTarget.value; }} />
                    </div>
                    {participants.data.value && (
                        <p class="sum">
                            {participants.data.value.accounts.filter((one) => isLike(one, text.value)).length} of{' '}
                            {participants.data.value.total} accounts
                        </p>
                    )}
                </div>
                <Shown of={participants}>
                    {(data) => (
                        <Table caption="Accounts" columns={ACCOUNTS} keyOf={(one) => one.account_id}
                            rows={data.accounts.filter((one) => isLike(one, text.value))}
                            empty="No account is like this." />
                    )}
                </Shown>
            </Panel>
        </>
    );
}
