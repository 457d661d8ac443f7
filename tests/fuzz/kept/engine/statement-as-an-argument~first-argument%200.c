store(a,if(r){;
        }store());