/* SPDX-License-Identifier: GPL-2.0-or-later
 * sandbox.c - the worker locks itself up before it is handed a document. */
#include <errno.h>
#include <seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#include <linux/landlock.h>

#include "base/limits.h"
#include "extract/sandbox.h"

static volatile sig_atomic_t refusals;
static volatile sig_atomic_t last_refused;

int sandbox_refusals(int *last)
{
	*last = last_refused;
	return refusals;
}

/* --- rlimits --- */

/* AddressSanitizer reserves terabytes of addresses that it never touches. */
#if defined(__SANITIZE_ADDRESS__)
static const rlim_t address_space = RLIM_INFINITY;
#else
static const rlim_t address_space = EXTRACT_MEMORY_MAX;
#endif

static void set_limits(void)
{
	static const struct {
		int what;
		rlim_t soft;
		rlim_t hard;
	} limits[] = {
		{RLIMIT_CPU, EXTRACT_CPU_SECONDS_MAX, EXTRACT_CPU_SECONDS_MAX + 1},
		{RLIMIT_NOFILE, 16, 16},
		{RLIMIT_FSIZE, 0, 0},
		{RLIMIT_CORE, 0, 0},
		{RLIMIT_NPROC, 0, 0},
		{RLIMIT_MEMLOCK, 0, 0},
	};
	struct rlimit space = {address_space, address_space};

	for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++) {
		struct rlimit r = {limits[i].soft, limits[i].hard};

		setrlimit((__rlimit_resource_t)limits[i].what, &r);
	}
	setrlimit(RLIMIT_AS, &space);
}

/* --- Landlock --- */

/* As the kernel's documentation has it at ABI 7; Debian 12's header knows ABI 2.
 * https://docs.kernel.org/userspace-api/landlock.html */
struct ruleset {
	uint64_t fs;
	uint64_t net;    /* from ABI 4 */
	uint64_t scoped; /* from ABI 6 */
};

static const struct {
	int fs_bits; /* rights 0..n-1 of the file system */
	uint64_t net;
	uint64_t scoped;
	size_t size;
} abis[] = {
	{0, 0, 0, 0},   {13, 0, 0, 8},  {14, 0, 0, 8},  {15, 0, 0, 8},
	{15, 3, 0, 16}, {16, 3, 0, 16}, {16, 3, 3, 24},
};

bool sandbox_landlock(struct sandbox *out)
{
	long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
	long known = (long)(sizeof abis / sizeof abis[0]) - 1;
	struct ruleset rules;
	long fd;
	bool done;

	if (abi < 1) {
		snprintf(out->words, sizeof out->words,
			 "this kernel has no Landlock (seccomp alone keeps files shut)");
		return false;
	}
	abi = abi < known ? abi : known;
	rules = (struct ruleset){(UINT64_C(1) << abis[abi].fs_bits) - 1, abis[abi].net,
				 abis[abi].scoped};
	fd = syscall(SYS_landlock_create_ruleset, &rules, abis[abi].size, 0);
	done = fd >= 0 && syscall(SYS_landlock_restrict_self, fd, 0) == 0;
	if (!done) {
		snprintf(out->words, sizeof out->words, "Landlock refused: %s", strerror(errno));
	}
	if (fd >= 0) {
		close((int)fd);
	}
	out->landlock = done ? (int)abi : 0;
	return done;
}

/* --- seccomp --- */

#if defined(__x86_64__)
static void set_result(ucontext_t *u, long result)
{
	u->uc_mcontext.gregs[REG_RAX] = result;
}
#elif defined(__aarch64__)
static void set_result(ucontext_t *u, long result)
{
	u->uc_mcontext.regs[0] = (unsigned long long)result;
}
#else
#error "say here where a system call's result stands on this processor"
#endif

/* A file was asked for. The call did not happen; what it gives is said here. */
static void refuse(int number, siginfo_t *info, void *context)
{
	(void)number;
	last_refused = info->si_syscall;
	refusals++;
	set_result(context, -EACCES);
}

/* What a parser needs that has its libraries loaded and its memory to manage. */
static const int allowed[] = {
	SCMP_SYS(read),           SCMP_SYS(pread64),      SCMP_SYS(lseek),
	SCMP_SYS(close),          SCMP_SYS(munmap),       SCMP_SYS(mremap),
	SCMP_SYS(madvise),        SCMP_SYS(brk),          SCMP_SYS(futex),
	SCMP_SYS(clock_gettime),  SCMP_SYS(gettimeofday), SCMP_SYS(getrandom),
	SCMP_SYS(getpid),         SCMP_SYS(gettid),       SCMP_SYS(rt_sigreturn),
	SCMP_SYS(rt_sigprocmask), SCMP_SYS(sigaltstack),  SCMP_SYS(sched_yield),
	SCMP_SYS(exit),           SCMP_SYS(exit_group),   SCMP_SYS(restart_syscall),
};

