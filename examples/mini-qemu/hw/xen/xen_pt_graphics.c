/*
 * The legacy VGA ranges and the OpRegion of a host graphics device.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "xen_pt.h"

static const struct VGARegion {
    unsigned long guest_base_addr;
    unsigned long machine_base_addr;
    unsigned long size;
    bool is_port;
} vga_args[] = {
    { 0x3B0, 0x3B0, 0xC, true },
    { 0x3C0, 0x3C0, 0x20, true },
    { 0xa0, 0xa0, 0x20, false },
};

int xen_pt_register_vga_regions(XenHostPCIDevice *dev)
{
    int i;

    for (i = 0; i < ARRAY_SIZE(vga_args); i++) {
        int rc;

        if (vga_args[i].is_port) {
            rc = xc_domain_ioport_mapping(xen_xc, xen_domid,
                            vga_args[i].guest_base_addr,
                            vga_args[i].machine_base_addr,
                            vga_args[i].size, DPCI_ADD_MAPPING);
        } else {
            rc = xc_domain_memory_mapping(xen_xc, xen_domid,
                            vga_args[i].guest_base_addr,
                            vga_args[i].machine_base_addr,
                            vga_args[i].size, DPCI_ADD_MAPPING);
        }
        if (rc) {
            XEN_PT_ERR(NULL, "VGA mapping failed! (rc: %i)\n", rc);
            return rc;
        }
    }
    return 0;
}

int xen_pt_unregister_vga_regions(XenHostPCIDevice *dev)
{
    int i;

    for (i = 0; i < ARRAY_SIZE(vga_args); i++) {
        int rc;

        if (vga_args[i].is_port) {
            rc = xc_domain_ioport_mapping(xen_xc, xen_domid,
                            vga_args[i].guest_base_addr,
                            vga_args[i].machine_base_addr,
                            vga_args[i].size, DPCI_REMOVE_MAPPING);
        } else {
            rc = xc_domain_memory_mapping(xen_xc, xen_domid,
                            vga_args[i].guest_base_addr,
                            vga_args[i].machine_base_addr,
                            vga_args[i].size, DPCI_REMOVE_MAPPING);
        }
        if (rc) {
            XEN_PT_ERR(NULL, "VGA unmapping failed! (rc: %i)\n", rc);
            return rc;
        }
    }
    return 0;
}

/* The guest has chosen where its OpRegion is. */
void igd_write_opregion(XenPCIPassthroughState *s, uint32_t guest_opregion)
{
    uint32_t host_opregion = s->host_opregion;
    int rc;

    rc = xc_domain_iomem_permission(xen_xc, xen_domid,
            (unsigned long)(host_opregion >> XC_PAGE_SHIFT), 3, 1);
    if (rc) {
        XEN_PT_ERR(&s->dev, "no access to the OpRegion (rc: %i)\n", rc);
        return;
    }

    rc = xc_domain_memory_mapping(xen_xc, xen_domid,
            (unsigned long)(guest_opregion >> XC_PAGE_SHIFT),
            (unsigned long)(host_opregion >> XC_PAGE_SHIFT), 3,
            DPCI_ADD_MAPPING);
    if (rc) {
        XEN_PT_ERR(&s->dev, "mapping of the OpRegion failed (rc: %i)\n", rc);
    }
}
