int fill(int i)
{
    int j = checked(load(i));

    return checked(load(i + 1), load) + checked(load(j));
}
