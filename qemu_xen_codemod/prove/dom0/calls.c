/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Calls new and old functions on a running hypervisor, from dom0, for a domain that it creates.
 * Prints a line for each: "NAME: 3" is a result, "NAME: EINVAL" an error. Linked statically; plain
 * domctls do what a toolstack would do, so that libxenctrl is not needed.
 */
#define __XEN_TOOLS__ 1

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <xen/xen.h>
#include <xen/domctl.h>
#include <xen/memory.h>
#include <xen/physdev.h>
#include <xen/sched.h>
#include <xen/hvm/hvm_op.h>
#include <xen/hvm/params.h>

#include <xencall.h>
#include <xendevicemodel.h>
#include <xentoolcore.h>

enum { GSI = 22, SLOT = 3, SBDF = 2 << 3, FRAMES = 8, FIRST_FRAME = 0x100 };

static xencall_handle *xcall;
static xendevicemodel_handle *dmod;
static domid_t domid;

static const char *error_name(int error)
{
    static const struct {
        int number;
        const char *name;
    } names[] = {
        { EINVAL, "EINVAL" }, { EPERM, "EPERM" }, { ENOTTY, "ENOTTY" },
        { EOPNOTSUPP, "EOPNOTSUPP" }, { ENOMEM, "ENOMEM" }, { ENODEV, "ENODEV" },
        { ESRCH, "ESRCH" }, { EBUSY, "EBUSY" }, { EFAULT, "EFAULT" },
    };
    static char other[16];

    for (unsigned int i = 0; i < sizeof(names) / sizeof(*names); i++) {
        if (names[i].number == error) {
            return names[i].name;
        }
    }
    snprintf(other, sizeof(other), "E%d", error);
    return other;
}

static void say(const char *name, long result)
{
    if (result < 0) {
        printf("%s: %s\n", name, error_name(errno));
    } else {
        printf("%s: %ld\n", name, result);
    }
    fflush(stdout);
}

/* Errno is set by the call, not by what evaluates its arguments. */
#define SAY(name, call) do { errno = 0; say(name, call); } while (0)

/* A hypercall with one structure, which it may fill. */
static int hypercall(unsigned int number, int command, void *data, size_t size)
{
    void *buffer = xencall_alloc_buffer(xcall, size);
    int rc, error;

    if (!buffer) {
        return -1;
    }
    memcpy(buffer, data, size);
    if (command < 0) {
        rc = xencall1(xcall, number, (uintptr_t)buffer);
    } else {
        rc = xencall2(xcall, number, command, (uintptr_t)buffer);
    }
    error = errno;
    memcpy(data, buffer, size);
    xencall_free_buffer(xcall, buffer);
    errno = error;
    return rc;
}

static int domctl(struct xen_domctl *op, uint32_t command)
{
    op->cmd = command;
    op->interface_version = XEN_DOMCTL_INTERFACE_VERSION;
    if (command != XEN_DOMCTL_createdomain) {
        op->domain = domid;
    }
    return hypercall(__HYPERVISOR_domctl, -1, op, sizeof(*op));
}

static int make_domain(void)
{
    struct xen_domctl op = {
        .domain = 1,
        .u.createdomain = {
            .flags = XEN_DOMCTL_CDF_hvm | XEN_DOMCTL_CDF_hap | XEN_DOMCTL_CDF_iommu,
            .max_vcpus = 1,
            .max_evtchn_port = 1023,
            .max_grant_frames = 8,
            .max_maptrack_frames = 8,
            .grant_opts = 1,
            .handle = { 7 },
            .arch.emulation_flags = XEN_X86_EMU_ALL & ~XEN_X86_EMU_VPCI,
        },
    };
    struct xen_domctl vcpus = { .u.max_vcpus.max = 1 };
    struct xen_domctl memory = { .u.max_mem.max_memkb = 64 << 10 };
    struct xen_domctl pool = { .u.paging_mempool.size = 4 << 20 };

    if (domctl(&op, XEN_DOMCTL_createdomain)) {
        return -1;
    }
    domid = op.domain;
    if (domctl(&vcpus, XEN_DOMCTL_max_vcpus) || domctl(&memory, XEN_DOMCTL_max_mem)) {
        return -1;
    }
    return domctl(&pool, XEN_DOMCTL_set_paging_mempool_size);
}

