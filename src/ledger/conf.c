/* SPDX-License-Identifier: Apache-2.0
 * conf.c - what a ledger's folder says of it: ledger.conf, and the two keys.
 *
 * ledger.conf is "name: value" lines. log.key is the Go package's form of a private key; seal.key
 * is 32 bytes in base64. Both are readable by their owner only, and are not needed to verify
 * anything. */
#include <sodium.h>
#include <stdio.h>

#include "ledger/internal.h"

static const char *const conf_file = "ledger.conf";
static const char *const log_key_file = "log.key";
static const char *const log_vkey_file = "log.vkey";
static const char *const seal_key_file = "seal.key";

static void random_origin(char *out, size_t room)
{
	unsigned char bytes[6];
	char hex[13];

	randombytes_buf(bytes, sizeof bytes);
	sodium_bin2hex(hex, sizeof hex, bytes, sizeof bytes);
	snprintf(out, room, "onus.local/%s", hex);
}

static enum onus_err write_keys(const char *folder, const struct ledger_conf *c)
{
	char text[ONUS_VKEY_TEXT_MAX + 64];
	enum onus_err e;

	onus_skey_write(&c->log_key, text);
	strncat(text, "\n", 2);
	e = file_write(folder, log_key_file, slice_str(text), 0600);
	sodium_memzero(text, sizeof text);
	GUARD(e);
	onus_vkey_write(&c->log_key.public, text);
	strncat(text, "\n", 2);
	GUARD(file_write(folder, log_vkey_file, slice_str(text), 0644));
	onus_base64_write(slice_of(c->seal_key, SEAL_KEY_BYTES), text);
	strncat(text, "\n", 2);
	e = file_write(folder, seal_key_file, slice_str(text), 0600);
	sodium_memzero(text, sizeof text);
	return e;
}

enum onus_err conf_create(const char *folder, const struct ledger_options *o,
			  struct ledger_conf *out)
{
	struct ledger_conf c = {.exercise = o->exercise, .has_log_key = true};
	char text[ONUS_KEY_NAME_MAX + 256];

	if (o->origin != NULL) {
		ENSURE(strlen(o->origin) <= ONUS_KEY_NAME_MAX, ONUS_BAD_INPUT,
		       "the origin is longer than ONUS_KEY_NAME_MAX (%d bytes)", ONUS_KEY_NAME_MAX);
		snprintf(c.origin, sizeof c.origin, "%s", o->origin);
	} else {
		random_origin(c.origin, sizeof c.origin);
	}
	GUARD(onus_skey_make(&c.log_key, slice_str(c.origin), ONUS_KEY_ED25519));
	randombytes_buf(c.seal_key, sizeof c.seal_key);
	GUARD(write_keys(folder, &c));
	snprintf(text, sizeof text,
		 "# An Onus ledger. The keys beside this file belong to it; losing seal.key loses "
		 "the\n"
		 "# identities and original documents it seals.\n"
		 "store: sqlite\norigin: %s\nexercise: %s\n",
		 c.origin, c.exercise ? "yes" : "no");
	GUARD(file_write(folder, conf_file, slice_str(text), 0644));
	*out = c;
	return ONUS_OK;
}

static enum onus_err take_setting(struct ledger_conf *c, struct slice name, struct slice value,
				  size_t line)
{
	if (slice_is(name, "origin") && value.n > 0 && value.n <= ONUS_KEY_NAME_MAX) {
		memcpy(c->origin, value.p, value.n);
		c->origin[value.n] = '\0';
	} else if (slice_is(name, "exercise") &&
		   (slice_is(value, "yes") || slice_is(value, "no"))) {
		c->exercise = slice_is(value, "yes");
	} else if (!slice_is(name, "store") || !slice_is(value, "sqlite")) {
		return onus_fail(ONUS_BAD_INPUT, HERE,
				 "ledger.conf, line %zu: wanted store: sqlite, origin: NAME, or "
				 "exercise: yes/no",
				 line);
	}
	return ONUS_OK;
}

static enum onus_err load_conf(struct arena *a, const char *folder, struct ledger_conf *c)
{
	struct slice text;
	struct slice line;
	enum onus_err e = file_read(a, folder, conf_file, &text);

	if (e == ONUS_NO) {
		return onus_fail(ONUS_BAD_INPUT, HERE,
				 "%s holds no ledger; make one with onus init, or name another "
				 "with --ledger",
				 folder);
	}
	GUARD(e);
	for (size_t number = 1; slice_line(&text, &line); number++) {
		struct slice name;

		line = slice_trim(line);
		if (line.n == 0 || line.p[0] == '#') {
			continue;
		}
		ENSURE(slice_cut(&line, ':', &name), ONUS_BAD_INPUT,
		       "ledger.conf, line %zu: no colon", number);
		GUARD(take_setting(c, slice_trim(name), slice_trim(line), number));
	}
	ENSURE(c->origin[0] != '\0', ONUS_BAD_INPUT, "ledger.conf names no origin");
	return ONUS_OK;
}

static enum onus_err missing_key(const char *folder, const char *name)
{
	return onus_fail(ONUS_BAD_INPUT, HERE,
			 "%s/%s can't be read (%s); bring it back from a backup, or see "
			 "docs/keys.md for what "
			 "can be done without it",
			 folder, name, onus_last_error()->text);
}

static enum onus_err load_keys(struct arena *a, const char *folder, enum store_mode mode,
			       struct ledger_conf *c)
{
	struct slice text;
	struct onus_vkey vkey;
	size_t n = 0;

	if (file_read(a, folder, log_vkey_file, &text) != ONUS_OK ||
	    onus_vkey_parse(slice_trim(text), &vkey) != ONUS_OK) {
		return missing_key(folder, log_vkey_file);
	}
	c->log_key.public = vkey;
	if (mode != STORE_READ) {
		if (file_read(a, folder, log_key_file, &text) != ONUS_OK ||
		    onus_skey_parse(slice_trim(text), &c->log_key) != ONUS_OK) {
			return missing_key(folder, log_key_file);
		}
		ENSURE(c->log_key.public.id == vkey.id &&
			       memcmp(c->log_key.public.key, vkey.key, sizeof vkey.key) == 0,
		       ONUS_BAD_INPUT, "%s/log.key and log.vkey don't belong together", folder);
		c->has_log_key = true;
	}
	if (file_read(a, folder, seal_key_file, &text) != ONUS_OK ||
	    onus_base64_parse(slice_trim(text), c->seal_key, sizeof c->seal_key, &n) != ONUS_OK ||
	    n != SEAL_KEY_BYTES) {
		return missing_key(folder, seal_key_file);
	}
	return ONUS_OK;
}

enum onus_err conf_load(const char *folder, enum store_mode mode, struct ledger_conf *out)
{
	SCOPED_ARENA(a);
	struct ledger_conf c = {0};

	GUARD(load_conf(&a, folder, &c));
	GUARD(load_keys(&a, folder, mode, &c));
	*out = c;
	return ONUS_OK;
}
