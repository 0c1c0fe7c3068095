/* SPDX-License-Identifier: Apache-2.0
 * blob.c - original bytes: keyed names, a key each, small ones in the database, large ones in
 * files.
 *
 *     stored form:  chunk 0 | tag | chunk 1 | tag | ... | last chunk | tag
 *
 * Each chunk of CHUNK plain bytes (the last one shorter, possibly empty) is sealed by
 * XChaCha20-Poly1305 under HMAC-SHA-256(store secret, blob key); the nonce is the chunk's number
 * and whether it is the last, so that chunks can be neither moved nor cut off. A blob key is never
 * used twice, so counting nonces are safe. Without the store's secret the database alone opens
 * nothing. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "onus/merkle.h"
#include "store/backend.h"

enum {
	CHUNK = 1024 * 1024,
	TAG = crypto_aead_xchacha20poly1305_ietf_ABYTES,
	KEY = 32,
	PATH_ROOM = 4096,
};

static size_t sealed_size(size_t n)
{
	return n + (n / CHUNK + 1) * TAG;
}

static struct slice secret_of(const struct store *s)
{
	return slice_of(s->secret, sizeof s->secret);
}

static void name_of(const struct store *s, struct slice bytes, char *name)
{
	struct onus_hash key = onus_hmac_sha256(secret_of(s), SLICE("onus blob name v1"));
	struct onus_hash h = onus_hmac_sha256(slice_of(key.bytes, sizeof key.bytes), bytes);

	sodium_bin2hex(name, BLOB_NAME_ROOM, h.bytes, sizeof h.bytes);
}

static void nonce_of(unsigned char *nonce, uint64_t number, bool last)
{
	memset(nonce, 0, crypto_aead_xchacha20poly1305_ietf_NPUBBYTES);
	for (int i = 0; i < 8; i++) {
		nonce[i] = (unsigned char)(number >> (8 * i));
	}
	nonce[8] = last ? 1 : 0;
}

static void seal(const struct store *s, struct slice key, struct slice plain, unsigned char *out)
{
	struct onus_hash k = onus_hmac_sha256(secret_of(s), key);
	unsigned char nonce[crypto_aead_xchacha20poly1305_ietf_NPUBBYTES];
	size_t at = 0;

	for (uint64_t number = 0;; number++) {
		size_t left = plain.n - at;
		size_t n = left < CHUNK ? left : CHUNK;

		nonce_of(nonce, number, left < CHUNK);
		crypto_aead_xchacha20poly1305_ietf_encrypt(out, NULL,
							   (const unsigned char *)plain.p + at, n,
							   NULL, 0, NULL, nonce, k.bytes);
		out += n + TAG;
		at += n;
		if (left < CHUNK) {
			break;
		}
	}
	sodium_memzero(&k, sizeof k);
}

/* False where the bytes were changed. `out` has room for sealed.n bytes. */
static bool unseal(const struct store *s, struct slice key, struct slice sealed, unsigned char *out,
		   size_t *length)
{
	struct onus_hash k = onus_hmac_sha256(secret_of(s), key);
	unsigned char nonce[crypto_aead_xchacha20poly1305_ietf_NPUBBYTES];
	size_t total = 0;
	size_t at = 0;
	bool last = false;

	for (uint64_t number = 0; !last; number++) {
		size_t left = sealed.n - at;
		size_t n = left < CHUNK + TAG ? left : CHUNK + TAG;

		last = left < CHUNK + TAG;
		nonce_of(nonce, number, last);
		if (n < TAG ||
		    crypto_aead_xchacha20poly1305_ietf_decrypt(out + total, NULL, NULL,
							       (const unsigned char *)sealed.p + at,
							       n, NULL, 0, nonce, k.bytes) != 0) {
			return false;
		}
		total += n - TAG;
		at += n;
	}
	*length = total;
	return at == sealed.n;
}

/* --- files --- */

static void file_name(char out[BLOB_NAME_ROOM + 16], const char *name)
{
	snprintf(out, BLOB_NAME_ROOM + 16, "blobs/%.2s/%s", name, name);
}

static enum onus_err disk_error(const char *path)
{
	int why = errno;

	return onus_fail(
		why == ENOSPC || why == EDQUOT ? ONUS_AGAIN : ONUS_INTERNAL, HERE, "%s: %s", path,
		why == ENOSPC || why == EDQUOT ? "the disk is full; make room and try again"
					       : strerror(why));
}

static enum onus_err flush_folder(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool flushed = fd >= 0 && fsync(fd) == 0;
	enum onus_err e = flushed ? ONUS_OK : disk_error(path);

	if (fd >= 0) {
		close(fd);
	}
	return e;
}