/* Some memory: without any, no device can be assigned. */
static int populate(void)
{
    xen_pfn_t *frames = xencall_alloc_buffer(xcall, FRAMES * sizeof(*frames));
    struct xen_memory_reservation reservation = { .nr_extents = FRAMES, .domid = domid };
    int rc;

    if (!frames) {
        return -1;
    }
    for (unsigned int i = 0; i < FRAMES; i++) {
        frames[i] = FIRST_FRAME + i;
    }
    set_xen_guest_handle_raw(reservation.extent_start, frames);
    rc = hypercall(__HYPERVISOR_memory_op, XENMEM_populate_physmap, &reservation,
                   sizeof(reservation));
    xencall_free_buffer(xcall, frames);
    return rc;
}

static int assign_device(void)
{
    struct xen_domctl op = {
        .u.assign_device = {
            .dev = XEN_DOMCTL_DEV_PCI,
            .u.pci.machine_sbdf = SBDF,
        },
    };

    return domctl(&op, XEN_DOMCTL_assign_device);
}

static long s_state(void)
{
    xen_hvm_param_t param = { .domid = domid, .index = HVM_PARAM_ACPI_S_STATE };
    int rc = hypercall(__HYPERVISOR_hvm_op, HVMOP_get_param, &param, sizeof(param));

    return rc ? rc : (long)param.value;
}

static int old_s_state(uint64_t state)
{
    xen_hvm_param_t param = {
        .domid = domid,
        .index = HVM_PARAM_ACPI_S_STATE,
        .value = state,
    };

    return hypercall(__HYPERVISOR_hvm_op, HVMOP_set_param, &param, sizeof(param));
}

static int old_pci(uint32_t command, int pirq, int slot)
{
    struct xen_domctl op = {
        .u.bind_pt_irq = {
            .machine_irq = pirq,
            .irq_type = PT_IRQ_TYPE_PCI,
            .u.pci = { .device = slot },
        },
    };

    return domctl(&op, command);
}

static int old_msi(uint32_t command, int pirq, uint8_t vector)
{
    struct xen_domctl op = {
        .u.bind_pt_irq = {
            .machine_irq = pirq,
            .irq_type = PT_IRQ_TYPE_MSI,
            .u.msi = { .gvec = vector, .gflags = XEN_DOMCTL_VMSI_X86_UNMASKED },
        },
    };

    return domctl(&op, command);
}

static int new_msi(int pirq, uint32_t data)
{
    return xendevicemodel_bind_pt_msi_irq(dmod, domid, pirq, 0xfee00000, data, 0, 1);
}

static int new_pci(int pirq, int slot)
{
    return xendevicemodel_bind_pt_pci_irq(dmod, domid, pirq, 0, slot, 0);
}

static int no_pci(int pirq)
{
    return xendevicemodel_unbind_pt_pci_irq(dmod, domid, pirq, 0, SLOT, 0);
}

static int map_msi(int *pirq)
{
    *pirq = -1;
    return xendevicemodel_map_pirq_msi(dmod, domid, -1, pirq, SBDF, 0, 0, 0);
}

static int map_gsi(int *pirq)
{
    *pirq = -1;
    return xendevicemodel_map_pirq(dmod, domid, GSI, pirq);
}

static void try_s_state(void)
{
    SAY("state", s_state());
    SAY("new: suspend", xendevicemodel_set_acpi_s_state(dmod, domid, 3));
    SAY("state after new suspend", s_state());
    SAY("old: resume", old_s_state(0));
    SAY("state after old resume", s_state());
    SAY("old: suspend", old_s_state(3));
    SAY("new: resume", xendevicemodel_set_acpi_s_state(dmod, domid, 0));
    SAY("state after new resume", s_state());
    SAY("new: state 5", xendevicemodel_set_acpi_s_state(dmod, domid, 5));
    SAY("old: state 5", old_s_state(5));
}

