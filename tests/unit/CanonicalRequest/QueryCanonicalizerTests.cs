using Gateway.Policies.CanonicalRequest;

namespace Gateway.UnitTests.CanonicalRequest;

public sealed class QueryCanonicalizerTests
{
    [Theory]
    [InlineData("a#b", "query-fragment")]
    [InlineData("a=%zz", "query-invalid-percent")]
    [InlineData("a=%2", "query-invalid-percent")]
    [InlineData("a=%", "query-invalid-percent")]
    [InlineData("a=\u0001", "query-control")]
    [InlineData("a=\u007f", "query-control")]
    [InlineData("a=%00", "query-control")]
    [InlineData("a=%1b[0m", "query-control")]
    [InlineData("a=%c2%9b", "query-control")]
    [InlineData("a b", "query-character")]
    [InlineData("a=\u00e9", "query-character")]
    [InlineData("a=%c0%af", "query-invalid-utf8")]
    [InlineData("a=%e9", "query-invalid-utf8")]
    public void Query_Ambiguous_IsRefused(string raw, string reason) =>
        Assert.Equal(reason, QueryCanonicalizer.Canonicalize(raw, out _)?.Reason);

    [Theory]
    [InlineData("", "")]
    [InlineData("a=1&b=2", "a=1&b=2")]
    [InlineData("a=%26&b=%3d", "a=%26&b=%3D")]
    [InlineData("a=%41%7e", "a=A~")]
    [InlineData("a=%c3%a9", "a=%C3%A9")]
    [InlineData("a=<\"|\\^`{}>", "a=%3C%22%7C%5C%5E%60%7B%7D%3E")]
    [InlineData("filter[name]=x", "filter[name]=x")]
    [InlineData("q=%0A%0d%09", "q=%0A%0D%09")]
    [InlineData("u=/a/../b?c", "u=/a/../b?c")]
    [InlineData("a=%252F", "a=%252F")]
    [InlineData("a=%25%34%31", "a=%2541")]
    [InlineData("a=b+c%20d", "a=b+c%20d")]
    public void Query_Acceptable_HasOneSpelling(string raw, string expected)
    {
        Assert.Null(QueryCanonicalizer.Canonicalize(raw, out var canonical));
        Assert.Equal(expected, canonical ?? raw);
    }
}
