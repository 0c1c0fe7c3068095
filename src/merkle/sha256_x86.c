/* SPDX-License-Identifier: Apache-2.0
 * sha256_x86.c - SHA-256 with the SHA instructions of x86-64.
 *
 * Source: FIPS 180-4 (the algorithm); Intel SDM volume 2 (SHA256RNDS2, SHA256MSG1, SHA256MSG2). The
 * instructions want the eight words of the state as two vectors, from the highest word down:
 *
 *     abef = a b e f     cdgh = c d g h
 *
 * SHA256RNDS2 waits for its own last result, so one message leaves the unit idle half of the time:
 * tree hashing, which has many equal messages at hand, runs two of them side by side.
 *
 * Every vector function carries the target attribute and is called only once sha256_fast has asked
 * the processor. No table lookups and no branches on data: the time tells nothing of the message.
 */
#include <cpuid.h>
#include <immintrin.h>
#include <sodium.h>

#include "merkle/sha256.h"

#define NI __attribute__((target("sha,sse4.1,ssse3")))
#define NI_INLINE __attribute__((target("sha,sse4.1,ssse3"), always_inline)) static inline

enum {
	BLOCK = 64,
	PADDING_MIN = 9,      /* 0x80 and the length in bits, 8 bytes */
	PAIRED_BLOCKS_MAX = 8 /* longer entries are hashed one at a time */
};

struct state {
	__m128i abef;
	__m128i cdgh;
};

/* The sixteen words of a block, first to last. */
struct words {
	__m128i w[4];
};

_Alignas(16) static const uint32_t round_constants[64] = {
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4,
	0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe,
	0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f,
	0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7,
	0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc,
	0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
	0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116,
	0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
	0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
	0xc67178f2,
};

NI_INLINE struct state state_start(void)
{
	return (struct state){
		_mm_set_epi32(0x6a09e667, (int)0xbb67ae85, 0x510e527f, (int)0x9b05688c),
		_mm_set_epi32(0x3c6ef372, (int)0xa54ff53a, 0x1f83d9ab, 0x5be0cd19),
	};
}

NI_INLINE __m128i load(const void *p)
{
	return _mm_loadu_si128((const __m128i *)p);
}

/* Swaps the bytes of each word: the message is big-endian, the processor is not. */
NI_INLINE __m128i swap(__m128i bytes)
{
	return _mm_shuffle_epi8(bytes,
				_mm_set_epi32(0x0c0d0e0f, 0x08090a0b, 0x04050607, 0x00010203));
}

NI_INLINE struct words words_load(const unsigned char *block)
{
	return (struct words){{swap(load(block)), swap(load(block + 16)), swap(load(block + 32)),
			       swap(load(block + 48))}};
}

NI_INLINE void state_write(const struct state *s, struct onus_hash *out)
{
	__m128i dcba = _mm_unpackhi_epi64(s->cdgh, s->abef);
	__m128i hgfe = _mm_unpacklo_epi64(s->cdgh, s->abef);

	/* dcba holds d c b a with a highest: turned round, and each word big-endian. */
	dcba = _mm_shuffle_epi32(dcba, 0x1b);
	hgfe = _mm_shuffle_epi32(hgfe, 0x1b);
	_mm_storeu_si128((__m128i *)out->bytes, swap(dcba));
	_mm_storeu_si128((__m128i *)(out->bytes + 16), swap(hgfe));
}

/* Four rounds with the words `w`, which are the words round, round + 1 ... of the schedule. */
NI_INLINE void rounds(struct state *s, __m128i w, int round)
{
	__m128i wk = _mm_add_epi32(w, _mm_load_si128((const __m128i *)&round_constants[round]));

	s->cdgh = _mm_sha256rnds2_epu32(s->cdgh, s->abef, wk);
	s->abef = _mm_sha256rnds2_epu32(s->abef, s->cdgh, _mm_shuffle_epi32(wk, 0x0e));
}

/* The next four words of the schedule, in place of the oldest: b, c and d are the twelve between.
 */
NI_INLINE __m128i schedule(__m128i a, __m128i b, __m128i c, __m128i d)
{
	__m128i t = _mm_add_epi32(_mm_sha256msg1_epu32(a, b), _mm_alignr_epi8(d, c, 4));

	return _mm_sha256msg2_epu32(t, d);
}

