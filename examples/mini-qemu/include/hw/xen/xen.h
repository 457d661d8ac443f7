/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MINI_XEN_H
#define MINI_XEN_H

extern uint32_t xen_domid;
extern bool xen_domid_restrict;

#endif
