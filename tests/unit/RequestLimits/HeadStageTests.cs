using Gateway.Policies.Pipeline;
using Gateway.Policies.RequestLimits;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.UnitTests.RequestLimits;

public sealed class HeadStageTests
{
    private static Rejection? Decide(RequestLimitsOptions options, Exchange exchange, params string[] routeMethods) =>
        new LimitsExchange(options, routeMethods: routeMethods.Length == 0 ? null : routeMethods).DecideHead(exchange).Rejection;

    [Theory]
    [InlineData("GET", null)]
    [InlineData("get", 405)]
    [InlineData("Get", 405)]
    [InlineData("DELETE", 405)]
    [InlineData("GETX", 405)]
    public void Method_OfRoute_IsComparedExactly(string method, int? status)
    {
        var rejection = Decide(new RequestLimitsOptions(), LimitsExchange.New(method), "get", "POST");
        Assert.Equal(status, rejection?.Status);
        if (rejection is not null) Assert.Equal("GET, POST", Assert.Single(rejection.Headers).Value);
    }

    [Fact]
    public void Method_OfOptions_ReplacesTheRoutes()
    {
        var options = new RequestLimitsOptions { Methods = ["PUT"] };
        Assert.Null(Decide(options, LimitsExchange.New("PUT"), "GET", "PUT"));
        Assert.Equal("method-not-allowed", Decide(options, LimitsExchange.New("GET"), "GET", "PUT")!.Reason);
        Assert.Null(Decide(new RequestLimitsOptions(), LimitsExchange.New("PURGE")));
    }

    [Fact]
    public void Method_OfWebSocketOverHttp2_IsGet()
    {
        var exchange = LimitsExchange.New("CONNECT");
        exchange.Context.Features.Set<IHttpExtendedConnectFeature>(new Tunnel());
        exchange.Context.Features.Set<IHttpRequestBodyDetectionFeature>(new BodyDetection());
        exchange.Context.Request.Protocol = "HTTP/2";
        Assert.Null(Decide(new RequestLimitsOptions(), exchange, "GET"));
        Assert.Equal(405, Decide(new RequestLimitsOptions(), exchange, "POST")!.Status);
    }

    [Fact]
    public void Path_AtAndOverTheLimit_IsJudgedAsSent()
    {
        var options = new RequestLimitsOptions { MaxPathBytes = 9 };
        Exchange Target(string raw) => LimitsExchange.New("GET", r =>
        {
            r.Path = "/x";
            r.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget = raw;
        });
        Assert.Null(Decide(options, Target("/%41%41ab?a=0123456789")));
        Assert.Equal("path-too-long", Decide(options, Target("/%41%41abc"))!.Reason);
        Assert.Equal(414, Decide(options, LimitsExchange.New("GET", r => r.Path = "/123456789"))!.Status);
    }

    [Theory]
    [InlineData("?a=1&b=2&c=3", null)]
    [InlineData("?a=1&b=2&c=3&d", "query-parameter-count")]
    [InlineData("?&&&", "query-parameter-count")]
    [InlineData("?aaaaaaaaaaaaaaaaaaaaa", "query-too-long")]
    [InlineData("?a=1&a=2", "query-parameter-repeated")]
    [InlineData("?a=1&%61=2", "query-parameter-repeated")]
    [InlineData("?a=1&A=2", "query-parameter-repeated")]
    [InlineData("?a[]=1&a[]=2", "query-parameter-repeated")]
    [InlineData("?a[]=1&a=2", null)]
    [InlineData("?", null)]
    [InlineData("", null)]
    public void Query_OutsideTheLimits_IsRefused(string query, string? reason)
    {
        var options = new RequestLimitsOptions { MaxQueryParameters = 3, MaxQueryBytes = 21, RejectDuplicateQueryParameters = true };
        Assert.Equal(reason, Decide(options, LimitsExchange.New("GET", r => r.QueryString = new QueryString(query)))?.Reason);
    }

    [Fact]
    public void Query_ManyParameters_FindsTheLastDuplicate()
    {
        var options = new RequestLimitsOptions { MaxQueryParameters = 100, RejectDuplicateQueryParameters = true };
        Exchange Query(int last) => LimitsExchange.New("GET", r =>
            r.QueryString = new QueryString("?" + string.Join('&', Enumerable.Range(0, 50).Append(last).Select(i => $"p{i}=1"))));
        Assert.Null(Decide(options, Query(50)));
        Assert.Equal("query-parameter-repeated", Decide(options, Query(49))!.Reason);
        Assert.Null(Decide(new RequestLimitsOptions(), Query(49)));
    }

