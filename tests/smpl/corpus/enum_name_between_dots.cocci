@@
@@
enum state {
    ...,
-   HALF,
    ...,
    OFF,
    ...
};
