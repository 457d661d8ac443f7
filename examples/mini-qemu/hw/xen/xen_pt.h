/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MINI_XEN_PT_H
#define MINI_XEN_PT_H

#include "hw/xen/xen_native.h"

#define XEN_PT_UNASSIGNED_PIRQ (-1)

void xen_pt_log(const PCIDevice *d, const char *f, ...) G_GNUC_PRINTF(2, 3);

#define XEN_PT_ERR(d, _f, _a...) xen_pt_log(d, "%s: Error: " _f, __func__, ##_a)

typedef struct XenPCIPassthroughState {
    PCIDevice dev;
    XenHostPCIDevice real_device;
    uint32_t machine_irq; /* the pirq that stands for the device's interrupt */
} XenPCIPassthroughState;

int xen_pt_register_vga_regions(XenHostPCIDevice *dev);
int xen_pt_unregister_vga_regions(XenHostPCIDevice *dev);

#endif
