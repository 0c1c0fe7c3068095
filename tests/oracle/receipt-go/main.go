// SPDX-License-Identifier: Apache-2.0

// Command receipt-go checks what Onus writes with code that others wrote: the note and tlog packages
// of golang.org/x/mod, behind Go's checksum database.
//
//	receipt-go VKEYFILE RECEIPT.tlog-proof    one receipt, with its entry in the extra line
//	receipt-go --tiles VKEYFILE FOLDER        a published log, whole (C2SP tlog-tiles)
//
// It prints "valid INDEX SIZE", or "valid SIZE" for a log, and ends with 0; or the reason, and 1.
package main

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const (
	header    = "c2sp.org/tlog-proof@v1"
	entrySize = 33
	height    = 8
	width     = 1 << height
	batch     = 4096
)

func main() {
	var verdict string
	var err error

	switch args := os.Args[1:]; {
	case len(args) == 3 && args[0] == "--tiles":
		verdict, err = checkLog(args[1], args[2])
	case len(args) == 2:
		verdict, err = checkReceipt(args[0], args[1])
	default:
		fmt.Fprintln(os.Stderr, "usage: receipt-go [--tiles] VKEYFILE RECEIPT-OR-FOLDER")
		os.Exit(2)
	}
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println(verdict)
}

// openCheckpoint opens the note and reads its three lines: tlog.ParseTree takes only the checksum
// database's own.
func openCheckpoint(vkeyFile string, text []byte) (tlog.Tree, error) {
	vkey, err := os.ReadFile(vkeyFile)
	if err != nil {
		return tlog.Tree{}, err
	}
	verifier, err := note.NewVerifier(strings.TrimSpace(string(vkey)))
	if err != nil {
		return tlog.Tree{}, err
	}
	opened, err := note.Open(text, note.VerifierList(verifier))
	if err != nil {
		return tlog.Tree{}, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) < 4 || lines[0] != verifier.Name() {
		return tlog.Tree{}, errors.New("the checkpoint is of another log, or has not three lines")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 || strconv.FormatInt(size, 10) != lines[1] {
		return tlog.Tree{}, fmt.Errorf("size of the tree: %q", lines[1])
	}
	root, err := tlog.ParseHash(lines[2])
	return tlog.Tree{N: size, Hash: root}, err
}

func checkReceipt(vkeyFile, file string) (string, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	head, checkpoint, found := strings.Cut(string(data), "\n\n")
	lines := strings.Split(head, "\n")
	if !found || len(lines) < 3 || lines[0] != header {
		return "", errors.New("not a receipt with an extra line, an index and a checkpoint")
	}
	extra, hasExtra := trim(lines[1], "extra ")
	number, hasIndex := trim(lines[2], "index ")
	if !hasExtra || !hasIndex {
		return "", errors.New("the receipt has no extra line or no index")
	}
	entry, err := base64.StdEncoding.Strict().DecodeString(extra)
	if err != nil || len(entry) != entrySize {
		return "", fmt.Errorf("the extra line does not hold an entry of %d bytes", entrySize)
	}
	index, err := strconv.ParseInt(number, 10, 64)
	if err != nil || strconv.FormatInt(index, 10) != number {
		return "", fmt.Errorf("the index: %q", number)
	}
	var proof tlog.RecordProof
	for _, line := range lines[3:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return "", err
		}
		proof = append(proof, hash)
	}
	tree, err := openCheckpoint(vkeyFile, []byte(checkpoint))
	if err != nil {
		return "", err
	}
	if index < 0 || index >= tree.N {
		return "", fmt.Errorf("index %d in a tree of %d", index, tree.N)
	}
	err = tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(entry))
	return fmt.Sprintf("valid %d %d", index, tree.N), err
}

func trim(line, prefix string) (string, bool) {
	return strings.TrimPrefix(line, prefix), strings.HasPrefix(line, prefix)
}

// folder is a published log.
type folder string

func (f folder) Height() int                         { return height }
func (f folder) SaveTiles(_ []tlog.Tile, _ [][]byte) {}

