/* SPDX-License-Identifier: Apache-2.0 */
// evidence.tsx - core principle by core principle: what the venue does, by which rule and test.

import type { JSX } from 'preact';
import { plain } from '../../lib/format';
import { Empty } from '../../parts/controls';
import { Shown, useSource } from '../../parts/shown';
import { Facts, Panel, saveText } from '../parts';
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
    return (
        <details class="principle">
            <summary><b>{one.number}</b> {one.title}</summary>
            {one.text && <p class="prose">{one.text}</p>}
            {one.figures && one.figures.length > 0 && (
                <Facts of={one.figures.map(({ name, value }) =>
                    [name, typeof value === 'number' ? plain(value) : value] as const)} />
            )}
            <Chips name="Rules" of={one.rules} />
            <Chips name="Tests" of={one.tests} />
        </details>
    );
}

function Body(props: { of: EvidencePack }): JSX.Element {
    const { principles, text } = props.of;
    if (principles && principles.length > 0) {
        return <div class="body">{principles.map((one) => <OnePrinciple key={one.number} of={one} />)}</div>;
    }
    return text ? <pre class="report scroll" tabIndex={0} aria-label="Evidence">{text}</pre>
        : <Empty>The venue has no evidence pack yet: it is made with the first trade date.</Empty>;
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
