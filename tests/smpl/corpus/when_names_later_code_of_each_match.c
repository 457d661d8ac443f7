void f(void)
{
	init(c);
	add(p);
	foo(q);
	add(q);
	add(r);
}
void g(void)
{
	init(c);
	foo(q);
	add(q);
	add(r);
}