static void try_intx(int pirq)
{
    SAY("new: bind INTx", new_pci(pirq, SLOT));
    SAY("old: unbind INTx of new", old_pci(XEN_DOMCTL_unbind_pt_irq, pirq, SLOT));
    SAY("old: bind INTx", old_pci(XEN_DOMCTL_bind_pt_irq, pirq, SLOT));
    SAY("new: unbind INTx of old", no_pci(pirq));
    SAY("new: unbind INTx again", no_pci(pirq));
    SAY("old: unbind INTx again", old_pci(XEN_DOMCTL_unbind_pt_irq, pirq, SLOT));
    SAY("new: bind INTx of slot 32", new_pci(pirq, 32));
    SAY("new: bind INTx of no pirq", new_pci(999, SLOT));
    SAY("old: bind INTx of no pirq", old_pci(XEN_DOMCTL_bind_pt_irq, 999, SLOT));
}

static void try_msi(int pirq)
{
    SAY("new: bind MSI", new_msi(pirq, 0x4051));
    SAY("new: bind MSI again", new_msi(pirq, 0x4061));
    SAY("old: bind MSI of new", old_msi(XEN_DOMCTL_bind_pt_irq, pirq, 0x61));
    SAY("old: unbind MSI", old_msi(XEN_DOMCTL_unbind_pt_irq, pirq, 0));
    SAY("old: bind MSI", old_msi(XEN_DOMCTL_bind_pt_irq, pirq, 0x51));
    SAY("new: unbind MSI of old", xendevicemodel_unbind_pt_msi_irq(dmod, domid, pirq));
}

/* What a device model can do that is restricted to its own domain. */
static void try_restricted(int gsi, int msi)
{
    int pirq;

    SAY("restrict", xentoolcore_restrict_all(domid));
    SAY("restricted, new: bind INTx", new_pci(gsi, SLOT));
    SAY("restricted, new: unbind INTx", no_pci(gsi));
    SAY("restricted, new: bind MSI", new_msi(msi, 0x4051));
    SAY("restricted, new: unbind MSI", xendevicemodel_unbind_pt_msi_irq(dmod, domid, msi));
    SAY("restricted, new: suspend", xendevicemodel_set_acpi_s_state(dmod, domid, 3));
    SAY("restricted, new: resume", xendevicemodel_set_acpi_s_state(dmod, domid, 0));
    SAY("restricted, old: bind INTx", old_pci(XEN_DOMCTL_bind_pt_irq, gsi, SLOT));
    SAY("restricted, old: resume", old_s_state(0));
    SAY("restricted: map a GSI", map_gsi(&pirq));
    SAY("restricted: shutdown", xendevicemodel_shutdown(dmod, domid, SHUTDOWN_poweroff));
    SAY("restricted: shutdown of dom0", xendevicemodel_shutdown(dmod, 0, SHUTDOWN_poweroff));
}

int main(void)
{
    int gsi, msi;

    xcall = xencall_open(NULL, 0);
    dmod = xendevicemodel_open(NULL, 0);
    if (!xcall || !dmod) {
        say("open", -1);
        return 1;
    }
    SAY("make a domain", make_domain());
    SAY("populate", populate());
    try_s_state();
    SAY("assign a device", assign_device());
    SAY("map a GSI", map_gsi(&gsi));
    try_intx(gsi);
    SAY("map an MSI", map_msi(&msi));
    try_msi(msi);
    SAY("unmap an MSI", xendevicemodel_unmap_pirq(dmod, domid, msi));
    SAY("map an MSI again", map_msi(&msi));
    try_restricted(gsi, msi);
    return 0;
}