static enum onus_err make_folder(const char *path, const char *parent)
{
	if (mkdir(path, 0700) == 0) {
		return flush_folder(parent);
	}
	return errno == EEXIST ? ONUS_OK : disk_error(path);
}

static enum onus_err write_all(int fd, const char *path, const unsigned char *data, size_t n)
{
	while (n > 0) {
		ssize_t done = write(fd, data, n);

		if (done < 0 && errno == EINTR) {
			continue;
		}
		if (done <= 0) {
			return disk_error(path);
		}
		data += done;
		n -= (size_t)done;
	}
	return ONUS_OK;
}

/* Writes a file so that it is there whole and durable, or not at all. */
static enum onus_err write_durably(const char *folder, const char *path, const unsigned char *data,
				   size_t n)
{
	char part[PATH_ROOM + 8];
	enum onus_err e;
	int fd;

	snprintf(part, sizeof part, "%s.part", path);
	fd = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0) {
		return disk_error(part);
	}
	e = write_all(fd, part, data, n);
	if (e == ONUS_OK && fsync(fd) != 0) {
		e = disk_error(part);
	}
	if (close(fd) != 0 && e == ONUS_OK) {
		e = disk_error(part);
	}
	if (e == ONUS_OK && rename(part, path) != 0) {
		e = disk_error(path);
	}
	if (e != ONUS_OK) {
		unlink(part);
		return e;
	}
	return flush_folder(folder);
}

static enum onus_err write_file(struct store *s, const char *name, const unsigned char *data,
				size_t n)
{
	char blobs[PATH_ROOM];
	char folder[PATH_ROOM];
	char path[PATH_ROOM];

	if (snprintf(path, sizeof path, "%s/blobs/%.2s/%s", s->folder, name, name) >=
	    (int)sizeof path) {
		return onus_fail(ONUS_BAD_INPUT, HERE, "the path of the ledger is too long");
	}
	snprintf(blobs, sizeof blobs, "%s/blobs", s->folder);
	snprintf(folder, sizeof folder, "%s/blobs/%.2s", s->folder, name);
	GUARD(make_folder(blobs, s->folder));
	GUARD(make_folder(folder, blobs));
	return write_durably(folder, path, data, n);
}

static enum onus_err read_file(struct store *s, struct arena *a, const char *name,
			       struct slice *out)
{
	char relative[BLOB_NAME_ROOM + 16];
	struct stat st;
	char *path;
	char *data;
	FILE *f;
	bool whole;

	file_name(relative, name);
	path = store_path(s, relative);
	f = fopen(path, "rbe");
	free(path);
	ENSURE(f != NULL, ONUS_BAD_INPUT, "the blob file %s is missing", relative);
	if (fstat(fileno(f), &st) != 0 || st.st_size > (off_t)sealed_size(REPORT_BYTES_MAX)) {
		fclose(f);
		return onus_fail(ONUS_BAD_INPUT, HERE, "the blob file %s is not one of ours",
				 relative);
	}
	data = arena_alloc(a, (size_t)st.st_size);
	whole = fread(data, 1, (size_t)st.st_size, f) == (size_t)st.st_size;
	fclose(f);
	ENSURE(whole, ONUS_INTERNAL, "the blob file %s can't be read", relative);
	*out = slice_of(data, (size_t)st.st_size);
	return ONUS_OK;
}

static void forget_files(char **files, size_t *count, bool remove)
{
	for (size_t i = 0; i < *count; i++) {
		if (remove) {
			unlink(files[i]);
		}
		free(files[i]);
	}
	*count = 0;
}

/* Where the flush of a commit failed, nobody knows which it was: the write-ahead log may still give
 * the transaction back when it is opened again, and then its files must be there. */
void store_blobs_settle(struct store *s, bool committed)
{
	forget_files(s->doomed, &s->doomed_count, committed);
	forget_files(s->made, &s->made_count, !committed && !s->broken);
}

static void note_file(const struct store *s, char ***files, size_t *count, const char *name)
{
	char relative[BLOB_NAME_ROOM + 16];

	file_name(relative, name);
	*files = mem_grow(*files, (*count + 1) * sizeof(char *));
	(*files)[(*count)++] = store_path(s, relative);
}

/* A file that this transaction drops is needed until the drop is durable, and removed then. */
static bool is_doomed(const struct store *s, const char *name)
{
	size_t length = strlen(name);

	for (size_t i = 0; i < s->doomed_count; i++) {
		size_t n = strlen(s->doomed[i]);

		if (n > length && strcmp(s->doomed[i] + n - length, name) == 0) {
			return true;
		}
	}
	return false;
}

