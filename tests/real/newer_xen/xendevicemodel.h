/*
 * libxendevicemodel as a Xen that has the new entrypoints would declare it: written from the
 * meaning of the libxenctrl calls that they replace, not from the rules, so that the rules'
 * calls are checked against something else.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include_next <xendevicemodel.h>

#if defined(NEW_ENTRYPOINTS) && !defined(NEW_ENTRYPOINTS_DECLARED)
#define NEW_ENTRYPOINTS_DECLARED

int xendevicemodel_map_pirq(xendevicemodel_handle *dmod, domid_t domid,
                            int index, int *pirq);
int xendevicemodel_map_pirq_gsi(xendevicemodel_handle *dmod, domid_t domid,
                                int gsi, int *pirq);
int xendevicemodel_map_pirq_msi(xendevicemodel_handle *dmod, domid_t domid,
                                int index, int *pirq, int devfn, int segbus,
                                int entry_nr, uint64_t table_base);
int xendevicemodel_unmap_pirq(xendevicemodel_handle *dmod, domid_t domid,
                              int pirq);
int xendevicemodel_set_acpi_s_state(xendevicemodel_handle *dmod, domid_t domid,
                                    unsigned int state);
int xendevicemodel_bind_pt_pci_irq(xendevicemodel_handle *dmod, domid_t domid,
                                   uint32_t machine_irq, uint8_t bus,
                                   uint8_t device, uint8_t intx);
int xendevicemodel_unbind_pt_pci_irq(xendevicemodel_handle *dmod, domid_t domid,
                                     uint32_t machine_irq, uint8_t bus,
                                     uint8_t device, uint8_t intx);

/* As proposed on xen-devel in April 2026; in no release. */
int xendevicemodel_bind_pt_msi_irq(xendevicemodel_handle *dmod, domid_t domid,
                                   uint32_t machine_irq, uint64_t msi_addr,
                                   uint32_t msi_data, uint64_t gtable,
                                   int unmasked);
int xendevicemodel_unbind_pt_msi_irq(xendevicemodel_handle *dmod, domid_t domid,
                                     uint32_t machine_irq);

#endif
