void stop(int n)
{
    begin();
    step(2);
    end(1);
}
