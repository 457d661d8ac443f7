struct old {
    int x;
};

int n;
