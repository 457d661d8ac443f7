/*
 * libxenctrl of Xen 4.20: what it adds to an older one and QEMU 10 calls.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include_next <xenctrl.h>

#ifndef XEN_4_20_DECLARED
#define XEN_4_20_DECLARED

int xc_physdev_map_pirq_gsi(xc_interface *xch, uint32_t domid, int gsi, int *pirq);
int xc_pcidev_get_gsi(xc_interface *xch, uint32_t sbdf);

#endif
