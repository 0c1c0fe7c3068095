#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Kills `onus` (kill -9) while it works, or lets the disk fail under it, and looks at what it left.
$ONUS is the program.

    kill.py receive FOLDER SEED ROUNDS [DOCUMENTS]   at random moments of a receive
    kill.py work FOLDER SEED ROUNDS                  at random moments of short commands
    kill.py init FOLDER SEED ROUNDS                  at random moments of an init
    kill.py calls FOLDER CALLS FIRST LAST            at the n-th of these system calls, by strace
    kill.py errors FOLDER CALLS ERROR FIRST LAST     the n-th of them fails with that error instead

FOLDER is a new one to work in. After each time: whatever was told on standard output is there, with
a receipt that holds; the ledger is whole; and the same command, given again, finishes the work
without doing any of it twice. A failed call is said in words, with status 5, or 6 for a full disk.
Prints what is wrong, then "N kills"; status 1 where there is any.
"""
import collections
import contextlib
import json
import os
import pathlib
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time

ONUS = os.environ["ONUS"]
RECEIPTS_TRIED = 4
SESSION_FIELD = 5  # of /proc/PID/stat, counted from 0; the name before it may hold blanks
GONE_SECONDS_MAX = 20


class Killing:
    def __init__(self, folder, seed=0):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir()
        self.ledger = self.folder / "ledger"
        self.rng = random.Random(seed)
        self.wrong = self.kills = self.finished = self.acknowledged = 0

    def say(self, text):
        self.wrong += 1
        print(text)

    def onus(self, *words, expect=0):
        got = subprocess.run([ONUS, "--ledger", self.ledger, "--as", "keeper", *words],
                             capture_output=True, text=True, errors="replace", check=False)
        if got.returncode != expect:
            self.say(f"onus {' '.join(map(str, words))} ended with {got.returncode}: "
                     f"{got.stderr.strip()[:500]}")
        return got

    def init(self):
        self.onus("init", "--organisation", "Example Constabulary", "--member", "keeper")

    def start(self, words, strace=()):
        """The command in a session of its own, its standard output in a file."""
        out = open(self.folder / "stdout", "wb")
        err = open(self.folder / "stderr", "wb")
        env = dict(os.environ)
        if strace:  # a process that is traced can't be looked through for leaks
            env["ASAN_OPTIONS"] = env.get("ASAN_OPTIONS", "") + ":detect_leaks=0"
        with out, err:
            return subprocess.Popen(
                [*strace, ONUS, "--ledger", self.ledger, "--as", "keeper", *words], stdout=out,
                stderr=err, stdin=subprocess.DEVNULL, start_new_session=True, env=env)

    def kill_after(self, words, seconds, lines=None):
        """Kills it after that time, or as soon as it has said so many lines."""
        child = self.start(words)
        until = time.monotonic() + seconds
        while child.poll() is None:
            if (time.monotonic() >= until if lines is None else len(self.told()) >= lines):
                child.send_signal(signal.SIGKILL)
                break
            time.sleep(0.0005)
        self.count(child.wait())
        self.wait_for_readers(child.pid)

    def count(self, status):
        if status == -signal.SIGKILL:
            self.kills += 1
        elif status == 0:
            self.finished += 1
        else:
            self.say(f"not killed, and ended with {status}")

    def wait_for_readers(self, session):
        """Whoever read documents for a process that is gone goes too."""
        until = time.monotonic() + GONE_SECONDS_MAX
        while time.monotonic() < until:
            left = [p for p in pathlib.Path("/proc").glob("[0-9]*") if session_of(p) == session]
            if not left:
                return
            time.sleep(0.02)
        self.say(f"processes are left behind: {[p.name for p in left]}")

    def told(self):
        """The whole lines of what was said."""
        lines = (self.folder / "stdout").read_bytes().split(b"\n")[:-1]
        return [json.loads(line) for line in lines]

    def rows(self, sql):
        with contextlib.closing(sqlite3.connect(f"file:{self.ledger}/ledger.db?mode=ro", uri=True)) \
                as db:
            return db.execute(sql).fetchall()

    # --- receive ---

    def documents(self, number, count):
        """A folder of texts, and of documents that other processes read."""
        folder = self.folder / f"in-{number}"
        folder.mkdir()
        for i in range(count):
            (folder / f"{i:05}.txt").write_text(
                f"Report {number}/{i}, 3 May 2004\n\nMr John Example{i} rang from "
                f"07700 9{number % 100:02}{i % 1000:03}. " + "Nothing else was said. " * 20)
        (folder / "large.txt").write_text(f"{number} " + "a long statement; " * 8000)
        (folder / "log.csv").write_text(f"when,what\n2004-05-03,taxi {number}\n2004-05-04,again\n")
        (folder / "page.html").write_text(f"<title>{number}</title><p>Seen in Station Road.</p>")
        (folder / "mail.eml").write_text(
            f"Subject: letter {number}\nDate: Mon, 03 May 2004 09:12:00 +0100\nMIME-Version: 1.0\n"
            "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nA text.\n--b\nContent-Type: "
            f"text/plain\nContent-Disposition: attachment; filename=n.txt\n\nno {number}\n--b--\n")
        (folder / "screen.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(str(number), "ascii"))
        return folder

    def check_told(self, told):
        stored = dict(self.rows("SELECT id, sha256 FROM report"))
        for record in told:
            if stored.get(record["report"]) != record["sha256"]:
                self.say(f"{record['report']} was told, and is not there: {record['path']}")
        for record in self.rng.sample(told, min(RECEIPTS_TRIED, len(told))):
            self.onus("receipt", "verify", record["receipt"], "--key", self.ledger / "log.vkey")

    def receive_again(self, words, folder, told):
        """All of it is there now, each thing once."""
        again = [json.loads(line) for line in self.onus(*words).stdout.splitlines()]
        known = {r["report"] for r in again if r["known"]}
        for record in told:
            if record["report"] not in known:
                self.say(f"{record['report']} was told, but is not known: {record['path']}")
        paths = collections.Counter(path for (path,) in self.rows(
            f"SELECT path FROM report WHERE path LIKE '{folder}/%'"))
        wanted = {str(p) for p in folder.iterdir()} | {
            f"{folder}/log.csv, row 1", f"{folder}/log.csv, row 2", f"{folder}/mail.eml / n.txt"}
        if set(paths) != wanted or set(paths.values()) != {1}:
            self.say(f"not each document is one report: {paths - collections.Counter(wanted)}, "
                     f"{collections.Counter(wanted) - paths}")
        files = {p.name for p in (self.ledger / "blobs").rglob("*") if p.is_file()}
        if files != {name for (name,) in self.rows("SELECT name FROM blob WHERE data IS NULL")}:
            self.say("the blob files are not those that the ledger knows")

    def receive(self, rounds, documents):
        self.init()
        began = time.monotonic()
        folder = self.documents(0, documents)
        self.onus("receive", folder, "--source", "press")
        whole = time.monotonic() - began
        with reading_along(self):
            for number in range(1, rounds + 1):
                folder = self.documents(number, documents)
                words = ["receive", folder, "--source", "press", "--json"]
                # As soon as something is acknowledged it must be safe: every other kill comes then.
                self.kill_after(words, self.rng.uniform(0, whole),
                                self.rng.randint(1, documents) if number % 2 else None)
                told = self.told()
                self.acknowledged += len(told)
                self.onus("check")
                self.check_told(told)
                self.receive_again(words, folder, told)
        self.onus("check")

    # --- short commands ---

    def work(self, rounds):
        commands = [["log", "checkpoint"], ["member", "add", "Somebody"],
                    ["matter", "open", "A matter", "--risk", "at risk", "--child", "yes"],
                    ["meeting", "record", "A meeting", "--kind", "briefing", "--attendee", "keeper"],
                    ["rebuild"], ["policy", "adopt", self.policy()]]
        self.init()
        for number in range(rounds):
            words = commands[number % len(commands)]
            began = time.monotonic()
            self.onus(*words)
            before = len(self.rows("SELECT seq FROM event"))
            self.kill_after([*words, "--json"],
                            self.rng.uniform(0, 1.2 * (time.monotonic() - began)))
            made = [r for r in self.told() if "id" in r] if words[0] in ("matter", "meeting") else []
            for record in made:
                self.onus(words[0], "show", record["id"])
            if made and len(self.rows("SELECT seq FROM event")) == before:
                self.say(f"{words[0]} was told, and nothing was recorded")
            self.onus("check")

    def policy(self):
        text = (pathlib.Path(os.environ["T_ROOT"]) / "policy" / "england.yaml").read_text()
        path = self.folder / "policy.yaml"
        path.write_text(text.replace('version: "1"', 'version: "2"'))
        return path

    # --- init ---

    def check_place(self):
        """A whole ledger, or none; and then one can be made."""
        if not self.ledger.exists():
            self.init()
        self.onus("check")
        for path in self.folder.glob("ledger*"):
            subprocess.run(["rm", "-r", path], check=True)

    def inits(self, rounds):
        words = ["init", "--member", "keeper"]
        began = time.monotonic()
        self.onus(*words)
        whole = time.monotonic() - began
        self.check_place()
        for _ in range(rounds):
            self.kill_after(words, self.rng.uniform(0, 1.2 * whole))
            self.check_place()

    # --- the n-th system call ---

    def kill_at_call(self, words, calls, n):
        child = self.start(words, ("strace", "-f", "-o", "/dev/null", "-e", f"trace={calls}", "-e",
                                   f"inject={calls}:signal=KILL:when={n}"))
        status = child.wait()
        self.count(-signal.SIGKILL if status in (-signal.SIGKILL, 128 + signal.SIGKILL) else status)
        self.wait_for_readers(child.pid)

    def calls(self, calls, first, last):
        for n in range(first, last + 1):
            self.kill_at_call(["init", "--member", "keeper"], calls, n)
            self.check_place()
        self.init()
        for n in range(first, last + 1):
            folder = self.documents(n, 3)
            words = ["receive", folder, "--source", "press", "--json"]
            self.kill_at_call(words, calls, n)
            told = self.told()
            self.onus("check")
            self.check_told(told)
            self.receive_again(words, folder, told)


    def fail_at_call(self, words, calls, error, n):
        """Gives whether the call was reached. Without -f: the readers of documents are left alone."""
        log = self.folder / "strace"
        child = self.start(words, ("strace", "-o", log, "-e", f"trace={calls}", "-e",
                                   f"inject={calls}:error={error}:when={n}"))
        status = child.wait()
        said = (self.folder / "stderr").read_text(errors="replace").strip()
        injected = [x for x in log.read_text(errors="replace").splitlines() if "(INJECTED)" in x]
        if not injected:
            return False
        mute = any(x.startswith("write(2,") for x in injected)  # its own words met with it
        where = f"{words[0]}, {calls} {n}: {error}"
        self.kills += status != 0
        self.finished += status == 0
        # Flushing once more at the end may fail: everything acknowledged is in the log of writes.
        if status not in ((0, 6) if error == "ENOSPC" else (0, 5)):
            self.say(f"{where}: it ended with {status}: {said}")
        if status != 0 and not mute and not said.startswith("onus: "):
            self.say(f"{where}: it says nothing of it: {said}")
        if status == 6 and not mute and "disk is full" not in said and "No space left" not in said:
            self.say(f"{where}: it does not say that the disk is full: {said}")
        return True

    def errors(self, calls, error, first, last):
        for n in range(first, last + 1):
            reached = self.fail_at_call(["init", "--member", "keeper"], calls, error, n)
            if list(self.folder.glob("ledger.part*")):
                self.say(f"init, {calls} {n}: a part of a ledger is left")
            self.check_place()
            if not reached:
                break
        self.init()
        for n in range(first, last + 1):
            folder = self.documents(n, 3)
            words = ["receive", folder, "--source", "press", "--json"]
            reached = self.fail_at_call(words, calls, error, n)
            told = self.told()
            self.onus("check")
            self.check_told(told)
            self.receive_again(words, folder, told)
            if not reached:
                break


def session_of(process):
    try:
        fields = (process / "stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return None
    return int(fields[SESSION_FIELD - 2]) if fields[0] != "Z" else None


@contextlib.contextmanager
def reading_along(killing):
    """Somebody else reads all the while: a reader never waits, and is never shown half of it."""
    stop = threading.Event()

    def read():
        while not stop.is_set():
            killing.onus("report", "list", "--limit", "20")

    thread = threading.Thread(target=read)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def main(what, folder, *rest):
    if what == "calls":
        k = Killing(folder)
        k.calls(rest[0], int(rest[1]), int(rest[2]))
    elif what == "errors":
        k = Killing(folder)
        k.errors(rest[0], rest[1], int(rest[2]), int(rest[3]))
    else:
        k = Killing(folder, int(rest[0]))
        rounds = int(rest[1])
        if what == "receive":
            k.receive(rounds, int(rest[2]) if len(rest) > 2 else 20)
        elif what == "work":
            k.work(rounds)
        else:
            k.inits(rounds)
    told = f", {k.acknowledged} reports acknowledged before" if k.acknowledged else ""
    print(f"{k.kills} kills, {k.finished} were done before{told}")
    return 1 if k.wrong or k.kills == 0 else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
