/* SPDX-License-Identifier: Apache-2.0 */
// page.tsx - the market quality console: the adoption indicators as charts, each with its definition.

import type { JSX } from 'preact';
import '../styles/console.css';
import '../styles/quality.css';
import { instruments } from '../../state/market';
import { Frame } from '../../panels/gate';
import { Segments, Select } from '../../parts/controls';
import { Shown, useSource } from '../../parts/shown';
import { csvOf } from '../logic/adoption';
import { saveText, useSections } from '../parts';
import { Charts, Figures } from './charts';
import { adoption, asTable, chosen, definitions, shownName, span } from './quality';

const RELOAD_MS = 15_000;

function save(): void {
    const data = adoption.data.value;
    if (data) saveText(`quality-${data.instrument_name}-${data.resolution}.csv`, 'text/csv', csvOf(data));
}

function Choices(): JSX.Element {
    return (
        <div class="choices">
            <Segments name="Time" class="resolutions" value={span.value}
                choices={[
                    { value: '1h', name: '1 hour' }, { value: '6h', name: '6 hours' },
                    { value: '24h', name: '24 hours' }, { value: 'days', name: 'Days' },
                ]}
                onChange={(next) => { span.value = next; }} />
            {instruments.value.length > 1 && (
                <Select name="Instrument" value={shownName.value}
                    choices={instruments.value.map(({ instrument_name: name }) => ({ value: name, name }))}
                    onChange={(name) => { chosen.value = name; }} />
            )}
            <span class="grow" />
            <Segments name="Shown as" class="resolutions" value={asTable.value ? 'table' : 'charts'}
                choices={[{ value: 'charts', name: 'Charts' }, { value: 'table', name: 'Table' }]}
                onChange={(next) => { asTable.value = next === 'table'; }} />
            <button type="button" class="small" disabled={adoption.data.value === null} onClick={save}>
                Save as CSV
            </button>
        </div>
    );
}

export default function Quality(): JSX.Element {
    useSource(adoption, RELOAD_MS, `${span.value} ${shownName.value}`);
    useSource(definitions);
    useSections('quality', []);
    return (
        <Frame view="quality" sections={<Choices />}>
            <div class="quality-body">
                <Shown of={adoption}>
                    {(data) => (asTable.value ? <Figures data={data} /> : <Charts data={data} />)}
                </Shown>
            </div>
        </Frame>
    );
}