/* --- the interface --- */

static enum onus_err put_new(struct store *s, struct slice bytes, const char *name)
{
	unsigned char key[KEY];
	size_t n = sealed_size(bytes.n);
	unsigned char *sealed = mem_alloc(n);
	bool in_database = bytes.n <= BLOB_INLINE_MAX || s->folder == NULL;
	enum onus_err e = ONUS_OK;

	randombytes_buf(key, sizeof key);
	seal(s, slice_of(key, sizeof key), bytes, sealed);
	if (!in_database) {
		note_file(s, &s->made, &s->made_count, name);
		e = write_file(s, name, sealed, n);
	}
	if (e == ONUS_OK) {
		e = store_run(
			s,
			"INSERT INTO blob (name, size, refs, key, data) VALUES (?1, ?2, 1, ?3, ?4)",
			v_text(name), v_int((int64_t)bytes.n), v_blob(key, sizeof key),
			in_database ? v_blob(sealed, n) : v_null());
	}
	sodium_memzero(key, sizeof key);
	free(sealed);
	return e;
}

enum onus_err store_blob_put(struct store *s, struct slice bytes, char *name, bool *known)
{
	bool there;

	ENSURE(s->in_transaction, ONUS_INTERNAL, "blobs are stored inside a transaction");
	ENSURE(bytes.n <= REPORT_BYTES_MAX, ONUS_BAD_INPUT,
	       "%zu bytes are more than REPORT_BYTES_MAX (%d)", bytes.n, REPORT_BYTES_MAX);
	name_of(s, bytes, name);
	GUARD(store_run(s, "UPDATE blob SET refs = refs + 1 WHERE name = ?1", v_text(name)));
	there = store_changes(s) > 0;
	if (!there) {
		ENSURE(!is_doomed(s, name), ONUS_INTERNAL,
		       "blob %.12s is dropped by this transaction: commit it first", name);
		GUARD(put_new(s, bytes, name));
	}
	if (known != NULL) {
		*known = there;
	}
	return ONUS_OK;
}

static enum onus_err open_sealed(struct store *s, struct arena *a, const char *name,
				 struct slice key, struct slice sealed, struct slice *out)
{
	unsigned char *plain = arena_alloc(a, sealed.n);
	char check[BLOB_NAME_ROOM];
	size_t n = 0;

	ENSURE(unseal(s, key, sealed, plain, &n), ONUS_BAD_INPUT,
	       "blob %.12s was changed from outside, or seal.key is another ledger's", name);
	name_of(s, slice_of(plain, n), check);
	ENSURE(strcmp(check, name) == 0, ONUS_BAD_INPUT, "blob %.12s is not what its name says",
	       name);
	*out = slice_of(plain, n);
	return ONUS_OK;
}

enum onus_err store_blob_get(struct store *s, struct arena *a, const char *name, struct slice *out)
{
	SCOPED_ROWS(rows);
	struct slice key;
	struct slice sealed = {0};
	struct slice bytes = {0};
	int64_t size;

	GUARD(store_query(s, &rows, "SELECT key, data, size FROM blob WHERE name = ?1",
			  v_text(name)));
	if (!rows_next(&rows)) {
		GUARD(rows_end(&rows));
		return onus_fail(ONUS_NO, HERE, "there is no blob %.12s", name);
	}
	key = arena_slice(a, rows_slice(&rows, 0));
	size = rows_int(&rows, 2);
	if (rows_is_null(&rows, 1)) {
		GUARD(read_file(s, a, name, &sealed));
	} else {
		sealed = arena_slice(a, rows_slice(&rows, 1));
	}
	GUARD(rows_end(&rows));
	GUARD(open_sealed(s, a, name, key, sealed, &bytes));
	ENSURE((int64_t)bytes.n == size, ONUS_BAD_INPUT,
	       "blob %.12s is %zu bytes long, not %" PRId64 " as its row says", name, bytes.n,
	       size);
	*out = bytes;
	return ONUS_OK;
}

enum onus_err store_blob_drop(struct store *s, const char *name)
{
	ENSURE(s->in_transaction, ONUS_INTERNAL, "blobs are dropped inside a transaction");
	GUARD(store_run(s, "UPDATE blob SET refs = refs - 1 WHERE name = ?1", v_text(name)));
	ENSURE(store_changes(s) > 0, ONUS_NO, "there is no blob %.12s", name);
	GUARD(store_run(s, "DELETE FROM blob WHERE name = ?1 AND refs <= 0", v_text(name)));
	if (store_changes(s) > 0 && s->folder != NULL) {
		note_file(s, &s->doomed, &s->doomed_count, name);
	}
	return ONUS_OK;
}
