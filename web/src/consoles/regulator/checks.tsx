/* SPDX-License-Identifier: Apache-2.0 */
// checks.tsx - what the venue's journal proves: it is run again from its start.

import type { JSX } from 'preact';
import { useSignal } from '@preact/signals';
import { dateTime, NONE, percent, plain } from '../../lib/format';
import { notifyError } from '../../state/notices';
import { utc } from '../../state/settings';
import { Shown } from '../../parts/shown';
import { Badge, Facts, Panel } from '../parts';
import { startVerification, verification } from './regulator';
import type { Verification } from './regulator';

const START_WORDS: Record<Verification['state'], string> = {
    none: 'Run the journal again', running: 'Running', done: 'Run it once more', failed: 'Run it once more',
};

function shareOf(run: Verification): number {
    if (run.state === 'done') return 1;
    return run.of > 0 ? Math.min(1, run.through / run.of) : 0;
}

export function Verdict(props: { of: Verification }): JSX.Element {
    const { of: run } = props;
    if (run.state === 'running') return <Badge tone="warn">running</Badge>;
    if (run.state === 'none') return <Badge tone="quiet">not yet run</Badge>;
    if (run.state === 'failed') return <Badge tone="bad">failed</Badge>;
    return (run.mismatches ?? 0) === 0 ? <Badge tone="good">agrees</Badge> : <Badge tone="bad">differs</Badge>;
}

function Run(props: { of: Verification }): JSX.Element {
    const { of: run } = props;
    const share = shareOf(run);
    const busy = useSignal(false);
    const start = async (): Promise<void> => {
        busy.value = true;
        try {
            verification.take(await startVerification());
        } catch (error) {
            notifyError('The journal is not run again', error);
        } finally {
            busy.value = false;
        }
    };
    return (
        <div class="body" tabIndex={0}>
            <p class="prose">
                The venue runs its journal again from the first command, beside the market, and compares the state
                at each seal with what was sealed at the time. The same journal gives the same hash on any machine:
                {' '}<code>perpetua verify</code> does the same with a copy.
            </p>
            <div class="progress" role="progressbar" aria-label="Progress of the verification"
                aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round(share * 100)}>
                <span style={{ transform: `scaleX(${share})` }} />
            </div>
            <Facts of={[
                ['State', <Verdict of={run} />],
                ['Progress', run.state === 'none' ? NONE : percent(Number(share.toFixed(4)), 1)],
                ['Commands', plain(run.commands)],
                ['Events', plain(run.events)],
                ['Up to sequence', run.state === 'none' ? NONE : `${plain(run.through)} of ${plain(run.of)}`],
                ['Seals compared', plain(run.seals_checked)],
                ['Snapshots compared', plain(run.snapshots_checked)],
                ['Differences', <b class={(run.mismatches ?? 0) > 0 ? 'down' : ''}>{plain(run.mismatches)}</b>],
                ['Started', run.started ? dateTime(run.started, utc.value) : NONE],
                ['Ended', run.ended ? dateTime(run.ended, utc.value) : NONE],
            ]} />
            <dl class="hashes">
                <dt>Hash of the state at the end</dt>
                <dd><code data-hash="state">{run.state_hash ?? NONE}</code></dd>
                <dt>Hash of everything that came out</dt>
                <dd><code data-hash="output">{run.hash ?? NONE}</code></dd>
            </dl>
            {run.text && <pre class="report">{run.text}</pre>}
            <div class="form-actions">
                <button type="button" class="primary" disabled={busy.value || run.state === 'running'}
                    onClick={() => void start()}>
                    {START_WORDS[run.state]}
                </button>
            </div>
        </div>
    );
}

export function Verify(): JSX.Element {
    return (
        <Panel label="Verification" class="tall" title="Verify the journal">
            <Shown of={verification}>{(run) => <Run of={run} />}</Shown>
        </Panel>
    );
}
