/*
 * Replaces the hypervisor, and prints the hypercalls that it gets.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef RECORDER_H
#define RECORDER_H

#include <stddef.h>
#include <stdint.h>

enum { NEW_PIRQ = 77 };

/* A pointer to a pirq, for the calls; what a function writes there is printed. */
int *pirq(int first);

/* The two calls of a case: that of libxenctrl, and its replacement. */
struct recorder_case {
    int (*old)(void *xch, uint32_t domid);
    int (*new)(void *dmod, uint32_t domid);
};

extern const struct recorder_case recorder_cases[];
extern const unsigned int recorder_cases_count;
void *open_old(void);
void *open_new(void);

/* Print the fields of a hypercall; each is compiled with the headers of its side. */
void decode_old(unsigned int number, const uint64_t *args, unsigned int count);
void decode_new(unsigned int number, const uint64_t *args, unsigned int count);

/* For these: the data at an address, NULL unless it is a buffer of at least that size. */
void *recorded(uint64_t address, size_t size);
int is_answered_well(void);
void begin(const char *hypercall, const char *command);
void number_field(const char *name, long long value);
void hex_field(const char *name, unsigned long long value);
void word_field(const char *name, const char *value);
/* All that can be printed about an unknown hypercall. */
void tell_bytes(unsigned int number, const uint64_t *args, unsigned int count);

#endif
