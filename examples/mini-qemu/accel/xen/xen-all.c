/*
 * Opens Xen's libraries when the machine starts.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qemu/error-report.h"
#include "hw/xen/xen_native.h"

xc_interface *xen_xc;
xendevicemodel_handle *xen_dmod;

static int xen_init(MachineState *ms)
{
    xen_xc = xc_interface_open(0, 0, 0);
    if (xen_xc == NULL) {
        error_report("xen: no xc interface");
        return -1;
    }
    xen_dmod = xendevicemodel_open(0, 0);
    if (xen_dmod == NULL) {
        error_report("xen: no device model interface");
        xc_interface_close(xen_xc);
        return -1;
    }
    return 0;
}
