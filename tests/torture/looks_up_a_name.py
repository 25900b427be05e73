# expect: raised at 4: URLError: <urlopen error [Errno 1] this program may not use the network
import urllib.request

urllib.request.urlopen("http://localhost/")
