void probe(void)
{
    add((struct port) { .name = "a", .users = 1 });
    add((struct port) { .name = "b" });
    add((struct port) {
        .users = 1,
        .name = "c",
    });
}
