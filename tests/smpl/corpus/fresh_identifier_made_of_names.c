int width(struct box *box)
{
    return lookup(box->width) + lookup(box->height);
}
