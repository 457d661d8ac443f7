int size(int size, int other)
{
    return size == other || other == size;
}
