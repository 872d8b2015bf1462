/* SPDX-License-Identifier: Apache-2.0 */
// page.tsx - the regulator console: register, participants, positions, reports, evidence, verify.

import type { JSX } from 'preact';
import '../styles/console.css';
import '../styles/regulator.css';
import { useSource } from '../../parts/shown';
import { Frame } from '../../panels/gate';
import { Fact, Section, Sections, useSections } from '../parts';
import { Verdict, Verify } from './checks';
import { Evidence } from './evidence';
import { Participants } from './participants';
import { Positions } from './positions';
import { RegisterView } from './register';
import { Reports } from './reports';
import { register, verification } from './regulator';

const RELOAD_MS = 10_000;
const RUNNING_MS = 1_000;
const SECTIONS = ['register', 'participants', 'positions', 'reports', 'evidence', 'verify'] as const;
type SectionName = typeof SECTIONS[number];

const BODIES: Record<SectionName, { name: string; body: () => JSX.Element }> = {
    register: { name: 'Register', body: () => <RegisterView /> },
    participants: { name: 'Participants', body: () => <Participants /> },
    positions: { name: 'Positions', body: () => <Positions /> },
    reports: { name: 'Reports', body: () => <Reports /> },
    evidence: { name: 'Evidence', body: () => <Evidence /> },
    verify: { name: 'Verify', body: () => <Verify /> },
};

function RegulatorFacts(): JSX.Element {
    const shown = register.data.value;
    const run = verification.data.value;
    return (
        <>
            {shown && <Fact name="Register gate">{shown.is_gated ? 'on' : 'off'}</Fact>}
            {shown && <Fact name="Entries in force">
                {shown.entries.filter((one) => one.in_force).length} of {shown.entries.length}
            </Fact>}
            {run && run.state !== 'none' && (
                <Fact name="Last verification">
                    <Verdict of={run} />
                </Fact>
            )}
        </>
    );
}

export default function Regulator(): JSX.Element {
    const section = useSections<SectionName>('regulator', SECTIONS);
    const isRunning = verification.data.value?.state === 'running';
    useSource(register, RELOAD_MS);
    useSource(verification, isRunning ? RUNNING_MS : 0);
    return (
        <Frame view="regulator" facts={<RegulatorFacts />}
            sections={(
                <Sections view="regulator" value={section}
                    choices={SECTIONS.map((value) => ({ value, name: BODIES[value].name }))} />
            )}>
            <Section name={BODIES[section].name} class={section}>{BODIES[section].body()}</Section>
        </Frame>
    );
}
