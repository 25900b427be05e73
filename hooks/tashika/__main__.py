"""`python -m tashika` is the same as `tashika`."""

import sys

from tashika.cli import main

sys.exit(main())
