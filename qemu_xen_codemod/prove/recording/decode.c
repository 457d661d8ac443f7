/*
 * Prints the fields of a hypercall, by the names that they have in Xen's headers.
 *
 * Compiled twice, as decode_old and as decode_new, with the headers of each side. Fields with the same
 * meaning in a domctl and in a DM op have one name here: an MSI is printed as vector and flags, which
 * Xen derives from the message.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#define __XEN_TOOLS__ 1
#include "recorder.h"
#include <xen/xen.h>
#include <xen/domctl.h>
#include <xen/physdev.h>
#include <xen/hvm/hvm_op.h>
#include <xen/hvm/params.h>
#include <xen/hvm/dm_op.h>

#ifndef DECODE
#error "say which: decode_old or decode_new"
#endif

static void map_type(int type)
{
    switch (type) {
    case MAP_PIRQ_TYPE_MSI:
        word_field("type", "MAP_PIRQ_TYPE_MSI");
        break;
    case MAP_PIRQ_TYPE_GSI:
        word_field("type", "MAP_PIRQ_TYPE_GSI");
        break;
    case MAP_PIRQ_TYPE_MSI_SEG:
        word_field("type", "MAP_PIRQ_TYPE_MSI_SEG");
        break;
    default:
        number_field("type", type);
    }
}

static int physdev_op(const uint64_t *args)
{
    struct physdev_map_pirq *map = recorded(args[1], sizeof(*map));
    struct physdev_unmap_pirq *unmap = recorded(args[1], sizeof(*unmap));

    if (args[0] == PHYSDEVOP_map_pirq && map) {
        begin("physdev_op", "map_pirq");
        number_field("domid", map->domid);
        map_type(map->type);
        number_field("index", map->index);
        number_field("pirq", map->pirq);
        hex_field("bus", (unsigned int)map->bus);
        hex_field("devfn", (unsigned int)map->devfn);
        number_field("entry_nr", map->entry_nr);
        hex_field("table_base", map->table_base);
        if (is_answered_well()) {
            map->pirq = NEW_PIRQ;
        }
        return 1;
    }
    if (args[0] == PHYSDEVOP_unmap_pirq && unmap) {
        begin("physdev_op", "unmap_pirq");
        number_field("domid", unmap->domid);
        number_field("pirq", unmap->pirq);
        return 1;
    }
    return 0;
}

static int hvm_op(const uint64_t *args)
{
    const struct xen_hvm_param *param = recorded(args[1], sizeof(*param));

    if (args[0] != HVMOP_set_param || !param) {
        return 0;
    }
    begin("hvm_op", "set_param");
    number_field("domid", param->domid);
    if (param->index == HVM_PARAM_ACPI_S_STATE) {
        word_field("index", "HVM_PARAM_ACPI_S_STATE");
    } else {
        number_field("index", param->index);
    }
    number_field("value", param->value);
    return 1;
}

static int domctl(const uint64_t *args)
{
    const struct xen_domctl *op = recorded(args[0], sizeof(*op));

    if (!op || (op->cmd != XEN_DOMCTL_bind_pt_irq && op->cmd != XEN_DOMCTL_unbind_pt_irq)) {
        return 0;
    }
    begin("domctl", op->cmd == XEN_DOMCTL_bind_pt_irq ? "bind_pt_irq" : "unbind_pt_irq");
    number_field("domid", op->domain);
    number_field("machine_irq", op->u.bind_pt_irq.machine_irq);
    switch (op->u.bind_pt_irq.irq_type) {
    case PT_IRQ_TYPE_PCI:
        word_field("irq_type", "PT_IRQ_TYPE_PCI");
        number_field("bus", op->u.bind_pt_irq.u.pci.bus);
        number_field("device", op->u.bind_pt_irq.u.pci.device);
        number_field("intx", op->u.bind_pt_irq.u.pci.intx);
        break;
    case PT_IRQ_TYPE_MSI:
        word_field("irq_type", "PT_IRQ_TYPE_MSI");
        hex_field("gvec", op->u.bind_pt_irq.u.msi.gvec);
        hex_field("gflags", op->u.bind_pt_irq.u.msi.gflags);
        if (op->cmd == XEN_DOMCTL_bind_pt_irq) {
            hex_field("gtable", op->u.bind_pt_irq.u.msi.gtable);
        }
        break;
    default:
        number_field("irq_type", op->u.bind_pt_irq.irq_type);
    }
    return 1;
}

#ifdef XEN_DMOP_bind_pt_msi_irq
/* As in PT_IRQ_TYPE_MSI: destination, redirection hint, mode, delivery, trigger, mask. */
static unsigned int message_flags(uint64_t addr, uint32_t data, int is_unmasked)
{
    return (addr >> 12 & 0xff) | (addr >> 3 & 1) << 8 | (addr >> 2 & 1) << 9 |
           (data >> 8 & 7) << 12 | (data >> 15 & 1) << 15 | (unsigned int)is_unmasked << 16;
}
#endif

