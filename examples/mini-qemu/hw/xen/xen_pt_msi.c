/*
 * Message signalled interrupts of a host PCI device.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "xen_pt.h"

#define XEN_PT_AUTO_ASSIGN (-1)

/* Where a domctl has what the message says. */
#define XEN_PT_GFLAGS_SHIFT_RH             8
#define XEN_PT_GFLAGS_SHIFT_DM             9
#define XEN_PT_GFLAGSSHIFT_DELIV_MODE     12
#define XEN_PT_GFLAGSSHIFT_TRG_MODE       15
#define XEN_PT_GFLAGSSHIFT_UNMASKED       16

static inline uint8_t msi_vector(uint32_t data)
{
    return data & 0xff;
}

static uint32_t msi_gflags(uint32_t data, uint64_t addr)
{
    uint32_t destination = (addr >> 12) & 0xff;
    uint32_t hint = (addr >> 3) & 1;
    uint32_t logical = (addr >> 2) & 1;
    uint32_t delivery = (data >> 8) & 7;
    uint32_t trigger = (data >> 15) & 1;

    return destination | hint << XEN_PT_GFLAGS_SHIFT_RH
        | logical << XEN_PT_GFLAGS_SHIFT_DM
        | delivery << XEN_PT_GFLAGSSHIFT_DELIV_MODE
        | trigger << XEN_PT_GFLAGSSHIFT_TRG_MODE;
}

static int msi_msix_setup(XenPCIPassthroughState *s, int *ppirq, bool is_msix,
                          int msix_entry)
{
    uint64_t table_base = is_msix ? s->msix->table_base : 0;
    int rc;

    rc = xc_physdev_map_pirq_msi(xen_xc, xen_domid, XEN_PT_AUTO_ASSIGN, ppirq,
                                 PCI_DEVFN(s->real_device.dev,
                                           s->real_device.func),
                                 ((uint32_t)s->real_device.domain << 16) |
                                 s->real_device.bus,
                                 msix_entry, table_base);
    if (rc) {
        XEN_PT_ERR(&s->dev, "Mapping of MSI%s failed. (err: %i)\n",
                   is_msix ? "-X" : "", errno);
    }
    return rc;
}

static int msi_msix_update(XenPCIPassthroughState *s, uint64_t addr,
                           uint32_t data, int pirq, bool is_msix,
                           int msix_entry, bool masked)
{
    PCIDevice *d = &s->dev;
    uint8_t gvec = msi_vector(data);
    uint32_t gflags = msi_gflags(data, addr);
    uint64_t table_addr = 0;
    int rc;

    XEN_PT_LOG(d, "MSI%s: pirq %d vector 0x%x flags 0x%x entry 0x%x\n",
               is_msix ? "-X" : "", pirq, gvec, gflags, msix_entry);

    if (is_msix) {
        table_addr = s->msix->mmio_base_addr;
    }

    gflags |= masked ? 0 : (1u << XEN_PT_GFLAGSSHIFT_UNMASKED);

    rc = xc_domain_update_msi_irq(xen_xc, xen_domid, gvec,
                                  pirq, gflags, table_addr);
    if (rc) {
        XEN_PT_ERR(d, "Binding of MSI%s failed. (err: %d)\n",
                   is_msix ? "-X" : "", errno);
    }
    return rc;
}

static int msi_msix_disable(XenPCIPassthroughState *s,
                            uint64_t addr,
                            uint32_t data,
                            int pirq,
                            bool is_msix,
                            bool is_bound)
{
    PCIDevice *d = &s->dev;
    uint8_t gvec = msi_vector(data);
    uint32_t gflags = msi_gflags(data, addr);

    if (pirq == XEN_PT_UNASSIGNED_PIRQ) {
        return 0;
    }
    if (is_bound &&
        xc_domain_unbind_msi_irq(xen_xc, xen_domid, gvec, pirq, gflags)) {
        XEN_PT_ERR(d, "Unbinding of MSI%s failed. (err: %i, vector: 0x%x)\n",
                   is_msix ? "-X" : "", errno, gvec);
        return -1;
    }
    if (xc_physdev_unmap_pirq(xen_xc, xen_domid, pirq)) {
        XEN_PT_ERR(d, "Unmapping of MSI%s failed. (err: %i)\n",
                   is_msix ? "-X" : "", errno);
        return -1;
    }
    return 0;
}

/* The guest has moved the page with the MSI-X table: bind what is in use anew. */
int xen_pt_msix_update_remap(XenPCIPassthroughState *s, uint64_t addr,
                             uint32_t data)
{
    int i, ret;

    for (i = 0; i < s->msix->total_entries; i++) {
        int pirq = s->msix->pirqs[i];

        if (pirq == XEN_PT_UNASSIGNED_PIRQ) {
            continue;
        }
        ret = xc_domain_unbind_pt_irq(xen_xc, xen_domid, pirq,
                                      PT_IRQ_TYPE_MSI, 0, 0, 0, 0);
        if (ret) {
            XEN_PT_ERR(&s->dev, "unbind of MSI-X entry %d failed\n", i);
        }
        msi_msix_update(s, addr, data, pirq, true, i, false);
    }
    return 0;
}

void xen_pt_msix_disable(XenPCIPassthroughState *s, uint64_t addr, uint32_t data)
{
    int i;

    for (i = 0; i < s->msix->total_entries; i++) {
        msi_msix_disable(s, addr, data, s->msix->pirqs[i], true, true);
    }
}

int xen_pt_msix_setup(XenPCIPassthroughState *s)
{
    int i;

    for (i = 0; i < s->msix->total_entries; i++) {
        if (msi_msix_setup(s, &s->msix->pirqs[i], true, i)) {
            return -1;
        }
    }
    return 0;
}
