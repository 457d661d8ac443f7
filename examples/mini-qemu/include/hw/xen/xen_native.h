/*
 * What this tree needs of Xen's libraries, over the Xen releases it builds with.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MINI_XEN_NATIVE_H
#define MINI_XEN_NATIVE_H

#include <xenctrl.h>

#include "hw/xen/trace.h"
#include "hw/xen/xen.h"

extern xc_interface *xen_xc;

/*
 * We don't support Xen prior to 4.7.1.
 */

#include <xenforeignmemory.h>

extern xenforeignmemory_handle *xen_fmem;

#if CONFIG_XEN_CTRL_INTERFACE_VERSION < 40900

/* The library comes with Xen 4.9. */
typedef xc_interface xendevicemodel_handle;

static inline xendevicemodel_handle *xendevicemodel_open(void *logger,
                                                         unsigned int flags)
{
    return xen_xc;
}

static inline int xendevicemodel_set_mem_type(xendevicemodel_handle *dmod,
                                              domid_t domid, hvmmem_type_t type,
                                              uint64_t pfn, uint32_t nr)
{
    return xc_hvm_set_mem_type(dmod, domid, type, pfn, nr);
}

static inline int xendevicemodel_modified_memory(xendevicemodel_handle *dmod,
                                                 domid_t domid, uint64_t pfn,
                                                 uint32_t nr)
{
    return xc_hvm_modified_memory(dmod, domid, pfn, nr);
}

#else /* CONFIG_XEN_CTRL_INTERFACE_VERSION >= 40900 */

#include <xendevicemodel.h>

#endif

#if CONFIG_XEN_CTRL_INTERFACE_VERSION < 41000

#define XEN_COMPAT_PHYSMAP

static inline int xentoolcore_restrict_all(domid_t domid)
{
    errno = ENOTTY;
    return -1;
}

static inline int xendevicemodel_shutdown(xendevicemodel_handle *dmod,
                                          domid_t domid, unsigned int reason)
{
    errno = ENOTTY;
    return -1;
}

#else /* CONFIG_XEN_CTRL_INTERFACE_VERSION >= 41000 */

#include <xentoolcore.h>

#endif

#if CONFIG_XEN_CTRL_INTERFACE_VERSION < 41100

static inline int xendevicemodel_pin_memory_cacheattr(
    xendevicemodel_handle *dmod, domid_t domid, uint64_t start, uint64_t end,
    uint32_t type)
{
    return xc_domain_pin_memory_cacheattr(xen_xc, domid, start, end, type);
}

#endif

extern xendevicemodel_handle *xen_dmod;

static inline int xen_set_mem_type(domid_t domid, hvmmem_type_t type,
                                   uint64_t pfn, uint32_t nr)
{
    return xendevicemodel_set_mem_type(xen_dmod, domid, type, pfn, nr);
}

static inline int xen_set_isa_irq_level(domid_t domid, uint8_t irq,
                                        unsigned int level)
{
    return xendevicemodel_set_isa_irq_level(xen_dmod, domid, irq, level);
}

static inline int xen_track_dirty_vram(domid_t domid, uint64_t pfn, uint32_t nr,
                                       unsigned long *bitmap)
{
    return xendevicemodel_track_dirty_vram(xen_dmod, domid, pfn, nr, bitmap);
}

static inline int xen_modified_memory(domid_t domid, uint64_t pfn, uint32_t nr)
{
    return xendevicemodel_modified_memory(xen_dmod, domid, pfn, nr);
}

static inline int xen_restrict(domid_t domid)
{
    return xentoolcore_restrict_all(domid);
}

void destroy_hvm_domain(bool reboot);

#ifdef HVM_PARAM_VMPORT_REGS_PFN
static inline int xen_get_vmport_regs_pfn(xc_interface *xc, domid_t dom,
                                          xen_pfn_t *pfn)
{
    uint64_t value;
    int rc = xc_hvm_param_get(xc, dom, HVM_PARAM_VMPORT_REGS_PFN, &value);

    if (rc == 0) {
        *pfn = value;
    }
    return rc;
}
#else
static inline int xen_get_vmport_regs_pfn(xc_interface *xc, domid_t dom,
                                          xen_pfn_t *pfn)
{
    return -ENOSYS;
}
#endif

static inline int xen_get_default_ioreq_server_info(domid_t dom,
                                                    xen_pfn_t *pfn)
{
    unsigned long value;

    if (xc_get_hvm_param(xen_xc, dom, HVM_PARAM_IOREQ_PFN, &value) < 0) {
        return -1;
    }
    *pfn = value;
    return 0;
}

static bool use_default_ioreq_server;

static inline int xen_create_ioreq_server(domid_t dom, ioservid_t *ioservid)
{
    int rc = xendevicemodel_create_ioreq_server(xen_dmod, dom,
                                                HVM_IOREQSRV_BUFIOREQ_ATOMIC,
                                                ioservid);

    if (rc == 0) {
        return rc;
    }

    *ioservid = 0;
    use_default_ioreq_server = true;
    trace_xen_default_ioreq_server();

    return rc;
}

static inline int xen_get_ioreq_server_info(domid_t dom, ioservid_t ioservid,
                                            xen_pfn_t *pfn)
{
    if (use_default_ioreq_server) {
        return xen_get_default_ioreq_server_info(dom, pfn);
    }

    return xendevicemodel_get_ioreq_server_info(xen_dmod, dom, ioservid, pfn,
                                                NULL, NULL);
}

/* Xen before 4.15 */
#if CONFIG_XEN_CTRL_INTERFACE_VERSION < 41500

static inline int xendevicemodel_set_irq_level(xendevicemodel_handle *dmod,
                                               domid_t domid, uint32_t irq,
                                               unsigned int level)
{
    errno = ENOSYS;
    return -1;
}

#endif

#endif /* MINI_XEN_NATIVE_H */
