int plain;
int __late before;
__late int first;
int other __always;
int two __late __always;
long wide __late;
int at __at;
int at_three __at(3);
int also __always = 2;

struct early {
    int n;
    char c;
};

struct sure {
    int n;
    char c;
} __always;
