/*
 * A host PCI device in a guest.
 *
 * Interrupts: a line is mapped with xc_physdev_map_pirq and routed by Xen; a message is mapped
 * with xc_physdev_map_pirq_msi (see xen_pt_msi.c). On a PVH dom0 the line is looked up first.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "hw/pci/pci.h"
#include <sys/ioctl.h>
#include "hw/xen/xen_igd.h"
#include "qemu/range.h"
#include "xen_pt.h"

static bool has_igd_gfx_passthru;

bool xen_igd_gfx_pt_enabled(void)
{
    return has_igd_gfx_passthru;
}

void xen_igd_gfx_pt_set(bool value, Error **errp)
{
    has_igd_gfx_passthru = value;
}

/* How many devices share each machine interrupt. */
static uint8_t xen_pt_mapped_machine_irq[PCI_MAX_PIRQ];

static void xen_pt_region_update(XenPCIPassthroughState *s,
                                 MemoryRegionSection *sec, bool adding)
{
    PCIDevice *d = &s->dev;
    int op = adding ? DPCI_ADD_MAPPING : DPCI_REMOVE_MAPPING;
    pcibus_t machine_addr = xen_pt_machine_addr(s, sec);
    pcibus_t guest_addr = sec->offset_within_address_space;
    pcibus_t guest_size = int128_get64(sec->size);
    int rc;

    if (sec->io) {
        uint32_t guest_port = guest_addr;
        uint32_t machine_port = machine_addr;
        uint32_t size = guest_size;

        rc = xc_domain_ioport_mapping(xen_xc, xen_domid,
                                      guest_port, machine_port, size,
                                      op);
        if (rc) {
            XEN_PT_ERR(d, "%s ioport mapping failed! (err: %i)\n",
                       adding ? "create new" : "remove old", errno);
        }
    } else {
        rc = xc_domain_memory_mapping(xen_xc, xen_domid,
                                      XEN_PFN(guest_addr + XC_PAGE_SIZE - 1),
                                      XEN_PFN(machine_addr + XC_PAGE_SIZE - 1),
                                      XEN_PFN(guest_size + XC_PAGE_SIZE - 1),
                                      op);
        if (rc) {
            XEN_PT_ERR(d, "%s mem mapping failed! (err: %i)\n",
                       adding ? "create new" : "remove old", errno);
        }
    }
}

#if CONFIG_XEN_CTRL_INTERFACE_VERSION >= 42000
static int xen_pt_map_pirq_for_gsi(XenPCIPassthroughState *s, int *pirq)
{
    XenHostPCIDevice *host = &s->real_device;
    int gsi = xc_pcidev_get_gsi(xen_xc,
                                PCI_SBDF(host->domain, host->bus, host->dev,
                                         host->func));

    if (gsi < 0) {
        return gsi;
    }
    return xc_physdev_map_pirq_gsi(xen_xc, xen_domid, gsi, pirq);
}
#endif

static int xen_pt_map_line(XenPCIPassthroughState *s, int irq, int *pirq)
{
#if CONFIG_XEN_CTRL_INTERFACE_VERSION >= 42000
    if (xen_pt_is_pvh_dom0()) {
        return xen_pt_map_pirq_for_gsi(s, pirq);
    }
#endif
    return xc_physdev_map_pirq(xen_xc, xen_domid, irq, pirq);
}

static void xen_pt_realize(PCIDevice *d, Error **errp)
{
    XenPCIPassthroughState *s = XEN_PT_DEVICE(d);
    int pirq = XEN_PT_UNASSIGNED_PIRQ;
    uint8_t machine_irq = s->real_device.irq;
    int rc;

    if (machine_irq == 0) {
        return;
    }

    rc = xen_pt_map_line(s, machine_irq, &pirq);
    if (rc < 0) {
        XEN_PT_ERR(d, "Mapping machine irq %u to pirq %i failed, (err: %d)\n",
                   machine_irq, pirq, errno);
        s->machine_irq = 0;
        return;
    }
    s->machine_irq = pirq;
    xen_pt_mapped_machine_irq[pirq]++;

    rc = xc_domain_bind_pt_pci_irq(xen_xc, xen_domid, pirq,
                                   pci_dev_bus_num(d),
                                   PCI_SLOT(d->devfn),
                                   xen_pt_pci_intx(s));
    if (rc < 0) {
        XEN_PT_ERR(d, "Binding of interrupt %i failed! (err: %d)\n", pirq,
                   errno);
    }
}

static void xen_pt_destroy(PCIDevice *d)
{
    XenPCIPassthroughState *s = XEN_PT_DEVICE(d);
    uint8_t machine_irq = s->machine_irq;

    if (machine_irq) {
        if (xc_domain_unbind_pt_irq(xen_xc, xen_domid, machine_irq,
                                    PT_IRQ_TYPE_PCI,
                                    pci_dev_bus_num(d),
                                    PCI_SLOT(d->devfn),
                                    xen_pt_pci_intx(s),
                                    0 /* isa_irq */)) {
            XEN_PT_ERR(d, "Unbinding of interrupt %i failed! (err: %d)\n",
                       machine_irq, errno);
        }
        xen_pt_mapped_machine_irq[machine_irq]--;

        if (xen_pt_mapped_machine_irq[machine_irq] == 0) {
            if (xc_physdev_unmap_pirq(xen_xc, xen_domid, machine_irq)) {
                XEN_PT_ERR(d, "Unmapping of machine irq %i failed! (err: %d)\n",
                           machine_irq, errno);
            }
        }
        s->machine_irq = 0;
    }
}