/* Four rounds from the `round`th on; past the first sixteen, the words for them are made first. `i`
 * is round / 4 % 4, a constant where this is inlined, so that the words stay in registers. */
NI_INLINE void four(struct state *s, struct words *m, int i, int round)
{
	if (round >= 16) {
		m->w[i] =
			schedule(m->w[i], m->w[(i + 1) & 3], m->w[(i + 2) & 3], m->w[(i + 3) & 3]);
	}
	rounds(s, m->w[i], round);
}

NI_INLINE void state_add(struct state *s, struct state start)
{
	s->abef = _mm_add_epi32(s->abef, start.abef);
	s->cdgh = _mm_add_epi32(s->cdgh, start.cdgh);
}

NI_INLINE void compress(struct state *s, struct words m)
{
	struct state start = *s;

	four(s, &m, 0, 0);
	four(s, &m, 1, 4);
	four(s, &m, 2, 8);
	four(s, &m, 3, 12);
	for (int round = 16; round < 64; round += 16) {
		four(s, &m, 0, round);
		four(s, &m, 1, round + 4);
		four(s, &m, 2, round + 8);
		four(s, &m, 3, round + 12);
	}
	state_add(s, start);
}

NI_INLINE void four_pair(struct state s[2], struct words m[2], int i, int round)
{
	four(&s[0], &m[0], i, round);
	four(&s[1], &m[1], i, round);
}

/* The same for two messages at once. */
NI_INLINE void compress_pair(struct state s[2], struct words left, struct words right)
{
	struct state start[2] = {s[0], s[1]};
	struct words m[2] = {left, right};

	four_pair(s, m, 0, 0);
	four_pair(s, m, 1, 4);
	four_pair(s, m, 2, 8);
	four_pair(s, m, 3, 12);
	for (int round = 16; round < 64; round += 16) {
		four_pair(s, m, 0, round);
		four_pair(s, m, 1, round + 4);
		four_pair(s, m, 2, round + 8);
		four_pair(s, m, 3, round + 12);
	}
	state_add(&s[0], start[0]);
	state_add(&s[1], start[1]);
}

/* --- one message of any length, in parts --- */

struct stream {
	struct state state;
	uint64_t bytes;
	unsigned char block[BLOCK]; /* the last bytes % BLOCK bytes, not yet hashed */
};

NI_INLINE void stream_add(struct stream *s, const unsigned char *p, size_t n)
{
	size_t used = s->bytes % BLOCK;

	s->bytes += n;
	if (used + n < BLOCK) {
		memcpy(s->block + used, p, n);
		return;
	}
	if (used > 0) {
		memcpy(s->block + used, p, BLOCK - used);
		compress(&s->state, words_load(s->block));
		p += BLOCK - used;
		n -= BLOCK - used;
	}
	for (; n >= BLOCK; p += BLOCK, n -= BLOCK) {
		compress(&s->state, words_load(p));
	}
	memcpy(s->block, p, n);
}

/* Ends a message of `bytes` bytes: `tail` holds its last `used` bytes and has room for the padding
 * up to the end of the block or of the one behind it. Gives the number of blocks in `tail`. */
static size_t pad(unsigned char *tail, size_t used, uint64_t bytes)
{
	size_t blocks = (used + PADDING_MIN + BLOCK - 1) / BLOCK;
	uint64_t bits = __builtin_bswap64(bytes * 8);

	memset(tail + used, 0, blocks * BLOCK - used);
	tail[used] = 0x80;
	memcpy(tail + blocks * BLOCK - sizeof bits, &bits, sizeof bits);
	return blocks;
}

NI static void message(const struct slice *parts, size_t count, struct onus_hash *out)
{
	struct stream s = {.state = state_start()};
	unsigned char tail[2 * BLOCK];
	size_t blocks;

	for (size_t i = 0; i < count; i++) {
		if (parts[i].n > 0) {
			stream_add(&s, (const unsigned char *)parts[i].p, parts[i].n);
		}
	}
	memcpy(tail, s.block, s.bytes % BLOCK);
	blocks = pad(tail, s.bytes % BLOCK, s.bytes);
	for (size_t i = 0; i < blocks; i++) {
		compress(&s.state, words_load(tail + i * BLOCK));
	}
	state_write(&s.state, out);
	sodium_memzero(&s, sizeof s); /* a salt may have been in there */
	sodium_memzero(tail, sizeof tail);
}

