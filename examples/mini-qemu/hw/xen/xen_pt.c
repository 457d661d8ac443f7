/*
 * A host PCI device in a guest.
 *
 * Interrupts: a line is mapped with xc_physdev_map_pirq and routed by Xen; a message is mapped
 * with xc_physdev_map_pirq_msi (see xen_pt_msi.c).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "hw/pci/pci.h"
#include "xen_pt.h"

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

static void xen_pt_realize(PCIDevice *d, Error **errp)
{
    XenPCIPassthroughState *s = XEN_PT_DEVICE(d);
    int pirq = XEN_PT_UNASSIGNED_PIRQ;
    uint8_t machine_irq = s->real_device.irq;
    int rc;

    if (machine_irq == 0) {
        return;
    }

    rc = xc_physdev_map_pirq(xen_xc, xen_domid, machine_irq, &pirq);
    if (rc < 0) {
        XEN_PT_ERR(d, "Mapping machine irq %u to pirq %i failed, (err: %d)\n",
                   machine_irq, pirq, errno);
        s->machine_irq = 0;
        return;
    }
    s->machine_irq = pirq;
    xen_pt_mapped_machine_irq[pirq]++;
}

static void xen_pt_destroy(PCIDevice *d)
{
    XenPCIPassthroughState *s = XEN_PT_DEVICE(d);
    uint8_t machine_irq = s->machine_irq;

    if (machine_irq) {
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
