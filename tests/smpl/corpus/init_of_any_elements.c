static struct port one = {
    .name = "one",
};

static struct port two = { 1, 2 };
static struct port three = zero;
static struct port four;
