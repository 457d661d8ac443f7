#include <stdio.h>
#include <linux/a.h>
#include <linux/b/c.h> /* For C. */
#include <xen.h>
#ifdef CONFIG_D
#include <linux/d.h>
#endif

int last;
