/* A comment. */
#include <stdio.h>
#include "a.h"
