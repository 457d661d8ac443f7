void straight(Error **errp)
{
    if (!load(&err)) {
        propagate(errp, err);
        return;
    }
}

void some_code_before(Error **errp)
{
    if (!load(&err)) {
        int n = 3;
        propagate(errp, err);
        return;
    }
}

void label_before_it(Error **errp)
{
    if (errp) {
        goto out;
    }
    if (!load(&err)) {
        int n = 3;
out:
        propagate(errp, err);
        return;
    }
}

void jump_to_a_label_behind(Error **errp)
{
    if (!load(&err)) {
        goto out;
out:
        propagate(errp, err);
        return;
    }
}

void label_elsewhere(Error **errp)
{
out:
    if (!load(&err)) {
        propagate(errp, err);
        return;
    }
    goto out;
}
