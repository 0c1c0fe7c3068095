#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Receives 10,000 plain-text reports of 2 kB: design table, line "receive" (1,000 a second, sustained,
durable, mentions found, receipts at the end). The limit beside it is the disk's own: the same bytes
written with one fdatasync a report, and with one a batch of 512. Three runs, median and spread; then
peak memory, the ledger's size, the time to verify and to replay it, and where the time went."""
import os
import pathlib
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ONUS = os.environ.get("ONUS", "")
COUNT = int(os.environ.get("REPORTS", "10000"))
SIZE = 2048
RUNS = 3
BATCH = 512  # BATCH_REPORTS_MAX in src/practice/intake/receive.c

SENTENCES = [
    "The worker was told that a silver taxi waits near the school on most evenings",
    "A man who goes by Ash was said to have given her a phone",
    "The care home reported it to the desk and has had no reply",
    "She was seen with two others outside the takeaway on the corner",
    "The group met twice this month and the same names came up",
    "It is not known who the driver is or for whom he works",
]
GIVEN = ["Jay", "Sam", "Lee", "Kim", "Robin", "Alex", "Imran", "Piotr", "Maria"]
FAMILY = ["Hill", "Marsh", "Field", "Brook", "Reed", "Lane", "Nowak", "Akhtar"]


def sentence(rng):
    text = rng.choice(SENTENCES)
    chance = rng.random()
    if chance < 0.10:
        text += f", and rang from 07700 900{rng.randrange(1000):03d}"
    elif chance < 0.15:
        text += f", the car is YS{rng.choice(['51', '02', '53'])} {rng.choice('ABCDE')}{rng.choice('GHJKL')}X"
    elif chance < 0.25:
        text += f"; Mr {rng.choice(GIVEN)} {rng.choice(FAMILY)} was named"
    return text + ". "


def report(rng, number):
    text = f"Date: {rng.randint(1, 28):02d}/{rng.randint(1, 12):02d}/{rng.randint(2001, 2012)}\n\nNote {number}.\n"
    while len(text) < SIZE:
        text += sentence(rng)
    return text[:SIZE]


def make_reports(folder):
    rng = random.Random(1)
    folder.mkdir()
    for number in range(COUNT):
        (folder / f"{number:06d}.txt").write_text(report(rng, number))


def disk_rate(folder, writes, bytes_each):
    """Writes of that size a second, each followed by fdatasync."""
    path = folder / "disk"
    data = b"x" * bytes_each
    with open(path, "wb", buffering=0) as file:
        started = time.monotonic()
        for _ in range(writes):
            file.write(data)
            os.fdatasync(file.fileno())
        seconds = time.monotonic() - started
    path.unlink()
    return writes / seconds


def timed(*words):
    """Wall and processor seconds, and peak memory in MB, of a command that must succeed."""
    started = time.monotonic()
    process = subprocess.Popen([ONUS, *words], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.monotonic() - started
    if status != 0:
        sys.exit(f"onus {' '.join(words)} ended with status {os.waitstatus_to_exitcode(status)}")
    return seconds, usage.ru_utime, usage.ru_stime, usage.ru_maxrss / 1000


def size_of(folder):
    return sum(f.stat().st_size for f in folder.rglob("*") if f.is_file()) / 1e6


def line(what, figure, beside=""):
    print(f"{what:44} {figure:>26}   {beside}", flush=True)


def run_once(work, number, profile):
    ledger = work / f"ledger-{number}"
    subprocess.run([ONUS, "--ledger", ledger, "init"], check=True, stdout=subprocess.DEVNULL)
    words = ["--ledger", str(ledger), "receive", str(work / "reports"), "--source", "bench", "--json"]
    if profile:
        command = ["perf", "record", "-q", "-g", "-o", str(work / "perf.data"), ONUS, *words]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return None
    return timed(*words)


def show_profile(work):
    if shutil.which("perf") is None:
        print("where the time goes: needs perf, which is not here")
        return
    try:
        run_once(work, "profiled", True)
    except subprocess.CalledProcessError:
        print("where the time goes: perf is not allowed to record here")
        return
    words = ["perf", "report", "-i", str(work / "perf.data"), "--no-children", "--sort", "dso,symbol", "-g", "none"]
    text = subprocess.run(words, capture_output=True, text=True, check=False).stdout
    print("where the time goes (own time, by function):")
    print("\n".join([row for row in text.splitlines() if "%" in row and not row.startswith("#")][:15]))


def main():
    if not ONUS:
        print("needs ONUS, the program: run ./dev bench receive")
        return
    work = pathlib.Path(tempfile.mkdtemp(prefix="onus-bench-"))
    os.environ["XDG_STATE_HOME"] = str(work / "state")
    try:
        make_reports(work / "reports")
        runs = [run_once(work, number, False) for number in range(RUNS)]
        wall = sorted(seconds for seconds, *_ in runs)
        median = statistics.median(wall)
        ledger = work / "ledger-0"
        each, batched = disk_rate(work, 500, SIZE), disk_rate(work, 40, SIZE * BATCH) * BATCH
        line(f"receive {COUNT} reports of {SIZE} bytes", f"{COUNT / median:.0f} reports/s",
             f"target 1,000; runs {', '.join(f'{COUNT / s:.0f}' for s in wall)}")
        line("  the disk, one fdatasync a report", f"{each:.0f} reports/s", f"we are at {COUNT / median / each:.2f} of it")
        line(f"  the disk, one fdatasync for {BATCH}", f"{batched:.0f} reports/s", f"{COUNT / median / batched:.3f} of it")
        line("  processor time, user and system", f"{runs[0][1]:.1f} s + {runs[0][2]:.1f} s")
        line("  peak memory", f"{max(run[3] for run in runs):.0f} MB")
        line("  ledger on disk, receipts included", f"{size_of(ledger):.0f} MB", f"{COUNT * SIZE / 1e6:.0f} MB of text came in")
        line("verify the whole ledger", f"{timed('--ledger', str(ledger), 'log', 'verify')[0]:.2f} s")
        line("replay and compare every table", f"{timed('--ledger', str(ledger), 'check')[0]:.2f} s", "with verifying")
        show_profile(work)
    finally:
        shutil.rmtree(work)


main()
