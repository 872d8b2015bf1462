/* SPDX-License-Identifier: Apache-2.0 */
// shown.tsx - what a source has: its data, or that it is on its way, or what to do about a failure.

import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useLayoutEffect } from 'preact/hooks';
import { RpcError } from '../lib/rpc';
import { clock } from '../lib/format';
import { explain } from '../state/notices';
import { connections, link } from '../state/session';
import { utc } from '../state/settings';
import type { Source } from '../state/source';

/**
 * Asks when it is first shown, after each connection, and as often as is said while it is seen;
 * the key is what is asked about: what is known of another one is not shown under its name.
 */
export function useSource<T>(source: Source<T>, everyMs = 0, key: unknown = 0): void {
    const connected = connections.value;
    useLayoutEffect(() => source.about(key), [source, key]);
    useEffect(() => {
        if (link.value !== 'open') return undefined;
        void source.load();
        if (everyMs === 0) return undefined;
        const timer = window.setInterval(() => {
            const isSeen = document.visibilityState === 'visible' && link.value === 'open';
            if (isSeen && !source.asking.value) void source.load();
        }, everyMs);
        return () => window.clearInterval(timer);
    }, [source, connected, everyMs, key]);
}

const ADVICE: Readonly<Record<number, string>> = {
    [-1]: 'The page connects again by itself.',
    [-32601]: 'This venue does not have this view: it runs an older program.',
    10033: 'This venue does not have this view: it runs an older program.',
    13009: 'Log in again: the session has ended.',
    13021: 'Log in with a key that has the role for this.',
    10028: 'Too many requests: wait a moment, then ask again.',
};

export function Failure(props: { of: unknown; again: () => void }): JSX.Element {
    const { title, detail } = explain(props.of);
    const advice = props.of instanceof RpcError ? ADVICE[props.of.code] : undefined;
    return (
        <div class="empty failure" role="alert">
            <p><strong>{title}</strong></p>
            {(advice ?? detail) && <p>{advice ?? detail}</p>}
            <button type="button" class="ghost" onClick={props.again}>Ask again</button>
        </div>
    );
}

/** Lines where the text will stand, so that nothing moves when it comes. */
export function Waiting(props: { text?: string }): JSX.Element {
    return (
        <div class="waiting" role="status" aria-live="polite">
            <span class="only-read">{props.text ?? 'Asking the venue'}</span>
            {[72, 88, 64, 80, 56].map((width) => (
                <span key={width} class="line" style={{ width: `${width}%` }} aria-hidden="true" />
            ))}
        </div>
    );
}

/** Of sources that are asked side by side either may come first: what needs this one waits for it, or goes without. */
export function isAnswered<T>(source: Source<T>): boolean {
    return source.data.value !== null || source.problem.value !== null;
}

interface ShownProps<T> {
    of: Source<T>;
    children: (data: T) => ComponentChildren;
}

export function Shown<T>(props: ShownProps<T>): JSX.Element {
    const { data, problem, since } = props.of;
    const again = (): void => void props.of.load();
    if (data.value === null) {
        return problem.value !== null ? <Failure of={problem.value} again={again} /> : <Waiting />;
    }
    return (
        <>
            {problem.value !== null && (
                <p class="stale" role="status">
                    Not fresh: as of {clock(since.value ?? 0, utc.value)}. {explain(problem.value).title}.
                    <button type="button" class="inline" onClick={again}>Ask again</button>
                </p>
            )}
            {props.children(data.value)}
        </>
    );
}
