/* SPDX-License-Identifier: Apache-2.0
 * sniff.c - what a file is, by its bytes.
 *
 * The signatures are those of https://www.garykessler.net/library/file_sigs.html, of ISO/IEC
 * 14496-12 (ftyp), and of the formats' own specifications. */
#include "practice/intake/sniff.h"

enum { LOOK = 4096, PDF_LOOK = 1024, TS_PACKET = 188, SHORT_SIGNATURE = 5 };

/* --- by the first bytes --- */

struct magic {
	size_t at;
	struct slice bytes;
	struct sniffed what;
};

#define PICTURE(kind, said)                                                                        \
	{                                                                                          \
		SNIFF_QUARANTINE, NULL, "image/" kind, said                                        \
	}
#define VIDEO(kind, said)                                                                          \
	{                                                                                          \
		SNIFF_QUARANTINE, NULL, "video/" kind, said                                        \
	}
#define UNREAD(type, said)                                                                         \
	{                                                                                          \
		SNIFF_UNREAD, NULL, type, said                                                     \
	}
#define READER(name, type, said)                                                                   \
	{                                                                                          \
		SNIFF_READER, name, type, said                                                     \
	}

static const struct magic magics[] = {
	{0, {"\xff\xd8\xff", 3}, PICTURE("jpeg", "a JPEG picture")},
	{0, {"\x89PNG", 4}, PICTURE("png", "a PNG picture")},
	{0, {"GIF8", 4}, PICTURE("gif", "a GIF picture")},
	{8, {"WEBP", 4}, PICTURE("webp", "a WebP picture")},
	{0, {"II*\0", 4}, PICTURE("tiff", "a TIFF or raw camera picture")},
	{0, {"MM\0*", 4}, PICTURE("tiff", "a TIFF or raw camera picture")},
	{0, {"II+\0", 4}, PICTURE("tiff", "a TIFF picture")},
	{0, {"MM\0+", 4}, PICTURE("tiff", "a TIFF picture")},
	{0, {"8BPS", 4}, PICTURE("vnd.adobe.photoshop", "a Photoshop picture")},
	{0, {"\0\0\1\0", 4}, PICTURE("vnd.microsoft.icon", "an icon")},
	{0, {"\0\0\0\x0cjP  ", 8}, PICTURE("jp2", "a JPEG 2000 picture")},
	{0, {"\xff\x4f\xff\x51", 4}, PICTURE("jp2", "a JPEG 2000 picture")},
	{0, {"\0\0\0\x0cJXL ", 8}, PICTURE("jxl", "a JPEG XL picture")},
	{0, {"\xff\x0a", 2}, PICTURE("jxl", "a JPEG XL picture")},
	{0, {"FLV\1", 4}, VIDEO("x-flv", "a Flash video")},
	{0, {"\x30\x26\xb2\x75\x8e\x66\xcf\x11", 8}, VIDEO("x-ms-asf", "a Windows Media file")},
	{0, {"\x1a\x45\xdf\xa3", 4}, VIDEO("x-matroska", "a Matroska or WebM video")},
	{0, {"\0\0\1\xba", 4}, VIDEO("mpeg", "an MPEG video")},
	{0, {"\0\0\1\xb3", 4}, VIDEO("mpeg", "an MPEG video")},
	{0, {".RMF", 4}, VIDEO("vnd.rn-realvideo", "a RealMedia file")},
	{8, {"AVI ", 4}, VIDEO("x-msvideo", "an AVI video")},
	{0, {"FWS", 3}, VIDEO("x-flash", "a Flash film")},
	{0, {"CWS", 3}, VIDEO("x-flash", "a Flash film")},

	{0, {"%PDF-", 5}, READER("pdf", "application/pdf", "a PDF")},

	{0,
	 {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8},
	 UNREAD("application/x-ole-storage",
		"an old Word, Excel or Outlook file, or a locked new one")},
	{0, {"{\\rtf", 5}, UNREAD("application/rtf", "an RTF document")},
	{0, {"Rar!", 4}, UNREAD("application/vnd.rar", "a RAR archive")},
	{0, {"7z\xbc\xaf\x27\x1c", 6}, UNREAD("application/x-7z-compressed", "a 7z archive")},
	{0, {"\x1f\x8b", 2}, UNREAD("application/gzip", "a gzip archive")},
	{0, {"BZh", 3}, UNREAD("application/x-bzip2", "a bzip2 archive")},
	{0,
	 {"\xfd"
	  "7zXZ",
	  5},
	 UNREAD("application/x-xz", "an xz archive")},
	{0, {"!BDN", 4}, UNREAD("application/vnd.ms-outlook-pst", "an Outlook mail store")},
	{0, {"ID3", 3}, UNREAD("audio/mpeg", "a sound recording")},
	{8, {"WAVE", 4}, UNREAD("audio/wav", "a sound recording")},
	{0, {"fLaC", 4}, UNREAD("audio/flac", "a sound recording")},
	{0, {"#!AMR", 5}, UNREAD("audio/amr", "a voice recording")},
	{0, {"SQLite format 3\0", 16}, UNREAD("application/vnd.sqlite3", "an SQLite database")},
	{0,
	 {"\x7f"
	  "ELF",
	  4},
	 UNREAD("application/x-executable", "a program")},
	{0,
	 {"MZ", 2},
	 UNREAD("application/vnd.microsoft.portable-executable", "a Windows program")},
};

