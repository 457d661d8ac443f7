/*
 * The legacy VGA ranges of a host graphics device.
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

static int vga_map(const struct VGARegion *region, uint32_t op)
{
    if (region->is_port) {
        return xc_domain_ioport_mapping(xen_xc, xen_domid,
                            region->guest_base_addr,
                            region->machine_base_addr,
                            region->size, op);
    }
    return xc_domain_memory_mapping(xen_xc, xen_domid, region->guest_base_addr,
                                    region->machine_base_addr, region->size, op);
}

int xen_pt_register_vga_regions(XenHostPCIDevice *dev)
{
    int i;

    for (i = 0; i < ARRAY_SIZE(vga_args); i++) {
        int rc = vga_map(&vga_args[i], DPCI_ADD_MAPPING);

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
        int rc = vga_map(&vga_args[i], DPCI_REMOVE_MAPPING);

        if (rc) {
            XEN_PT_ERR(NULL, "VGA unmapping failed! (rc: %i)\n", rc);
            return rc;
        }
    }
    return 0;
}
