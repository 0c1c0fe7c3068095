#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Plays the intruder who edits a ledger's database behind Onus's back, one edit at a time, and looks
whether Onus notices. $ONUS is the program; the ledger is put back after each edit.

    tamper.py truth LEDGER SEED              a row of every column of the tables that are the truth
    tamper.py tables LEDGER SEED N           N columns of each projection (0: all), and a missing row
    tamper.py bits LEDGER SEED N             N single bits of ledger.db, anywhere

Prints what went unnoticed or went wrong, then "N edits". Status 1 where there was any.
"""
import contextlib
import hashlib
import json
import os
import pathlib
import random
import sqlite3
import subprocess
import sys

ONUS = os.environ["ONUS"]
TRUTH = ("event", "event_secret", "event_about", "derived_from", "tile", "checkpoint", "blob")
# What a finding in a table has to name, so that somebody knows where to look.
PLACES = {"tile": "tile", "checkpoint": "checkpoint", "blob": "blob"}


class Ledger:
    """A ledger whose database can be put back."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.db = self.folder / "ledger.db"
        with contextlib.closing(self.open()) as db:  # everything into the one file
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self.kept = self.db.read_bytes()

    def open(self):
        return sqlite3.connect(self.db, isolation_level=None)

    def put_back(self):
        for name in ("ledger.db-wal", "ledger.db-shm"):
            (self.folder / name).unlink(missing_ok=True)
        self.db.write_bytes(self.kept)

    def onus(self, *words):
        return subprocess.run([ONUS, "--ledger", self.folder, *words], capture_output=True,
                              text=True, errors="replace", check=False)

    def edit(self, sql, values=()):
        """One edit with all triggers out of the way, which stand again afterwards."""
        with contextlib.closing(self.open()) as db:
            made = "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'"
            triggers = db.execute(made).fetchall()
            db.execute("PRAGMA foreign_keys = OFF")
            db.execute("BEGIN")
            for name, _ in triggers:
                db.execute(f"DROP TRIGGER {name}")
            changed = db.execute(sql, values).rowcount
            for _, sql_of_it in triggers:
                db.execute(sql_of_it)
            db.execute("COMMIT")
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return changed


def other(value, rng):
    """The same value with a small change: a bit of a blob, a letter of a text, one more."""
    if value is None:
        return None
    if isinstance(value, int):
        return value + rng.choice((1, -1, 1000))
    if isinstance(value, bytes):
        changed = bytearray(value)
        changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
        return bytes(changed)
    if not value:
        return "x"
    at = rng.randrange(len(value))
    return value[:at] + ("y" if value[at] == "x" else "x") + value[at + 1:]