/* "CWS" begins a Flash film, and a note from Child Welfare Services. A signature made of few
 * letters counts only where the rest is no text. */
static bool could_be_words(struct slice signature)
{
	for (size_t i = 0; i < signature.n; i++) {
		if (signature.p[i] < ' ' || signature.p[i] > '~') {
			return false;
		}
	}
	return signature.n < SHORT_SIGNATURE;
}

static bool find_magic(struct slice bytes, bool plain, struct sniffed *out)
{
	for (size_t i = 0; i < sizeof magics / sizeof magics[0]; i++) {
		if (slice_starts(slice_from(bytes, magics[i].at), magics[i].bytes) &&
		    !(plain && could_be_words(magics[i].bytes))) {
			*out = magics[i].what;
			return true;
		}
	}
	return false;
}

/* --- bitmaps, films: signatures too short to stand alone --- */

static uint32_t number_at(struct slice s, size_t at)
{
	const unsigned char *p = (const unsigned char *)s.p + at;

	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

/* "BM" also begins words: the size of its second header is one of a few. */
static bool is_bitmap(struct slice s)
{
	static const uint32_t headers[] = {12, 16, 40, 52, 56, 64, 108, 124};

	for (size_t i = 0; slice_starts(s, SLICE("BM")) && s.n >= 18 && i < 8; i++) {
		if (number_at(s, 14) == headers[i]) {
			return true;
		}
	}
	return false;
}

static bool is_transport_stream(struct slice s)
{
	return s.n > 2 * TS_PACKET && s.p[0] == 'G' && s.p[TS_PACKET] == 'G' &&
	       s.p[2 * TS_PACKET] == 'G' && !slice_is_utf8(slice_of(s.p, TS_PACKET), NULL);
}

/* ISO base media: the type of the first box stands at 4, the brand behind it. Sound alone has
 * brands of its own; what is no known brand of pictures or sound is taken for a video. */
static bool find_iso_media(struct slice s, struct sniffed *out)
{
	static const char *const boxes[] = {"ftyp", "moov", "mdat", "wide", "pnot", "skip", "free"};
	static const char *const pictures[] = {"heic", "heix", "heim", "heis", "hevc", "hevx",
					       "mif1", "msf1", "avif", "avis", "crx "};
	static const char *const sounds[] = {"M4A ", "M4B ", "M4P "};
	struct slice box = slice_of(slice_from(s, 4).p, 4);
	struct slice brand = slice_of(slice_from(s, 8).p, 4);
	bool found = false;

	for (size_t i = 0; s.n >= 12 && i < sizeof boxes / sizeof boxes[0]; i++) {
		found = found || slice_is(box, boxes[i]);
	}
	/* The first box of such a file is short, but for the one with the film in it; words are
	 * not. */
	if (!found || (!slice_is(box, "mdat") && s.p[0] != '\0')) {
		return false;
	}
	*out = (struct sniffed)VIDEO("mp4", "an MP4, QuickTime or 3GP video");
	for (size_t i = 0; i < sizeof pictures / sizeof pictures[0]; i++) {
		if (slice_is(brand, pictures[i])) {
			*out = (struct sniffed)PICTURE("heif", "an HEIF or AVIF picture");
		}
	}
	for (size_t i = 0; i < sizeof sounds / sizeof sounds[0]; i++) {
		if (slice_is(brand, sounds[i])) {
			*out = (struct sniffed)UNREAD("audio/mp4", "a sound recording");
		}
	}
	return true;
}

static bool find_ogg(struct slice s, struct sniffed *out)
{
	struct slice look = slice_of(s.p, s.n < LOOK ? s.n : LOOK);

	if (!slice_starts(s, SLICE("OggS"))) {
		return false;
	}
	*out = slice_search(look, SLICE("theora")) < look.n
		       ? (struct sniffed)VIDEO("ogg", "an Ogg video")
		       : (struct sniffed)UNREAD("audio/ogg", "a sound recording");
	return true;
}

/* --- zips --- */

enum { ZIP_END = 22, ZIP_ENTRY = 46, ZIP_LOCAL = 30, ZIP_COMMENT_MAX = 65535, ZIP_NAMES_MAX = 64 };

#define WORD                                                                                       \
	READER("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document",  \
	       "a Word document")

/* What a zip is, by the beginning of the name of a file in it. */
static const struct {
	struct slice begin;
	struct sniffed what;
} zip_kinds[] = {
	{{"word/document", 13}, WORD},
	{{"xl/", 3},
	 UNREAD("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
		"an Excel workbook: save it as CSV to have it read")},
	{{"ppt/", 4},
	 UNREAD("application/vnd.openxmlformats-officedocument.presentationml.presentation",
		"a PowerPoint file")},
	{{"META-INF/MANIFEST.MF", 20}, UNREAD("application/java-archive", "a program")},
};

static bool find_zip_kind(struct slice name, struct sniffed *out)
{
	for (size_t i = 0; i < sizeof zip_kinds / sizeof zip_kinds[0]; i++) {
		if (slice_starts(name, zip_kinds[i].begin)) {
			*out = zip_kinds[i].what;
			return true;
		}
	}
	return false;
}

/* The directory at the end of a zip (APPNOTE.TXT, 4.3); empty where it is cut off. */
static struct slice zip_directory(struct slice s)
{
	for (size_t back = ZIP_END; back <= s.n && back <= ZIP_END + ZIP_COMMENT_MAX; back++) {
		struct slice end = slice_from(s, s.n - back);

		if (slice_starts(end, SLICE("PK\5\6"))) {
			return slice_from(s, number_at(end, 16));
		}
	}
	return slice_of(NULL, 0);
}

static bool find_by_directory(struct slice at, struct sniffed *out)
{
	for (int i = 0; i < ZIP_NAMES_MAX && at.n >= ZIP_ENTRY && slice_starts(at, SLICE("PK\1\2"));
	     i++) {
		size_t name_n = number_at(at, 28) & 0xffff;
		size_t extra_n = number_at(at, 30) & 0xffff;
		size_t comment_n = number_at(at, 32) & 0xffff;
		struct slice name = slice_from(at, ZIP_ENTRY);

		name.n = name.n < name_n ? name.n : name_n;
		if (find_zip_kind(name, out)) {
			return true;
		}
		at = slice_from(at, ZIP_ENTRY + name_n + extra_n + comment_n);
	}
	return false;
}

/* A zip that was cut off is called by its name: "damaged Word document" helps more than "archive".
 */
static bool find_zip(struct slice s, struct slice name, struct sniffed *out)
{
	struct slice first = slice_from(s, ZIP_LOCAL);

	if (!slice_starts(s, SLICE("PK\3\4")) && !slice_starts(s, SLICE("PK\5\6"))) {
		return false;
	}
	if (slice_starts(first, SLICE("mimetypeapplication/vnd.oasis.opendocument"))) {
		*out = (struct sniffed)UNREAD("application/vnd.oasis.opendocument",
					      "an OpenDocument file");
	} else if (slice_starts(first, SLICE("mimetypeapplication/epub"))) {
		*out = (struct sniffed)UNREAD("application/epub+zip", "an electronic book");
	} else if (!find_by_directory(zip_directory(s), out)) {
		bool word =
			name.n > 5 && slice_eq_nocase(slice_from(name, name.n - 5), SLICE(".docx"));

		*out = word ? (struct sniffed)WORD
			    : (struct sniffed)READER("zip", "application/zip", "a zip archive");
	}
	return true;
}

/* --- text --- */

enum { EXTENSION_MAX = 8 };

#define PLAIN(type, said)                                                                          \
	{                                                                                          \
		SNIFF_TEXT, NULL, type, said                                                       \
	}

/* Endings and media types that say how text is to be read, and which files are pictures although
 * their bytes don't look like it. */
static const struct hint {
	const char *endings;
	const char *media; /* beginning of the media type */
	struct sniffed what;
} hints[] = {
	{" csv tsv tab ", "text/csv", READER("csv", "text/csv", "a table (CSV)")},
	{" ", "text/tab-separated", READER("csv", "text/csv", "a table (CSV)")},
	{" jsonl ndjson ", "application/jsonl", READER("jsonl", "application/jsonl", "JSON lines")},
	{" ", "application/x-ndjson", READER("jsonl", "application/jsonl", "JSON lines")},
	{" eml ", "message/rfc822", READER("eml", "message/rfc822", "an e-mail")},
	{" html htm xhtml ", "text/html", READER("html", "text/html", "a web page")},
	{" mbox mbx ", "application/mbox", UNREAD("application/mbox", "a mail folder")},
	{" md markdown ", "text/markdown", PLAIN("text/markdown", "text (Markdown)")},
	{" txt text log asc ", "text/plain", PLAIN("text/plain", "text")},
	{" jpg jpeg jpe png gif webp heic heif avif tif tiff bmp svg jp2 jxl psd ico dng cr2 cr3 "
	 "nef arw "
	 "raf rw2 orf ",
	 "image/", PICTURE("x-unknown", "something that calls itself a picture")},
	{" mp4 m4v mov 3gp 3g2 avi mkv webm mpg mpeg mts m2ts ts vob flv wmv asf ogv rm rmvb ",
	 "video/", VIDEO("x-unknown", "something that calls itself a video")},
	{" mp3 wav m4a aac ogg opus amr flac ", "audio/",
	 UNREAD("audio/x-unknown", "something that calls itself a sound recording")},
};

/* " ending " in small letters; false where the name has none, or one that is too long for us. */
static bool ending_of(struct slice name, char out[EXTENSION_MAX + 3])
{
	size_t n = 0;

	while (n < name.n && n <= EXTENSION_MAX && name.p[name.n - 1 - n] != '.') {
		n++;
	}
	if (n == 0 || n >= name.n || n > EXTENSION_MAX) {
		return false;
	}
	out[0] = ' ';
	for (size_t i = 0; i < n; i++) {
		char c = name.p[name.n - n + i];

		out[i + 1] = c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
	}
	memcpy(out + n + 1, " ", 2);
	return true;
}

static const struct sniffed *find_hint(struct slice name, struct slice media)
{
	char ending[EXTENSION_MAX + 3];
	bool has_ending = ending_of(name, ending);

	for (size_t i = 0; i < sizeof hints / sizeof hints[0]; i++) {
		if (has_ending && strstr(hints[i].endings, ending) != NULL) {
			return &hints[i].what;
		}
	}
	for (size_t i = 0; i < sizeof hints / sizeof hints[0]; i++) {
		struct slice wanted = slice_str(hints[i].media);

		if (media.n >= wanted.n && slice_eq_nocase(slice_of(media.p, wanted.n), wanted)) {
			return &hints[i].what;
		}
	}
	return NULL;
}

/* The words that begin a page, behind a byte order mark, spaces and comments of one line. */
static bool begins_with_tag(struct slice s, const char *tag)
{
	struct slice wanted = slice_str(tag);

	return s.n > wanted.n && slice_eq_nocase(slice_of(s.p, wanted.n), wanted);
}

static bool find_markup(struct slice s, struct sniffed *out)
{
	s = slice_from(s, slice_starts(s, SLICE("\xef\xbb\xbf")) ? 3 : 0);
	s = slice_trim(slice_of(s.p, s.n < LOOK ? s.n : LOOK));
	if (begins_with_tag(s, "<?xml")) {
		s = slice_trim(slice_from(s, slice_search(s, SLICE("?>")) + 2));
	}
	if (begins_with_tag(s, "<!doctype html") || begins_with_tag(s, "<html")) {
		*out = (struct sniffed)READER("html", "text/html", "a web page");
		return true;
	}
	if (begins_with_tag(s, "<svg") || begins_with_tag(s, "<!doctype svg")) {
		*out = (struct sniffed)PICTURE("svg+xml", "an SVG picture");
		return true;
	}
	return false;
}

/* A file without a telling name is an e-mail where its first lines are headers, two of them of the
 * kind that only mail has. A note that begins "From: the school" is a note. */
static bool looks_like_mail(struct slice s)
{
	static const struct slice telling[] = {
		{"Return-Path:", 12}, {"Received:", 9},      {"MIME-Version:", 13},
		{"Message-ID:", 11},  {"From:", 5},          {"Subject:", 8},
		{"Date:", 5},         {"Delivered-To:", 13},
	};
	unsigned found = 0;
	struct slice line;

	s = slice_of(s.p, s.n < LOOK ? s.n : LOOK);
	while (slice_line(&s, &line) && line.n > 0) {
		size_t colon = slice_find(line, ':');

		if (line.p[0] == ' ' || line.p[0] == '\t') {
			continue;
		}
		if (colon == line.n || slice_find(slice_of(line.p, colon), ' ') < colon) {
			return false;
		}
		for (size_t i = 0; i < sizeof telling / sizeof telling[0]; i++) {
			found |= (unsigned)slice_eq_nocase(slice_of(line.p, colon + 1), telling[i])
				 << i;
		}
	}
	return __builtin_popcount(found) >= 4 && (found & 0xfu) != 0;
}

/* Text in some encoding may hold a few bytes that are none; UTF-16 holds many NULs, in one place of
 * each pair. Anything else with bytes that no text has is something else. */
static bool is_texty(struct slice s)
{
	size_t n = s.n < LOOK ? s.n : LOOK;
	size_t odd[2] = {0, 0};
	size_t controls = 0;

	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		odd[i % 2] += c == '\0';
		controls += c != '\0' && c < ' ' && (c < '\b' || c > '\r') && c != 0x1b;
	}
	if (controls > n / 50) {
		return false;
	}
	return odd[0] + odd[1] <= n / 50 || (odd[0] > n / 4) != (odd[1] > n / 4) ||
	       slice_starts(s, slice_of("\xff\xfe\0\0", 4)) ||
	       slice_starts(s, slice_of("\0\0\xfe\xff", 4));
}

