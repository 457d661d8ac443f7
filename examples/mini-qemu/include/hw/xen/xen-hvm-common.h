/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MINI_XEN_HVM_COMMON_H
#define MINI_XEN_HVM_COMMON_H

#include "hw/xen/xen_native.h"

typedef struct XenPhysmap {
    hwaddr start_addr;
    hwaddr phys_offset;
    struct XenPhysmap *next;
} XenPhysmap;

typedef struct XenIOState {
    ioservid_t ioservid;
    void *shared_page;
    xen_pfn_t vmport_page;
    hwaddr vram;
    XenPhysmap *physmap;
    Notifier suspend;
    Notifier wakeup;
} XenIOState;

int xen_register_ioreq(XenIOState *state);

#endif
