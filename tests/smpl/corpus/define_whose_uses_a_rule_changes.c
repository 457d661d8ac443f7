#define fieldsize(a) ARRAY_SIZE(a)

int probe(void)
{
    return fieldsize(names);
}