/* Looks at files: refused, counted, survived. */
static const int refused[] = {
	SCMP_SYS(open),
	SCMP_SYS(openat),
	SCMP_SYS(openat2),
	SCMP_SYS(access),
	SCMP_SYS(faccessat),
	SCMP_SYS(stat),
	SCMP_SYS(faccessat2),
	SCMP_SYS(lstat),
	SCMP_SYS(newfstatat),
	SCMP_SYS(statx),
	SCMP_SYS(readlink),
	SCMP_SYS(readlinkat),
	SCMP_SYS(fstat),
	SCMP_SYS(statfs),
	SCMP_SYS(fstatfs),
	SCMP_SYS(getcwd),
	SCMP_SYS(uname),
	SCMP_SYS(ioctl),
	SCMP_SYS(fcntl),
	SCMP_SYS(sysinfo),
	SCMP_SYS(prlimit64),
	SCMP_SYS(getrlimit),
	SCMP_SYS(sched_getaffinity),
};

static int add_guarded(scmp_filter_ctx f, int socket)
{
	const struct scmp_arg_cmp to_socket = SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)socket);
	const struct scmp_arg_cmp to_stderr = SCMP_A0(SCMP_CMP_EQ, STDERR_FILENO);
	const struct scmp_arg_cmp me = SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid());
	const struct scmp_arg_cmp no_code = SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
	const struct scmp_arg_cmp private = SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_SHARED, 0);
	int bad = 0;

	bad |= seccomp_rule_add_array(f, SCMP_ACT_ALLOW, SCMP_SYS(recvmsg), 1, &to_socket);
	bad |= seccomp_rule_add_array(f, SCMP_ACT_ALLOW, SCMP_SYS(sendto), 1, &to_socket);
	bad |= seccomp_rule_add_array(f, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, &no_code);
	bad |= seccomp_rule_add_array(f, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 2,
				      (struct scmp_arg_cmp[]){no_code, private});
	bad |= seccomp_rule_add_array(f, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1, &me);
	bad |= seccomp_rule_add_array(f, SCMP_ACT_ALLOW, SCMP_SYS(write), 1, &to_stderr);
	bad |= seccomp_rule_add_array(f, SCMP_ACT_ALLOW, SCMP_SYS(writev), 1, &to_stderr);
	return bad;
}

/* Calls that a processor never had (open on arm64) are left out by libseccomp. */
static int add_rules(scmp_filter_ctx f, int socket)
{
	int bad = seccomp_attr_set(f, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);

	for (size_t i = 0; i < sizeof allowed / sizeof allowed[0]; i++) {
		bad |= seccomp_rule_add(f, SCMP_ACT_ALLOW, allowed[i], 0);
	}
	for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
		bad |= seccomp_rule_add(f, SCMP_ACT_TRAP, refused[i], 0);
	}
	return bad | add_guarded(f, socket);
}

bool sandbox_seccomp(int socket, struct sandbox *out)
{
	struct sigaction trap = {.sa_sigaction = refuse, .sa_flags = SA_SIGINFO | SA_NODEFER};
	scmp_filter_ctx f = seccomp_init(SCMP_ACT_KILL_PROCESS);
	int bad = f == NULL ? -ENOMEM : 0;

	sigaction(SIGSYS, &trap, NULL);
	if (bad == 0) {
		bad = add_rules(f, socket) != 0 ? -EINVAL : seccomp_load(f);
		seccomp_release(f);
	}
	if (bad != 0) {
		snprintf(out->words, sizeof out->words, "seccomp refused: %s", strerror(-bad));
	}
	out->seccomp = bad == 0;
	return out->seccomp;
}

void sandbox_enter(int socket, struct sandbox *out)
{
	*out = (struct sandbox){0};
	close_range((unsigned)socket + 1, ~0u, 0);
	set_limits();
	prctl(PR_SET_DUMPABLE, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
		snprintf(out->words, sizeof out->words, "no_new_privs refused: %s",
			 strerror(errno));
		return;
	}
	sandbox_landlock(out);
	sandbox_seccomp(socket, out);
}
