{{}hold(l);
if A
#endif release(l);/**/