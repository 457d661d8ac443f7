void all(int n)
{
    run(n);
    stop(n);
again:
    run(n + 1);
out:
    stop(n + 1);
end:
    leave();
}
