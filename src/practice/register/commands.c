/* SPDX-License-Identifier: Apache-2.0
 * commands.c - the rows of this room. */
#include "practice/register/inside.h"

/* What the text engine can find, and "object". */
#define ENTITY_KINDS                                                                               \
	"person group organisation place address vehicle phone email account operation object"
/* Of the text engine. */
#define ROLES "unknown child victim witness suspect professional relative reporter"
#define ABOUT                                                                                      \
	{                                                                                          \
		"about", PARAM_THING, PARAM_MANY, "THING",                                         \
			"what it is about: an id, a name or an alias; may be repeated"             \
	}
#define BECAUSE                                                                                    \
	{                                                                                          \
		"because", PARAM_TEXT, PARAM_REQUIRED, "TEXT", "why"                               \
	}
#define THE_ENTITY                                                                                 \
	{                                                                                          \
		"entity", PARAM_THING, PARAM_REQUIRED | PARAM_POSITIONAL, "ENTITY",                \
			"its id, a name or an alias"                                               \
	}
#define THE_LINK                                                                                   \
	{                                                                                          \
		"link", PARAM_THING, PARAM_REQUIRED | PARAM_POSITIONAL, "LINK",                    \
			"the id of the link"                                                       \
	}

static const struct param enter_params[] = {
	{"name", PARAM_TEXT, PARAM_REQUIRED | PARAM_POSITIONAL, "NAME",
	 "what it is called: a name, a number, a mark, or words that describe it"},
	{"kind", PARAM_CHOICE, PARAM_REQUIRED, "KIND", "what it is", ENTITY_KINDS},
	{"unknown", PARAM_FLAG, 0, NULL, "nobody knows who or which it is"},
	{"alias", PARAM_TEXT, PARAM_MANY, "NAME", "another name; may be repeated"},
	ABOUT,
	{NULL},
};

static const struct param alias_params[] = {
	THE_ENTITY,
	{"name", PARAM_TEXT, PARAM_REQUIRED | PARAM_POSITIONAL, "NAME", "another name of it"},
	ABOUT,
	{NULL},
};

static const struct param show_params[] = {THE_ENTITY, {NULL}};

static const struct param list_params[] = {
	{"kind", PARAM_CHOICE, 0, "KIND", "only of this kind", ENTITY_KINDS},
	{"state", PARAM_CHOICE, 0, "WORD", "which of them (default: all but rejected)",
	 "candidate confirmed rejected"},
	{NULL},
};

static const struct param mentions_params[] = {
	{"report", PARAM_THING, PARAM_REQUIRED | PARAM_POSITIONAL, "REPORT",
	 "the id of the report"},
	{NULL},
};

static const struct param decide_mention_params[] = {
	{"mention", PARAM_THING, PARAM_REQUIRED | PARAM_POSITIONAL, "MENTION",
	 "the id of the mention"},
	{"confirm", PARAM_FLAG, 0, NULL, "it is what it was taken for"},
	{"reject", PARAM_FLAG, 0, NULL, "it is not"},
	{"entity", PARAM_THING, 0, "ENTITY",
	 "whom or what it names (default: what is proposed; else a new entity)"},
	{"role", PARAM_CHOICE, 0, "ROLE", "the role it has in this report", ROLES},
	BECAUSE,
	{NULL},
};

static const struct param review_params[] = {
	{"unsure", PARAM_FLAG, 0, NULL, "those on which somebody was unsure, instead"},
	{NULL},
};

static const struct param propose_params[] = {
	{"a", PARAM_THING, PARAM_REQUIRED | PARAM_POSITIONAL, "A", "an entity"},
	{"b", PARAM_THING, PARAM_REQUIRED | PARAM_POSITIONAL, "B",
	 "another entity; for a part, the group"},
	{"kind", PARAM_CHOICE, PARAM_REQUIRED, "KIND",
	 "same: both are one; part: A is in the group B; associate: they have to do with each "
	 "other",
	 "same part associate"},
	{"because", PARAM_TEXT, PARAM_REQUIRED, "TEXT", "the evidence, in words"},
	ABOUT,
	{NULL},
};

static const struct param decide_link_params[] = {
	THE_LINK,
	{"same", PARAM_FLAG, 0, NULL, "yes: both are one, or belong together as the link says"},
	{"different", PARAM_FLAG, 0, NULL, "no: they are not, or do not"},
	{"unsure", PARAM_FLAG, 0, NULL, "it can't be said yet"},
	BECAUSE,
	{NULL},
};

static const struct param undo_params[] = {THE_LINK, BECAUSE, {NULL}};

static const char enter_detail[] =
	"A phone, vehicle, e-mail address or account is identified by an exact value and entered "
	"once, however it is written; where the value is not known, --unknown takes words instead: "
	"\"silver taxi\".\n\n"
	"Two people may have one name. Where others of its kind are called so, links that ask "
	"whether they are the same are proposed for \"onus link review\". Mentions of the name in "
	"earlier reports are proposed to be this one.";

static const char show_detail[] =
	"Every name with the event that brought it; what was confirmed to be the same, with its "
	"names, links and mentions; groups and members; the mentions, newest report first, with "
	"their roles there and the words around them. What is only proposed is marked so.";

static const char decide_mention_detail[] =
	"Confirming a mention that is tied to nothing enters a new entity under the words of the "
	"report. A role is a role in this report, never of the person. A mention can be decided "
	"again: the later decision counts, and both stay in the ledger.";

static const char review_detail[] =
	"Those that touch a person first; then by what an answer would bring together: the chance "
	"that "
	"it is yes, as the link engine holds it, times the pairs of reports that it would join. At "
	"most "
	"100 at once. What is linked to something that was rejected is left out. Answers train the "
	"engine: the next proposals of that kind weigh what people said.";

static const char decide_link_detail[] =
	"One of --same, --different and --unsure. They answer the question that the link asks: for "
	"a link of the kind \"part\" or \"associate\", --same says that it holds, --different that "
	"it "
	"does not. What would contradict earlier decisions is refused, with their ids; \"onus link "
	"undo\" takes one back.";

const struct command register_commands[] = {
	{"entity enter", "Enter a person, a group, a vehicle, or whatever reports are about",
	 enter_detail, enter_params, MAY_WORK, LEDGER_WRITE, entity_enter, entity_say},
	{"entity alias", "Record another name of an entity", NULL, alias_params, MAY_WORK,
	 LEDGER_WRITE, entity_alias, entity_say},
	{"entity show", "Show all that is known of an entity", show_detail, show_params, MAY_READ,
	 LEDGER_READ, entity_show, entity_say},
	{"entity list", "List entities", NULL, list_params, MAY_READ, LEDGER_READ, entity_list,
	 entity_say},
	{"mention list", "List what a report mentions", NULL, mentions_params, MAY_READ,
	 LEDGER_READ, mention_list, mention_say},
	{"mention decide", "Confirm or reject a mention, with its role", decide_mention_detail,
	 decide_mention_params, MAY_WORK, LEDGER_WRITE, mention_decide, mention_say},
	{"link review", "List proposed links, with their evidence", review_detail, review_params,
	 MAY_READ, LEDGER_READ, link_review, link_say},
	{"link propose", "Propose a link between two entities", NULL, propose_params, MAY_WORK,
	 LEDGER_WRITE, link_propose, link_say},
	{"link decide", "Decide on a link", decide_link_detail, decide_link_params, MAY_WORK,
	 LEDGER_WRITE, link_decide, link_say},
	{"link undo", "Take back the decision on a link", NULL, undo_params, MAY_WORK, LEDGER_WRITE,
	 link_undo, link_say},
	{NULL},
};
