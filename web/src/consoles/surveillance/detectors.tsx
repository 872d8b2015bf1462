/* SPDX-License-Identifier: Apache-2.0 */
// detectors.tsx - the detectors with their published parameters and descriptions.

import type { JSX } from 'preact';
import { plain, words } from '../../lib/format';
import { go } from '../../state/route';
import { Empty } from '../../parts/controls';
import { Shown } from '../../parts/shown';
import { Table } from '../../parts/table';
import type { Column } from '../../parts/table';
import { blocksOf } from '../logic/page_text';
import type { Block, Span } from '../logic/page_text';
import { Panel } from '../parts';
import { detectors } from './surveillance';
import type { Detector, Parameter } from './surveillance';

const PARAMETERS: readonly Column<Parameter>[] = [
    { name: 'Parameter', words: true, cell: (one) => <code>{one.name}</code> },
    { name: 'Value', cell: (one) => (typeof one.value === 'number' ? plain(one.value) : one.value) },
    { name: 'Unit', words: true, cell: (one) => one.unit ?? '' },
    { name: 'Meaning', words: true, cell: (one) => <span class="wrap">{one.text ?? ''}</span> },
];

export function ParameterTable(props: { of: Detector }): JSX.Element {
    return (
        <Table caption="Parameters" columns={PARAMETERS} rows={props.of.parameters ?? []}
            keyOf={(one) => one.name} empty="This detector has no parameter." />
    );
}

function Spans(props: { of: readonly Span[] }): JSX.Element {
    return (
        <>
            {props.of.map((span, at) => (span.kind === 'code' ? <code key={at}>{span.text}</code>
                : span.kind === 'strong' ? <strong key={at}>{span.text}</strong> : span.text))}
        </>
    );
}

function BlockView(props: { of: Block }): JSX.Element | null {
    const block = props.of;
    switch (block.kind) {
    // The first heading is the panel's own.
    case 'heading': return block.level === 1 ? null : <h3>{block.text}</h3>;
    case 'paragraph': return <p><Spans of={block.spans} /></p>;
    case 'list': return <ul>{block.items.map((item, at) => <li key={at}><Spans of={item} /></li>)}</ul>;
    case 'table': return (
        <table class="page-table">
            <thead><tr>{block.head.map((cell) => <th key={cell} scope="col">{cell}</th>)}</tr></thead>
            <tbody>
                {block.rows.map((row, at) => (
                    <tr key={at}>{row.map((cell, nth) => <td key={nth}><Spans of={cell} /></td>)}</tr>
                ))}
            </tbody>
        </table>
    );
    }
}

/** The page of a detector, or at least its sentence. */
export function PageText(props: { of: Detector }): JSX.Element {
    const { description, text, rule } = props.of;
    return (
        <div class="page-text">
            {rule && <p class="muted">{rule}</p>}
            {description ? blocksOf(description).map((block, at) => <BlockView key={at} of={block} />)
                : <p>{text ?? 'The venue gives no description.'}</p>}
        </div>
    );
}

const COLUMNS: readonly Column<Detector>[] = [
    { name: 'Detector', words: true, by: (one) => one.name,
        cell: (one) => <b>{one.title ?? words(one.name.replace(/-/g, ' '))}</b> },
    { name: 'Version', cell: (one) => one.version },
    { name: 'Alerts', by: (one) => one.alerts ?? 0, cell: (one) => plain(one.alerts ?? 0) },
    { name: 'Source rule', words: true, cell: (one) => <span class="headline">{one.rule ?? ''}</span> },
];

export function Detectors(props: { named: string | undefined }): JSX.Element {
    const all = detectors.data.value;
    const shown = all?.find((one) => one.name === props.named) ?? all?.[0];
    return (
        <>
            <Panel label="Detectors" title="Detectors">
                <Shown of={detectors}>
                    {(list) => (
                        <Table caption="Detectors" columns={COLUMNS} rows={list} keyOf={(one) => one.name}
                            chosen={shown?.name ?? null} onChoose={(one) => go('surveillance', 'detectors', one.name)}
                            empty="The venue runs no detector." />
                    )}
                </Shown>
            </Panel>
            <Panel label="Detector" class="tall"
                title={shown ? shown.title ?? words(shown.name.replace(/-/g, ' ')) : 'Detector'}>
                {shown
                    ? (
                        <div class="body" tabIndex={0}>
                            {shown.description ? null : <ParameterTable of={shown} />}
                            <PageText of={shown} />
                        </div>
                    )
                    : <Empty>Choose a detector.</Empty>}
            </Panel>
        </>
    );
}
