void flags_of(struct card *card)
{
    struct tuner t;
    get_flags(card, &t.flags, t, &t.signal);
    if (t.signal) {
        put_flags(t.flags, t.name[t.count]);
    }
}
