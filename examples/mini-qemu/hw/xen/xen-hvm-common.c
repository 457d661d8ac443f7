/*
 * Memory, I/O requests and shutdown of a domain.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qemu/error-report.h"
#include "qapi/error.h"
#include "hw/xen/xen-hvm-common.h"

#define PAGES(bytes) ((bytes) >> XC_PAGE_SHIFT)

/* Gives the guest the pages of a new block of RAM. */
void xen_ram_alloc(ram_addr_t ram_addr, ram_addr_t size, struct MemoryRegion *mr,
                   Error **errp)
{
    unsigned long nr_pfn = PAGES(size);
    xen_pfn_t *pfn_list = g_new(xen_pfn_t, nr_pfn);
    unsigned long i;

    trace_mini_ram_alloc(ram_addr, size);

    for (i = 0; i < nr_pfn; i++) {
        pfn_list[i] = PAGES(ram_addr) + i;
    }

    if (xc_domain_populate_physmap_exact(xen_xc, xen_domid, nr_pfn, 0, 0, pfn_list)) {
        error_setg(errp, "xen: failed to populate ram at " RAM_ADDR_FMT,
                   ram_addr);
    }

    g_free(pfn_list);
}

/* Finds the page in which Xen leaves what the guest does to our devices. */
int xen_register_ioreq(XenIOState *state)
{
    xen_pfn_t pfn;

    if (xen_create_ioreq_server(xen_domid, &state->ioservid) < 0 ||
        xen_get_ioreq_server_info(xen_domid, state->ioservid, &pfn) < 0) {
        return -1;
    }

    state->shared_page = xenforeignmemory_map(xen_fmem, xen_domid,
                                              PROT_READ | PROT_WRITE, 1, &pfn,
                                              NULL);
    if (state->shared_page == NULL) {
        error_report("map shared IO page returned error %d handle=%p", errno,
                     xen_xc);
        return -1;
    }
    return 0;
}

void destroy_hvm_domain(bool reboot)
{
    xc_interface *xc_handle;
    int sts;
    int rc;

    unsigned int reason = reboot ? SHUTDOWN_reboot : SHUTDOWN_poweroff;

    if (xen_dmod) {
        rc = xendevicemodel_shutdown(xen_dmod, xen_domid, reason);
        if (!rc) {
            return;
        }
        if (errno != ENOTTY /* Xen before 4.10 */) {
            error_report("xendevicemodel_shutdown failed with error %d", errno);
        }
    }

    xc_handle = xc_interface_open(0, 0, 0);
    if (xc_handle == NULL) {
        trace_destroy_hvm_domain_cannot_acquire_handle();
    } else {
        sts = xc_domain_shutdown(xc_handle, xen_domid, reason);
        if (sts != 0) {
            trace_destroy_hvm_domain_failed_action(
                reboot ? "reboot" : "poweroff", sts, strerror(errno)
            );
        } else {
            trace_destroy_hvm_domain_action(
                xen_domid, reboot ? "reboot" : "poweroff"
            );
        }
        xc_interface_close(xc_handle);
    }
}
