static unsigned long first = page_of(0), second = page_of(1);

static struct frame frames[] = {
    { .number = page_of(2), .next = NULL },
    [page_of(3)] = { page_of(4) },
};

static void fill(unsigned long addr)
{
    unsigned long mfn = page_of(addr), other;
    struct frame frame = { .number = page_of(mfn) };

    other = page_of(frame.number);
    frames[page_of(other)] = frame;
}