static struct sniffed sniff_text(struct slice s, bool plain, const struct sniffed *hint)
{
	const struct sniffed text = PLAIN("text/plain", "text");
	const struct sniffed encoded = READER("text", "text/plain", "text in an old encoding");
	struct sniffed what;

	if (hint == NULL && looks_like_mail(s)) {
		return (struct sniffed)READER("eml", "message/rfc822", "an e-mail");
	}
	if ((hint == NULL || hint->verdict == SNIFF_TEXT) && find_markup(s, &what)) {
		return what;
	}
	if (hint != NULL && hint->verdict != SNIFF_TEXT) {
		return *hint;
	}
	if (!plain) {
		return encoded;
	}
	return hint != NULL ? *hint : text;
}

/* Pictures, films, archives and programs, by what they begin with. */
static bool find_binary(struct slice s, bool plain, struct slice name, struct sniffed *out)
{
	if (find_magic(s, plain, out)) {
		return true;
	}
	if (plain) {
		return false;
	}
	if (is_bitmap(s)) {
		*out = (struct sniffed)PICTURE("bmp", "a bitmap picture");
		return true;
	}
	if (is_transport_stream(s)) {
		*out = (struct sniffed)VIDEO("mp2t", "an MPEG video");
		return true;
	}
	return find_iso_media(s, out) || find_ogg(s, out) || find_zip(s, name, out);
}

