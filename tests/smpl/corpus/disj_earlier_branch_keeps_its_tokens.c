int fill(int i)
{
    take(box.size, box, box.parts[box.count], other);
    return box.head.next;
}
