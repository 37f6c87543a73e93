using Gateway.Policies.RequestLimits;
using Microsoft.Extensions.Primitives;

namespace Gateway.UnitTests.RequestLimits;

public sealed class ContentTypeTests
{
    private static string? Reason(RequestLimitsOptions options, StringValues contentType, string? encoding = null) =>
        new LimitsExchange(options).DecideHead(LimitsExchange.New("POST", r =>
        {
            r.ContentLength = 2;
            r.Headers.ContentType = contentType;
            if (encoding is not null) r.Headers.ContentEncoding = encoding.Split('|');
        })).Rejection?.Reason;

    [Theory]
    [InlineData("application/json", null)]
    [InlineData("APPLICATION/JSON", null)]
    [InlineData("application/json; charset=utf-8", null)]
    [InlineData("application/json;charset=\"UTF-8\" ; x=\"a;b\\\"\"", null)]
    [InlineData("application/json;", null)]
    [InlineData("image/png", null)]
    [InlineData("text/plain", "content-type-not-allowed")]
    [InlineData("application/jsonx", "content-type-not-allowed")]
    [InlineData("application/xjson", "content-type-not-allowed")]
    [InlineData("application/problem+json", "content-type-not-allowed")]
    [InlineData("application/json; charset=utf-7", "charset-not-allowed")]
    [InlineData("application/json; charset=utf-16", "charset-not-allowed")]
    [InlineData("application/json; charset=utf-8; charset=utf-7", "charset-not-allowed")]
    [InlineData("application/json; charset=utf-8; charset=utf-8", "charset-not-allowed")]
    [InlineData("application/json; charset=\"utf\\-7\"", "charset-not-allowed")]
    [InlineData("application/json, text/plain", "content-type-malformed")]
    [InlineData("application/json charset=utf-8", "content-type-malformed")]
    [InlineData("application/json; charset", "content-type-malformed")]
    [InlineData("application/json; charset = utf-8", "content-type-malformed")]
    [InlineData("application/json; charset=\"utf-8", "content-type-malformed")]
    [InlineData("application /json", "content-type-malformed")]
    [InlineData("application", "content-type-malformed")]
    [InlineData("application/", "content-type-malformed")]
    [InlineData("/json", "content-type-malformed")]
    [InlineData("json", "content-type-malformed")]
    [InlineData("applicаtion/json", "content-type-malformed")]
    [InlineData("", "content-type-missing")]
    public void ContentType_AgainstTheList_IsJudgedByTheGrammar(string contentType, string? reason) =>
        Assert.Equal(reason, Reason(new RequestLimitsOptions { ContentTypes = ["application/json", "image/*"] }, contentType));

    [Fact]
    public void ContentType_RepeatedOrMissing_IsRefused()
    {
        Assert.Equal("content-type-repeated", Reason(new RequestLimitsOptions(), new StringValues(["application/json", "text/plain"])));
        Assert.Null(Reason(new RequestLimitsOptions(), StringValues.Empty));
        Assert.Equal("content-type-missing", Reason(new RequestLimitsOptions { ContentTypes = ["a/b"] }, StringValues.Empty));
    }

    [Theory]
    [InlineData("gzip", null)]
    [InlineData("X-GZIP", null)]
    [InlineData("br", null)]
    [InlineData("deflate", null)]
    [InlineData("identity", null)]
    [InlineData("gzip, gzip", "content-encoding-not-allowed")]
    [InlineData("gzip|br", "content-encoding-not-allowed")]
    [InlineData("zstd", "content-encoding-not-allowed")]
    [InlineData("", "content-encoding-not-allowed")]
    public void ContentEncoding_OfJson_HasToBeOneThatCanBeUndone(string encoding, string? reason)
    {
        Assert.Equal(reason, Reason(new RequestLimitsOptions(), "application/json", encoding));
        Assert.Null(Reason(new RequestLimitsOptions(), "image/png", encoding));
        Assert.Null(Reason(new RequestLimitsOptions { Json = { Enabled = false } }, "application/json", encoding));
    }
}
