/*
 * Makes the calls of each case, with several answers, and prints the hypercalls.
 *
 * The functions of libxencall are defined here, and all libraries use these: a program's own
 * functions come first. No device is opened, so that nothing reaches a real hypervisor.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#define _GNU_SOURCE
#include "recorder.h"
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <xencall.h>
#include <xenforeignmemory.h>

enum { DOMAIN = 7, BUFFERS = 16, PAGE = 4096 };

static struct {
    void *start;
    size_t size;
} buffers[BUFFERS];
static int answer, failure, memory, is_new, the_pirq;

int *pirq(int first)
{
    the_pirq = first;
    return &the_pirq;
}

void *recorded(uint64_t address, size_t size)
{
    for (int i = 0; i < BUFFERS; i++) {
        if (buffers[i].start && (uintptr_t)buffers[i].start == address) {
            return buffers[i].size >= size ? buffers[i].start : NULL;
        }
    }
    return NULL;
}

int is_answered_well(void)
{
    return answer >= 0;
}

void word_field(const char *name, const char *value)
{
    printf("field %s %s\n", name, value);
}

void number_field(const char *name, long long value)
{
    printf("field %s %lld\n", name, value);
}

void hex_field(const char *name, unsigned long long value)
{
    printf("field %s %#llx\n", name, value);
}

void begin(const char *hypercall, const char *command)
{
    printf("ask\n");
    word_field("hypercall", hypercall);
    word_field("command", command);
}

void tell_bytes(unsigned int number, const uint64_t *args, unsigned int count)
{
    printf("ask\nfield hypercall %u\n", number);
    for (unsigned int i = 0; i < count; i++) {
        int at = 0;

        while (at < BUFFERS && (!buffers[at].start || (uintptr_t)buffers[at].start != args[i])) {
            at++;
        }
        if (at == BUFFERS) {
            printf("field argument-%u %#llx\n", i, (unsigned long long)args[i]);
            continue;
        }
        printf("field argument-%u ", i);
        for (size_t byte = 0; byte < buffers[at].size; byte++) {
            printf("%02x", ((uint8_t *)buffers[at].start)[byte]);
        }
        printf("\n");
    }
}

static int hypercall(unsigned int number, const uint64_t *args, unsigned int count)
{
    (is_new ? decode_new : decode_old)(number, args, count);
    if (answer < 0) {
        errno = failure;
    }
    return answer;
}

struct xencall_handle {
    int unused;
} the_handle;

xencall_handle *xencall_open(struct xentoollog_logger *logger, unsigned int flags)
{
    return &the_handle;
}

int xencall_close(xencall_handle *handle)
{
    return 0;
}

int xencall_fd(xencall_handle *handle)
{
    return -1;
}

void *xencall_alloc_buffer(xencall_handle *handle, size_t size)
{
    if (memory-- > 0) {
        for (int i = 0; i < BUFFERS; i++) {
            if (!buffers[i].start) {
                buffers[i].start = malloc(size ? size : 1);
                buffers[i].size = size;
                /* Whatever was there before. */
                return memset(buffers[i].start, 0xaa, size);
            }
        }
    }
    errno = ENOMEM;
    return NULL;
}

void xencall_free_buffer(xencall_handle *handle, void *start)
{
    for (int i = 0; start && i < BUFFERS; i++) {
        if (buffers[i].start == start) {
            free(start);
            buffers[i].start = NULL;
        }
    }
}

void *xencall_alloc_buffer_pages(xencall_handle *handle, size_t pages)
{
    return xencall_alloc_buffer(handle, pages * PAGE);
}

void xencall_free_buffer_pages(xencall_handle *handle, void *start, size_t pages)
{
    xencall_free_buffer(handle, start);
}

int xencall_buffers_never_fault(xencall_handle *handle)
{
    return 1;
}

int xencall0(xencall_handle *handle, unsigned int op)
{
    return hypercall(op, NULL, 0);
}

