using System.Text;
using Gateway.Policies.RequestLimits;
using Microsoft.AspNetCore.Http;

namespace Gateway.UnitTests.RequestLimits;

public sealed class BodyStageTests
{
    [Theory]
    [InlineData("application/json")]
    [InlineData("Application/JSON; charset=utf-8")]
    [InlineData("text/json")]
    [InlineData("application/merge-patch+json")]
    public async Task Body_ThatClaimsJson_IsLookedIntoAndForwardedAsItCame(string contentType)
    {
        var limits = new LimitsExchange(new RequestLimitsOptions());
        Assert.Equal("json-malformed", await limits.BodyReasonAsync(LimitsExchange.Post("{\"a\":1,}", contentType)));

        const string Json = " {\"a\":1} ";
        var exchange = LimitsExchange.Post(Json, contentType);
        Assert.Null(await limits.BodyReasonAsync(exchange));
        Assert.Equal(Json, await new StreamReader(exchange.Context.Request.Body).ReadToEndAsync());
        Assert.Equal(Json, Encoding.UTF8.GetString(exchange.Body!.Content.Span));
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/jsonx")]
    [InlineData(null)]
    public async Task Body_ThatDoesNot_IsNotRead(string? contentType)
    {
        var exchange = LimitsExchange.Post("{\"a\":1,}", contentType);
        var body = exchange.Context.Request.Body;
        Assert.Null(await new LimitsExchange(new RequestLimitsOptions()).BodyReasonAsync(exchange));
        Assert.Same(body, exchange.Context.Request.Body);
        Assert.Null(exchange.Body);
        Assert.Equal(0, body.Position);
    }

    [Fact]
    public void Json_NotEnabled_CompilesToNoStage() =>
        Assert.Null(new LimitsExchange(new RequestLimitsOptions { Json = { Enabled = false } }).Body);

    [Fact]
    public async Task Body_InAnySplit_GetsTheSameVerdict()
    {
        (string Json, string? Reason)[] cases =
        [
            ("{\"a\":[1,2,{\"b\":\"\\ud83d\\ude00é\"}]}", null), ("{\"a\":1,\"\\u0061\":2}", "json-duplicate-member"),
            ("[\"\\ud800\"]", "json-malformed"), ("\uFEFF{}", "json-malformed"), ("[[[[[1]]]]]", "json-depth"), ("{\"a\":tru}", "json-malformed"),
        ];
        var limits = new LimitsExchange(new RequestLimitsOptions { Json = { MaxDepth = 4 } });
        var random = new Random(3);
        var examined = 0;
        foreach (var (json, reason) in cases)
        {
            for (var split = 0; split < 50; split++)
            {
                var bytes = Encoding.UTF8.GetBytes(json);
                var exchange = LimitsExchange.Post(bytes, stream: new PiecewiseStream(bytes, random));
                Assert.Equal(reason, await limits.BodyReasonAsync(exchange));
                await LimitsExchange.CompleteAsync(exchange);
                examined++;
            }
        }

        Assert.Equal(300, examined);
        Assert.Equal(0, limits.Budget.UsedBytes);
    }

    [Fact]
    public async Task Body_DeclaredOverTheLimit_Is413Unread()
    {
        var limits = new LimitsExchange(new RequestLimitsOptions { MaxBodyBytes = 1000, Json = { MaxBytes = 10 } });
        var exchange = LimitsExchange.Post("[1,2,3,4,5,6]");
        Assert.Equal("body-too-large", await limits.BodyReasonAsync(exchange));
        Assert.Equal(0, exchange.Context.Request.Body.Position);
        Assert.Null(await limits.BodyReasonAsync(LimitsExchange.Post("[1,2,3,45]")));
    }

    [Fact]
    public async Task Body_ChunkedWithoutEnd_IsReadToTheLimitOnly()
    {
        var endless = new EndlessStream();
        var limits = new LimitsExchange(new RequestLimitsOptions { MaxBodyBytes = 100_000 });
        var exchange = LimitsExchange.Post([], stream: endless);
        Assert.Equal("body-too-large", await limits.BodyReasonAsync(exchange));
        Assert.Equal(100_001, endless.BytesRead);
        await LimitsExchange.CompleteAsync(exchange);
        Assert.Equal(0, limits.Budget.UsedBytes);
    }

    [Fact]
    public async Task Body_ChunkedAndEmpty_GoesOn() =>
        Assert.Null(await new LimitsExchange(new RequestLimitsOptions()).BodyReasonAsync(LimitsExchange.Post([], stream: new MemoryStream())));

    [Theory]
    [InlineData(413, "body-too-large")]
    [InlineData(408, "body-too-slow")]
    [InlineData(400, "body-framing-malformed")]
    public async Task Server_RefusingTheBody_BecomesOurRefusal(int status, string reason)
    {
        var stream = new PiecewiseStream("[1"u8.ToArray(), new Random(1), new BadHttpRequestException("x", status));
        var limits = new LimitsExchange(new RequestLimitsOptions());
        var decision = await limits.Body!.DecideAsync(LimitsExchange.Post([], stream: stream));
        Assert.Equal((status, reason), (decision.Rejection!.Status, decision.Rejection.Reason));
    }

    [Fact]
    public async Task Client_GoingAway_IsARefusalAndNoException()
    {
        var stream = new PiecewiseStream("[1"u8.ToArray(), new Random(1), new IOException("reset"));
        var limits = new LimitsExchange(new RequestLimitsOptions());
        Assert.Equal("body-aborted", await limits.BodyReasonAsync(LimitsExchange.Post([], stream: stream)));
        Assert.Equal(0, limits.Budget.UsedBytes);
    }

    [Fact]
    public async Task Body_GivenUpInReportMode_IsForwardedWhole()
    {
        var bytes = Encoding.UTF8.GetBytes("[" + string.Join(',', Enumerable.Range(0, 3000)) + "]");
        var limits = new LimitsExchange(new RequestLimitsOptions { MaxBodyBytes = 5000 });
        var exchange = LimitsExchange.Post(bytes, stream: new PiecewiseStream(bytes, new Random(1)));
        Assert.Equal("body-too-large", await limits.BodyReasonAsync(exchange));

        var forwarded = new MemoryStream();
        await exchange.Context.Request.Body.CopyToAsync(forwarded);
        Assert.Equal(bytes, forwarded.ToArray());
    }
}
