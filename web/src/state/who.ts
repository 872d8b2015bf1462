/* SPDX-License-Identifier: Apache-2.0 */
// who.ts - who is logged in, as the venue says: user, member, account, roles.

import { computed, signal } from '@preact/signals';

export interface Who {
    user_id: number;
    user_name?: string;
    member_id: number;
    member_name?: string;
    /** None: staff, or a regulator. */
    account_id: number | null;
    roles: string[];
    scopes: string[];
}

export const who = signal<Who | null>(null);
export const loggedIn = computed(() => who.value !== null);
export const roles = computed<readonly string[]>(() => who.value?.roles ?? []);
