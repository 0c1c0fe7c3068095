/* SPDX-License-Identifier: GPL-2.0-or-later
 * readers.c - one row a format: who reads it, and what has to be made ready before. */
#include <archive.h>
#include <gmime/gmime.h>
#include <libxml/xmlversion.h>
#include <locale.h>
#include <poppler.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "extract/charset.h"
#include "extract/readers.h"

enum { ENGINE_MAX = 64 };

static char libxml_engine[ENGINE_MAX];
static char gmime_engine[ENGINE_MAX];
static char archive_engine[ENGINE_MAX];
static char poppler_engine[ENGINE_MAX];

static const struct reader readers[] = {
	{.format = "text", .read = plain_read},
	{.format = "csv", .read = csv_read},
	{.format = "jsonl", .read = jsonl_read},
	{.format = "html", .engine = libxml_engine, .foreign = true, .read = html_read},
	{.format = "eml", .engine = gmime_engine, .foreign = true, .read = eml_read},
	{.format = "docx", .engine = archive_engine, .foreign = true, .read = docx_read},
	{.format = "zip", .engine = archive_engine, .foreign = true, .read = zip_read},
	{.format = "pdf", .engine = poppler_engine, .foreign = true, .read = pdf_read},
};

static void name_engines(void)
{
	snprintf(libxml_engine, ENGINE_MAX, "libxml2 %s", LIBXML_DOTTED_VERSION);
	snprintf(gmime_engine, ENGINE_MAX, "gmime %u.%u.%u", gmime_major_version,
		 gmime_minor_version, gmime_micro_version);
	snprintf(archive_engine, ENGINE_MAX, "%s", archive_version_string());
	snprintf(poppler_engine, ENGINE_MAX, "poppler %s", poppler_get_version());
}

static void ignore(const char *domain, GLogLevelFlags level, const char *message, void *user)
{
	(void)domain;
	(void)level;
	(void)message;
	(void)user;
}

void readers_init(void)
{
	setlocale(LC_ALL, "C.UTF-8");
	setenv("TZ", "UTC0",
	       1); /* no file of time zones is asked for, and no reading depends on where */
	tzset();
	name_engines();
	charset_init();
	g_log_set_default_handler(ignore, NULL);
	html_init();
	eml_init();
	pdf_init();
}

const struct reader *reader_find(struct slice format)
{
	for (size_t i = 0; i < sizeof readers / sizeof readers[0]; i++) {
		if (slice_is(format, readers[i].format)) {
			return &readers[i];
		}
	}
	return NULL;
}

const char *reader_engine(const struct reader *r)
{
	static char words[2 * ENGINE_MAX];

	snprintf(words, sizeof words, "onus-extract " ONUS_VERSION "%s%s", r->engine ? ", " : "",
		 r->engine ? r->engine : "");
	return words;
}

const char *readers_engines(void)
{
	static char words[5 * ENGINE_MAX];

	snprintf(words, sizeof words, "%s, %s, %s, %s", poppler_engine, libxml_engine, gmime_engine,
		 archive_engine);
	return words;
}
