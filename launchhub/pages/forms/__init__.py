"""What people type on the kernel's screens, one file per noun."""
