char const *p = &text;
