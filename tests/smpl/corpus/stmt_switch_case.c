static void run(int a)
{
    switch (a) {
    case OLD_STATE:
        old_state();
        break;
    }
}
