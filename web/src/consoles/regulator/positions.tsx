/* SPDX-License-Identifier: Apache-2.0 */
// positions.tsx - who holds what of an instrument, by account and by beneficial owner, largest first.

import type { JSX } from 'preact';
import { fixed, money, NONE, percent, short } from '../../lib/format';
import { toneOf } from '../../panels/positions';
import { instruments } from '../../state/market';
import { Select } from '../../parts/controls';
import { Shown, useSource } from '../../parts/shown';
import { Table } from '../../parts/table';
import type { Column } from '../../parts/table';
import { Panel } from '../parts';
import { chosenInstrument, holdings, shownInstrument } from './regulator';
import type { HeldBy, OwnedBy } from './regulator';

const RELOAD_MS = 5_000;

function Share(props: { of: number | null | undefined }): JSX.Element {
    const share = props.of;
    if (share === null || share === undefined) return <>{NONE}</>;
    return (
        <span class="share">
            <span class="share-bar" aria-hidden="true"
                style={{ transform: `scaleX(${Math.min(1, Math.abs(share))})` }} />
            {percent(Number(share.toFixed(5)), 1)}
        </span>
    );
}

const side = (size: number): string => (size > 0 ? 'Long' : size < 0 ? 'Short' : NONE);

const ACCOUNTS: readonly Column<HeldBy>[] = [
    { name: 'Account', words: true, by: (one) => one.account_id, cell: (one) => <b>{one.account_id}</b> },
    { name: 'Member', words: true, by: (one) => one.member_id, cell: (one) => one.member_id ?? NONE },
    { name: 'Owner', words: true, by: (one) => one.owner_account_id, cell: (one) => one.owner_account_id ?? NONE },
    { name: 'Side', words: true, tone: (one) => toneOf(one.size), cell: (one) => side(one.size) },
    { name: 'Size', by: (one) => Math.abs(one.size), tone: (one) => toneOf(one.size),
        cell: (one) => fixed(Math.abs(one.size), 4) },
    { name: 'Value', by: (one) => Math.abs(one.value), cell: (one) => money(Math.abs(one.value)) },
    { name: 'Of open interest', by: (one) => one.share, cell: (one) => <Share of={one.share} /> },
    { name: 'Limit', cell: (one) => (one.limit ? fixed(one.limit, 4) : 'none') },
];

const OWNERS: readonly Column<OwnedBy>[] = [
    { name: 'Owner', words: true, by: (one) => one.owner_account_id, cell: (one) => <b>{one.owner_account_id}</b> },
    { name: 'Accounts', words: true, cell: (one) => one.accounts.join(', ') },
    { name: 'Side', words: true, tone: (one) => toneOf(one.size), cell: (one) => side(one.size) },
    { name: 'Size', by: (one) => Math.abs(one.size), tone: (one) => toneOf(one.size),
        cell: (one) => fixed(Math.abs(one.size), 4) },
    { name: 'Value', by: (one) => Math.abs(one.value), cell: (one) => money(Math.abs(one.value)) },
    { name: 'Of open interest', by: (one) => one.share, cell: (one) => <Share of={one.share} /> },
];

export function Positions(): JSX.Element {
    useSource(holdings, RELOAD_MS, shownInstrument.value);
    const shown = holdings.data.value;
    return (
        <>
            <Panel label="Positions by account" title="By account"
                tools={(
                    <>
                        {shown && (
                            <span>
                                open interest <b>{fixed(shown.open_interest, 4)}</b>,
                                {' '}{short(shown.open_interest * (shown.mark_price ?? 0), '$')}
                            </span>
                        )}
                        {instruments.value.length > 1 && (
                            <Select name="Instrument" hideName value={shownInstrument.value}
                                choices={instruments.value.map(({ instrument_name: name }) => ({ value: name, name }))}
                                onChange={(name) => { chosenInstrument.value = name; }} />
                        )}
                    </>
                )}>
                <Shown of={holdings}>
                    {(data) => (
                        <Table caption="Positions by account" columns={ACCOUNTS} rows={data.accounts}
                            keyOf={(one) => one.account_id} empty="Nobody holds a position." />
                    )}
                </Shown>
            </Panel>
            <Panel label="Positions by owner" title="By beneficial owner">
                <Shown of={holdings}>
                    {(data) => (
                        <Table caption="Positions by owner" columns={OWNERS} rows={data.owners}
                            keyOf={(one) => one.owner_account_id} empty="Nobody holds a position." />
                    )}
                </Shown>
            </Panel>
        </>
    );
}
