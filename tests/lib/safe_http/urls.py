"""URLs that nothing may be sent to: by their address, by where their name leads, by their form."""

HOSTILE_LITERALS = [
    *("http://127.0.0.1/", "http://127.1/", "http://127.255.255.254:8000/", "http://2130706433/", "http://0x7f000001/"),
    *("http://017700000001/", "http://0177.0.0.1/", "http://0x7f.0.0.1/", "http://0x7f.1/", "http://127.0.0.1./"),
    *("http://0/", "http://0.0.0.0/", "http://00000.0.0.0/", "http://0x/", "http://256.1.1.1/", "http://1.2.3.4.5/"),
    *("http://10.0.0.1/", "http://172.16.0.1/", "http://172.31.255.255/", "http://192.168.1.1/"),
    *("http://169.254.169.254/latest/meta-data/", "http://2852039166/", "http://0xa9fea9fe/", "http://169.254.1/"),
    *("http://100.100.100.200/", "http://168.63.129.16/", "http://192.0.0.192/", "http://100.64.0.1/"),
    *("http://224.0.0.1/", "http://239.255.255.250/", "http://240.0.0.1/", "http://255.255.255.255/"),
    *("http://198.18.0.1/", "http://192.0.2.1/", "http://203.0.113.9/", "http://192.88.99.1/"),
    *("http://[::1]/", "http://[::]/", "http://[0:0:0:0:0:0:0:1]/", "http://[fe80::1]/", "http://[fe80::1%25eth0]/"),
    *("http://[fc00::1]/", "http://[fd00:ec2::254]/", "http://[ff02::1]/", "http://[fec0::1]/", "http://[100::1]/"),
    *("http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/", "http://[::ffff:a9fe:a9fe]/", "http://[::127.0.0.1]/"),
    *("http://[::ffff:0:127.0.0.1]/", "http://[64:ff9b::7f00:1]/", "http://[64:ff9b:1::a9fe:a9fe]/"),
    *("http://[64:ff9b::808:808]/", "http://[2002:7f00:1::]/", "http://[2002:a9fe:a9fe::1]/", "http://[::8.8.8.8]/"),
    *("http://[2001:0:4136:e378:8000:63bf:80ff:fffe]/", "http://[2001:db8::1]/", "http://[5f00::1]/"),
    *("http://[3fff::1]/", "http://[4000::1]/", "http://[2001:20::1]/"),
]
HOSTILE_NAMES = [
    *("http://localhost/", "http://LOCALHOST/", "http://localhost./", "http://a.localhost/", "http://printer.local/"),
    *("http://metadata.google.internal/", "http://router.home.arpa/", "http://service.onion/"),
    *("http://private.test/", "http://loopback.test/", "http://metadata.test/", "http://mixed.test/"),
    *("http://mapped.test/", "http://nat64.test/", "http://PRIVATE.test./hook"),
]
HOSTILE_FORMS = [
    *("", "/", "example", "//public.test/", "http:///path", "http://", "https://:443/", "public.test/hook"),
    *("ftp://public.test/", "file:///etc/passwd", "gopher://127.0.0.1:6379/_FLUSHALL", "javascript:alert(1)"),
    *("dict://public.test/", "unix:///var/run/docker.sock", "data:text/plain,x"),
    *("http:public.test", "HTTP:/public.test", "http://petra@public.test/", "http://petra:secret@public.test/"),
    *("http://public.test@127.0.0.1/", "http://@public.test/"),
    *("http://127.0.0.1\\@public.test/", "http://public.test\\.private.test/"),
    *("http://public.test /", " http://public.test/", "http://public.test/\r\nHost: x", "http://public.test/\x00"),
    *("http://public.test:0/", "http://public.test:65536/", "http://public.test:-1/", "http://public.test:abc/"),
    *("http://[public.test]/", "http://[::1/", "http://127.0.0.%31/", "http://%31%32%37.0.0.1/", "http://[v1.a]/"),
    *("http://\N{FULLWIDTH DIGIT ONE}27.0.0.1/", "http://127\N{IDEOGRAPHIC FULL STOP}0.0.1/", "http://pub\tlic.test/"),
    "http://public.test/" + "a" * 3000,
]
HOSTILE = [*HOSTILE_LITERALS, *HOSTILE_NAMES, *HOSTILE_FORMS]