func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, t := range tiles {
		data, err := f.read(strings.Replace(t.Path(), "tile/8/", "tile/", 1), t.W*tlog.HashSize)
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}

// read gives a tile of `size` bytes. A partial tile may be gone once there is the full one, of which
// it is the beginning.
func (f folder) read(path string, size int) ([]byte, error) {
	data, err := os.ReadFile(filepath.Join(string(f), path))
	if err == nil && len(data) != size {
		return nil, fmt.Errorf("%s has %d bytes, not %d", path, len(data), size)
	}
	full, _, partial := strings.Cut(path, ".p/")
	if partial && errors.Is(err, os.ErrNotExist) {
		if data, err = f.read(full, width*tlog.HashSize); err == nil {
			data = data[:size]
		}
	}
	return data, err
}

// entries gives the entries of bundle n, `count` of them: each has two bytes of length in front.
func (f folder) entries(n int64, count int) ([][]byte, error) {
	name := tlog.Tile{H: height, L: -1, N: n, W: count}.Path()
	path := filepath.Join(string(f), strings.Replace(name, "tile/8/data/", "tile/entries/", 1))
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var all [][]byte
	for len(data) >= 2 {
		size := int(binary.BigEndian.Uint16(data))
		if data = data[2:]; size > len(data) {
			return nil, fmt.Errorf("%s: an entry is cut short", path)
		}
		all = append(all, data[:size])
		data = data[size:]
	}
	if len(all) != count || len(data) > 0 {
		return nil, fmt.Errorf("%s: not %d entries", path, count)
	}
	return all, nil
}

// rebuild hashes every entry and gives all hashes of the tree, in tlog's order of storage.
func (f folder) rebuild(size int64) (memory, error) {
	var hashes memory
	for first := int64(0); first < size; first += width {
		count := width
		if size-first < width {
			count = int(size - first)
		}
		entries, err := f.entries(first/width, count)
		if err != nil {
			return nil, err
		}
		for i, entry := range entries {
			more, err := tlog.StoredHashes(first+int64(i), entry, hashes)
			if err != nil {
				return nil, err
			}
			hashes = append(hashes, more...)
		}
	}
	return hashes, nil
}

type memory []tlog.Hash

func (m memory) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	var all []tlog.Hash
	for _, i := range indexes {
		all = append(all, m[i])
	}
	return all, nil
}

// checkLog rebuilds the tree from the entries and holds the checkpoint's root and every hash of every
// tile against it.
func checkLog(vkeyFile, dir string) (string, error) {
	text, err := os.ReadFile(filepath.Join(dir, "checkpoint"))
	if err != nil {
		return "", err
	}
	tree, err := openCheckpoint(vkeyFile, text)
	if err != nil {
		return "", err
	}
	ours, err := folder(dir).rebuild(tree.N)
	if err != nil {
		return "", err
	}
	root, err := tlog.TreeHash(tree.N, ours)
	if err != nil {
		return "", err
	}
	if tree.N == 0 {
		root = sha256.Sum256(nil) // x/mod has no root for the empty tree
	}
	if root != tree.Hash {
		return "", errors.New("the entries give another root than the checkpoint's")
	}
	reader := tlog.TileHashReader(tree, folder(dir))
	for first := 0; first < len(ours); first += batch {
		if err := compare(reader, ours, first); err != nil {
			return "", err
		}
	}
	return fmt.Sprintf("valid %d", tree.N), nil
}

// compare holds a batch of published hashes, each of them proved by the tiles above it, against ours.
func compare(reader tlog.HashReader, ours memory, first int) error {
	var indexes []int64
	for i := first; i < len(ours) && i < first+batch; i++ {
		indexes = append(indexes, int64(i))
	}
	published, err := reader.ReadHashes(indexes)
	if err != nil {
		return err
	}
	for i, hash := range published {
		if hash != ours[first+i] {
			level, n := tlog.SplitStoredHashIndex(indexes[i])
			return fmt.Errorf("hash %d of level %d is not that of the entries", n, level)
		}
	}
	return nil
}
