void unused(int);
void unused(int a);
void used(int a);

void unused(int a)
{
    used(a);
}
