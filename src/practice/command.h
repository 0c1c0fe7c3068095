/* SPDX-License-Identifier: Apache-2.0
 * command.h - a command is declared once; the faces are made from the table.
 *
 * A room exports rows. A handler takes parameters, an input and a sink, never argv or stdout, so
 * that the same row serves the command line, the API and the form on a page. */
#ifndef ONUS_PRACTICE_COMMAND_H
#define ONUS_PRACTICE_COMMAND_H

#include "ledger/ledger.h"
#include "policy/policy.h"

enum param_type {
	PARAM_TEXT,
	PARAM_FLAG,
	PARAM_INT,
	PARAM_WHEN,   /* a date or interval: when_parse */
	PARAM_THING,  /* an id, or a name that the register resolves */
	PARAM_MEMBER, /* a member's id or name */
	PARAM_FILE,   /* a path; "-" is standard input */
	PARAM_CHOICE, /* one of `choices` */
};

enum { PARAM_REQUIRED = 1, PARAM_MANY = 2, PARAM_POSITIONAL = 4 };

struct param {
	const char *name; /* "because": --because on the command line, "because" in JSON */
	enum param_type type;
	unsigned flags;
	const char *value;   /* what stands for it in help: "TEXT" */
	const char *help;    /* one line, no full stop */
	const char *choices; /* PARAM_CHOICE: "text json svg" */
};

enum permission {
	MAY_ANYONE, /* no ledger, or nothing in it that could harm */
	MAY_READ,   /* content: is entered in the access log */
	MAY_REPORT,
	MAY_WORK, /* owners, officers, analysts: needs a post held today */
	MAY_LEAD, /* members, posts, policy */
	MAY_KEEP, /* records: holds, disposal */
};

enum ledger_use {
	LEDGER_NONE,
	LEDGER_READ,
	LEDGER_EXAMINE, /* reads a ledger that may be damaged, to say what is wrong with it */
	LEDGER_WRITE,
};

struct call;

struct command {
	const char *name;           /* "matter open" */
	const char *summary;        /* one line, no full stop */
	const char *detail;         /* paragraphs for the man page; may be NULL */
	const struct param *params; /* ended by a row without a name */
	enum permission permission;
	enum ledger_use use;
	enum onus_err (*run)(struct call *c);
	/* Puts an emitted record into words; NULL: name and value, a line each. */
	void (*say)(struct buf *out, const struct json *record);
	/* LEDGER_WRITE: the handler begins and commits batches of its own, because one transaction
	 * over all of its work would be too long. */
	bool own_transactions;
};

/* Where a handler's results go. */
struct sink {
	void *ctx;
	enum onus_err (*record)(void *ctx, const struct command *cmd, const struct json *record);
	enum onus_err (*bytes)(void *ctx, const char *media_type, struct slice bytes);
	void (*note)(void *ctx, const char *text); /* talk, not data */
};

/* The face sets `param` (a row of the command) and `text` (NULL for a flag); command_run checks the
 * text and fills in what it means. */
struct argument {
	const struct param *param;
	const char *text;
	struct when when; /* PARAM_WHEN */
	int64_t integer;  /* PARAM_INT */
};

struct held_result;

struct call {
	struct arena *arena;
	const struct command *command;
	struct argument *arguments;
	size_t argument_count;
	struct ledger *ledger; /* NULL for LEDGER_NONE */
	struct store *store;   /* the ledger's */
	struct policy *policy; /* the one in force now */
	const char *member;    /* id of the member who acts; NULL where nobody has to */
	const char
		*writer; /* id of the member who enters it: the same unless --writer says other */
	int64_t now;     /* never before the last event: command_run and call_record see to that */
	struct sink *sink;
	bool progress;      /* a person watches: long work may show how far it is */
	int input;          /* descriptor of the standard input of the caller */
	const char *folder; /* of the ledger, also where there is none yet */
	/* LEDGER_NONE: who acts, as the face was told (NULL: nobody said), for a handler that opens
	 * the ledger itself. */
	const char *as;
	struct held_result *held; /* private: results that wait for the commit */
	bool holding;             /* private */
};

/* --- arguments --- */
const char *call_text(const struct call *c, const char *name); /* NULL where not given */
bool call_flag(const struct call *c, const char *name);
int64_t call_int(const struct call *c, const char *name, int64_t otherwise);
/* The time given, or `otherwise`. */
struct when call_when(const struct call *c, const char *name, struct when otherwise);
bool call_has(const struct call *c, const char *name);
/* The i-th value of a parameter with PARAM_MANY; NULL behind the last. */
const char *call_nth(const struct call *c, const char *name, size_t i);
size_t call_count(const struct call *c, const char *name);
/* The values one after another, for a parameter that may be given a hundred thousand times; NULL at
 * the end. `at` is 0 at the beginning, and kept between the calls. */
const char *call_each(const struct call *c, const char *name, size_t *at);

/* --- results ---
 * What a LEDGER_WRITE command emits reaches the sink once its transaction is durable, and not at
 * all where it fails: nobody is shown an id that does not exist. A handler with own_transactions
 * emits after each commit of its own. */
ONUS_CHECK enum onus_err call_emit(struct call *c, const struct json *record);
ONUS_CHECK enum onus_err call_emit_bytes(struct call *c, const char *media_type,
					 struct slice bytes);
void call_note(struct call *c, const char *fmt, ...) ONUS_PRINTF(2, 3);

/* --- recording ---
 * Appends an event in the name of the caller. One call is one transaction: command_run begins it
 * before the handler of a LEDGER_WRITE command and commits it after; a handler that fails leaves
 * nothing. `id` may be NULL. */
ONUS_CHECK enum onus_err call_record(struct call *c, const char *kind, struct when occurred,
				     struct json *body, char *id);
ONUS_CHECK enum onus_err call_record_draft(struct call *c, const struct draft *d, char *id,
					   int64_t *seq);

/* Checks arguments against the row (ONUS_USAGE) and permission (ONUS_REFUSED), enters a read of
 * content in the access log (refused where that can't be done), runs the handler, commits. The face
 * fills in the call before: ledger, store, sink, now, arguments, `member` and `writer` as ids,
 * `policy` from people_policy(store, arena, now), and signs the checkpoint after. Where `writer` is
 * NULL it becomes the member. A MAY_ANYONE row gets by without member and policy: it may have to
 * look at, or mend, a ledger in which they can't be found. */
ONUS_CHECK enum onus_err command_run(struct call *c);

/* The rows of a room, ended by a row without a name. */
struct command_list {
	const struct command *rows;
};

#endif
