/* SPDX-License-Identifier: Apache-2.0 */
// page.tsx - the surveillance console: alerts, one alert with its replay, cases, detectors.

import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import '../styles/console.css';
import '../styles/surveillance.css';
import { plain } from '../../lib/format';
import { route } from '../../state/route';
import { connections } from '../../state/session';
import { useSource } from '../../parts/shown';
import { Frame } from '../../panels/gate';
import { Count, Fact, Section, Sections, useSections } from '../parts';
import { AlertView } from './alert';
import { Alerts } from './alerts';
import { Cases } from './cases';
import { Detectors } from './detectors';
import { alerts, cases, detectors, filter, follow, offset } from './surveillance';

const RELOAD_MS = 5_000;
const SECTIONS = ['alerts', 'cases', 'detectors'] as const;
type SectionName = typeof SECTIONS[number];

const NAMES: Record<SectionName, string> = { alerts: 'Alerts', cases: 'Cases', detectors: 'Detectors' };

function openCases(): number {
    return cases.data.value?.cases.filter((one) => one.state === 'open').length ?? 0;
}

function SurveillanceFacts(): JSX.Element | null {
    const shown = alerts.data.value;
    if (!shown) return null;
    return (
        <>
            <Fact name="Alerts, as filtered">{plain(shown.total)}</Fact>
            <Fact name="Open cases">{plain(openCases())}</Fact>
            {shown.through !== undefined
                && <Fact name="Looked at up to" hint="Sequence of the journal">{plain(shown.through)}</Fact>}
        </>
    );
}

function Body(props: { section: SectionName; named: string | undefined }): JSX.Element {
    const { section, named } = props;
    if (section === 'cases') {
        return <Section name="Cases" class="cases"><Cases named={named} /></Section>;
    }
    if (section === 'detectors') {
        return <Section name="Detectors" class="detectors"><Detectors named={named} /></Section>;
    }
    return named === undefined
        ? <Section name="Alerts" class="alerts"><Alerts /></Section>
        : <Section name="Alert" class="alert"><AlertView key={named} id={named} /></Section>;
}

export default function Surveillance(): JSX.Element {
    const section = useSections<SectionName>('surveillance', SECTIONS);
    const connected = connections.value;
    useSource(alerts, RELOAD_MS, `${JSON.stringify(filter.value)} ${offset.value}`);
    useSource(cases, RELOAD_MS);
    useSource(detectors);
    useEffect(follow, [connected]);
    return (
        <Frame view="surveillance" facts={<SurveillanceFacts />}
            sections={(
                <Sections view="surveillance" value={section}
                    choices={SECTIONS.map((value) => ({
                        value,
                        name: <Count name={NAMES[value]} count={value === 'cases' ? openCases() : 0} />,
                    }))} />
            )}>
            <Body section={section} named={route.value.parts[1]} />
        </Frame>
    );
}
