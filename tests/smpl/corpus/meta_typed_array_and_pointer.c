void t(char **q, char *names[4])
{
    char buf[12];
    memset(buf, 0, sizeof(buf));
    memset(q, 0, sizeof(q));
    memset(names, 0, sizeof(names));
    memset(names[1], 0, sizeof(names[1]));
}
