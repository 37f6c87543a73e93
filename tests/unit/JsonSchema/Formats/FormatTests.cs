using System.Text;
using Gateway.JsonSchema;

namespace Gateway.UnitTests.JsonSchema.Formats;

public class FormatTests
{
    [Theory]
    [InlineData("date-time", "2026-03-14T09:26:53Z 2026-03-14t09:26:53.5+01:00 2016-12-31T23:59:60Z 2016-12-31T15:59:60-08:00", "2026-03-14 2026-02-29T00:00:00Z 2026-03-14T24:00:00Z 2026-03-14T09:26:53 2026-03-14T09:26:60Z 2026-03-14T09:26:53.Z 2026-3-14T09:26:53Z 2026-03-14T09:26:53+24:00 2026-03-14T09:26:53+0100")]
    [InlineData("date", "2024-02-29 1999-12-31 0000-01-01 2000-02-29", "1900-02-29 2026-02-30 2026-13-01 2026-00-01 26-01-01 2026-1-01 2026-01-01Z ২০২৬-01-01")]
    [InlineData("time", "23:59:59Z 00:00:00.000001-23:59 23:59:60Z", "24:00:00Z 12:00:00 12:60:00Z 12:00Z 12:00:00+1 22:59:60Z")]
    [InlineData("duration", "P1Y P1Y2M3D PT1H P4W P1DT2H3M4S P0D PT0S", "P PT 1Y P1 P1W2D P1D2M P1YT P1H P-1D P1.5D P1Y2D PT1H3S")]
    [InlineData("email", "a@example.com a.b+c@x.de \"a@b\"@example.com a@[127.0.0.1] a@[IPv6:::1]", "a @example.com a@ a..b@example.com .a@example.com a@-x.de a@[999.0.0.1] ä@example.com a@exa_mple.com")]
    [InlineData("idn-email", "ä@example.com 실례@실례.테스트", "a @ä")]
    [InlineData("hostname", "example.com a xn--4gbwdl.xn--wgbh1c 1.2 EXAMPLE", ".com a..b -a a- a_b ab--cd xn--X exämple.com a. xn--abc-.com")]
    [InlineData("idn-hostname", "exämple.com 실례.테스트 例え.jp example.com l·l.cat", "-ä a..ä 〮한.de ·l.cat ÄÖ ١۰.com")]
    [InlineData("ipv4", "127.0.0.1 255.255.255.255 0.0.0.0", "127.0.0 256.0.0.1 1.2.3.4.5 01.2.3.4 1.2.3.4/8 0x7f.0.0.1 1.2.3.")]
    [InlineData("ipv6", "::1 :: 2001:db8::8a2e:370:7334 ::ffff:192.0.2.128 1:2:3:4:5:6:7:8 1::8 1:2:3:4:5:6:1.2.3.4", "1::2::3 1:2:3:4:5:6:7 1:2:3:4:5:6:7:8:9 12345:: ::1%eth0 :1 1: ::g 1:2:3:4:5:6:7:1.2.3.4 ::1.2.3")]
    [InlineData("uri", "https://a.example/b?c=d#e urn:a:b mailto:a@b ftp://[::1]:21/ http://a%20b/ x:", "a/b //a.example http://a|b http://[::1 http://a.example/{x} :a 1a:b http://a.example/%zz http://a:b/ http://ä.example")]
    [InlineData("uri-reference", "a/b ?x #y //a.example ../x abc", "a:b:c%zz a\\b #a#b 1:2 ä")]
    [InlineData("iri", "https://ä.example/ü?ö#ß", "ä/b http://a<b")]
    [InlineData("iri-reference", "ä/b #ß", "ä\\b")]
    [InlineData("uri-template", "http://a/{x}{?y,z*}{#f:3} abc {+path}/here", "{ {} http://a/{x {x:0} {x:10000} {a..b} a}b")]
    [InlineData("uuid", "6f1d1c3a-0a4b-4a52-9d3e-7e2f5b8c9d10 00000000-0000-0000-0000-000000000000 6F1D1C3A-0A4B-4A52-9D3E-7E2F5B8C9D10", "6f1d1c3a0a4b4a529d3e7e2f5b8c9d10 6f1d1c3a-0a4b-4a52-9d3e-7e2f5b8c9d1g {6f1d1c3a-0a4b-4a52-9d3e-7e2f5b8c9d10}")]
    [InlineData("json-pointer", "/a /a~1b/~0 / /a//b", "a /a~ /a~2 #/a")]
    [InlineData("relative-json-pointer", "0 1/a 0# 2+1/a 10-3#", "01/a -1/a a 0## 1+0 1+")]
    [InlineData("regex", "^a$ (a|b)+ \\p{Script=Greek} (?<n>a)\\k<n> (?=a)b", "( [a \\a a** (?i)a a{2,1}")]
    public void Format_Strings_AreJudgedRight(string format, string valid, string invalid)
    {
        var validator = Validation.Compile($$"""{"format":"{{format}}"}""", new JsonSchemaOptions { AssertFormats = true });
        foreach (var text in valid.Split(' ')) Assert.True(validator.IsValid(Quote(text)), $"{format}: {text}");
        foreach (var text in invalid.Split(' ')) Assert.False(validator.IsValid(Quote(text)), $"{format}: {text}");
        foreach (var other in new[] { "1", "null", "[]", "{}", "true" }) Assert.True(validator.IsValid(other));
        Assert.True(Validation.Compile($$"""{"format":"{{format}}"}""").IsValid("\" not checked \""));
    }

    [Fact]
    public void Format_NobodyKnows_AssertsNothing()
        => Assert.True(Validation.Compile("""{"format":"color"}""", new JsonSchemaOptions { AssertFormats = true }).IsValid("\"x\""));

    [Theory]
    [InlineData("regex", "\\p{L}")]
    [InlineData("regex", "{1,2}")]
    [InlineData("regex", "{")]
    [InlineData("regex", "(")]
    [InlineData("regex", "[")]
    [InlineData("idn-hostname", "ä")]
    [InlineData("hostname", "xn--a-")]
    [InlineData("uri", "%")]
    [InlineData("uri-template", "{a}")]
    [InlineData("email", "\"\\")]
    [InlineData("duration", "P1")]
    [InlineData("ipv6", "1:")]
    public void Format_LongHostileText_IsJudgedWithoutMuchWork(string format, string part)
    {
        var validator = Validation.Compile($$"""{"format":"{{format}}"}""", new JsonSchemaOptions { AssertFormats = true });
        var text = Encoding.UTF8.GetBytes(Quote(string.Concat(Enumerable.Repeat(part, 8000 / part.Length))));
        validator.IsValid(text);
        var before = GC.GetAllocatedBytesForCurrentThread();
        validator.IsValid(text);

        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 4_000_000);
    }

    private static string Quote(string text) => System.Text.Json.JsonSerializer.Serialize(text);
}
