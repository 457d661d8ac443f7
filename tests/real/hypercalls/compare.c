/*
 * Calls functions of libxenctrl, and those that the series puts in their place,
 * and prints what the caller gets.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "hypervisor.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <xendevicemodel.h>

enum { DOMAIN = 7 };

static xc_interface *xen_xc;
static xendevicemodel_handle *xen_dmod;
static xencall_handle *xen_xcall;

#include "functions.h"

static int pirq;
static xen_pfn_t pages[] = { 0x100, 0x2345, 0xf0000 };

static void expect(long rc, int error, int buffers_to_have, int first_pirq)
{
    pirq = first_pirq;
    answer_with(rc, error, buffers_to_have);
}

static void print_result(int rc)
{
    printf("result %d %d %d %d\n", rc, rc < 0 ? errno : 0, pirq, count_buffers());
}

#define BOTH(NAME, RC, ERROR, MEMORY, PIRQ, OLD, NEW) do {      \
        printf("old " NAME "\n");                               \
        expect(RC, ERROR, MEMORY, PIRQ);                        \
        print_result(OLD);                                      \
        printf("new " NAME "\n");                               \
        expect(RC, ERROR, MEMORY, PIRQ);                        \
        print_result(NEW);                                      \
    } while (0)

#define EACH(NAME, PIRQ, OLD, NEW) do {                                     \
        BOTH(NAME, 0, 0, 8, PIRQ, OLD, NEW);                                \
        BOTH(NAME ", denied", -1, EPERM, 8, PIRQ, OLD, NEW);                \
        BOTH(NAME ", without memory", 0, 0, 0, PIRQ, OLD, NEW);             \
    } while (0)

int main(void)
{
    xen_xc = xc_interface_open(NULL, NULL, 0);
    xen_dmod = xendevicemodel_open(NULL, 0);
    xen_xcall = xencall_open(NULL, 0);
    if (!xen_xc) {
        return 1;
    }

    EACH("map_pirq", -1, xc_physdev_map_pirq(xen_xc, DOMAIN, 22, &pirq),
         xendevicemodel_map_pirq(xen_dmod, DOMAIN, 22, &pirq));
    EACH("map_pirq to 5", 5, xc_physdev_map_pirq(xen_xc, DOMAIN, 22, &pirq),
         xendevicemodel_map_pirq(xen_dmod, DOMAIN, 22, &pirq));
    EACH("map_pirq to 0", 0, xc_physdev_map_pirq(xen_xc, DOMAIN, 22, &pirq),
         xendevicemodel_map_pirq(xen_dmod, DOMAIN, 22, &pirq));
    EACH("unmap_pirq", 0, xc_physdev_unmap_pirq(xen_xc, DOMAIN, 22),
         xendevicemodel_unmap_pirq(xen_dmod, DOMAIN, 22));
    EACH("map_pirq_msi", -1,
         xc_physdev_map_pirq_msi(xen_xc, DOMAIN, -1, &pirq, 0x10, 3, 0, 0),
         xendevicemodel_map_pirq_msi(xen_dmod, DOMAIN, -1, &pirq, 0x10, 3, 0, 0));
    EACH("map_pirq_msi of MSI-X", 5,
         xc_physdev_map_pirq_msi(xen_xc, DOMAIN, -1, &pirq, 0x10, 0x20003, 2, 0xfe0000000),
         xendevicemodel_map_pirq_msi(xen_dmod, DOMAIN, -1, &pirq, 0x10, 0x20003, 2,
                                     0xfe0000000));
    EACH("set_acpi_s_state",
         0, xc_set_hvm_param(xen_xc, DOMAIN, HVM_PARAM_ACPI_S_STATE, 3),
         xendevicemodel_set_acpi_s_state(xen_dmod, DOMAIN, 3));
    EACH("shutdown", 0, xc_domain_shutdown(xen_xc, DOMAIN, SHUTDOWN_crash),
         xen_remote_shutdown(DOMAIN, SHUTDOWN_crash));
#define POPULATE(NAME, RC, ERROR, MEMORY)                                       \
    BOTH(NAME, RC, ERROR, MEMORY, 0,                                            \
         xc_domain_populate_physmap_exact(xen_xc, DOMAIN, 3, 0, 0, pages),      \
         xen_populate_physmap(DOMAIN, 3, pages))
    POPULATE("populate_physmap", 3, 0, 8);
    POPULATE("populate_physmap in part", 2, 0, 8);
    POPULATE("populate_physmap of nothing", 0, 0, 8);
    POPULATE("populate_physmap, denied", -1, EPERM, 8);
    POPULATE("populate_physmap, without memory", 0, 0, 0);
    POPULATE("populate_physmap, without memory for the struct", 0, 0, 1);

#ifdef WITH_GSI
    printf("new map_pirq_gsi\n");
    expect(0, 0, 8, -1);
    print_result(xendevicemodel_map_pirq_gsi(xen_dmod, DOMAIN, 22, &pirq));
    printf("new map_pirq_gsi, denied\n");
    expect(-1, EPERM, 8, -1);
    print_result(xendevicemodel_map_pirq_gsi(xen_dmod, DOMAIN, 22, &pirq));
    printf("new get_gsi\n");
    expect(0, 0, 8, 0);
    print_result(xen_pt_get_gsi(0x20310));
    printf("new get_gsi, denied\n");
    expect(-1, EPERM, 8, 0);
    print_result(xen_pt_get_gsi(0x20310));
#endif
    return 0;
}
