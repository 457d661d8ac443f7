/*
 * What a PC needs of Xen: its memory map and the ACPI S state.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qemu/error-report.h"
#include "hw/xen/xen-hvm-common.h"

#ifdef XEN_COMPAT_PHYSMAP
/* Up to Xen 4.9 we keep in a list where RAM was moved to. */
static hwaddr xen_phys_offset_to_gaddr(XenIOState *state, hwaddr offset)
{
    XenPhysmap *map;

    for (map = state->physmap; map; map = map->next) {
        if (map->phys_offset == offset) {
            return map->start_addr;
        }
    }
    return offset;
}

static void xen_read_physmap(XenIOState *state)
{
    state->vram = xen_phys_offset_to_gaddr(state, state->vram);
}
#else
static void xen_read_physmap(XenIOState *state)
{
}
#endif

static void xen_suspend_notifier(Notifier *notifier, void *data)
{
    xc_set_hvm_param(xen_xc, xen_domid, HVM_PARAM_ACPI_S_STATE, 3);
}

static void xen_wakeup_notifier(Notifier *notifier, void *data)
{
    xc_set_hvm_param(xen_xc, xen_domid, HVM_PARAM_ACPI_S_STATE, 0);
}

int xen_hvm_init_pc(XenIOState *state)
{
    xen_pfn_t pfn;

    if (xen_register_ioreq(state) < 0) {
        return -1;
    }
    xen_read_physmap(state);

    if (xen_get_vmport_regs_pfn(xen_xc, xen_domid, &pfn) == 0) {
        state->vmport_page = pfn;
    }

    state->suspend.notify = xen_suspend_notifier;
    state->wakeup.notify = xen_wakeup_notifier;
    return 0;
}
