# /// script
# requires-python = ">=3.9"
# dependencies = ["six>=1.15"]
# ///
import six
