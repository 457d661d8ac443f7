struct s { char name[8]; };
typedef char row[4];
void t(struct s *p, char par[16], row r)
{
    char a[4];
    release(a);
    release(par);
    release(p->name);
    release(r);
    release("literal");
    release(a + 1);
}
