using Gateway.Policies.Pipeline;
using static Gateway.UnitTests.Pipeline.PipelineFixture;

namespace Gateway.UnitTests.Pipeline;

public sealed class GrpcCallTests
{
    [Theory]
    [InlineData("POST", "HTTP/2", "application/grpc", "application/grpc")]
    [InlineData("POST", "HTTP/3", "application/grpc+proto", "application/grpc")]
    [InlineData("POST", "HTTP/2", "Application/GRPC; charset=utf-8", "application/grpc")]
    [InlineData("POST", "HTTP/1.1", "application/grpc-web+proto", "application/grpc-web")]
    [InlineData("POST", "HTTP/2", "application/grpc-web-text", "application/grpc-web-text")]
    [InlineData("POST", "HTTP/1.1", "application/grpc", null)]
    [InlineData("GET", "HTTP/2", "application/grpc", null)]
    [InlineData("OPTIONS", "HTTP/2", "application/grpc-web", null)]
    [InlineData("POST", "HTTP/2", "application/grpcx", null)]
    [InlineData("POST", "HTTP/2", "application/grpc-webx", null)]
    [InlineData("POST", "HTTP/2", "application/json", null)]
    [InlineData("POST", "HTTP/2", null, null)]
    public void MediaType_IsTheCallers(string method, string protocol, string? type, string? answer)
    {
        var context = Context(out _, method, protocol);
        context.Request.ContentType = type;
        Assert.Equal(answer, GrpcCall.MediaType(context.Request));
    }

    [Theory]
    [InlineData("500m", 10_000L, 500L, "500m")]
    [InlineData("2S", 10_000L, 2_000L, "2S")]
    [InlineData("10S", 10_000L, 10_000L, "10S")]
    [InlineData("1H", 10_000L, 10_000L, "10000m")]
    [InlineData("99999999H", 10_000L, 10_000L, "10000m")]
    [InlineData("5n", 10_000L, 1L, "5n")]
    [InlineData("0m", 10_000L, 1L, "0m")]
    [InlineData("3000000u", null, 3_000L, "3000000u")]
    [InlineData(null, 10_000L, 10_000L, "10000m")]
    [InlineData(null, null, null, null)]
    [InlineData("ten", 10_000L, 10_000L, "10000m")]
    [InlineData("-1S", 10_000L, 10_000L, "10000m")]
    [InlineData("123456789S", 10_000L, 10_000L, "10000m")]
    [InlineData("1s", null, null, null)]
    [InlineData("99999999H", null, 40L * 24 * 3_600_000, "99999999H")]
    [InlineData(null, 200_000_000L, 200_000_000L, "200000S")]
    public void Bound_IsTheShorterOfCallAndRoute_AndTheBackendIsTold(string? asked, long? route, long? bound, string? told)
    {
        var context = Context(out _, "POST", "HTTP/2");
        context.Request.ContentType = "application/grpc";
        if (asked is not null) context.Request.Headers[GrpcCall.TimeoutField] = asked;
        TimeSpan? limit = route is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null;
        Assert.Equal(bound is { } most ? TimeSpan.FromMilliseconds(most) : null, GrpcCall.Bound(context.Request, limit));
        Assert.Equal(told, (string?)context.Request.Headers[GrpcCall.TimeoutField]);
    }

    [Fact]
    public void Bound_OtherRequests_KeepWhatTheySay()
    {
        var context = Context(out _, "POST", "HTTP/2");
        context.Request.Headers[GrpcCall.TimeoutField] = "1S";
        Assert.Equal(TimeSpan.FromSeconds(9), GrpcCall.Bound(context.Request, TimeSpan.FromSeconds(9)));
        Assert.Equal("1S", (string?)context.Request.Headers[GrpcCall.TimeoutField]);
    }

    [Theory]
    [InlineData(400, 13)]
    [InlineData(401, 16)]
    [InlineData(403, 7)]
    [InlineData(404, 12)]
    [InlineData(405, 12)]
    [InlineData(408, 4)]
    [InlineData(413, 8)]
    [InlineData(415, 13)]
    [InlineData(429, 8)]
    [InlineData(431, 8)]
    [InlineData(418, 2)]
    [InlineData(502, 14)]
    [InlineData(503, 14)]
    [InlineData(504, 4)]
    public async Task Refusal_OfACall_IsTrailersOnlyWithItsStatusAndFields(int status, int grpc)
    {
        using var fixture = new PipelineFixture();
        var context = Context(out var response, "POST", "HTTP/2");
        context.Request.ContentType = "application/grpc";
        var exchange = new Exchange(context, Plan());

        await fixture.Rejections.WriteAsync(exchange, "Waf", new Rejection
        {
            Status = status,
            Title = "No: 100 % über",
            Reason = "secret-reason",
            Headers = [new("Retry-After", "7")],
        });

        Assert.Equal(200, response.StatusCode);
        Assert.Equal(("application/grpc", grpc.ToString(), "No: 100 %25 %C3%BCber", "7", "no-store"), (
            response.Headers.ContentType.ToString(), response.Headers["grpc-status"].ToString(), response.Headers["grpc-message"].ToString(),
            response.Headers.RetryAfter.ToString(), response.Headers.CacheControl.ToString()));
        Assert.Equal("", response.Text);
        Assert.Null(response.Headers.ContentLength);
        Assert.True(response.IsComplete);
        Assert.Equal((status, status), (Assert.Single(fixture.Events.Written).Status, exchange.RefusalStatus));
    }
}
