/* SPDX-License-Identifier: Apache-2.0 */
// parts.tsx - what the consoles share: sections, facts, badges, reasons, files to take away.

import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useId } from 'preact/hooks';
import type { Choice } from '../parts/controls';
import { Tabs } from '../parts/controls';
import type { View } from '../logic/route';
import { go, route } from '../state/route';
import { consoleActions } from '../state/shortcuts';

/** The section that the address names, else the first; digits lead to them. */
export function useSections<T extends string>(view: View, sections: readonly T[]): T {
    const named = route.value.parts[0] as T | undefined;
    useEffect(() => {
        consoleActions['section'] = (key) => {
            const section = sections[Number(key) - 1];
            if (section) go(view, section);
        };
        consoleActions['filter'] = () => {
            document.querySelector<HTMLElement>('.console-main .filters :is(input, select)')?.focus();
        };
        return () => {
            delete consoleActions['section'];
            delete consoleActions['filter'];
        };
    }, [view]);
    return named && sections.includes(named) ? named : sections[0]!;
}

interface SectionsProps<T extends string> {
    view: View;
    value: T;
    choices: readonly Choice<T>[];
}

export function Sections<T extends string>(props: SectionsProps<T>): JSX.Element {
    return (
        <Tabs name="Sections" value={props.value} choices={props.choices} panel="console-section"
            onChange={(next) => go(props.view, next)} />
    );
}

/** The body of a section: one for each tab. */
export function Section(props: { name: string; class: string; children: ComponentChildren }): JSX.Element {
    return (
        <div id="console-section" role="tabpanel" aria-label={props.name} class={`desk ${props.class}`}>
            {props.children}
        </div>
    );
}

interface PanelProps {
    title: ComponentChildren;
    label: string;
    class?: string;
    tools?: ComponentChildren;
    children: ComponentChildren;
}

export function Panel(props: PanelProps): JSX.Element {
    return (
        <section class={`panel ${props.class ?? ''}`} aria-label={props.label}>
            <header>
                <h2>{props.title}</h2>
                {props.tools !== undefined && <div class="tools">{props.tools}</div>}
            </header>
            {props.children}
        </section>
    );
}

export function Count(props: { name: string; count: number; warn?: boolean }): JSX.Element {
    return (
        <>
            {props.name}
            {props.count > 0 && <span class={props.warn ? 'count loud' : 'count'}>{props.count}</span>}
        </>
    );
}

/** A figure of the top bar. */
export function Fact(props: { name: string; hint?: string; tone?: string; children: ComponentChildren }): JSX.Element {
    return (
        <div class="stat" title={props.hint}>
            <dt>{props.name}</dt>
            <dd class={props.tone}>{props.children}</dd>
        </div>
    );
}

/** Names and values, one a line. */
export function Facts(props: { of: readonly (readonly [string, ComponentChildren])[] }): JSX.Element {
    return (
        <dl class="facts">
            {props.of.map(([name, value]) => (
                <div key={name}>
                    <dt>{name}</dt>
                    <dd>{value}</dd>
                </div>
            ))}
        </dl>
    );
}

export type Tone = 'good' | 'bad' | 'warn' | 'quiet';

export function Badge(props: { tone: Tone; children: ComponentChildren }): JSX.Element {
    return <span class={`badge ${props.tone}`}>{props.children}</span>;
}

export const REASON_MAX = 96;

/** Why a text is no reason (R-REASON-1); empty when it is one. */
export function faultOfReason(text: string): string {
    if (text.trim() === '') return 'Say why, in a few words.';
    if (text.length > REASON_MAX) return `At most ${REASON_MAX} characters.`;
    return /^[\x20-\x7e]*$/.test(text) ? '' : 'Plain letters, digits and signs only (ASCII).';
}

interface ReasonProps {
    value: string;
    onInput: (value: string) => void;
    name?: string;
    autofocus?: boolean;
}

export function Reason(props: ReasonProps): JSX.Element {
    const id = useId();
    const left = REASON_MAX - props.value.length;
    return (
        <div class="field text">
            <label for={id}>{props.name ?? 'Reason'}</label>
            <input id={id} type="text" autoComplete="off" value={props.value} maxLength={REASON_MAX}
                autofocus={props.autofocus ?? false} required
                aria-invalid={props.value !== '' && faultOfReason(props.value) !== ''}
                onInput={(event) => props.onInput(event.currentTarget.value)} />
            <span class="suffix" aria-hidden="true">{left}</span>
        </div>
    );
}

/** Gives the browser a file to keep. */
export function saveText(name: string, type: string, text: string): void {
    const url = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
    const link = document.createElement('a');
    link.href = url;
    link.download = name;
    link.click();
    window.setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
