@@
type T;
@@
T {
    ...
    int users;
    ...
};
+ void T_users(T *);
