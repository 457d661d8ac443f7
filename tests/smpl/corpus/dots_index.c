int f(int i)
{
    table[i] = 1;
    table[i + 1].name = table[2][3];
    other[i] = table[i].size;
    return table->size + s.table[i];
}
