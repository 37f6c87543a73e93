namespace Gateway.IntegrationTests.Attacks;

/// <summary>Request targets that two parsers may read differently, by the class of ATTACKS.md: all of them are refused.</summary>
internal static class RefusedTargets
{
    /// <summary>P1: dot segments in every spelling, at every place.</summary>
    public static IEnumerable<string> DotSegments { get; } = Combine(
        ["..", "%2e%2e", ".%2e", "%2e.", "%2E%2E", "%2E.", ".%2E", ".", "%2e", "%2E", "...", "%2e%2e%2e", "..%20", "%20..", ".%20."],
        [
            "/public/{0}/admin/x", "/public/{0}", "/public/{0}/", "/public/a/{0}/{0}/admin/x", "/{0}/admin/x", "/{0}/{0}/public/a",
            "/public/{0}/admin/x?a=b", "/public/{0}?/admin", "/admin/{0}/public/a", "/public/{0}/ADMIN/x",
            "/public/%61/{0}/%61dmin/x", "/public/a/b/c/{0}/d",
        ]);

    /// <summary>P2: separators that are encoded, or not '/'.</summary>
    public static IEnumerable<string> EncodedSeparators { get; } = Combine(
        ["%2F", "%2f", "%5C", "%5c", "\\"],
        [
            "/admin{0}users", "/public{0}..{0}admin/x", "/public/..{0}admin/x", "/public{0}{0}admin/x", "/public/a{0}b", "/{0}admin/x",
            "/public/a{0}", "/public/{0}a", "/public{0}%2e%2e{0}admin", "/public/a{0}..{0}..{0}admin/x", "/public/a{0}b?c=d", "{0}admin/x",
        ]);

    /// <summary>P3: encoded twice or more.</summary>
    public static IEnumerable<string> DoubleEncoded { get; } =
    [
        "/public/%252e%252e%252fadmin/x", "/public/%252e%252e/admin/x", "/public/%25252e%25252e/admin/x", "/%2561dmin/x", "/public/a%252Fb",
        "/public/a%252fb", "/public/a%255cb", "/public/a%255Cb", "/public/%252525", "/public/%253fx", "/public/%253bx", "/public/%2500",
        "/public/%25%32%65%25%32%65/admin/x", "/public/%25%32e%25%32e/admin/x", "/public/%252%65%252%65/admin/x", "/public/%2523", "/public/%250a",
        "/public/%250d%250aX-User:%20admin", "/public/%25c0%25af", "/admin%252fx", "/public/a%25%32%46b", "/public/%2541",
    ];

    /// <summary>P4: path parameters.</summary>
    public static IEnumerable<string> Parameters { get; } =
    [
        "/public/..;/admin/x", "/public/;x/../admin/x", "/admin;v=1/users", "/public;/admin/x", "/public/a;b", "/;/admin/x", "/public/..;x=y/admin/x",
        "/public/%3b", "/public/%3Bx", "/public/..%3b/admin/x", "/public/.;/a", "/public/a;jsessionid=1", "/admin/x;.css", "/public/;",
        "/public/a/;/b", "/;admin/x", "/public/%2e%2e;/admin/x", "/public/..;a=b;c=d/admin/x", "/public/a;/../admin/x", "/public/;/;/x",
        "/public/a;b?c=d", "/;x=y/public/a", "/public/..;%2fadmin",
    ];

    /// <summary>P7: empty segments and backslashes.</summary>
    public static IEnumerable<string> Slashes { get; } =
    [
        "//admin/x", "///admin/x", "////", "//", "/public//../admin/x", "/public//admin/x", "/public///admin/x", "/./admin/x", "/public/./a",
        "/public/a//", "/public//", "//localhost/admin/x", "//evil.example/admin/x", "/\\admin/x", "/public/\\..\\admin\\x", "/public\\..\\admin/x",
        "/public/a//b?c", "//public/a", "/admin//x", "/public/.//a",
    ];

    /// <summary>P8: delimiters and controls, raw or encoded.</summary>
    public static IEnumerable<string> Delimiters { get; } =
    [
        "/public/%00", "/public/a%00.css", "/admin%00/x", "/admin/x%00", "/public/%23", "/public/a%23/../../admin/x", "/public/%3f", "/public/%3Fadmin",
        "/admin%3f/x", "/public/a#b", "/public/#/../admin/x", "/public/a?b#c", "/admin#/public", "/public/%0d%0aX:y", "/public/%0a", "/public/%0D",
        "/public/%09", "/public/%08", "/public/%7f", "/public/%1b[0m", "/public/%c2%85", "/public/%c2%80", "/public/a\"b", "/public/a<b", "/public/a>b",
        "/public/a^b", "/public/a`b", "/public/a{b", "/public/a|b", "/public/a}b", "/public/a[b", "/public/a]b",
        "/public/a?b=%00", "/public/a?b=%zz", "/public/a?b=%2", "/public/a?b=%", "/public/a?b=%c0%af", "/public/a?b=%ed%a0%80", "/public/a?b=%7f", "/public/a?%1b",
    ];

    /// <summary>P10: what is no UTF-8, no percent-encoding, or looks like a separator to somebody.</summary>
    public static IEnumerable<string> Encodings { get; } = Combine(
        [
            "%c0%af", "%c0%ae%c0%ae", "%C1%9C", "%e0%80%af", "%f0%80%80%af", "%f8%80%80%80%af", "%ef%bc%8f", "%ef%bc%8e%ef%bc%8e", "%EF%BC%BC", "%ef%bc%9b",
            "%ef%bc%85", "%e2%88%95", "%e2%81%84", "%e2%80%a4%e2%80%a4", "%zz", "%2", "%", "%u002f", "%u2215", "%2g", "%g2", "%ed%a0%80", "%f4%90%80%80",
            "%80", "%bf", "%c3", "%c3%28", "%e2%82", "%fe", "%ff", "%-2f", "%+2f", "%0x2f",
        ],
        ["/public/{0}", "/public/a{0}xadmin/x", "/public/{0}/admin/x", "/admin{0}"]);

    public static IEnumerable<string> All { get; } =
        [.. DotSegments, .. EncodedSeparators, .. DoubleEncoded, .. Parameters, .. Slashes, .. Delimiters, .. Encodings];

    private static string[] Combine(string[] payloads, string[] places) =>
        [.. places.SelectMany(_ => payloads, static (place, payload) => place.Replace("{0}", payload, StringComparison.Ordinal))];
}