int xencall1(xencall_handle *handle, unsigned int op, uint64_t a)
{
    return hypercall(op, &a, 1);
}

int xencall2(xencall_handle *handle, unsigned int op, uint64_t a, uint64_t b)
{
    return hypercall(op, (const uint64_t[]){ a, b }, 2);
}

long xencall2L(xencall_handle *handle, unsigned int op, uint64_t a, uint64_t b)
{
    return hypercall(op, (const uint64_t[]){ a, b }, 2);
}

int xencall3(xencall_handle *handle, unsigned int op, uint64_t a, uint64_t b, uint64_t c)
{
    return hypercall(op, (const uint64_t[]){ a, b, c }, 3);
}

int xencall4(xencall_handle *handle, unsigned int op, uint64_t a, uint64_t b, uint64_t c,
             uint64_t d)
{
    return hypercall(op, (const uint64_t[]){ a, b, c, d }, 4);
}

int xencall5(xencall_handle *handle, unsigned int op, uint64_t a, uint64_t b, uint64_t c,
             uint64_t d, uint64_t e)
{
    return hypercall(op, (const uint64_t[]){ a, b, c, d, e }, 5);
}

/* libxenctrl opens one with its handle. */
xenforeignmemory_handle *xenforeignmemory_open(struct xentoollog_logger *logger,
                                               unsigned int flags)
{
    return (xenforeignmemory_handle *)&the_handle;
}

int xenforeignmemory_close(xenforeignmemory_handle *handle)
{
    return 0;
}

static int open_file(const char *path, int flags, int mode)
{
    if (!strncmp(path, "/dev/", 5) || !strncmp(path, "/proc/xen", 9)) {
        errno = ENOENT;
        return -1;
    }
    return syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

int open(const char *path, int flags, ...)
{
    va_list list;
    int mode = 0;

    if (flags & (O_CREAT | O_TMPFILE)) {
        va_start(list, flags);
        mode = va_arg(list, int);
        va_end(list);
    }
    return open_file(path, flags, mode);
}

int open64(const char *path, int flags, ...)
{
    va_list list;
    int mode = 0;

    if (flags & (O_CREAT | O_TMPFILE)) {
        va_start(list, flags);
        mode = va_arg(list, int);
        va_end(list);
    }
    return open_file(path, flags, mode);
}

int ioctl(int file, unsigned long request, ...)
{
    begin("ioctl", "");
    hex_field("request", request);
    if (answer < 0) {
        errno = failure;
    }
    return answer;
}

static int count_buffers(void)
{
    int count = 0;

    for (int i = 0; i < BUFFERS; i++) {
        count += buffers[i].start != NULL;
    }
    return count;
}

static void call(unsigned int number, const char *how, void *xch, void *dmod)
{
    for (is_new = 0; is_new < 2; is_new++) {
        const struct recorder_case *one = &recorder_cases[number];
        int kept_answer = answer, kept_memory = memory, before = count_buffers(), rc;

        printf("call %u %s %s\n", number, is_new ? "new" : "old", how);
        the_pirq = 0;
        errno = 0;
        rc = is_new ? one->new(dmod, DOMAIN) : one->old(xch, DOMAIN);
        printf("result %d %d %d %d\n", rc, rc < 0 ? errno : 0, the_pirq,
               count_buffers() - before);
        answer = kept_answer;
        memory = kept_memory;
    }
}

int main(void)
{
    void *xch, *dmod;

    setvbuf(stdout, NULL, _IONBF, 0);
    memory = BUFFERS;
    xch = open_old();
    dmod = open_new();
    if (!xch || !dmod) {
        printf("no handle\n");
        return 1;
    }
    for (unsigned int number = 0; number < recorder_cases_count; number++) {
        memory = BUFFERS;
        answer = 0;
        call(number, "well", xch, dmod);
        answer = -1;
        failure = EPERM;
        call(number, "denied", xch, dmod);
        answer = 0;
        memory = 0;
        call(number, "without memory", xch, dmod);
    }
    printf("end\n");
    return 0;
}
