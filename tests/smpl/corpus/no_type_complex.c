double complex turn(double complex a)
{
    double complex b;
    complex double c;
    long double complex d;

    take(b);
    return (double complex)take(d) + sizeof(double complex);
}
