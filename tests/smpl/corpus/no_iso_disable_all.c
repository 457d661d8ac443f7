void one(struct box *box)
{
    if (!box) {
        none();
    }
    if (NULL == box) {
        none();
    }
}
