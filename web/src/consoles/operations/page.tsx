/* SPDX-License-Identifier: Apache-2.0 */
// page.tsx - the market operations console: state, approvals, commands, accounts, error trades.

import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import '../styles/console.css';
import '../styles/operations.css';
import { connections } from '../../state/session';
import { useSource } from '../../parts/shown';
import { plain, words } from '../../lib/format';
import { Frame } from '../../panels/gate';
import { Badge, Count, Fact, Section, Sections, useSections } from '../parts';
import { Accounts } from './accounts';
import { Approvals, DecisionDialog } from './approvals';
import { Commands } from './commands';
import { ErrorTrades } from './errors';
import { MarketState } from './market_state';
import { actions, errorTrades, follow, state } from './operations';

const RELOAD_MS = 2_000;
const SECTIONS = ['market', 'approvals', 'commands', 'accounts', 'errors'] as const;
type SectionName = typeof SECTIONS[number];

function VenueFacts(): JSX.Element | null {
    const shown = state.data.value;
    if (!shown) return null;
    const behind = shown.sequence - shown.durable_sequence;
    const isStopped = shown.venue.halt !== 'none';
    return (
        <>
            <Fact name="Venue">
                <Badge tone={isStopped ? 'bad' : 'good'}>
                    {isStopped ? words(shown.venue.halt) : 'Running'}
                </Badge>
            </Fact>
            <Fact name="Sequence" hint="Commands that were worked">{plain(shown.sequence)}</Fact>
            <Fact name="Durable" hint="Commands on disk">{plain(shown.durable_sequence)}</Fact>
            <Fact name="Not yet durable">{plain(Math.max(0, behind))}</Fact>
        </>
    );
}

const BODIES: Record<SectionName, { name: string; body: () => JSX.Element }> = {
    market: { name: 'Market', body: () => <MarketState /> },
    approvals: { name: 'Approvals', body: () => <Approvals /> },
    commands: { name: 'Commands', body: () => <Commands /> },
    accounts: { name: 'Members and accounts', body: () => <Accounts /> },
    errors: { name: 'Error trades', body: () => <ErrorTrades /> },
};

function countOf(section: SectionName): number {
    if (section === 'approvals') return actions.data.value?.waiting.length ?? 0;
    if (section !== 'errors') return 0;
    return errorTrades.data.value?.filter((one) => one.state === 'requested').length ?? 0;
}

export default function Operations(): JSX.Element {
    const section = useSections<SectionName>('operations', SECTIONS);
    const connected = connections.value;
    useSource(state, RELOAD_MS);
    useSource(actions, RELOAD_MS);
    useSource(errorTrades, 4 * RELOAD_MS);
    useEffect(follow, [connected]);
    return (
        <Frame view="operations" facts={<VenueFacts />}
            sections={(
                <Sections view="operations" value={section}
                    choices={SECTIONS.map((value) => ({
                        value, name: <Count name={BODIES[value].name} count={countOf(value)} warn />,
                    }))} />
            )}>
            <Section name={BODIES[section].name} class={section}>{BODIES[section].body()}</Section>
            <DecisionDialog />
        </Frame>
    );
}
