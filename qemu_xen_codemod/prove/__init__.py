"""Both halves together: QEMU with its series on a Xen with its own."""
