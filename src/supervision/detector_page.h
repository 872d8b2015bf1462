/* SPDX-License-Identifier: Apache-2.0 */
/*
 * detector_page.h - what each detector looks for and why, in words: the pages of docs/surveillance.
 *
 * Role       The table is made of the pages when the program is built, by
 *            scripts/make_detector_pages.
 * Invariant  Every detector has a page (supervision_test.c).
 */
#ifndef PERPETUA_SUPERVISION_DETECTOR_PAGE_H
#define PERPETUA_SUPERVISION_DETECTOR_PAGE_H

struct detector_page {
    const char *name; /* of the detector */
    const char *title;
    const char *rule; /* of the law, as the page names it */
    const char *text; /* the whole page, Markdown */
};

extern const struct detector_page detector_pages[];
extern const unsigned detector_page_count;

/* NULL: there is none. */
const struct detector_page *detector_page_find(const char *name);

#endif