/* Bytes that are neither text nor begin like anything known. A PDF may have up to 1,024 bytes of
 * something else in front (ISO 32000-1, annex H.3.4.1). */
static struct sniffed sniff_rest(struct slice s, const struct sniffed *hint)
{
	struct slice look = slice_of(s.p, s.n < PDF_LOOK ? s.n : PDF_LOOK);

	if (hint != NULL && hint->verdict == SNIFF_QUARANTINE) {
		return *hint;
	}
	if (slice_search(look, SLICE("%PDF-")) < look.n) {
		return (struct sniffed)READER("pdf", "application/pdf", "a PDF");
	}
	return (struct sniffed)UNREAD("application/octet-stream", "a file of unknown kind");
}

struct sniffed sniff(struct slice bytes, struct slice name, struct slice media)
{
	const struct sniffed *hint = find_hint(name, media);
	bool plain = slice_is_utf8(bytes, NULL) && slice_find(bytes, '\0') == bytes.n;
	struct sniffed what;

	if (bytes.p == NULL || bytes.n == 0) {
		return (struct sniffed){SNIFF_EMPTY, NULL, "application/octet-stream",
					"an empty file"};
	}
	if (find_binary(bytes, plain, name, &what)) {
		return what;
	}
	return is_texty(bytes) ? sniff_text(bytes, plain, hint) : sniff_rest(bytes, hint);
}

const char *sniff_verdict_name(enum sniff_verdict v)
{
	static const char *const names[] = {
		[SNIFF_EMPTY] = "empty",   [SNIFF_TEXT] = "text",
		[SNIFF_READER] = "reader", [SNIFF_QUARANTINE] = "quarantine",
		[SNIFF_UNREAD] = "unread",
	};

	return names[v];
}
