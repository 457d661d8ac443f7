void another_label(int n)
{
    begin();
again:
    note(n);
    end();
}

void one_on_a_branch(int n)
{
    begin();
    if (n) {
out:
        note(n);
    }
    end();
}

void none(int n)
{
    begin();
    out = n;
    end();
}
