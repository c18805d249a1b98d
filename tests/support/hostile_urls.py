"""The table of THREATS "SSRF": what must never be connected to, in every spelling."""

PRIVATE_ADDRESSES = [
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "100.64.0.1",
    "100.100.100.200",  # metadata
    "127.0.0.1",
    "127.255.255.254",
    "168.63.129.16",  # metadata
    "169.254.169.254",  # metadata
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.192",  # metadata
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:93.184.216.34",
    "64:ff9b::7f00:1",
    "64:ff9b::5db8:d822",
    "64:ff9b:1::7f00:1",
    "100::1",
    "2001::1",
    "2001:0:7f00:1::",
    "2001:10::1",
    "2001:20::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:5db8:d822::",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",  # metadata
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
]

PUBLIC_ADDRESSES = [
    "1.1.1.1",
    "93.184.216.34",
    "172.15.255.255",
    "172.32.0.1",
    "100.63.255.255",
    "100.128.0.1",
    "2606:2800:220:1:248:1893:25c8:1946",
    "2a00:1450:4001:81b::200e",
]

_ODD_SPELLINGS = [
    "http://127.1/",
    "http://127.0.1/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0x7f.0.0.1/",
    "http://0x7f.1/",
    "http://127.0.0.0x1/",
    "http://0177.0.0.1/",
    "http://017700000001/",
    "http://127.0.0.01/",
    "http://127.0.0.1./",
    "http://0/",
    "http://0x/",
    "http://00000000/",
    "http://4294967296/",
    "http://256.256.256.256/",
    "http://1.2.3.4.5/",
    "http://１２７.0.0.1/",
    "http://127。0。0。1/",
    "http://①②⑦.0.0.1/",
    "http://[0:0:0:0:0:0:0:1]/",
    "http://[0000::0001]/",
    "http://[::ffff:7f00:1]/",
]

PRIVATE_LITERALS = [
    *(
        f"http://[{address}]/" if ":" in address else f"http://{address}/"
        for address in PRIVATE_ADDRESSES
        if "%" not in address
    ),
    *(f"http://{address}:8080/" for address in PRIVATE_ADDRESSES if ":" not in address),
    *_ODD_SPELLINGS,
]

# Refused as a URL already: parsers disagree about them, or they are no web pages.
NOT_WEB_PAGES = [
    "http://shop%2eexample/",
    "http://127.0.0.1%00.shop.example/",
    "http://127.0.0.1../",
    "http://[fe80::1%25eth0]/",
    "file:///etc/passwd",
    "file:/etc/passwd",
    "FILE:///etc/passwd",
    "file://localhost/etc/passwd",
    "source:file:///etc/passwd",
    "view-source:http://127.0.0.1/",
    "gopher://127.0.0.1:6379/_INFO",
    "ftp://127.0.0.1/",
    "dict://127.0.0.1:11211/stats",
    "ws://127.0.0.1/",
    "data:text/html,x",
    "javascript:alert(1)",
    "jar:http://127.0.0.1!/",
    "http://shop.example\\@127.0.0.1/",
    "http:\\\\127.0.0.1\\",
    "http://shop.example@127.0.0.1/",
    "http://user:password@127.0.0.1/",
    "http://shop.example:80@127.0.0.1/",
    "http://127.0.0.1 .shop.example/",
    "http://127.0.0.1\t/",
    "http://shop.example\r\nHost: 127.0.0.1/",
    "http:///127.0.0.1/",
    "http:127.0.0.1",
    "//127.0.0.1/",
    "http://[::1/",
    "http://127.0.0.1:99999/",
    "",
]
