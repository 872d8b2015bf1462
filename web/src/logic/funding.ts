/* SPDX-License-Identifier: Apache-2.0 */
// funding.ts - the running mean of the premiums of an interval: what its rate grows from.

import { add, decimal, divide, toNumber, ZERO } from '../lib/decimal';

const PLACES = 12;

/** The mean of the first n values for each n, exact to twelve places. */
export function runningMeans(values: readonly number[]): number[] {
    let sum = ZERO;
    return values.map((value, index) => {
        sum = add(sum, decimal(value));
        const mean = divide(sum, { units: BigInt(index + 1), scale: 0 }, PLACES);
        return mean ? toNumber(mean) : 0;
    });
}
