/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Preloaded into a device model: prints its calls to Xen and their results on standard error. A line
 * for each call: "codemod call: NAME ARGUMENTS = RESULT", followed by the error's number if it
 * failed. CODEMOD_FAULT names a call that is not made and fails: "populate", "shutdown", "state".
 */
#define _GNU_SOURCE

#include <dlfcn.h>
#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Of Xen's interface, which does not change. */
enum {
    MEMORY_OP = 12, POPULATE_PHYSMAP = 6,
    HVM_OP = 34, SET_PARAM = 0, GET_PARAM = 1, S_STATE = 14,
};

struct reservation {
    uint64_t frames, count;
    uint32_t order, flags;
    uint16_t domain;
};

struct parameter {
    uint16_t domain, padding;
    uint32_t index;
    uint64_t value;
};

static int say(int result, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* In a single write: others write to the log, too. */
static int say(int result, const char *format, ...)
{
    int error = errno;
    char line[256] = "codemod call: ";
    size_t used = strlen(line);
    va_list arguments;

    va_start(arguments, format);
    used += vsnprintf(line + used, 160, format, arguments);
    va_end(arguments);
    if (result < 0) {
        used += snprintf(line + used, 48, " = %d, error %d\n", result, error);
    } else {
        used += snprintf(line + used, 48, " = %d\n", result);
    }
    if (write(STDERR_FILENO, line, used) < 0) {
        abort();
    }
    errno = error;
    return result;
}

static int fails(const char *fault)
{
    const char *wanted = getenv("CODEMOD_FAULT");

    errno = EINVAL;
    return wanted && !strcmp(wanted, fault);
}

/* The function that ours replaces; a program that needs a missing function does not start. */
#define BEHIND(name, ...) ((int (*)(__VA_ARGS__))dlsym(RTLD_NEXT, name))

int xencall2(void *handle, unsigned int number, uint64_t first, uint64_t second)
{
    int (*behind)(void *, unsigned int, uint64_t, uint64_t) =
        BEHIND("xencall2", void *, unsigned int, uint64_t, uint64_t);

    if (number == MEMORY_OP && first == POPULATE_PHYSMAP) {
        const struct reservation *asked = (const void *)second;
        int count = asked->count;

        return say(fails("populate") ? -1 : behind(handle, number, first, second),
                   "memory_op populate_physmap count %d order %u flags %u",
                   count, asked->order, asked->flags);
    }
    if (number == HVM_OP && (first == SET_PARAM || first == GET_PARAM)) {
        const struct parameter *asked = (const void *)second;
        unsigned long long value = first == SET_PARAM ? asked->value : 0;
        int is_failing = asked->index == S_STATE && fails("state");

        return say(is_failing ? -1 : behind(handle, number, first, second),
                   "hvm_op %s param %u value %llu",
                   first == SET_PARAM ? "set" : "get", asked->index, value);
    }
    return say(behind(handle, number, first, second), "hypercall %u command %llu", number,
               (unsigned long long)first);
}

int xendevicemodel_shutdown(void *handle, uint16_t domain, unsigned int reason)
{
    return say(fails("shutdown") ? -1 : BEHIND("xendevicemodel_shutdown", void *, uint16_t,
                                               unsigned int)(handle, domain, reason),
               "xendevicemodel_shutdown reason %u", reason);
}

int xendevicemodel_set_acpi_s_state(void *handle, uint16_t domain, unsigned int state)
{
    return say(fails("state") ? -1 : BEHIND("xendevicemodel_set_acpi_s_state", void *, uint16_t,
                                            unsigned int)(handle, domain, state),
               "xendevicemodel_set_acpi_s_state state %u", state);
}

int xc_domain_populate_physmap_exact(void *handle, uint32_t domain, unsigned long count,
                                     unsigned int order, unsigned int flags, void *frames)
{
    return say(fails("populate") ? -1 : BEHIND("xc_domain_populate_physmap_exact", void *, uint32_t,
                                               unsigned long, unsigned int, unsigned int, void *)(
                                            handle, domain, count, order, flags, frames),
               "xc_domain_populate_physmap_exact count %lu order %u flags %u", count, order, flags);
}

int xc_hvm_param_set(void *handle, uint32_t domain, uint32_t index, uint64_t value)
{
    return say(index == S_STATE && fails("state") ? -1
                   : BEHIND("xc_hvm_param_set", void *, uint32_t, uint32_t, uint64_t)(
                       handle, domain, index, value),
               "xc_hvm_param_set param %u value %llu", index, (unsigned long long)value);
}

int xc_set_hvm_param(void *handle, uint32_t domain, int index, unsigned long value)
{
    return say(index == S_STATE && fails("state") ? -1
                   : BEHIND("xc_set_hvm_param", void *, uint32_t, int, unsigned long)(
                       handle, domain, index, value),
               "xc_set_hvm_param param %d value %lu", index, value);
}

int xc_domain_shutdown(void *handle, uint32_t domain, int reason)
{
    return say(BEHIND("xc_domain_shutdown", void *, uint32_t, int)(handle, domain, reason),
               "xc_domain_shutdown reason %d", reason);
}

int xentoolcore_restrict_all(uint16_t domain)
{
    return say(BEHIND("xentoolcore_restrict_all", uint16_t)(domain), "xentoolcore_restrict_all");
}
