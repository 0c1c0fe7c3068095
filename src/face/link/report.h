/* SPDX-License-Identifier: Apache-2.0
 * report.h - one page that explains a run of "onus link": self-contained HTML, nothing from a
 * network, no script. */
#ifndef ONUS_FACE_LINK_REPORT_H
#define ONUS_FACE_LINK_REPORT_H

#include "base/buf.h"
#include "face/link/link.h"

struct link_report {
	const struct link_job *job;
	struct buf *out;
	struct arena *arena;
	double threshold;   /* weight from which pairs join clusters */
	struct slice truth; /* name of the column that holds the truth; empty: none */
	struct slice group; /* name of the column by which recall is told apart; empty: none */
};

/* Writes the whole page. */
ONUS_CHECK enum onus_err link_report_page(struct link_report *r);

/* The sections, in their order. report_truth.c: precision and recall, by threshold and by group.
 * Nothing without a truth. */
ONUS_CHECK enum onus_err link_report_truth(struct link_report *r);
/* report_model.c: what each level weighs, and what is not well
 * trained. */
void link_report_model(struct link_report *r);
/* report_pairs.c: how the weights of all pairs spread; records that nothing could link; pairs near
 * the threshold, and with a truth the worst ones, step by step. */
ONUS_CHECK enum onus_err link_report_pairs(struct link_report *r);
/* report_steps.c: one pair. */
ONUS_CHECK enum onus_err link_report_steps(struct link_report *r, struct onus_explainer *x,
					   const struct onus_edge *e);
/* report_blocks.c: pairs by rule, with a truth what each finds; the largest blocks, what was left
 * out; clusters by size, conflicts. */
ONUS_CHECK enum onus_err link_report_blocks(struct link_report *r);

#endif
