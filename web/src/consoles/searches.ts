/* SPDX-License-Identifier: Apache-2.0 */
// searches.ts - what the venue looks up in its journal, one question of a key at a time.

import { RpcError } from '../lib/rpc';
import { Turns } from './logic/turns';

const TOO_MANY = 10028;

export const searches = new Turns(
    (error) => error instanceof RpcError && error.code === TOO_MANY,
    (milliseconds) => new Promise((done) => { window.setTimeout(done, milliseconds); }),
);
