/* SPDX-License-Identifier: Apache-2.0
 * sniff.c - any bytes are something; the name, given as the first line, is only a hint. */
#include "fuzz/fuzz.h"
#include "practice/intake/sniff.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice rest = slice_of(size > 0 ? data : NULL, size);
	struct slice name = {0};
	struct sniffed what;

	slice_line(&rest, &name);
	what = sniff(rest, name, slice_of(NULL, 0));
	FUZZ_CHECK((what.verdict == SNIFF_READER) == (what.format != NULL));
	FUZZ_CHECK((what.verdict == SNIFF_EMPTY) == (rest.n == 0));
	FUZZ_CHECK(what.media[0] != '\0' && what.words[0] != '\0');
	FUZZ_CHECK(what.verdict != SNIFF_TEXT ||
		   (slice_is_utf8(rest, NULL) && slice_find(rest, '\0') == rest.n));
	return 0;
}
