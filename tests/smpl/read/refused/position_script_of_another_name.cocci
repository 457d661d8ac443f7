// refused: 4: a script about something other than p[0]
@@
expression E;
position p : script:python() { q[0].file == "a.c" };
@@
- f@p(E)
+ h()
