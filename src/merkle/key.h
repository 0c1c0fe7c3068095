/* SPDX-License-Identifier: Apache-2.0
 * key.h - what notes and checkpoints need of keys. */
#ifndef ONUS_MERKLE_KEY_H
#define ONUS_MERKLE_KEY_H

#include "onus/merkle.h"

enum { KEY_ID_BYTES = 4 };

/* True where `name` may stand in a signature line: UTF-8, not empty, no Unicode space, no control
 * character, no "+". Any length: other people's names may be longer than ours. */
bool key_name_valid(struct slice name);
/* Checks the signature `blob` (without the key id) over `text`. On success `*time` is that of a
 * cosignature, and 0 otherwise. */
bool key_verify(const struct onus_vkey *key, struct slice text, struct slice blob, uint64_t *time);

#endif
