/* SPDX-License-Identifier: Apache-2.0 */
// evidence.tsx - core principle by core principle: what the venue does, by which rule and test.

import type { JSX } from 'preact';
import { plain, words } from '../../lib/format';
import { Empty } from '../../parts/controls';
import { Shown, useSource } from '../../parts/shown';
import { Badge, Facts, Panel, saveText } from '../parts';
import { evidence } from './regulator';
import type { EvidencePack, Principle } from './regulator';

function Chips(props: { name: string; of: readonly string[] | undefined }): JSX.Element | null {
    if (!props.of || props.of.length === 0) return null;
    return (
        <p>
            <span class="muted">{props.name}</span>{' '}
            {props.of.map((one) => <span key={one} class="chip">{one}</span>)}
        </p>
    );
}

function OnePrinciple(props: { of: Principle }): JSX.Element {
    const { of: one } = props;
    const figures = Object.entries(one.figures ?? {});
    return (
        <details class="principle">
            <summary><b>{one.name}</b> <span class="dim">{one.section}</span></summary>
            <p class="prose">{one.what}</p>
            {one.missing && <p class="prose"><span class="warn">Not here:</span> {one.missing}.</p>}
            {figures.length > 0 && (
                <Facts of={figures.map(([name, value]) =>
                    [words(name), typeof value === 'number' ? plain(value) : value] as const)} />
            )}
            <Chips name="Rules" of={one.rules} />
            <Chips name="Tests" of={one.tests} />
        </details>
    );
}

function Body(props: { of: EvidencePack }): JSX.Element {
    const { evidence: pack, verified, reconciled, through } = props.of;
    return (
        <div class="body" tabIndex={0}>
            <p>
                The journal up to sequence {plain(through)}, run again:{' '}
                {verified ? <Badge tone="good">agrees</Badge> : <Badge tone="bad">differs</Badge>}{' '}
                {reconciled ? <Badge tone="good">reports equal the ledger</Badge>
                    : <Badge tone="bad">reports differ from the ledger</Badge>}
            </p>
            {pack.principles.length > 0
                ? pack.principles.map((one) => <OnePrinciple key={`${one.section} ${one.name}`} of={one} />)
                : <Empty>The venue names no principle.</Empty>}
        </div>
    );
}

function save(pack: EvidencePack): void {
    saveText('evidence.json', 'application/json', JSON.stringify(pack, null, 2));
}

export function Evidence(): JSX.Element {
    useSource(evidence);
    const shown = evidence.data.value;
    return (
        <Panel label="Evidence" class="tall" title="Core principles, and what shows that they are kept"
            tools={(
                <button type="button" class="small" disabled={shown === null}
                    onClick={() => shown && save(shown)}>
                    Save file
                </button>
            )}>
            <Shown of={evidence}>{(data) => <Body of={data} />}</Shown>
        </Panel>
    );
}
