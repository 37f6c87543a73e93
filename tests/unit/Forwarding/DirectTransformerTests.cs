using System.Net;
using Gateway.Policies.Forwarding;
using Gateway.Policies.Pipeline;
using Gateway.UnitTests.CanonicalRequest;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;
using Yarp.ReverseProxy.Transforms.Builder;

namespace Gateway.UnitTests.Forwarding;

/// <summary>The direct way of the header fields beside YARP's own default transforms: both have to send and to answer the same.</summary>
public sealed class DirectTransformerTests
{
    // Every field that YARP treats apart, those that the client keeps with the content, and some that are nothing special.
    private static readonly (string Name, StringValues Value)[] Fields =
    [
        ("Connection", "close"), ("Transfer-Encoding", "chunked"), ("Keep-Alive", "timeout=5"), ("Upgrade", "h2c"), ("Proxy-Connection", "keep-alive"),
        ("Proxy-Authenticate", "Basic"), ("Proxy-Authentication-Info", "x"), ("Proxy-Authorization", "Basic eA=="), ("Proxy-Features", "x"), ("Proxy-Instruction", "x"),
        ("Security-Scheme", "x"), ("ALPN", "h2"), ("Close", "x"), ("HTTP2-Settings", "AAMAAABk"), ("Upgrade-Insecure-Requests", "1"), ("TE", "trailers"), ("te", new(["gzip", "trailers"])),
        ("Alt-Svc", "clear"), ("Host", "other.example.com"), ("Forwarded", "for=1.2.3.4"), ("X-Forwarded-For", "1.2.3.4"), ("X-Forwarded-Host", "evil"),
        ("X-Forwarded-Proto", "http"), ("X-Forwarded-Prefix", "/x"), ("Allow", "GET"), ("Content-Disposition", "inline"), ("Content-Encoding", "gzip"),
        ("Content-Language", "en"), ("Content-Length", "0"), ("Content-Location", "/y"), ("Content-MD5", "x"), ("Content-Range", "bytes 0-1/2"),
        ("Content-Type", "application/json"), ("Expires", "0"), ("Last-Modified", "Sat, 01 Jan 2022 00:00:00 GMT"), ("Cookie", new(["a=1", "b=2"])),
        ("Accept", new(["text/html", "text/plain"])), ("X-Empty", ""), ("User-Agent", "curl/8"), ("Expect", "100-continue"), ("If-None-Match", "\"1\""), ("Range", "bytes=0-1"),
        ("X-Custom", new(["one", "two", "three"])), ("Strict-Transport-Security", "max-age=1"), ("Set-Cookie", new(["s=1", "t=2"])), ("Server", "backend"),
        ("X-Powered-By", "PHP"), ("Vary", "Accept"), ("Date", "Sat, 01 Jan 2022 00:00:00 GMT"), ("Trailer", "X-Sum"), ("WWW-Authenticate", "Basic"), ("ETag", "\"1\""),
    ];

    private static readonly ITransformBuilder Yarp = CreateYarp();

    [Theory]
    [InlineData("HTTP/1.1", "GET", null, "")]
    [InlineData("HTTP/1.1", "POST", "internal.example.com", "")]
    [InlineData("HTTP/2", "GET", null, "/base")]
    [InlineData("HTTP/2", "DELETE", "internal.example.com", "")]
    public async Task Request_HasTheFieldsThatYarpWouldSend(string protocol, string method, string? host, string pathBase)
    {
        var examined = 0;
        foreach (var fields in Selections())
        {
            foreach (var withContent in (bool[])[false, true])
            {
                var expected = await SendAsync(Yarp.Build(Route, null), protocol, method, host, pathBase, fields, withContent);
                Assert.Equal(expected, await SendAsync(new DirectTransformer(), protocol, method, host, pathBase, fields, withContent));
                examined++;
            }
        }

        Assert.Equal(2 * (Fields.Length + 51), examined);
    }

    [Theory]
    [InlineData(200, "GET")]
    [InlineData(204, "GET")]
    [InlineData(205, "GET")]
    [InlineData(304, "GET")]
    [InlineData(404, "HEAD")]
    public async Task Answer_HasTheFieldsThatYarpWouldCopy(int status, string method)
    {
        var examined = 0;
        foreach (var fields in Selections())
        {
            foreach (var before in (string?[])[null, "affinity=1"])
            {
                Assert.Equal(await AnswerAsync(Yarp.Build(Route, null), status, method, before, fields), await AnswerAsync(new DirectTransformer(), status, method, before, fields));
                examined++;
            }
        }

        Assert.Equal(2 * (Fields.Length + 51), examined);
    }

