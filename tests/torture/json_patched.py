# expect: ok
import json, json.encoder

json.dumps = json.loads = json.encoder.encode_basestring_ascii = None
print("on")  # output: on
