int set_all(struct box *box)
{
    int err = 0;

    try(box, &err);
    if (err) {
        return err;
    }
    try(&err);
    if (err)
        return err;
    try(&err, box, 2);
    if (err) {
        return err;
    }
    try(box, &err, box, 2);
    if (err) {
        return err;
    }
    old_log();
    old_log(box, "set");
    return 0;
}
