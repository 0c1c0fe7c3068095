/* SPDX-License-Identifier: GPL-2.0-or-later
 * worker.h - the life of a worker: get ready, lock up, read one document, end. */
#ifndef ONUS_EXTRACT_WORKER_H
#define ONUS_EXTRACT_WORKER_H

/* Serves one job on EXTRACT_SOCKET. The exit status: 0 answered, 1 nobody asked or nobody listens,
 * 6 no memory left. */
int worker_run(void);

#endif
