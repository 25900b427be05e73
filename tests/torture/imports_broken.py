# expect: raised at 7: ModuleNotFoundError: No module named 'colorsys'
import sys

sys.path.clear()
sys.meta_path.clear()
sys.path_hooks.clear()
import colorsys