class Tampering:
    def __init__(self, ledger, seed):
        self.ledger, self.rng, self.edits, self.wrong = ledger, random.Random(seed), 0, 0

    def say(self, text):
        self.wrong += 1
        print(text)

    def columns(self, table):
        with contextlib.closing(self.ledger.open()) as db:
            return [row[1] for row in db.execute(f"PRAGMA table_info({table})")]

    def pick(self, table, column):
        """A row that has something in that column, as its key and its value."""
        with contextlib.closing(self.ledger.open()) as db:
            keys = [row[1] for row in db.execute(f"PRAGMA table_info({table})") if row[5] > 0]
            names = ", ".join(f'"{k}"' for k in keys)
            rows = db.execute(f'SELECT "{column}", {names} FROM {table} '
                              f'WHERE "{column}" IS NOT NULL ORDER BY {names}').fetchall()
        if not rows:
            return None
        row = self.rng.choice(rows)
        where = " AND ".join(f'"{k}" = ?' for k in keys)
        return where, list(row[1:]), row[0]

    def change(self, table, column):
        """Changes the column in one row. Gives words for what was done, or None where it is empty."""
        picked = self.pick(table, column)
        if picked is None:
            return None
        where, key, value = picked
        for _ in range(20):  # the other value may be taken
            new = other(value, self.rng)
            try:
                if self.ledger.edit(f'UPDATE {table} SET "{column}" = ? WHERE {where}',
                                    [new, *key]) == 1:
                    return f"{table}.{column} of {key}: {value!r:.60} -> {new!r:.60}"
            except sqlite3.IntegrityError:
                self.ledger.put_back()
        raise RuntimeError(f"{table}.{column} can't be changed")

    def delete(self, table):
        picked = self.pick(table, self.columns(table)[0])
        if picked is None:
            return None
        where, key, _ = picked
        self.ledger.edit(f"DELETE FROM {table} WHERE {where}", key)
        return f"{table}: the row {key} was deleted"

    def expect(self, done, words, place):
        """The command says no, and where."""
        got = self.ledger.onus(*words)
        self.edits += 1
        if got.returncode != 1:
            self.say(f"{done}: {' '.join(words)} ended with {got.returncode}: {got.stderr.strip()}")
        elif place not in got.stderr:
            self.say(f"{done}: {' '.join(words)} does not say where: {got.stderr.strip()}")
        self.ledger.put_back()

    # --- the truth ---

    def truth(self):
        verify = ["log", "verify"]
        for table in TRUTH:
            for column in self.columns(table):
                done = self.change(table, column)
                if done:
                    self.expect(done, verify, PLACES.get(table, "event"))
            # An old checkpoint says nothing that the newest does not; nothing derives from anything
            # yet: there a row too many has to do.
            if table not in ("checkpoint", "derived_from"):
                self.expect(self.delete(table), verify, PLACES.get(table, "event"))
        self.ledger.edit("INSERT INTO derived_from (seq, n, from_seq) VALUES (5, 0, 4)")
        self.expect("derived_from: a row was added", verify, "event 5")
        self.ledger.edit("DELETE FROM checkpoint")
        self.expect("checkpoint: all rows were deleted", verify, "checkpoint")
        self.bodies(verify)
        self.blob_files(verify)

    def bodies(self, verify):
        """Every event's body, one letter of it: the message names the event."""
        with contextlib.closing(self.ledger.open()) as db:
            bodies = dict(db.execute("SELECT seq, body FROM event_secret ORDER BY seq"))
        for seq in self.rng.sample(sorted(bodies), min(12, len(bodies))):
            changed = other(bodies[seq], self.rng)
            self.ledger.edit("UPDATE event_secret SET body = ? WHERE seq = ?", (changed, seq))
            self.expect(f"body of event {seq}", verify, f"event {seq} ")

    def blob_files(self, verify):
        files = sorted(p for p in (self.ledger.folder / "blobs").rglob("*") if p.is_file())
        if not files:
            self.say("there is no blob of a size that makes it a file")
        for path in files:
            kept = path.read_bytes()
            for changed in (other(kept, self.rng), kept[:-1], kept + b"x", b"", None):
                if changed is None:
                    path.unlink()
                else:
                    path.write_bytes(changed)
                self.expect(f"blob file {path.name:.12}", verify, "blob")
                path.write_bytes(kept)

    # --- what is computed from it ---

    def tables(self, columns_max):
        listed = self.ledger.onus("rebuild", "--check", "--json")
        if listed.returncode != 0:
            return self.say(f"before any edit: {listed.stderr}")
        check = ["rebuild", "--check"]
        for line in listed.stdout.splitlines():
            table, rows = json.loads(line)["table"], json.loads(line)["rows"]
            if rows == 0:
                self.say(f"table {table} is empty: nothing to edit")
                continue
            columns = [c for c in self.columns(table) if self.pick(table, c)]
            if columns_max:
                columns = self.rng.sample(columns, min(columns_max, len(columns)))
            for column in columns:
                self.expect(self.change(table, column), check, f"table {table}")
            if not columns_max:
                self.expect(self.delete(table), check, f"table {table}")
        return None

    # --- bits ---

    def content(self):
        """A digest over the truth as SQLite reads it; None where it can't."""
        h = hashlib.sha256()
        try:
            with contextlib.closing(self.ledger.open()) as db:
                for table in TRUTH:
                    for row in db.execute(f"SELECT * FROM {table} ORDER BY 1, 2"):
                        h.update(repr(row).encode("utf-8", "surrogatepass"))
        except (sqlite3.Error, UnicodeError):
            return None
        return h.hexdigest()

    def bits(self, count):
        whole = self.content()
        digests = self.ledger.onus("rebuild", "--check", "--json").stdout
        unnoticed = 0
        for _ in range(count):
            at, bit = self.rng.randrange(len(self.ledger.kept)), self.rng.randrange(8)
            data = bytearray(self.ledger.kept)
            data[at] ^= 1 << bit
            self.ledger.db.write_bytes(data)
            where = f"bit {bit} of byte {at}"
            verified = self.ledger.onus("log", "verify")
            checked = self.ledger.onus("rebuild", "--check", "--json")
            for name, got in (("log verify", verified), ("rebuild --check", checked)):
                if not 0 <= got.returncode <= 6 or got.returncode in (2, 3):
                    self.say(f"{where}: {name} ended with {got.returncode}: {got.stderr.strip()}")
                if got.returncode != 0 and not got.stderr.startswith("onus: "):
                    self.say(f"{where}: {name} says nothing: {got.stderr.strip()}")
            if verified.returncode == 0 and self.content() != whole:
                self.say(f"{where}: log verify took a changed truth for whole")
            if checked.returncode == 0 and checked.stdout != digests:
                self.say(f"{where}: rebuild --check prints other digests, and is content")
            unnoticed += verified.returncode == 0 and checked.returncode == 0
            self.edits += 1
            self.ledger.put_back()
        print(f"# {unnoticed} of {count} flips were where nothing is said", file=sys.stderr)


def main(what, folder, seed, count="0"):
    t = Tampering(Ledger(folder), int(seed))
    if what == "truth":
        t.truth()
    elif what == "tables":
        t.tables(int(count))
    else:
        t.bits(int(count))
    print(f"{t.edits} edits")
    return 1 if t.wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
