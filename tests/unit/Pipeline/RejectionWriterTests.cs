using System.Text.Json;
using Gateway.Policies.Pipeline;
using static Gateway.UnitTests.Pipeline.PipelineFixture;

namespace Gateway.UnitTests.Pipeline;

public sealed class RejectionWriterTests : IDisposable
{
    private readonly PipelineFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Write_Refusal_ProblemDetailsWithoutTheReason()
    {
        var (exchange, response) = Start();

        await _fixture.Rejections.WriteAsync(exchange, "Authorization", new Rejection
        {
            Status = 403,
            Title = "Forbidden",
            Reason = "scope-missing",
            Note = "needs all of: orders:read",
            Detail = "Ask for access.",
        });

        using var body = JsonDocument.Parse(response.Text);
        Assert.Equal(
            ["type=urn:gateway:problem:Authorization", "title=Forbidden", "status=403", "detail=Ask for access.", $"traceId={exchange.TraceId}"],
            body.RootElement.EnumerateObject().Select(m => $"{m.Name}={m.Value}"));
        Assert.Equal(403, response.StatusCode);
        Assert.Equal("application/problem+json", response.Headers.ContentType.ToString());
        Assert.Equal(response.Text.Length, response.Headers.ContentLength);
        Assert.Equal("no-store", response.Headers.CacheControl.ToString());
        Assert.True(response.IsComplete);
        var everything = response.Text + string.Join('\n', response.Headers.Select(h => $"{h.Key}: {h.Value}"));
        Assert.DoesNotContain("scope-missing", everything, StringComparison.Ordinal);
        Assert.DoesNotContain("orders:read", everything, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Write_NoDetail_MemberIsAbsent()
    {
        var (exchange, response) = Start();

        await _fixture.Rejections.WriteAsync(exchange, "Waf", Refusal());

        Assert.DoesNotContain("detail", response.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Write_TextWithQuotes_StaysJson()
    {
        var (exchange, response) = Start();

        await _fixture.Rejections.WriteAsync(exchange, "Waf", new Rejection { Status = 400, Title = "a \"b\" \n<c>", Reason = "r", Detail = new string('é', 2_000) });

        using var body = JsonDocument.Parse(response.Text);
        Assert.Equal("a \"b\" \n<c>", body.RootElement.GetProperty("title").GetString());
        Assert.Equal(2_000, body.RootElement.GetProperty("detail").GetString()!.Length);
    }

    [Fact]
    public async Task Write_HeadersSetBefore_AreReplacedByTheRefusals()
    {
        var (exchange, response) = Start();
        response.Headers["X-Backend"] = "10.0.0.1";
        response.Headers.ContentEncoding = "gzip";
        response.Headers.SetCookie = "session=1";
        response.ReasonPhrase = "Fine From Backend";

        await _fixture.Rejections.WriteAsync(exchange, "Authentication", new Rejection
        {
            Status = 401,
            Title = "Unauthorized",
            Reason = "no-credential",
            Headers = [new("WWW-Authenticate", "Bearer")],
        });

        Assert.Equal(
            ["Cache-Control", "Content-Length", "Content-Type", "WWW-Authenticate"],
            response.Headers.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("Bearer", response.Headers.WWWAuthenticate.ToString());
        Assert.Null(response.ReasonPhrase);
    }

    [Fact]
    public async Task Write_HeadRequest_HeadOfTheAnswerOnly()
    {
        var (exchange, response) = Start(method: "HEAD");

        await _fixture.Rejections.WriteAsync(exchange, "Waf", Refusal());

        Assert.Equal("", response.Text);
        Assert.True(response.Headers.ContentLength > 0);
        Assert.True(response.IsComplete);
    }

    [Theory]
    [InlineData("HTTP/1.1", true, "close")]
    [InlineData("HTTP/1.1", false, "")]
    [InlineData("HTTP/1.0", true, "close")]
    [InlineData("HTTP/1.0", false, "")]
    [InlineData("HTTP/2", true, "")]
    [InlineData("HTTP/3", true, "")]
    public async Task Write_CloseConnection_OnHttp1Only(string protocol, bool close, string expected)
    {
        var (exchange, response) = Start(protocol: protocol);

        await _fixture.Rejections.WriteAsync(exchange, "Waf", new Rejection { Status = 400, Title = "Bad", Reason = "r", CloseConnection = close });

        Assert.Equal(expected, response.Headers.Connection.ToString());
    }

    [Fact]
    public async Task Write_ResponseStarted_CutsTheConnectionAndRecords()
    {
        var (exchange, response) = Start();
        await response.StartAsync(TestContext.Current.CancellationToken);

        await _fixture.Rejections.WriteAsync(exchange, "Forwarding", Refusal(502, "backend-failed"));

        Assert.True(response.IsAborted);
        Assert.Equal(200, response.StatusCode);
        Assert.Equal("", response.Text);
        Assert.Equal(["Forwarding rejected backend-failed"], _fixture.Measured.Counted);
    }

    [Fact]
    public async Task Write_Refusal_EventSaysWhatTheClientIsNotTold()
    {
        var (exchange, _) = Start(method: "DELETE");

        await _fixture.Rejections.WriteAsync(exchange, "Authorization", new Rejection { Status = 403, Title = "Forbidden", Reason = "scope-missing", Note = "which" });

        var written = Assert.Single(_fixture.Events.Written);
        Assert.Equal(("request.rejected", "rejected", "Authorization"), (written.Event, written.Outcome, written.Policy));
        Assert.Equal(("scope-missing", "which", 403), (written.Reason, written.Note, written.Status));
        Assert.Equal(("DELETE", "orders", "/orders/{id}"), (written.Action, written.Route, written.Resource));
        Assert.Equal(("192.0.2.7", exchange.TraceId), (written.ClientAddress, written.TraceId));
        Assert.False(written.IsAudit);
        Assert.Equal("scope-missing", exchange.Outcome);
        Assert.Equal(["Authorization rejected scope-missing"], _fixture.Measured.Counted);
    }

    private static (Exchange Exchange, TestResponse Response) Start(string method = "GET", string protocol = "HTTP/1.1")
    {
        var context = Context(out var response, method, protocol);
        var exchange = new Exchange(context, Plan());
        context.Response.OnStarting(ResponsePhase.Callback, exchange);
        return (exchange, response);
    }
}
