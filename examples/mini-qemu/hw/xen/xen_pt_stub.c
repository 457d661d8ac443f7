/*
 * For a build without passthrough.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "hw/xen/xen_igd.h"
#include "qapi/error.h"

bool xen_igd_gfx_pt_enabled(void)
{
    return false;
}

void xen_igd_gfx_pt_set(bool value, Error **errp)
{
    if (value) {
        error_setg(errp, "xen: built without PCI passthrough");
    }
}
