/*
 * Message signalled interrupts of a host PCI device.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "xen_pt.h"

#define XEN_PT_AUTO_ASSIGN (-1)

static int msi_msix_setup(XenPCIPassthroughState *s, int *ppirq, bool is_msix,
                          int msix_entry)
{
    uint64_t table_base = is_msix ? s->msix->table_base : 0;
    int rc;

    rc = xc_physdev_map_pirq_msi(xen_xc, xen_domid, XEN_PT_AUTO_ASSIGN, ppirq,
                                 PCI_DEVFN(s->real_device.dev,
                                           s->real_device.func),
                                 s->real_device.bus,
                                 msix_entry, table_base);
    if (rc) {
        XEN_PT_ERR(&s->dev, "Mapping of MSI%s failed. (err: %i)\n",
                   is_msix ? "-X" : "", errno);
    }
    return rc;
}

static int msi_msix_disable(XenPCIPassthroughState *s, int pirq)
{
    if (pirq == XEN_PT_UNASSIGNED_PIRQ) {
        return 0;
    }
    if (xc_physdev_unmap_pirq(xen_xc, xen_domid, pirq)) {
        XEN_PT_ERR(&s->dev, "Unmapping of MSI failed. (err: %i)\n", errno);
        return -1;
    }
    return 0;
}
