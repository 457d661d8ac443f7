/*
 * Prints what is asked of the hypervisor, and answers.
 *
 * The functions of libxencall and ioctl() are defined here, and libxenctrl uses
 * these, too: a program's functions come before those of its libraries.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "hypervisor.h"
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xendevicemodel.h>
#include <xenforeignmemory.h>

static struct {
    uint8_t *start;
    size_t size;
} buffers[8];
static long answer;
static int failure;
static int memory;

void answer_with(long rc, int error, int buffers_to_have)
{
    answer = rc;
    failure = error;
    memory = buffers_to_have;
    errno = 0;
}

int count_buffers(void)
{
    int count = 0;

    for (int i = 0; i < 8; i++) {
        count += buffers[i].start != NULL;
    }
    return count;
}

static int buffer_at(uint64_t address)
{
    for (int i = 0; i < 8; i++) {
        if (buffers[i].start && (uintptr_t)buffers[i].start == address) {
            return i;
        }
    }
    return -1;
}

static void print_bytes(const uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        printf("%02x", bytes[i]);
    }
}

/* Print the argument, with zeros for the address of another buffer, and that buffer. */
static long hypercall(unsigned int op, uint64_t cmd, uint64_t argument)
{
    int at = buffer_at(argument), list = -1;
    uint64_t word;

    printf("hypercall %u %lu ", op, (unsigned long)cmd);
    if (at < 0) {
        printf("outside -\n");
        errno = EFAULT;
        return -1;
    }
    for (size_t i = 0; i + 8 <= buffers[at].size; i += 8) {
        memcpy(&word, buffers[at].start + i, 8);
        if (buffer_at(word) >= 0) {
            list = buffer_at(word);
            print_bytes((const uint8_t[8]){ 0 }, 8);
        } else {
            print_bytes(buffers[at].start + i, 8);
        }
    }
    print_bytes(buffers[at].start + buffers[at].size / 8 * 8, buffers[at].size % 8);
    printf(" ");
    if (list >= 0) {
        print_bytes(buffers[list].start, buffers[list].size);
    } else {
        printf("-");
    }
    printf("\n");

    if (op == __HYPERVISOR_physdev_op && cmd == PHYSDEVOP_map_pirq &&
        buffers[at].size == sizeof(struct physdev_map_pirq)) {
        ((struct physdev_map_pirq *)buffers[at].start)->pirq = NEW_PIRQ;
    }
    errno = answer < 0 ? failure : errno;
    return answer;
}

/* libxenctrl makes a multicall of one whose result may need more than an int. */
static long multicall(uint64_t start, uint64_t count)
{
    multicall_entry_t *calls = (void *)buffers[buffer_at(start)].start;

    for (uint64_t i = 0; i < count; i++) {
        long rc = hypercall(calls[i].op, calls[i].args[0], calls[i].args[1]);

        calls[i].result = rc < 0 ? -errno : rc;
    }
    return 0;
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
    return FILE_OF_HANDLE;
}

void *xencall_alloc_buffer(xencall_handle *handle, size_t size)
{
    if (memory-- > 0) {
        for (int i = 0; i < 8; i++) {
            if (!buffers[i].start) {
                buffers[i].start = malloc(size);
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
    int at = buffer_at((uintptr_t)start);

    if (at >= 0) {
        free(start);
        buffers[at].start = NULL;
    }
}

int xencall2(xencall_handle *handle, unsigned int op, uint64_t cmd, uint64_t argument)
{
    return op == __HYPERVISOR_multicall ? multicall(cmd, argument)
                                        : hypercall(op, cmd, argument);
}

long xencall2L(xencall_handle *handle, unsigned int op, uint64_t cmd, uint64_t argument)
{
    return hypercall(op, cmd, argument);
}

int ioctl(int file, unsigned long request, ...)
{
    privcmd_pcidev_get_gsi_t *argument;
    va_list list;

    va_start(list, request);
    argument = va_arg(list, void *);
    va_end(list);
    printf("ioctl %d %lu ", file, request);
    if (request == IOCTL_PRIVCMD_PCIDEV_GET_GSI) {
        print_bytes((const uint8_t *)argument, sizeof(*argument));
        argument->gsi = GSI_OF_DEVICE;
    }
    printf("\n");
    errno = answer < 0 ? failure : errno;
    return answer;
}

/* libxenctrl opens these with its handle; here are no devices to open. */
xenforeignmemory_handle *xenforeignmemory_open(
    struct xentoollog_logger *logger, unsigned int flags)
{
    return (xenforeignmemory_handle *)&the_handle;
}

int xenforeignmemory_close(xenforeignmemory_handle *handle)
{
    return 0;
}

xendevicemodel_handle *xendevicemodel_open(
    struct xentoollog_logger *logger, unsigned int flags)
{
    return (xendevicemodel_handle *)&the_handle;
}

int xendevicemodel_close(xendevicemodel_handle *handle)
{
    return 0;
}
