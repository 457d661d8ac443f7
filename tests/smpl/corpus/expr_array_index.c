static int state(int i)
{
    pirqs[i + 1].state = 0;
    return pirqs[i].state + pirqs[i]->state + other.pirqs[i].state;
}
