/*
 * What this tree needs from Xen's libraries, over the Xen releases it builds with.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MINI_XEN_NATIVE_H
#define MINI_XEN_NATIVE_H

#include <xenctrl.h>
#include <xendevicemodel.h>
#include "hw/xen/xen.h"

extern xc_interface *xen_xc;
extern xendevicemodel_handle *xen_dmod;

/* Xen before 4.10 */
#if CONFIG_XEN_CTRL_INTERFACE_VERSION < 41000

static inline int xendevicemodel_shutdown(xendevicemodel_handle *dmod,
                                          domid_t domid, unsigned int reason)
{
    errno = ENOTTY;
    return -1;
}

#endif

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

void destroy_hvm_domain(bool reboot);

#endif /* MINI_XEN_NATIVE_H */
