/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MINI_XEN_PT_H
#define MINI_XEN_PT_H

#include "hw/xen/xen_native.h"

#define XEN_PT_UNASSIGNED_PIRQ (-1)

void xen_pt_log(const PCIDevice *d, const char *f, ...) G_GNUC_PRINTF(2, 3);

#define XEN_PT_ERR(d, _f, _a...) xen_pt_log(d, "%s: Error: " _f, __func__, ##_a)
#define XEN_PT_LOG(d, _f, _a...) xen_pt_log(d, "%s: " _f, __func__, ##_a)

typedef struct XenPTMSIX {
    uint64_t table_base;
    uint64_t mmio_base_addr;
    int total_entries;
    int *pirqs;
    int bar_index;
} XenPTMSIX;

typedef struct XenPCIPassthroughState {
    PCIDevice dev;
    XenHostPCIDevice real_device;
    uint32_t machine_irq; /* the pirq that stands for the device's interrupt */
    uint32_t host_opregion;
    XenPTMSIX *msix;
} XenPCIPassthroughState;

static inline bool xen_pt_has_msix_mapping(XenPCIPassthroughState *s, int bar)
{
    return s->msix && s->msix->bar_index == bar;
}

int xen_pt_register_vga_regions(XenHostPCIDevice *dev);
int xen_pt_unregister_vga_regions(XenHostPCIDevice *dev);
void igd_write_opregion(XenPCIPassthroughState *s, uint32_t guest_opregion);

#endif
