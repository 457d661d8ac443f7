enum {
    FIRST = page_of(0),
};

struct flags {
    int low : page_of(8);
};

static int room(void)
{
    char buf[page_of(3)];

    return sizeof(buf) + sizeof(page_of(0));
}