    [Fact]
    public void Headers_TooManyOrTooLong_Are431()
    {
        var options = new RequestLimitsOptions { MaxHeaderCount = 3, MaxHeaderBytes = 64 };
        Assert.Null(Decide(options, LimitsExchange.New("GET", r => r.Headers["A"] = new string('x', 64))));
        var rejection = Decide(options, LimitsExchange.New("GET", r => r.Headers["A"] = new string('x', 65)))!;
        Assert.Equal((431, "header-too-long"), (rejection.Status, rejection.Reason));
        rejection = Decide(options, LimitsExchange.New("GET", r => r.Headers["A"] = new[] { "1", "2", "3", "4" }))!;
        Assert.Equal((431, "header-count"), (rejection.Status, rejection.Reason));
        rejection = Decide(options, LimitsExchange.New("GET", r =>
        {
            for (var i = 0; i < 4; i++) r.Headers[$"H{i}"] = "1";
        }))!;
        Assert.Equal("header-count", rejection.Reason);
    }

    [Theory]
    [InlineData("GET", false, "body-not-allowed")]
    [InlineData("HEAD", false, "body-not-allowed")]
    [InlineData("GET", true, null)]
    [InlineData("DELETE", false, null)]
    [InlineData("POST", false, null)]
    public void Body_OnGetOrHead_NeedsTheOption(string method, bool allow, string? reason)
    {
        var options = new RequestLimitsOptions { AllowGetBody = allow };
        Assert.Equal(reason, Decide(options, LimitsExchange.New(method, r => r.ContentLength = 1))?.Reason);
        Assert.Equal(reason, Decide(options, LimitsExchange.New(method, r => r.Headers.TransferEncoding = "chunked"))?.Reason);
        Assert.Equal(reason, Decide(options, LimitsExchange.New(method, r =>
        {
            r.Protocol = "HTTP/2";
            r.HttpContext.Features.Set<IHttpRequestBodyDetectionFeature>(new BodyDetection());
        }))?.Reason);
        Assert.Null(Decide(options, LimitsExchange.New(method, r => r.ContentLength = 0)));
    }

    [Fact]
    public void Length_DeclaredOverTheLimit_Is413AndTheServerCutsTheRest()
    {
        var options = new RequestLimitsOptions { MaxBodyBytes = 10 };
        Assert.Equal(413, Decide(options, LimitsExchange.New("POST", r => r.ContentLength = 11))!.Status);

        var size = new BodySize();
        Assert.Null(Decide(options, LimitsExchange.New("POST", r =>
        {
            r.Headers.TransferEncoding = "chunked";
            r.HttpContext.Features.Set<IHttpMaxRequestBodySizeFeature>(size);
        })));
        Assert.Equal(10, size.MaxRequestBodySize);
    }

    [Fact]
    public void Length_InReportMode_LeavesTheServersLimit()
    {
        var size = new BodySize();
        var exchange = LimitsExchange.New("POST", r => r.HttpContext.Features.Set<IHttpMaxRequestBodySizeFeature>(size));
        Decide(new RequestLimitsOptions { MaxBodyBytes = 10, Mode = PolicyMode.Report }, exchange);
        Assert.Null(size.MaxRequestBodySize);
    }

    [Fact]
    public void Length_MissingWhereRequired_Is411()
    {
        var options = new RequestLimitsOptions { RequireContentLength = true };
        Assert.Equal(411, Decide(options, LimitsExchange.New("POST", r => r.Headers.TransferEncoding = "chunked"))!.Status);
        Assert.Null(Decide(options, LimitsExchange.New("POST")));
        Assert.Null(Decide(options, LimitsExchange.New("POST", r => r.ContentLength = 5)));
    }

    [Fact]
    public void Stage_OnRequestsThatGoOn_AllocatesNothing()
    {
        var options = new RequestLimitsOptions { ContentTypes = ["text/plain", "application/*"], RejectDuplicateQueryParameters = true };
        var limits = new LimitsExchange(options, routeMethods: ["GET", "POST"]);
        var post = LimitsExchange.New("POST", r =>
        {
            r.ContentType = "Application/vnd.api+json; charset=\"UTF-8\"";
            r.ContentLength = 100;
            r.Headers.ContentEncoding = "gzip";
            r.QueryString = new QueryString("?a=1&b=2&c=3");
        });
        var get = LimitsExchange.New("GET", r => r.ContentType = "application/json");
        Allocations.AssertNone(() => Assert.True(limits.DecideHead(post).IsContinue));
        Allocations.AssertNone(() =>
        {
            Assert.True(limits.DecideHead(get).IsContinue);
            Assert.True(limits.DecideBody(get).IsContinue);
        });
    }

    internal sealed class BodyDetection : IHttpRequestBodyDetectionFeature
    {
        public bool CanHaveBody => true;
    }

    private sealed class BodySize : IHttpMaxRequestBodySizeFeature
    {
        public bool IsReadOnly => false;

        public long? MaxRequestBodySize { get; set; }
    }

    private sealed class Tunnel : IHttpExtendedConnectFeature
    {
        public bool IsExtendedConnect => true;

        public string? Protocol => "websocket";

        public ValueTask<Stream> AcceptAsync() => throw new NotSupportedException();
    }
}