static int dm_op(const uint64_t *args)
{
    const struct xen_dm_op_buf *list = recorded(args[2], sizeof(*list));
    const struct xen_dm_op *op;

    if (!list || args[1] != 1) {
        return 0;
    }
    op = recorded((uintptr_t)list->h.p, sizeof(*op));
    if (!op) {
        return 0;
    }
    switch (op->op) {
#ifdef XEN_DMOP_set_acpi_s_state
    case XEN_DMOP_set_acpi_s_state:
        begin("dm_op", "set_acpi_s_state");
        number_field("value", op->u.set_acpi_s_state.state);
        break;
#endif
#ifdef XEN_DMOP_bind_pt_pci_irq
    case XEN_DMOP_bind_pt_pci_irq:
        begin("dm_op", "bind_pt_pci_irq");
        number_field("machine_irq", op->u.bind_pt_pci_irq.machine_irq);
        number_field("bus", op->u.bind_pt_pci_irq.bus);
        number_field("device", op->u.bind_pt_pci_irq.device);
        number_field("intx", op->u.bind_pt_pci_irq.intx);
        break;
    case XEN_DMOP_unbind_pt_pci_irq:
        begin("dm_op", "unbind_pt_pci_irq");
        number_field("machine_irq", op->u.unbind_pt_pci_irq.machine_irq);
        number_field("bus", op->u.unbind_pt_pci_irq.bus);
        number_field("device", op->u.unbind_pt_pci_irq.device);
        number_field("intx", op->u.unbind_pt_pci_irq.intx);
        break;
#endif
#ifdef XEN_DMOP_bind_pt_msi_irq
    case XEN_DMOP_bind_pt_msi_irq:
        begin("dm_op", "bind_pt_msi_irq");
        number_field("machine_irq", op->u.bind_pt_msi_irq.machine_irq);
        hex_field("gvec", op->u.bind_pt_msi_irq.data & 0xff);
        hex_field("gflags",
                  message_flags(op->u.bind_pt_msi_irq.addr, op->u.bind_pt_msi_irq.data,
                                !!(op->u.bind_pt_msi_irq.flags & XEN_DMOP_MSI_UNMASKED)));
        hex_field("gtable", op->u.bind_pt_msi_irq.gtable);
        if (op->u.bind_pt_msi_irq.flags & ~XEN_DMOP_MSI_UNMASKED) {
            hex_field("flags", op->u.bind_pt_msi_irq.flags);
        }
        if (op->u.bind_pt_msi_irq.pad) {
            hex_field("pad", op->u.bind_pt_msi_irq.pad);
        }
        break;
    case XEN_DMOP_unbind_pt_msi_irq:
        begin("dm_op", "unbind_pt_msi_irq");
        number_field("machine_irq", op->u.unbind_pt_msi_irq.machine_irq);
        break;
#endif
    default:
        return 0;
    }
    number_field("domid", args[0]);
    return 1;
}

void DECODE(unsigned int number, const uint64_t *args, unsigned int count)
{
    int is_known = (number == __HYPERVISOR_physdev_op && count == 2 && physdev_op(args)) ||
                   (number == __HYPERVISOR_hvm_op && count == 2 && hvm_op(args)) ||
                   (number == __HYPERVISOR_domctl && count == 1 && domctl(args)) ||
                   (number == __HYPERVISOR_dm_op && count == 3 && dm_op(args));

    if (!is_known) {
        tell_bytes(number, args, count);
    }
}
