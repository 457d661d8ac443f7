int port(int p)
{
    if (open_port(p) < 0) {
        return -1;
    }
    put(p);
    return 0;
}

void file(int f)
{
    int h = open_file(f);

    put(h);
    put(f);
}
