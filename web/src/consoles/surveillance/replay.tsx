/* SPDX-License-Identifier: Apache-2.0 */
// replay.tsx - the book as it was: a slider over the steps around an alert, the ladder, the steps.

import type { JSX } from 'preact';
import { signal, useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { clock, fixed, NONE, plain, words } from '../../lib/format';
import { connections, link } from '../../state/session';
import { utc } from '../../state/settings';
import { consoleActions } from '../../state/shortcuts';
import { grid } from '../../state/market';
import { Empty } from '../../parts/controls';
import { Failure, Waiting } from '../../parts/shown';
import { ladderOf, marksOf, stepAt, stepOfParty } from '../logic/replay';
import type { BookAt, Rung, Step } from '../logic/replay';
import { Panel } from '../parts';
import { askBook, askTape } from './surveillance';
import type { Alert, Tape } from './surveillance';

const DEPTH = 14;
const SHOWN_STEPS = 121;
const PLAY_MS = 250;
const MARKS = 400;

interface Asked<T> {
    value: T | null;
    problem: unknown;
}

/** The latest answer to the latest question; what was shown stays until the next comes. */
function useAsked<T>(ask: (() => Promise<T>) | null, keys: readonly unknown[]): Asked<T> & { again: () => void } {
    const asked = useSignal<Asked<T>>({ value: null, problem: null });
    const tries = useSignal(0);
    const connected = connections.value;
    useEffect(() => {
        if (!ask || link.value !== 'open') return undefined;
        let isLatest = true;
        ask().then(
            (value) => { if (isLatest) asked.value = { value, problem: null }; },
            (problem: unknown) => { if (isLatest) asked.value = { ...asked.value, problem }; },
        );
        return () => { isLatest = false; };
    }, [...keys, connected, tries.value]);
    return { ...asked.value, again: () => { tries.value += 1; } };
}

const index = signal(0);
const playing = signal(false);

function textOf(step: Step): string {
    // The account has a column of its own.
    if (step.text) return step.text.replace(/^account \d+:? /i, '');
    const size = step.amount ? ` ${plain(step.amount)}` : '';
    const price = step.price ? ` @ ${plain(step.price)}` : '';
    return `${words(step.kind)}${step.side ? ` ${step.side}` : ''}${size}${price}`;
}

interface ScrubberProps {
    steps: readonly Step[];
    parties: ReadonlySet<number>;
    alert: Alert;
}

function move(steps: readonly Step[], to: number): void {
    index.value = Math.min(steps.length - 1, Math.max(0, to));
}

function Scrubber(props: ScrubberProps): JSX.Element {
    const { steps, parties, alert } = props;
    const at = steps[index.value];
    const marks = useMemo(() => marksOf(steps, parties, MARKS), [steps, parties]);
    const toParty = (direction: 1 | -1): void => move(steps, stepOfParty(steps, index.value, direction, parties));
    return (
        <div class="scrubber">
            <div class="marks-line" aria-hidden="true">
                {marks.map((share) => <span key={share} style={{ left: `${share * 100}%` }} />)}
            </div>
            <input type="range" min={0} max={Math.max(0, steps.length - 1)} step={1} value={index.value}
                aria-label="Step of the replay"
                aria-valuetext={at ? `step ${index.value + 1} of ${steps.length}: ${textOf(at)}` : ''}
                onInput={(event) => {
                    playing.value = false;
                    move(steps, Number(event.currentTarget.value));
                }} />
            <div class="transport">
                <button type="button" class="small" aria-label="The accounts' step before"
                    title="The accounts' step before" onClick={() => toParty(-1)}>{'\u25c0\u25c0'}</button>
                <button type="button" class="small" aria-label="One step back" title="One step back: ["
                    onClick={() => move(steps, index.value - 1)}>{'\u25c0'}</button>
                <button type="button" class="small play" aria-pressed={playing.value}
                    onClick={() => { playing.value = !playing.value; }}>{playing.value ? 'Pause' : 'Play'}</button>
                <button type="button" class="small" aria-label="One step on" title="One step on: ]"
                    onClick={() => move(steps, index.value + 1)}>{'\u25b6'}</button>
                <button type="button" class="small" aria-label="The accounts' next step"
                    title="The accounts' next step" onClick={() => toParty(1)}>{'\u25b6\u25b6'}</button>
                <button type="button" class="small"
                    onClick={() => move(steps, stepAt(steps, alert.raised_sequence))}>At the alert</button>
                <span class="where">
                    Step {plain(index.value + 1)} of {plain(steps.length)},
                    sequence <b>{at ? plain(at.sequence) : NONE}</b>
                    {at && `, ${clock(at.timestamp, utc.value, true)}`}
                </span>
            </div>
        </div>
    );
}

function RungRow(props: { of: Rung; side: 'buy' | 'sell' }): JSX.Element {
    const { of: rung, side } = props;
    const places = grid.value.pricePlaces;
    return (
        <tr class={`${side}${rung.isTouched ? ' touched' : ''}${rung.own > 0 ? ' party' : ''}`}>
            <th scope="row" class={side === 'buy' ? 'up' : 'down'}>{fixed(rung.price, places)}</th>
            <td>
                <span class="bar" style={{ transform: `scaleX(${rung.share})` }} aria-hidden="true" />
                <span class="bar own" style={{ transform: `scaleX(${rung.ownShare})` }} aria-hidden="true" />
                <span class="figure">{fixed(Number(rung.amount.toFixed(8)), grid.value.amountPlaces)}</span>
            </td>
            <td class="warn">{rung.own > 0 ? fixed(Number(rung.own.toFixed(8)), grid.value.amountPlaces) : ''}</td>
            <td class="owners">{rung.owners.join(', ')}</td>
        </tr>
    );
}

function LadderTable(props: { book: BookAt; parties: ReadonlySet<number>; step: Step | undefined }): JSX.Element {
    const ladder = ladderOf(props.book, DEPTH, props.parties, props.step);
    const places = grid.value.amountPlaces;
    return (
        <div class="ladder scroll" tabIndex={0} role="region" aria-label="Book at this step"
            data-sequence={props.book.sequence}>
            <table>
                <caption class="only-read">Book at sequence {props.book.sequence}</caption>
                <thead>
                    <tr>
                        <th scope="col">Price</th><th scope="col">Amount</th>
                        <th scope="col">Of the accounts</th><th scope="col">Who</th>
                    </tr>
                </thead>
                <tbody>
                    {ladder.asks.map((rung) => <RungRow key={`s${rung.price}`} of={rung} side="sell" />)}
                    <tr class="middle">
                        <td colSpan={4}>
                            Accounts show {fixed(Number(ladder.ownBid.toFixed(8)), places)} to buy,{' '}
                            {fixed(Number(ladder.ownAsk.toFixed(8)), places)} to sell
                            {props.book.mark_price ? `, mark ${fixed(props.book.mark_price, 2)}` : ''}
                        </td>
                    </tr>
                    {ladder.bids.map((rung) => <RungRow key={`b${rung.price}`} of={rung} side="buy" />)}
                </tbody>
            </table>
        </div>
    );
}

function Steps(props: { steps: readonly Step[]; parties: ReadonlySet<number> }): JSX.Element {
    const { steps, parties } = props;
    const list = useRef<HTMLDivElement>(null);
    // The step is kept in the middle; only the list itself is scrolled.
    useLayoutEffect(() => {
        const row = list.current?.querySelector<HTMLElement>('tr.chosen');
        if (list.current && row) list.current.scrollTop = row.offsetTop - list.current.clientHeight / 2;
    }, [index.value, steps]);
    const from = Math.max(0, Math.min(index.value - (SHOWN_STEPS >> 1), steps.length - SHOWN_STEPS));
    return (
        <div class="steps scroll" ref={list} tabIndex={0} role="region" aria-label="Steps around this one">
            <table class="wide">
                <caption class="only-read">Steps around this one</caption>
                <thead>
                    <tr><th scope="col">Sequence</th><th scope="col" class="words">Time</th>
                        <th scope="col">Account</th><th scope="col" class="words">What happened</th></tr>
                </thead>
                <tbody>
                    {steps.slice(from, from + SHOWN_STEPS).map((step, nth) => {
                        const at = from + nth;
                        const isParty = step.account_id ? parties.has(step.account_id) : false;
                        return (
                            <tr key={at} onClick={() => { index.value = at; }}
                                class={`choice${at === index.value ? ' chosen' : ''}${isParty ? ' party' : ''}`}
                                {...(at === index.value ? { 'aria-current': 'step' as const } : {})}>
                                <td>{plain(step.sequence)}</td>
                                <td class="words">{clock(step.timestamp, utc.value, true)}</td>
                                <td>{step.account_id || NONE}</td>
                                <td class="words">{textOf(step)}</td>
                            </tr>
                        );
                    })}
                </tbody>
            </table>
        </div>
    );
}

/** Keys of the replay, and its steps while it plays. */
function useTransport(steps: readonly Step[]): void {
    useEffect(() => {
        consoleActions['step'] = (key) => {
            playing.value = false;
            move(steps, index.value + ({ '[': -1, ']': 1, '{': -10, '}': 10 }[key] ?? 0));
        };
        return () => { delete consoleActions['step']; };
    }, [steps]);
    useEffect(() => {
        if (!playing.value) return undefined;
        const timer = window.setInterval(() => {
            if (index.value >= steps.length - 1) playing.value = false;
            else move(steps, index.value + 1);
        }, PLAY_MS);
        return () => window.clearInterval(timer);
    }, [playing.value, steps]);
}

function Played(props: { tape: Tape; alert: Alert; parties: ReadonlySet<number> }): JSX.Element {
    const { alert, parties } = props;
    const { steps } = props.tape;
    const name = alert.instrument_name ?? '';
    // Before the first book is asked for: it is the one at the alert.
    useMemo(() => {
        playing.value = false;
        move(steps, stepAt(steps, alert.raised_sequence));
    }, [steps]);
    const step = steps[index.value];
    useTransport(steps);
    const book = useAsked(step ? () => askBook(name, step.sequence, DEPTH) : null, [name, step?.sequence]);
    return (
        <>
            <Scrubber steps={steps} parties={parties} alert={alert} />
            <div class="replay-body">
                {book.value
                    ? <LadderTable book={book.value} parties={parties} step={step} />
                    : book.problem !== null ? <Failure of={book.problem} again={book.again} /> : <Waiting />}
                <Steps steps={steps} parties={parties} />
            </div>
        </>
    );
}

export function Replay(props: { of: Alert; parties: readonly number[] }): JSX.Element {
    const { of: alert } = props;
    const parties = useMemo(() => new Set(props.parties), [props.parties.join(' ')]);
    const tape = useAsked(alert.instrument_name ? () => askTape(alert) : null, [alert.alert_id]);
    return (
        <Panel label="Replay" class="replay tall" title="The book as it was"
            tools={tape.value?.complete === false && <span class="warn">the first part of a long range</span>}>
            {!alert.instrument_name && <Empty>This alert is about no single product: there is no book to show.</Empty>}
            {alert.instrument_name && tape.value === null && (tape.problem !== null
                ? <Failure of={tape.problem} again={tape.again} /> : <Waiting text="Replaying the journal" />)}
            {tape.value && (tape.value.steps.length > 0
                ? <Played tape={tape.value} alert={alert} parties={parties} />
                : <Empty>Nothing happened to this book in the range of the alert.</Empty>)}
        </Panel>
    );
}
