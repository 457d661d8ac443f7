@r@
type T;
identifier lock;
@@
T {
    ...
    struct semaphore lock;
    ...
};

@@
type r.T;
identifier r.lock;
T *p;
@@
- down(&p->lock)
+ mutex_lock(&p->mutex)

@@
type r.T;
@@
- alloc(sizeof(T))
+ alloc_type(T)
