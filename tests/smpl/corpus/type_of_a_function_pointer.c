void begin(struct box *box)
{
    start(box, (void (*)(void *))run);
    start(box, (struct box *)run);
    start(box, run);
}
