#if drop(1) /* c */ && drop(2)
int a;
#elif /* c */ drop(3)
int b;
#endif
int f(int p)
{
#pragma x /* c */ drop(4)
    return drop(p);
}
