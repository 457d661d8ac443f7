/*
 * A stand-in for the hypervisor.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HYPERVISOR_H
#define HYPERVISOR_H

#define __XEN_TOOLS__ 1
#include <stdint.h>
#include <sys/ioctl.h>
#include <xencall.h>
#include <xenctrl.h>
#include <xen/sys/privcmd.h>

/* What Linux and Xen 4.20 have, and older headers have not. */
#ifndef IOCTL_PRIVCMD_PCIDEV_GET_GSI
typedef struct privcmd_pcidev_get_gsi {
    uint32_t sbdf;
    uint32_t gsi;
} privcmd_pcidev_get_gsi_t;
#define IOCTL_PRIVCMD_PCIDEV_GET_GSI \
    _IOC(_IOC_NONE, 'P', 10, sizeof(privcmd_pcidev_get_gsi_t))
#endif

enum { FILE_OF_HANDLE = 42, NEW_PIRQ = 77, GSI_OF_DEVICE = 23 };

/* What is answered from now on: a result, an errno, and so many buffers. */
void answer_with(long rc, int error, int buffers_to_have);

/* Buffers that were not freed. */
int count_buffers(void);

#endif
