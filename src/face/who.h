/* SPDX-License-Identifier: Apache-2.0
 * who.h - who acts, from what a face was told. */
#ifndef ONUS_FACE_WHO_H
#define ONUS_FACE_WHO_H

#include "base/arena.h"
#include "store/store.h"

/* The member that `text`, given as `option`, names. ONUS_REFUSED where it names none. */
ONUS_CHECK enum onus_err who_is(struct store *s, struct arena *a, const char *option,
				const char *text, const char **out);
/* The same for --as. Where nobody is named (NULL) and only one member has an account, it is that
 * one; else NULL. */
ONUS_CHECK enum onus_err who_acts(struct store *s, struct arena *a, const char *as,
				  const char **out);

#endif
