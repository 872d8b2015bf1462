/* SPDX-License-Identifier: Apache-2.0 */
// gate.tsx - the frame of a console, and what stands in it when it may not or cannot be opened.

import type { ComponentChildren, JSX } from 'preact';
import { infoOf, roleList, roleWords } from '../logic/route';
import type { View } from '../logic/route';
import { accountName } from '../state/account';
import { demo, link, logInOpen } from '../state/session';
import { loggedIn, roles, who } from '../state/who';
import { Mark, Views } from '../parts/brand';
import { Failure, Waiting } from '../parts/shown';
import { AccountMenu } from './menu';
import { StatusBar } from './status_bar';

interface FrameProps {
    view: View;
    /** Figures beside the heading. */
    facts?: ComponentChildren;
    /** The tabs of the sections. */
    sections?: ComponentChildren;
    children: ComponentChildren;
}

/** The role by which the console is open. */
function Role(props: { view: View }): JSX.Element | null {
    const held = infoOf(props.view).roles.find((role) => roles.value.includes(role));
    return held ? <span class="badge quiet">{roleWords([held])}</span> : null;
}

export function Frame(props: FrameProps): JSX.Element {
    const { title } = infoOf(props.view);
    return (
        <div class="app console" data-view={props.view}>
            <a class="skip" href="#console-main">Skip to the console</a>
            <header class="top-bar">
                <div class="brand">
                    <Mark />
                    <div>
                        <h1>{title}</h1>
                        <span class="sub">
                            <Role view={props.view} />
                            {demo.value && <span class="badge quiet">demo money</span>}
                        </span>
                    </div>
                </div>
                <Views />
                <dl class="stats" aria-label="State">{props.facts}</dl>
                <AccountMenu />
            </header>
            <nav class="sections" aria-label="Sections">{props.sections}</nav>
            <main id="console-main" class="console-main" tabIndex={-1}>{props.children}</main>
            <StatusBar />
        </div>
    );
}

function reasonOf(view: View): string {
    const { title, roles: needed } = infoOf(view);
    const sentence = `${title} needs a key with the role ${roleWords(needed)}.`;
    if (!loggedIn.value) return sentence;
    const held = roleList(who.value?.roles ?? []) || 'no role';
    return `${sentence} ${accountName.value} has: ${held}.`;
}

export function Refused(props: { view: View }): JSX.Element {
    const words = loggedIn.value ? 'Log in with another key' : 'Log in';
    return (
        <Frame view={props.view}>
            <section class="panel gate" aria-label="Log-in needed">
                <div class="empty">
                    <h2>This console is not open to you</h2>
                    <p>{reasonOf(props.view)}</p>
                    <button type="button" class="primary" disabled={link.value !== 'open'}
                        onClick={() => { logInOpen.value = true; }}>{words}</button>
                </div>
            </section>
        </Frame>
    );
}

export function Unopened(props: { view: View; problem: unknown; again: () => void }): JSX.Element {
    return (
        <Frame view={props.view}>
            <section class="panel gate" aria-label={infoOf(props.view).title}>
                {props.problem === null
                    ? <Waiting text="Opening the console" />
                    : <Failure of={props.problem} again={props.again} />}
            </section>
        </Frame>
    );
}
