/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_mmp.h - what a quote's text begins with, so that quotes are told from other orders.
 *
 * Role       A quote is journalled as "quote.GROUP.SET"; the text names group and set again.
 * Invariant  Only quotes carry the prefix together with the flag of the protection.
 */
#ifndef PERPETUA_GATEWAY_RPC_MMP_H
#define PERPETUA_GATEWAY_RPC_MMP_H

#define RPC_QUOTE_PREFIX "quote."

#endif
