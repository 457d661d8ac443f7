int all(struct box *box)
{
    if (box == NULL) {
        none();
    } else {
        use(box);
    }
    if (!box) {
        none();
    } else {
        use(box);
    }
    return box == NULL;
}
