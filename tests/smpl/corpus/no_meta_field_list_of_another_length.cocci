@@
field list[2] fs;
type T;
@@
struct port {
    fs
-   T users;
    ...
};
