"""Starts a hub and tests it from outside: its events, and its page in a browser.

    .venv/bin/python Tests/Browser/test_hub.py [page_tests.PageTests.test_…]

FLIGHTHUB_URL names a hub that runs already; FLIGHTHUB_SHOTS a folder for pictures of the page.
"""

import sys
import unittest

import compression_tests
import event_tests
import page_tests
import scripted_tests
from hub import running_hub

if __name__ == "__main__":
    with running_hub():
        loader = unittest.TestLoader()
        suite = unittest.TestSuite(
            loader.loadTestsFromNames(sys.argv[1:]) if sys.argv[1:]
            else map(loader.loadTestsFromModule, (event_tests, page_tests, scripted_tests, compression_tests)))
        result = unittest.TextTestRunner(verbosity=2).run(suite)
    sys.exit(not result.wasSuccessful())
