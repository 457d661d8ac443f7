void stop(void)
{
    print("plain");
    print("%s");
    print("%s" "two");
    print(LIMIT);
    print(-1);
}
