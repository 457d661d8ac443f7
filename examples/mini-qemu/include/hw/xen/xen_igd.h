/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MINI_XEN_IGD_H
#define MINI_XEN_IGD_H

bool xen_igd_gfx_pt_enabled(void);
void xen_igd_gfx_pt_set(bool value, Error **errp);

#endif
