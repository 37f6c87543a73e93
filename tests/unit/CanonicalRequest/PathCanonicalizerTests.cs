using Gateway.Policies.CanonicalRequest;

namespace Gateway.UnitTests.CanonicalRequest;

public sealed class PathCanonicalizerTests
{
    private static readonly Dictionary<string, string[]> Refused = new()
    {
        ["path-dot-segment"] =
        [
            "/public/../admin", "/public/%2e%2e/admin", "/public/.%2e/admin", "/public/%2E./admin", "/public/..", "/.", "/./admin", "/..",
            "/public/%2e", "/a/...", "/a/..%20/b", "/a/%20./b", "/a/.%20", "/%2e%2e", "/a/././b",
        ],
        ["path-empty-segment"] = ["//admin", "/public//admin", "/public//../admin", "/a//", "//", "///"],
        ["path-encoded-delimiter"] = ["/admin%3Bv=1", "/admin%3b", "/a%23b", "/a%3fb", "/a%3Fb"],
        ["path-encoded-separator"] =
        [
            "/admin%5Cusers", "/admin%5cusers", "/admin%2Fusers", "/admin%2fusers", "/public/%2e%2e%5cadmin",
        ],
        ["path-backslash"] = ["/\\admin", "/public\\..\\admin", "/a\\"],
        ["path-control"] = ["/a%00", "/a%00.json", "/a%0d%0aSet-Cookie:x", "/a%7f", "/a%1b", "/a\u0001", "/a%C2%85", "/a\u007f"],
        ["path-fragment"] = ["/admin#", "/#/admin"],
        ["path-character"] =
        [
            "/a[b", "/a]b", "/a^b", "/a\"b", "/a<b", "/a>b", "/a{b", "/a}b", "/a|b", "/a`b", "/a b", "/\u00e9", "/\uff0fadmin",
        ],
        ["path-invalid-percent"] = ["/%zz", "/%2", "/%", "/%u002f", "/a%2gb", "/%%41", "/% 41"],
        ["path-double-encoding"] = ["/public/%252e%252e%252fadmin", "/%2541dmin", "/a%25%32%46", "/a%255c"],
        ["path-invalid-utf8"] = ["/%c0%af", "/%e0%80%af", "/%f0%80%80%af", "/%c0%ae%c0%ae/", "/%ff", "/%80", "/%ed%a0%80", "/%c3", "/%c3A", "/%f5%80%80%80"],
        ["path-look-alike"] = ["/%ef%bc%8fadmin", "/%EF%BC%8E%EF%BC%8E/admin", "/%ef%bc%bcadmin", "/%e2%88%95x", "/%e2%81%84x", "/%e2%80%a4%e2%80%a4/x", "/%ef%bc%85",
            "/a/%ef%b8%b0/admin", "/%e2%80%a6", "/%ef%b8%99", "/%e2%84%80", "/%e2%84%86", "/a%ef%b8%94b", "/a%ef%bc%9fb", "/%e2%81%88", "/%ef%bc%83"],
        ["target-form"] = ["", "admin", "*"],
    };

    [Fact]
    public void Path_ReadDifferentlyByTwoParsers_IsRefusedWithItsReason()
    {
        var examined = 0;
        foreach (var (reason, paths) in Refused)
        {
            foreach (var path in paths)
            {
                var rejection = PathCanonicalizer.Canonicalize(path, out _, out var traits) ?? traits.Beyond(PathTraits.None);
                Assert.True(rejection?.Reason == reason, $"{path}: {rejection?.Reason ?? "accepted"}, expected {reason}");
                Assert.Equal(400, rejection!.Status);
                examined++;
            }
        }

        Assert.Equal(97, examined);
    }

    [Fact]
    public void Path_Acceptable_HasOneSpelling()
    {
        (string Raw, string Canonical)[] cases =
        [
            ("/", "/"), ("/a/", "/a/"), ("/orders/42", "/orders/42"), ("/ADMIN", "/ADMIN"), ("/.well-known/x", "/.well-known/x"),
            ("/%41dmin", "/Admin"), ("/%7euser", "/~user"), ("/a%2Db", "/a-b"), ("/a%40b.c", "/a@b.c"), ("/a@b.c", "/a@b.c"),
            ("/caf%c3%a9", "/caf%C3%A9"), ("/%E6%97%A5", "/%E6%97%A5"), ("/%f0%9f%98%80", "/%F0%9F%98%80"),
            ("/a%20b", "/a%20b"), ("/%5b1%5d", "/%5B1%5D"), ("/50%25", "/50%25"), ("/50%25off", "/50%25off"), ("/a..b", "/a..b"),
            ("/api../x", "/api../x"), ("/api./x", "/api./x"), ("/...a", "/...a"), ("/..a", "/..a"), ("/!$&'()*+,=:@-._~", "/!$&'()*+,=:@-._~"),
        ];
        foreach (var (raw, expected) in cases)
        {
            Assert.Null(PathCanonicalizer.Canonicalize(raw, out var canonical, out var traits));
            Assert.Equal(expected, canonical ?? raw);
            Assert.Equal(PathTraits.None, traits);
        }

        Assert.Equal(23, cases.Length);
    }

    [Fact]
    public void Path_WithTraits_IsMarkedAndStillRefusesTraversal()
    {
        (string Raw, PathTraits Traits, string? Reason)[] cases =
        [
            ("/admin;v=1/users", PathTraits.Semicolon, null), ("/a%2fb", PathTraits.EncodedSlash, null),
            ("/a;b%2Fc", PathTraits.Semicolon | PathTraits.EncodedSlash, null),
            ("/public/..;/admin", PathTraits.Semicolon, "path-dot-segment"), ("/public/;x/../admin", PathTraits.Semicolon, "path-empty-segment"),
            ("/public/.;a=b/admin", PathTraits.Semicolon, "path-dot-segment"), ("/;", PathTraits.Semicolon, "path-empty-segment"),
            ("/public%2f..%2fadmin", PathTraits.EncodedSlash, "path-dot-segment"), ("/public/..%2fadmin", PathTraits.EncodedSlash, "path-dot-segment"),
            ("/public/%2e%2e%2fadmin", PathTraits.EncodedSlash, "path-dot-segment"), ("/%2fadmin", PathTraits.EncodedSlash, "path-empty-segment"),
            ("/a%2f%2fb", PathTraits.EncodedSlash, "path-empty-segment"), ("/a%2F/b", PathTraits.EncodedSlash, "path-empty-segment"),
        ];
        foreach (var (raw, expected, reason) in cases)
        {
            Assert.Equal(reason, PathCanonicalizer.Canonicalize(raw, out _, out var traits)?.Reason);
            Assert.Equal(expected, traits);
        }

        Assert.Equal(13, cases.Length);
    }
}