/* --- nodes of a tree: 01 || left || right, two blocks --- */

/* The first block: 01 and the first 63 bytes of the children. */
NI_INLINE struct words node_first(const unsigned char *children)
{
	__m128i first = _mm_or_si128(_mm_slli_si128(load(children), 1), _mm_cvtsi32_si128(1));

	return (struct words){{swap(first), swap(load(children + 15)), swap(load(children + 31)),
			       swap(load(children + 47))}};
}

/* The second: the last byte of the children, 80, zeros, and the length: 65 bytes are 520 bits. */
NI_INLINE struct words node_second(const unsigned char *children)
{
	__m128i last = _mm_cvtsi32_si128((int)((uint32_t)children[63] << 24 | 0x800000));

	return (struct words){
		{last, _mm_setzero_si128(), _mm_setzero_si128(), _mm_set_epi32(520, 0, 0, 0)}};
}

NI static void nodes(const struct onus_hash *children, size_t count, struct onus_hash *out)
{
	const unsigned char *p = children->bytes;
	struct state s[2];
	size_t i;

	for (i = 0; i + 2 <= count; i += 2, p += 2 * BLOCK) {
		s[0] = s[1] = state_start();
		compress_pair(s, node_first(p), node_first(p + BLOCK));
		compress_pair(s, node_second(p), node_second(p + BLOCK));
		state_write(&s[0], &out[i]);
		state_write(&s[1], &out[i + 1]);
	}
	if (i < count) {
		s[0] = state_start();
		compress(&s[0], node_first(p));
		compress(&s[0], node_second(p));
		state_write(&s[0], &out[i]);
	}
}

/* --- leaves: 00 || entry --- */

/* The whole padded message of a leaf; gives its number of blocks. */
static size_t leaf_message(const unsigned char *entry, size_t n, unsigned char *out)
{
	out[0] = 0;
	memcpy(out + 1, entry, n);
	return pad(out, n + 1, n + 1);
}

static void leaf_one(const unsigned char *entry, size_t n, struct onus_hash *out)
{
	struct slice parts[] = {SLICE("\x00"), slice_of(entry, n)};

	message(parts, 2, out);
}

NI static void leaf_two(const unsigned char *entries, size_t n, struct onus_hash *out)
{
	unsigned char left[PAIRED_BLOCKS_MAX * BLOCK];
	unsigned char right[PAIRED_BLOCKS_MAX * BLOCK];
	struct state s[2] = {state_start(), state_start()};
	size_t blocks = leaf_message(entries, n, left);

	leaf_message(entries + n, n, right);
	for (size_t i = 0; i < blocks; i++) {
		compress_pair(s, words_load(left + i * BLOCK), words_load(right + i * BLOCK));
	}
	state_write(&s[0], &out[0]);
	state_write(&s[1], &out[1]);
}

static void leaves(const unsigned char *entries, size_t entry_bytes, size_t count,
		   struct onus_hash *out)
{
	bool paired = entry_bytes + 1 + PADDING_MIN <= PAIRED_BLOCKS_MAX * BLOCK;
	size_t i = 0;

	for (; paired && i + 2 <= count; i += 2) {
		leaf_two(entries + i * entry_bytes, entry_bytes, &out[i]);
	}
	for (; i < count; i++) {
		leaf_one(entries + i * entry_bytes, entry_bytes, &out[i]);
	}
}

static const struct sha256_kernel x86 = {"x86-64 SHA", message, leaves, nodes};

const struct sha256_kernel *sha256_fast(void)
{
	unsigned a;
	unsigned b;
	unsigned c;
	unsigned d;
	bool vectors = __get_cpuid(1, &a, &b, &c, &d) != 0 && (c & bit_SSSE3) && (c & bit_SSE4_1);
	bool sha = __get_cpuid_count(7, 0, &a, &b, &c, &d) != 0 && (b & bit_SHA);

	return vectors && sha ? &x86 : NULL;
}
