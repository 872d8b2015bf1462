/* SPDX-License-Identifier: Apache-2.0 */
/*
 * banned.h - library functions that do not compile in this project.
 *
 * Role       The build includes this file before every source file.  The names below either write
 *            without a bound, keep hidden state, ignore errors in numbers, or depend on the locale.
 *            The headers come first, because a poisoned name may not even be declared.
 * Invariant  None of these names stands in any source file (the compiler enforces it).
 */
#ifndef BASE_BANNED_H
#define BASE_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Write without a bound: use snprintf and memcpy with a size. */
#pragma GCC poison strcpy strcat strncpy strncat stpcpy sprintf vsprintf gets

/* Keep state between calls, so two users disturb each other. */
#pragma GCC poison strtok asctime ctime gmtime localtime tmpnam mktemp

/* Cannot tell a bad number from zero, or read the locale: use base/text.h. */
#pragma GCC poison atoi atol atoll atof strtod strtof scanf sscanf fscanf

/* Hidden seeds: use base/random.h, which names its seed.  OpenSSL's headers have a parameter called
 * rand, so only the call of rand() is banned. */
#pragma GCC poison srand rand_r drand48 lrand48 mrand48
#define rand() rand_is_banned_use_base_random_h

/* Stack of unknown size. */
#undef alloca
#pragma GCC poison alloca

#endif
