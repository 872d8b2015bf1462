// SPDX-License-Identifier: Apache-2.0
//
// checks.mjs - named checks in a row: each is told as it ends, and one that fails stops no other.

const results = [];

/** Does the work; what it throws is what is wrong. */
export async function check(name, work) {
    try {
        await work();
        results.push(true);
        console.log(`ok      ${name}`);
    } catch (error) {
        results.push(false);
        const lines = String(error?.stack ?? error).split("\n").slice(0, 4);
        console.log(`FAILED  ${name}\n        ${lines.join("\n        ")}`);
    }
}

/** "59/60" */
export function score() {
    return `${results.filter(Boolean).length}/${results.length}`;
}

/** The exit status. */
export function status() {
    return results.every(Boolean) ? 0 : 1;
}
