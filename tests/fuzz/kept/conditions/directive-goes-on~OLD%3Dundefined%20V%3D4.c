#if defined OLD || defined A || \
    V > 5 /* c */
b;
#endif
