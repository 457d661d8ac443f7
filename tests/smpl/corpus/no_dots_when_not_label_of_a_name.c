void on_the_way(int n)
{
    begin();
out:
    note(n);
    end();
}
