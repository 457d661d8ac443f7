{{}hold(l);
        /*;release(l);