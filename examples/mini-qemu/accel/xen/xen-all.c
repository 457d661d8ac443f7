/*
 * Opens Xen's libraries when the machine starts.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qemu/error-report.h"
#include "hw/xen/xen_native.h"
#include "hw/xen/xen_igd.h"

xc_interface *xen_xc;
xenforeignmemory_handle *xen_fmem;
xendevicemodel_handle *xen_dmod;

/* Tells the toolstack how far we are. */
static void xenstore_record_dm_state(const char *state)
{
    if (xen_write_state(state) < 0) {
        error_report("xen: the state cannot be written to xenstore");
    }
}

static void xen_setup_post(MachineState *ms)
{
    if (xen_domid_restrict && xen_restrict(xen_domid) < 0) {
        error_report("xen: the handles cannot be restricted");
        exit(1);
    }
    xenstore_record_dm_state("running");
}

static int xen_init(MachineState *ms)
{
    xen_xc = xc_interface_open(0, 0, 0);
    if (xen_xc == NULL) {
        xen_pv_printf(NULL, 0, "xen: no xc interface\n");
        return -1;
    }
    xen_fmem = xenforeignmemory_open(0, 0);
    if (xen_fmem == NULL) {
        xen_pv_printf(NULL, 0, "xen: no foreign memory interface\n");
        xc_interface_close(xen_xc);
        return -1;
    }
    xen_dmod = xendevicemodel_open(0, 0);
    if (xen_dmod == NULL) {
        xen_pv_printf(NULL, 0, "xen: no device model interface\n");
        xenforeignmemory_close(xen_fmem);
        xc_interface_close(xen_xc);
        return -1;
    }

    ms->igd = xen_igd_gfx_pt_enabled();
    return 0;
}

const AccelClass xen_accel = {
    .name = "Xen",
    .init_machine = xen_init,
    .setup_post = xen_setup_post,
};
