@@
@@
enum state {
    ...,
-   ON,
    ...,
    OFF
};
