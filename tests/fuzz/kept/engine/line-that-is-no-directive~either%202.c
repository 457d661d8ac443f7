stop
	#?old_one(a,
		0);