    [Fact]
    public async Task Answer_FieldsThatThePlanDrops_AreNotCopied()
    {
        var plan = new RoutePlan { RouteId = "r", PathTemplate = "/", RequestStages = [], ResponseStages = [new PlannedResponseStage("p", new Dropping())] };
        var context = Context("HTTP/1.1", "GET", null, "");
        var exchange = new Exchange(context, plan);
        context.Features.Set(exchange);
        using var answer = Answer(200, [("SERVER", "backend"), ("x-powered-by", "PHP"), ("ETag", "\"1\"")]);
        Assert.True(await new DirectTransformer().TransformResponseAsync(context, answer, TestContext.Current.CancellationToken));
        Assert.Equal(["ETag"], context.Response.Headers.Select(static h => h.Key));
        Assert.True(exchange.DroppedFieldsAreGone);
    }

    [Fact]
    public async Task NoAnswer_IsNotSent() =>
        Assert.False(await new DirectTransformer().TransformResponseAsync(Context("HTTP/1.1", "GET", null, ""), null, TestContext.Current.CancellationToken));

    private static RouteConfig Route { get; } = new() { RouteId = "r", Match = new RouteMatch { Path = "/{**rest}" } };

    // Each alone, all together, and 50 random handfuls that are the same in every run.
    private static IEnumerable<(string Name, StringValues Value)[]> Selections()
    {
        foreach (var field in Fields) yield return [field];
        yield return [.. Fields.Where(static f => f.Name is not "te")];
        var random = new Random(7);
        for (var i = 0; i < 50; i++) yield return [.. Fields.Where(_ => random.Next(4) == 0).DistinctBy(static f => f.Name, StringComparer.OrdinalIgnoreCase)];
    }

    private static DefaultHttpContext Context(string protocol, string method, string? destinationHost, string pathBase)
    {
        var context = GateRequest.Context("/orders/1?a=b");
        Assert.Null(GateRequest.Inspect(context));
        (context.Request.Protocol, context.Request.Method, context.Request.PathBase) = (protocol, method, pathBase);
        context.Connection.RemoteIpAddress = IPAddress.Parse("::ffff:192.0.2.7");
        context.Features.Set<IReverseProxyFeature>(new ReverseProxyFeature
        {
            ProxiedDestination = new DestinationState("a", new DestinationModel(new DestinationConfig { Address = "http://b/", Host = destinationHost })),
        });
        return context;
    }

    private static async Task<string> SendAsync(
        HttpTransformer transformer, string protocol, string method, string? host, string pathBase, (string Name, StringValues Value)[] fields, bool withContent)
    {
        var context = Context(protocol, method, host, pathBase);
        foreach (var (name, value) in fields) context.Request.Headers[name] = value;
        using var message = new HttpRequestMessage();
        if (withContent) message.Content = new ByteArrayContent([1, 2]);
        await transformer.TransformRequestAsync(context, message, "http://b/", TestContext.Current.CancellationToken);
        return $"{message.RequestUri}\n{context.Response.StatusCode}\n{(message.Content is null ? "no content" : $"content of {(await message.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).Length}")}\n{Text(message.Headers)}{(message.Content is null ? "" : Text(message.Content.Headers))}";
    }

    private static async Task<string> AnswerAsync(HttpTransformer transformer, int status, string method, string? before, (string Name, StringValues Value)[] fields)
    {
        var context = Context("HTTP/1.1", method, null, "");
        if (before is not null) context.Response.Headers.SetCookie = before;
        if (before is not null) context.Response.Headers.StrictTransportSecurity = "max-age=2";
        using var answer = Answer(status, fields);
        var copies = await transformer.TransformResponseAsync(context, answer, TestContext.Current.CancellationToken);
        return $"{copies}\n{string.Join('\n', context.Response.Headers.OrderBy(static h => h.Key, StringComparer.Ordinal).Select(static h => $"{h.Key}: {string.Join(" | ", h.Value.ToArray())}"))}";
    }

    private static HttpResponseMessage Answer(int status, (string Name, StringValues Value)[] fields)
    {
        var answer = new HttpResponseMessage((HttpStatusCode)status) { Content = new ByteArrayContent([]) };
        answer.Content.Headers.ContentLength = null;
        foreach (var (name, value) in fields)
            if (!answer.Headers.TryAddWithoutValidation(name, value.ToArray())) answer.Content.Headers.TryAddWithoutValidation(name, value.ToArray());
        return answer;
    }

    private static string Text(System.Net.Http.Headers.HttpHeaders headers) =>
        string.Concat(headers.NonValidated.OrderBy(static h => h.Key, StringComparer.Ordinal).Select(static h => $"{h.Key}: {string.Join(" | ", h.Value)}\n"));

    private static ITransformBuilder CreateYarp()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddReverseProxy();
        services.AddSingleton<ITransformProvider, OutgoingTargetProvider>();
        return services.BuildServiceProvider().GetRequiredService<ITransformBuilder>();
    }

    private sealed class Dropping : ResponseStage
    {
        public override IReadOnlyCollection<string> Drops => ["Server", "X-Powered-By"];

        public override void Apply(Exchange exchange)
        {
        }
    }
}
