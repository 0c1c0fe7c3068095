# SPDX-License-Identifier: Apache-2.0
"""verify_entry.py RECEIPT OPENING [DOCUMENT]: checks what docs/format.md says, with Python alone.

Recomputes the entry from the opening (sections 3 and 7), the leaf from the entry, and the root from the
leaf (sections 4 and 6); prints each. Ends with 1, saying what does not hold. The checkpoint's signature
is not checked here, as Python has no Ed25519: "onus receipt verify" and any C2SP client do that."""
import base64
import hashlib
import hmac
import json
import sys


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def mac(key, data):
    return hmac.new(key, data, hashlib.sha256).digest()


def entry_of(opening, origin):
    salt = {name: base64.b64decode(opening[name + "_salt"], validate=True) for name in ("header", "body")}
    body_mac = mac(salt["body"], opening["body"].encode())
    committed = b"onus event v1\n" + origin.encode() + b"\n" + opening["header"].encode() + body_mac
    return b"\x01" + mac(salt["header"], committed)


def root_of(leaf, index, size, proof):
    """RFC 9162, section 2.1.3.2."""
    at, last, root = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            sys.exit("the proof is longer than index and size imply")
        if at & 1 or at == last:
            root = sha256(b"\x01", sibling, root)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            root = sha256(b"\x01", root, sibling)
        at, last = at >> 1, last >> 1
    if last:
        sys.exit("the proof is shorter than index and size imply")
    return root


def main(receipt_path, opening_path, document_path=None):
    with open(receipt_path, encoding="utf-8") as f:
        head, checkpoint = f.read().split("\n\n", 1)
    with open(opening_path, encoding="utf-8") as f:
        opening = json.load(f)
    kind, extra, index, *proof = head.split("\n")
    origin, size, root = checkpoint.split("\n")[:3]
    if kind != "c2sp.org/tlog-proof@v1" or not extra.startswith("extra ") or not index.startswith("index "):
        sys.exit("this is no receipt of Onus")

    entry = entry_of(opening, origin)
    leaf = sha256(b"\x00", entry)
    computed = root_of(leaf, int(index[6:]), int(size), [base64.b64decode(h, validate=True) for h in proof])
    print(f"entry {entry.hex()}\nleaf  {leaf.hex()}\nroot  {computed.hex()}")
    if base64.b64encode(entry).decode() != extra[6:]:
        sys.exit("the opening is not of the receipt's entry")
    if base64.b64encode(computed).decode() != root:
        sys.exit("the entry is not in the tree that the checkpoint signs")
    if json.loads(opening["header"])["seq"] != int(index[6:]) + 1:
        sys.exit("the header is that of another event")
    if document_path:
        with open(document_path, "rb") as f:
            if sha256(f.read()).hex() != json.loads(opening["body"])["sha256"]:
                sys.exit("the report is of another document")


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    main(*sys.argv[1:])
