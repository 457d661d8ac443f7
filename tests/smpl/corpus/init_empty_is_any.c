struct ops o = {
    .read = do_read,
};
