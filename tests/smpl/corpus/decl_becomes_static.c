long other;
int one;
int coroutine_data two;

void run(void)
{
    int a, b;
    int c;  /* kept */
    int d = 1;
}
